"""What is measured of each point of a visit by the rules of distances and places, fine or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from charting.domain.caution_case import Case, Member
from charting.domain.caution_rule import Caution, FaceMeasure
from charting.domain.distances import Distance, distance, height_of
from charting.domain.face import View, base_area
from charting.domain.off_area import off_area
from charting.domain.outline import Place
from charting.domain.scaling import Stretch, scaling_of
from charting.domain.visit import Technique

if TYPE_CHECKING:
    from charting.domain.anatomy import Anatomy


@dataclass(frozen=True, slots=True)
class Told:
    """The distances of one point by one rule; `off` are those outside their bounds, none when all is fine.

    Points of one rule and `group` are one finding: the area (code with side) of a rule that has one, the nearest area
    (without side) of points on no area, else all points alike.
    """

    rule: Caution
    member: Member
    distances: tuple[Distance, ...]
    off: tuple[Distance, ...]
    group: str = ""


def told(case: Case, only: frozenset[int] | None = None) -> Iterator[Told]:
    """Every distance that is off, or (with `only`) every distance of the points with these numbers, fine or not.

    Rules of places speak of every point, those of an area of its own points. What is one finding is told once: the
    first rule of a place that names a point is the strongest, and the others are silent about it.
    Nothing is told from a place that nobody recorded.
    """
    stretch = scaling_of(case.patient, case.visit.measures, case.reference, case.anatomy.version).stretch
    silent: dict[int, frozenset[str]] = {}
    for found in _of_places(case, stretch, only):
        if found.off:
            silent[found.member.number] = frozenset(found.rule.instead_of)
        yield found
    given: dict[str, list[str]] = {}
    for code in case.codes:
        given.setdefault(base_area(code), []).append(code)
    for rule in case.reference.cautions:
        if not rule.measure or rule.area is None:
            continue
        for code in given.get(rule.area, ()):
            for found in _of_area(case, rule, code, case.codes[code], stretch, only):
                if rule.id not in silent.get(found.member.number, ()):
                    yield found


# ---------------------------------------------------------------------- places


def _of_places(case: Case, stretch: Stretch, only: frozenset[int] | None) -> Iterator[Told]:
    """Of every point, whatever its area; a point that one of these rules names is left to it."""
    rules = [rule for rule in case.reference.cautions if rule.area is None and (rule.measure or rule.no_area)]
    measures = tuple(measure for rule in rules for measure in rule.measure)
    nowhere = [rule for rule in rules if rule.no_area]
    for member in case.members:
        if member.point.guessed or (only is not None and member.number not in only):
            continue
        there, off = _there(case.anatomy, measures, member.point.view, member.place, stretch)
        if off or only is not None:
            yield from _of_place(case, rules, member, dict(zip(measures, there, strict=True)), stretch)
        elif member.code is None:
            yield from _of_place(case, nowhere, member, {}, stretch)


@lru_cache(maxsize=8192)
def _there(
    anatomy: Anatomy, measures: tuple[FaceMeasure, ...], view: View, place: Place, stretch: Stretch
) -> tuple[tuple[Distance | None, ...], bool]:
    """A place by every measure, and whether one of them is off."""
    found = tuple(distance(anatomy, measure, view, place, "", stretch) for measure in measures)
    return found, any(one is not None and one.off for one in found)


def _of_place(
    case: Case, rules: Sequence[Caution], member: Member, there: Mapping[FaceMeasure, Distance | None], stretch: Stretch
) -> Iterator[Told]:  # fmt: skip
    """What the rules say of one point, up to the first that names it."""
    for rule in rules:
        if rule.no_area:
            found = _nowhere(case, rule, member, stretch)
        else:
            found = _judged(rule, member, [there[measure] for measure in rule.measure])
        if found is not None and not (found.off and _is_meant(case, rule, member)):
            yield found
            if found.off:
                return


def _is_meant(case: Case, rule: Caution, member: Member) -> bool:
    """Whether the point lies where its own area, or an overlay in the skin, wants it."""
    if rule.where_drawn:
        lies = case.anatomy.area_of(replace(member.point, area=None))
        return lies is not None and base_area(lies) in rule.meant_for
    if not rule.meant_for or member.code is None:
        return False
    in_skin = member.point.technique is Technique.ID and member.code in case.anatomy.overlays(member.point.view)
    return in_skin or base_area(member.code) in rule.meant_for


def _nowhere(case: Case, rule: Caution, member: Member, stretch: Stretch) -> Told | None:
    if member.code is not None:
        return None
    found = off_area(case.anatomy, case.reference, member.point.view, member.place, stretch)
    return None if found is None else Told(rule, member, (found.distance,), (found.distance,), found.area)


def _judged(rule: Caution, member: Member, measured: Iterable[Distance | None], group: str = "") -> Told | None:
    """What a rule says of one point by its distances; None where none of them counts."""
    found = tuple(one for one in measured if one is not None)
    off = tuple(one for one in found if one.off)
    if rule.any_of and len(off) < len(found):
        off = ()
    return Told(rule, member, found, off, group) if found else None


# ---------------------------------------------------------------------- areas


def _of_area(
    case: Case, rule: Caution, code: str, members: Sequence[Member], stretch: Stretch, only: frozenset[int] | None
) -> Iterator[Told]:  # fmt: skip
    members = [member for member in members if not member.point.guessed]
    counted = _first(case, rule.measure[0], members, stretch) if rule.measure[0].first else members
    sites = _sites(case, rule)
    for member in counted:
        if only is not None and member.number not in only:
            continue
        view, place = member.point.view, member.place
        measured = [
            distance(case.anatomy, measure, view, place, code, stretch, sites.get((measure.sites, view), ()))
            for measure in rule.measure
        ]
        if only is None and not any(one is not None and one.off for one in measured):
            continue
        found = _judged(rule, member, measured, code)
        if found is not None:
            yield found


def _sites(case: Case, rule: Caution) -> dict[tuple[str | None, View], list[Place]]:
    """The places of the areas that distances are told from, by view."""
    known: dict[tuple[str | None, View], list[Place]] = {}
    for measure in rule.measure:
        for member in case.of(measure.sites) if measure.sites is not None else ():
            if member.point.guessed:
                continue
            known.setdefault((measure.sites, member.point.view), []).append(member.place)
    return known


def _first(case: Case, measure: FaceMeasure, members: Iterable[Member], stretch: Stretch) -> list[Member]:
    """Of each view, the point nearest to the landmark's height."""
    best: dict[str, tuple[float, Member]] = {}
    for member in members:
        away = height_of(case.anatomy, measure, member.point.view, member.place, stretch)
        if away is not None and away < best.get(member.point.view, (float("inf"), member))[0]:
            best[member.point.view] = (away, member)
    return [member for _, member in best.values()]
