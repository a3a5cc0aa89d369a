"""What stands under the form of a patient: who is there already, and the details before a correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from charting.domain.days import on_clock
from charting.domain.patient import Patient
from charting.errors import Problem
from charting.ui.dates import parse_date
from charting.ui.look import Look
from charting.ui.words import (
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
    if words:
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
    """Warns that somebody of this name and birth date is there, and offers to open that chart."""

    open_requested = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._patient: Patient | None = None
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.open = QPushButton(self.tr("Open that patient"))
        self.open.setAutoDefault(False)
        self.open.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.open)
        self.hide()

    def show_patient(self, patient: Patient | None) -> None:
        self._patient = patient
        self.setVisible(patient is not None)
        if patient is None:
            return
        name = shortened(person_name(patient))
        facts = ", ".join(part for part in (born_text(patient), shortened(chart_text(patient), 30)) if part)
        self.text.setText(self.tr("{name}, {facts}, is there already.").format(name=name, facts=facts))
        self.setAccessibleName(self.text.text())

    def _open(self) -> None:
        if self._patient is not None:
            self.open_requested.emit(self._patient.id)


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
        self.list.setStyleSheet(
            "QListView { font-size: 12px; background: palette(alternate-base); border: 1px solid palette(mid);"
            " border-radius: 6px; padding: 3px; }"
        )
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
    if was.interpupillary_mm != became.interpupillary_mm:
        number = typed_number(was.interpupillary_mm)
        parts.append(
            translate("patient", "pupils {mm} mm").format(mm=number)
            if number
            else translate("patient", "pupils not measured")
        )
    return " · ".join(parts)
