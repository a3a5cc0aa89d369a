"""What the actions do at a consultation."""

from __future__ import annotations

from charting.ui.shell.face_commands import FaceCommands


class ConsultCommands(FaceCommands):
    """Acts on the window it belongs to; dialogs are imported where they are opened."""

    def consult(self) -> None:
        """Is micro right for this patient? A sheet beside the face, which stays in sight and can be worked on."""
        window = self._window
        if window.session is None or window.session.open.patient is None:
            return
        from PySide6.QtCore import Qt

        from charting.ui.visit.consultation import ConsultationSheet

        sheet = window.findChild(ConsultationSheet)
        if sheet is None:
            sheet = ConsultationSheet(window.session, window.hub, window.look, parent=window)
            sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()
