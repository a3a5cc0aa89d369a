"""What the actions do with paper: the face map, and the patient's handout."""

from __future__ import annotations

from charting.errors import Problem, Refused
from charting.ui.health_commands import HealthCommands


class PaperCommands(HealthCommands):
    """Acts on the window it belongs to; dialogs are imported where they are opened."""

    def show_sheet(self) -> None:
        """The open visit as it will be on paper."""
        self._show_paper("sheet")

    def show_handout(self) -> None:
        """What the patient of the open visit takes home."""
        self._show_paper("handout")

    def _show_paper(self, what: str) -> None:
        window = self._window
        session = window.session
        if session is None or session.visit is None:
            return
        from charting.ui.dialogs.paper import HandoutDialog, SheetDialog

        made = SheetDialog if what == "sheet" else HandoutDialog
        try:
            if what == "handout" and not session.visit.points:
                raise Refused("Nothing is charted yet, so there is nothing to tell the patient.")
            made(session, session.visit, window.look, window.faces, parent=window).exec()
        except Problem as problem:
            window.hub.problem.emit(problem)
        self.go_to_face()
