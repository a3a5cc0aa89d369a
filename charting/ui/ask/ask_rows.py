"""The rows of an answer as a table that can be sorted by every column."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from charting.desk.asking import Answer
from charting.domain.dosing.reference import Reference
from charting.domain.past.asking import PersonRow, Row
from charting.ui.ask.answer_words import Column, columns_of
from charting.ui.kit.look import Look, wear
from charting.ui.kit.rows import Index, RowsModel, paint_focus
from charting.words.words import tooltip


class AnswerModel(RowsModel[Row]):
    """Rows in the order of the answer until somebody sorts them."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.shown: tuple[Column, ...] = ()
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._answer: tuple[Row, ...] = ()

    def set_look(self, look: Look) -> None:
        self.look = look

    def key(self, row: Row) -> Hashable:
        return id(row)

    def show(self, given: Answer | None, reference: Reference) -> bool:
        """Show an answer, sorted as before where it has the same columns; whether they are others."""
        before = [column.title for column in self.shown]
        self.shown = () if given is None else columns_of(given.asked, reference)
        self._answer = () if given is None else given.rows
        others = before != [column.title for column in self.shown]
        if others:
            self._sorted = None
        self.columns = len(self.shown)
        self._take()
        return others

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = (column, order) if 0 <= column < len(self.shown) else None
        self._take()

    def _take(self) -> None:
        rows = list(self._answer)
        if self._sorted is not None:
            column, order = self._sorted
            rows.sort(key=self.shown[column].key, reverse=order is Qt.SortOrder.DescendingOrder)
        self.take(rows, fresh=True)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is not Qt.Orientation.Horizontal or section >= len(self.shown):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown[section].title
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row())
        if row is None or index.column() >= len(self.shown):
            return None
        column = self.shown[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(column.text(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.text(row)}"
        if role == Qt.ItemDataRole.ForegroundRole:
            strong = column.figure or column.width == 0 or index.column() == 0
            return self.look.color("text" if strong else "muted")
        return None

    def _alignment(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if self.shown[column].figure else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class AnswerTable(QTableView):
    """The table; Enter or a double click opens the patient of a row, Ctrl+C copies."""

    opened = Signal()
    copied = Signal()

    def __init__(self, model: AnswerModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setAccessibleName(self.tr("The answer, row by row"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        wear(self, role="list")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(32)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(28)
        header.setMinimumSectionSize(48)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda _: self.opened.emit())

    def lay_out(self) -> None:
        """Widths of the columns that are shown now; sorted by none of them yet."""
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for place, column in enumerate(self._model.shown):
            stretched = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
            if not stretched:
                header.resizeSection(place, column.width)

    def current(self) -> Row | None:
        """The row the hand is on."""
        return self._model.row(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def person(self) -> PersonRow | None:
        """The same, where it is somebody."""
        row = self.current()
        return row if isinstance(row, PersonRow) else None

    def chosen(self) -> list[Row]:
        """The rows selected, from the top down."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [found for row in rows if (found := self._model.row(row)) is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_focus(self)
