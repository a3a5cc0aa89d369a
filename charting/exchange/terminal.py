"""What the tables for people have in common: who and when, names of areas, columns that line up."""

from __future__ import annotations

import unicodedata
from collections.abc import Set
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.face.face import base_area, side_of_area

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit

_SIGNED = {"draft": "draft", "signed": "signed", "amended": "amended", "entered-in-error": "entered in error"}


def heading(visit: Visit, patient: Patient, reference: Reference) -> str:
    """Who, when, what product, and whether it is signed, on one line."""
    names = f"{patient.family_name} {patient.given_name}".strip()
    who = f"{names}, born {patient.born.isoformat()}" if names else f"Patient {patient.id}"
    when = f"{visit.at:%Y-%m-%d %H:%M}" if visit.at.year > 1 else f"visit {visit.id}"
    product = reference.products.get(visit.product or "")
    return " · ".join((shown(who), when, product.name if product else "no product", _SIGNED[visit.status.value]))


def area_name(code: str, reference: Reference) -> str:
    """The short name of an area with its side."""
    info = reference.areas.get(base_area(code))
    name = "On no area" if code == UNASSIGNED else info.short_name if info else code
    side = side_of_area(code)
    return name + (f", {side}" if side else "")


def table(rows: list[tuple[str, ...]], right: Set[int]) -> list[str]:
    """Rows as lines of equal columns, the first one the headings; the columns in `right` (from 0) end alike."""
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]

    def line(row: tuple[str, ...]) -> str:
        cells = [
            " " * (width - _width(cell)) + cell if n in right else cell + " " * (width - _width(cell))
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return [line(rows[0]), "  ".join("─" * width for width in widths), *map(line, rows[1:])]


def shown(text: str) -> str:
    """Text without the signs that would steer a terminal."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in text)
