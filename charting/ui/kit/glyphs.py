"""Small line glyphs for buttons, painted in the colours of the look, sharp at every scale."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "chevron": (((4.5, 6.5), (8, 10), (11.5, 6.5)),),
    "menu": (((3, 4.5), (13, 4.5)), ((3, 8), (13, 8)), ((3, 11.5), (13, 11.5))),
    "cross": (((4.5, 4.5), (11.5, 11.5)), ((11.5, 4.5), (4.5, 11.5))),
    "plus": (((8, 3.5), (8, 12.5)), ((3.5, 8), (12.5, 8))),
    "undo": (((6, 3), (3, 6), (6, 9)), ((3, 6), (10, 6), (12.3, 7.2), (13, 9.5), (12.3, 11.8), (10, 13), (7, 13))),
    "redo": (((10, 3), (13, 6), (10, 9)), ((13, 6), (6, 6), (3.7, 7.2), (3, 9.5), (3.7, 11.8), (6, 13), (9, 13))),
    "find": (((10.2, 10.2), (13.2, 13.2)),),
}


def paint_glyph(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw a glyph of the 16 px grid into `rect`."""
    painter.save()
    side = min(rect.width(), rect.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center() - QPointF(side / 2, side / 2))
    painter.scale(side / 16, side / 16)
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in _STROKES[name]:
        painter.drawPolyline([QPointF(x, y) for x, y in stroke])
    if name == "find":
        painter.drawEllipse(QPointF(6.9, 6.9), 4.1, 4.1)
    painter.restore()


def glyph(name: str, colour: QColor) -> QIcon:
    """An icon of one colour; ask for it again when the look changes."""
    icon = QIcon()
    for scale in (1, 2, 3):
        pixmap = QPixmap(16 * scale, 16 * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_glyph(painter, QRectF(0, 0, 16, 16), name, colour)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
