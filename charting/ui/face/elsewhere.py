"""Points that are shown and not charted here: of other views, on the same skin, and of the sitting's other visit.

They are not hit and not counted here. Doses that are too small to be read in their point stand on leaders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from charting.domain.units import dose_text
from charting.domain.visit.visit import InjectionPoint, Visit
from charting.drawing.leaders import Leader, leaders, paint_leader
from charting.drawing.points import TEXT_FROM_PX, PointMark, hollow_radii, paint_beside, paint_point, radii
from charting.drawing.still import Dirty
from charting.ui.face.marks import Points, Styles
from charting.ui.face.scene import Ghosts, Ground, Moving, Scene, rects_of
from charting.words.words import place_in_view, product_name, translate, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.face.anatomy import Anatomy

REACH_PX = 14.0
BESIDE_REACH_PX = 12.0
_SMALLER = 0.72


class Elsewhere:
    """Points charted in another view: hollow, so that none is charted twice."""

    def __init__(self) -> None:
        self._marks: tuple[PointMark, ...] = ()
        self._points: tuple[InjectionPoint, ...] = ()
        self._key: object = None

    def make(
        self, anatomy: Anatomy | None, points: Points, own: Sequence[PointMark], ground: Ground, styles: Styles
    ) -> tuple[PointMark, ...]:
        """The very same marks while points, styles, view and camera are; `own` are the marks of the view itself."""
        others = anatomy is not None and any(p.view is not ground.view for p in points)
        key = (points, ground.view, ground.camera, ground.sign, styles) if others else None
        if key != self._key:
            self._key, seen = key, []
            if others and anatomy is not None:
                seen = seen_of(anatomy, points, ground)
            self._points = tuple(point for point, _ in seen)
            self._marks = self._make([at for _, at in seen], own, ground, styles)
        return self._marks

    def _make(
        self, seen: list[QPointF], own: Sequence[PointMark], ground: Ground, styles: Styles
    ) -> tuple[PointMark, ...]:  # fmt: skip
        places = [(at.x(), at.y()) for at in seen]
        sizes = hollow_radii([(mark.x, mark.y) for mark in own], places, ground.camera.scale)
        kept = {mark: mark for mark in self._marks}
        made = (
            PointMark(point.key, x, y, radius, dose_text(point.units, ground.sign), styles.get(point.key),
                      point.technique.value == "id", guessed=point.guessed, hollow=True)
            for point, (x, y), radius in zip(self._points, places, sizes, strict=True)
        )  # fmt: skip
        return tuple(kept.get(mark, mark) for mark in made)

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The hollow points in the part that is painted."""
        for mark in scene.hollow:
            if dirty.near(mark.x, mark.y, mark.reach):
                paint_point(painter, mark, scene.ground.look.face, scene.ground.font)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where hollow points are others."""
        return [] if old.hollow is new.hollow else rects_of({*old.hollow} ^ {*new.hollow})

    def at(self, scene: Scene, place: QPointF) -> InjectionPoint | None:
        """The point whose ring lies here."""
        away = [(math.hypot(mark.x - place.x(), mark.y - place.y()), n) for n, mark in enumerate(scene.hollow)]
        far, number = min(away, default=(math.inf, 0))
        return self._points[number] if far <= REACH_PX else None

    def text_at(self, scene: Scene, place: QPointF) -> str:
        """“4 U · in the right profile”; empty where none of them lies."""
        point = self.at(scene, place)
        return "" if point is None else text_of(point)

    def told(self) -> str:
        """All of them in words, for somebody who does not see the rings; empty where there are none."""
        if not self._points:
            return ""
        said = "; ".join(text_of(point) for point in self._points)
        return translate("FaceCanvas", "Seen from here too: {points}").format(points=said)


def text_of(point: InjectionPoint) -> str:
    """What a hollow point says: its dose, and where it was charted."""
    dose = translate("FaceCanvas", "not dosed")
    if point.units is not None:
        dose = translate("FaceCanvas", "{units} U").format(units=units_text(point.units))
    return f"{dose} · {place_in_view(point.view)}"


def seen_of(anatomy: Anatomy, points: Points, ground: Ground) -> list[tuple[InjectionPoint, QPointF]]:
    """The points of other views whose skin is seen in this one, and where (px)."""
    from charting.domain.face.unrolling import seen_on  # which measures, and is not there before the first paint

    skin, view = anatomy.outline(ground.view), ground.view
    seen = [
        (p, at) for p in points
        if p.view is not view and (at := seen_on(skin, view, p.view, p.x_mm, p.y_mm)) is not None
    ]  # fmt: skip
    return [(point, ground.camera.to_px(*at)) for point, at in seen]


class Leaders:
    """Doses beside points that are too small for them, and those of last time's rings that hollow points cover.

    While the hand or the face moves there are none: they are found when it rests.
    """

    def __init__(self) -> None:
        self._of: object = None
        self._key: object = None
        self._made: tuple[Leader, ...] = ()

    def make(self, scene: Scene) -> tuple[Leader, ...]:
        """The very same ones while the points are where they were."""
        if scene.moving is not Moving.NOTHING or scene.hand.dragged:
            self._of = self._key = None
            self._made = ()
            return ()
        of = (id(scene.marks), scene.hollow, scene.ghosts, scene.ground.size.toTuple())
        if of == self._of:
            return self._made
        rings = displaced(scene.ghosts, scene.hollow)
        key = (tuple((m.x, m.y, m.radius, m.text) for m in scene.marks.values()), scene.hollow, rings, of[-1])
        if key != self._key:
            bounds = QRectF(scene.ground.rect()).adjusted(4, 4, -4, -4)
            self._made = leaders((*scene.marks.values(), *scene.hollow, *rings), scene.ground.font, bounds)
        self._of, self._key = of, key
        return self._made

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The doses beside their points in the part that is painted."""
        for leader in scene.leaders:
            if dirty.touches(leader.rect()):
                paint_leader(painter, leader, scene.ground.look.face, scene.ground.font)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where doses stand elsewhere, or are others."""
        return (
            [] if old.leaders is new.leaders else rects_of([*_without(old.leaders, new), *_without(new.leaders, old)])
        )


def _without(some: tuple[Leader, ...], other: Scene) -> list[Leader]:
    known = {leader.key: leader for leader in other.leaders}
    return [leader for leader in some if (there := known.get(leader.key)) is not leader and there != leader]


def displaced(ghosts: Ghosts, hollow: tuple[PointMark, ...]) -> tuple[PointMark, ...]:
    """The doses of rings under hollow points of today, where it is another dose: each has a place of its own.

    Under a point that is charted in this view the ring says nothing, as ever; a tip does.
    """
    if not hollow:
        return ()
    return tuple(
        PointMark(-ghost.number, ghost.x, ghost.y, min(ghost.radius, TEXT_FROM_PX - 0.1), ghost.text, None, hollow=True)
        for ghost in (*ghosts.own, *ghosts.elsewhere)
        if ghost in ghosts.covered and ghost.text and any(
            mark.text != ghost.text and math.hypot(ghost.x - mark.x, ghost.y - mark.y) < mark.radius + ghost.radius
            for mark in hollow)
    )  # fmt: skip


class Beside:
    """The points of the other visit of a sitting: filled and quiet, with their product's letter; in no total."""

    def __init__(self) -> None:
        self._marks: tuple[PointMark, ...] = ()
        self._points: tuple[tuple[Visit, InjectionPoint], ...] = ()
        self._key: object = None

    def make(self, session: Session | None, ground: Ground) -> tuple[PointMark, ...]:
        """The very same marks while visits, view and camera are."""
        visits = () if session is None else session.vials.beside()
        key = (visits, ground.view, ground.camera)
        if session is None or key == self._key:
            return self._marks
        self._key = key
        self._points = tuple((visit, p) for visit in visits for p in visit.points if p.view is ground.view)
        pixels = [ground.camera.to_px(p.x_mm, p.y_mm) for _, p in self._points]
        places = [(at.x(), at.y()) for at in pixels]
        letters = {v.id: product_name(session.clinic.reference, v.product)[:1] for v in visits}
        self._marks = tuple(
            PointMark(n, x, y, radius * _SMALLER, letters[visit.id], None, point.technique.value == "id")
            for n, ((visit, point), (x, y), radius) in enumerate(
                zip(self._points, places, radii(places, ground.camera.scale), strict=True)
            )
        )
        return self._marks

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The marks in the part that is painted."""
        for mark in scene.beside:
            if dirty.near(mark.x, mark.y, mark.reach):
                paint_beside(painter, mark, scene.ground.look.face, scene.ground.font)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where the points of the other visit are others."""
        return [] if old.beside is new.beside else rects_of([*old.beside, *new.beside])

    def at(self, scene: Scene, place: QPointF) -> tuple[Visit, InjectionPoint] | None:
        """The point of the other visit that lies here, and that visit."""
        mark = min(scene.beside, key=lambda m: math.hypot(m.x - place.x(), m.y - place.y()), default=None)
        if mark is None or math.hypot(mark.x - place.x(), mark.y - place.y()) > BESIDE_REACH_PX:
            return None
        return self._points[mark.key]

    def text_at(self, scene: Scene, place: QPointF, session: Session) -> str:
        """“4 U Dysport, the other visit of this sitting”; empty where none of them lies."""
        found = self.at(scene, place)
        if found is None:
            return ""
        visit, point = found
        dose = "–" if point.units is None else units_text(point.units)
        text = translate("FaceCanvas", "{units} U {product}, at the other visit of this sitting")
        return text.format(units=dose, product=product_name(session.clinic.reference, visit.product))
