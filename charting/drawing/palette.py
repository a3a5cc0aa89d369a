"""Colours of a face and of its points, for a light screen, a dark one and paper. Colour is never the only sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor

from charting.domain.styles import Style


@dataclass(frozen=True, slots=True)
class FacePalette:
    """Colour of each role of the face drawing, and of what is drawn on it; #rrggbb."""

    roles: Mapping[str, str]
    area_tint: str
    hover_line: str
    crosshair: str
    selection: str
    point_ring: str
    undosed: str
    text_dark: str
    text_light: str
    styles: Mapping[Style, str]

    def role(self, role: str) -> QColor:
        """The colour of a role of the drawing; a role nobody coloured is drawn in the main line's."""
        return QColor(self.roles.get(role) or self.roles["line"])


# Okabe and Ito's colours, told apart by people who do not see red and green alike.
STYLES_LIGHT = {
    Style.BELOW_MICRO: "#8b98a1", Style.BELOW_STANDARD: "#8b98a1", Style.MICRO: "#56b4e9", Style.BOTH: "#4f9fb8",
    Style.BETWEEN: "#e6a817", Style.STANDARD: "#00805d", Style.ABOVE_STANDARD: "#c94f00", Style.ABOVE_MICRO: "#c94f00",
    Style.NO_RANGE: "#6b7780", Style.MIXED: "#6b7780",
}  # fmt: skip
STYLES_DARK = {
    **STYLES_LIGHT, Style.MICRO: "#6cc3f3", Style.STANDARD: "#1fa67f", Style.ABOVE_STANDARD: "#e8722a",
    Style.ABOVE_MICRO: "#e8722a", Style.NO_RANGE: "#8b98a1", Style.MIXED: "#8b98a1",
}  # fmt: skip
"""Dark grounds ask for lighter fills."""

LIGHT_ROLES = {
    "skin": "#f7ebe1", "skin-shade": "#c99f88", "skin-light": "#fffaf5", "hair": "#b9a798", "brow": "#77604f",
    "eye-white": "#fcfaf7", "iris": "#7d8e93", "pupil": "#2b2523", "catchlight": "#ffffff", "lip": "#d9a097",
    "lip-dark": "#a8655f", "nostril": "#7c5347", "inner-ear": "#d9b09b", "blush": "#e9ad9b", "line": "#4b3c36",
    "line-fine": "#7d665b", "line-faint": "#ab9184", "lash": "#3a2e2a", "brow-hair": "#62503f",
}  # fmt: skip
DARK_ROLES = {
    "skin": "#3d3530", "skin-shade": "#1d1815", "skin-light": "#574a42", "hair": "#2b2724", "brow": "#16110e",
    "eye-white": "#a79f98", "iris": "#5b6d73", "pupil": "#0d0b0a", "catchlight": "#f3f1ee", "lip": "#7a514a",
    "lip-dark": "#4b2d29", "nostril": "#17100d", "inner-ear": "#2f2622", "blush": "#7d4d3f", "line": "#d2c3b8",
    "line-fine": "#a08f84", "line-faint": "#776a62", "lash": "#0e0b0a", "brow-hair": "#8b7a6d",
}  # fmt: skip

LIGHT_FACE = FacePalette(
    roles=LIGHT_ROLES, area_tint="#7fb2c9", hover_line="#0f766e", crosshair="#0f766e", selection="#0f766e",
    point_ring="#ffffff", undosed="#5f6971", text_dark="#10202a", text_light="#ffffff", styles=STYLES_LIGHT,
)  # fmt: skip
DARK_FACE = FacePalette(
    roles=DARK_ROLES, area_tint="#4f7f96", hover_line="#2bb3a5", crosshair="#2bb3a5", selection="#5fe0d2",
    point_ring="#0e1214", undosed="#b9c3ca", text_dark="#0a161d", text_light="#ffffff", styles=STYLES_DARK,
)  # fmt: skip
