"""What patients said of their health, and what they consented to: versions that are added, never changed.

A history is one row, its lists as JSON within it: what was said on one day cannot be added to later. The last row
holds, the others are its earlier versions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from charting.domain.people.consent import Consent, ConsentTo, Withdrawal, checked_consent, checked_withdrawal
from charting.domain.people.history import Answer, Condition, EarlierToxin, PatientHistory, checked_history
from charting.domain.units import from_hundredths, to_hundredths
from charting.errors import Refused
from charting.store.audit import Audit
from charting.store.connection import File
from charting.store.faults import damaged
from charting.store.kept import Kept
from charting.store.patients import Patients

_HISTORY = (
    "allergies, no_allergies, milk_protein, toxin_allergy, conditions, pregnant, breastfeeding, medicines, earlier,"
    " note, asked_at, asked_by, asked, human_albumin"
)
_CONSENT = "id, given_at, given_to, areas, product, taken_by, note, attachment"
_ADD_HISTORY = f"INSERT INTO history (patient, {_HISTORY}, recorded_at) VALUES ({', '.join('?' * 16)})"
_ADD_CONSENT = f"INSERT INTO consent (patient, {_CONSENT}, recorded_at) VALUES ({', '.join('?' * 10)})"
_CONSENTS = (
    f"SELECT {', '.join('consent.' + name for name in _CONSENT.split(', '))}, withdrawn_at, withdrawn_by, reason"
    " FROM consent LEFT JOIN consent_withdrawn ON consent_withdrawn.consent = consent.number"
)


class Histories(Kept):
    """The histories and consents of a file."""

    def __init__(self, file: File, audit: Audit, patients: Patients) -> None:
        super().__init__(file, audit)
        self._patients = patients

    def add_history(self, patient_id: str, history: PatientHistory) -> None:
        """Keep what a patient said; it holds from now on. The very same again is nothing."""
        row = _history_row(checked_history(history, self.file.clock().date()))
        with self.writing() as conn:
            patient = self._patients.known_number(conn, patient_id)
            if self._history_rows(conn, patient, 1) != [row]:
                conn.execute(_ADD_HISTORY, (patient, *row, self.recorded_at()))
                self.audit.note("history", patient=patient_id)

    def history_of(self, patient_id: str) -> PatientHistory | None:
        """The history that holds; None when the patient was never asked."""
        return next(iter(self.histories_of(patient_id, 1)), None)

    def histories_of(self, patient_id: str, newest: int = -1) -> tuple[PatientHistory, ...]:
        """The histories of a patient, the one that holds first; or only so many of the newest."""
        with self.reading() as conn:
            rows = self._history_rows(conn, self._patients.known_number(conn, patient_id), newest)
        return tuple(self._history(row) for row in rows)

    def add_consent(self, consent: Consent) -> None:
        """Keep a consent; Refused when it cannot be kept or its id is taken."""
        checked_consent(consent, self.file.clock().date())
        with self.writing() as conn:
            patient = self._patients.known_number(conn, consent.patient_id)
            if conn.execute("SELECT 1 FROM consent WHERE id = ?", (consent.id,)).fetchone():
                raise Refused("A consent with the id {id} is there already.", id=consent.id)
            conn.execute(_ADD_CONSENT, (patient, *_consent_row(consent), self.recorded_at()))
            self.audit.note("consent", patient=consent.patient_id, consent=consent.id)
            if consent.withdrawn is not None:
                self.withdraw_consent(consent.id, consent.withdrawn)

    def withdraw_consent(self, consent_id: str, withdrawal: Withdrawal) -> None:
        """Write down that a consent was taken back; Refused when it was before."""
        with self.writing() as conn:
            row = conn.execute(
                "SELECT consent.number, patient.id FROM consent JOIN patient ON patient.number = consent.patient"
                " WHERE consent.id = ?", (consent_id,)
            ).fetchone()  # fmt: skip
            if row is None:
                raise Refused("There is no consent with the id {id}.", id=consent_id)
            number, patient_id = row
            consent = next(c for c in self.consents_of(patient_id) if c.id == consent_id)
            if not consent.holds:
                raise Refused("This consent was withdrawn already.")
            checked_withdrawal(consent, withdrawal)
            conn.execute(
                "INSERT INTO consent_withdrawn (consent, withdrawn_at, withdrawn_by, reason, recorded_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (number, withdrawal.at.isoformat(), withdrawal.by, withdrawal.reason, self.recorded_at()),
            )
            self.audit.note("consent-withdrawn", patient=patient_id, consent=consent_id)

    def consents_of(self, patient_id: str) -> tuple[Consent, ...]:
        """The consents of a patient, the newest first; withdrawn ones too."""
        with self.reading() as conn:
            rows = conn.execute(
                f"{_CONSENTS} WHERE consent.patient = ? ORDER BY consent.number DESC",
                (self._patients.known_number(conn, patient_id),),
            ).fetchall()
        return tuple(self._consent(patient_id, row) for row in rows)

    def set_health(
        self, patient_id: str, history: PatientHistory | None, consents: Iterable[Consent],
        earlier: Sequence[PatientHistory] = (),
    ) -> None:  # fmt: skip
        """What an import brings along for a patient, earlier histories (newest first); None leaves what is there."""
        with self.writing():
            for older in reversed(earlier):
                self.add_history(patient_id, older)
            if history is not None:
                self.add_history(patient_id, history)
            for consent in consents:
                self.add_consent(replace(consent, withdrawn=None))
                if consent.withdrawn is not None:
                    self.withdraw_consent(consent.id, consent.withdrawn)

    # ------------------------------------------------------------------ inside

    def _history_rows(self, conn: Any, patient: int, newest: int) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in conn.execute(
            f"SELECT {_HISTORY} FROM history WHERE patient = ? ORDER BY number DESC LIMIT ?", (patient, newest)
        )]  # fmt: skip

    def _history(self, row: Sequence[Any]) -> PatientHistory:
        try:
            return _history_of(row)
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise damaged(self.path, f"a patient's history: {error}") from error

    def _consent(self, patient_id: str, row: Sequence[Any]) -> Consent:
        try:
            return _consent_of(patient_id, row)
        except (ValueError, TypeError) as error:
            raise damaged(self.path, f"a consent: {error}") from error


def _history_row(history: PatientHistory) -> tuple[Any, ...]:
    """A history in the order of _HISTORY."""
    at = history.asked_at
    return (
        _json(history.allergies), int(history.no_allergies), history.milk_protein.value, history.toxin_allergy.value,
        _json(history.conditions), history.pregnant.value, history.breastfeeding.value, _json(history.medicines),
        _json([_toxin_row(earlier) for earlier in history.earlier]), history.note, at and at.isoformat(),
        history.asked_by, None if history.asked is None else _json(history.asked), history.human_albumin.value,
    )  # fmt: skip


def _history_of(row: Sequence[Any]) -> PatientHistory:
    allergies, none, milk, toxin, conditions, pregnant, breastfeeding, medicines, earlier, note, at, by, *more = row
    asked, albumin = more
    return PatientHistory(
        allergies=tuple(json.loads(allergies)), no_allergies=bool(none), milk_protein=Answer(milk),
        toxin_allergy=Answer(toxin), conditions=tuple(Condition(code) for code in json.loads(conditions)),
        pregnant=Answer(pregnant), breastfeeding=Answer(breastfeeding), medicines=tuple(json.loads(medicines)),
        earlier=tuple(_toxin_of(item) for item in json.loads(earlier)), note=note,
        asked_at=datetime.fromisoformat(at) if at else None, asked_by=by,
        asked=None if asked is None else tuple(Condition(code) for code in json.loads(asked)),
        human_albumin=Answer(albumin),
    )  # fmt: skip


def _toxin_row(earlier: EarlierToxin) -> list[object]:
    hundredths = None if earlier.units is None else to_hundredths(earlier.units)
    return [earlier.product, earlier.on.isoformat(), int(earlier.about), hundredths, earlier.where]


def _toxin_of(item: Sequence[Any]) -> EarlierToxin:
    product, on, about, hundredths, where = item
    units: Decimal | None = None if hundredths is None else from_hundredths(hundredths)
    return EarlierToxin(product, date.fromisoformat(on), bool(about), units, where)


def _consent_row(consent: Consent) -> tuple[Any, ...]:
    """A consent in the order of _CONSENT."""
    return (
        consent.id, consent.given_at.isoformat(), _json(consent.to), _json(consent.areas), consent.product,
        consent.taken_by, consent.note, consent.attachment,
    )  # fmt: skip


def _consent_of(patient_id: str, row: Sequence[Any]) -> Consent:
    consent_id, at, to, areas, product, taken_by, note, attachment, withdrawn_at, withdrawn_by, reason = row
    withdrawn = Withdrawal(datetime.fromisoformat(withdrawn_at), withdrawn_by, reason) if withdrawn_at else None
    return Consent(
        consent_id, patient_id, datetime.fromisoformat(at), tuple(ConsentTo(code) for code in json.loads(to)),
        tuple(json.loads(areas)), product, taken_by, note, attachment, withdrawn,
    )  # fmt: skip


def _json(values: Sequence[object]) -> str:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
