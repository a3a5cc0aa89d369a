"""The edits of a face map: each takes the session and makes one step."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.people import refuse_charting
from charting.domain.visit import (
    InjectionPoint,
    Technique,
    Visit,
    mirrored_point,
    side,
    with_points_added,
    with_points_changed,
    with_points_moved,
    with_points_removed,
)
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.reference import Pattern


def place(session: Session, point: InjectionPoint, *, mirror: bool) -> None:
    """Place a point, with its twin on the other side when `mirror` (not on the midline); off the face, nothing."""
    visit = _open(session)
    if not session.anatomy.on_face(point.view, point.x_mm, point.y_mm):
        return
    point = placed(session, point)
    twin = mirror and side(point) != "midline"
    points = [point, mirrored_point(point)] if twin else [point]
    if twin:
        text = (
            session.tr("Place points on both sides")
            if point.units is None
            else session.tr("Place {dose} U on both sides")
        )
    else:
        text = session.tr("Place a point") if point.units is None else session.tr("Place {dose} U")
    session.edit(text.format(dose=point.units), with_points_added(visit, points))


def place_pattern(session: Session, pattern: Pattern) -> None:
    """Place a pattern of the reference data in one step, as ordinary points; Refused when it is of another product."""
    visit = _open(session)
    if pattern.product != visit.product:
        name = session.reference.products[pattern.product].name
        raise Refused("The pattern “{pattern}” is dosed in units of {product}.", pattern=pattern.name, product=name)
    points = [placed(session, InjectionPoint(p.view, p.x_mm, p.y_mm, p.units)) for p in pattern.points]
    session.edit(session.tr("Place {pattern}").format(pattern=pattern.name), with_points_added(visit, points))


def placed(session: Session, point: InjectionPoint) -> InjectionPoint:
    """The point with the printed name of who works here now, if that is known; a place that nobody knew stays so."""
    if point.guessed:
        return point
    return replace(point, placed_by=session.person.name if session.person else None)


def move(session: Session, keys: Set[int], dx_mm: float, dy_mm: float, *, nudge: bool = False) -> None:
    """Move points by millimetres; none moves when one would leave the face. Nudges of the same points merge."""
    visit = with_points_moved(_open(session), keys, dx_mm, dy_mm)
    on_face = session.anatomy.on_face
    if all(on_face(p.view, p.x_mm, p.y_mm) for p in visit.points if p.key in keys):
        merge = f"nudge {sorted(keys)}" if nudge else None
        session.edit(_named(session.tr("Move a point"), session.tr("Move {count} points"), keys), visit, merge)


def dose(session: Session, keys: Set[int], units: Decimal | None) -> None:
    """Give points a dose, or take it away (None)."""
    visit = with_points_changed(_open(session), keys, units=units)
    if units is None:
        text = _named(session.tr("Undose a point"), session.tr("Undose {count} points"), keys)
    else:
        text = _named(session.tr("Dose a point with {dose} U"), session.tr("Dose {count} points with {dose} U"), keys)
    session.edit(text.format(dose=units), visit)


def remove(session: Session, keys: Set[int]) -> None:
    """Delete points."""
    text = _named(session.tr("Delete a point"), session.tr("Delete {count} points"), keys)
    session.edit(text, with_points_removed(_open(session), keys))


def set_technique(session: Session, keys: Set[int], technique: Technique) -> None:
    """Intramuscular or intradermal."""
    session.edit(session.tr("Change technique"), with_points_changed(_open(session), keys, technique=technique))


def choose_area(session: Session, keys: Set[int], base: str | None) -> None:
    """Let points join an area (of their own side when it is paired), or follow their position again (None)."""
    visit = _open(session)
    for point in visit.points:
        if point.key in keys:
            area = None if base is None else area_on_side(session, base, point)
            visit = with_points_changed(visit, {point.key}, area=area)
    session.edit(session.tr("Choose area") if base else session.tr("Area by position"), visit)


def area_on_side(session: Session, base: str, point: InjectionPoint) -> str:
    """The code of an area for a point: a paired area takes the point's side; Refused on the midline."""
    if not session.anatomy.paired(base):
        return base
    where = side(point)
    if where == "midline":
        name = session.reference.areas[base].name
        raise Refused("{area} has a right and a left; this point lies on the midline.", area=name)
    return f"{base}.{where}"


def mirror_points(session: Session, keys: Set[int]) -> None:
    """Add the twins of points on the other side."""
    visit = _open(session)
    twins = [placed(session, mirrored_point(p)) for p in visit.points if p.key in keys and side(p) != "midline"]
    there = {(p.view, p.x_mm, p.y_mm) for p in visit.points}
    new = [p for p in twins if (p.view, p.x_mm, p.y_mm) not in there]
    text = _named(session.tr("Mirror a point"), session.tr("Mirror {count} points"), keys)
    session.edit(text, with_points_added(visit, new))


def _open(session: Session) -> Visit:
    refuse_charting(session)
    if not session.editable or session.visit is None:
        raise Refused("Begin a new visit to place points; a signed visit cannot be changed.")
    return session.visit


def _named(one: str, many: str, keys: Set[int]) -> str:
    """The step's name for one point or for several; other places in it stay open."""
    return one if len(keys) == 1 else many.replace("{count}", str(len(keys)))
