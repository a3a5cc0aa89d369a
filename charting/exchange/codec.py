"""The fields of every value that travels, once: where each stands in a file, of which kind it is, and what else is so.

The shape of exchange JSON, its reading and its writing walk these, and so does the pseudonymiser. What is signed is
written by code of its own, which never changes for a version that was released (`charting.desk.signing`); here it
says what of a value is in there.

A new field is one line here. A test knows all fields of all values, and misses the one that is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from charting.domain.dosing.range_table import RangeTable
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import Measures, View
from charting.domain.people.attachment import (
    LONGEST_NAME,
    LONGEST_REASON,
    Attachment,
    AttachmentKind,
    Hidden,
    MediaType,
    Pose,
    When,
)
from charting.domain.people.consent import Consent, ConsentTo, Withdrawal
from charting.domain.people.history import Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient, Sex
from charting.domain.people.patient_record import KeptAttachment, PatientRecord
from charting.domain.visit.outcome import (
    Evenness,
    EventSide,
    Finding,
    FoundEvent,
    Residual,
    Review,
    Severity,
    WoreOff,
)
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
from charting.domain.visit.visit import InjectionPoint, Kind, Meaning, Signature, Status, Technique, Vial, Visit
from charting.exchange.json import kinds as k
from charting.exchange.rules import (
    ANY_TYPED,
    CODE,
    CODED_WHYS,
    CODES,
    DROP,
    ID,
    KEEP,
    MOVE,
    NOBODY,
    NOTHING,
    PERSON,
    REASON,
    SHIPPED_TABLES,
    SOMEBODY,
    STANDS,
    WITHOUT_WORDS,
    Rule,
)

MOST_VIALS, MOST_ROWS, MOST_HISTORIES, MOST_ATTACHMENTS = 100, 400, 1000, 10_000
LONGEST_SOURCE, LONGEST_CODE, LONGEST_ABOUT, LONGEST_NAME_OF_ANYBODY = 1000, 100, 200, 500
ITSELF = ""
"""The key of a value whose own fields stand in the place of its key."""
FIRST, LATER = 1, 2


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a value.

    `kind` is its kind in a file, under `key` (None: it is in no file); the limit of a text or a number is the kind's.
    `rule` says what becomes of it in a pseudonymised file (None: the whole value stays at home). `signed`: whether it
    is in the signed document. `since`: FIRST was there from the beginning, in a file and in what is signed; what came
    LATER is there only where it says something. A file is refused without a `needed` one; one that stands there
    `always` is written even where it says no more than its default.
    """

    field: str
    kind: k.Kind | None
    rule: Rule | None
    key: str | None = None
    signed: bool = True
    since: int = LATER
    needed: bool = False
    always: bool = False


def _part(
    field: str, kind: k.Kind, rule: Rule | None = None, *, key: str | None = None, signed: bool = True,
    since: int = LATER, needed: bool = False, always: bool = False,
) -> Part:  # fmt: skip
    return Part(field, kind, rule, field if key is None else key, signed, since, needed, always)


def _first(field: str, kind: k.Kind, rule: Rule, **more: Any) -> Part:
    return _part(field, kind, rule, since=FIRST, **more)


def _needed(field: str, kind: k.Kind, rule: Rule | None = None, **more: Any) -> Part:
    return _part(field, kind, rule, needed=True, **more)


def _apart(field: str, rule: Rule | None = DROP, kind: k.Kind | None = None, *, signed: bool = False) -> Part:
    """One that stands in no file: it follows from what holds it, or from how it is read."""
    return Part(field, kind, rule, signed=signed)


def _unsigned(*parts: Part) -> tuple[Part, ...]:
    return tuple(replace(part, signed=False) for part in parts)


_PATIENT_ID = k.follows(lambda within: within["patient"].id)
_OF_VISIT, _OF_PATIENT = k.id_within(lambda within: within["id"]), k.id_within(lambda within: within["patient"].id)
_NAME = k.said(LONGEST_NAME_OF_ANYBODY)
_MEASURES = tuple(_part(name, k.measure(name), KEEP) for name in ("face_width_mm", "forehead_height_mm"))

PARTS: Mapping[type, tuple[Part, ...]] = {
    InjectionPoint: (
        _first("view", k.choice(View), KEEP, needed=True),
        _first("x_mm", k.COORDINATE, KEEP, needed=True),
        _first("y_mm", k.COORDINATE, KEEP, needed=True),
        _first("units", k.DOSE, KEEP, needed=True, always=True),
        _first("technique", k.choice(Technique), KEEP, always=True),
        _first("area", k.AREA, KEEP),
        _part("vial", k.VIAL_PLACE, KEEP),
        _part("placed_by", k.placer(LONGEST_NAME_OF_ANYBODY), PERSON),
        _apart("key", KEEP),
    ),
    Finding: (_needed("area", k.AREA, KEEP), _needed("residual", k.choice(Residual), KEEP)),
    FoundEvent: (
        _needed("code", k.ADVERSE_EVENT, KEEP),
        _part("side", k.choice(EventSide), KEEP),
        _part("severity", k.choice(Severity), KEEP),
        _part("since", k.DAY, MOVE),
        _part("until", k.DAY, MOVE),
        _part("treated", k.DONE, WITHOUT_WORDS),
        _part("reported", k.DONE, WITHOUT_WORDS),
    ),
    Review: (
        _part("findings", k.many(k.one(Finding)), KEEP),
        _part("evenness", k.choice(Evenness), KEEP),
        _part("adverse_events", k.many(k.EVENT), KEEP),
        _part("satisfaction", k.WHOLE, KEEP),
        _part("note", k.note(), DROP),
    ),
    Vial: (  # The lot stays. With its expiry it would tell by how many days everything was moved, so that goes.
        _part("id", _OF_VISIT, ID),
        _apart("product", KEEP, k.follows(lambda within: within["product"] or ""), signed=True),
        _needed("vial_units", k.VIAL_UNITS, KEEP),
        _part("lot", k.text(), KEEP),
        _part("expires", k.LABEL_DAY, DROP),
        _part("diluent_ml", k.DILUENT_ML, KEEP),
        _part("diluent", k.text(), DROP),
        _part("diluent_lot", k.text(), KEEP),
        _part("made_up_at", k.NOTED, MOVE),
        _part("gtin", k.text(), KEEP),
        _part("serial", k.text(), DROP),
    ),
    KeptRange: (
        _needed("low", k.RANGE_END, KEEP),
        _needed("high", k.RANGE_END, KEEP),
        _needed("source", k.text(LONGEST_SOURCE), KEEP),
        _needed("mark", k.text(LONGEST_CODE), KEEP),
    ),
    Why: (
        _needed("about", k.said(LONGEST_ABOUT), KEEP),
        _needed("reason", k.choice(Reason), KEEP),
        _part("note", k.note(), DROP),
        _part("units", k.TOTAL, KEEP),
        _part("micro", k.one(KeptRange), KEEP),
        _part("standard", k.one(KeptRange), KEEP),
    ),
    StyleChoice: (_needed("style", k.choice(RangeStyle), KEEP), _part("area", k.BASE_AREA, KEEP)),
    Consultation: (
        _part("signs", k.many(k.said(LONGEST_CODE)), CODES),
        _part("choices", k.many(k.one(StyleChoice)), KEEP),
        _part("note", k.note(), DROP),
    ),
    MuscleFinding: (
        _needed("area", k.AREA, KEEP),
        _part("bulging", k.choice(Bulging), KEEP),
        _part("thickness", k.choice(Thickness), KEEP),
    ),
    AreaPrice: (_needed("area", k.BASE_AREA, KEEP), _needed("price_per_unit", k.PRICE, KEEP)),
    Addendum: _unsigned(
        _part("id", _OF_VISIT),
        _needed("at", k.NOTED),
        _needed("by", _NAME),
        _needed("text", k.told()),
    ),
    Marked: _unsigned(
        _needed("at", k.NOTED, MOVE),
        _needed("by", _NAME, SOMEBODY),
        _needed("reason", k.told(), STANDS),
        _part("other", k.LINK, ID),
    ),
    Signature: _unsigned(  # What the hash was of is not in a file, so there is none.
        _needed("name", _NAME, PERSON),
        _needed("at", k.NOTED, MOVE),
        _apart("sha256", NOTHING, k.follows(lambda within: None)),
        _apart("elsewhere", KEEP, k.follows(lambda within: True)),
        _part("meaning", k.choice(Meaning), KEEP),
        _apart("person_id"),
    ),
    Measures: (_part("interpupillary_mm", k.measure("interpupillary_mm"), KEEP), *_MEASURES),
    Visit: (
        _first("id", k.ID, ID),
        _apart("patient_id", ID, _PATIENT_ID),
        _first("at", k.MOMENT, MOVE),
        _first("kind", k.choice(Kind), KEEP, always=True),
        _first("status", k.choice(Status), KEEP, signed=False, always=True),
        _first("product", k.VISIT_PRODUCT, KEEP),
        _first("vial_units", k.VIAL_UNITS, KEEP),
        _first("diluent_ml", k.DILUENT_ML, KEEP),
        _first("lot", k.text(), KEEP),
        _first("expires", k.LABEL_DAY, DROP),
        _first("price_per_unit", k.PRICE, KEEP),
        _first("currency", k.CURRENCY, KEEP),
        _first("template", k.TEMPLATE, KEEP, always=True),
        _part("of", k.LINK, ID),
        _part("review", k.one(Review), KEEP),
        _part("vials", k.many(k.one(Vial), MOST_VIALS), KEEP),
        _part("whys", k.many(k.one(Why), MOST_ROWS), CODED_WHYS),
        _part("consultation", k.one(Consultation), KEEP),
        _part("findings", k.many(k.one(MuscleFinding), MOST_ROWS), KEEP),
        _part("checks", k.many(k.said(LONGEST_CODE), MOST_VIALS), CODES),
        _part("area_prices", k.many(k.one(AreaPrice), MOST_ROWS), KEEP),
        _part("recorded_at", k.NOTED, MOVE),
        _part("table", k.said(500), CODE),
        _part("amends", k.LINK, ID),
        _part("reason", k.told(), REASON),
        _part("addenda", k.many(k.one(Addendum), once=lambda addendum: addendum.id), DROP, signed=False),
        _part("marked", k.one(Marked), KEEP, signed=False),
        _part("signature", k.one(Signature, lambda signed: signed.name and signed.at), KEEP, signed=False),
        _part("measures", k.one(Measures), KEEP),
        _first("points", k.POINTS, KEEP, needed=True, always=True),
    ),
    WoreOff: _unsigned(
        _needed("visit_id", k.LINK, ID, key="visit"),
        _part("area", k.AREA, KEEP),
        _needed("on", k.LABEL_DAY, MOVE),
        _part("about", k.FLAG, KEEP),
    ),
    EarlierToxin: _unsigned(
        _part("product", k.PRODUCT, KEEP),
        _needed("on", k.DAY, MOVE),
        _part("about", k.FLAG, KEEP),
        _part("units", k.TOTAL, KEEP),
        _part("where", k.text(), DROP),
    ),
    # Answers and diseases stay; of allergies and medicines, which are typed, only that there are any.
    PatientHistory: _unsigned(
        _part("allergies", k.many(k.text()), ANY_TYPED),
        _part("no_allergies", k.FLAG, KEEP),
        *(_part(name, k.choice(Answer), KEEP)
          for name in ("milk_protein", "toxin_allergy", "human_albumin")),
        _part("conditions", k.many(k.choice(Condition)), KEEP),
        _part("asked", k.many(k.choice(Condition)), KEEP),
        *(_part(name, k.choice(Answer), KEEP) for name in ("pregnant", "breastfeeding")),
        _part("medicines", k.many(k.text()), ANY_TYPED),
        _part("earlier", k.many(k.one(EarlierToxin)), KEEP),
        _part("note", k.note(), DROP),
        _part("asked_at", k.MOMENT, MOVE),
        _part("asked_by", k.text(), PERSON),
    ),
    Withdrawal: _unsigned(
        _needed("at", k.NOTED, MOVE),
        _needed("by", _NAME, SOMEBODY),
        _part("reason", k.note(), DROP),
    ),
    Consent: _unsigned(
        _part("id", _OF_PATIENT, ID),
        _apart("patient_id", ID, _PATIENT_ID),
        _needed("given_at", k.MOMENT, MOVE),
        _needed("to", k.many(k.choice(ConsentTo)), KEEP),
        _part("areas", k.many(k.BASE_AREA), KEEP),
        _part("product", k.PRODUCT, KEEP),
        _needed("taken_by", _NAME, SOMEBODY),
        _part("note", k.note(), DROP),
        _part("withdrawn", k.one(Withdrawal), KEEP),
        _part("attachment", k.LINK, DROP, key="scan"),
    ),
    Hidden: _unsigned(
        _needed("at", k.NOTED),
        _part("by", k.text(absent="")),
        _needed("reason", k.told(LONGEST_REASON)),
    ),
    Attachment: _unsigned(
        _part("id", _OF_PATIENT),
        _apart("patient_id", None, _PATIENT_ID),
        _needed("kind", k.choice(AttachmentKind)),
        _needed("media_type", k.choice(MediaType)),
        _apart("sha256", None, k.follows(lambda within: "")),
        _apart("size", None, k.follows(lambda within: 0)),
        _needed("added_at", k.NOTED),
        _part("added_by", k.text()),
        _part("visit_id", k.LINK, key="visit"),
        _part("width", k.PIXELS),
        _part("height", k.PIXELS),
        _part("when", k.choice(When)),
        _part("pose", k.choice(Pose)),
        _part("view", k.choice(View)),
        _part("name", k.text(LONGEST_NAME)),
        _part("hidden", k.one(Hidden)),
    ),
    KeptAttachment: _unsigned(
        _needed("attachment", k.one(Attachment), key=ITSELF),
        _needed("whole", k.content(lambda within: within["attachment"].media_type), key="content"),
        _part("small", k.content(lambda within: MediaType.JPEG), key="thumbnail"),
    ),
    RangeTable: _unsigned(
        _needed("version", k.PLAIN, KEEP),
        _needed("content", k.TABLE_TEXT, KEEP),
    ),
    Patient: (
        _first("id", k.ID, ID),
        _first("chart_no", k.text(), DROP),
        _first("family_name", k.text(), STANDS),
        _first("given_name", k.text(), STANDS),
        _first("born", k.DAY, MOVE),
        _first("sex", k.choice(Sex), KEEP),
        _first("interpupillary_mm", k.measure("interpupillary_mm"), KEEP),
        *_MEASURES,
        _part("measured", k.many(k.MEASURE_NAME), KEEP),
    ),
    PatientRecord: _unsigned(
        _part("patient", k.one(Patient), NOBODY, key=ITSELF),
        _first("visits", k.VISITS, KEEP, signed=False, always=True),
        _part("pinned", k.LINK, ID, key="pinned_visit"),
        _part("recall_on", k.LABEL_DAY, MOVE),
        _part("wore_off", k.many(k.one(WoreOff), order=lambda row: (row.visit_id, row.area or "")), KEEP),
        _part("history", k.one(PatientHistory), KEEP),
        _part("consents", k.many(k.one(Consent), once=lambda consent: consent.id,
                                 order=lambda consent: (consent.given_at, consent.id)), KEEP),
        _part("earlier", k.many(k.one(PatientHistory), MOST_HISTORIES), KEEP, key="earlier_histories"),
        _part("attachments", k.many(k.one(KeptAttachment), MOST_ATTACHMENTS, once=lambda kept: kept.attachment.id),
              DROP),
        _apart("tables", SHIPPED_TABLES),
        _apart("of_table"), _apart("guest"), _apart("on_the_wall"),
    ),
}  # fmt: skip
"""Each field of each value that travels, in the order in which they are read and written."""
