"""Doses by area: the table with its gauges, the total, the visit's fields, and signing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.desk.signing import refuse_unready
from charting.desk.steps import Changed
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose
from charting.domain.dosing.whys import why_of
from charting.domain.face.face import NOTHING_MEASURED, base_area
from charting.domain.visit.candidates import aim
from charting.domain.visit.readiness import Check
from charting.domain.visit.record import Consultation
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Problem
from charting.ui.kit.doses_parts import inset_by, label, row_of
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look, wear
from charting.ui.kit.same import set_tip
from charting.ui.visit.aim_line import AimLine
from charting.ui.visit.before import BeforeTreatment
from charting.ui.visit.cautions import CautionsPanel
from charting.ui.visit.checklist import Checklist, lead_to
from charting.ui.visit.dose_detail import AreaDetail, Line, detail_lines, notes_text
from charting.ui.visit.dose_model import DoseModel, RowKey, also_texts, key_of, placed_in
from charting.ui.visit.dose_table import DoseTable
from charting.ui.visit.dose_total import DoseTotal
from charting.ui.visit.fields import AskProductChange, VisitFields, ask_in_dialog
from charting.ui.visit.points_list import PointsList
from charting.ui.visit.price_line import PriceLine
from charting.ui.visit.record_card import RecordCard
from charting.ui.visit.review_card import ReviewCard
from charting.ui.visit.why_chips import WhyChips
from charting.words.dose_words import row_why_text
from charting.words.past_words import booster_text, table_text
from charting.words.record_words import finding_text, signed_text

SIDE = 10
"""Margins of the panel."""

_TIGHT, _ROOMY, _ROOMY_FROM = 6, 10, 740

MOST_KNOWN_LINES = 200


class DosesPanel(QFrame):
    """The right column. `sign_requested` comes when the open draft is ready to be signed."""

    sign_requested = Signal()
    _aims: Consultation | None = None
    _patient: str | None = None

    def __init__(
        self, session: Session, hub: Hub, look: Look, ask_product: AskProductChange = ask_in_dialog,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("card")
        self._session = session
        self._hub = hub
        self._telling = False
        self._pointing = False
        self._floating = True  # until there is room for the detail in the column
        self._shown: dict[RowKey, AreaDose] = {}
        self._known: frozenset[int] = frozenset()
        self._known_lines: dict[object, tuple[Line, ...]] = {}
        self.model = DoseModel(session.clinic.reference, self._described, self)
        self.table = DoseTable(self.model, look)
        self.whys = WhyChips(session, hub, self.table, self.model, self)
        self.detail = AreaDetail(look)
        self.points = PointsList(session, hub, look)
        self.cautions = CautionsPanel(session, hub, look)
        self.total = DoseTotal(session.clinic.reference)
        self.price = PriceLine(session, hub)
        self.fields = VisitFields(session, hub, look, ask_product)
        self.title = label("title")
        self.areas_tab = QPushButton(self.tr("Areas"))
        self.points_tab = QPushButton(self.tr("Points"))
        self.cautions_tab = QPushButton(self.tr("Cautions"))
        self.before_tab = QPushButton(self.tr("Before"))
        self._tabs = (self.areas_tab, self.points_tab, self.cautions_tab, self.before_tab)
        self.aim = AimLine(session, hub)
        self.model.aim = lambda dose: aim(session.consulting.weighed(), base_area(dose.area))
        self.empty = label("muted", wrap=True)
        self.explanation = label("muted", wrap=True)
        self.before = BeforeTreatment(session, look)
        self.review = ReviewCard(session)
        self.record = RecordCard(session)
        self.checklist = Checklist(session, hub)
        self.sign = QPushButton(self.tr("Sign and lock"))
        self.discard = QPushButton(self.tr("Discard draft"))
        self.signed = label("caption", wrap=True)
        self._lay_out()
        self._connect()
        self.set_look(look)
        self.refresh()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self._header = QWidget()
        header = row_of(self._header, self.title, None, *self._tabs)
        header.setSpacing(0)
        self._line = QFrame()
        self._line.setObjectName("rule")
        self._line.setFixedHeight(1)
        self._buttons = QWidget()
        row_of(self._buttons, self.sign, self.discard, stretch=self.sign)
        self.sign.setObjectName("primary")
        self.discard.setObjectName("quiet")
        for button in (self.sign, self.discard, *self._tabs):
            button.setAccessibleName(button.text())
        self.signed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 10, SIDE, 12)
        column.setSpacing(6)
        column.addWidget(self._header)
        column.addWidget(self.record)
        column.addLayout(inset_by(self.aim, 3))
        column.addWidget(self.review)
        column.addWidget(self.empty)
        column.addWidget(self.table)
        self.detail.setParent(self)
        self.detail.hide()
        column.addWidget(self.points)
        column.addWidget(self.cautions, 100)
        column.addWidget(self.before, 100)
        self.total.hang(self.price)
        # The rows grow downwards into free room; what a hand may be on its way to stands below it and stays.
        column.addStretch(1)
        for widget in (self._line, self.total, self.fields):
            column.addLayout(inset_by(widget))
        column.addWidget(self.explanation, 100)
        self.explanation.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(self.signed)
        column.addLayout(inset_by(self.checklist, 1))
        column.addWidget(self._buttons)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.points.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(340)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for button in self._tabs:
            wear(button, role="pane")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it was
            group.addButton(button)
        self.areas_tab.setChecked(True)
        group.buttonToggled.connect(lambda: self._show_tab())
        self.table.pointed.connect(self._pointed)
        self.checklist.wanted.connect(self._lead_to)
        self.sign.clicked.connect(self._sign)
        self.discard.clicked.connect(self._discard)
        self._hub.changed.connect(self._changed)
        self._hub.first.connect(lambda _: self._show_total())
        self._hub.highlight.connect(self._highlighted)

    def set_look(self, look: Look) -> None:
        for part in (self.table, self.detail, self.before, self.points, self.cautions, self.fields):
            part.set_look(look)

    def sizeHint(self) -> QSize:
        return QSize(432, 700)

    def resizeEvent(self, event: QResizeEvent) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(_TIGHT if event.size().height() < _ROOMY_FROM else _ROOMY)
        self.checklist.set_low(event.size().height() < _ROOMY_FROM)
        super().resizeEvent(event)
        self._place_detail()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_detail()

    def _place_detail(self) -> None:
        """Where the window is low, the rows need the room: the detail floats under them while a hand is on one."""
        floating = self.height() < _ROOMY_FROM
        if floating != self._floating:
            self._floating = floating
            if floating:
                self._column.removeWidget(self.detail)
            else:
                self._column.insertWidget(self._column.indexOf(self.table) + 1, self.detail)
        self.detail.setVisible(self.table.isVisibleTo(self) and (self._pointing or not floating))
        if not floating:
            self._column.activate()  # at once: what is painted next has it in its place
        if floating:
            width = self.width() - 2 * SIDE
            height = self.detail.heightForWidth(width)
            top = min(self.table.geometry().bottom() + 4, self.height() - height - 4)
            self.detail.setGeometry(SIDE, top, width, height)
            self.detail.raise_()

    # ------------------------------------------------------------------ showing

    def _changed(self, changed: Changed) -> None:
        patient = self._session.open.patient.id if self._session.open.patient is not None else None
        if changed.patient and patient != self._patient:
            self._patient = patient
            self.areas_tab.setChecked(True)  # what was looked at of one patient is not asked of the next
        if changed.visit or changed.patient:
            self.refresh(opened=changed.opened)

    def refresh(self, *, opened: bool = True) -> None:
        """Show the open visit, or say that there is none."""
        visit, assessment = self._session.open.visit, self._session.open.assessment
        there = visit is not None and assessment is not None
        for widget in (self._header, self._line, self.total, self.fields):
            widget.setVisible(there)
        self.aim.refresh()
        before = self.before.refresh()
        self.before_tab.setVisible(before)
        if self.before_tab.isChecked() and not before:
            self.areas_tab.setChecked(True)
        self.before.setVisible(before and (not there or self.before_tab.isChecked()))
        self.explanation.setVisible(not there and self.before.isHidden())
        if visit is None or assessment is None:
            self.explanation.setText(self._why_nothing())
            self._shown = {}
            self.model.take([], fresh=True)
            self.whys.refresh(fresh=True)
            self.checklist.refresh()
            self.record.hide()
            parts = (self.review, self.table, self.detail, self.points, self.cautions, self.empty, self._buttons)
            for widget in (*parts, self.signed):
                widget.hide()
            return
        self._show_total()
        early = self._session.follow_up.booster(visit)
        note = booster_text(early.days, early.caution) if early else ""
        self.total.show_together(self._session.follow_up.together(visit), note)
        if visit.kind is Kind.REVIEW and not visit.points:
            for widget in (self._line, self.total, self.fields):
                widget.hide()  # a review without a correction has no product and no doses
        self._show_rows(assessment.areas, fresh=opened)
        self.whys.refresh(fresh=opened)
        self.model.tell(also_texts(self._session, visit, assessment))
        self._show_tab()
        self._show_end(visit)

    def _show_total(self) -> None:
        """What the visit comes to; after a click it is here before all the rest."""
        session, visit = self._session, self._session.open.visit
        if visit is not None and session.open.assessment is not None:
            last = session.past.previous() if visit.kind is Kind.TREATMENT else None
            self.total.show_total(visit, session.open.assessment, last)
            self.total.show_gone(gone=not visit.is_draft and not session.amending.holds(visit))

    def _show_rows(self, areas: tuple[AreaDose, ...], *, fresh: bool) -> None:
        """Take the rows over; the one that was just worked on becomes the one shown in detail."""
        before, self._shown = self._shown, {key_of(dose): dose for dose in areas}
        current = self.model.row(self.table.currentIndex().row())
        self.model.take(areas, fresh=fresh)
        aims = self._session.consulting.weighed()
        if aims != self._aims:  # what is aimed at is no part of a row
            self._aims = aims
            self.table.viewport().update()
        self.table.fit_rows()
        touched = [place for place, dose in enumerate(areas) if before.get(key_of(dose)) != dose]
        kept = None if current is None or fresh else next(
            (place for place, dose in enumerate(areas) if key_of(dose) == key_of(current)), None
        )  # fmt: skip
        if kept is None or (touched and kept not in touched):
            kept = touched[0] if touched and not fresh else 0
        under_hand, self._known = placed_in(self._session, self._known)
        if under_hand is not None and not fresh:
            kept = next((place for place in touched if key_of(areas[place]) == under_hand), kept)
        if areas and kept != self.table.currentIndex().row():
            self.table.set_row(kept)
        self.detail.keep_room_for(self._lines(dose) for dose in areas)
        self._show_detail()

    def _show_detail(self) -> None:
        dose = self.model.row(self.table.row)
        if dose is not None and self._session.open.visit is not None:
            self.detail.show_lines(self._lines(dose), notes_text(dose))

    def _described(self, dose: AreaDose) -> str:
        """The detail block of a row, for a screen reader."""
        return " ".join(line.text for line in self._lines(dose))

    def _lines(self, dose: AreaDose) -> tuple[Line, ...]:
        visit, patient = self._session.open.visit, self._session.open.patient
        measures = patient.measures if patient is not None else NOTHING_MEASURED
        measures = visit.measures or measures if visit is not None else measures
        # Most of it is the same from click to click: the units are said where a range is for both sides together.
        both = dose.compared_units if any(b and b.per_total_of_both for b in (dose.micro, dose.standard)) else None
        product = visit.product if visit else None
        key = (dose.area, dose.technique, dose.micro, dose.standard, dose.surface_cm2, dose.tolerance, both, product,
               measures)  # fmt: skip
        lines = self._known_lines.get(key)
        if lines is None:
            if len(self._known_lines) >= MOST_KNOWN_LINES:
                self._known_lines.clear()
            lines = self._known_lines[key] = detail_lines(self._session.clinic.reference, dose, product, measures)
        if visit is None:
            return lines
        said = [self.tr("Found: {what}").format(what=finding_text(f)) for f in visit.findings if f.area == dose.area]
        why = why_of(visit.whys, dose)
        said += [] if why is None else [row_why_text(why, dose)]
        return (*lines, *(Line(text, 12, muted=False) for text in said)) if said else lines

    def _show_tab(self) -> None:
        tab, some = next(button for button in self._tabs if button.isChecked()), bool(self.model.rows)
        points, before, cautions = (tab is one for one in (self.points_tab, self.before_tab, self.cautions_tab))
        title = self.tr("Doses") if tab is self.areas_tab else tab.accessibleName()
        reviewed = not before and not cautions and self.review.refresh()
        self.cautions.name_tab(self.cautions_tab)
        self.review.setVisible(reviewed)
        self.title.setText(self.tr("Review") if reviewed and not some and not points else title)
        self.table.setVisible(some and tab is self.areas_tab)
        self._place_detail()
        self.points.setVisible(some and points)
        self.cautions.setVisible(cautions)
        self.before.setVisible(before)
        self.empty.setVisible(not (some or before or cautions or reviewed))
        if self._session.open.visit is not None:
            self.empty.setText(self._why_empty(self._session.open.visit))

    def _show_end(self, visit: Visit) -> None:
        self.checklist.refresh()
        self._buttons.setVisible(visit.is_draft)
        self.signed.setVisible(not visit.is_draft)
        self.record.setVisible(self.record.refresh())
        then = table_text(self._session.clinic.tables.compared_with(visit))
        self.signed.setText("" if visit.is_draft else "\n".join((signed_text(visit), *([then] if then else ()))))
        whole = visit.signature.sha256 if visit.signature else None
        set_tip(self.signed, f"SHA-256 {whole}" if whole else "")

    def _why_nothing(self) -> str:
        if self._session.open.patient is None:
            return self.tr("Find a patient or add one. The doses of a visit stand here.")
        return self.tr("No visit is open. Begin a new visit to chart points and doses.")

    def _why_empty(self, visit: Visit) -> str:
        if not visit.is_draft:
            return self.tr("No points were charted at this visit.")
        if visit.kind is Kind.REVIEW:
            return self.tr("A review needs no points. A correction is charted like a treatment: click on the face.")
        return self.tr("No points yet. A click on the face places the loaded dose; each area then has a row here.")

    # ------------------------------------------------------------------ the hand

    def _pointed(self, row: int) -> None:
        """A row is under the hand: say so to the face, and show what it is compared with."""
        dose = self.model.row(row)
        self._pointing = row >= 0
        self._show_detail()
        self._place_detail()
        self._telling = True
        self._hub.highlight.emit(None if dose is None or dose.area == UNASSIGNED else dose.area)
        self._telling = False

    def _highlighted(self, code: str | None) -> None:
        """An area of the face is under the hand: its row is too."""
        if not self._telling:
            self.table.set_hovered(self.model.row_of(code))
            self._show_detail()

    def _lead_to(self, check: Check) -> None:
        lead_to(
            check, hub=self._hub, areas=self.areas_tab, cautions=self.cautions_tab, whys=self.whys, fields=self.fields
        )

    def _sign(self) -> None:
        visit = self._session.open.visit
        if visit is None or self._session.open.patient is None:
            return
        try:
            # Whether a name is given is asked next; anything else is said now.
            refuse_unready(visit, "?", self._session.open.patient, self._session.env.clock())
        except Problem as problem:
            self._hub.problem.emit(problem)
            return
        self.sign_requested.emit()

    def _discard(self) -> None:
        try:
            self._session.charting.discard_draft()
        except Problem as problem:
            self._hub.problem.emit(problem)
