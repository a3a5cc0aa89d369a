"""The review of a treatment: what moves still, how even it is, what went wrong, how content the patient is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from charting.desk import follow_up
from charting.desk.session import Session
from charting.domain.face.face import base_area
from charting.domain.visit.outcome import Evenness, Finding, Residual, Review
from charting.domain.visit.visit import Visit, total_units
from charting.errors import Problem
from charting.ui.kit.look import GAP, wear
from charting.ui.kit.parts import scrolled
from charting.ui.kit.plain_line import keep_note_plain
from charting.ui.kit.segments import Segments
from charting.ui.past.review_events import EventList
from charting.ui.past.wore_off import treatment_bar
from charting.words.past_words import evenness_name, residual_name, span_words
from charting.words.words import (
    area_name,
    date_text,
    product_name,
    tr_problem,
    units_text,
)

SIZE = (1240, 640)
ROW_PX, TITLE_PX, LEAST_ROWS = 36, 28, 4
"""A row of what still moves, the title above them all, and how many are seen without scrolling."""
RESIDUALS = tuple(Residual)
EVENNESS = tuple(Evenness)


class ReviewDialog(QDialog):
    """A short form on one page. `sign_wanted` says afterwards whether it is to be signed at once."""

    def __init__(self, session: Session, treatment: Visit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._treatment = treatment
        self.sign_wanted = False
        draft = session.follow_up.draft_review(treatment)
        self._before = draft.review or Review() if draft is not None else Review()
        self.setWindowTitle(self.tr("Review"))
        self.residual: dict[str, Segments] = {}
        self.evenness = Segments(self.tr("Evenness"), [evenness_name(e) for e in EVENNESS])
        self.satisfaction = Segments(self.tr("Patient's satisfaction"), [str(n) for n in range(1, 6)])
        self.note = QPlainTextEdit(self._before.note)
        keep_note_plain(self.note)
        self.problem = _label("", "problem")
        self._lay_out()
        self._show(self._before)
        self.resize(*SIZE)

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(GAP)
        left.addWidget(self._movement(), 100)
        left.addLayout(self._judged(), 1)
        right.addWidget(_label(self.tr("Adverse events"), "title"))
        right.addWidget(self._events(), 1)
        body = QHBoxLayout()
        body.setSpacing(24)
        body.addLayout(left, 10)
        body.addLayout(right, 20)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 18, 24, 16)
        page.setSpacing(12)
        page.addWidget(self._head())
        page.addLayout(body, 1)
        page.addWidget(self.problem)
        page.addLayout(self._buttons())
        self.problem.hide()

    def _head(self) -> QFrame:
        treatment = self._treatment
        what = self.tr("Treatment of {date}, {time} ago · {product} {units} U").format(
            date=date_text(treatment.at.date()), time=span_words(self._days),
            product=product_name(self._session.clinic.reference, treatment.product),
            units=units_text(total_units(treatment.points)),
        )  # fmt: skip
        self.when = _label(self._when_text(), "caption")
        self.when.setVisible(bool(self.when.text()))
        if self._days < 0:
            what = self.tr("Treatment of {date}").format(date=date_text(treatment.at.date()))
            wear(self.when, tone="caution")
        return treatment_bar(self._session.open.patient, what, self.when)

    @property
    def _days(self) -> int:
        return (self._session.env.clock().date() - self._treatment.at.date()).days

    def _when_text(self) -> str:
        """What is unusual about the day of this review."""
        usual = self._session.clinic.reference.review
        if self._days < 0:
            return self.tr("By this computer's clock today is before the treatment. Check the clock before you sign.")
        if usual is None or usual.from_days <= self._days <= usual.to_days:
            return ""
        return self.tr("A review is usual after {first} to {last} days ({source}, mark {mark}).").format(
            first=usual.from_days, last=usual.to_days, source=usual.source.short, mark=usual.mark
        )

    def _movement(self) -> QWidget:
        rows = self._session.follow_up.areas_of(self._treatment)
        known = [row.area for row in rows]
        codes = [*known, *(f.area for f in self._before.findings if f.area not in known)]
        page = QWidget()
        page.setObjectName("plain")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        names = [residual_name(residual) for residual in RESIDUALS]
        if len(codes) > 1:
            self.all_areas = Segments(self.tr("All areas"), names)
            self.all_areas.changed.connect(self._choose_all)
            grid.addWidget(_label(self.tr("All areas"), "muted"), 0, 0)
            grid.addWidget(self.all_areas, 0, 1)
        for number, code in enumerate(codes, start=1):
            name = area_name(self._session.clinic.reference, code)
            segments = Segments(self.tr("Still moves, {area}").format(area=name), names)
            segments.changed.connect(lambda _place: self._same_all())
            self.residual[code] = segments
            grid.addWidget(_label(name, ""), number, 0)
            grid.addWidget(segments, number, 1)
        if not codes:
            grid.addWidget(_label(self.tr("No area was charted at this treatment."), "muted"), 0, 0)
        grid.setRowStretch(len(codes) + 1, 1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(_label(self.tr("Still moves"), "title"))
        scroll = scrolled(page, self.tr("What still moves, by area"))
        scroll.setMaximumHeight(ROW_PX * (len(codes) + 1) + 8)
        scroll.setMinimumHeight(min(scroll.maximumHeight(), ROW_PX * LEAST_ROWS))
        holder.setMaximumHeight(scroll.maximumHeight() + TITLE_PX)
        column.addWidget(scroll, 1)
        return holder

    def _judged(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        scale = _label(self.tr("1 not at all content, 5 very content"), "caption")
        scale.setWordWrap(False)  # a label that wraps makes Qt misjudge how low the column may be
        for segments in (self.evenness, self.satisfaction):
            segments.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        grid.addWidget(_label(self.tr("Evenness"), ""), 0, 0)
        grid.addWidget(self.evenness, 0, 1)
        grid.addWidget(_label(self.tr("Satisfaction"), ""), 1, 0)
        grid.addWidget(self.satisfaction, 1, 1)
        grid.addWidget(scale, 2, 1)
        self.note.setMinimumHeight(60)
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # areas come first
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setObjectName("note")
        wear(self.note, room="narrow")
        grid.addWidget(self.note, 3, 0, 1, 2)
        grid.setRowStretch(3, 1)
        return grid

    def _events(self) -> QScrollArea:
        session = self._session
        treated = tuple(base_area(dose.area) for dose in session.follow_up.areas_of(self._treatment))
        here, anywhere, others = follow_up.events_in_order(session.clinic.reference, treated)
        groups = (
            (self.tr("Of the treated areas"), here), (self.tr("Anywhere"), anywhere), (self.tr("Elsewhere"), others),
        )  # fmt: skip
        today = session.env.clock().date()
        self.events = EventList(session.clinic.reference, groups, self._before.adverse_events, today)
        return scrolled(self.events, self.tr("Adverse events"))

    def _buttons(self) -> QHBoxLayout:
        self.cancel = QPushButton(self.tr("Cancel"))
        self.keep = QPushButton(self.tr("Save draft"))
        self.sign = QPushButton(self.tr("Save and sign…"))
        self.sign.setObjectName("primary")
        row = QHBoxLayout()
        row.addStretch(1)
        for button, act in ((self.cancel, self.reject), (self.keep, self.accept), (self.sign, self._sign)):
            button.setAutoDefault(False)
            button.setAccessibleName(button.text())
            button.clicked.connect(act)
            row.addWidget(button)
        return row

    # ------------------------------------------------------------------ filling in

    def _show(self, review: Review) -> None:
        for finding in review.findings:
            self.residual[finding.area].choose(RESIDUALS.index(finding.residual))
        if review.evenness is not None:
            self.evenness.choose(EVENNESS.index(review.evenness))
        if review.satisfaction is not None:
            self.satisfaction.choose(review.satisfaction - 1)
        self._same_all()

    def _choose_all(self, place: int) -> None:
        for segments in self.residual.values():
            segments.choose(place)

    def _same_all(self) -> None:
        """The row of all areas shows what they share."""
        if len(self.residual) > 1:
            chosen = {segments.chosen for segments in self.residual.values()}
            self.all_areas.choose(chosen.pop() if len(chosen) == 1 else -1)

    def review(self) -> Review:
        """What the form says now."""
        findings = ((code, segments.chosen) for code, segments in self.residual.items())
        even, content = self.evenness.chosen, self.satisfaction.chosen
        return Review(
            findings=tuple(Finding(code, RESIDUALS[place]) for code, place in findings if place >= 0),
            evenness=EVENNESS[even] if even >= 0 else None,
            adverse_events=self.events.found(),
            satisfaction=content + 1 if content >= 0 else None,
            note=self.note.toPlainText().strip(),
        )

    def _sign(self) -> None:
        self.sign_wanted = True
        self.accept()

    def accept(self) -> None:
        wrong = self.events.wrong()
        if wrong is not None:
            self.sign_wanted = False
            wrong.since.setFocus()
            return
        try:
            self._session.follow_up.keep_review(self._treatment, self.review())
        except Problem as problem:
            self.sign_wanted = False
            self.problem.setText(tr_problem(problem))
            self.problem.show()
            return
        super().accept()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(role in ("problem", "caption"))
    return label
