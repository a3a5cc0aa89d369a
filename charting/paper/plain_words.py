"""Areas, styles and side effects in a patient's own words; no advice beyond the reference data's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from charting.domain.dosing.styles import Style
from charting.words.words import translate

if TYPE_CHECKING:
    from charting.domain.dosing.reference import AdverseEvent, Reference


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("plain", text))


AREAS = {
    "forehead": _("forehead"),
    "glabella": _("frown lines between the eyebrows"),
    "crows_feet": _("crow's feet beside the eyes"),
    "lower_crows_feet": _("lines over the cheekbone, below the crow's feet"),
    "lateral_brow": _("outer eyebrow"),
    "temporalis": _("temple"),
    "brow_asymmetry": _("eyebrows, to make them alike"),
    "bunny_lines": _("lines on the nose"),
    "lower_eyelid": _("below the eye"),
    "infraorbital": _("fine lines below the lower eyelid"),
    "gummy_smile": _("upper lip beside the nose (gummy smile)"),
    "llsan": _("beside the nose"),
    "nasal_flare": _("side of the nostril"),
    "nasal_tip": _("tip of the nose"),
    "perioral": _("lines around the mouth"),
    "lip_flip": _("edge of the upper lip"),
    "dao": _("corners of the mouth"),
    "lower_lip_line": _("below the lower lip"),
    "mentalis": _("chin"),
    "masseter": _("jaw muscle"),
    "parotid": _("gland in front of the ear"),
    "platysma": _("bands of the neck"),
    "low_neck": _("lines low on the neck"),
    "face_id": _("skin of the face"),
    "periorbital_microdroplet": _("skin around the brows and eyes"),
    "lower_face_neck_id": _("skin of the lower face and neck"),
}
EVENTS = {
    "lid_ptosis": _("an eyelid that hangs down"),
    "brow_ptosis": _("eyebrows that feel heavy or sit lower"),
    "spock_brow": _("an outer eyebrow that is pulled up too high"),
    "brow_asymmetry": _("eyebrows that are not alike"),
    "eye_symptoms": _("dry eyes, tears or blurred sight"),
    "diplopia": _("double sight"),
    "lid_malposition": _("an eyelid that turns outwards or does not close"),
    "smile_asymmetry": _("a crooked smile"),
    "oral_competence": _("trouble with drinking or speaking, or dribbling"),
    "chewing": _("weak chewing, or a bulge in the cheek"),
    "dysphagia": _("trouble with swallowing, or a weak neck"),
    "bruise": _("bruises, swelling, pain or redness that do not go away"),
    "headache": _("headache that does not go away"),
    "no_effect": _("no effect, or one that is soon gone"),
    "allergy": _("an itching rash, a swollen face, lips or tongue, or feeling faint (an allergic reaction)"),
    "systemic": _("trouble with breathing, swallowing or speaking, or weak muscles all over"),
}
FIRST = ("systemic", "dysphagia", "allergy")
"""The urgent ones in the order in which they are to be read."""


def area_words(reference: Reference, area: str) -> str:
    """What a patient calls an area (its code without side); the reference data's name where there is no plainer one."""
    if area in AREAS:
        return translate("plain", AREAS[area])
    info = reference.areas.get(area)
    return info.name if info is not None else translate("plain", "other places")


def event_words(event: AdverseEvent) -> str:
    """What a patient would notice."""
    return translate("plain", EVENTS[event.id]) if event.id in EVENTS else event.name


def style_words(style: Style | None) -> str:
    """What a dose of this style means for the patient; empty where nothing is known to compare it with."""
    if style is None:
        return ""
    return {
        Style.MICRO: translate(
            "plain",
            "Low dose, also called “baby” or micro ({areas}): the same product in fewer units. The effect is softer and"
            " shorter, and some movement and lines stay. That is intended.",
        ),
        Style.BELOW_MICRO: translate(
            "plain",
            "Less than a low (“baby”) dose ({areas}): the same product in very few units. Most movement and lines"
            " stay.",
        ),
        Style.ABOVE_MICRO: translate(
            "plain",
            "More than a low (“baby”) dose ({areas}): the same product; the effect is stronger than that of a low"
            " dose.",
        ),
        Style.BOTH: translate(
            "plain",
            "A small standard dose ({areas}): as many units as a full low (“baby”) dose. Some movement may stay.",
        ),
        Style.BETWEEN: translate(
            "plain",
            "Between a low (“baby”) and a standard dose ({areas}): more relaxed than a low dose; some movement may"
            " stay.",
        ),
        Style.STANDARD: translate(
            "plain", "Standard dose ({areas}): the usual number of units. The muscle is to move clearly less."
        ),
        Style.BELOW_STANDARD: translate(
            "plain", "Less than a standard dose ({areas}): fewer units than usual. Some movement and lines stay."
        ),
        Style.ABOVE_STANDARD: translate(
            "plain", "More than a standard dose ({areas}): more units than usual. The muscle is to move clearly less."
        ),
    }.get(style, "")


def shipped_text() -> str:
    """The text of the handout as it is shipped; a clinic may set its own."""
    return translate(
        "plain",
        "# Where and how much\n{done}\n{areas}\n\n# What kind of dose\n{styles}\n\n"
        "# When to come back\n{review}\n\n# How long it lasts\n{lasts}\n\n"
        "! Get help at once – call an ambulance if need be\n{urgent}\n\n"
        "# Call us if you notice\n{watch}\n{clinic} {phone}\n\n{note}\n",
    )


def general_text() -> str:
    """What is told before anything is charted."""
    return translate(
        "plain",
        "# What it is\nA small amount of {product} is injected with a fine needle, so that a muscle moves less for some"
        " months. Then the movement comes back.\n\n# Low-dose treatment\n{low_dose}\n\n"
        "# When to come back\n{review}\n\n# How long it lasts\n{lasts}\n\n"
        "! Get help at once – call an ambulance if need be\n{urgent}\n\n"
        "# Call us if you notice\n{watch}\n{clinic} {phone}\n\n{note}\n",
    )


def low_dose_words() -> tuple[str, ...]:
    """What low-dose treatment is and whom it suits, without praise; facts of a clinic article on “baby Botox”."""
    return (
        translate(
            "plain",
            "Low-dose treatment, often called “baby” or micro, is no product of its own: it is the same product in"
            " fewer units, usually injected in the same way with less in each place.",
        ),
        translate(
            "plain",
            "The effect is softer, and some movement and some lines stay. It lasts closer to 3 months, where a standard"
            " dose lasts 4 to 6, so it means coming back more often. Everybody differs.",
        ),
        translate(
            "plain",
            "It can suit fine lines, and people whose work needs expression. Deep lines and very strong muscles are"
            " changed little by it. We look after 1 to 2 weeks; more can be added then.",
        ),
    )
