"""The plain fields of a visit as people type them: vial size, diluent, expiry, lot."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QLocale

from charting.domain.days import checked_day
from charting.domain.dosing.reference import Dilution, Product
from charting.domain.people.patient import checked_text
from charting.domain.text import number_of, plain_line, western
from charting.domain.units import plain
from charting.domain.visit.visit import Technique, Vial, Visit
from charting.errors import Refused
from charting.exchange.codes import LONGEST_TEXT, is_no_lot, looks_scanned
from charting.words.dates import parse_date
from charting.words.words import date_format, date_text, one_line, shortened, technique_name, units_text

translate = QCoreApplication.translate

MOST_VIAL_UNITS = Decimal(10_000)
MOST_DILUENT_ML = Decimal(1_000)

_UNIT = re.compile(r"\s*(?:u|ml)$", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-/. ]\s*(\d{1,2})")
_CLOCK = re.compile(r"(?:^|(?<=[\s,]))(\d{1,2})\s*[:.h]\s*(\d{2})\s*([ap]\.?\s?m\.?)?$", re.IGNORECASE)
_LAST_DAY = date(2099, 12, 31)
"""Of two-digit years in an expiry date, those of this century are meant."""


def parse_vial(text: str) -> Decimal | None:
    """Units in the vial, in steps of 0.01 up to 10,000; None for an empty field."""
    return _amount(
        text, Decimal("0.01"), MOST_VIAL_UNITS,
        "“{given}” is not a vial size; type its units, such as 100.",
        "A vial holds 0.01 to 10,000 U, in steps of 0.01; {given} cannot be kept.",
    )  # fmt: skip


def parse_diluent(text: str) -> Decimal | None:
    """Millilitres of diluent, in steps of 0.001 up to 1,000; None for an empty field."""
    return _amount(
        text, Decimal("0.001"), MOST_DILUENT_ML,
        "“{given}” is no volume; type millilitres, such as 2.5 or 2,5.",
        "A vial is diluted with 0.001 to 1,000 mL, in steps of 0.001; {given} cannot be kept.",
    )  # fmt: skip


def _amount(text: str, step: Decimal, most: Decimal, not_a_number: str, out_of_range: str) -> Decimal | None:
    typed = text.strip()
    if not typed:
        return None
    value = number_of(_UNIT.sub("", typed))
    if value is None:
        raise Refused(not_a_number, given=shortened(typed, 40))
    if not step <= value <= most or value.quantize(step) != value:
        raise Refused(out_of_range, given=shortened(typed, 40))
    return plain(value)


def parse_lot(text: str, *, reads_codes: bool = True) -> str | None:
    """The lot as typed, up to 20 characters; None for an empty field. A whole code is refused: it is none.

    A field that `reads_codes` reads it when Enter is pressed a second time.
    """
    if looks_scanned(text.strip()):
        sentence = "“{given}” is a whole code, not a lot; type the lot alone."
        if reads_codes:
            sentence = "“{given}” is a whole code, not a lot. Press Enter once more to have it read as one."
        raise Refused(sentence, given=shortened(text.strip(), 40))
    if is_no_lot(text):
        raise Refused(
            "A lot has at most {most} characters; “{given}” has more. Scan the vial, or type its lot alone.",
            most=LONGEST_TEXT, given=shortened(text.strip(), 40),
        )  # fmt: skip
    lot = plain_line(text)
    return checked_text("The lot", lot) if lot.strip() else None


def parse_expiry(text: str) -> tuple[date | None, bool]:
    """An expiry date, and whether only its month was typed, which means the last day of it."""
    typed = western(text)
    if not typed:
        return None, False
    month_year, year_month = _MONTH_YEAR.fullmatch(typed), _YEAR_MONTH.fullmatch(typed)
    if month_year is None and year_month is None:
        try:
            return checked_day(parse_date(typed, _LAST_DAY)), False
        except Refused as refused:
            if not refused.template.startswith("“{given}”"):
                raise
            raise Refused(
                "“{given}” is not an expiry date; type it like 03/2027 or 2027-03-31.", given=shortened(typed, 40)
            ) from None
    if month_year is not None:
        month, year = int(month_year[1]), int(month_year[2])
    else:
        assert year_month is not None
        year, month = int(year_month[1]), int(year_month[2])
    if not 1 <= month <= 12 or year < 1:
        raise Refused("“{given}” is not an expiry date; a year has the months 1 to 12.", given=shortened(typed, 40))
    return checked_day(date(year, month, calendar.monthrange(year, month)[1])), True


def strength_text(vial_units: Decimal, diluent_ml: Decimal) -> str:
    """What a dilution makes: “4 U per 0.1 mL”, to a hundredth of a unit."""
    units = (vial_units / diluent_ml / 10).quantize(Decimal("0.01"))
    return translate("fields", "{units} U per 0.1 mL").format(units=units_text(units))


def dilution_text(dilution: Dilution) -> str:
    """“100 U in 2.5 mL: 4 U per 0.1 mL”."""
    return translate("fields", "{vial} U in {ml} mL: {strength}").format(
        vial=units_text(dilution.vial_units),
        ml=units_text(dilution.diluent_ml),
        strength=strength_text(dilution.vial_units, dilution.diluent_ml),
    )


def dilution_source(dilution: Dilution) -> str:
    """Where a dilution comes from, its mark in words, and the technique where it is for microdroplets."""
    said = _dilution_source(dilution)
    return said if dilution.technique is Technique.IM else f"{technique_name(dilution.technique)} · {said}"


def _dilution_source(dilution: Dilution) -> str:
    if dilution.mark == "C":
        return translate("fields", "{source} · not verified").format(source=dilution.source.short)
    return translate("fields", "{source} · mark {mark}").format(source=dilution.source.short, mark=dilution.mark)


def parse_moment(text: str, before: datetime) -> datetime:
    """A date with its time, as shown or as typed; either alone keeps the other. The UTC offset stays `before`'s."""
    typed, here = text.strip(), QLocale()
    shown = here.toDateTime(typed, f"{date_format(here.name())} {here.timeFormat(QLocale.FormatType.ShortFormat)}")
    if shown.isValid():
        day, clock = shown.date(), shown.time()
        return datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute(), tzinfo=before.tzinfo)
    typed = western(typed)
    found = _CLOCK.search(typed)
    day_text = typed[: found.start()].rstrip(" ,") if found else typed
    on, hour, minute = before.date(), before.hour, before.minute
    if found is not None:
        hour, minute = int(found[1]), int(found[2])
        half = (found[3] or "").lower()[:1]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 24
    if hour > 23 or minute > 59 or not typed:
        raise Refused("“{given}” is not a time; type it like 14 Jul 2026 10:20.", given=shortened(typed, 40))
    if day_text:
        on = parse_date(day_text, _LAST_DAY)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=before.tzinfo)


def vial_text(units: Decimal | None) -> str:
    """“100 U”; empty for None."""
    return "" if units is None else translate("fields", "{number} U").format(number=units_text(units))


def diluent_text(ml: Decimal | None) -> str:
    """“2.5 mL”; empty for None."""
    return "" if ml is None else translate("fields", "{number} mL").format(number=units_text(ml))


def visit_strength(visit: Visit | Vial) -> str:
    """What the dilution of a visit or a vial makes, empty when it is not known."""
    if not visit.vial_units or not visit.diluent_ml:
        return ""
    return strength_text(visit.vial_units, visit.diluent_ml)


def label_words(held: Visit | Vial, product: Product | None) -> str:
    """What the label and the diluent say in one line: of the vial in hand, or of what was typed into the visit."""
    size = vial_text(held.vial_units) if held.vial_units is not None else ""
    if size and held.diluent_ml is not None and not (product is not None and product.ready_to_use):
        size = translate("fields", "{vial} in {ml}").format(vial=size, ml=diluent_text(held.diluent_ml))
    lot = translate("fields", "lot {lot}").format(lot=one_line(held.lot)) if held.lot else ""
    expires = translate("fields", "exp. {date}").format(date=date_text(held.expires)) if held.expires else ""
    # A picked vial has its lot on the chip above; its strength is what the hand needs then.
    said = (size, visit_strength(held) if isinstance(held, Vial) else lot, expires)
    return " · ".join(part for part in said if part) or translate("fields", "no vial, lot or dilution")
