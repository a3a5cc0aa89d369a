"""What the desk does about the past: the column of visits, the timeline, doing a visit again, comparing, who is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from charting.ui.past import repeating
from charting.ui.past.follow_up import BoosterNotes, FollowUp
from charting.ui.shell.feature import Action, Feature, Host, KeyLine, Menu, Panel, Spot, _, with_patient, with_visit

if TYPE_CHECKING:
    from charting.ui.past.strip import StripPanel
    from charting.ui.past.thumbnails import Thumbnails
    from charting.ui.past.visits import VisitsPanel


def feature(host: Host) -> Feature:
    """Everything that was before today, and what follows a treatment."""
    repeats, follow_up, looking = Repeats(host), FollowUp(host), LookingBack(host)
    panels = Panels(host, repeats, follow_up)
    return Feature(
        actions=(*_actions(repeats, looking, panels), *follow_up.actions()),
        panels=(
            Panel(Spot.LEFT, panels.visits, lambda: panels.column.list if panels.column else None),
            Panel(Spot.LEFT, panels.links),
            Panel(Spot.BELOW, panels.timeline, panels.walked, hidden=True),
        ),
        keys=_keys(),
        opened=panels.begin,
    )


def _actions(repeats: Repeats, looking: LookingBack, panels: Panels) -> tuple[Action, ...]:
    past, patient, visit = Menu.PAST, with_patient, with_visit
    pin = _("Pin this visit as best, or take its pin away")
    return (
        Action("repeat_last", _("Repeat last treatment"), repeats.last, "Ctrl+R", patient, (Menu.MAIN, 140)),
        Action("repeat_best", _("Repeat pinned best"), repeats.best, "Ctrl+Shift+R", patient, (past, 10)),
        Action("repeat_areas", _("Repeat chosen areas…"), repeats.areas, "", patient, (past, 15)),
        Action("pin_best", pin, repeats.pin, "Ctrl+B", visit, (past, 20)),
        Action("today", _("Back to today"), repeats.today, "Ctrl+Home", patient, (past, 25)),
        Action("timeline", _("Timeline"), panels.toggle_timeline, "Ctrl+T", patient, (past, 50)),
        Action("compare", _("Compare visits…"), looking.compare, "Ctrl+D", patient, (past, 55)),
        Action("recall", _("Set recall date…"), looking.set_recall, "", patient, (past, 60)),
        Action("due", _("Who is due…"), looking.show_due, "Ctrl+L", menu=(past, 70)),
    )  # fmt: skip


def _keys() -> tuple[KeyLine, ...]:
    rows = (
        (_("Ctrl+R, Ctrl+Shift+R"), _("repeat the last treatment, the pinned best one")),
        (_("Ctrl+B, Ctrl+Home"), _("pin the open visit as best; back to today")),
        (_("Ctrl+Shift+E, T or W"), _("review, touch-up, when it wore off")),
        (_("Ctrl+T, Ctrl+D, Ctrl+G, Ctrl+L"), _("timeline, compare, trends, who is due")),
        (
            _("Ctrl+T, then the arrows"),
            _("the timeline: walk through earlier visits; Escape goes back"),
        ),
    )
    return tuple(KeyLine(200 + 10 * n, keys, meaning) for n, (keys, meaning) in enumerate(rows))


class Panels:
    """The column of visits and the timeline, made anew for each file; both show the same small faces."""

    def __init__(self, host: Host, repeats: Repeats, follow_up: FollowUp) -> None:
        self._host, self._repeats, self._follow_up = host, repeats, follow_up
        self.column: VisitsPanel | None = None
        self._strip: StripPanel | None = None
        self._notes: BoosterNotes | None = None
        self._faces: Thumbnails | None = None

    def begin(self) -> None:
        """A file was opened."""
        from charting.ui.past.thumbnails import Thumbnails

        host = self._host
        if self._notes is not None:
            self._notes.deleteLater()  # it knows the session of the file that was open before
        self._notes = BoosterNotes(host.session, host.hub, host.window)
        self._faces = Thumbnails(host.session, host.faces, lambda: host.look.face)

    def visits(self) -> QWidget:
        from charting.ui.past.visits import VisitsPanel

        host = self._host
        assert self._faces is not None
        self.column = column = VisitsPanel(host.session, host.hub, host.look, self._faces)
        column.buttons.areas_requested.connect(self._repeats.areas)
        column.buttons.review_requested.connect(self._follow_up.review)
        column.buttons.wore_off_requested.connect(self._follow_up.wore_off)
        return column

    def links(self) -> QWidget:
        from charting.ui.past.past_links import PastLinks

        return PastLinks(self._host.actions)

    def timeline(self) -> QWidget:
        """The timeline under the face, hidden until somebody asks for it."""
        from charting.ui.past.strip import StripPanel

        host = self._host
        assert self._faces is not None
        self._strip = strip = StripPanel(host.session, host.hub, host.look, self._faces)
        strip.closed.connect(self._hide_timeline)
        strip.left.connect(host.go_to_face)
        return strip

    def walked(self) -> QWidget | None:
        """Where F6 stops at the timeline."""
        strip = self._strip
        return strip.list if strip is not None and strip.isVisible() else None

    def toggle_timeline(self) -> None:
        """Show the timeline with the keyboard in it, or hide it."""
        strip = self._strip
        if strip is None:
            return
        if strip.isVisible():
            self._hide_timeline()
        else:
            strip.show_strip()

    def _hide_timeline(self) -> None:
        if self._strip is not None:
            self._strip.hide()
        self._host.go_to_face()


class Repeats(QObject):
    """A visit again, the best one pinned, and the way back to today."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host

    def last(self) -> None:
        """The points and doses of the last treatment, as an unsigned draft of now."""
        host = self._host
        repeating.repeat(host.session, host.hub, repeating.source_of(host.session))
        host.go_to_face()

    def best(self) -> None:
        host = self._host
        best = host.session.past.pinned_best()
        if best is None:
            host.say(self.tr("No visit is pinned yet. Open the best one and pin it: Ctrl+B."))
            return
        repeating.repeat(host.session, host.hub, best)
        host.go_to_face()

    def areas(self) -> None:
        """Choose areas of the visit that is looked at, else of the last treatment."""
        host = self._host
        session = host.session
        looked_at = session.open.visit if session.open.visit in session.past.treatments() else None
        source = looked_at if looked_at is not None and not looked_at.is_draft else repeating.source_of(session)
        if source is None:
            repeating.repeat(session, host.hub, None)
            return
        from charting.ui.past.repeat_areas import RepeatAreasDialog

        dialog = RepeatAreasDialog(session, source, parent=host.window)
        if dialog.exec():
            repeating.repeat(session, host.hub, source, dialog.chosen())
            host.go_to_face()

    def pin(self) -> None:
        """Pin the open visit as this patient's best, or take its pin away."""
        host = self._host
        visit = host.session.open.visit
        if visit is None:
            return
        if not repeating.can_pin(visit):
            host.say(self.tr("Only a treatment that was given can be pinned; this is a draft."))
            return
        repeating.toggle_pin(host.session, host.hub, visit)

    def today(self) -> None:
        """Back to the draft in hand, or to today's empty face with the last treatment beneath it."""
        self._host.session.charting.open_visit(None)
        self._host.go_to_face()


class LookingBack(QObject):
    """Windows over all visits and all patients; each is imported where it is opened."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host

    def compare(self) -> None:
        """The open visit beside the treatment before it; without an open one, the last two treatments."""
        host = self._host
        if not host.session.open.visits:
            host.say(self.tr("There is no visit to compare yet."))
            return
        from charting.ui.past.compare import CompareDialog

        CompareDialog(host.session, host.look, host.faces, parent=host.window).exec()

    def set_recall(self) -> None:
        """The day on which the open patient is to be seen again."""
        from charting.ui.past.recall import RecallDialog

        session, host = self._host.session, self._host
        if session.open.patient is not None:
            RecallDialog(session, session.open.patient, session.open.recall, parent=host.window).exec()

    def show_due(self) -> None:
        from charting.ui.past.due import DueDialog

        DueDialog(self._host.session, self._host.look, parent=self._host.window).exec()
