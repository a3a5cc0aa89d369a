"""Signing, and the question asked when the product changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from charting.domain.visit import Kind, Status
from charting.session.session import Session
from charting.ui.dialogs.product import ProductDialog
from charting.ui.dialogs.sign import SignDialog
from charting.ui.look import Look
from tests.ui.charts import put


@pytest.fixture(autouse=True)
def nobody_signed_yet() -> Iterator[None]:
    SignDialog.last_signer = ""
    yield
    SignDialog.last_signer = ""


@pytest.fixture
def ask(qtbot: QtBot, look: Look) -> Callable[[Session], SignDialog]:
    def show(session: Session) -> SignDialog:
        dialog = SignDialog(session, look)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return show


def words_of(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if not label.isHidden())


def test_it_says_who_what_and_how_much_before_it_locks(ask: Callable[..., SignDialog], charted: Session) -> None:
    visit = charted.visit
    assert visit is not None
    charted.edit("Lot", replace(visit, lot="C7790", expires=date(2027, 3, 31)))
    text = words_of(ask(charted))
    for said in (
        "Family, Given", "born 5 Mar 1992 · 34 y · chart 10482", "14 Jul 2026 10:20", "Botox Cosmetic",
        "C7790, expires 31 Mar 2027", "40.5 U · 17 points", "Forehead", "Crow's feet R", "6.5 U", "micro", "standard",
        "It can never be changed",
    ):  # fmt: skip
        assert said in text


def test_signing_by_keyboard_locks_the_visit_and_remembers_the_signer(
    ask: Callable[..., SignDialog], charted: Session
) -> None:
    dialog = ask(charted)
    assert dialog.signer.hasFocus()
    QTest.keyClicks(dialog.signer, " Dr <b>A. Injector</b> ")
    QTest.keyClick(dialog.signer, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert charted.visit is not None
    assert charted.visit.status is Status.SIGNED
    assert charted.visit.signature is not None
    assert charted.visit.signature.name == "Dr <b>A. Injector</b>"
    charted.new_visit()
    put(charted, (0.0, -56.0, "1"))
    assert ask(charted).signer.text() == "Dr <b>A. Injector</b>"


def test_without_a_name_nothing_is_signed(ask: Callable[..., SignDialog], charted: Session) -> None:
    dialog = ask(charted)
    QTest.keyClicks(dialog.signer, "  ")
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.field.message.text() == "Type the name of the person who signs."
    assert dialog.signer.hasFocus()
    assert charted.editable
    QTest.keyClicks(dialog.signer, "A")
    assert dialog.field.message.text() == ""


def test_a_name_that_cannot_be_kept_is_refused(ask: Callable[..., SignDialog], charted: Session) -> None:
    dialog = ask(charted)
    dialog.signer.setText("x" * 501)
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert "501 characters" in dialog.problem.text()
    assert charted.editable


def test_what_stands_in_the_way_is_said_at_once(ask: Callable[..., SignDialog], draft: Session) -> None:
    assert "Nothing is charted yet" in ask(draft).problem.text()
    put(draft, (0.0, -56.0, "1"), (18.0, -55.0, None))
    dialog = ask(draft)
    assert "One point has no dose yet" in dialog.problem.text()
    QTest.keyClicks(dialog.signer, "Dr A")
    QTest.keyClick(dialog.signer, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "One point has no dose yet" in dialog.problem.text()
    assert draft.editable


def test_a_review_without_points_can_be_signed(ask: Callable[..., SignDialog], draft: Session) -> None:
    draft.new_visit(Kind.REVIEW)
    dialog = ask(draft)
    assert dialog.problem.isHidden()
    assert "review" in words_of(dialog)
    QTest.keyClicks(dialog.signer, "Dr A")
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert not draft.editable


def test_escape_signs_nothing(ask: Callable[..., SignDialog], charted: Session) -> None:
    dialog = ask(charted)
    QTest.keyClicks(dialog.signer, "Dr A")
    QTest.keyClick(dialog.signer, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert charted.editable
    assert SignDialog.last_signer == ""


def test_names_are_plain_text_and_fit(ask: Callable[..., SignDialog], charted: Session) -> None:
    patient = charted.patient
    assert patient is not None
    charted.change_patient(replace(patient, family_name="<b>" + "x" * 490))
    dialog = ask(charted)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel) if label.text())
    assert dialog.width() == 480
    assert dialog.name.shown_text().startswith("<b>xxx")


# ---------------------------------------------------------------------- another product


@pytest.mark.parametrize(("button", "choice"), [("undose", "undose"), ("keep", "keep"), ("cancel", None)])
def test_another_product_asks_what_becomes_of_the_doses(
    qtbot: QtBot, look: Look, button: str, choice: str | None
) -> None:
    dialog = ProductDialog("Botox <b>Cosmetic</b>", "Dysport")
    qtbot.addWidget(dialog)
    dialog.open()
    assert "Botox <b>Cosmetic</b> and of Dysport are not interchangeable" in words_of(dialog)
    assert "units of Dysport" in dialog.keep.text()
    QTest.mouseClick(getattr(dialog, button), Qt.MouseButton.LeftButton)
    assert dialog.choice == choice
    assert dialog.isHidden()


def test_escape_keeps_the_product(qtbot: QtBot, look: Look) -> None:
    dialog = ProductDialog("Botox", "Dysport")
    qtbot.addWidget(dialog)
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.choice is None
    assert dialog.isHidden()
