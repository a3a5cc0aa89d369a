"""What the desk does with files and paper: import, export, backups; the face map, and the patient's handout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from charting.domain.people.people import Role
from charting.domain.visit.visit import Visit
from charting.ui.kit.asking_files import where_to_save, which_file, which_files
from charting.ui.kit.file_drop import FileDrop
from charting.ui.shell.feature import Action, Feature, Host, Menu, _, with_patient, with_visit
from charting.ui.shell.intents import AddPhotographs

if TYPE_CHECKING:
    from charting.ui.files.paper import HandoutDialog, SheetDialog

TABLES = frozenset({".json", ".csv", ".tsv", ".txt"})


def feature(host: Host) -> Feature:
    """Files in and out, and paper."""
    files, paper = Files(host), Paper(host)
    main = Menu.MAIN
    return Feature(
        actions=(
            Action("sheet", _("Face map on paper…"), paper.show_sheet, "Ctrl+P", with_visit, (main, 160)),
            Action("handout", _("Patient's handout…"), paper.show_handout, "", with_patient, (main, 165)),
            Action("import", _("Import…"), files.import_files, "Ctrl+Shift+O", menu=(Menu.FILES, 10)),
            Action("export", _("Export…"), files.export, "Ctrl+Shift+X", menu=(Menu.FILES, 20)),
            Action("backup", _("Back up to…"), files.back_up, menu=(Menu.FILES, 30)),
            Action("restore", _("Restore a backup…"), files.restore, menu=(Menu.FILES, 40)),
        )
    )


class Files(QObject):
    """Listens for files dropped on the window; what needs the file itself is asked of the desk by a signal."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host
        FileDrop(host.window, self.take, self._may_take)

    def _may_take(self) -> bool:
        return self._host.is_open and not self._host.session.who.away

    def take(self, files: Sequence[Path]) -> None:
        """Files dropped on the window: tables and exchange files are imported, all else are photographs."""
        if not self._may_take():
            return
        tables = [file for file in files if file.suffix.casefold() in TABLES]
        if tables:
            self.import_files(tables)
        else:
            self._host.hub.asked.emit(AddPhotographs(tuple(files)))

    def import_files(self, files: Sequence[Path] = ()) -> None:
        """Show what files would bring; without files, ask which."""
        host = self._host
        if not host.act(host.session.who.refuse_away):
            return
        chosen = list(files) or self._files_chosen()
        if not chosen:
            return
        from charting.ui.files.import_preview import ImportDialog

        dialog = ImportDialog(host.session, host.look, chosen, parent=host.window)
        dialog.imported.connect(host.hub.notice.emit)
        dialog.finished.connect(host.go_to_face)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _files_chosen(self) -> list[Path]:
        kinds = self.tr("Exchange files and tables (*.json *.csv *.tsv *.txt);;All files (*)")
        return which_files(self._host.window, self.tr("Import"), kinds)

    def export(self) -> None:
        """What of the record is to go out, and as what."""
        from charting.ui.files.export import ExportDialog

        host = self._host
        ExportDialog(host.session, host.faces, parent=host.window).exec()
        host.go_to_face()

    # ------------------------------------------------------------------ backups

    def back_up(self) -> None:
        path = where_to_save(
            self._host.window, self.tr("Back up to"), "charting-backup.sqlite", self.tr("Charting files (*.sqlite)"),
            replaces=False,
        )  # fmt: skip
        if path is not None:
            self._host.backup_requested.emit(str(path))

    def restore(self) -> None:
        if not self._host.act(self._host.session.who.refuse_unless, Role.ADMINISTRATOR):
            return
        kinds = self.tr("Charting files (*.sqlite);;All files (*)")
        path = which_file(self._host.window, self.tr("Restore a backup"), kinds)
        if path is not None and self._sure_to_restore(str(path)):
            self._host.restore_requested.emit(str(path))

    def _sure_to_restore(self, path: str) -> bool:
        box = QMessageBox(self._host.window)
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(self.tr("Replace the whole record with this backup?"))
        text = self.tr("{path}\n\nA verified copy of the present file is kept in its “backups” folder first.")
        box.setInformativeText(text.format(path=path))
        restore = box.addButton(self.tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is restore


class Paper:
    """Dialogs are imported where they are opened."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def show_sheet(self) -> None:
        """The open visit as it will be on paper."""
        from charting.ui.files.paper import SheetDialog

        self._host.act(self._show, SheetDialog)
        self._host.go_to_face()

    def show_handout(self) -> None:
        """What the patient takes home: of the open visit, or in general words where nothing is charted."""
        from charting.ui.files.paper import HandoutDialog

        self._host.act(self._show, HandoutDialog)
        self._host.go_to_face()

    def _show(self, kind: Callable[..., SheetDialog | HandoutDialog]) -> None:
        host = self._host
        session = host.session
        if session.open.patient is not None:
            visit = session.open.visit or Visit("", session.open.patient.id, session.env.clock())
            kind(session, visit, host.look, host.faces, parent=host.window).exec()
