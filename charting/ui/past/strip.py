"""The strip of faces under the big one: every visit in time, walked through by arrow keys and a slider."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.errors import Problem
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look, wear
from charting.ui.kit.rows import OpaqueList
from charting.ui.past.strip_cards import CARD_SIZE, FACE, StripDelegate
from charting.ui.past.strip_rows import StripModel
from charting.ui.past.visit_cards import Thumbnail, Thumbnails

SCROLL_BAR = 12
MOST_STEPS = 100_000


class FaceList(OpaqueList):
    """The cards side by side, scrolled by pixels; the wheel runs through time too."""

    left = Signal()
    walk = Signal(int)
    """So many visits later in time, or earlier."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.horizontalScrollBar().setSingleStep(32)
        self.setFixedHeight(CARD_SIZE.height() + SCROLL_BAR)
        wear(self, role="on_card")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = -1 if self.isRightToLeft() else 1
        ways = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -forward, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: forward,
            Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5, Qt.Key.Key_Home: -MOST_STEPS, Qt.Key.Key_End: MOST_STEPS,
        }  # fmt: skip
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() in ways and held == Qt.KeyboardModifier.NoModifier:
            self.walk.emit(ways[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt would make the first card the current one, which would open the oldest visit: today stays today.
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        moved = turned.x() or turned.y()
        bar = self.horizontalScrollBar()
        forward = -1 if self.isRightToLeft() else 1
        bar.setValue(bar.value() - forward * round(moved / 120 * 3 * bar.singleStep()))
        event.accept()


class StripPanel(QFrame):
    """Hidden it does nothing; shown it follows the open visit, and opens the visit that is chosen in it."""

    closed = Signal()
    """Somebody is done with it: hide it."""
    left = Signal()
    """Enter or Escape in the strip: the keyboard goes back to the face."""

    def __init__(
        self, session: Session, hub: Hub, look: Look, thumbnail: Thumbnail, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._session = session
        self._hub = hub
        self._showing = False
        self._stale = True
        self._patient_id: str | None = None
        self._model = StripModel(session, self)
        self._faces = Thumbnails(thumbnail, self, FACE)
        self.list = FaceList()
        self.list.setModel(self._model)
        self.list.setAccessibleName(self.tr("Visits in time"))
        self._delegate = StripDelegate(self._model, look, self._faces, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.left.connect(self.left)
        self.list.walk.connect(self._walk)
        self._faces.renewed.connect(self._renewed)
        self._make_top()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._open_slid)
        self.set_look(look)
        hub.first.connect(self._first)
        hub.changed.connect(self._changed)

    def _make_top(self) -> None:
        self.title = QLabel(self.tr("Timeline"))
        self.title.setObjectName("title")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Time: which visit the face shows"))
        self.slider.setPageStep(1)
        self.slider.valueChanged.connect(self._slid)
        self.place = QLabel()
        self.place.setObjectName("caption")
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance("60 of 60") + 4)
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.close_button = QToolButton()
        wear(self.close_button, role="glyph")
        self.close_button.setIconSize(QSize(14, 14))
        self.close_button.setAccessibleName(self.tr("Hide the timeline"))
        self.close_button.setToolTip(self.tr("Hide the timeline (Ctrl+T)"))
        self.close_button.clicked.connect(self.closed)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addWidget(self.slider, 1)
        top.addWidget(self.place)
        top.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 10, 4)
        column.setSpacing(5)
        column.addLayout(top)
        column.addWidget(self.list)

    def set_look(self, look: Look) -> None:
        self._delegate.set_look(look)
        self._faces.forget()
        self.close_button.setIcon(glyph("cross", look.color("muted")))
        self.list.viewport().update()

    def show_strip(self) -> None:
        """Show it, with the keyboard in it."""
        self.setVisible(True)
        if self._stale:
            self._show()
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------------ choosing

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._showing and current.isValid():
            self._open(current.row())

    def _walk(self, by: int) -> None:
        self._open(min(max(self.slider.value() + by, 0), self.slider.maximum()))

    def _slid(self, row: int) -> None:
        if not self._showing:
            self._bring_in_sight(row)
            self._say_place(row)
            self._soon.start()  # a hand that slides past ten visits opens the one it has come to

    def _open_slid(self) -> None:
        self._open(self.slider.value())

    def _open(self, row: int) -> None:
        """The visit of a row; the place behind the last one is today's empty face."""
        try:
            if row < self._model.rowCount():
                with self._hub.walking():
                    self._session.charting.open_visit(self._model.visit_at(row).id)
            else:
                self._session.charting.open_visit(None)
        except Problem as problem:
            self._hub.problem.emit(problem)

    # ------------------------------------------------------------------ showing

    def _first(self, changed: Changed) -> None:
        """Mark the visit that a hand has come to; of the others nothing is different."""
        if changed.opened and not (changed.visits or self._stale or self.isHidden()):
            self._showing = True
            try:
                self._mark_open()
            finally:
                self._showing = False

    def _changed(self, changed: Changed) -> None:
        if changed.clinic:
            self._faces.forget()
        if changed.patient or changed.visits or changed.opened:
            walked = self._hub.is_second and not (changed.patient or changed.visits or changed.clinic or self._stale)
            if self.isHidden():
                self._stale = True
            elif not walked:
                self._show()
            elif self._session.open.visit is not None:
                self._model.keep(self._session.open.visit, self._session.open.assessment)

    def _show(self) -> None:
        session = self._session
        patient = session.open.patient
        if patient is None or patient.id != self._patient_id:
            self._faces.forget()
            self._patient_id = patient.id if patient is not None else None
        if session.open.visit is not None:
            self._model.keep(session.open.visit, session.open.assessment)
        self._stale = False
        self._showing = True
        try:
            visits = session.open.visits if patient is not None else ()
            self._model.show_in_time(visits, patient, session.open.pinned)
            self._mark_open()
        finally:
            self._showing = False
        self.list.viewport().update()

    def _renewed(self, visits: Set[str]) -> None:
        """Paint the cards whose faces are other ones now, and no other."""
        for visit_id in visits:
            self.list.update(self._model.index(self._model.row_of(visit_id)))

    def _mark_open(self) -> None:
        session, count = self._session, self._model.rowCount()
        today = 0 if any(visit.is_draft for visit in session.open.visits) else 1
        row = self._model.row_of(session.open.visit.id) if session.open.visit is not None else count
        self.slider.setEnabled(count > 0)
        self.slider.setRange(0, max(0, count - 1 + today))
        self.slider.setValue(row)
        self._say_place(row)
        index = self._model.index(row) if row < count else QModelIndex()
        if self.list.currentIndex() != index:
            self.list.setCurrentIndex(index)
        if count:
            self._bring_in_sight(min(row, count - 1))

    def _bring_in_sight(self, row: int) -> None:
        """The visit, with the one before and the one after it."""
        for near in (row - 1, row + 1, row):
            if 0 <= near < self._model.rowCount():
                self.list.scrollTo(self._model.index(near))

    def _say_place(self, row: int) -> None:
        count = self._model.rowCount()
        if row < count:
            self.place.setText(self.tr("{number} of {count}").format(number=row + 1, count=count))
        else:
            self.place.setText(self.tr("Today") if count else self.tr("No visits"))
