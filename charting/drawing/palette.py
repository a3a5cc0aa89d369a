"""Colours of a face and of its points, for a light screen, a dark one and paper. Colour is never the only sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from charting.domain.dosing import Style


@dataclass(frozen=True, slots=True)
class FacePalette:
    """Colour of each role of the face drawing, and of what is drawn on it; #rrggbb."""

    roles: Mapping[str, str]
    area_line: str
    area_tint: str
    hover_line: str
    crosshair: str
    selection: str
    point_ring: str
    undosed: str
    text_dark: str
    text_light: str
    styles: Mapping[Style, str]


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

LIGHT_FACE = FacePalette(
    roles={}, area_line="#6f7d86", area_tint="#7fb2c9", hover_line="#0f766e", crosshair="#0f766e", selection="#0f766e",
    point_ring="#ffffff", undosed="#5f6971", text_dark="#10202a", text_light="#ffffff", styles=STYLES_LIGHT,
)  # fmt: skip
DARK_FACE = FacePalette(
    roles={}, area_line="#8e9aa2", area_tint="#4f7f96", hover_line="#2bb3a5", crosshair="#2bb3a5", selection="#5fe0d2",
    point_ring="#0e1214", undosed="#b9c3ca", text_dark="#0a161d", text_light="#ffffff", styles=STYLES_DARK,
)  # fmt: skip
