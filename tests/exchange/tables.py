"""Tables of points for tests: rows by column, as a spreadsheet holds them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from charting.errors import Refused
from charting.exchange.csv.columns import COLUMNS, NUMBERS
from charting.exchange.csv.text import Cell, written
from charting.exchange.importing import Reading
from charting.exchange.records import Incoming, Vocabulary
from tests.exchange.files import NOW, of_bytes

PATIENT = "0198f0c2-0000-7000-8000-000000000001"
VISIT = "0198f0c3-0000-7000-8000-000000000001"

POINT: dict[str, Cell] = {
    "patient_id": PATIENT, "chart_no": "10482", "family_name": "Family", "given_name": "Given", "born": "1992-03-05",
    "sex": "female", "interpupillary_mm": "61.5", "visit_id": VISIT, "visit_date": "2026-07-14",
    "visit_at": "2026-07-14T10:20:00+02:00", "kind": "treatment", "status": "signed", "planned_or_given": "given",
    "product": "ona_botox", "vial_units": "100", "dilution_ml_per_vial": "2.5", "lot": "C7421", "expiry": "2027-03-31",
    "price_per_unit": "12.00", "currency": "USD", "template": "front", "template_version": "1", "technique": "im",
    "depth": "intramuscular", "area": "forehead", "side": "midline",
}  # fmt: skip


def point(number: int, x: str, y: str, units: str, **more: Cell) -> dict[str, Cell]:
    """One row of the visit."""
    return {**POINT, "point_no": str(number), "x": x, "y": y, "units": units, **more}


def three() -> list[dict[str, Cell]]:
    return [
        point(1, "0", "-50", "1.5"),
        point(2, "57", "0", "4", chosen_area="crows_feet.left"),
        point(3, "5", "-50", "2"),
    ]


def table(rows: Iterable[Mapping[str, Cell]], columns: Iterable[str] = COLUMNS) -> bytes:
    """The rows as this program writes them."""
    columns = tuple(columns)
    return written([columns, *([_cell(column, row.get(column)) for column in columns] for row in rows)])


def _cell(column: str, value: Cell) -> Cell:
    """A number is no text: nothing guards it."""
    is_number = column in NUMBERS and isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)
    return Decimal(value) if is_number else value


def read_rows(
    data: bytes | list[dict[str, Cell]], vocabulary: Vocabulary, faults: list[Refused] | None = None,
    now: datetime = NOW,
) -> tuple[Incoming, ...]:  # fmt: skip
    content = data if isinstance(data, bytes) else table(data)
    return Reading(vocabulary, now).read(of_bytes(content, "july.csv"), faults)


def many(points: int, visits_of_one: int = 5, points_of_one: int = 20) -> list[dict[str, Cell]]:
    """As many points, of people with some visits each."""
    rows: list[dict[str, Cell]] = []
    for n in range(points):
        visit, number = divmod(n, points_of_one)
        person, which = divmod(visit, visits_of_one)
        rows.append(
            point(
                number + 1, f"{number}", "-50", "1.5", patient_id=str(uuid.UUID(int=(1 << 100) + person)),
                visit_id=str(uuid.UUID(int=(1 << 101) + visit)), chart_no=str(person), family_name=f"Family {person}",
                visit_at=f"2025-0{which + 1}-14T10:20:00+02:00", status="signed" if which else "draft",
            )
        )  # fmt: skip
    return rows
