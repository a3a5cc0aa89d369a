"""How the desk looks: colours light and dark, spacing, and the style sheet made from them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from charting.drawing.palette import DARK_FACE, LIGHT_FACE, FacePalette

RADIUS = 6
GAP = 8
MARGIN = 16
ROW = 40
CONTROL = 34
TOUCH = 44


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
    name="light", back="#f4f6f7", surface="#ffffff", sunken="#f4f6f7", line="#d9dee2", text="#1f2529", muted="#5f6971",
    accent="#0f766e", accent_hover="#0c615a", accent_soft="#e6f3f1", on_accent="#ffffff", selected="#eef6fd",
    danger="#a3341f", danger_soft="#fdecea", caution="#8a5a00", caution_soft="#fff5e9",
)  # fmt: skip
DARK = Look(
    name="dark", back="#111518", surface="#1a1f23", sunken="#14191c", line="#343c42", text="#e6eaed", muted="#9aa6ae",
    accent="#2bb3a5", accent_hover="#45c6b9", accent_soft="#17352f", on_accent="#06211d", selected="#1d2c38",
    danger="#ff9c87", danger_soft="#3a1d18", caution="#f0b45c", caution_soft="#33270f",
)  # fmt: skip


def system_look() -> Look:
    """The look the computer asks for."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme.name == "Dark" else LIGHT


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


def style_sheet(look: Look) -> str:
    """The style sheet with this palette's colours in it."""
    text = _SHEET
    for field in sorted(fields(look), key=lambda f: -len(f.name)):
        text = text.replace("@" + field.name, getattr(look, field.name))
    return text


_SHEET = """
* { font-size: 13px; }
QWidget { color: @text; }
QMainWindow, QDialog { background: @back; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 6px; }
QFrame#banner { background: @surface; border: 0; border-bottom: 1px solid @line; }
QFrame#card { background: @surface; border: 1px solid @line; border-radius: 6px; }
QFrame#bar { background: @sunken; border: 1px solid @line; border-radius: 6px; }
QFrame#notice { background: @caution_soft; border: 1px solid @caution; border-radius: 6px; }
QFrame#notice QLabel { color: @text; background: transparent; }
QLabel { background: transparent; }
QLabel#title { font-size: 14px; font-weight: 700; }
QLabel#name { font-size: 18px; font-weight: 700; }
QLabel#muted, QLabel#caption { color: @muted; }
QLabel#caption { font-size: 12px; }
QLabel#problem { color: @danger; }
QLabel#total { font-size: 26px; font-weight: 700; }
QLabel#pill { border-radius: 9px; padding: 2px 10px; background: @accent_soft; color: @accent; font-weight: 600; font-size: 12px; }
QLabel#draftpill { border-radius: 9px; padding: 2px 10px; background: @caution_soft; color: @caution; font-weight: 600; font-size: 12px; }
QPushButton, QToolButton { background: @surface; border: 1px solid @line; border-radius: 6px; padding: 0 12px; min-height: 32px; font-weight: 600; }
QPushButton:hover, QToolButton:hover { border-color: @accent; }
QPushButton:pressed, QToolButton:pressed { background: @accent_soft; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 0 11px; min-height: 30px; }
QPushButton:checked, QToolButton:checked { background: @accent_soft; border-color: @accent; color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @muted; background: @sunken; border-color: @line; }
QPushButton#primary { background: @accent; border-color: @accent; color: @on_accent; }
QPushButton#primary:hover { background: @accent_hover; }
QPushButton#primary:focus { border: 2px solid @text; }
QPushButton#primary:disabled { background: @sunken; border-color: @line; color: @muted; }
QPushButton#quiet { background: transparent; border-color: transparent; color: @muted; font-weight: 400; }
QPushButton#quiet:hover { color: @danger; border-color: @line; }
QPushButton#chip { font-size: 15px; padding: 0 6px; min-width: 26px; }
QPushButton#chip:checked { background: @accent; border-color: @accent; color: @on_accent; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QComboBox, QDateEdit, QDateTimeEdit, QAbstractSpinBox { background: @sunken; border: 1px solid @line; border-radius: 6px; padding: 0 10px; min-height: 32px; selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QDateTimeEdit:focus { border: 2px solid @accent; padding: 0 9px; min-height: 30px; background: @surface; }
QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled, QDateTimeEdit:disabled, QLineEdit:read-only { color: @text; background: @surface; border-color: transparent; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox QAbstractItemView, QMenu { background: @surface; border: 1px solid @line; padding: 4px; selection-background-color: @accent_soft; selection-color: @text; outline: 0; }
QMenu::item { padding: 7px 24px 7px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QTableView, QListView { background: @surface; border: 0; outline: 0; gridline-color: transparent; selection-background-color: @selected; selection-color: @text; }
QTableView:focus, QListView:focus { border: 0; }
QHeaderView::section { background: @surface; color: @muted; border: 0; padding: 4px 6px; font-size: 12px; font-weight: 400; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: @line; border-radius: 5px; min-height: 30px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: @line; border-radius: 5px; min-width: 30px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent; border: 0; width: 0; height: 0; }
QStatusBar { background: @surface; border-top: 1px solid @line; color: @muted; }
QStatusBar QLabel { color: @muted; font-size: 12px; }
QStatusBar::item { border: 0; }
QCheckBox { spacing: 8px; }
"""
