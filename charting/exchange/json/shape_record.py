"""The shape of what later programs put into an exchange file: all of it optional, under version 1."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from charting.exchange.json.text import Number


class VialShape(msgspec.Struct, forbid_unknown_fields=True):
    """A vial as it was at the visit; its product is the visit's."""

    vial_units: Number
    id: str | UnsetType = UNSET
    lot: str | UnsetType = UNSET
    expires: str | UnsetType = UNSET
    diluent_ml: Number | UnsetType = UNSET
    diluent: str | UnsetType = UNSET
    diluent_lot: str | UnsetType = UNSET
    made_up_at: str | UnsetType = UNSET
    gtin: str | UnsetType = UNSET
    serial: str | UnsetType = UNSET


class KeptRangeShape(msgspec.Struct, forbid_unknown_fields=True):
    """A range that something was compared with."""

    low: Number
    high: Number
    source: str
    mark: str


class WhyShape(msgspec.Struct, forbid_unknown_fields=True):
    """Why a dose is unusual, or a caution accepted."""

    about: str
    reason: str
    note: str | UnsetType = UNSET
    units: Number | UnsetType = UNSET
    micro: KeptRangeShape | UnsetType = UNSET
    standard: KeptRangeShape | UnsetType = UNSET


class StyleChoiceShape(msgspec.Struct, forbid_unknown_fields=True):
    """A style that was chosen, for one area (without side) or for the face."""

    style: str
    area: str | UnsetType = UNSET


class ConsultationShape(msgspec.Struct, forbid_unknown_fields=True):
    """What was weighed before the treatment."""

    signs: list[str] = []
    choices: list[StyleChoiceShape] = []
    note: str | UnsetType = UNSET


class FindingOfMuscleShape(msgspec.Struct, forbid_unknown_fields=True):
    """What was found of a muscle (its area with the side) before it was treated."""

    area: str
    bulging: str | UnsetType = UNSET
    thickness: str | UnsetType = UNSET


class AreaPriceShape(msgspec.Struct, forbid_unknown_fields=True):
    """A price per unit of one area (without side)."""

    area: str
    price_per_unit: str


class AddendumShape(msgspec.Struct, forbid_unknown_fields=True):
    """A note written after signing."""

    at: str
    by: str
    text: str
    id: str | UnsetType = UNSET


class SignatureShape(msgspec.Struct, forbid_unknown_fields=True):
    """Who signed a visit where it was signed, and what that said."""

    name: str
    at: str
    meaning: str | UnsetType = UNSET


class MarkedShape(msgspec.Struct, forbid_unknown_fields=True):
    """Why a signed visit holds no longer."""

    at: str
    by: str
    reason: str
    other: str | UnsetType = UNSET


class EarlierToxinShape(msgspec.Struct, forbid_unknown_fields=True):
    """A treatment elsewhere."""

    on: str
    product: str | UnsetType = UNSET
    about: bool | UnsetType = UNSET
    units: Number | UnsetType = UNSET
    where: str | UnsetType = UNSET


class HistoryShape(msgspec.Struct, forbid_unknown_fields=True):
    """A patient's history, as it was asked last."""

    allergies: list[str] = []
    no_allergies: bool | UnsetType = UNSET
    milk_protein: str | UnsetType = UNSET
    toxin_allergy: str | UnsetType = UNSET
    human_albumin: str | UnsetType = UNSET
    conditions: list[str] = []
    asked: list[str] | UnsetType = UNSET
    pregnant: str | UnsetType = UNSET
    breastfeeding: str | UnsetType = UNSET
    medicines: list[str] = []
    earlier: list[EarlierToxinShape] = []
    note: str | UnsetType = UNSET
    asked_at: str | UnsetType = UNSET
    asked_by: str | UnsetType = UNSET


class WithdrawnShape(msgspec.Struct, forbid_unknown_fields=True):
    """A consent taken back."""

    at: str
    by: str
    reason: str | UnsetType = UNSET


class ConsentShape(msgspec.Struct, forbid_unknown_fields=True):
    """What a patient agreed to."""

    given_at: str
    to: list[str]
    taken_by: str
    id: str | UnsetType = UNSET
    areas: list[str] = []
    product: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    withdrawn: WithdrawnShape | UnsetType = UNSET
    scan: str | UnsetType = UNSET


class HiddenShape(msgspec.Struct, forbid_unknown_fields=True):
    """An attachment put out of sight."""

    at: str
    reason: str
    by: str | UnsetType = UNSET


class AttachmentShape(msgspec.Struct, forbid_unknown_fields=True):
    """A photograph or a scan; its bytes and its small picture are base64."""

    kind: str
    media_type: str
    added_at: str
    content: str
    id: str | UnsetType = UNSET
    visit: str | UnsetType = UNSET
    added_by: str | UnsetType = UNSET
    width: Number | UnsetType = UNSET
    height: Number | UnsetType = UNSET
    when: str | UnsetType = UNSET
    pose: str | UnsetType = UNSET
    view: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    hidden: HiddenShape | UnsetType = UNSET
    thumbnail: str | UnsetType = UNSET


class EventShape(msgspec.Struct, forbid_unknown_fields=True):
    """An adverse event; `treated` and `reported` say how, or only that it was (`true`)."""

    code: str
    side: str | UnsetType = UNSET
    severity: str | UnsetType = UNSET
    since: str | UnsetType = UNSET
    until: str | UnsetType = UNSET
    treated: str | bool | UnsetType = UNSET
    reported: str | bool | UnsetType = UNSET


class TableShape(msgspec.Struct, forbid_unknown_fields=True):
    """A kept table of ranges: its name is the SHA-256 of its text."""

    version: str
    content: str
