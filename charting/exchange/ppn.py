"""The code on German boxes that is no GS1 one: format 06 with a PPN, read as if it were (IFA, securPharm)."""

from __future__ import annotations

import re
from collections.abc import Iterator

GS = "\x1d"
_HEAD = re.compile(r"\[\)>[^0-9A-Za-z]*06")
_PARTS = {"9N": "9N", "8P": "01", "1T": "10", "D": "17", "S": "21"}
_PART = re.compile(r"(9N|8P|1T|D|S)(.*)", re.DOTALL)
_OTHER = re.compile(r"[0-9]{0,3}[A-Z]")
_GERMAN = "11"
"""The agency that gives out the numbers of German pharmacies (PZN)."""


def is_ppn(text: str) -> bool:
    """Whether a code begins as format 06 does."""
    return bool(_HEAD.match(text))


def ppn_parts(text: str) -> Iterator[tuple[str, str]]:
    """Its parts under the application identifiers of GS1; a German number as its GTIN, another as “ppn”.

    `text` has GS for every separator. What is not known stands under "", unless it is another part of this format.
    """
    head = _HEAD.match(text)
    body = (text[head.end() :] if head else text).strip(GS)
    for piece in body.split(GS):
        found = _PART.fullmatch(piece)
        if found is None:
            if piece and not _OTHER.match(piece):
                yield "", piece
            continue
        kind, value = _PARTS[found[1]], found[2]
        if kind != "9N":
            yield kind, value
        elif GS not in body and not value.isdigit():
            yield "?", value  # everything runs on behind the number: the separators were lost
        else:
            gtin = _gtin_of(value)
            yield ("ppn", value) if gtin is None else ("01", gtin)


def _gtin_of(ppn: str) -> str | None:
    """The GTIN (NTIN) of a German pharmacy number; None where it is none, or a check digit is wrong."""
    if not re.fullmatch(r"[0-9]{12}", ppn) or not ppn.startswith(_GERMAN):
        return None
    if sum(ord(sign) * place for place, sign in enumerate(ppn[:10], 2)) % 97 != int(ppn[10:]):
        return None
    bare = f"04150{ppn[2:10]}"
    total = sum(int(sign) * (3 if place % 2 == 0 else 1) for place, sign in enumerate(bare))
    return f"{bare}{-total % 10}"
