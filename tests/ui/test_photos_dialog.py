"""Photographs by real files, drops, pastes, taps and keys: added beside the window, labelled, hidden, compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.face.face import FaceView, View
from charting.domain.people.attachment import Attachment, Pose, When
from charting.domain.people.patient import Patient
from charting.exchange.pictures.photos import picture_of
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look
from charting.ui.past.visit_rows import VisitsModel
from charting.ui.patient.photo_view import Pane, PhotoView, Sight, counterpart
from charting.ui.patient.photos import PhotosDialog
from charting.ui.shell.intents import AddPhotographs
from tests.exchange.test_photos import a_picture, with_exif, written
from tests.ui.charts import FOREHEAD, treated
from tests.ui.desk import DeskWindow

LEFT = Qt.MouseButton.LeftButton

Open = Callable[[], PhotosDialog]


@pytest.fixture
def show(qtbot: QtBot, hub: Hub, look: Look, session: Session) -> Open:
    def make() -> PhotosDialog:
        dialog = PhotosDialog(session, hub, look)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def coloured(colour: str) -> QImage:
    image = QImage(120, 160, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def kept(session: Session, colour: str, visit_id: str | None = None, **labels: object) -> Attachment:
    visit_id = visit_id or session.open.visit.id
    photo = session.health.add_photo(
        picture_of(coloured(colour)), replace(session.health.blank_photo(visit_id), **labels)
    )
    assert photo is not None
    return photo


def wait(qtbot: QtBot, dialog: PhotosDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.adding.reading, timeout=20_000)


def test_files_are_read_beside_the_window_and_kept(qtbot: QtBot, draft: Session, show: Open, tmp_path: Path) -> None:
    dialog = show()
    assert dialog.empty.isVisible()
    files = [written(tmp_path / f"Jane {n}.jpg", coloured(c)) for n, c in enumerate(("red", "blue"))]
    dialog.add_files([with_exif(files[0]), files[1]])
    assert dialog.adding.bar.isVisible()
    assert not dialog.add.isEnabled()
    wait(qtbot, dialog)
    assert draft.health.photo_count(draft.open.visit.id) == 2
    assert all(a.name == "" for a in draft.open.attachments)  # the file's name names somebody
    assert b"Exif" not in draft.store.attachments.content_of(draft.open.attachments[0].id)
    assert len(dialog.grid.cards) == 2
    assert dialog.chosen == draft.open.attachments[1].id
    assert dialog.labels.isVisible()
    assert dialog.add.isEnabled()
    assert "2 photos" in dialog.visit.currentText()


def test_what_is_no_picture_is_said_and_the_rest_is_kept(
    qtbot: QtBot, draft: Session, show: Open, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.jpg"
    notes.write_text("a text file named .jpg")
    good = written(tmp_path / "good.jpg", a_picture())
    dialog = show()
    dialog.add_files([notes, good, good])
    wait(qtbot, dialog)
    assert "“notes.jpg” is no picture" in dialog.adding.says.text()
    assert "there already" in dialog.adding.says.text()
    assert len(draft.open.attachments) == 1


def test_reading_can_be_stopped(qtbot: QtBot, draft: Session, show: Open, tmp_path: Path) -> None:
    large = written(tmp_path / "large.jpg", a_picture(5000, 4000))
    dialog = show()
    dialog.add_files([large] * 50)
    QTest.mouseClick(dialog.adding.stop, LEFT)
    wait(qtbot, dialog)
    assert len(draft.open.attachments) <= 2
    assert "Stopped" in dialog.adding.says.text()


def test_a_dialog_closed_while_reading_leaves_nothing_running(
    qtbot: QtBot, draft: Session, show: Open, tmp_path: Path
) -> None:
    dialog = show()
    dialog.add_files([written(tmp_path / "large.jpg", a_picture(5000, 4000))] * 20)
    dialog.reject()
    assert not dialog.adding.reading
    QApplication.processEvents()
    assert len(draft.open.attachments) <= 1


def test_a_picture_is_pasted(qtbot: QtBot, draft: Session, show: Open) -> None:
    dialog = show()
    QGuiApplication.clipboard().clear()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no picture to paste" in dialog.adding.says.text()
    QGuiApplication.clipboard().setImage(coloured("green"))
    QTest.mouseClick(dialog.paste, LEFT)
    wait(qtbot, dialog)
    assert [a.width for a in draft.open.attachments] == [120]


def test_each_label_is_one_tap(qtbot: QtBot, draft: Session, show: Open) -> None:
    photo = kept(draft, "red")
    dialog = show()
    QTest.mouseClick(dialog.grid.cards[photo.id], LEFT)
    labels = dialog.labels
    QTest.mouseClick(labels.when.buttons[0], LEFT)
    QTest.mouseClick(labels.poses[Pose.FROWN], LEFT)
    QTest.mouseClick(labels.view.buttons[1], LEFT)
    labels.name.setFocus()
    QTest.keyClicks(labels.name, "after 2 min")
    QTest.keyClick(labels.name, Qt.Key.Key_Return)
    (now,) = draft.open.attachments
    assert (now.when, now.pose, now.view, now.name) == (When.BEFORE, Pose.FROWN, View.RIGHT, "after 2 min")
    assert dialog.grid.cards[photo.id].isChecked()
    QTest.mouseClick(labels.poses[Pose.SMILE], LEFT)
    assert draft.open.attachments[0].pose is Pose.SMILE
    assert not labels.poses[Pose.FROWN].isChecked()
    QTest.mouseClick(labels.poses[Pose.SMILE], LEFT)
    assert draft.open.attachments[0].pose is None


def test_a_photograph_is_hidden_with_a_reason_and_comes_back(draft: Session, show: Open) -> None:
    photo = kept(draft, "red", when=When.BEFORE, pose=Pose.REST)
    dialog = show()
    QTest.mouseClick(dialog.grid.cards[photo.id], LEFT)
    QTest.mouseClick(dialog.labels.hide_it, LEFT)
    QTest.mouseClick(dialog.labels.sure, LEFT)
    assert "Say why" in dialog.adding.says.text()
    QTest.keyClicks(dialog.labels.reason, "The wrong patient")
    QTest.keyClick(dialog.labels.reason, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert draft.open.attachments[0].hidden.reason == "The wrong patient"
    assert dialog.grid.cards == {}
    dialog.hidden.click()
    QTest.mouseClick(dialog.grid.cards[photo.id], LEFT)
    assert "The wrong patient" in dialog.labels.about.text()
    assert not dialog.labels.when.isEnabled()
    QTest.mouseClick(dialog.labels.hide_it, LEFT)
    assert draft.open.attachments[0].hidden is None


def test_a_copy_leaves_the_file_only_where_it_is_asked_for(
    draft: Session, show: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = kept(draft, "red")
    dialog = show()
    QTest.mouseClick(dialog.grid.cards[photo.id], LEFT)
    asked: list[tuple[object, ...]] = []
    copy = tmp_path / "x.jpg"

    def name(*said: object) -> tuple[str, str]:
        asked.append(said)
        return (str(copy), "")

    monkeypatch.setattr("charting.ui.kit.asking_files.QFileDialog.getSaveFileName", name)
    QTest.mouseClick(dialog.labels.copy, LEFT)
    assert copy.read_bytes() == draft.store.attachments.content_of(photo.id)
    assert asked[0][2] == "photograph.jpg"  # no name of anybody
    assert draft.store.audit.entries(action="export", limit=5)[0].visit == draft.open.visit.id


def test_every_visit_has_its_own(session: Session, patient: Patient, show: Open) -> None:
    given = treated(session, 90, *FOREHEAD)
    session.patients.open(patient.id)
    session.charting.new_visit()
    kept(session, "red", given.id, when=When.AFTER, pose=Pose.REST)
    dialog = show()
    assert dialog.grid.cards == {}
    dialog.visit.setCurrentIndex(1)
    dialog.visit.activated.emit(1)
    assert len(dialog.grid.cards) == 1
    kept(session, "blue")
    model = VisitsModel(session)
    model.show(session.open.visits, session.open.patient)
    assert "1 photo" in model.spoken(0)
    session.charting.discard_draft()
    dialog.visit.setCurrentIndex(dialog.visit.count() - 1)
    dialog.visit.activated.emit(0)
    assert len(dialog.grid.cards) == 1  # the draft is gone, its photograph is not


def test_the_card_of_a_visit_counts_them(draft: Session) -> None:
    model = VisitsModel(draft)
    model.show(draft.open.visits, draft.open.patient)
    assert "photo" not in model.spoken(0)
    photo = kept(draft, "red")
    kept(draft, "blue")
    model.show(draft.open.visits, draft.open.patient)
    assert "2 photos" in model.spoken(0)
    draft.health.hide_photo(photo, "blurred")
    model.show(draft.open.visits, draft.open.patient)
    assert "1 photo" in model.spoken(0)


# ---------------------------------------------------------------------- large, and beside each other


def test_what_a_photograph_is_compared_with(session: Session, patient: Patient) -> None:
    given = treated(session, 90, *FOREHEAD)
    session.patients.open(patient.id)
    session.charting.new_visit()
    frown = {"pose": Pose.FROWN, "view": View.FRONT}
    now = kept(session, "red", when=When.BEFORE, **frown)
    rest = kept(session, "green", when=When.AFTER, pose=Pose.REST, view=View.FRONT)
    last = kept(session, "blue", given.id, when=When.AFTER, **frown)
    visits = [v.id for v in session.open.visits]
    assert counterpart(list(session.open.attachments), now, visits) == last
    after = kept(session, "white", when=When.AFTER, **frown)
    assert counterpart(list(session.open.attachments), now, visits) == after
    assert counterpart([now, rest], now, visits) == rest
    assert counterpart([now], now, visits) is None
    assert counterpart([last, now], last, visits) is None  # of what came later nothing is known yet


def test_two_are_zoomed_and_moved_together(qtbot: QtBot, draft: Session, look: Look) -> None:
    before, after = (kept(draft, c, when=w, pose=Pose.REST) for c, w in (("red", When.BEFORE), ("blue", When.AFTER)))
    view = PhotoView(draft, look, after, before)
    qtbot.addWidget(view)
    view.show()
    left, right = view.panes
    assert "Before" in left.accessibleName()
    assert left.grab().toImage().pixelColor(left.rect().center()).red() > 250
    assert right.grab().toImage().pixelColor(right.rect().center()).blue() > 250
    spot = QPointF(left.rect().center())
    QApplication.sendEvent(left, QWheelEvent(
        spot, left.mapToGlobal(spot), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    ))  # fmt: skip
    assert left.sight.zoom == right.sight.zoom == pytest.approx(1.25**2)
    QTest.keyClick(right, Qt.Key.Key_Right)
    assert left.sight.x == right.sight.x > 0.5
    QTest.mousePress(left, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(left, QPoint(160, 100))
    QTest.mouseRelease(left, LEFT, pos=QPoint(160, 100))
    assert right.sight == left.sight
    QTest.keyClick(left, Qt.Key.Key_0)
    assert right.sight == Sight()


def test_the_sight_never_leaves_the_picture() -> None:
    sight = Sight().zoomed(4).moved(9, -9)
    assert (sight.zoom, sight.x, sight.y) == (4, 0.875, 0.125)
    assert sight.zoomed(0.01) == Sight()
    assert Sight().zoomed(99).zoom == 16


def test_a_pane_without_a_picture_is_no_fault(qtbot: QtBot, look: Look) -> None:
    pane = Pane(look)
    qtbot.addWidget(pane)
    pane.show()
    QTest.keyClick(pane, Qt.Key.Key_Plus)
    assert pane.frame().isEmpty()


# ---------------------------------------------------------------------- the window


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> DeskWindow:
    def no_face(view: View, version: int) -> FaceView | None:
        return None

    made = DeskWindow(hub, look, no_face)
    qtbot.addWidget(made)
    made.attach(session, "test.sqlite")
    made.show()
    return made


def test_files_dropped_on_the_window_go_to_the_open_visit(
    qtbot: QtBot, window: DeskWindow, draft: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[PhotosDialog] = []
    monkeypatch.setattr(PhotosDialog, "exec", lambda self: shown.append(self))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(written(tmp_path / "x.jpg", a_picture())))])
    where, nothing = QPointF(600, 400), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, LEFT, nothing)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(where, Qt.DropAction.CopyAction, data, LEFT, nothing))
    qtbot.waitUntil(lambda: len(shown) == 1)
    wait(qtbot, shown[0])
    assert draft.health.photo_count(draft.open.visit.id) == 1
    words = QMimeData()
    words.setText("just words")
    other = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, words, LEFT, nothing)
    other.ignore()
    QApplication.sendEvent(window, other)
    assert not other.isAccepted()


def test_the_keys_open_the_pages_and_need_a_patient(
    window: DeskWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from charting.ui.patient.history import HistoryDialog

    shown: list[str] = []
    for kind in (PhotosDialog, HistoryDialog):
        monkeypatch.setattr(kind, "exec", lambda self: shown.append(type(self).__name__))
    window.hub.asked.emit(AddPhotographs((Path("x.jpg"),)))
    window.do("history")
    assert shown == []
    session.patients.add(Patient(session.env.new_id(), "Family", "Given", session.env.clock().date()))
    control = Qt.KeyboardModifier.ControlModifier
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_H, control)
    QTest.keyClick(window, Qt.Key.Key_A, control | Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseClick(window.banner.health, LEFT)
    assert shown == ["HistoryDialog", "PhotosDialog", "HistoryDialog"]


def test_every_control_has_a_name_and_both_looks_differ(qtbot: QtBot, draft: Session, hub: Hub, show: Open) -> None:
    photo = kept(draft, "red")
    dialog = show()
    QTest.mouseClick(dialog.grid.cards[photo.id], LEFT)
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for control in dialog.findChildren(kind):
            if control.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(control.parent(), QComboBox):
                assert control.accessibleName() or getattr(control, "text", str)(), control
    dark = PhotosDialog(draft, hub, DARK)
    qtbot.addWidget(dark)
    assert dark.grab().toImage() != dialog.grab().toImage()
