"""What the actions do to look back over all visits and all patients: the timeline, comparing, who is due."""

from __future__ import annotations

from charting.ui.visit.record_commands import RecordCommands


class StripCommands(RecordCommands):
    """Acts on the window it belongs to; dialogs are imported where they are opened."""

    def toggle_strip(self) -> None:
        """Show the timeline with the keyboard in it, or hide it."""
        strip = self._window.strip
        if strip is None:
            return
        if strip.isVisible():
            self.hide_strip()
        else:
            strip.show_strip()

    def hide_strip(self) -> None:
        strip = self._window.strip
        if strip is not None:
            strip.hide()
        self.go_to_face()

    def compare(self) -> None:
        """The open visit beside the treatment before it; without an open one, the last two treatments."""
        session = self._window.session
        if session is None:
            return
        if not session.open.visits:
            self._window.hub.notice.emit(self.tr("There is no visit to compare yet."))
        else:
            from charting.ui.past.compare import CompareDialog

            CompareDialog(session, self._window.look, self._window.faces, parent=self._window).exec()

    def set_recall(self) -> None:
        """The day on which the open patient is to be seen again."""
        session = self._window.session
        if session is not None and session.open.patient is not None:
            from charting.ui.past.recall import RecallDialog

            RecallDialog(
                session, session.open.patient, session.open.recall, self._window.look, parent=self._window
            ).exec()

    def show_due(self) -> None:
        session = self._window.session
        if session is not None:
            from charting.ui.past.due import DueDialog

            DueDialog(session, self._window.look, parent=self._window).exec()

    def show_ask(self) -> None:
        """Questions over the visits of all patients."""
        session = self._window.session
        if session is not None:
            from charting.ui.ask.ask import AskDialog

            AskDialog(session, self._window.look, parent=self._window).exec()
