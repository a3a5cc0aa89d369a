"""What the actions do about the past: repeat a visit, pin the best one, go back to today."""

from __future__ import annotations

from charting.ui.past import repeating
from charting.ui.past.strip_commands import StripCommands


class PastCommands(StripCommands):
    """Acts on the session of the window it belongs to."""

    def repeat_last(self) -> None:
        """The points and doses of the last treatment, as an unsigned draft of now."""
        window = self._window
        if window.session is not None:
            repeating.repeat(window.session, window.hub, repeating.source_of(window.session))
            self.go_to_face()

    def repeat_best(self) -> None:
        window = self._window
        if window.session is None:
            return
        best = window.session.past.pinned_best()
        if best is None:
            window.hub.notice.emit(self.tr("No visit is pinned yet. Open the best one and pin it: Ctrl+B."))
            return
        repeating.repeat(window.session, window.hub, best)
        self.go_to_face()

    def repeat_areas(self) -> None:
        """Choose areas of the visit that is looked at, else of the last treatment."""
        window = self._window
        session = window.session
        if session is None:
            return
        looked_at = session.open.visit if session.open.visit in session.past.treatments() else None
        source = looked_at if looked_at is not None and not looked_at.is_draft else repeating.source_of(session)
        if source is None:
            repeating.repeat(session, window.hub, None)
            return
        from charting.ui.past.repeat_areas import RepeatAreasDialog

        dialog = RepeatAreasDialog(session, source, parent=window)
        if dialog.exec():
            repeating.repeat(session, window.hub, source, dialog.chosen())
            self.go_to_face()

    def pin_best(self) -> None:
        """Pin the open visit as this patient's best, or take its pin away."""
        window = self._window
        session = window.session
        if session is None or session.open.visit is None:
            return
        if not repeating.can_pin(session.open.visit):
            window.hub.notice.emit(self.tr("Only a treatment that was given can be pinned; this is a draft."))
            return
        repeating.toggle_pin(session, window.hub, session.open.visit)

    def today(self) -> None:
        """Back to the draft in hand, or to today's empty face with the last treatment beneath it."""
        if self._window.session is not None:
            self._window.session.charting.open_visit(None)
            self.go_to_face()
