"""The parts of a sheet, each as places with a height in mm and what paints them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from charting.drawing.ink import DOTS, GREY, INK, WASH, Ink, Text, columns
from charting.drawing.sheet_marks import map_boxes, paint_bar, paint_map, paint_swatch, photo_of
from charting.paper.sheet import Beside, Box, Maps, Part, Photo, Photos, Prose, Row, Section, Small, Table, Title

BODY, SMALL, HEADING, FIGURE, NAME = 3.1, 2.5, 3.4, 3.7, 5.6
"""Heights of type in mm: 3.1 mm is about 8.8 pt."""

GAP_MM = 2.1
LABEL_MM = 27.0
PAD_MM = 0.75
INDENT_MM, ITEM_GAP_MM, LINE_GAP_MM = 3.6, 0.3, 0.6
ITEM, MOST_ITEMS, TWO_COLUMNS_MM = "- ", 4, 150.0
PHOTO_MM = 92.0
FULL_ENOUGH = 0.75
"""So much of a map's height is text beside it before the next heading goes below."""

CODE = 2.35


def _nothing(painter: QPainter, y: float, height: float) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Place:
    """Something on a page: its height in mm (up to `most` where there is room) and what paints it from a y.

    `head` is what stands above it again when it is the first of a further page. Nothing else is a `gap`.
    """

    height: float
    draw: Callable[[QPainter, float, float], None] = _nothing
    most: float = 0.0
    head: Place | None = None

    def __post_init__(self) -> None:
        if not self.most:
            object.__setattr__(self, "most", self.height)

    @property
    def gap(self) -> bool:
        return self.draw is _nothing


@dataclass(frozen=True, slots=True)
class _Spot:
    """A text in its place within a part, and the width it was laid out for."""

    text: Text
    x: float
    y: float
    width: float


class Parts:
    """Makes places of parts, for a column that begins at `left` and is `wide` mm."""

    def __init__(self, ink: Ink, family: str, left: float, wide: float) -> None:
        self._ink = ink
        self._family = family
        self._left = left
        self._wide = wide

    def places(self, part: Part) -> list[Place]:
        """The part as places, with the gap after it."""
        makers: dict[type, Callable[[Any], list[Place]]] = {
            Section: self._section, Table: self._table, Maps: self._maps, Title: self._title, Prose: self._prose,
            Beside: self._beside, Box: self._box, Photos: self._photos, Small: self._small,
        }  # fmt: skip
        made = makers[type(part)](part)
        return [*made, Place(GAP_MM)]

    # ------------------------------------------------------------------ words

    def _title(self, title: Title) -> list[Place]:
        ink = self._ink
        wide = self._wide
        text = ink.text(title.text, FIGURE, wide, bold=True)
        more = ink.text(title.more, BODY, wide, colour=GREY) if title.more else None

        def draw(painter: QPainter, y: float, _: float) -> None:
            ink.write(painter, text, self._left, y, wide)
            if more is not None:
                ink.write(painter, more, self._left, y + text.height, wide)

        return [Place(text.height + (more.height if more else 0), draw)]

    def _small(self, small: Small) -> list[Place]:
        text = self._ink.text(small.text, SMALL, self._wide, colour=GREY)
        return [Place(text.height, lambda painter, y, _: self._ink.write(painter, text, self._left, y, self._wide))]

    def _section(self, section: Section) -> list[Place]:
        """The heading beside its first line, so that none stands alone at the foot of a page."""
        ink, at = self._ink, self._left + LABEL_MM
        wide = self._wide - LABEL_MM
        heading = ink.text(section.heading, BODY, LABEL_MM - 2, colour=GREY)
        places = []
        for number, line in enumerate(section.lines):
            text = ink.text(line, BODY, wide)
            label = None if number else heading
            places.append(Place(max(text.height, label.height if label else 0) + 0.3, self._line(text, label, at)))
        return places

    def _line(self, text: Text, label: Text | None, at: float) -> Callable[[QPainter, float, float], None]:
        def draw(painter: QPainter, y: float, _: float) -> None:
            if label is not None:
                self._ink.write(painter, label, self._left, y, LABEL_MM - 2)
            self._ink.write(painter, text, at, y, self._wide - (at - self._left))

        return draw

    def _box(self, box: Box) -> list[Place]:
        ink, inner = self._ink, self._wide - 8
        texts = [ink.text(box.heading, FIGURE, inner, bold=True), *(ink.text(line, BODY, inner) for line in box.lines)]
        if box.code:
            texts.append(ink.text(box.code, CODE, inner, fixed=True))
        tall = sum(text.height for text in texts) + 3.6

        def draw(painter: QPainter, y: float, _: float) -> None:
            ink.frame(painter, self._left, y, self._wide, tall)
            at = y + 1.8
            for text in texts:
                ink.write(painter, text, self._left + 4, at, inner)
                at += text.height

        return [Place(tall, draw)]

    def _prose(self, prose: Prose) -> list[Place]:
        spots, tall = self._prose_spots(prose, self._wide - (8 if prose.framed else 0))
        if not prose.framed:
            return [Place(tall, lambda painter, y, _: self._write_spots(painter, spots, self._left, y))]

        def draw(painter: QPainter, y: float, _: float) -> None:
            self._ink.fill(painter, self._left, y, self._wide, tall + 4, WASH)
            self._ink.frame(painter, self._left, y, self._wide, tall + 4, thick=0.6)
            self._write_spots(painter, spots, self._left + 4, y + 2)

        return [Place(tall + 4, draw)]

    def _prose_spots(self, prose: Prose, wide: float) -> tuple[list[_Spot], float]:
        """Every text with its place and its width, and how high all of it is."""
        ink, spots, y = self._ink, list[_Spot](), 0.0
        if prose.heading:
            spots.append(_Spot(ink.text(prose.heading, HEADING, wide, bold=True), 0.0, y, wide))
            y += spots[-1].text.height
        for is_item, run in groupby(prose.lines, lambda line: line.startswith(ITEM)):
            if is_item:
                items, y = self._item_spots([line[len(ITEM) :] for line in run], wide, y)
                spots += items
                continue
            for line in run:
                spots.append(_Spot(ink.text(line, BODY, wide), 0.0, y + LINE_GAP_MM, wide))
                y += spots[-1].text.height + LINE_GAP_MM
        return spots, y

    def _item_spots(self, items: list[str], wide: float, top: float) -> tuple[list[_Spot], float]:
        """Items with their dots, many of them in two columns; and where they end."""
        ink, spots = self._ink, list[_Spot]()
        across = 2 if len(items) > MOST_ITEMS and wide > TWO_COLUMNS_MM else 1
        column, rows = wide / across, -(-len(items) // across)
        ends = []
        for number in range(across):
            y, left = top, number * column
            for item in items[number * rows : (number + 1) * rows]:
                text = ink.text(item, BODY, column - INDENT_MM - 2)
                spots.append(_Spot(ink.text("•", BODY, INDENT_MM), left + 1, y + ITEM_GAP_MM, INDENT_MM))
                spots.append(_Spot(text, left + INDENT_MM + 1, y + ITEM_GAP_MM, column - INDENT_MM - 2))
                y += text.height + ITEM_GAP_MM
            ends.append(y)
        return spots, max(ends)

    def _write_spots(self, painter: QPainter, spots: list[_Spot], left: float, y: float) -> None:
        for spot in spots:
            self._ink.write(painter, spot.text, left + spot.x, y + spot.y, spot.width)

    # ------------------------------------------------------------------ maps and pictures

    def _maps(self, maps: Maps) -> list[Place]:
        ink, boxes = self._ink, map_boxes(maps.maps)
        caption = SMALL * 1.36 * ink.scale
        across = sum(box.width() for box in boxes)
        gap = GAP_MM * (len(boxes) - 1)
        high = boxes[0].height()
        key = caption + 1.2 if maps.key else 0.0
        most = min(maps.highest_mm, (self._wide - gap) / across * high) + caption + key

        def draw(painter: QPainter, y: float, height: float) -> None:
            scale = min((height - caption - key) / high, (self._wide - gap) / across)
            left = self._left + (self._wide - across * scale - gap) / 2
            for each, box in zip(maps.maps, boxes, strict=True):
                wide, tall = box.width() * scale, high * scale
                text = ink.text(each.caption, SMALL, wide, colour=GREY, side="centre", one_line=True)
                # The patient's right stays at the reader's left, whichever way is written.
                area = QRectF(left * DOTS, (y + caption) * DOTS, wide * DOTS, tall * DOTS)
                at = ink.width - left - wide if ink.right_to_left else left
                ink.write(painter, text, at, y, wide)
                paint_map(painter, each, box, area, self._family)
                left += wide + GAP_MM
            if maps.key:
                self._key(painter, maps, y + caption + high * scale + 1.2)

        return [Place(min(maps.lowest_mm + caption + key, most), draw, most)]

    def _key(self, painter: QPainter, maps: Maps, y: float) -> None:
        """What the looks of the points mean."""
        ink = self._ink
        widths = [ink.advance(name, SMALL) + 10 for name in maps.names]
        x = self._left + (self._wide - sum(widths)) / 2
        for style, name, wide in zip(maps.key, maps.names, widths, strict=True):
            spot = ink.rect(x + 1.5, y, 0, SMALL * 1.36 * ink.scale).center()
            paint_swatch(painter, style, spot.x(), spot.y())
            ink.write(painter, ink.text(name, SMALL, wide - 4, colour=GREY, one_line=True), x + 4, y, wide - 4)
            x += wide

    def _beside(self, beside: Beside) -> list[Place]:
        box = map_boxes((beside.map,))[0]
        wide = beside.high_mm * box.width() / box.height()
        text_wide = self._wide - wide - 4
        inner = Parts(self._ink, self._family, self._left, text_wide)
        places, tall, rest = list[Place](), 0.0, list(beside.prose)
        while rest and tall < beside.high_mm * FULL_ENOUGH:
            places += inner.places(rest.pop(0))
            tall = sum(place.height for place in places)
        if places and places[-1].gap:
            tall -= places.pop().height
        caption = self._ink.text(beside.map.caption, SMALL, wide, colour=GREY, side="centre", one_line=True)

        def draw(painter: QPainter, y: float, _: float) -> None:
            left = self._left + text_wide + 4
            area = self._ink.rect(left, y, wide, beside.high_mm)
            paint_map(painter, beside.map, box, area, self._family)
            self._ink.write(painter, caption, left, y + beside.high_mm, wide)
            for place in places:
                place.draw(painter, y, place.height)
                y += place.height

        below = [place for prose in rest for place in (Place(GAP_MM), *self._prose(prose))]
        return [Place(max(tall, beside.high_mm + caption.height), draw), *below]

    def _photos(self, photos: Photos) -> list[Place]:
        pairs = [photos.photos[n : n + 2] for n in range(0, len(photos.photos), 2)]
        return [Place(PHOTO_MM + 6, self._photo_row(pair)) for pair in pairs]

    def _photo_row(self, pair: tuple[Photo, ...]) -> Callable[[QPainter, float, float], None]:
        wide = (self._wide - 4) / 2

        def draw(painter: QPainter, y: float, _: float) -> None:
            left = self._left
            for photo in pair:
                image = photo_of(photo.content)
                area = self._ink.rect(left, y, wide, PHOTO_MM)
                if not image.isNull():
                    scale = min(area.width() / image.width(), area.height() / image.height())
                    fitted = QRectF(0, 0, image.width() * scale, image.height() * scale)
                    fitted.moveCenter(area.center())
                    painter.drawImage(fitted, image)
                text = self._ink.text(photo.caption, SMALL, wide, colour=GREY, side="centre", one_line=True)
                self._ink.write(painter, text, left, y + PHOTO_MM, wide)
                left += wide + 4

        return draw

    # ------------------------------------------------------------------ tables

    def _table(self, table: Table) -> list[Place]:
        cells = list(columns(table.widths, self._left, self._wide))
        head = self._row(Row(table.headings), table, cells, heading=True)
        rows = [self._row(row, table, cells, heading=False) for row in table.rows]
        places = [head, *(Place(row.height, row.draw, head=head) for row in rows)]
        if table.note:
            note = self._ink.text(table.note, SMALL, self._wide, colour=GREY)
            places.append(
                Place(note.height + 0.6, lambda painter, y, _: self._ink.write(painter, note, self._left, y + 0.6,
                                                                               self._wide))
            )  # fmt: skip
        return places

    def _row(self, row: Row, table: Table, cells: list[tuple[float, float]], *, heading: bool) -> Place:
        ink = self._ink
        texts = [
            ink.text(cell, SMALL if heading else BODY, wide - 2, colour=GREY if heading else INK,
                     bold=row.strong, side="end" if n in table.right else "start")
            for n, (cell, (_, wide)) in enumerate(zip(row.cells, cells, strict=True))
        ]  # fmt: skip
        tall = max(text.height for text in texts)

        def draw(painter: QPainter, y: float, _: float) -> None:
            if row.strong:
                ink.fill(painter, self._left, y, self._wide, tall + 2 * PAD_MM)
            for text, (x, wide) in zip(texts, cells, strict=True):
                ink.write(painter, text, x + 1, y + PAD_MM, wide - 2)
            if row.bar is not None:
                x, wide = cells[-1]
                track = ink.rect(x + 1, y + PAD_MM, wide - 2, tall)
                paint_bar(painter, row.bar, track, right_to_left=ink.right_to_left)
            ink.rule(painter, self._left, y + tall + 2 * PAD_MM, self._wide)

        return Place(tall + 2 * PAD_MM, draw)
