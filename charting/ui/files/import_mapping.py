"""Another program's table: which column is what, whose word is which area, in which order its dates are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from charting.domain.dosing.reference import Reference
from charting.exchange.csv.file import Grid
from charting.exchange.csv.mapping import (
    DATES,
    SYNONYMS,
    ColumnMapping,
    as_json,
    changed,
    dates_in,
    guess,
    questions,
    settled,
    texts_of,
)
from charting.exchange.csv.words import DateOrder, Words
from charting.files import write_whole
from charting.ui.files.import_words import column_name, order_name
from charting.ui.kit.asking_files import where_to_save
from charting.ui.kit.combos import NOTE_ROLE, Combo
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.list_dialog import fit_to_window
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.settings_page import caption
from charting.words.words import NOTHING, area_name, product_name, shortened, tr_problem

SIZE = QSize(1040, 680)
EXAMPLES, LOOKED_AT = 3, 200
MOST_WORDS = 60
"""So many words of a column are shown; a table with more of them has another column there."""


class MappingDialog(QDialog):
    """The columns to the left, what their contents mean to the right; the first open question stands at the bottom."""

    def __init__(
        self,
        reference: Reference,
        look: Look,
        grid: Grid,
        before: ColumnMapping | None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reference, self._look, self._grid = reference, look, grid
        self._words = Words.of(reference)
        self.mapping = guess(grid, self._words) if before is None else settled(before, grid, self._words)
        self.setWindowTitle(self.tr("What is in this table"))
        self._shown: dict[str, str] = {}
        self.columns: dict[str, Combo] = {}
        self.examples: dict[str, ElidedLabel] = {}
        self.meanings: dict[tuple[str, str], Combo] = {}
        self.ask = QLabel()
        self.ask.setTextFormat(Qt.TextFormat.PlainText)
        self.ask.setWordWrap(True)
        self.ask.setMinimumHeight(34)
        self.save_button = QPushButton(self.tr("Save as file…"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.go_button = QPushButton(self.tr("Preview"))
        self.go_button.setObjectName("primary")
        self.save_button.setToolTip(self.tr("For charting import --mapping on the command line"))
        self._right = QVBoxLayout()
        self._lay_out()
        self._fill()
        fit_to_window(self, SIZE, parent)

    def set_look(self, look: Look) -> None:
        self._look = look

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        top = caption(
            self.tr("{rows} rows, {columns} columns. What is said here is remembered for tables with these columns.")
            .format(rows=len(self._grid.rows), columns=len(self._grid.header)), wrap=True,
        )  # fmt: skip
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(_scrolled(self._columns()), 11)
        right = QWidget()
        right.setLayout(self._right)
        self._right.setContentsMargins(12, 10, 12, 10)
        self._right.setSpacing(6)
        middle.addWidget(_scrolled(right), 10)
        last = QHBoxLayout()
        last.setSpacing(GAP)
        last.addWidget(self.ask, 1)
        for button, act in (
            (self.save_button, self.save), (self.cancel_button, self.reject), (self.go_button, self.accept),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(act)
            last.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(10)
        column.addWidget(top)
        column.addLayout(middle, 1)
        column.addLayout(last)

    def _columns(self) -> QWidget:
        inside = QWidget()
        rows = QGridLayout(inside)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(4)
        rows.setColumnStretch(2, 1)
        for n, what in enumerate(SYNONYMS):
            combo = self.columns[what] = Combo(self._look)
            combo.setAccessibleName(column_name(what))
            combo.setFixedWidth(168)
            combo.addItem(NOTHING, "")
            for place, heading in enumerate(self._grid.header):
                combo.addItem(shortened(heading, 40), heading)
                combo.setItemData(place + 1, self._example(heading), NOTE_ROLE)
            combo.activated.connect(_after(self._column_chosen, what))
            example = self.examples[what] = ElidedLabel("caption")
            label = QLabel(column_name(what))
            label.setBuddy(combo)
            for column, widget in enumerate((label, combo, example)):
                rows.addWidget(widget, n, column)
        rows.setRowStretch(len(SYNONYMS), 1)
        return inside

    def _example(self, heading: str) -> str:
        if heading not in self._shown:
            place = self._grid.header.index(heading)
            texts = dict.fromkeys(text for row in self._grid.rows[:LOOKED_AT] if (text := row.cells[place].strip()))
            self._shown[heading] = shortened(" · ".join(list(texts)[:EXAMPLES]), 44)
        return self._shown[heading]

    # ------------------------------------------------------------------ showing

    def _fill(self) -> None:
        """Show the mapping as it is, and what is still asked."""
        for what, combo in self.columns.items():
            heading = self.mapping.columns.get(what, "")
            combo.setCurrentIndex(max(combo.findData(heading), 0))
            self.examples[what].setText(self._example(heading) if heading else "")
        in_hand = next((key for key, combo in self.meanings.items() if combo.hasFocus()), None)
        _empty(self._right)
        self.meanings = {}
        self._fill_dates()
        self._fill_names()
        self._fill_words("product", self.tr("Products"), self._products())
        self._fill_words("area", self.tr("Areas; left and right are the patient's"), self._areas())
        self._fill_ticks()
        self._right.addStretch(1)
        if in_hand in self.meanings:
            self.meanings[in_hand].setFocus()
        open_questions = questions(self.mapping, self._grid, self._words)
        more = self.tr(" ({count} more questions)").format(count=len(open_questions) - 1)
        text = "" if not open_questions else tr_problem(open_questions[0]) + (more if len(open_questions) > 1 else "")
        self.ask.setText(text)
        wear(self.ask, tone="caution")
        self.go_button.setEnabled(not open_questions)
        self.save_button.setEnabled(not open_questions)

    def _head(self, text: str) -> None:
        if self._right.count():
            self._right.addSpacing(10)
        label = QLabel(text)
        label.setObjectName("title")
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._right.addWidget(label)

    def _choice(self, key: tuple[str, str], text: str, options: list[tuple[str, Any]], now: Any) -> Combo:
        """A line with a list of answers; the empty one means that it is not said yet."""
        combo = self.meanings[key] = Combo(self._look)
        combo.setFixedWidth(220)
        combo.setAccessibleName(text)
        combo.addItem(self.tr("choose…"), None)
        for name, value in options:
            combo.addItem(name, value)
        place = combo.findData(now) if now is not None else 0
        combo.setCurrentIndex(max(place, 0))
        wear(combo, open=place <= 0)
        label = QLabel(shortened(text, 40))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(combo)
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(combo)
        self._right.addLayout(row)
        return combo

    def _fill_dates(self) -> None:
        asked = [what for what in DATES if dates_in(self._grid, self.mapping, what) == {DateOrder.DMY, DateOrder.MDY}]
        if asked:
            self._head(self.tr("Order of dates"))
        for what in asked:
            example = next(iter(texts_of(self._grid, self.mapping, what)), "")
            options = [(order_name(order), order) for order in (DateOrder.DMY, DateOrder.MDY)]
            combo = self._choice(
                ("dates", what), f"{column_name(what)}: {example}", options, self.mapping.dates.get(what)
            )
            combo.activated.connect(_after(self._order_chosen, what))

    def _fill_names(self) -> None:
        if "full_name" not in self.mapping.columns:
            return
        texts = texts_of(self._grid, self.mapping, "full_name")
        if texts and all("," in text for text in texts):
            return
        self._head(self.tr("Full names"))
        options = [(self.tr("family name first"), True), (self.tr("given name first"), False)]
        combo = self._choice(("names", ""), next(iter(texts), ""), options, self.mapping.family_first)
        combo.activated.connect(lambda: self._set(family_first=combo.currentData()))

    def _fill_words(self, what: str, head: str, options: list[tuple[str, Any]]) -> None:
        self._head(head)
        if what == "product" and what not in self.mapping.columns:
            combo = self._choice((what, ""), self.tr("Product of all rows"), options, self.mapping.product or None)
            combo.activated.connect(lambda: self._set(product=combo.currentData() or ""))
            return
        codes = self.mapping.products if what == "product" else self.mapping.areas
        words = texts_of(self._grid, self.mapping, what)
        for word in words[:MOST_WORDS]:
            combo = self._choice((what, word), word, options, codes.get(word) or None)
            combo.activated.connect(_after(self._word_chosen, (what, word)))
        if len(words) > MOST_WORDS:
            self._right.addWidget(caption(self.tr("And {count} more; is it this column?")
                                          .format(count=len(words) - MOST_WORDS), wrap=True))  # fmt: skip

    def _products(self) -> list[tuple[str, Any]]:
        return [(product_name(self._reference, code), code) for code in self._reference.products]

    def _areas(self) -> list[tuple[str, Any]]:
        codes = [
            code
            for area in self._reference.areas.values()
            for code in ((area.id, f"{area.id}.right", f"{area.id}.left") if area.paired else (area.id,))
        ]
        return [(area_name(self._reference, code), code) for code in codes]

    def _fill_ticks(self) -> None:
        self._head(self.tr("What comes in"))
        options = [(self.tr("given: they come in locked"), True), (self.tr("drafts: to be signed here"), False)]
        combo = self._choice(("given", ""), self.tr("The treatments are"), options, self.mapping.given)
        combo.activated.connect(lambda: self._set(given=combo.currentData() is not False))
        self.middle = QCheckBox(self.tr("Points without a place go in the middle of their area"))
        self.middle.setChecked(self.mapping.middle)
        self.middle.toggled.connect(lambda on: self._set(middle=on))
        self._right.addWidget(self.middle)
        self._right.addWidget(
            caption(self.tr("Such a point says that its place was not recorded until somebody moves it."), wrap=True)
        )

    # ------------------------------------------------------------------ doing

    def _set(self, **changes: object) -> None:
        self.mapping = settled(changed(self.mapping, **changes), self._grid, self._words)
        self._fill()

    def _column_chosen(self, what: str) -> None:
        """A column is one thing only: what it was before it is no longer."""
        heading = str(self.columns[what].currentData() or "")
        columns = {other: name for other, name in self.mapping.columns.items() if other != what and name != heading}
        if heading:
            columns[what] = heading
        dates = {other: order for other, order in self.mapping.dates.items() if other != what}
        self._set(columns=columns, dates=dates)

    def _order_chosen(self, what: str) -> None:
        chosen = self.meanings["dates", what].currentData()
        dates = {other: order for other, order in self.mapping.dates.items() if other != what}
        # What passes through Qt comes back as plain text.
        self._set(dates=dates | ({what: DateOrder(chosen)} if chosen else {}))

    def _word_chosen(self, key: tuple[str, str]) -> None:
        what, word = key
        code = self.meanings[key].currentData() or ""
        if what == "product":
            self._set(products={**self.mapping.products, word: code})
        else:
            self._set(areas={**self.mapping.areas, word: code})

    def save(self) -> None:
        path = where_to_save(self, self.tr("Save as file"), "mapping.json", self.tr("Mappings (*.json)"))
        if path is not None:
            try:
                write_whole(path.absolute(), as_json(self.mapping))
            except OSError as fault:
                words = self.tr("{path} cannot be written: {reason}. Choose another folder.")
                self.ask.setText(words.format(path=path, reason=fault.strerror or fault))
                return
            self.ask.setText(self.tr("Saved for charting import --mapping."))


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName("card")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.StyledPanel)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    inside.setObjectName("inside")
    return area


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
        inner = item.layout()
        while inner is not None and (part := inner.takeAt(0)) is not None:
            if (widget := part.widget()) is not None:
                widget.deleteLater()


def _after(act: Callable[[Any], None], key: Any) -> Callable[[], None]:
    return lambda: act(key)
