"""What was found of a muscle, in words."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from charting.domain.visit.record import Bulging, MuscleFinding, Thickness
from charting.words.words import translate


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("findings", text))


BULGING = {
    Bulging.MINIMAL: _("Minimal bulging"),
    Bulging.MONO: _("One bulge"),
    Bulging.DOUBLE: _("Two bulges"),
    Bulging.TRIPLE: _("Three bulges"),
    Bulging.EXCESSIVE: _("Excessive bulging"),
}
THICKNESS = {
    Thickness.UNDER_10: _("Under 10 mm thick"),
    Thickness.FROM_10_TO_14: _("10–14 mm thick"),
    Thickness.OVER_14: _("Over 14 mm thick"),
}


def bulging_name(bulging: Bulging) -> str:
    """How a muscle bulges when the jaw is clenched."""
    return translate("findings", BULGING[bulging])


def thickness_name(thickness: Thickness) -> str:
    """How thick a muscle is."""
    return translate("findings", THICKNESS[thickness])


def finding_text(finding: MuscleFinding) -> str:
    """“Two bulges · 10–14 mm thick”."""
    parts = []
    if finding.bulging is not None:
        parts.append(bulging_name(finding.bulging))
    if finding.thickness is not None:
        parts.append(thickness_name(finding.thickness))
    return " · ".join(parts)
