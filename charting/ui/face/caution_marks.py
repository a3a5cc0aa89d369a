"""The soft marks of cautions on one canvas: an arc under points at rest, distances while one is in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath, QRegion

from charting.domain.face.face import View
from charting.drawing.cautions import DimensionMark, paint_arc, paint_dimension, paint_landmark
from charting.drawing.face import painter_path
from charting.ui.face.hits import MOUSE_REACH_PX

if TYPE_CHECKING:
    from charting.domain.cautions.cautions import Told
    from charting.domain.face.distances import Distance
    from charting.drawing.still import Dirty
    from charting.ui.face.surface import Surface

MOST_POINTS = 4
"""With more points in hand the figures would hide the face; the list tells them."""

FADE_MM = 5.0
"""So far beyond its limit a distance is no longer shown."""

FINE = 0.75


@dataclass(frozen=True, slots=True)
class _Shown:
    """A distance on the screen, and the landmark it is told from (None: the site of another point)."""

    mark: DimensionMark
    landmark: str | None
    line: tuple[tuple[float, float], ...] = ()
    text: str = ""


class CautionMarks:
    """Belongs to one canvas, which asks it to `refresh` with its own marks and to paint."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self.shown: tuple[_Shown, ...] = ()
        self.arcs: dict[int, bool] = {}
        self.hovered: int | None = None
        self.pointed: frozenset[int] = frozenset()

    # ------------------------------------------------------------------ what is shown

    def refresh(self) -> QRegion:
        """Make the marks anew; what is to be painted again."""
        canvas = self._canvas
        before, self.shown = self.shown, self._make()
        if self.shown and self.shown != before:
            # Somebody who does not see the lines is told the figures.
            told = ", ".join(dict.fromkeys(shown.text for shown in self.shown))
            canvas.setAccessibleDescription(told)
        arcs, self.arcs = self.arcs, self._make_arcs()
        region = QRegion()
        if before != self.shown:
            for shown in (*before, *self.shown):
                region += shown.mark.rect().toAlignedRect()
            for shown in set(before) ^ set(self.shown):
                path = self._path(shown)
                if path is not None and not self._same_landmark(shown, before):
                    region += path.controlPointRect().adjusted(-7, -7, 7, 7).toAlignedRect()
        for key in arcs.keys() | self.arcs.keys():
            if arcs.get(key) != self.arcs.get(key) and key in canvas.marks:
                region += canvas.marks[key].rect().toAlignedRect()
        return region

    def _same_landmark(self, shown: _Shown, before: tuple[_Shown, ...]) -> bool:
        """Whether the landmark's line stays as it is, so that a drag repaints the distance alone."""
        here = [(one.landmark, one.line, one.mark.strength) for one in self.shown]
        there = [(one.landmark, one.line, one.mark.strength) for one in before]
        this = (shown.landmark, shown.line, shown.mark.strength)
        return this in here and this in there

    def _make_arcs(self) -> dict[int, bool]:
        """The points that have a caution of their place, and whether all of them were seen."""
        session, visit = self._canvas.session, self._canvas.visit
        arcs: dict[int, bool] = {}
        if session is None or visit is None:
            return arcs

        for note in session.open.notes:
            if note.spans:
                seen = session.judging.seen(note)
                for number in note.points:
                    key = visit.points[number - 1].key
                    arcs[key] = arcs.get(key, True) and seen
        return arcs

    def _make(self) -> tuple[_Shown, ...]:
        canvas = self._canvas
        session, visit = canvas.session, canvas.visit
        keys = self._in_hand()
        if session is None or visit is None or not keys:
            return ()
        from charting.desk import judging

        dragged = canvas.dragged
        if dragged:
            moved = judging.moved(visit, dragged, canvas.preview.x() / canvas.camera.scale,
                                  canvas.preview.y() / canvas.camera.scale)  # fmt: skip
            if moved is None:
                return ()
            visit = moved
        numbers = frozenset(n for n, p in enumerate(visit.points, 1) if p.key in keys and p.view is canvas.view)
        if not numbers or len(numbers) > MOST_POINTS:
            return ()
        by_point: dict[int, list[Told]] = {}
        for told in session.judging.told_of(visit, numbers):
            by_point.setdefault(visit.points[told.member.number - 1].key, []).append(told)
        return tuple(shown for key, several in by_point.items() for shown in self._of(key, several))

    def _in_hand(self) -> frozenset[int]:
        canvas = self._canvas
        return canvas.dragged or self.pointed or canvas.selection or (
            frozenset() if self.hovered is None else frozenset({self.hovered})
        )  # fmt: skip

    def _of(self, key: int, several: list[Told]) -> list[_Shown]:
        """Of one point the distances that are off; where none is, the one that has the least to spare."""
        mark = self._canvas.marks.get(key)
        if mark is None:
            return []
        off = [one for told in several for one in (told.off[:1] if told.rule.any_of else told.off)]
        if off:
            return [self._shown(one, 1.0, mark.radius, bool(n % 2)) for n, one in enumerate(off)]
        near = min((one for told in several for one in told.distances), key=lambda one: one.spare)
        strength = FINE * (1 - near.spare / FADE_MM)
        return [self._shown(near, strength, mark.radius, False)] if strength > 0 else []

    def _shown(self, one: Distance, strength: float, radius: float, odd: bool) -> _Shown:
        """With its figure on the outer side of the face; of several distances of a point, every other one inside."""
        from charting.domain.cautions.places import words
        from charting.words.caution_words import localised

        flip = odd != (self._canvas.view is View.FRONT and one.start[0] < 0)
        camera, measure = self._canvas.camera, one.measure
        start, end = camera.to_px(*one.start), camera.to_px(*one.end)
        mark = DimensionMark(
            start.x(), start.y(), end.x(), end.y(), radius, _figure(one), one.off, round(strength, 2), flip
        )  # fmt: skip
        text = localised(words(measure, [one.value]))
        if measure.landmark is None:
            return _Shown(mark, None, text=text)
        side = self._side(one.start[0])
        landmarks = self._canvas.face.landmarks if self._canvas.face is not None else {}
        name = f"{measure.landmark}.{side}" if f"{measure.landmark}.{side}" in landmarks else measure.landmark
        if measure.to is None or measure.way == "part":
            return _Shown(mark, name if measure.way != "part" else f"{measure.to}.{side}", text=text)
        ends = (landmarks.get(name), landmarks.get(f"{measure.to}.{side}"))
        return _Shown(mark, None, tuple((e[0][1][0], e[0][1][1]) for e in ends if e is not None), text)

    def _side(self, x: float) -> str:
        view = self._canvas.view
        return view.value if view is not View.FRONT else "left" if x >= 0 else "right"

    def _path(self, shown: _Shown) -> QPainterPath | None:
        face = self._canvas.face
        if shown.line:
            path = QPainterPath(QPointF(*shown.line[0]))
            for place in shown.line[1:]:
                path.lineTo(*place)
        elif shown.landmark is not None and face is not None and shown.landmark in face.landmarks:
            path = painter_path(face.landmarks[shown.landmark])
        else:
            return None
        return self._canvas.camera.transform().map(path)

    # ------------------------------------------------------------------ the hand

    def hover(self, place: QPointF | None) -> None:
        """The hand is here (None: it has left): the point under it shows its distances."""
        mark = self._canvas.mark_at(place, MOUSE_REACH_PX / 2) if place is not None else None
        key = mark.key if mark is not None else None
        if key != self.hovered:
            self.hovered = key
            self._canvas.update(self.refresh())

    def point_at(self, keys: frozenset[int]) -> None:
        """Show the distances of these points, whatever is selected (the list is under the hand)."""
        if keys != self.pointed:
            self.pointed = keys
            self._canvas.update(self.refresh())

    def go_to(self, keys: frozenset[int]) -> None:
        """Choose these points, in the view of the first of them."""
        canvas = self._canvas
        chosen = [p for p in canvas.visit.points if p.key in keys] if canvas.visit is not None else []
        if chosen:
            if not any(p.view is canvas.view for p in chosen):
                canvas.show_view(chosen[0].view)
            canvas.select(keys)

    def forget(self) -> None:
        """Another visit is shown: nothing is under the hand."""
        self.hovered, self.pointed = None, frozenset()

    # ------------------------------------------------------------------ painting

    def paint_under(self, painter: QPainter) -> None:
        """The landmarks, beneath the points."""
        done: set[tuple[str | None, tuple[tuple[float, float], ...]]] = set()
        for shown in sorted(self.shown, key=lambda one: -one.mark.strength):
            path = self._path(shown)
            if path is not None and (shown.landmark, shown.line) not in done:
                done.add((shown.landmark, shown.line))
                paint_landmark(painter, path, self._canvas.look.face, shown.mark.strength)

    def paint_over(self, painter: QPainter, dirty: Dirty) -> None:
        """Arcs and distances, over the points."""
        canvas = self._canvas
        palette = canvas.look.face
        for key, seen in self.arcs.items():
            mark = canvas.marks.get(key)
            if mark is not None and not mark.selected and dirty.near(mark.x, mark.y, mark.reach):
                paint_arc(painter, mark, palette, seen=seen)
        for shown in self.shown:
            paint_dimension(painter, shown.mark, palette, canvas.font())


def _figure(one: Distance) -> str:
    if one.measure.way == "part":
        return f"{max(one.value, 0) * 100:.0f} %"
    return f"{abs(one.value):.0f} mm"
