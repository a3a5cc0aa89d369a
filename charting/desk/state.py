"""What is true at the desk, as four values: what it stands on, the clinic, who is there, and whose chart is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from charting.desk.who import Who
from charting.domain.clinic.clinic import ClinicBook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from charting.desk.autosave import Autosave
    from charting.desk.tables import Tables
    from charting.desk.who import Passwords
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.clinic.clinic import ClinicSettings
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.people.attachment import Attachment
    from charting.domain.people.consent import Consent
    from charting.domain.people.history import PatientHistory
    from charting.domain.people.patient import Patient
    from charting.domain.visit.outcome import WoreOff
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store


@dataclass(frozen=True, slots=True)
class Env:
    """What a desk stands on. `anatomies` maps template versions to faces; the newest one is charted on.

    `file` is there also while nobody may see a chart: for coming and going, and for saving what was finished.
    `tr` gives the names of steps in the language of the window. `at_once`: so many visits are read before the rest.
    """

    file: Store
    shipped: Reference
    anatomies: Mapping[int, Anatomy]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    passwords: Passwords
    autosave: Autosave
    tr: Callable[[str], str] = str
    at_once: int | None = None


@dataclass(frozen=True, slots=True)
class Clinic:
    """What the clinic set, and what its visits are compared with. `stock` counts the changes of its vials."""

    tables: Tables
    book: ClinicBook = field(default_factory=ClinicBook)
    stock: int = 0

    @property
    def settings(self) -> ClinicSettings:
        """How the clinic works."""
        return self.book.settings

    @property
    def reference(self) -> Reference:
        """The reference data of today, with the clinic's own ranges in it."""
        return self.tables.reference


@dataclass(frozen=True, slots=True)
class OpenPatient:
    """Whose chart is open, with all that is looked at; nobody's, as it begins.

    `older_wait`: the newest visits are here, the others come after the first sight. `in_hand` is the id of the vial
    that points are placed from. `assessment` and `cautions` follow from the rest, and only the cell makes them; a
    caution is looked for when somebody asks, so that an edit costs nothing of it until the desk shows it.
    """

    patient: Patient | None = None
    visits: tuple[Visit, ...] = ()
    visit: Visit | None = None
    history: PatientHistory | None = None
    consents: tuple[Consent, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    pinned: str | None = None
    wore_off: tuple[WoreOff, ...] = ()
    recall: date | None = None
    older_wait: bool = False
    in_hand: str | None = None
    assessment: Assessment | None = None
    cautions: Callable[[], tuple[CautionNote, ...]] = field(default=tuple, compare=False)

    @property
    def notes(self) -> tuple[CautionNote, ...]:
        """The cautions of the open visit, as of when they were first asked for."""
        return self.cautions()


NOBODY_OPEN = OpenPatient()


@dataclass(frozen=True, slots=True)
class State:
    """The four together, at one moment."""

    env: Env
    clinic: Clinic
    who: Who = field(default_factory=Who)
    open: OpenPatient = NOBODY_OPEN

    @property
    def shown(self) -> OpenPatient:
        """The open chart as it may be seen: nobody's while nobody is at the desk."""
        return NOBODY_OPEN if self.who.away else self.open
