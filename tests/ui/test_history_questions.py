"""The questions of the history by real taps and keys: what applies, what does not, and what nobody asked yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.history import NOTHING_APPLIES, Answer, Condition
from charting.domain.people.patient import Patient
from charting.ui.kit.look import Look
from charting.words.people_words import health_line
from tests.ui.test_history_dialog import opened, tap, typed


def test_nothing_else_applies_keeps_what_was_said(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    dialog = opened(qtbot, session, look)
    form = dialog.form
    assert form.nothing.text() == "Nothing of this applies"
    tap(form.conditions[Condition.BLOOD_THINNERS])
    tap(form.answers["human_albumin"].buttons[0])
    typed(form.medicines.typed, "warfarin", enter=True)
    assert form.nothing.text() == form.nothing.accessibleName() == "Nothing else applies"
    tap(form.nothing)
    tap(dialog.keep)
    said = session.open.history
    assert said.conditions == (Condition.BLOOD_THINNERS,)
    assert said.medicines == ("warfarin",)
    assert (said.human_albumin, said.milk_protein, said.pregnant) == (Answer.YES, Answer.NO, Answer.NO)
    assert not said.no_allergies
    assert said.not_asked == 0


def test_a_group_is_answered_by_what_applies_and_no_others(
    qtbot: QtBot, session: Session, patient: Patient, look: Look
) -> None:
    dialog = opened(qtbot, session, look)
    face = dialog.form.groups["face"]
    assert face.none.text() == "None of these"
    tap(face.chips[Condition.PTOSIS])
    assert face.none.text() == "No others"
    assert face.none.accessibleName() == "Face: No others"
    tap(face.none)
    tap(dialog.form.groups["toxin"].none)
    tap(dialog.form.groups["toxin"].none)  # taken back: nobody said no
    face.chips[Condition.DRY_EYE].setFocus()
    QTest.keyClick(face.chips[Condition.DRY_EYE], Qt.Key.Key_Space)
    tap(dialog.keep)
    said = session.open.history
    assert said.conditions == (Condition.DRY_EYE, Condition.PTOSIS)
    assert said.answered == set(face.chips)


def test_new_questions_are_not_answered_by_an_earlier_nothing(
    qtbot: QtBot, session: Session, patient: Patient, look: Look
) -> None:
    former = replace(NOTHING_APPLIES, asked=None, human_albumin=Answer.UNKNOWN)
    session.health.keep_history(former)
    dialog = opened(qtbot, session, look)
    lefts = {name: caption.left.text() for name, caption in dialog.form.captions.items() if caption.left.isVisible()}
    assert lefts == {
        "allergic": "1 not asked", "conditions": "4 not asked", "face": "5 not asked", "medicines": "4 not asked",
        "toxin": "2 not asked",
    }  # fmt: skip
    assert dialog.form.captions["toxin"].left.accessibleName() == "Earlier toxin: 2 questions not asked"
    tap(dialog.keep)
    assert len(session.store.histories.histories_of(patient.id)) == 1  # looked at, nothing asked
    again = opened(qtbot, session, look)
    tap(again.form.nothing)
    assert not any(caption.left.isVisible() for caption in again.form.captions.values())
    tap(again.keep)
    assert replace(session.open.history, asked_at=None) == replace(NOTHING_APPLIES, asked_at=None)
    assert session.store.histories.histories_of(patient.id)[1].asked is None  # what was kept stays as it was


def test_a_first_form_speaks_of_nothing_not_asked(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    dialog = opened(qtbot, session, look)
    assert not any(caption.left.isVisible() for caption in dialog.form.captions.values())


def test_every_question_is_on_the_form_once_and_in_the_order_of_the_tab_key(
    qtbot: QtBot, session: Session, patient: Patient, look: Look
) -> None:
    dialog = opened(qtbot, session, look)
    form = dialog.form
    chips = [button for group in form.groups.values() for button in (*group.chips.values(), group.none)]
    assert set(form.conditions) == set(Condition)
    assert len(chips) == len(Condition) + len(form.groups)
    walked, widget = [], form.allergies.typed
    for _ in range(80):
        widget = widget.nextInFocusChain()
        if widget in chips:
            walked.append(widget)
    assert walked == chips
    for button in chips:
        assert button.width() >= button.sizeHint().width()  # no word is cut
        assert button.accessibleName()


def test_the_form_is_as_high_as_what_is_in_it(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    dialog = opened(qtbot, session, look)
    QTest.qWait(10)
    form = dialog.form
    assert form.note.geometry().bottom() > form.height() - 40  # nothing empty follows
    assert form.height() < 1.25 * form.parentWidget().height()  # and little of it is out of sight
    assert dialog.height() <= 720


@pytest.mark.parametrize(("on", "said"), [(date(2026, 7, 13), True), (date(2026, 7, 14), False)])
def test_another_toxin_is_named_for_four_months_after_it_was_asked(on: date, said: bool) -> None:
    asked = datetime(2026, 3, 14, 10, tzinfo=UTC)
    history = replace(NOTHING_APPLIES, conditions=(Condition.OTHER_TOXIN,), asked_at=asked)
    assert ("Other toxin" in health_line(history, on)[0]) is said
