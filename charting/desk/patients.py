"""Whose chart is open: found, added, corrected, and read again when somebody else wrote to the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.charting import newest_draft
from charting.desk.reading import first_visits, read_chart, read_clinic, read_past
from charting.desk.steps import Changed
from charting.domain.people.patient import checked_patient

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.people.patient import Because, FormerPatient, Patient


class Patients:
    """The open patient. `missed`: the file was written to while nobody might see it; who comes has it read."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting
        self.missed = False

    # ------------------------------------------------------------------ who there is

    def search(self, typed: str, limit: int) -> list[Patient]:
        """Patients whose names, number or birth date begin with every typed word; without words, those seen last."""
        return self._desk.store.patients.search(typed, limit)

    def find(self, patient_id: str) -> Patient | None:
        """The patient of this id, if there is one."""
        return self._desk.store.patients.find(patient_id)

    def like(self, patient: Patient) -> list[tuple[Patient, Because]]:
        """Other patients who may be this one, with why, the surest first."""
        return self._desk.store.patients.like(patient)

    def namesakes(self, patient: Patient) -> tuple[Patient, ...]:
        """Other patients of the same names, whenever they were born."""
        return tuple(self._desk.store.patients.namesakes(patient))

    def former(self, patient_id: str) -> tuple[FormerPatient, ...]:
        """A patient's details that were corrected, newest first."""
        return self._desk.store.patients.former(patient_id)

    # ------------------------------------------------------------------ whose chart is open

    def open(self, patient_id: str) -> None:
        """Show a patient: the newest draft if there is one, else today's empty face."""
        self._desk.who.refuse_away()
        self._charting.flush()
        visits, wait = first_visits(self._desk.env, patient_id)
        chart = read_chart(self._desk.env, patient_id, visits)
        self._charting.forget_steps()
        chart = replace(chart, visit=newest_draft(visits), older_wait=wait, in_hand=self._desk.open.in_hand)
        self._desk.change(open=chart, also=Changed(patient=True, visits=True, visit=True, opened=True))

    def add(self, patient: Patient) -> None:
        """Keep a new patient and open their chart."""
        self._desk.store.patients.add(checked_patient(patient, self._desk.env.clock().date()))
        self.open(patient.id)

    def change(self, patient: Patient) -> None:
        """Correct a patient's details; the former ones stay in the file."""
        patient = checked_patient(patient, self._desk.env.clock().date())
        self._desk.store.patients.change(patient)
        also = Changed(patient=True, visit=True)
        self._desk.change(open=replace(self._desk.open, patient=patient), also=also)

    def read_older(self) -> None:
        """Bring the visits that were left for after the first sight; the open one stays as it is."""
        chart = self._desk.open
        if not chart.older_wait or chart.patient is None or self._charting.flush() is not None:
            return
        known = {v.id: v for v in chart.visits}
        visits = tuple(known.get(v.id, v) for v in self._desk.store.visits.of(chart.patient.id))
        self._desk.change(open=replace(chart, visits=visits, older_wait=False))

    def reload(self) -> None:
        """Another process wrote to the file: show what is there now; the open draft stays as it is on the screen.

        While nobody may see it, it waits until somebody comes.
        """
        desk = self._desk
        who = replace(desk.who, guarded=desk.env.file.people.any())
        self.missed = who.away
        if who.away or desk.open.patient is None:
            desk.change(who=who, also=Changed(patient=True, person=True))
            return
        desk.change(who=who)
        self._charting.give_way()
        self._charting.flush()
        before = desk.open
        assert before.patient is not None
        chart = read_chart(desk.env, before.patient.id, desk.store.visits.of(before.patient.id))
        visit = before.visit
        if visit is not None and not visit.is_draft:
            visit = next((v for v in chart.visits if v.id == before.visit.id), None) if before.visit else None
        clinic = read_clinic(desk.env, desk.clinic)
        desk.change(
            open=replace(
                chart, visit=visit, in_hand=before.in_hand, assessment=before.assessment, cautions=before.cautions
            ),
            clinic=replace(clinic, stock=clinic.stock + 1),
            also=Changed(patient=True, visits=True, visit=True),
        )

    def look_back(self) -> None:
        """Something that is kept beside the visits was changed (the pin, wore off, recall): read and announce it."""
        self._desk.who.refuse_away()
        chart = read_past(self._desk.env, self._desk.open)
        self._desk.change(open=chart, also=Changed(patient=True, visits=True))
