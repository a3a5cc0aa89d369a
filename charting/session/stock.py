"""The vials at the chair: which are in use, which one is in hand, picking one into the visit, closing it.

Each function takes the session. A visit keeps its vials as they were; the stock itself is written in transactions of
its own.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.stock import Closed, StockVial, checked_vial, drawn_in, same_sitting
from charting.domain.units import plain
from charting.domain.visit import Kind, Status, Visit
from charting.errors import Refused
from charting.session.steps import Changed

if TYPE_CHECKING:
    from charting.domain.stock import LotUse
    from charting.domain.vial import Vial
    from charting.session.session import Session


@dataclass(slots=True)
class Shelf:
    """What is remembered of the stock while a visit is open: the vials in use, with what other visits drew.

    `in_hand` is the id of the vial that points are placed from.
    """

    in_hand: str | None = None
    _read_for: tuple[frozenset[str], frozenset[str]] | None = None
    _vials: dict[str, StockVial] = field(default_factory=dict)

    def forget(self) -> None:
        """The stock was changed, here or by another process."""
        self._read_for = None

    def vials(self, session: Session) -> dict[str, StockVial]:
        """Every vial in use by its id, and those of the open visit; read again when other visits are on the desk."""
        here = _on_the_desk(session)
        but_not = frozenset({v.id for v in here} | {v.amends for v in here if v.amends is not None})
        theirs = frozenset(vial.id for v in here for vial in v.vials)
        if (but_not, theirs) != self._read_for:
            self._vials = {row.vial.id: row for row in session.store.stock(but_not, also=theirs, closed=False)}
            self._read_for = but_not, theirs
        return self._vials


def before_this(session: Session) -> dict[str, StockVial]:
    """Every vial in use and those of the visit, with what all visits but the open one drew from it."""
    visit = session.visit
    return _with_drawn(session, [v for v in _on_the_desk(session) if visit is None or v.id != visit.id])


def now(session: Session) -> dict[str, StockVial]:
    """Every vial in use and those of the visit, with what all visits drew, the open one as it stands on the screen."""
    return _with_drawn(session, _on_the_desk(session))


def offered(session: Session) -> tuple[StockVial, ...]:
    """The vials to pick from: those in use of the visit's product; of a signed visit, its own."""
    visit = session.visit
    if visit is None:
        return ()
    known = now(session)
    own = {vial.id for vial in visit.vials}
    rows = [row for key, row in known.items()
            if key in own or (visit.is_draft and row.in_use and row.vial.product == visit.product)]  # fmt: skip
    foreign = [StockVial(vial, visit.at, drawn_in(visit)[vial.id]) for vial in visit.vials if vial.id not in known]
    return (*rows, *foreign)


def in_hand(session: Session) -> Vial | None:
    """The vial that points are placed from: the one picked last, of those that the visit has."""
    visit = session.visit
    if visit is None or not visit.vials:
        return None
    return next((vial for vial in visit.vials if vial.id == session.shelf.in_hand), visit.vials[-1])


def with_vial(session: Session, before: Visit, after: Visit) -> Visit:
    """The visit whose points that were just placed are of the vial in hand."""
    if not after.vials or after.points == before.points:
        return after
    old = {point.key for point in before.points}
    vial = next((v for v in after.vials if v.id == session.shelf.in_hand), after.vials[-1])
    place = after.vials.index(vial) + 1
    if all(point.key in old or point.vial is not None for point in after.points):
        return after
    return replace(after, points=tuple(
        replace(point, vial=place) if point.key not in old and point.vial is None else point for point in after.points
    ))  # fmt: skip


# ---------------------------------------------------------------------- picking


def pick(session: Session, vial: Vial, keys: Set[int] = frozenset()) -> None:
    """Take a vial in hand, as one step: it joins the visit's vials, and the points of `keys` are of it.

    The first vial of a visit takes over all points that have none, and its label is copied into the visit's fields.
    A visit without points takes the vial's product too. Refused when its doses are units of another product.
    """
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
    after = visit
    if all(known.id != vial.id for known in visit.vials):
        after = replace(visit, vials=(*visit.vials, vial))
    place = next(n for n, known in enumerate(after.vials, start=1) if known.id == vial.id)
    points = tuple(replace(p, vial=place) if p.key in keys or (first and p.vial is None) else p for p in after.points)
    after = replace(after, points=points)
    if first:
        after = replace(
            after, product=vial.product, vial_units=vial.vial_units, lot=vial.lot, expires=vial.expires,
            diluent_ml=vial.diluent_ml,
            price_per_unit=visit.price_per_unit if vial.product == visit.product else None,
        )  # fmt: skip
    session.shelf.in_hand = vial.id
    if after == visit:
        session.tell(Changed(visit=True))  # in hand now; nothing of the visit is different
    else:
        session.edit(session.tr("Draw from lot {lot}").format(lot=vial.lot or "–"), after)


def pick_next(session: Session, keys: Set[int] = frozenset()) -> Vial | None:
    """Take the vial after the one in hand, of those offered; None when there is none to pick."""
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
    session.store.add_vial(vial)
    _remember(session, vial)
    _changed(session)


def correct(session: Session, vial: Vial) -> None:
    """Correct a vial's details; a draft that draws from it is corrected too, as a step of its own."""
    session.store.change_vial(checked_vial(vial))
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
    session.shelf.forget()
    row = now(session)[vial_id]
    left = max(row.left, Decimal(0)) if wasted is None else wasted
    session.store.close_vial(vial_id, because, session.clock(), left)
    _changed(session)
    return replace(row, closed=because, wasted=left)


def reopen(session: Session, vial_id: str) -> None:
    """Put a vial back into use."""
    session.store.close_vial(vial_id, None, session.clock())
    _changed(session)


def known_gtin(session: Session, gtin: str) -> tuple[str, Decimal] | None:
    """The product and size that this clinic means by a GTIN."""
    return session.store.gtin(gtin)


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
    return session.store.lot_recall(lot)


# ---------------------------------------------------------------------- a second product


def beside(session: Session, visit: Visit | None = None) -> tuple[Visit, ...]:
    """The other visits of the sitting that a visit (the open one) belongs to."""
    visit = visit or session.visit
    return () if visit is None else same_sitting(visit, session.visits)


def new_with_other_product(session: Session, product: str | None = None) -> None:
    """Begin a second draft at the time of the open visit, with another product: that of a vial in use, if there is."""
    visit = session.visit
    if visit is None:
        raise Refused("Begin a first visit; the second product of the same sitting is a visit beside it.")
    taken = {visit.product, *(other.product for other in beside(session))}
    stocked = [row.vial.product for row in now(session).values() if row.in_use and row.vial.product not in taken]
    free = [*stocked, *(name for name in session.reference.products if name not in taken)]
    draft = replace(session.blank(Kind.TREATMENT, None), at=visit.at, product=product or free[0])
    session.begin(session.tr("New visit with another product"), draft)


# ---------------------------------------------------------------------- inside


def _on_the_desk(session: Session) -> list[Visit]:
    """The visits whose doses are newer here than in the file may be: the open one, and the patient's drafts."""
    here = [visit for visit in session.visits if visit.is_draft]
    if session.visit is not None and all(visit.id != session.visit.id for visit in here):
        here.append(session.visit)
    return here


def _with_drawn(session: Session, here: list[Visit]) -> dict[str, StockVial]:
    """What the file says of each vial and what these visits drew; a visit that is being corrected counts once."""
    found = dict(session.shelf.vials(session))
    corrected = {visit.amends for visit in _on_the_desk(session)}
    for visit in here:
        if visit.status in (Status.DRAFT, Status.SIGNED) and visit.id not in corrected:
            for key, units in drawn_in(visit).items():
                row = found.get(key)
                if row is not None and units:
                    drafted = units if visit.is_draft else Decimal(0)
                    found[key] = replace(row, drawn=plain(row.drawn + units), drafted=plain(row.drafted + drafted))
    return found


def _remember(session: Session, vial: Vial) -> None:
    if vial.gtin is not None:
        session.store.remember_gtin(vial.gtin, vial.product, vial.vial_units)


def _changed(session: Session) -> None:
    from charting.session.clinic import judge  # it asks the stock what was drawn

    session.shelf.forget()
    judge(session)
    session.tell(Changed(visit=True))
