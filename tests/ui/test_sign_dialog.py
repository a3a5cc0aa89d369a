"""Signing, and the question asked when the product changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.who import Passwords
from charting.domain.people.people import Person, Role
from charting.domain.visit.outcome import Evenness, EventSide, Finding, FoundEvent, Residual, Review, Severity
from charting.domain.visit.visit import Kind, Status
from charting.errors import Refused
from charting.ui.kit.look import Look
from charting.ui.people.signer import Signer
from charting.ui.visit.product import ProductDialog
from charting.ui.visit.sign import WIDE, WIDTH, SignDialog
from charting.ui.visit.sign_cautions import LEAST_HEIGHT
from charting.words.caution_words import short_text
from tests.ui.charts import FOREHEAD, put, treated
from tests.ui.desk import DeskWindow
from tests.ui.people import EVE, IDAS, RIGHT, Clock, steps, with_eve, with_ida


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


@pytest.fixture
def charted(charted: Session) -> Session:
    """With a lot in date, so that nothing is asked about it."""
    assert charted.open.visit is not None
    charted.charting.edit("Lot", replace(charted.open.visit, lot="C7421", expires=date(2027, 3, 31)))
    return charted


def words_of(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if not label.isHidden())


def test_it_says_who_what_and_how_much_before_it_locks(ask: Callable[..., SignDialog], charted: Session) -> None:
    visit = charted.open.visit
    assert visit is not None
    charted.charting.edit("Lot", replace(visit, lot="C7790", expires=date(2027, 3, 31)))
    text = words_of(ask(charted))
    for said in (
        "Family, Given", "born 5 Mar 1992 · 34 y · chart 10482", "14 Jul 2026 10:20", "Botox Cosmetic",
        "C7790, expires 31 Mar 2027", "40.5 U · 17 points", "Forehead", "Crow's feet R", "6.5 U", "micro", "standard",
        "It can never be changed",
    ):  # fmt: skip
        assert said in text


def test_the_first_signature_makes_the_first_account_in_the_same_dialog(
    ask: Callable[..., SignDialog], charted: Session
) -> None:
    charted.change(env=replace(charted.env, passwords=Passwords(cheap=True)))
    dialog = ask(charted)
    assert dialog.signer.account is not None
    assert "first account" in words_of(dialog)
    first, line = dialog.signer.account, dialog.signer.account.name
    assert line.hasFocus()
    QTest.keyClicks(line, " Dr <b>A. Injector</b> ")
    for editor in (first.secrets.password, first.secrets.again):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert editor.hasFocus()
        QTest.keyClicks(editor, RIGHT)
    QTest.keyClick(first.secrets.again, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert charted.open.visit is not None
    assert charted.open.visit.status is Status.SIGNED
    assert charted.open.visit.signature is not None
    assert charted.who.person is not None
    assert (charted.open.visit.signature.name, charted.open.visit.signature.person_id) == (
        "Dr <b>A. Injector</b>",
        charted.who.person.id,
    )
    assert charted.who.person.may_sign
    assert charted.who.person.administers


def test_signing_by_keyboard_takes_the_password_and_enter(ask: Callable[..., SignDialog], charted: Session) -> None:
    eve = with_eve(charted)
    dialog = ask(charted)
    assert dialog.signer.person == eve
    assert dialog.signer.secret.line.hasFocus()
    assert "14 Jul 2026 10:20. It can never be changed" in words_of(dialog)
    QTest.keyClicks(dialog.signer.secret.line, RIGHT)
    QTest.keyClick(dialog.signer.secret.line, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert charted.open.visit is not None
    assert charted.open.visit.signature is not None
    assert charted.open.visit.signature.name == EVE


def test_an_injector_signs_at_the_desk_of_an_assistant(ask: Callable[..., SignDialog], charted: Session) -> None:
    eve = with_eve(charted)
    charted.people.add_person("Dr Bea", frozenset({Role.INJECTOR}), "bea's sentence")
    ida = with_ida(charted)
    charted.people.sign_in(charted.people.verify(ida.id, IDAS))
    dialog = ask(charted)
    assert [dialog.signer.names.itemText(n) for n in range(dialog.signer.names.count())] == [EVE, "Dr Bea"]
    QTest.keyClicks(dialog.signer.secret.line, IDAS)  # her own password is not an injector's
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert dialog.signer.secret.message.text() == "That is not the password."
    assert charted.editable
    QTest.keyClicks(dialog.signer.secret.line, RIGHT)
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert charted.open.visit is not None
    assert charted.open.visit.signature is not None
    assert charted.open.visit.signature.person_id == eve.id
    assert charted.who.person == ida
    assert [entry.person for entry in charted.store.audit.entries(action="sign")] == [eve.id]


def test_wrong_passwords_are_counted_down_and_then_the_right_one_signs(
    qtbot: QtBot, ask: Callable[..., SignDialog], charted: Session
) -> None:
    clock = Clock(charted)
    with_eve(charted)
    dialog = ask(charted)
    line, said = dialog.signer.secret.line, dialog.signer.secret.message
    for _ in range(3):
        QTest.keyClicks(line, "wrong")
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == ""
    qtbot.waitUntil(lambda: said.text() == "That is not the password. Next try in 1 s.")
    assert not dialog.sign.isEnabled()
    QTest.keyClicks(line, RIGHT)
    QTest.keyClick(line, Qt.Key.Key_Return)  # too early: nothing is checked, and what was typed stays
    assert charted.editable
    assert line.text() == RIGHT
    clock.wait(1)
    qtbot.waitUntil(dialog.sign.isEnabled)
    assert said.text() == "Try again now."
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert not charted.editable


@pytest.mark.parametrize(
    ("name", "password", "again", "said"),
    [
        ("  ", RIGHT, RIGHT, "Type the name of the person who signs."),
        ("A", "short", "short", "at least 8 characters"),
        ("A", RIGHT, "another sentence", "not the same"),
        ("x" * 501, RIGHT, RIGHT, "501 characters"),
    ],
)
def test_an_account_that_cannot_be_signs_nothing(
    ask: Callable[..., SignDialog], charted: Session, name: str, password: str, again: str, said: str
) -> None:
    dialog = ask(charted)
    first = dialog.signer.account
    assert first is not None
    first.name.setText(name)
    QTest.keyClicks(first.secrets.password, password)
    QTest.keyClicks(first.secrets.again, again)
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert said in words_of(dialog)
    assert charted.editable
    assert not charted.store.people.any()


def test_what_stands_in_the_way_is_said_at_once(ask: Callable[..., SignDialog], draft: Session) -> None:
    assert "Nothing is charted yet" in ask(draft).problem.text()
    put(draft, (0.0, -56.0, "1"), (18.0, -55.0, None))
    dialog = ask(draft)
    assert "One point has no dose yet" in dialog.problem.text()
    dialog.accept()
    assert dialog.isVisible()
    assert "One point has no dose yet" in dialog.problem.text()
    assert draft.editable


def test_a_review_without_points_can_be_signed(ask: Callable[..., SignDialog], draft: Session) -> None:
    with_eve(draft)
    draft.charting.new_visit(Kind.REVIEW)
    dialog = ask(draft)
    assert dialog.problem.isHidden()
    assert "review" in words_of(dialog)
    QTest.keyClicks(dialog.signer.secret.line, RIGHT)
    QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert not draft.editable


def test_what_a_review_found_is_read_before_it_is_signed(ask: Callable[..., SignDialog], draft: Session) -> None:
    with_eve(draft)
    treatment = treated(draft, 14, *FOREHEAD)
    assert draft.open.patient is not None
    draft.patients.open(draft.open.patient.id)
    found = Review(
        (Finding("forehead", Residual.SLIGHT),), Evenness.EVEN, satisfaction=5,
        adverse_events=(FoundEvent("lid_ptosis", EventSide.LEFT, Severity.MILD),), note="<b>well</b> " * 30,
    )  # fmt: skip
    draft.follow_up.keep_review(treatment, found)
    dialog = ask(draft)
    assert dialog.table is not None
    assert dialog.table.accessibleName() == "What the review found"
    said = [label.text() for label in dialog.table.findChildren(QLabel)]
    assert said[:6] == ["Forehead", "still moves: slight", "Evenness", "even", "Satisfaction", "5 of 5"]
    assert "Eyelid ptosis left, mild" in said
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.table.findChildren(QLabel))
    assert dialog.height() <= 720


def test_escape_signs_nothing(ask: Callable[..., SignDialog], charted: Session) -> None:
    dialog = ask(charted)
    assert dialog.signer.account is not None
    QTest.keyClicks(dialog.signer.account.name, "Dr A")
    QTest.keyClick(dialog.signer.account.name, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert charted.editable
    assert not charted.store.people.any()


def test_names_are_plain_text_and_fit(ask: Callable[..., SignDialog], charted: Session) -> None:
    patient = charted.open.patient
    assert patient is not None
    charted.patients.change(replace(patient, family_name="<b>" + "x" * 490))
    dialog = ask(charted)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel) if label.text())
    assert dialog.width() in (WIDTH, WIDE)  # whatever the name is
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


def test_what_is_planned_is_not_signed_before_its_time(ask: Callable[..., SignDialog], charted: Session) -> None:
    visit = charted.open.visit
    assert visit is not None
    charted.charting.edit("Plan", replace(visit, at=charted.env.clock() + timedelta(minutes=5, seconds=1)))
    dialog = ask(charted)
    assert "planned for 2026-07-14 10:25+02:00; it can be signed from then on" in words_of(dialog)
    with pytest.raises(Refused, match="it can be signed from then on"):
        charted.signing.sign("Dr Eve")
    charted.charting.edit("Plan", replace(visit, at=charted.env.clock() + timedelta(minutes=5)))
    assert charted.signing.sign("Dr Eve").status is Status.SIGNED


def test_over_a_high_desk_every_caution_and_area_is_in_sight(
    qtbot: QtBot, charted: Session, window: DeskWindow
) -> None:
    assert charted.open.visit is not None
    charted.charting.edit("Less", replace(charted.open.visit, points=charted.open.visit.points[:8]))
    put(charted, (31.0, 2.0, "1"), (15.5, 0.0, "1"))
    assert len(charted.open.notes) > 2
    window.resize(1440, 900)

    def look_and_leave() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SignDialog)
        for scroll in (dialog.unseen, dialog.table):
            assert scroll is not None
            assert scroll.verticalScrollBar().maximum() == 0
        assert dialog.height() <= window.height()
        dialog.reject()

    faults = steps(qtbot, look_and_leave)
    window.do("sign")
    assert not faults, faults


def test_nobody_signs_for_a_day_before_the_birth(ask: Callable[..., SignDialog], charted: Session) -> None:
    visit = charted.open.visit
    assert visit is not None
    charted.charting.edit("Day", replace(visit, at=visit.at.replace(year=206)))
    assert "The visit of 0206-07-14 is dated before the patient's birth on 1992-03-05" in words_of(ask(charted))


def test_what_nobody_ticked_as_seen_is_listed_where_it_is_signed(
    ask: Callable[..., SignDialog], charted: Session
) -> None:
    """Each with its place and its measure, on a low screen too; one that was seen is not told again."""
    put(charted, (31.0, 2.0, "1"), (0.0, 140.0, "1"), (15.5, 0.0, "1"), *((200.0, y, "1") for y in range(0, 80, 4)))
    notes = charted.open.notes
    assert len(notes) > 3
    charted.judging.see(notes[0])
    assert charted.open.visit is not None
    # A question more, and the first account: the most there is.
    charted.charting.edit("Lot", replace(charted.open.visit, lot=None))
    dialog = ask(charted)
    assert dialog.unseen is not None
    assert dialog.unseen.height() >= LEAST_HEIGHT
    lines = [label.text() for label in dialog.unseen.findChildren(QLabel)]
    assert lines[::2] == [short_text(charted.clinic.reference, note) for note in notes[1:]]
    assert lines[1::2] == [str(note.rule) for note in notes[1:]]
    assert dialog.height() <= 720 - 40
    for label in dialog.unseen.findChildren(QLabel):
        dialog.unseen.ensureWidgetVisible(label)
        assert label.height() >= label.heightForWidth(label.width())
    dialog.close()
    for note in notes[1:]:
        charted.judging.see(note)
    assert ask(charted).unseen is None


def test_once_signed_the_keyboard_is_at_the_face(
    qtbot: QtBot, window: DeskWindow, charted: Session, eve: Person
) -> None:
    """The button that was clicked is gone: the keyboard went to whatever stood next, a link to the timeline."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SignDialog)
        QTest.keyClicks(dialog.signer.secret.line, RIGHT)
        QTest.keyClick(dialog.signer.secret.line, Qt.Key.Key_Return)

    faults = steps(qtbot, act)
    window.doses.sign.setFocus()
    QTest.mouseClick(window.doses.sign, Qt.MouseButton.LeftButton)
    assert faults == []
    assert charted.open.visit is not None
    assert not charted.open.visit.is_draft
    assert window.focusWidget() is window.face_panel.canvas
