"""Who is at the desk, at the end of the strip at the bottom: a name with a menu, or a link where nobody signs in."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.ui.kit.elided import Elide
from charting.ui.kit.hub import Hub
from charting.words import privacy
from charting.words.words import on_button, one_line, tooltip

MOST_WIDTH = 260
_MENU = ("lock", "switch", "password", "privacy", "people")


class WhoButton(QToolButton):
    """As quiet as the words beside it; its menu has what has to do with who is there."""

    def __init__(
        self, session: Session, hub: Hub, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._list = QMenu(self)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._list.addActions([actions[name] for name in _MENU])
        self.setObjectName("who")
        hub.changed.connect(self._changed)
        self.show_who()

    def _changed(self, changed: Changed) -> None:
        if changed.person:
            self.show_who()

    def show_who(self) -> None:
        """The name of who is there; where there are no accounts, how to make one."""
        person = self._session.who.person
        self.setMenu(self._list)
        if person is not None:
            name = self.fontMetrics().elidedText(one_line(person.name), Elide.ElideRight, MOST_WIDTH)
            said = self.tr("Signed in: {name}").format(name=one_line(person.name))
        else:
            name = self.tr("Nobody signed in")
            said = self.tr("Nobody has an account yet: People… makes the first one")
        if privacy.is_hidden():
            name = self.tr("{who} · names hidden").format(who=name)
        self.setText(on_button(name))
        self.setAccessibleName(said)
        self.setToolTip(tooltip(said))
