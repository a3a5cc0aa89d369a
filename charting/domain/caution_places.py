"""Cautions that follow from where the points are: distances, sides, what is treated together and how much of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from charting.domain.caution_case import Case, note, number, units
from charting.domain.caution_note import CautionNote, Span
from charting.domain.caution_rule import Caution, FaceMeasure
from charting.domain.caution_sitting import added_to_area, is_micro
from charting.domain.caution_told import Told, told
from charting.domain.distances import Distance
from charting.domain.off_area import off_area_text
from charting.domain.timing import months_later
from charting.domain.visit import side, total_units

NEEDED_MONTHS = 3
"""How long an area counts as treated where its product's label names no interval."""

_WORDS = {
    "above": ("above", "below"), "below": ("below", "above"), "lateral": ("lateral of", "medial of"),
    "behind": ("behind", "in front of"), "apart": ("from", "from"), "outside": ("outside", "inside"),
}  # fmt: skip


def distances(case: Case) -> Iterator[CautionNote]:
    """One note for each rule and area with a point outside its bounds; what is said of every point is one for all.

    Of points on no area there is one for each area that is the nearest.
    """
    groups: dict[tuple[str, str], list[Told]] = {}
    for found in told(case):
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


def _measured(rule: Caution, several: Sequence[Told]) -> str:
    """“7 mm”; with several points “7–12 mm”; with several distances each with what it is told from."""
    if rule.no_area:
        return off_area_text([one for found in several for one in found.off])
    parts, alone = [], len(rule.measure) == 1 and rule.area is not None
    for measure in rule.measure:
        values = sorted(one.value for found in several for one in found.off if one.measure is measure)
        if values:
            parts.append(words(measure, values, plain_one=alone))
    return ", ".join(parts)


def words(measure: FaceMeasure, values: Sequence[float], *, plain_one: bool = False) -> str:
    """Distances by one measure, the least first: “7 mm”, or “9 mm lateral of the anterior border”."""
    if measure.way == "part":
        shares = dict.fromkeys(f"{max(value, 0) * 100:.0f}" for value in (values[0], values[-1]))
        return f"{'–'.join(shares)} % of {measure.name}"
    towards, against = _WORDS[measure.way]
    if values[0] >= 0 and plain_one:
        return f"{_figures(measure, values)} mm"
    if values[0] < 0:
        figures = _figures(measure, [-value for value in reversed(values) if value < 0])
        return f"{'just' if figures == '0' else f'{figures} mm'} {against} {measure.name}"
    return f"{_figures(measure, values)} mm {towards} {measure.name}"


def _figures(measure: FaceMeasure, values: Sequence[float]) -> str:
    """The least and the greatest of sorted distances, once where they read alike."""
    return "–".join(dict.fromkeys(_figure(measure, value) for value in (values[0], values[-1])))


def _figure(measure: FaceMeasure, value: float) -> str:
    """Whole mm, but never a figure that reads as fine where the exact one is not."""
    whole = Decimal(round(value))
    if measure.least is not None and value < measure.least <= whole:
        return f"just under {number(measure.least)}"
    if measure.most is not None and value > measure.most >= whole:
        return f"just over {number(measure.most)}"
    return f"{whole}"


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
        measured = f"right {units(right)}, left {units(left)}"
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
    measured = f"no {name} at this sitting or in the {months} months before"
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
        names = [info.short_name for id_, info in case.reference.areas.items() if id_ in treated]
        measured = f"{len(treated)} areas: {', '.join(names)}"
        yield note(rule, rule.id, measured, points=case.within(here))


def dose(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """A total of one area, both sides, in units of products the figure was found with."""
    if rule.area is None or rule.limit_units is None or case.visit.product not in rule.products:
        return
    total = total_units(m.point for m in case.of(rule.area)) + added_to_area(case, rule.area)
    if total > rule.limit_units or (rule.reached and total == rule.limit_units):
        yield note(rule, f"{rule.id}:{rule.area}", units(total), area=rule.area, points=case.within([rule.area]))
