"""What the actions do with paper: the face map, and the patient's handout."""

from __future__ import annotations

from charting.domain.visit import Visit
from charting.errors import Problem
from charting.ui.patient.health_commands import HealthCommands


class PaperCommands(HealthCommands):
    """Acts on the window it belongs to; dialogs are imported where they are opened."""

    def show_sheet(self) -> None:
        """The open visit as it will be on paper."""
        self._show_paper("sheet")

    def show_handout(self) -> None:
        """What the patient takes home: of the open visit, or in general words where nothing is charted."""
        self._show_paper("handout")

    def _show_paper(self, what: str) -> None:
        window = self._window
        session = window.session
        if session is None or session.open.patient is None or (what == "sheet" and session.open.visit is None):
            return
        visit = session.open.visit or Visit("", session.open.patient.id, session.env.clock())
        from charting.ui.files.paper import HandoutDialog, SheetDialog

        made = SheetDialog if what == "sheet" else HandoutDialog
        try:
            made(session, visit, window.look, window.faces, parent=window).exec()
        except Problem as problem:
            window.hub.problem.emit(problem)
        self.go_to_face()
