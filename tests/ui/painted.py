"""What a widget really paints: its texts, read out of a drawing of it, and those that were shortened wrongly."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionFrame,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from charting.ui.kit.cells import FittedCells

DOTS = "…"
_HIDDEN = re.compile(r"\d|\b[RL]$|patient's (right|left)")


def painted(widget: QWidget) -> list[str]:
    """Every text that stands on the widget, as it is drawn."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(widget.size())
    painter = QPainter(drawing)
    widget.render(painter, QPoint(0, 0))
    painter.end()
    root = ElementTree.fromstring(bytes(buffer.data().data()))
    texts = ("".join(node.itertext()).strip() for node in root.iter() if node.tag.endswith("text"))
    return [text for text in texts if text]


def ink(widget: QWidget) -> str:
    """The colour of its letters as #rrggbb, once the style sheet has dressed it."""
    widget.ensurePolished()
    return widget.palette().color(widget.foregroundRole()).name()


def sources(widget: QWidget) -> set[str]:
    """Every text that the parts of the widget hold."""
    found: set[str] = set()
    for part in [widget, *widget.findChildren(QWidget)]:
        if not part.isVisible():
            continue
        if isinstance(part, QLabel | QAbstractButton):
            found |= {part.text(), part.accessibleName()}
        elif isinstance(part, QLineEdit):
            found |= {part.placeholderText(), part.text()}
        elif isinstance(part, QComboBox):
            found.add(part.currentText())
        elif isinstance(part, QAbstractItemView):
            model = part.model()
            columns = model.columnCount() if isinstance(part, QTableView) else 1
            for row in range(model.rowCount() if model is not None else 0):
                for column in range(columns):
                    text = model.index(row, column).data(Qt.ItemDataRole.DisplayRole)
                    found.add(str(text))
    return {" ".join(text.replace("&&", "&").split()) for text in found if text}


def cut(widget: QWidget) -> list[str]:
    """The texts on the widget whose figures or sides are not all seen: “Lateral bro…”, “1…”."""
    wholes, faults = sources(widget), []
    for text in painted(widget):
        head, dots, tail = text.partition(DOTS)
        tail = tail.rpartition(DOTS)[2]
        if not dots:
            continue
        for whole in wholes:
            if whole == text or DOTS in whole or not (whole.startswith(head) and whole.endswith(tail)):
                continue
            hidden = whole[len(head) : len(whole) - len(tail)]
            if _HIDDEN.search(hidden):
                faults.append(f"{text} stands for {whole}")
    return faults


def shortened(widget: QWidget, *names: str) -> list[str]:
    """What stands on the widget in part only, but for what the names given hold: a name may give way.

    Shortened with dots, or wider or higher than the label, button, field or head of a column it stands in.
    """
    wholes = sources(widget)
    own = {text for text in wholes if DOTS in text}
    texts = (" ".join(text.split()) for text in painted(widget))
    faults = [text for text in texts if DOTS in text and not any(text in whole for whole in own)]
    for part in widget.findChildren(QWidget):
        if part.isVisible() and not part.visibleRegion().isEmpty():
            faults += _beyond(part)
    seen = {fault: fault.partition(" is ")[0].partition(DOTS)[0].strip() for fault in faults}
    return [fault for fault in faults if not any(seen[fault] in name for name in names)]


def _beyond_cells(table: QTableView, row: int) -> list[str]:
    """The texts of a row, as its delegate has shortened them, that are wider than their cells all the same."""
    faults = []
    for column in range(table.model().columnCount()):
        index, option = table.model().index(row, column), QStyleOptionViewItem()
        option.widget, option.font, option.rect = table, table.font(), table.visualRect(index)
        option.fontMetrics = QFontMetrics(option.font)
        table.itemDelegate().initStyleOption(option, index)
        if option.rect.width() > 0 and QFontMetrics(option.font).horizontalAdvance(option.text) > option.rect.width():
            faults.append(f"{option.text} is wider than its cell")
    return faults


def _beyond(part: QWidget) -> list[str]:
    """The texts of one part that are wider or higher than the part."""
    metrics = part.fontMetrics()
    if type(part) is QLabel and part.textFormat() is not Qt.TextFormat.RichText and part.text():
        room = part.contentsRect()
        if part.wordWrap():
            high = part.heightForWidth(part.width()) > part.height() + 2
            return [f"{part.text()} is higher than its label"] if high else []
        wide = max(metrics.horizontalAdvance(line) for line in part.text().split("\n"))
        return [f"{part.text()} is wider than its label"] if wide > room.width() + 1 else []
    if isinstance(part, QPushButton) and part.text() and type(part).paintEvent is QPushButton.paintEvent:
        narrow = metrics.horizontalAdvance(part.text().replace("&", "")) > part.width() - 4
        return [f"{part.text()} is wider than its button"] if narrow else []
    if isinstance(part, QLineEdit) and not part.isReadOnly():
        option = QStyleOptionFrame()
        part.initStyleOption(option)
        place = part.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, part)
        wide = metrics.horizontalAdvance(part.displayText()) > place.width() - 4
        return [f"{part.displayText()} is wider than its field"] if wide else []
    if isinstance(part, QTableView) and isinstance(part.itemDelegate(), FittedCells):
        return [fault for row in range(part.model().rowCount()) for fault in _beyond_cells(part, row)]
    if isinstance(part, QHeaderView) and part.orientation() is Qt.Orientation.Horizontal and part.model() is not None:
        shown = [n for n in range(part.count()) if not part.isSectionHidden(n)]
        heads = {n: str(part.model().headerData(n, part.orientation()) or "") for n in shown}
        return [
            f"{text} is wider than its column"
            for n, text in heads.items()
            if metrics.horizontalAdvance(text) > part.sectionSize(n) - 4
        ]
    return []


def colours(image: QImage) -> Counter[int]:
    """How many pixels there are of each colour, as 0xrrggbb."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = Counter(memoryview(plain.constBits()).cast("I"))
    return Counter({pixel & 0xFFFFFF: many for pixel, many in pixels.items()})
