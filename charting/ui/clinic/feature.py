"""What the desk does for the clinic: its settings, and the bill of a visit."""

from __future__ import annotations

from PySide6.QtCore import QObject

from charting.errors import Refused
from charting.ui.shell.feature import Action, Feature, Host, Menu, _, with_visit
from charting.ui.shell.intents import SavePattern
from charting.words.words import shortened


def feature(host: Host) -> Feature:
    """The clinic's settings and its bills."""
    clinic = Clinic(host)
    return Feature(
        actions=(
            Action(
                "bill", _("Estimate or bill…"), clinic.bill, when=with_visit, menu=(Menu.CLINIC, 10)
            ),
            Action(
                "settings", _("Clinic's settings…"), clinic.settings, "Ctrl+,",
                menu=(Menu.CLINIC, 20),
            ),
        ),
        answers={SavePattern: clinic.save_pattern},
    )  # fmt: skip


class Clinic(QObject):
    """Dialogs are imported where they are opened."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host

    def settings(self) -> None:
        from charting.ui.clinic.settings import SettingsDialog

        host = self._host
        SettingsDialog(host.session, host.hub, host.look, parent=host.window).exec()
        host.go_to_face()

    def bill(self) -> None:
        """Show what the open visit costs; without a price, say where prices are set."""
        self._host.act(self._bill)

    def _bill(self) -> None:
        from charting.ui.clinic.bill import BillDialog

        host = self._host
        visit = host.session.open.visit
        if visit is None:
            return
        if not visit.is_draft and not host.session.amending.holds(visit):
            raise Refused("This visit holds no longer, so there is nothing to bill.")
        found = host.session.prices.bill(visit)
        if found is None:
            raise _no_bill(bool(visit.points), visit.is_draft)
        BillDialog(host.session, visit, found, parent=host.window).exec()

    def save_pattern(self, intent: SavePattern) -> None:
        """Ask for a name and keep the points as a pattern of the clinic."""
        from charting.ui.clinic.pattern import PatternDialog

        host = self._host
        dialog = PatternDialog(host.session, intent.points, parent=host.window)
        if dialog.exec() and dialog.saved is not None:
            text = self.tr("“{name}” is in the patterns of this product.")
            host.say(text.format(name=shortened(dialog.saved.name)))


def _no_bill(points: bool, draft: bool) -> Refused:
    if not points:
        return Refused("Nothing is charted yet, so there is nothing to bill.")
    if draft:
        return Refused("This product has no price; set one in the clinic's settings (Ctrl+,).")
    return Refused("This visit was signed without a price; a signed visit never gets one.")
