"""What is known of a patient before a treatment: allergies, diseases, medicines, earlier toxin elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from charting.domain.days import FIRST_DAY, later
from charting.domain.people.patient import checked_text
from charting.domain.units import LEAST, in_steps
from charting.errors import Refused

LONGEST_WORD = 200
LONGEST_NOTE = 4000
MOST_WORDS = 50
MOST_TOXIN_UNITS = Decimal(10_000)
"""In all, of any product: more than any vial or label knows of, and still a number somebody may have been told."""


class Answer(StrEnum):
    """What a patient said when asked."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """What labels and their medication guides ask for; ALS is amyotrophic lateral sclerosis.

    Diseases, medicines by what they do, what was done to the face or is planned, other toxin within four months. A code
    is stored for good: one that was ever kept stays.
    """

    MYASTHENIA_GRAVIS = "myasthenia-gravis"
    LAMBERT_EATON = "lambert-eaton"
    ALS = "als"
    OTHER_NEUROMUSCULAR = "other-neuromuscular"
    DRY_EYE = "dry-eye"
    SWALLOWING = "swallowing"
    BREATHING = "breathing"
    CARDIOVASCULAR = "cardiovascular"
    BLEEDING = "bleeding"
    SURGERY_PLANNED = "surgery-planned"
    PTOSIS = "ptosis"
    WEAK_FOREHEAD = "weak-forehead"
    FACIAL_PALSY = "facial-palsy"
    FACE_SURGERY = "face-surgery"
    FILLER_OR_LASER = "filler-or-laser"
    AMINOGLYCOSIDES = "aminoglycosides"
    MUSCLE_RELAXANTS = "muscle-relaxants"
    ANTICHOLINERGICS = "anticholinergics"
    BLOOD_THINNERS = "blood-thinners"
    OTHER_TOXIN = "other-toxin"
    TOXIN_REACTION = "toxin-reaction"


FORMER_FORM = frozenset(
    {
        Condition.MYASTHENIA_GRAVIS, Condition.LAMBERT_EATON, Condition.ALS, Condition.OTHER_NEUROMUSCULAR,
        Condition.DRY_EYE, Condition.SWALLOWING,
    }
)  # fmt: skip
"""What the first form asked. A history that does not say what was asked was taken with it."""


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
    """A patient's history as asked on one day. `allergies` and `medicines` are in the words that were used.

    `conditions` are those that apply, `asked` those that were answered either way: what stands in neither was not
    asked, which is no “no”. None: it was taken with the first form (`FORMER_FORM`).
    """

    allergies: tuple[str, ...] = ()
    no_allergies: bool = False
    milk_protein: Answer = Answer.UNKNOWN
    toxin_allergy: Answer = Answer.UNKNOWN
    human_albumin: Answer = Answer.UNKNOWN
    conditions: tuple[Condition, ...] = ()
    asked: tuple[Condition, ...] | None = None
    pregnant: Answer = Answer.UNKNOWN
    breastfeeding: Answer = Answer.UNKNOWN
    medicines: tuple[str, ...] = ()
    earlier: tuple[EarlierToxin, ...] = ()
    note: str = ""
    asked_at: datetime | None = None
    asked_by: str | None = None

    @property
    def has_allergies(self) -> bool:
        return bool(self.allergies) or Answer.YES in (self.milk_protein, self.toxin_allergy, self.human_albumin)

    @property
    def answered(self) -> frozenset[Condition]:
        """What was answered, with yes or with no."""
        return frozenset(self.conditions) | (FORMER_FORM if self.asked is None else frozenset(self.asked))

    @property
    def not_asked(self) -> int:
        """How many questions nobody has asked yet; those of pregnancy, which not everybody is asked, do not count."""
        allergic = (self.milk_protein, self.toxin_allergy, self.human_albumin)
        return len(frozenset(Condition) - self.answered) + allergic.count(Answer.UNKNOWN)


TOXIN_MONTHS = 4
"""So long the label's guide asks back for another toxin; so long “yes” says something (Botox medication guide, A)."""

NEVER_ASKED = PatientHistory(asked=())
"""A form on which nothing is filled in yet."""

NOTHING_APPLIES = PatientHistory(
    no_allergies=True, milk_protein=Answer.NO, toxin_allergy=Answer.NO, human_albumin=Answer.NO, pregnant=Answer.NO,
    breastfeeding=Answer.NO, asked=tuple(Condition),
)  # fmt: skip
"""Asked everything that the form of today asks, and nothing of it was so."""


def checked_history(history: PatientHistory, today: date) -> PatientHistory:
    """The same history, or Refused: words too long or twice, days to come, allergies beside “no allergies”."""
    _refuse_words("allergy", history.allergies)
    _refuse_words("medicine", history.medicines)
    if history.no_allergies and history.has_allergies:
        raise Refused("“No known allergies” and an allergy cannot both be so; take one of them back.")
    for codes in (history.conditions, history.asked or ()):
        if len(set(codes)) != len(codes):
            raise Refused("A condition stands twice in the history; keep one.")
    if len(history.earlier) > MOST_WORDS:
        raise Refused("At most {most} earlier treatments can be kept; note the others in words.", most=MOST_WORDS)
    for earlier in history.earlier:
        _refuse_earlier(earlier, today)
    checked_text("The note", history.note, LONGEST_NOTE)
    if history.asked_by is not None:
        checked_text("The name", history.asked_by)
    if history.asked_at is not None:
        _refuse_asked(history.asked_at, today)
    return history


def _refuse_asked(at: datetime, today: date) -> None:
    if at.utcoffset() is None:
        raise Refused("The time of a history needs its UTC offset; {at} has none.", at=at.isoformat())
    if at.date() < FIRST_DAY:
        raise Refused("The history cannot have been asked on {on}; check the date.",
                      on=at.date().isoformat())  # fmt: skip
    if at.date() > later(today, 1):  # a day: the other side of the earth is ahead
        raise Refused("The history cannot have been asked on {on}, which is still to come; check the date.",
                      on=at.date().isoformat())  # fmt: skip


def _refuse_words(what: str, words: Sequence[str]) -> None:
    if len(words) > MOST_WORDS:
        raise Refused("At most {most} of each can be kept; note the others in words.", most=MOST_WORDS)
    seen: set[str] = set()
    for word in words:
        if not word.strip():
            raise Refused("An empty {what} cannot be kept; type it or take it out.", what=what)
        checked_text("An allergy or medicine", word, LONGEST_WORD)
        if word.casefold() in seen:
            raise Refused("The {what} {word} stands twice; keep one.", what=what, word=word)
        seen.add(word.casefold())


def _refuse_earlier(earlier: EarlierToxin, today: date) -> None:
    if earlier.on > today:
        raise Refused("An earlier treatment cannot be on {on}, which is still to come; check the date.",
                      on=earlier.on.isoformat())  # fmt: skip
    if earlier.on < FIRST_DAY:
        raise Refused("An earlier treatment cannot be on {on}; before {first} there was no product. Check the date.",
                      on=earlier.on.isoformat(), first=FIRST_DAY.isoformat())  # fmt: skip
    checked_text("The place", earlier.where, LONGEST_WORD)
    if earlier.product is not None:
        checked_text("The product", earlier.product, 100)
    units = earlier.units
    if units is not None and not (units.is_finite() and LEAST <= units <= MOST_TOXIN_UNITS):
        raise Refused("The units of an earlier treatment are 0.01 to 10,000 U; {given} U cannot be kept.", given=units)
    if units is not None and not in_steps(units):
        raise Refused("Units are kept in steps of 0.01 U; {given} U is finer than that.", given=units)
