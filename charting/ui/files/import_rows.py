"""A list of the import's preview: rows of plain text under headings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QObject, Qt

from charting.ui.files.import_words import ShownRow
from charting.ui.kit.look import Look
from charting.ui.kit.rows import Index, RowsModel
from charting.words.words import tooltip


class ShownModel(RowsModel[ShownRow]):
    """Rows as they are given: `quiet` columns step back, `figures` stand to the right, the last has the row's role."""

    def __init__(
        self, headings: Sequence[str], look: Look, parent: QObject | None = None, *, quiet: Sequence[int] = (),
        figures: Sequence[int] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.headings = tuple(headings)
        self.columns = len(self.headings)
        self.look = look
        self._quiet, self._figures = frozenset(quiet), frozenset(figures)

    def set_look(self, look: Look) -> None:
        self.look = look

    def key(self, row: ShownRow) -> Hashable:
        return row.key

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned(section)
        return None

    def _aligned(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if column in self._figures else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            last = index.column() == self.columns - 1
            return self.look.color("muted" if index.column() in self._quiet else row.role if last else "text")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(cell for cell in row.cells if cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(row.cells[index.column()])
        return None
