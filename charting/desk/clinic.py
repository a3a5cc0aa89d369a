"""The clinic's own ranges, patterns, prices and settings: read once, changed by whoever administers, and announced.

Each function takes the session. A change is written by the store at once and is no step for undo: what held before is
kept with who set it and when. Signed visits keep the table they were compared with and the prices they were billed by.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.people import NotAllowed, refuse_away, refuse_charting
from charting.desk.steps import Changed
from charting.desk.tables import reference_of
from charting.domain.clinic import (
    ClinicPattern,
    ClinicRange,
    ClinicSettings,
    Price,
    RangeOf,
    Sharing,
    checked_name,
    checked_pattern,
    rates_of,
    shipped_per,
)
from charting.domain.dosing import UNASSIGNED, assess
from charting.domain.face import base_area
from charting.domain.money import Bill, Rates, bill_of
from charting.domain.range_table import effective, table_of
from charting.domain.record import AreaPrice
from charting.domain.style_costs import StyleCosts, style_costs
from charting.domain.vial_whys import without_stale
from charting.domain.visit import InjectionPoint, Visit, with_points_added
from charting.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from charting.desk.session import Session
    from charting.domain.dosing import Assessment
    from charting.domain.handout import PaperSettings
    from charting.domain.patient import Patient
    from charting.domain.visit import Signature


def read_clinic(session: Session) -> None:
    """Read what the clinic set; the reference data of the session is the shipped with the clinic's ranges in it."""
    session.clinic = session.file.clinic.book()
    session.clinic_settings, session.idle_minutes = session.clinic.settings, session.clinic.settings.idle_minutes
    session.reference = effective(session.shipped, session.clinic.ranges)


def reread(session: Session) -> None:
    """As `read_clinic`, when somebody changed it; what is open is assessed again and announced."""
    read_clinic(session)
    judge(session)
    session.tell(Changed(patient=True, visits=True, visit=True, clinic=True))


def refuse_others(session: Session) -> None:
    """Refused for somebody who may not change what holds for the whole clinic; without named people everybody may."""
    refuse_away(session)
    if session.person is not None and not session.person.administers:
        raise NotAllowed("Only an administrator changes what holds for the whole clinic; ask one to sign in.")


# ---------------------------------------------------------------------- the table a visit is compared with


def assessed(session: Session, visit: Visit, patient: Patient | None = None) -> Assessment:
    """A visit in figures, on the face it was charted on and by the table it is compared with."""
    return assess(visit, patient or session.patient, reference_of(session, visit), session.anatomy_of(visit))


def judge(session: Session) -> None:
    """The figures of the open visit, as of now; its cautions are judged when somebody asks for them."""
    session.assessment = None if session.visit is None else assessed(session, session.visit)
    del session.notes


def to_be_signed(session: Session, visit: Visit) -> Visit:
    """The draft as it is signed: with the table it is compared with, the face's measures, and the clinic's prices.

    Measures and prices that stand in the visit stay.
    """
    if not visit.points:
        return visit
    measures = visit.measures
    if measures is None and session.patient is not None:
        measures = session.patient.measures
    visit = without_stale(visit)
    return priced(session, replace(visit, table=table_of(session.reference).version, measures=measures))


def keep_signed(session: Session, visit: Visit, signature: Signature, document: bytes) -> Visit:
    """Sign a visit and keep the table it names in one transaction: neither is ever there without the other."""
    with session.store.writing():
        if visit.table is not None:
            session.store.clinic.keep_range_table(table_of(session.reference))
        return session.store.visits.sign(visit, signature, document)


# ---------------------------------------------------------------------- prices


def rates(session: Session, visit: Visit) -> Rates | None:
    """The prices of a visit: its own where it has any (a signed visit's never change), else the clinic's."""
    if visit.price_per_unit is not None or visit.area_prices:
        by_area = {exception.area: exception.price_per_unit for exception in visit.area_prices}
        return Rates(visit.currency or session.clinic.settings.currency or "", visit.price_per_unit, by_area)
    return rates_of(session.clinic.prices, visit.product) if visit.is_draft else None


def priced(session: Session, visit: Visit) -> Visit:
    """The visit with the clinic's prices of the areas it treats written into it, unless it has its own."""
    if visit.price_per_unit is not None or visit.area_prices:
        return visit
    found = rates(session, visit)
    if found is None:
        return visit
    used = dict.fromkeys(area for area, _ in units_by_area(session, visit) if area in found.by_area)
    exceptions = tuple(AreaPrice(area, found.by_area[area]) for area in used if area is not None)
    if found.price_per_unit is None and not exceptions:
        return visit
    return replace(visit, price_per_unit=found.price_per_unit, currency=found.currency, area_prices=exceptions)


def bill(session: Session, visit: Visit) -> Bill | None:
    """What a visit costs by its prices; None without any, and for a visit without points."""
    found = rates(session, visit)
    return None if found is None or not visit.points else bill_of(units_by_area(session, visit), found)


def units_by_area(session: Session, visit: Visit) -> tuple[tuple[str | None, Decimal], ...]:
    """The units of each area (code without side; None: no area), in the order of the reference data."""
    sums: dict[str | None, Decimal] = {}
    for dose in _figures(session, visit).areas:
        area = None if dose.area == UNASSIGNED else base_area(dose.area)
        sums[area] = sums.get(area, Decimal(0)) + dose.units
    return tuple(sums.items())


def beside(session: Session, visit: Visit) -> StyleCosts | None:
    """What the micro and what the standard ranges of the areas in use come to; None without prices or such areas."""
    found = rates(session, visit)
    costs = None if found is None else style_costs(_figures(session, visit).areas, found)
    return costs if costs is not None and costs.areas else None


def _figures(session: Session, visit: Visit) -> Assessment:
    if visit is session.visit and session.assessment is not None:
        return session.assessment
    return assessed(session, visit)


# ---------------------------------------------------------------------- what the clinic sets


def set_settings(session: Session, settings: ClinicSettings) -> None:
    """Keep how the clinic works."""
    refuse_others(session)
    session.store.clinic.set_settings(replace(settings, set_by=_name(session), set_at=session.clock()))
    reread(session)


def set_sharing(session: Session, *, shares: bool) -> None:
    """Keep whether vials that are meant for one patient are shared here; who said so, and when, is kept with it."""
    refuse_others(session)
    if shares != session.clinic.shares_vials:
        session.store.clinic.set_sharing(Sharing(shares, _name(session), session.clock()))
        reread(session)


def set_paper(session: Session, paper: PaperSettings) -> None:
    """Keep what the clinic puts on paper."""
    refuse_others(session)
    session.store.clinic.set_paper(replace(paper, set_by=_name(session), set_at=session.clock()))
    reread(session)


def set_range(session: Session, key: RangeOf, low: Decimal, high: Decimal) -> None:
    """The clinic's own range for a product, area, technique, style and sex."""
    refuse_others(session)
    row = ClinicRange(*key, shipped_per(session.shipped, key), low, high, _name(session), session.clock())
    session.store.clinic.set_range(row)
    reread(session)


def reset_range(session: Session, key: RangeOf) -> None:
    """Take the clinic's own range back; the shipped one counts again."""
    refuse_others(session)
    own = next((row for row in session.clinic.ranges if row.key == key), None)
    if own is not None:
        session.store.clinic.take_range_back(replace(own, set_by=_name(session), set_at=session.clock()))
        reread(session)


def set_price(session: Session, product: str, area: str | None, price: Decimal, currency: str) -> None:
    """The price of a unit, everywhere or in one area (code without side)."""
    refuse_others(session)
    session.store.clinic.set_price(Price(product, area, price, currency, _name(session), session.clock()))
    reread(session)


def reset_price(session: Session, product: str, area: str | None) -> None:
    """Take a price back."""
    refuse_others(session)
    own = next((p for p in session.clinic.prices if (p.product, p.area) == (product, area)), None)
    if own is not None:
        session.store.clinic.take_price_back(replace(own, set_by=_name(session), set_at=session.clock()))
        reread(session)


# ---------------------------------------------------------------------- patterns


def patterns_of(session: Session, product: str | None) -> tuple[ClinicPattern, ...]:
    """The clinic's own patterns of a product, by name."""
    return tuple(pattern for pattern in session.clinic.patterns if pattern.product == product)


def save_pattern(session: Session, name: str, keys: Set[int]) -> ClinicPattern:
    """Keep the open visit's points of these keys, or all of them without any, as a pattern of its product."""
    refuse_charting(session)
    visit = session.visit
    if visit is None or visit.product is None:
        raise Refused("Choose the product first; units belong to one product.")
    points = tuple(p for p in visit.points if not keys or p.key in keys)
    if any(p.name.casefold() == checked_name(name).casefold() for p in patterns_of(session, visit.product)):
        raise Refused("There is a pattern of this name already; give it another one.")
    pattern = checked_pattern(
        ClinicPattern(session.new_id(), name, visit.product, points, _most(session, visit, points), visit.template,
                      _name(session), session.clock())
    )  # fmt: skip
    session.store.clinic.set_pattern(pattern)
    reread(session)
    return pattern


def rename_pattern(session: Session, pattern: ClinicPattern, name: str) -> None:
    """Give a pattern another name."""
    refuse_others(session)
    others = (p for p in patterns_of(session, pattern.product) if p.id != pattern.id)
    if any(p.name.casefold() == checked_name(name).casefold() for p in others):
        raise Refused("There is a pattern of this name already; give it another one.")
    session.store.clinic.set_pattern(replace(pattern, name=name, set_by=_name(session), set_at=session.clock()))
    reread(session)


def hide_pattern(session: Session, pattern: ClinicPattern) -> None:
    """Offer a pattern no longer."""
    refuse_others(session)
    session.store.clinic.set_pattern(replace(pattern, set_by=_name(session), set_at=session.clock()), hidden=True)
    reread(session)


def place_own_pattern(session: Session, pattern: ClinicPattern) -> None:
    """Place a pattern of the clinic's own in one step; Refused when it belongs to another product."""
    refuse_away(session)
    visit = session.visit
    if visit is None or not visit.is_draft:
        raise Refused("Begin a new visit to place points; a signed visit cannot be changed.")
    if pattern.product != visit.product:
        product = session.reference.products.get(pattern.product)
        raise Refused("The pattern “{pattern}” is dosed in units of {product}.",
                      pattern=pattern.name, product=product.name if product else pattern.product)  # fmt: skip
    text = session.tr("Place {pattern}").format(pattern=pattern.name)
    session.edit(text, with_points_added(visit, pattern.points))


# ---------------------------------------------------------------------- inside


def _name(session: Session) -> str:
    return session.person.name if session.person is not None else ""


def _most(session: Session, visit: Visit, points: Iterable[InjectionPoint]) -> str | None:
    """The area (code without side) in which most of these points lie."""
    counts: dict[str, int] = {}
    for point in points:
        code = session.anatomy_of(visit).area_of(point)
        if code is not None:
            counts[base_area(code)] = counts.get(base_area(code), 0) + 1
    return max(counts, key=lambda area: counts[area]) if counts else None
