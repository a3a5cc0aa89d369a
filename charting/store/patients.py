"""Patients: added, corrected (the former details stay), found as somebody types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from charting.domain.people.patient import (
    Because,
    FormerPatient,
    Patient,
    checked_patient,
    close_dates,
    same_names,
    same_number,
    surest_first,
)
from charting.errors import Refused, StoreProblem
from charting.store.faults import damaged
from charting.store.kept import Kept
from charting.store.rows import PATIENT_COLUMNS, PATIENT_WIDTH, patient_of, patient_row
from charting.store.words import BORN, CHART, FAMILY, Prefix, typed_prefixes, words_of

MANY = 500
"""Beyond so many matches of one typed word it does not matter how many more there are."""

_LAST = "\U0010ffff"
_IN_RANGE = "kind = ? AND word >= ? AND word < ?"
_FOUND = (
    f"SELECT number, {PATIENT_COLUMNS} FROM patient_word CROSS JOIN patient ON number = patient_word.patient"
    f" WHERE {_IN_RANGE}"
)


class Patients(Kept):
    """The patients of a file."""

    def add(self, patient: Patient) -> None:
        """Keep a new patient; Refused when the details cannot be kept or the id is taken."""
        patient = checked_patient(patient, self.file.clock().date())
        row = patient_row(patient)
        with self.writing() as conn:
            if self.number(conn, patient.id) is not None:
                raise Refused("A patient with the id {id} is there already.", id=patient.id)
            places = ", ".join("?" * (len(row) + 1))
            cursor = conn.execute(
                f"INSERT INTO patient ({PATIENT_COLUMNS}, recorded_at) VALUES ({places})", (*row, self.recorded_at())
            )
            self._index(conn, cursor.lastrowid, patient)
            self.audit.note("patient-added", patient=patient.id)

    def change(self, patient: Patient) -> None:
        """Correct a patient's details; a trigger keeps the former ones. The same details again change nothing."""
        patient = checked_patient(patient, self.file.clock().date())
        row = patient_row(patient)
        with self.writing() as conn:
            number = self.known_number(conn, patient.id)
            former = self._patient_at(conn, number)
            if former == patient:
                return
            columns = ", ".join(f"{name.strip()} = ?" for name in PATIENT_COLUMNS.split(","))
            conn.execute(
                f"UPDATE patient SET {columns}, recorded_at = ? WHERE number = ?", (*row, self.recorded_at(), number)
            )
            rows = [(kind, word, number) for kind, word in words_of(former)]
            conn.executemany("DELETE FROM patient_word WHERE kind = ? AND word = ? AND patient = ?", rows)
            self._index(conn, number, patient)
            self.audit.note("patient-changed", patient=patient.id, fields=_changed_fields(former, patient))

    def get(self, patient_id: str) -> Patient:
        """The patient of this id; StoreProblem when there is none."""
        found = self.find(patient_id)
        if found is None:
            raise self._no_patient(patient_id)
        return found

    def find(self, patient_id: str) -> Patient | None:
        """The patient of this id, if there is one."""
        with self.reading() as conn:
            number = self.number(conn, patient_id)
            return None if number is None else self._patient_at(conn, number)

    def former(self, patient_id: str) -> tuple[FormerPatient, ...]:
        """The details that were corrected, newest first."""
        with self.reading() as conn:
            rows = conn.execute(
                f"SELECT {PATIENT_COLUMNS.replace('id,', '?,', 1)}, until FROM patient_former WHERE patient = ?"
                " ORDER BY number DESC",
                (patient_id, self.known_number(conn, patient_id)),
            ).fetchall()
        return tuple(FormerPatient(self.read(row), datetime.fromisoformat(row[PATIENT_WIDTH])) for row in rows)

    def search(self, text: str, limit: int = 20) -> list[Patient]:
        """Patients whose names, chart number or birth date begin with every typed word; family names come first.

        Without text, those seen last.
        """
        typed = typed_prefixes(text)
        with self.reading() as conn:
            return self._matching(conn, typed, limit) if typed else self._seen_last(conn, limit)

    def like(self, patient: Patient) -> list[tuple[Patient, Because]]:
        """Other patients who may be this one, with why, the surest first."""
        days = [day.isoformat() for day in (patient.born, *sorted(close_dates(patient.born)))]
        sql = f"SELECT {PATIENT_COLUMNS} FROM patient_word JOIN patient ON number = patient_word.patient"
        sql += f" WHERE kind = ? AND word IN ({', '.join('?' * len(days))}) ORDER BY number"
        with self.reading() as conn:
            rows = conn.execute(sql, (BORN, *days)).fetchall()
        found = {other.id: other for other in map(self.read, rows)}
        found |= {other.id: other for other in self.same_chart_no(patient.chart_no or "")}
        found.pop(patient.id, None)
        return surest_first(patient, found.values())

    def namesakes(self, patient: Patient) -> list[Patient]:
        """Other patients of the same names, whenever they were born."""
        words = typed_prefixes(patient.family_name)
        if not words:
            return []
        rarest = max((word for prefixes in words for _, word in prefixes), key=len)
        sql = f"SELECT {PATIENT_COLUMNS} FROM patient_word JOIN patient ON number = patient_word.patient"
        with self.reading() as conn:
            rows = conn.execute(f"{sql} WHERE kind = ? AND word = ? ORDER BY number", (FAMILY, rarest)).fetchall()
        others = {other.id: other for other in map(self.read, rows) if other.id != patient.id}
        return [other for other in others.values() if same_names(patient, other)]

    def same_chart_no(self, chart_no: str) -> list[Patient]:
        """Patients with this chart number, but for case and spaces."""
        typed = typed_prefixes(chart_no)
        if not typed:
            return []
        with self.reading() as conn:
            patients = self._matching(conn, [tuple(p for p in word if p[0] == CHART) for word in typed], limit=1000)
        return [p for p in patients if same_number(p.chart_no or "", chart_no)]

    def count(self) -> int:
        """How many patients there are."""
        with self.reading() as conn:
            return int(conn.execute("SELECT count(*) FROM patient").fetchone()[0])

    def all(self) -> Iterator[Patient]:
        """All patients in the order of their ids."""
        with self.reading() as conn:
            rows = conn.execute(f"SELECT {PATIENT_COLUMNS} FROM patient ORDER BY id").fetchall()
        return map(self.read, rows)

    def number(self, conn: Any, patient_id: str) -> int | None:
        """The inner number of a patient, if there is one of this id."""
        row = conn.execute("SELECT number FROM patient WHERE id = ?", (patient_id,)).fetchone()
        return None if row is None else int(row[0])

    def known_number(self, conn: Any, patient_id: str) -> int:
        """The inner number of a patient; StoreProblem when there is none of this id."""
        number = self.number(conn, patient_id)
        if number is None:
            raise self._no_patient(patient_id)
        return number

    def read(self, row: Sequence[Any]) -> Patient:
        """The patient of a row of `PATIENT_COLUMNS`; StoreProblem when it is none."""
        try:
            return patient_of(row)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise damaged(self.path, f"patient {row[0]}: {error}") from error

    # ------------------------------------------------------------------ inside

    def _no_patient(self, patient_id: str) -> StoreProblem:
        return StoreProblem("There is no patient with the id {id} in {path}.", id=patient_id, path=self.path)

    def _patient_at(self, conn: Any, number: int) -> Patient:
        return self._patients_at(conn, [number])[0]

    def _patients_at(self, conn: Any, numbers: Sequence[int]) -> list[Patient]:
        sql = f"SELECT {PATIENT_COLUMNS} FROM patient WHERE number = ?"
        return [self.read(conn.execute(sql, (number,)).fetchone()) for number in numbers]

    def _index(self, conn: Any, number: int, patient: Patient) -> None:
        words = sorted(words_of(patient))
        together = "".join(sorted({f" {word}" for _, word in words}))
        rows = [(kind, word, number, together) for kind, word in words]
        conn.executemany("INSERT INTO patient_word (kind, word, patient, all_words) VALUES (?, ?, ?, ?)", rows)

    def _seen_last(self, conn: Any, limit: int) -> list[Patient]:
        recent = conn.execute("SELECT patient FROM visit ORDER BY number DESC LIMIT ?", (limit * 5,)).fetchall()
        added = conn.execute("SELECT number FROM patient ORDER BY number DESC LIMIT ?", (limit,)).fetchall()
        return self._patients_at(conn, list(dict.fromkeys(number for (number,) in recent + added))[:limit])

    def _matching(self, conn: Any, typed: list[tuple[Prefix, ...]], limit: int) -> list[Patient]:
        """Patients that match every typed word, by way of the word that the fewest match."""
        rarest = typed[0] if len(typed) == 1 else min(typed, key=lambda prefixes: _rarity(conn, prefixes))
        others = [{word for _, word in prefixes} for prefixes in typed if prefixes is not rarest]
        either = [" OR ".join(["instr(all_words, ?)"] * len(words)) for words in others]
        sql = _FOUND + "".join(f" AND ({terms})" for terms in either) + " ORDER BY word, patient_word.patient"
        values = [f" {word}" for words in others for word in words]
        found: dict[int, Patient] = {}
        for prefix in rarest:
            # Rows come one by one and only as many as are wanted: no LIMIT, for one patient may have several words.
            for number, *row in conn.execute(sql, (*_range(prefix), *values)):
                if number not in found:
                    found[number] = self.read(row)
                if len(found) == limit:
                    return list(found.values())
        return list(found.values())


def _changed_fields(former: Patient, patient: Patient) -> list[str]:
    names = (field.name for field in fields(patient))
    return [name for name in names if getattr(former, name) != getattr(patient, name)]


def _range(prefix: Prefix) -> tuple[int, str, str]:
    kind, start = prefix
    return kind, start, start + _LAST


def _rarity(conn: Any, prefixes: tuple[Prefix, ...]) -> tuple[int, int]:
    """What sorts the word with the fewest matches first; among common ones the longest."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM patient_word WHERE {_IN_RANGE} LIMIT {MANY})"
    matches = sum(conn.execute(sql, _range(prefix)).fetchone()[0] for prefix in prefixes)
    return min(matches, MANY), -max(len(word) for _, word in prefixes)
