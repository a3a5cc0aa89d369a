"""Why a visit is signed although a lot is missing or a vial is past its date: what asks, and what can be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.visit.record import Reason, Why

if TYPE_CHECKING:
    from charting.domain.visit.visit import Vial, Visit


class Asked(StrEnum):
    """What asks for a reason before signing; the code is what the reason is about."""

    NO_LOT = "vial_lot"
    EXPIRED = "vial_expiry"


ANSWERS = {
    Asked.NO_LOT: (Reason.ANOTHER_BOX, Reason.LABEL_GONE, Reason.LOT_FOLLOWS, Reason.OTHER),
    Asked.EXPIRED: (Reason.NO_OTHER_VIAL, Reason.DATE_EXTENDED, Reason.OTHER),
}
"""The reasons to tap, in their order."""


def asked(visit: Visit) -> tuple[Asked, ...]:
    """What a visit has to say about its vials, or about its own fields without any; nothing without points.

    A vial is good up to and on the day of expiry on its label.
    """
    if not visit.points:
        return ()
    held: Iterable[Vial | Visit] = visit.vials or (visit,)
    found = {Asked.NO_LOT: any(not (one.lot or "").strip() for one in held), Asked.EXPIRED: bool(expired(visit))}
    return tuple(what for what, there in found.items() if there)


def expired(visit: Visit) -> tuple[Vial | Visit, ...]:
    """The vials of a visit (or the visit itself without any) that were past their date on its day."""
    held: Iterable[Vial | Visit] = visit.vials or (visit,)
    return tuple(one for one in held if one.expires is not None and one.expires < visit.at.date())


def answer(visit: Visit, what: Asked) -> Why | None:
    """The reason that was given."""
    return next((why for why in visit.whys if why.about == what), None)


def unanswered(visit: Visit) -> tuple[Asked, ...]:
    """What still asks."""
    return tuple(what for what in asked(visit) if answer(visit, what) is None)


def with_answer(visit: Visit, what: Asked, reason: Reason) -> Visit:
    """The visit with this reason in the place of another; the same reason again takes it back."""
    given = answer(visit, what)
    others = tuple(why for why in visit.whys if why.about != what)
    if given is not None and given.reason is reason:
        return replace(visit, whys=others)
    return replace(visit, whys=(*others, Why(what.value, reason)))


def without_stale(visit: Visit) -> Visit:
    """The visit without reasons for what asks no longer: the lot was typed after all, or another vial picked."""
    known = asked(visit)
    gone = {what.value for what in Asked if what not in known}
    kept = tuple(why for why in visit.whys if why.about not in gone)
    return visit if kept == visit.whys else replace(visit, whys=kept)
