"""Sign and lock: who is treated and with what, said once more before it can never be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.desk.signing import refuse_unready
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Assessment
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import Review
from charting.domain.visit.vial_whys import asked, unanswered
from charting.domain.visit.visit import Kind, Technique, Visit, late_entry, meaning_of
from charting.errors import Problem
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.fields import FormDialog
from charting.ui.kit.look import GAP
from charting.ui.shell.feature import Prover
from charting.ui.visit.sign_cautions import LEAST_HEIGHT, UnseenCautions
from charting.ui.visit.sign_vial import VialQuestion
from charting.words.caution_words import count_text
from charting.words.money import money_text
from charting.words.past_words import review_rows
from charting.words.record_words import meaning_text, open_text
from charting.words.words import (
    age_text,
    area_name,
    born_text,
    chart_text,
    date_text,
    datetime_text,
    kind_name,
    ml_text,
    one_line,
    person_name,
    points_text,
    product_name,
    style_name,
    technique_name,
    tr_problem,
    units_text,
)

MOST_LINES = 40
WIDTH, WIDE, SIDE = 480, 800, 24
LOWEST, AROUND = 640, 40
"""The dialog fits a screen of 720 pixels; over a higher desk it may be as high as that, but for what is around it."""
LEAST_TABLE_HEIGHT = 64


class SignDialog(FormDialog):
    """Asks for the password of the person who signs; a refusal is said here, and nothing is lost by it."""

    def __init__(self, session: Session, signer: Prover, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        assert session.open.visit is not None
        assert session.open.patient is not None
        self._session = session
        self.setWindowTitle(self.tr("Sign and lock"))
        self.signer = signer
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 20, SIDE, 20)
        column.setSpacing(12)
        column.addWidget(self._who(session.open.patient))
        column.addLayout(self._facts(session.open.visit, session.open.assessment))
        self.questions = [VialQuestion(session, what) for what in asked(session.open.visit)]
        for question in self.questions:
            question.answered.connect(lambda: self._say(""))
            column.addWidget(question)
        self.table = self._given(session.open.visit, session.open.assessment)
        self.unseen = self._unseen(session)
        self._lists = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lists.setSpacing(12)
        for scroll in (self.unseen, self.table):
            if scroll is not None:
                self._lists.addWidget(scroll)
        column.addLayout(self._lists)
        self.still_open = _label(
            open_text(session.readiness.ready(), session.clinic.reference, session.whys.open_questions()), "muted"
        )
        self.still_open.setWordWrap(True)
        self.still_open.setVisible(bool(self.still_open.text()))
        column.addWidget(self.still_open)
        column.addWidget(self._meaning())
        column.addWidget(self.signer)
        column.addWidget(self.problem)
        column.addLayout(self._buttons())
        self._say_unready(session.open.visit)
        self._fit_low_screens()
        self.signer.setFocus()

    # ------------------------------------------------------------------ building

    def _who(self, patient: Patient) -> QFrame:
        card = QFrame()
        card.setObjectName("bar")
        self.name, self.identity = ElidedLabel("name"), ElidedLabel("muted")
        for label in (self.name, self.identity):
            label.set_most_lines(MOST_LINES)  # who is signed for is read whole, however long it is
        self.name.setText(person_name(patient))
        parts = (born_text(patient), age_text(patient, self._session.env.clock().date()), chart_text(patient))
        self.identity.setText(" · ".join(part for part in parts if part))
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        column.addWidget(self.name)
        column.addWidget(self.identity)
        return card

    def _facts(self, visit: Visit, assessment: Assessment | None) -> QGridLayout:
        rows = [(self.tr("Visit"), self._visit_text(visit))]
        if visit.product is not None and visit.points:
            rows.append((self.tr("Product"), product_name(self._session.clinic.reference, visit.product)))
            rows.append((self.tr("Lot"), self._lot_text(visit)))
        rows.append((self.tr("Meaning"), meaning_text(meaning_of(visit))))
        if visit.reason:
            rows.append((self.tr("Reason"), one_line(visit.reason)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 72)
        grid.setColumnStretch(1, 1)
        for row, (caption, text) in enumerate(rows):
            _place(grid, row, caption, text, "value")
        if assessment is not None and visit.points:
            self.total = _place(grid, len(rows), self.tr("Total"), self._total_text(visit, assessment), "title")
        said = count_text(
            self._session.open.notes, sum(self._session.judging.seen(note) for note in self._session.open.notes)
        )
        if said:
            self.cautions = _place(grid, len(rows) + 1, self.tr("Cautions"), said, "value")
        return grid

    def _unseen(self, session: Session) -> UnseenCautions | None:
        notes = [note for note in session.open.notes if not session.judging.seen(note)]
        return UnseenCautions(notes, session.clinic.reference, WIDTH - 2 * SIDE) if notes else None

    def _visit_text(self, visit: Visit) -> str:
        kind = "" if visit.kind is Kind.TREATMENT else kind_name(visit.kind)
        late = self.tr("late entry") if late_entry(visit) else ""
        return " · ".join(part for part in (datetime_text(visit.at), kind, late) if part)

    def _lot_text(self, visit: Visit) -> str:
        lot = one_line(visit.lot) if visit.lot else self.tr("not stated")
        if visit.expires is None:
            return lot
        return self.tr("{lot}, expires {date}").format(lot=lot, date=date_text(visit.expires))

    def _total_text(self, visit: Visit, assessment: Assessment) -> str:
        parts = [
            self.tr("{units} U").format(units=units_text(assessment.total_units)),
            points_text(len(visit.points)),
        ]
        if assessment.volume_ml is not None:
            parts.append(self.tr("{ml} mL").format(ml=ml_text(assessment.volume_ml)))
        bill = self._session.prices.bill(visit)  # its prices are signed with it
        if bill is not None:
            parts.append(money_text(bill.total, bill.currency))
        return " · ".join(parts)

    def _given(self, visit: Visit, assessment: Assessment | None) -> QScrollArea | None:
        if assessment is not None and assessment.areas:
            return self._areas(assessment)
        return self._found(visit.review) if visit.review is not None and visit.review != Review() else None

    def _areas(self, assessment: Assessment) -> QScrollArea:
        table, grid = _listed(widest=0)
        for row, dose in enumerate(assessment.areas):
            self._area_row(grid, row, dose)
        return self._scroll(table, self.tr("Doses by area"))

    def _found(self, review: Review) -> QScrollArea:
        """What a review found is signed as well, and read before."""
        table, grid = _listed(widest=1)
        for row, (name, text, urgent) in enumerate(review_rows(self._session.clinic.reference, review)):
            found = _label(text, "urgent" if urgent else "value")
            found.setWordWrap(True)
            grid.addWidget(_label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(found, row, 1)
        return self._scroll(table, self.tr("What the review found"))

    def _scroll(self, table: QWidget, name: str) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidget(table)
        scroll.setWidgetResizable(True)
        scroll.setObjectName("listed")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(name)
        high = table.sizeHint().height()
        if table.hasHeightForWidth():
            high = table.heightForWidth(self.width() - 2 * SIDE - 4)
        scroll.setFixedHeight(high + 4)
        return scroll

    def _fit_low_screens(self) -> None:
        """The lists of areas and cautions scroll only where the buttons would leave the desk.

        Where both would show next to nothing they stand beside each other in a wider window.
        """
        table, unseen = self.table, self.unseen
        if table is not None and unseen is not None:
            room = max(0, table.height() - LEAST_TABLE_HEIGHT) + max(0, unseen.height() - LEAST_HEIGHT)
            if room < self._over():
                self.setFixedWidth(WIDE)
                self._lists.setDirection(QBoxLayout.Direction.LeftToRight)
                unseen.setFixedHeight(max(table.height(), unseen.height()))
                table.setFixedHeight(unseen.height())
        over = self._over()
        least_table = LEAST_HEIGHT if self._side_by_side else LEAST_TABLE_HEIGHT
        for scroll, least in ((table, least_table), (unseen, LEAST_HEIGHT)):
            if scroll is not None and over > 0:
                before = scroll.height()
                scroll.setFixedHeight(min(before, max(least, before - over)))
                over = over if self._side_by_side else over - (before - scroll.height())

    @property
    def _side_by_side(self) -> bool:
        return self._lists.direction() is QBoxLayout.Direction.LeftToRight

    def _over(self) -> int:
        """By how much the window is too high."""
        column = self.layout()
        desk = self.parentWidget()
        room = LOWEST if desk is None else max(LOWEST, desk.window().height() - AROUND)
        return column.totalHeightForWidth(self.width()) - room if column is not None else 0

    def _area_row(self, grid: QGridLayout, row: int, dose: AreaDose) -> None:
        name = area_name(self._session.clinic.reference, dose.area)
        if dose.technique is Technique.ID:
            name = f"{name}, {technique_name(dose.technique)}"
        style = style_name(dose.style) if dose.style is not None else self.tr("undosed")
        if dose.area == UNASSIGNED:
            style = self.tr("see cautions")
        units = self.tr("{units} U").format(units=units_text(dose.units))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, (text, role) in enumerate(
            ((name, "value"), (points_text(dose.points), "muted"), (units, "strong"), (style, "muted"))
        ):
            label = _label(text, role)
            if column in (1, 2):
                label.setAlignment(right)
            grid.addWidget(label, row, column)

    def _meaning(self) -> QLabel:
        text = self.tr(
            "Signing locks this visit under your name and this moment, {time}. It can never be changed or deleted."
        )
        label = _label(text.format(time=datetime_text(self._session.env.clock())), "")
        label.setWordWrap(True)
        return label

    def _buttons(self) -> QHBoxLayout:
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.sign = QPushButton(self.tr("Sign and lock"))
        self.sign.setObjectName("primary")
        self.sign.setDefault(True)
        self.sign.clicked.connect(self.accept)
        self.signer.ready.connect(self.sign.setEnabled)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.sign)
        return row

    # ------------------------------------------------------------------ signing

    def _say_unready(self, visit: Visit) -> bool:
        """What else stands in the way is said at once, not after the password was typed; whether nothing does."""
        assert self._session.open.patient is not None
        try:
            refuse_unready(visit, "-", self._session.open.patient, self._session.env.clock())
        except Problem as problem:
            self._say(tr_problem(problem))
            return False
        self._say("")
        return True

    def _all_answered(self) -> bool:
        """Whether everything asked about a vial has its reason; the first that has none is gone to."""
        visit = self._session.open.visit
        still = unanswered(visit) if visit is not None else ()
        if not still:
            return True
        question = next(question for question in self.questions if question.what is still[0])
        self._say(self.tr("Tap a reason under “{words}”; it is signed with the visit.").format(
            words=question.words.text()))  # fmt: skip
        next(iter(question.chips.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def accept(self) -> None:
        if self._session.open.visit is not None and not self._say_unready(self._session.open.visit):
            return
        if not self._all_answered():
            return
        proof = self.signer.proof()
        if proof is None:
            return
        try:
            self._session.signing.sign(proof.person.name, proof)
        except Problem as problem:
            self._say(tr_problem(problem))
            return
        super().accept()


def _listed(*, widest: int) -> tuple[QWidget, QGridLayout]:
    """A table of lines; the column that takes what room there is."""
    table = QWidget()
    table.setObjectName("listed")
    grid = QGridLayout(table)
    grid.setContentsMargins(14, 8, 14, 8)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(widest, 1)
    return table, grid


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(role)
    return label


def _place(grid: QGridLayout, row: int, caption: str, text: str, role: str) -> ElidedLabel:
    value = ElidedLabel(role)
    value.set_most_lines(MOST_LINES)
    value.setText(text)
    grid.addWidget(_label(caption, "muted"), row, 0)
    grid.addWidget(value, row, 1)
    return value
