"""What a point says when the hand rests on it: its dose, what is drawn for it, and from which lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from charting.words.vial_words import draws_text
from charting.words.words import tooltip, units_text

if TYPE_CHECKING:
    from charting.ui.face.canvas import FaceCanvas

REACH_PX = 16.0


def show_tip(canvas: FaceCanvas, event: QHelpEvent) -> bool:
    """Show what lies under the hand, or take the last tip away."""
    text = tip_at(canvas, QPointF(event.pos()))
    if text:
        QToolTip.showText(event.globalPos(), tooltip(text), canvas)
    else:
        QToolTip.hideText()
    return True


def tip_at(canvas: FaceCanvas, place: QPointF) -> str:
    """“1.5 U · 0.038 mL from lot C7421”; empty where no point lies."""
    mark, visit, session = canvas.mark_at(place, REACH_PX), canvas.visit, canvas.session
    if mark is None or visit is None or session is None:
        return canvas.beside.text_at(place) or canvas.elsewhere.text_at(place)
    point = next((p for p in visit.points if p.key == mark.key), None)
    if point is None:
        return ""
    nowhere = canvas.tr("place not recorded: the middle of its area") if point.guessed else ""
    dose = "" if point.units is None else canvas.tr("{units} U").format(units=units_text(point.units))
    draws = "" if point.units is None else draws_text(visit, point, session.clinic.reference)
    return " · ".join(part for part in (dose, draws, nowhere) if part)
