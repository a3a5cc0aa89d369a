"""The menu of patterns: the clinic's own, the label's, micro doses, and keeping the points on the face as one more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from charting.ui.face.scene import Edit
from charting.ui.kit.menus import add_heading
from charting.ui.shell.intents import SavePattern
from charting.words.words import date_text, on_button, points_text, shortened, tooltip, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.clinic.clinic import ClinicPattern
    from charting.domain.dosing.reference import Pattern
    from charting.ui.face.canvas import FaceCanvas


class PatternMenu(QObject):
    """Fills the menu of a button. Each pattern is placed in one step for undo."""

    def __init__(self, button: QPushButton, canvas: FaceCanvas) -> None:
        super().__init__(button)
        self._canvas = canvas
        self._own: tuple[ClinicPattern, ...] = ()
        self._product: str | None = None
        self._micro: tuple[Pattern, ...] = ()
        self._filled = False
        self.menu: QMenu = button.menu()
        self.save = QAction(self.tr("Save these points as a pattern…"), self)
        self.save.triggered.connect(self.save_points)
        self.menu.aboutToShow.connect(self._enable)

    def fill(self, session: Session, product: str | None) -> None:
        """Offer the patterns of a product."""
        from charting.domain.dosing.micro_patterns import micro_patterns  # here: the first paint does not wait for them

        own = session.patterns.patterns_of(product)
        micro = micro_patterns(
            session.clinic.reference, product, session.open.patient.sex if session.open.patient else None
        )
        if self._filled and (own, product, micro) == (self._own, self._product, self._micro):
            return
        self._own, self._product, self._micro, self._filled = own, product, micro, True
        self.menu.clear()
        for mine in own:
            action = self.menu.addAction(own_text(mine), partial(self._place_own, mine))
            action.setData(mine)
            action.setToolTip(tooltip(self._whose(mine)))
        label = session.clinic.reference.patterns_of(product)
        if own and label:
            self.menu.addSeparator()
        for pattern in label:
            action = self.menu.addAction(self._label_text(pattern), partial(self._place_label, pattern))
            action.setData(pattern)
            action.setToolTip(tooltip(f"{pattern.text or pattern.name}\n{pattern.source.short} · {pattern.mark}"))
        self._add_micro(micro)
        if own or label or micro:
            self.menu.addSeparator()
        self.menu.addAction(self.save)

    def _add_micro(self, micro: tuple[Pattern, ...]) -> None:
        """Micro doses under a heading of their own, which says once where all of them are from."""
        if not micro:
            return
        add_heading(self.menu, self.tr("Micro, from the micro range; layout ours, not verified"))
        for pattern in micro:
            action = self.menu.addAction(on_button(_micro_text(pattern)), partial(self._place_label, pattern))
            action.setData(pattern)
            weak = self.tr("weak evidence") if pattern.weak else ""
            said = " · ".join(part for part in (pattern.source.short, pattern.mark, weak) if part)
            action.setToolTip(tooltip(f"{pattern.text}\n{said}"))

    def _enable(self) -> None:
        session = self._canvas.session
        visit = session.open.visit if session is not None else None
        for action in self.menu.actions():
            if action.data() is not None:
                action.setEnabled(self._canvas.editable)
        some = visit is not None and visit.product is not None and bool(visit.points)
        self.save.setEnabled(some)
        chosen = self.tr("Save the selected points as a pattern…")
        self.save.setText(chosen if self._canvas.selection else self.tr("Save these points as a pattern…"))

    def _whose(self, pattern: ClinicPattern) -> str:
        parts = [points_text(len(pattern.points)), shortened(pattern.set_by), date_text(pattern.set_at.date())]
        return " · ".join(part for part in parts if part)

    # ------------------------------------------------------------------ doing

    def _place_own(self, pattern: ClinicPattern) -> None:
        self._canvas.show_view(pattern.points[0].view)
        assert self._canvas.session is not None
        self._canvas.do(Edit(partial(self._canvas.session.patterns.place, pattern)))

    def _label_text(self, pattern: Pattern) -> str:
        text = f"{pattern.name} · {units_text(pattern.total)} U"
        return text if pattern.layout_verified else f"{text} · {self.tr('layout not verified')}"

    def _place_label(self, pattern: Pattern) -> None:
        self._canvas.show_view(pattern.points[0].view)
        assert self._canvas.session is not None
        self._canvas.do(Edit(partial(self._canvas.session.points.place_pattern, pattern)))
        if pattern.style is not None:
            self._canvas.hub.notice.emit(
                self.tr(
                    "{pattern}: the units are from the micro range, the layout is ours and not verified. Adjust it."
                ).format(pattern=pattern.name)
            )
        elif not pattern.layout_verified:
            self._canvas.hub.notice.emit(
                self.tr(
                    "{pattern}: layout not verified. The units are the source's; the positions are drawn from its "
                    "words. Adjust them."
                ).format(pattern=pattern.name)
            )

    def save_points(self) -> None:
        """Ask for a name and keep the selected points, or all of the visit, as a pattern of the clinic."""
        session = self._canvas.session
        if session is not None and session.open.visit is not None:
            self._canvas.hub.asked.emit(SavePattern(self._canvas.selection))
            self._canvas.setFocus()


def _micro_text(pattern: Pattern) -> str:
    """“Glabella, micro · 5 × 2 U · 10 U”; doses that differ are not spelt out."""
    doses = {point.units for point in pattern.points}
    count = len(pattern.points)
    each = f"{count} × {units_text(doses.pop())} U" if len(doses) == 1 else points_text(count)
    return f"{pattern.name} · {each} · {units_text(pattern.total)} U"


def own_text(pattern: ClinicPattern) -> str:
    """“My glabella · 20 U”, as it stands in a menu; an ampersand is one."""
    return on_button(f"{shortened(pattern.name)} · {units_text(pattern.total)} U")
