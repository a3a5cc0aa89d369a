"""What is painted over the face while a hand works: the area under it, labels, crosshair, band, loupe."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from charting.drawing.face import painter_path
from charting.drawing.points import paint_point
from charting.drawing.still import Dirty
from charting.ui.face.scene import Ground, Scene
from charting.ui.kit.look import sized

TIP_REACH_PX = 16.0
CROSS_PX = 20
WASH, INK = 150, 160
"""How much of the face of a visit that holds no longer the wash and the word over it cover, of 255."""

RADIUS_PX = 58.0
ABOVE_PX = 98.0
"""From the finger's middle to the loupe's: a thumb covers 40 px around it."""

TIMES = 2.0
COMING_PX = 7.0


class AreaUnder:
    """A thin dashed outline and the name of the area under the hand; what the ghost there says comes first."""

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The outline, and the name above it."""
        path = _outline(scene)
        if path is None:
            return
        painter.setPen(QPen(QColor(scene.ground.look.face.hover_line), 1.4, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        paint_label(painter, scene.ground, scene.labels.area, _above(path))

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """The old outline and the new one with their names."""
        if (old.hand.area, old.labels.area) == (new.hand.area, new.labels.area):
            return []
        return [rect for scene in (old, new) for rect in self._rects(scene, other=old if scene is new else new)]

    def _rects(self, scene: Scene, other: Scene) -> list[QRect]:
        path = _outline(scene)
        if path is None:
            return []
        name = label_rect(scene.ground, scene.labels.area, _above(path))
        line = path.controlPointRect().adjusted(-2, -2, 2, 2).toAlignedRect()
        return [name] if scene.hand.area == other.hand.area else [name, line]


def _outline(scene: Scene) -> QPainterPath | None:
    """The area under the hand, in pixels."""
    face, code = scene.ground.face, scene.hand.area
    commands = None if face is None or code is None else face.areas.get(code) or face.overlays.get(code)
    return None if commands is None else scene.ground.camera.transform().map(painter_path(commands))


def _above(path: QPainterPath) -> QPointF:
    box = path.boundingRect()
    return QPointF(box.center().x(), box.top() - 16)


class Watermark:
    """The face of a visit that holds no longer is washed out, with a word across it that says why."""

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """Over the points, under what a hand points at."""
        ground, text = scene.ground, scene.labels.watermark
        if not text:
            return
        wash = ground.look.color("surface")
        wash.setAlpha(WASH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        painter.drawRect(ground.rect())
        font = sized(ground.font, 34, bold=True)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2.0)
        ink = ground.look.color("danger" if scene.labels.wrong else "caution")
        ink.setAlpha(INK)
        width = QFontMetricsF(font).horizontalAdvance(text)
        fitting = min(1.0, 0.86 * ground.size.width() / width)
        painter.save()
        painter.translate(ground.size.width() / 2, ground.size.height() / 2)
        painter.rotate(-18)
        painter.scale(fitting, fitting)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(-width / 2 - 8, -30, width + 16, 60), Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """All of it, when it says something else."""
        return [] if old.labels.watermark == new.labels.watermark else [new.ground.rect()]


class GhostLabel:
    """What the ghost under the hand says, above it."""

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """Its dose and day."""
        paint_label(painter, scene.ground, scene.labels.ghost, self._place(scene))

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where it was said, and where it is."""
        if (old.labels.ghost, old.hand.ghost) == (new.labels.ghost, new.hand.ghost):
            return []
        return [label_rect(scene.ground, scene.labels.ghost, self._place(scene)) for scene in (old, new)]

    def _place(self, scene: Scene) -> QPointF:
        mark = scene.hand.ghost
        return QPointF() if mark is None else QPointF(mark.x, mark.y - mark.radius - 16)


class AtWork:
    """The crosshair, the rubber band and the digits being typed."""

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """Each of them that is there."""
        ground, hand = scene.ground, scene.hand
        ink = QColor(ground.look.face.crosshair)
        if hand.crosshair is not None:
            at = ground.camera.to_px(*hand.crosshair)
            painter.setPen(QPen(ink, 1.5))
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(at + QPointF(5 * dx, 5 * dy), at + QPointF(18 * dx, 18 * dy))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 2.0, 2.0)
        if hand.band is not None:
            fill = QColor(ink)
            fill.setAlpha(28)
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
            painter.setBrush(fill)
            painter.drawRect(hand.band)
        paint_label(painter, ground, _typed(scene), _foot(ground), pixels=18)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where each of them was, and is."""
        rects = []
        if old.hand.crosshair != new.hand.crosshair:
            places = [scene.ground.camera.to_px(*scene.hand.crosshair) for scene in (old, new) if scene.hand.crosshair]
            side = 2 * CROSS_PX
            rects += [QRectF(at.x() - CROSS_PX, at.y() - CROSS_PX, side, side).toAlignedRect() for at in places]
        if old.hand.band != new.hand.band:
            both = (old.hand.band or QRectF()).united(new.hand.band or QRectF())
            rects.append(both.adjusted(-2, -2, 2, 2).toAlignedRect())
        if old.hand.typed != new.hand.typed:
            rects += [label_rect(scene.ground, _typed(scene), _foot(scene.ground), pixels=18) for scene in (old, new)]
        return [rect for rect in rects if not rect.isEmpty()]


def _typed(scene: Scene) -> str:
    return f"{scene.hand.typed} U" if scene.hand.typed else ""


def _foot(ground: Ground) -> QPointF:
    return QPointF(ground.size.width() / 2, ground.size.height() - 26)


# ---------------------------------------------------------------------- labels


def paint_label(painter: QPainter, ground: Ground, text: str, centre: QPointF, *, pixels: int = 12) -> None:
    """A text in a pill around `centre`, kept within the canvas; nothing without a text."""
    if not text:
        return
    box, font = _pill(ground, text, centre, pixels), sized(ground.font, pixels, bold=True)
    painter.setPen(QPen(ground.look.color("line"), 1))
    painter.setBrush(ground.look.color("surface"))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(font)
    painter.setPen(ground.look.color("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def label_rect(ground: Ground, text: str, centre: QPointF, *, pixels: int = 12) -> QRect:
    """All pixels that such a label may touch; none without a text."""
    return _pill(ground, text, centre, pixels).adjusted(-1, -1, 1, 1).toAlignedRect() if text else QRect()


def _pill(ground: Ground, text: str, centre: QPointF, pixels: int) -> QRectF:
    width = QFontMetricsF(sized(ground.font, pixels, bold=True)).horizontalAdvance(text) + 18
    box = QRectF(centre.x() - width / 2, centre.y() - pixels * 0.9, width, pixels * 1.8)
    box.moveLeft(min(max(box.left(), 4.0), ground.size.width() - width - 4.0))
    box.moveTop(min(max(box.top(), 4.0), ground.size.height() - box.height() - 4.0))
    return box


# ---------------------------------------------------------------------- what a resting finger covers


class Loupe:
    """What a resting finger covers, larger and above its tip, with the point that comes when it is lifted."""

    def __init__(self, still: Callable[[QPainter, QRect, Scene], None]) -> None:
        self._still = still

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The loupe of the finger that rests."""
        at, ground = scene.hand.looking, scene.ground
        if at is None:
            return
        middle = place_of(at, ground.size.width())
        circle = QPainterPath()
        circle.addEllipse(middle, RADIUS_PX, RADIUS_PX)
        painter.save()
        painter.setClipPath(circle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground.look.color("surface"))
        painter.drawRect(circle.boundingRect())
        painter.translate(middle)
        painter.scale(TIMES, TIMES)
        painter.translate(-at)
        reach = RADIUS_PX / TIMES
        seen = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        self._still(painter, seen.toAlignedRect().intersected(ground.rect()), scene)
        for mark in scene.marks.values():
            if mark.rect().intersects(seen):
                paint_point(painter, mark, ground.look.face, ground.font)
        painter.restore()
        _paint_coming(painter, ground, middle)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ground.look.color("surface"), 5))
        painter.drawEllipse(middle, RADIUS_PX, RADIUS_PX)
        painter.setPen(QPen(ground.look.color("muted"), 1.5))
        painter.drawEllipse(middle, RADIUS_PX + 2, RADIUS_PX + 2)
        paint_label(painter, ground, scene.labels.looking, middle - QPointF(0, RADIUS_PX + 14))

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where it was and is, when the finger goes on or what lies beneath it changes."""
        same = old.hand.looking == new.hand.looking and old.labels.looking == new.labels.looking
        if same and (new.hand.looking is None or (old.marks is new.marks and old.tints == new.tints)):
            return []
        return [rect for scene in (old, new) if scene.hand.looking is not None for rect in self._rects(scene)]

    def _rects(self, scene: Scene) -> list[QRect]:
        assert scene.hand.looking is not None
        middle = place_of(scene.hand.looking, scene.ground.size.width())
        reach = RADIUS_PX + 4
        circle = QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach).toAlignedRect()
        return [circle, label_rect(scene.ground, scene.labels.looking, middle - QPointF(0, RADIUS_PX + 14))]


def place_of(at: QPointF, width: float) -> QPointF:
    """The middle of the loupe above the finger; beside it where the canvas ends."""
    if at.y() - ABOVE_PX - RADIUS_PX >= 26:
        return QPointF(min(max(at.x(), RADIUS_PX + 4), width - RADIUS_PX - 4), at.y() - ABOVE_PX)
    aside = ABOVE_PX if at.x() < width / 2 else -ABOVE_PX
    return QPointF(at.x() + aside, max(at.y(), RADIUS_PX + 30))


def _paint_coming(painter: QPainter, ground: Ground, middle: QPointF) -> None:
    """Hair lines that leave the spot itself free, and a ring as large as the reach of a point."""
    painter.setPen(QPen(QColor(ground.look.face.crosshair), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        painter.drawLine(middle + QPointF(COMING_PX * dx, COMING_PX * dy), middle + QPointF(24 * dx, 24 * dy))
    painter.drawEllipse(middle, COMING_PX, COMING_PX)
