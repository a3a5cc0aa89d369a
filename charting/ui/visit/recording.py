"""What the desk does about the record: a note, a correction, an entry in error."""

from __future__ import annotations

from PySide6.QtCore import QObject

from charting.desk import amending
from charting.domain.visit.visit import Visit
from charting.ui.shell.feature import Action, Host, Menu, _, with_visit


class Recording(QObject):
    """Acts on the open signed visit; what is still a draft is changed itself."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host

    def actions(self) -> tuple[Action, ...]:
        record, visit = Menu.RECORD, with_visit
        return (
            Action("add_note", _("Add a note…"), self.add_note, "Ctrl+Shift+M", visit, (record, 10)),
            Action("correct", _("Correct this visit…"), self.correct, "", visit, (record, 20)),
            Action("in_error", _("Entered in error…"), self.enter_in_error, "", visit, (record, 30)),
        )

    def add_note(self) -> None:
        host = self._host
        if self._signed_open() is not None:
            from charting.ui.visit.amend import NoteDialog

            NoteDialog(host.session, parent=host.window).exec()

    def correct(self) -> None:
        """Ask for the reason, then open the correction; one that is begun is gone on with at once."""
        visit, host = self._signed_open(), self._host
        if visit is None:
            return
        session = host.session
        newer = session.amending.newer(visit)
        if amending.in_error(visit):
            host.say(self.tr("This visit is entered in error; it is not corrected any more."))
        elif newer is not None:
            session.charting.open_visit(newer.id)
            host.say(self.tr("This visit was corrected already; here is the newest version."))
        elif session.amending.draft_correction(visit) is not None:
            session.amending.correct("")
            host.go_to_face()
        else:
            from charting.ui.visit.amend import CorrectDialog

            if CorrectDialog(session, parent=host.window).exec():
                host.go_to_face()

    def enter_in_error(self) -> None:
        visit, host = self._signed_open(), self._host
        if visit is None:
            return
        if amending.in_error(visit):
            host.say(self.tr("This visit is entered in error already."))
            return
        from charting.ui.visit.amend import ErrorDialog

        dialog = ErrorDialog(host.session, host.patient_picker, parent=host.window)
        if dialog.exec():
            host.say(dialog.notice())

    def _signed_open(self) -> Visit | None:
        """The signed visit that is open, or None with the reason said."""
        visit = self._host.session.open.visit
        if visit is not None and visit.is_draft:
            self._host.say(self.tr("This visit is a draft; change it itself."))
            return None
        return visit
