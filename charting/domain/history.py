"""What is known of a patient before a treatment: allergies, diseases, medicines, earlier toxin; and consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Answer(StrEnum):
    """What a patient said when asked."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """Diseases that labels name; ALS is amyotrophic lateral sclerosis."""

    MYASTHENIA_GRAVIS = "myasthenia-gravis"
    LAMBERT_EATON = "lambert-eaton"
    ALS = "als"
    OTHER_NEUROMUSCULAR = "other-neuromuscular"
    DRY_EYE = "dry-eye"
    SWALLOWING = "swallowing"


@dataclass(frozen=True, slots=True)
class EarlierToxin:
    """A treatment with botulinum toxin elsewhere: product id where it is known, the day or about, units if known."""

    product: str | None
    on: date
    about: bool = False
    units: Decimal | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """A patient's history as asked on one day. `allergies` and `medicines` are in the words that were used."""

    allergies: tuple[str, ...] = ()
    no_allergies: bool = False
    milk_protein: Answer = Answer.UNKNOWN
    toxin_allergy: Answer = Answer.UNKNOWN
    conditions: tuple[Condition, ...] = ()
    pregnant: Answer = Answer.UNKNOWN
    breastfeeding: Answer = Answer.UNKNOWN
    medicines: tuple[str, ...] = ()
    earlier: tuple[EarlierToxin, ...] = ()
    note: str = ""
    asked_at: datetime | None = None
    asked_by: str | None = None
