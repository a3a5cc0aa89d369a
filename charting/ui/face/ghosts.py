"""The points of an earlier visit on the canvas: which visit they are of, where they lie, and what the hand is told."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QFont, QPainter

from charting.domain.units import dose_text
from charting.drawing.ghosts import GhostMark, paint_ghost
from charting.drawing.palette import FacePalette
from charting.drawing.points import PointMark, hollow_radii, radii
from charting.drawing.sprites import Sprites
from charting.drawing.still import Dirty
from charting.ui.face.elsewhere import seen_of
from charting.ui.face.hits import nearest
from charting.ui.face.scene import Ghost, Ghosts, Ground, InHand, Moving, Scene, rects_of
from charting.words.words import date_text, place_in_view, translate, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.visit.visit import InjectionPoint, Visit

REACH_PX = 14.0
COVERED_PX = 2.0
NEAR_PX = 64.0
"""Farther from a point than this no ring is covered by it."""


class GhostLayer:
    """The marks are made anew only when the visit, the view or the camera is another."""

    def __init__(self) -> None:
        self._visit: Visit | None = None
        self._warned: frozenset[int] = frozenset()
        self._key: object = None
        self._made = Ghosts()
        self._today: dict[int, PointMark] = {}
        self._sprites = Sprites()

    def make(
        self, session: Session | None, ground: Ground, hand: InHand, today: Iterable[PointMark]
    ) -> Ghosts:  # fmt: skip
        """The very same value while nothing is different; `today` are the points that may stand over rings."""
        visit = shown_visit(session, hand.ghosts)
        if not hand.dragged:
            self._warned = _warned(visit, session)
        key = (ground.view, ground.camera, ground.sign, self._warned)
        if visit is not self._visit or key != self._key:
            self._visit, self._key, self._today = visit, key, {}
            self._made = _made(visit, session, ground, self._warned)
        if not hand.dragged:  # found when it ends: a drag costs no more with many rings
            self._cover({id(mark): mark for mark in today} if self._made.all else {})
        return self._made

    def _cover(self, today: dict[int, PointMark]) -> None:
        """Find the rings a point of today stands over, whose figures would be read through it.

        Only rings near a point that has come, gone or changed are looked at again.
        """
        before, self._today = self._today, today  # which are kept, so that none has the identity of another
        changed = [today.get(one) or before[one] for one in today.keys() ^ before.keys()]
        near = [
            g for g in self._made.all if any(abs(g.x - m.x) < NEAR_PX and abs(g.y - m.y) < NEAR_PX for m in changed)
        ]
        if near:
            covered = self._made.covered.difference(near) | {
                ghost for ghost in near if _is_covered(ghost, today.values())
            }
            if covered != self._made.covered:
                self._made = Ghosts(self._made.own, self._made.elsewhere, covered)

    # ------------------------------------------------------------------ the hand

    def at(self, scene: Scene, place: QPointF) -> GhostMark | None:
        """The ghost under a place on the screen, unless a point of the open visit is nearer.

        One that a point covers is told only where the dose is another one.
        """
        best, least = None, math.inf
        for mark in scene.ghosts.all:
            away = math.hypot(mark.x - place.x(), mark.y - place.y())
            if away <= max(REACH_PX, mark.radius) and away < least:
                best, least = mark, away
        if best is None:
            return None
        above = nearest(scene.marks.values(), place, reach=REACH_PX)
        if above is None:
            return best
        if math.hypot(above.x - best.x, above.y - best.y) <= COVERED_PX:
            return best if above.text != dose_text(best.units, scene.ground.sign) else None
        nearer = math.hypot(above.x - place.x(), above.y - place.y()) < least
        return None if nearer else best

    def text_of(self, mark: GhostMark, hand: InHand, session: Session | None) -> str:
        """“1.5 U · 14 Jul 2026”: what was given here, and when."""
        visit = shown_visit(session, hand.ghosts)
        dose = translate("FaceCanvas", "not dosed")
        if mark.units is not None:
            dose = translate("FaceCanvas", "{units} U").format(units=units_text(mark.units))
        if visit is None or session is None:
            return dose
        product = ""
        if session.open.visit is not None and visit.product != session.open.visit.product:
            known = session.clinic.reference.products.get(visit.product or "")
            product = known.name if known is not None else ""  # units of another product never stand without its name
        where = place_in_view(visit.points[mark.number - 1].view) if mark.elsewhere else ""
        return " · ".join(part for part in (dose, product, date_text(visit.at.date()), where) if part)

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The ghosts in the part that is painted."""
        palette, ghosts, under, font = scene.ground.look.face, scene.ghosts, scene.hand.ghost, scene.ground.font
        self._sprites.begin((scene.ground.look.name, font.key()), scene.ground.ratio, 2 * len(ghosts.all))
        for mark in ghosts.all:
            if not dirty.touches(mark.rect()):
                continue
            hovered, dosed = mark is under, mark not in ghosts.covered
            draw = partial(_draw, mark, palette, font, hovered=hovered, dosed=dosed)
            if scene.moving is Moving.NOTHING:
                # Dashes that are cut by the edge of a paint would begin elsewhere: they are always drawn whole.
                name = (mark.number, mark.elsewhere, hovered, dosed)
                self._sprites.paint(painter, name, mark, mark.rect, draw)
            else:
                draw(painter)

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where ghosts are others, tell their dose or do not, or lie under the hand."""
        marks: list[GhostMark] = []
        if old.ghosts is not new.ghosts:
            marks += old.ghosts.covered ^ new.ghosts.covered
            if (old.ghosts.own, old.ghosts.elsewhere) != (new.ghosts.own, new.ghosts.elsewhere):
                marks += [*old.ghosts.all, *new.ghosts.all]
        if old.hand.ghost is not new.hand.ghost:
            marks += [mark for mark in (old.hand.ghost, new.hand.ghost) if mark is not None]
        return rects_of(marks)


def _draw(
    mark: GhostMark, palette: FacePalette, font: QFont, painter: QPainter, *, hovered: bool, dosed: bool
) -> None:  # fmt: skip
    painter.setFont(font)
    paint_ghost(painter, mark, palette, hovered=hovered, dosed=dosed)


def shown_visit(session: Session | None, choice: Ghost | str) -> Visit | None:
    """The visit whose points lie beneath those of the open one."""
    if session is None or choice is Ghost.NONE:
        return None
    if choice is Ghost.BEFORE:
        return session.past.ghost()
    chosen = next((v for v in session.open.visits if v.id == choice), None)
    return None if chosen is None or (session.open.visit and chosen.id == session.open.visit.id) else chosen


def _is_covered(ghost: GhostMark, today: Iterable[PointMark]) -> bool:
    return any(math.hypot(ghost.x - m.x, ghost.y - m.y) < m.radius + ghost.radius * 0.7 for m in today)


def _warned(visit: Visit | None, session: Session | None) -> frozenset[int]:
    """The numbers of the points that an adverse event followed."""
    if visit is None or session is None:
        return frozenset()
    return frozenset(number for note in session.judging.before_repeat(visit) for number in note.points)


def _made(visit: Visit | None, session: Session | None, ground: Ground, warned: frozenset[int]) -> Ghosts:
    """The rings of a visit: of this view, and of the others whose skin is seen in this one."""
    if visit is None or session is None:
        return Ghosts()
    numbers = {id(point): number for number, point in enumerate(visit.points, 1)}
    camera = ground.camera
    own = [(p, camera.to_px(p.x_mm, p.y_mm)) for p in visit.points if p.view is ground.view]
    places = [(at.x(), at.y()) for _, at in own]
    others = seen_of(session.anatomy, visit.points, ground) if visit.template == ground.version else []
    far = [(at.x(), at.y()) for _, at in others]

    def ring(point: InjectionPoint, at: tuple[float, float], radius: float, *, elsewhere: bool) -> GhostMark:
        return GhostMark(
            numbers[id(point)], *at, radius, point.units, point.technique.value == "id", numbers[id(point)] in warned,
            dose_text(point.units, ground.sign), elsewhere,
        )  # fmt: skip

    return Ghosts(
        tuple(ring(p, at, r, elsewhere=False)
              for (p, _), at, r in zip(own, places, radii(places, camera.scale), strict=True)),
        tuple(ring(p, at, r, elsewhere=True)
              for (p, _), at, r in zip(others, far, hollow_radii(places, far, camera.scale), strict=True)),
    )  # fmt: skip
