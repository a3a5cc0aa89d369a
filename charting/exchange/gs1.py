"""What a scanner reads off a box or a vial: GS1 element strings, as a keyboard types them.

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
_SEPARATORS = re.compile(r"<GS>|<FNC1>|\{GS\}|\{FNC1\}|\[GS\]|\\x1d|\^\]|[\x1c-\x1f|~^\]]", re.IGNORECASE)
"""What scanners type where the separator cannot be typed; no character of these may stand in a GS1 element."""

_BRACKETED = re.compile(r"\(([0-9]{2,4})\)")
_LINEAR = re.compile(r"(?!01)(?:[0-9]{12}|[0-9]{13})")
_CERTAIN = re.compile(r"\x1d?(?:\][dDcCqQeEjJ][0-9]|\(01\)[0-9]|01[0-9]{14})")
_PERHAPS = re.compile(r"\x1d?(?:\](?:[dDcCqQeEjJ][0-9]?)?|\((?:0(?:1\)?)?)?|0(?:1[0-9]{0,14})?)?")


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
    """Whether typed characters can only be a code: its symbology, a GTIN in brackets, or a whole one without."""
    return bool(_CERTAIN.match(text))


def may_become_scanned(text: str) -> bool:
    """Whether typed characters may still turn out to be the beginning of a code."""
    return looks_scanned(text) or bool(_PERHAPS.fullmatch(text))


def read_scan(text: str) -> Scan:
    """What a scanned text says; never refused as a whole, for a person can finish what is there."""
    typed = text.lstrip().rstrip("\r\n\t")
    typed = _SYMBOLOGY.sub("", typed, count=1) if _SYMBOLOGY.match(typed) else typed
    if _LINEAR.fullmatch(typed):
        return _with_missing(_gtin_of(Scan(), typed.zfill(14)))
    bracketed = bool(_BRACKETED.match(typed))
    scan = Scan()
    for ai, value in _bracketed(typed) if bracketed else _elements(_SEPARATORS.sub(GS, typed)):
        scan = _taken(scan, ai, value)
    if not scan.understood and not scan.faults:
        return _said(scan, "This is no GS1 code; scan the DataMatrix on the box or the vial, or type what it says.")
    return _with_missing(scan)


def _bracketed(text: str) -> Iterator[tuple[str, str]]:
    """The elements of the form that is printed beside a code: (01)…(17)…(10)…"""
    pieces = _BRACKETED.split(text)[1:]
    for ai, value in zip(pieces[::2], pieces[1::2], strict=True):
        yield ai, _SEPARATORS.sub("", value)


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """The elements of a scanned text, one after the other; where one is not known, on behind the next separator."""
    from biip import ParseError  # here and not above: nobody scans before the desk is there
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier
    from biip.gs1_element_strings import GS1ElementString

    rest = text.lstrip(GS)
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
        yield ai, value
        rest = rest[len(ai) + len(value) :].lstrip(GS)


_FIXED = {"01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6}
_TEXTS = ("10", "21")


def _taken(scan: Scan, ai: str, value: str) -> Scan:
    """The scan with one element more."""
    if ai == "01":
        return _gtin_of(scan, value)
    if ai == "17":
        return _expiry_of(scan, value)
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
        return _said(scan, "The code says nothing about where “{value}” ends; type the lot from the vial, and set the"
                     " scanner to send the separator (GS).", value=value)  # fmt: skip
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
