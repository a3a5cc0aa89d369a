"""Paints a visit as a card: a small face map, when, what, how much, and the style in a pill."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from charting.domain.dosing.styles import Style
from charting.domain.visit.visit import Visit
from charting.drawing.fitting import SMALLEST, fitted, smaller, whole_or_middle
from charting.ui.kit.look import RADIUS, Look, sized
from charting.ui.past.visit_rows import CARD, VISIT, Card, Index, VisitsModel
from charting.words.words import style_name

THUMBNAIL = QSize(48, 70)
GAP_BELOW = 8
PADDING = 9
BESIDE_SCROLL_BAR = 12
"""Room left beside a card, so that it is as wide with a scroll bar as without."""
PILL_HEIGHT = 18
REPAINT_MS = 150
SLICE_S = 0.008

Thumbnail = Callable[[Visit, QSize, float], QPixmap]


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours as WCAG counts it: 1 (none) to 21."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def pill_colours(look: Look, style: Style) -> tuple[QColor, QColor]:
    """Fill and text of a style's pill; the text reads with a contrast of 4.5 : 1 or more."""
    fill = QColor(look.face.styles[style])
    wanted = (QColor(look.face.text_light), QColor(look.face.text_dark), QColor("#000000"))
    return fill, next(text for text in wanted if contrast(fill, text) >= 4.5)


@dataclass(frozen=True, slots=True)
class _Kept:
    visit: Visit
    ratio: float
    pixmap: QPixmap


class Thumbnails(QObject):
    """Keeps the small face map of each visit. While a draft is edited, its last one stays until there is a pause."""

    renewed = Signal(object)
    """The ids of the visits whose faces are other ones now."""

    def __init__(self, make: Thumbnail, parent: QObject | None = None, size: QSize = THUMBNAIL) -> None:
        super().__init__(parent)
        self._make = make
        self._size = size
        self._kept: dict[str, _Kept] = {}
        self._waiting: dict[str, tuple[Visit, float]] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(REPAINT_MS)
        self._pause.timeout.connect(self._renew_some)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._renew_some)

    def of(self, visit: Visit, ratio: float) -> QPixmap:
        """The visit's face map for a screen of this device pixel ratio."""
        kept = self._kept.get(visit.id)
        if kept is None or kept.ratio != ratio:
            return self._remake(visit, ratio)
        if kept.visit is not visit and kept.visit != visit:
            self._waiting[visit.id] = (visit, ratio)
            self._pause.start()
        return kept.pixmap

    def renew(self, visit: Visit) -> None:
        """The hand rests: make the face of an edited visit anew, where one is kept."""
        kept = self._kept.get(visit.id)
        if kept is not None and kept.visit is not visit:
            self._waiting.pop(visit.id, None)
            self._remake(visit, kept.ratio)

    def soon(self, visit: Visit, ratio: float) -> QPixmap | None:
        """The visit's face map if it is made already; else None, and it is made when the window has nothing to do."""
        kept = self._kept.get(visit.id)
        if kept is not None and kept.ratio == ratio:
            return self.of(visit, ratio)
        self._next.start()
        self._waiting[visit.id] = (visit, ratio)
        return None

    def forget(self) -> None:
        """Make all anew: another look, or another patient."""
        self._kept.clear()
        self._waiting.clear()

    def _remake(self, visit: Visit, ratio: float) -> QPixmap:
        pixmap = self._make(visit, self._size, ratio)
        self._kept[visit.id] = _Kept(visit, ratio, pixmap)
        return pixmap

    def _renew_some(self) -> None:
        """As many as fit between two frames, those asked for last first: they are the ones in sight."""
        end, made = time.perf_counter() + SLICE_S, set()
        while self._waiting and time.perf_counter() < end:
            key, (visit, ratio) = self._waiting.popitem()
            self._remake(visit, ratio)
            made.add(key)
        if self._waiting:
            self._next.start()
        self.renewed.emit(made)


def paint_card_frame(painter: QPainter, option: QStyleOptionViewItem, frame: QRect, look: Look) -> None:
    """The frame of a visit's card: the chosen one has the accent border, the focused one its soft ground too."""
    state = option.state
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    width = 2.0 if chosen else 1.0
    painter.setBrush(look.color("accent_soft" if focused else "surface"))
    painter.setPen(QPen(look.color("accent" if chosen or hovered else "line"), width))
    inset = width / 2
    painter.drawRoundedRect(QRectF(frame).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


class CardDelegate(QStyledItemDelegate):
    """Paints the cards; the open visit's has the accent border."""

    def __init__(self, model: VisitsModel, look: Look, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._look = look
        self._thumbnails = thumbnails
        self._view = parent

    def set_look(self, look: Look) -> None:
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        card: Card = index.data(CARD)
        lines = _heights(option.font, card, self._words_width(option.rect.width() or self._view.width()))
        return QSize(120, max(sum(lines), THUMBNAIL.height()) + 2 * PADDING + GAP_BELOW)

    def _words_width(self, width: int) -> int:
        return width - BESIDE_SCROLL_BAR - THUMBNAIL.width() - 3 * PADDING

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = option.rect
        frame = QRect(row.left(), row.top(), self._view.width() - BESIDE_SCROLL_BAR, row.height() - GAP_BELOW)
        frame = QStyle.visualRect(option.direction, row, frame)
        paint_card_frame(painter, option, frame, self._look)
        visit: Visit = index.data(VISIT)
        inner = frame.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        place = QRect(inner.topLeft(), THUMBNAIL)
        place.moveTop(inner.top() + (inner.height() - THUMBNAIL.height()) // 2)
        picture = self._thumbnails.of(visit, painter.device().devicePixelRatioF())
        painter.setOpacity(FADED if index.data(CARD).faded else 1.0)
        painter.drawPixmap(QStyle.visualRect(option.direction, inner, place), picture)
        painter.setOpacity(1.0)
        words = QRect(inner.left() + THUMBNAIL.width() + PADDING, inner.top(), 0, inner.height())
        words.setRight(inner.right())
        self._paint_words(painter, option, QStyle.visualRect(option.direction, inner, words), index.data(CARD), visit)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, card: Card, visit: Visit
    ) -> None:
        pen = _Pen(painter, option, self._look, area)
        heights = _heights(option.font, card, area.width())
        pen.top += max(0, (area.height() - sum(heights)) // 2)
        draft = (card.draft_word, sized(option.font, 12, bold=True), "caution") if card.draft else None
        ink = "muted" if card.faded else "text"
        pen.line((card.title, sized(option.font, 14, bold=True), ink), draft, height=heights[0])
        for text, height in zip(_small_lines(option.font, card, area.width()), heights[1:], strict=False):
            pen.line((text, sized(option.font, 12), "muted"), None, height=height)
        if card.figures:
            font = sized(option.font, 13)
            font.setStrikeOut(card.faded)  # what holds no longer is never shown as given
            pen.line((card.figures, font, ink), None, height=LINE_FIGURES)
        style = self._model.style_of(visit)
        if style is not None:
            pen.pill(style)
        if _marks_fit(option.font, card, area.width()):
            pen.beside_pill(_joined(card))
        else:
            for text in _mark_lines(option.font, card, area.width()):
                pen.line((text, sized(option.font, 12), "muted"), None, height=LINE_SMALL)


FADED = 0.4
"""Of the small face of a visit that holds no longer; its words stay as readable as the others."""
LINE_TITLE, LINE_SMALL, LINE_FIGURES, LINE_PILL = 19, 16, 20, PILL_HEIGHT + 4
WIDEST_PILL = 104
"""Room kept for a pill when it is decided whether words fit beside it: the height must not wait for the style."""


def _small_lines(font: QFont, card: Card, width: int) -> list[str]:
    """Product and lot, on one line where it holds both: a lot cut short would be no lot."""
    both = " · ".join(part for part in (card.product, card.lot) if part)
    if not both or QFontMetrics(sized(font, 12)).horizontalAdvance(both) <= width:
        return [both] if both else []
    return [part for part in (card.product, card.lot) if part]


def _joined(card: Card) -> str:
    return " · ".join(card.marks)


def _marks_fit(font: QFont, card: Card, width: int) -> bool:
    """Whether the marks stand beside the pill."""
    return card.dosed and QFontMetrics(sized(font, 12)).horizontalAdvance(_joined(card)) + WIDEST_PILL + 6 <= width


def _mark_lines(font: QFont, card: Card, width: int) -> list[str]:
    """The marks under the pill: on one line where it holds them all, else each on its own."""
    if not card.marks or QFontMetrics(sized(font, 12)).horizontalAdvance(_joined(card)) <= width:
        return [_joined(card)] if card.marks else []
    return list(card.marks)


def _heights(font: QFont, card: Card, width: int) -> list[int]:
    """The height of each line of a card, from the top."""
    heights = [LINE_TITLE, *(LINE_SMALL for _ in _small_lines(font, card, width))]
    if card.figures:
        heights.append(LINE_FIGURES)
    if card.dosed:
        heights.append(LINE_PILL)
    if not _marks_fit(font, card, width):
        heights.extend(LINE_SMALL for _ in _mark_lines(font, card, width))
    return heights


_Run = tuple[str, QFont, str]


class _Pen:
    """Writes the lines of a card from the top down, from the side where reading starts."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, look: Look, area: QRect) -> None:
        self.top = area.top()
        self._painter = painter
        self._direction = option.direction
        self._font = option.font
        self._look = look
        self._area = area
        self._pill_end = 0

    def line(self, first: _Run, second: _Run | None, *, height: int) -> None:
        """A run of text, shortened to the room there is, and perhaps a second one that is kept whole."""
        room = self._area.width()
        kept = QFontMetrics(second[1]).horizontalAdvance(second[0]) + 7 if second else 0
        used = self._run(first, 0, room - kept, height)
        if second is not None:
            self._run(second, used + 7, kept, height)
        self.top += height

    def _run(self, run: _Run, start: int, room: int, height: int) -> int:
        text, font, role = run
        metrics = QFontMetrics(font)
        fitting = fitted(metrics, text, room)
        if (wide := metrics.horizontalAdvance(fitting)) > room > 0:
            font = smaller(font, max(SMALLEST, room / wide))
            metrics = QFontMetrics(font)
            fitting = whole_or_middle(metrics, fitting, room)
        width = metrics.horizontalAdvance(fitting)
        place = QRect(QPoint(self._area.left() + start, self.top), QSize(width + 2, height))
        self._painter.setFont(font)
        self._painter.setPen(self._look.color(role))
        aligned = QStyle.visualAlignment(self._direction, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        flags = int(aligned | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine)
        self._painter.drawText(QStyle.visualRect(self._direction, self._area, place), flags, fitting)
        return width

    def pill(self, style: Style) -> None:
        """The style as a word on its colour."""
        text, font = style_name(style), sized(self._font, 11, bold=True)
        fill, ink = pill_colours(self._look, style)
        width = min(QFontMetrics(font).horizontalAdvance(text) + 18, self._area.width())
        place = QRect(self._area.left(), self.top + 3, width, PILL_HEIGHT)
        place = QStyle.visualRect(self._direction, self._area, place)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(fill)
        self._painter.drawRoundedRect(place, PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        self._painter.setFont(font)
        self._painter.setPen(ink)
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), text)
        self._pill_end = width
        self.top += LINE_PILL

    def beside_pill(self, text: str) -> None:
        """Words such as "touch-up" on the line of the pill."""
        start = self._pill_end + 7
        self.top -= LINE_PILL
        self._run((text, sized(self._font, 12), "muted"), start, self._area.width() - start, LINE_PILL + 2)
        self.top += LINE_PILL
