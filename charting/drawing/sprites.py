"""Marks as they were painted, kept: the same mark, painted again, is a small picture laid on the same pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

SPARE = 64
"""So many pictures of marks that are gone are kept before all are made anew."""


class Sprites:
    """A mark is known by its name as long as it is the very same value; one that is another takes its place.

    What it shows is within 2 of 255 of the mark painted at once: its edges are rounded once more.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[object, QPointF, QPixmap]] = {}
        self._with: object = None
        self._ratio = 1.0

    def begin(self, drawn_with: object, ratio: float, marks: int) -> None:
        """So many `marks` follow, drawn with this; with anything else than before nothing that is kept is right."""
        if (drawn_with, ratio) != (self._with, self._ratio) or len(self._kept) > 2 * marks + SPARE:
            self._kept.clear()
        self._with, self._ratio = drawn_with, ratio

    def paint(
        self, painter: QPainter, name: Hashable, mark: object, rect: Callable[[], QRectF],
        draw: Callable[[QPainter], None],
    ) -> None:  # fmt: skip
        """One mark, which `draw` paints within `rect` if it is not kept."""
        known = self._kept.get(name)
        if known is None or known[0] is not mark:
            known = self._kept[name] = (mark, *self._made(rect(), draw))
        painter.drawPixmap(known[1], known[2])

    def _made(self, rect: QRectF, draw: Callable[[QPainter], None]) -> tuple[QPointF, QPixmap]:
        """Begins at a pixel of the screen, so that the picture lies on the very pixels it was painted for."""
        ratio = self._ratio
        left, top = math.floor(rect.left() * ratio), math.floor(rect.top() * ratio)
        right, bottom = math.ceil(rect.right() * ratio), math.ceil(rect.bottom() * ratio)
        picture = QPixmap(right - left, bottom - top)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        corner = QPointF(left / ratio, top / ratio)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-corner)
        draw(painter)
        painter.end()
        return corner, picture
