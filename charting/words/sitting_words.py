"""What else was given with a row of doses, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.domain.dosing.styles import Style
from charting.words.words import time_text, units_text

if TYPE_CHECKING:
    from charting.domain.past.sittings import Also

translate = QCoreApplication.translate
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
