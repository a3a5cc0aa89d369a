"""Rows of a table into patients with their visits: the same checks as for exchange JSON, the place said as a line.

One row is one point; rows of one visit may stand anywhere in the file. A visit without an id of its own gets one from
whose it is, when it was and what was given, so that the same rows never come in twice, whatever else the file holds.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from msgspec import UNSET, UnsetType

from charting.domain.face.face import NAMES
from charting.domain.people.patient import Patient, folded
from charting.domain.visit.outcome import Review
from charting.domain.visit.visit import MOST_POINTS, InjectionPoint, Status, Vial, Visit
from charting.errors import Problem, Refused
from charting.exchange.csv.columns import WALL
from charting.exchange.csv.file import Grid, Row
from charting.exchange.csv.findings import events_of, kept_of, measured_of, muscles_of
from charting.exchange.csv.text import was_rewritten
from charting.exchange.json.read import Level, Reader
from charting.exchange.json.shape import shape_of
from charting.exchange.json.text import Number
from charting.exchange.json.values import NAMESPACE, diluent_ml, label_day, vial_units
from charting.exchange.planning import held
from charting.exchange.records import Incoming, PatientRecord, Vocabulary

LINES = ("chart_no", "family_name", "given_name", "lot")
"""What loses signs that nobody sees; whose a row is still follows from what is written, so that ids stay."""

PATIENT = ("patient_id", "chart_no", "family_name", "given_name", "born", "sex", *NAMES, "measured")
VISIT = (
    "visit_at", "kind", "status", "template_version", "product", "price_per_unit", "currency", "range_table",
    "revises_visit", "of", "kept_measures", "adverse_events", "muscle_findings",
)  # fmt: skip
VIAL = ("vial_units", "lot", "expiry", "dilution_ml_per_vial")

Entry = Mapping[str, str]
"""The text of a row by our columns; "" where nothing stands."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_KEYS = {
    "x_mm": "x", "y_mm": "y", "view": "template", "template": "template_version", "area": "chosen_area",
    "at": "visit_at", "expires": "expiry", "diluent_ml": "dilution_ml_per_vial", "amends": "revises_visit",
    "table": "range_table", "measures": "kept_measures",
    "review": "adverse_events", "findings": "muscle_findings",
}  # fmt: skip
_PLACE = re.compile(r"([0-9]+)(p?)(?:\.([a-z_]+))?.*", re.DOTALL)


class Table(Protocol):
    """A file whose rows can be read by our columns."""

    @property
    def grid(self) -> Grid: ...

    def entry(self, row: Row) -> Entry:
        """What a row says; Refused with its line where it cannot be understood."""

    def heading(self, column: str) -> str:
        """What the file itself calls a column of ours."""

    def notes(self, visit: Visit) -> tuple[Problem, ...]:
        """What has to be said of a visit besides its values."""


def read_table(
    table: Table,
    *,
    vocabulary: Vocabulary,
    now: datetime,
    faults: list[Refused] | None = None,
    step: Callable[[int, int], None] = lambda done, whole: None,
) -> tuple[Incoming, ...]:
    """The patients and visits of a table. What is wrong is raised, or gathered in `faults`.

    `step` is told how many rows are done, and of how many.
    """
    grid = table.grid
    place = partial(_place, table)
    values = Reader(grid.name, grid.digest, vocabulary, now, faults, Level.IMPORT, place=place)
    reader = TableReader(values, table)
    people = reader.gathered(step)
    found: list[Incoming] = []
    done = 0
    for person in people.values():
        done += sum(len(rows) for rows in person.visits.values())
        incoming = values.attempt(partial(reader.incoming, person))
        if incoming is not None:
            found.append(incoming)
        step(len(grid.rows) + done, 2 * len(grid.rows))
    return values.telling(found)


@dataclass(slots=True)
class _Person:
    """The rows of one patient by visit; `entry` is the first of them."""

    id: str
    line: int
    entry: Entry
    own_id: bool
    visits: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads rows into shapes, and these into `values`.

    A place is a line, with a “p” behind it for what belongs to the patient, and the key of a shape.
    """

    values: Reader
    table: Table

    # ------------------------------------------------------------------ who and which visit

    def gathered(self, step: Callable[[int, int], None]) -> dict[str, _Person]:
        """The rows by person and visit, in the order of the file."""
        people: dict[str, _Person] = {}
        owners: dict[str, tuple[str, int]] = {}
        rows = self.table.grid.rows
        for n, row in enumerate(rows):
            self.values.attempt(partial(self.put, row, people, owners))
            if n % 1000 == 0:
                step(n, 2 * len(rows))
        return people

    def put(self, row: Row, people: dict[str, _Person], owners: dict[str, tuple[str, int]]) -> None:
        """Put one row where it belongs."""
        written = self.table.entry(row)
        entry = self.plain(written, row.line)
        own_id = bool(entry.get("patient_id"))
        patient_id = self.values.link(_given(entry, "patient_id"), f"{row.line}p.id") or _patient_id(written)
        visit_id = self.values.link(_given(entry, "visit_id"), f"{row.line}.id") or _visit_id(patient_id, entry)
        owner, line = owners.setdefault(visit_id, (patient_id, row.line))
        if owner != patient_id:
            self.values.refuse(f"{row.line}.id", "this visit belongs to another patient in line {line}.", line=line)
        person = people.get(patient_id)
        if person is None:
            person = people[patient_id] = _Person(patient_id, row.line, entry, own_id)
        else:
            self.refuse_other(PATIENT, entry, person.entry, row.line, person.line)
        person.visits.setdefault(visit_id, []).append(row)

    def plain(self, entry: Entry, line: int) -> Entry:
        """The row without what nobody sees in its names, number and lot."""
        changed = {
            column: text for column in LINES if (text := entry.get(column, "")) and not text.isprintable()
        }  # fmt: skip
        if not changed:
            return entry
        return {**entry, **{column: self.values.line(text, f"{line}.{column}") for column, text in changed.items()}}

    def refuse_other(self, columns: Sequence[str], entry: Entry, first: Entry, line: int, first_line: int) -> None:
        """What is of the patient or of the visit is the same in each of their rows."""
        for column in columns:
            if entry.get(column, "") != first.get(column, ""):
                self.values.refuse(f"{line}.{column}", "“{value}” stands here, but “{other}” in line {line}.",
                            value=entry.get(column, ""), other=first.get(column, ""), line=first_line)  # fmt: skip

    # ------------------------------------------------------------------ values

    def incoming(self, person: _Person) -> Incoming:
        """One patient with their visits."""
        entry = person.entry
        measures: dict[str, Any] = {name: self.number(entry, name, f"{person.line}p") for name in NAMES}
        shape = shape_of(PatientRecord)(
            id=person.id,
            measured=measured_of(entry.get("measured", "")),
            **measures,
            **_texts(entry, ("chart_no", "family_name", "given_name", "born", "sex")),
        )
        patient = self.values.patient(shape, f"{person.line}p")
        visits = self.values.each(
            partial(self.visit_of, visit_id, patient, rows) for visit_id, rows in person.visits.items()
        )
        notes = {str(note): note for visit in visits for note in self.table.notes(visit)}
        walls = frozenset(key for key, rows in person.visits.items() if self.table.entry(rows[0]).get(WALL))
        notes |= {str(note): note for note in _rewritten(patient, visits)}
        record = PatientRecord(patient, visits, of_table=True, on_the_wall=walls)
        return held(record, self.values.name, f"line {person.line}", person.own_id, tuple(notes.values()))

    def visit_of(self, visit_id: str, patient: Patient, rows: Sequence[Row]) -> Visit:
        """One visit with its points."""
        entries = [(row.line, self.plain(self.table.entry(row), row.line)) for row in rows]
        line, first = entries[0]
        for other, entry in entries[1:]:
            self.refuse_other(VISIT, entry, first, other, line)
        shape = shape_of(Visit)(
            id=visit_id,
            points=[],
            template=self.number(first, "template_version", f"{line}"),
            measures=self.values.value(first.get("kept_measures", ""), f"{line}.kept_measures", kept_of),
            review=self.review_of(first, f"{line}"),
            findings=self.values.value(first.get("muscle_findings", ""), f"{line}.findings", muscles_of),
            **_texts(first, ("at", "kind", "status", "product", "price_per_unit", "currency", "table", "amends", "of")),
        )
        visit = self.values.visit(shape, patient, f"{line}")
        numbers = self.vial_numbers(entries)
        points = self.points(entries, visit, numbers)
        own = next(((n, entry) for n, entry in entries if not entry.get("vial")), None)
        return replace(
            visit, points=points, vials=self.vials(entries, visit, numbers), **({} if own is None else self.label(*own))
        )

    def review_of(self, entry: Entry, path: str) -> Any:
        """Of a review a table tells only what went wrong."""
        found = self.values.value(entry.get("adverse_events", ""), f"{path}.review", events_of)
        return shape_of(Review)(adverse_events=found) if found else UNSET

    def points(
        self, entries: Sequence[tuple[int, Entry]], visit: Visit, numbers: Mapping[str, int]
    ) -> tuple[InjectionPoint, ...]:
        """The points in the order of their numbers, where they have any."""
        if len(entries) == 1 and not any(entries[0][1].get(name) for name in ("point_no", "x", "y", "units")):
            return ()
        if len(entries) > MOST_POINTS:
            self.values.refuse(f"{entries[MOST_POINTS][0]}", "a visit has at most 2,000 points, not {count}.",
                        count=len(entries))  # fmt: skip
        entries = self.in_order(entries)
        found = self.values.each(
            partial(self.point_of, n, f"{line}", entry, visit.status, numbers)
            for n, (line, entry) in enumerate(entries, 1)
        )
        self.refuse_other_label(entries)
        return found

    def in_order(self, entries: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
        """A spreadsheet may have sorted the rows otherwise."""
        if not all(entry.get("point_no") for _, entry in entries):
            return list(entries)
        ordered: dict[int, tuple[int, Entry]] = {}
        for line, entry in entries:
            number = self.small(entry, "point_no", f"{line}")
            if number in ordered:
                self.values.refuse(f"{line}.point_no", "this point of the visit stands in line {line} already.",
                            line=ordered[number][0])  # fmt: skip
            ordered[number] = (line, entry)
        return [ordered[number] for number in sorted(ordered)]

    def point_of(self, key: int, path: str, entry: Entry, status: Status, numbers: Mapping[str, int]) -> InjectionPoint:
        """One point."""
        x, y = (self.number(entry, name, path) for name in ("x", "y"))
        for name, value in (("x", x), ("y", y)):
            self.values.refuse_missing(value, f"{path}.{name}")
        assert x is not UNSET
        assert y is not UNSET
        units = self.number(entry, "units", path)
        shape = shape_of(InjectionPoint)(
            view=entry.get("template", ""), x_mm=x, y_mm=y, units=None if units is UNSET else units,
            technique=_given(entry, "technique"), area=_given(entry, "chosen_area"),
            placed_by=_given(entry, "placed_by"),
        )  # fmt: skip
        point = self.values.point(shape, key, {"status": status, "vials": numbers}, path)
        vial = entry.get("vial")
        return point if not vial else replace(point, vial=numbers[vial])

    # ------------------------------------------------------------------ vials

    def vial_numbers(self, entries: Iterable[tuple[int, Entry]]) -> dict[str, int]:
        """The vials the rows name, and the place of each in the visit; one that no point is of is not in the file."""
        given = {entry["vial"]: self.small(entry, "vial", f"{line}") for line, entry in entries if entry.get("vial")}
        places = {number: n for n, number in enumerate(sorted(set(given.values())), 1)}
        return {text: places[number] for text, number in given.items()}

    def vials(self, entries: Sequence[tuple[int, Entry]], visit: Visit, numbers: Mapping[str, int]) -> tuple[Vial, ...]:
        """The vials of the points, as far as a row tells of them."""
        found: dict[int, Vial] = {}
        for line, entry in entries:
            place = numbers.get(entry.get("vial", ""))
            if place is None or place in found:
                continue
            if visit.product is None:
                self.values.refuse(f"{line}.vial", "a vial holds the visit's product; the visit names none.")
            label = self.label(line, entry)
            self.values.refuse_missing(label["vial_units"], f"{line}.vial_units")
            vial_id = str(uuid.uuid5(NAMESPACE, f"{visit.id} vials[{place - 1}]"))
            found[place] = Vial(vial_id, visit.product, **label)
        return tuple(found[place] for place in sorted(found))

    def label(self, line: int, entry: Entry) -> dict[str, Any]:
        """Size, lot, expiry and dilution of a row."""
        size, diluent = (
            self.number(entry, "vial_units", f"{line}"),
            self.number(entry, "dilution_ml_per_vial", f"{line}"),
        )
        return {
            "vial_units": self.values.optional(size, f"{line}.vial_units", vial_units),
            "diluent_ml": self.values.optional(diluent, f"{line}.diluent_ml", diluent_ml),
            "lot": self.values.text(_given(entry, "lot"), f"{line}.lot"),
            "expires": self.values.optional(_given(entry, "expiry"), f"{line}.expires", label_day),
        }

    def refuse_other_label(self, entries: Sequence[tuple[int, Entry]]) -> None:
        """Rows of one vial, or of a visit without vials, name one lot."""
        known: dict[str, tuple[int, Entry]] = {}
        for line, entry in entries:
            first_line, first = known.setdefault(entry.get("vial", ""), (line, entry))
            self.refuse_other(VIAL, entry, first, line, first_line)

    # ------------------------------------------------------------------ numbers

    def number(self, entry: Entry, column: str, path: str) -> Number | UnsetType:
        """A number as it is written."""
        text = entry.get(column, "").strip()
        if not text:
            return UNSET
        if not _NUMBER.fullmatch(text):
            self.values.refuse(f"{path}.{column}", "“{text}” is no number; write it as 2.5.", text=text)
        return Number(text)

    def small(self, entry: Entry, column: str, path: str) -> int:
        """A number to count by."""
        text = entry[column].strip().removesuffix(".0")
        if not re.fullmatch("[0-9]{1,4}", text) or int(text) == 0:
            self.values.refuse(f"{path}.{column}", "“{text}” is no number to count by, from 1 on.", text=entry[column])
        return int(text)


def _place(table: Table, path: str) -> str:
    """“line 12, column “units””."""
    found = _PLACE.fullmatch(path)
    assert found is not None
    line, person, key = found.groups()
    if key == "id":
        key = "patient_id" if person else "visit_id"
    column = _KEYS.get(key, key)
    return f"line {line}, column “{table.heading(column)}”" if column else f"line {line}"


def _rewritten(patient: Patient, visits: Iterable[Visit]) -> Iterator[Problem]:
    """What looks as if a spreadsheet had made something else of it: nobody can know what it was."""
    if patient.chart_no and was_rewritten(patient.chart_no):
        yield Problem("The chart number “{text}” looks as if a spreadsheet had made a number or a date of it;"
                      " compare it with the record.", text=patient.chart_no)  # fmt: skip
    lots = [lot for visit in visits for lot in (visit.lot, *(vial.lot for vial in visit.vials)) if lot]
    for lot in dict.fromkeys(lots):
        if was_rewritten(lot):
            yield Problem("The lot “{text}” looks as if a spreadsheet had made a number or a date of it; compare it"
                          " with the box.", text=lot)  # fmt: skip


def _given(entry: Entry, column: str) -> str | UnsetType:
    return entry.get(column) or UNSET


def _texts(entry: Entry, keys: Iterable[str]) -> dict[str, Any]:
    """Texts by the keys of a shape."""
    return {key: _given(entry, _KEYS.get(key, key)) for key in keys}


def _patient_id(entry: Entry) -> str:
    """Whoever has the same chart number and birth date in a file is one person; without a number, the names count."""
    chart_no = "".join(folded(entry.get("chart_no", "")).split())
    names = "\t".join(" ".join(folded(entry.get(name, "")).split()) for name in ("family_name", "given_name"))
    who = f"chart {chart_no}" if chart_no else f"names {names}"
    return str(uuid.uuid5(NAMESPACE, f"patient {who} {entry.get('born', '')}"))


def _visit_id(patient_id: str, entry: Entry) -> str:
    when = entry.get(WALL) or entry.get("visit_at", "")
    what = " ".join((entry.get("visit_key", ""), when, entry.get("kind", ""), entry.get("product", "")))
    return str(uuid.uuid5(NAMESPACE, f"visit {patient_id} {what}"))
