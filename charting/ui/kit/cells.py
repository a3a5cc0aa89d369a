"""The cells of a table: a name gives way where a column is narrow, a figure and a side never do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from charting.drawing.fitting import SMALLEST, fitted, smaller, whole_or_middle

SPARE = 4
"""Pixels that a style may take for itself besides its margins."""


class FittedCells(QStyledItemDelegate):
    """Qt shortens a text at its end, which is where figures and sides stand."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        widget = option.widget
        if widget is None or not option.text:
            return
        style = widget.style()
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, widget)
        room = place.width() - 2 * (style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, widget) + 1)
        room -= SPARE
        if room <= 0 or option.fontMetrics.horizontalAdvance(option.text) <= room:
            return
        option.text = fitted(option.fontMetrics, option.text, room)
        wide = option.fontMetrics.horizontalAdvance(option.text)
        option.textElideMode = Qt.TextElideMode.ElideNone  # it fits now; Qt would shorten at the end by a pixel
        if wide > room:
            option.font = smaller(option.font, max(SMALLEST, room / wide))
            option.text = whole_or_middle(QFontMetrics(option.font), option.text, room)


AROUND = 26
"""Pixels between the text of a cell and its two edges, with what the styles of the lists take."""

LEAST_NAME = 130
"""What is left to the stretched column."""

MOST_ROWS = 400
"""So many rows are measured: what comes later is fitted into what these needed."""


class ColumnRoom(QObject):
    """Widens columns out of the stretched one when rows or room change; `widths` are the least, 0 the stretched."""

    def __init__(self, table: QTableView, widths: Sequence[int]) -> None:
        super().__init__(table)
        self._table, self._widths = table, tuple(widths)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._share)
        model = table.model()
        for changed in (model.modelReset, model.rowsInserted, model.dataChanged):
            changed.connect(lambda *_: self._soon.start())
        table.viewport().installEventFilter(self)
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._soon.start()
        return False

    def _share(self) -> None:
        """What the words need beyond their columns, as far as the name can spare it."""
        table = self._table
        shown = [n for n in range(len(self._widths)) if not table.isColumnHidden(n)]
        least = {n: self._widths[n] for n in shown}
        spare = table.viewport().width() - sum(least.values()) - LEAST_NAME
        more = {n: max(0, self._needed(n) - least[n]) for n in shown if least[n]}
        for column in sorted(more, key=lambda n: more[n]):  # the small wishes first: more of them are met
            given = max(0, min(more[column], spare))
            spare -= given
            if table.columnWidth(column) != least[column] + given:
                table.setColumnWidth(column, least[column] + given)

    def _needed(self, column: int) -> int:
        model, metrics = self._table.model(), self._table.fontMetrics()
        texts = {
            str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole) or "")
            for row in range(min(model.rowCount(), MOST_ROWS))
        }
        return max((metrics.horizontalAdvance(text) for text in texts), default=0) + AROUND
