"""The head as an upright elliptic cylinder: what lies on its front and its sides is unrolled, and seen from elsewhere.

Skin surface is not its projection. The cylinder has the semi-axes a = 66.9 mm (half width) and b = 85 mm (half depth),
the model behind the reference data's [projection] table (mark C): in front, surface over projection is
sqrt(1 + t^2) with the slope t = (b/a) x / sqrt(a^2 - x^2); in profile it is sqrt(1 + 1/t^2). Both depend on the
horizontal coordinate alone, so a shape is unrolled, each place moved to its arc length on the ellipse.
"""

from __future__ import annotations

import math
from functools import lru_cache

from charting.domain.face.face import View
from charting.domain.face.outline import Outline, Place

HALF_WIDTH_MM = 66.9
"""Zygion of the template face: half the head's width, semi-axis a of the elliptic cylinder (mark C, derived)."""

HALF_DEPTH_MM = 85.0
"""Half the head's depth, semi-axis b of the elliptic cylinder (reference data [projection], mark C)."""

OUTER_CANTHUS_MM = 43.9
"""Lateral position of the outer canthus, which is the origin of the profiles (mark C, derived)."""

CANTHUS_DEPTH_MM = HALF_DEPTH_MM * math.sqrt(1 - (OUTER_CANTHUS_MM / HALF_WIDTH_MM) ** 2)
"""How far in front of the ellipse's middle the profiles have their origin."""

FACING = 0.1
"""Skin is seen in a view when the cosine between its normal and the line of sight is at least this (84 degrees)."""

SILHOUETTE_MM = 20.0
"""The drawn head is no cylinder: skin that faces a view is drawn on its silhouette where it lies this much beyond."""

_INSIDE_MM = 1.0
_SIGHT = {View.FRONT: (0.0, 1.0), View.RIGHT: (-1.0, 0.0), View.LEFT: (1.0, 0.0)}
"""From where each view looks: to the patient's left, to the front."""

_STEPS = 512
_DENSE_MM = 0.5
"""A straight edge bends when it is unrolled; half a millimetre between places keeps it to 0.01 % of the surface."""


@lru_cache(maxsize=2)
def _arcs(half_axis: float, other_axis: float) -> tuple[float, ...]:
    """Arc lengths at even steps of the ellipse's angle, by Simpson's rule; between them cubics are exact to 1e-9 mm."""
    step, arcs = math.pi / 2 / _STEPS, [0.0]
    speeds = [
        math.hypot(half_axis * math.cos(n * step / 2), other_axis * math.sin(n * step / 2))
        for n in range(2 * _STEPS + 1)
    ]
    for n in range(0, 2 * _STEPS, 2):
        arcs.append(arcs[-1] + step / 6 * (speeds[n] + 4 * speeds[n + 1] + speeds[n + 2]))
    return tuple(arcs)


def arc_length(position: float, half_axis: float, other_axis: float) -> float:
    """Arc length on the ellipse from its middle to `position` (mm, signed); beyond the axis it goes on as a plane."""
    size = abs(position)
    arcs = _arcs(half_axis, other_axis)
    if size >= half_axis:
        return math.copysign(arcs[-1] + size - half_axis, position)
    step = math.pi / 2 / _STEPS
    angle = math.asin(size / half_axis)
    n = min(int(angle / step), _STEPS - 1)
    t = angle / step - n
    slopes = [step * math.hypot(half_axis * math.cos(at * step), other_axis * math.sin(at * step)) for at in (n, n + 1)]
    back = 1 - t
    inside = (
        arcs[n] * (1 + 2 * t) * back * back + arcs[n + 1] * (3 - 2 * t) * t * t
        + slopes[0] * t * back * back - slopes[1] * back * t * t
    )  # fmt: skip
    return math.copysign(inside, position)


def unrolled(shape: Outline, view: View) -> Outline:
    """A shape of a view with each place at its arc length on the head's ellipse: its area is skin surface in mm2."""
    to_front = 1.0 if view is View.RIGHT else -1.0

    def place(x: float, y: float) -> Place:
        if view is View.FRONT:
            return arc_length(x, HALF_WIDTH_MM, HALF_DEPTH_MM), y
        return arc_length(CANTHUS_DEPTH_MM + to_front * x, HALF_DEPTH_MM, HALF_WIDTH_MM), y

    return shape.dense(_DENSE_MM).moved(place)


def in_front(view: View, x_mm: float, y_mm: float) -> Place:
    """Where a place of a profile lies in the front view, on the head's ellipse; near enough for a dot."""
    if view is View.FRONT:
        return x_mm, y_mm
    depth = CANTHUS_DEPTH_MM + (x_mm if view is View.RIGHT else -x_mm)
    across = HALF_WIDTH_MM * math.sqrt(max(0.0, 1 - (depth / HALF_DEPTH_MM) ** 2))
    return (-across if view is View.RIGHT else across), y_mm


def turned(drawn: View, view: View, x_mm: float, y_mm: float) -> Place | None:
    """Where a place of one view lies in another one on the head's ellipse (mm); None where its skin does not face it.

    The ellipse is the one that measures skin. Of the midline a profile sees the edge alone, and no profile sees the
    other side.
    """
    if drawn is view:
        return x_mm, y_mm
    if drawn is not View.FRONT and view is not View.FRONT:
        return None
    if drawn is View.FRONT:
        across, depth = x_mm, HALF_DEPTH_MM * math.sqrt(max(0.0, 1 - (x_mm / HALF_WIDTH_MM) ** 2))
    else:
        across, _ = in_front(drawn, x_mm, y_mm)
        depth = CANTHUS_DEPTH_MM + (x_mm if drawn is View.RIGHT else -x_mm)
    normal = (across / HALF_WIDTH_MM**2, depth / HALF_DEPTH_MM**2)
    sight = _SIGHT[view]
    if normal[0] * sight[0] + normal[1] * sight[1] < FACING * math.hypot(*normal):
        return None
    if view is View.FRONT:
        return round(across, 2), y_mm
    return round(depth - CANTHUS_DEPTH_MM if view is View.RIGHT else CANTHUS_DEPTH_MM - depth, 2), y_mm


def seen_on(skin: Outline, view: View, drawn: View, x_mm: float, y_mm: float) -> Place | None:
    """As `turned`, on the drawn `skin` of the view: what faces it and lies beyond the drawn head is on its edge."""
    found = turned(drawn, view, x_mm, y_mm)
    if found is None or skin.covers(*found):
        return found
    row = skin.pieces(found[1])
    if not row:
        return None
    inside = round(min(max(found[0], row[0][0] + _INSIDE_MM), row[-1][1] - _INSIDE_MM), 2)
    near = abs(inside - found[0]) <= SILHOUETTE_MM and skin.covers(inside, found[1])
    return (inside, found[1]) if near else None
