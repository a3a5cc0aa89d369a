"""How the tables of the large lists look: rows of one height, no grid, columns of fixed width or stretched."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from charting.ui.kit.column_room import ColumnRoom
from charting.ui.kit.fitted_cells import FittedCells
from charting.ui.kit.look import wear

ROW_HEIGHT = 32
HEADER_HEIGHT = 28


def look_like_a_list(table: QTableView, name: str, widths: Sequence[int]) -> None:
    """Set a table up, by its model's columns: a width in pixels for each, 0 for one that takes what is left.

    Whole rows are chosen, nothing is edited. `name` is what a screen reader calls the table.
    """
    table.setAccessibleName(name)
    table.setFrameShape(QFrame.Shape.NoFrame)
    wear(table, role="list")
    table.setItemDelegate(FittedCells(table))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setFixedHeight(HEADER_HEIGHT)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column, width in enumerate(widths):
        if width:
            header.resizeSection(column, width)
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    ColumnRoom(table, widths)
