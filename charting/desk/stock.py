"""The vials at the chair: picking one into the visit, adding, correcting and closing; a second product beside.

Each function takes the session. A visit keeps its vials as they were; the stock itself is written in transactions of
its own.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.clinic import judge
from charting.desk.people import refuse_away
from charting.desk.shelf import beside, in_hand, now, offered
from charting.desk.steps import Changed
from charting.domain.stock import Closed, StockVial, checked_vial
from charting.domain.visit import Kind, Visit
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.record import Why
    from charting.domain.stock import LotUse
    from charting.domain.vial import Vial


# ---------------------------------------------------------------------- picking


def pick(session: Session, vial: Vial, keys: Set[int] = frozenset()) -> None:
    """Take a vial in hand, as one step: it joins the visit's vials, and the points of `keys` are of it.

    The first vial of a visit takes over all points that have none. The label of a visit's only vial is copied into its
    fields. A vial that was in hand and not drawn from is let go again.
    A visit without points takes the vial's product too. Refused when its doses are units of another product.
    """
    refuse_away(session)
    visit = session.visit
    if visit is None or not visit.is_draft:
        raise Refused("Begin a new visit to draw from a vial; a signed visit cannot be changed.")
    bare = not visit.points and not visit.vials
    if visit.product is not None and visit.product != vial.product and not bare:
        products = session.reference.products
        raise Refused(
            "This vial holds {held}; the visit is one of {wanted}. Begin a new visit with another product, or change"
            " the product of this one.",
            held=products[vial.product].name if vial.product in products else vial.product,
            wanted=products[visit.product].name if visit.product in products else visit.product,
        )  # fmt: skip
    first = not visit.vials
    known = (*visit.vials, vial) if all(other.id != vial.id for other in visit.vials) else visit.vials
    place = next(n for n, other in enumerate(known, start=1) if other.id == vial.id)
    points = tuple(replace(p, vial=place) if p.key in keys or (first and p.vial is None) else p for p in visit.points)
    after = _without_unused(replace(visit, vials=known, points=points), place)
    if after.vials == (vial,):
        after = replace(
            after, product=vial.product, vial_units=vial.vial_units, lot=vial.lot, expires=vial.expires,
            diluent_ml=vial.diluent_ml, price_per_unit=visit.price_per_unit if vial.product == visit.product else None,
        )  # fmt: skip
    session.shelf.in_hand = vial.id
    if after == visit:
        session.tell(Changed(visit=True))  # in hand now; nothing of the visit is different
    else:
        session.edit(session.tr("Draw from lot {lot}").format(lot=vial.lot or "–"), after)


def _without_unused(visit: Visit, held: int) -> Visit:
    """The visit without vials that were in hand and never drawn from, and without the reasons given about them."""
    used = {point.vial for point in visit.points} | {held}
    kept = [place for place in range(1, len(visit.vials) + 1) if place in used]
    if len(kept) == len(visit.vials):
        return visit
    now_at = {place: n for n, place in enumerate(kept, start=1)}

    def still(why: Why) -> Why | None:
        kind, _, rest = why.about.partition(":")
        place, _, what = rest.partition(":")
        if kind != "vial" or not place.isdecimal():
            return why
        return replace(why, about=f"vial:{now_at[int(place)]}:{what}") if int(place) in now_at else None

    whys = tuple(why for why in map(still, visit.whys) if why is not None)
    points = tuple(p if p.vial is None else replace(p, vial=now_at.get(p.vial)) for p in visit.points)
    return replace(visit, vials=tuple(visit.vials[place - 1] for place in kept), points=points, whys=whys)


def pick_next(session: Session, keys: Set[int] = frozenset()) -> Vial | None:
    """Take the vial after the one in hand, of those offered; None when there is none to pick."""
    refuse_away(session)
    rows = [row.vial for row in offered(session)]
    if not rows:
        return None
    held = in_hand(session)
    at = next((n for n, vial in enumerate(rows) if held is not None and vial.id == held.id), -1)
    chosen = rows[(at + 1) % len(rows)]
    pick(session, chosen, keys)
    return chosen


# ---------------------------------------------------------------------- the stock


def add(session: Session, vial: Vial) -> None:
    """Keep a new vial, and what its GTIN stands for."""
    checked_vial(vial)
    session.store.stock.add(vial)
    _remember(session, vial)
    _changed(session)


def correct(session: Session, vial: Vial) -> None:
    """Correct a vial's details; a draft that draws from it is corrected too, as a step of its own."""
    session.store.stock.change(checked_vial(vial))
    _remember(session, vial)
    session.shelf.forget()
    visit = session.visit
    if visit is not None and visit.is_draft and any(known.id == vial.id for known in visit.vials):
        corrected = tuple(vial if known.id == vial.id else known for known in visit.vials)
        after = replace(visit, vials=corrected)
        if len(corrected) == 1:
            after = replace(after, vial_units=vial.vial_units, lot=vial.lot, expires=vial.expires,
                            diluent_ml=vial.diluent_ml)  # fmt: skip
        session.edit(session.tr("Correct vial"), after)
    _changed(session)


def close(session: Session, vial_id: str, because: Closed, wasted: Decimal | None = None) -> StockVial:
    """Use a vial no longer; what is left in it by now counts as wasted, unless another figure is given."""
    session.settle()
    row = next((row for row in session.store.stock.vials() if row.vial.id == vial_id), None)
    if row is None:
        raise Refused("This vial is not of the stock; add it there first.")
    left = max(row.left, Decimal(0)) if wasted is None else wasted
    session.store.stock.close(vial_id, because, session.clock(), left)
    _changed(session)
    return replace(row, closed=because, wasted=left)


def reopen(session: Session, vial_id: str) -> None:
    """Put a vial back into use."""
    session.store.stock.close(vial_id, None, session.clock())
    _changed(session)


def known_gtin(session: Session, gtin: str) -> tuple[str, Decimal] | None:
    """The product and size that this clinic means by a GTIN."""
    return session.store.stock.gtin(gtin)


def scanned_vial(session: Session, gtin: str | None, lot: str | None, serial: str | None) -> Vial | None:
    """The vial in use that a code means: the one of its serial number; of a code without, the first of its lot."""
    known = None if gtin is None else known_gtin(session, gtin)
    rows = [row.vial for row in now(session).values() if row.in_use and row.left > 0]
    rows = [vial for vial in rows if gtin in (None, vial.gtin) or (known is not None and vial.product == known[0])]
    if serial is not None:
        return next((vial for vial in rows if vial.serial == serial), None)
    return next((vial for vial in rows if lot is not None and vial.lot == lot), None)


def lot_recall(session: Session, lot: str) -> tuple[LotUse, ...]:
    """Everybody who got a lot, as the file has it once all is written."""
    session.settle()
    return session.store.stock.lot_recall(lot)


# ---------------------------------------------------------------------- a second product


def new_with_other_product(session: Session, product: str | None = None) -> None:
    """Begin a second draft at the time of the open visit, with another product: that of a vial in use, if there is."""
    refuse_away(session)
    visit = session.visit
    if visit is None:
        raise Refused("Begin a first visit; the second product of the same sitting is a visit beside it.")
    taken = {visit.product, *(other.product for other in beside(session))}
    stocked = [row.vial.product for row in now(session).values() if row.in_use and row.vial.product not in taken]
    free = [*stocked, *(name for name in session.reference.products if name not in taken)]
    draft = replace(session.blank(Kind.TREATMENT, None), at=visit.at, product=product or free[0])
    session.begin(session.tr("New visit with another product"), draft)


# ---------------------------------------------------------------------- inside


def _remember(session: Session, vial: Vial) -> None:
    if vial.gtin is not None:
        session.store.stock.remember_gtin(vial.gtin, vial.product, vial.vial_units)


def _changed(session: Session) -> None:
    session.shelf.forget()
    judge(session)
    session.tell(Changed(visit=True))
