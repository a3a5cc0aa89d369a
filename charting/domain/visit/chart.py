"""A visit with all that is said of it on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from charting.domain.visit.visit import Visit
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.clinic.clinic import ClinicSettings, PaperSettings, TableReview
    from charting.domain.clinic.money import Bill
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.dosing.reference import Reference
    from charting.domain.past.sittings import Also, RowKey
    from charting.domain.people.attachment import Attachment
    from charting.domain.people.consent import Consent
    from charting.domain.people.history import PatientHistory
    from charting.domain.people.patient import Patient


@dataclass(frozen=True, slots=True)
class Chart:
    """One visit with all that is said of it on paper. `reference` is what it is compared with (`compared`).

    `following` are the touch-ups and reviews of a treatment that hold, oldest first; `corrects` is what this visit
    stands in the place of, `newer` what stands in its place. `photos` are those in sight, without their bytes.
    `reviewed` is who looked through the shipped ranges that it is compared with, `also` what else was given with rows
    of it.
    """

    visit: Visit
    patient: Patient
    assessment: Assessment
    reference: Reference
    compared: Literal["today", "kept", "lost"]
    notes: tuple[CautionNote, ...]
    history: PatientHistory | None
    consents: tuple[Consent, ...]
    bill: Bill | None
    corrects: Visit | None
    newer: Visit | None
    treatment: Visit | None
    following: tuple[Chart, ...]
    photos: tuple[Attachment, ...]
    settings: ClinicSettings
    paper: PaperSettings
    reviewed: TableReview | None
    also: Mapping[RowKey, Also]


# What is chosen of a record: everything, one patient, one visit, or the visits of some days.


class Extent(StrEnum):
    """How much is chosen."""

    VISIT = "visit"
    PATIENT = "patient"
    DATES = "dates"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Selection:
    """`since` and `until` are days by each visit's own clock, both included; without either, all days.

    Nothing set is everything. A visit belongs to one patient, so with `visit_id` the patient only has to agree.
    """

    patient_id: str | None = None
    visit_id: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def extent(self) -> Extent:
        if self.visit_id is not None:
            return Extent.VISIT
        if self.since is not None or self.until is not None:
            return Extent.DATES
        return Extent.EVERYTHING if self.patient_id is None else Extent.PATIENT

    @property
    def whole_patients(self) -> bool:
        """Whether everything that is known of a patient goes along, or some visits only."""
        return self.extent in (Extent.PATIENT, Extent.EVERYTHING)


def checked_selection(selection: Selection) -> Selection:
    """The same selection, or Refused: days in the wrong order, or days for one visit."""
    since, until = selection.since, selection.until
    if since is not None and until is not None and until < since:
        raise Refused("The days end on {until}, before they begin on {since}; swap them.",
                      until=until.isoformat(), since=since.isoformat())  # fmt: skip
    if selection.visit_id is not None and (since is not None or until is not None):
        raise Refused("Choose one visit or some days, not both.")
    return selection


def chosen_visits(selection: Selection, visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """Those of a patient's visits that are chosen, in their order."""
    since, until = selection.since or date.min, selection.until or date.max
    return tuple(
        visit for visit in visits if selection.visit_id in (None, visit.id) and since <= visit.at.date() <= until
    )
