"""What the action of exports does."""

from __future__ import annotations

from charting.ui.files.import_commands import ImportCommands


class ExportCommands(ImportCommands):
    """Acts on the window it belongs to; the dialog is imported where it is opened."""

    def show_export(self) -> None:
        """What of the record is to go out, and as what."""
        window = self._window
        if window.session is None:
            return
        from charting.ui.files.export import ExportDialog

        ExportDialog(window.session, window.look, window.faces, parent=window).exec()
        self.go_to_face()
