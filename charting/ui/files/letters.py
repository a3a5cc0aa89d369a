"""What paper cannot show: letters that no font of this computer has are said before anything is printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from charting.errors import Problem

if TYPE_CHECKING:
    from charting.drawing.press import Press

MOST = 12


def unwritable(presses: Iterable[Press]) -> Problem | None:
    """Which letters will be seen as boxes on these sheets, and what helps; None when everything can be written."""
    return without_font("".join(dict.fromkeys(letter for press in presses for letter in press.without_letters)))


def without_font(letters: str) -> Problem | None:
    """The same of letters that no font has."""
    if not letters:
        return None
    shown = letters if len(letters) <= MOST else f"{letters[:MOST]}…"
    codes = " ".join(f"U+{ord(letter):04X}" for letter in letters[:3])
    return Problem(
        "This computer has no letters for “{letters}” ({codes}); on paper and in pictures they are empty boxes. Install"
        " a font for their script first, such as fonts-noto-core or fonts-noto-cjk.", letters=shown, codes=codes,
    )  # fmt: skip
