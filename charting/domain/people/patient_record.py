"""One patient with all that goes along when a chart leaves its file, or comes into one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from charting.domain.dosing.range_table import RangeTable
from charting.domain.people.attachment import Attachment
from charting.domain.people.consent import Consent
from charting.domain.people.history import PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.visit import Visit


@dataclass(frozen=True, slots=True, eq=False)
class KeptAttachment:
    """An attachment with its bytes, and the small picture of them where there is one.

    Both are at hand, or there is a way to them: the photographs of a file are never in memory together.
    """

    attachment: Attachment
    whole: bytes | Callable[[], bytes]
    small: bytes | Callable[[], bytes | None] | None = None

    @property
    def content(self) -> bytes:
        """The bytes, fetched anew at each call where they are not at hand."""
        return self.whole if isinstance(self.whole, bytes) else self.whole()

    @property
    def thumbnail(self) -> bytes | None:
        """As `content`, of the small picture."""
        return self.small() if callable(self.small) else self.small

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, KeptAttachment):
            return NotImplemented
        same = self.attachment == other.attachment and self.content == other.content
        return same and self.thumbnail == other.thumbnail

    def __hash__(self) -> int:
        return hash(self.attachment)


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """One patient and the visits that go along; all of them carry the patient's id.

    With them what was recorded of their outcomes: the visit pinned as best, the recall date set, when effects ended;
    the history as it was asked last, the earlier ones (newest first), and the consents. `attachments` only where they
    were asked for; `tables` are the kept tables of ranges that the visits name, where they are at hand.
    `of_table`: read from a table of points, which holds less of a visit than there may be. `guest`: the patient was
    found among those who are there, and what is recorded of them already stays. `on_the_wall` are ids of visits whose
    table says no UTC offset: theirs is that of the computer that read it.
    """

    patient: Patient
    visits: tuple[Visit, ...] = ()
    pinned: str | None = None
    recall_on: date | None = None
    wore_off: tuple[WoreOff, ...] = ()
    history: PatientHistory | None = None
    consents: tuple[Consent, ...] = ()
    earlier: tuple[PatientHistory, ...] = ()
    attachments: tuple[KeptAttachment, ...] = ()
    tables: tuple[RangeTable, ...] = ()
    of_table: bool = False
    guest: bool = False
    on_the_wall: frozenset[str] = frozenset()
