"""What the desk does after a treatment: its review, a touch-up and that it comes soon, when it wore off; the trends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from charting.desk.steps import Changed
from charting.domain.visit.visit import Kind, Visit
from charting.ui.kit.hub import Hub
from charting.ui.shell.feature import Action, Host, Menu, _, with_patient
from charting.words.past_words import booster_text

if TYPE_CHECKING:
    from charting.desk.session import Session


class FollowUp(QObject):
    """Acts on the treatment that is open, or that the open visit belongs to; else on the last one given."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host

    def actions(self) -> tuple[Action, ...]:
        past, patient = Menu.PAST, with_patient
        return (
            Action("review", _("Review of the treatment…"), self.review, "Ctrl+Shift+E", patient, (past, 30)),
            Action("touch_up", _("New touch-up"), self.touch_up, "Ctrl+Shift+T", patient, (past, 35)),
            Action("wore_off", _("When it wore off…"), self.wore_off, "Ctrl+Shift+W", patient, (past, 40)),
            Action("trends", _("Trends…"), self.trends, "Ctrl+G", patient, (past, 65)),
        )

    def review(self) -> None:
        """Fill in a review of the treatment; one that is begun is gone on with."""
        treatment, host = self._treatment(), self._host
        if treatment is None:
            return
        from charting.ui.past.review import ReviewDialog

        dialog = ReviewDialog(host.session, treatment, parent=host.window)
        if dialog.exec() and dialog.sign_wanted:
            host.hub.wanted.emit("sign")

    def touch_up(self) -> None:
        """Begin a touch-up of the treatment: its points are charted like any others, and counted apart."""
        host = self._host
        if self._treatment() is not None and host.act(host.session.repeating.new_touch_up):
            host.go_to_face()

    def wore_off(self) -> None:
        """Keep when the effect of the treatment was gone."""
        treatment, host = self._treatment(), self._host
        if treatment is None:
            return
        from charting.ui.past.wore_off import WoreOffDialog

        WoreOffDialog(host.session, treatment, parent=host.window).exec()

    def trends(self) -> None:
        """The patient's doses, intervals and totals over the years, in a window beside the desk."""
        from charting.ui.past.trends import TrendsDialog

        host = self._host
        host.beside(TrendsDialog, lambda: TrendsDialog(host.session, host.hub, host.look, parent=host.window))

    def _treatment(self) -> Visit | None:
        """The treatment meant, or None with the reason said."""
        host = self._host
        session, visit = host.session, host.session.open.visit
        if session.open.patient is None:
            return None
        if visit is not None and visit.is_draft and visit.kind is Kind.TREATMENT and visit.points:
            host.say(self.tr("This treatment is a draft; sign it first."))
            return None
        treatment = session.past.treatment_of(visit)
        if treatment is None:
            host.say(self.tr("This patient has no signed treatment yet."))
        return treatment


class BoosterNotes(QObject):
    """Listens to what is opened; a draft of a touch-up within the days of the note is told of once while it runs."""

    def __init__(self, session: Session, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hub = hub
        self._told: set[str] = set()
        hub.changed.connect(self._changed)

    def _changed(self, changed: Changed) -> None:
        visit = self._session.open.visit
        if not changed.visit or visit is None or not visit.is_draft or visit.id in self._told:
            return
        found = self._session.follow_up.booster(visit)
        if found is not None:
            self._told.add(visit.id)
            self._hub.notice.emit(booster_text(found.days, found.caution))
