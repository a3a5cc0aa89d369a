"""Who is treated."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import lru_cache

from charting.domain.face.face import Measures, checked_measures
from charting.domain.text import compared, plainly, shows_nothing
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


# Whether two people may be one: by their names however these are written, their birth dates and chart numbers.


MOST_SLIPS = 2
"""So many letters may be other ones in two names of one person, together."""

MOST_OF_A_DAY = 300
"""A birth date that more people share stands for one that nobody knew: spellings are not compared for it alone."""

SHORT_NAME, LONG_NAME = 3, 6
"""From so many letters on a slip, and both of them, may be in one name."""


class Because(Enum):
    """Why two may be one person; the surest comes first."""

    SAME = "the same names, birth date and chart number"
    SEVERAL = "the chart number and birth date of several patients"
    OTHER_NAMES = "the same chart number and birth date, but other names"
    OTHER_NUMBER = "the same names and birth date, but another chart number or none"
    SWAPPED_NAMES = "the same birth date, and the same names in another order"
    CLOSE_NAMES = "the same birth date, and names that are nearly the same"
    OTHER_BIRTH_DATE = "the same chart number, but another birth date"
    CLOSE_BIRTH_DATE = "the same names, and nearly the same birth date"


def likeness(one: Patient, other: Patient) -> Because | None:
    """Why these two may be one person, None when nothing says so; ids are not looked at."""
    if one.born == other.born:
        if _chart_no(one) and _chart_no(one) == _chart_no(other):
            return Because.SAME if same_names(one, other) else Because.OTHER_NAMES
        return _by_names(one, other)
    if _chart_no(one) and _chart_no(one) == _chart_no(other):
        return Because.OTHER_BIRTH_DATE
    named = _same_words(one, other)
    return Because.CLOSE_BIRTH_DATE if named and other.born in close_dates(one.born) else None


def share_a_name(one: Patient, other: Patient) -> bool:
    """Whether the family or the given names are the same."""
    return same_text(one.family_name, other.family_name) or same_text(one.given_name, other.given_name)


def same_names(one: Patient, other: Patient) -> bool:
    """Whether both names are the same but for accents, case, blanks, hyphens and what nobody sees."""
    return same_text(one.family_name, other.family_name) and same_text(one.given_name, other.given_name)


def same_text(one: str, other: str) -> bool:
    """Whether two names are the same but for accents, case, blanks, hyphens and what nobody sees."""
    return bare(one) == bare(other)


def same_number(one: str, other: str) -> bool:
    """Whether two chart numbers are the same but for case, blanks and what nobody sees."""
    return number(one) == number(other)


def close_dates(day: date) -> frozenset[date]:
    """What a birth date may be when it was mistyped: one digit another, two neighbours swapped, or day and month."""
    text = f"{day:%Y%m%d}".zfill(8)
    written = {text[:4] + text[6:] + text[4:6]}
    for n in range(8):
        written.update(text[:n] + digit + text[n + 1 :] for digit in "0123456789")
        written.add(text[:n] + text[n : n + 2][::-1] + text[n + 2 :])
    found = set()
    for one in written:
        try:
            found.add(date(int(one[:4]), int(one[4:6]), int(one[6:])))
        except ValueError:
            continue  # there is no such day
    return frozenset(found - {day})


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: “O'Brien-Núñez” is o, brien, nunez."""
    plain = "".join(" " if unicodedata.category(c)[0] in "PSZC" else c for c in folded(compared(name)))
    return tuple(plain.split()) or tuple(folded(compared(name)).split())


def bare(name: str) -> str:
    """A name as it is compared, in one piece."""
    return "".join(words(name))


def number(text: str) -> str:
    """A chart number as it is compared: its signs count."""
    return "".join(folded(compared(text)).split())


@dataclass(slots=True)
class Acquaintances:
    """Patients, found again by what makes somebody like them."""

    by_chart: dict[str, list[Patient]] = field(default_factory=dict)
    by_born: dict[date, list[Patient]] = field(default_factory=dict)
    by_names: dict[tuple[str, ...], list[Patient]] = field(default_factory=dict)

    def add(self, patient: Patient) -> None:
        """Know one more."""
        if chart_no := _chart_no(patient):
            self.by_chart.setdefault(chart_no, []).append(patient)
        self.by_born.setdefault(patient.born, []).append(patient)
        for key in _keys(patient):
            self.by_names.setdefault(key, []).append(patient)

    def like(self, patient: Patient, others: Collection[str] = ()) -> list[tuple[Patient, Because]]:
        """Who may be the same person, the surest first; `others` are the ids of those known to be other people."""
        found = {one.id: one for one in self._candidates(patient) if one.id not in others and one.id != patient.id}
        return surest_first(patient, found.values())

    def of_number(self, patient: Patient, others: Collection[str] = ()) -> tuple[Patient, ...]:
        """Those with the same chart number and birth date."""
        chart_no = _chart_no(patient)
        same = self.by_chart.get(chart_no, ()) if chart_no else ()
        return tuple(one for one in same if one.born == patient.born and one.id not in others)

    def _candidates(self, patient: Patient) -> Iterator[Patient]:
        chart_no, same_day = _chart_no(patient), self.by_born.get(patient.born, [])
        yield from self.by_chart.get(chart_no, ()) if chart_no else ()
        yield from same_day if len(same_day) <= MOST_OF_A_DAY else ()
        for key in _keys(patient):
            yield from self.by_names.get(key, ())


def surest_first(patient: Patient, others: Iterable[Patient]) -> list[tuple[Patient, Because]]:
    """Those of the others who may be the same person, with why, the surest first."""
    order = list(Because)
    found = [(other, because) for other in others if (because := likeness(patient, other)) is not None]
    return sorted(found, key=lambda pair: order.index(pair[1]))


def _by_names(one: Patient, other: Patient) -> Because | None:
    """Of two with one birth date."""
    if same_names(one, other):
        return Because.OTHER_NUMBER
    if _same_words(one, other):
        return Because.SWAPPED_NAMES
    family, given = words(one.family_name), words(one.given_name)
    family_2, given_2 = words(other.family_name), words(other.given_name)
    if _close(family, family_2, given, given_2):
        return Because.CLOSE_NAMES
    return Because.SWAPPED_NAMES if _close(family, given_2, given, family_2) else None


def _close(a: tuple[str, ...], a_2: tuple[str, ...], b: tuple[str, ...], b_2: tuple[str, ...]) -> bool:
    """Whether two pairs of names are nearly the same: a few letters, or a further name that one of them leaves out."""
    slips = [_slips(a, a_2), _slips(b, b_2)]
    return all(slip is not None for slip in slips) and sum(filter(None, slips)) <= MOST_SLIPS


def _slips(one: tuple[str, ...], other: tuple[str, ...]) -> int | None:
    """How many letters are other ones, a swapped pair being one; None when it is another name."""
    a, b = "".join(one), "".join(other)
    if a == b:
        return 0
    if [c for c in a if c.isdigit()] != [c for c in b if c.isdigit()]:
        return None  # people who are numbered are different people
    fewer, more = sorted((set(one), set(other)), key=len)
    if fewer and fewer <= more:
        return 0
    longest = max(len(a), len(b))
    allowed = MOST_SLIPS if longest >= LONG_NAME else 1
    if longest < SHORT_NAME:
        return None
    from rapidfuzz.distance import OSA

    slips = OSA.distance(a, b, score_cutoff=allowed)
    return slips if slips <= allowed else None


def _same_words(one: Patient, other: Patient) -> bool:
    """Whether the same names stand there, in whatever order, or some of them in the other field."""
    return bool(set(_keys(one)) & set(_keys(other)))


def _keys(patient: Patient) -> tuple[tuple[str, ...], tuple[str, ...]]:
    family, given = words(patient.family_name), words(patient.given_name)
    told = [word for word in family + given if any(c.isalnum() for c in word)]  # “-” stands for a name left out
    return tuple(sorted(("".join(family), "".join(given)))), tuple(sorted(told or family + given))


def _chart_no(patient: Patient) -> str:
    return number(patient.chart_no) if patient.chart_no else ""
