"""What the desk does about patients: find, add and correct one, their history and consent, their photographs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from charting.domain.face.face import FaceView, View
from charting.ui.kit.look import wear
from charting.ui.kit.menus import hang
from charting.ui.shell.feature import Action, Feature, Host, KeyLine, Menu, Panel, PatientPicker, Spot, _, with_patient
from charting.ui.shell.intents import AddPhotographs

if TYPE_CHECKING:
    from charting.domain.people.patient import Patient
    from charting.ui.patient.banner import PatientBanner


def feature(host: Host) -> Feature:
    """Who is treated, on top of the desk."""
    here = Patients(host)
    main, patient = Menu.MAIN, with_patient
    return Feature(
        actions=(
            Action("find", _("Find patient"), here.find, "Ctrl+K", menu=(main, 100)),
            Action("add_patient", _("New patient…"), here.add, "Ctrl+Shift+N", menu=(main, 105)),
            Action(
                "edit_patient", _("Correct patient's details…"), here.edit, "Ctrl+E", patient, (main, 110)
            ),
            Action("history", _("History and consent…"), here.history, "Ctrl+H", patient, (main, 115)),
            Action("photographs", _("Photographs…"), here.photographs, "Ctrl+Shift+A", patient, (main, 120)),
        ),
        panels=(Panel(Spot.TOP, here.make_banner, here.finder),),
        keys=(
            KeyLine(260, _("Ctrl+K, Ctrl+N, Ctrl+Enter"), _("find a patient, new visit, sign")),
        ),
        offers={PatientPicker: here.make_picker},
        answers={AddPhotographs: lambda intent: here.photographs(intent.files)},
    )  # fmt: skip


class Patients(QObject):
    """Dialogs are imported where they are opened."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host
        self._banner: PatientBanner | None = None

    def make_banner(self) -> QWidget:
        """The bar on top, with the menu of the desk."""
        from charting.ui.patient.banner import PatientBanner

        host = self._host
        self._banner = banner = PatientBanner(host.session, host.hub, host.look)
        banner.new_patient_requested.connect(self.add)
        banner.edit_patient_requested.connect(self.edit)
        banner.health.clicked.connect(self.history)
        menu = QMenu(banner.menu_button)
        wear(menu, role="desk")
        hang(banner.menu_button, menu)
        host.fill_menu(menu)
        return banner

    def make_picker(self, without: str) -> PatientPicker:
        """Finds a patient, all but the one of this id."""
        from charting.ui.patient.finder_rows import FindPatient

        return FindPatient(self._host.session, self._host.look, without)

    def finder(self) -> QWidget | None:
        """Where F6 stops."""
        return self._banner.finder if self._banner is not None else None

    def find(self) -> None:
        if self._banner is not None:
            self._banner.finder.focus_find()

    def add(self, typed: str = "") -> None:
        self._show(None, typed)
        self._host.go_to_face()

    def edit(self) -> None:
        patient = self._host.session.open.patient
        if patient is not None:
            self._show(patient, "")

    def _show(self, patient: Patient | None, typed: str) -> None:
        from charting.ui.patient.patient import PatientDialog

        host = self._host
        PatientDialog(host.session, host.look, patient, typed, host.window, self._newest_face()).exec()

    def _newest_face(self) -> FaceView | None:
        return self._host.faces(View.FRONT, max(self._host.session.env.anatomies))

    def history(self) -> None:
        """What the patient said of their health, and what they agreed to."""
        from charting.ui.patient.history import HistoryDialog

        host = self._host
        if host.session.open.patient is not None:
            HistoryDialog(host.session, host.look, parent=host.window).exec()

    def photographs(self, files: Sequence[Path] = ()) -> None:
        """Photographs of the open visit; files that were dropped on the window are added to it."""
        host = self._host
        if host.session.open.patient is None:
            host.say(self.tr("Find or add a patient first; a photograph belongs to somebody."))
            return
        from charting.ui.patient.photos import PhotosDialog

        dialog = PhotosDialog(host.session, host.hub, host.look, parent=host.window)
        if files:
            dialog.add_files(files)
        dialog.exec()
