"""Lays a sheet out for paper and paints its pages on any QPainter.

Every text is measured once. A page is filled from the top; face maps give way, down to their lowest height, before
anything goes to a further page, and a table that is continued there has its headings again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QPainter

from charting.drawing.ink import DOTS, GREY, INK, WASH, Ink, columns
from charting.drawing.press_parts import BODY, FIGURE, GAP_MM, NAME, SMALL, Parts, Place
from charting.paper.sheet import Sheet

MARGIN_MM = 14.0
FOOT_MM = 6.5
STEP = 0.04
FACT_GAP_MM, FACT = 4.5, 3.3


@dataclass(frozen=True, slots=True)
class _Set:
    """A place with the height it got."""

    place: Place
    height: float


class Press:
    """A sheet on paper of a size in mm. A painter's unit is a dot of `DOTS` in a millimetre."""

    def __init__(self, sheet: Sheet, width_mm: float, height_mm: float, family: str) -> None:
        self.sheet = sheet
        self.size_mm = (width_mm, height_mm)
        self._ink = Ink(width_mm, family, right_to_left=sheet.right_to_left, scale=sheet.scale)
        self._left, self._wide, self._high = MARGIN_MM, width_mm - 2 * MARGIN_MM, height_mm
        parts = Parts(self._ink, family, self._left, self._wide)
        self._first, self._further = self._head(whole=True), self._head(whole=False)
        self._pages: list[list[_Set]] = []
        for number, each in enumerate(sheet.pages):
            self._fill([place for part in each for place in parts.places(part)], first=number == 0)
        if not self._pages:
            self._pages = [[]]

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def without_letters(self) -> str:
        """The letters on it that no font of this computer has."""
        return self._ink.without_letters

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint a page (from 0)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = self._first if page == 0 else self._further
        y = MARGIN_MM
        for place in head:
            place.draw(painter, y, place.height)
            y += place.height
        for each in self._pages[page]:
            each.place.draw(painter, y, each.height)
            y += each.height
        self._foot(painter, page)

    # ------------------------------------------------------------------ breaking pages

    def _room(self, *, first: bool) -> float:
        head = self._first if first else self._further
        return self._high - 2 * MARGIN_MM - FOOT_MM - sum(place.height for place in head)

    def _fill(self, places: list[Place], *, first: bool) -> None:
        while places and places[-1].gap:
            places.pop()
        room = self._room(first=first)
        fixed = sum(place.height for place in places)
        spare = sum(place.most - place.height for place in places)
        # All of the room that is left, or, where not all fits on one page, the middle: maps are to be looked at.
        share = min(1.0, (room - fixed) / spare) if spare and fixed <= room else 0.5
        sets = [_Set(place, place.height + share * (place.most - place.height)) for place in places]
        page: list[_Set] = []
        used = 0.0
        for each in sets:
            if page and used + each.height > room + 0.01 and not each.place.gap:
                self._pages.append(page)
                page, used, room = [], 0.0, self._room(first=False)
                if each.place.head is not None:
                    page.append(_Set(each.place.head, each.place.head.height))
                    used = each.place.head.height
            page.append(each)
            used += each.height
        self._pages.append(page)

    # ------------------------------------------------------------------ head and foot

    def _head(self, *, whole: bool) -> list[Place]:
        """What stands at the top: of further pages only what says whose they are."""
        sheet = self.sheet
        places = [self._names()]
        if sheet.state:
            places.append(self._stamp())
        if whole and sheet.facts:
            places.append(self._facts())
        return [*places, Place(GAP_MM)]

    def _names(self) -> Place:
        ink, sheet, wide = self._ink, self.sheet, self._wide
        half = wide / 2 - 2
        title = ink.text(sheet.title, SMALL, half, colour=GREY, bold=True, one_line=True)
        clinic = ink.text(sheet.clinic, SMALL, half, colour=GREY, side="end", one_line=True)
        name = ink.text(sheet.name, NAME, wide, bold=True)
        identity = ink.text(sheet.identity, BODY, wide)

        def draw(painter: QPainter, y: float, _: float) -> None:
            ink.write(painter, title, self._left, y, half)
            ink.write(painter, clinic, self._left + wide - half, y, half)
            y += title.height + 0.8
            ink.write(painter, name, self._left, y, wide)
            ink.write(painter, identity, self._left, y + name.height, wide)
            ink.rule(painter, self._left, y + name.height + identity.height + 1.4, wide, thick=0.3)

        return Place(title.height + 0.8 + name.height + identity.height + 1.4 + 1.2, draw)

    def _stamp(self) -> Place:
        """A framed word that a hurried reader cannot miss; framed, since colour may not be printed."""
        ink, inner = self._ink, self._wide - 8
        state = ink.text(self.sheet.state, FIGURE, inner, bold=True, side="centre")
        why = ink.text(self.sheet.state_why, BODY, inner, side="centre") if self.sheet.state_why else None
        tall = state.height + (why.height if why else 0) + 2.4

        def draw(painter: QPainter, y: float, _: float) -> None:
            ink.fill(painter, self._left, y + 0.6, self._wide, tall, WASH)
            ink.frame(painter, self._left, y + 0.6, self._wide, tall, thick=0.7)
            ink.write(painter, state, self._left + 4, y + 1.8, inner)
            if why is not None:
                ink.write(painter, why, self._left + 4, y + 1.8 + state.height, inner)

        return Place(tall + 2, draw)

    def _facts(self) -> Place:
        """The figures of the visit side by side, each as wide as it needs; the first is the largest."""
        ink, facts = self._ink, self.sheet.facts
        needed = [
            max(ink.advance(fact.caption, SMALL), ink.advance(fact.text, FACT, bold=True)) + FACT_GAP_MM
            for fact in facts
        ]
        widths = tuple(width / sum(needed) for width in needed)
        cells = list(columns(widths, self._left, self._wide))
        captions = [ink.text(f.caption, SMALL, w - 1, colour=GREY) for f, (_, w) in zip(facts, cells, strict=True)]
        texts = [ink.text(f.text, FACT, w - 1, colour=INK, bold=True) for f, (_, w) in zip(facts, cells, strict=True)]
        top = max(text.height for text in captions)
        tall = max(text.height for text in texts)

        def draw(painter: QPainter, y: float, _: float) -> None:
            for (x, width), caption, text in zip(cells, captions, texts, strict=True):
                ink.write(painter, caption, x, y, width - 1)
                ink.write(painter, text, x, y + top, width - 1)
            ink.rule(painter, self._left, y + top + tall + 1, self._wide, thick=0.3)

        return Place(top + tall + 1, draw)

    def _foot(self, painter: QPainter, page: int) -> None:
        ink, number = self._ink, 30 * self.sheet.scale
        y = self._high - MARGIN_MM - SMALL * self.sheet.scale
        ink.rule(painter, self._left, y - 1.2, self._wide)
        wide = self._wide - number
        ink.write(painter, ink.text(self.sheet.foot, SMALL, wide, colour=GREY, one_line=True), self._left, y, wide)
        text = self.sheet.page_of.format(page=page + 1, count=self.count)
        laid_out = ink.text(text, SMALL, number, colour=GREY, side="end", one_line=True)
        ink.write(painter, laid_out, self._left + wide, y, number)


def pressed(sheet: Sheet, width_mm: float, height_mm: float, family: str, smallest: float) -> Press:
    """The sheet, its type made smaller step by step (down to `smallest`) where that saves a page it nearly fits."""
    first = press = Press(sheet, width_mm, height_mm, family)
    wanted = max(1, len(sheet.pages))
    while press.count > wanted and press.sheet.scale - STEP >= smallest - 0.001:
        press = Press(replace(press.sheet, scale=press.sheet.scale - STEP), width_mm, height_mm, family)
    return press if press.count < first.count else first


__all__ = ["DOTS", "Press", "pressed"]
