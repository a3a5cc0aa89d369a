"""What a patient agreed to; and which areas are on the label of a product, by market."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.days import FIRST_DAY, later
from charting.domain.face.face import base_area
from charting.domain.people.patient import checked_text
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Product


LONGEST_NOTE = 4000
MOST_AREAS = 100


class ConsentTo(StrEnum):
    """What is agreed to: being treated, being photographed, areas that are off the label of the product."""

    TREATMENT = "treatment"
    PHOTOGRAPHS = "photographs"
    OFF_LABEL = "off-label"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A consent that was taken back: when, who wrote it down, the patient's reason in words, which may be empty."""

    at: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent. `areas` are codes without side, agreed to off-label for `product` (None: whichever is used).

    `taken_by` is the printed name of who asked; `attachment` is the id of the scanned paper.
    """

    id: str
    patient_id: str
    given_at: datetime
    to: tuple[ConsentTo, ...]
    areas: tuple[str, ...] = ()
    product: str | None = None
    taken_by: str = ""
    note: str = ""
    attachment: str | None = None
    withdrawn: Withdrawal | None = None

    @property
    def holds(self) -> bool:
        return self.withdrawn is None


@dataclass(frozen=True, slots=True)
class AreaLabel:
    """Whether an area (its code without side) is on the US and on the EU label; None: not in the reference data."""

    area: str
    us: bool | None
    eu: bool | None

    @property
    def off_label(self) -> bool:
        """Off the label of a market that is known. Where no label is known nothing is said."""
        return False in (self.us, self.eu)


def checked_consent(consent: Consent, today: date) -> Consent:
    """The same consent, or Refused: to nothing, off-label without areas, given on a day to come, without a name."""
    if not consent.to:
        raise Refused("Choose what the patient agrees to: treatment, photographs or off-label areas.")
    if len(set(consent.to)) != len(consent.to) or len(set(consent.areas)) != len(consent.areas):
        raise Refused("Something stands twice in the consent; keep one.")
    if (ConsentTo.OFF_LABEL in consent.to) != bool(consent.areas):
        raise Refused("A consent to off-label use names its areas; choose at least one, or take it out.")
    if len(consent.areas) > MOST_AREAS:
        raise Refused("A consent names at most {most} areas.", most=MOST_AREAS)
    for code in (*consent.areas, consent.product or ""):
        checked_text("The code", code, 100)
    if not consent.taken_by.strip():
        raise Refused("Type the name of the person who took the consent.")
    checked_text("The name", consent.taken_by)
    checked_text("The note", consent.note, LONGEST_NOTE)
    _refuse_time(consent.given_at, today)
    return consent


def checked_withdrawal(consent: Consent, withdrawal: Withdrawal) -> Withdrawal:
    """The same withdrawal, or Refused: before the consent was given, or without a name."""
    if not withdrawal.by.strip():
        raise Refused("Type the name of the person who writes the withdrawal down.")
    checked_text("The name", withdrawal.by)
    checked_text("The reason", withdrawal.reason, LONGEST_NOTE)
    if withdrawal.at < consent.given_at:
        raise Refused("The consent was given on {on}; it cannot be withdrawn before that. Check the clock.",
                      on=consent.given_at.date().isoformat())  # fmt: skip
    return withdrawal


def area_labels(product: Product, areas: Iterable[str]) -> tuple[AreaLabel, ...]:
    """Each area once, in the order given, with the labels of this product. A market without any area is not known."""
    codes = dict.fromkeys(base_area(code) for code in areas)
    us, eu = product.us_areas, product.eu_areas
    return tuple(AreaLabel(code, code in us if us else None, code in eu if eu else None) for code in codes)


def in_force(consents: Iterable[Consent], to: ConsentTo) -> tuple[Consent, ...]:
    """The consents to this that were not withdrawn, in the order given."""
    return tuple(consent for consent in consents if consent.holds and to in consent.to)


def areas_agreed(consents: Iterable[Consent], product: str | None) -> frozenset[str]:
    """The areas (codes without side) that a patient agreed to have treated off-label with this product."""
    fitting = (c for c in in_force(consents, ConsentTo.OFF_LABEL) if c.product in (None, product))
    return frozenset(base_area(area) for consent in fitting for area in consent.areas)


def _refuse_time(at: datetime, today: date) -> None:
    if at.utcoffset() is None:
        raise Refused("The time of a consent needs its UTC offset; {at} has none.", at=at.isoformat())
    if at.date() < FIRST_DAY:
        raise Refused("A consent cannot be of {on}; check the date.", on=at.date().isoformat())
    if at.date() > later(today, 1):  # a day: the other side of the earth is ahead
        raise Refused("A consent cannot be given on {on}, which is still to come; check the date.",
                      on=at.date().isoformat())  # fmt: skip
