"""The columns of the stock, those of who got a lot, and the stock in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from charting.domain.clinic.stock import LotUse, StockVial, expires_soon
from charting.domain.dosing.reference import Reference
from charting.domain.visit.visit import Status
from charting.exchange.csv.text import Typed
from charting.ui.kit.look import Look
from charting.ui.kit.table import Column
from charting.words.vial_words import (
    about_vial,
    clock_text,
    closed_name,
    expiry_text,
    left_text,
    lot_text,
    trouble_text,
    wasted_text,
)
from charting.words.words import (
    NOTHING,
    chart_text,
    date_text,
    one_line,
    person_name,
    product_name,
    status_name,
    units_text,
)

translate = QCoreApplication.translate


def stock_columns(reference: Reference, now: Callable[[], datetime]) -> tuple[Column, ...]:
    """The columns of the stock; `now` is when it was last read."""

    def trouble(row: StockVial) -> str:
        return trouble_text(row, reference, now())

    def inked(ink: Callable[[StockVial], str]) -> Callable[[StockVial, Look], str]:
        return lambda row, _: ink(row) if row.in_use else "muted"

    def warned(row: StockVial) -> str:
        return "caution" if trouble(row) else "text"

    def expires(row: StockVial) -> str:
        return "caution" if expires_soon(row.vial, now().date()) else "text"

    def state(row: StockVial) -> str:
        closed = closed_name(row.closed) if row.closed is not None else ""
        if row.closed_at is not None:
            closed = f"{closed} {date_text(row.closed_at.date())}"
        return closed or trouble(row) or translate("stock", "in use")

    def about(row: StockVial) -> str:
        return about_vial(row, reference, now())

    text = inked(lambda _: "text")
    columns = (
        Column(
            translate("StockModel", "Product"), lambda row: product_name(reference, row.vial.product), 140, ink=text
        ),
        Column(translate("StockModel", "Lot"), lambda row: lot_text(row.vial), ink=text),
        Column(translate("StockModel", "Units"), lambda row: units_text(row.vial.vial_units), 64, ink=text),
        Column(
            translate("StockModel", "Expires"), lambda row: expiry_text(row.vial, now().date())[0], 104,
            ink=inked(expires),
        ),
        Column(
            translate("StockModel", "Remaining"), lambda row: left_text(row) if row.in_use else NOTHING, 124,
            figure=True, ink=inked(warned),
        ),
        Column(
            translate("StockModel", "Made up"),
            lambda row: clock_text(row, reference, now()) if row.in_use else NOTHING, 190, ink="muted",
        ),
        Column(
            translate("StockModel", "State"), state, 120,
            ink=inked(lambda row: "caution" if trouble(row) else "muted"),
        ),
        Column(translate("StockModel", "Wasted"), lambda row: wasted_text(row.wasted), 76, figure=True, ink=text),
    )  # fmt: skip
    return tuple(replace(column, tip=about) for column in columns)


def lot_columns(reference: Reference) -> tuple[Column, ...]:
    """The columns of who got a lot, in the list and in what is copied from it."""

    def chart(use: LotUse) -> str:
        return Typed(one_line(use.patient.chart_no or "")) if chart_text(use.patient) else ""

    def units(use: LotUse) -> str:
        return NOTHING if use.units is None else units_text(use.units)

    return (
        Column(translate("lots", "Patient"), lambda use: person_name(use.patient)),
        Column(translate("lots", "Born"), lambda use: date_text(use.patient.born), 96, ink="muted"),
        Column(translate("lots", "Chart"), chart, 76, ink="muted"),
        Column(translate("lots", "Treated"), lambda use: date_text(use.at.date()), 96, ink="muted"),
        Column(translate("lots", "Product"), lambda use: product_name(reference, use.product), 120, ink="muted"),
        Column(translate("lots", "Units"), units, 64, figure=True),
        Column(translate("lots", "Lot"), lambda use: Typed(one_line(use.lot)), 96, ink="muted"),
        Column(
            translate("lots", "State"), lambda use: status_name(use.status), 90,
            ink=lambda use, _: "muted" if use.status is Status.SIGNED else "caution",
        ),
    )  # fmt: skip


def stock_summary(rows: Iterable[StockVial], reference: Reference, today: date) -> str:
    """“3 vials in use, 1 expires within 30 days. Wasted this year: 12.5 U Botox Cosmetic.”"""
    known = list(rows)
    in_use = [row for row in known if row.in_use]
    soon = sum(expires_soon(row.vial, today) for row in in_use)
    one, many = translate("stock", "1 vial in use"), translate("stock", "{count} vials in use")
    text = one if len(in_use) == 1 else many.format(count=len(in_use))
    if soon:
        text += translate("stock", ", {count} expired or expiring within 30 days").format(count=soon)
    wasted: dict[str, Decimal] = {}
    for row in known:
        if row.wasted and row.closed_at is not None and row.closed_at.year == today.year:
            wasted[row.vial.product] = wasted.get(row.vial.product, Decimal(0)) + row.wasted
    if wasted:
        each = ", ".join(f"{units_text(units)} U {product_name(reference, code)}" for code, units in wasted.items())
        text += translate("stock", ". Wasted this year: {each}").format(each=each)
    return f"{text}."
