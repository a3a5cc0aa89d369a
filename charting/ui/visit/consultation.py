"""Is micro right for this patient? Signs to weigh, with what the record knows of them; the injector chooses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.dosing.reference import Candidate
from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.patient import LONGEST_TEXT
from charting.domain.visit.candidates import Basis, aim
from charting.errors import Problem
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, wear
from charting.ui.kit.parts import scrolled
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.segments import Segments
from charting.words.record_words import aim_name, aim_text, basis_text, evidence_text
from charting.words.words import on_button, person_name

WIDTH = 404
MARGIN, TOP, BELOW, TALLEST = 8, 64, 36, 900
STYLES = (RangeStyle.MICRO, RangeStyle.STANDARD)


class SignRow(QWidget):
    """One sign: a box that says it applies, why it points where it does, and what the record knows of it.

    A tap anywhere on the words ticks the box too.
    """

    def __init__(self, sign: Candidate) -> None:
        super().__init__()
        self.sign = sign
        self.box = QCheckBox()
        self.box.setObjectName("sign")
        self.box.setAccessibleName(sign.sign)
        self.words, self.why, self.known = _label(""), _label("caption"), _label("caption")
        self.words.setText(sign.sign)
        self.why.setText(evidence_text(sign))
        column = QVBoxLayout()
        column.setSpacing(0)
        for part in (self.words, self.why, self.known):
            column.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.click()

    def show_state(self, applies: bool, text: str, fits: bool, editable: bool) -> None:
        """Whether it applies, and the basis of a proposal."""
        with QSignalBlocker(self.box):
            self.box.setChecked(applies)
        self.box.setEnabled(editable)
        self.known.setText(text)
        self.known.setVisible(bool(text))
        wear(self.known, tone="accent" if fits else "muted", weight="strong" if fits else "")
        self.box.setAccessibleDescription(" ".join(part for part in (self.why.text(), text) if part))


class ConsultationSheet(QDialog):
    """Stands beside the face and follows the open visit. Two plain lists and a choice: nothing here is added up."""

    def __init__(self, session: Session, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hub = hub
        self.setWindowTitle(self.tr("Is micro right?"))
        self.who = ElidedLabel("title")
        self.who.set_most_lines(2)
        self.rows = [SignRow(sign) for sign in session.clinic.reference.candidates]
        self.face = Segments(self.tr("Aim for the face"), [aim_name(style) for style in STYLES])
        self.areas = QPushButton(self.tr("One area otherwise…"))
        self.areas.setMenu(QMenu(self.areas))
        self.chosen = _label("muted")
        self.note = QLineEdit()
        keep_plain(self.note)
        self.shut = QPushButton(self.tr("Close"))
        self._lay_out()
        self._connect()
        self.resize(QSize(WIDTH, TALLEST))
        self.refresh()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        about = _label("caption")
        about.setText(
            self.tr("Clinics' reasoning, on weak evidence. Nothing is added up; the choice is yours, and is kept.")
        )
        self.note.setPlaceholderText(self.tr("A few words on it"))
        self.note.setAccessibleName(self.tr("Note on the consultation"))
        self.note.setMaxLength(LONGEST_TEXT)
        self.areas.setAccessibleName(self.areas.text())
        for button in (self.areas, self.shut):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(GAP)
        column.addWidget(self.who)
        column.addWidget(about)
        column.addWidget(self._lists(), 1)
        aimed = QHBoxLayout()
        aimed.setSpacing(GAP)
        caption = QLabel(self.tr("Aim"))
        caption.setObjectName("muted")
        aimed.addWidget(caption)
        aimed.addWidget(self.face, 1)
        aimed.addWidget(self.areas)
        column.addLayout(aimed)
        column.addWidget(self.chosen)
        end = QHBoxLayout()
        end.setSpacing(GAP)
        end.addWidget(self.note, 1)
        end.addWidget(self.shut)
        column.addLayout(end)

    def _lists(self) -> QScrollArea:
        """The signs that point one way, then those that point the other, then those that point to neither."""
        names = {
            "micro": self.tr("Points to micro"),
            "standard": self.tr("Points to standard"),
            "neither": self.tr("Points to neither"),
        }
        inner = QWidget()
        inner.setObjectName("plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(7)
        for way, name in names.items():
            head = QLabel(name)
            head.setObjectName("strong")
            head.setContentsMargins(0, 6 if column.count() else 0, 0, 0)
            column.addWidget(head)
            for row in self.rows:
                if row.sign.points_to == way:
                    column.addWidget(row)
        column.addStretch(1)
        return scrolled(inner, self.tr("Signs to weigh"))

    def _connect(self) -> None:
        for row in self.rows:
            row.box.toggled.connect(lambda on, sign=row.sign: self._attempt(
                lambda: self._session.consulting.mark_sign(sign.id, applies=on)
            ))  # fmt: skip
        self.face.changed.connect(lambda place: self._choose(None if place < 0 else STYLES[place], None))
        self.areas.menu().aboutToShow.connect(self._fill_areas)
        self.note.editingFinished.connect(self._keep_note)
        self.shut.clicked.connect(self.close)
        self._hub.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Beside the face, over the list of visits, as high as the window lets it be."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            window = parent.window()
            self.resize(WIDTH, min(TALLEST, max(480, window.height() - TOP - BELOW)))
            self.move(window.mapToGlobal(window.rect().topLeft()).x() + MARGIN, window.y() + TOP)

    # ------------------------------------------------------------------ showing

    def _changed(self, changed: Changed) -> None:
        if self._session.open.patient is None:
            self.close()
        elif changed.visit or changed.patient:
            self.refresh()

    def refresh(self) -> None:
        """Show what is weighed at the open visit, and what the record knows."""
        session = self._session
        if session.open.patient is None:
            return
        self.who.setText(person_name(session.open.patient))
        weighed, known = session.consulting.weighed(), session.consulting.known_signs()
        editable = session.open.visit is None or session.open.visit.is_draft
        seen = weighed.signs if weighed is not None else ()
        for row in self.rows:
            basis = known.get(row.sign.id)
            applies = row.sign.id in seen
            fits = basis is not None and basis.fits and not applies
            row.show_state(applies, self._known_text(basis), fits, editable)
        style = aim(weighed, None)
        self.face.choose(-1 if style is None else STYLES.index(style))
        self.face.setEnabled(editable)
        self.areas.setEnabled(editable)
        self.chosen.setText(aim_text(session.clinic.reference, weighed))
        self.chosen.setVisible(bool(self.chosen.text()))
        if not self.note.isModified():
            self.note.setText(weighed.note if weighed is not None else "")
        self.note.setReadOnly(not editable)

    def _known_text(self, basis: Basis | None) -> str:
        if basis is None:
            return ""
        text = self.tr("May apply: {basis}") if basis.fits else self.tr("Known: {basis}")
        return text.format(basis=basis_text(self._session.clinic.reference, basis))

    # ------------------------------------------------------------------ the hand

    def _choose(self, style: RangeStyle | None, area: str | None) -> None:
        self._attempt(lambda: self._session.consulting.choose(style, area))

    def _fill_areas(self) -> None:
        """Every area with the two styles, and the way back to the face's own."""
        menu = self.areas.menu()
        menu.clear()
        weighed = self._session.consulting.weighed()
        own = {choice.area: choice.style for choice in weighed.choices} if weighed is not None else {}
        for area in self._session.clinic.reference.areas.values():
            inner = menu.addMenu(on_button(area.short_name))
            for style in (*STYLES, None):
                text = aim_name(style) if style is not None else self.tr("as the face")
                action = inner.addAction(text, partial(self._choose, style, area.id))
                action.setCheckable(True)
                action.setChecked(own.get(area.id) is style)

    def _keep_note(self) -> None:
        if self.note.isModified():
            self.note.setModified(False)
            self._attempt(lambda: self._session.consulting.note(self.note.text()))

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Problem as problem:
            self._hub.problem.emit(problem)
        self.refresh()


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
