"""Sheets as PDF: vectors, text that can be searched, fonts inside. The same sheet and time give the same bytes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from charting.domain.days import on_clock
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Kind, Visit
from charting.drawing.ink import DOTS
from charting.drawing.press import Press, pressed
from charting.paper.sheet import Sheet

FAMILIES = ("Segoe UI", "Helvetica Neue", "Noto Sans", "Source Sans 3", "Liberation Sans", "DejaVu Sans")
"""Faces with plain figures that print well, the first that is there; else the computer's own."""

RESOLUTION = 600
SMALLEST = 0.88
"""How small the type may be made: 7.7 pt where it would be 8.8."""
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_LETTER = frozenset(
    getattr(QLocale.Country, name)
    for name in ("UnitedStates", "Canada", "Mexico", "PuertoRico", "Philippines", "Colombia", "Chile", "Venezuela",
                 "CostaRica", "Guatemala", "Nicaragua", "Panama", "ElSalvador", "DominicanRepublic")
)  # fmt: skip
_NAMES_OF_GLYPHS = re.compile(rb"\[(?:<[0-9A-Fa-f]{4,}> )+\]")
_MADE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}(Z|[+-]\d\d'\d\d')\)")
_TOLD = re.compile(rb"(xmp:[A-Za-z]+Date=\")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_NAMES = {Kind.TREATMENT: "face-map", Kind.TOUCH_UP: "touch-up", Kind.REVIEW: "review"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper in mm."""

    name: str
    width_mm: float
    height_mm: float


A4, LETTER = Paper("A4", 210.0, 297.0), Paper("Letter", 215.9, 279.4)
PAPERS = {paper.name: paper for paper in (A4, LETTER)}


def paper_of_locale(locale: QLocale | None = None) -> Paper:
    """The paper that is usual where this computer is."""
    return LETTER if (locale or QLocale()).territory() in _LETTER else A4


def family() -> str:
    """The face that sheets are set in."""
    there = set(QFontDatabase.families())
    return next((name for name in FAMILIES if name in there), QGuiApplication.font().family())


def laid_out(sheet: Sheet, paper: Paper, smallest: float = SMALLEST) -> Press:
    """The sheet laid out for a paper; its type may be made a little smaller where that saves a page."""
    return pressed(sheet, paper.width_mm, paper.height_mm, family(), smallest)


def pdf(press: Press, title: str, made_at: datetime) -> bytes:
    """A laid out sheet as a PDF. `title` stands in its metadata; the time is part of the bytes."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    width, height = press.size_mm
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(title)
    writer.setCreator("Charting")
    writer.setDocumentId(QUuid(str(uuid.uuid5(uuid.NAMESPACE_URL, f"{title} {made_at.isoformat()}"))))
    painter = QPainter(writer)
    for page in range(press.count):
        if page:
            writer.newPage()
        press.paint(painter, page)
    painter.end()
    del painter, writer
    buffer.close()
    return _searchable(_dated(bytes(content.data()), made_at))


def file_name(patient: Patient, visit: Visit, what: str = "", taken: Callable[[str], bool] = lambda _: False) -> str:
    """“chart-10482_2026-07-14_face-map.pdf”: a name every system can keep, one that is not `taken`.

    Without a chart number, or with one that some system cannot keep, it is the beginning of the patient's id.
    """
    number = (patient.chart_no or "").strip()
    who = number if SAFE.fullmatch(number) and not number.endswith(".") else patient.id[:8]
    stem = f"chart-{who}_{visit.at.date().isoformat()}_{what or _NAMES[visit.kind]}"
    return f"{stem}_{visit.id[-12:]}.pdf" if taken(f"{stem}.pdf") else f"{stem}.pdf"


def _dated(content: bytes, made_at: datetime) -> bytes:
    """The PDF with the time it is said to be made at: as many bytes, so that every place in it stays."""

    def said(found: re.Match[bytes]) -> bytes:
        local = found[2] != b"Z"  # where the computer's clock is UTC's Qt writes a Z, elsewhere the offset
        at = made_at if local else on_clock(made_at, UTC)
        offset = at.strftime("%z") or "+0000"
        zone = f"{offset[:3]}'{offset[3:5]}'" if local else "Z"
        return b"/%s (D:%s)" % (found[1], f"{at.year:04}{at:%m%d%H%M%S}{zone}".encode())

    told = on_clock(made_at, UTC).isoformat(timespec="seconds").encode()
    return _TOLD.sub(lambda found: found[1] + told, _MADE.sub(said, content, count=2))


def _searchable(content: bytes) -> bytes:
    """The PDF whose spaces are read as spaces: Qt names their glyph a tab, the first character that has it."""
    return _NAMES_OF_GLYPHS.sub(lambda found: found[0].replace(b"<0009>", b"<0020>"), content)


__all__ = [
    "A4",
    "DOTS",
    "LETTER",
    "PAPERS",
    "Paper",
    "family",
    "file_name",
    "laid_out",
    "paper_of_locale",
    "pdf",
]
