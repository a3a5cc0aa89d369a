"""The soft marks of cautions on the face: an arc under points at rest, distances while one is in hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPainterPath

from charting.domain.face.face import View
from charting.drawing.cautions import DimensionMark, paint_arc, paint_dimension, paint_landmark
from charting.drawing.face import painter_path
from charting.drawing.points import PointMark
from charting.drawing.still import Dirty
from charting.ui.face.scene import Ground, Scene, Shown, rects_of

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.cautions.cautions import Told
    from charting.domain.face.distances import Distance

MOST_POINTS = 4
"""With more points in hand the figures would hide the face; the list tells them."""

FADE_MM = 5.0
"""So far beyond its limit a distance is no longer shown."""

FINE = 0.75


class Arcs:
    """The points that have a caution of their place, and whether all of them were seen."""

    def __init__(self) -> None:
        self._of: object = None
        self._made: Mapping[int, bool] = {}

    def make(self, session: Session | None) -> Mapping[int, bool]:
        """The very same while the visit and what is said of it are."""
        of = None if session is None else session.open
        if session is None or of is not self._of:
            self._of, self._made = of, {} if session is None else self._make(session)
        return self._made

    def _make(self, session: Session) -> Mapping[int, bool]:
        visit, arcs = session.open.visit, dict[int, bool]()
        for note in session.open.notes if visit is not None else ():
            if note.spans and visit is not None:
                seen = session.judging.seen(note)
                for number in note.points:
                    key = visit.points[number - 1].key
                    arcs[key] = arcs.get(key, True) and seen
        return arcs

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The arcs over the points in the part that is painted."""
        for key, seen in scene.arcs.items():
            mark = scene.marks.get(key)
            if mark is not None and not mark.selected and dirty.near(mark.x, mark.y, mark.reach):
                paint_arc(painter, mark, scene.ground.look.face, seen=seen)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where arcs come, go, or are seen."""
        if old.arcs is new.arcs:
            return []
        keys = {key for key in old.arcs.keys() | new.arcs.keys() if old.arcs.get(key) != new.arcs.get(key)}
        return rects_of(mark for key in keys if (mark := new.marks.get(key)) is not None)


class Distances:
    """How far the points in hand lie from what a caution asks them to keep away from."""

    def make(self, session: Session | None, scene: Scene) -> tuple[Shown, ...]:
        """The ones of a scene that has its marks already."""
        hand, ground = scene.hand, scene.ground
        keys = hand.dragged or hand.pointed or hand.selection or _one(hand.over)
        visit = session.open.visit if session is not None else None
        if session is None or visit is None or not keys:
            return ()
        from charting.desk import judging

        if hand.preview is not None and hand.selection:
            dx, dy = hand.preview
            moved = judging.moved(visit, hand.selection, dx / ground.camera.scale, dy / ground.camera.scale)
            if moved is None:
                return ()
            visit = moved
        numbers = frozenset(n for n, p in enumerate(visit.points, 1) if p.key in keys and p.view is ground.view)
        if not numbers or len(numbers) > MOST_POINTS:
            return ()
        by_point: dict[int, list[Told]] = {}
        for told in session.judging.told_of(visit, numbers):
            by_point.setdefault(visit.points[told.member.number - 1].key, []).append(told)
        return tuple(
            shown for key, several in by_point.items() if (mark := scene.marks.get(key)) is not None
            for shown in _of(mark, several, ground)
        )  # fmt: skip

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The distances, over the points."""
        for shown in scene.distances:
            if dirty.touches(shown.mark.rect()):
                paint_dimension(painter, shown.mark, scene.ground.look.face, scene.ground.font)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where distances are others."""
        return rects_of(shown.mark for shown in {*old.distances} ^ {*new.distances})


class Landmarks:
    """What the distances are told from, beneath the points."""

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The landmarks; one that several distances are told from, once and at its strongest."""
        for (landmark, line), strength in _landmarks(scene).items():
            path = _path(landmark, line, scene.ground)
            if path is not None and dirty.touches(path.controlPointRect().adjusted(-7, -7, 7, 7)):
                paint_landmark(painter, path, scene.ground.look.face, strength)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where landmarks come, go or fade; a drag along one repaints the distance alone."""
        if old.distances == new.distances:
            return []
        changed = {*_landmarks(old).items()} ^ {*_landmarks(new).items()}
        paths = (_path(landmark, line, new.ground) for (landmark, line), _ in changed)
        return [p.controlPointRect().adjusted(-7, -7, 7, 7).toAlignedRect() for p in paths if p is not None]


_Line = tuple[tuple[float, float], ...]


def _landmarks(scene: Scene) -> dict[tuple[str | None, _Line], float]:
    found: dict[tuple[str | None, _Line], float] = {}
    for shown in sorted(scene.distances, key=lambda one: -one.mark.strength):
        found.setdefault((shown.landmark, shown.line), shown.mark.strength)
    return found


def _path(landmark: str | None, line: _Line, ground: Ground) -> QPainterPath | None:
    """A landmark in pixels."""
    face = ground.face
    if line:
        path = QPainterPath(QPointF(*line[0]))
        for place in line[1:]:
            path.lineTo(*place)
    elif landmark is not None and face is not None and landmark in face.landmarks:
        path = painter_path(face.landmarks[landmark])
    else:
        return None
    return ground.camera.transform().map(path)


def _one(key: int | None) -> frozenset[int]:
    return frozenset() if key is None else frozenset({key})


def _of(mark: PointMark, several: list[Told], ground: Ground) -> Iterator[Shown]:
    """Of one point the distances that are off; where none is, the one that has the least to spare."""
    off = [one for told in several for one in (told.off[:1] if told.rule.any_of else told.off)]
    if off:
        yield from (_shown(one, 1.0, mark.radius, ground, odd=bool(n % 2)) for n, one in enumerate(off))
        return
    near = min((one for told in several for one in told.distances), key=lambda one: one.spare)
    strength = FINE * (1 - near.spare / FADE_MM)
    if strength > 0:
        yield _shown(near, strength, mark.radius, ground, odd=False)


def _shown(one: Distance, strength: float, radius: float, ground: Ground, *, odd: bool) -> Shown:
    """With its figure on the outer side of the face; of several distances of a point, every other one inside."""
    from charting.domain.cautions.places import words
    from charting.words.caution_words import localised

    front, measure = ground.view is View.FRONT, one.measure
    flip = odd != (front and one.start[0] < 0)
    start, end = ground.camera.to_px(*one.start), ground.camera.to_px(*one.end)
    mark = DimensionMark(
        start.x(), start.y(), end.x(), end.y(), radius, _figure(one), one.off, round(strength, 2), flip
    )  # fmt: skip
    text = localised(words(measure, [one.value]))
    if measure.landmark is None:
        return Shown(mark, None, text=text)
    side = ground.view.value if not front else "left" if one.start[0] >= 0 else "right"
    landmarks = ground.face.landmarks if ground.face is not None else {}
    name = f"{measure.landmark}.{side}" if f"{measure.landmark}.{side}" in landmarks else measure.landmark
    if measure.to is None or measure.way == "part":
        return Shown(mark, name if measure.way != "part" else f"{measure.to}.{side}", text=text)
    ends = (landmarks.get(name), landmarks.get(f"{measure.to}.{side}"))
    return Shown(mark, None, tuple((e[0][1][0], e[0][1][1]) for e in ends if e is not None), text)


def _figure(one: Distance) -> str:
    if one.measure.way == "part":
        return f"{max(one.value, 0) * 100:.0f} %"
    return f"{abs(one.value):.0f} mm"
