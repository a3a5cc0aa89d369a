"""The key of the audit on a sheet of paper: shown, printed or saved, and shown to be there by typing one group back."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.clinic.audit_chain import GROUPS
from charting.errors import Problem
from charting.files import write_whole
from charting.ui.kit.asking_files import where_to_save
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import GAP, wear
from charting.words.words import date_text, tr_problem

WIDTH = 560
COLUMNS = 4


class KeySheetDialog(FormDialog):
    """Done once a group was typed back from the sheet; “Later” leaves, and the audit window asks again."""

    def __init__(self, session: Session, *, ask: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session = session
        self.sheet = session.audit.show_key()
        self.asked = ask if ask is not None else random.randint(1, GROUPS)
        self.setWindowTitle(self.tr("Key of the audit"))
        self.answer = QLineEdit()
        self.answer.setFont(_fixed(15))
        self.answer.setMaxLength(12)
        self.field = Field(self.tr("Group {place}, from your sheet").format(place=self.asked), self.answer)
        self.answer.textChanged.connect(self._read_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self._title())
        column.addWidget(self._text())
        column.addWidget(self._groups())
        column.addLayout(self._ways())
        column.addWidget(self.field)
        column.addLayout(self._last())
        self.show_again(False)
        self._read_back()

    # ------------------------------------------------------------------ building

    def _title(self) -> QLabel:
        title = QLabel(self.tr("Keep this key on paper, away from this computer"))
        title.setObjectName("title")
        return title

    def _text(self) -> QLabel:
        words = self.tr(
            "Every entry of the audit is sealed with it. Without it nobody can show on another computer, or after this"
            " one is lost, that the record was not changed. It opens nothing and shows no patient."
        )
        text = QLabel(words)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        return text

    def _groups(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("bar")
        grid = QGridLayout(frame)
        grid.setContentsMargins(16, 14, 16, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(10)
        self.labels = []
        for place, group in enumerate(self.sheet.groups):
            number, label = QLabel(str(place + 1)), QLabel(group)
            number.setObjectName("caption")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setFont(_fixed(17))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setObjectName("keygroup")
            label.setAccessibleName(self.tr("Group {place}: {group}").format(place=place + 1, group=" ".join(group)))
            row, at = divmod(place, COLUMNS)
            grid.addWidget(number, row, at * 2)
            grid.addWidget(label, row, at * 2 + 1)
            grid.setColumnStretch(at * 2 + 1, 1)
            self.labels.append(label)
        self.about = QLabel(self._about())
        self.about.setObjectName("caption")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        grid.addWidget(self.about, (GROUPS - 1) // COLUMNS, 2, 1, COLUMNS * 2 - 2, Qt.AlignmentFlag.AlignRight)
        return frame

    def _about(self) -> str:
        today = date_text(self._session.env.clock().date())
        return self.tr("Key {key}, {date}").format(key=self.sheet.key_id, date=today)

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.print_button = self._button(self.tr("Print…"), self.print_sheet, row)
        self.save_button = self._button(self.tr("Save as text…"), self.save, row)
        self.copy_button = self._button(self.tr("Copy"), self.copy, row)
        self.said = QLabel()
        self.said.setObjectName("caption")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        row.addWidget(self.said, 1)
        return row

    def _last(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.again_button = self._button(self.tr("Hide the key"), self._turn, row)
        row.addStretch(1)
        self.later_button = self._button(self.tr("Later"), self.reject, row)
        self.keep_button = self._button(self.tr("I keep the sheet"), self.accept, row)
        self.keep_button.setObjectName("primary")
        self.keep_button.setDefault(True)
        return row

    def _button(self, text: str, act: Callable[[], None], row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(partial(_call, act))
        row.addWidget(button)
        return button

    # ------------------------------------------------------------------ the sheet

    def text(self) -> str:
        """The sheet as plain text, as it is printed, saved and copied."""
        numbered = [f"{place:>2}  {group}" for place, group in enumerate(self.sheet.groups, 1)]
        words = self.tr(
            "Key of the audit of Charting\n\nKey {key}\nFile {file}\nWritten {date}\n\n{groups}\n\n"
            "Keep it away from the computer. On another one it is typed in with: charting audit-key"
        )
        return words.format(
            key=self.sheet.key_id, file=self.sheet.file_id, date=date_text(self._session.env.clock().date()),
            groups="\n".join(numbered),
        )  # fmt: skip

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self._say(self.tr("Copied; empty the clipboard when it is on paper."))

    def save(self) -> None:
        name = f"charting-key-{self.sheet.key_id}.txt"
        if path := where_to_save(self, self.tr("Save as text"), name, self.tr("Text files (*.txt)")):
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the sheet; on the disk of the database it would be of little use, which is said."""
        try:
            write_whole(path, self.text().encode())
        except OSError as fault:
            words = self.tr("It cannot be written to {path}: {reason}.")
            self._say(words.format(path=path, reason=fault.strerror or fault), "danger")
            return
        self._say(self.tr("It is in {path}; keep that off this computer.").format(path=path))

    def print_sheet(self) -> None:
        from PySide6.QtGui import QTextDocument
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            document = QTextDocument()
            document.setDefaultFont(_fixed(14))
            document.setPlainText(self.text())
            document.print_(printer)
            self._say(self.tr("Sent to the printer."))

    def _say(self, text: str, role: str = "muted") -> None:
        self.said.setText(text)
        wear(self.said, tone=role)

    # ------------------------------------------------------------------ typing it back

    def show_again(self, hidden: bool) -> None:
        """Hide the key while a group is typed back from paper, or show it again."""
        for label, group in zip(self.labels, self.sheet.groups, strict=True):
            label.setText("•••••" if hidden else group)
        self.hidden = hidden
        self.again_button.setText(self.tr("Show the key") if hidden else self.tr("Hide the key"))

    def _turn(self) -> None:
        self.show_again(not self.hidden)

    def _read_back(self) -> None:
        typed = "".join(self.answer.text().split()).upper()
        if typed and not self.hidden:
            self.show_again(True)  # what is typed comes from the paper, not from the screen
        right = typed == self.sheet.groups[self.asked - 1]
        self.keep_button.setEnabled(right)
        if right:
            self.field.say(self.tr("That is it."))
        elif len(typed) >= len(self.sheet.groups[0]):
            self.field.say(self.tr("Group {place} is another one; look at the sheet again.").format(place=self.asked),
                           "problem")  # fmt: skip
        else:
            self.field.say(self.tr("Type it to show that the sheet is there and can be read."))

    def accept(self) -> None:
        if not self.keep_button.isEnabled():
            return
        try:
            self._session.audit.keep_key()
        except Problem as problem:
            self.field.say(tr_problem(problem), "problem")
            return
        super().accept()


def _fixed(pixels: int) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font


def _call(act: Callable[[], None], _checked: bool = False) -> None:
    act()
