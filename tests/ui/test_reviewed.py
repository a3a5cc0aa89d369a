"""Who looked through the shipped ranges: recorded by who may, printed on the sheet, asked again of new ranges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting import __version__
from charting.desk.steps import Changed
from charting.desk.who import NotAllowed
from charting.domain.clinic.clinic import TableReview
from charting.domain.dosing.range_table import effective, shipped_version, table_of
from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.people import Role
from charting.domain.visit.visit import Technique
from charting.errors import StoreProblem
from charting.ui.clinic.settings import SettingsDialog
from charting.ui.clinic.settings_ranges import ReviewedDialog
from charting.ui.people.audit_words import action_text
from charting.ui.shell.about import AboutDialog
from tests.ui.conftest import NOW
from tests.ui.papers import sheet_pdf, text
from tests.ui.people import EVE, IDAS, with_eve, with_ida

NOBODY = "No clinician of this clinic has reviewed the shipped reference ranges."
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot, charted, hub, look):
    window = SettingsDialog(charted, hub, look, "ranges")
    qtbot.addWidget(window)
    window.show()
    return window.pages["ranges"].reviewed


def answered(act, *keys):
    """Do something that asks, and answer with these keys or clicks in the dialog that comes."""

    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReviewedDialog)
        for key in keys:
            key(dialog)

    QTimer.singleShot(50, answer)
    act()


def typed(words):
    return lambda dialog: (dialog.name.selectAll(), QTest.keyClicks(dialog.name, words))


def recorded(dialog):
    QTest.mouseClick(dialog.keep, LEFT)


def test_the_sheet_says_that_nobody_has_reviewed_the_ranges_until_somebody_did(bar, charted):
    assert NOBODY in text(sheet_pdf(charted))
    assert bar.says.text() == "No clinician has reviewed the shipped ranges yet; the face map says so."
    answered(lambda: QTest.mouseClick(bar.record, LEFT), typed("Dr Jane X"), recorded)
    assert bar.says.text() == bar.says.accessibleName() == "Shipped ranges reviewed by Dr Jane X, 14 Jul 2026."
    said = text(sheet_pdf(charted))
    assert "Shipped reference ranges reviewed by Dr Jane X, 14 Jul 2026." in said
    assert NOBODY not in said
    (entry,) = charted.store.audit.entries(action="table-reviewed", limit=5)
    assert shipped_version(charted.env.shipped) in entry.detail
    assert "Jane" not in entry.detail
    assert action_text(entry.action) == "shipped ranges reviewed"


def test_without_a_name_nothing_is_recorded(bar, charted):
    def refused(dialog):
        recorded(dialog)
        assert "Type the name of the clinician" in dialog.field.message.text()
        QTest.mouseClick(dialog.cancel, LEFT)

    answered(lambda: QTest.mouseClick(bar.record, LEFT), typed("   "), refused)
    assert charted.clinic.book.reviews == ()


def test_who_is_signed_in_is_who_reviewed(bar, charted):
    with_eve(charted)
    bar.refresh()
    answered(
        lambda: QTest.mouseClick(bar.record, LEFT),
        lambda dialog: QTest.keyClicks(dialog.name, "Somebody else"), recorded,
    )  # fmt: skip
    (found,) = charted.store.clinic.book().reviews
    assert (found.by, found.at) == (EVE, NOW.replace(microsecond=0))


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.ADMINISTRATOR])
def test_only_who_injects_may_say_so(bar, charted, role):
    with_eve(charted)
    ida = with_ida(charted, role)
    charted.people.sign_in(charted.people.verify(ida.id, IDAS))
    bar.refresh()
    assert not bar.record.isVisible()
    with pytest.raises(NotAllowed, match="Only an injector"):
        charted.reviewed.record()
    assert charted.clinic.book.reviews == ()


def test_other_shipped_ranges_ask_again(bar, charted):
    charted.reviewed.record("Dr X")
    first = charted.env.shipped
    everything = Changed(patient=True, visits=True, visit=True, clinic=True)
    charted.change(env=replace(charted.env, shipped=replace(first, ranges=first.ranges[1:])), also=everything)
    assert bar.says.text() == (
        "The shipped ranges changed after the review by Dr X, 14 Jul 2026; nobody has reviewed these yet."
    )
    assert NOBODY in text(sheet_pdf(charted))
    charted.change(env=replace(charted.env, shipped=first), also=everything)
    assert "reviewed by Dr X" in text(sheet_pdf(charted))


def test_the_clinics_own_ranges_ask_nobody_again(charted):
    charted.reviewed.record("Dr X")
    forehead = ("ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, None)
    charted.settings.set_range(forehead, Decimal(6), Decimal(8))
    assert table_of(charted.clinic.reference).version != shipped_version(charted.clinic.reference)
    assert shipped_version(charted.clinic.reference) == shipped_version(charted.env.shipped)
    charted.signing.sign("Dr X")
    charted.settings.reset_range(forehead)
    assert charted.clinic.tables.compared_with(charted.open.visit) == "kept"
    assert "ranges reviewed by Dr X" in text(sheet_pdf(charted))


def test_a_review_is_never_changed_and_outlives_the_session(charted):
    review = TableReview(shipped_version(charted.env.shipped), "Dr X", NOW)
    charted.store.clinic.add_table_review(review)
    assert charted.store.clinic.book().reviews == (review,)
    for sql in ("UPDATE table_reviewed SET reviewed_by = 'Dr Y'", "DELETE FROM table_reviewed"):
        with pytest.raises(StoreProblem, match="what was recorded"), charted.store.writing() as conn:
            conn.execute(sql)
    assert effective(charted.env.shipped, ()) is charted.env.shipped


# ---------------------------------------------------------------------- about


@pytest.mark.parametrize("opened", [True, False])
def test_about_says_what_the_program_is_for_and_what_it_is_not(qtbot, charted, look, opened):
    dialog = AboutDialog(charted if opened else None)
    qtbot.addWidget(dialog)
    dialog.show()
    said = " ".join(label.text().replace("\n", "") for label in dialog.texts.values())
    for wanted in (
        "To chart where botulinum toxin was injected", "for clinicians", "not medical advice", "blocks none",
        "MIT licence", "README", "No clinician of this clinic has reviewed them yet.",
        str(charted.store.path) if opened else "No file is open",
    ):  # fmt: skip
        assert wanted in said, wanted
    for name, label in dialog.texts.items():
        assert label.accessibleName().startswith(name)
        assert label.height() >= label.heightForWidth(label.width())  # no line is cut
        assert label.textFormat() is Qt.TextFormat.PlainText
    assert dialog.height() <= 720
    assert dialog.close_button.hasFocus() or not dialog.isActiveWindow()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_long_path_is_broken_into_lines_and_never_cut(qtbot, charted, look, monkeypatch):
    path = charted.store.path
    monkeypatch.setattr(charted.store, "path", path.parent / ("folder" * 40) / "clinic.sqlite")
    dialog = AboutDialog(charted)
    qtbot.addWidget(dialog)
    dialog.show()
    label = dialog.texts["File"]
    lines = label.text().splitlines()
    assert "".join(lines) == str(charted.store.path)
    assert all(label.fontMetrics().horizontalAdvance(line) <= label.width() for line in lines)
    assert label.height() >= label.fontMetrics().height() * len(lines)


def test_about_names_the_version_and_who_reviewed(qtbot, charted, look):
    charted.reviewed.record("Dr X")
    dialog = AboutDialog(charted)
    qtbot.addWidget(dialog)
    assert "Reviewed by Dr X, 14 Jul 2026." in dialog.texts["Reference ranges"].text()
    assert any(label.text() == f"Charting {__version__}" for label in dialog.findChildren(type(dialog.texts["File"])))
    other = AboutDialog(charted)
    qtbot.addWidget(other)


def test_about_opens_from_the_menu(window, monkeypatch):
    shown = []
    monkeypatch.setattr(AboutDialog, "exec", lambda self: shown.append(self))
    window.actions_by_name["about"].trigger()
    assert len(shown) == 1
