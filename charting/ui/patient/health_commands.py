"""What the actions do about the patient's health: history and consent, photographs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from charting.ui.clinic.clinic_commands import ClinicCommands


class HealthCommands(ClinicCommands):
    """Acts on the patient whose chart is open."""

    def show_history(self) -> None:
        """What the patient said of their health, and what they agreed to."""
        window = self._window
        if window.session is not None and window.session.open.patient is not None:
            from charting.ui.patient.history import HistoryDialog

            HistoryDialog(window.session, window.look, parent=window).exec()

    def show_photos(self, files: Sequence[Path] = ()) -> None:
        """Photographs of the open visit; files that were dropped on the window are added to it."""
        window = self._window
        if window.session is None:
            return
        if window.session.open.patient is None:
            window.hub.notice.emit(self.tr("Find or add a patient first; a photograph belongs to somebody."))
            return
        from charting.ui.patient.photos import PhotosDialog

        dialog = PhotosDialog(window.session, window.hub, window.look, parent=window)
        if files:
            dialog.add_files(files)
        dialog.exec()
