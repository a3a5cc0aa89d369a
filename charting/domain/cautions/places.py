"""Cautions that follow from where the points are: distances, sides, what is treated together and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from charting.domain.cautions.case import Case, Member, note, units
from charting.domain.cautions.given import added_to_area, is_micro
from charting.domain.cautions.rule import Caution, CautionNote, FaceMeasure, Said, Span, said, said_of_data, span
from charting.domain.face.distances import Distance, distance, height_of, off_area, off_area_text
from charting.domain.face.face import View, base_area
from charting.domain.face.outline import Place
from charting.domain.face.scaling import Stretch, scaling_of
from charting.domain.past.timing import months_later
from charting.domain.visit.visit import Technique, side, total_units

if TYPE_CHECKING:
    from charting.domain.face.anatomy import Anatomy


# What is measured of each point of a visit by the rules of distances and places, fine or not.


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


_Each = dict[int, tuple[Member, tuple[Told, ...]]]


class Kept:
    """What was told of the points of an area, rule by rule; it holds while they are the same points.

    It is of one face, one patient's scaling and one set of rules: with another of them all is looked at anew.
    """

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._told: dict[object, tuple[object, _Each, tuple[Told, ...]]] = {}

    def begin(self, *of: object) -> None:
        """What follows is told of these."""
        if len(of) != len(self._of) or any(one is not other for one, other in zip(of, self._of, strict=True)):
            self._of = of
            self._told.clear()

    def told(
        self, key: object, members: Sequence[Member], find: Callable[[Sequence[Member]], Iterable[Told]],
        beside: object = None, *, together: bool = False,
    ) -> tuple[Told, ...]:  # fmt: skip
        """What was told of these members, or what is found of them now: of those alone that are others than before.

        With something else `beside` them all are looked at anew, and where they are judged `together` as well.
        """
        before = self._told.get(key, (None, {}, ()))
        old = before[1] if before[0] == beside else {}
        same = {m.number: old[m.number] for m in members if m.number in old and old[m.number][0] == m}
        if key not in self._told or before[0] != beside or not len(members) == len(same) == len(old):
            others = members if together else [m for m in members if m.number not in same]
            found: dict[int, list[Told]] = {}
            several = tuple(find(others))
            for one in several:
                found.setdefault(one.member.number, []).append(one)
            same |= {m.number: (m, tuple(found.get(m.number, ()))) for m in others}
            told = several if together else tuple(one for m in members for one in same[m.number][1])
            before = self._told[key] = beside, same, told
        return before[2]


def told(case: Case, only: frozenset[int] | None = None, kept: Kept | None = None) -> Iterator[Told]:
    """Every distance that is off, or (with `only`) every distance of the points with these numbers, fine or not.

    Rules of places speak of every point, those of an area of its own points. What is one finding is told once: the
    first rule of a place that names a point is the strongest, and the others are silent about it.
    Nothing is told from a place that nobody recorded. What is `kept` of an earlier call serves where nobody chose.
    """
    stretch = scaling_of(case.patient, case.visit.measures, case.reference, case.anatomy.version).stretch
    kept = Kept() if kept is None or only is not None else kept
    kept.begin(case.anatomy, case.reference, stretch)
    silent: dict[int, frozenset[str]] = {}
    for found in _by_place(case, stretch, only, kept):
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
            sites = [case.of(measure.sites) for measure in rule.measure if measure.sites is not None]
            find = partial(_of_area, case, rule, code, stretch=stretch, only=only)
            together = rule.measure[0].first
            for found in kept.told((rule.id, code), case.codes[code], find, sites, together=together):
                if rule.id not in silent.get(found.member.number, ()):
                    yield found


# ---------------------------------------------------------------------- places


def _by_place(case: Case, stretch: Stretch, only: frozenset[int] | None, kept: Kept) -> list[Told]:
    """Of every point, whatever its area, in the order of the points."""
    nowhere = tuple(member for member in case.members if member.code is None)
    found: list[Told] = []
    for code, members in (*case.codes.items(), (None, nowhere)):
        found += kept.told(("", code), members, partial(_of_places, case, stretch=stretch, only=only))
    return sorted(found, key=lambda one: one.member.number)


def _of_places(
    case: Case, members: Iterable[Member], *, stretch: Stretch, only: frozenset[int] | None
) -> Iterator[Told]:  # fmt: skip
    """Of these points; one that a rule of places names is left to it."""
    rules = [rule for rule in case.reference.cautions if rule.area is None and (rule.measure or rule.no_area)]
    measures = tuple(measure for rule in rules for measure in rule.measure)
    nowhere = [rule for rule in rules if rule.no_area]
    for member in members:
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
    case: Case, rule: Caution, code: str, members: Sequence[Member], *, stretch: Stretch, only: frozenset[int] | None
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


NEEDED_MONTHS = 3
"""How long an area counts as treated where its product's label names no interval."""

_WORDS = {
    "above": ("{mm} mm above {place}", "{mm} mm below {place}", "just below {place}"),
    "below": ("{mm} mm below {place}", "{mm} mm above {place}", "just above {place}"),
    "lateral": ("{mm} mm lateral of {place}", "{mm} mm medial of {place}", "just medial of {place}"),
    "behind": ("{mm} mm behind {place}", "{mm} mm in front of {place}", "just in front of {place}"),
    "apart": ("{mm} mm from {place}", "{mm} mm from {place}", "just from {place}"),
    "outside": ("{mm} mm outside {place}", "{mm} mm inside {place}", "just inside {place}"),
}
"""By the way of a measure: on its side, on the other, and there by less than half a millimetre."""


def distances(case: Case, kept: Kept | None = None) -> Iterator[CautionNote]:
    """One note for each rule and area with a point outside its bounds; what is said of every point is one for all.

    Of points on no area there is one for each area that is the nearest.
    """
    groups: dict[tuple[str, str], list[Told]] = {}
    for found in told(case, kept=kept):
        if found.off:
            groups.setdefault((found.rule.id, found.group), []).append(found)
    for (id_, group), several in groups.items():
        rule = several[0].rule
        spans = tuple(
            Span(found.member.point.view, one.start, one.end) for found in several for one in _shown(rule, found)
        )
        numbers = tuple(sorted({found.member.number for found in several}))
        key = f"{id_}:{group}" if group else id_
        area = None if rule.area is None else group
        made = note(rule, key, _measured(rule, several), area=area, points=numbers, spans=spans)
        yield _cited(made, several)


def _cited(made: CautionNote, several: Sequence[Told]) -> CautionNote:
    """The note with the source of its distances, where none of them is the rule's own."""
    measures = [one.measure for found in several for one in found.off]
    if any(measure.source is None for measure in measures):
        return made
    source, mark = measures[0].source, measures[0].mark
    assert source is not None
    assert mark is not None
    return replace(made, source=source.short, mark=mark, weak=measures[0].weak)


def _shown(rule: Caution, found: Told) -> tuple[Distance, ...]:
    return found.off[:1] if rule.any_of else found.off


def _measured(rule: Caution, several: Sequence[Told]) -> Said:
    """“7 mm”; with several points “7–12 mm”; with several distances each with what it is told from."""
    if rule.no_area:
        return off_area_text([one for found in several for one in found.off])
    parts: list[Said] = []
    alone = len(rule.measure) == 1 and rule.area is not None
    for measure in rule.measure:
        values = sorted(one.value for found in several for one in found.off if one.measure is measure)
        if values:
            parts.append(words(measure, values, plain_one=alone))
    return parts[0] if len(parts) == 1 else said("{parts}", parts=tuple(parts))


def words(measure: FaceMeasure, values: Sequence[float], *, plain_one: bool = False) -> Said:
    """Distances by one measure, the least first: “7 mm”, or “9 mm lateral of the anterior border”."""
    name = said_of_data(measure.name)
    if measure.way == "part":
        shares = span(*(Decimal(f"{max(value, 0) * 100:.0f}") for value in (values[0], values[-1])))
        return said("{share} % of {place}", share=shares, place=name)
    towards, against, just = _WORDS[measure.way]
    if values[0] >= 0 and plain_one:
        return said("{mm} mm", mm=_figures(measure, values))
    if values[0] < 0:
        figures = _figures(measure, [-value for value in reversed(values) if value < 0])
        return said(just, place=name) if figures == Decimal(0) else said(against, mm=figures, place=name)
    return said(towards, mm=_figures(measure, values), place=name)


def _figures(measure: FaceMeasure, values: Sequence[float]) -> Decimal | Said:
    """The least and the greatest of sorted distances, once where they read alike."""
    return span(_figure(measure, values[0]), _figure(measure, values[-1]))


def _figure(measure: FaceMeasure, value: float) -> Decimal | Said:
    """Whole mm, but never a figure that reads as fine where the exact one is not."""
    whole = Decimal(round(value))
    if measure.least is not None and value < measure.least <= whole:
        return said("just under {mm}", mm=measure.least)
    if measure.most is not None and value > measure.most >= whole:
        return said("just over {mm}", mm=measure.most)
    return whole


# ---------------------------------------------------------------------- areas


def even_sides(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """The doses right and left of the midline are the same."""
    if not rule.even_sides or rule.area is None:
        return
    members = case.of(rule.area)
    if any(m.point.units is None for m in members):
        return
    left, right = (total_units(m.point for m in members if side(m.point) == which) for which in ("left", "right"))
    if left != right:
        measured = said("right {right} U, left {left} U", right=right, left=left)
        numbers = tuple(m.number for m in members if side(m.point) != "midline")
        yield note(rule, f"{rule.id}:{rule.area}:sides", measured, area=rule.area, points=numbers)


def together(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """An area that is treated without the one it belongs with: not now, not at this sitting, not within its interval.

    Another visit of the same day is the same sitting; an earlier treatment counts while the interval of its product's
    label (3 calendar months where it names none) has not gone by. The labels speak of the dose they give: what is
    micro there is no part of it.
    """
    if rule.needs_area is None or rule.area is None or rule.area not in case.areas or rule.needs_area in case.areas:
        return
    if (rule.products and case.visit.product not in rule.products) or is_micro(case, rule.area):
        return
    for past in case.past:
        if rule.needs_area in past.areas:
            months = interval_months(case, past.product)
            if past.day == case.day or months_later(past.day, months) > case.day:
                return
    info = case.reference.areas.get(rule.needs_area)
    name = (info.short_name if info is not None else rule.needs_area).lower()
    months = interval_months(case, case.visit.product)
    words = "no {area} at this sitting or in the {months} months before"
    measured = said(words, area=said_of_data(name), months=months)
    yield note(rule, f"{rule.id}:{rule.area}", measured, area=rule.area, points=case.within([rule.area]))


def interval_months(case: Case, product: str | None) -> int:
    """The calendar months that a product's label sets between treatments."""
    known = case.reference.products.get(product or "")
    limits = [limit.value for limit in known.limits if limit.kind == "interval_months"] if known else []
    return round(max(limits)) if limits else NEEDED_MONTHS


def most_areas(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """How many of some areas are treated in one session; other visits of the day belong to it."""
    if rule.most_areas is None:
        return
    here = case.areas & set(rule.areas)
    treated = here.union(*(past.areas & set(rule.areas) for past in case.past if past.day == case.day))
    if here and len(treated) > rule.most_areas:
        names = tuple(said_of_data(info.short_name) for id_, info in case.reference.areas.items() if id_ in treated)
        measured = said("{count} areas: {areas}", count=len(treated), areas=names)
        yield note(rule, rule.id, measured, points=case.within(here))


def dose(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """A total of one area, both sides, in units of products the figure was found with."""
    if rule.area is None or rule.limit_units is None or case.visit.product not in rule.products:
        return
    total = total_units(m.point for m in case.of(rule.area)) + added_to_area(case, rule.area)
    if total > rule.limit_units or (rule.reached and total == rule.limit_units):
        yield note(rule, f"{rule.id}:{rule.area}", units(total), area=rule.area, points=case.within([rule.area]))
