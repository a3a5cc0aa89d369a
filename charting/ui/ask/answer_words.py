"""What an answer across maps says in the language of the desk: its sentence, its columns, and what was looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from charting.domain.dosing.styles import Style
from charting.domain.past.asking import AskedVisit, By, PersonRow, Question, Row, ShareRow, UnitsRow, narrowed
from charting.domain.units import plain
from charting.domain.visit.visit import Kind
from charting.exchange.csv.text import Typed
from charting.ui.kit.table import Column
from charting.words.dates import month_text
from charting.words.words import (
    NOTHING,
    area_name,
    born_date,
    chart_number,
    date_text,
    density_text,
    kind_name,
    one_line,
    person_name,
    product_name,
    style_name,
    units_text,
)

if TYPE_CHECKING:
    from charting.desk.asking import Answer, Asked
    from charting.domain.dosing.reference import Reference

translate = QCoreApplication.translate


# ---------------------------------------------------------------------- names


def question_name(question: Question) -> str:
    """The question as it is chosen."""
    return {
        Question.UNITS: translate("asking", "How many units and visits?"),
        Question.MORE_THAN: translate("asking", "Who had more than so many units?"),
        Question.LOT: translate("asking", "Who got a lot?"),
        Question.DENSITY: translate("asking", "How dense, area by area?"),
        Question.MICRO: translate("asking", "How much of it is micro?"),
    }[question]


def by_name(by: By) -> str:
    return {
        By.PRODUCT: translate("asking", "Product"),
        By.AREA: translate("asking", "Area"),
        By.STYLE: translate("asking", "Style"),
        By.INJECTOR: translate("asking", "Injector"),
        By.MONTH: translate("asking", "Month"),
    }[by]


def injector_text(name: str | None) -> str:
    return translate("asking", "signed elsewhere") if name is None else one_line(name)


def key_text(row: UnitsRow, by: By, reference: Reference) -> str:
    """What a row of units was counted by."""
    if by is By.INJECTOR:
        return injector_text(row.key)
    if by is By.MONTH:
        return month_text(row.key or "0001-01")
    if by is By.STYLE:
        return style_name(Style(row.key or ""))
    return area_name(reference, row.key) if by is By.AREA else product_name(reference, row.product)


def percent_text(share: float | None) -> str:
    return NOTHING if share is None else translate("asking", "{number} %").format(number=round(share * 100))


def count_text(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(count=count)


# ---------------------------------------------------------------------- the columns


def columns_of(asked: Asked, reference: Reference) -> tuple[Column, ...]:
    """The columns of an answer."""

    def product(row: Row) -> str:
        return product_name(reference, row.product)

    def area(row: Any) -> str:
        return area_name(reference, row.area)

    if asked.question in (Question.MORE_THAN, Question.LOT):
        return _people(asked.question, reference)
    first = Column(translate("asking", "Product"), product, 150, sort=product)
    if asked.question is Question.UNITS:
        return (*_units_key(asked.by, first, reference), *_units_figures())
    figures = _density() if asked.question is Question.DENSITY else _share()
    return (first, Column(translate("asking", "Area"), area, sort=area), *(_month() if asked.monthly else ()), *figures)


def _units_key(by: By, first: Column, reference: Reference) -> tuple[Column, ...]:
    def text(row: UnitsRow) -> str:
        return key_text(row, by, reference)

    if by is By.PRODUCT:
        return (replace(first, width=0),)
    return (first, Column(by_name(by), text, sort=(lambda row: row.key or "") if by is By.MONTH else text))


def _units_figures() -> tuple[Column, ...]:
    return (
        _figure(translate("asking", "Visits"), lambda row: row.visits),
        _figure(translate("asking", "Patients"), lambda row: row.patients),
        _figure(translate("asking", "Points"), lambda row: row.points),
        _figure(translate("asking", "Units"), lambda row: row.units, units_text, 104),
        _figure(
            translate("asking", "U a visit"), lambda row: row.each, lambda each: units_text(plain(round(each, 1))), 88
        ),
    )


def _figure(title: str, value: Callable[[Any], Any], text: Callable[[Any], str] = str, width: int = 84) -> Column:
    """A column of figures, in order by what they are and not by how they are written."""
    return Column(title, lambda row: text(value(row)), width, figure=True, sort=value)


def _people(question: Question, reference: Reference) -> tuple[Column, ...]:
    def who(row: PersonRow) -> tuple[str, str]:
        return row.patient.family_name.casefold(), row.patient.given_name.casefold()

    def chart(row: PersonRow) -> str:
        return chart_number(row.patient)

    def visit(row: PersonRow) -> str:
        day = date_text(row.at.date())
        return day if row.kind is Kind.TREATMENT else f"{day}, {kind_name(row.kind)}"

    def injector(row: PersonRow) -> str:
        return injector_text(row.injector)

    def product(row: PersonRow) -> str:
        return product_name(reference, row.product)

    def area(row: PersonRow) -> str:
        return area_name(reference, row.area)

    def style(row: PersonRow) -> str:
        return style_name(row.style) if row.style is not None else ""

    def quiet(title: str, text: Callable[[Any], str], width: int, sort: Callable[[Any], Any]) -> Column:
        return Column(title, text, width, ink="muted", sort=sort)

    head = (
        Column(translate("asking", "Patient"), lambda row: person_name(row.patient), sort=who),
        quiet(translate("asking", "born"), lambda row: born_date(row.patient), 106, lambda row: row.patient.born),
        quiet(translate("asking", "chart"), lambda row: Typed(chart(row)), 96, chart),
        quiet(translate("asking", "Visit"), visit, 108, lambda row: row.at.timestamp()),
    )
    units = _figure(translate("asking", "Units"), lambda row: row.units, units_text, 64)
    last = quiet(translate("asking", "Injector"), injector, 110, injector)
    if question is Question.LOT:
        lot = quiet(
            translate("asking", "Lot"), lambda row: Typed(one_line(row.lot or "")), 92, lambda row: row.lot or ""
        )
        return (*head, quiet(translate("asking", "Product"), product, 128, product), lot, units, last)
    return (
        *head, quiet(translate("asking", "Area"), area, 98, area), units,
        quiet(translate("asking", "Style"), style, 114, style), last,
    )  # fmt: skip


def _month() -> tuple[Column, ...]:
    return (
        Column(
            translate("asking", "Month"), lambda row: month_text(row.month), 96, ink="muted", sort=lambda row: row.month
        ),
    )


def _density() -> tuple[Column, ...]:
    return (
        _figure(translate("asking", "Treatments"), lambda row: row.treatments),
        _figure(translate("asking", "Mean U/cm²"), lambda row: row.mean, density_text, 96),
        _figure(translate("asking", "Lowest"), lambda row: row.low, density_text, 96),
        _figure(translate("asking", "Highest"), lambda row: row.high, density_text, 96),
    )


def _share() -> tuple[Column, ...]:
    def share(row: ShareRow) -> float:
        return -1.0 if row.share is None else row.share

    return (
        _figure(translate("asking", "Treatments"), lambda row: row.treatments),
        _figure(translate("asking", "With a range"), lambda row: row.ranged),
        _figure(translate("asking", "Micro"), lambda row: row.micro),
        Column(translate("asking", "Share"), lambda row: percent_text(row.share), 84, figure=True, sort=share),
    )


# ---------------------------------------------------------------------- the sentence


def said(given: Answer, visits: Iterable[AskedVisit], reference: Reference) -> str:
    """The answer in a sentence or two; of an empty one what was looked for."""
    asked = given.asked
    if not given.rows:
        empty = translate("asking", "Nothing was found. Looked for: {what}.").format(what=looked_for(asked, reference))
        return " ".join(filter(None, (empty, _left_out(given))))
    if asked.question in (Question.MORE_THAN, Question.LOT):
        return _who(given, reference)
    if asked.question is Question.UNITS:
        return _how_many(narrowed(visits, asked.sought), reference)
    if asked.question is Question.DENSITY:
        return translate(
            "asking", "Units over the patient's own skin, on average over the treatments; touch-ups do not count."
        )
    rows = [row for row in given.rows if isinstance(row, ShareRow)]
    micro, ranged = sum(row.micro for row in rows), sum(row.ranged for row in rows)
    if not ranged:
        return translate("asking", "None of these areas has a range to be compared with.")
    words = translate("asking", "{micro} of {count} treatments of an area were micro: {share}. Touch-ups do not count.")
    return words.format(micro=micro, count=ranged, share=percent_text(micro / ranged))


def _how_many(visits: tuple[AskedVisit, ...], reference: Reference) -> str:
    people = count_text(
        len({visit.patient.id for visit in visits}), translate("asking", "1 patient"),
        translate("asking", "{count} patients"),
    )  # fmt: skip
    count = count_text(len(visits), translate("asking", "1 visit"), translate("asking", "{count} visits"))
    products: dict[str | None, Any] = {}
    for visit in visits:
        products[visit.product] = products.get(visit.product, 0) + visit.units
    sums = ", ".join(
        translate("asking", "{units} U of {product}").format(
            units=units_text(units), product=product_name(reference, code)
        )
        for code, units in sorted(products.items(), key=lambda item: product_name(reference, item[0]))
    )
    return translate("asking", "{visits} of {people}: {sums}.").format(visits=count, people=people, sums=sums)


def _who(given: Answer, reference: Reference) -> str:
    asked = given.asked
    people = len({row.patient.id for row in given.rows if isinstance(row, PersonRow)})
    who = count_text(people, translate("asking", "1 patient"), translate("asking", "{count} patients"))
    if asked.question is Question.LOT:
        words = translate("asking", "{who} got lot {lot}.").format(who=who, lot=one_line(asked.lot))
        return " ".join(filter(None, (words, _left_out(given))))
    units, product = asked.units, product_name(reference, asked.sought.product)
    anywhere = translate("asking", "{who} had more than {units} U of {product} in one area at one visit.")
    there = translate("asking", "{who} had more than {units} U of {product} at one visit, both sides together: {area}.")
    area = asked.sought.area
    return (there if area else anywhere).format(
        who=who, units=NOTHING if units is None else units_text(units), product=product,
        area=area_name(reference, area),
    )  # fmt: skip


def _left_out(given: Answer) -> str:
    if not given.left_out:
        return ""
    one = translate("asking", "1 more visit with it did not count: a draft, in error, or corrected since.")
    many = translate("asking", "{count} more visits with it did not count: drafts, in error, or corrected since.")
    return count_text(given.left_out, one, many)


def looked_for(asked: Asked, reference: Reference) -> str:
    """Everything that narrows the question, in words."""
    sought = asked.sought
    parts = [translate("asking", "what was signed and still holds")]
    if asked.question is Question.MORE_THAN and asked.units is not None:
        parts.append(translate("asking", "more than {units} U").format(units=units_text(asked.units)))
    if asked.question is Question.LOT:
        parts.append(translate("asking", "lot {lot}").format(lot=one_line(asked.lot)))
    if sought.product is not None:
        parts.append(product_name(reference, sought.product))
    if sought.area is not None:
        parts.append(area_name(reference, sought.area))
    if sought.style is not None:
        parts.append(style_name(sought.style))
    if sought.injector is not None:
        parts.append(one_line(sought.injector))
    return ", ".join((*parts, *_days(sought.since, sought.until)))


def _days(since: date | None, until: date | None) -> list[str]:
    found = []
    if since is not None:
        found.append(translate("asking", "from {date}").format(date=date_text(since)))
    if until is not None:
        found.append(translate("asking", "until {date}").format(date=date_text(until)))
    return found
