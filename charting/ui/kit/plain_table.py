"""A table of rows in a dialog: quiet, chosen whole, nothing edited in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from charting.ui.kit.column_room import ColumnRoom
from charting.ui.kit.fitted_cells import FittedCells
from charting.ui.kit.rows import CalmTable, RowsModel


def plain_table(model: RowsModel[Any], widths: tuple[int, ...], stretched: int, name: str) -> QTableView:
    """A quiet table whose rows are chosen whole."""
    table = CalmTable()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setItemDelegate(FittedCells(table))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(34)
    header = table.horizontalHeader()
    header.setSectionsClickable(False)
    header.setHighlightSections(False)
    for column, width in enumerate(widths):
        header.resizeSection(column, width)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    ColumnRoom(table, [0 if column == stretched else width for column, width in enumerate(widths)])
    return table
