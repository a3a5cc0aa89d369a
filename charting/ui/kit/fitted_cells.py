"""The cells of a table: a name gives way where a column is narrow, a figure and a side never do."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

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
