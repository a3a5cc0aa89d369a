"""The areas of an earlier visit, one painted row each: units then, style, what still moved at review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from charting.domain.dosing.styles import Style
from charting.drawing.fitting import draw_fitted
from charting.ui.kit.look import Look, sized
from charting.words.words import style_name, tooltip

HEADER_PX, ROW_PX = 20, 23
GAP_PX = 10
UNITS_PX, AREA_PAD = 46, 5


@dataclass(frozen=True, slots=True)
class ThenRow:
    """One area: its name, units as text, style (None while undosed), and what the review found ("" for nothing)."""

    area: str
    units: str
    style: Style | None
    found: str = ""
    alarming: bool = False

    def spoken(self) -> str:
        return ", ".join(
            part for part in (self.area, f"{self.units} U", style_name(self.style) if self.style else "", self.found)
            if part
        )  # fmt: skip


class ThenTable(QWidget):
    """Painted in one go: a patient's chart opens without a label for each cell."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.rows: tuple[ThenRow, ...] = ()
        self._heads = (self.tr("Area"), self.tr("units"), self.tr("style"), self.tr("moves at review"))
        self._short = self.tr("moves")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_rows(self, rows: Sequence[ThenRow]) -> None:
        self.rows = tuple(rows)
        self.setAccessibleName("; ".join(row.spoken() for row in self.rows))
        self.setToolTip(tooltip("; ".join(row.spoken() for row in self.rows if row.found)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, HEADER_PX + ROW_PX * len(self.rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def _columns(self) -> tuple[int, int, int, int]:
        """Where the columns end, from the left: area, units, style, review."""
        metrics = QFontMetrics(sized(self.font(), 12))
        styles = [metrics.horizontalAdvance(style_name(row.style)) + 16 for row in self.rows if row.style]
        style = max((*styles, metrics.horizontalAdvance(self._heads[2])))
        least = max((0, *(metrics.horizontalAdvance(row.found) for row in self.rows)))
        least = max(least, metrics.horizontalAdvance(self._short)) if least else 0
        found = max(least, metrics.horizontalAdvance(self._heads[3])) if least else 0
        areas = QFontMetrics(sized(self.font(), 13))
        area = max((0, *(areas.horizontalAdvance(row.area) for row in self.rows))) + AREA_PAD
        right, gaps = self.width(), GAP_PX * (2 if found else 1)
        over = area + UNITS_PX + style + found + gaps - right
        if over > 0:  # the heading of the last column gives way before the name of an area does
            found = max(least, found - over)
        style_end = right - (min(found, right // 3) + GAP_PX if found else 0)
        units_end = style_end - style - GAP_PX
        return units_end - UNITS_PX, units_end, style_end, right

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, units, style, found = self._columns()
        self._line(painter, 0, HEADER_PX, self._heads, (area, units, style, found), bold=False)
        for number, row in enumerate(self.rows):
            top = HEADER_PX + ROW_PX * number
            self._text(painter, QRect(0, top, area - 4, ROW_PX), row.area, "text")
            self._text(painter, QRect(area, top, units - area, ROW_PX), row.units, "text", bold=True, end=True)
            self._style(painter, row, QRect(units + GAP_PX, top, style - units - GAP_PX, ROW_PX))
            role = "danger" if row.alarming else "text"
            self._text(painter, QRect(style + GAP_PX, top, found - style - GAP_PX, ROW_PX), row.found, role, pixels=12)

    def _line(
        self, painter: QPainter, top: int, height: int, texts: Sequence[str], ends: Sequence[int], *, bold: bool
    ) -> None:
        area, units, style, found = ends
        self._text(painter, QRect(0, top, area - 4, height), texts[0], "muted", bold=bold, pixels=12)
        self._text(painter, QRect(area, top, units - area, height), texts[1], "muted", pixels=12, end=True)
        self._text(
            painter, QRect(units + GAP_PX, top, style - units - GAP_PX, height), texts[2], "muted", pixels=12
        )  # fmt: skip
        if found > style:
            place = QRect(style + GAP_PX, top, found - style - GAP_PX, height)
            fits = QFontMetrics(sized(self.font(), 12)).horizontalAdvance(texts[3]) <= place.width()
            self._text(painter, place, texts[3] if fits else self._short, "muted", pixels=12)

    def _style(self, painter: QPainter, row: ThenRow, place: QRect) -> None:
        """The style as a word beside a dot of its colour."""
        if row.style is None:
            return
        dot = QRectF(place.left(), place.center().y() - 3.5, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.face.styles[row.style]))
        painter.drawEllipse(self._mirrored(dot.toRect()))
        self._text(painter, place.adjusted(14, 0, 0, 0), style_name(row.style), "text", pixels=12)

    def _text(
        self, painter: QPainter, place: QRect, text: str, role: str, *, bold: bool = False, pixels: int = 13,
        end: bool = False,
    ) -> None:  # fmt: skip
        font = sized(self.font(), pixels, bold=bold)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if end is not mirrored else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._look.color(role))
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        draw_fitted(painter, self._mirrored(place), int(flags), text)

    def _mirrored(self, place: QRect) -> QRect:
        if self.layoutDirection() is not Qt.LayoutDirection.RightToLeft:
            return place
        return QRect(self.width() - place.right() - 1, place.top(), place.width(), place.height())
