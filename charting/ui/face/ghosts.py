"""The points of an earlier visit on the canvas: which visit they are of, where they lie, and what the hand is told."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QRegion

from charting.domain.units import dose_text
from charting.drawing.ghosts import GhostMark, paint_ghost
from charting.drawing.points import TEXT_FROM_PX, PointMark, hollow_radii, radii
from charting.ui.face.overlays import paint_label
from charting.words.words import date_text, place_in_view, units_text

if TYPE_CHECKING:
    from charting.domain.visit.visit import Visit
    from charting.drawing.still import Dirty
    from charting.ui.face.elsewhere import Elsewhere
    from charting.ui.face.surface import Surface

REACH_PX = 14.0
COVERED_PX = 2.0


class Ghost(Enum):
    """Whose points are shown beneath: of the visit before the one in hand, or nobody's. Else a visit is named."""

    BEFORE = "before"
    NONE = "none"


class Ghosts:
    """Belongs to one canvas. The marks are made anew only when the visit, the view or the camera is another."""

    def __init__(self, canvas: Surface, hollow: Elsewhere) -> None:
        self._canvas, self._hollow = canvas, hollow
        self.choice: Ghost | str = Ghost.BEFORE
        self.marks: tuple[GhostMark, ...] = ()
        self.elsewhere: tuple[GhostMark, ...] = ()
        self._covered: frozenset[GhostMark] = frozenset()
        self.hovered: GhostMark | None = None
        self._shown: Visit | None = None
        self._key: object = None

    @property
    def visit(self) -> Visit | None:
        """The visit whose points lie beneath those of the open one."""
        session = self._canvas.session
        if session is None or self.choice is Ghost.NONE:
            return None
        if self.choice is Ghost.BEFORE:
            return session.past.ghost()
        chosen = next((v for v in session.open.visits if v.id == self.choice), None)
        return None if chosen is None or (session.open.visit and chosen.id == session.open.visit.id) else chosen

    def choose(self, choice: Ghost | str) -> None:
        """Show another visit's points beneath, or none."""
        self.choice = choice
        self._canvas.refresh()

    def refresh(self) -> QRegion:
        """Make the marks anew where something is different; what is to be painted again."""
        canvas, visit = self._canvas, self.visit
        warned = self._warned(visit)
        key = (canvas.view, canvas.camera, warned)
        region = QRegion()
        if visit is not self._shown or key != self._key:
            before, self._shown, self._key = (*self.marks, *self.elsewhere), visit, key
            self.marks, self.hovered = self._make(visit, warned), None
            self.elsewhere = self._make_elsewhere(visit, warned)
            for mark in (*before, *self.marks, *self.elsewhere):
                region += mark.rect().toAlignedRect()
        dragging = bool(canvas.dragged)  # found when it ends: a drag costs no more with many rings
        covered = self._covered if dragging else self._find_covered()
        for mark in covered ^ self._covered:
            region += mark.rect().toAlignedRect()
        self._covered = covered
        return region

    def _find_covered(self) -> frozenset[GhostMark]:
        """The rings a point of today stands over, whose figures would be read through it."""
        canvas = self._canvas
        today = [(mark.x, mark.y, mark.radius) for mark in (*canvas.marks.values(), *self._hollow.marks)]
        return frozenset(
            ghost for ghost in (*self.marks, *self.elsewhere)
            if any(math.hypot(ghost.x - x, ghost.y - y) < radius + ghost.radius * 0.7 for x, y, radius in today)
        )  # fmt: skip

    def displaced(self) -> tuple[PointMark, ...]:
        """The doses of rings under hollow points of today, where it is another dose: each has a place of its own.

        Under a point that is charted in this view the ring says nothing, as ever; a tip does.
        """
        hollow = self._hollow.marks
        return tuple(
            PointMark(-ghost.number, ghost.x, ghost.y, min(ghost.radius, TEXT_FROM_PX - 0.1), ghost.text, None,
                      hollow=True)
            for ghost in (*self.marks, *self.elsewhere)
            if ghost in self._covered and ghost.text and any(
                mark.text != ghost.text and math.hypot(ghost.x - mark.x, ghost.y - mark.y) < mark.radius + ghost.radius
                for mark in hollow)
        )  # fmt: skip

    def _warned(self, visit: Visit | None) -> frozenset[int]:
        """The numbers of the points that an adverse event followed."""
        session = self._canvas.session
        if visit is None or session is None:
            return frozenset()

        return frozenset(number for note in session.judging.before_repeat(visit) for number in note.points)

    def _make(self, visit: Visit | None, warned: frozenset[int]) -> tuple[GhostMark, ...]:
        canvas = self._canvas
        shown = [(n, p) for n, p in enumerate(visit.points if visit else (), 1) if p.view is canvas.view]
        pixels = [canvas.camera.to_px(p.x_mm, p.y_mm) for _, p in shown]
        places = [(at.x(), at.y()) for at in pixels]
        sign = canvas.locale().decimalPoint()
        return tuple(
            GhostMark(
                number, x, y, radius, point.units, point.technique.value == "id", number in warned,
                dose_text(point.units, sign),
            )
            for (number, point), (x, y), radius in zip(shown, places, radii(places, canvas.camera.scale), strict=True)
        )  # fmt: skip

    def _make_elsewhere(self, visit: Visit | None, warned: frozenset[int]) -> tuple[GhostMark, ...]:
        """The points of the other views whose skin is seen in this one."""
        canvas = self._canvas
        if visit is None or canvas.session is None or visit.template != canvas.version:
            return ()
        from charting.domain.face.unrolling import seen_on  # which measures, and is not there before the first paint

        skin, sign = canvas.session.anatomy.outline(canvas.view), canvas.locale().decimalPoint()
        seen = [
            (n, p, canvas.camera.to_px(*at)) for n, p in enumerate(visit.points, 1)
            if p.view is not canvas.view and (at := seen_on(skin, canvas.view, p.view, p.x_mm, p.y_mm)) is not None
        ]  # fmt: skip
        places = [(at.x(), at.y()) for _, _, at in seen]
        sizes = hollow_radii([(mark.x, mark.y) for mark in self.marks], places, canvas.camera.scale)
        return tuple(
            GhostMark(
                number, x, y, radius, point.units, point.technique.value == "id", number in warned,
                dose_text(point.units, sign), elsewhere=True,
            )
            for (number, point, _), (x, y), radius in zip(seen, places, sizes, strict=True)
        )  # fmt: skip

    # ------------------------------------------------------------------ the hand

    def at(self, place: QPointF) -> GhostMark | None:
        """The ghost under a place on the screen, unless a point of the open visit is nearer.

        One that a point covers is told only where the dose is another one.
        """
        best, least = None, math.inf
        for mark in (*self.elsewhere, *self.marks):
            away = math.hypot(mark.x - place.x(), mark.y - place.y())
            if away <= max(REACH_PX, mark.radius) and away < least:
                best, least = mark, away
        if best is None:
            return None
        above = self._canvas.mark_at(place, REACH_PX)
        if above is None:
            return best
        if math.hypot(above.x - best.x, above.y - best.y) <= COVERED_PX:
            return best if self._dosed_otherwise(above.key, best) else None
        nearer = math.hypot(above.x - place.x(), above.y - place.y()) < least
        return None if nearer else best

    def _dosed_otherwise(self, key: int, mark: GhostMark) -> bool:
        visit = self._canvas.visit
        return any(p.key == key and p.units != mark.units for p in visit.points) if visit is not None else False

    def hover(self, place: QPointF | None) -> None:
        """The hand is here (None: it has left): the ghost under it says its dose."""
        mark = self.at(place) if place is not None and (self.marks or self.elsewhere) else None
        if mark != self.hovered:
            self.hovered = mark
            self._canvas.update()

    def text_of(self, mark: GhostMark) -> str:
        """“1.5 U · 14 Jul 2026”: what was given here, and when."""
        canvas, visit = self._canvas, self.visit
        dose = canvas.tr("not dosed")
        if mark.units is not None:
            dose = canvas.tr("{units} U").format(units=units_text(mark.units))
        if visit is None:
            return dose
        product = ""
        if canvas.session is not None and canvas.visit is not None and visit.product != canvas.visit.product:
            known = canvas.session.clinic.reference.products.get(visit.product or "")
            product = known.name if known is not None else ""  # units of another product never stand without its name
        where = place_in_view(visit.points[mark.number - 1].view) if mark.elsewhere else ""
        return " · ".join(part for part in (dose, product, date_text(visit.at.date()), where) if part)

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, dirty: Dirty) -> None:
        """The ghosts in the part that is painted."""
        palette = self._canvas.look.face
        painter.setFont(self._canvas.font())
        for mark in (*self.elsewhere, *self.marks):
            if dirty.touches(mark.rect()):
                paint_ghost(painter, mark, palette, hovered=mark is self.hovered, dosed=mark not in self._covered)

    def paint_label(self, painter: QPainter) -> None:
        """What the ghost under the hand says, above it."""
        mark = self.hovered
        if mark is not None:
            paint_label(painter, self._canvas, self.text_of(mark), QPointF(mark.x, mark.y - mark.radius - 16))
