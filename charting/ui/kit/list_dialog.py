"""A window around a list: what narrows it above, the list, and at the foot a note and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from charting.errors import Problem
from charting.files import write_whole
from charting.ui.kit.combos import Combo
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.parts import words
from charting.ui.kit.table import Table
from charting.ui.kit.working import Step, Work
from charting.words.words import tr_problem


def add_button(row: QHBoxLayout, text: str, act: Callable[[], object]) -> QPushButton:
    """One more button at the end of a row; a click does `act`. Enter belongs to the rows of the list."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: act())
    row.addWidget(button)
    return button


def add_tab(row: QHBoxLayout, group: QButtonGroup, text: str) -> QPushButton:
    """One more of the pages, or ways of looking, of which one holds."""
    tab = QPushButton(text)
    tab.setObjectName("tab")
    tab.setCheckable(True)
    tab.setAutoDefault(False)
    tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it was
    group.addButton(tab)
    row.addWidget(tab)
    return tab


def add_choice(row: QHBoxLayout, look: Look, name: str, every: str, width: int, act: Callable[[], object]) -> Combo:
    """One more list of what a list can be narrowed to, of which the first is everything."""
    combo = Combo(look)
    combo.setAccessibleName(name)
    combo.setMinimumWidth(width)
    combo.addItem(every, None)
    combo.currentIndexChanged.connect(lambda _=0: act())
    row.addWidget(combo)
    return combo


def framed(inner: QWidget) -> QFrame:
    """In the frame of a large list."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(10, 6, 10, 6)
    column.addWidget(inner)
    return frame


def fit_to_window(dialog: QDialog, size: QSize, parent: QWidget | None) -> None:
    """As large as it should be, and within the window it belongs to."""
    room = parent.window().size() if parent is not None else size
    dialog.resize(size.boundedTo(QSize(room.width() - 32, room.height() - 32)))


class ListDialog(QDialog):
    """Its rows are read beside the window where that takes long; closing the window stops it.

    A feature makes its `table`, fills `top` and `foot`, and then has it laid out.
    """

    def __init__(self, look: Look, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._look = look
        self.table: Table
        self.top, self.foot = QHBoxLayout(), QHBoxLayout()
        self.top.setSpacing(6)
        self.foot.setSpacing(GAP)
        self.tabs = QButtonGroup(self)
        self.note = words("caption")
        self.work: Work | None = None

    def set_look(self, look: Look) -> None:
        self._look = look

    # ------------------------------------------------------------------ saying and doing

    def say(self, text: str, tone: str = "muted") -> None:
        """The sentence beside the buttons."""
        self.note.setText(text)
        wear(self.note, tone=tone)

    def say_problem(self, problem: Problem) -> None:
        self.say(tr_problem(problem), "danger")

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it, or say why not."""
        try:
            act()
        except Problem as problem:
            self.say_problem(problem)
            return False
        return True

    def write(self, path: Path, content: Callable[[], bytes], failed: str, done: Callable[[], str]) -> None:
        """Write a file, and say what is in it; a problem of the record and of the disk are said here.

        `failed` is the sentence about a disk that cannot take it, with the places {path} and {reason}.
        """
        try:
            write_whole(path, content())
        except Problem as problem:
            self.say_problem(problem)
        except OSError as fault:
            self.say(failed.format(path=path, reason=fault.strerror or fault), "danger")
        else:
            self.say(done())

    def copy(self) -> None:
        """The rows chosen, or all when only one is, for a spreadsheet."""
        text, count = self.table.copy_text()
        if count:
            QGuiApplication.clipboard().setText(text)
            self.say(self.tr("{count} rows copied.").format(count=count))

    # ------------------------------------------------------------------ reading beside the window

    def read(
        self, act: Callable[[Step], Any], take: Callable[[Any], object],
        progress: Callable[[int, int], object] = lambda done, count: None,
        failed: Callable[[Problem], object] | None = None,
    ) -> None:  # fmt: skip
        """Do `act` beside the window and take what it brings, unless the window was closed meanwhile."""
        work = self.work = Work(act, self)
        work.done.connect(lambda found: None if work.stopping else take(found))
        work.progress.connect(progress)
        work.failed.connect(self.say_problem if failed is None else failed)
        work.start()

    def done(self, result: int) -> None:
        if self.work is not None:
            self.work.stop()
            self.work.wait()
        super().done(result)


def lay_out(
    dialog: ListDialog, title: str, size: QSize, *, left: QWidget | None = None, above: tuple[QWidget, ...] = (),
    body: QWidget | None = None,
) -> None:  # fmt: skip
    """The list in its frame, or `body` where it is a part of that; `left` stands beside all of it."""
    dialog.setWindowTitle(title)
    column = QVBoxLayout()
    column.setSpacing(12 if left is None else 10)
    column.addLayout(dialog.top)
    for widget in above:
        column.addWidget(widget)
    column.addWidget(framed(dialog.table if body is None else body), 1)
    dialog.foot.insertWidget(0, dialog.note, 1)
    column.addLayout(dialog.foot)
    row = QHBoxLayout(dialog)
    row.setContentsMargins(16, 14, 16, 14)
    row.setSpacing(14)
    if left is not None:
        row.addWidget(left)
    row.addLayout(column, 1)
    fit_to_window(dialog, size, dialog.parentWidget())


def lay_out_sheet(dialog: ListDialog, title: str, size: QSize, *, below: tuple[QWidget, ...] = ()) -> None:
    """The list without a frame, the note above it: for a list that is worked in."""
    dialog.setWindowTitle(title)
    dialog.top.setSpacing(GAP)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(12)
    column.addLayout(dialog.top)
    column.addWidget(dialog.note)
    column.addWidget(dialog.table, 1)
    for widget in below:
        column.addWidget(widget)
    column.addLayout(dialog.foot)
    dialog.resize(size)
