"""The cautions of the open visit as a list: each leads to its points, and one tap says that it was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.cautions.cautions import rule_text, standing
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look, sized, wear
from charting.ui.kit.same import set_name, set_tip
from charting.ui.visit.caution_row import CautionRow
from charting.words.caution_words import count_text, localised, source_text
from charting.words.words import area_name, tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from charting.domain.cautions.rule import CautionNote
    from charting.domain.dosing.reference import Caution

TAB_PAD = 20
WIDEST = 10
"""The tab has room for a count of two figures from the start."""
"""Room beside the words of the tab; they are bold while it is chosen, which its own size does not reckon with."""


class CautionsPanel(QScrollArea):
    """`chosen` carries the keys of points to be gone to, `pointed` those whose distances the face shows meanwhile."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, session: Session, hub: Hub, look: Look) -> None:
        super().__init__()
        self._session = session
        self._hub = hub
        self._look = look
        self._said: set[tuple[str, str]] = set()
        self._aloud: tuple[tuple[str, ...], str] | None = None
        self._shown: object = None
        self.rows: list[CautionRow] = []
        self.none = _label("muted")
        self.none.setText(self.tr("Nothing found: this visit keeps every rule that can be checked."))
        self.heading = _label("strong")
        self.heading.setText(self.tr("Also said of these areas, not checked"))
        self.standing = _label("muted")
        self._lay_out()
        hub.changed.connect(self._changed)

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Cautions of this visit"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        page = QWidget()
        page.setObjectName("page")
        self.viewport().setAutoFillBackground(False)
        wear(self, role="clear")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(2)
        for label in (self.none, self.heading, self.standing):
            label.setContentsMargins(6, 6, 6, 0)
            self._column.addWidget(label)
        self._column.addStretch(1)
        self.setWidget(page)

    def set_look(self, look: Look) -> None:
        self._look = look
        for row in self.rows:
            row.set_look(look)

    # ------------------------------------------------------------------ what there is

    @property
    def notes(self) -> tuple[CautionNote, ...]:
        return self._session.open.notes

    def unseen(self) -> int:
        """How many cautions nobody saw yet."""
        return sum(not self._session.judging.seen(note) for note in self.notes)

    def name_tab(self, tab: QPushButton) -> None:
        """The tab of the list says how many are still to be seen."""
        name, unseen = self.tr("Cautions"), self.unseen()
        tab.setText(self.tr("Cautions · {count}").format(count=unseen) if unseen else name)
        widest = self.tr("Cautions · {count}").format(count=max(unseen, WIDEST))
        tab.setMinimumWidth(QFontMetrics(sized(tab.font(), 13, bold=True)).horizontalAdvance(widest) + TAB_PAD)
        summary = self.summary()
        set_name(tab, name, summary)
        set_tip(tab, tooltip(summary))

    def summary(self) -> str:
        """“3 cautions, 2 seen”."""
        return count_text(self.notes, len(self.notes) - self.unseen())

    def _changed(self, changed: Changed) -> None:
        if changed.visit or changed.patient:
            self.refresh()
            self._say_urgent()

    def _say_urgent(self) -> None:
        """What must not be missed is said once for each visit, where the work goes on, with the figures of now."""
        visit, session = self._session.open.visit, self._session
        self._say_anew()
        if visit is None or not session.editable:
            return
        new = [
            n for n in self.notes if n.urgent and (visit.id, n.key) not in self._said and not session.judging.seen(n)
        ]
        self._said |= {(visit.id, note.key) for note in new}
        if new:
            self._aloud = (tuple(note.key for note in new), self._said_of(new))
            self._hub.notice.emit(self._aloud[1])

    def _say_anew(self) -> None:
        """A sentence that may still be read follows what it speaks of."""
        if self._aloud is None:
            return
        keys, before = self._aloud
        still = [note for note in self.notes if note.key in keys]
        text = self._said_of(still) if still else ""
        if text != before:
            self._hub.unsaid.emit(before, text)
            self._aloud = (keys, text) if text else None

    def _said_of(self, notes: Sequence[CautionNote]) -> str:
        rule = localised(notes[0].rule)
        first = f"{localised(notes[0].measured)}. {rule[:1].upper()}{rule[1:]}."
        more = self.tr(" And {count} more in the list of cautions.").format(count=len(notes) - 1) if notes[1:] else ""
        return self.tr("Caution: {what}{more}").format(what=first, more=more)

    # ------------------------------------------------------------------ showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the cautions of the open visit; while the list is hidden nothing is made."""
        if not self.isVisible():
            return
        session, visit = self._session, self._session.open.visit
        rules = standing(visit, session.clinic.reference, session.anatomy) if visit is not None else ()
        said = (self.notes, visit.whys if visit else (), rules, session.editable, visit.id if visit else None)
        if said == self._shown:
            return
        self._shown = said
        for row in self.rows[len(self.notes) :]:
            row.deleteLater()
        del self.rows[len(self.notes) :]
        while len(self.rows) < len(self.notes):
            self._add_row()
        for row, note in zip(self.rows, self.notes, strict=True):
            row.show_note(note, seen=session.judging.seen(note), editable=session.editable)
        self.none.setVisible(not self.notes)
        self.heading.setVisible(bool(rules))
        self.standing.setVisible(bool(rules))
        self.standing.setText("\n\n".join(map(self._standing_text, rules)))

    def _add_row(self) -> None:
        row = CautionRow(self._session.clinic.reference, self._look)
        row.chosen.connect(lambda: self.chosen.emit(self._keys(row.note)))
        row.saw.connect(lambda: self._see(row))
        row.pointed.connect(lambda under: self.pointed.emit(self._keys(row.note) if under else frozenset()))
        row.step.connect(lambda way: self._step(row, way))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)

    def _standing_text(self, rule: Caution) -> str:
        area = f"{area_name(self._session.clinic.reference, rule.area)}: " if rule.area else ""
        cited = source_text(rule.source.short, rule.mark, weak=rule.weak)
        return f"{area}{localised(rule_text(rule))} ({cited})"

    # ------------------------------------------------------------------ the hand

    def _keys(self, note: CautionNote | None) -> frozenset[int]:
        visit = self._session.open.visit
        if visit is None or note is None:
            return frozenset()
        return frozenset(visit.points[number - 1].key for number in note.points if number <= len(visit.points))

    def _see(self, row: CautionRow) -> None:
        if row.note is None or row.seen or not self._session.editable:
            return
        try:
            self._session.judging.see(row.note)
        except Problem as problem:
            self._hub.problem.emit(problem)
            return
        row.setFocus()

    def _step(self, row: CautionRow, way: int) -> None:
        place = self.rows.index(row) + way
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self.rows[place])


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
