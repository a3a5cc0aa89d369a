"""Paints a face on any QPainter (screen, thumbnail, print): millimetres in, what the painter's transform says out."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from charting.domain.face.face import Commands, FaceView, Gradient, Shape
from charting.drawing.palette import FacePalette

ABOVE_MM, BELOW_MM = 4.0, 10.0
FAINT = 0.1
"""A patch fainter than this is soft shading too: paper does not show it."""


@lru_cache(maxsize=4096)
def painter_path(commands: Commands) -> QPainterPath:
    """A path of the drawing for Qt, in millimetres."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)  # holes run the other way round
    for kind, numbers in commands:
        if kind == "M":
            path.moveTo(*numbers)
        elif kind == "L":
            path.lineTo(*numbers)
        elif kind == "C":
            path.cubicTo(*numbers)
        else:
            path.closeSubpath()
    return path


def box_of(face: FaceView) -> QRectF:
    """The millimetres of a view to be shown: its drawing without the margin above and the fading end of the bust."""
    return QRectF(*face.box).adjusted(0, ABOVE_MM, 0, -BELOW_MM)


def paint_face(painter: QPainter, face: FaceView, palette: FacePalette, *, shaded: bool = True) -> None:
    """The art of a view, in painting order; the painter's unit is the millimetre, its origin the view's.

    Not `shaded` leaves the soft shading out: paper has little use for it, and a PDF would hold it as solid patches.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in face.art:
        if not shaded and _is_shading(shape):
            continue
        painter.setOpacity(shape.opacity)
        if shape.stroke_mm is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_brush(face, shape, palette))
        else:
            painter.setPen(
                QPen(
                    palette.role(shape.role), shape.stroke_mm, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                    Qt.PenJoinStyle.RoundJoin,
                )
            )  # fmt: skip
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(painter_path(shape.commands))
    painter.restore()


def _is_shading(shape: Shape) -> bool:
    return shape.gradient is not None or (shape.stroke_mm is None and shape.opacity < FAINT)


def _brush(face: FaceView, shape: Shape, palette: FacePalette) -> QBrush:
    if shape.gradient is None:
        return QBrush(palette.role(shape.role))
    return QBrush(_gradient(face.gradients[shape.gradient], palette))


def _gradient(gradient: Gradient, palette: FacePalette) -> QLinearGradient | QRadialGradient:
    numbers = gradient.geometry
    made: QLinearGradient | QRadialGradient
    if gradient.radial:
        made = QRadialGradient(QPointF(numbers[0], numbers[1]), numbers[2])
    else:
        made = QLinearGradient(QPointF(numbers[0], numbers[1]), QPointF(numbers[2], numbers[3]))
    for stop in gradient.stops:
        colour = QColor(palette.role(stop.role))
        colour.setAlphaF(stop.opacity)
        made.setColorAt(stop.offset, colour)
    return made
