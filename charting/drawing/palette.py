"""Colours of a face and of its points, for a light screen, a dark one and paper. Colour is never the only sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor

from charting.domain.dosing.styles import Style

DOSE_DARKER = 135
"""The figures of last time ask for more contrast than a line does (4.5 : 1 on skin)."""


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
    ghost: str
    caution: str
    side: str
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
    "skin": "#f7ebe1", "skin-shade": "#c99f88", "skin-light": "#fffaf5", "hair": "#ab9b8f", "brow": "#77604f",
    "eye-white": "#fcfaf7", "iris": "#7d8e93", "pupil": "#2b2523", "catchlight": "#ffffff", "lip": "#dca89d",
    "lip-dark": "#ab6d65", "nostril": "#7c5347", "inner-ear": "#d9b09b", "blush": "#e9ad9b", "line": "#4b3c36",
    "line-fine": "#7d665b", "line-faint": "#ab9184", "lash": "#3a2e2a", "brow-hair": "#6b5848",
}  # fmt: skip
DARK_ROLES = {
    "skin": "#3a342f", "skin-shade": "#1d1815", "skin-light": "#4b433d", "hair": "#262120", "brow": "#17120f",
    "eye-white": "#b8b1a9", "iris": "#5b6d73", "pupil": "#0e0c0b", "catchlight": "#f3efe9", "lip": "#7a5049",
    "lip-dark": "#4d2d2a", "nostril": "#140f0d", "inner-ear": "#2b2420", "blush": "#5e3c34", "line": "#cdbdaf",
    "line-fine": "#a08f82", "line-faint": "#776a5f", "lash": "#100d0c", "brow-hair": "#8b7868",
}  # fmt: skip

LIGHT_FACE = FacePalette(
    roles=LIGHT_ROLES, area_tint="#7fb2c9", hover_line="#0f766e", crosshair="#0f766e", selection="#0f766e",
    point_ring="#ffffff", undosed="#5f6971", ghost="#76699f", caution="#8a5a00", side="#87929a", text_dark="#10202a",
    text_light="#ffffff", styles=STYLES_LIGHT,
)  # fmt: skip
DARK_FACE = FacePalette(
    roles=DARK_ROLES, area_tint="#4f7f96", hover_line="#2bb3a5", crosshair="#2bb3a5", selection="#5fe0d2",
    point_ring="#0e1214", undosed="#b9c3ca", ghost="#b3a7dd", caution="#f0b45c", side="#77828a", text_dark="#0a161d",
    text_light="#ffffff", styles=STYLES_DARK,
)  # fmt: skip

PAPER_ROLES = {
    **LIGHT_ROLES, "skin": "#ffffff", "skin-shade": "#d8cac1", "skin-light": "#ffffff", "lip": "#e6ccc6",
    "blush": "#f3e2db", "inner-ear": "#ece0d8", "hair": "#b9afa8", "line": "#4a4340", "line-fine": "#857c77",
}  # fmt: skip
PAPER_FACE = FacePalette(
    roles=PAPER_ROLES, area_tint="#e3e9ec", hover_line="#15191c", crosshair="#15191c", selection="#15191c",
    point_ring="#ffffff", undosed="#555d63", ghost="#777777", caution="#444444", side="#777777", text_dark="#10202a",
    text_light="#ffffff", styles=STYLES_LIGHT,
)  # fmt: skip
"""Paper asks for little ink; the styles differ in lightness too, so that a grey print can be read."""
