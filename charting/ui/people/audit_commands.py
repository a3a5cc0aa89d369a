"""What the action of the audit does."""

from __future__ import annotations

from charting.errors import Problem
from charting.ui.visit.consult_commands import ConsultCommands


class AuditCommands(ConsultCommands):
    """Acts on the window it belongs to."""

    def show_audit(self) -> None:
        """The entries of the open patient, or of everybody."""
        session = self._window.session
        if session is None:
            return
        from charting.ui.people.audit import AuditDialog

        try:
            AuditDialog(session, self._window.look, parent=self._window).exec()
        except Problem as problem:
            self._window.hub.problem.emit(problem)
