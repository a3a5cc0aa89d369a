"""A table of which one column is edited in place: what the clinic set, beside what is shipped."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from charting.drawing.fitting import draw_fitted
from charting.ui.kit.look import Look, wear
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.rows import Index, RowsModel, paint_focus
from charting.words.words import tooltip

ROW_PX = 34
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; a width in pixels, 0 for what is left; figures stand to the right."""

    heading: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class EditRow:
    """The cells of a row. `own`: whether the clinic set something here; `said` is the row for a screen reader,
    `hint` what holds where nothing is typed, `quiet` the columns of what does not count.
    """

    key: Hashable
    cells: tuple[str, ...]
    own: bool = False
    said: str = ""
    tip: str = ""
    hint: str = ""
    quiet: frozenset[int] = frozenset()


class EditModel(RowsModel[EditRow]):
    """`committed` brings the key of a row and what was typed into its editable column."""

    committed = Signal(object, str)

    def __init__(self, columns: Sequence[Column], editable: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads = tuple(columns)
        self.columns = len(self.heads)
        self.editable = editable
        self.may_edit = True

    def key(self, row: EditRow) -> Hashable:
        return row.key

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.heads[section].right else LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row())
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.heads[index.column()].right else LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.said or ", ".join(cell for cell in row.cells if cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(row.tip)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == self.editable and self.may_edit:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row(index.row())
        if row is None or role != Qt.ItemDataRole.EditRole or str(value) == row.cells[index.column()]:
            return False
        self.committed.emit(row.key, str(value))
        return True


class FieldDelegate(QStyledItemDelegate):
    """Paints the cells; one that can be typed into looks like a field."""

    def __init__(self, model: EditModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.look = look

    def set_look(self, look: Look) -> None:
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row(index.row())
        if row is None:
            return
        field = index.column() == self._model.editable
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self.look.color("selected"))
        text, colour = row.cells[index.column()], self.look.color("muted" if index.column() in row.quiet else "text")
        if field and self._model.may_edit:
            painter.setPen(QPen(self.look.color("line"), 1))
            painter.setBrush(self.look.color("sunken"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(4.5, 3.5, -4.5, -3.5), 5, 5)
        if field and not text:
            text, colour = row.hint, self.look.color("muted")
        font = option.font
        font.setBold(field and row.own)
        painter.setFont(font)
        painter.setPen(colour)
        room = option.rect.adjusted(12, 0, -12, 0)
        align = RIGHT if self._model.heads[index.column()].right else LEFT
        draw_fitted(painter, room, int(align), text)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        keep_plain(line)
        row = self._model.row(index.row())
        line.setAccessibleName(row.said if row is not None and row.said else self._model.heads[index.column()].heading)
        wear(line, role="cell")
        if self._model.heads[index.column()].right:
            line.setAlignment(RIGHT)
        return line

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(4, 3, -4, -3))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched)
                return True  # else the dialog would take Enter for its own button
            if event.key() == Qt.Key.Key_Escape:
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.RevertModelCache)
                return True
        return bool(super().eventFilter(watched, event))


class EditTable(QTableView):
    """One click or any key begins to edit; Delete asks for what is shipped again."""

    cleared = Signal(object)

    def __init__(self, model: EditModel, look: Look, name: str) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.fields = FieldDelegate(model, look, self)
        self.setItemDelegate(self.fields)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.AnyKeyPressed | trigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        wear(self, role="settings")
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(28)
        for place, column in enumerate(model.heads):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, mode)
            if column.width:
                header.resizeSection(place, column.width)
        self.clicked.connect(self._clicked)

    @property
    def row(self) -> EditRow | None:
        """The row the hand is on."""
        index = self.currentIndex()
        return self._rows.row(index.row()) if index.isValid() else None

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == self._rows.editable:
            self._edit(index)

    def _edit(self, index: QModelIndex) -> None:
        self.setCurrentIndex(index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row
        if row is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._edit(self._rows.index(self.currentIndex().row(), self._rows.editable))
        elif row is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit(row.key)
        elif row is not None and event.text().strip() and self.currentIndex().column() != self._rows.editable:
            self.setCurrentIndex(self._rows.index(self.currentIndex().row(), self._rows.editable))
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_focus(self)
