"""Adding a patient and correcting one, typed with real keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient, Sex
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.patient.patient import PatientDialog
from charting.ui.patient.patient_notes import Typed, split_typed

TODAY = date(2026, 7, 14)


@pytest.fixture
def ask(qtbot: QtBot, session: Session, look: Look) -> Callable[..., PatientDialog]:
    def show(patient: Patient | None = None, prefill: str = "", *, wearing: Look = look) -> PatientDialog:
        dialog = PatientDialog(session, wearing, patient, prefill)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return show


def retype(editor: QLineEdit, text: str) -> None:
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    if text.isascii():
        QTest.keyClicks(editor, text)
        return
    QApplication.clipboard().setText(text)  # no key of the test's keyboard types what nobody sees
    editor.paste()


def test_a_patient_is_added_by_keyboard_alone(ask: Callable[..., PatientDialog], session: Session) -> None:
    dialog = ask()
    assert dialog.family.hasFocus()
    for text in ("O'Neill <b>", "Zoe", "5/3/92"):
        QTest.keyClicks(dialog.focusWidget(), text)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.sex
    QTest.keyClick(dialog.sex, Qt.Key.Key_Tab)
    QTest.keyClicks(dialog.chart_no, " 77 ")
    QTest.keyClick(dialog.chart_no, Qt.Key.Key_Tab)
    QTest.keyClicks(dialog.pupils, "61,5")
    QTest.keyClick(dialog.pupils, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    added = session.open.patient
    assert added is not None
    assert (added.family_name, added.given_name, added.born) == ("O'Neill <b>", "Zoe", date(1992, 3, 5))
    assert (added.chart_no, added.interpupillary_mm, added.sex) == ("77", Decimal("61.5"), None)
    assert session.store.patients.get(added.id) == added


def test_names_of_500_characters_are_kept_exactly_as_typed(ask: Callable[..., PatientDialog], session: Session) -> None:
    dialog = ask()
    strange = ("<i>'\"&amp; 😀 כהן " + "x" * 500)[:500]
    dialog.family.setText(strange)
    dialog.given.setText(" Ann ")
    retype(dialog.born, "1992-03-05")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert session.open.patient is not None
    assert (session.open.patient.family_name, session.open.patient.given_name) == (strange, " Ann ")


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("family", "", "The family name is missing"),
        ("given", "   ", "The given name is missing"),
        ("family", "x" * 501, "501 characters"),
        ("born", "", "missing"),
        ("born", "30/2/1992", "February 1992 has only 29 days"),
        ("born", "15/7/2026", "15 Jul 2026 lies in the future"),
        ("born", "soon", "not a date"),
        ("chart", "7" * 501, "501 characters"),
        ("pupils", "44.9", "45 to 80 mm"),
        ("pupils", "81", "45 to 80 mm"),
        ("pupils", "sixty", "not a distance"),
        ("pupils", "61.555", "finer"),
        ("pupils", "6 1", "not a distance"),
    ],
)
def test_what_cannot_be_kept_is_said_under_its_field_and_the_focus_goes_there(
    ask: Callable[..., PatientDialog], session: Session, field: str, text: str, sentence: str
) -> None:
    dialog = ask()
    values = {"family": "Smith", "given": "Ann", "born": "5/3/1992", "chart": "", "pupils": "", field: text}
    for name, value in values.items():
        dialog.fields[name].editor.setText(value)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    shown = dialog.fields[field]
    assert dialog.isVisible()
    assert shown.wrong
    assert sentence in shown.message.text()
    assert shown.editor.accessibleDescription() == shown.message.text()
    assert shown.editor.hasFocus()
    assert [name for name, other in dialog.fields.items() if other.wrong] == [field]
    assert session.open.patient is None
    assert session.store.patients.count() == 0
    QTest.keyClicks(shown.editor, "1")
    assert not shown.wrong


def test_the_date_is_said_in_words_while_it_is_typed(ask: Callable[..., PatientDialog]) -> None:
    dialog = ask()
    retype(dialog.born, "5/3/92")
    assert dialog.fields["born"].message.text() == "5 March 1992: 34 years old"
    retype(dialog.born, "05031992")
    assert dialog.fields["born"].message.text() == "5 March 1992: 34 years old"
    QLocale.setDefault(QLocale("en_US"))
    retype(dialog.born, "5.3.92")
    assert "March 5, 1992" in dialog.fields["born"].message.text()
    retype(dialog.born, "05031992")
    assert "May 3, 1992" in dialog.fields["born"].message.text()
    retype(dialog.born, "5/3/92")
    assert "May 3, 1992" in dialog.fields["born"].message.text()
    retype(dialog.born, "5/3/1092")
    assert dialog.fields["born"].tone == "warning"


def test_leaving_a_wrong_date_says_so_before_anything_is_pressed(ask: Callable[..., PatientDialog]) -> None:
    dialog = ask()
    retype(dialog.born, "30/2/1992")
    assert not dialog.fields["born"].wrong
    QTest.keyClick(dialog.born, Qt.Key.Key_Tab)
    assert dialog.fields["born"].wrong


@pytest.mark.parametrize(
    ("family", "given", "born", "why"),
    [
        ("FAMILY", "given", "5/3/1992", "same names and birth date"),
        ("Fam\u200bily", "\u200eGiven", "5/3/1992", "same names and birth date"),
        ("Given", "Family", "5/3/1992", "same birth date, same names in another order"),
        ("Familly", "Given", "5/3/1992", "same birth date, names nearly the same"),
        ("Family", "Given", "3/5/1992", "same names, birth date nearly the same"),
    ],
)
def test_somebody_like_a_patient_is_asked_about_before_a_second_one_is_made(
    ask: Callable[..., PatientDialog], session: Session, patient: Patient, family: str, given: str, born: str, why: str
) -> None:
    dialog = ask()
    for editor, text in ((dialog.family, family), (dialog.given, given), (dialog.born, born)):
        retype(editor, text)
    for _ in range(2):  # however often somebody insists
        QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
        assert dialog.isVisible()
        assert session.store.patients.count() == 1
    said = dialog.same.text.text()
    assert said == f"Family, Given, born 5 Mar 1992, chart 10482 is there already: {why}. Is it the same person?"
    QTest.mouseClick(dialog.same.another, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert session.store.patients.count() == 2
    assert session.open.patient is not None
    assert session.open.patient.family_name == family.replace("\u200b", "")


def test_the_question_comes_while_somebody_types_and_goes_with_its_cause(
    qtbot: QtBot, ask: Callable[..., PatientDialog], patient: Patient
) -> None:
    dialog = ask(None, "Family, Given 5/3/1992")
    assert not dialog.same.isHidden()
    retype(dialog.given, "Somebody")
    qtbot.waitUntil(dialog.same.isHidden, timeout=20_000)


def test_the_question_is_answered_by_keys(
    ask: Callable[..., PatientDialog], session: Session, patient: Patient
) -> None:
    dialog = ask(None, "Family, Given 5/3/1992")
    QTest.keyClick(dialog.born, Qt.Key.Key_Return)
    assert dialog.same.open.hasFocus()
    QTest.keyClick(dialog.same.open, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.same.another, Qt.Key.Key_Return)
    assert session.store.patients.count() == 2


def test_a_name_changed_into_somebody_elses_is_asked_about_and_what_was_so_before_is_not(
    ask: Callable[..., PatientDialog], session: Session, patient: Patient, new_id: Callable[[], str]
) -> None:
    other = replace(patient, id=new_id(), family_name="Other", given_name="Name", chart_no=None)
    session.patients.add(other)
    dialog = ask(other)
    retype(dialog.family, "Family")
    retype(dialog.given, "Given")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert not dialog.same.isHidden()
    assert session.store.patients.get(other.id) == other
    QTest.mouseClick(dialog.same.another, Qt.MouseButton.LeftButton)
    assert session.store.patients.get(other.id).family_name == "Family"
    again = ask(session.open.patient)
    assert again.same.isHidden()
    again.sex.setCurrentIndex(again.sex.findText("other"))
    QTest.mouseClick(again.ok, Qt.MouseButton.LeftButton)
    assert again.result() == QDialog.DialogCode.Accepted


def test_the_patient_who_is_there_already_can_be_opened_instead(
    ask: Callable[..., PatientDialog], session: Session, patient: Patient, new_id: Callable[[], str]
) -> None:
    session.patients.add(replace(patient, id=new_id(), family_name="Other", chart_no=None))
    dialog = ask(None, "Family, Given 5/3/1992")
    assert not dialog.same.isHidden()
    QTest.mouseClick(dialog.same.open, Qt.MouseButton.LeftButton)
    assert session.open.patient == patient
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert session.store.patients.count() == 2


def test_a_chart_number_in_use_is_warned_about(
    qtbot: QtBot, ask: Callable[..., PatientDialog], session: Session, patient: Patient
) -> None:
    dialog = ask(None, "Smith, Ann 1/2/1990")
    retype(dialog.chart_no, "10482")
    field = dialog.fields["chart"]
    qtbot.waitUntil(lambda: field.tone == "warning", timeout=20_000)
    assert field.message.text() == "Family, Given, born 5 Mar 1992, has this chart number too."
    QTest.keyClick(dialog.chart_no, Qt.Key.Key_Return)
    assert session.store.patients.count() == 2


def test_a_correction_keeps_the_former_details_and_shows_them(
    ask: Callable[..., PatientDialog], session: Session, patient: Patient
) -> None:
    dialog = ask(patient)
    assert dialog.former.isHidden()
    assert dialog.same.isHidden()
    retype(dialog.family, "Newname")
    dialog.sex.setCurrentIndex(dialog.sex.findText("other"))
    QTest.keyClick(dialog.family, Qt.Key.Key_Return)
    assert session.open.patient == replace(patient, family_name="Newname", sex=Sex.OTHER)
    again = ask(session.open.patient)
    assert again.former.list.count() == 1
    assert again.former.list.item(0).text().endswith("Family, Given · sex female")


def test_an_unchanged_correction_writes_nothing(
    ask: Callable[..., PatientDialog], session: Session, patient: Patient, changes: list[object]
) -> None:
    dialog = ask(patient)
    changes.clear()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert changes == []
    assert session.store.patients.former(patient.id) == ()


def test_a_fault_of_the_file_is_said_in_the_dialog(
    ask: Callable[..., PatientDialog], session: Session, patient: Patient
) -> None:
    dialog = ask(patient)
    retype(dialog.family, "Newname")
    session.store.close()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.problem.isVisible()
    assert dialog.family.text() == "Newname"


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("Smith", Typed("Smith")),
        ("Smith, Ann Mary", Typed("Smith", "Ann Mary")),
        ("Smith Ann", Typed("Smith", "Ann")),
        ("10482", Typed(chart_no="10482")),
        ("Smith, Ann 5/3/1992", Typed("Smith", "Ann", born=date(1992, 3, 5))),
        ("1992-03-05", Typed(born=date(1992, 3, 5))),
        ("", Typed()),
    ],
)
def test_what_was_looked_for_begins_the_form(typed: str, fields: Typed) -> None:
    assert split_typed(typed, TODAY) == fields


@pytest.mark.parametrize("wearing", [LIGHT, DARK])
def test_no_sentence_is_cut_off(
    qtbot: QtBot, ask: Callable[..., PatientDialog], wearing: Look, patient: Patient
) -> None:
    dialog = ask(None, "Family, Given 5/3/1992", wearing=wearing)
    dialog.pupils.setText("999")
    dialog.family.setText("")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)

    def whole() -> bool:
        labels = [label for label in dialog.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
        return len(labels) > 2 and all(label.height() >= label.heightForWidth(label.width()) for label in labels)

    qtbot.waitUntil(whole)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel) if label.text())
