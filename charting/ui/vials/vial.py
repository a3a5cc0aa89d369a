"""A vial of the stock: added, by its code or by hand, or corrected; kept at once when it is accepted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.dosing.reference import Product
from charting.domain.visit.visit import Vial
from charting.errors import Problem, Refused
from charting.exchange.codes import Scan, looks_scanned, read_scan
from charting.ui.kit.combos import NOTE_ROLE, Combo, TypedCombo
from charting.ui.kit.field_text import (
    diluent_text,
    dilution_source,
    dilution_text,
    parse_diluent,
    parse_expiry,
    parse_lot,
    parse_vial,
    strength_text,
    vial_text,
)
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.plain_line import PlainLine
from charting.words.dates import typed_date
from charting.words.words import date_text, datetime_text, tr_problem

WIDTH = 520


class VialSheet(FormDialog):
    """`kept` is the vial once it is accepted. A scan fills in what it says, and what it did not say stands above."""

    def __init__(
        self, session: Session, look: Look, vial: Vial | None = None, scan: Scan | None = None,
        *, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(WIDTH, parent)
        self._session = session
        self._before = vial
        self._code: tuple[str | None, str | None] = (vial.gtin, vial.serial) if vial else (None, None)
        self._scanned_texts, self._offered = ("", ""), ""
        self.kept: Vial | None = None
        self.setWindowTitle(self.tr("Correct a vial") if vial else self.tr("Add a vial"))
        self.code, self.lot, self.expires = QLineEdit(), QLineEdit(), QLineEdit()
        self.diluent, self.diluent_lot = QLineEdit(), QLineEdit()
        for line in (self.lot, self.diluent, self.diluent_lot):
            line.setValidator(PlainLine(line))
        self.product, self.holds, self.ml = Combo(look), TypedCombo(look), TypedCombo(look)
        self.made_up = QCheckBox(self.tr("Made up now"))
        self.told = QLabel()
        self.told.setObjectName("told")
        self._make_fields()
        self._lay_out()
        self._fill_products()
        self._connect()
        if vial is not None:
            self._show(vial)
        else:
            self._choose_product(self._usual_product())
        if scan is not None:
            self.take_code(scan)
        self._focus_first()

    # ------------------------------------------------------------------ building

    def _make_fields(self) -> None:
        self.code.setPlaceholderText(self.tr("Scan the code on the box or the vial, or go on by hand"))
        self.expires.setPlaceholderText(self.tr("MM/YYYY"))
        self.diluent.setPlaceholderText(self.tr("saline 0.9 %"))
        self.fields = {
            "code": Field(self.tr("Code"), self.code),
            "product": Field(self.tr("Product"), self.product),
            "size": Field(self.tr("Vial, in units"), self.holds),
            "lot": Field(self.tr("Lot"), self.lot),
            "expires": Field(self.tr("Expires"), self.expires),
            "ml": Field(self.tr("Diluted with, in mL"), self.ml),
            "diluent": Field(self.tr("Diluent"), self.diluent),
            "diluent_lot": Field(self.tr("Diluent's lot"), self.diluent_lot),
        }

    def _lay_out(self) -> None:
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.told.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP * 2)
        grid.setVerticalSpacing(10)
        for name, row, column, span in (
            ("code", 0, 0, 12), ("product", 1, 0, 8), ("size", 1, 8, 4), ("lot", 2, 0, 6), ("expires", 2, 6, 6),
            ("ml", 3, 0, 4), ("diluent", 3, 4, 4), ("diluent_lot", 3, 8, 4),
        ):  # fmt: skip
            grid.addWidget(self.fields[name], row, column, 1, span)
        for column in range(12):
            grid.setColumnStretch(column, 1)
        self.keep = QPushButton(self.tr("Keep") if self._before else self.tr("Add vial"))
        self.keep.setObjectName("primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.accept)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        last = QHBoxLayout()
        last.setSpacing(GAP)
        last.addWidget(self.made_up)
        last.addStretch(1)
        last.addWidget(cancel)
        last.addWidget(self.keep)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 20, 24, 20)
        page.setSpacing(12)
        page.addWidget(self.told)
        page.addLayout(grid)
        page.addLayout(last)

    def _fill_products(self) -> None:
        for product in self._session.clinic.reference.products.values():
            self.product.addItem(product.name, product.id)
            self.product.setItemData(self.product.count() - 1, product.generic, NOTE_ROLE)

    def _connect(self) -> None:
        self.product.activated.connect(lambda _: self._choose_product(self.product.currentData()))
        self.holds.activated.connect(lambda row: self.holds.setEditText(vial_text(self.holds.itemData(row))))
        self.ml.activated.connect(lambda row: self._dilution_picked(self.ml.itemData(row)))
        self.ml.editTextChanged.connect(lambda _: self._read_back())
        self.holds.editTextChanged.connect(lambda _: self._read_back())
        self.expires.textChanged.connect(lambda _: self._read_back())
        self.code.returnPressed.connect(self._scanned)

    def _focus_first(self) -> None:
        """The keyboard goes to what is still to be filled in."""
        if self._before is None and self._code == (None, None) and not self.lot.text():
            self.code.setFocus()
            return
        wanted: tuple[tuple[QWidget, str], ...] = (
            (self.holds, self.holds.currentText()), (self.lot, self.lot.text()), (self.expires, self.expires.text()),
            (self.ml, self.ml.currentText() if self.ml.isVisibleTo(self) else "-"),
        )  # fmt: skip
        next((field for field, text in wanted if not text), self.keep).setFocus()

    # ------------------------------------------------------------------ showing

    def _usual_product(self) -> str:
        visit = self._session.open.visit
        if visit is not None and visit.product is not None:
            return visit.product
        return next(iter(self._session.clinic.reference.products))

    def _product(self) -> Product | None:
        return self._session.clinic.reference.products.get(self.product.currentData() or "")

    def _choose_product(self, code: str) -> None:
        """The sizes and dilutions of this product; those typed for another one are gone."""
        self.product.setCurrentIndex(self.product.findData(code))
        product = self._product()
        for combo in (self.holds, self.ml):
            combo.clear()
        if product is None:
            return
        for size in product.vials:
            self.holds.addItem(vial_text(size), size)
            if product.vials_mark == "C":
                self.holds.setItemData(self.holds.count() - 1, self.tr("not verified"), NOTE_ROLE)
        for dilution in product.dilutions:
            if dilution.diluent_ml > 0:
                self.ml.addItem(dilution_text(dilution), dilution)
                self.ml.setItemData(self.ml.count() - 1, dilution_source(dilution), NOTE_ROLE)
        self.holds.take_back(vial_text(product.vials[0]) if len(product.vials) == 1 else "")
        self.ml.take_back("")
        for name in ("ml", "diluent", "diluent_lot"):
            self.fields[name].setVisible(not product.ready_to_use)
        self.made_up.setVisible(not product.ready_to_use and (self._before is None or not self._before.made_up_at))
        self.made_up.setChecked(not product.ready_to_use and self._before is None)
        self._read_back()

    def _dilution_picked(self, dilution: Any) -> None:
        if dilution is not None:
            self.holds.take_back(vial_text(dilution.vial_units))
            self.ml.take_back(diluent_text(dilution.diluent_ml))
            self._read_back()

    def _show(self, vial: Vial) -> None:
        self._choose_product(vial.product)
        self.holds.take_back(vial_text(vial.vial_units))
        self.ml.take_back(diluent_text(vial.diluent_ml))
        self.lot.setText(vial.lot or "")
        self.expires.setText(typed_date(vial.expires) if vial.expires else "")
        self.diluent.setText(vial.diluent or "")
        self.diluent_lot.setText(vial.diluent_lot or "")
        if vial.made_up_at is not None:
            self.fields["ml"].say(self.tr("Made up on {when}.").format(when=datetime_text(vial.made_up_at)))

    def _read_back(self) -> None:
        """Under the fields stands what was understood: the day in letters, the strength of the dilution."""
        for name, read in (("expires", self._expiry_said), ("ml", self._strength_said)):
            try:
                self.fields[name].say(read())
            except Problem:
                self.fields[name].say("")

    def _expiry_said(self) -> str:
        day, _ = parse_expiry(self.expires.text())
        if day is None:
            return ""
        if day < self._session.env.clock().date():
            return self.tr("Expired on {date}.").format(date=date_text(day))
        return date_text(day)

    def _strength_said(self) -> str:
        size, ml = parse_vial(self.holds.currentText()), parse_diluent(self.ml.currentText())
        return strength_text(size, ml) if size and ml else ""

    def say(self, sentences: list[str]) -> None:
        """Say what the code did not, above everything."""
        self.told.setText(" ".join(sentences))
        self.told.setVisible(bool(sentences))

    # ------------------------------------------------------------------ a code

    def _scanned(self) -> None:
        text = self.code.text()
        self.code.clear()
        if text.strip():
            self.take_code(read_scan(text))

    def take_code(self, scan: Scan) -> None:
        """Fill in what a code says; what an earlier code said and this one does not is gone."""
        said = [tr_problem(fault) for fault in scan.faults]
        known = None if scan.gtin is None else self._session.vials.known_gtin(scan.gtin)
        if known is not None and known[0] in self._session.clinic.reference.products:
            self._choose_product(known[0])
            self.holds.take_back(vial_text(known[1]))
        elif scan.gtin is not None:
            said.append(
                self.tr("The product number {gtin} is new here: choose its product and size; they are remembered.")
                .format(gtin=scan.gtin)
            )  # fmt: skip
        if scan.understood:
            expires = typed_date(scan.expires) if scan.expires else ""
            for place, (line, text) in enumerate(((self.lot, scan.lot or ""), (self.expires, expires))):
                if text or line.text() == self._scanned_texts[place]:
                    line.setText(text)
            self._scanned_texts = (scan.lot or "", expires)
            self._code = (scan.gtin, scan.serial)
        self.say(said)
        self._read_back()
        self._focus_first()

    # ------------------------------------------------------------------ keeping

    def accept(self) -> None:
        if self.focusWidget() is self.code and self.code.text().strip():
            self._scanned()  # Enter behind a code ends the code, not the sheet
            return
        if self._read_lot_as_code():
            return
        wrong: list[str] = []

        def read(name: str, parse: Any, text: str) -> Any:
            try:
                return parse(text)
            except Problem as problem:
                self.fields[name].say(tr_problem(problem), "problem")
                wrong.append(name)
                return None

        size = read("size", self._size, self.holds.currentText())
        lot = read("lot", self._lot, self.lot.text())
        expires = read("expires", lambda text: parse_expiry(text)[0], self.expires.text())
        diluent_lot = read("diluent_lot", lambda text: parse_lot(text, reads_codes=False), self.diluent_lot.text())
        ml = read("ml", parse_diluent, self.ml.currentText()) if self.ml.isVisibleTo(self) else None
        if wrong or size is None:
            self.fields[wrong[0] if wrong else "size"].editor.setFocus()
            return
        self._keep(replace(self._vial(size, lot, expires, ml), diluent_lot=diluent_lot))

    def _lot(self, text: str) -> str | None:
        kept = self._before is not None and text == (self._before.lot or "")
        return text or None if kept else parse_lot(text)  # what was kept before is no new fault

    def _read_lot_as_code(self) -> bool:
        """A code in the field of the lot is read as one when Enter, or the button, asks for it a second time."""
        text = self.lot.text()
        offered, self._offered = self._offered, text
        if text != offered or not looks_scanned(text.strip()):
            return False
        self.lot.clear()
        self.fields["lot"].say("")
        self.take_code(read_scan(text))
        return True

    def _size(self, text: str) -> Decimal:
        size = parse_vial(text)
        if size is None:
            raise Refused("Type how many units the vial holds; what remains follows from it.")
        return size

    def _vial(self, size: Decimal, lot: str | None, expires: Any, ml: Decimal | None) -> Vial:
        now = self._session.env.clock().replace(microsecond=0)
        before = self._before
        made = before.made_up_at if before and before.made_up_at else now if self.made_up.isChecked() else None
        if not self.ml.isVisibleTo(self):
            made = None
        gtin, serial = self._code
        return replace(
            before or Vial(self._session.env.new_id(), self.product.currentData(), size),
            product=self.product.currentData(), vial_units=size, lot=lot, expires=expires, diluent_ml=ml,
            diluent=self.diluent.text() or None, made_up_at=made, gtin=gtin, serial=serial,
        )  # fmt: skip

    def _keep(self, vial: Vial) -> None:
        try:
            (self._session.vials.correct if self._before else self._session.vials.add)(vial)
        except Problem as problem:
            self.say([tr_problem(problem)])
            return
        self.kept = vial
        super().accept()
