"""What is weighed at a consultation, in words: the signs' basis in the record, and the aim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.visit.candidates import Basis, Known
from charting.words.past_words import span_words
from charting.words.why_words import areas_said
from charting.words.words import area_name, date_text, style_name

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Candidate, Reference
    from charting.domain.visit.record import Consultation

translate = QCoreApplication.translate


def basis_text(reference: Reference, basis: Basis) -> str:
    """“38 years old”, “still moved at the review of 3 May 2026: Glabella”: what the record knows."""
    day = date_text(basis.on) if basis.on is not None else ""
    areas = areas_said(reference, basis.areas)
    if basis.known is Known.AGE:
        return translate("consult", "{years} years old").format(years=basis.number)
    if basis.known is Known.MALE:
        return translate("consult", "a man")
    if basis.known is Known.HELD:
        text = translate("consult", "the dose of {date} held {time}")
        return text.format(date=day, time=span_words(basis.number))
    if basis.known is Known.SHORTER:
        text = translate("consult", "the dose of {date} held {time}, the one before {before}")
        return text.format(date=day, time=span_words(basis.number), before=span_words(basis.before))
    if basis.known is Known.RESIDUAL:
        return translate("consult", "still moved at the review of {date}: {areas}").format(date=day, areas=areas)
    return translate("consult", "the reason given on {date}: {areas}").format(date=day, areas=areas)


def evidence_text(sign: Candidate) -> str:
    """“movement is largely kept · short source · mark B · weak evidence”."""
    parts = [sign.reason, sign.source.short, translate("doses", "mark {mark}").format(mark=sign.mark)]
    if sign.weak:
        parts.append(translate("doses", "weak evidence"))
    return " · ".join(parts)


def aim_name(style: RangeStyle) -> str:
    return style_name(Style(style.value))


def aim_text(reference: Reference, weighed: Consultation | None) -> str:
    """“Aim: micro, Glabella standard”; empty without a choice."""
    if weighed is None or not weighed.choices:
        return ""
    parts = [
        " ".join((*((area_name(reference, choice.area),) if choice.area else ()), aim_name(choice.style)))
        for choice in weighed.choices
    ]
    return translate("consult", "Aim: {styles}").format(styles=", ".join(parts))
