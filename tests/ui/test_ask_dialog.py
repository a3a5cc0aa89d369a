"""Ask across maps: a question, its answer as table, figure and CSV, and the way to a patient; with real hands."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.past.asking import By, Question
from charting.domain.people.patient import Patient
from charting.ui.ask.ask import AskDialog
from charting.ui.ask.ask_filters import DAYS, LAST
from charting.ui.kit.look import DARK, Look
from charting.words import privacy
from tests.ui.charts import FOREHEAD, treated
from tests.ui.desk import DeskWindow

MICRO = tuple((x, y, "1.3") for x, y, _ in FOREHEAD)
STANDARD = tuple((x, y, "3") for x, y, _ in FOREHEAD)
MICRO_U, STANDARD_U = (len(FOREHEAD) * Decimal(each) for each in ("1.3", "3"))
Open = Callable[[], AskDialog]
Add = Callable[..., Patient]


@pytest.fixture
def add(session: Session, new_id: Callable[[], str]) -> Add:
    """A patient treated some days ago."""

    def make(family: str, days: int, *, product: str = "ona_botox", places: object = STANDARD) -> Patient:
        patient = Patient(new_id(), family, "A", date(1980, 5, 6), f"C-{family[:3]}")
        session.patients.add(patient)
        treated(session, days, *places, product=product)  # type: ignore[misc]
        return patient

    return make


@pytest.fixture
def ask(qtbot: QtBot, session: Session, look: Look) -> Iterator[Open]:
    shown: list[AskDialog] = []

    def make() -> AskDialog:
        dialog = AskDialog(session, look)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(lambda: dialog.loaded)
        qtbot.waitUntil(dialog.isActiveWindow)
        QApplication.processEvents()
        shown.append(dialog)
        return dialog

    yield make
    for dialog in shown:
        dialog.close()


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def write(dialog: AskDialog, line: QLineEdit, text: str) -> None:
    """Type over what stands there, and wait for the answer."""
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    waiting = [timer for timer in dialog.filters.findChildren(QTimer) if timer.isSingleShot()]
    assert any(timer.isActive() for timer in waiting)
    while any(timer.isActive() for timer in waiting):
        QTest.qWait(5)


def cells(dialog: AskDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    return [
        tuple(str(model.index(row, column).data() or "") for column in range(model.columns))
        for row in range(model.rowCount())
    ]


def choose(combo: object, data: object) -> None:
    combo.setCurrentIndex(combo.findData(data))  # type: ignore[attr-defined]


def test_units_by_area_are_there_at_once(ask: Open, add: Add) -> None:
    add("Standard", 60)
    add("Micro", 30, places=MICRO)
    add("Dys", 20, product="abo_dysport")
    dialog = ask()
    assert [row[:4] for row in cells(dialog)] == [
        ("Botox Cosmetic", "Forehead", "2", "2"), ("Dysport", "Forehead", "1", "1"),
    ]  # fmt: skip
    total = f"{(MICRO_U + STANDARD_U).normalize():f}"
    assert cells(dialog)[0][5] == total
    assert dialog.sentence.text() == (
        f"3 visits of 3 patients: {total} U of Botox Cosmetic, {STANDARD_U:f} U of Dysport."
    )
    assert "signed and still holds" in dialog.note.text()


def test_filters_and_what_is_counted_by_answer_at_once(ask: Open, add: Add) -> None:
    add("Standard", 60)
    add("Micro", 30, places=MICRO)
    add("Before", 400)
    dialog = ask()
    filters = dialog.filters
    choose(filters.by, By.STYLE)
    assert {row[1] for row in cells(dialog)} == {"micro", "standard"}
    choose(filters.style_, "micro")
    assert [row[1:3] for row in cells(dialog)] == [("micro", "1")]
    choose(filters.style_, None)
    choose(filters.by, By.MONTH)
    assert [row[1] for row in cells(dialog)] == ["Jun 2025", "May 2026", "Jun 2026"]
    choose(filters.time, LAST)
    assert [row[1] for row in cells(dialog)] == ["Jun 2025"]
    choose(filters.time, DAYS)
    assert filters.since.isVisible()
    write(dialog, filters.since, "1/6/2026")
    assert [row[1] for row in cells(dialog)] == ["Jun 2026"]
    write(dialog, filters.since, "31/2/2026")
    assert cells(dialog) == []
    assert "only 28 days" in dialog.sentence.text()
    write(dialog, filters.since, "14/7/2026")
    write(dialog, filters.until, "13/7/2026")
    assert "the other way round" in dialog.sentence.text()


def test_who_had_more_asks_for_a_number_and_is_of_one_product(ask: Open, add: Add) -> None:
    add("Much", 60)
    add("Little", 30, places=MICRO)
    add("Dys", 20, product="abo_dysport")
    dialog = ask()
    filters = dialog.filters
    click(filters.questions[Question.MORE_THAN])
    assert filters.product.currentData() == "ona_botox"
    assert filters.units.hasFocus()
    assert "Say of how many units" in dialog.sentence.text()
    write(dialog, filters.units, "10,5")
    assert [row[0] for row in cells(dialog)] == ["Much, A"]
    assert dialog.sentence.text().startswith("1 patient had more than 10.5 U of Botox Cosmetic")
    choose(filters.area, "forehead")
    assert "Forehead" in dialog.sentence.text()
    write(dialog, filters.units, "many")
    assert "“many” is not a number of units" in dialog.sentence.text()
    assert not dialog.csv_button.isEnabled()
    choose(filters.product, None)
    write(dialog, filters.units, "5")
    assert "Choose the product" in dialog.sentence.text()


def test_the_product_meant_for_one_question_does_not_narrow_the_next(ask: Open, add: Add) -> None:
    add("Much", 60)
    add("More", 60)
    add("Dys", 20, product="abo_dysport")
    dialog = ask()
    click(dialog.filters.questions[Question.MORE_THAN])
    click(dialog.filters.questions[Question.LOT])
    assert dialog.filters.product.currentData() is None
    assert dialog.filters.lot.hasFocus()


def test_an_empty_answer_says_what_was_looked_for(ask: Open, add: Add) -> None:
    add("Somebody", 60)
    dialog = ask()
    click(dialog.filters.questions[Question.LOT])
    write(dialog, dialog.filters.lot, "Q 99")
    choose(dialog.filters.injector, dialog.filters.injector.itemData(1))
    text = dialog.sentence.text()
    assert text.startswith("Nothing was found. Looked for: what was signed and still holds, lot Q 99, ")
    assert not dialog.as_figure.isEnabled()


def test_nothing_signed_yet(ask: Open, session: Session, patient: Patient) -> None:
    session.charting.new_visit()
    dialog = ask()
    assert "Nothing was found" in dialog.sentence.text()
    for question in Question:
        click(dialog.filters.questions[question])
        assert cells(dialog) == []


@pytest.mark.parametrize("how", ["enter", "double click", "button"])
def test_a_row_of_a_person_opens_their_chart(how: str, ask: Open, add: Add, session: Session) -> None:
    first, second = add("First", 60), add("Second", 30)
    assert session.open.patient == second
    dialog = ask()
    click(dialog.filters.questions[Question.MORE_THAN])
    write(dialog, dialog.filters.units, "1")
    row = next(n for n, line in enumerate(cells(dialog)) if line[0] == "First, A")
    place = dialog.table.visualRect(dialog.model.index(row, 0)).center()
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if how == "enter":
        QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    elif how == "double click":
        QTest.mouseDClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        click(dialog.open_button)
    assert session.open.patient == first
    assert not dialog.isVisible()


def test_a_row_of_an_area_is_nobody(ask: Open, add: Add, session: Session) -> None:
    add("First", 60)
    dialog = ask()
    assert not dialog.open_button.isVisible()
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_columns_sort_by_what_they_mean(ask: Open, add: Add) -> None:
    for family, days, each in (("Ten", 60, "2"), ("Nine", 50, "1.8"), ("Hundred", 40, "20")):
        add(family, days, places=tuple((x, y, each) for x, y, _ in FOREHEAD))
    dialog = ask()
    click(dialog.filters.questions[Question.MORE_THAN])
    write(dialog, dialog.filters.units, "1")
    header = dialog.table.horizontalHeader()

    def press(title: str) -> list[str]:
        column = [each.title for each in dialog.model.shown].index(title)
        x = header.sectionViewportPosition(column) + 20
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
        return [row[0].split(",")[0] for row in cells(dialog)]

    assert press("Units") == ["Nine", "Ten", "Hundred"]
    assert press("Units") == ["Hundred", "Ten", "Nine"]
    assert press("Visit") == ["Ten", "Nine", "Hundred"]


# ---------------------------------------------------------------------- out of the window


def test_the_csv_is_whole_and_noted(ask: Open, add: Add, session: Session, tmp_path: Path) -> None:
    add("=1+1", 60)
    dialog = ask()
    click(dialog.filters.questions[Question.MORE_THAN])
    write(dialog, dialog.filters.units, "1")
    dialog.save_to(tmp_path / "who.csv")
    content = (tmp_path / "who.csv").read_bytes().decode("utf-8-sig")
    header, row = list(csv.reader(content.splitlines()))
    named = dict(zip(header, row, strict=True))
    assert (named["family_name"], named["product"], named["area"]) == ("'=1+1", "ona_botox", "forehead")
    assert Decimal(named["units"]) == STANDARD_U
    (entry,) = session.store.audit.entries(action="export")
    assert entry.detail == '{"entries":1,"what":"answer to more-than"}'
    dialog.save_to(tmp_path / "nowhere" / "who.csv")
    assert "cannot be written" in dialog.note.text()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv"] == ["who.csv"]


def test_copied_rows_are_harmless(ask: Open, add: Add) -> None:
    add("=1+1", 60)
    dialog = ask()
    click(dialog.filters.questions[Question.MORE_THAN])
    write(dialog, dialog.filters.units, "1")
    click(dialog.copy_button)
    title, line = QGuiApplication.clipboard().text().splitlines()
    assert title.split("\t")[0] == "Patient"
    assert line.split("\t")[0] == "'=1+1, A"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_figure_goes_on_paper(kind: str, ask: Open, add: Add, session: Session, tmp_path: Path) -> None:
    add("Some$body", 60)
    dialog = ask()
    dialog.save_figure_to(tmp_path / f"figure.{kind}", "png")
    content = (tmp_path / f"figure.{kind}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind])
    if kind == "svg":
        assert ElementTree.fromstring(content) is not None
    assert len(session.store.audit.entries(action="export")) == 1


# ---------------------------------------------------------------------- the figure


@pytest.mark.parametrize("question", list(Question))
def test_every_answer_has_a_figure(question: Question, ask: Open, add: Add, qtbot: QtBot) -> None:
    add("One", 60)
    add("Two", 30, places=MICRO)
    dialog = ask()
    click(dialog.filters.questions[question])
    if question is Question.MORE_THAN:
        write(dialog, dialog.filters.units, "1")
    if question is Question.LOT:
        write(dialog, dialog.filters.lot, "c7421")
    for monthly in (True, False):
        dialog.filters.monthly.setChecked(monthly)
        click(dialog.as_figure)
        qtbot.waitUntil(lambda: bool(dialog.view.marks))
        assert all(mark.spot.says for mark in dialog.view.marks)
        room = dialog.view.rect()
        assert all(0 <= mark.x <= room.width() and 0 <= mark.y <= room.height() for mark in dialog.view.marks)
        click(dialog.as_table)


def test_a_mark_of_a_person_says_who_and_opens_their_chart(ask: Open, add: Add, qtbot: QtBot, session: Session) -> None:
    first = add("First", 60)
    add("Second", 30, places=MICRO)
    dialog = ask()
    click(dialog.filters.questions[Question.MORE_THAN])
    write(dialog, dialog.filters.units, str(MICRO_U))
    click(dialog.as_figure)
    qtbot.waitUntil(lambda: len(dialog.view.marks) == 1)
    dialog.view.setFocus()
    QTest.keyClick(dialog.view, Qt.Key.Key_Right)
    assert "First, A" in dialog.note.text()
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert session.open.patient == first


def test_the_figure_gives_way_to_the_table_when_there_is_nothing_to_draw(ask: Open, add: Add, qtbot: QtBot) -> None:
    add("One", 60)
    dialog = ask()
    click(dialog.as_figure)
    qtbot.waitUntil(lambda: bool(dialog.view.marks))
    choose(dialog.filters.time, LAST)
    assert dialog.as_table.isChecked()
    assert not dialog.as_figure.isEnabled()


# ---------------------------------------------------------------------- manners


def test_hidden_names_stay_hidden(ask: Open, add: Add) -> None:
    add("Somebody", 60)
    dialog = ask()
    privacy.hide(True)
    try:
        click(dialog.filters.questions[Question.MORE_THAN])
        write(dialog, dialog.filters.units, "1")
        assert "Somebody" not in str(cells(dialog))
    finally:
        privacy.hide(False)


def test_everything_has_a_name_for_those_who_listen(ask: Open) -> None:
    dialog = ask()
    filters = dialog.filters
    for part in (filters.by, filters.units, filters.lot, filters.product, filters.area, filters.style_,
                 filters.injector, filters.time, filters.since, filters.until, dialog.table, dialog.view):  # fmt: skip
        assert part.accessibleName()


def test_the_questions_are_walked_through_by_keyboard(ask: Open, add: Add) -> None:
    add("One", 60)
    dialog = ask()
    dialog.filters.questions[Question.UNITS].setFocus()
    QTest.keyClick(dialog.filters.questions[Question.UNITS], Qt.Key.Key_Down)
    assert dialog.filters.question is Question.MORE_THAN
    assert dialog.filters.questions[Question.MORE_THAN].hasFocus()


def test_closing_while_it_reads_stops_the_reading(qtbot: QtBot, session: Session, add: Add, look: Look) -> None:
    add("One", 60)
    dialog = AskDialog(session, look)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()
    assert dialog.work is not None
    assert not dialog.work.running


def test_the_desk_opens_it(window: DeskWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[AskDialog] = []
    monkeypatch.setattr(AskDialog, "exec", lambda dialog: shown.append(dialog))
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (dialog,) = shown
    qtbot.waitUntil(lambda: dialog.loaded)
    assert dialog.width() <= window.width()
    assert dialog.height() <= window.height()
    dialog.reject()


def test_it_fits_the_smallest_desk_and_the_dark(ask: Open, add: Add, session: Session, qtbot: QtBot) -> None:
    add("One", 60)
    dark = AskDialog(session, DARK)
    qtbot.addWidget(dark)
    dark.resize(1248, 688)
    dark.show()
    qtbot.waitUntil(lambda: dark.loaded)
    assert (dark.width(), dark.height()) == (1248, 688)
    choose(dark.filters.time, DAYS)
    QApplication.processEvents()
    lowest = dark.filters.until
    assert lowest.mapTo(dark, lowest.rect().bottomRight()).y() < dark.height()
    dark.close()
