"""What a review found, in words, and the way to its form."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from charting.desk.session import Session
from charting.domain.visit.outcome import Review
from charting.domain.visit.visit import Kind, Visit
from charting.words.past_words import review_rows, span_words
from charting.words.words import date_text


class ReviewCard(QFrame):
    """Stands where the doses of a treatment stand. `fill_requested`: open the form of the draft that is shown."""

    fill_requested = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._labels: list[QLabel] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.of = QLabel()
        self.of.setObjectName("muted")
        self.of.setTextFormat(Qt.TextFormat.PlainText)
        self.of.setWordWrap(True)
        self.fill = QPushButton(self.tr("Fill in the review…"))
        self.fill.setAccessibleName(self.fill.text())
        self.fill.clicked.connect(self.fill_requested)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 6, 2)
        column.setSpacing(8)
        column.addWidget(self.of)
        column.addLayout(self._grid)
        column.addWidget(self.fill, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> bool:
        """Show the open visit's review; False when it is none."""
        visit = self._session.open.visit
        if visit is None or (visit.kind is not Kind.REVIEW and visit.review is None):
            return False
        self.of.setText(self._of_text(visit))
        self.of.setVisible(bool(self.of.text()))
        review = visit.review or Review()
        self._show(list(review_rows(self._session.clinic.reference, review)))
        empty = review == Review()
        self.fill.setText(self.tr("Fill in the review…") if empty else self.tr("Change the review…"))
        self.fill.setAccessibleName(self.fill.text())
        self.fill.setVisible(visit.is_draft and self._session.past.treatment_of(visit) is not None)
        return True

    def _of_text(self, visit: Visit) -> str:
        treatment = next((v for v in self._session.open.visits if v.id == visit.of), None)
        if treatment is None:
            return self.tr("This review belongs to no treatment that is known here.")
        days = (visit.at.date() - treatment.at.date()).days
        if days < 0:
            text = self.tr("Review of the treatment of {date}; dated before it.")
            return text.format(date=date_text(treatment.at.date()))
        text = self.tr("Review of the treatment of {date}, {time} after it.")
        return text.format(date=date_text(treatment.at.date()), time=span_words(days))

    def _show(self, rows: list[tuple[str, str, bool]]) -> None:
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._labels = []
        for number, (name, text, alarming) in enumerate(rows):
            for column, words in enumerate((name, text)):
                label = QLabel(words)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(column == 1)
                label.setObjectName("problem" if alarming and column else "muted" if not column else "")
                self._grid.addWidget(label, number, column, Qt.AlignmentFlag.AlignTop)
                self._labels.append(label)
        spoken = "; ".join(f"{name}: {text}" for name, text, _ in rows)
        self.setAccessibleName(self.tr("Review"))
        self.setAccessibleDescription(spoken)
