"""The assessment of a visit as a table for people, in the same order as the JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import AreaDose, Assessment, Band
from charting.domain.face.scaling import SurfaceFrom, percent
from charting.domain.visit.visit import Technique
from charting.exchange.terminal import area_name, heading, table

if TYPE_CHECKING:
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.dosing.reference import Reference
    from charting.domain.past.sittings import Sum
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit

_FROM = {
    SurfaceFrom.TEMPLATE: "the average face", SurfaceFrom.PUPILS: "the pupils' distance",
    SurfaceFrom.WIDTH: "face width", SurfaceFrom.HEIGHT: "forehead height",
    SurfaceFrom.PUPILS_HEIGHT: "the pupils' distance and forehead height",
    SurfaceFrom.WIDTH_HEIGHT: "face width and forehead height",
}  # fmt: skip
_HEADINGS = ("Area", "Points", "Units", "cm²", "U/cm²", "Style", "By density", "Micro", "Standard")
_RIGHT = {1, 2, 3, 4}


def assess_text(
    visit: Visit, patient: Patient, found: Assessment, reference: Reference, notes: Sequence[CautionNote] = (),
    sitting: Iterable[Sum] = (), touch_up: Iterable[Sum] = (),
) -> str:  # fmt: skip
    """One visit: a heading, a row for each area, totals and sides, what is to be known of the points, cautions.

    `sitting` are the sums of its day and product, `touch_up` those of a touch-up with its treatment.
    """
    rows = [_row(row, reference) for row in found.areas]
    lines = [heading(visit, patient, reference), ""]
    if rows:
        lines += [*table([_HEADINGS, *rows], _RIGHT), ""]
    lines.append(
        f"Total {_units(found.total_units)}, {_volume(found.volume_ml)}style {found.style.value}; right"
        f" {_units(found.right_units)}, left {_units(found.left_units)}, midline {_units(found.midline_units)}."
    )
    lines += _remarks(found)
    own = {(row.area, row.technique) for row in found.areas}
    lines += [f"In all on the day: {_sum(row, reference)}." for row in sitting
              if len(row.visits) > 1 and (row.area, row.technique) in own]  # fmt: skip
    lines += [f"With its treatment: {_sum(row, reference)}." for row in touch_up]
    lines += [_caution(note, reference) for note in notes]
    return "\n".join(lines)


def _row(row: AreaDose, reference: Reference) -> tuple[str, ...]:
    return (
        _name(row, reference),
        str(row.points),
        _plain(row.units),
        "" if row.surface_cm2 is None else f"{row.surface_cm2:.1f}",
        "" if row.density_u_cm2 is None else f"{row.density_u_cm2:.3f}",
        row.style.value if row.style else "not dosed",
        _by_density(row),
        _band(row.micro),
        _band(row.standard),
    )


def _sum(row: Sum, reference: Reference) -> str:
    return f"{_name(row, reference)} {_units(row.units)}, {row.style.value}"


def _name(row: AreaDose | Sum, reference: Reference) -> str:
    return area_name(row.area, reference) + (", intradermal" if row.technique is Technique.ID else "")


def _band(band: Band | None) -> str:
    if band is None:
        return ""
    said = [f"{_plain(band.low)}–{_plain(band.high)}", band.mark]
    said += ["both sides"] if band.per_total_of_both else []
    said += ["derived"] if band.derived else []
    said += ["not a default"] if band.not_default else []
    said += ["weak evidence"] if band.weak else []
    return " ".join(said)


def _remarks(found: Assessment) -> list[str]:
    remarks = [_surfaces(found)] if any(row.surface_from for row in found.areas) else []
    if found.undosed_points:
        remarks.append(f"{_points(found.undosed_points)} not dosed yet.")
    if found.mismatched_points:
        numbers = ", ".join(map(str, found.mismatched_points))
        remarks.append(f"Placed outside the area chosen for it: point {numbers}.")
    return remarks


def _by_density(row: AreaDose) -> str:
    """The style by density; where the surface cannot be trusted it is that of the units, and says why."""
    if row.density_style is None:
        return ""
    return f"{row.density_style.value}, surface uncertain" if row.surface_uncertain else row.density_style.value


def _surfaces(found: Assessment) -> str:
    """“Surface from face width (known to ±10 %); face width and forehead height (known to ±5 %).”"""
    known = {row.surface_from: row.tolerance for row in found.areas if row.surface_from is not None}
    said = [_FROM[by] + (f" (known to ±{percent(to)} %)" if to > 1 else "") for by, to in known.items()]
    return f"Surface from {'; '.join(said)}."


def _caution(note: CautionNote, reference: Reference) -> str:
    """“Caution, Forehead, point 3: 7 mm. At least 20 mm above the brow. (Label summary, B, weak evidence)”."""
    where = [area_name(note.area, reference)] if note.area else []
    if note.points:
        where.append(f"point{'s' if len(note.points) > 1 else ''} {', '.join(map(str, note.points))}")
    cited = ", ".join([note.source, note.mark, *(["weak evidence"] if note.weak else [])])
    return f"{', '.join(['Caution', *where])}: {note.measured}. {note.rule}. ({cited})"


def _points(count: int) -> str:
    return "1 point is" if count == 1 else f"{count} points are"


def _units(value: Decimal) -> str:
    return f"{_plain(value)} U"


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _volume(volume: Fraction | None) -> str:
    return "" if volume is None else f"{float(volume):.3g} mL, "
