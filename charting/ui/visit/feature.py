"""What the desk does with the open visit: begin, sign or discard it, its doses, its record, the consultation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from charting.ui.shell.feature import Action, Feature, Host, KeyLine, Menu, Panel, Spot, _, with_draft, with_patient
from charting.ui.shell.intents import AddVial, CorrectVial, ForgetTyping, OfferAuditKey, PickVial, TakeCode, UseUpVial
from charting.ui.visit.recording import Recording

if TYPE_CHECKING:
    from charting.ui.visit.doses import DosesPanel
    from charting.ui.visit.vial_bar import VialBar


def feature(host: Host) -> Feature:
    """The visit in hand, on the right of the desk."""
    here, record = OpenVisit(host), Recording(host)
    main = Menu.MAIN
    return Feature(
        actions=(
            Action("new_visit", _("New visit"), here.begin, "Ctrl+N", with_patient, (main, 125)),
            Action("consult", _("Is micro right?…"), here.consult, "Ctrl+Shift+I", with_patient, (main, 135)),
            Action("sign", _("Sign and lock…"), here.sign, "Ctrl+Return", with_draft, (main, 150)),
            Action("discard", _("Discard draft"), here.discard, "", with_draft, (main, 155)),
            *record.actions(),
        ),
        panels=(Panel(Spot.RIGHT, here.make_doses, here.stop, here.enter),),
        keys=(
            KeyLine(
                130, _("1 to 4, A, Delete in the doses"),
                _("why out of band; the same for all; take it back"),
            ),
        ),
        answers={ForgetTyping: lambda _: here.forget_typing()},
    )  # fmt: skip


class OpenVisit:
    """Dialogs are imported where they are opened."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._doses: DosesPanel | None = None
        host.hub.chosen.connect(self._choose)

    def begin(self) -> None:
        self._host.act(self._host.session.charting.new_visit)
        self._host.go_to_face()

    def discard(self) -> None:
        self._host.act(self._host.session.charting.discard_draft)

    def sign(self) -> None:
        """Sign the open draft."""
        from charting.ui.visit.sign import SignDialog

        host = self._host
        had_people = host.session.who.guarded
        SignDialog(host.session, host.prover(), parent=host.window).exec()
        if not had_people:
            host.hub.asked.emit(OfferAuditKey())
        if not host.session.editable:
            host.go_to_face()  # the button that was pressed is gone, and with it what has the keyboard

    def consult(self) -> None:
        """Is micro right for this patient? A sheet beside the face, which stays in sight and can be worked on."""
        from charting.ui.visit.consultation import ConsultationSheet

        host = self._host
        host.beside(ConsultationSheet, lambda: ConsultationSheet(host.session, host.hub, parent=host.window))

    # ------------------------------------------------------------------ the panel

    def make_doses(self) -> QWidget:
        """The doses by area, the visit's fields, and the way to signing."""
        from charting.ui.visit.doses import DosesPanel

        host = self._host
        hub = host.hub
        self._doses = doses = DosesPanel(host.session, hub, host.look)
        doses.sign_requested.connect(lambda: hub.wanted.emit("sign"))
        doses.review.fill_requested.connect(lambda: hub.wanted.emit("review"))
        doses.price.bill_requested.connect(lambda: hub.wanted.emit("bill"))
        doses.record.open_requested.connect(lambda visit: host.session.charting.open_visit(visit))
        doses.points.selection_changed.connect(hub.chosen)
        doses.cautions.chosen.connect(hub.cautioned)
        doses.cautions.pointed.connect(hub.caution_pointed)
        self._connect(doses.fields.vials)
        return doses

    def _connect(self, bar: VialBar) -> None:
        """What the row of vials asks for."""
        hub = self._host.hub
        bar.picked.connect(lambda vial: hub.asked.emit(PickVial(vial)))
        bar.add_requested.connect(lambda: hub.asked.emit(AddVial()))
        bar.used_up_requested.connect(lambda: hub.asked.emit(UseUpVial()))
        bar.correct_requested.connect(lambda: hub.asked.emit(CorrectVial()))
        bar.code_given.connect(lambda text: hub.asked.emit(TakeCode(text)))
        bar.stock_requested.connect(lambda: hub.wanted.emit("stock"))
        bar.picked.connect(self._back_to_face)

    def _back_to_face(self) -> None:
        """A vial was picked by hand: the digits that follow are doses again. Who came by Tab stays where they are."""
        if self._doses is None or self._host.window.focusWidget() not in self._doses.fields.vials.chips:
            self._host.go_to_face()

    def _choose(self, keys: frozenset[int]) -> None:
        if self._doses is not None:
            self._doses.points.select(keys)

    def stop(self) -> QWidget | None:
        """Where F6 stops: the rows, or the fields where there are none."""
        doses = self._doses
        if doses is None:
            return None
        return doses.table if doses.table.isVisible() else doses.fields

    def enter(self, stop: QWidget) -> QWidget:
        """In the fields F6 comes to the first that is there."""
        return self._doses.fields.first() if self._doses is not None and stop is self._doses.fields else stop

    def forget_typing(self) -> None:
        """The first figures of a code are no dose."""
        if self._doses is not None:
            self._doses.points.forget_typing()
