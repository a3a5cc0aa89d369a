"""Text and lines on paper in millimetres: measured once, painted where the layout puts them, mirrored where need be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from charting.drawing.fitting import fitted

DOTS = 600 / 25.4
"""Dots of the layout in a millimetre; a painter of another resolution is scaled."""

LEADING = 1.36
INK, GREY, LINE, WASH = "#15191c", "#50585e", "#9aa2a8", "#edf0f1"

Side = Literal["start", "end", "centre"]


def look_for_letters(text: str, font: QFont, known: dict[str, bool]) -> None:
    """Add to `known` which letters of a text some font of this computer has: what none has is seen as a box."""
    if text.isascii():
        return
    metrics = QFontMetrics(font)  # which looks in the fonts that stand in for this one as well
    for letter in text:
        if letter not in known:
            known[letter] = unicodedata.category(letter)[0] in "ZCM" or metrics.inFontUcs4(ord(letter))


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was laid out; `height` in mm."""

    layout: QTextLayout
    height: float
    colour: str


class Ink:
    """Measures and paints for a page of a width in mm. In right-to-left writing x runs from the right edge."""

    def __init__(self, width_mm: float, family: str, *, right_to_left: bool, scale: float) -> None:
        self.width = width_mm
        self.right_to_left = right_to_left
        self.scale = scale
        self._family = family
        self._fonts: dict[tuple[float, bool, bool], QFont] = {}
        self._shown = QTextOption()
        self._letters: dict[str, bool] = {}

    @property
    def without_letters(self) -> str:
        """What was written that no font of this computer has: it is seen as boxes, or not at all."""
        return "".join(letter for letter, there in self._letters.items() if not there)

    def font(self, size_mm: float, *, bold: bool = False, fixed: bool = False) -> QFont:
        """The face of the sheet, so many mm high."""
        key = (size_mm, bold, fixed)
        if key not in self._fonts:
            font = QFont(self._family)
            if fixed:
                font.setFamilies(["DejaVu Sans Mono", "Menlo", "Consolas", "Courier New", self._family])
                font.setStyleHint(QFont.StyleHint.Monospace)
            font.setPixelSize(max(1, round(size_mm * self.scale * DOTS)))
            font.setBold(bold)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            for ligatures in ("liga", "clig"):  # a search for “file” would not find it with the two letters in one
                font.setFeature(QFont.Tag(ligatures), 0)
            self._fonts[key] = font
        return self._fonts[key]

    def text(
        self, text: str, size: float, width: float, *, colour: str = INK, bold: bool = False, side: Side = "start",
        one_line: bool = False, fixed: bool = False,
    ) -> Text:  # fmt: skip
        """A text laid out for a width in mm: in as many lines as it needs, or in one, cut where it is too long."""
        font = self.font(size, bold=bold, fixed=fixed)
        look_for_letters(text, font, self._letters)
        if one_line:
            text = fitted(QFontMetricsF(font), text, width * DOTS)
        layout = QTextLayout(text, font)
        layout.setTextOption(self._option(text, side))
        step = size * self.scale * LEADING
        layout.beginLayout()
        lines = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width * DOTS)
            line.setPosition(QPointF(0, (lines * step + (step - line.height() / DOTS) / 2) * DOTS))
            lines += 1
        layout.endLayout()
        return Text(layout, max(1, lines) * step, colour)

    def _option(self, text: str, side: Side) -> QTextOption:
        option = QTextOption()
        # Between words, within a word only where one is longer than the line.
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        turned = self.right_to_left and begins_right(text)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight)
        sides = {"start": Qt.AlignmentFlag.AlignLeft, "end": Qt.AlignmentFlag.AlignRight}
        if self.right_to_left:
            sides = {"start": Qt.AlignmentFlag.AlignRight, "end": Qt.AlignmentFlag.AlignLeft}
        option.setAlignment(sides.get(side, Qt.AlignmentFlag.AlignHCenter) | Qt.AlignmentFlag.AlignAbsolute)
        return option

    def write(self, painter: QPainter, text: Text, x: float, y: float, width: float) -> None:
        """Paint a text in its place; `width` is the one it was laid out for."""
        painter.setPen(QColor(text.colour))
        text.layout.draw(painter, self.rect(x, y, width, text.height).topLeft())

    def advance(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text is in one line, in mm."""
        return QFontMetricsF(self.font(size, bold=bold)).horizontalAdvance(text) / DOTS

    def rule(self, painter: QPainter, x: float, y: float, width: float, *, thick: float = 0.15) -> None:
        """A line across."""
        painter.setPen(QPen(QColor(LINE), thick * DOTS))
        box = self.rect(x, y, width, 0)
        painter.drawLine(box.topLeft(), box.topRight())

    def fill(self, painter: QPainter, x: float, y: float, width: float, height: float, colour: str = WASH) -> None:
        """A patch of colour."""
        painter.fillRect(self.rect(x, y, width, height), QColor(colour))

    def frame(self, painter: QPainter, x: float, y: float, width: float, height: float, *, thick: float = 0.4) -> None:
        """A frame that can be seen without any colour."""
        painter.setPen(QPen(QColor(INK), thick * DOTS))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect(x, y, width, height), DOTS, DOTS)

    def rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        """A rectangle in mm as the painter has it."""
        left = self.width - x - width if self.right_to_left else x
        return QRectF(left * DOTS, y * DOTS, width * DOTS, height * DOTS)


def begins_right(text: str) -> bool:
    """Whether a text is written from right to left: by its first letter that has a direction, else it is."""
    strong = (kind for c in text if (kind := unicodedata.bidirectional(c)) in ("L", "R", "AL"))
    return next(strong, "R") != "L"


def columns(widths: tuple[float, ...], left: float, across: float) -> Iterator[tuple[float, float]]:
    """Where each column begins, and how wide it is."""
    for width in widths:
        yield left, width * across
        left += width * across
