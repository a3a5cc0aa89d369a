"""Who is due: the day and its reason, filters, sorting, copy and CSV, and the way to the patient's chart."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.visit import Kind
from charting.ui.kit.look import DARK, Look
from charting.ui.past.due import DueDialog
from charting.ui.past.due_rows import Filter, csv_bytes
from charting.ui.past.recall import RecallDialog
from tests.ui.charts import FOREHEAD, treated
from tests.ui.conftest import NOW
from tests.ui.desk import DeskWindow

MICRO = tuple((x, y, "1.3") for x, y, _ in FOREHEAD)
STANDARD = tuple((x, y, "3") for x, y, _ in FOREHEAD)
TODAY = NOW.date()
Open = Callable[[], DueDialog]
Add = Callable[..., Patient]


@pytest.fixture
def add(session: Session, new_id: Callable[[], str]) -> Add:
    """A patient treated some days ago."""

    def make(family: str, days: int, *, product: str = "ona_botox", places: object = STANDARD, given: str = "A",
             reviewed: bool = False) -> Patient:  # fmt: skip
        patient = Patient(new_id(), family, given, date(1980, 5, 6), f"C-{family[:3]}")
        session.patients.add(patient)
        visit = treated(session, days, *places, product=product)  # type: ignore[misc]
        if reviewed:
            treated(session, days - 14, product=None, kind=Kind.REVIEW, of=visit.id, review=Review(satisfaction=5))  # type: ignore[arg-type]
        return patient

    return make


@pytest.fixture
def due(qtbot: QtBot, session: Session, look: Look) -> Iterator[Open]:
    shown: list[DueDialog] = []

    def make() -> DueDialog:
        dialog = DueDialog(session, look)
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


def cells(dialog: DueDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    return [
        tuple(str(model.index(row, column).data() or "") for column in range(model.columns))
        for row in range(model.rowCount())
    ]


def names(dialog: DueDialog) -> list[str]:
    return [row[2].split(",")[0] for row in cells(dialog)]


def test_those_who_wait_longest_come_first_each_with_the_reason(due: Open, add: Add) -> None:
    add("Standard", 60)
    add("Late", 200, reviewed=True)
    add("Micro", 60, places=MICRO)
    dialog = due()
    assert names(dialog) == ["Late", "Micro", "Standard"]
    late, micro, standard = cells(dialog)
    assert late[1].endswith("weeks late")  # from eight weeks on
    assert late[3:7] == ("6 May 1980", "C-Lat", "26 Dec 2025", "Botox Cosmetic")
    assert (micro[7], micro[8], standard[7], standard[8]) == (
        "micro",
        "label's interval",
        "standard",
        "first effect ends",
    )
    assert micro[0] == "15 Aug 2026"  # three calendar months after 15 May
    assert late[9] == "reviewed"
    assert standard[9] == "46 days late"


def test_the_rule_below_is_true_of_every_row(due: Open, add: Add) -> None:
    """Of several areas the effect that ends first counts: later ones are no reason to wait, and are not spoken of."""
    add("Mixed", 60, places=(*MICRO, (-22.0, -30.0, "10"), (22.0, -30.0, "10")))
    add("Standard", 60)
    dialog = due()
    mixed, standard = cells(dialog)
    assert dialog.note.text() == (
        "Due when the label's interval is over and the first effect is expected to have ended, whichever is later, or"
        " on the day that was set."
    )
    assert (mixed[2].split(",")[0], mixed[7], mixed[8]) == ("Mixed", "mixed", "label's interval")
    assert standard[8] == "first effect ends"
    tip = dialog.model.index(0, 8).data(Qt.ItemDataRole.ToolTipRole).replace("\u200b", "")
    assert "label&#x27;s interval ends 15 Aug 2026; first effect expected to end from 13 Aug 2026" in tip


def test_what_went_wrong_after_the_last_treatment_is_marked(due: Open, add: Add, session: Session) -> None:
    """A mark and the words in the row, all of it in its tooltip, to a screen reader, in the copy and in the CSV."""
    add("Well", 30, reviewed=True)
    before = add("Before", 300)
    (last,) = session.store.visits.of(before.id)
    first = FoundEvent("lid_ptosis", EventSide.RIGHT)
    treated(session, 280, product=None, kind=Kind.REVIEW, of=last.id, review=Review(adverse_events=(first,)))  # type: ignore[arg-type]
    treated(session, 40, *STANDARD)  # nothing is known to have gone wrong after this one
    (last,) = session.store.visits.of(add("Wrong", 30).id)
    told = FoundEvent("lid_ptosis", EventSide.LEFT, Severity.MODERATE, TODAY - timedelta(days=20), treated="Drops")
    for days, event in ((16, FoundEvent("lid_ptosis", EventSide.LEFT)), (10, told)):
        review = Review(adverse_events=(event,))
        treated(session, days, product=None, kind=Kind.REVIEW, of=last.id, review=review)  # type: ignore[arg-type]
    dialog = due()
    rows = {row[2].split(",")[0]: row[9] for row in cells(dialog)}
    assert rows["Well"] == "reviewed"
    assert not rows["Before"].startswith("!")
    assert rows["Wrong"] == "! adverse event"
    cell = dialog.model.index(names(dialog).index("Wrong"), 9)
    whole = "Eyelid ptosis left, moderate, since 24 Jun 2026, treated: Drops"
    assert whole in cell.data(Qt.ItemDataRole.ToolTipRole).replace("\u200b", "")
    dialog.copy()
    assert "\t! Eyelid ptosis left, moderate\n" in QGuiApplication.clipboard().text()
    assert "! Eyelid ptosis left" in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    assert cell.data(Qt.ItemDataRole.ForegroundRole) == dialog._look.color("danger")
    written = list(
        csv.DictReader(csv_bytes(dialog.model.rows, session.clinic.reference).decode("utf-8-sig").splitlines())
    )
    assert [row["adverse_events"] for row in written if row["family_name"] == "Wrong"] == [whole]


def test_a_date_the_injector_set_comes_first(due: Open, add: Add, session: Session) -> None:
    patient = add("Set", 30)
    session.store.outcomes.set_recall(patient.id, TODAY + timedelta(days=5))
    row = cells(due())[0]
    assert row[:2] == ("19 Jul 2026", "in 5 days")
    assert row[8] == "day set"


def test_filters_and_products_with_their_counts(qtbot: QtBot, due: Open, add: Add) -> None:
    add("Late", 200)
    add("Soon", 75, places=MICRO, reviewed=True)
    add("Far", 30)
    add("Fresh", 3, product="abo_dysport")
    dialog = due()
    assert dialog.filters[Filter.ALL].text() == "All · 4"
    for chosen, wanted in ((Filter.OVERDUE, ["Late"]), (Filter.SOON, ["Soon"]), (Filter.REVIEWS, ["Far"])):
        QTest.mouseClick(dialog.filters[chosen], Qt.MouseButton.LeftButton)
        assert names(dialog) == wanted
        assert dialog.filters[chosen].text().endswith("· 1")
    dialog.products.setCurrentIndex(dialog.products.findText("Dysport"))
    assert names(dialog) == []
    assert dialog.note.text() == "Nobody is due here."
    assert not dialog.open_button.isEnabled()
    QTest.mouseClick(dialog.filters[Filter.ALL], Qt.MouseButton.LeftButton)
    assert names(dialog) == ["Fresh"]


def test_a_column_sorts_dates_as_dates_and_back(due: Open, add: Add) -> None:
    for family, days in (("Beta", 20), ("alpha", 250), ("Gamma", 110)):
        add(family, days)
    dialog = due()
    dialog.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert names(dialog) == ["alpha", "Beta", "Gamma"]
    dialog.table.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    assert names(dialog) == ["Beta", "Gamma", "alpha"]
    dialog.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert names(dialog) == ["alpha", "Gamma", "Beta"]


def test_double_click_and_enter_open_the_chart(due: Open, add: Add, session: Session) -> None:
    first, last = add("First", 250), add("Last", 20)
    assert session.open.patient == last
    dialog = due()
    place = dialog.table.visualRect(dialog.model.index(0, 2)).center()
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.open.patient == first
    assert not dialog.isVisible()
    again = due()
    QTest.keyClick(again.table, Qt.Key.Key_Down)
    QTest.keyClick(again.table, Qt.Key.Key_Return)
    assert session.open.patient == last


def test_copy_takes_the_listed_rows_or_those_selected(due: Open, add: Add) -> None:
    for family in ("One", "Two", "Three"):
        add(family, 100)
    dialog = due()
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 4
    assert lines[0].split("\t")[:3] == ["Due", "when", "Patient"]
    QTest.keyClick(dialog.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(dialog.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3
    assert dialog.note.text() == "2 rows copied."


def test_csv_holds_what_is_listed_and_no_formula(due: Open, add: Add, tmp_path: Path) -> None:
    add("=HYPERLINK(1)", 100, given='Q"uote, A')
    dialog = due()
    target = tmp_path / "due.csv"
    dialog.save_to(target)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["family_name"] == "'=HYPERLINK(1)"
    assert row["given_name"] == 'Q"uote, A'
    assert (row["born"], row["last_treatment"], row["reviewed"]) == ("1980-05-06", "2026-04-05", "no")
    assert date.fromisoformat(row["due"]) > date(2026, 7, 5)
    dialog.save_to(tmp_path / "missing" / "due.csv")
    assert "cannot be written" in dialog.note.text()


def test_a_recall_date_is_set_from_the_list(due: Open, add: Add, session: Session, qtbot: QtBot, look: Look) -> None:
    patient = add("Family", 100)
    asked = RecallDialog(session, patient, None)
    qtbot.addWidget(asked)
    asked.show()
    asked.day.setText("1/7/2026")
    QTest.mouseClick(asked.keep, Qt.MouseButton.LeftButton)
    assert asked.isVisible()
    assert "is over" in asked.field.message.text()
    QTest.mouseClick(asked.months[2], Qt.MouseButton.LeftButton)
    assert asked.field.message.text() == "14 September 2026"
    QTest.mouseClick(asked.keep, Qt.MouseButton.LeftButton)
    assert session.open.recall == date(2026, 9, 14)
    dialog = due()
    assert cells(dialog)[0][0] == "14 Sept 2026"
    session.store.outcomes.set_recall(patient.id, None)
    dialog._renew(dialog.entries[0])
    assert cells(dialog)[0][8] == "first effect ends"


def test_an_empty_record_says_what_to_do_and_drafts_make_nobody_due(
    due: Open, session: Session, patient: Patient
) -> None:
    session.charting.new_visit()
    session.charting.flush()
    dialog = due()
    assert cells(dialog) == []
    assert "No treatment is signed yet" in dialog.note.text()


def test_closing_stops_the_reading(qtbot: QtBot, session: Session, look: Look, add: Add) -> None:
    add("One", 100)
    dialog = DueDialog(session, look)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()
    assert dialog.work is not None
    assert not dialog.work.running


def test_every_button_shows_its_whole_text(due: Open, add: Add) -> None:
    add("One", 100)
    dialog = due()
    dialog.resize(1200, 688)
    QApplication.processEvents()
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width()
    assert dialog.table.horizontalScrollBar().maximum() == 0


def test_a_list_that_cannot_be_made_says_so(
    qtbot: QtBot, session: Session, look: Look, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Ash", 100)
    noted: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda fault: noted.append(fault.exc_type.__name__))
    monkeypatch.setattr(session.judging, "assessed", None)  # a fault of ours: nothing can be assessed
    dialog = DueDialog(session, look)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "fault inside Charting" in dialog.note.text())
    assert noted == ["TypeError"]
    dialog.close()


def test_what_a_wrong_clock_dated_ahead_is_nobodys_last_treatment(add: Add, session: Session, due: Open) -> None:
    add("Ash", 100)
    treated(session, -400, *STANDARD)  # type: ignore[misc]
    (entry,) = due().entries
    assert entry.row.treatment.day == TODAY - timedelta(days=100)


def test_its_rows_can_be_read_when_the_look_changes_while_it_is_open(
    qtbot: QtBot, window: DeskWindow, charted: Session
) -> None:
    treated(charted, 99, *STANDARD)
    dialog = DueDialog(charted, window.look, parent=window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.loaded)
    window.set_look(DARK)
    inks = {dialog.model.index(0, column).data(Qt.ItemDataRole.ForegroundRole).name() for column in (0, 2)}
    assert inks == {DARK.text}
    dialog.close()
