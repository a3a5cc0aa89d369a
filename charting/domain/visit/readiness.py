"""What is usually looked after before a visit is signed. Nothing here is required; an open item is only said."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.cautions.cautions import is_seen
from charting.domain.dosing.whys import out_of_band, unanswered
from charting.domain.visit.outcome import Review
from charting.domain.visit.visit import Kind

if TYPE_CHECKING:
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.people.history import PatientHistory
    from charting.domain.visit.visit import Visit


class Check(StrEnum):
    """One thing to look after; the code of what is ticked by hand is what `Visit.checks` holds."""

    REVIEW = "review"
    LOT = "lot"
    EXPIRY = "expiry"
    DILUTION = "dilution"
    CONSENT = "consent"
    SITE = "site"
    ALLERGIES = "allergies"
    HISTORY = "history"
    PHOTOGRAPHS = "photographs"
    REASONS = "reasons"
    CAUTIONS = "cautions"


BY_HAND = frozenset({Check.SITE, Check.ALLERGIES, Check.DILUTION})
"""What only a person can know: the skin was looked at, the allergies were read, a vial is made up as it says here."""


@dataclass(frozen=True, slots=True)
class Item:
    """One tick of the list. `left` counts what is open of several; `words` are in the patient's own (allergies).

    `by_hand`: a tap ticks it, or takes the tick back; `expired`: the date is known, and past.
    """

    check: Check
    done: bool
    by_hand: bool = False
    left: int = 0
    words: str = ""
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the clinic wants to have looked after besides."""

    photographs: bool = False


def readiness(
    visit: Visit, assessment: Assessment, consents: Collection[object], history: PatientHistory | None,
    notes: Iterable[CautionNote], wishes: Wishes, *, needs_dilution: bool = True, photographs: int = 0,
    not_agreed: int = 0, corrects: Visit | None = None,
) -> tuple[Item, ...]:  # fmt: skip
    """The list of a visit, in the order of the work: what does not apply to it is not in it.

    `assessment` has its rows as reasons look at them, with what else was given. `consents` are those to being treated
    that hold, `not_agreed` counts off-label areas that none of them names; `photographs` is how many the visit has. A
    review without points has no vial, no site and no doses to look after. `corrects` is the signed visit that this one
    corrects: a dilution that is as it was signed there is known, not copied.
    """
    items: list[Item] = []
    if visit.kind is Kind.REVIEW:
        items.append(Item(Check.REVIEW, visit.review not in (None, Review())))
    if visit.kind is not Kind.REVIEW or visit.points:
        items += _of_vials(visit, needs_dilution, corrects)
        items.append(Item(Check.CONSENT, bool(consents) and not not_agreed, left=not_agreed if consents else 0))
        items.append(Item(Check.SITE, Check.SITE in visit.checks, by_hand=True))
        items.append(_allergies(visit, history))
        if history is not None and history.not_asked:
            items.append(Item(Check.HISTORY, done=False, left=history.not_asked))
    if wishes.photographs:
        items.append(Item(Check.PHOTOGRAPHS, photographs > 0))
    asked = [dose for dose in assessment.areas if out_of_band(dose)]
    if asked:
        left = len(unanswered(visit.whys, asked))
        items.append(Item(Check.REASONS, left == 0, left=left))
    cautions = tuple(notes)
    if cautions:
        left = sum(not is_seen(note, visit.whys) for note in cautions)
        items.append(Item(Check.CAUTIONS, left == 0, left=left))
    return tuple(items)


def with_dilution_said(visit: Visit) -> Visit:
    """The visit whose vial size or diluent somebody has just entered: what was entered is known, not copied."""
    known = visit.vial_units is not None and visit.diluent_ml is not None
    rest = tuple(code for code in visit.checks if code != Check.DILUTION)
    return replace(visit, checks=(*rest, Check.DILUTION.value) if known else rest)


def still_open(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items that nobody has looked after yet."""
    return tuple(item for item in items if not item.done)


def _of_vials(visit: Visit, needs_dilution: bool, corrects: Visit | None) -> list[Item]:
    """Lot, expiry and dilution: of every vial that was picked, or of the visit's own fields.

    The visit's own dilution may be the one of last time: it counts once somebody entered it, said that it holds, or
    signed it.
    """
    if visit.vials:
        lots: list[object] = [vial.lot for vial in visit.vials]
        days = [vial.expires for vial in visit.vials]
        dilutions: list[object] = [vial.diluent_ml for vial in visit.vials]
        copied = False
    else:
        lots, days = [visit.lot], [visit.expires]
        dilutions = [None if visit.vial_units is None else visit.diluent_ml]
        copied = None not in dilutions and not (corrects is not None and _made_up(visit) == _made_up(corrects))
    expired = any(day is not None and day < visit.at.date() for day in days)
    items = [
        Item(Check.LOT, all(lots)),
        Item(Check.EXPIRY, None not in days and not expired, expired=expired),
    ]
    if needs_dilution:
        done = None not in dilutions and (not copied or Check.DILUTION in visit.checks)
        items.append(Item(Check.DILUTION, done, by_hand=copied))
    return items


def _made_up(visit: Visit) -> tuple[object, ...]:
    """What the volume of a dose follows from."""
    return visit.product, visit.vial_units, visit.diluent_ml, visit.vials


def _allergies(visit: Visit, history: PatientHistory | None) -> Item:
    """Ticked by hand, or by a history that was asked on the day of the visit."""
    asked = history is not None and history.asked_at is not None and history.asked_at.date() == visit.at.date()
    words = "" if history is None else ", ".join(" ".join(text.split()) for text in history.allergies)
    return Item(Check.ALLERGIES, asked or Check.ALLERGIES in visit.checks, by_hand=not asked, words=words)
