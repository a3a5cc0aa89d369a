"""What the actions do about the record: a note, a correction, an entry in error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.desk import amending
from charting.ui.vials.vial_commands import VialCommands

if TYPE_CHECKING:
    from charting.desk.session import Session


class RecordCommands(VialCommands):
    """Acts on the open signed visit; what is still a draft is changed itself."""

    def add_note(self) -> None:
        session = self._signed_open()
        if session is not None:
            from charting.ui.visit.amend import NoteDialog

            NoteDialog(session, self._window.look, parent=self._window).exec()

    def correct(self) -> None:
        """Ask for the reason, then open the correction; one that is begun is gone on with at once."""
        session = self._signed_open()
        if session is None or session.open.visit is None:
            return
        newer = session.amending.newer(session.open.visit)
        if amending.in_error(session.open.visit):
            self._window.hub.notice.emit(self.tr("This visit is entered in error; it is not corrected any more."))
        elif newer is not None:
            session.charting.open_visit(newer.id)
            self._window.hub.notice.emit(self.tr("This visit was corrected already; here is the newest version."))
        elif session.amending.draft_correction(session.open.visit) is not None:
            session.amending.correct("")
            self.go_to_face()
        else:
            from charting.ui.visit.amend import CorrectDialog

            if CorrectDialog(session, self._window.look, parent=self._window).exec():
                self.go_to_face()

    def enter_in_error(self) -> None:
        session = self._signed_open()
        if session is None or session.open.visit is None:
            return
        if amending.in_error(session.open.visit):
            self._window.hub.notice.emit(self.tr("This visit is entered in error already."))
            return
        from charting.ui.visit.in_error import ErrorDialog

        dialog = ErrorDialog(session, self._window.look, parent=self._window)
        if dialog.exec():
            self._window.hub.notice.emit(dialog.notice())

    def open_version(self, visit_id: str) -> None:
        """The other version of a corrected visit."""
        if self._window.session is not None:
            self._window.session.charting.open_visit(visit_id)

    def _signed_open(self) -> Session | None:
        """The session with a signed visit open, or None with the reason said."""
        session = self._window.session
        if session is None or session.open.visit is None:
            return None
        if session.open.visit.is_draft:
            self._window.hub.notice.emit(self.tr("This visit is a draft; change it itself."))
            return None
        return session
