"""What the program is, what it is for and what it is not; its version, the file it works with, and the licences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from charting import __version__
from charting.desk.session import Session
from charting.domain.clinic.clinic import TableReview
from charting.ui.kit.settings_page import who_text
from charting.words.words import tooltip, translate

WIDE = 640
TEXT_WIDTH = 452


class AboutDialog(QDialog):
    """One page to read; every text can be selected and copied."""

    def __init__(self, session: Session | None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Charting"))
        title = _text(f"Charting {__version__}", "title")
        lead = _text(self.tr("Face maps of botulinum toxin treatments, with units and density area by area."), "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(4)
        column.addWidget(title)
        column.addWidget(lead)
        column.addSpacing(12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(11)
        grid.setColumnStretch(1, 1)
        self.texts: dict[str, QLabel] = {}
        file = str(session.path) if session is not None else None
        found = session.reviewed.in_force() if session is not None else None
        for row, (name, words) in enumerate(_rows(file, found)):
            caption, text = _text(name, "muted"), _text(words, "")
            text.setFixedWidth(TEXT_WIDTH)
            text.setAccessibleName(f"{name}: {words}")
            self.texts[name] = text
            if session is not None and words == str(session.path):
                _break_anywhere(text)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        column.addLayout(grid)
        column.addSpacing(12)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = buttons.button(QDialogButtonBox.StandardButton.Close)
        self.close_button.setIcon(QIcon())
        self.close_button.setAccessibleName(self.close_button.text().replace("&", ""))
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setFixedWidth(WIDE)
        self.close_button.setFocus()


def _rows(file: str | None, found: TableReview | None) -> list[tuple[str, str]]:
    return [
        (
            translate("about", "What it is for"),
            translate(
                "about",
                "To chart where botulinum toxin was injected, how many units of which product, and how it went; and to"
                " show these figures beside published ranges. It is made for clinicians who are trained and allowed to"
                " inject it, and for those who assist them.",
            ),
        ),
        (
            translate("about", "What it is not"),
            translate(
                "about",
                "It is not medical advice. It informs: it chooses no dose and blocks none, and a"
                " caution that it does not show is no sign that all is well. What is done is decided by the clinician,"
                " by the label of the product.",
            ),
        ),
        (
            translate("about", "Reference ranges"),
            translate(
                "about",
                "Each is shown with its source and a mark: A label or reviewed text, B secondary, C not verified.",
            )
            + " "
            + _review_words(found),
        ),
        (
            translate("about", "File"),
            file if file is not None else translate("about", "No file is open. Nothing leaves this computer."),
        ),
        (
            translate("about", "Licence"),
            translate(
                "about",
                "MIT licence, in the file LICENSE. It stands on Qt for Python (LGPL 3) and other free libraries; each"
                " comes with its own licence, and the README lists them all.",
            ),
        ),
    ]


def _review_words(found: TableReview | None) -> str:
    if found is None:
        return translate("about", "No clinician of this clinic has reviewed them yet.")
    return translate("about", "Reviewed by {who}.").format(who=who_text(found.by, found.at.date()))


def _break_anywhere(label: QLabel) -> None:
    """Break a path into lines where it is too long for one, for it has no blanks; the whole is in the tooltip."""
    words, metrics = label.text(), label.fontMetrics()
    lines, line = [], ""
    for letter in words:
        if line and metrics.horizontalAdvance(line + letter) > TEXT_WIDTH:
            lines.append(line)
            line = ""
        line += letter
    label.setText("\n".join([*lines, line]))
    label.setToolTip(tooltip(words))


def _text(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
