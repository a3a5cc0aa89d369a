"""Who is treated."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from charting.domain.measures import Measures, checked_measures
from charting.domain.plain_text import plainly, shows_nothing
from charting.errors import Refused

LONGEST_TEXT = 500


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Patient:
    """One person. Names are kept as typed, but for what nobody sees; the measures are those of `Measures`, in mm.

    `measured` names the measures that somebody measured or confirmed; None means all that are given. One that is not
    in it was proposed, from a photograph: it is shown, and scales nothing.
    """

    id: str
    family_name: str
    given_name: str
    born: date
    chart_no: str | None = None
    sex: Sex | None = None
    interpupillary_mm: Decimal | None = None
    face_width_mm: Decimal | None = None
    forehead_height_mm: Decimal | None = None
    measured: tuple[str, ...] | None = None

    @property
    def given_measures(self) -> Measures:
        """Every measure that is known, those that are only proposed too."""
        return Measures(self.interpupillary_mm, self.face_width_mm, self.forehead_height_mm)

    @property
    def measures(self) -> Measures:
        """The measures that count: what is only proposed is left out."""
        return self.given_measures.counting(self.measured)


@dataclass(frozen=True, slots=True)
class FormerPatient:
    """A patient's details as they were until a moment (UTC)."""

    patient: Patient
    until: datetime


def checked_text(name: str, text: str, longest: int = LONGEST_TEXT) -> str:
    """Text as typed, if it is not longer than can be kept and storable; `name` says what it is in the refusal."""
    if len(text) > longest:
        raise Refused("{name} has {length} characters; at most {most} can be kept.",
                      name=name, length=len(text), most=longest)  # fmt: skip
    if "\x00" in text or not (text.isascii() or all(c < "\ud800" or c > "\udfff" for c in text)):
        raise Refused("{name} holds a character that cannot be stored; delete it and try again.", name=name)
    return text


def checked_patient(patient: Patient, today: date) -> Patient:
    """The same patient without what nobody sees in names and number, or Refused.

    Both names are needed, the birth date is not in the future, and the measures are such as a face can have.
    """
    patient = plainly(patient)
    for name, text in (("The family name", patient.family_name), ("The given name", patient.given_name)):
        if shows_nothing(text):
            raise Refused("{name} is missing; a patient needs both names and a date of birth.", name=name)
        checked_text(name, text)
    if patient.chart_no is not None:
        checked_text("The chart number", patient.chart_no)
    if patient.born > today:
        raise Refused("The date of birth {born} lies in the future.", born=patient.born.isoformat())
    checked_measures(patient.given_measures)
    return patient


_NO_MARK = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ı": "i"}
)


def folded(text: str) -> str:
    """Text as it is searched: without accents and case, so that "angstrom" finds "Ångström"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return bare.casefold().translate(_NO_MARK)


def age_on(born: date, day: date) -> int:
    """Completed years between birth and `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
