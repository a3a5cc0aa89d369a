"""Why a dose lies outside its ranges: which rows ask, and the reasons as they are kept with what was compared.

Only the style by units asks; a density outside its band never does. Rows come here as they are judged: with what was
given besides at the sitting, and of a touch-up with its treatment. A reason is kept with the units and the ranges
of its moment, and follows its row: it stays while the row is out of band on the same side, and goes when it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from charting.domain.dosing.styles import Style
from charting.domain.face.face import base_area
from charting.domain.people.patient import checked_text
from charting.domain.visit.record import KeptRange, Reason, Why

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import AreaDose, Assessment
    from charting.domain.dosing.ranges import Band


REASONS = (Reason.STRONG_MUSCLE, Reason.PATIENTS_WISH, Reason.CORRECTION, Reason.OTHER)
"""What can be answered, in the order of the keys 1 to 4."""

ABOVE = frozenset({Style.ABOVE_STANDARD, Style.ABOVE_MICRO})
BELOW = frozenset({Style.BELOW_MICRO, Style.BELOW_STANDARD})
OUT_OF_BAND = ABOVE | BELOW | {Style.BETWEEN}

Whys = tuple[Why, ...]
_TECHNIQUES = ("im", "id")


def about(dose: AreaDose) -> str:
    """What the reason of a row is about: `forehead:im`."""
    return f"{dose.area}:{dose.technique.value}"


def is_of_row(why: Why) -> bool:
    """Whether a reason is about the dose of a row; the others say that a caution was seen."""
    return why.reason is not Reason.SEEN and why.about.rpartition(":")[2] in _TECHNIQUES


def why_of(whys: Iterable[Why], dose: AreaDose) -> Why | None:
    """The reason that was given for a row."""
    key = about(dose)
    return next((why for why in whys if why.about == key and is_of_row(why)), None)


def out_of_band(dose: AreaDose) -> bool:
    """Whether the units of a row lie in none of its ranges; a row without ranges or doses has nothing to explain."""
    return dose.style in OUT_OF_BAND


def unanswered(whys: Iterable[Why], rows: Iterable[AreaDose]) -> tuple[AreaDose, ...]:
    """The rows out of band for which no reason was given."""
    given = {why.about for why in whys if is_of_row(why)}
    return tuple(dose for dose in rows if out_of_band(dose) and about(dose) not in given)


def together(whys: Iterable[Why], rows: Iterable[AreaDose], dose: AreaDose) -> tuple[AreaDose, ...]:
    """A row and its other side, where both are out of band in the same way and have the same reason, or none."""
    whys = tuple(whys)
    mine = _said(why_of(whys, dose))
    return tuple(
        row
        for row in rows
        if base_area(row.area) == base_area(dose.area)
        and (row.technique, row.style) == (dose.technique, dose.style)
        and _said(why_of(whys, row)) == mine
    )


def _said(why: Why | None) -> tuple[Reason, str] | None:
    return None if why is None else (why.reason, why.note)


def reason_for(dose: AreaDose, reason: Reason, note: str = "") -> Why:
    """A reason with what is compared at this moment; Refused when the note cannot be kept."""
    note = checked_text("The reason", " ".join(note.split()))
    mixed = len({band.per_total_of_both for band in (dose.micro, dose.standard) if band is not None}) == 2
    micro, standard = _kept(dose.micro, mixed), _kept(dose.standard, mixed)
    return Why(about(dose), reason, note, dose.compared_units, micro, standard)


def _kept(band: Band | None, mixed: bool) -> KeptRange | None:
    """A range with its source's short name; what it counts is said where it is not simply the row."""
    if band is None:
        return None
    source = band.source_short or band.source
    if band.per_total_of_both:
        source = f"{source} (both sides together)"
    elif mixed:
        source = f"{source} (each side)"
    return KeptRange(band.low, band.high, source, band.mark)


def with_reason(whys: Whys, rows: Iterable[AreaDose], reason: Reason, note: str = "") -> Whys:
    """The reasons with one for each of these rows, in the place of what was said before."""
    new = {about(dose): reason_for(dose, reason, note) for dose in rows}
    kept = tuple(new.pop(why.about, why) if is_of_row(why) else why for why in whys)
    return (*kept, *new.values())


def without_reason(whys: Whys, rows: Iterable[AreaDose]) -> Whys:
    """The reasons without those of these rows."""
    gone = {about(dose) for dose in rows}
    return tuple(why for why in whys if not (is_of_row(why) and why.about in gone))


def followed(whys: Whys, before: Assessment | None, after: Assessment) -> Whys:
    """The reasons after an edit: those that still hold, with the units and ranges of now.

    One goes when its row is gone or in band, when the row went from below to above or back, and when the product
    changed: it explained other units.
    """
    if not any(is_of_row(why) for why in whys):
        return whys
    rows = {about(dose): dose for dose in after.areas if out_of_band(dose)}
    then = {about(dose): dose.style for dose in before.areas} if before is not None else {}
    same = before is None or before.product == after.product
    kept: list[Why] = []
    for why in whys:
        if not is_of_row(why):
            kept.append(why)
            continue
        dose = rows.get(why.about)
        if dose is not None and same and not _turned(then.get(why.about), dose.style):
            kept.append(reason_for(dose, why.reason, why.note))
    return tuple(kept)


def _turned(then: Style | None, now: Style | None) -> bool:
    return (then in ABOVE and now in BELOW) or (then in BELOW and now in ABOVE)
