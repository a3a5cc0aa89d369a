"""The lists of the desk. A column is one value: its words, width, ink and order stand in one place and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QHeaderView, QTableView

from charting.exchange.csv.text import guarded
from charting.ui.kit.cells import ColumnRoom, FittedCells
from charting.ui.kit.look import Look, wear
from charting.ui.kit.rows import Index, Row, RowsModel, paint_focus
from charting.words.words import tooltip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: all of it, so that another one is one more value.

    `text` is the cell, in the list and in what is copied; `short` is what the list has room for instead. `width` is
    the least in pixels, 0 takes what is left. A `figure` stands to the right. `ink` is the name of a colour of the
    look, or a colour; `tip` says more of a cell than its text does; `sort` is what rows are put in order by.
    """

    title: str
    text: Callable[[Any], str]
    width: int = 0
    figure: bool = False
    ink: str | Callable[[Any, Look], str | QColor] = "text"
    tip: Callable[[Any], str] | None = None
    sort: Callable[[Any], Any] | None = None
    short: Callable[[Any], str] | None = None

    def cell(self, row: Any) -> str:
        """What stands in the list."""
        return self.text(row) if self.short is None else self.short(row)

    def colour(self, row: Any, look: Look) -> QColor:
        ink = self.ink if isinstance(self.ink, str) else self.ink(row, look)
        return look.color(ink) if isinstance(ink, str) else ink

    def order(self, row: Any) -> Any:
        return self.text(row).casefold() if self.sort is None else self.sort(row)

    @property
    def aligned(self) -> int:
        side = Qt.AlignmentFlag.AlignRight if self.figure else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class ListModel(RowsModel[Row], Generic[Row]):
    """The rows of a list under its columns.

    `key` says what makes a row the same row after an edit, `said` is a row for who does not see it (without it: its
    cells). Rows are in the order they are given in until somebody sorts them.
    """

    def __init__(
        self, columns: Sequence[Column], look: Look, parent: QObject | None = None, *,
        key: Callable[[Row], Hashable] = id, said: Callable[[Row], str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.shown = tuple(columns)
        self.columns = len(self.shown)
        self._look, self._key, self._said = look, key, said
        self._given: tuple[Row, ...] = ()
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._pages: Callable[[Row | None], Sequence[Row]] | None = None
        self._page = 0

    def set_look(self, look: Look) -> None:
        self._look = look

    def key(self, row: Row) -> Hashable:
        return self._key(row)

    # ------------------------------------------------------------------ rows

    def show(self, rows: Iterable[Row]) -> None:
        """Show these rows, in the order chosen."""
        self._given = tuple(rows)
        ordered = list(self._given)
        if self._sorted is not None:
            place, order = self._sorted
            ordered.sort(key=self.shown[place].order, reverse=order is Qt.SortOrder.DescendingOrder)
        self.take(ordered, fresh=True)

    def show_under(self, columns: Sequence[Column], rows: Iterable[Row]) -> bool:
        """The same under these columns; whether they are others, which nobody sorted by yet."""
        others = [column.title for column in self.shown] != [column.title for column in columns]
        if others:
            self._sorted = None
        self.shown = tuple(columns)
        self.columns = len(self.shown)
        self.show(rows)
        return others

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = (column, order) if 0 <= column < len(self.shown) else None
        self.show(self._given)

    def read(self, pages: Callable[[Row | None], Sequence[Row]], size: int) -> None:
        """Show what `pages` brings, `size` rows a time, as somebody scrolls to them; it is given the row before."""
        self.beginResetModel()
        self._pages, self._page, self.rows = pages, size, []
        self.rows += self._next()
        self.endResetModel()

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return self._pages is not None and not parent.isValid()

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        if found := self._next():
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(found) - 1)
            self.rows += found
            self.endInsertRows()

    def _next(self) -> Sequence[Row]:
        found = self._pages(self.rows[-1] if self.rows else None) if self._pages is not None else ()
        if len(found) < self._page:
            self._pages = None
        return found

    # ------------------------------------------------------------------ what Qt asks

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is not Qt.Orientation.Horizontal or section >= len(self.shown):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown[section].title
        return self.shown[section].aligned if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, place = self.row(index.row()), index.column()
        if row is None or not 0 <= place < len(self.shown):
            return None
        column = self.shown[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.cell(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return column.colour(row, self._look)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.aligned
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(column.text(row) if column.tip is None else column.tip(row))
        return self.sentence(row) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def sentence(self, row: Row) -> str:
        """A row for who does not see it."""
        return (
            ", ".join(filter(None, (each.text(row) for each in self.shown))) if self._said is None else self._said(row)
        )


def copied(columns: Sequence[Column], rows: Iterable[Any]) -> str:
    """Rows under their headings for the clipboard, as a spreadsheet takes them: tabs between cells, a line for each."""
    lines = ([column.title for column in columns], *([column.text(row) for column in columns] for row in rows))
    # what was typed stays marked as such while its spaces are tidied: a spreadsheet would make figures of it
    return "".join("\t".join(guarded(type(cell)(" ".join(cell.split()))) for cell in line) + "\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Build:
    """How a table is built. `widths`: columns grow to their words, are fixed, or are dragged by hand.

    A `calm` one makes no row the current one by merely getting the focus: coming to it is not choosing.
    """

    row_px: int
    header_px: int = 0
    role: str = ""
    widths: Literal["grow", "fixed", "dragged"] = "grow"
    calm: bool = True


LIST = Build(32, 28, "list", calm=False)
DRAGGED = Build(32, 28, "list", "dragged", calm=False)
SHEET = Build(34)
NARROW = Build(26, 24, widths="fixed")


class Table(QTableView):
    """Rows are chosen whole and never changed. Enter or a double click opens one, Ctrl+C copies those chosen."""

    opened = Signal()
    copied = Signal()

    def __init__(
        self, model: ListModel[Any], name: str, build: Build = LIST, *, many: bool = False, sorts: int | None = None
    ) -> None:
        """`many`: several rows can be chosen. `sorts`: the column it is sorted by at first, -1 for none, None never."""
        super().__init__()
        self._rows, self._build = model, build
        self.setModel(model)
        model.setParent(self)  # it goes when the table does, and is given another look with it
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        wear(self, role=build.role)
        self.setItemDelegate(FittedCells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if build.widths != "dragged":
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(build.row_px)
        self._dress_header(sorts)
        self.lay_out()
        if build.widths == "grow":
            ColumnRoom(self, [column.width for column in model.shown])
        self.doubleClicked.connect(lambda _: self.opened.emit())

    def _dress_header(self, sorts: int | None) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(sorts is not None)
        if self._build.header_px:
            header.setFixedHeight(self._build.header_px)
        if sorts is not None:
            header.setSortIndicatorClearable(sorts < 0)
            header.setSortIndicator(sorts, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)

    def lay_out(self) -> None:
        """Widths of the columns that are shown now."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        if self._build.widths == "dragged":
            header.setMinimumSectionSize(48)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for place, column in enumerate(self._rows.shown):
            fixed = modes.Interactive if self._build.widths == "dragged" else modes.Fixed
            header.setSectionResizeMode(place, fixed if column.width else modes.Stretch)
            if column.width:
                header.resizeSection(place, column.width)

    # ------------------------------------------------------------------ the rows in hand

    @property
    def current(self) -> Any:
        """The row the hand is on, None when it is on none."""
        return self._rows.row(self.currentIndex().row()) if self.currentIndex().isValid() else None

    @property
    def chosen(self) -> list[Any]:
        """The rows selected, from the top down."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [found for row in rows if (found := self._rows.row(row)) is not None]

    def copy_text(self) -> tuple[str, int]:
        """The rows chosen, or all when only one is, for a spreadsheet; and how many."""
        rows = chosen if len(chosen := self.chosen) > 1 else self._rows.rows
        return copied(self._rows.shown, rows), len(rows)

    def begin(self) -> None:
        """The hand is on the first row."""
        if self._rows.rows:
            self.setCurrentIndex(self._rows.index(0, 0))

    # ------------------------------------------------------------------ keys and paint

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._build.calm and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif not self._build.calm and event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self._build.calm:
            super().focusInEvent(event)
            return
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._build.calm:
            paint_focus(self)
