"""Signing: the open draft is locked, with its exact bytes, the table it was compared with and its prices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.reading import read_past
from charting.desk.signing import document, sha256_hex
from charting.desk.sitting import kept_true
from charting.desk.steps import Changed
from charting.domain.days import refuse_too_early
from charting.domain.dosing.range_table import table_of
from charting.domain.visit.vial_whys import without_stale
from charting.domain.visit.visit import Kind, Meaning, Signature, Status, Visit, meaning_of
from charting.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.patients import Patients
    from charting.desk.people import People, Proof
    from charting.desk.prices import Prices
    from charting.domain.people.patient import Patient


class Signing:
    """Signs the open draft."""

    def __init__(self, desk: Cell, charting: Charting, patients: Patients, people: People, prices: Prices) -> None:
        self._desk = desk
        self._charting = charting
        self._patients = patients
        self._people = people
        self._prices = prices

    def sign(self, name: str, by: Proof | None = None, meaning: Meaning | None = None) -> Visit:
        """Sign and lock the open draft under a printed name: its exact bytes and their SHA-256 are kept.

        In a file with people the name is theirs, and `by` proves who signs. `meaning` is what the signature says;
        without one it follows from the visit.
        """
        desk, visit = self._desk, self._charting.draft()
        person = self._people.signer(by)
        name, person_id = (name, None) if person is None else (person.name, person.id)
        assert desk.open.patient is not None
        refuse_unready(visit, name, desk.open.patient, desk.env.clock())
        self._charting.settle()
        at = desk.env.clock()
        # Another process may have corrected the details meanwhile; what is signed is what the file holds.
        patient = desk.store.patients.get(desk.open.patient.id)
        desk.change(open=replace(desk.open, patient=patient))
        visit, said = self.to_be_signed(kept_true(desk.state, visit)), meaning or meaning_of(visit)
        content = document(visit, patient, name.strip(), at, said, person_id)
        signature = Signature(name.strip(), at, sha256_hex(content), meaning=said, person_id=person_id)
        try:
            with self._people.acting(person):
                signed = self.keep_signed(visit, signature, content)
        except Refused:
            if self._charting.give_way():
                self._patients.reload()
            raise
        self._charting.forget_steps()
        self._show(signed)
        return signed

    def to_be_signed(self, visit: Visit) -> Visit:
        """The draft as it is signed: with the table it is compared with, the face's measures, and the clinic's prices.

        Measures and prices that stand in the visit stay.
        """
        if not visit.points:
            return visit
        measures, patient = visit.measures, self._desk.open.patient
        if measures is None and patient is not None:
            measures = patient.measures
        table = table_of(self._desk.clinic.reference).version
        return self._prices.priced(replace(without_stale(visit), table=table, measures=measures))

    def keep_signed(self, visit: Visit, signature: Signature, document: bytes) -> Visit:
        """Sign a visit and keep the table it names in one transaction: neither is ever there without the other."""
        with self._desk.store.writing():
            if visit.table is not None:
                self._desk.store.clinic.keep_range_table(table_of(self._desk.clinic.reference))
            return self._desk.store.visits.sign(visit, signature, document)

    def _show(self, signed: Visit) -> None:
        """What was signed takes the place of the draft; a correction that of its former version, in the file too."""
        chart, store = self._desk.open, self._desk.store
        chart = replace(chart, visits=tuple(signed if v.id == signed.id else v for v in chart.visits), visit=signed)
        if signed.amends is not None:
            self._carry_over(signed)
            visits = store.visits.of(signed.patient_id)
            visit = next((v for v in visits if v.id == signed.id), signed)
            chart = read_past(self._desk.env, replace(chart, visits=visits, visit=visit, older_wait=False))
        self._desk.change(open=chart, also=Changed(patient=True, visits=True, visit=True))

    def _carry_over(self, signed: Visit) -> None:
        """A signed correction takes over what was kept of its former version: the pin, and when effects ended."""
        chart, store = self._desk.open, self._desk.store
        if signed.amends is not None and chart.pinned == signed.amends:
            store.outcomes.set_pin(signed.patient_id, signed.id)
        for row in chart.wore_off:
            if row.visit_id == signed.amends and row.on >= signed.at.date():
                store.outcomes.set_wore_off(replace(row, visit_id=signed.id))


def refuse_unready(visit: Visit, name: str, patient: Patient, now: datetime) -> None:
    """Refused when a draft cannot be signed: no name, undosed points, no product, nothing charted, a wrong day."""
    if not name.strip():
        raise Refused("Type the name of the person who signs.")
    undosed = len(visit.undosed)
    if undosed == 1:
        raise Refused("One point has no dose yet; dose or delete it, then sign.")
    if undosed:
        raise Refused("{count} points have no dose yet; dose or delete them, then sign.", count=undosed)
    if visit.kind is not Kind.REVIEW and not visit.points:
        raise Refused("Nothing is charted yet; place the points, then sign.")
    if visit.points and visit.product is None:
        raise Refused("Choose the product first; units belong to one product.")
    if visit.status is not Status.DRAFT:
        raise Refused("This visit is signed already.")
    refuse_too_early(visit.at, patient.born, now)
