"""What later programs put into an exchange file: vials, reasons, notes after signing, histories, consents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from msgspec import UNSET, UnsetType

from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.consent import Consent, ConsentTo, Withdrawal, checked_consent, checked_withdrawal
from charting.domain.people.history import Answer, Condition, EarlierToxin, PatientHistory, checked_history
from charting.domain.visit.outcome import LONGEST_WORDS, EventSide, FoundEvent, Severity
from charting.domain.visit.record import (
    Addendum,
    AreaPrice,
    Bulging,
    Consultation,
    KeptRange,
    Marked,
    MuscleFinding,
    Reason,
    StyleChoice,
    Thickness,
    Why,
)
from charting.domain.visit.visit import Meaning, Signature, Status, Vial
from charting.exchange.json.shape_record import (
    AddendumShape,
    AreaPriceShape,
    ConsentShape,
    ConsultationShape,
    EarlierToxinShape,
    EventShape,
    FindingOfMuscleShape,
    HistoryShape,
    KeptRangeShape,
    MarkedShape,
    SignatureShape,
    StyleChoiceShape,
    VialShape,
    WhyShape,
)
from charting.exchange.json.text import Number
from charting.exchange.json.values import (
    LONGEST_NOTE,
    Values,
    day,
    diluent_ml,
    label_day,
    moment,
    price,
    stepped,
    vial_units,
)

MOST_VIALS, MOST_ROWS = 100, 400
LONGEST_SOURCE, LONGEST_CODE, LONGEST_ABOUT = 1000, 100, 200

_S = TypeVar("_S")
_R = TypeVar("_R")
_I = TypeVar("_I", Addendum, Consent)


def each(shapes: Sequence[_S], path: str, reading: Callable[[_S, str], _R]) -> tuple[_R, ...]:
    """Every row of a list, with its own path."""
    return tuple(reading(shape, f"{path}[{n}]") for n, shape in enumerate(shapes))


def said(values: Values, given: str, path: str, longest: int) -> str:
    """A text of one line that has to say something."""
    return _something(values, values.text(given, path, longest) or "", path)


def told(values: Values, given: str, path: str, longest: int = LONGEST_NOTE) -> str:
    """A text of several lines that has to say something."""
    return _something(values, values.note(given, path, longest), path)


def _something(values: Values, text: str, path: str) -> str:
    if not text.strip():
        values.refuse(path, "there is no text here; leave the key out instead.")
    return text


def base(values: Values, given: str | UnsetType, path: str) -> str | None:
    """The code of an area without its side."""
    codes = frozenset(code.removesuffix(".left").removesuffix(".right") for code in values.vocabulary.areas)
    return values.known(given, codes, path, "area")


def refuse_many(values: Values, rows: Sequence[object], most: int, path: str) -> None:
    """Refused above `most` rows."""
    if len(rows) > most:
        values.refuse(path, "there are at most {most} of these, not {count}.", most=most, count=len(rows))


def _once(values: Values, rows: tuple[_I, ...], path: str) -> tuple[_I, ...]:
    ids = [row.id for row in rows]
    for one in ids:
        if ids.count(one) > 1:
            values.refuse(path, "the id {id} stands here twice.", id=one)
    return rows


# ---------------------------------------------------------------------- of a visit


def vials(
    values: Values, shapes: Sequence[VialShape], product: str | None, visit_id: str, path: str
) -> tuple[Vial, ...]:
    """The vials of a visit, of the visit's own product."""
    refuse_many(values, shapes, MOST_VIALS, path)
    if shapes and product is None:
        values.refuse(path, "a vial holds the visit's product; the visit names none.")

    def vial(shape: VialShape, at: str) -> Vial:
        return Vial(
            id=values.part_id(shape.id, visit_id, at),
            product=product or "",
            vial_units=values.value(shape.vial_units, f"{at}.vial_units", vial_units),
            lot=values.text(shape.lot, f"{at}.lot"),
            expires=values.optional(shape.expires, f"{at}.expires", label_day),
            diluent_ml=values.optional(shape.diluent_ml, f"{at}.diluent_ml", diluent_ml),
            diluent=values.text(shape.diluent, f"{at}.diluent"),
            diluent_lot=values.text(shape.diluent_lot, f"{at}.diluent_lot"),
            made_up_at=None if shape.made_up_at is UNSET else values.noted(shape.made_up_at, f"{at}.made_up_at"),
            gtin=values.text(shape.gtin, f"{at}.gtin"),
            serial=values.text(shape.serial, f"{at}.serial"),
        )

    return each(shapes, path, vial)


def vial_place(values: Values, given: Number | UnsetType, count: int, path: str) -> int | None:
    """The place of a point's vial among the visit's, from 1."""
    if given is UNSET:
        return None
    place = values.value(given, path, lambda number: number.decimal())
    if not place.is_finite() or place != place.to_integral_value() or not 1 <= place <= count:
        values.refuse(path, "{given} is no vial of the visit, which has {count}.", given=given.text, count=count)
    return int(place)


def whys(values: Values, shapes: Sequence[WhyShape], path: str) -> tuple[Why, ...]:
    """The reasons of a visit."""
    refuse_many(values, shapes, MOST_ROWS, path)

    def why(shape: WhyShape, at: str) -> Why:
        reason = values.choice(shape.reason, Reason, f"{at}.reason")
        assert reason is not None
        return Why(
            about=said(values, shape.about, f"{at}.about", LONGEST_ABOUT),
            reason=reason,
            note=values.note(shape.note, f"{at}.note"),
            units=values.optional(shape.units, f"{at}.units", _total),
            micro=_kept_range(values, shape.micro, f"{at}.micro"),
            standard=_kept_range(values, shape.standard, f"{at}.standard"),
        )

    return each(shapes, path, why)


def _kept_range(values: Values, shape: KeptRangeShape | UnsetType, path: str) -> KeptRange | None:
    if shape is UNSET:
        return None
    low, high = (values.value(getattr(shape, end), f"{path}.{end}", _end) for end in ("low", "high"))
    if high < low:
        values.refuse(path, "a range ends above where it begins.")
    source = values.text(shape.source, f"{path}.source", LONGEST_SOURCE)
    mark = values.text(shape.mark, f"{path}.mark", LONGEST_CODE)
    return KeptRange(low, high, source or "", mark or "")


def consultation(values: Values, shape: ConsultationShape | UnsetType, path: str) -> Consultation | None:
    """What was weighed before the treatment."""
    if shape is UNSET:
        return None
    refuse_many(values, [*shape.signs, *shape.choices], MOST_ROWS - 1, path)

    def choice(shape: StyleChoiceShape, at: str) -> StyleChoice:
        style = values.choice(shape.style, RangeStyle, f"{at}.style")
        assert style is not None
        return StyleChoice(style, base(values, shape.area, f"{at}.area"))

    return Consultation(
        signs=each(shape.signs, f"{path}.signs", lambda text, at: said(values, text, at, LONGEST_CODE)),
        choices=each(shape.choices, f"{path}.choices", choice),
        note=values.note(shape.note, f"{path}.note"),
    )


def findings(values: Values, shapes: Sequence[FindingOfMuscleShape], path: str) -> tuple[MuscleFinding, ...]:
    """What was found of the muscles before they were treated, each once."""
    refuse_many(values, shapes, MOST_ROWS, path)

    def finding(shape: FindingOfMuscleShape, at: str) -> MuscleFinding:
        area = values.known(shape.area, values.vocabulary.areas, f"{at}.area", "area")
        assert area is not None
        bulging = values.choice(shape.bulging, Bulging, f"{at}.bulging")
        thickness = values.choice(shape.thickness, Thickness, f"{at}.thickness")
        if bulging is None and thickness is None:
            values.refuse(at, "a finding says how a muscle bulges or how thick it is.")
        return MuscleFinding(area, bulging, thickness)

    found = each(shapes, path, finding)
    for number, one in enumerate(found):
        if one.area in {other.area for other in found[:number]}:
            values.refuse(f"{path}[{number}].area", "there is a finding of {area} already.", area=one.area)
    return found


def checks(values: Values, given: Sequence[str], path: str) -> tuple[str, ...]:
    """What was ticked by hand before signing."""
    refuse_many(values, given, MOST_VIALS, path)
    return each(given, path, lambda text, at: said(values, text, at, LONGEST_CODE))


def area_prices(values: Values, shapes: Sequence[AreaPriceShape], path: str) -> tuple[AreaPrice, ...]:
    """Prices that hold for one area."""
    refuse_many(values, shapes, MOST_ROWS, path)

    def area_price(shape: AreaPriceShape, at: str) -> AreaPrice:
        area = base(values, shape.area, f"{at}.area")
        assert area is not None
        return AreaPrice(area, values.value(shape.price_per_unit, f"{at}.price_per_unit", price))

    return each(shapes, path, area_price)


def events(values: Values, given: Sequence[str | EventShape], path: str) -> tuple[FoundEvent, ...]:
    """The adverse events of a review; earlier programs wrote each as its plain code."""

    def event(shape: str | EventShape, at: str) -> FoundEvent:
        one, code_at = (EventShape(shape), at) if isinstance(shape, str) else (shape, f"{at}.code")
        code = values.known(one.code, values.vocabulary.adverse_events, code_at, "adverse event")
        assert code is not None
        return FoundEvent(
            code=code,
            side=values.choice(one.side, EventSide, f"{at}.side"),
            severity=values.choice(one.severity, Severity, f"{at}.severity"),
            since=values.optional(one.since, f"{at}.since", day),
            until=values.optional(one.until, f"{at}.until", day),
            treated=_done(values, one.treated, f"{at}.treated"),
            reported=_done(values, one.reported, f"{at}.reported"),
        )

    return each(given, path, event)


def _done(values: Values, given: str | bool | UnsetType, path: str) -> str | None:
    """What was done: None when nothing was, "" when it is not said what."""
    if given is UNSET or given is False:
        return None
    return "" if given is True else said(values, given, path, LONGEST_WORDS)


def addenda(
    values: Values, shapes: Sequence[AddendumShape], status: Status, visit_id: str, path: str
) -> tuple[Addendum, ...]:
    """Notes after signing."""
    if shapes and status is Status.DRAFT:
        values.refuse(path, "notes are added to a signed visit; a draft is changed itself.")

    def addendum(shape: AddendumShape, at: str) -> Addendum:
        return Addendum(
            id=values.part_id(shape.id, visit_id, at),
            at=values.noted(shape.at, f"{at}.at"),
            by=said(values, shape.by, f"{at}.by", 500),
            text=told(values, shape.text, f"{at}.text"),
        )

    return _once(values, each(shapes, path, addendum), path)


def marked(values: Values, shape: MarkedShape | UnsetType, status: Status, path: str) -> Marked | None:
    """Why a visit holds no longer."""
    if shape is UNSET:
        return None
    if status not in (Status.AMENDED, Status.ENTERED_IN_ERROR):
        values.refuse(path, "only a visit that is amended or entered in error is marked so.")
    return Marked(
        at=values.noted(shape.at, f"{path}.at"),
        by=said(values, shape.by, f"{path}.by", 500),
        reason=told(values, shape.reason, f"{path}.reason"),
        other=values.link(shape.other, f"{path}.other"),
    )


def signature(values: Values, shape: SignatureShape | UnsetType, status: Status, path: str) -> Signature | None:
    """Who signed where it was signed; here it stays “signed elsewhere”, whoever that was."""
    if shape is UNSET:
        return None
    if status is Status.DRAFT:
        values.refuse(path, "a draft is not signed.")
    return Signature(
        said(values, shape.name, f"{path}.name", 500), values.noted(shape.at, f"{path}.at"), None,
        elsewhere=True, meaning=values.choice(shape.meaning, Meaning, f"{path}.meaning"),
    )  # fmt: skip


# ---------------------------------------------------------------------- of a patient


def history(values: Values, shape: HistoryShape | UnsetType, path: str) -> PatientHistory | None:
    """A patient's history."""
    if shape is UNSET:
        return None
    asked = None if shape.asked is UNSET else _codes(values, shape.asked, f"{path}.asked")
    answers = {
        key: values.choice(getattr(shape, key), Answer, f"{path}.{key}") or Answer.UNKNOWN
        for key in ("milk_protein", "toxin_allergy", "human_albumin", "pregnant", "breastfeeding")
    }
    found = PatientHistory(
        allergies=_words(values, shape.allergies, f"{path}.allergies"),
        no_allergies=shape.no_allergies is True,
        conditions=_codes(values, shape.conditions, f"{path}.conditions"),
        asked=asked,
        medicines=_words(values, shape.medicines, f"{path}.medicines"),
        earlier=each(shape.earlier, f"{path}.earlier", lambda one, at: _earlier(values, one, at)),
        note=values.note(shape.note, f"{path}.note"),
        asked_at=values.optional(shape.asked_at, f"{path}.asked_at", moment),
        asked_by=values.text(shape.asked_by, f"{path}.asked_by"),
        **answers,
    )
    with values.at(path):
        return checked_history(found, values.today)


def _words(values: Values, given: Sequence[str], path: str) -> tuple[str, ...]:
    return each(given, path, lambda text, at: values.text(text, at) or "")


def _codes(values: Values, given: Sequence[str], path: str) -> tuple[Condition, ...]:
    found = each(given, path, lambda text, at: values.choice(text, Condition, at))
    return tuple(one for one in found if one is not None)


def _earlier(values: Values, shape: EarlierToxinShape, path: str) -> EarlierToxin:
    return EarlierToxin(
        product=values.known(shape.product, values.vocabulary.products, f"{path}.product", "product"),
        on=values.value(shape.on, f"{path}.on", day),
        about=shape.about is True,
        units=values.optional(shape.units, f"{path}.units", _total),
        where=values.text(shape.where, f"{path}.where") or "",
    )


def consents(values: Values, shapes: Sequence[ConsentShape], patient_id: str, path: str) -> tuple[Consent, ...]:
    """What a patient agreed to; `scan` names one of the patient's attachments in the file."""

    def consent(shape: ConsentShape, at: str) -> Consent:
        to = each(shape.to, f"{at}.to", lambda text, there: values.choice(text, ConsentTo, there))
        areas = each(shape.areas, f"{at}.areas", lambda code, there: base(values, code, there))
        found = Consent(
            id=values.part_id(shape.id, patient_id, at),
            patient_id=patient_id,
            given_at=values.value(shape.given_at, f"{at}.given_at", moment),
            to=tuple(one for one in to if one),
            areas=tuple(one for one in areas if one),
            product=values.known(shape.product, values.vocabulary.products, f"{at}.product", "product"),
            taken_by=said(values, shape.taken_by, f"{at}.taken_by", 500),
            note=values.note(shape.note, f"{at}.note"),
            attachment=values.link(shape.scan, f"{at}.scan"),
        )
        with values.at(at):
            checked_consent(found, values.today)
        return found if shape.withdrawn is UNSET else _withdrawn(values, found, shape, at)

    return _once(values, each(shapes, path, consent), path)


def _withdrawn(values: Values, consent: Consent, shape: ConsentShape, path: str) -> Consent:
    given, at = shape.withdrawn, f"{path}.withdrawn"
    assert given is not UNSET
    withdrawal = Withdrawal(
        at=values.noted(given.at, f"{at}.at"),
        by=said(values, given.by, f"{at}.by", 500),
        reason=values.note(given.reason, f"{at}.reason"),
    )
    with values.at(at):
        return replace(consent, withdrawn=checked_withdrawal(consent, withdrawal))


def _total(number: Number) -> Decimal:
    return stepped(number, Decimal(0), Decimal(1_000_000), Decimal("0.01"), "U")


def _end(number: Number) -> Decimal:
    return stepped(number, Decimal(0), Decimal(1_000_000), Decimal("0.0001"), "U")
