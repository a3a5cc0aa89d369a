"""A chart on paper: pages of text, face maps and tables, painted on any QPainter. Millimetres; nothing is decided here.

What stands on it comes as values with finished words (`Sheet`); this module measures, breaks pages and paints. Shapes,
text and grey alone tell everything apart, so that a black-and-white print can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from charting.domain.face import FaceView, View
from charting.domain.styles import Style
from charting.drawing.face import box_of, paint_face
from charting.drawing.palette import PAPER_FACE
from charting.drawing.points import PointMark, paint_point

MARGIN_MM = 14.0
FOOT_MM = 7.0
GAP_MM = 3.0
MAPS_MM = 108.0
BACK_OF_HEAD = 0.3
"""So much of a profile's width lies behind the ear and is left away."""

BODY, SMALL, LARGE, NAME = 3.1, 2.6, 3.6, 5.4
"""Heights of type in mm: 3.1 mm is about 8.8 pt."""

LEADING = 1.36
POINT_MM = 3.1
INK, GREY, LINE, WASH = "#15191c", "#555d63", "#aab1b6", "#eef0f1"


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One point of a map: mm of its view, the dose as printed in it, its style (None while undosed)."""

    x_mm: float
    y_mm: float
    text: str
    style: Style | None
    intradermal: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """One view with the points on it."""

    face: FaceView
    caption: str
    points: tuple[MapPoint, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """Both bands and the dose of one row, as parts of the bar's length (0-1)."""

    micro: tuple[float, float] | None
    standard: tuple[float, float] | None
    dose: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a text per column; `bar` is drawn in the last column, `strong` rows are totals."""

    cells: tuple[str, ...]
    bar: Bar | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are parts of the page's width, `right` the columns (from 0) that end alike."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; a line that does not fit is broken."""

    heading: str
    lines: tuple[str, ...]


Part = Section | Table | tuple[Map, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document. `state` (“DRAFT, not signed”) stands at the top of each page when it is not empty.

    `pages` begin on a page of their own each. `foot` stands at the left of every page's foot, `page_of` (“Page {page}
    of {count}”) at its right.
    """

    title: str
    clinic: str
    state: str
    name: str
    identity: str
    facts: tuple[str, ...]
    pages: tuple[tuple[Part, ...], ...]
    foot: str
    page_of: str
    right_to_left: bool = False


Place = tuple[float, Callable[[QPainter, float], None]]
"""Height in mm, and what paints it from a y in mm."""


class Press:
    """Lays a sheet out for paper of a size in mm, and paints its pages; `dots` are the painter's units per mm."""

    def __init__(self, sheet: Sheet, width_mm: float, height_mm: float, dots: float, family: str) -> None:
        self.sheet = sheet
        self._dots = dots
        self._family = family
        self._left = MARGIN_MM
        self._wide = width_mm - 2 * MARGIN_MM
        self._high = height_mm
        self._pages = self._broken()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint a page (from 0)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = self._head(painter)
        for height, draw in self._pages[page]:
            draw(painter, y)
            y += height
        self._foot(painter, page)

    # ------------------------------------------------------------------ laying out

    def _broken(self) -> list[list[Place]]:
        top = self._head(None)
        room = self._high - MARGIN_MM - FOOT_MM - top
        pages: list[list[Place]] = []
        for parts in self.sheet.pages:
            page: list[Place] = []
            used = 0.0
            for place in (place for part in parts for place in self._places(part)):
                if page and used + place[0] > room:
                    pages.append(page)
                    page, used = [], 0.0
                page.append(place)
                used += place[0]
            pages.append(page)
        return pages or [[]]

    def _places(self, part: Part) -> list[Place]:
        if isinstance(part, Section):
            return self._section(part)
        if isinstance(part, Table):
            return self._table(part)
        return [(MAPS_MM + GAP_MM, lambda painter, y: self._maps(painter, part, y))]

    def _section(self, section: Section) -> list[Place]:
        places = [self._line(line) for line in section.lines]
        if places and section.heading:  # a heading never stands alone at the foot of a page
            places[0] = self._headed(section.heading, *places[0])
        return [*places, (GAP_MM, lambda painter, y: None)]

    def _line(self, text: str) -> Place:
        def draw(painter: QPainter, y: float) -> None:
            self._write(painter, text, self._left, y, self._wide, BODY, INK, whole=True)

        return self._height(text, BODY, self._wide), draw

    def _headed(self, heading: str, tall: float, below: Callable[[QPainter, float], None]) -> Place:
        above = LARGE * LEADING

        def draw(painter: QPainter, y: float) -> None:
            self._write(painter, heading, self._left, y, self._wide, SMALL, GREY, bold=True)
            below(painter, y + above)

        return above + tall, draw

    def _table(self, table: Table) -> list[Place]:
        edges = [self._left]
        for width in table.widths:
            edges.append(edges[-1] + width * self._wide)

        def line(row: Row, *, heading: bool = False) -> Place:
            size = SMALL if heading else BODY
            tall = max(
                self._height(cell, size, edges[n + 1] - edges[n] - 2, bold=row.strong)
                for n, cell in enumerate(row.cells)
            )

            def draw(painter: QPainter, y: float) -> None:
                if row.strong:
                    painter.fillRect(self._rect(self._left, y, self._wide, tall + 1.2), QColor(WASH))
                for n, cell in enumerate(row.cells):
                    self._write(
                        painter, cell, edges[n] + 1, y + 0.6, edges[n + 1] - edges[n] - 2, size,
                        GREY if heading else INK, bold=row.strong or heading, right=n in table.right, whole=True,
                    )  # fmt: skip
                if row.bar is not None:
                    self._bar(painter, row.bar, edges[-2] + 1, y + 0.6 + tall / 2, edges[-1] - edges[-2] - 2)
                self._rule(painter, y + tall + 1.2)

            return tall + 1.2, draw

        head = line(Row(table.headings), heading=True)
        return [head, *(line(row) for row in table.rows), (GAP_MM, lambda painter, y: None)]

    # ------------------------------------------------------------------ painting

    def _head(self, painter: QPainter | None) -> float:
        sheet, y = self.sheet, MARGIN_MM
        half = self._wide / 2
        if painter is not None:
            self._write(painter, sheet.title, self._left, y, half, SMALL, GREY, bold=True)
            self._write(painter, sheet.clinic, self._left + half, y, half, SMALL, GREY, right=True)
        y += SMALL * LEADING + 0.8
        if painter is not None:
            self._write(painter, sheet.name, self._left, y, self._wide, NAME, INK, bold=True)
            if sheet.state:
                self._stamp(painter, sheet.state, y)
        y += NAME * LEADING
        for text, colour in ((sheet.identity, INK), *((fact, GREY) for fact in sheet.facts)):
            tall = self._height(text, BODY, self._wide)
            if painter is not None:
                self._write(painter, text, self._left, y, self._wide, BODY, colour, whole=True)
            y += tall
        if painter is not None:
            self._rule(painter, y + 1.2)
        return y + 1.2 + GAP_MM

    def _foot(self, painter: QPainter, page: int) -> None:
        y = self._high - MARGIN_MM - SMALL
        self._rule(painter, y - 1.2)
        self._write(painter, self.sheet.foot, self._left, y, self._wide - 34, SMALL, GREY)
        text = self.sheet.page_of.format(page=page + 1, count=self.count)
        self._write(painter, text, self._left + self._wide - 34, y, 34, SMALL, GREY, right=True)

    def _stamp(self, painter: QPainter, text: str, y: float) -> None:
        """A framed word that a hurried reader cannot miss; framed, since colour may not be printed."""
        width = QFontMetricsF(self._font(BODY, bold=True)).horizontalAdvance(text) / self._dots + 5
        box = self._rect(self._left + self._wide - width, y + 0.6, width, BODY * LEADING + 1.6)
        painter.setPen(QPen(QColor(INK), 0.5 * self._dots))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, self._dots, self._dots)
        painter.setFont(self._font(BODY, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _maps(self, painter: QPainter, maps: Sequence[Map], y: float) -> None:
        boxes = [map_box(each.face) for each in maps]
        caption = SMALL * LEADING
        across = sum(box.width() for box in boxes) + GAP_MM * (len(maps) - 1)
        scale = min((MAPS_MM - caption) / max(box.height() for box in boxes), self._wide / across)
        left = self._left + (self._wide - across * scale) / 2
        for each, box in zip(maps, boxes, strict=True):
            self._map(painter, each, left, y + caption, scale)
            self._write(painter, each.caption, left, y, box.width() * scale, SMALL, GREY, centre=True)
            left += (box.width() + GAP_MM) * scale

    def _map(self, painter: QPainter, each: Map, left: float, top: float, scale: float) -> None:
        box, dots = map_box(each.face), self._dots
        area = self._rect(left, top, box.width() * scale, box.height() * scale)
        painter.save()
        painter.setClipRect(area)
        painter.translate(area.topLeft())
        painter.scale(scale * dots, scale * dots)
        painter.translate(-box.topLeft())
        paint_face(painter, each.face, PAPER_FACE, shaded=False)
        painter.restore()
        font = QFont(self._family)
        radius = min(POINT_MM, 4.4 * scale * 1.25) * dots
        # Points are drawn in dots of their own, as on a screen, so that rings and text keep their proportions.
        painter.save()
        painter.translate(area.topLeft())
        painter.scale(radius / 12, radius / 12)
        for point in each.points:
            x, y = ((point.x_mm - box.left()) * scale * dots, (point.y_mm - box.top()) * scale * dots)
            mark = PointMark(0, x * 12 / radius, y * 12 / radius, 12, point.text, point.style, point.intradermal)
            paint_point(painter, mark, PAPER_FACE, font)
        painter.restore()

    def _bar(self, painter: QPainter, bar: Bar, left: float, middle: float, width: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(WASH))
        painter.drawRect(self._rect(left, middle - 1.1, width, 2.2))
        for band, colour, top, tall in ((bar.standard, "#7c878e", -1.1, 2.2), (bar.micro, "#c3cbd0", 0.0, 1.1)):
            if band is not None:
                low, high = band
                painter.setPen(QPen(QColor(INK), 0.12 * self._dots))
                painter.setBrush(QColor(colour))
                painter.drawRect(self._rect(left + low * width, middle + top, max((high - low) * width, 0.6), tall))
        if bar.dose is not None:
            at = left + min(bar.dose, 1.0) * width
            painter.setPen(QPen(QColor(INK), 0.55 * self._dots))
            painter.drawLine(self._at(at, middle - 1.9), self._at(at, middle + 1.9))

    # ------------------------------------------------------------------ text

    def _font(self, size_mm: float, *, bold: bool = False) -> QFont:
        font = QFont(self._family)
        font.setPixelSize(max(1, round(size_mm * self._dots)))
        font.setBold(bold)
        return font

    def _laid_out(self, text: str, font: QFont, width: float) -> QTextLayout:
        """The lines of a text, broken between words, within a word only where one is longer than the line."""
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if self.sheet.right_to_left else Qt.LayoutDirection.LeftToRight
        )
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width * self._dots)
            line.setPosition(QPointF(0, y))
            y += line.height() * LEADING / 1.17
        layout.endLayout()
        return layout

    def _height(self, text: str, size: float, width: float, *, bold: bool = False) -> float:
        return max(1, self._laid_out(text, self._font(size, bold=bold), width).lineCount()) * size * LEADING

    def _write(
        self, painter: QPainter, text: str, x: float, y: float, width: float, size: float, colour: str, *,
        bold: bool = False, right: bool = False, centre: bool = False, whole: bool = False,
    ) -> None:  # fmt: skip
        """One line, cut where it is too long; `whole` texts go on in further lines."""
        if not text:
            return
        font = self._font(size, bold=bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        if whole and not right:
            self._laid_out(text, font, width).draw(painter, self._at(x, y))
            return
        across = Qt.AlignmentFlag.AlignHCenter if centre else _leading(right, self.sheet.right_to_left)
        box = self._rect(x, y, width, size * LEADING)
        text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(across) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextSingleLine), text)

    def _rule(self, painter: QPainter, y: float) -> None:
        painter.setPen(QPen(QColor(LINE), 0.15 * self._dots))
        painter.drawLine(self._at(self._left, y), self._at(self._left + self._wide, y))

    def _rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        return QRectF(x * self._dots, y * self._dots, width * self._dots, height * self._dots)

    def _at(self, x: float, y: float) -> QPointF:
        return QPointF(x * self._dots, y * self._dots)


def map_box(face: FaceView) -> QRectF:
    """The millimetres of a view that are printed; of a profile without the back of the head."""
    box = box_of(face)
    away = box.width() * BACK_OF_HEAD
    if face.view is View.RIGHT:
        return box.adjusted(away, 0, 0, 0)
    return box.adjusted(0, 0, -away, 0) if face.view is View.LEFT else box


def _leading(right: bool, right_to_left: bool) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if right != right_to_left else Qt.AlignmentFlag.AlignLeft
