"""The assessment of a visit as a table for people, in the same order as the JSON."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from charting.domain.dosing import UNASSIGNED, AreaDose, Assessment, Band
from charting.domain.face import base_area, side_of_area
from charting.domain.visit import Technique

if TYPE_CHECKING:
    from charting.domain.patient import Patient
    from charting.domain.reference import Reference
    from charting.domain.visit import Visit

_HEADINGS = ("Area", "Points", "Units", "cm²", "U/cm²", "Style", "By density", "Micro", "Standard")
_RIGHT = {1, 2, 3, 4}
_SIGNED = {"draft": "draft", "signed": "signed", "amended": "amended", "entered-in-error": "entered in error"}


def assess_text(visit: Visit, patient: Patient, found: Assessment, reference: Reference) -> str:
    """One visit: a heading, a row for each area, totals and sides, and what is to be known of the points."""
    rows = [_row(row, reference) for row in found.areas]
    lines = [_heading(visit, patient, reference), ""]
    if rows:
        lines += [*_table([_HEADINGS, *rows]), ""]
    lines.append(
        f"Total {_units(found.total_units)}, {_volume(found.volume_ml)}style {found.style.value}; right"
        f" {_units(found.right_units)}, left {_units(found.left_units)}, midline {_units(found.midline_units)}."
    )
    lines += _remarks(found)
    return "\n".join(lines)


def _heading(visit: Visit, patient: Patient, reference: Reference) -> str:
    names = f"{patient.family_name} {patient.given_name}".strip()
    who = f"{names}, born {patient.born.isoformat()}" if names else f"Patient {patient.id}"
    when = f"{visit.at:%Y-%m-%d %H:%M}" if visit.at.year > 1 else f"visit {visit.id}"
    product = reference.products.get(visit.product or "")
    return " · ".join((_shown(who), when, product.name if product else "no product", _SIGNED[visit.status.value]))


def _row(row: AreaDose, reference: Reference) -> tuple[str, ...]:
    return (
        _area_name(row, reference),
        str(row.points),
        _plain(row.units),
        "" if row.surface_cm2 is None else f"{row.surface_cm2:.1f}",
        "" if row.density_u_cm2 is None else f"{row.density_u_cm2:.3f}",
        row.style.value if row.style else "not dosed",
        row.density_style.value if row.density_style else "",
        _band(row.micro),
        _band(row.standard),
    )


def _area_name(row: AreaDose, reference: Reference) -> str:
    info = reference.areas.get(base_area(row.area))
    name = "On no area" if row.area == UNASSIGNED else info.short_name if info else row.area
    side = side_of_area(row.area)
    return name + (f", {side}" if side else "") + (", intradermal" if row.technique is Technique.ID else "")


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
    remarks = []
    if found.undosed_points:
        remarks.append(f"{_points(found.undosed_points)} not dosed yet.")
    if found.mismatched_points:
        numbers = ", ".join(map(str, found.mismatched_points))
        remarks.append(f"Placed outside the area chosen for it: point {numbers}.")
    return remarks


def _points(count: int) -> str:
    return "1 point is" if count == 1 else f"{count} points are"


def _units(value: Decimal) -> str:
    return f"{_plain(value)} U"


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _volume(volume: Fraction | None) -> str:
    return "" if volume is None else f"{float(volume):.3g} mL, "


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]

    def line(row: tuple[str, ...]) -> str:
        cells = [
            " " * (width - _width(cell)) + cell if n in _RIGHT else cell + " " * (width - _width(cell))
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return [line(rows[0]), "  ".join("─" * width for width in widths), *map(line, rows[1:])]


def _shown(text: str) -> str:
    """Text without the signs that would steer a terminal."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in text)
