"""The plain fields of a visit: product, vial, diluent, lot, expiry, when it was, what kind. One undo step each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedWidget, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.days import refuse_impossible
from charting.domain.dosing.reference import Product
from charting.domain.visit.readiness import with_dilution_said
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Problem
from charting.exchange.codes import looks_scanned
from charting.ui.kit.combos import NOTE_ROLE, Combo, Line, TypedCombo
from charting.ui.kit.field_parts import Messages, Tone
from charting.ui.kit.field_text import (
    diluent_text,
    dilution_source,
    dilution_text,
    parse_diluent,
    parse_expiry,
    parse_lot,
    parse_moment,
    parse_vial,
    vial_text,
    visit_strength,
)
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.plain_line import PlainLine
from charting.ui.kit.same import set_tip
from charting.ui.visit.vial_bar import VialBar
from charting.words.words import NOTHING, date_text, datetime_text, kind_name, tr_problem, units_text

_STEPS = {
    "vial": "Change vial", "diluent": "Change diluent", "dilution": "Change dilution", "lot": "Change lot",
    "expires": "Change expiry", "at": "Change time of treatment", "kind": "Change kind of visit",
}  # fmt: skip
"""What undoing an edit is called."""

AskProductChange = Callable[[QWidget, str, str], str | None]
"""Asks, with the names of the old and the new product, what becomes of the doses: "undose", "keep", None to stay."""


def ask_in_dialog(parent: QWidget, old_name: str, new_name: str) -> str | None:
    """The question as a dialog, loaded when it is first asked."""
    from charting.ui.visit.product import ask_product_change

    return ask_product_change(parent, old_name, new_name)


_KINDS = tuple(Kind)
"""By the row of the list: as the data of an item, Qt would give back a plain str."""


class VisitFields(QWidget):
    """A compact grid of the visit's fields; they are read only once it is signed."""

    def __init__(
        self, session: Session, hub: Hub, look: Look, ask: AskProductChange = ask_in_dialog,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session = session
        self._hub = hub
        self._ask = ask
        self._listed: str | None = None
        self._visit_id: str | None = None
        self._bare: bool | None = None
        self._offered = ""
        self.vials = VialBar(session, look)
        self._folding: list[QWidget] = []
        self.product = Combo(look)
        self.vial = TypedCombo(look)
        self.diluent = TypedCombo(look)
        self.ready = QLabel()
        self.lot = Line()
        self.lot.setValidator(PlainLine(self.lot))
        self.expires = Line()
        self.at = Line()
        self.kind = Combo(look)
        self._messages = [Messages(self) for _ in range(3)]
        self._lay_out()
        self._fill_lists()
        self._connect()
        self.set_look(look)
        self.refresh()

    def first(self) -> QWidget:
        """Where the keyboard begins: the first vial that can be taken, else the first field that can be typed into."""
        ways = (*self.vials.chips, self.product, self.vials.label)
        return next((way for way in ways if way.isVisibleTo(self) and way.isEnabled()), self)

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self._dilution = QStackedWidget()
        self._dilution.addWidget(self.diluent)
        self._dilution.addWidget(self.ready)
        self.ready.setObjectName("caption")
        self.ready.setWordWrap(True)
        self.ready.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.vials, 0, 0, 1, 12)
        rows: list[list[tuple[str, QWidget, int]]] = [
            [(self.tr("Product"), self.product, 8), (self.tr("Vial"), self.vial, 4)],
            [
                (self.tr("Diluted with"), self._dilution, 4),
                (self.tr("Lot"), self.lot, 4),
                (self.tr("Expires"), self.expires, 4),
            ],
            [(self.tr("Treated at"), self.at, 7), (self.tr("Kind"), self.kind, 5)],
        ]
        for place, row in enumerate(rows):
            column = 0
            for name, field, span in row:
                caption = QLabel(name)
                caption.setObjectName("caption")
                caption.setBuddy(field if field is not self._dilution else self.diluent)
                field.setAccessibleName(name)
                grid.addWidget(caption, place * 4 + 1, column, 1, span)
                grid.addWidget(field, place * 4 + 2, column, 1, span)
                column += span
                self._folding += [caption, field]
            grid.addWidget(self._messages[place], place * 4 + 3, 0, 1, 12)
            if place < len(rows) - 1:
                grid.setRowMinimumHeight(place * 4 + 4, 4)
        for column in range(12):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 8)
        self.diluent.setAccessibleName(self.tr("Diluted with, in mL"))
        self.vial.setAccessibleName(self.tr("Vial, in units"))

    def _fill_lists(self) -> None:
        for product in self._session.clinic.reference.products.values():
            self.product.addItem(product.name, product.id)
            row = self.product.count() - 1
            self.product.setItemData(row, product.generic, NOTE_ROLE)
            self.product.setItemData(row, f"{product.name}, {product.generic}", Qt.ItemDataRole.AccessibleTextRole)
        for kind in _KINDS:
            self.kind.addItem(kind_name(kind))
        for field in (self.vial, self.diluent, self.lot, self.expires):
            field.setMinimumWidth(40)

    def _show_hints(self, editable: bool) -> None:
        """What an empty field asks for; of a signed visit, that nothing stands there."""
        hints = {
            self.vial.lineEdit(): self.tr("U"), self.diluent.lineEdit(): self.tr("mL"),
            self.expires: self.tr("MM/YYYY"), self.lot: "",
        }  # fmt: skip
        for line, hint in hints.items():
            if line is not None:
                line.setPlaceholderText(hint if editable else NOTHING)
        self.product.setPlaceholderText(self.tr("No product") if editable else NOTHING)

    def _connect(self) -> None:
        self.product.activated.connect(lambda row: self._product_picked(self.product.itemData(row)))
        self.vial.activated.connect(lambda row: self._set("vial", vial_units=self.vial.itemData(row)))
        self.diluent.activated.connect(lambda row: self._dilution_picked(self.diluent.itemData(row)))
        self.kind.activated.connect(lambda row: self._set("kind", kind=_KINDS[row]))
        self.vial.committed.connect(lambda text, leaving: self._typed("vial", text, leaving))
        self.diluent.committed.connect(lambda text, leaving: self._typed("diluent", text, leaving))
        self.lot.committed.connect(lambda text, leaving: self._typed("lot", text, leaving))
        self.expires.committed.connect(lambda text, leaving: self._typed("expires", text, leaving))
        self.at.committed.connect(lambda text, leaving: self._typed("at", text, leaving))
        self._hub.changed.connect(self._changed)
        self.vials.expanded_changed.connect(self._fold)

    def set_look(self, look: Look) -> None:
        for combo in (self.product, self.vial, self.diluent, self.kind):
            combo.set_look(look)
        self.vials.set_look(look)

    def _fold(self) -> None:
        """What is filled in is two lines of text; the fields are shown when somebody asks for them."""
        folded = self.vials.collapses
        for widget in self._folding:
            widget.setVisible(not folded)
        layout = self.layout()
        assert isinstance(layout, QGridLayout)
        for row in (4, 8):
            if layout.rowMinimumHeight(row) != (0 if folded else 4):  # Qt lays out anew whatever it is set to
                layout.setRowMinimumHeight(row, 0 if folded else 4)
        self.vials.when.setVisible(folded)

    # ------------------------------------------------------------------ showing

    def _changed(self, changed: Changed) -> None:
        if changed.visit or changed.patient:
            self.refresh()

    def refresh(self) -> None:
        """Show the open visit."""
        visit = self._session.open.visit
        if visit is None:
            return
        if visit.id != self._visit_id:
            self._visit_id = visit.id
            self.vials.settle(not visit.is_draft or self._filled(visit))
            for name in ("vial", "diluent", "lot", "expires", "at", "product", "kind"):
                self._say(name, "")
        self._show_product(visit)
        self.vial.set_value(vial_text(visit.vial_units))
        self.diluent.set_value(diluent_text(visit.diluent_ml))
        self.lot.set_value(visit.lot or "")
        self.expires.set_value(date_text(visit.expires) if visit.expires else "")
        self.at.set_value(datetime_text(visit.at))
        self.kind.setCurrentIndex(_KINDS.index(visit.kind))
        self._show_editable(visit.is_draft)
        self._inform(visit)
        self.vials.refresh()
        self._fold()

    def _filled(self, visit: Visit) -> bool:
        product = self._session.clinic.reference.products.get(visit.product or "")
        ready = product is not None and product.ready_to_use
        return bool(visit.lot and visit.expires) and (ready or visit.diluent_ml is not None)

    def _show_product(self, visit: Visit) -> None:
        product = self._session.clinic.reference.products.get(visit.product or "")
        self.product.setCurrentIndex(self.product.findData(visit.product) if visit.product else -1)
        set_tip(self.product, product.generic if product else "")
        ready = product is not None and product.ready_to_use
        self._dilution.setCurrentWidget(self.ready if ready else self.diluent)
        if product is not None and product.concentration_u_per_ml is not None:
            text = self.tr("ready to use, {units}\u00a0U/mL").format(units=units_text(product.concentration_u_per_ml))
            self.ready.setText(text)
            self.ready.setAccessibleName(text)
        strength = "" if ready else visit_strength(visit)
        set_tip(self.diluent, strength)
        self.diluent.setAccessibleDescription(strength)
        if visit.product != self._listed:
            self._listed = visit.product
            self._list_vials(product)

    def _list_vials(self, product: Product | None) -> None:
        """The sizes and the label dilutions of a product, to choose from."""
        for combo in (self.vial, self.diluent):
            with QSignalBlocker(combo):
                combo.clear()
        if product is None:
            return
        with QSignalBlocker(self.vial), QSignalBlocker(self.diluent):
            for size in product.vials:
                self.vial.addItem(vial_text(size), size)
                if product.vials_mark == "C":
                    self.vial.setItemData(self.vial.count() - 1, self.tr("not verified"), NOTE_ROLE)
            for dilution in product.dilutions:
                if dilution.diluent_ml > 0:
                    self.diluent.addItem(dilution_text(dilution), dilution)
                    self.diluent.setItemData(self.diluent.count() - 1, dilution_source(dilution), NOTE_ROLE)

    def _show_editable(self, editable: bool) -> None:
        bare = not editable
        for combo in (self.product, self.vial, self.diluent, self.kind):
            combo.setEnabled(editable)
        for line in (self.lot, self.expires, self.at):
            line.setReadOnly(not editable)  # its text can still be selected and copied
        if bare != self._bare:
            self._bare = bare
            self._show_hints(editable)
            for field in (self.product, self.vial, self.diluent, self.kind, self.lot, self.expires, self.at):
                wear(field, bare=bare)

    def _inform(self, visit: Visit) -> None:
        """What should be known about the fields; it stops nobody."""
        expired = ""
        if not visit.vials and visit.expires is not None and visit.expires < visit.at.date():
            expired = self.tr("This lot expired on {date}.").format(date=date_text(visit.expires))
        self._messages[1].say("expired", expired, "caution")
        ahead = visit.is_draft and visit.at > self._session.env.clock()
        self._messages[2].say("ahead", self.tr("This time lies in the future.") if ahead else "", "caution")

    def _say(self, name: str, text: str, tone: Tone = "note") -> None:
        row = {"product": 0, "vial": 0, "at": 2, "kind": 2}.get(name, 1)
        self._messages[row].say(name, text, tone)

    def said(self) -> str:
        """All sentences now shown under the fields."""
        return " ".join(m.text() for m in self._messages if m.text())

    # ------------------------------------------------------------------ editing

    def _typed(self, name: str, text: str, leaving: bool) -> None:
        """Keep what was typed, or say why not: on leaving the field, the visit's own value is shown again."""
        fields: dict[str, TypedCombo | Line] = {
            "vial": self.vial, "diluent": self.diluent, "lot": self.lot, "expires": self.expires,
            "at": self.at,
        }  # fmt: skip
        field = fields[name]
        visit = self._session.open.visit
        if visit is None or not visit.is_draft:
            field.take_back()
            return
        if name == "lot" and self._is_code(text, leaving):
            return
        try:
            changes, note = _parsed(name, text, visit)
            if isinstance(at := changes.get("at"), datetime) and self._session.open.patient is not None:
                refuse_impossible(at, self._session.open.patient.born, self._session.env.clock(), draft=True)
        except Problem as problem:
            self._say(name, tr_problem(problem), "fault")
            if leaving:
                field.take_back()
            return
        if changes:
            self._set(name, **changes)
        self._say(name, note)
        self.refresh()
        field.take_back()

    def _is_code(self, text: str, leaving: bool) -> bool:
        """A code in the field of the lot is offered to be read as one, and read when Enter asks for it again."""
        offered, self._offered = self._offered, "" if leaving else text
        if leaving or text != offered or not looks_scanned(text.strip()):
            return False
        self.lot.take_back()
        self._say("lot", "")
        self.vials.code_given.emit(text)
        return True

    def _set(self, name: str, **changes: Any) -> None:
        """One named step."""
        visit = self._session.open.visit
        self._say(name, "")
        if visit is None:
            return
        try:
            after = replace(visit, **changes)
            if name in ("vial", "diluent", "dilution"):
                after = with_dilution_said(after)
            self._session.charting.edit(_STEPS[name], after)
        except Problem as problem:
            self._hub.problem.emit(problem)
        self.refresh()

    def _dilution_picked(self, dilution: Any) -> None:
        if dilution is not None:
            self._set("dilution", vial_units=dilution.vial_units, diluent_ml=dilution.diluent_ml)

    def _product_picked(self, chosen: str) -> None:
        visit = self._session.open.visit
        if visit is None or chosen == visit.product:
            return
        products = self._session.clinic.reference.products
        old, dosed = products.get(visit.product or ""), any(p.units is not None for p in visit.points)
        answer = self._ask(self, old.name, products[chosen].name) if old is not None and dosed else "keep"
        if answer is not None:
            try:
                self._session.charting.set_product(chosen, keep_numbers=answer == "keep")
            except Problem as problem:
                self._hub.problem.emit(problem)
        self.refresh()


def _parsed(name: str, text: str, visit: Visit) -> tuple[dict[str, Decimal | str | date | datetime | None], str]:
    """The change that a typed text means, and what should be said about it; Refused when it means none."""
    if name == "vial":
        return {"vial_units": parse_vial(text)}, ""
    if name == "diluent":
        return {"diluent_ml": parse_diluent(text)}, ""
    if name == "lot":
        return {"lot": parse_lot(text)}, ""
    if name == "at":
        at = parse_moment(text, visit.at)
        return ({"at": at} if at != visit.at.replace(second=0, microsecond=0) else {}), ""
    day, month_only = parse_expiry(text)
    note = ""
    if month_only and day is not None:
        note = QCoreApplication.translate("fields", "A month means its last day: {date}.").format(date=date_text(day))
    return {"expires": day}, note
