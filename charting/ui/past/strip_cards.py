"""Paints one visit of the strip: its small face, and beside it when, what, how much, which style, how it was rated."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from charting.domain.dosing.styles import Style
from charting.domain.visit.visit import Status, Visit
from charting.drawing.fitting import draw_fitted
from charting.ui.kit.look import Look, sized
from charting.ui.past.strip_rows import StripModel, best_text, interval_text, rating_text
from charting.ui.past.visit_cards import FADED, Thumbnails, paint_card_frame, pill_colours
from charting.ui.past.visit_rows import CARD, VISIT, Card, Index
from charting.words.words import status_name, style_name

FACE = QSize(50, 70)
CARD_SIZE = QSize(176, 92)
BETWEEN = 6
PADDING = 7
PILL_HEIGHT = 16
LINE_TITLE, LINE_SMALL, LINE_FIGURES, LINE_PILL = 17, 14, 17, 18


class StripDelegate(QStyledItemDelegate):
    """Paints the cards of one height; a face that is not drawn yet leaves its place empty until it is."""

    def __init__(self, model: StripModel, look: Look, faces: Thumbnails, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._look = look
        self._faces = faces

    def set_look(self, look: Look) -> None:
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CARD_SIZE + QSize(BETWEEN, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QStyle.visualRect(option.direction, option.rect, QRect(option.rect.topLeft(), CARD_SIZE))
        paint_card_frame(painter, option, frame, self._look)
        visit: Visit = index.data(VISIT)
        inner = frame.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        place = QRect(QPoint(inner.left(), inner.center().y() - FACE.height() // 2), FACE)
        face = self._faces.soon(visit, painter.device().devicePixelRatioF())
        if face is not None:
            painter.setOpacity(FADED if index.data(CARD).faded else 1.0)
            painter.drawPixmap(QStyle.visualRect(option.direction, inner, place), face)
            painter.setOpacity(1.0)
        words = inner.adjusted(FACE.width() + PADDING, 0, 0, 0)
        words = QStyle.visualRect(option.direction, inner, words)
        _Words(painter, option, self._look, words).write(index.data(CARD), visit, self._model)
        painter.restore()


class _Words:
    """Writes the lines of a card from the top down, from the side where reading starts."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, look: Look, area: QRect) -> None:
        self._painter = painter
        self._direction = option.direction
        self._font: QFont = option.font
        self._look = look
        self._area = area
        self._top = area.top()

    def write(self, card: Card, visit: Visit, model: StripModel) -> None:
        """All there is to say; what is missing takes no room."""
        place, style = model.place_of(visit), model.style_of(visit)
        rated = " · ".join(text for text in (rating_text(place.rating), best_text() if place.best else "") if text)
        figures, marks = card.figures.split(" · ")[0], card.marks
        if not figures and marks:
            figures, marks = marks[0], marks[1:]  # a review has no units; its name stands in their place
        notes = rated or " · ".join(marks)
        if card.faded:  # there is room for one word, and this is the one that counts
            notes = status_name(Status.AMENDED if visit.status is Status.SIGNED else visit.status)
        heights = (
            LINE_TITLE,
            LINE_SMALL if card.product else 0,
            LINE_FIGURES,
            LINE_PILL if style is not None else 0,
            LINE_SMALL if notes else 0,
        )
        self._top += max(0, (self._area.height() - sum(heights)) // 2)
        self._line(card.title, sized(self._font, 12, bold=True), "muted" if card.faded else "text", height=LINE_TITLE)
        if card.product:
            self._line(card.product, sized(self._font, 11), "muted", height=LINE_SMALL)
        self._both_ends(figures, interval_text(place.days), card)
        if style is not None:
            self._pill(style)
        if notes:
            self._line(notes, sized(self._font, 11), "text" if rated else "muted", height=LINE_SMALL)

    def _both_ends(self, figures: str, interval: str, card: Card) -> None:
        start, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        bold = sized(self._font, 12, bold=True)
        plain = sized(self._font, 12)
        plain.setStrikeOut(card.faded)
        self._text(figures, plain, "muted" if card.faded else "text", start, LINE_FIGURES)
        if card.draft:
            self._text(card.draft_word, bold, "caution", end, LINE_FIGURES)
        else:
            self._text(interval, sized(self._font, 11), "muted", end, LINE_FIGURES)
        self._top += LINE_FIGURES

    def _line(self, text: str, font: QFont, role: str, *, height: int) -> None:
        self._text(text, font, role, Qt.AlignmentFlag.AlignLeft, height)
        self._top += height

    def _text(self, text: str, font: QFont, role: str, side: Qt.AlignmentFlag, height: int) -> None:
        place = QRect(self._area.left(), self._top, self._area.width(), height)
        aligned = QStyle.visualAlignment(self._direction, side | Qt.AlignmentFlag.AlignVCenter)
        self._painter.setFont(font)
        self._painter.setPen(self._look.color(role))
        draw_fitted(self._painter, place, int(aligned | Qt.AlignmentFlag.AlignAbsolute), text)

    def _pill(self, style: Style) -> None:
        text, font = style_name(style), sized(self._font, 10, bold=True)
        fill, ink = pill_colours(self._look, style)
        width = min(QFontMetrics(font).horizontalAdvance(text) + 14, self._area.width())
        place = QRect(self._area.left(), self._top + 1, width, PILL_HEIGHT)
        place = QStyle.visualRect(self._direction, self._area, place)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(fill)
        self._painter.drawRoundedRect(place, PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        self._painter.setFont(font)
        self._painter.setPen(ink)
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), text)
        self._top += LINE_PILL
