"""The sign window about vials: no lot and a date that is past are red, and one tap says why it is signed anyway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import Kind, Status, Vial
from charting.ui.kit.look import Look
from charting.ui.people.signer import Signer
from charting.ui.visit.sign import SignDialog
from tests.ui.painted import ink
from tests.ui.people import RIGHT, with_eve


@pytest.fixture
def ask(qtbot: QtBot, look: Look) -> Callable[[Session], SignDialog]:
    def show(session: Session) -> SignDialog:
        dialog = SignDialog(session, Signer(session, look))
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return show


def label(session: Session, **more: object) -> None:
    assert session.open.visit is not None
    session.charting.edit("Label", replace(session.open.visit, **more))


def sign(dialog: SignDialog) -> bool:
    dialog.signer.secret.line.clear()
    QTest.keyClicks(dialog.signer.secret.line, RIGHT)
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    return dialog.result() == QDialog.DialogCode.Accepted


def test_no_lot_is_red_asks_one_tap_and_is_signed_with_its_reason(
    ask: Callable[[Session], SignDialog], charted: Session, look: Look
) -> None:
    with_eve(charted)
    dialog = ask(charted)
    (question,) = dialog.questions
    assert question.words.text() == "No lot is stated."
    assert ink(question.words) == look.danger
    assert not sign(dialog)
    assert "Tap a reason under “No lot is stated.”" in dialog.problem.text()
    chip = question.chips[Reason.ANOTHER_BOX]
    assert chip.hasFocus()
    assert chip.accessibleName() == "No lot is stated. another box, lot on paper"
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
    assert dialog.problem.isHidden()
    assert sign(dialog)
    assert charted.open.visit is not None
    assert charted.open.visit.whys == (Why("vial_lot", Reason.ANOTHER_BOX),)
    assert charted.store.visits.get(charted.open.visit.id).whys == charted.open.visit.whys


def test_a_vial_past_its_date_is_red_and_the_day_itself_is_fine(
    ask: Callable[[Session], SignDialog], charted: Session
) -> None:
    with_eve(charted)
    label(charted, lot="C7421", expires=date(2026, 7, 14))
    assert ask(charted).questions == []
    label(charted, expires=date(2026, 7, 13))
    dialog = ask(charted)
    (question,) = dialog.questions
    assert question.words.text() == "Lot C7421 expired on 13 Jul 2026."
    assert [chip.text() for chip in question.chips.values()] == [
        "no other vial", "date extended by the maker", "other"
    ]  # fmt: skip
    QTest.mouseClick(question.chips[Reason.OTHER], Qt.MouseButton.LeftButton)
    QTest.mouseClick(question.chips[Reason.NO_OTHER_VIAL], Qt.MouseButton.LeftButton)
    assert [reason for reason, chip in question.chips.items() if chip.isChecked()] == [Reason.NO_OTHER_VIAL]
    assert sign(dialog)


def test_both_are_asked_and_a_tap_taken_back_asks_again(ask: Callable[[Session], SignDialog], charted: Session) -> None:
    with_eve(charted)
    vial = Vial(charted.env.new_id(), "ona_botox", Decimal(100), None, date(2026, 5, 3), Decimal("2.5"))
    label(charted, vials=(vial,), lot="typed", expires=None)
    dialog = ask(charted)
    assert [question.words.text() for question in dialog.questions] == [
        "No lot is stated.", "The vial expired on 3 May 2026."
    ]  # fmt: skip
    lot, expiry = dialog.questions
    QTest.mouseClick(lot.chips[Reason.LABEL_GONE], Qt.MouseButton.LeftButton)
    assert not sign(dialog)
    assert "expired on 3 May" in dialog.problem.text()
    QTest.mouseClick(expiry.chips[Reason.DATE_EXTENDED], Qt.MouseButton.LeftButton)
    QTest.mouseClick(lot.chips[Reason.LABEL_GONE], Qt.MouseButton.LeftButton)
    assert not sign(dialog)
    assert charted.open.visit is not None
    assert charted.open.visit.status is Status.DRAFT
    for question in dialog.questions:
        assert question.geometry().right() <= dialog.width()
        assert all(chip.geometry().right() <= question.width() for chip in question.chips.values())
        assert all(chip.width() >= chip.sizeHint().width() for chip in question.chips.values())
    QApplication.processEvents()
    assert dialog.height() <= 700
    labels = [label for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert all(label.height() >= label.fontMetrics().height() for label in labels)


def test_a_review_without_points_asks_nothing(ask: Callable[[Session], SignDialog], draft: Session) -> None:
    assert draft.open.visit is not None
    draft.charting.edit("Kind", replace(draft.open.visit, kind=Kind.REVIEW, lot=None))
    assert ask(draft).questions == []


def test_a_lot_that_was_typed_after_all_needs_no_reason(charted: Session) -> None:
    label(charted, whys=(Why("vial_lot", Reason.LOT_FOLLOWS),), lot="C7421", expires=date(2027, 1, 31))
    charted.signing.sign("Dr X")
    assert charted.open.visit is not None
    assert charted.open.visit.whys == ()
