"""How the desk looks: colours light and dark, spacing, and the style sheet made from them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from charting.drawing.palette import DARK_FACE, LIGHT_FACE, FacePalette
from charting.paths import resources
from charting.ui.kit import ground

RADIUS = 6
GAP = 8
MARGIN = 16
ROW = 40
CONTROL = 34
TOUCH = 44
POLISHED = Qt.WidgetAttribute.WA_WState_Polished


@dataclass(frozen=True, slots=True)
class Look:
    """One palette; every value is a colour as #rrggbb."""

    name: str
    back: str
    surface: str
    sunken: str
    line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    selected: str
    danger: str
    danger_soft: str
    caution: str
    caution_soft: str

    @property
    def dark(self) -> bool:
        return self.name == "dark"

    @property
    def face(self) -> FacePalette:
        return DARK_FACE if self.dark else LIGHT_FACE

    def color(self, role: str) -> QColor:
        """A colour of this palette for a painter."""
        return QColor(getattr(self, role))


LIGHT = Look(
    name="light", back=ground.LIGHT.back, surface=ground.LIGHT.surface, line=ground.LIGHT.line,
    sunken="#f4f6f7", text="#1f2529", muted="#5f6971",
    accent="#0f766e", accent_hover="#0c615a", accent_soft="#e6f3f1", on_accent="#ffffff", selected="#eef6fd",
    danger="#a3341f", danger_soft="#fdecea", caution="#8a5a00", caution_soft="#fff5e9",
)  # fmt: skip
DARK = Look(
    name="dark", back=ground.DARK.back, surface=ground.DARK.surface, line=ground.DARK.line,
    sunken="#14191c", text="#e6eaed", muted="#9aa6ae",
    accent="#2bb3a5", accent_hover="#45c6b9", accent_soft="#17352f", on_accent="#06211d", selected="#1d2c38",
    danger="#ff9c87", danger_soft="#3a1d18", caution="#f0b45c", caution_soft="#33270f",
)  # fmt: skip


def system_look() -> Look:
    """The look the computer asks for."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme.name == "Dark" else LIGHT


def look_named(name: str) -> Look:
    """The look of that name; any other name means the one that the computer asks for."""
    return {LIGHT.name: LIGHT, DARK.name: DARK}.get(name) or system_look()


def base_font() -> QFont:
    """The platform's own face at 13 px, the size everything else is set from."""
    font = QGuiApplication.font()
    font.setPixelSize(13)
    return font


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """The same face in another size."""
    other = QFont(font)
    other.setPixelSize(pixels)
    other.setBold(bold)
    return other


def apply_look(app: QApplication, look: Look) -> None:
    """Colour the whole application."""
    roles = {
        QPalette.ColorRole.Window: look.back, QPalette.ColorRole.WindowText: look.text,
        QPalette.ColorRole.Base: look.surface, QPalette.ColorRole.AlternateBase: look.sunken,
        QPalette.ColorRole.Text: look.text, QPalette.ColorRole.Button: look.surface,
        QPalette.ColorRole.ButtonText: look.text, QPalette.ColorRole.Highlight: look.accent,
        QPalette.ColorRole.HighlightedText: look.on_accent, QPalette.ColorRole.PlaceholderText: look.muted,
        QPalette.ColorRole.ToolTipBase: look.surface, QPalette.ColorRole.ToolTipText: look.text,
        QPalette.ColorRole.Link: look.accent, QPalette.ColorRole.Mid: look.line,
    }  # fmt: skip
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.muted))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(look))


def wear(widget: QWidget, **roles: str | int | bool) -> None:
    """Give a widget roles that the style sheet knows, as `wear(label, tone="danger")`; "" and False take one away.

    A role it has already costs nothing. Another one is seen at once, by the widget and all in it.
    """
    other = {role: value for role, value in roles.items() if (widget.property(role) or "") != (value or "")}
    for role, value in other.items():
        widget.setProperty(role, value)
    if other and widget.testAttribute(POLISHED):  # else Qt looks at the sheet when the widget is first shown
        for part in (widget, *widget.findChildren(QWidget)):
            if part.testAttribute(POLISHED):
                part.style().unpolish(part)
                part.style().polish(part)
                QCoreApplication.sendEvent(part, QEvent(QEvent.Type.StyleChange))


def hand_look(window: QWidget, look: Look) -> None:
    """Give a look to a window, and to all in it that paints or colours rows by one: whatever has a `set_look`.

    The style sheet and the palette reach everything else by themselves.
    """
    for part in (window, *window.findChildren(QObject)):
        if (take := getattr(part, "set_look", None)) is not None:
            take(look)


def style_sheet(look: Look) -> str:
    """The style sheet with this palette's colours in it."""
    folder = resources() / "style"
    text = (folder / "desk.qss").read_text(encoding="utf-8")
    text = text.replace("@tick", (folder / f"check-{look.name}.svg").as_posix())
    for field in sorted(fields(look), key=lambda f: -len(f.name)):
        text = text.replace("@" + field.name, getattr(look, field.name))
    return text
