"""What values are called on the screen, and how numbers, dates and names are written there.

Plain functions: each gives plain text in the language of the desk, with the locale's decimal sign and dates.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from charting.domain.dosing.styles import Style
from charting.domain.face.face import SideWords, View, base_area, side_of_area
from charting.domain.people.patient import Patient, Sex, age_on
from charting.domain.units import plain
from charting.domain.visit.visit import Kind, Status, Technique
from charting.errors import Problem
from charting.words import privacy

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference

NOTHING = "–"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_LONGEST_RUN = 40

translate = QCoreApplication.translate


# ---------------------------------------------------------------------- what things are called


def tr_problem(problem: Problem) -> str:
    """The sentence of a problem in the language of the desk; in English where the translation does not fit it."""
    try:
        return translate("Problem", problem.template).format(**problem.values)
    except (KeyError, IndexError, ValueError):
        return str(problem)


def style_name(style: Style) -> str:
    """The style as it stands in a pill or beside a gauge."""
    return {
        Style.BELOW_MICRO: translate("words", "below micro"),
        Style.MICRO: translate("words", "micro"),
        Style.BOTH: translate("words", "micro and standard"),
        Style.BETWEEN: translate("words", "between"),
        Style.STANDARD: translate("words", "standard"),
        Style.ABOVE_STANDARD: translate("words", "above standard"),
        Style.BELOW_STANDARD: translate("words", "below standard"),
        Style.ABOVE_MICRO: translate("words", "above micro"),
        Style.NO_RANGE: translate("words", "no range"),
        Style.MIXED: translate("words", "mixed"),
    }[style]


def kind_name(kind: Kind) -> str:
    return {
        Kind.TREATMENT: translate("words", "treatment"),
        Kind.TOUCH_UP: translate("words", "touch-up"),
        Kind.REVIEW: translate("words", "review"),
    }[kind]


def status_name(status: Status) -> str:
    return {
        Status.DRAFT: translate("words", "draft"),
        Status.SIGNED: translate("words", "signed"),
        Status.AMENDED: translate("words", "amended"),
        Status.ENTERED_IN_ERROR: translate("words", "entered in error"),
    }[status]


def sex_name(sex: Sex | None) -> str:
    if sex is None:
        return translate("words", "not stated")
    return {
        Sex.FEMALE: translate("words", "female"),
        Sex.MALE: translate("words", "male"),
        Sex.OTHER: translate("words", "other"),
    }[sex]


def view_name(view: View) -> str:
    return {
        View.FRONT: translate("words", "Front"),
        View.RIGHT: translate("words", "Patient's right"),
        View.LEFT: translate("words", "Patient's left"),
    }[view]


def place_in_view(view: View) -> str:
    """Where something was charted that is seen from elsewhere too."""
    return {
        View.FRONT: translate("words", "in the front view"),
        View.RIGHT: translate("words", "in the right profile"),
        View.LEFT: translate("words", "in the left profile"),
    }[view]


def side_words() -> SideWords:
    """What stands beside a face: the letters of the patient's sides, and the words of the profiles."""
    return SideWords(
        translate("words", "R"), translate("words", "L"), translate("words", "Right"), translate("words", "Left")
    )


def technique_name(technique: Technique) -> str:
    return {
        Technique.IM: translate("words", "intramuscular"),
        Technique.ID: translate("words", "intradermal"),
    }[technique]


def area_name(reference: Reference, code: str | None, *, full: bool = False) -> str:
    """“Crow's feet R”, or in full “Lateral canthal lines (crow's feet), patient's right”; “On no area” without one."""
    info = reference.areas.get(base_area(code)) if code else None
    if info is None:
        return translate("words", "On no area")
    name, side = (info.name if full else info.short_name), side_of_area(code or "")
    if side is None:
        return name
    if full:
        right, left = translate("words", "{area}, patient's right"), translate("words", "{area}, patient's left")
    else:
        right, left = translate("words", "{area} R"), translate("words", "{area} L")
    return (right if side == "right" else left).format(area=name)


def product_name(reference: Reference, code: str | None) -> str:
    """The name an injector says: “Botox Cosmetic”."""
    if code is None:
        return translate("words", "No product")
    product = reference.products.get(code)
    return product.name if product is not None else code


def points_text(count: int) -> str:
    """“1 point”, “17 points”."""
    one, more = translate("words", "1 point"), translate("words", "{count} points")
    return one if count == 1 else more.format(count=count)


# ---------------------------------------------------------------------- numbers and dates


def units_text(value: Decimal) -> str:
    """“6.5”, or “6,5”: the decimal sign of the locale, never grouped, no digit that says nothing."""
    return _localised(f"{plain(value):f}")


def typed_number(value: Decimal | Fraction | None) -> str:
    """A number as a field shows it for editing; empty for None."""
    return "" if value is None else units_text(Decimal(str(value)))


def density_text(value: float | None) -> str:
    """U/cm2 with two decimals, three below 0.1 so that a micro dose still shows two figures."""
    if value is None:
        return NOTHING
    return _localised(f"{value:.2f}" if value >= 0.0995 or value == 0 else f"{value:.3f}")


def ml_text(value: Fraction | Decimal | None) -> str:
    """Millilitres with two decimals, three below 0.1."""
    return density_text(None if value is None else float(value))


def date_text(day: date) -> str:
    """“14 Jul 2026” in the order of the locale: the month in letters, since 3/5 and 5/3 are both dates of birth."""
    locale = QLocale()
    return locale.toString(QDate(day.year, day.month, day.day), date_format(locale.name()))


def datetime_text(at: datetime) -> str:
    """Date and time on the clock of the place where it happened (`at` carries its offset)."""
    return f"{date_text(at.date())} {time_text(at)}"


def time_text(at: datetime) -> str:
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


@lru_cache(maxsize=8)
def date_format(locale_name: str) -> str:
    """The locale's long date without its weekday and with the month shortened; a QDate format."""
    long = QLocale(locale_name).dateFormat(QLocale.FormatType.LongFormat)
    kept = re.sub(r"[\s,،፡፣፥-]*d{3,4}[\s,،፡፣፥-]*", " ", long).strip()
    kept = re.sub(r"\s{2,}", " ", kept.replace("MMMM", "MMM"))
    bare = re.sub(r"'[^']*'", "", kept)
    return kept if all(part in bare for part in ("d", "M", "yyyy")) else "d MMM yyyy"


def _localised(digits: str) -> str:
    # Comma and dot are the two signs that can be typed; the figures stay those that can be typed too.
    return digits.replace(".", ",") if QLocale().decimalPoint() == "," else digits


# ---------------------------------------------------------------------- people and their text


def one_line(text: str) -> str:
    """Text somebody typed as one line of plain text: no breaks, and no mark that turns the rest of the line around."""
    shown = " ".join(text.translate(_DIRECTION_MARKS).split())
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in shown):
        return f"{_ISOLATE}{shown}{_END_ISOLATE}"  # so that it keeps its place among text of the other direction
    return shown


def shortened(text: str, longest: int = 60) -> str:
    """Text for the middle of a sentence: cut when it is longer than a name ever needs."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    return one_line(line[: longest - 1]) + "…"


def person_name(patient: Patient) -> str:
    """“Family, Given” on one line; initials while the privacy key hides who it is."""
    names = (patient.family_name, patient.given_name)
    return ", ".join(one_line(privacy.initial(name) if privacy.is_hidden() else name) for name in names)


def born_text(patient: Patient) -> str:
    return translate("words", "born {date}").format(date=born_date(patient))


def born_date(patient: Patient) -> str:
    """The birth date alone."""
    return privacy.DOTS if privacy.is_hidden() else date_text(patient.born)


def chart_text(patient: Patient) -> str:
    """“chart 10482”; empty without a chart number."""
    if not patient.chart_no:
        return ""
    return translate("words", "chart {number}").format(number=chart_number(patient))


def chart_number(patient: Patient) -> str:
    """The chart number alone; empty without one."""
    number = one_line(patient.chart_no or "")
    return privacy.DOTS if number and privacy.is_hidden() else number


def age_text(patient: Patient, today: date) -> str:
    return translate("words", "{years} y").format(years=age_on(patient.born, today))


def tooltip(text: str) -> str:
    """Text for a tooltip, which shows it as plain text whatever it holds, in lines that fit a screen."""
    run = re.compile(r"\S{" + str(_LONGEST_RUN) + r"}")
    broken = run.sub(lambda found: found[0] + "\u200b", text)
    return f"<qt>{html.escape(broken).replace(chr(10), '<br>')}</qt>" if text else ""


def on_button(text: str) -> str:
    """Text for a button, a menu or a tab, where a lone “&” would be taken for the mark of a key."""
    return text.replace("&", "&&")
