"""The left side of asking across maps: the question in plain words, and what narrows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from charting.desk.asking import Asked
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import Style
from charting.domain.past.asking import AskedVisit, By, Question, Sought, areas_of, injectors_of, products_of, styles_of
from charting.domain.text import number_of
from charting.errors import Refused
from charting.exchange.codes import Scan
from charting.ui.ask.answer_words import by_name, question_name
from charting.ui.kit.combos import Combo
from charting.ui.kit.date_field import settled_date
from charting.ui.kit.look import Look, wear
from charting.words.dates import parse_date, typed_date
from charting.words.words import area_name, one_line, product_name, style_name

WIDTH = 292
TYPING_MS = 250
MOST_UNITS = Decimal(1_000_000)
ANY, YEAR, THIS, LAST, DAYS = "any", "year", "this", "last", "days"


class _QuestionButton(QPushButton):
    """`tapped` by a hand: walking through the questions with the arrow keys does not leave them."""

    tapped = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.isChecked() and self.rect().contains(event.position().toPoint()):
            self.tapped.emit()


class AskFilters(QWidget):
    """`changed` when the question is another one; `asked` gives it, or is Refused with what is missing."""

    changed = Signal()

    def __init__(self, reference: Reference, look: Look, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reference, self._today = reference, today
        self.setObjectName("asking")
        self.setFixedWidth(WIDTH)
        self._meant: str | None = None
        self._rows: dict[QWidget, QLabel] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPING_MS)
        self._later.timeout.connect(self.changed)
        self.group = QButtonGroup(self)
        self.questions = {question: self._question(question) for question in Question}
        self.questions[Question.UNITS].setChecked(True)
        self.by, self.product, self.area, self.style_, self.injector, self.time = (Combo(look) for _ in range(6))
        self.units, self.lot, self.since, self.until = (QLineEdit() for _ in range(4))
        self.monthly = QCheckBox(self.tr("Month by month"))
        self.monthly.setChecked(True)
        self._lay_out()
        self._fill_fixed()
        self.take(())
        self._connect()
        self._show_rows()

    # ------------------------------------------------------------------ building

    def _question(self, question: Question) -> QPushButton:
        button = _QuestionButton(question_name(question))
        button.setCheckable(True)
        button.setAutoDefault(False)
        wear(button, role="listed")
        button.tapped.connect(self._go_on)
        self.group.addButton(button)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for button in self.questions.values():
            column.addWidget(button)
        column.addSpacing(10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 78)
        grid.setColumnStretch(1, 1)
        self.units.setPlaceholderText(self.tr("units, such as 20"))
        self.lot.setPlaceholderText(self.tr("typed or scanned"))
        rows: tuple[tuple[QWidget, str], ...] = (
            (self.by, self.tr("Counted by")), (self.units, self.tr("More than")), (self.lot, self.tr("Lot")),
            (self.product, self.tr("Product")), (self.area, self.tr("Area")), (self.style_, self.tr("Style")),
            (self.injector, self.tr("Injector")), (self.time, self.tr("When")), (self.since, self.tr("From")),
            (self.until, self.tr("Until")),
        )  # fmt: skip
        for place, (editor, caption) in enumerate(rows):
            label = QLabel(caption)
            label.setObjectName("muted")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(editor)
            editor.setAccessibleName(caption)
            self._rows[editor] = label
            grid.addWidget(label, place, 0)
            grid.addWidget(editor, place, 1)
        column.addLayout(grid)
        column.addSpacing(4)
        column.addWidget(self.monthly)
        column.addStretch(1)

    def _fill_fixed(self) -> None:
        for by in By:
            self.by.addItem(by_name(by), by)
        self.by.setCurrentIndex(self.by.findData(By.AREA))
        for text, code in (
            (self.tr("At any time"), ANY), (self.tr("Last 12 months"), YEAR),
            (self.tr("This year"), THIS), (self.tr("Last year"), LAST), (self.tr("From … until …"), DAYS),
        ):  # fmt: skip
            self.time.addItem(text, code)
        self.since.setText(typed_date(date(self._today.year, 1, 1)))
        self.until.setText(typed_date(self._today))
        for line in (self.since, self.until):
            settled_date(line, lambda: self._today)

    def _connect(self) -> None:
        self.group.buttonToggled.connect(lambda _, on: self._asked_other() if on else None)
        for combo in (self.by, self.product, self.area, self.style_, self.injector, self.time):
            combo.currentIndexChanged.connect(self._chosen)
        self.monthly.toggled.connect(self._chosen)
        for line in (self.units, self.lot, self.since, self.until):
            line.textEdited.connect(lambda _: self._later.start())

    def take_code(self, scan: Scan) -> None:
        """A vial was scanned: where a lot is asked about, it is asked about that one's."""
        if self.question is Question.LOT and scan.lot is not None:
            self.lot.setText(scan.lot)
            self._later.start()

    # ------------------------------------------------------------------ what there is to choose from

    def take(self, visits: Sequence[AskedVisit]) -> None:
        """Offer what occurs in these visits."""
        reference = self._reference
        products = [(product_name(reference, code), code) for code in products_of(visits) if code is not None]
        areas = [(area_name(reference, code), code) for code in areas_of(visits)]
        styles = [(style_name(style), style) for style in styles_of(visits)]
        injectors = [(one_line(name), name) for name in injectors_of(visits)]
        self._products = [code for _, code in products]
        _refill(self.product, [(self.tr("All products"), None), *products])
        _refill(self.area, [(self.tr("All areas"), None), *areas])
        _refill(self.style_, [(self.tr("All styles"), None), *styles])
        _refill(self.injector, [(self.tr("All injectors"), None), *injectors])
        self._mean_a_product()

    @property
    def question(self) -> Question:
        return next(question for question, button in self.questions.items() if button.isChecked())

    def ask(self, question: Question) -> None:
        """Choose a question."""
        self.questions[question].setChecked(True)

    # ------------------------------------------------------------------ changing

    def _asked_other(self) -> None:
        self._later.stop()
        self._mean_a_product()
        self._show_rows()
        self.changed.emit()

    def _mean_a_product(self) -> None:
        """So many units are of one product: the one given most often is meant. Another question is of all again."""
        chosen, more_than = self.product.currentData(), self.question is Question.MORE_THAN
        if more_than and chosen is None and self._products:
            self._meant = self._products[0]
            self._set_product(self._meant)
        elif not more_than and self._meant is not None and chosen == self._meant:
            self._meant = None
            self._set_product(None)

    def _set_product(self, code: str | None) -> None:
        self.product.blockSignals(True)
        self.product.setCurrentIndex(max(0, self.product.findData(code)))
        self.product.blockSignals(False)

    def _go_on(self) -> None:
        """To what has to be typed for the question."""
        if self.question is Question.MORE_THAN:
            self.units.setFocus()
        elif self.question is Question.LOT:
            self.lot.setFocus()

    def _chosen(self) -> None:
        self._later.stop()
        self._show_rows()
        self.changed.emit()

    def _show_rows(self) -> None:
        question, days = self.question, self.time.currentData() == DAYS
        shown = {
            self.by: question is Question.UNITS, self.units: question is Question.MORE_THAN,
            self.lot: question is Question.LOT, self.product: True, self.area: question is not Question.LOT,
            self.style_: question not in (Question.LOT, Question.MICRO), self.injector: True, self.time: True,
            self.since: days, self.until: days,
        }  # fmt: skip
        for editor, on in shown.items():
            editor.setVisible(on)
            self._rows[editor].setVisible(on)
        self.monthly.setVisible(question in (Question.DENSITY, Question.MICRO))

    # ------------------------------------------------------------------ the question

    def asked(self) -> Asked:
        """The question as it stands; Refused for a day or a number that is none."""
        question = self.question
        since, until = self._days()
        if since is not None and until is not None and since > until:
            raise Refused("No day is from {since} on and until {until}; give them the other way round.",
                          since=self.since.text(), until=self.until.text())  # fmt: skip
        style = self.style_.currentData()
        sought = Sought(
            product=self.product.currentData(),
            area=None if question is Question.LOT else self.area.currentData(),
            style=Style(style) if style and question not in (Question.LOT, Question.MICRO) else None,
            injector=self.injector.currentData(), since=since, until=until,
        )  # fmt: skip
        units = self._units() if question is Question.MORE_THAN else None
        lot = self.lot.text() if question is Question.LOT else ""
        return Asked(question, sought, By(self.by.currentData()), units, lot, self.monthly.isChecked())

    def _days(self) -> tuple[date | None, date | None]:
        chosen, today = self.time.currentData(), self._today
        if chosen == YEAR:
            return _a_year_before(today), today
        if chosen == THIS:
            return date(today.year, 1, 1), today
        if chosen == LAST:
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        if chosen != DAYS:
            return None, None
        since, until = (parse_date(line.text(), today) if line.text().strip() else None
                        for line in (self.since, self.until))  # fmt: skip
        return since, until

    def _units(self) -> Decimal | None:
        typed = self.units.text().strip()
        if not typed:
            return None
        units = number_of(typed)
        if units is None or units > MOST_UNITS:
            raise Refused("“{given}” is not a number of units; type one such as 20 or 2.5.", given=typed)
        return units


def _a_year_before(day: date) -> date:
    """The day after the same day a year earlier: twelve months with today in them."""
    before = date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
    return date.fromordinal(before.toordinal() + 1)


def _refill(combo: Combo, items: Sequence[tuple[str, object]]) -> None:
    """Put these items in, without a word to anybody; the chosen one stays chosen where it is still there."""
    before = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for text, code in items:
        combo.addItem(text, code)
    combo.setCurrentIndex(max(0, combo.findData(before)))
    combo.blockSignals(False)
