"""What is looked after before signing, in words: on its tick, in its tooltip, and in one line of what is open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.domain.visit.readiness import Check, Item, still_open
from charting.words.words import shortened

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import AreaDose
    from charting.domain.dosing.reference import Reference

translate = QCoreApplication.translate


def check_name(item: Item) -> str:
    """The item in a word or two; how many are open where it counts."""
    name = {
        Check.REVIEW: translate("checks", "review"),
        Check.LOT: translate("checks", "lot"),
        Check.EXPIRY: translate("checks", "expired") if item.expired else translate("checks", "expiry"),
        Check.DILUTION: translate("checks", "dilution"),
        Check.CONSENT: translate("checks", "consent"),
        Check.SITE: translate("checks", "site"),
        Check.ALLERGIES: translate("checks", "allergies"),
        Check.HISTORY: translate("checks", "history"),
        Check.PHOTOGRAPHS: translate("checks", "photos"),
        Check.REASONS: translate("checks", "why"),
        Check.CAUTIONS: translate("checks", "cautions"),
    }[item.check]
    return f"{name} {item.left}" if item.left else name


def check_hint(item: Item) -> str:
    """What a tap does, or what is known; the whole of it for a screen reader too."""
    if item.check is Check.CONSENT:
        return _consent_hint(item)
    if item.check is Check.ALLERGIES:
        return _allergies_hint(item)
    done = {
        Check.REVIEW: translate("checks", "The review is filled in."),
        Check.LOT: translate("checks", "The lot is known."),
        Check.EXPIRY: translate("checks", "The expiry date is known, and still to come."),
        Check.DILUTION: translate("checks", "Vial and diluent are known."),
        Check.SITE: translate("checks", "The skin was looked at: no infection. A tap takes the tick back."),
        Check.HISTORY: translate("checks", "Every question of the history was asked."),
        Check.PHOTOGRAPHS: translate("checks", "There are photographs of this visit."),
        Check.REASONS: translate("checks", "Every dose outside its ranges has a reason."),
        Check.CAUTIONS: translate("checks", "Every caution was seen."),
    }
    to_do = {
        Check.REVIEW: translate("checks", "Nothing is filled in yet."),
        Check.LOT: translate("checks", "The lot is not stated."),
        Check.EXPIRY: translate("checks", "The expiry date is not stated."),
        Check.DILUTION: translate("checks", "Vial and diluent are not stated."),
        Check.SITE: translate("checks", "Skin looked at, no infection: a tap ticks it."),
        Check.HISTORY: translate("checks", "Questions of the history that nobody asked yet: {count}. A tap opens it."),
        Check.PHOTOGRAPHS: translate("checks", "No photographs of this visit yet; the clinic wants them."),
        Check.REASONS: translate("checks", "Doses outside their ranges without a reason: {count}."),
        Check.CAUTIONS: translate("checks", "Cautions not yet seen: {count}."),
    }
    if item.check is Check.DILUTION and item.by_hand:
        return _dilution_hint(item)
    if item.expired:
        return translate("checks", "The expiry date is past. It is recorded so if it was used.")
    return (done if item.done else to_do)[item.check].format(count=item.left)


def _dilution_hint(item: Item) -> str:
    if item.done:
        return translate("checks", "The dilution was entered for this visit. A tap takes the tick back.")
    return translate("checks", "This is the dilution of last time: pick the vial, or a tap says that it holds today.")


def _consent_hint(item: Item) -> str:
    if item.done:
        return translate("checks", "There is a consent that holds for this.")
    if item.left:
        return translate("checks", "Off-label areas that no consent names: {count}.").format(count=item.left)
    return translate("checks", "No consent to this treatment is kept yet.")


def _allergies_hint(item: Item) -> str:
    known = translate("checks", "Allergies: {words}.").format(words=shortened(item.words, 200))
    if not item.words:
        known = translate("checks", "No allergies are known here.")
    if not item.by_hand:
        return f"{known} {translate('checks', 'Asked today.')}"
    if item.done:
        return f"{known} {translate('checks', 'Seen; a tap takes the tick back.')}"
    return f"{known} {translate('checks', 'A tap says that they were seen.')}"


def open_text(items: Iterable[Item], reference: Reference, asked: Iterable[AreaDose]) -> str:
    """“Still open: lot, consent, why (Glabella). Nothing waits for it.”; empty when nothing is."""
    from charting.words.why_words import areas_said

    names = []
    for item in still_open(items):
        name = check_name(item)
        if item.check is Check.REASONS:
            name = translate("checks", "why ({areas})").format(areas=areas_said(reference, [d.area for d in asked]))
        names.append(name)
    return (
        translate("checks", "Still open: {items}. None of it is required.").format(items=", ".join(names))
        if names
        else ""
    )
