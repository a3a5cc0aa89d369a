"""What a unit of each product costs, with exceptions by area."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from charting.desk.session import Session
from charting.domain.clinic.clinic import Price
from charting.domain.clinic.money import parse_price
from charting.errors import Problem
from charting.ui.kit.combos import TypedCombo
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.settings_page import Page, caption, card, who_text
from charting.ui.kit.settings_table import Column, EditModel, EditRow, EditTable
from charting.words.money import currency_of, money_text
from charting.words.words import NOTHING, area_name, product_name, tr_problem

CURRENCIES = ("EUR", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "AED", "BRL", "JPY", "KRW")
PRICE_COLUMN = 1


class PricesPage(Page):
    """Products to the left; to the right the areas of the chosen one, whose price is the product's unless typed."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(session)
        self.currency = TypedCombo(look)
        self.currency.setFixedWidth(104)
        self.currency.setAccessibleName(self.tr("Currency"))
        self.currency.addItems(CURRENCIES)
        heads = (self.tr("Product"), self.tr("A unit costs"), self.tr("Set by"))
        self.products = EditModel((Column(heads[0]), Column(heads[1], 130, right=True), Column(heads[2], 186)), 1, self)
        heads = (self.tr("Area"), self.tr("A unit costs"), self.tr("Set by"))
        self.areas = EditModel((Column(heads[0]), Column(heads[1], 130, right=True), Column(heads[2], 186)), 1, self)
        self.product_table = EditTable(self.products, look, self.tr("Prices by product"))
        self.area_table = EditTable(self.areas, look, self.tr("Exceptions by area"))
        self.of = QLabel()
        self.of.setObjectName("caption")
        self.reset = QPushButton(self.tr("Take the price back"))
        self.reset.setAutoDefault(False)
        self._lay_out()
        self.currency.activated.connect(lambda: self._currency_chosen(self.currency.currentText()))
        self.currency.committed.connect(lambda text, leaving: self._currency_chosen(text))
        self.products.committed.connect(lambda key, text: self._typed(str(key), None, text))
        self.areas.committed.connect(lambda key, text: self._typed(self.product, str(key), text))
        self.product_table.cleared.connect(lambda key: self._reset(str(key), None))
        self.area_table.cleared.connect(lambda key: self._reset(self.product, str(key)))
        self.product_table.selectionModel().currentRowChanged.connect(lambda: self._show_areas(fresh=True))
        self.area_table.selectionModel().currentRowChanged.connect(lambda: self._enable())
        self.reset.clicked.connect(self._reset_chosen)
        self.refresh()
        now = session.open.visit.product if session.open.visit is not None else None
        place = next((n for n, row in enumerate(self.products.rows) if row.key == now), 0)
        self.product_table.setCurrentIndex(self.products.index(place, PRICE_COLUMN))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(caption(self.tr("Currency")))
        top.addWidget(self.currency)
        top.addWidget(caption(self.tr("of prices typed from now on; those that stand keep theirs.")))
        top.addStretch(1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, head, table in (
            (left, caption(self.tr("Every area, unless it has a price of its own")), self.product_table),
            (right, self.of, self.area_table),
        ):
            column.setSpacing(4)
            column.addWidget(head)
            column.addWidget(card(table), 1)
        tables = QHBoxLayout()
        tables.setSpacing(16)
        tables.addLayout(left, 1)
        tables.addLayout(right, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(GAP)
        bottom.addWidget(self.said, 1)
        bottom.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(tables, 1)
        column.addLayout(bottom)
        self.say(self.tr("Drafts show an estimate by these prices; signing writes them into the visit as its bill."))

    # ------------------------------------------------------------------ showing

    @property
    def product(self) -> str:
        """The product whose areas stand to the right."""
        row = self.product_table.row or (self.products.rows[0] if self.products.rows else None)
        return str(row.key) if row is not None else ""

    def refresh(self) -> None:
        may = self.may_change
        self.products.may_edit = self.areas.may_edit = may
        self.currency.setEnabled(may)
        self.currency.set_value(currency_of(self.session.clinic.settings))
        self.products.take(list(self._product_rows()))
        self._show_areas(fresh=False)

    def _show_areas(self, *, fresh: bool) -> None:
        name = product_name(self.session.env.shipped, self.product)
        self.of.setText(self.tr("Exceptions for {product}").format(product=name))
        self.areas.take(list(self._area_rows()), fresh=fresh)
        if fresh:
            self.area_table.scrollToTop()
        self._enable()

    def _enable(self) -> None:
        row = self._chosen()
        self.reset.setEnabled(self.may_change and row is not None and row[2])

    def _chosen(self) -> tuple[str, str | None, bool] | None:
        """What the hand is on: a product, an area of it, and whether that has a price."""
        if self.area_table.row is not None and not self.product_table.hasFocus():
            return self.product, str(self.area_table.row.key), self.area_table.row.own
        row = self.product_table.row
        return None if row is None else (str(row.key), None, row.own)

    def _price(self, product: str, area: str | None) -> Price | None:
        return next((p for p in self.session.clinic.book.prices if (p.product, p.area) == (product, area)), None)

    def _product_rows(self) -> Iterator[EditRow]:
        for product in self.session.env.shipped.products.values():
            yield _row(product.id, product.name, self._price(product.id, None), self.tr("no price"))

    def _area_rows(self) -> Iterator[EditRow]:
        general = self._price(self.product, None)
        for area in self.session.env.shipped.areas:
            own = self._price(self.product, area)
            hint = NOTHING if general is None else money_text(general.price_per_unit, general.currency)
            row = _row(area, area_name(self.session.env.shipped, area), own, hint)
            if own is not None and general is not None and own.currency != general.currency:
                # One bill has one currency.
                row = replace(
                    row,
                    tip=self.tr("Not counted: the product's price is in another currency."),
                    quiet=frozenset({PRICE_COLUMN}),
                )
            yield row

    # ------------------------------------------------------------------ doing

    def _typed(self, product: str, area: str | None, text: str) -> None:
        if not text.strip():
            self._reset(product, area)
            return
        currency = currency_of(self.session.clinic.settings)
        bare = _bare(text, self._price(product, area))
        self.attempt(lambda: self.session.settings.set_price(product, area, parse_price(bare), currency),
                     self.tr("Kept. Estimates use it from now on; no bill that is signed changes."))  # fmt: skip

    def _reset(self, product: str, area: str | None) -> None:
        if self._price(product, area) is not None:
            self.attempt(lambda: self.session.settings.reset_price(product, area), self.tr("The price is taken back."))

    def _reset_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._reset(chosen[0], chosen[1])

    def _currency_chosen(self, text: str) -> None:
        try:
            self.session.settings.set_settings(replace(self.session.clinic.settings, currency=text))
        except Problem as problem:
            self.say(tr_problem(problem), "danger")
            self.currency.take_back()
            return
        self.currency.take_back(currency_of(self.session.clinic.settings))
        self.say(self.tr("Prices typed from now on are in {currency}.").format(
            currency=currency_of(self.session.clinic.settings)))  # fmt: skip


def _row(key: Hashable, name: str, own: Price | None, hint: str) -> EditRow:
    price = "" if own is None else money_text(own.price_per_unit, own.currency)
    who = "" if own is None else who_text(own.set_by, own.set_at.date())
    return EditRow(key, (name, price, who), own is not None, f"{name}, {price or hint}", "", hint)


def _bare(text: str, before: Price | None) -> str:
    """What was typed, without the currency's sign that stood in the field."""
    if before is not None:
        whole = money_text(before.price_per_unit, before.currency)
        figures = [n for n, sign in enumerate(whole) if sign.isdigit()]
        for part in (whole[: figures[0]], whole[figures[-1] + 1 :]):
            if part.strip():
                text = text.replace(part.strip(), "")
    return text.replace("\u00a0", "").strip()
