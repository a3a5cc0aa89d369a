"""How vials are written on the screen: a chip, a line, a row of the stock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.domain.clinic.stock import Against, Closed, StockVial, against, expires_soon, in_use_until
from charting.domain.days import on_clock
from charting.domain.dosing.dosing import point_ml, vial_of
from charting.domain.visit.visit import total_units
from charting.words.words import (
    NOTHING,
    date_text,
    datetime_text,
    one_line,
    product_name,
    shortened,
    time_text,
    units_text,
)

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.visit.visit import InjectionPoint, Vial, Visit

translate = QCoreApplication.translate


def lot_text(vial: Vial) -> str:
    """The lot as it is shown; a dash without one."""
    return shortened(vial.lot, 24) if vial.lot else translate("vials", "no lot")


def left_text(row: StockVial) -> str:
    """“79.5 U remaining”, “0.5 U over”."""
    if row.left < 0:
        return translate("vials", "{units} U over").format(units=units_text(-row.left))
    return translate("vials", "{units} U remaining").format(units=units_text(row.left))


def age_text(vial: Vial, now: datetime) -> str:
    """How long ago it was made up: “40 min”, “3 h”; empty while it is not, or where that lies ahead."""
    if vial.made_up_at is None or vial.made_up_at > now:
        return ""
    minutes = int((now - vial.made_up_at).total_seconds() // 60)
    if minutes < 60:
        return translate("vials", "{count} min").format(count=minutes)
    hours = minutes // 60
    if hours < 100:
        return translate("vials", "{count} h").format(count=hours)
    return translate("vials", "{count} d").format(count=hours // 24)


def trouble_text(row: StockVial, reference: Reference, now: datetime) -> str:
    """In one or two words what speaks against drawing from it; empty when nothing does."""
    what = against(row, reference, now)
    if what is None:
        return ""
    return {
        Against.CLOSED: closed_name(row.closed) if row.closed is not None else "",
        Against.TAKEN: translate("vials", "used for another patient"),
        Against.EXPIRED: translate("vials", "expired"),
        Against.PAST_ITS_HOURS: translate("vials", "past its hours"),
        Against.OVERDRAWN: translate("vials", "overdrawn"),
    }[what]


def chip_text(row: StockVial, reference: Reference, now: datetime, *, whole: bool) -> str:
    """What a chip says: “C7421 · 79.5 U remaining”, and of the one in hand its size and age too."""
    trouble = trouble_text(row, reference, now)
    parts = [lot_text(row.vial), trouble or left_text(row)]
    if whole:
        parts.insert(0, translate("vials", "{units} U").format(units=units_text(row.vial.vial_units)))
        parts.append(age_text(row.vial, now))
    return " · ".join(part for part in parts if part)


def about_vial(row: StockVial, reference: Reference, now: datetime) -> str:
    """All that is known of a vial, in sentences."""
    vial = row.vial
    sentences = [
        translate("vials", "{product}, {units} U, lot {lot}.").format(
            product=product_name(reference, vial.product), units=units_text(vial.vial_units), lot=lot_text(vial)
        )
    ]
    if vial.expires is not None:
        sentences.append(translate("vials", "Expires on {date}.").format(date=date_text(vial.expires)))
    if vial.diluent_ml is not None:
        with_what = f" {one_line(vial.diluent)}" if vial.diluent else ""
        sentences.append(translate("vials", "Made up with {ml} mL{what}.").format(
            ml=units_text(vial.diluent_ml), what=with_what))  # fmt: skip
    until = in_use_until(vial, reference.products.get(vial.product))
    if vial.made_up_at is not None:
        sentences.append(translate("vials", "Made up on {when}.").format(when=datetime_text(vial.made_up_at)))
    if until is not None:
        sentences.append(translate("vials", "To be used until {when} ({source}, mark {mark}).").format(
            when=datetime_text(on_clock(until[0], now.tzinfo)), source=until[1].source.short, mark=until[1].mark
        ))  # fmt: skip
    sentences.append(drawn_text(row))
    trouble = trouble_text(row, reference, now)
    return " ".join(sentences) + (f" {trouble[:1].upper()}{trouble[1:]}." if trouble else "")


def drawn_text(row: StockVial) -> str:
    """“20.5 U drawn, 4 U of them in drafts; 79.5 U remaining.”"""
    drawn, rest = units_text(row.drawn), left_text(row)
    if row.drafted:
        text = translate("vials", "{drawn} U drawn, {drafted} U of them in drafts; {rest}.")
        return text.format(drawn=drawn, drafted=units_text(row.drafted), rest=rest)
    return translate("vials", "{drawn} U drawn; {rest}.").format(drawn=drawn, rest=rest)


def closed_name(closed: Closed) -> str:
    return {
        Closed.USED_UP: translate("vials", "used up"),
        Closed.EXPIRED: translate("vials", "discarded"),
        Closed.DAMAGED: translate("vials", "damaged"),
        Closed.RETURNED: translate("vials", "returned"),
    }[closed]


def expiry_text(vial: Vial, today: date) -> tuple[str, bool]:
    """The expiry date, and whether it is one to look at."""
    return (date_text(vial.expires), expires_soon(vial, today)) if vial.expires is not None else (NOTHING, False)


def clock_text(row: StockVial, reference: Reference, now: datetime) -> str:
    """“3 h, until 18:20”: how long it is made up, and until when it is used."""
    until = in_use_until(row.vial, reference.products.get(row.vial.product))
    age = age_text(row.vial, now)
    if until is None or not age:
        return age or NOTHING
    end = on_clock(until[0], now.tzinfo)
    when = time_text(end) if end.date() == now.date() else datetime_text(end)
    return translate("vials", "{age}, until {when}").format(age=age, when=when)


def wasted_text(units: Decimal | None) -> str:
    return NOTHING if units is None else translate("vials", "{units} U").format(units=units_text(units))


def draws_text(visit: Visit, point: InjectionPoint, reference: Reference) -> str:
    """“0.04 mL from lot C7421”: what is drawn for a point; empty while its dose or its dilution is not known."""
    ml, vial = point_ml(visit, point, reference.products.get(visit.product or "")), vial_of(visit, point)
    parts = []
    if ml is not None:
        parts.append(translate("vials", "{ml} mL").format(ml=units_text(Decimal(round(ml * 1000)) / 1000)))
    if vial is not None and vial.lot:
        parts.append(translate("vials", "from lot {lot}").format(lot=lot_text(vial)))
    return " ".join(parts)


def beside_text(visits: Iterable[Visit], reference: Reference) -> str:
    """“with 50 U Dysport at the same sitting”."""
    each = ", ".join(
        f"{units_text(total_units(visit.points))} U {product_name(reference, visit.product)}" for visit in visits
    )
    return translate("vials", "with {each} at the same sitting").format(each=each)
