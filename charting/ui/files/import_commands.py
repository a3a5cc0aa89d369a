"""What the actions do with files from elsewhere: importing them, also those that are dropped on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from charting.errors import Problem
from charting.ui.files.paper_commands import PaperCommands

TABLES = frozenset({".json", ".csv", ".tsv", ".txt"})


class ImportCommands(PaperCommands):
    """Acts on the window it belongs to."""

    def import_files(self, files: Sequence[Path] = ()) -> None:
        """Show what files would bring; without files, ask which."""
        window = self._window
        session = window.session
        if session is None:
            return
        try:
            session.who.refuse_away()
        except Problem as problem:
            window.hub.problem.emit(problem)
            return
        chosen = list(files) or self._files_chosen()
        if not chosen:
            return
        from charting.ui.files.import_preview import ImportDialog

        dialog = ImportDialog(session, window.look, chosen, parent=window)
        dialog.imported.connect(window.hub.notice.emit)
        dialog.finished.connect(self.go_to_face)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_files(self, files: Sequence[Path]) -> None:
        """Files dropped on the window: tables and exchange files are imported, all else are photographs."""
        session = self._window.session
        if session is None or session.who.away:
            return
        tables = [file for file in files if file.suffix.casefold() in TABLES]
        if tables:
            self.import_files(tables)
        else:
            self.show_photos(files)

    def _files_chosen(self) -> list[Path]:
        kinds = self.tr("Exchange files and tables (*.json *.csv *.tsv *.txt);;All files (*)")
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Import"), "", kinds)
        return [Path(name) for name in names]
