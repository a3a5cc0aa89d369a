"""What people are called on the screen: their roles, the initials of their names."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.domain.past.timing import months_later
from charting.domain.people.attachment import Attachment, Pose, When
from charting.domain.people.consent import AreaLabel, Consent, ConsentTo
from charting.domain.people.history import MOST_WORDS, TOXIN_MONTHS, Answer, Condition, PatientHistory
from charting.domain.people.patient import Because
from charting.domain.people.people import Person, Role
from charting.words.words import area_name, date_text, one_line, product_name, view_name

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference


translate = QCoreApplication.translate


def role_name(role: Role) -> str:
    return {
        Role.INJECTOR: translate("people", "Injector"),
        Role.ASSISTANT: translate("people", "Assistant"),
        Role.ADMINISTRATOR: translate("people", "Administrator"),
    }[role]


def role_meaning(role: Role) -> str:
    """What somebody with this role may do, in a few words."""
    return {
        Role.INJECTOR: translate("people", "charts, signs and corrects"),
        Role.ASSISTANT: translate("people", "charts drafts, signs nothing"),
        Role.ADMINISTRATOR: translate("people", "people, clinic's settings, restoring"),
    }[role]


def roles_text(roles: Set[Role]) -> str:
    """“Injector · Administrator”."""
    return " · ".join(role_name(role) for role in Role if role in roles)


def person_text(person: Person) -> str:
    """What stands under a name: the roles, or that they left."""
    return roles_text(person.roles) if person.active else translate("people", "does not work here any more")


def initials(name: str) -> str:
    """Two letters at most: of the first and the last word that begin with one; titles like “Dr” are passed over."""
    words = [word for word in name.split() if word[:1].isalpha() and word.rstrip(".").casefold() not in _TITLES]
    words = words or [word for word in name.split() if word[:1].isalpha()]
    if not words:
        return name.strip()[:1]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


_TITLES = {"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "med"}


def because_text(because: Because) -> str:
    """Why two may be one person."""
    return {
        Because.SAME: translate("people", "same names, birth date and chart number"),
        Because.OTHER_BIRTH_DATE: translate("people", "same chart number, another birth date"),
        Because.OTHER_NAMES: translate("people", "same chart number and birth date, other names"),
        Because.SWAPPED_NAMES: translate("people", "same birth date, same names in another order"),
        Because.CLOSE_NAMES: translate("people", "same birth date, names nearly the same"),
        Because.CLOSE_BIRTH_DATE: translate("people", "same names, birth date nearly the same"),
        Because.OTHER_NUMBER: translate("people", "same names and birth date"),
        Because.SEVERAL: translate("people", "several patients have this chart number and birth date"),
    }[because]


# ----------------------------------------------------------------------
# What a patient's health, consents and photographs are called on the screen.


def condition_name(condition: Condition) -> str:
    return {
        Condition.MYASTHENIA_GRAVIS: translate("health", "Myasthenia gravis"),
        Condition.LAMBERT_EATON: translate("health", "Lambert-Eaton syndrome"),
        Condition.ALS: translate("health", "ALS"),
        Condition.OTHER_NEUROMUSCULAR: translate("health", "Other neuromuscular disease"),
        Condition.DRY_EYE: translate("health", "Dry eye"),
        Condition.SWALLOWING: translate("health", "Trouble swallowing"),
        Condition.BREATHING: translate("health", "Asthma or trouble breathing"),
        Condition.CARDIOVASCULAR: translate("health", "Heart or vessel disease"),
        Condition.BLEEDING: translate("health", "Bleeding disorder"),
        Condition.SURGERY_PLANNED: translate("health", "Surgery planned"),
        Condition.PTOSIS: translate("health", "Drooping eyelids"),
        Condition.WEAK_FOREHEAD: translate("health", "Weak forehead, trouble raising brows"),
        Condition.FACIAL_PALSY: translate("health", "Facial palsy"),
        Condition.FACE_SURGERY: translate("health", "Surgery of the face"),
        Condition.FILLER_OR_LASER: translate("health", "Filler or laser lately"),
        Condition.AMINOGLYCOSIDES: translate("health", "Aminoglycoside or spectinomycin"),
        Condition.MUSCLE_RELAXANTS: translate("health", "Muscle relaxant, curare-like"),
        Condition.ANTICHOLINERGICS: translate("health", "Anticholinergic"),
        Condition.BLOOD_THINNERS: translate("health", "Blood thinner"),
        Condition.OTHER_TOXIN: translate("health", "Other toxin within 4 months"),
        Condition.TOXIN_REACTION: translate("health", "Side effect of a toxin before"),
    }[condition]


def condition_chip(condition: Condition) -> str:
    """The same, as short as a chip is; its whole name is what a screen reader says."""
    short = {
        Condition.LAMBERT_EATON: translate("health", "Lambert-Eaton"),
        Condition.OTHER_NEUROMUSCULAR: translate("health", "Other neuromuscular"),
        Condition.BREATHING: translate("health", "Asthma, breathing"),
        Condition.CARDIOVASCULAR: translate("health", "Heart or vessels"),
        Condition.WEAK_FOREHEAD: translate("health", "Weak forehead or brows"),
        Condition.AMINOGLYCOSIDES: translate("health", "Aminoglycoside, spectinomycin"),
        Condition.MUSCLE_RELAXANTS: translate("health", "Muscle relaxant"),
    }
    return short.get(condition) or condition_name(condition)


FLAGGED = (
    Condition.MYASTHENIA_GRAVIS, Condition.LAMBERT_EATON, Condition.ALS, Condition.OTHER_NEUROMUSCULAR,
    Condition.FACIAL_PALSY, Condition.PTOSIS, Condition.OTHER_TOXIN, Condition.TOXIN_REACTION, Condition.BLEEDING,
    Condition.BLOOD_THINNERS, Condition.AMINOGLYCOSIDES, Condition.MUSCLE_RELAXANTS,
)  # fmt: skip
"""What changes how somebody is treated stands under the name, in this order."""


def allergy_names(history: PatientHistory) -> list[str]:
    """Every allergy in words; what was tapped and typed as well stands there once."""
    names = [one_line(word) for word in history.allergies]
    said = " ".join(names).casefold()
    if history.milk_protein is Answer.YES and "milk" not in said:
        names.append(translate("health", "cow's-milk protein"))
    if history.toxin_allergy is Answer.YES and "toxin" not in said:
        names.append(translate("health", "botulinum toxin"))
    if history.human_albumin is Answer.YES and "albumin" not in said:
        names.append(translate("health", "human albumin"))
    return names


def health_line(history: PatientHistory | None, on: date, most: int = MOST_WORDS) -> tuple[str, bool]:
    """What stands under the patient's name on a day, and whether it is a warning.

    Of more than `most` allergies the first are named and the others counted; what else changes conduct is whole.
    """
    if history is None:
        return translate("health", "Allergies not asked"), False
    if history.has_allergies:
        names = allergy_names(history)
        listed = ", ".join(names[:most])
        if len(names) > most:
            listed = translate("health", "{names} and {count} more").format(names=listed, count=len(names) - most)
        allergies = translate("health", "Allergies: {names}").format(names=listed)
    elif history.no_allergies:
        allergies = translate("health", "No known allergies")
    else:
        allergies = translate("health", "Allergies not asked")
    applies = {condition for condition in history.conditions if not _is_over(history, condition, on)}
    flags = [condition_name(condition) for condition in FLAGGED if condition in applies]
    if history.pregnant is Answer.YES:
        flags.insert(0, translate("health", "Pregnant"))
    if history.breastfeeding is Answer.YES:
        flags.insert(0, translate("health", "Breastfeeding"))
    warning = history.has_allergies or bool(flags)
    parts = [*flags, allergies] if flags and not history.has_allergies else [allergies, *flags]
    if history.not_asked:
        parts.append(not_asked_text(history.not_asked))
    return " · ".join(parts), warning


def _is_over(history: PatientHistory, condition: Condition, on: date) -> bool:
    """Whether the answer was about months that are gone by now."""
    asked = history.asked_at
    return condition is Condition.OTHER_TOXIN and asked is not None and months_later(asked.date(), TOXIN_MONTHS) <= on


def not_asked_text(count: int) -> str:
    """“1 question not asked”, “16 questions not asked”: never a “no”."""
    one, more = translate("health", "1 question not asked"), translate("health", "{count} questions not asked")
    return one if count == 1 else more.format(count=count)


def consent_name(reference: Reference, consent: Consent) -> str:
    """“Treatment, photographs, off-label: Chin, Masseter (Botox Cosmetic)”."""
    names = {
        ConsentTo.TREATMENT: translate("health", "treatment"),
        ConsentTo.PHOTOGRAPHS: translate("health", "photographs"),
    }
    parts = [names[to] for to in consent.to if to in names]
    if consent.areas:
        areas = ", ".join(area_name(reference, area) for area in consent.areas)
        off = translate("health", "off-label: {areas}").format(areas=areas)
        parts.append(f"{off} ({product_name(reference, consent.product)})" if consent.product else off)
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def label_words(label: AreaLabel) -> str:
    """On which label an area is: “on the US label, off-label in the EU”."""
    us = {
        True: translate("health", "on the US label"),
        False: translate("health", "off-label in the US"),
        None: translate("health", "US label not in the reference data"),
    }[label.us]
    eu = {
        True: translate("health", "on the EU label"),
        False: translate("health", "off-label in the EU"),
        None: translate("health", "EU label not in the reference data"),
    }[label.eu]
    if label.us is False and label.eu is False:
        return translate("health", "off-label in the US and the EU")
    return f"{us}, {eu}"


def when_name(when: When) -> str:
    return {When.BEFORE: translate("health", "Before"), When.AFTER: translate("health", "After")}[when]


def pose_name(pose: Pose) -> str:
    return {
        Pose.REST: translate("health", "At rest"),
        Pose.FROWN: translate("health", "Frown"),
        Pose.BROWS_UP: translate("health", "Brows up"),
        Pose.SMILE: translate("health", "Smile"),
        Pose.PUCKER: translate("health", "Pucker"),
        Pose.CLENCH: translate("health", "Clench"),
        Pose.NECK: translate("health", "Neck"),
        Pose.OTHER: translate("health", "Other"),
    }[pose]


def photo_name(photo: Attachment) -> str:
    """“Before · Frown · Front”; what is not labelled says so."""
    parts = [
        when_name(photo.when) if photo.when is not None else "",
        pose_name(photo.pose) if photo.pose is not None else "",
        view_name(photo.view) if photo.view is not None else "",
        one_line(photo.name),
    ]
    return " · ".join(part for part in parts if part) or translate("health", "Not labelled yet")


def photos_text(count: int) -> str:
    """“1 photo”, “2 photos”."""
    one, more = translate("health", "1 photo"), translate("health", "{count} photos")
    return one if count == 1 else more.format(count=count)


def asked_text(history: PatientHistory) -> str:
    """“asked 14 Jul 2026 by Dr X”."""
    if history.asked_at is None:
        return translate("health", "asked at an unknown time")
    day = date_text(history.asked_at.date())
    if history.asked_by:
        return translate("health", "asked {date} by {name}").format(date=day, name=one_line(history.asked_by))
    return translate("health", "asked {date}").format(date=day)
