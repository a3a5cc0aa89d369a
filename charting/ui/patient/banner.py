"""Who the patient is, always on top: name, date of birth, chart number, allergies; and if the visit was given."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.past.timing import too_early
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Kind, Status, Visit, late_entry
from charting.errors import Problem
from charting.ui.kit.elided import Elide, ElidedLabel
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, MARGIN, Look, wear
from charting.ui.patient.finder import PatientFinder
from charting.ui.patient.health_line import HealthLine
from charting.words.past_words import since_text
from charting.words.words import (
    age_text,
    born_text,
    chart_text,
    date_text,
    datetime_text,
    kind_name,
    one_line,
    person_name,
    product_name,
    sex_name,
)

HEIGHT = 55
"""With one line under the name."""

FIND_WIDTHS = (150, 232)
CHART_WIDTH = 190
LEAST_NAME = 120
NAME_ROOM = 320
PILL_WIDTHS = (110, 360)
LEAST_WIDTH = 900

translate = QCoreApplication.translate


def status_text(visit: Visit, today: date) -> str:
    """“Draft of today”, “Signed 14 Jul 2026 by X”, “Signed elsewhere”: a draft is never called given."""
    if visit.is_draft:
        day = visit.at.date()
        text = translate("banner", "Draft of today") if day == today else translate("banner", "Draft of {date}")
    else:
        day = visit.signature.at.date() if visit.signature is not None and visit.signature.at else visit.at.date()
        day = visit.marked.at.date() if visit.marked is not None else day
        text = _locked_text(visit)
    name = one_line(visit.signature.name or "") if visit.signature is not None else ""
    text = text.format(date=date_text(day), name=name)
    late = translate("banner", "late entry") if late_entry(visit) else ""
    kind = "" if visit.kind is Kind.TREATMENT else kind_name(visit.kind)
    return " · ".join(part for part in (text, kind, late) if part)


def _locked_text(visit: Visit) -> str:
    if visit.status is Status.ENTERED_IN_ERROR:
        return translate("banner", "Entered in error")
    if visit.status is Status.AMENDED:
        elsewhere = visit.signature is None or visit.signature.elsewhere
        dated = visit.marked is not None or not elsewhere
        return translate("banner", "Amended {date}") if dated else translate("banner", "Amended")
    if visit.signature is None or visit.signature.elsewhere:
        return translate("banner", "Signed elsewhere")
    return (
        translate("banner", "Signed {date} by {name}") if visit.signature.name else translate("banner", "Signed {date}")
    )


class PatientBanner(QWidget):
    """Fills the bar on top, whose frame and menu are the window's. A draft has a pill of another colour."""

    new_patient_requested = Signal(str)
    edit_patient_requested = Signal()

    def __init__(self, session: Session, hub: Hub, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._last: Visit | None = None
        self._said: tuple[object, ...] | None = None
        self._namesakes: tuple[Patient, ...] | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Patient"))
        self.name = ElidedLabel("name")
        self.name.set_least(LEAST_NAME)
        self.name.set_most_lines(2)
        self.facts = ElidedLabel("muted")
        self.facts.set_least(10_000)
        self.edit = QPushButton(self.tr("Edit"))
        self.edit.setObjectName("edit")
        self.edit.setAccessibleName(self.tr("Correct the patient's details"))
        self.edit.setToolTip(self.tr("Correct the patient's details"))
        self.edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.edit.clicked.connect(self.edit_patient_requested)
        self.health = HealthLine()
        self.health.grown.connect(lambda more: self.setFixedHeight(HEIGHT + more))
        self.pill = ElidedLabel("pill", Elide.ElideRight)
        self.pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.namesake = ElidedLabel("pill", Elide.ElideRight)
        wear(self.namesake, tone="caution")
        self.since = ElidedLabel("pill", Elide.ElideRight)
        self.since.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.finder = PatientFinder(session, hub, look)
        self.finder.new_patient_requested.connect(self.new_patient_requested)
        self.menu_button = QToolButton()
        wear(self.menu_button, role="square")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setIconSize(QSize(18, 18))
        self.menu_button.setAccessibleName(self.tr("Menu"))
        self.menu_button.setToolTip(self.tr("Menu"))
        self._lay_out()
        self.set_look(look)
        hub.changed.connect(self._changed)
        self._show()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(MARGIN + 4, 3, MARGIN, 4)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(0)
        for place, widget in enumerate((self.name, self.facts, self.edit)):
            grid.addWidget(widget, 0, place)
        second = QHBoxLayout()
        second.setSpacing(GAP)
        second.addWidget(self.health, 1)
        second.addWidget(self.namesake)
        second.addStretch(0)
        grid.addLayout(second, 1, 0, 1, 4)
        grid.setColumnMinimumWidth(3, GAP)
        for place, widget in ((4, self.pill), (5, self.since), (7, self.finder), (8, self.menu_button)):
            grid.addWidget(widget, 0, place, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(6, 1)
        grid.setRowStretch(0, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def _share_room(self) -> None:
        """A usual name is whole; then the find field, the pill and the time since last share what is left."""
        row = self.layout()
        if row is None:
            return
        margins = row.contentsMargins()
        kept = [w for w in (self.facts, self.edit, self.menu_button) if not w.isHidden()]
        taken = margins.left() + margins.right() + 9 * GAP
        room = self.width() - taken - sum(max(w.minimumSizeHint().width(), w.minimumWidth()) for w in kept)
        (least_find, most_find), (least_pill, most_pill) = FIND_WIDTHS, PILL_WIDTHS
        name = max(LEAST_NAME, min(self.name.sizeHint().width(), NAME_ROOM))
        pill = 0
        if not self.pill.isHidden():
            self.pill.setMinimumWidth(0)  # else the hint is never less than the width it had before
            wanted = min(self.pill.sizeHint().width(), most_pill)
            pill = max(min(wanted, least_pill), min(wanted, room - name - least_find))
            self.pill.setFixedWidth(pill)
        if self._last is not None:
            since = self.since.sizeHint().width()
            spare = room - name - least_find - pill - GAP
            self.since.setVisible(spare >= since)
            if spare >= since:
                self.since.setFixedWidth(since)
                room -= since + GAP
        find = max(least_find, min(most_find, room - name - pill))
        self.finder.setFixedWidth(find)
        self.name.setMaximumWidth(max(LEAST_NAME, room - find - pill))

    def set_look(self, look: Look) -> None:
        self.finder.set_look(look)
        self.menu_button.setIcon(glyph("menu", look.color("text")))

    def _changed(self, changed: Changed) -> None:
        if changed.patient or changed.opened:
            self._namesakes = None
        if changed.patient or changed.opened or changed.visits:
            self._show()

    def _others_of_this_name(self) -> tuple[Patient, ...]:
        """Who else has the open patient's names; looked for once for each patient that is opened."""
        if self._namesakes is None:
            patient = self._session.open.patient
            try:
                self._namesakes = () if patient is None else self._session.patients.namesakes(patient)
            except Problem:
                self._namesakes = ()  # a file that cannot be read says so where it is worked on
        return self._namesakes

    def _show(self) -> None:
        patient, visit = self._session.open.patient, self._session.open.visit
        today = self._session.env.clock().date()
        last = self._session.past.last_before() if patient is not None else None
        name = person_name(patient) if patient is not None else ""
        health = self._session.open.history
        others = self._others_of_this_name()
        status = status_text(visit, today) if visit is not None else None
        said = (patient, name, today, status, last, health, others, visit.kind if visit is not None else None)
        if said == self._said:
            return  # most edits change nothing that stands here
        self._said = said
        self._show_since(last, today if visit is None or visit.is_draft else visit.day, visit)
        self.edit.setVisible(patient is not None)
        self.health.setVisible(patient is not None)
        self.health.show_history(health, today)
        self.health.setMaximumWidth(self.health.sizeHint().width())
        self._show_namesakes(others)
        self.pill.setVisible(patient is not None and visit is not None)
        if patient is None:
            self.name.setText(self.tr("No patient open"))
            self.facts.setText(self.tr("Find one by name, chart number or date of birth, or add a new one."))
            self._share_room()
            return
        self.name.setText(name)
        chart = chart_text(patient)
        short = self.facts.fontMetrics().elidedText(chart, Elide.ElideMiddle, CHART_WIDTH)
        self.facts.show_short(self._facts(patient, today, short), self._facts(patient, today, chart))
        if visit is not None:
            self._show_status(visit, today)
        self._share_room()

    def _show_namesakes(self, others: tuple[Patient, ...]) -> None:
        self.namesake.setVisible(bool(others))
        text = self.tr("Another patient of this name")
        if len(others) > 1:
            text = self.tr("{count} other patients of this name").format(count=len(others))
        who = "; ".join(", ".join(filter(None, (born_text(one), chart_text(one)))) for one in others)
        self.namesake.show_short(text, f"{text}: {who}")

    def _show_since(self, last: Visit | None, today: date, visit: Visit | None) -> None:
        """How long ago the last treatment was, whatever visit is looked at; the room decides whether it is shown."""
        self._last = last
        self.since.setVisible(last is not None)
        if last is not None:
            day = last.at.date()
            self.since.setText(since_text(day, today))
            waits = visit is None or self._session.past.is_called_for(visit)  # a touch-up, a review wait for none
            early = waits and day < today and too_early(last, today, self._session.clinic.reference)
            wear(self.since, tone="caution" if early else "muted")
            name = product_name(self._session.clinic.reference, last.product)
            said = self.tr("before the label's interval") if early else ""
            self.since.setAccessibleDescription(", ".join(filter(None, (date_text(day), name, said))))

    def _facts(self, patient: Patient, today: date, chart: str) -> str:
        sex = sex_name(patient.sex) if patient.sex is not None else ""
        parts = (sex, age_text(patient, today), born_text(patient), chart)
        return " · ".join(part for part in parts if part)

    def _show_status(self, visit: Visit, today: date) -> None:
        self.pill.setText(status_text(visit, today))
        tones = {Status.DRAFT: "caution", Status.AMENDED: "caution", Status.ENTERED_IN_ERROR: "danger"}
        wear(self.pill, tone=tones.get(visit.status, ""))
        if visit.signature is not None and visit.signature.at is not None:
            self.pill.setAccessibleDescription(datetime_text(visit.signature.at))
