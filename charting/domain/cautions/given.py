"""Cautions that follow from what else was given at the sitting, or before a touch-up: sums by area, other toxins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from charting.domain.cautions.case import Case, Member, Past
from charting.domain.cautions.rule import CautionNote, Said, said
from charting.domain.dosing.dosing import vial_of
from charting.domain.dosing.ranges import Band, bands, style_of
from charting.domain.dosing.styles import Style
from charting.domain.face.face import base_area
from charting.domain.past.timing import days_between, months_later
from charting.domain.past.touch_ups import linked
from charting.domain.visit.visit import Kind, Technique

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Dilution


def added(case: Case) -> tuple[Past, ...]:
    """What came before this visit and is counted together with it: of one product, on its day, or with its treatment.

    Of a touch-up that is its treatment with the touch-ups of it so far.
    """
    own, product = case.treatment, case.visit.product
    return tuple(
        past
        for past in case.before
        if past.product == product and product is not None and (past.day == case.day or _of(case, past, own))
    )


def added_to_area(case: Case, area: str) -> Decimal:
    """U that were given before in an area (code without side) and are counted together with this visit's."""
    return sum(
        (dose for past in added(case) for (code, _), dose in past.doses.items() if base_area(code) == area), Decimal(0)
    )


def above(case: Case) -> Iterator[CautionNote]:
    """An area whose units lie above its range once what else belongs to them is counted, with the range's source."""
    others = added(case)
    if not others:
        return
    own = case.doses
    told: set[tuple[str, Technique]] = set()
    whole = dict(own)
    for past in others:
        for key, dose in past.doses.items():
            whole[key] = whole.get(key, Decimal(0)) + dose
    for code, technique in own:
        sides = [key for key in whole if base_area(key[0]) == base_area(code) and key[1] is technique]
        both = sum((whole[key] for key in sides), Decimal(0))
        band = _exceeded(case, code, technique, whole[code, technique], both)
        if band is None:
            continue
        area, keys = (base_area(code), sides) if band.per_total_of_both else (code, [(code, technique)])
        if (area, technique) not in told and _sum(others, keys):
            told.add((area, technique))
            here = sum((own.get(key, Decimal(0)) for key in keys), Decimal(0))
            yield _note(case, (area, technique), band, here, others, keys)


def is_micro(case: Case, area: str) -> bool:
    """Whether all that is given in an area (code without side) at this sitting stays within its micro range."""
    whole = dict(case.doses)
    for past in added(case):
        for key, dose in past.doses.items():
            whole[key] = whole.get(key, Decimal(0)) + dose
    found = [(code, technique) for code, technique in case.doses if base_area(code) == area]
    styles = {_style(case, code, technique, whole) for code, technique in found}
    return bool(styles) and styles <= {Style.MICRO, Style.BELOW_MICRO}


def other_products(case: Case, months: int) -> list[Said]:
    """The other products' toxins of the record, on the day or within calendar months before: each the last time.

    A treatment so many months ago to the day is long enough ago. A product that is not known is no other one.
    """
    last = {past.product: past.day for past in case.before  # they come in the order of their days
            if past.kind is not Kind.REVIEW and months_later(past.day, months) > case.day}  # fmt: skip
    return [
        _ago(_name(case, product), day, case.day)
        for product, day in last.items()
        if product is not None and case.visit.product not in (None, product)
    ]


# ---------------------------------------------------------------------- inside


def _style(case: Case, code: str, technique: Technique, whole: Mapping[tuple[str, Technique], Decimal]) -> Style:
    base = base_area(code)
    both = sum((dose for key, dose in whole.items() if (base_area(key[0]), key[1]) == (base, technique)), Decimal(0))
    sex = case.patient.sex if case.patient is not None else None
    return style_of(
        *bands(case.reference, case.visit.product, base, technique, sex, None), whole[code, technique], both
    )


def _name(case: Case, product: str) -> str:
    known = case.reference.products.get(product)
    return known.name if known is not None else product


def _ago(product: str, then: date, today: date) -> Said:
    days = days_between(then, today)
    if days == 0:
        return said("{product} on the same day, {day}", product=product, day=then)
    if days == 1:
        return said("{product} 1 day before, {day}", product=product, day=then)
    return said("{product} {days} days before, {day}", product=product, days=days, day=then)


def _of(case: Case, past: Past, treatment: Past | None) -> bool:
    if treatment is None:
        return False
    return past.id == treatment.id or linked(past, (treatment,), case.touch_up_days) is not None


def _sum(others: Iterable[Past], keys: Sequence[tuple[str, Technique]]) -> Decimal:
    return sum((past.doses.get(key, Decimal(0)) for past in others for key in keys), Decimal(0))


def _exceeded(case: Case, code: str, technique: Technique, total: Decimal, both: Decimal) -> Band | None:
    """The range that the sum lies above."""
    sex = case.patient.sex if case.patient is not None else None
    micro, standard = bands(case.reference, case.visit.product, base_area(code), technique, sex, None)
    style = style_of(micro, standard, total, both)
    return {Style.ABOVE_STANDARD: standard, Style.ABOVE_MICRO: micro}.get(style)


def _note(
    case: Case, key: tuple[str, Technique], band: Band, here: Decimal, others: Sequence[Past],
    keys: Sequence[tuple[str, Technique]],
) -> CautionNote:  # fmt: skip
    """“38 U in all: 18 U here, 20 U on the same day”."""
    today = [past for past in others if past.day == case.day]
    earlier = [past for past in others if past.day != case.day]
    parts = [said("{units} U here", units=here)]
    if dose := _sum(today, keys):
        parts.append(said("{units} U on the same day", units=dose))
    if (dose := _sum(earlier, keys)) and case.treatment is not None:
        parts.append(said("{units} U with the treatment of {day}", units=dose, day=case.treatment.day))
    area, technique = key
    words = "The range is {low} U" if band.low == band.high else "The range is {low} to {high} U"
    rule = said(words, low=band.low, high=band.high)
    if band.per_total_of_both:
        rule = said("{range}, both sides together", range=rule)
    members = case.of(area) if "." not in area else case.codes.get(area, ())
    return CautionNote(
        key=f"sitting:{area}" + ("" if technique is Technique.IM else f":{technique.value}"), id="sitting_units",
        measured=said("{units} U in all: {parts}", units=here + _sum(others, keys), parts=tuple(parts)), rule=rule,
        source=band.source_short, mark=band.mark, weak=band.weak, area=area,
        points=tuple(sorted(m.number for m in members if m.point.technique is technique)),
    )  # fmt: skip


# Whether a vial was made up with about as much as its product's own data says, for the technique it is used with.


RULE = "dilution"
LEAST, MOST = Fraction(1, 2), Fraction(2)
"""So many times the product's own volumes are still called usual; both ends belong to it."""

_OWN_VOLUME = {
    Technique.IM: "Half to twice the product's own volume (intramuscular): {usual} mL for {units} U,"
    " so {least}–{most} mL",
    Technique.ID: "Half to twice the product's own volume (intradermal): {usual} mL for {units} U,"
    " so {least}–{most} mL",
}


def dilution(case: Case) -> Iterator[CautionNote]:
    """A caution for each dilution in use outside half to twice the product's own volumes for that technique.

    Without a row for the technique nothing is said, nor of a product that is ready to use.
    """
    product = case.reference.products.get(case.visit.product or "")
    if product is None or product.ready_to_use:
        return
    for (size, ml), members in _held(case).items():
        for technique in Technique:
            rows = [row for row in product.dilutions if row.technique is technique and row.diluent_ml > 0]
            drawn = [member for member in members if member.point.technique is technique]
            if rows and drawn:
                yield from _judged(case, size, ml, drawn, technique, rows)


def _held(case: Case) -> dict[tuple[Decimal, Decimal], list[Member]]:
    """The points by what they are drawn from: vial size and diluent; not those of which either is not known."""
    found: dict[tuple[Decimal, Decimal], list[Member]] = {}
    for member in case.members:
        held = vial_of(case.visit, member.point) or case.visit
        if held.vial_units and held.diluent_ml:
            found.setdefault((held.vial_units, held.diluent_ml), []).append(member)
    return found


def _judged(
    case: Case, size: Decimal, ml: Decimal, drawn: Sequence[Member], technique: Technique, rows: Sequence[Dilution]
) -> Iterator[CautionNote]:  # fmt: skip
    own = [row for row in rows if row.vial_units == size] or rows
    volumes = sorted(((Fraction(row.diluent_ml) * Fraction(size) / Fraction(row.vial_units), row) for row in own),
                     key=lambda pair: pair[0])  # fmt: skip
    (least, low), (most, high) = volumes[0], volumes[-1]
    if LEAST * least <= ml <= MOST * most:
        return
    row = low if ml < LEAST * least else high
    usual = _ml(least) if least == most else said("{least}–{most}", least=_ml(least), most=_ml(most))
    place = drawn[0].point.vial
    known = place is not None and place <= len(case.visit.vials)
    yield CautionNote(
        key=f"vial:{place}:{RULE}-{technique.value}" if known else f"{RULE}:{technique.value}", id=RULE,
        measured=said("{ml} mL in {units} U", ml=ml, units=size),
        rule=said(_OWN_VOLUME[technique], usual=usual, units=size, least=_ml(LEAST * least), most=_ml(MOST * most)),
        source=row.source.short, mark=row.mark, points=tuple(member.number for member in drawn),
    )  # fmt: skip


def _ml(volume: Fraction) -> Decimal:
    """A volume to the thousandth of a millilitre."""
    return Decimal(round(volume * 1000)) / 1000
