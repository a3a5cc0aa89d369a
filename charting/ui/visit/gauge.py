"""One gauge for a row of doses: both bands on one scale, a mark for the units and one for the density. Pure painting.

Everything can be told apart without colour: the micro band is half as high as the standard band and stands in front of
it where they overlap; derived bands are hatched; weak evidence has a lighter edge; a range of one value is a tick; the
mark of the units is solid, the one of the density hollow; a mark beyond the scale is an arrow at its end. As far as the
surface of the skin is not known, the density has a soft edge; where it is uncertain there is no mark of a density.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPolygonF

from charting.domain.dosing.dosing import AreaDose, Band, GaugeScale, Style, gauge_scale
from charting.ui.kit.look import Look

TRACK = 13.0
MICRO_PART = 0.6
TICK = 7.0
SOLID_WIDTH, SOLID_HEIGHT = 3.0, 20.0
HOLLOW_WIDTH, HOLLOW_HEIGHT = 6.0, 16.0
ARROW = 7.0
AIM_GAP, AIM_LINE = 1.0, 1.5
SOFT_HEIGHT, SOFT_LEAST, SOFT_STRENGTH, SOFT_FADE = 17.0, 2.0, 140, 0.25
"""The soft edge of the density: height and least width in px, its strength (of 255), the part over which it fades."""
COINCIDE = 0.75
"""Marks nearer than this (px) are one mark: the solid one."""


def paint_gauge(
    painter: QPainter, rect: QRectF, dose: AreaDose, look: Look, *, aim: Style | None = None,
    right_to_left: bool = False,
) -> None:  # fmt: skip
    """Paint the gauge of a row into `rect` (logical px, at least 20 high); nothing when the row has no range.

    The band that is aimed at (`aim`) has a line under it.
    """
    scale = gauge_scale(dose)
    if scale is None:
        return
    painter.save()
    if right_to_left:
        painter.translate(rect.left() + rect.right(), 0)
        painter.scale(-1, 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    track = QRectF(rect.left(), rect.center().y() - TRACK / 2, rect.width(), TRACK)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_track_color(look))
    painter.drawRoundedRect(track, 2, 2)
    if dose.standard is not None:
        _paint_band(painter, track, dose.standard, scale, Style.STANDARD, look)
    if dose.micro is not None:
        _paint_band(painter, track, dose.micro, scale, Style.MICRO, look)
    aimed = {Style.MICRO: dose.micro, Style.STANDARD: dose.standard}.get(aim) if aim is not None else None
    if aimed is not None and aim is not None:
        band = band_rect(track, aimed, scale, aim)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("text"))
        painter.drawRect(QRectF(band.left(), track.bottom() + AIM_GAP, band.width(), AIM_LINE))
    if dose.style is not None:
        _paint_soft(painter, track, scale, look)
        _paint_marks(painter, track, scale, look)
    painter.restore()


def band_rect(track: QRectF, band: Band, scale: GaugeScale, style: Style) -> QRectF:
    """Where a band is painted: the standard one over the whole height, the micro one over the lower half."""
    left, right = (track.left() + scale.fraction(end) * track.width() for end in scale.ends(band))
    if right - left < TICK:
        middle = (left + right) / 2
        left, right = middle - TICK / 2, middle + TICK / 2
    height = track.height() * (MICRO_PART if style is Style.MICRO else 1.0)
    return QRectF(left, track.bottom() - height, right - left, height)


def paint_swatch(painter: QPainter, rect: QRectF, style: Style, band: Band, look: Look) -> None:
    """A piece of a band, as the key to the gauges: its colour, height, pattern and edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_track_color(look))
    painter.drawRoundedRect(rect, 2, 2)
    height = rect.height() * (MICRO_PART if style is Style.MICRO else 1.0)
    _fill_band(painter, QRectF(rect.left(), rect.bottom() - height, rect.width(), height), band, style, look)
    painter.restore()


def _paint_band(painter: QPainter, track: QRectF, band: Band, scale: GaugeScale, style: Style, look: Look) -> None:
    rect = band_rect(track, band, scale, style)
    if style is Style.MICRO:  # a gap above it keeps it apart from a standard band behind it
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface"))
        painter.drawRect(rect.adjusted(-1, -1, 1, 0))
    _fill_band(painter, rect, band, style, look)


def _fill_band(painter: QPainter, rect: QRectF, band: Band, style: Style, look: Look) -> None:
    colour = QColor(look.face.styles[style])
    ground = _track_color(look)
    painter.setPen(Qt.PenStyle.NoPen)
    if band.derived:
        painter.setBrush(blend(colour, ground, 0.3))
        painter.drawRect(rect)
        _hatch(painter, rect, colour)
    else:
        painter.setBrush(colour)
        painter.drawRect(rect)
    if band.weak and rect.width() > TICK:
        painter.setPen(QPen(blend(colour, ground, 0.45), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.6, 0.6, -0.6, -0.6))
    elif band.derived:
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


def _hatch(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(QPen(colour, 1.4))
    x = rect.left() - rect.height()
    while x < rect.right():
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()))
        x += 4.0
    painter.restore()


def soft_rect(track: QRectF, scale: GaugeScale) -> QRectF:
    """Where the density's soft edge is painted: over the height of the solid mark; nothing beyond the scale."""
    if scale.soft is None:
        return QRectF()
    left, right = (min(track.left() + scale.fraction(end) * track.width(), track.right()) for end in scale.soft)
    if right - left < SOFT_LEAST:
        return QRectF()
    return QRectF(left, track.center().y() - SOFT_HEIGHT / 2, right - left, SOFT_HEIGHT)


def _paint_soft(painter: QPainter, track: QRectF, scale: GaugeScale, look: Look) -> None:
    rect = soft_rect(track, scale)
    if scale.density is None or rect.isEmpty():
        return
    # The density itself need not lie in the middle of what is left of its edge at the end of the scale.
    least, most = scale.soft or (0.0, 0.0)
    whole = QRectF(rect.left(), rect.top(), scale.fraction(most - least) * track.width(), rect.height())
    fade = QLinearGradient(whole.topLeft(), whole.topRight())
    mark = (scale.density - least) / (most - least)
    for at, strength in (
        (0.0, 0),
        (mark * SOFT_FADE, SOFT_STRENGTH),
        (1 - (1 - mark) * SOFT_FADE, SOFT_STRENGTH),
        (1.0, 0),
    ):
        ink = QColor(look.color("text"))
        ink.setAlpha(strength)
        fade.setColorAt(at, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(fade))
    painter.drawRect(rect)


def _paint_marks(painter: QPainter, track: QRectF, scale: GaugeScale, look: Look) -> None:
    units = track.left() + scale.fraction(scale.units) * track.width()
    density = None if scale.density is None else track.left() + scale.fraction(scale.density) * track.width()
    apart = density is not None and abs(density - units) >= COINCIDE
    if density is not None and apart:
        _paint_mark(painter, track, density, look, solid=False)
    # The solid mark comes last: colour and words follow the units.
    _paint_mark(painter, track, units, look, solid=True)


def _paint_mark(painter: QPainter, track: QRectF, x: float, look: Look, *, solid: bool) -> None:
    ink = look.color("text")
    middle = track.center().y()
    painter.setBrush(QBrush(ink) if solid else QBrush(look.color("surface")))
    painter.setPen(Qt.PenStyle.NoPen if solid else QPen(ink, 1.5))
    if x > track.right() + 0.5:
        tip = track.right() - (0 if solid else ARROW + 2)  # both beyond: one behind the other, both to be seen
        half = SOLID_HEIGHT / 2 - 1
        arrow = QPolygonF(
            [QPointF(tip - ARROW, middle - half), QPointF(tip, middle), QPointF(tip - ARROW, middle + half)]
        )
        painter.drawPolygon(arrow)
        return
    width, height = (SOLID_WIDTH, SOLID_HEIGHT) if solid else (HOLLOW_WIDTH, HOLLOW_HEIGHT)
    x = min(max(x, track.left() + width / 2), track.right() - width / 2)
    painter.drawRoundedRect(QRectF(x - width / 2, middle - height / 2, width, height), 1, 1)


def _track_color(look: Look) -> QColor:
    return blend(look.color("line"), look.color("surface"), 0.55)


def blend(top: QColor, ground: QColor, share: float) -> QColor:
    """`share` of one colour on another, opaque."""
    rest = 1 - share
    return QColor(
        round(top.red() * share + ground.red() * rest),
        round(top.green() * share + ground.green() * rest),
        round(top.blue() * share + ground.blue() * rest),
    )
