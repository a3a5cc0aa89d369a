"""What a row of doses is compared with, in words: surface, ranges, where they come from, how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Band, Style
from charting.domain.dosing.reference import Reference
from charting.domain.face.face import Measures
from charting.domain.face.scaling import SurfaceFrom
from charting.domain.visit.visit import Technique
from charting.ui.kit.look import RADIUS, Look, sized
from charting.ui.kit.same import set_tip
from charting.ui.visit.gauge import paint_swatch
from charting.words.dose_words import (
    certainty_text,
    density_span,
    evidence_text,
    per_text,
    row_name,
    span_text,
    translate,
)
from charting.words.words import density_text, product_name, style_name, technique_name, tooltip, units_text

PAD = 8
_SWATCH = 20
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the block; a line with a band has the band's pattern before it."""

    text: str
    pixels: int = 11
    bold: bool = False
    muted: bool = True
    swatch: tuple[Style, Band] | None = None
    indent: bool = False


def detail_lines(reference: Reference, dose: AreaDose, product: str | None, measures: Measures) -> tuple[Line, ...]:
    """Everything that is known about a row, in reading order; `measures` are those the visit was scaled by."""
    name = row_name(reference, dose, full=True)
    if dose.technique is Technique.ID:
        name = f"{name} · {technique_name(dose.technique)}"
    lines = [Line(name, 13, bold=True, muted=False)]
    if dose.area == UNASSIGNED:
        return (*lines, Line(translate("doses", "These points lie on no area. Their units count in the totals only.")))
    lines.append(Line(surface_text(dose, measures)))
    bands = [(style, band) for style, band in ((Style.MICRO, dose.micro), (Style.STANDARD, dose.standard)) if band]
    if not bands:
        none = translate("doses", "No reference range of {product} for this area and technique; none is borrowed.")
        return (*lines, Line(none.format(product=product_name(reference, product)), 12, muted=False))
    for style, band in bands:
        lines.append(Line(band_text(reference, dose, style, band), 12, muted=False, swatch=(style, band)))
        lines.append(Line(source_text(band), indent=True))
    if any(band.per_total_of_both for _, band in bands):
        both = translate("doses", "Both sides together have {units} U.")
        lines.append(Line(both.format(units=units_text(dose.compared_units))))
    lines.append(Line(translate("doses", "U/cm² is derived: dose range over the average face's surface.")))
    return tuple(lines)


def surface_text(dose: AreaDose, measures: Measures) -> str:
    """This patient's skin surface, what its size follows from, and how far it is known."""
    if dose.surface_cm2 is None or dose.reference_surface_cm2 is None or dose.surface_from is None:
        return ""
    surface = units_text(Decimal(f"{dose.surface_cm2:.1f}"))
    if dose.surface_from is SurfaceFrom.TEMPLATE:
        text = translate("doses", "{surface} cm² of skin, as on the average face (nothing measured)")
        text = text.format(surface=surface)
    else:
        text = translate("doses", "{surface} cm² of skin: average {average} × {scale} ({measured})").format(
            surface=surface, average=units_text(Decimal(f"{dose.reference_surface_cm2:.1f}")),
            scale=density_text(dose.surface_cm2 / dose.reference_surface_cm2),
            measured=measured_text(dose.surface_from, measures),
        )  # fmt: skip
    if dose.surface_uncertain:
        return translate("doses", "{surface}; uncertain here, so the units alone decide the style").format(surface=text)
    certain = certainty_text(dose)
    return translate("doses", "{surface}; {certain}").format(surface=text, certain=certain) if certain else text


def measured_text(surface_from: SurfaceFrom, measures: Measures) -> str:
    """“face 140 mm wide, forehead 66 mm high”: the measures that a surface follows from."""
    used = surface_from.value.split("+")
    said = (
        ("pupils", translate("doses", "pupils {mm} mm apart"), measures.interpupillary_mm),
        ("width", translate("doses", "face {mm} mm wide"), measures.face_width_mm),
        ("height", translate("doses", "forehead {mm} mm high"), measures.forehead_height_mm),
    )
    return ", ".join(text.format(mm=units_text(mm)) for name, text, mm in said if name in used and mm is not None)


def band_text(reference: Reference, dose: AreaDose, style: Style, band: Band) -> str:
    """“micro 5–7.5 U in all · 0.096–0.14 U/cm²”."""
    text = translate("doses", "{style} {units} U {per}").format(
        style=style_name(style), units=span_text(band.low, band.high), per=per_text(reference, dose, band)
    )
    density = density_span(band)
    if density and band.per_total_of_both:
        density = translate("doses", "{density} each side").format(density=density)
    return f"{text} · {density}" if density else text


def source_text(band: Band) -> str:
    """“The Truth About Baby Botox · mark B · weak evidence”; a derived band has no source but the arithmetic."""
    source, evidence = band.source_short or band.source, evidence_text(band)
    return evidence if band.derived and source.casefold() == "derived" else f"{source} · {evidence}"


def notes_text(dose: AreaDose) -> str:
    """How far the surface is known, and the full titles of the sources with their notes, for the tooltip."""
    bands = [(style, band) for style, band in ((Style.MICRO, dose.micro), (Style.STANDARD, dose.standard)) if band]
    lines = [certainty_text(dose)]
    lines += [f"{style_name(s)}: {b.source}" + (f" ({b.note})" if b.note else "") for s, b in bands]
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=512)
def _height(text: str, width: int, family: str, pixels: int, bold: bool) -> int:
    font = QFont(family)
    metrics = QFontMetrics(sized(font, pixels, bold=bold))
    return metrics.boundingRect(QRect(0, 0, width, 10_000), _WRAP, text).height()


class AreaDetail(QWidget):
    """Paints the lines of one row. It keeps the height of the tallest row there is, so that nothing jumps."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: tuple[Line, ...] = ()
        self._all: tuple[tuple[Line, ...], ...] = ()
        self._notes = ""
        self.setAccessibleName(self.tr("The area in detail"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_lines(self, lines: Sequence[Line], notes: str) -> None:
        """Show one row."""
        if tuple(lines) == self._lines and notes == self._notes:
            return
        self._notes = notes
        self._lines = tuple(lines)
        self.setAccessibleDescription(" ".join(line.text for line in lines))
        set_tip(self, tooltip(notes))
        self.update()

    def keep_room_for(self, rows: Iterable[tuple[Line, ...]]) -> None:
        """Be as high as the tallest of these rows needs."""
        rows = tuple(rows)
        if rows != self._all:
            self._all = rows
            self.updateGeometry()

    @property
    def text(self) -> str:
        """What is shown, line by line."""
        return "\n".join(line.text for line in self._lines)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((self._lines_height(lines, width) for lines in (*self._all, self._lines)), default=0)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def _lines_height(self, lines: tuple[Line, ...], width: int) -> int:
        return 2 * PAD - 2 + sum(self._line_height(line, width - 2 * PAD) for line in lines) if lines else 0

    def _line_height(self, line: Line, width: int) -> int:
        inset = _SWATCH if line.swatch or line.indent else 0
        return _height(line.text, width - inset, self.font().family(), line.pixels, line.bold) if line.text else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._lines:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.color("line"), 1))
        painter.setBrush(self._look.color("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        width, top = self.width() - 2 * PAD, PAD - 1
        for line in self._lines:
            height = self._line_height(line, width)
            inset = _SWATCH if line.swatch or line.indent else 0
            if line.swatch:
                left = self.width() - PAD - 14 if mirrored else PAD
                paint_swatch(painter, QRectF(left, top + 2, 14, 12), *line.swatch, self._look)
            painter.setFont(sized(self.font(), line.pixels, bold=line.bold))
            painter.setPen(self._look.color("muted" if line.muted else "text"))
            flags = Qt.AlignmentFlag.AlignAbsolute | (
                Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
            )
            place = QRect(PAD + (0 if mirrored else inset), top, width - inset, height)
            painter.drawText(place, int(flags | Qt.TextFlag.TextWordWrap), line.text)
            top += height
