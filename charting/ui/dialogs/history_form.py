"""The form of a patient's history: quick taps, words as chips, earlier toxin elsewhere."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.domain.history import NOTHING_APPLIES, Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.reference import Reference
from charting.domain.units import plain
from charting.errors import Refused
from charting.ui.dates import parse_date, typed_date
from charting.ui.health_words import condition_name
from charting.ui.look import Look
from charting.ui.panels.combos import Combo
from charting.ui.panels.flow import FlowLayout, Words, chip
from charting.ui.panels.segments import Segments
from charting.ui.words import product_name, typed_number

_MONTH = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{4})|(\d{4})\s*[-/. ]\s*(\d{1,2})")
_UNITS = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")
ANSWERS = (Answer.YES, Answer.NO)


def parse_day_or_month(text: str, today: date) -> tuple[date, bool]:
    """A day as typed, or a month or year of it (its first day, and True for “about”)."""
    typed = text.strip()
    found = _MONTH.fullmatch(typed)
    if found is not None:
        month, year = int(found[1] or found[4]), int(found[2] or found[3])
        if 1 <= month <= 12 and year >= 1:
            return date(year, month, 1), True
    if re.fullmatch(r"\d{4}", typed) and int(typed) >= 1:
        return date(int(typed), 1, 1), True
    return parse_date(typed, today), False


class ToxinRow(QWidget):
    """One earlier treatment elsewhere: product, day or month, units, where."""

    removed = Signal()

    def __init__(self, reference: Reference, look: Look, today: date, earlier: EarlierToxin | None = None) -> None:
        super().__init__()
        self._today = today
        self.product = Combo(look)
        self.product.addItem(self.tr("Product unknown"), "")
        codes = list(reference.products)
        if earlier is not None and earlier.product and earlier.product not in codes:
            codes.append(earlier.product)
        for code in codes:
            self.product.addItem(product_name(reference, code), code)
        self.product.setAccessibleName(self.tr("Earlier toxin: product"))
        self.on, self.units, self.where = QLineEdit(), QLineEdit(), QLineEdit()
        self.about = QCheckBox(self.tr("about"))
        for editor, name, hint, width in (
            (self.on, self.tr("Earlier toxin: day or month"), self.tr("day, or 03/2026"), 118),
            (self.units, self.tr("Earlier toxin: units"), self.tr("units"), 62),
            (self.where, self.tr("Earlier toxin: where"), self.tr("where"), 0),
        ):
            editor.setAccessibleName(name)
            editor.setPlaceholderText(hint)
            if width:
                editor.setFixedWidth(width)
        self.on.textEdited.connect(self._typed)
        self.about.setAccessibleName(self.tr("Earlier toxin: only roughly"))
        self.remove = QPushButton("×")
        self.remove.setAutoDefault(False)
        self.remove.setFixedWidth(34)
        self.remove.setStyleSheet("padding: 0;")
        self.remove.setAccessibleName(self.tr("Take this treatment out"))
        self.remove.setToolTip(self.remove.accessibleName())
        self.remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.product, self.on, self.about, self.units, self.where, self.remove):
            row.addWidget(widget, {self.product: 3, self.where: 2}.get(widget, 0))
        if earlier is not None:
            self.product.setCurrentIndex(max(0, self.product.findData(earlier.product or "")))
            self.on.setText(typed_date(earlier.on))
            self.about.setChecked(earlier.about)
            self.units.setText(typed_number(earlier.units))
            self.where.setText(earlier.where)

    def _typed(self, text: str) -> None:
        try:
            about = parse_day_or_month(text, self._today)[1]
        except Refused:
            return
        if about:
            self.about.setChecked(True)

    def read(self) -> EarlierToxin | None:
        """What the row says; None while it is empty; Refused when something in it cannot be kept."""
        if (
            not any(editor.text().strip() for editor in (self.on, self.units, self.where))
            and not self.product.currentData()
        ):
            return None
        on, about = parse_day_or_month(self.on.text(), self._today)
        typed = self.units.text().strip()
        if typed and not _UNITS.fullmatch(typed):
            raise Refused("“{given}” is no number of units; type one such as 50 or 12.5.", given=typed)
        units = plain(Decimal(typed.replace(",", "."))) if typed else None
        code = self.product.currentData() or None
        return EarlierToxin(code, on, about or self.about.isChecked(), units, self.where.text().strip())


class HistoryForm(QWidget):
    """Reads and shows a history. `nothing` fills in that nothing of it applies."""

    def __init__(self, reference: Reference, look: Look, today: date) -> None:
        super().__init__()
        self._reference, self._look, self._today = reference, look, today
        self.nothing = QPushButton(self.tr("Nothing of this applies"))
        self.nothing.setAutoDefault(False)
        self.nothing.setAccessibleName(self.nothing.text())
        self.nothing.clicked.connect(lambda: self.show_history(NOTHING_APPLIES))
        self.none = chip(self.tr("No known allergies"), self.tr("No known allergies"), look)
        self.none.toggled.connect(self._none_toggled)
        self.allergies = Words(
            self.tr("Allergies"), self.tr("Type an allergy, then Enter"), look,
            (self.tr("latex"), self.tr("local anaesthetic"), self.tr("antibiotics")), self.none,
        )  # fmt: skip
        self.allergies.changed.connect(self._allergy_said)
        self.medicines = Words(self.tr("Medicines"), self.tr("Type a medicine, then Enter"), look)
        self.answers = {
            name: Segments(text, [self.tr("Yes"), self.tr("No")], look)
            for name, text in (
                ("milk_protein", self.tr("Allergic to cow's-milk protein")),
                ("toxin_allergy", self.tr("Allergic to the toxin")),
                ("pregnant", self.tr("Pregnant")), ("breastfeeding", self.tr("Breastfeeding")),
            )
        }  # fmt: skip
        for name in ("milk_protein", "toxin_allergy"):
            self.answers[name].changed.connect(self._allergy_said)
        self.conditions = {c: chip(condition_name(c), condition_name(c), look) for c in Condition}
        self.toxins: list[ToxinRow] = []
        self.add_toxin = QPushButton(self.tr("Add earlier toxin elsewhere"))
        self.add_toxin.setAutoDefault(False)
        self.add_toxin.clicked.connect(lambda: self._add_row(None).product.setFocus())
        self.note = QPlainTextEdit()
        self._lay_out()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(11)
        grid.setColumnStretch(1, 1)
        answers = QGridLayout()
        answers.setHorizontalSpacing(8)
        answers.setVerticalSpacing(6)
        for place, segments in enumerate(self.answers.values()):
            answers.addWidget(_label(segments.accessibleName()), place // 2, place % 2 * 2)
            segments.setFixedWidth(94)
            answers.addWidget(segments, place // 2, place % 2 * 2 + 1)
        answers.setColumnMinimumWidth(1, 110)
        answers.setColumnStretch(4, 1)
        conditions = QWidget()
        flow = FlowLayout(conditions)
        for button in self.conditions.values():
            flow.addWidget(button)
        self._toxin_column = QVBoxLayout()
        self._toxin_column.setSpacing(6)
        self._toxin_column.addWidget(self.add_toxin, 0, Qt.AlignmentFlag.AlignLeft)
        self.note.setFixedHeight(52)
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(self.tr("Anything else"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setStyleSheet(note_style(self._look))
        rows: tuple[tuple[str, QWidget | QLayout], ...] = (
            (self.tr("Allergies"), self.allergies), ("", answers), (self.tr("Conditions"), conditions),
            (self.tr("Medicines"), self.medicines), (self.tr("Earlier toxin"), self._toxin_column),
            (self.tr("Note"), self.note),
        )  # fmt: skip
        for number, (text, what) in enumerate(rows):
            caption = _label(text)
            caption.setObjectName("muted")
            caption.setContentsMargins(0, 6, 0, 0)
            grid.addWidget(caption, number, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(what, QWidget):
                grid.addWidget(what, number, 1)
            else:
                grid.addLayout(what, number, 1)
        grid.setRowStretch(len(rows), 1)

    def _add_row(self, earlier: EarlierToxin | None) -> ToxinRow:
        row = ToxinRow(self._reference, self._look, self._today, earlier)
        row.removed.connect(lambda: self._remove_row(row))
        self.toxins.append(row)
        self._toxin_column.insertWidget(self._toxin_column.count() - 1, row)
        row.show()
        return row

    def _remove_row(self, row: ToxinRow) -> None:
        if row in self.toxins:
            self.toxins.remove(row)
        self._toxin_column.removeWidget(row)
        row.hide()
        row.deleteLater()

    # ------------------------------------------------------------------ what it says

    def show_history(self, history: PatientHistory) -> None:
        self.allergies.typed.clear()
        self.medicines.typed.clear()
        self.allergies.show_words(history.allergies)
        self.medicines.show_words(history.medicines)
        for name, segments in self.answers.items():
            answer = getattr(history, name)
            segments.choose(ANSWERS.index(answer) if answer in ANSWERS else -1)
        for condition, button in self.conditions.items():
            button.setChecked(condition in history.conditions)
        for row in tuple(self.toxins):
            self._remove_row(row)
        for earlier in history.earlier:
            self._add_row(earlier)
        self.note.setPlainText(history.note)
        self.none.setChecked(history.no_allergies)

    def read(self) -> PatientHistory:
        """The history as it stands there; Refused with the row in focus that cannot be kept."""
        answers = {
            name: ANSWERS[segments.chosen] if segments.chosen >= 0 else Answer.UNKNOWN
            for name, segments in self.answers.items()
        }
        return PatientHistory(
            allergies=self.allergies.values(),
            no_allergies=self.none.isChecked(),
            conditions=tuple(c for c, button in self.conditions.items() if button.isChecked()),
            medicines=self.medicines.values(),
            earlier=tuple(read for row in self.toxins if (read := self._read_row(row)) is not None),
            note=self.note.toPlainText().strip(),
            milk_protein=answers["milk_protein"],
            toxin_allergy=answers["toxin_allergy"],
            pregnant=answers["pregnant"],
            breastfeeding=answers["breastfeeding"],
        )

    def _read_row(self, row: ToxinRow) -> EarlierToxin | None:
        try:
            return row.read()
        except Refused:
            row.on.setFocus()
            raise

    # ------------------------------------------------------------------ what excludes each other

    def _none_toggled(self, on: bool) -> None:
        if on:
            for name in ("milk_protein", "toxin_allergy"):
                if self.answers[name].chosen == 0:
                    self.answers[name].choose(1)
            self.allergies.clear()

    def _allergy_said(self, *_: object) -> None:
        allergic = [self.answers[name].chosen == 0 for name in ("milk_protein", "toxin_allergy")]
        if self.allergies.words or any(allergic):
            self.none.setChecked(False)


def note_style(look: Look) -> str:
    """A field of several lines that looks like those of one."""
    return (
        "QPlainTextEdit { background: palette(alternate-base); border: 1px solid palette(mid); border-radius: 6px;"
        f" padding: 4px; }} QPlainTextEdit:focus {{ border: 2px solid {look.accent}; padding: 3px; }}"
    )


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
