"""The vials at the chair: picking one into the visit, adding, correcting and closing; a second product beside.

A visit keeps its vials as they were; the stock itself is written in transactions of
its own.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.shelf import beside, in_hand
from charting.domain.clinic.stock import Closed, StockVial, against, checked_vial, drawn_in
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.clinic.stock import LotUse
    from charting.domain.visit.record import Why
    from charting.domain.visit.visit import Vial


class Vials:
    """The vials at the chair and in the stock."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    # ------------------------------------------------------------------ the vials in use

    def now(self) -> dict[str, StockVial]:
        """Every vial in use and those of the visit, with what all visits drew, the open one as it is on the screen."""
        return self._desk.vials_now()

    def offered(self) -> tuple[StockVial, ...]:
        """The vials to pick from: those in use of the visit's product; of a signed visit, its own.

        What something speaks against is offered after what may be used, but for the visit's own: these keep their
        places while it is charted.
        """
        visit = self._desk.open.visit
        if visit is None:
            return ()
        known = self.now()
        own = {vial.id for vial in visit.vials}
        rows = [row for key, row in known.items()
                if key in own or (visit.is_draft and row.in_use and row.vial.product == visit.product)]  # fmt: skip
        reference, now = self._desk.clinic.reference, self._desk.env.clock()
        rows.sort(key=lambda row: row.vial.id not in own and against(row, reference, now) is not None)
        foreign = [StockVial(vial, visit.at, drawn_in(visit)[vial.id]) for vial in visit.vials if vial.id not in known]
        return (*rows, *foreign)

    def in_hand(self) -> Vial | None:
        """The vial that points are placed from: the one picked last, of those that the visit has."""
        return in_hand(self._desk.open)

    def beside(self, visit: Visit | None = None) -> tuple[Visit, ...]:
        """The other visits of the sitting that a visit (the open one) belongs to."""
        return beside(self._desk.open, visit)

    # ------------------------------------------------------------------ picking

    def pick(self, vial: Vial, keys: Set[int] = frozenset()) -> None:
        """Take a vial in hand, as one step: it joins the visit's vials, and the points of `keys` are of it.

        The first vial of a visit takes over all points that have none. The label of a visit's only vial is copied into
        its fields. A vial that was in hand and not drawn from is let go again.
        A visit without points takes the vial's product too. Refused when its doses are units of another product.
        """
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if visit is None or not visit.is_draft:
            raise Refused("Begin a new visit to draw from a vial; a signed visit cannot be changed.")
        bare = not visit.points and not visit.vials
        if visit.product is not None and visit.product != vial.product and not bare:
            products = self._desk.clinic.reference.products
            raise Refused(
                "This vial holds {held}; the visit is one of {wanted}. Begin a new visit with another product, or"
                " change the product of this one.",
                held=products[vial.product].name if vial.product in products else vial.product,
                wanted=products[visit.product].name if visit.product in products else visit.product,
            )  # fmt: skip
        first = not visit.vials
        known = (*visit.vials, vial) if all(other.id != vial.id for other in visit.vials) else visit.vials
        place = next(n for n, other in enumerate(known, start=1) if other.id == vial.id)
        points = tuple(
            replace(p, vial=place) if p.key in keys or (first and p.vial is None) else p for p in visit.points
        )
        after = _without_unused(replace(visit, vials=known, points=points), place)
        if after.vials == (vial,):
            after = replace(
                after, product=vial.product, vial_units=vial.vial_units, lot=vial.lot, expires=vial.expires,
                diluent_ml=vial.diluent_ml,
                price_per_unit=visit.price_per_unit if vial.product == visit.product else None,
            )  # fmt: skip
        text = self._desk.env.tr("Draw from lot {lot}").format(lot=vial.lot or "–")
        self._charting.edit(text, after, in_hand=vial.id)

    def pick_next(self, keys: Set[int] = frozenset()) -> Vial | None:
        """Take the vial after the one in hand, of those offered; None when there is none to pick."""
        self._desk.who.refuse_away()
        rows = [row.vial for row in self.offered()]
        if not rows:
            return None
        held = self.in_hand()
        at = next((n for n, vial in enumerate(rows) if held is not None and vial.id == held.id), -1)
        chosen = rows[(at + 1) % len(rows)]
        self.pick(chosen, keys)
        return chosen

    # ------------------------------------------------------------------ the stock

    def stock(self) -> tuple[StockVial, ...]:
        """All vials in the order in which they were added, closed ones too, with what was drawn by now."""
        self._charting.settle()
        return self._desk.store.stock.vials()

    def add(self, vial: Vial) -> None:
        """Keep a new vial, and what its GTIN stands for."""
        checked_vial(vial)
        self._desk.store.stock.add(vial)
        self._remember(vial)
        self._changed()

    def correct(self, vial: Vial) -> None:
        """Correct a vial's details; a draft that draws from it is corrected too, as a step of its own."""
        self._desk.store.stock.change(checked_vial(vial))
        self._remember(vial)
        self._changed()
        visit = self._desk.open.visit
        if visit is not None and visit.is_draft and any(known.id == vial.id for known in visit.vials):
            corrected = tuple(vial if known.id == vial.id else known for known in visit.vials)
            after = replace(visit, vials=corrected)
            if len(corrected) == 1:
                after = replace(after, vial_units=vial.vial_units, lot=vial.lot, expires=vial.expires,
                                diluent_ml=vial.diluent_ml)  # fmt: skip
            self._charting.edit(self._desk.env.tr("Correct vial"), after)

    def close(self, vial_id: str, because: Closed, wasted: Decimal | None = None) -> StockVial:
        """Use a vial no longer; what is left in it by now counts as wasted, unless another figure is given."""
        row = next((row for row in self.stock() if row.vial.id == vial_id), None)
        if row is None:
            raise Refused("This vial is not of the stock; add it there first.")
        left = max(row.left, Decimal(0)) if wasted is None else wasted
        self._desk.store.stock.close(vial_id, because, self._desk.env.clock(), left)
        self._changed()
        return replace(row, closed=because, wasted=left)

    def reopen(self, vial_id: str) -> None:
        """Put a vial back into use."""
        self._desk.store.stock.close(vial_id, None, self._desk.env.clock())
        self._changed()

    def known_gtin(self, gtin: str) -> tuple[str, Decimal] | None:
        """The product and size that this clinic means by a GTIN."""
        return self._desk.store.stock.gtin(gtin)

    def scanned_vial(self, gtin: str | None, lot: str | None, serial: str | None) -> Vial | None:
        """The vial in use that a code means: the one of its serial number; of a code without, the first of its lot."""
        known = None if gtin is None else self.known_gtin(gtin)
        rows = [row.vial for row in self.now().values() if row.in_use and row.left > 0]
        rows = [vial for vial in rows if gtin in (None, vial.gtin) or (known is not None and vial.product == known[0])]
        if serial is not None:
            return next((vial for vial in rows if vial.serial == serial), None)
        return next((vial for vial in rows if lot is not None and vial.lot == lot), None)

    def lot_recall(self, lot: str) -> tuple[LotUse, ...]:
        """Everybody who got a lot, as the file has it once all is written."""
        self._charting.settle()
        return self._desk.store.stock.lot_recall(lot)

    # ------------------------------------------------------------------ a second product

    def new_with_other_product(self, product: str | None = None) -> None:
        """Begin a second draft at the time of the open visit, with another product: that of a vial in use, if any."""
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if visit is None:
            raise Refused("Begin a first visit; the second product of the same sitting is a visit beside it.")
        taken = {visit.product, *(other.product for other in self.beside())}
        stocked = [row.vial.product for row in self.now().values() if row.in_use and row.vial.product not in taken]
        free = [*stocked, *(name for name in self._desk.clinic.reference.products if name not in taken)]
        draft = replace(self._charting.blank(Kind.TREATMENT, None), at=visit.at, product=product or free[0])
        self._charting.begin(self._desk.env.tr("New visit with another product"), draft)

    # ------------------------------------------------------------------ inside

    def _remember(self, vial: Vial) -> None:
        if vial.gtin is not None:
            self._desk.store.stock.remember_gtin(vial.gtin, vial.product, vial.vial_units)

    def _changed(self) -> None:
        """What the file says of the vials is different: it is read again, and what is open assessed by it."""
        clinic = self._desk.clinic
        self._desk.change(clinic=replace(clinic, stock=clinic.stock + 1))


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
