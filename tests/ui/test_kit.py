"""The parts every window is made of: a column is one value, a form reads its fields, work goes on beside the window."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from charting.errors import Problem, Refused
from charting.exchange.csv.text import Typed
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.list_dialog import ListDialog, lay_out
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.kit.table import Column, ListModel, Table
from charting.ui.kit.working import Step
from charting.words.words import tooltip

Row = tuple[str, Decimal]
ROWS = [("Ten", Decimal("10")), ("Nine", Decimal("9.5")), ("Hundred", Decimal("100"))]
COLUMNS = (
    Column("Name", lambda row: Typed(row[0])),
    Column(
        "Units", lambda row: str(row[1]), 80, figure=True, sort=lambda row: row[1], tip=lambda row: f"{row[1]} U",
        ink=lambda row, _: "danger" if row[1] > 50 else "muted",
    ),
    Column("Words", lambda row: f"all of {row[0]}", 60, short=lambda row: row[0][:1]),
)  # fmt: skip


def shown(model: ListModel[Row], column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[object]:
    return [model.index(row, column).data(role) for row in range(model.rowCount())]


@pytest.fixture
def model(look: Look) -> ListModel[Row]:
    made = ListModel[Row](COLUMNS, look, key=lambda row: row[0])
    made.show(ROWS)
    return made


def test_a_column_says_all_of_itself(model: ListModel[Row]) -> None:
    assert shown(model, 0) == ["Ten", "Nine", "Hundred"]
    assert shown(model, 2) == ["T", "N", "H"]
    assert shown(model, 1, Qt.ItemDataRole.ToolTipRole) == [tooltip(tip) for tip in ("10 U", "9.5 U", "100 U")]
    assert shown(model, 1, Qt.ItemDataRole.ForegroundRole) == [LIGHT.color(ink) for ink in ("muted", "muted", "danger")]
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    assert shown(model, 1, Qt.ItemDataRole.TextAlignmentRole) == [right] * 3
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Units"
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Ten, 10, all of Ten"
    model.set_look(DARK)
    assert shown(model, 0, Qt.ItemDataRole.ForegroundRole) == [DARK.color("text")] * 3


def test_rows_stand_as_given_until_they_are_sorted_by_what_they_mean(model: ListModel[Row]) -> None:
    model.sort(1)
    assert shown(model, 0) == ["Nine", "Ten", "Hundred"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert shown(model, 0) == ["Hundred", "Ten", "Nine"]
    model.show(ROWS[:2])  # others come in the order that was chosen
    assert shown(model, 0) == ["Ten", "Nine"]
    model.sort(-1)
    model.show(ROWS)
    assert shown(model, 0) == ["Ten", "Nine", "Hundred"]


def test_rows_are_read_as_somebody_scrolls_to_them(model: ListModel[Row]) -> None:
    asked: list[Row | None] = []

    def pages(last: Row | None) -> list[Row]:
        asked.append(last)
        at = 0 if last is None else ROWS.index(last) + 1
        return ROWS[at : at + 2]

    model.read(pages, 2)
    assert shown(model, 0) == ["Ten", "Nine"]
    assert model.canFetchMore()
    model.fetchMore()
    assert shown(model, 0) == ["Ten", "Nine", "Hundred"]
    assert not model.canFetchMore()  # the last page was not full
    assert asked == [None, ROWS[1]]


class Listed(ListDialog):
    """A list that is read beside the window."""

    def __init__(self, look: Look, model: ListModel[Row], act: threading.Event) -> None:
        super().__init__(look, None)
        self.taken: list[object] = []
        self.table = Table(model, "Rows", many=True, sorts=-1)
        self.table.copied.connect(self.copy)
        lay_out(self, "A list", QSize(600, 400))

        def wait(step: Step) -> str:
            while not act.wait(0.001):
                step(0, 1)
            return "read"

        self.read(wait, self.taken.append)


def test_what_is_copied_are_the_rows_chosen_in_whole_words(qtbot: QtBot, look: Look, model: ListModel[Row]) -> None:
    go = threading.Event()
    dialog = Listed(look, model, go)
    qtbot.addWidget(dialog)
    dialog.show()
    go.set()
    qtbot.waitUntil(lambda: dialog.taken == ["read"])
    dialog.table.begin()
    QTest.keyClick(dialog.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(dialog.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == ["Name\tUnits\tWords", "Ten\t10\tall of Ten", "Nine\t9.5\tall of Nine"]
    assert dialog.note.text() == "2 rows copied."


def test_closing_stops_what_is_read_and_takes_nothing_of_it(qtbot: QtBot, look: Look, model: ListModel[Row]) -> None:
    dialog = Listed(look, model, threading.Event())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()
    assert dialog.work is not None
    assert not dialog.work.running
    qtbot.wait(20)
    assert dialog.taken == []


class Asked(FormDialog):
    """A form of two fields."""

    def __init__(self) -> None:
        super().__init__(300, None)
        self.got: list[tuple[str, str]] = []
        self.name, self.lot = QLineEdit(), QLineEdit()
        self.fields = Field("Name", self.name), Field("Lot", self.lot)
        column = QVBoxLayout(self)
        for field, line in zip(self.fields, (self.name, self.lot), strict=True):
            self.asks(field, lambda line=line: self._read(line))
            column.addWidget(field)
        column.addLayout(self.ending("Keep", self._keep))

    def _read(self, line: QLineEdit) -> str:
        if not line.text():
            raise Refused("Type a few words first.")
        return line.text()

    def _keep(self, name: str, lot: str) -> None:
        if lot == "gone":
            raise Problem("Something else kept it.")
        self.got.append((name, lot))


def test_a_form_says_every_refusal_under_its_field_and_goes_to_the_first(qtbot: QtBot, look: Look) -> None:
    form = Asked()
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.keep.setFocus()
    QTest.mouseClick(form.keep, Qt.MouseButton.LeftButton)
    assert [field.message.text() for field in form.fields] == ["Type a few words first."] * 2
    assert all(field.wrong for field in form.fields)
    assert form.name.hasFocus()
    assert form.isVisible()
    assert form.got == []
    QTest.keyClicks(form.name, "A")
    QTest.keyClicks(form.lot, "gone")
    QTest.keyClick(form.lot, Qt.Key.Key_Return)
    assert [field.message.text() for field in form.fields] == ["Something else kept it.", ""]
    form.lot.setText("C7421")
    QTest.keyClick(form.lot, Qt.Key.Key_Return)
    assert form.got == [("A", "C7421")]
    assert not form.isVisible()
