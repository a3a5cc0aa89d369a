"""What the file holds, read as the values of the desk: what the clinic set, and the chart of a patient."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.state import OpenPatient
from charting.domain.visit.visit import Kind

if TYPE_CHECKING:
    from charting.desk.state import Clinic, Env
    from charting.domain.visit.visit import Visit


def read_clinic(env: Env, before: Clinic) -> Clinic:
    """What the clinic set, as it is now; the very same value when nothing was changed."""
    book = env.file.clinic.book()
    if book == before.book:
        return before
    tables = before.tables if book.ranges == before.book.ranges else replace(before.tables, own=book.ranges)
    return replace(before, book=book, tables=tables)


def read_chart(env: Env, patient_id: str, visits: tuple[Visit, ...]) -> OpenPatient:
    """The patient as the file has them now, with what is kept beside their visits; of photographs no bytes."""
    store = env.file
    return OpenPatient(
        patient=store.patients.get(patient_id),
        visits=visits,
        history=store.histories.history_of(patient_id),
        consents=store.histories.consents_of(patient_id),
        attachments=store.attachments.of(patient_id),
        pinned=store.outcomes.pin_of(patient_id),
        wore_off=store.outcomes.wore_off_of(patient_id),
        recall=store.outcomes.recall_of(patient_id),
    )


def read_past(env: Env, chart: OpenPatient) -> OpenPatient:
    """The same chart, with what is kept beside its visits as the file has it now."""
    if chart.patient is None:
        return chart
    now = read_chart(env, chart.patient.id, chart.visits)
    return replace(
        chart, history=now.history, consents=now.consents, attachments=now.attachments, pinned=now.pinned,
        wore_off=now.wore_off, recall=now.recall,
    )  # fmt: skip


def first_visits(env: Env, patient_id: str) -> tuple[tuple[Visit, ...], bool]:
    """All visits; or, where a desk reads some `at_once`, the newest of them when they hold what the first sight needs.

    A long past comes after the newest visits, so that the last map is on the screen as fast as with one visit: the
    second value says that more are waiting.
    """
    store, at_once = env.file, env.at_once
    if at_once is not None:
        newest = store.visits.of(patient_id, at_once)
        treated = any(v.kind is Kind.TREATMENT and not v.is_draft and v.points for v in newest)
        wait = len(newest) == at_once and treated
        if wait or len(newest) < at_once:
            return newest, wait
    return store.visits.of(patient_id), False
