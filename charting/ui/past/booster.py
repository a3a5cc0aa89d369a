"""Says once of each touch-up that it comes soon after its treatment, in the words of the reference data."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from charting.desk import follow_up
from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.ui.kit.hub import Hub

translate = QCoreApplication.translate


def booster_text(found: follow_up.Booster) -> str:
    """“12 days after the treatment: a booster within 3 weeks … (source, mark A)”."""
    caution = found.caution
    if found.days == 0:
        text = translate("booster", "On the day of the treatment: {rule} ({source}, mark {mark}).")
    elif found.days == 1:
        text = translate("booster", "1 day after the treatment: {rule} ({source}, mark {mark}).")
    else:
        text = translate("booster", "{days} days after the treatment: {rule} ({source}, mark {mark}).")
    rule = translate("Reference", caution.text or "")
    return text.format(days=found.days, rule=rule, source=caution.source.short, mark=caution.mark)


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
            self._hub.notice.emit(booster_text(found))
