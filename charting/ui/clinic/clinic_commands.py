"""What the actions do for the clinic: its settings, and the bill of a visit."""

from __future__ import annotations

from charting.errors import Refused
from charting.ui.people.people_commands import PeopleCommands


class ClinicCommands(PeopleCommands):
    """Acts on the window it belongs to."""

    def clinic_settings(self) -> None:
        session = self._window.session
        if session is not None:
            from charting.ui.clinic.settings import SettingsDialog

            SettingsDialog(session, self._window.hub, self._window.look, parent=self._window).exec()
            self.go_to_face()

    def bill(self) -> None:
        """Show what the open visit costs; without a price, say where prices are set."""
        session = self._window.session
        if session is None or session.open.visit is None:
            return
        from charting.ui.clinic.bill import BillDialog

        if not session.open.visit.is_draft and not session.amending.holds(session.open.visit):
            self._window.hub.problem.emit(Refused("This visit holds no longer, so there is nothing to bill."))
            return
        found = session.prices.bill(session.open.visit)
        if found is None:
            self._window.hub.problem.emit(self._no_bill(bool(session.open.visit.points), session.open.visit.is_draft))
            return
        BillDialog(session, session.open.visit, found, self._window.look, parent=self._window).exec()

    def _no_bill(self, points: bool, draft: bool) -> Refused:
        if not points:
            return Refused("Nothing is charted yet, so there is nothing to bill.")
        if draft:
            return Refused("This product has no price; set one in the clinic's settings (Ctrl+,).")
        return Refused("This visit was signed without a price; a signed visit never gets one.")
