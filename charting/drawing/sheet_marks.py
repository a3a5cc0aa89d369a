"""What is drawn on paper: face maps in vectors, bars with both bands, photographs. No words are made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF, QTransform

from charting.domain.dosing.styles import Style
from charting.domain.face.face import FaceView, View
from charting.drawing.face import box_of, paint_face, painter_path
from charting.drawing.ink import DOTS, INK, WASH
from charting.drawing.map_points import marks_of, paint_marks
from charting.drawing.palette import PAPER_FACE
from charting.drawing.points import LARGEST_PX, PointMark, paint_point
from charting.drawing.sides import paint_sides
from charting.paper.sheet import Bar, Map, MapPoint

BACK_OF_HEAD = 0.3
"""So much of a profile's width lies behind the ear and is left away."""

UNDER_CHIN_MM, POINT_ROOM_MM = 132.0, 10.0
"""Below the chin the neck is printed only where it has points, and a little of it otherwise."""

POINT_MM, SMALLEST_MM = 3.0, 1.6
"""Radii on paper: as large as there is room, down to where a dose can be read; smaller ones have it beside them."""

UNIT = POINT_MM * DOTS / LARGEST_PX
"""Dots of a pixel of points that are drawn on paper as large as on a desk."""

UNLIKE = 1.35
"""So many times larger than the smallest point of a map the largest may be: a large point is no large dose."""

NUMBER_MM = 1.9
"""Height of a point's number."""

RADIUS = 12.0
"""Points are drawn this large in dots of their own, as on a screen, so that rings and text keep their proportions."""

PHOTO_PIXELS = 1100
BAND_COLOURS = (("#737e85", -1.15, 2.3), ("#c6cdd2", -0.1, 1.25))


def map_box(each: Map) -> QRectF:
    """The millimetres of a view that may be printed: of a profile without the back of the head."""
    box = box_of(each.face)
    away = box.width() * BACK_OF_HEAD
    if each.face.view is View.RIGHT:
        box.adjust(away, 0, 0, 0)
    elif each.face.view is View.LEFT:
        box.adjust(0, 0, -away, 0)
    return box


def bottom_of(maps: tuple[Map, ...]) -> float:
    """Down to where a row of maps is printed, in mm of the views."""
    lowest = max((p.y_mm for each in maps for p in each.points), default=0.0)
    tinted = [painter_path(c).boundingRect().bottom() for each in maps for c in _outlines(each.face, each.tinted)]
    wanted = max(UNDER_CHIN_MM, lowest + POINT_ROOM_MM, *tinted) if lowest or tinted else UNDER_CHIN_MM
    return min(wanted, *(map_box(each).bottom() for each in maps))


def map_boxes(maps: tuple[Map, ...]) -> list[QRectF]:
    """What is printed of each view of a row, all of one height."""
    bottom = bottom_of(maps)
    boxes = [map_box(each) for each in maps]
    for box in boxes:
        box.setBottom(bottom)
    return boxes


def paint_map(painter: QPainter, each: Map, box: QRectF, area: QRectF, family: str) -> None:
    """The millimetres `box` of a view in `area` (dots)."""
    scale = area.height() / box.height()
    painter.save()
    painter.setClipRect(area)
    painter.translate(area.topLeft())
    painter.scale(scale, scale)
    painter.translate(-box.topLeft())
    paint_face(painter, each.face, PAPER_FACE, shaded=False)
    _paint_tints(painter, each)
    painter.restore()
    corner = area.topLeft() - box.topLeft() * scale
    to_dots = QTransform.fromTranslate(corner.x(), corner.y()).scale(scale, scale)
    painter.save()
    painter.setFont(QFont(family))
    paint_sides(painter, each.face.view, each.sides, PAPER_FACE, to_dots, area)
    painter.restore()
    places = [((p.x_mm - box.left()) * scale, (p.y_mm - box.top()) * scale) for p in each.points]
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(UNIT, UNIT)
    font = QFont(family)
    marks = marks_on_paper(each.points, [(x / UNIT, y / UNIT) for x, y in places])
    paint_marks(painter, marks, PAPER_FACE, font, QRectF(0, 0, area.width() / UNIT, area.height() / UNIT))
    for mark in marks:
        if each.points[mark.key].number:
            _paint_number(painter, each.points[mark.key], mark, font)
    painter.restore()


def _paint_number(painter: QPainter, point: MapPoint, mark: PointMark, font: QFont) -> None:
    """The number beside the point, away from the midline: a caution names it."""
    small = QFont(font)
    small.setPixelSize(max(1, round(NUMBER_MM * DOTS / UNIT)))
    painter.setFont(small)
    painter.setPen(QColor(INK))
    outward, radius, tall = point.x_mm >= 0, mark.radius, 1.1 * small.pixelSize()
    box = QRectF(mark.x + (radius * 1.15 if outward else -radius * 1.15 - 4 * tall), mark.y - radius * 0.6 - tall,
                 4 * tall, tall)  # fmt: skip
    side = Qt.AlignmentFlag.AlignLeft if outward else Qt.AlignmentFlag.AlignRight
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, point.number)


def marks_on_paper(points: Sequence[MapPoint], places: list[tuple[float, float]]) -> list[PointMark]:
    """The marks of a map at places in units of paper (`UNIT` dots); as on the desk they shrink before they collide."""
    made = marks_of(points, places, 100.0)
    smallest = max(min((mark.radius for mark in made if not mark.hollow), default=0.0), SMALLEST_MM * DOTS / UNIT)
    return [replace(mark, radius=min(mark.radius, smallest * UNLIKE)) for mark in made]


def _paint_tints(painter: QPainter, each: Map) -> None:
    for commands in _outlines(each.face, each.tinted):
        painter.setPen(QPen(QColor(INK), 0.7))
        painter.setBrush(QColor(95, 120, 135, 90))
        painter.drawPath(painter_path(commands))


def _outlines(face: FaceView, codes: tuple[str, ...]) -> list[tuple[object, ...]]:
    known = {**face.overlays, **face.areas}
    return [known[code] for code in codes if code in known]


def paint_bar(painter: QPainter, bar: Bar, track: QRectF, *, right_to_left: bool) -> None:
    """Both bands and the dose; `track` is in dots. The micro band is half as high and stands in front."""
    painter.save()
    painter.translate(track.left(), track.center().y())
    if right_to_left:
        painter.translate(track.width(), 0)
        painter.scale(-1, 1)
    width = track.width()
    painter.fillRect(QRectF(0, -1.15 * DOTS, width, 2.3 * DOTS), QColor(WASH))
    for band, (colour, top, tall) in zip((bar.standard, bar.micro), BAND_COLOURS, strict=True):
        if band is not None:
            low, high = band
            painter.setPen(QPen(QColor(INK), 0.12 * DOTS))
            painter.setBrush(QColor(colour))
            painter.drawRect(QRectF(low * width, top * DOTS, max((high - low) * width, 0.7 * DOTS), tall * DOTS))
    if bar.dose is not None:
        _paint_dose(painter, bar.dose, width)
    painter.restore()


def _paint_dose(painter: QPainter, dose: float, width: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(INK))
    if dose > 1:
        tip, back, half = width, width - 1.6 * DOTS, 1.9 * DOTS
        painter.drawPolygon(QPolygonF([QPointF(back, -half), QPointF(tip, 0), QPointF(back, half)]))
        return
    painter.setPen(QPen(QColor("#ffffff"), 0.2 * DOTS))
    painter.drawRect(QRectF(dose * width - 0.4 * DOTS, -2.0 * DOTS, 0.8 * DOTS, 4.0 * DOTS))


def paint_swatch(painter: QPainter, style: Style, x: float, y: float) -> None:
    """A small point of a style, for the key; its centre in dots."""
    painter.save()
    painter.translate(x, y)
    painter.scale(1.35 * DOTS / RADIUS, 1.35 * DOTS / RADIUS)
    paint_point(painter, PointMark(0, 0, 0, RADIUS, "", style), PAPER_FACE, QFont())
    painter.restore()


def photo_of(content: bytes) -> QImage:
    """A photograph small enough for paper; a null image where it cannot be read."""
    image = QImage.fromData(content)
    if max(image.width(), image.height()) > PHOTO_PIXELS:
        size = image.size().scaled(PHOTO_PIXELS, PHOTO_PIXELS, Qt.AspectRatioMode.KeepAspectRatio)
        image = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return image.convertToFormat(QImage.Format.Format_RGB32) if not image.isNull() else image
