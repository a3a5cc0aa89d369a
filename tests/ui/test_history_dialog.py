"""History and consent by real taps and keys: nothing applies, chips, earlier toxin, versions, consents, bad input."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import NOTHING_APPLIES, Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient
from charting.errors import Refused
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look
from charting.ui.patient.banner import PatientBanner
from charting.ui.patient.history import HistoryDialog
from charting.ui.patient.history_form import parse_day_or_month
from tests.ui.desk import DeskWindow
from tests.ui.painted import painted

LEFT = Qt.MouseButton.LeftButton
TODAY = date(2026, 7, 14)


def opened(qtbot: QtBot, session: Session, look: Look) -> HistoryDialog:
    dialog = HistoryDialog(session, look)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def some(**said: object) -> PatientHistory:
    """A history in which everything was asked and only this applies."""
    return replace(NOTHING_APPLIES, no_allergies=False, **said)


def tap(button: QAbstractButton) -> None:
    QTest.mouseClick(button, LEFT)


def typed(editor: QLineEdit, text: str, *, enter: bool = False) -> None:
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)
    if enter:
        QTest.keyClick(editor, Qt.Key.Key_Return)


def test_nothing_of_this_applies_is_one_tap(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    dialog = opened(qtbot, session, look)
    assert dialog.asked.text() == "not asked yet"
    tap(dialog.form.nothing)
    tap(dialog.keep)
    said = session.open.history
    assert replace(said, asked_at=None, asked_by=None) == NOTHING_APPLIES
    assert said.asked_at == session.env.clock().replace(microsecond=0)


def test_a_page_opened_and_closed_asks_nothing(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    first = opened(qtbot, session, look)
    tap(first.keep)
    assert session.open.history is None
    session.health.keep_history(NOTHING_APPLIES)
    second = opened(qtbot, session, look)
    tap(second.keep)
    assert len(session.store.histories.histories_of(patient.id)) == 1


def test_taps_and_words_become_a_history(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    dialog = opened(qtbot, session, look)
    form = dialog.form
    tap(form.none)
    tap(form.allergies.offered[0])
    assert not form.none.isChecked()  # an allergy takes back that there is none
    typed(form.allergies.typed, "nickel, Latex", enter=True)
    assert form.allergies.words == ["latex", "nickel"]
    assert dialog.isVisible()  # Enter belongs to the field
    tap(form.answers["milk_protein"].buttons[0])
    tap(form.answers["pregnant"].buttons[1])
    tap(form.conditions[Condition.ALS])
    typed(form.medicines.typed, "amikacin")  # still in the field when Save is tapped
    tap(form.add_toxin)
    row = form.toxins[0]
    row.product.setCurrentIndex(row.product.findData("abo_dysport"))
    typed(row.on, "03/2026")
    typed(row.units, "120,5")
    tap(dialog.keep)
    said = session.open.history
    assert said.allergies == ("latex", "nickel")
    assert (said.milk_protein, said.pregnant, said.toxin_allergy) == (Answer.YES, Answer.NO, Answer.UNKNOWN)
    assert said.conditions == (Condition.ALS,)
    assert said.medicines == ("amikacin",)
    assert said.earlier == (EarlierToxin("abo_dysport", date(2026, 3, 1), True, Decimal("120.5")),)


def test_a_chip_is_taken_out_by_a_tap(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    session.health.keep_history(PatientHistory(allergies=("latex", "<b>nickel</b> & co")))
    dialog = opened(qtbot, session, look)
    chip = dialog.form.allergies.chips[0]
    assert "<b>nickel</b> && co" in chip.text()
    tap(chip)
    tap(dialog.form.allergies.offered[0])
    assert dialog.form.allergies.words == []


def test_no_known_allergies_takes_the_others_back(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> None:
    dialog = opened(qtbot, session, look)
    tap(dialog.form.answers["toxin_allergy"].buttons[0])
    typed(dialog.form.allergies.typed, "nickel", enter=True)
    tap(dialog.form.none)
    assert dialog.form.read() == PatientHistory(no_allergies=True, toxin_allergy=Answer.NO, asked=())


@pytest.mark.parametrize(
    ("text", "day", "about"),
    [
        ("03/2026", date(2026, 3, 1), True), ("3.2026", date(2026, 3, 1), True), ("2026-03", date(2026, 3, 1), True),
        ("2024", date(2024, 1, 1), True), ("05/03/2026", date(2026, 3, 5), False),
    ],
)  # fmt: skip
def test_a_day_or_a_month_is_understood(text: str, day: date, about: bool) -> None:
    assert parse_day_or_month(text, TODAY) == (day, about)


@pytest.mark.parametrize("text", ["", "13/2026", "0/2026", "soon", "31/02/2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_day_or_month(text, TODAY)


@pytest.mark.parametrize(
    ("on", "units", "said"),
    [("14/07/2027", "", "still to come"), ("", "50", "date is missing"), ("03/2026", "many", "no number of units"),
     ("03/2026", "10001", "0.01 to 10,000")],
)  # fmt: skip
def test_an_earlier_treatment_that_cannot_be_is_said(
    qtbot: QtBot, session: Session, patient: Patient, look: Look, on: str, units: str, said: str
) -> None:
    dialog = opened(qtbot, session, look)
    tap(dialog.form.add_toxin)
    typed(dialog.form.toxins[0].on, on)
    typed(dialog.form.toxins[0].units, units)
    tap(dialog.keep)
    assert dialog.isVisible()
    assert said in dialog.problem.text()
    assert session.open.history is None
    tap(dialog.form.toxins[0].remove)
    assert dialog.form.toxins == []


def test_earlier_versions_are_looked_at_and_not_changed(
    qtbot: QtBot, session: Session, patient: Patient, look: Look
) -> None:
    session.health.keep_history(PatientHistory(allergies=("latex",), asked_by="Dr X"))
    session.health.keep_history(NOTHING_APPLIES)
    dialog = opened(qtbot, session, look)
    assert dialog.version.count() == 2
    dialog.version.setFocus()
    QTest.keyClick(dialog.version, Qt.Key.Key_Down)
    view = dialog.version.view()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert dialog.asked.text() == "asked 14 Jul 2026 by Dr X; it holds no longer"
    assert dialog.form.allergies.words == ["latex"]
    assert not dialog.form.isEnabled()
    assert not dialog.keep.isEnabled()


# ---------------------------------------------------------------------- consent


def test_a_consent_is_three_taps(qtbot: QtBot, charted: Session, look: Look) -> None:
    dialog = opened(qtbot, charted, look)
    panel = dialog.consents
    assert list(panel.areas) == ["mentalis"]  # 17 points of Botox: the chin is on no label
    tap(panel.keep)
    assert "Choose what the patient agrees to" in panel.says.text()
    panel.treatment.click()
    tap(panel.keep)
    assert "name of the person" in panel.says.text()
    typed(panel.by, "Dr A. Injector")
    panel.off_label.click()
    assert panel.areas["mentalis"].isChecked()
    tap(panel.keep)
    (consent,) = charted.open.consents
    assert consent.to == (ConsentTo.TREATMENT, ConsentTo.OFF_LABEL)
    assert (consent.areas, consent.product) == (("mentalis",), "ona_botox")
    assert consent.taken_by == "Dr A. Injector"
    assert charted.health.not_agreed() == ()
    assert len(panel.rows) == 1
    assert not panel.begun


def test_what_was_ticked_is_kept_with_the_page(qtbot: QtBot, charted: Session, look: Look) -> None:
    dialog = opened(qtbot, charted, look)
    tap(dialog.form.nothing)
    dialog.consents.treatment.click()
    tap(dialog.keep)
    assert dialog.isVisible()  # nobody's name yet
    assert dialog.asked.text().startswith("asked 14 Jul 2026")  # the history is kept already, and only once
    typed(dialog.consents.by, "Dr X")
    tap(dialog.keep)
    assert not dialog.isVisible()
    assert [c.to for c in charted.open.consents] == [(ConsentTo.TREATMENT,)]
    assert charted.health.earlier_histories() == ()


def test_a_consent_of_a_day_to_come_is_refused(qtbot: QtBot, charted: Session, look: Look) -> None:
    dialog = opened(qtbot, charted, look)
    panel = dialog.consents
    panel.photographs.click()
    typed(panel.by, "Dr X")
    typed(panel.on, "20/07/2026")
    tap(panel.keep)
    assert "still to come" in panel.says.text()
    typed(panel.on, "13/07/2026")
    tap(panel.keep)
    assert charted.open.consents[0].given_at.date() == date(2026, 7, 13)


def test_a_consent_is_withdrawn_where_it_stands(qtbot: QtBot, charted: Session, look: Look) -> None:
    given_at = charted.env.clock() - timedelta(1)
    to = (ConsentTo.TREATMENT,)
    consent = Consent(charted.env.new_id(), charted.open.patient.id, given_at, to, taken_by="Dr X")
    charted.health.give_consent(consent)
    dialog = opened(qtbot, charted, look)
    panel = dialog.consents
    row = panel.rows[0]
    tap(row.withdraw)
    typed(row.reason, "Changed her mind")
    tap(row.sure)
    assert charted.open.consents[0].withdrawn.reason == "Changed her mind"
    assert charted.open.consents[0].withdrawn.by == "Dr X"
    assert not panel.rows[0].withdraw.isVisible()
    assert "Withdrawn 14 Jul 2026" in panel.rows[0].accessibleName()


def test_a_scan_is_attached_and_saved_as_a_copy(
    qtbot: QtBot, charted: Session, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(qtbot, charted, look)
    panel = dialog.consents
    notes = tmp_path / "jane.jpg"
    notes.write_text("not a picture at all")
    panel.take_scan(notes)
    assert "is no picture" in panel.says.text()
    paper = tmp_path / "jane.pdf"
    paper.write_bytes(b"%PDF-1.7 signed")
    panel.take_scan(paper)
    assert panel.begun
    panel.treatment.click()
    typed(panel.by, "Dr X")
    tap(panel.keep)
    copy = tmp_path / "copy.pdf"
    monkeypatch.setattr("charting.ui.kit.asking_files.QFileDialog.getSaveFileName", lambda *_: (str(copy), ""))
    tap(panel.rows[0].scan)
    assert copy.read_bytes() == b"%PDF-1.7 signed"
    assert charted.store.audit.entries(action="export", limit=5)[0].patient == charted.open.patient.id
    monkeypatch.setattr(
        "charting.ui.kit.asking_files.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "no" / "x.pdf"), "")
    )
    tap(panel.rows[0].scan)
    assert "Choose another place" in panel.says.text()


def test_every_control_has_a_name_and_both_looks_differ(qtbot: QtBot, charted: Session, look: Look) -> None:
    charted.health.keep_history(PatientHistory(earlier=(EarlierToxin(None, TODAY),)))
    dialog = opened(qtbot, charted, look)
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for control in dialog.findChildren(kind):
            if control.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(control.parent(), QComboBox):
                assert control.accessibleName() or getattr(control, "text", str)(), control
    assert opened(qtbot, charted, DARK).grab().toImage() != dialog.grab().toImage()


def test_another_chart_opened_behind_the_page_gets_nothing_of_it(
    qtbot: QtBot, session: Session, patient: Patient, look: Look
) -> None:
    dialog = opened(qtbot, session, look)
    tap(dialog.form.nothing)
    other = replace(patient, id=session.env.new_id(), chart_no="2")
    session.patients.add(other)
    tap(dialog.keep)
    assert session.open.history is None
    assert session.store.histories.history_of(patient.id) is None


# ---------------------------------------------------------------------- the banner


@pytest.fixture
def banner(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> PatientBanner:
    shown = PatientBanner(session, hub, look)
    qtbot.addWidget(shown)
    shown.resize(1280, 56)
    shown.show()
    return shown


@pytest.mark.parametrize(
    ("history", "text", "warning"),
    [
        (None, "Allergies not asked", False),
        (PatientHistory(pregnant=Answer.NO, asked=()), "Allergies not asked · 24 questions not asked", False),
        (NOTHING_APPLIES, "No known allergies", False),
        (some(allergies=("latex",), milk_protein=Answer.YES), "Allergies: latex, cow's-milk protein", True),
        (some(allergies=("cow's milk",), milk_protein=Answer.YES), "Allergies: cow's milk", True),
        (some(human_albumin=Answer.YES), "Allergies: human albumin", True),
        (replace(NOTHING_APPLIES, pregnant=Answer.YES), "Pregnant · No known allergies", True),
        (some(toxin_allergy=Answer.YES, conditions=(Condition.MYASTHENIA_GRAVIS,)),
         "Allergies: botulinum toxin · Myasthenia gravis", True),
        (replace(NOTHING_APPLIES, conditions=(Condition.DRY_EYE,)), "No known allergies", False),
        (replace(NOTHING_APPLIES, conditions=(Condition.BLOOD_THINNERS, Condition.OTHER_TOXIN)),
         "Other toxin within 4 months · Blood thinner · No known allergies", True),
        (replace(NOTHING_APPLIES, human_albumin=Answer.UNKNOWN), "No known allergies · 1 question not asked", False),
        (replace(NOTHING_APPLIES, asked=None, human_albumin=Answer.UNKNOWN),
         "No known allergies · 16 questions not asked", False),
    ],
)  # fmt: skip
def test_allergies_stand_under_the_name_in_words(
    banner: PatientBanner, session: Session, patient: Patient, history: PatientHistory | None, text: str, warning: bool
) -> None:
    if history is not None:
        session.health.keep_history(history)
    assert banner.health.whole == banner.health.accessibleName() == text
    QTest.qWait(1)  # until it is laid out anew
    assert banner.health.text() == text
    assert banner.health.warning is warning


def test_what_changes_conduct_is_whole_on_as_many_lines_as_it_needs(window: DeskWindow, charted: Session) -> None:
    banner, session = window.banner, charted
    assert banner is not None
    conduct = (Condition.MYASTHENIA_GRAVIS, Condition.PTOSIS, Condition.BLOOD_THINNERS, Condition.TOXIN_REACTION)
    session.health.keep_history(some(
        allergies=("penicillin and related antibiotics", "natural rubber latex"), conditions=conduct,
        pregnant=Answer.YES,
    ))  # fmt: skip
    QTest.qWait(20)
    shown = "".join(painted(banner.health))
    for words in ("penicillin", "rubber latex", "Pregnant", "Myasthenia", "Drooping eyelids", "Blood thinner"):
        assert words in shown
    assert "…" not in shown
    assert len(painted(banner.health)) > 1
    session.health.keep_history(some(
        allergies=tuple(f"allergy number {n}" for n in range(40)), conditions=conduct,
        pregnant=Answer.YES,
    ))  # fmt: skip
    QTest.qWait(20)
    shown = "".join(painted(banner.health))
    assert " more" in shown
    assert "Pregnant" in shown
    assert "Side effect of a toxin before" in shown
    assert banner.rect().contains(banner.health.geometry())
    if folder := os.environ.get("SHOTS"):
        window.grab().save(f"{folder}/conduct.png")


def test_many_allergies_are_counted_and_whole_in_the_tooltip(
    banner: PatientBanner, session: Session, patient: Patient
) -> None:
    session.health.keep_history(PatientHistory(allergies=tuple(f"<i>{n}</i> & thing" for n in range(40))))
    QTest.qWait(1)
    banner.resize(1280, banner.sizeHint().height())
    assert banner.health.text().count("\n") == 2
    assert " more" in banner.health.text().replace("\n", " ")
    assert "&lt;i&gt;39" in banner.health.toolTip()
    assert banner.health.geometry().right() < banner.pill.geometry().left() or banner.pill.isHidden()
    assert banner.rect().contains(banner.health.geometry())
    assert banner.health.geometry().top() >= banner.name.geometry().bottom() - 2


@pytest.mark.parametrize("asked", [False, True])
def test_nothing_of_the_form_is_cut_off(
    qtbot: QtBot, session: Session, patient: Patient, look: Look, asked: bool
) -> None:
    if asked:
        earlier = EarlierToxin("abo_dysport", TODAY, True, Decimal(120), "Lisbon")
        session.health.keep_history(PatientHistory(allergies=("latex",), earlier=(earlier,)))
        session.health.keep_history(PatientHistory(allergies=("latex", "nickel"), earlier=(earlier,)))
    dialog = opened(qtbot, session, look)
    QTest.qWait(1)
    viewport = dialog.form.parentWidget()
    assert dialog.form.width() == viewport.width()
    assert dialog.width() <= 1280
    for segments in dialog.form.answers.values():
        assert viewport.rect().contains(segments.rect().translated(segments.mapTo(viewport, segments.rect().topLeft())))
