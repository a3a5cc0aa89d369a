"""Who is at the desk, as the window shows it: the sign-in page in its place, the idle lock, dialogs out of sight."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QVBoxLayout, QWidget

from charting.ui.people.secret import lose_focus
from charting.ui.shell.feature import Host

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.desk.steps import Changed
    from charting.ui.people.gate import GatePage

LOOK_MS = 1000
_PASSING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen)
"""Menus, lists that drop down, and tips."""
_WATCHED = "charting_watched"
_USED = frozenset({
    QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletPress, QEvent.Type.TabletMove,
})  # fmt: skip


class Curtain(QDialog):
    """The page over a dialog that waits for an answer and would let no other window be used."""

    def reject(self) -> None:
        """Escape opens nothing."""


class Keeper(QObject):
    """Covers the desk while nobody may see it, and gives it back as it was; the host says when somebody `came`.

    `counting` counts seconds that no clock on the wall can change.
    """

    def __init__(self, host: Host, counting: Callable[[], float] = time.monotonic) -> None:
        super().__init__(host.window)
        self._host = host
        self.counting = counting
        self._pages = host.pages
        self._place = QWidget()
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._place)
        self.page: GatePage | None = None
        self._session: Session | None = None
        self._covered: Covered | None = None
        self._focus: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        host.hub.changed.connect(self._changed)
        host.look_changed.connect(self._dress)

    def attach(self, session: Session) -> None:
        """Watch over this session; where somebody has to sign in first, the desk is covered before it is filled."""
        if self.page is not None:
            self.page.deleteLater()
        self._session, self.page = session, None
        self._used()
        self._timer.start()
        self._own_dialogs()
        self.show_or_cover()

    @property
    def covered(self) -> bool:
        """Whether the page stands in the place of the desk."""
        return self._covered is not None

    def lock(self) -> None:
        """Keep what is being typed, then hide everything."""
        session = self._session
        if session is None or not session.who.guarded or session.who.away:
            return
        self._focus = QApplication.focusWidget()
        lose_focus()
        session.people.lock()
        self._focus = None

    def leave(self) -> None:
        """Keep what is being typed; then whoever was here is gone, and the page asks who comes."""
        if self._session is not None:
            lose_focus()
            self._session.people.sign_out()

    def show_or_cover(self) -> None:
        """Cover the desk, or give it back: whatever the session says."""
        session = self._session
        if session is None:
            return
        if not session.who.away:
            self._uncover()
        elif self._covered is None:
            self._cover(session)
        elif self.page is not None:
            self.page.ask()

    def _dress(self) -> None:
        if self.page is not None:
            self.page.set_look(self._host.look)

    # ------------------------------------------------------------------ covering

    def _cover(self, session: Session) -> None:
        from charting.ui.people.gate import GatePage

        if self.page is None:
            self.page = GatePage(session, self._host.look)
        self._covered = Covered(self._host.window, self._focus or QApplication.focusWidget())
        self._covered.hide(session.who.person.id if session.who.person is not None else None)
        place: QWidget = self._place
        if self._covered.waiting is not None:
            place = self._covered.curtain()
        layout = place.layout()
        assert layout is not None
        layout.addWidget(self.page)
        self._pages.setCurrentWidget(self._place)
        self.page.show()
        self.page.ask()

    def _uncover(self) -> None:
        covered, self._covered = self._covered, None
        session = self._session
        if covered is None or session is None:
            return
        self._used()
        self._pages.setCurrentIndex(0)
        layout = self._place.layout()
        if self.page is not None and layout is not None:
            layout.addWidget(self.page)  # out of a dialog's curtain; and it goes when the desk goes
        covered.show(session.who.person.id if session.who.person is not None else None)
        self._host.came.emit()

    def _changed(self, changed: Changed) -> None:
        if changed.person:
            self._own_dialogs()
            self.show_or_cover()

    def _own_dialogs(self) -> None:
        """Where the desk can be locked, files are asked for by Qt's own dialogs: those of the system cannot be closed
        from here, and would stand over a locked desk with the names of files in them."""
        guarded = self._session is not None and self._session.who.guarded
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, guarded)

    # ------------------------------------------------------------------ idle

    def look(self) -> None:
        """Lock the desk when nobody used it for as long as the clinic says."""
        session = self._session
        if session is None or session.who.person is None or session.who.away:
            return
        for window in QApplication.topLevelWidgets():
            handle = window.windowHandle()
            if handle is not None and not handle.property(_WATCHED):
                handle.installEventFilter(self)
                handle.setProperty(_WATCHED, True)
        # The one stands still while the computer sleeps, the other may be set: the longer one counts.
        idle = max(self.counting() - self._last, (session.env.clock() - self._last_at).total_seconds())
        if session.clinic.settings.idle_minutes > 0 and idle >= session.clinic.settings.idle_minutes * 60:
            self.lock()

    def _used(self) -> None:
        self._last = self.counting()
        if self._session is not None:
            self._last_at = self._session.env.clock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USED:
            self._used()
        return False


class Covered:
    """What was on the screen when the desk was covered, to be put back as it was."""

    def __init__(self, window: QWidget, focus: QWidget | None) -> None:
        self._window = window
        self._focus = focus
        self._who: str | None = None
        self._beside: list[QWidget] = []
        self._blank: list[tuple[QDialog, str, list[QWidget]]] = []
        self._curtain: Curtain | None = None

    @property
    def waiting(self) -> QDialog | None:
        """The dialog on top that lets no other window be used, if there is one."""
        return self._blank[-1][0] if self._blank else None

    def hide(self, who: str | None) -> None:
        """Take every other window out of sight, whoever it belongs to.

        A dialog that waits for an answer cannot be hidden without one: it is emptied instead. One that asks for a file
        is closed, and so are menus and tips; none of them comes back.
        """
        self._who = who
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for asking in [top for top in QApplication.topLevelWidgets() if isinstance(top, QFileDialog)]:
            asking.reject()
        for top in QApplication.topLevelWidgets():
            if top is self._window or not top.isVisible() or self._of_another_desk(top):
                continue
            if top.windowType() in _PASSING:
                top.hide()
            elif isinstance(top, QDialog) and top.isModal():
                inside = [
                    child for child in top.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
                    if not child.isWindow() and not child.isHidden()
                ]  # fmt: skip
                self._blank.append((top, top.windowTitle(), inside))
            else:
                self._beside.append(top)
        self._blank.sort(key=lambda one: _depth(one[0]))
        for top in self._beside:
            top.hide()
        for dialog, _, inside in self._blank:
            for child in inside:
                child.hide()
            dialog.setWindowTitle(self._window.windowTitle())
            dialog.setWindowOpacity(0)

    def curtain(self) -> QWidget:
        """A window as large as the desk, over the dialog that waits."""
        curtain = Curtain(self.waiting, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        curtain.setModal(True)
        curtain.setWindowTitle(self._window.windowTitle())
        QVBoxLayout(curtain).setContentsMargins(0, 0, 0, 0)
        curtain.setGeometry(self._window.geometry())
        curtain.show()
        curtain.activateWindow()
        self._curtain = curtain
        return curtain

    def show(self, who: str | None) -> None:
        """Put everything back; what somebody else had begun to answer is closed."""
        if self._curtain is not None:
            self._curtain.done(0)
            self._curtain.deleteLater()
        same = who == self._who
        for dialog, title, inside in self._blank:
            dialog.setWindowTitle(title)
            dialog.setWindowOpacity(1)
            for child in inside:
                child.show()
        for top in self._beside:
            top.show()
        if not same:
            for dialog, _, _ in reversed(self._blank):
                dialog.reject()
        try:
            if self._focus is not None and self._focus.isVisible():
                self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        except RuntimeError:
            self._focus = None  # it is gone: the desk was filled anew meanwhile

    def _of_another_desk(self, top: QWidget) -> bool:
        root: QObject = top
        while root is not self._window and (parent := root.parent()) is not None:
            root = parent
        return root is not self._window and isinstance(root, type(self._window))


def _depth(widget: QWidget) -> int:
    parent, depth = widget.parentWidget(), 0
    while parent is not None:
        parent, depth = parent.parentWidget(), depth + 1
    return depth
