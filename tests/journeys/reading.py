"""The words on the screen and on paper, as a person reads them: part by part, from top to bottom.

Where a part of the desk is, is written here and nowhere else: a journey asks for it by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

PARTS = {
    "banner": "Patient",
    "doses": "Doses by area",
    "before": "Before retreatment",
    "cautions": "Cautions of this visit",
    "ready": "Ready to sign?",
    "total": "Total: *",
    "points": "Points of this visit",
    "visits": "Visits",
}
"""The parts of the desk that journeys read, by the names that a screen reader says."""
SAME_LINE_PX, ONE_LINE_PX = 7, 44
LEAVES = (QLabel, QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
PAINTED = ("CautionRow", "ThenTable")
"""What is painted, or says itself, as a whole: their types' names. Its words are those that a screen reader says."""


def region(name: str) -> QWidget:
    """A part of the screen: of `PARTS`, by its accessible name (a label means what it stands in), or all of
    the window that answers.
    """
    top = QApplication.activeModalWidget() or QApplication.activeWindow()
    assert top is not None, "no window has the keyboard"
    if not name:
        return top
    wanted = PARTS.get(name, name)
    found = [w for w in top.findChildren(QWidget) if w.isVisible() and fnmatchcase(w.accessibleName(), wanted)]
    assert len(found) == 1, f"{len(found)} parts of the screen are called “{wanted}”"
    parent = found[0].parentWidget()
    return parent if isinstance(found[0], QLabel) and parent is not None else found[0]


def words_of(part: QWidget) -> list[str]:
    """Every line of words in a part of the screen, in reading order: what lies in one frame is read to its end."""
    if not part.isVisible():
        return []
    if isinstance(part, LEAVES) or _is_painted(part):
        return [words for words in map(_one_line, _texts(part)) if words]
    lines: list[list[QWidget]] = []
    inside = (w for w in part.children() if isinstance(w, QWidget) and not w.isWindow())
    for widget in sorted((w for w in inside if w.isVisible()), key=_middle):
        if lines and _middle(widget) - _middle(lines[-1][-1]) < SAME_LINE_PX:
            lines[-1].append(widget)
        else:
            lines.append([widget])
    return [words for line in lines for widget in sorted(line, key=QWidget.x) for words in words_of(widget)]


def caution_words() -> list[str]:
    """The cautions that are listed, each as its row says itself."""
    rows = [w for w in region("cautions").findChildren(QWidget) if _is_painted(w)]
    return [_one_line(w.accessibleName()) for w in sorted(rows, key=lambda w: w.y())]


def said_words() -> list[str]:
    """The notice over the face, if there is one."""
    top = QApplication.activeWindow()
    assert top is not None
    bars = [w for w in top.findChildren(QWidget) if w.objectName() == "notice" and w.isVisible()]
    return [_one_line(bar.accessibleName()) for bar in bars]


def pdf_words(file: Path) -> list[str]:
    """The text of a PDF, line by line."""
    import pypdf

    pages = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    return [_steady(line) for page in pages for line in map(_one_line, page.splitlines()) if line.strip("• ")]


def _steady(line: str) -> str:
    """Without what is another one in each record: digests, ids, how long the audit is; and without the version."""
    line = re.sub(r"\b[0-9a-f]{64}\b", "(digest)", line)
    line = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "(id)", line)
    line = re.sub(r"audit entry \d+, [0-9a-f]{12}", "audit entry (number, digest)", line)
    return re.sub(r"^Charting \d+(\.\d+)*", "Charting (version)", line)


# ---------------------------------------------------------------------- inside


def _is_painted(widget: QWidget) -> bool:
    return type(widget).__name__ in PAINTED and widget.isVisible()


def _texts(widget: QWidget) -> list[str]:
    if _is_painted(widget):
        return widget.accessibleName().split("; ")
    if isinstance(widget, QLabel):
        return widget.text().splitlines()
    if isinstance(widget, QAbstractButton):
        mark = ("☑ " if widget.isChecked() else "☐ ") if isinstance(widget, QCheckBox) else ""
        chosen = " ●" if widget.isCheckable() and widget.isChecked() and not mark else ""
        return [mark + widget.text().replace("&&", "&") + chosen] if widget.text() else []
    if isinstance(widget, QLineEdit | QComboBox):
        text = widget.currentText() if isinstance(widget, QComboBox) else widget.displayText()
        return [f"{widget.accessibleName()}: {text}"] if text else []
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText().splitlines()
    assert isinstance(widget, QAbstractItemView)
    return list(_rows(widget))


def _rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    count = model.columnCount() if isinstance(view, QTableView) else 1
    columns = [n for n in range(count) if not (isinstance(view, QTableView) and view.isColumnHidden(n))]
    for row in range(model.rowCount()):
        cells = [model.index(row, column) for column in columns]
        shown = [str(cell.data() if cell.data() is not None else "").strip() for cell in cells]
        spoken = str(cells[0].data(Qt.ItemDataRole.AccessibleTextRole) or "")
        yield " | ".join(shown) if isinstance(view, QTableView) or not spoken else spoken


def _middle(widget: QWidget) -> int:
    """How far down its first line stands: what is beside it on that line is read from left to right."""
    return widget.y() + min(widget.height(), ONE_LINE_PX) // 2


def _one_line(text: str) -> str:
    return " ".join(text.split())
