"""The button that says whose points lie hollow on the face, and lets another visit's be chosen, or none."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from charting.domain.visit.visit import total_units
from charting.ui.face.ghosts import shown_visit
from charting.ui.face.scene import Ghost
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.look import Look
from charting.ui.kit.menus import hang
from charting.ui.kit.same import set_tip
from charting.words.past_words import short_day
from charting.words.words import date_text, on_button, product_name, tooltip, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.dosing.reference import Reference
    from charting.domain.visit.visit import Visit
    from charting.ui.face.canvas import FaceCanvas


class GhostButton(QPushButton):
    """“Ghost: 14 Jul”, in a corner of the canvas. Hidden while there is no other visit to show."""

    def __init__(self, canvas: FaceCanvas) -> None:
        super().__init__()
        self._canvas = canvas
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setObjectName("tab")
        self.setAccessibleName(self.tr("Points of an earlier visit"))
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        hang(self, menu)
        self.hide()

    @property
    def _session(self) -> Session | None:
        return self._canvas.session

    def set_look(self, look: Look) -> None:
        self.setIcon(glyph("chevron", look.color("muted")))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    def refresh(self) -> None:
        """Say whose points are shown now."""
        session = self._session
        self.setVisible(session is not None and bool(self._others(session)))
        if session is None:
            return
        visit = shown_visit(session, self._canvas.hand.ghosts)
        if visit is None:
            text, tip = self.tr("No ghost"), self.tr("Hollow points of an earlier visit: none shown")
        else:
            day = short_day(visit.at.date(), session.env.clock().date())
            text = self.tr("Ghost: {date}").format(date=day)
            if session.open.visit is not None and visit.product != session.open.visit.product:
                text += f" · {product_name(session.clinic.reference, visit.product)}"  # whose units stand in the rings
            tip = self.tr("Hollow points: {visit}").format(
                visit=_name(session.clinic.reference, visit, pinned=visit.id == session.open.pinned)
            )
        self.setText(text)
        set_tip(self, tooltip(tip))
        self.setAccessibleDescription(tip)

    def _others(self, session: Session) -> list[Visit]:
        open_id = session.open.visit.id if session.open.visit is not None else None
        return [v for v in session.past.treatments() if v.id != open_id]

    def _fill(self) -> None:
        menu, session = self.menu(), self._session
        menu.clear()
        if session is None:
            return
        before = session.past.previous()
        text = self.tr("The treatment before")
        if before is not None:
            text = f"{text} · {date_text(before.at.date())}"
        self._choice(menu, text, Ghost.BEFORE)
        self._choice(menu, self.tr("None"), Ghost.NONE)
        menu.addSeparator()
        for visit in self._others(session):
            self._choice(menu, _name(session.clinic.reference, visit, pinned=visit.id == session.open.pinned), visit.id)

    def _choice(self, menu: QMenu, text: str, choice: Ghost | str) -> None:
        action = menu.addAction(on_button(text), partial(self._choose, choice))
        action.setCheckable(True)
        action.setChecked(self._canvas.hand.ghosts == choice)

    def _choose(self, choice: Ghost | str) -> None:
        self._canvas.do(replace(self._canvas.hand, ghosts=choice))
        self.refresh()


def _name(reference: Reference, visit: Visit, *, pinned: bool) -> str:
    """“14 Jul 2026 · Botox Cosmetic · 34.5 U · ★ best”."""
    parts = [date_text(visit.at.date()), product_name(reference, visit.product)]
    parts.append(f"{units_text(total_units(visit.points))} U")
    if pinned:
        parts.append(QCoreApplication.translate("GhostButton", "★ best"))
    return " · ".join(parts)
