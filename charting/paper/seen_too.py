"""The points of other views whose skin is seen in a view too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from charting.domain.face.face import Commands, FaceView, View
from charting.domain.face.outline import Outline, outline
from charting.domain.face.unrolling import seen_on
from charting.paper.sheet import MapPoint


def seen_too(face: FaceView, elsewhere: Iterable[tuple[View, MapPoint]]) -> tuple[MapPoint, ...]:
    """Of points that were drawn in other views those whose skin is seen in this one, hollow and where it lies here."""
    skin = _skin(face.outline)
    found = []
    for drawn, point in elsewhere:
        place = seen_on(skin, face.view, drawn, point.x_mm, point.y_mm) if drawn is not face.view else None
        if place is not None:
            found.append(replace(point, x_mm=place[0], y_mm=place[1], number="", hollow=True))
    return tuple(found)


@lru_cache(maxsize=16)
def _skin(path: Commands) -> Outline:
    return outline(path)
