"""Finds a patient while somebody types, or offers to add one; the list under the field never takes the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.errors import Problem
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import RADIUS, Look
from charting.ui.patient.finder_rows import PATIENT, ROW_HEIGHT, PatientDelegate, PatientsModel

MOST_ROWS = 12
ROWS_SHOWN = 8
WIDTH = 380
SHADOW = 8


class ResultList(QWidget):
    """The list under the field: a child of the window, so that it can be neither lost nor focused."""

    picked = Signal(QModelIndex)

    def __init__(self, model: PatientsModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.caption = QLabel()
        self.caption.setObjectName("caption")
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setContentsMargins(10, 6, 10, 2)
        self.list = QListView()
        self.list.setModel(model)
        self.delegate = PatientDelegate(look, self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("Patients found"))
        self.list.clicked.connect(self.picked)
        column = QVBoxLayout(self)
        edge = SHADOW + 4
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.list)
        self.hide()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.delegate.set_look(look)
        self.update()
        self.list.viewport().update()

    def wanted_height(self, rows: int) -> int:
        """The height that shows as many rows as are shown at once, without the shadow."""
        caption = self.caption.sizeHint().height() if not self.caption.isHidden() else 0
        return min(rows, ROWS_SHOWN) * ROW_HEIGHT + caption + 8

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 18 if self._look.dark else 5))
        for reach in range(SHADOW, 0, -1):
            rounded = RADIUS + reach
            painter.drawRoundedRect(card.adjusted(-reach, 2 - reach, reach, reach), rounded, rounded)
        painter.setPen(QPen(self._look.color("line"), 1))
        painter.setBrush(self._look.color("surface"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


class PatientFinder(QLineEdit):
    """The find field. Down, Up, Enter and Escape work the list; Enter opens the marked patient."""

    new_patient_requested = Signal(str)

    def __init__(self, session: Session, hub: Hub, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hub = hub
        self._look = look
        self._model = PatientsModel(self)
        self._results: ResultList | None = None
        self._before: QWidget | None = None
        self.setPlaceholderText(self.tr("Find patient…  Ctrl+K"))
        self.setAccessibleName(self.tr("Find patient"))
        self.setToolTip(self.tr("Name, chart number or date of birth (Ctrl+K)"))
        self.setObjectName("finder")
        self._glyph = self.addAction(glyph("find", look.color("muted")), QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(self._typed)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._glyph.setIcon(glyph("find", look.color("muted")))
        if self._results is not None:
            self._results.set_look(look)

    def focus_find(self) -> None:
        """Put the cursor here and offer the latest patients; where the focus was, it returns to."""
        if not self.hasFocus():
            self._before = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if not self._is_open:
            self._search()

    @property
    def results(self) -> ResultList | None:
        """The list, once it was shown."""
        return self._results

    # ------------------------------------------------------------------ searching

    def _typed(self, _text: str) -> None:
        if self.hasFocus():
            self._search()

    def _search(self) -> None:
        typed = self.text().strip()
        try:
            found = self._session.patients.search(typed, MOST_ROWS)
        except Problem as problem:
            self._hub.problem.emit(problem)
            found = []
        self._model.show(found, typed)
        self._open(latest=not typed)
        if typed:
            self._mark(0)

    # ------------------------------------------------------------------ the list

    def _open(self, *, latest: bool) -> None:
        results = self._ready()
        only_add = self._model.rowCount() <= 1
        none_found = only_add and not latest
        results.caption.setText(self.tr("No such patient") if none_found else self.tr("Latest patients"))
        results.caption.setVisible(none_found or (latest and not only_add))
        window = self.window()
        width = min(max(self.width(), WIDTH), window.width() - 16)
        top_left = self.mapTo(window, QPoint(0, self.height() + 4))
        left = top_left.x() if self.isRightToLeft() else top_left.x() + self.width() - width
        left = max(8, min(left, window.width() - width - 8))
        height = min(results.wanted_height(self._model.rowCount()), window.height() - top_left.y() - 8)
        card = QRect(QPoint(left, top_left.y()), QSize(width, height))
        results.setGeometry(card.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW))
        if results.isHidden():
            self._watch(True)
        results.show()
        results.raise_()

    def _ready(self) -> ResultList:
        if self._results is None or self._results.parentWidget() is not self.window():
            self._results = ResultList(self._model, self._look, self.window())
            self._results.picked.connect(self._pick)
        return self._results

    def close_results(self) -> None:
        """Hide the list."""
        if self._results is not None and not self._results.isHidden():
            self._watch(False)
            self._results.hide()
            self.setAccessibleDescription("")

    def _watch(self, on: bool) -> None:
        app = QApplication.instance()
        if app is not None:
            (app.installEventFilter if on else app.removeEventFilter)(self)

    @property
    def _is_open(self) -> bool:
        return self._results is not None and not self._results.isHidden()

    def _mark(self, row: int) -> None:
        rows = self._model.rowCount()
        if self._results is None or rows == 0:
            return
        index = self._model.index(row % rows)
        self._results.list.setCurrentIndex(index)
        self._results.list.scrollTo(index)
        # The focus stays in the field, so a screen reader hears of the marked row from here.
        self.setAccessibleDescription(index.data(Qt.ItemDataRole.AccessibleTextRole))

    def _pick(self, index: QModelIndex) -> None:
        patient, typed = index.data(PATIENT), self.text().strip()
        self._leave()
        if patient is None:
            self.new_patient_requested.emit(typed)
            return
        try:
            self._session.patients.open(patient.id)
        except Problem as problem:
            self._hub.problem.emit(problem)

    def _leave(self) -> None:
        self.close_results()
        self.clear()
        before, self._before = self._before, None
        if before is not None and before is not self and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()

    # ------------------------------------------------------------------ events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self._is_open:
                self._search()
            else:
                self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            current = self._results.list.currentIndex() if self._results is not None and self._is_open else None
            if current is not None and current.isValid():
                self._pick(current)
        elif key == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        current = self._results.list.currentIndex() if self._results is not None else QModelIndex()
        self._mark(current.row() + by if current.isValid() else (0 if by > 0 else -1))

    def _escape(self) -> None:
        if self.text():
            self.clear()
        else:
            self._leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self._is_open:
            self._search()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        asked = event.reason() in (Qt.FocusReason.OtherFocusReason, Qt.FocusReason.ShortcutFocusReason)
        if asked or (self.text() and event.reason() == Qt.FocusReason.TabFocusReason):
            self._search()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_results()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize and watched is self.window():
            self.close_results()
        elif kind == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            results = self._results
            inside = watched is self or results is watched or (results is not None and results.isAncestorOf(watched))
            if not inside:
                self.close_results()
        return False
