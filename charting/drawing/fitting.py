"""Text in the room there is: names give way, figures and sides never do."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter

SMALLEST = 0.7
"""So much smaller a line of figures may become before even a figure is shortened, in its middle."""

DOTS = "…"
_WORDS = re.compile(r"[^\S\0]+")
_TIED = "\0"
_UNIT = re.compile(r"(?:[Uu]|mL|ml|mm|cm|%|years?|y|weeks?|days?|months?|points?|U/cm²|[A-Z]{3}|[€$£])\W*")


def fitted(metrics: QFontMetrics | QFontMetricsF, text: str, room: float) -> str:
    """The text with its names shortened until it is no wider than `room`, in the pixels of the metrics.

    A word with a digit, the unit behind it and the side of an area stay whole, in their places, even where that is
    wider than the room: `draw_fitted` then makes the letters smaller.
    """
    if metrics.horizontalAdvance(text) <= room:
        return text
    parts = _parts(text)
    if not any(kept for _, kept in parts):
        return _elided(metrics, text, room)
    shown = [word for word, _ in parts]
    names = [n for n, (_, kept) in enumerate(parts) if not kept]
    for least in (metrics.horizontalAdvance("mm" + DOTS), 0.0):
        for n in sorted(names, key=lambda n: -metrics.horizontalAdvance(shown[n])):
            over = metrics.horizontalAdvance(" ".join(shown)) - room
            if over <= 0:
                return " ".join(shown)
            width = metrics.horizontalAdvance(shown[n])
            shown[n] = _elided(metrics, parts[n][0], max(least, width - over)) or DOTS
    return " ".join(shown)


def draw_fitted(painter: QPainter, place: QRect, flags: int, text: str) -> None:
    """One line of plain text by the painter's font and pen; figures that are wider than the place become smaller."""
    metrics = painter.fontMetrics()
    shown = fitted(metrics, text, place.width())
    wide = metrics.horizontalAdvance(shown)
    if wide <= place.width() or wide == 0:
        painter.drawText(place, flags | int(Qt.TextFlag.TextSingleLine), shown)
        return
    before = painter.font()
    painter.setFont(smaller(before, max(SMALLEST, place.width() / wide)))
    shown = whole_or_middle(painter.fontMetrics(), shown, place.width())
    painter.drawText(place, flags | int(Qt.TextFlag.TextSingleLine), shown)
    painter.setFont(before)


def smaller(font: QFont, part: float) -> QFont:
    """The font at a part of its size."""
    made = QFont(font)
    if font.pixelSize() > 0:
        made.setPixelSize(max(1, int(font.pixelSize() * part)))
    else:
        made.setPointSizeF(font.pointSizeF() * part)
    return made


def whole_or_middle(metrics: QFontMetrics | QFontMetricsF, text: str, room: float) -> str:
    """The text, or its two ends where it is longer than any figure is: a chart number of five hundred digits."""
    if metrics.horizontalAdvance(text) <= room + 1:
        return text
    return _elided(metrics, text, room, Qt.TextElideMode.ElideMiddle)


def lines_of(metrics: QFontMetrics | QFontMetricsF, text: str, room: float, most: int = 2) -> list[str]:
    """The text on up to `most` lines, broken between words, and within a word only where it is wider than a line.

    What needs more lines is `fitted` into the last one.
    """
    lines: list[str] = []
    left = text.strip()
    while left and len(lines) < most - 1:
        if metrics.horizontalAdvance(left) <= room:
            break
        end = _break(metrics, left, room)
        lines.append(left[:end].rstrip())
        left = left[end:].lstrip()
    return [*lines, fitted(metrics, left, room)]


def _break(metrics: QFontMetrics | QFontMetricsF, text: str, room: float) -> int:
    """How much of a text that is too long stands on one line: whole words, or as many letters as there is room for."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if metrics.horizontalAdvance(text[:middle]) <= room else (low, middle - 1)
    space = max(text.rfind(" ", 0, low + 1), text.rfind("-", 0, low) + 1)
    return space if space > 0 else low


def _elided(
    metrics: QFontMetrics | QFontMetricsF, text: str, room: float, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
) -> str:
    if isinstance(metrics, QFontMetricsF):
        return metrics.elidedText(text, mode, room)
    return metrics.elidedText(text, mode, int(room))


def _parts(text: str) -> list[tuple[str, bool]]:
    """The runs of words that are kept and those that may give way, in turn."""
    found: list[tuple[str, bool]] = []
    figure = False
    sides = _sides()
    for phrase in sides:
        if " " in phrase:
            text = text.replace(phrase, phrase.replace(" ", _TIED))
    for tied in _WORDS.split(text):
        word = tied.replace(_TIED, " ")
        has_figure = any(c.isdigit() for c in word)
        kept = has_figure or _TIED in tied or word in sides or not any(c.isalnum() for c in word)
        kept = kept or (figure and _UNIT.fullmatch(word) is not None)
        figure = has_figure
        if found and found[-1][1] is kept:
            found[-1] = f"{found[-1][0]} {word}", kept
        else:
            found.append((word, kept))
    return found


def _sides() -> frozenset[str]:
    """The letters and words of the two sides, as an area is named by them."""
    told = (
        QCoreApplication.translate("words", "{area} R"), QCoreApplication.translate("words", "{area} L"),
        QCoreApplication.translate("words", "{area}, patient's right"),
        QCoreApplication.translate("words", "{area}, patient's left"),
    )  # fmt: skip
    return frozenset(word.format(area="").strip(" ,") for word in told) | {"R", "L"}
