"""What a key means by its place on the keyboard, where its layout has no Latin letter or no figure there.

A French number row gives “&é"'” until Shift is held, a Russian or Greek keyboard has no V. The keys of the desk mean
what stands there on an English keyboard; a Latin letter and a figure are always taken as they are.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_ROWS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_EVDEV = (2, 16, 30, 44)
"""Where each row begins: the kernel's numbers, which are also those of a PC's keyboard under Windows."""

_PC = {start + n: sign for start, row in zip(_EVDEV, _ROWS, strict=True) for n, sign in enumerate(row)}
_X11 = {code + 8: sign for code, sign in _PC.items()}
_MAC = dict(zip(
    (18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 0, 1, 2, 3, 5, 4, 38, 40, 37, 6,
     7, 8, 9, 11, 45, 46),
    "".join(_ROWS), strict=True,
))  # fmt: skip

_AZERTY = {**dict(zip("&é\"'(-è_çà", "1234567890", strict=True)), "§": "6", "!": "8"}
_LETTERS = {
    **dict(zip("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM", strict=True)),
    **dict(zip("ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΡΣΤΘΩΧΥΖ", "ABCDEFGHIJKLMNOPRSTUVXYZ", strict=True)),
}
"""For a keyboard that tells no place, as one on the screen: the usual layouts."""

_ALONE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_DECIMAL_SIGNS = ".,٫،．，"  # noqa: RUF001  what keyboards have for it


def desk_key(event: QKeyEvent) -> Qt.Key:
    """The key by the name under which the desk knows it; Key_unknown for an event that names none."""
    code = event.key()
    if code == 0:
        return Qt.Key.Key_unknown
    figure = _figure(event)
    if figure:
        return Qt.Key(int(Qt.Key.Key_0) + int(figure))
    letter = _letter(event)
    return Qt.Key(ord(letter)) if letter else Qt.Key(code)


def dose_sign(event: QKeyEvent) -> str:
    """The figure or the decimal sign that a key gives where a dose is typed; empty for any other key.

    A key that is held down gives one: nobody means eleven units by a finger that rests.
    """
    if event.isAutoRepeat():
        return ""
    text = event.text()
    if len(text) == 1 and text in _DECIMAL_SIGNS:
        return "." if text in ".٫．" else ","  # noqa: RUF001
    return _figure(event)


def action_of(window: QWidget, event: QKeyEvent) -> QAction | None:
    """The window's action whose shortcut a key is, by its own name or by its place; None where it is nobody's."""
    if event.key() in (0, int(Qt.Key.Key_unknown)):
        return None  # an empty sequence is that of every action without a shortcut
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    meant = {event.keyCombination().toCombined(), int(desk_key(event)) | held.value}
    for action in window.actions():
        keys = action.shortcut()
        if keys.isEmpty() or not action.isEnabled() or (event.isAutoRepeat() and not action.autoRepeat()):
            continue
        if any(keys == QKeySequence(combined) for combined in meant):
            return action
    return None


def _figure(event: QKeyEvent) -> str:
    text = event.text()
    if len(text) == 1 and text.isdecimal():
        return str(int(text))
    if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
        return chr(event.key())
    if event.modifiers() & _ALONE or not (text.strip() or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
        return ""  # a key that types nothing is no figure's, wherever it is
    sign = _placed(event)
    if sign is None:
        return _AZERTY.get(text.casefold(), "") if _is_azerty(QLocale()) else ""
    return sign if sign.isdecimal() else ""


def _letter(event: QKeyEvent) -> str:
    """The Latin letter at the place of a letter of another script."""
    code = event.key()
    sign = chr(code) if 0x100 <= code < int(Qt.Key.Key_Escape) and code <= 0x10FFFF else ""
    if not sign.isalpha() or unicodedata.name(sign, "LATIN").startswith("LATIN"):
        return ""
    placed = _placed(event)
    if placed is None:
        return _LETTERS.get(sign.upper(), "")
    return placed if placed.isalpha() else ""


def _placed(event: QKeyEvent) -> str | None:
    """The sign on an English keyboard at a key's place, empty for a key that has none; None when it tells no place."""
    platform = QGuiApplication.platformName()
    if platform == "cocoa":
        return _MAC.get(event.nativeVirtualKey(), "")
    code = event.nativeScanCode()
    if not code:
        return None
    return (_PC if platform == "windows" else _X11).get(code, "")


def _is_azerty(locale: QLocale) -> bool:
    if locale.territory() == QLocale.Country.Belgium:
        return True
    elsewhere = (QLocale.Country.Canada, QLocale.Country.Switzerland)
    return locale.language() == QLocale.Language.French and locale.territory() not in elsewhere
