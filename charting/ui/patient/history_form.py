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

from charting.domain.dosing.reference import Reference
from charting.domain.people.history import NEVER_ASKED, Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.text import number_of, western
from charting.domain.units import plain
from charting.errors import Refused
from charting.ui.kit.combos import Combo
from charting.ui.kit.date_field import settled_date
from charting.ui.kit.flow import Words, chip
from charting.ui.kit.look import Look, wear
from charting.ui.kit.plain_line import keep_note_plain, keep_plain
from charting.ui.kit.segments import Segments
from charting.ui.patient.history_groups import Caption, QuestionGroup
from charting.words.dates import parse_date, typed_date
from charting.words.words import product_name, typed_number

_MONTH = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{4})|(\d{4})\s*[-/. ]\s*(\d{1,2})")
MOST_EARLIER, _FINEST = Decimal(999_999), Decimal("0.000001")
"""Units of a treatment elsewhere."""
ANSWERS = (Answer.YES, Answer.NO)
ALLERGIC = ("milk_protein", "toxin_allergy", "human_albumin")

CONDITIONS = (
    Condition.MYASTHENIA_GRAVIS, Condition.LAMBERT_EATON, Condition.ALS, Condition.OTHER_NEUROMUSCULAR,
    Condition.SWALLOWING, Condition.BREATHING, Condition.CARDIOVASCULAR, Condition.BLEEDING, Condition.SURGERY_PLANNED,
)  # fmt: skip
FACE = (
    Condition.DRY_EYE, Condition.PTOSIS, Condition.WEAK_FOREHEAD, Condition.FACIAL_PALSY, Condition.FACE_SURGERY,
    Condition.FILLER_OR_LASER,
)  # fmt: skip
MEDICINES = (
    Condition.BLOOD_THINNERS, Condition.MUSCLE_RELAXANTS, Condition.ANTICHOLINERGICS, Condition.AMINOGLYCOSIDES,
)  # fmt: skip
TOXIN = (Condition.OTHER_TOXIN, Condition.TOXIN_REACTION)


def parse_day_or_month(text: str, today: date) -> tuple[date, bool]:
    """A day as typed, or a month or year of it (its first day, and True for “about”)."""
    typed = western(text)
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
        keep_plain(self.where)
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
        settled_date(self.on, lambda: today)
        self.about.setAccessibleName(self.tr("Earlier toxin: only roughly"))
        self.remove = QPushButton("×")
        self.remove.setAutoDefault(False)
        self.remove.setFixedWidth(34)
        wear(self.remove, role="close")
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
        units = number_of(typed) if typed else None
        if typed and (units is None or units > MOST_EARLIER or units.quantize(_FINEST) != units):
            raise Refused("“{given}” is no number of units; type one such as 50 or 12.5.", given=typed)
        units = None if units is None else plain(units)
        code = self.product.currentData() or None
        return EarlierToxin(code, on, about or self.about.isChecked(), units, self.where.text().strip())


class HistoryForm(QWidget):
    """Reads and shows a history. `nothing` answers with “no” whatever nobody said yes to; what was said stays."""

    def __init__(self, reference: Reference, look: Look, today: date) -> None:
        super().__init__()
        self._reference, self._look, self._today = reference, look, today
        self._asked_before: tuple[Condition, ...] | None = ()
        self._blank = True
        self.nothing = QPushButton()
        self.nothing.setAutoDefault(False)
        self.nothing.clicked.connect(self.say_nothing_else)
        self.none = chip(self.tr("No known allergies"), self.tr("No known allergies"))
        self.none.toggled.connect(self._none_toggled)
        self.allergies = Words(
            self.tr("Allergies"), self.tr("Type an allergy, then Enter"),
            (self.tr("latex"), self.tr("local anaesthetic"), self.tr("antibiotics")), self.none,
        )  # fmt: skip
        self.allergies.changed.connect(self._allergy_said)
        self.medicines = Words(self.tr("Medicines"), self.tr("Type a medicine, then Enter"))
        self.answers = {
            name: Segments(text, [self.tr("Yes"), self.tr("No")])
            for name, text in (
                ("milk_protein", self.tr("Allergic to cow's-milk protein")),
                ("toxin_allergy", self.tr("Allergic to the toxin")),
                ("human_albumin", self.tr("Allergic to human albumin")),
                ("pregnant", self.tr("Pregnant")), ("breastfeeding", self.tr("Breastfeeding")),
            )
        }  # fmt: skip
        for name, segments in self.answers.items():
            segments.changed.connect(self._allergy_said if name in ALLERGIC else self._said)
        self.groups = {
            "conditions": QuestionGroup(self.tr("Conditions"), CONDITIONS),
            "face": QuestionGroup(self.tr("Face"), FACE),
            "medicines": QuestionGroup(self.tr("Medicines"), MEDICINES),
            "toxin": QuestionGroup(self.tr("Earlier toxin"), TOXIN),
        }
        self.captions: dict[str, Caption] = {}
        self.conditions = {c: button for group in self.groups.values() for c, button in group.chips.items()}
        for group in self.groups.values():
            group.changed.connect(self._said)
        self.medicines.changed.connect(self._said)
        self.toxins: list[ToxinRow] = []
        self.add_toxin = QPushButton(self.tr("Add earlier toxin elsewhere"))
        self.add_toxin.setAutoDefault(False)
        self.add_toxin.clicked.connect(lambda: self._add_row(None).product.setFocus())
        self.note = QPlainTextEdit()
        keep_note_plain(self.note)
        self._lay_out()
        self._said()

    def set_look(self, look: Look) -> None:
        self._look = look

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(1, 1)
        self.note.setFixedHeight(52)
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(self.tr("Anything else"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setObjectName("note")
        wear(self.note, room="narrow")
        self._toxin_column = QVBoxLayout()
        self._toxin_column.setSpacing(6)
        self._toxin_column.addWidget(self.groups["toxin"])
        self._toxin_column.addWidget(self.add_toxin, 0, Qt.AlignmentFlag.AlignLeft)
        medicines = QVBoxLayout()
        medicines.setSpacing(6)
        medicines.addWidget(self.groups["medicines"])
        medicines.addWidget(self.medicines)
        rows: tuple[tuple[str, str, QWidget | QLayout], ...] = (
            ("allergies", self.tr("Allergies"), self.allergies), ("allergic", self.tr("Allergic to"), self._allergic()),
            ("", "", self._expecting()), ("conditions", self.tr("Conditions"), self.groups["conditions"]),
            ("face", self.tr("Face"), self.groups["face"]), ("medicines", self.tr("Medicines"), medicines),
            ("toxin", self.tr("Earlier toxin"), self._toxin_column), ("note", self.tr("Note"), self.note),
        )  # fmt: skip
        for number, (name, text, what) in enumerate(rows):
            if text:
                self.captions[name] = Caption(text)
                grid.addWidget(self.captions[name], number, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(what, QWidget):
                grid.addWidget(what, number, 1)
            else:
                grid.addLayout(what, number, 1)
        grid.setRowStretch(len(rows), 1)

    def _allergic(self) -> QLayout:
        return self._in_a_row(
            (self.tr("Cow's milk"), "milk_protein"), (self.tr("Toxin"), "toxin_allergy"),
            (self.tr("Human albumin"), "human_albumin"),
        )  # fmt: skip

    def _expecting(self) -> QLayout:
        return self._in_a_row((self.tr("Pregnant"), "pregnant"), (self.tr("Breastfeeding"), "breastfeeding"))

    def _in_a_row(self, *asked: tuple[str, str]) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, name in asked:
            self.answers[name].setFixedWidth(88)
            row.addWidget(_label(text))
            row.addWidget(self.answers[name])
            row.addSpacing(10)
        row.addStretch(1)
        return row

    def _add_row(self, earlier: EarlierToxin | None) -> ToxinRow:
        row = ToxinRow(self._reference, self._look, self._today, earlier)
        row.removed.connect(lambda: self._remove_row(row))
        self.toxins.append(row)
        self._toxin_column.insertWidget(self._toxin_column.count() - 1, row)
        row.show()
        self._said()
        return row

    def _remove_row(self, row: ToxinRow) -> None:
        if row in self.toxins:
            self.toxins.remove(row)
        self._toxin_column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._said()

    # ------------------------------------------------------------------ what it says

    def show_history(self, history: PatientHistory) -> None:
        self._asked_before = history.asked
        self._blank = history == NEVER_ASKED
        self.allergies.typed.clear()
        self.medicines.typed.clear()
        self.allergies.show_words(history.allergies)
        self.medicines.show_words(history.medicines)
        for name, segments in self.answers.items():
            answer = getattr(history, name)
            segments.choose(ANSWERS.index(answer) if answer in ANSWERS else -1)
        for group in self.groups.values():
            group.show_history(history)
        for row in tuple(self.toxins):
            self._remove_row(row)
        for earlier in history.earlier:
            self._add_row(earlier)
        self.note.setPlainText(history.note)
        self.none.setChecked(history.no_allergies)
        self._said()

    def say_nothing_else(self) -> None:
        """Whatever nobody said yes to does not apply; yes, words and earlier treatments stay as they were said."""
        for segments in self.answers.values():
            if segments.chosen < 0:
                segments.choose(1)
        for group in self.groups.values():
            group.say_no_others()
        allergic = any(self.answers[name].chosen == 0 for name in ALLERGIC)
        self.allergies.take_typed()
        self.none.setChecked(not self.allergies.words and not allergic)
        self._said()

    def read(self) -> PatientHistory:
        """The history as it stands there; Refused with the row in focus that cannot be kept."""
        applies = {condition for group in self.groups.values() for condition in group.yes}
        return PatientHistory(
            allergies=self.allergies.values(),
            no_allergies=self.none.isChecked(),
            conditions=tuple(condition for condition in Condition if condition in applies),
            asked=self._asked(),
            medicines=self.medicines.values(),
            earlier=tuple(read for row in self.toxins if (read := self._read_row(row)) is not None),
            note=self.note.toPlainText().strip(),
            milk_protein=self._answer("milk_protein"),
            toxin_allergy=self._answer("toxin_allergy"),
            human_albumin=self._answer("human_albumin"),
            pregnant=self._answer("pregnant"),
            breastfeeding=self._answer("breastfeeding"),
        )

    def _answer(self, name: str) -> Answer:
        chosen = self.answers[name].chosen
        return ANSWERS[chosen] if chosen >= 0 else Answer.UNKNOWN

    def _asked(self) -> tuple[Condition, ...] | None:
        """What was answered; said as it was before where nothing more was, so that looking on is no new asking."""
        answered = {condition for group in self.groups.values() for condition in group.answered}
        before = PatientHistory(asked=self._asked_before)
        if answered == before.answered:
            return self._asked_before
        return tuple(condition for condition in Condition if condition in answered)

    def _read_row(self, row: ToxinRow) -> EarlierToxin | None:
        try:
            return row.read()
        except Refused:
            row.on.setFocus()
            raise

    # ------------------------------------------------------------------ what excludes each other

    def _none_toggled(self, on: bool) -> None:
        if on:
            for name in ALLERGIC:
                if self.answers[name].chosen == 0:
                    self.answers[name].choose(1)
            self.allergies.clear()
        self._said()

    def _allergy_said(self, *_: object) -> None:
        if self.allergies.words or any(self.answers[name].chosen == 0 for name in ALLERGIC):
            self.none.setChecked(False)
        self._said()

    def _said(self, *_: object) -> None:
        """Say what is not asked yet, of a patient who was asked before; and what the button on top would do."""
        for name, group in self.groups.items():
            self.captions[name].show_left(0 if self._blank else group.left)
        open_answers = sum(self.answers[name].chosen < 0 for name in ALLERGIC)
        self.captions["allergic"].show_left(0 if self._blank else open_answers)
        said = (
            bool(self.allergies.words or self.medicines.words or self.toxins)
            or any(segments.chosen == 0 for segments in self.answers.values())
            or any(group.yes for group in self.groups.values())
        )
        text = self.tr("Nothing else applies") if said else self.tr("Nothing of this applies")
        self.nothing.setText(text)
        self.nothing.setAccessibleName(text)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
