"""What lies over the face of a visit that holds no longer: washed out, with a word across it that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from charting.domain.visit.visit import Status, Visit, replaced_by
from charting.ui.kit.look import sized

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.ui.face.surface import Surface

WASH, INK = 150, 160
"""How much of the face they cover, of 255."""


def watermark(session: Session | None, visit: Visit | None) -> str:
    """The word across a visit; nothing over one that holds."""
    if session is None or visit is None or visit.is_draft:
        return ""
    if visit.status is Status.ENTERED_IN_ERROR:
        return QCoreApplication.translate("record", "entered in error")
    return "" if replaced_by(visit, session.open.visits) is None else QCoreApplication.translate("record", "corrected")


class Watermark:
    """The one of a canvas."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self.text = ""

    def refresh(self) -> None:
        """Take over what the open visit says; all is painted anew when that is something else."""
        before, self.text = self.text, watermark(self._canvas.session, self._canvas.visit)
        if self.text != before:
            self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Over the points, under what a hand points at."""
        canvas, text = self._canvas, self.text
        if not text:
            return
        wash = canvas.look.color("surface")
        wash.setAlpha(WASH)
        painter.fillRect(canvas.rect(), wash)
        font = sized(canvas.font(), 34, bold=True)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2.0)
        wrong = canvas.visit is not None and canvas.visit.status is Status.ENTERED_IN_ERROR
        ink = canvas.look.color("danger" if wrong else "caution")
        ink.setAlpha(INK)
        width = QFontMetricsF(font).horizontalAdvance(text)
        fitting = min(1.0, 0.86 * canvas.width() / width)
        painter.save()
        painter.translate(canvas.width() / 2, canvas.height() / 2)
        painter.rotate(-18)
        painter.scale(fitting, fitting)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(-width / 2 - 8, -30, width + 16, 60), Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
