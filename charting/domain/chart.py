"""A visit with all that is said of it on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from charting.domain.attachment import Attachment
    from charting.domain.caution_note import CautionNote
    from charting.domain.clinic import ClinicSettings, TableReview
    from charting.domain.consent import Consent
    from charting.domain.dosing import Assessment
    from charting.domain.handout import PaperSettings
    from charting.domain.history import PatientHistory
    from charting.domain.money import Bill
    from charting.domain.patient import Patient
    from charting.domain.reference import Reference
    from charting.domain.sittings import Also, RowKey
    from charting.domain.visit import Visit


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
