"""Turns a patient's visits into the page of trends: every line and every word of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from charting.domain.dosing.reference import Limit, Product, Reference
from charting.domain.face.face import base_area, side_of_area
from charting.domain.past.timing import Duration, Lasted, expected_duration, lasted
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, events_after
from charting.domain.past.trends import (
    Assessed,
    DosePoint,
    DoseSeries,
    counted,
    dose_series,
    from_start,
    intervals,
    moment,
    products_of,
    totals_per_year,
    units_within,
)
from charting.domain.visit.outcome import EventSide, FoundEvent, WoreOff
from charting.domain.visit.visit import Kind, Technique, Visit
from charting.ui.kit.trend_page import Band, Line, Marker, Page, Panel, Role, Spot, Stripe
from charting.words.past_words import duration_text, event_text, span_words
from charting.words.words import (
    area_name,
    date_text,
    density_text,
    kind_name,
    product_name,
    style_name,
    technique_name,
    units_text,
)

WINDOW_MONTHS = 3
DAYS_A_WEEK = 7
HALF_LINE = 4
"""A single day is drawn as a band of so many days to either side, so that it can be seen."""
_LEAST_PAD = 25.0
Value = TypeVar("Value")

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is of: visits of one patient, one product and one area (code without side), seen today."""

    reference: Reference
    visits: Sequence[Visit]
    wore_off: Sequence[WoreOff]
    product: str
    area: str
    today: date
    assessed: Assessed
    touch_up_days: int = TOUCH_UP_DAYS


def page_of(asked: Asked) -> Page:
    """The whole page."""
    series = dose_series(asked.visits, asked.product, asked.area, asked.assessed, asked.touch_up_days)
    start, end = _span(asked)
    window = next((limit for limit in _limits(asked) if limit.kind == "cumulative_units"), None)
    heading = f"{area_name(asked.reference, asked.area)} · {product_name(asked.reference, asked.product)}"
    return Page(
        heading=heading,
        note=_note(asked, series),
        units=_doses(asked, series, start, end, density=False),
        density=_doses(asked, series, start, end, density=True),
        weeks=_weeks(asked, series, start, end),
        years=_years(asked),
        window=_window(asked, window),
        start=start,
        end=end,
    )


# ---------------------------------------------------------------------- doses


def _doses(asked: Asked, series: Sequence[DoseSeries], start: float, end: float, *, density: bool) -> Panel:
    techniques = {one.technique for one in series}
    lines: list[Line] = []
    for number, one in enumerate(series):
        role: Role = ("first", "second", "third")[min(number, 2)]
        name = _series_name(one, len(techniques) > 1)
        spots = tuple(s for p in one.points if p.kind is not Kind.TOUCH_UP for s in _dose_spot(asked, one, p, density))
        left = side_of_area(one.area) == "left"
        marker: Marker = "triangle" if role == "third" else "square" if left else "circle"
        lines.append(Line(name, spots, role, marker, hollow=left, dashed=left))
    extra = tuple(
        s for one in series for p in one.points if p.kind is Kind.TOUCH_UP for s in _dose_spot(asked, one, p, density)
    )
    if extra:
        name = translate("trends", "with its touch-up")
        lines.append(Line(name, extra, "third", "diamond", hollow=True, joined=False))
    wrong = _wrong(asked, series, density)
    if wrong:
        lines.append(Line(translate("trends", "adverse event"), wrong, "wrong", "ring", hollow=True, joined=False))
    bands = _dose_bands(series[0].points, start, end, density) if series else ()
    title = area_name(asked.reference, asked.area)
    unit = translate("trends", "U/cm²") if density else translate("trends", "U")
    what = translate("trends", "Density: {area}") if density else translate("trends", "Units: {area}")
    empty = translate("trends", "Nothing was charted here in this product.")
    return Panel(what.format(area=title), unit, tuple(lines), bands, empty=empty, named=not density)


def _series_name(series: DoseSeries, told_apart: bool) -> str:
    side = side_of_area(series.area)
    name = {
        "right": translate("trends", "patient's right"),
        "left": translate("trends", "patient's left"),
    }.get(side or "", translate("trends", "treatment"))
    return f"{name}, {technique_name(series.technique)}" if told_apart or series.technique is Technique.ID else name


def _dose_spot(asked: Asked, series: DoseSeries, point: DosePoint, density: bool) -> tuple[Spot, ...]:
    if density and point.density is None:
        return ()
    parts = [date_text(point.at.date()), kind_name(point.kind), area_name(asked.reference, series.area)]
    units = translate("trends", "{units} U").format(units=units_text(point.units))
    if point.together_units != point.units:
        both = translate("trends", "{units}, with the treatment {together} U")
        units = both.format(units=units, together=units_text(point.together_units))
    parts.append(units)
    if point.density is not None:
        parts.append(translate("trends", "{density} U/cm²").format(density=density_text(point.density)))
    if point.style is not None and point.kind is not Kind.TOUCH_UP:
        parts.append(style_name(point.style))
    y = point.density if density and point.density is not None else float(point.together_units)
    return (Spot(moment(point.at), y, " · ".join(parts), point.visit_id),)


def _wrong(asked: Asked, series: Sequence[DoseSeries], density: bool) -> tuple[Spot, ...]:
    """A ring around each treatment that something went wrong after, in this area as far as that is known."""
    after = events_after(asked.visits, asked.touch_up_days)
    found: list[Spot] = []
    for one in series if after else ():
        for point in one.points:
            told = [(r, e) for r, e in after.get(point.visit_id, ()) if _concerns(asked, e, one.area)]
            for dose in _dose_spot(asked, one, point, density) if told else ():
                words = (event_text(asked.reference, event) for _, event in told)
                says = " · ".join((date_text(told[0][0].at.date()), translate("trends", "review"), *words))
                found.append(Spot(dose.x, dose.y, says, told[0][0].id))
    return tuple(found)


def _concerns(asked: Asked, event: FoundEvent, area: str) -> bool:
    """Whether an event is told of this area: one that the reference data ties to other areas is not."""
    known = next((one for one in asked.reference.adverse_events if one.id == event.code), None)
    side = side_of_area(area)
    here = side is None or event.side in (None, EventSide.BOTH) or event.side == side
    return here and (known is None or not known.areas or base_area(area) in known.areas)


def _dose_bands(points: Sequence[DosePoint], start: float, end: float, density: bool) -> tuple[Band, ...]:
    """The bands of each day, micro and standard."""

    def of_day(point: DosePoint) -> tuple[object, object]:
        return (point.micro_density, point.standard_density) if density else (point.micro, point.standard)

    names: tuple[tuple[Stripe, str], ...] = (
        ("micro", translate("trends", "micro range")),
        ("standard", translate("trends", "standard range")),
    )
    return tuple(
        Band(kind, name, begin, until, float(band[0]), float(band[1]))
        for begin, until, both in _runs(points, of_day, start, end)
        for (kind, name), band in zip(names, both, strict=True)
        if isinstance(band, tuple)
    )


def _runs(
    points: Sequence[DosePoint], of_day: Callable[[DosePoint], Value], start: float, end: float
) -> list[tuple[float, float, Value]]:
    """What holds on each day, from midway after the visit before to midway before the next; equal in one piece."""
    runs: list[tuple[float, float, Value]] = []
    for number, point in enumerate(points):
        value = of_day(point)
        until = end if number + 1 == len(points) else (moment(point.at) + moment(points[number + 1].at)) / 2
        if runs and runs[-1][2] == value:
            runs[-1] = (runs[-1][0], until, value)
        else:
            runs.append((runs[-1][1] if runs else start, until, value))
    return runs


# ---------------------------------------------------------------------- weeks


def _weeks(asked: Asked, series: Sequence[DoseSeries], start: float, end: float) -> Panel:
    between = tuple(
        Spot(
            moment(found.at),
            found.days / DAYS_A_WEEK,
            translate("trends", "{date} · {weeks} after the treatment before").format(
                date=date_text(found.at.date()), weeks=span_words(found.days)
            ),
            found.visit_id,
        )
        for found in intervals(asked.visits, asked.touch_up_days)
    )
    lines = [Line(translate("trends", "interval"), between)]
    effect = tuple(spot for visit, found in lasting(asked) for spot in (_lasted_spot(asked, visit, found),))
    if effect:
        lines.append(Line(translate("trends", "effect lasted"), effect, "second", "diamond", joined=False))
    empty = translate("trends", "There is one treatment so far, and no day is noted on which it wore off.")
    bands = _expected_bands(asked, series[0], start, end) if series else ()
    return Panel(
        translate("trends", "Intervals and duration"), translate("trends", "weeks"), tuple(lines), bands,
        empty=empty,
    )  # fmt: skip


def _expected_bands(asked: Asked, series: DoseSeries, start: float, end: float) -> tuple[Band, ...]:
    """How long an effect is expected to last at each treatment, by its style then."""

    def of_day(point: DosePoint) -> Duration | None:
        return expected_duration(asked.reference, asked.product, asked.area, point.style, series.technique)

    name = translate("trends", "expected")
    treatments = [point for point in series.points if point.kind is not Kind.TOUCH_UP]
    bands = []
    for begin, until, found in _runs(treatments, of_day, start, end):
        if found is not None:
            low = 0 if found.low_days is None else found.low_days
            low, high = (low, found.high_days) if low < found.high_days else (low - HALF_LINE, low + HALF_LINE)
            bands.append(Band("expected", name, begin, until, low / DAYS_A_WEEK, high / DAYS_A_WEEK))
    return tuple(bands)


def lasting(asked: Asked) -> tuple[tuple[Visit, Lasted], ...]:
    """How long the effect of each treatment with this product lasted in this area, as far as it was noted."""
    found = []
    for visit in counted(asked.visits):
        if visit.product != asked.product or visit.kind is Kind.REVIEW:
            continue
        codes = [d.area for d in asked.assessed(visit).areas if base_area(d.area) == asked.area]
        found += [(visit, one) for one in lasted(visit, asked.wore_off, codes) if one.area in codes]
    return tuple(found)


def _lasted_spot(asked: Asked, visit: Visit, found: Lasted) -> Spot:
    text = translate("trends", "{date} · {area}: the effect lasted {weeks}")
    if found.about:
        text = translate("trends", "{date} · {area}: the effect lasted about {weeks}")
    says = text.format(
        date=date_text(visit.at.date()), area=area_name(asked.reference, found.area), weeks=span_words(found.days)
    )
    return Spot(moment(visit.at), max(0, found.days) / DAYS_A_WEEK, says, visit.id)


def _expected(asked: Asked, series: Sequence[DoseSeries]) -> Duration | None:
    points = [p for one in series for p in one.points if p.kind is not Kind.TOUCH_UP]
    if not points:
        return None
    last = max(points, key=lambda p: p.at)
    return expected_duration(asked.reference, asked.product, asked.area, last.style, series[0].technique)


# ---------------------------------------------------------------------- totals


def _years(asked: Asked) -> Panel:
    bars = tuple(
        Spot(
            float(found.year), float(found.units),
            translate("trends", "{year} · {units} U of {product} · {count} visits").format(
                year=found.year, units=units_text(found.units), count=found.visits,
                product=product_name(asked.reference, asked.product),
            ),
        )
        for found in totals_per_year(asked.visits, asked.product)
    )  # fmt: skip
    return Panel(translate("trends", "Total of a year, whole face"), translate("trends", "U"), bars=bars)


def _window(asked: Asked, limit: Limit | None) -> Panel:
    months = limit.window_months or WINDOW_MONTHS if limit is not None else WINDOW_MONTHS
    steps = tuple(
        Spot(
            from_start(found.on), float(found.units),
            translate("trends", "{date} · {units} U within {months} calendar months").format(
                date=date_text(found.on), units=units_text(found.units), months=months
            ),
            found.visit_id,
        )
        for found in units_within(asked.visits, asked.product, months)
        if found.on <= max(asked.today, *(v.at.date() for v in asked.visits))
    )  # fmt: skip
    if steps and steps[-1].x < from_start(asked.today):
        text = translate("trends", "today · {units} U within {months} calendar months")
        now = text.format(units=units_text(Decimal(str(steps[-1].y))), months=months)
        steps = (*steps, Spot(from_start(asked.today), steps[-1].y, now))
    line = Line(translate("trends", "units"), steps, steps=True)
    name = None
    if limit is not None:
        words = translate("trends", "label: at most {units} U\n{source}, mark {mark}")
        name = words.format(units=units_text(limit.value), source=limit.source.short, mark=limit.mark)
    title = translate("trends", "Units within {months} calendar months").format(months=months)
    if limit is None:
        title = translate("trends", "{title} (no limit stated)").format(title=title)
    return Panel(
        title, translate("trends", "U"), (line,) if steps else (),
        limit=(float(limit.value), name) if limit is not None and name else None,
    )  # fmt: skip


def _limits(asked: Asked) -> tuple[Limit, ...]:
    product: Product | None = asked.reference.products.get(asked.product)
    return product.limits if product is not None else ()


# ---------------------------------------------------------------------- the page


def _span(asked: Asked) -> tuple[float, float]:
    days = [moment(v.at) for v in counted(asked.visits) if v.points] or [from_start(asked.today)]
    first, last = min(days), max(*days, from_start(asked.today))
    pad = max(_LEAST_PAD, (last - first) * 0.04)
    return first - pad, last + pad


def _note(asked: Asked, series: Sequence[DoseSeries]) -> str:
    parts = [translate("trends", "Density bands are derived: dose range over the same outline on the average face.")]
    if any(point.halved for one in series for point in one.points):
        parts.append(translate("trends", "The range counts both sides together; half of it is drawn for each side."))
    expected = _expected(asked, series)
    if expected is not None:
        words = translate("trends", "Effect expected of the last treatment: {span} ({source}, mark {mark}).")
        parts.append(words.format(span=duration_text(expected), source=expected.source_short, mark=expected.mark))
    return " ".join(parts)


def product_counts(visits: Sequence[Visit]) -> dict[str, int]:
    """How many counted visits with points there are of each product, the one used last first."""
    treated = [v.product for v in counted(visits) if v.points]
    return {product: treated.count(product) for product in products_of(visits)}
