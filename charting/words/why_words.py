"""Reasons, checks and signs in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.domain.dosing.whys import reason_for
from charting.domain.face.face import base_area
from charting.domain.visit.record import KeptRange, Reason, Why
from charting.words.words import area_name, one_line, style_name, units_text

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import AreaDose
    from charting.domain.dosing.reference import Reference

translate = QCoreApplication.translate


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
