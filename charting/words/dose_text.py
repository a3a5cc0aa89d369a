"""What a row of doses says in words: beside its gauge, under the table, and to a screen reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Band, Style
from charting.domain.dosing.reference import Reference
from charting.domain.face.face import base_area
from charting.domain.face.scaling import percent
from charting.domain.visit.visit import Technique
from charting.words.words import (
    NOTHING,
    area_name,
    date_text,
    density_text,
    points_text,
    shortened,
    style_name,
    technique_name,
    units_text,
)

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
