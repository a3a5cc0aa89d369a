"""Photographs large: one, or two beside each other that are zoomed and moved together."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.people.attachment import Attachment, When
from charting.errors import Problem
from charting.ui.kit.combos import Combo
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.look import Look
from charting.ui.kit.places import desk_key
from charting.words.people_words import photo_name
from charting.words.words import born_text, date_text, person_name, tr_problem

SIZE = (1160, 660)
STEP, MOST = 1.25, 16.0


@dataclass(slots=True)
class Sight:
    """What is seen of a picture: how many times larger than whole, and which part (0-1 of it) is in the middle."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    def zoomed(self, factor: float) -> Sight:
        zoom = max(1.0, min(self.zoom * factor, MOST))
        return Sight(zoom, self.x, self.y) if zoom > 1 else Sight()

    def moved(self, dx: float, dy: float) -> Sight:
        half = 0.5 / self.zoom
        return Sight(self.zoom, max(half, min(self.x + dx, 1 - half)), max(half, min(self.y + dy, 1 - half)))


class Pane(QWidget):
    """One photograph. Wheel, plus and minus zoom, dragging and arrows move, 0 shows it whole."""

    looked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pixmap = QPixmap()
        self._held: QPointF | None = None
        self.sight = Sight()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 200)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_picture(self, pixmap: QPixmap, name: str) -> None:
        self._pixmap = pixmap
        self.setAccessibleName(name)
        self.update()

    def see(self, sight: Sight) -> None:
        """Show this part, without saying so."""
        self.sight = sight
        self.update()

    def frame(self) -> QRectF:
        """Where the whole picture would be drawn."""
        size = self._pixmap.size()
        if size.isEmpty():
            return QRectF()
        whole = min(self.width() / size.width(), self.height() / size.height()) * self.sight.zoom
        width, height = size.width() * whole, size.height() * whole
        return QRectF(self.width() / 2 - self.sight.x * width, self.height() / 2 - self.sight.y * height, width, height)

    def _look_at(self, sight: Sight) -> None:
        self.see(sight)
        self.looked.emit(sight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self._look_at(self.sight.zoomed(STEP**steps).moved(0, 0))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if self._held is None or frame.isEmpty():
            return
        by = event.position() - self._held
        self._held = event.position()
        self._look_at(self.sight.moved(-by.x() / frame.width(), -by.y() / frame.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._look_at(Sight() if self.sight.zoom > 1 else self.sight.zoomed(3))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = 0.1 / self.sight.zoom
        moves = {
            Qt.Key.Key_Left: (-step, 0.0), Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, -step), Qt.Key.Key_Down: (0.0, step),
        }  # fmt: skip
        key = desk_key(event)
        if key in moves:
            self._look_at(self.sight.moved(*moves[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._look_at(self.sight.zoomed(STEP))
        elif key == Qt.Key.Key_Minus:
            self._look_at(self.sight.zoomed(1 / STEP).moved(0, 0))
        elif key == Qt.Key.Key_0:
            self._look_at(Sight())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("sunken"))
        if not self._pixmap.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.frame(), self._pixmap, QRectF(self._pixmap.rect()))


class PhotoView(QDialog):
    """Shows `photo`, and beside it `other` where there is one; either can be changed for any other of the patient."""

    def __init__(
        self, session: Session, look: Look, photo: Attachment, other: Attachment | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._look = session, look
        self._photos = [a for a in session.open.attachments if a.is_photo and a.hidden is None]
        self.setWindowTitle(self.tr("Compare photographs") if other is not None else self.tr("Photograph"))
        self.panes: list[Pane] = []
        self.choices: list[Combo] = []
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.hide()
        body = QHBoxLayout()
        body.setSpacing(12)
        for shown in self._in_order(photo, other):
            body.addLayout(self._column(shown), 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 16, 20, 16)
        page.setSpacing(12)
        page.addWidget(self._head())
        page.addLayout(body, 1)
        page.addWidget(self.problem)
        page.addLayout(self._buttons())
        self.resize(*SIZE)
        self.panes[-1].setFocus()

    def _in_order(self, *photos: Attachment | None) -> list[Attachment]:
        """The earlier one on the left: by visit, then before and after."""
        days = {visit.id: visit.at for visit in self._session.open.visits}
        return sorted(
            (photo for photo in photos if photo is not None),
            key=lambda photo: (days.get(photo.visit_id or "", photo.added_at), photo.when is When.AFTER),
        )

    def _head(self) -> ElidedLabel:
        head = ElidedLabel("name")
        head.set_most_lines(2)
        patient = self._session.open.patient
        if patient is not None:
            head.setText(f"{person_name(patient)} · {born_text(patient)}")
        return head

    def _column(self, shown: Attachment) -> QVBoxLayout:
        pane, choice = Pane(self._look), Combo(self._look)
        for photo in self._photos:
            choice.addItem(self._name(photo), photo.id)
        choice.setAccessibleName(self.tr("Photograph"))
        choice.setCurrentIndex(choice.findData(shown.id))
        choice.activated.connect(lambda _place: self._show(pane, choice.currentData()))
        pane.looked.connect(self._together)
        self.panes.append(pane)
        self.choices.append(choice)
        self._show(pane, shown.id)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(choice)
        column.addWidget(pane, 1)
        return column

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        zoomed = {
            "−": (self.tr("Zoom out"), 1 / STEP), "+": (self.tr("Zoom in"), STEP), self.tr("Whole"): ("", 0.0),
        }  # fmt: skip
        for text, (name, factor) in zoomed.items():
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.setAccessibleName(name or text)
            button.clicked.connect(lambda _on=False, factor=factor: self._zoom(factor))
            row.addWidget(button)
        row.addStretch(1)
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        return row

    def _name(self, photo: Attachment) -> str:
        visit = next((v for v in self._session.open.visits if v.id == photo.visit_id), None)
        day = date_text(visit.at.date()) if visit is not None else self.tr("no visit")
        return f"{day} · {photo_name(photo)}"

    def _show(self, pane: Pane, photo_id: str) -> None:
        photo = next((p for p in self._photos if p.id == photo_id), None)
        pixmap = QPixmap()
        try:
            pixmap.loadFromData(self._session.health.content_of(photo_id))
        except Problem as problem:
            self.problem.setText(tr_problem(problem))
            self.problem.show()
        pane.show_picture(pixmap, self._name(photo) if photo is not None else "")

    def _zoom(self, factor: float) -> None:
        sight = self.panes[0].sight
        self._together(sight.zoomed(factor).moved(0, 0) if factor else Sight())

    def _together(self, sight: Sight) -> None:
        for pane in self.panes:
            pane.see(sight)


def counterpart(photos: list[Attachment], photo: Attachment, visits: list[str]) -> Attachment | None:
    """What a photograph is best compared with: the same pose and side, of the same visit or else the one before.

    `visits` are ids from the newest to the oldest; those as old as the photograph's own visit or older count.
    """
    own = visits.index(photo.visit_id) if photo.visit_id in visits else 0
    rank = {visit: place for place, visit in enumerate(visits[own:])}
    others = [p for p in photos if p.id != photo.id and p.visit_id in rank]

    def likeness(other: Attachment) -> tuple[bool, bool, int, bool]:
        return (other.pose is not photo.pose, other.view is not photo.view, rank[other.visit_id or ""],
                other.when is photo.when)  # fmt: skip

    return min(others, key=likeness, default=None)
