"""What a scanner reads off a box or a vial: GS1 element strings and the German PPN, as a keyboard types them.

A code that is cut off or wrong in a part still gives what was understood; `faults` say what a person has to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from charting.errors import Refused

GS = "\x1d"
"""The separator that ends an element of no fixed length."""

LONGEST_TEXT = 20
"""Characters of a lot or a serial number in a code."""

_SYMBOLOGY = re.compile(r"\](?:[dD][0-9]|[cC]1|[qQ][0-9]|[eE]0|[jJ]1)")
_SEPARATORS = re.compile(
    r"[<{\[](?:GS|RS|EOT|FNC1|F1|0x1d|1d)[>}\]]|\\(?:x1d|u001d|F|029)|%1D|\^\]|[\x04\x1c-\x1f\u2404\u241d\u241e|~^\]]",
    re.IGNORECASE,
)
"""What scanners type where the separator cannot be typed; no character of these may stand in a GS1 element."""

_BRACKETED = re.compile(r"\(\s*([0-9]{2,4})\s*\)\s*")
_SPACED = re.compile(r"[0-9]{2,4}\s+\S+(?:\s+[0-9]{2,4}\s+\S+)+\s*")
"""As it is printed beside some codes: 01 09501101530003 17 270331 10 C7421."""
_LINEAR = re.compile(r"(?!01)(?:[0-9]{12}|[0-9]{13})")
_CERTAIN = re.compile(r"(?:\x1d|<GS>|<FNC1>)?(?:\][dDcCqQeEjJ][0-9]|\(01\) ?[0-9]|01 ?[0-9]{14}|\[\)>)")
_PERHAPS = re.compile(r"\x1d?(?:\](?:[dDcCqQeEjJ][0-9]?)?|\((?:0(?:1\)? ?)?)?|0(?:1 ?[0-9]{0,14})?|\[\)?)?")

_FIGURES = r"[à&é\"'(\-è_ç§!]"
_MANGLED = re.compile(rf"à&{_FIGURES}{{14}}|9à&0|\)01=[0-9]|[+$ъЪ][^\W\d_][0-9&é](?:01|à&)|ü=:|[хХ]\)Ю")  # noqa: RUF001
"""How codes begin that a scanner types for an American keyboard and a French, German or Russian one receives."""

_PERHAPS_MANGLED = re.compile(
    rf"à(?:&{_FIGURES}{{0,14}})?|9(?:à&?)?|\)(?:0(?:1=?)?)?|[+$ъЪ](?:[^\W\d_](?:[0-9&é][0à]?)?)?|ü=?|[хХ]\)?"  # noqa: RUF001
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a code said: a GTIN of 14 digits, an expiry date; lot and serial exactly as they were typed."""

    gtin: str | None = None
    lot: str | None = None
    expires: date | None = None
    serial: str | None = None
    faults: tuple[Refused, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether anything was."""
        return any(part is not None for part in (self.gtin, self.lot, self.expires, self.serial))


def looks_scanned(text: str) -> bool:
    """Whether typed characters can only be a code: its symbology, a GTIN in brackets, or a whole one without.

    Also one that the layout of the keyboard has changed beyond reading.
    """
    return bool(_CERTAIN.match(text) or _MANGLED.match(text))


def is_no_lot(text: str) -> bool:
    """Whether what somebody gave for a lot is a code, or longer than a lot can be."""
    lot = text.strip()
    return len(lot) > LONGEST_TEXT or looks_scanned(lot) or text.startswith(GS)


def may_become_scanned(text: str) -> bool:
    """Whether typed characters may still turn out to be the beginning of a code."""
    return looks_scanned(text) or bool(_PERHAPS.fullmatch(text) or _PERHAPS_MANGLED.fullmatch(text))


def read_scan(text: str, *, ended: bool = True) -> Scan:
    """What a scanned text says; only two codes in one are refused as a whole, for a person can finish what is there.

    Of a code whose end did not come (`ended` False) nobody knows whether it is whole, which is said last.
    """
    scan = _read(text)
    if ended or not scan.understood:
        return scan
    return _said(
        scan, "The scanner sent no end (Enter) behind this code, so it may be cut off; compare it with the vial, or"
        " scan it again.",
    )  # fmt: skip


def _read(text: str) -> Scan:
    typed = text.lstrip().rstrip("\r\n\t")
    if _MANGLED.match(typed):
        return _said(Scan(), _OTHER_LAYOUT)
    typed = _SYMBOLOGY.sub("", typed, count=1) if _SYMBOLOGY.match(typed) else typed
    if _LINEAR.fullmatch(typed):
        return _with_missing(_gtin_of(Scan(), typed.zfill(14)))
    scan = _told_of(list(_parts_of(typed)))
    if not scan.understood and not scan.faults:
        return _said(scan, "This is no GS1 code; scan the DataMatrix on the box or the vial, or type what it says.")
    return _with_missing(scan)


def _parts_of(typed: str) -> Iterator[tuple[str, str]]:
    """The elements of a code by their application identifiers, in whichever of its forms it comes."""
    plain = _SEPARATORS.sub(GS, typed)
    if is_ppn(plain):
        return ppn_parts(plain)
    if _BRACKETED.match(typed):
        return _bracketed(typed)
    if _SPACED.fullmatch(typed) and GS not in plain:
        words = typed.split()
        return iter(list(zip(words[::2], words[1::2], strict=True)) if len(words) % 2 == 0 else [("", typed)])
    return _elements(plain)


def _told_of(parts: list[tuple[str, str]]) -> Scan:
    """What the elements say together; a code that says two different things of one kind is two codes."""
    scan = Scan()
    for kind, sentence in _TWICE.items():
        said = list(dict.fromkeys(value[:6] if ai == "7003" else value for ai, value in parts if ai in kind))
        if len(said) > 1:
            return _said(scan, sentence, first=said[0], second=said[1])
    for ai, value in parts:
        scan = _taken(scan, ai, value)
    return scan


def _bracketed(text: str) -> Iterator[tuple[str, str]]:
    """The elements of the form that is printed beside a code: (01)…(17)…(10)…"""
    pieces = _BRACKETED.split(text)[1:]
    for ai, value in zip(pieces[::2], pieces[1::2], strict=True):
        bare = _SEPARATORS.sub("", value).strip()
        yield ai, "".join(bare.split()) if ai in _FIXED else bare


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """The elements of a scanned text, one after the other; where one is not known, on behind the next separator."""
    from biip import ParseError  # here and not above: nobody scans before the desk is there
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier
    from biip.gs1_element_strings import GS1ElementString

    rest = text.lstrip(GS)
    separated = GS in rest
    seen: set[str] = set()
    while rest:
        piece = rest.split(GS, 1)[0]
        try:
            known = GS1ApplicationIdentifier.extract(rest)
        except ParseError:
            yield "", piece
            rest = rest[len(piece) :].lstrip(GS)
            continue
        ai = known.ai
        if ai in _FIXED:
            value = piece[len(ai) : len(ai) + _FIXED[ai]]
        elif ai in _TEXTS:
            value = piece[len(ai) :]
        else:
            try:
                value = GS1ElementString.extract(piece).value
            except ParseError:
                value = piece[len(ai) :]
        seen.add("17" if ai == "7003" else ai)
        yield ("?" if not separated and _may_hold_more(ai, value, seen) else ai), value
        rest = rest[len(ai) + len(value) :].lstrip(GS)


_FIXED = {"01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "7003": 10}
_TEXTS = ("10", "21")
_FOLLOWING = {"10": re.compile(r".+?10.+"), "17": re.compile(r".+?17[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])"),
              "21": re.compile(r".+?21.+")}  # fmt: skip

_TWICE = {
    ("10",): "The code holds two lots, “{first}” and “{second}”; scan the code of one vial alone.",
    ("01",): "The code holds two product numbers, {first} and {second}; scan the code of one vial alone.",
    ("21",): "The code holds two serial numbers, “{first}” and “{second}”; scan the code of one vial alone.",
    ("17", "7003"): "The code holds two expiry dates, {first} and {second}; scan the code of one vial alone.",
}
_UNENDED = (
    "The code says nothing about where “{value}” ends; type the lot from the vial, and set the scanner to send the"
    " separator (GS)."
)
_OTHER_LAYOUT = (
    "The scanner types for another layout of keys than this computer has, so the code cannot be read; set the scanner"
    " to this keyboard's country, or type what the vial says."
)


def _may_hold_more(ai: str, value: str, seen: set[str]) -> bool:
    """Whether a text that runs to the end, in a code that separates nothing, may have another element within."""
    if ai not in _TEXTS:
        return False
    return any(pattern.match(value) for other, pattern in _FOLLOWING.items() if other not in seen)


def _taken(scan: Scan, ai: str, value: str) -> Scan:
    """The scan with one element more."""
    if ai == "01":
        return _gtin_of(scan, value)
    if ai in ("17", "7003"):
        return _expiry_of(scan, value[:6])
    if ai == "?":
        return _said(scan, _UNENDED, value=value)
    if ai == "ppn":
        return _said(scan, "The product number {ppn} in the code is wrong or of another country; choose the product by"
                     " hand.", ppn=value)  # fmt: skip
    if ai in _TEXTS:
        return _text_of(scan, ai, value)
    if not ai and value.strip():
        return _said(scan, "The code holds “{part}”, which is not understood; compare with the vial.", part=value)
    return scan  # made on, best before, another company's own: nothing that is charted


def _gtin_of(scan: Scan, value: str) -> Scan:
    from biip import ParseError
    from biip.gtin import Gtin

    if len(value) < 14:
        return _said(scan, "The code was cut off within its product number; scan it again, or type what is missing.")
    try:
        return replace(scan, gtin=Gtin.parse(value).as_gtin_14())
    except ParseError:
        return _said(scan, "The product number {gtin} in the code has a wrong check digit; scan it again, or choose the"
                     " product by hand.", gtin=value)  # fmt: skip


def _expiry_of(scan: Scan, value: str) -> Scan:
    from biip import ParseError
    from biip.gs1_element_strings import GS1ElementString

    if len(value) < 6:
        return _said(scan, "The code was cut off within its expiry date; scan it again, or type what is missing.")
    try:
        day = GS1ElementString.extract(f"17{value}").date
    except ParseError:
        day = None
    if day is None:
        return _said(
            scan, "The code says that it expires on day {day} of month {month} of 20{year}, which does not exist; type"
            " the expiry date from the vial.", day=value[4:], month=value[2:4], year=value[:2],
        )  # fmt: skip
    return replace(scan, expires=day)


def _text_of(scan: Scan, ai: str, value: str) -> Scan:
    if not value.strip():
        return _said(scan, "The code was cut off before its lot; scan it again, or type the lot from the vial.")
    if len(value) > LONGEST_TEXT:
        return _said(scan, _UNENDED, value=value)
    if not value.isascii():
        return _said(scan, _OTHER_LAYOUT)
    return replace(scan, lot=value) if ai == "10" else replace(scan, serial=value)


def _with_missing(scan: Scan) -> Scan:
    if scan.faults:
        return scan
    if scan.lot is None and scan.expires is None:
        return _said(scan, "The code holds no lot and no expiry date; type them from the vial.")
    if scan.lot is None:
        return _said(scan, "The code holds no lot; type it from the vial.")
    if scan.expires is None:
        return _said(scan, "The code holds no expiry date; type it from the vial.")
    if scan.gtin is None:
        return _said(scan, "The code holds no product number; choose the product by hand.")
    return scan


def _said(scan: Scan, sentence: str, **values: object) -> Scan:
    return replace(scan, faults=(*scan.faults, Refused(sentence, **values)))


# ----------------------------------------------------------------------
# The code on German boxes that is no GS1 one: format 06 with a PPN, read as if it were (IFA, securPharm).


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
            gtin = _gtin_of_ppn(value)
            yield ("ppn", value) if gtin is None else ("01", gtin)


def _gtin_of_ppn(ppn: str) -> str | None:
    """The GTIN (NTIN) of a German pharmacy number; None where it is none, or a check digit is wrong."""
    if not re.fullmatch(r"[0-9]{12}", ppn) or not ppn.startswith(_GERMAN):
        return None
    if sum(ord(sign) * place for place, sign in enumerate(ppn[:10], 2)) % 97 != int(ppn[10:]):
        return None
    bare = f"04150{ppn[2:10]}"
    total = sum(int(sign) * (3 if place % 2 == 0 else 1) for place, sign in enumerate(bare))
    return f"{bare}{-total % 10}"
