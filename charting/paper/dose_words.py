"""The doses of a visit by area, as a table for paper: units, density, style, and both bands with their sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Band, gauge_scale
from charting.domain.dosing.styles import Style
from charting.domain.face.face import Commands, FaceView, View
from charting.domain.face.outline import Outline, outline
from charting.domain.face.scaling import percent
from charting.domain.face.unrolling import seen_on
from charting.domain.visit.visit import Technique
from charting.paper.sheet import Bar, MapPoint, Part, Prose, Row, Table
from charting.words.dose_words import also_text, differ
from charting.words.past_words import table_text
from charting.words.words import (
    NOTHING,
    area_name,
    date_text,
    density_text,
    one_line,
    style_name,
    translate,
    units_text,
)

if TYPE_CHECKING:
    from charting.domain.visit.chart import Chart


WIDTHS = (0.20, 0.08, 0.08, 0.085, 0.195, 0.10, 0.115, 0.145)
FIGURES = frozenset({1, 2, 3, 5, 6})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SHOWN = (
    Style.BELOW_MICRO, Style.MICRO, Style.BOTH, Style.BETWEEN, Style.BELOW_STANDARD, Style.STANDARD,
    Style.ABOVE_MICRO, Style.ABOVE_STANDARD, Style.NO_RANGE,
)  # fmt: skip


def used_styles(chart: Chart) -> tuple[Style, ...]:
    """The styles that the points of a visit have, for the key of its maps."""
    there = {row.style for row in chart.assessment.areas}
    return tuple(style for style in SHOWN if style in there)


def dose_parts(chart: Chart) -> list[Part]:
    """The table of a visit with points; nothing without any."""
    rows = chart.assessment.areas
    if not rows:
        return []
    notes = _Notes()
    lines = tuple(_row(chart, row, notes) for row in rows)
    return [
        Table(
            (
                translate("sheet", "Area"), translate("sheet", "Points"), translate("sheet", "Units"),
                translate("sheet", "U/cm²"), translate("sheet", "Style"), translate("sheet", "Micro, U"),
                translate("sheet", "Standard, U"), translate("sheet", "Dose in both"),
            ),
            (*lines, _total(chart)), WIDTHS, FIGURES, _note(chart, notes),
        ),
        *_together(chart),
    ]  # fmt: skip


def _together(chart: Chart) -> list[Part]:
    """What else was given on the day, and with the treatment that is topped up, area by area."""
    lines = tuple(
        translate("sheet", "{area}: {said}").format(
            area=_name(chart, row), said=also_text(also, units_text(row.units), chart.visit.day, None)
        )
        for row in chart.assessment.areas
        if (also := chart.also.get((row.area, row.technique))) is not None
    )
    return [Prose(translate("sheet", "Given together"), lines)] if lines else []


def _name(chart: Chart, row: AreaDose) -> str:
    name = area_name(chart.reference, row.area)
    if row.technique is Technique.ID:
        return translate("sheet", "{area}, intradermal").format(area=name)
    return name


class _Notes:
    """The sources under the table, each once, with the figure that points to it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, text: str) -> str:
        return str(self._numbers.setdefault(text, len(self._numbers) + 1)).translate(_RAISED)

    def text(self) -> str:
        return "  ".join(f"{str(n).translate(_RAISED)} {text}." for text, n in self._numbers.items())


def _row(chart: Chart, row: AreaDose, notes: _Notes) -> Row:
    name = _name(chart, row)
    points = str(row.points)
    if row.undosed:
        points = translate("sheet", "{points}, {undosed} undosed").format(points=row.points, undosed=row.undosed)
    return Row(
        (
            name, points, units_text(row.units), density_text(row.density_u_cm2),
            _style(row), _band(row.micro, notes),
            _band(row.standard, notes), "",
        ),
        _bar(row),
    )  # fmt: skip


def _style(row: AreaDose) -> str:
    """“standard”, by density too or what else that says; or that the surface is uncertain. As on the desk."""
    if row.style is None:
        return NOTHING
    if row.area == UNASSIGNED:
        return translate("sheet", "see Cautions")
    if differ(row) and row.density_style is not None:
        both = translate("sheet", "{style}; by density {density_style}")
        return both.format(style=style_name(row.style), density_style=style_name(row.density_style))
    if row.surface_uncertain:
        return translate("sheet", "{style}; surface uncertain").format(style=style_name(row.style))
    return style_name(row.style)


def _band(band: Band | None, notes: _Notes) -> str:
    if band is None:
        return NOTHING
    low, high = units_text(band.low), units_text(band.high)
    return f"{low if band.low == band.high else f'{low}–{high}'}{notes.mark(_source(band))}"


def _source(band: Band) -> str:
    """Where a range comes from, and what must be known of it."""
    if band.mark == "own":
        by = one_line(band.set_by)
        day = date_text(band.set_on) if band.set_on is not None else ""
        parts = [translate("sheet", "set by this clinic"), ", ".join(part for part in (by, day) if part)]
    else:
        source = one_line(band.source_short or band.source)
        parts = [source, translate("doses", "mark {mark}").format(mark=band.mark)]
    said = (
        (band.weak, translate("doses", "weak evidence")), (band.derived, translate("sheet", "derived")),
        (band.not_default, translate("sheet", "not a default")),
        (band.per_total_of_both, translate("sheet", "both sides together")),
    )  # fmt: skip
    return ", ".join([*(part for part in parts if part), *(text for holds, text in said if holds)])


def _bar(row: AreaDose) -> Bar | None:
    scale = gauge_scale(row)
    if scale is None:
        return None

    def ends(band: Band | None) -> tuple[float, float] | None:
        if band is None:
            return None
        low, high = scale.ends(band)
        return scale.fraction(low), scale.fraction(high)

    return Bar(ends(row.micro), ends(row.standard), None if row.style is None else scale.fraction(scale.units))


def _total(chart: Chart) -> Row:
    found = chart.assessment
    points = str(len(chart.visit.points))
    return Row(
        (translate("sheet", "In all"), points, units_text(found.total_units), "", style_name(found.style), "", "", ""),
        strong=True,
    )


def _note(chart: Chart, notes: _Notes) -> str:
    """The sources, what the bands are, and which table was compared with."""
    said = [notes.text()] if notes.text() else []
    if any(row.micro or row.standard for row in chart.assessment.areas):
        said.append(translate("sheet", "Bars: standard behind, micro half as high in front, the dose a black mark."))
        said.append(_reviewed(chart))
    known = sorted({percent(row.tolerance) for row in chart.assessment.areas if row.surface_cm2 and row.tolerance > 1})
    if known:
        text = translate("sheet", "U/cm² of skin, whose surface is known to ±{percent} %.")
        said.append(text.format(percent=f"{known[0]}–{known[-1]}" if len(known) > 1 else known[0]))
    else:
        said.append(translate("sheet", "U/cm² of skin."))
    told = table_text(chart.compared)
    return " ".join([*said, told] if told else said)


def _reviewed(chart: Chart) -> str:
    """Who of the clinic looked through the shipped ranges; of a sheet without names only that somebody did."""
    review = chart.reviewed
    if review is None:
        return translate("sheet", "No clinician of this clinic has reviewed the shipped reference ranges.")
    if not review.by:
        return translate("sheet", "A clinician has reviewed the shipped reference ranges.")
    text = translate("sheet", "Shipped reference ranges reviewed by {name}, {date}.")
    return text.format(name=one_line(review.by), date=date_text(review.at.date()))


# ----------------------------------------------------------------------
# The points of other views whose skin is seen in a view too.


def seen_too(face: FaceView, elsewhere: Iterable[tuple[View, MapPoint]]) -> tuple[MapPoint, ...]:
    """Of points that were drawn in other views those whose skin is seen in this one, hollow and where it lies here."""
    skin = _skin(face.outline)
    found = []
    for drawn, point in elsewhere:
        place = seen_on(skin, face.view, drawn, point.x_mm, point.y_mm) if drawn is not face.view else None
        if place is not None:
            found.append(replace(point, x_mm=place[0], y_mm=place[1], number="", hollow=True))
    return tuple(found)


@lru_cache(maxsize=16)
def _skin(path: Commands) -> Outline:
    return outline(path)
