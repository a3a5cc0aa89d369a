"""What the actions do about what follows a treatment: its review, a touch-up, when it wore off; and the trends."""

from __future__ import annotations

from charting.domain.visit import Kind, Visit
from charting.errors import Problem
from charting.ui.past.past_commands import PastCommands


class FollowUpCommands(PastCommands):
    """Acts on the treatment that is open, or that the open visit belongs to; else on the last one given."""

    def review(self) -> None:
        """Fill in a review of the treatment; one that is begun is gone on with."""
        treatment, session = self._treatment(), self._window.session
        if treatment is None or session is None:
            return
        from charting.ui.past.review import ReviewDialog

        dialog = ReviewDialog(session, self._window.look, treatment, parent=self._window)
        if dialog.exec() and dialog.sign_wanted:
            self.sign_open()

    def touch_up(self) -> None:
        """Begin a touch-up of the treatment: its points are charted like any others, and counted apart."""
        session = self._window.session
        if session is None or self._treatment() is None:
            return
        try:
            session.repeating.new_touch_up()
        except Problem as problem:
            self._window.hub.problem.emit(problem)
            return
        self.go_to_face()

    def wore_off(self) -> None:
        """Keep when the effect of the treatment was gone."""
        treatment, session = self._treatment(), self._window.session
        if treatment is None or session is None:
            return
        from charting.ui.past.wore_off import WoreOffDialog

        WoreOffDialog(session, self._window.look, treatment, parent=self._window).exec()

    def trends(self) -> None:
        """The patient's doses, intervals and totals over the years, in a window beside the desk."""
        window = self._window
        if window.session is None or window.session.open.patient is None:
            return
        from PySide6.QtCore import Qt

        from charting.ui.past.trends import TrendsDialog

        dialog = window.findChild(TrendsDialog)
        if dialog is None:
            dialog = TrendsDialog(window.session, window.hub, window.look, parent=window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def sign_open(self) -> None:
        """Sign the open draft."""
        from charting.ui.visit.sign import SignDialog

        session = self._window.session
        if session is not None and session.editable:
            had_people = session.who.guarded
            SignDialog(session, self._window.look, parent=self._window).exec()
            if not had_people:
                self._offer_key()

    def _offer_key(self) -> None:
        """To whoever has just made the first account, the key of the audit; “Later” leaves it to the audit's window."""
        from charting.ui.people.key_sheet import KeySheetDialog

        session = self._window.session
        try:
            if session is not None and session.who.guarded and session.audit.is_key_to_keep():
                KeySheetDialog(session, self._window.look, parent=self._window).exec()
        except Problem as problem:
            self._window.hub.problem.emit(problem)

    def _treatment(self) -> Visit | None:
        """The treatment meant, or None with the reason said."""
        window = self._window
        session = window.session
        if session is None or session.open.patient is None:
            return None
        visit = session.open.visit
        if visit is not None and visit.is_draft and visit.kind is Kind.TREATMENT and visit.points:
            window.hub.notice.emit(self.tr("This treatment is a draft; sign it first."))
            return None
        treatment = session.past.treatment_of(visit)
        if treatment is None:
            window.hub.notice.emit(self.tr("This patient has no signed treatment yet."))
        return treatment
