"""What a widget really paints: its texts, read out of a drawing of it, and those that were shortened wrongly."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QTableView, QWidget

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


def sources(widget: QWidget) -> set[str]:
    """Every text that the parts of the widget hold."""
    found: set[str] = set()
    for part in [widget, *widget.findChildren(QWidget)]:
        if not part.isVisible():
            continue
        if isinstance(part, QLabel | QAbstractButton):
            found |= {part.text(), part.accessibleName()}
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
