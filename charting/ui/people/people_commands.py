"""What the actions do about who is at the desk: lock it, switch, passwords, the people; and hide patients' names."""

from __future__ import annotations

from charting.desk.steps import Changed
from charting.domain.people import Role
from charting.errors import Problem
from charting.ui.past.follow_up_commands import FollowUpCommands
from charting.words import privacy


class PeopleCommands(FollowUpCommands):
    """Acts on the session of the window it belongs to; dialogs are imported where they are opened."""

    def lock_now(self) -> None:
        """Hide the desk at once; in a file without people the first account is made, for there is no way back else."""
        if self._account_there():
            self._window.keeper.lock()

    def switch_user(self) -> None:
        """Nobody is at the desk any more: the page asks who comes."""
        session = self._window.session
        if session is not None and self._account_there():
            self._window.keeper.leave()

    def change_password(self) -> None:
        """Another password or PIN for who is signed in."""
        session = self._window.session
        if session is not None and session.who.person is not None:
            from charting.ui.people.password import PasswordDialog

            PasswordDialog(session, self._window.look, parent=self._window).exec()

    def show_people(self) -> None:
        """Who works here; the first account is made first."""
        session = self._window.session
        if session is None or not self._account_there():
            return
        try:
            session.who.refuse_unless(Role.ADMINISTRATOR)
        except Problem as problem:
            self._window.hub.problem.emit(problem)
            return
        from charting.ui.people.people import PeopleDialog

        PeopleDialog(session, self._window.hub, self._window.look, parent=self._window).exec()

    def toggle_privacy(self) -> None:
        """Hide or show who the patients are, wherever it stands."""
        privacy.hide(not privacy.is_hidden())
        window = self._window
        window.actions_by_name["privacy"].setText(
            self.tr("Show patients' names") if privacy.is_hidden() else self.tr("Hide patients' names")
        )
        if window.session is not None:
            window.session.change(also=Changed(patient=True, visits=True, visit=True, person=True))
        if privacy.is_hidden():
            window.hub.notice.emit(self.tr("Patients' names are hidden. Ctrl+Shift+P shows them again."))

    def _account_there(self) -> bool:
        """Whether the file has people; else its first account is made now, if somebody wants it."""
        session = self._window.session
        if session is None:
            return False
        if not session.who.guarded:
            from charting.ui.people.account import FirstAccountDialog

            FirstAccountDialog(session, self._window.look, parent=self._window).exec()
            self._offer_key()
        return session.who.guarded
