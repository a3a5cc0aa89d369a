"""What stands under the form of a patient: who is there already, and the details before a correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from charting.domain.days import on_clock
from charting.domain.face.face import FOREHEAD, PUPILS, WIDTH
from charting.domain.people.patient import Because, Patient
from charting.errors import Problem
from charting.words.dates import parse_date
from charting.words.people_words import because_text
from charting.words.words import (
    born_text,
    chart_text,
    datetime_text,
    person_name,
    sex_name,
    shortened,
    translate,
    typed_number,
)

FORMER_HEIGHT = 96
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody looked for, as the beginning of a new patient."""

    family: str = ""
    given: str = ""
    chart_no: str = ""
    born: date | None = None


def split_typed(text: str, today: date) -> Typed:
    """“Family, Given 5.3.1992”, “Family Given” or “10482” into fields; what is wrong is corrected in the form."""
    words, born = text.split(), None
    if words and not (len(words) == 1 and words[0].isdigit()):  # a number alone is that of a chart
        try:
            found = parse_date(words[-1], today)
            born = found if found <= today else None
        except Problem:
            born = None
    if born is not None:
        words = words[:-1]
    name = " ".join(words)
    if name.isdigit():
        return Typed(chart_no=name, born=born)
    family, comma, given = name.partition(",")
    if not comma:
        family, _, given = name.partition(" ")
    return Typed(family.strip(), given.strip(), born=born)


class SamePerson(QFrame):
    """Asks whether somebody who is there already is meant: to open that chart, or to add another person."""

    open_requested = Signal(str)
    another_said = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._patient: Patient | None = None
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.open = QPushButton(self.tr("Open that patient"))
        self.another = QPushButton(self.tr("Another person"))
        self.open.clicked.connect(self._open)
        self.another.clicked.connect(self.another_said)
        answers = QHBoxLayout()
        for button in (self.open, self.another):
            answers.addWidget(button)
        answers.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.addWidget(self.text)
        column.addLayout(answers)
        self.hide()

    def ask_about(self, like: Sequence[tuple[Patient, Because]]) -> None:
        """Ask about the first of them, the surest, and name the others; nobody hides the question."""
        self._patient = like[0][0] if like else None
        self.setVisible(bool(like))
        if not like:
            return
        text = self.tr("{name} is there already: {because}. Is it the same person?")
        named = [text.format(name=_facts(like[0][0]), because=because_text(like[0][1]))]
        if len(like) > 1:
            others = "; ".join(_facts(other) for other, _ in like[1:MOST_NAMED])
            named.append(self.tr("Also like: {others}.").format(others=others))
        self.text.setText("\n".join(named))
        self.setAccessibleName(self.text.text())

    def _open(self) -> None:
        if self._patient is not None:
            self.open_requested.emit(self._patient.id)


def _facts(patient: Patient) -> str:
    facts = (person_name(patient), born_text(patient), shortened(chart_text(patient), 30))
    return ", ".join(part for part in facts if part)


class Former(Protocol):
    """Details as they were until a moment, as the store gives them."""

    @property
    def patient(self) -> Patient: ...

    @property
    def until(self) -> datetime: ...


class FormerDetails(QWidget):
    """A small list of what stood there before, newest first; hidden when nothing was ever corrected."""

    def __init__(self) -> None:
        super().__init__()
        caption = QLabel(self.tr("Before correction"))
        caption.setObjectName("caption")
        caption.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QListWidget()
        self.list.setMaximumHeight(FORMER_HEIGHT)
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setObjectName("former")
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setAccessibleName(caption.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(caption)
        column.addWidget(self.list)
        self.hide()

    def show_details(self, former: Sequence[Former], now: Patient) -> None:
        """List each former version by what was different in it from the one that followed."""
        self.list.clear()
        following = now
        for version in former:
            when = datetime_text(on_clock(version.until, None))
            line = translate("patient", "until {when}: {details}").format(
                when=when, details=differences(version.patient, following)
            )
            self.list.addItem(line)
            following = version.patient
        self.setVisible(self.list.count() > 0)


def _other_measures(was: Patient, became: Patient) -> list[str]:
    """“pupils 61 mm”, “face width only proposed”: the measures that were others, or counted otherwise."""
    names = (
        (PUPILS, translate("patient", "pupils {mm} mm"), translate("patient", "pupils {mm} mm, only proposed"),
         translate("patient", "pupils not measured")),
        (WIDTH, translate("patient", "face width {mm} mm"), translate("patient", "face width {mm} mm, only proposed"),
         translate("patient", "face width not measured")),
        (FOREHEAD, translate("patient", "forehead height {mm} mm"),
         translate("patient", "forehead height {mm} mm, only proposed"),
         translate("patient", "forehead height not measured")),
    )  # fmt: skip
    said = []
    for name, counted, proposed, none in names:
        before, counts = was.given_measures.of(name), was.measures.of(name)
        if (before, counts) != (became.given_measures.of(name), became.measures.of(name)):
            text = none if before is None else proposed if counts is None else counted
            said.append(text.format(mm=typed_number(before)))
    return said


def differences(was: Patient, became: Patient) -> str:
    """The details of `was` that another version does not share."""
    parts = []
    if (was.family_name, was.given_name) != (became.family_name, became.given_name):
        parts.append(person_name(was))
    if was.born != became.born:
        parts.append(born_text(was))
    if was.sex != became.sex:
        parts.append(translate("patient", "sex {sex}").format(sex=sex_name(was.sex)))
    if was.chart_no != became.chart_no:
        parts.append(chart_text(was) or translate("patient", "no chart number"))
    parts += _other_measures(was, became)
    return " · ".join(parts)
