"""Table models whose rows are values: a new list of them is merged into the one shown, so that nothing jumps."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter, QPen, QShowEvent
from PySide6.QtWidgets import QListView, QTableView

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows that stay the same row (equal `key`) are changed in place; selection, hover and scrolling stay put."""

    columns = 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def key(self, row: Row) -> Hashable:
        """What makes a row the same row after an edit."""
        raise NotImplementedError

    def take(self, rows: Sequence[Row], *, fresh: bool = False) -> None:
        """Show these rows; `fresh` when they have nothing to do with those shown before."""
        wanted = {self.key(row): place for place, row in enumerate(rows)}
        staying = [wanted[self.key(row)] for row in self.rows if self.key(row) in wanted]
        if fresh or staying != sorted(staying):
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
            return
        for place in range(len(self.rows) - 1, -1, -1):
            if self.key(self.rows[place]) not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self.rows[place]
                self.endRemoveRows()
        for place, row in enumerate(rows):
            if place == len(self.rows) or self.key(self.rows[place]) != self.key(row):
                self.beginInsertRows(QModelIndex(), place, place)
                self.rows.insert(place, row)
                self.endInsertRows()
            elif self.rows[place] != row:
                self.rows[place] = row
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.columns - 1))

    def row(self, place: int) -> Row | None:
        """The row at a place, None when there is none."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.columns


class OpaqueList(QListView):
    """A list with a ground of its own in the style sheet: Qt scrolls it by moving what is painted."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.viewport().setAutoFillBackground(True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # a style sheet takes it away each time it is applied
            self.viewport().setAutoFillBackground(True)


def paint_focus(view: QTableView) -> None:
    """A ring around the row that the keyboard is on, while the table has the focus."""
    row = view.currentIndex().row()
    if row < 0 or not view.hasFocus():
        return
    painter = QPainter(view.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(view.palette().link(), 2))  # the accent of the look that is worn
    top, height = view.rowViewportPosition(row), view.rowHeight(row)
    painter.drawRoundedRect(QRectF(1, top + 1, view.viewport().width() - 2, height - 2), 5, 5)
