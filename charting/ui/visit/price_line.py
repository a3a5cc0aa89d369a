"""What the visit costs, in one quiet line under its total: the estimate of a draft, the bill of a signed visit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.money import Bill
from charting.domain.reference import Reference
from charting.domain.style_costs import StyleCosts
from charting.domain.visit import Visit
from charting.drawing.fitting import fitted
from charting.ui.kit.hub import Hub
from charting.ui.kit.same import set_tip
from charting.words.money import about_span, money_text, span_of_money
from charting.words.words import area_name, on_button, tooltip

translate = QCoreApplication.translate


class PriceLine(QPushButton):
    """Shows itself only where there is a price; a click asks for the bill, area by area."""

    bill_requested = Signal()

    def __init__(self, session: Session, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._whole = ""
        self.setObjectName("price")
        self._shorter: list[str] = []
        self.setAccessibleName(self.tr("What the visit costs"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.bill_requested)
        hub.changed.connect(self._changed)
        self.refresh()

    def _changed(self, changed: Changed) -> None:
        if changed.visit or changed.patient or changed.clinic:
            self.refresh()

    def refresh(self) -> None:
        """Show what the open visit costs."""
        visit = self._session.open.visit
        bill = self._session.prices.bill(visit) if visit is not None else None
        self.setVisible(bill is not None)
        if visit is None or bill is None:
            return
        costs = self._session.prices.beside(visit) if visit.is_draft else None
        self._whole, *self._shorter = line_texts(visit, bill, costs)
        self._elide()
        says = [
            self._whole,
            beside_text(self._session.clinic.reference, costs) if costs is not None else "",
            rounding_text(),
        ]
        self.setAccessibleName(self._whole)
        set_tip(self, tooltip("\n".join(part for part in says if part)))

    @property
    def whole(self) -> str:
        """The line, however much of it there is room for."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(self.width() - 4, 40)
        metrics = self.fontMetrics()
        texts = (self._whole, *self._shorter)
        text = next((one for one in texts if metrics.horizontalAdvance(one) <= room), texts[-1])
        text = on_button(fitted(metrics, text, room))
        if text != self.text():
            self.setText(text)

    def sizeHint(self) -> QSize:
        return QSize(120, 20)


def line_text(visit: Visit, bill: Bill, costs: StyleCosts | None) -> str:
    """“about £486.00 · micro 210–350 · standard 480–720”; of a signed visit “Bill £486.00”."""
    total = money_text(bill.total, bill.currency)
    if not visit.is_draft:
        text = translate("price", "Bill {amount}").format(amount=total)
    else:
        text = translate("price", "about {amount}").format(amount=total)
    parts = [text]
    if not bill.whole:
        parts.append(translate("price", "not every area has a price"))
    if costs is not None:
        parts.append(translate("price", "micro {span}").format(span=about_span(*costs.micro)))
        parts.append(translate("price", "standard {span}").format(span=about_span(*costs.standard)))
    return " · ".join(parts)


def line_texts(visit: Visit, bill: Bill, costs: StyleCosts | None) -> tuple[str, ...]:
    """The line, and what stands for it where there is less room: no word is shortened; what goes is in the tooltip."""
    whole = line_text(visit, bill, costs)
    if costs is None:
        return (whole,)
    spans = whole.split(" · ", 1)[1]
    round_ = money_text(bill.total.quantize(Decimal(1), ROUND_HALF_UP), bill.currency, coins=False)
    short = (
        translate("price", "about {amount}").format(amount=round_), translate("price", "≈ {amount}").format(
            amount=round_)
    )  # fmt: skip
    return (whole, *(f"{text} · {spans}" for text in short), whole.split(" · ", 1)[0])


def beside_text(reference: Reference, costs: StyleCosts) -> str:
    """What micro would cost beside standard, and why it usually is less."""
    text = translate(
        "price",
        "Of {areas}: micro doses would come to {micro}, standard doses to {standard}. Micro is the same product with "
        "fewer units, so it usually costs less.",
    ).format(
        areas=_names(reference, costs.areas), micro=span_of_money(*costs.micro, costs.currency),
        standard=span_of_money(*costs.standard, costs.currency),
    )  # fmt: skip
    if costs.weak or costs.derived:
        text += " " + translate("price", "Some of these ranges are derived or weak evidence.")
    if costs.without:
        text += " " + translate("price", "Without both ranges, and not counted: {areas}.").format(
            areas=_names(reference, costs.without)
        )
    return text


def rounding_text() -> str:
    return translate("price", "Each area is rounded to the smallest coin, half up; the total is the sum of the lines.")


def _names(reference: Reference, areas: tuple[str, ...]) -> str:
    return ", ".join(area_name(reference, area) for area in areas)
