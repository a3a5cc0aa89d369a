"""The patient's handout in finished words: what was done, when to come back, what to watch for, on one page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale

from charting.domain.clinic.clinic import ITEM, Block, filled
from charting.domain.days import later
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose
from charting.domain.dosing.styles import Style
from charting.domain.face.face import View, base_area
from charting.domain.past.timing import Duration, expected_duration, review_due, usual_duration
from charting.domain.units import plain
from charting.domain.visit.visit import Status
from charting.paper.plain_words import (
    FIRST,
    area_words,
    event_words,
    general_text,
    low_dose_words,
    shipped_text,
    style_words,
)
from charting.paper.sheet import Beside, Map, Part, Prose, Sheet
from charting.paper.sheet_words import (
    Faces,
    Options,
    clinic_text,
    is_right_to_left,
    name_text,
)
from charting.words.past_words import duration_text
from charting.words.words import date_text, one_line, product_name, side_words, translate, units_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from charting.domain.dosing.reference import AdverseEvent
    from charting.domain.visit.chart import Chart

SCALE, SMALLEST = 1.335, 1.255
"""Of the type: 12 pt, and never below 11 pt."""

BESIDE_MAP = 3
MAP_MM = 60.0
IN_ORDER = (
    Style.MICRO, Style.BELOW_MICRO, Style.ABOVE_MICRO, Style.BOTH, Style.BETWEEN, Style.STANDARD, Style.BELOW_STANDARD,
    Style.ABOVE_STANDARD,
)  # fmt: skip


def handout_of(chart: Chart, faces: Faces, options: Options, note: str = "") -> Sheet:
    """The handout of a visit; of a draft it says on top that nothing of it was given yet. Without points it is general.

    Nothing in it is a mark or a source: a patient reads plain sentences.
    """
    general = not chart.visit.points
    text = general_text() if general else chart.paper.handout or shipped_text()
    values = general_values(chart, note) if general else values_of(chart, note)
    blocks = filled(text, values)
    if note.strip() and "{note}" not in text:
        blocks = (*blocks, Block("", values["note"]))
    state, why = ("", "") if general else _state(chart)
    return Sheet(
        title=_title(chart), clinic=clinic_text(chart), state=state, state_why=why,
        name=name_text(chart.patient, hidden=options.hidden), identity="" if options.hidden else _identity(chart),
        facts=(), pages=(_parts(chart, faces, blocks),), foot=_foot(chart, options),
        page_of=translate("sheet", "Page {page} of {count}"), scale=SCALE, right_to_left=is_right_to_left(),
    )  # fmt: skip


def handout_title(chart: Chart) -> str:
    """What the document is called in its metadata."""
    whose = name_text(chart.patient, hidden=False)
    return ", ".join((translate("plain", "Handout"), whose, chart.visit.at.date().isoformat()))


def values_of(chart: Chart, note: str = "") -> dict[str, tuple[str, ...]]:
    """What stands in the places of the text."""
    rows = treated(chart)
    date_said = date_text(chart.visit.at.date())
    if chart.visit.is_draft:
        date_said = translate("plain", "{date} (planned)").format(date=date_said)
    found = {
        **_of_everybody(chart, note, [base_area(row.area) for row in rows]),
        "date": (date_said,), "done": (_done(chart),),
        "product": (product_name(chart.reference, chart.visit.product),),
        "total": (_units(chart.assessment.total_units),),
        "areas": _areas(chart), "styles": _styles(chart, rows), "review": _review(chart), "lasts": _lasts(chart, rows),
    }  # fmt: skip
    return {place: tuple(line for line in lines if line) for place, lines in found.items()}


def general_values(chart: Chart, note: str = "") -> dict[str, tuple[str, ...]]:
    """What stands in the places of the general text: of the visit's product, where one is chosen, and of all areas."""
    product = chart.visit.product
    found = {
        **_of_everybody(chart, note, list(chart.reference.areas)),
        "product": (product_name(chart.reference, product) if product else translate("plain", "botulinum toxin"),),
        "review": _general_review(chart), "lasts": _general_lasts(chart),
    }  # fmt: skip
    return {place: tuple(line for line in lines if line) for place, lines in found.items()}


def _of_everybody(chart: Chart, note: str, areas: Iterable[str]) -> dict[str, tuple[str, ...]]:
    patient = chart.patient
    urgent, others = _events(chart, areas)
    return {
        "name": (f"{one_line(patient.given_name)} {one_line(patient.family_name)}",),
        "given_name": (one_line(patient.given_name),),
        "watch": tuple(_item(event_words(event)) for event in others),
        "urgent": tuple(_item(event_words(event)) for event in urgent),
        "clinic": (one_line(chart.settings.name),), "phone": (one_line(chart.paper.phone),),
        "note": tuple(one_line(line) for line in note.splitlines() if line.strip()),
        "low_dose": low_dose_words() if chart.paper.low_dose else (),
    }  # fmt: skip


def treated(chart: Chart) -> tuple[AreaDose, ...]:
    """The rows of the visit that hold a dose."""
    return tuple(row for row in chart.assessment.areas if row.undosed < row.points)


# ---------------------------------------------------------------------- what was done


def _units(total: Decimal) -> str:
    one, more = translate("plain", "1 unit"), translate("plain", "{units} units")
    return one if total == 1 else more.format(units=units_text(plain(total)))


def _item(text: str) -> str:
    """An item of a list, which begins with a capital letter."""
    return f"{ITEM}{text[:1].upper()}{text[1:]}"


def _done(chart: Chart) -> str:
    planned = translate("plain", "Planned for {date}: {product}, {total} in all.")
    given = translate("plain", "On {date} you were given {product}, {total} in all.")
    return (planned if chart.visit.is_draft else given).format(
        date=date_text(chart.visit.at.date()), product=product_name(chart.reference, chart.visit.product),
        total=_units(chart.assessment.total_units),
    )  # fmt: skip


def _areas(chart: Chart) -> tuple[str, ...]:
    """“- Crow's feet beside the eyes, both sides: 12 units”: each area once."""
    sums: dict[str, Decimal] = {}
    sides: dict[str, set[str]] = {}
    for row in treated(chart):
        area = base_area(row.area)
        sums[area] = sums.get(area, Decimal(0)) + row.units
        sides.setdefault(area, set()).add(row.area.partition(".")[2])
    return tuple(_item(f"{_with_side(chart, area, sides[area])}: {_units(units)}") for area, units in sums.items())


def _with_side(chart: Chart, area: str, sides: set[str]) -> str:
    name = area_words(chart.reference, area)
    if {"left", "right"} <= sides:
        return translate("plain", "{area}, both sides").format(area=name)
    if "left" in sides:
        return translate("plain", "{area}, your left side").format(area=name)
    if "right" in sides:
        return translate("plain", "{area}, your right side").format(area=name)
    return name


def _styles(chart: Chart, rows: Iterable[AreaDose]) -> tuple[str, ...]:
    """What the doses mean, each style once with its areas."""
    by_style: dict[Style, list[str]] = {}
    for row in rows:
        if row.style is not None:
            by_style.setdefault(row.style, []).append(area_words(chart.reference, base_area(row.area)))
    return tuple(
        style_words(style).format(areas=_listed(by_style[style]))
        for style in IN_ORDER
        if style in by_style and style_words(style)
    )


def _listed(names: Iterable[str]) -> str:
    return QLocale().createSeparatedList(list(dict.fromkeys(names)))


# ---------------------------------------------------------------------- when


def _review(chart: Chart) -> tuple[str, ...]:
    rule = chart.reference.review
    due = review_due(chart.visit, chart.reference)
    if rule is None or rule.from_days == rule.to_days:
        return (translate("plain", "Please come about {date}, so that we can see how it worked.").format(
            date=date_text(due)),)  # fmt: skip
    at = chart.visit.at.date()
    text = translate("plain", "Please come between {first} and {last}, so that we can see how it worked.")
    return (text.format(first=date_text(later(at, rule.from_days)), last=date_text(later(at, rule.to_days))),)


def _durations(chart: Chart, rows: Iterable[AreaDose]) -> dict[str, Duration | None]:
    """How long the effect is expected to last, by area."""
    found: dict[str, Duration | None] = {}
    for row in rows:
        if row.area != UNASSIGNED:
            found.setdefault(base_area(row.area), expected_duration(
                chart.reference, chart.visit.product, row.area, row.style, row.technique))  # fmt: skip
    return found


def _lasts(chart: Chart, rows: Iterable[AreaDose]) -> tuple[str, ...]:
    """“- Forehead: about 4–6 months, until about November 2026 to January 2027”: areas of one duration together."""
    durations = _durations(chart, rows)
    groups: dict[tuple[int | None, int], list[str]] = {}
    unknown = []
    for area, found in durations.items():
        name = area_words(chart.reference, area)
        if found is None:
            unknown.append(name)
        else:
            groups.setdefault((found.low_days, found.high_days), []).append(name)
    lines = []
    for found in dict.fromkeys(d for d in durations.values() if d is not None):
        names = groups.pop((found.low_days, found.high_days), None)
        if names:
            text = translate("plain", "{areas}: {time}, {until}")
            lines.append(_item(text.format(areas=_listed(names), time=_about(found), until=_until(chart, found))))
    if unknown:
        text = translate("plain", "{areas}: this differs from person to person; tell us when the movement comes back")
        lines.append(_item(text.format(areas=_listed(unknown))))
    return tuple(lines)


def _general_review(chart: Chart) -> tuple[str, ...]:
    rule = chart.reference.review
    if rule is None:
        return (translate("plain", "We will tell you when to come, so that we can see how it worked."),)
    if rule.from_days == rule.to_days:
        text = translate(
            "plain", "Please come about {days} days after the treatment, so that we can see how it worked."
        )
        return (text.format(days=rule.days),)
    text = translate(
        "plain", "Please come {first} to {last} days after the treatment, so that we can see how it worked."
    )
    return (text.format(first=rule.from_days, last=rule.to_days),)


def _general_lasts(chart: Chart) -> tuple[str, ...]:
    known = usual_duration(chart.reference, chart.visit.product)
    if known is None:
        return (translate("plain", "This differs from person to person; the movement comes back little by little."),)
    time = duration_text(Duration(*known, "", "B", weak=False))
    return (translate("plain", "Usually {time}. It differs from person to person.").format(time=time),)


def _about(found: Duration) -> str:
    text, about = duration_text(found), translate("plain", "about {time}")
    return text if found.low_days is None or found.low_days == found.high_days else about.format(time=text)


def _until(chart: Chart, found: Duration) -> str:
    at = chart.visit.at.date()
    last = _month(later(at, found.high_days))
    first = last if found.low_days is None else _month(later(at, found.low_days))
    if first == last:
        return translate("plain", "until about {month}").format(month=last)
    return translate("plain", "until about {first} to {last}").format(first=first, last=last)


def _month(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, 1), "MMMM yyyy")


# ---------------------------------------------------------------------- what to watch for


def _events(chart: Chart, treated: Iterable[str]) -> tuple[list[AdverseEvent], list[AdverseEvent]]:
    """What may happen after these areas: urgent ones, and the others from the particular to the general."""
    areas = set(treated)
    may = [event for event in chart.reference.adverse_events if not event.areas or areas & set(event.areas)]
    urgent = [event for event in may if event.urgent]
    urgent.sort(key=lambda event: FIRST.index(event.id) if event.id in FIRST else len(FIRST))
    return urgent, sorted((event for event in may if not event.urgent), key=lambda event: not event.areas)


# ---------------------------------------------------------------------- the page


def _parts(chart: Chart, faces: Faces, blocks: tuple[Block, ...]) -> tuple[Part, ...]:
    """The first blocks stand beside the map; what must be seen is framed."""
    made = [Prose(block.heading, block.lines, block.alert) for block in blocks]
    face = faces(View.FRONT, chart.visit.template) if chart.visit.points else None
    first = next((n for n, prose in enumerate(made) if prose.framed), len(made))
    beside = min(BESIDE_MAP, first)
    parts: list[Part] = list(made)
    if face is not None and beside:
        drawn = Map(face, translate("plain", "Where, seen from the front"), tinted=_tinted(chart),
                    sides=side_words())  # fmt: skip
        parts = [Beside(tuple(made[:beside]), drawn, MAP_MM), *made[beside:]]
    return tuple(parts)


def _tinted(chart: Chart) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.area for row in treated(chart)))


def _title(chart: Chart) -> str:
    if not chart.visit.points:
        return translate("plain", "About your treatment")
    return translate("plain", "Planned treatment") if chart.visit.is_draft else translate("plain", "Your treatment")


def _state(chart: Chart) -> tuple[str, str]:
    """In words for a patient: no hash, no reason that was meant for the record."""
    visit = chart.visit
    if visit.is_draft:
        return translate("plain", "PLANNED"), translate("plain", "Nothing of this was given yet.")
    if visit.status is Status.ENTERED_IN_ERROR:
        return translate("plain", "NOT VALID"), translate("plain", "This was written down by mistake.")
    if visit.status is Status.AMENDED or chart.newer is not None:
        return translate("plain", "REPLACED"), translate("plain", "A corrected one stands in its place.")
    return "", ""


def _identity(chart: Chart) -> str:
    return translate("words", "born {date}").format(date=date_text(chart.patient.born))


def _foot(chart: Chart, options: Options) -> str:
    return " · ".join(
        part for part in (clinic_text(chart), date_text(options.made_at.date())) if part
    )  # fmt: skip
