"""What a row of doses says in words: beside its gauge, under the table, and to a screen reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Band
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import Style
from charting.domain.dosing.whys import reason_for
from charting.domain.face.face import base_area
from charting.domain.face.scaling import percent
from charting.domain.visit.record import KeptRange, Reason, Why
from charting.domain.visit.visit import Technique
from charting.words.words import (
    NOTHING,
    area_name,
    date_text,
    density_text,
    one_line,
    points_text,
    shortened,
    style_name,
    technique_name,
    time_text,
    units_text,
)

if TYPE_CHECKING:
    from charting.domain.past.sittings import Also


translate = QCoreApplication.translate


def row_name(reference: Reference, dose: AreaDose, *, full: bool = False) -> str:
    """The area of a row; that of points on none is “On no area”."""
    return area_name(reference, dose.area, full=full)


def state_name(style: Style) -> str:
    return translate("doses", "no reference range") if style is Style.NO_RANGE else style_name(style)


def two_lines(dose: AreaDose) -> bool:
    """Whether the state needs more room than there is beneath the gauge."""
    return differ(dose) or ((dose.surface_uncertain or dose.undosed > 0) and dose.style is not None)


def differ(dose: AreaDose) -> bool:
    """Whether units and density give different styles, as they do on a face larger or smaller than the average."""
    return dose.density_style is not None and dose.density_style is not dose.style


def state_text(dose: AreaDose) -> str:
    """“micro”; “standard · density between” where the two differ, “micro · surface uncertain” where that is so."""
    if dose.style is None:
        return translate("doses", "not dosed yet")
    if dose.area == UNASSIGNED:
        return translate("doses", "see cautions")
    text = state_name(dose.style)
    if differ(dose) and dose.density_style is not None:
        both = translate("doses", "{style} · density {density_style}")
        text = both.format(style=text, density_style=state_name(dose.density_style))
    elif dose.surface_uncertain:
        text = translate("doses", "{style} · surface uncertain").format(style=text)
    if dose.undosed:
        text = translate("doses", "{state} · {count} undosed").format(state=text, count=dose.undosed)
    return text


def undosed_text(count: int) -> str:
    """“1 point undosed”, “3 points undosed”."""
    if count == 1:
        return translate("doses", "1 point undosed")
    return translate("doses", "{count} points undosed").format(count=count)


def units_said(units: Decimal) -> str:
    """“1 unit”, “6.5 units”, for reading aloud."""
    if units == 1:
        return translate("doses", "1 unit")
    return translate("doses", "{units} units").format(units=units_text(units))


def row_sentence(reference: Reference, dose: AreaDose) -> str:
    """The whole row for somebody who does not see it."""
    parts = [translate("doses", "{area}: {points}").format(
        area=row_name(reference, dose, full=True), points=points_text(dose.points)
    )]  # fmt: skip
    if dose.technique is Technique.ID:
        parts.append(technique_name(dose.technique))
    if dose.undosed:
        parts.append(undosed_text(dose.undosed))
    if dose.style is not None:
        parts.append(units_said(dose.units))
    if dose.density_u_cm2 is not None and dose.style is not None:
        text = translate("doses", "{density} units per square centimetre")
        parts.append(text.format(density=density_text(dose.density_u_cm2)))
    if dose.style is not None and dose.density_style is not None and differ(dose):
        text = translate("doses", "{style} by units, {density_style} by density")
        parts.append(text.format(style=state_name(dose.style), density_style=state_name(dose.density_style)))
    elif dose.style is not None:
        parts.append(state_name(dose.style))
    parts.extend(part for part in (certainty_text(dose),) if part and dose.style is not None)
    parts.extend(band_sentence(name, band) for name, band in bands_of(dose))
    return ", ".join(parts) + "."


def certainty_text(dose: AreaDose) -> str:
    """“surface known to ±15 %”, or that it is not known; empty where the visit's own rule does not say."""
    if dose.surface_uncertain:
        return translate("doses", "surface uncertain here")
    if dose.tolerance == 1 or dose.surface_cm2 is None:
        return ""
    return translate("doses", "surface known to ±{percent} %").format(percent=percent(dose.tolerance))


def bands_of(dose: AreaDose) -> list[tuple[str, Band]]:
    """The ranges of a row with their names, micro first."""
    named = ((Style.MICRO, dose.micro), (Style.STANDARD, dose.standard))
    return [(style_name(style), band) for style, band in named if band is not None]


def band_sentence(name: str, band: Band) -> str:
    if band.low == band.high:
        return translate("doses", "{style} is {low} units").format(style=name, low=units_text(band.low))
    text = translate("doses", "{style} is {low} to {high} units")
    return text.format(style=name, low=units_text(band.low), high=units_text(band.high))


def span_text(low: Decimal, high: Decimal) -> str:
    """“5–7.5”; one value alone where both ends are the same."""
    return units_text(low) if low == high else f"{units_text(low)}–{units_text(high)}"


def density_span(band: Band) -> str:
    """“0.096–0.14 U/cm²”, of one side where the range is for both; empty where the area has no surface."""
    density = band.density_each_side
    if density is None:
        return ""
    low, high = (density_text(value) for value in density)
    text = translate("doses", "{density} U/cm²")
    return text.format(density=low if density[0] == density[1] else f"{low}–{high}")


def per_text(reference: Reference, dose: AreaDose, band: Band) -> str:
    """What the range counts: both sides together, one side, or the whole area."""
    if band.per_total_of_both:
        return translate("doses", "both sides together")
    info = reference.areas.get(base_area(dose.area))
    if info is not None and info.paired:
        return translate("doses", "per side")
    return translate("doses", "in all")


def mark_text(mark: str) -> str:
    return translate("doses", "mark {mark}").format(mark=mark)


def own_text(set_by: str, set_on: date | None) -> str:
    """“set by Dr X, 12 Nov 2026”; no source stands behind a range of the clinic's own, somebody does."""
    day = date_text(set_on) if set_on is not None else NOTHING
    if not set_by:
        return translate("doses", "set on {date}").format(date=day)
    return translate("doses", "set by {name}, {date}").format(name=shortened(set_by, 40), date=day)


def evidence_text(band: Band) -> str:
    """Mark and the words that go with it: “mark B · weak evidence · derived”; of an own range who set it, and when."""
    words = [own_text(band.set_by, band.set_on) if band.mark == "own" else mark_text(band.mark)]
    if band.weak:
        words.append(translate("doses", "weak evidence"))
    if band.derived:
        words.append(translate("doses", "derived"))
    if band.not_default:
        words.append(translate("doses", "not a default"))
    return " · ".join(words)


# ----------------------------------------------------------------------
# What else was given with a row of doses, in words.


_ABOVE = (Style.ABOVE_STANDARD, Style.ABOVE_MICRO)


def also_text(also: Also, own: str, day: date, today: date | None) -> str:
    """“20 U here at 15:31 today, 38 U in all”, “8 U today, 28 U with the treatment”; `own` are the row's own units.

    On paper, which is read on other days, there is no `today`.
    """
    parts = []
    if also.day is not None:
        words = (
            translate("sitting", "{units} U here at {time} today") if day == today
            else translate("sitting", "{units} U here at {time} the same day")
        )  # fmt: skip
        said = ", ".join(words.format(units=units_text(units), time=time_text(at)) for at, units in also.others)
        whole = translate("sitting", "{said}, {units} U in all").format(said=said, units=units_text(also.day.units))
        parts.append(_styled(whole, also.day.style))
    if also.course is not None:
        words = (
            translate("sitting", "{own} U today, {units} U with the treatment") if day == today
            else translate("sitting", "{own} U here, {units} U with the treatment")
        )  # fmt: skip
        said = words.format(own=own, units=units_text(also.course.units))
        parts.append(_styled(said, also.course.style))
    return " · ".join(parts)


def _styled(text: str, style: Style) -> str:
    return translate("sitting", "{said} (above)").format(said=text) if style in _ABOVE else text


# ----------------------------------------------------------------------
# Reasons, checks and signs in words.


def reason_name(reason: Reason) -> str:
    """A reason as it stands on its chip."""
    return {
        Reason.STRONG_MUSCLE: translate("whys", "strong muscle"),
        Reason.PATIENTS_WISH: translate("whys", "patient's wish"),
        Reason.CORRECTION: translate("whys", "correction"),
        Reason.OTHER: translate("whys", "other"),
        Reason.SEEN: translate("whys", "seen"),
        Reason.ANOTHER_BOX: translate("whys", "another box, lot on paper"),
        Reason.LABEL_GONE: translate("whys", "label unreadable"),
        Reason.LOT_FOLLOWS: translate("whys", "lot follows"),
        Reason.NO_OTHER_VIAL: translate("whys", "no other vial"),
        Reason.DATE_EXTENDED: translate("whys", "date extended by the maker"),
    }[reason]


def why_text(why: Why) -> str:
    """The reason in the fewest words: its name, or what somebody wrote instead of “other”."""
    if why.note:
        return one_line(why.note) if why.reason is Reason.OTHER else f"{reason_name(why.reason)}, {one_line(why.note)}"
    return reason_name(why.reason)


def rows_name(reference: Reference, rows: Sequence[AreaDose]) -> str:
    """“Forehead”, “Crow's feet R”; both sides together go by the area's own name."""
    if len({base_area(dose.area) for dose in rows}) == 1:
        return area_name(reference, rows[0].area if len(rows) == 1 else base_area(rows[0].area))
    return translate("whys", "{count} rows").format(count=len(rows))


def asked_text(reference: Reference, rows: Sequence[AreaDose]) -> str:
    """“Forehead above standard: why?”."""
    style = rows[0].style
    name = rows_name(reference, rows)
    if len({base_area(dose.area) for dose in rows}) > 1 or style is None:
        return translate("whys", "{rows} outside their ranges: why?").format(rows=name)
    return translate("whys", "{area} {style}: why?").format(area=name, style=style_name(style))


def kept_text(why: Why) -> str:
    """“Why: strong muscle. Then 30 U; micro 5–7.5 (short source, mark B), standard 10–20 (…)”: what was compared."""
    text = translate("whys", "Why: {reason}").format(reason=why_text(why))
    if why.units is None:
        return text
    named = ((translate("whys", "micro"), why.micro), (translate("whys", "standard"), why.standard))
    ranges = [f"{name} {range_text(kept)}" for name, kept in named if kept is not None]
    then = translate("whys", "{units} U then, compared with {ranges}")
    return f"{text}. {then.format(units=units_text(why.units), ranges='; '.join(ranges))}" if ranges else text


def row_why_text(why: Why, dose: AreaDose) -> str:
    """The reason of a row; what was compared then only where it is not what is compared now."""
    now = reason_for(dose, why.reason, why.note)
    return translate("whys", "Why: {reason}").format(reason=why_text(why)) if now == why else kept_text(why)


def range_text(kept: KeptRange) -> str:
    """“10–20 U (short source, mark B)”."""
    span = units_text(kept.low) if kept.low == kept.high else f"{units_text(kept.low)}–{units_text(kept.high)}"
    return translate("whys", "{span} U ({source}, mark {mark})").format(
        span=span, source=one_line(kept.source), mark=one_line(kept.mark)
    )


def areas_said(reference: Reference, codes: Iterable[str]) -> str:
    """Areas in a list, each once, without its side."""
    return ", ".join(dict.fromkeys(area_name(reference, base_area(code)) for code in codes))
