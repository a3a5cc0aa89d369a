"""Out of band asks why: one chip for each reason, in the row itself. One tap answers; nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QRegion, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedLayout, QWidget

from charting.desk.session import Session
from charting.domain.dosing.dosing import AreaDose
from charting.domain.dosing.whys import REASONS, out_of_band, together, why_of
from charting.domain.people.patient import LONGEST_TEXT
from charting.domain.visit.record import Reason, Why
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import ROW, wear
from charting.ui.kit.places import desk_key
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.same import set_name, set_tip
from charting.ui.visit.dose_model import DoseModel, RowKey, key_of
from charting.ui.visit.dose_table import EDGE, DoseTable
from charting.ui.visit.why_asking import Asking
from charting.words.dose_words import asked_text, reason_name, why_text
from charting.words.words import tooltip

REST_MS = 1500
"""How long after an edit the hand is said to rest."""

_MOVED = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)

HEIGHT = 34
_CHIP = 26


class WhyChips(QWidget):
    """Opens the row worked on when it is out of band, else the first that is; in the table, 1 to 4 answer.

    An answered row says its reason itself; going to it opens it again, and the chosen chip takes the reason back.
    """

    def __init__(
        self, session: Session, hub: Hub, table: DoseTable, model: DoseModel, over: QWidget
    ) -> None:  # fmt: skip
        super().__init__(over)
        self._over = over  # and not in the table, which would take the keyboard with every tap
        self._session = session
        self._hub = hub
        self._table = table
        self._model = model
        self._asking = Asking()
        self._rows: tuple[AreaDose, ...] = ()
        self._noting: tuple[RowKey, ...] = ()
        self._done: frozenset[RowKey] = frozenset()
        self.note = QLineEdit()
        keep_plain(self.note)
        self.all = QPushButton()
        self.chips = {reason: QPushButton(reason_name(reason)) for reason in REASONS}
        self._opened: RowKey | None = None
        self._bring = QTimer(self, singleShot=True, interval=0)  # once the table has its height
        self._bring.timeout.connect(self._bring_in_sight)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.ask_all)
        self._lay_out()
        self._connect()
        self.hide()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self.setAccessibleName(self.tr("Why"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.note.setPlaceholderText(self.tr("Other: a few words, if you like; Enter"))
        self.note.setAccessibleName(self.tr("Other reason, in a few words"))
        self.note.setMaxLength(LONGEST_TEXT)
        self.all.setCheckable(True)
        self.all.setAccessibleName(self.tr("The same reason for all"))
        taps = QWidget()
        row = QHBoxLayout(taps)
        row.setContentsMargins(EDGE, 0, EDGE, HEIGHT - _CHIP)
        row.setSpacing(2)
        for chip in (*self.chips.values(), self.all):
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a tap leaves the keyboard where it was
            if chip is self.all:
                row.addStretch(1)
            row.addWidget(chip)
            wear(chip, role="why", all=chip is self.all)
        wear(self.note, role="why")
        for chip in self.chips.values():
            chip.setCheckable(True)
        self._stack = QStackedLayout(self)
        words = QWidget()
        line = QHBoxLayout(words)
        line.setContentsMargins(EDGE, 0, EDGE, HEIGHT - _CHIP)
        line.addWidget(self.note)
        self._stack.addWidget(taps)
        self._stack.addWidget(words)

    def _connect(self) -> None:
        for reason, chip in self.chips.items():
            chip.clicked.connect(lambda _checked=False, reason=reason: self.answer(reason))
        self.all.toggled.connect(self._show)
        self.note.returnPressed.connect(lambda: self._table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.note.editingFinished.connect(self._keep_note)
        self._table.installEventFilter(self)
        self._table.viewport().installEventFilter(self)
        self._table.selectionModel().currentRowChanged.connect(self._come)
        self._table.verticalScrollBar().valueChanged.connect(self._put)

    def showEvent(self, event: QShowEvent) -> None:
        """Tab comes from the table to the chips."""
        super().showEvent(event)
        before: QWidget = self._table
        for part in (*self.chips.values(), self.all, self.note):
            QWidget.setTabOrder(before, part)
            before = part

    # ------------------------------------------------------------------ showing

    def refresh(self, *, fresh: bool) -> None:
        """The rows of the open visit are others now, or another visit is open (`fresh`)."""
        visit = self._session.open.visit
        rows = self._rows = self._session.whys.judged_rows() if visit is not None and visit.is_draft else ()
        if fresh:
            self._noting = ()
            self.all.setChecked(False)
        self._asking.take(rows, self._whys, fresh=fresh)
        if self._asking.waiting:
            self._rest.start()
        else:
            self._rest.stop()
        self._show()

    def ask_all(self) -> None:
        """Ask about every row that is out of band now."""
        self._asking.ask_all()
        self._show()

    def go_to_first(self) -> None:
        """Ask about the first row without a reason, with the keyboard in the table."""
        self.ask_all()
        self._go_on()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self._tell_rows()
        rows, asked = self.target(), self._asking.asked()
        why = why_of(self._whys, rows[0]) if rows else None
        many = len(asked) > 1 and why is None
        self.all.setVisible(many)
        if not many and self.all.isChecked():
            self.all.setChecked(False)  # which comes back here
            return
        if rows:
            self._say(rows, why, len(asked))
        self._open_row(self._place_of(rows[0]) if rows else -1)
        self._put()

    def _say(self, rows: tuple[AreaDose, ...], why: Why | None, asked: int) -> None:
        question = asked_text(self._session.clinic.reference, rows)
        self.setAccessibleDescription(question)
        self.all.setText(self.tr("for all {count}").format(count=asked))
        set_name(self.all, self.tr("The same reason for all {count} rows").format(count=asked))
        set_tip(self.all, tooltip(self.all.accessibleName()))
        self._stack.setCurrentIndex(1 if self._noting else 0)
        for number, (reason, chip) in enumerate(self.chips.items(), 1):
            chip.setChecked(why is not None and why.reason is reason)
            set_name(chip, f"{question} {chip.text()}")
            set_tip(chip, tooltip(self.tr("{question} Key {key} in the table").format(question=question, key=number)))

    def _open_row(self, place: int) -> None:
        """Make room in one row for the chips; the others are as high as ever."""
        for row in range(self._model.rowCount()):
            height = ROW + HEIGHT if row == place else ROW
            if self._table.rowHeight(row) != height:
                self._table.setRowHeight(row, height)
        self._table.fit_rows()
        opened = self._model.row(place)
        key = None if opened is None else key_of(opened)
        if key != self._opened:
            self._opened = key
            self._bring.start()

    def _bring_in_sight(self) -> None:
        rows = self.target()
        if rows:
            self._table.scrollTo(self._model.index(self._place_of(rows[0]), 0))

    def _put(self) -> None:
        """Lie in the opened row, as far as it can be seen."""
        rows, viewport = self.target(), self._table.viewport()
        seen = QRect()
        if rows and self._table.isVisibleTo(self._over):
            top = self._table.rowViewportPosition(self._place_of(rows[0])) + ROW
            place = QRect(0, top, viewport.width(), HEIGHT)
            self.setGeometry(place.translated(viewport.mapTo(self._over, QPoint(0, 0))))
            seen = place.intersected(viewport.rect()).translated(0, -top)
        if seen.height() == HEIGHT:
            self.clearMask()
        else:
            self.setMask(QRegion(seen))
        self.setVisible(not seen.isEmpty())
        self.raise_()

    def _tell_rows(self) -> None:
        """Each row says its reason, or that it is asked for."""
        said = {key_of(dose): self.tr("why?") for dose in self._asking.asked()}
        for dose in self._model.rows:
            why = why_of(self._whys, dose)
            if why is not None:
                said[key_of(dose)] = why_text(why)
        self._model.say(said)

    @property
    def _whys(self) -> tuple[Why, ...]:
        return self._session.open.visit.whys if self._session.open.visit is not None else ()

    def target(self) -> tuple[AreaDose, ...]:
        """The rows that a tap answers, the opened one first; none when nothing is asked."""
        if not self._session.editable:
            return ()
        rows = self._rows
        if self._noting:
            return tuple(dose for dose in rows if key_of(dose) in self._noting)
        asked = self._asking.asked()
        current = _same(self._rows, self._model.row(self._table.currentIndex().row()))
        meant = current is not None and self._at_hand() and key_of(current) not in self._done
        if current is not None and (current in asked or (meant and out_of_band(current))):
            chosen = current
        elif asked:
            chosen = asked[0]
        else:
            return ()
        others = asked if self.all.isChecked() else together(self._whys, rows, chosen)
        return (chosen, *(dose for dose in others if dose is not chosen))

    def _at_hand(self) -> bool:
        """Whether the keyboard is in the table or on a chip: then the row it went to is meant."""
        return self._table.hasFocus() or any(chip.hasFocus() for chip in self.chips.values())

    def _place_of(self, dose: AreaDose) -> int:
        return next((n for n, row in enumerate(self._model.rows) if key_of(row) == key_of(dose)), -1)

    # ------------------------------------------------------------------ answering

    def answer(self, reason: Reason) -> None:
        """One tap: the reason of the rows asked about. The one that was given already is taken back."""
        rows = self.target()
        if not rows:
            return
        given = {why.reason if (why := why_of(self._whys, dose)) else None for dose in rows}
        if given == {reason}:
            self._attempt(lambda: self._session.whys.take_back(rows))
        elif self._attempt(lambda: self._session.whys.give(rows, reason)):
            self.all.setChecked(False)
            self._done = frozenset(key_of(dose) for dose in rows)
            if reason is Reason.OTHER:
                self._begin_note(rows)
            else:
                self._go_on()
        self._show()

    def take_back(self) -> None:
        """Take the reason of the current row away, and of its other side; it asks again."""
        current = _same(self._rows, self._model.row(self._table.currentIndex().row()))
        if current is not None and self._session.editable and why_of(self._whys, current) is not None:
            rows = together(self._whys, self._rows, current)
            self._attempt(lambda: self._session.whys.take_back(rows))

    def _go_on(self) -> None:
        """The next row without a reason is the one asked about."""
        asked, done = self._asking.asked(), self._done
        if asked:
            self._table.set_row(self._place_of(asked[0]))
            self._done = done  # nobody went there
            self._table.scrollTo(self._table.currentIndex())

    def _begin_note(self, rows: tuple[AreaDose, ...]) -> None:
        self._noting = tuple(key_of(dose) for dose in rows)
        self.note.clear()
        self._show()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_note(self) -> None:
        rows, text = self.target() if self._noting else (), self.note.text()
        self._noting = ()
        other = [d for d in rows if (why := why_of(self._whys, d)) is not None and why.reason is Reason.OTHER]
        if text.strip() and other:
            self._attempt(lambda: self._session.whys.give(other, Reason.OTHER, text))
        self._go_on()
        self._show()

    def _attempt(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except Problem as problem:
            self._hub.problem.emit(problem)
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress):
            self._come()
        elif event.type() == QEvent.Type.FocusOut:
            self._show()
        elif event.type() in _MOVED:
            self._put()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            return plain and self._key(desk_key(event))
        return False

    def _key(self, key: Qt.Key) -> bool:
        """In the table: 1 to 4 answer, A means all of them, Delete takes back."""
        number = int(key) - int(Qt.Key.Key_1)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.take_back()
        elif key == Qt.Key.Key_A and not self.all.isHidden():
            self.all.toggle()
        elif 0 <= number < len(REASONS) and self.target():
            self.answer(REASONS[number])
        else:
            return False
        return True

    def _come(self) -> None:
        """Somebody went to a row: it is meant, whatever was answered before."""
        self._done = frozenset()
        self._show()


def _same(rows: tuple[AreaDose, ...], here: AreaDose | None) -> AreaDose | None:
    """The row that the keyboard is on, as it is judged."""
    return None if here is None else next((row for row in rows if key_of(row) == key_of(here)), None)
