"""Whether a vial was made up with about as much as its product's own data says, for the technique it is used with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from charting.domain.caution_case import Case, Member, number
from charting.domain.caution_note import CautionNote
from charting.domain.dilution import vial_of
from charting.domain.visit import Technique

if TYPE_CHECKING:
    from charting.domain.reference import Dilution

RULE = "dilution"
LEAST, MOST = Fraction(1, 2), Fraction(2)
"""So many times the product's own volumes are still called usual; both ends belong to it."""

_TECHNIQUES = {Technique.IM: "intramuscular", Technique.ID: "intradermal"}


def dilution(case: Case) -> Iterator[CautionNote]:
    """A caution for each dilution in use outside half to twice the product's own volumes for that technique.

    Without a row for the technique nothing is said, nor of a product that is ready to use.
    """
    product = case.reference.products.get(case.visit.product or "")
    if product is None or product.ready_to_use:
        return
    for (units, ml), members in _held(case).items():
        for technique in Technique:
            rows = [row for row in product.dilutions if row.technique is technique and row.diluent_ml > 0]
            drawn = [member for member in members if member.point.technique is technique]
            if rows and drawn:
                yield from _judged(case, units, ml, drawn, technique, rows)


def _held(case: Case) -> dict[tuple[Decimal, Decimal], list[Member]]:
    """The points by what they are drawn from: vial size and diluent; not those of which either is not known."""
    found: dict[tuple[Decimal, Decimal], list[Member]] = {}
    for member in case.members:
        held = vial_of(case.visit, member.point) or case.visit
        if held.vial_units and held.diluent_ml:
            found.setdefault((held.vial_units, held.diluent_ml), []).append(member)
    return found


def _judged(
    case: Case, units: Decimal, ml: Decimal, drawn: Sequence[Member], technique: Technique, rows: Sequence[Dilution]
) -> Iterator[CautionNote]:  # fmt: skip
    own = [row for row in rows if row.vial_units == units] or rows
    volumes = sorted(((Fraction(row.diluent_ml) * Fraction(units) / Fraction(row.vial_units), row) for row in own),
                     key=lambda pair: pair[0])  # fmt: skip
    (least, low), (most, high) = volumes[0], volumes[-1]
    if LEAST * least <= ml <= MOST * most:
        return
    row = low if ml < LEAST * least else high
    span = f"{_ml(LEAST * least)}–{_ml(MOST * most)} mL"
    usual = _ml(least) if least == most else f"{_ml(least)}–{_ml(most)}"
    place = drawn[0].point.vial
    known = place is not None and place <= len(case.visit.vials)
    yield CautionNote(
        key=f"vial:{place}:{RULE}-{technique.value}" if known else f"{RULE}:{technique.value}", id=RULE,
        measured=f"{number(ml)} mL in {number(units)} U",
        rule=f"Half to twice the product's own volume ({_TECHNIQUES[technique]}): {usual} mL for {number(units)} U,"
        f" so {span}",
        source=row.source.short, mark=row.mark, points=tuple(member.number for member in drawn),
    )  # fmt: skip


def _ml(volume: Fraction) -> str:
    """A volume to the thousandth of a millilitre."""
    return number(Decimal(round(volume * 1000)) / 1000)
