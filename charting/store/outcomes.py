"""What may change after signing: the visit pinned as best, when effects ended, recall dates; and who is due.

Nothing is overwritten: each change is a row more, the last one holds, the earlier ones are its history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from charting.domain.days import AHEAD
from charting.domain.past.timing import DueRow
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, Told, counting_too, newest
from charting.domain.visit.outcome import FoundEvent, WoreOff, checked_wore_off
from charting.domain.visit.visit import Kind, Status, Visit
from charting.store.audit import Audit
from charting.store.connection import File
from charting.store.faults import damaged
from charting.store.kept import Kept
from charting.store.patients import Patients
from charting.store.rows import PATIENT_COLUMNS, PATIENT_WIDTH, microseconds
from charting.store.schema.step_3_visit import HOLDS
from charting.store.visits import Visits

_LAST = "SELECT {what} FROM {table} WHERE patient = ? ORDER BY number DESC LIMIT 1"
_WORE_OFF = (
    "SELECT visit, area, gone, about FROM wore_off WHERE number IN"
    " (SELECT max(number) FROM wore_off WHERE patient = ? GROUP BY visit, area) ORDER BY number"
)
_GIVEN = f"""SELECT number, patient, id, at, kind, of_visit, amends FROM visit
WHERE patient IN (SELECT patient FROM visit WHERE kind = 'touch-up') AND kind IN ('treatment', 'touch-up')
    AND status IN ('signed', 'amended') AND {HOLDS} AND at_us <= ?
    AND EXISTS (SELECT 1 FROM point WHERE point.visit = visit.number)
ORDER BY patient, at_us, id"""
# One row per treated patient, the last locked treatment first by time, then by id where two share a moment. A review
# counts for the treatment it is linked to (or the version that was corrected); one without a link for the treatment it
# followed.
_DUE = f"""WITH last AS (
    SELECT number, patient, row_number() OVER (PARTITION BY patient ORDER BY at_us DESC, id DESC) AS place
    FROM visit WHERE (kind = 'treatment' OR number IN (SELECT value FROM json_each(?)))
        AND status IN ('signed', 'amended') AND {HOLDS} AND at_us <= ?
)
SELECT treatment.number, treatment.id, {", ".join("patient." + name for name in PATIENT_COLUMNS.split(", "))},
    (SELECT due FROM recall WHERE patient = patient.number ORDER BY number DESC LIMIT 1),
    EXISTS (SELECT 1 FROM visit AS review WHERE review.patient = patient.number AND review.kind = 'review'
        AND review.status <> 'entered-in-error' AND NOT EXISTS
            (SELECT 1 FROM visit_mark WHERE visit_mark.visit = review.number AND status = 'entered-in-error')
        AND (review.of_visit IN (treatment.id, treatment.amends)
            OR (review.of_visit IS NULL AND review.at_us >= treatment.at_us))),
    (SELECT visit.id FROM visit WHERE visit.id =
        (SELECT visit FROM pin WHERE patient = patient.number ORDER BY number DESC LIMIT 1))
FROM last JOIN visit AS treatment ON treatment.number = last.number
    JOIN patient ON patient.number = last.patient
WHERE last.place = 1 ORDER BY treatment.at_us, treatment.id"""
_EVENTS = """visit.kind = 'review'
    AND visit.number IN (SELECT visit FROM review_item WHERE adverse_event IS NOT NULL)"""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Given:
    """A treatment or touch-up with points, as far as what counts as a treatment goes by it."""

    number: int
    id: str
    day: date
    kind: Kind
    of: str | None
    amends: str | None


class Outcomes(Kept):
    """How treatments of a file went, and when its patients are due."""

    def __init__(self, file: File, audit: Audit, patients: Patients, visits: Visits) -> None:
        super().__init__(file, audit)
        self._patients = patients
        self._visits = visits

    def set_pin(self, patient_id: str, visit_id: str | None) -> None:
        """Pin one visit of a patient as the best, or none; Refused when it is not theirs. The same again is nothing."""
        with self.writing() as conn:
            patient = self._patients.known_number(conn, patient_id)
            if visit_id is not None:
                self._visits.refuse_others(conn, patient, visit_id)
            if self._last(conn, "pin", "visit", patient) != visit_id:
                conn.execute("INSERT INTO pin (patient, visit, recorded_at) VALUES (?, ?, ?)",
                             (patient, visit_id, self.recorded_at()))  # fmt: skip
                self.audit.note("best-changed", patient=patient_id, visit=visit_id)

    def pin_of(self, patient_id: str) -> str | None:
        """The id of the visit pinned as best; None without one, or when that visit (a draft) is gone."""
        with self.reading() as conn:
            found = self._last(conn, "pin", "visit", self._patients.known_number(conn, patient_id))
            return found if found is not None and self._visits.key(conn, found) is not None else None

    def set_recall(self, patient_id: str, on: date | None) -> None:
        """The day on which the injector wants to see the patient again, or none."""
        with self.writing() as conn:
            patient = self._patients.known_number(conn, patient_id)
            due = None if on is None else on.isoformat()
            if self._last(conn, "recall", "due", patient) != due:
                conn.execute("INSERT INTO recall (patient, due, recorded_at) VALUES (?, ?, ?)",
                             (patient, due, self.recorded_at()))  # fmt: skip
                self.audit.note("recall-changed", patient=patient_id)

    def recall_of(self, patient_id: str) -> date | None:
        """The day the injector set, if there is one."""
        with self.reading() as conn:
            due = self._last(conn, "recall", "due", self._patients.known_number(conn, patient_id))
        return None if due is None else self._day(due)

    def set_wore_off(self, row: WoreOff) -> None:
        """When the effect of a visit was gone in an area, or in all of it; Refused before the visit itself."""
        with self.writing() as conn:
            checked_wore_off(row, self._visits.get(row.visit_id).day)
            self._write_wore_off(conn, row.visit_id, row.area, row)

    def remove_wore_off(self, visit_id: str, area: str | None) -> None:
        """Take the day back for one area of a visit, or (None) for all of it together."""
        with self.writing() as conn:
            self._write_wore_off(conn, visit_id, area, None)

    def wore_off_of(self, patient_id: str) -> tuple[WoreOff, ...]:
        """When the effects of a patient's visits were gone, in the order in which it was recorded."""
        with self.reading() as conn:
            patient = self._patients.known_number(conn, patient_id)
            rows = conn.execute(_WORE_OFF, (patient,)).fetchall()
            there = {found for (found,) in conn.execute("SELECT id FROM visit WHERE patient = ?", (patient,))}
        return tuple(
            WoreOff(visit, area, self._day(gone), bool(about))
            for visit, area, gone, about in rows
            if gone is not None and visit in there
        )

    def due_rows(self) -> tuple[DueRow, ...]:
        """Every patient with a locked treatment: that treatment with its points, and what decides when they are due.

        A touch-up that came too late for its treatment is one, and so is one of which no treatment is known: nothing
        else says when its patient is due. What a wrong clock dated ahead is nobody's last. Those who have waited
        longest come first; `timing.recall_date` makes the day of each.
        """
        with self.reading() as conn:
            by_now = microseconds(self.file.clock() + AHEAD)
            rows = conn.execute(_DUE, (json.dumps(self._touch_ups_too(conn, by_now)), by_now)).fetchall()
            treatments = {}
            for start in range(0, len(rows), _AT_ONCE):
                numbers = [row[0] for row in rows[start : start + _AT_ONCE]]
                marks = ", ".join("?" * len(numbers))
                treatments.update({v.id: v for v in self._visits.where(f"visit.number IN ({marks})", numbers)})
            events = _events_after(treatments.values(), self._visits.where(_EVENTS, ()))
        return tuple(
            DueRow(
                patient=self._patients.read(row[2:]),
                treatment=treatments[row[1]],
                recall_on=None if recall_on is None else self._day(recall_on),
                reviewed=bool(reviewed),
                pinned=pinned,
                events=events.get(row[1], ()),
            )
            for row in rows
            for recall_on, reviewed, pinned in (row[2 + PATIENT_WIDTH :],)
        )

    def set_outcomes(self, patient_id: str, pinned: str | None, recall: date | None, rows: Iterable[WoreOff]) -> None:
        """What an import brings along for a patient; None leaves what is there."""
        with self.writing():
            if pinned is not None:
                self.set_pin(patient_id, pinned)
            if recall is not None:
                self.set_recall(patient_id, recall)
            for row in rows:
                self.set_wore_off(row)

    def touch_up_days(self) -> int:
        """Within how many days of its treatment a touch-up is one: the clinic's number, or the one as shipped."""
        with self.reading() as conn:
            row = conn.execute("SELECT touch_up_days FROM clinic_settings ORDER BY number DESC LIMIT 1").fetchone()
        return TOUCH_UP_DAYS if row is None else int(row[0])

    # ------------------------------------------------------------------ inside

    def _touch_ups_too(self, conn: Any, by_now: int) -> list[int]:
        """The numbers of the touch-ups that are looked at as treatments by those who ask who is due."""
        days, found = self.touch_up_days(), []
        for _, rows in groupby(conn.execute(_GIVEN, (by_now,)).fetchall(), key=lambda row: row[1]):
            given = [_Given(row[0], row[2], self._day(row[3][:10]), Kind(row[4]), row[5], row[6]) for row in rows]
            found += [visit.number for visit in counting_too(given, days, alone=True)]
        return found

    def _last(self, conn: Any, table: str, what: str, patient: int) -> str | None:
        row = conn.execute(_LAST.format(what=what, table=table), (patient,)).fetchone()
        return None if row is None else row[0]

    def _write_wore_off(self, conn: Any, visit_id: str, area: str | None, row: WoreOff | None) -> None:
        key = self._visits.key(conn, visit_id)
        if key is None:
            return  # nothing was recorded of a visit that is not there
        there = next((was for was in self._wore_off_rows(conn, key[2]) if was[:2] == (visit_id, area)), None)
        wanted = (None, 0) if row is None else (row.on.isoformat(), int(row.about))
        if (there[2:] if there else (None, 0)) != wanted:
            conn.execute(
                "INSERT INTO wore_off (patient, visit, area, gone, about, recorded_at) VALUES (?, ?, ?, ?, ?, ?)",
                (key[2], visit_id, area, *wanted, self.recorded_at()),
            )
            (patient,) = conn.execute("SELECT id FROM patient WHERE number = ?", (key[2],)).fetchone()
            self.audit.note("wore-off-changed", patient=patient, visit=visit_id)

    def _wore_off_rows(self, conn: Any, patient: int) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in conn.execute(_WORE_OFF, (patient,))]

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except (ValueError, TypeError) as error:
            raise damaged(self.path, f"a date: {error}") from error


def _events_after(treatments: Iterable[Visit], reviews: Sequence[Visit]) -> dict[str, tuple[FoundEvent, ...]]:
    """What reviews of these treatments, or reviews since, found to have gone wrong, by the treatment's id.

    `reviews` are the newest first.
    """
    last = {treatment.patient_id: treatment for treatment in treatments}
    told: dict[str, list[Told]] = {}
    for review in reversed(reviews):
        treatment = last.get(review.patient_id)
        if treatment is None or review.review is None or review.status is Status.ENTERED_IN_ERROR:
            continue
        if review.of in (treatment.id, treatment.amends) if review.of else review.at >= treatment.at:
            told.setdefault(treatment.id, []).extend((review, event) for event in review.review.adverse_events)
    return {treatment: tuple(event for _, event in newest(found)) for treatment, found in told.items()}
