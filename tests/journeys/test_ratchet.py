"""The ratchet itself: what it lets through, what it refuses, and that the hand cannot do what a person could not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys import ratchet
from tests.journeys.hand import Hand
from tests.journeys.ratchet import Entry, Part
from tests.journeys.stage import Stage

FIRST_DIGEST = "797e6fc51dabf5a175ac703d38532e2bb3fd73ad07e79e66cfb7145d71cdc044"
"""SHA-256 of the first record: what everything later is held against stays what it was."""


def entry(clicks: int = 5, keys: int = 7, *lines: str) -> Entry:
    return Entry(clicks, keys, [Part("the doses", list(lines or ("Forehead, 5 U", "Chin, 2 U")))])


def test_every_line_that_changed_since_the_first_record_bears_its_reason() -> None:
    first, table = ratchet.read(ratchet.FIRST), ratchet.read(ratchet.TABLE)
    text = ratchet.FIRST.read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == FIRST_DIGEST
    assert len(first) == 12
    assert set(table) == set(first)
    assert ratchet.unreasoned(table, first) == []


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (entry(), []),
        (entry(6), ["It takes 6 clicks; 5 were enough. They may only fall."]),
        (entry(5, 8), ["It takes 8 keys; 7 were enough. They may only fall."]),
        (entry(4), [f"It takes 4 clicks instead of 5: well done, now keep it. {ratchet.HOW}"]),
    ],
)
def test_clicks_and_keys_may_only_fall(now: Entry, said: list[str]) -> None:
    assert ratchet.compare(entry(), now) == said


def test_other_words_are_shown_side_by_side() -> None:
    said = ratchet.compare(entry(), entry(5, 7, "Forehead, 6 U", "Chin, 2 U"))
    assert "Other words at “the doses”:" in said
    assert "-Forehead, 5 U" in said
    assert "+Forehead, 6 U" in said
    assert said[-1].endswith(ratchet.HOW)


def test_the_same_words_in_another_order_are_other_words() -> None:
    assert ratchet.compare(entry(), entry(5, 7, "Chin, 2 U", "Forehead, 5 U"))


def test_recording_refuses_more_clicks_and_words_without_a_reason() -> None:
    with pytest.raises(AssertionError, match="They may only fall"):
        ratchet.renewed(entry(), entry(), entry(6), "it had to be")
    with pytest.raises(AssertionError, match="Forehead, 6 U"):
        ratchet.renewed(entry(), entry(), entry(5, 7, "Forehead, 6 U", "Chin, 2 U"), " ")


def test_a_reason_stands_beside_what_came_and_what_went_and_stays_with_it(tmp_path: Path) -> None:
    now = entry(4, 7, 'Forehead, 6 U, said "so"', "Chin, 2 U")
    once = ratchet.renewed(entry(), entry(), now, "The range is the label's.")
    file = tmp_path / "table.toml"
    file.write_text("# How to change a line.\n", encoding="utf-8")
    ratchet.write(file, {"visit": once})
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# How to change a line.\n")
    assert ratchet.read(file) == {"visit": once}
    ratchet.write(file, ratchet.read(file))
    assert file.read_text(encoding="utf-8") == text
    again = ratchet.renewed(once, entry(), entry(4, 7, 'Forehead, 6 U, said "so"'), "The chin is not asked.")
    (part,) = again.parts
    assert part.because == {'Forehead, 6 U, said "so"': "The range is the label's."}
    assert part.gone == {"Forehead, 5 U": "The range is the label's.", "Chin, 2 U": "The chin is not asked."}


def test_a_line_changed_by_hand_without_a_reason_is_found() -> None:
    first, table = {"visit": entry()}, {"visit": entry(5, 7, "Forehead, 6 U", "Chin, 2 U")}
    assert len(ratchet.unreasoned(table, first)) == 2
    assert ratchet.unreasoned({"visit": entry(6)}, first) == ["visit has more clicks or keys than it had first"]
    assert ratchet.unreasoned({}, first) == ["visit is gone from the table"]


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(400, 200)
    row = QHBoxLayout(window)
    for name in ("Open", "Shut", "Hidden", "Covered", "Twice", "Twice"):
        row.addWidget(QPushButton(name))
    buttons = {button.text(): button for button in window.findChildren(QPushButton)}
    buttons["Shut"].setEnabled(False)
    buttons["Hidden"].hide()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    qtbot.waitUntil(window.isActiveWindow)
    over = QWidget(window)
    over.setGeometry(buttons["Covered"].geometry())
    over.show()
    return window


@pytest.mark.parametrize(
    ("name", "said"),
    [("Shut", "is disabled"), ("Hidden", "nothing on the screen"), ("Covered", "is covered"), ("Twice", "2 controls")],
)
def test_the_hand_cannot_click_what_a_person_could_not(desk: QWidget, name: str, said: str) -> None:
    stage = Stage()
    hand = Hand(stage)
    with pytest.raises(AssertionError, match=said):
        stage.run(lambda: hand.click(name))


def test_the_hand_clicks_what_is_seen_and_counts_it(desk: QWidget) -> None:
    heard: list[bool] = []
    opened = next(b for b in desk.findChildren(QPushButton) if b.text() == "Open")
    opened.clicked.connect(lambda checked: heard.append(checked))
    stage = Stage()
    hand = Hand(stage)
    stage.run(lambda: hand.click("Open"))
    assert (heard, hand.told.clicks, hand.told.keys) == ([False], 1, 0)
