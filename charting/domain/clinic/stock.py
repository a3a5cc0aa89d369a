"""The vials of a clinic: what was drawn from each, what is left, and what to know before more is drawn.

Units are exact and each vial's are those of its own product. Doses of drafts count as drawn, and are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.cautions.rule import CautionNote, Said, said, said_of_data
from charting.domain.days import later, moment_later
from charting.domain.past.sittings import of_one_sitting
from charting.domain.people.patient import Patient, checked_text
from charting.domain.units import LEAST, in_steps, plain
from charting.domain.visit.visit import Status, Vial, Visit, standing, total_units
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Limit, Product, Reference


SOON_DAYS = 30
"""A vial that expires within so many days is worth a word."""

MOST_VIAL_UNITS = Decimal(10_000)
LEAST_ML = Decimal("0.001")
"""The least diluent, and its steps."""
MOST_DILUENT_ML = Decimal(1_000)
_NOW_HOURS = 12


class Closed(StrEnum):
    """Why a vial is used no longer."""

    USED_UP = "used-up"
    EXPIRED = "expired"
    DAMAGED = "damaged"
    RETURNED = "returned"


class Against(StrEnum):
    """What speaks against drawing from a vial; the first that holds is said."""

    CLOSED = "closed"
    TAKEN = "taken"
    EXPIRED = "expired"
    PAST_ITS_HOURS = "past-its-hours"
    OVERDRAWN = "overdrawn"


@dataclass(frozen=True, slots=True)
class StockVial:
    """A vial of the stock. `drawn` holds the units of all visits but those entered in error, `drafted` the part of
    it that stands in drafts. `wasted` are the units left in it when it was closed. `patients` are the ids of those
    it was drawn for; `taken`: it is meant for one patient, and was drawn for another one than who is treated now.
    """

    vial: Vial
    added_at: datetime
    drawn: Decimal = Decimal(0)
    drafted: Decimal = Decimal(0)
    closed_at: datetime | None = None
    closed: Closed | None = None
    wasted: Decimal | None = None
    patients: frozenset[str] = frozenset()
    taken: bool = False

    @property
    def left(self) -> Decimal:
        """Units left, or below zero by how much more was drawn than it held."""
        return plain(self.vial.vial_units - self.drawn)

    @property
    def in_use(self) -> bool:
        return self.closed is None


@dataclass(frozen=True, slots=True)
class LotUse:
    """Somebody who got a lot: the visit, and the units of it (None while it is not dosed)."""

    patient: Patient
    visit_id: str
    at: datetime
    status: Status
    product: str | None
    lot: str
    units: Decimal | None
    vial_id: str | None = None


def checked_vial(vial: Vial) -> Vial:
    """The same vial, or Refused: its size and diluent within bounds, its texts such as can be kept."""
    if not LEAST <= vial.vial_units <= MOST_VIAL_UNITS or not in_steps(vial.vial_units):
        raise Refused("A vial holds 0.01 to 10,000 U, in steps of 0.01; {given} cannot be kept.", given=vial.vial_units)
    ml = vial.diluent_ml
    if ml is not None and (not LEAST_ML <= ml <= MOST_DILUENT_ML or not in_steps(ml, LEAST_ML)):
        raise Refused("A vial is diluted with 0.001 to 1,000 mL, in steps of 0.001; {given} cannot be kept.", given=ml)
    if vial.made_up_at is not None and vial.made_up_at.utcoffset() is None:
        raise Refused("The time a vial was made up needs its UTC offset; {at} has none.", at=vial.made_up_at)
    for name, text in (
        ("The lot", vial.lot), ("The diluent", vial.diluent), ("The diluent's lot", vial.diluent_lot),
        ("The GTIN", vial.gtin), ("The serial number", vial.serial),
    ):  # fmt: skip
        if text is not None:
            checked_text(name, text)
    return vial


# ---------------------------------------------------------------------- what is drawn


def drawn_in(visit: Visit) -> dict[str, Decimal]:
    """Units drawn from each vial (by its id) in one visit; points without a vial belong to none."""
    if not visit.vials:
        return {}
    sums: dict[str, Decimal] = {vial.id: Decimal(0) for vial in visit.vials}
    for place, vial in enumerate(visit.vials, start=1):
        sums[vial.id] = plain(sums[vial.id] + total_units(p for p in visit.points if p.vial == place))
    return sums


def in_use_until(vial: Vial, product: Product | None) -> tuple[datetime, Limit] | None:
    """The moment until which a made-up vial is used, and the figure that says so; None where neither is known."""
    if product is None or vial.made_up_at is None:
        return None
    limit = next((row for row in product.limits if row.kind == "in_use_hours"), None)
    if limit is None:
        return None
    return moment_later(vial.made_up_at, timedelta(hours=float(limit.value))), limit


def against(row: StockVial, reference: Reference, now: datetime) -> Against | None:
    """What speaks against drawing from it now; None when nothing does."""
    until = in_use_until(row.vial, reference.products.get(row.vial.product))
    found = {
        Against.CLOSED: row.closed is not None,
        Against.TAKEN: row.taken,
        Against.EXPIRED: row.vial.expires is not None and row.vial.expires < now.date(),
        Against.PAST_ITS_HOURS: until is not None and now > until[0],
        Against.OVERDRAWN: row.left < 0,
    }
    return next((what for what, holds in found.items() if holds), None)


def expires_soon(vial: Vial, today: date) -> bool:
    """Whether a vial expires within 30 days, or has."""
    return vial.expires is not None and vial.expires <= later(today, SOON_DAYS)


def same_sitting(visit: Visit, others: Iterable[Visit]) -> tuple[Visit, ...]:
    """The patient's other visits of the same sitting that are of another product."""
    if visit.status is Status.ENTERED_IN_ERROR:
        return ()
    return tuple(
        other
        for other in standing(others, visit)
        if of_one_sitting(visit, other) and other.product != visit.product and other.points
    )


# ---------------------------------------------------------------------- what to know


def vial_cautions(
    visit: Visit, stock: Mapping[str, StockVial], reference: Reference, now: datetime
) -> tuple[CautionNote, ...]:
    """What a clinician should see about the vials of a visit. `stock` tells what other visits drew from them."""
    own = drawn_in(visit)
    moment = _moment(visit, now)
    notes: list[CautionNote] = []
    for place, vial in enumerate(visit.vials, start=1):
        points = tuple(number for number, point in enumerate(visit.points, start=1) if point.vial == place)
        about = _About(visit, place, vial, points, reference.products.get(vial.product))
        notes += _other_product(about, reference)
        notes += _expired(about, moment)
        notes += _past_use(about, moment)
        known = stock.get(vial.id)
        notes += _overdrawn(about, own[vial.id], known.drawn if known else Decimal(0))
        notes += _incomplete(about)
        if known is not None and known.taken:
            notes += _single_patient(about)
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class _About:
    """One vial of a visit, its place among them, and the numbers of its points."""

    visit: Visit
    place: int
    vial: Vial
    points: tuple[int, ...]
    product: Product | None

    def note(
        self, what: str, measured: Said, rule: Said, source: str, mark: str, *, urgent: bool = True
    ) -> CautionNote:  # fmt: skip
        return CautionNote(
            key=f"vial:{self.place}:{what}", id=f"vial_{what.replace('-', '_')}", measured=measured, rule=rule,
            source=source, mark=mark, points=self.points, urgent=urgent,
        )  # fmt: skip


def _moment(visit: Visit, now: datetime) -> datetime:
    """When the vial is drawn from: at the visit; while a draft of today is worked on, now."""
    fresh = visit.is_draft and timedelta(0) <= now - visit.at < timedelta(hours=_NOW_HOURS)
    return now if fresh else visit.at


def _other_product(about: _About, reference: Reference) -> Iterator[CautionNote]:
    if about.visit.product is not None and about.vial.product != about.visit.product:
        known = reference.products.get(about.visit.product)
        wanted = known.name if known else about.visit.product
        held = about.product.name if about.product else about.vial.product
        yield about.note(
            "other-product", said("vial of {held}, visit of {wanted}", held=held, wanted=wanted),
            said("a visit's doses are units of its one product; units of two products are never the same"),
            "Charting", "C",
        )  # fmt: skip


def _expired(about: _About, moment: datetime) -> Iterator[CautionNote]:
    expires = about.vial.expires
    if expires is not None and expires < moment.date():
        words = "lot {lot} expired on {day}" if about.vial.lot else "expired on {day}"
        yield about.note(
            "expired", said(words, lot=about.vial.lot or "", day=expires),
            said("usable up to and on the day of expiry on its label"), "the vial's label", "A",
        )  # fmt: skip


def _past_use(about: _About, moment: datetime) -> Iterator[CautionNote]:
    until, made = in_use_until(about.vial, about.product), about.vial.made_up_at
    if until is None or made is None or moment <= until[0]:
        return
    limit = until[1]
    rule = said("used within {hours} h of being made up", hours=limit.value)
    if limit.note:
        rule = said("{rule} ({note})", rule=rule, note=said_of_data(limit.note))
    measured = said("made up {made}, in use until {until}", made=made, until=until[0])
    yield about.note("in-use", measured, rule, limit.source.short, limit.mark)


def _overdrawn(about: _About, own: Decimal, before: Decimal) -> Iterator[CautionNote]:
    held = about.vial.vial_units
    if own and own + before > held:
        words = "{drawn} U drawn of {held} U" + (", {before} U of it at other visits" if before else "")
        yield about.note(
            "overdrawn", said(words, drawn=own + before, held=held, before=before),
            said("more was drawn than the vial held"), "sum of the doses", "C",
        )  # fmt: skip


def taken_by_others(row: StockVial, patient_id: str, reference: Reference, *, shares: bool) -> bool:
    """Whether a vial is meant for one patient and was drawn for somebody else; not where the clinic `shares` them."""
    product = reference.products.get(row.vial.product)
    meant_for_one = product is not None and product.single_patient and not shares
    return meant_for_one and any(known != patient_id for known in row.patients)


def _single_patient(about: _About) -> Iterator[CautionNote]:
    product = about.product
    if product is None or product.single_source is None or product.single_mark is None:
        return
    words = "vial lot {lot} was used for another patient" if about.vial.lot else "vial was used for another patient"
    rule = "a vial of {product} is for one patient; a clinic that shares them says so once in its settings"
    yield about.note(
        "single-patient", said(words, lot=about.vial.lot or ""), said(rule, product=product.name),
        product.single_source.short, product.single_mark,
    )  # fmt: skip


def _incomplete(about: _About) -> Iterator[CautionNote]:
    vial = about.vial
    undiluted = vial.diluent_ml is None and not (about.product is not None and about.product.ready_to_use)
    missing = tuple(
        said(words)
        for words, gone in (
            ("no lot", vial.lot is None),
            ("no expiry", vial.expires is None),
            ("no dilution", undiluted),
        )
        if gone
    )
    if missing:
        yield about.note(
            "incomplete", said("{missing}", missing=missing),
            said("lot, expiry and dilution of a vial belong in the record"), "Charting", "C", urgent=False,
        )  # fmt: skip
