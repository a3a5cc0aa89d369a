"""What the desk does about who is at it: lock, switch, passwords, people, the audit; and hide patients' names."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from charting.desk.steps import Changed
from charting.domain.people.people import Role
from charting.ui.people.keeper import Keeper
from charting.ui.shell.feature import Action, Feature, Host, Menu, Panel, Prover, Spot, _, with_person
from charting.ui.shell.intents import OfferAuditKey
from charting.words import privacy


def feature(host: Host) -> Feature:
    """Who is at the desk, and what only they may see."""
    here = People(host)
    clinic, main = Menu.CLINIC, Menu.MAIN
    return Feature(
        actions=(
            Action("audit", _("Audit…"), here.show_audit, menu=(Menu.RECORD, 40)),
            Action("people", _("People…"), here.show_people, menu=(clinic, 50)),
            Action("password", _("My password and PIN…"), here.change_password, "", with_person, (clinic, 60)),
            Action("lock", _("Lock now"), here.lock_now, "Ctrl+Shift+L", menu=(main, 300)),
            Action("switch", _("Switch user…"), here.switch_user, "", with_person, (main, 305)),
            Action("privacy", _("Hide patients' names"), here.toggle_privacy, "Ctrl+Shift+P", menu=(main, 310)),
        ),
        answers={OfferAuditKey: lambda _: here.offer_key()},
        panels=(Panel(Spot.STATUS, here.make_button),),
        offers={Prover: here.make_signer},
        opened=here.watch,
    )


class People(QObject):
    """Dialogs are imported where they are opened."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host
        self._keeper = Keeper(host)

    def watch(self) -> None:
        """A file was opened: who may see it?"""
        self._keeper.attach(self._host.session)

    def make_button(self) -> QWidget:
        """Who is there, at the end of the strip at the bottom."""
        from charting.ui.people.who import WhoButton

        host = self._host
        return WhoButton(host.session, host.hub, host.actions)

    def make_signer(self) -> Prover:
        """Who signs: by name and password; in a file without people the first account is made."""
        from charting.ui.people.signer import Signer

        return Signer(self._host.session, self._host.look)

    def lock_now(self) -> None:
        """Hide the desk at once; in a file without people the first account is made, for there is no way back else."""
        if self._account_there():
            self._keeper.lock()

    def switch_user(self) -> None:
        """Nobody is at the desk any more: the page asks who comes."""
        if self._account_there():
            self._keeper.leave()

    def change_password(self) -> None:
        """Another password or PIN for who is signed in."""
        from charting.ui.people.password import PasswordDialog

        PasswordDialog(self._host.session, parent=self._host.window).exec()

    def show_people(self) -> None:
        """Who works here; the first account is made first."""
        host = self._host
        if not self._account_there() or not host.act(host.session.who.refuse_unless, Role.ADMINISTRATOR):
            return
        from charting.ui.people.people import PeopleDialog

        PeopleDialog(host.session, host.hub, host.look, parent=host.window).exec()

    def _account_there(self) -> bool:
        """Whether the file has people; else its first account is made now, if somebody wants it."""
        session = self._host.session
        if not session.who.guarded:
            from charting.ui.people.account import FirstAccountDialog

            FirstAccountDialog(session, parent=self._host.window).exec()
            self.offer_key()
        return session.who.guarded

    def offer_key(self) -> None:
        """To whoever has just made the first account, the key of the audit; “Later” leaves it to the audit's window."""
        self._host.act(self._offer_key)

    def _offer_key(self) -> None:
        from charting.ui.people.key_sheet import KeySheetDialog

        session = self._host.session
        if session.who.guarded and session.audit.is_key_to_keep():
            KeySheetDialog(session, parent=self._host.window).exec()

    def show_audit(self) -> None:
        """The entries of the open patient, or of everybody."""
        self._host.act(self._show_audit)

    def _show_audit(self) -> None:
        from charting.ui.people.audit import AuditDialog

        AuditDialog(self._host.session, self._host.look, parent=self._host.window).exec()

    def toggle_privacy(self) -> None:
        """Hide or show who the patients are, wherever it stands."""
        host = self._host
        privacy.hide(not privacy.is_hidden())
        host.actions["privacy"].setText(
            self.tr("Show patients' names") if privacy.is_hidden() else self.tr("Hide patients' names")
        )
        host.session.change(also=Changed(patient=True, visits=True, visit=True, person=True))
        if privacy.is_hidden():
            host.say(self.tr("Patients' names are hidden. Ctrl+Shift+P shows them again."))
