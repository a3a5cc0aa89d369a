"""What the action of the audit does; and the key of the audit, offered to whoever administers the file first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from charting.errors import Problem
from charting.ui.visit.consult_commands import ConsultCommands

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.ui.kit.look import Look


def offer_key(session: Session, look: Look, parent: QWidget | None = None) -> None:
    """Show the key of the audit to be written down, unless it was; for when the first administrator is there."""
    from charting.desk import audit

    if audit.has_key(session) and audit.may_see_all(session) and not audit.key_is_kept(session):
        from charting.ui.people.key_sheet import KeySheetDialog

        KeySheetDialog(session, look, parent=parent).exec()


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
