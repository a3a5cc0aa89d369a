"""Photographs of a visit in rows by pose, before beside after."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QWidget

from charting.domain.people.attachment import Attachment, Pose, When
from charting.drawing.fitting import draw_fitted
from charting.ui.kit.flow import FlowLayout
from charting.ui.kit.look import RADIUS, Look, sized
from charting.words.people_words import photo_name, pose_name, when_name
from charting.words.words import one_line, tooltip, view_name

CARD = QSize(134, 156)
PICTURE = 134


class PhotoCard(QAbstractButton):
    """One photograph, small, with what is said of it. Enter or a double click shows it large."""

    opened = Signal()

    def __init__(self, photo: Attachment, pixmap: QPixmap | None, look: Look) -> None:
        super().__init__()
        self.photo = photo
        self._pixmap, self._look = pixmap, look
        self.setCheckable(True)
        self.setFixedSize(CARD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(photo_name(photo))
        if photo.hidden is not None:
            hidden = self.tr("Hidden: {reason}").format(reason=one_line(photo.hidden.reason))
            self.setAccessibleDescription(hidden)
            self.setToolTip(tooltip(hidden))

    def sizeHint(self) -> QSize:
        return CARD

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def caption(self) -> str:
        """What the place of the card does not say already: the view, and the name that was typed."""
        photo = self.photo
        if photo.hidden is not None:
            return self.tr("hidden")
        parts = [view_name(photo.view) if photo.view is not None else "", one_line(photo.name)]
        return " · ".join(part for part in parts if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        look, lit = self._look, self.isChecked() or self.hasFocus()
        frame = QRectF(1, 1, self.width() - 2, PICTURE - 2)
        path = QPainterPath()
        path.addRoundedRect(frame, RADIUS, RADIUS)
        painter.fillPath(path, look.color("sunken"))
        painter.save()
        painter.setClipPath(path)
        if self._pixmap is not None and not self._pixmap.isNull():
            if self.photo.hidden is not None:
                painter.setOpacity(0.25)
            painter.drawPixmap(filling(self._pixmap.size(), frame.toRect()), self._pixmap)
        painter.restore()
        painter.setPen(QPen(look.color("accent" if lit else "line"), 2.5 if self.isChecked() else 1))
        painter.drawPath(path)
        painter.setPen(look.color("text" if self.isChecked() else "muted"))
        painter.setFont(sized(self.font(), 12))
        room = QRect(2, PICTURE + 2, self.width() - 4, self.height() - PICTURE - 2)
        draw_fitted(painter, room, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), self.caption())


def filling(size: QSize, frame: QRect) -> QRect:
    """Where a picture of this size goes to fill the frame: its middle there, and a little more of its upper part."""
    scaled = size.scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    over = scaled - frame.size()
    return QRect(frame.left() - over.width() // 2, frame.top() - over.height() // 3, scaled.width(), scaled.height())


class PhotoGrid(QWidget):
    """`chosen` says which photograph is looked at, `opened` that it is wanted large."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, look: Look, thumbnail: Callable[[str], QPixmap | None]) -> None:
        super().__init__()
        self.look, self._thumbnail = look, thumbnail
        self.cards: dict[str, PhotoCard] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)

    def set_look(self, look: Look) -> None:
        self.look = look

    def show_photos(self, photos: Sequence[Attachment], chosen: str | None) -> None:
        """Photographs without a pose or without before or after come first: they wait for their labels."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.cards = {}
        row = 0
        waiting = [photo for photo in photos if photo.when is None or photo.pose is None]
        if waiting:
            self._put(self._label(self.tr("To be labelled"), "muted"), row, 0)
            self._grid.addWidget(self._row(waiting), row, 1, 1, 2)
            row += 1
        poses = [pose for pose in Pose if any(p.pose is pose and p not in waiting for p in photos)]
        if poses:
            for column, when in enumerate(When, start=1):
                self._put(self._label(when_name(when), "title"), row, column)
            row += 1
        for pose in poses:
            self._put(self._label(pose_name(pose), "muted"), row, 0)
            for column, when in enumerate(When, start=1):
                these = [p for p in photos if p.pose is pose and p.when is when]
                if these:
                    self._grid.addWidget(self._row(these), row, column)
                else:
                    self._put(self._label("–", "muted"), row, column)
            row += 1
        for number in range(self._grid.rowCount()):
            self._grid.setRowStretch(number, 0)
        self._grid.setRowStretch(row, 1)
        self.choose(chosen)

    def choose(self, photo_id: str | None) -> None:
        """Show which photograph is looked at, without saying so."""
        for found, card in self.cards.items():
            card.setChecked(found == photo_id)

    def _row(self, photos: Sequence[Attachment]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, 10)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        for photo in photos:
            card = PhotoCard(photo, self._thumbnail(photo.id), self.look)
            card.clicked.connect(lambda _on=False, found=photo.id: self._clicked(found))
            card.opened.connect(lambda found=photo.id: self.opened.emit(found))
            self.cards[photo.id] = card
            flow.addWidget(card)
        return holder

    def _clicked(self, photo_id: str) -> None:
        self.choose(photo_id)
        self.chosen.emit(photo_id)

    def _put(self, label: QLabel, row: int, column: int) -> None:
        self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName(role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label
