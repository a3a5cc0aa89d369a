"""The adverse events of a review: a tick each, and for what is ticked one row that says where, how bad, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from charting.domain.dosing.reference import AdverseEvent, Reference
from charting.domain.visit.outcome import LONGEST_WORDS, EventSide, FoundEvent, Severity
from charting.errors import Problem
from charting.ui.kit.date_field import settled_date
from charting.ui.kit.look import wear
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.segments import Segments
from charting.words.dates import parse_date, typed_date
from charting.words.past_words import event_name, event_side_name, severity_name
from charting.words.words import on_button, tooltip, tr_problem

SIDES = (EventSide.RIGHT, EventSide.BOTH, EventSide.LEFT)
"""In the order in which the patient's sides are seen."""

SEVERITIES = tuple(Severity)
INDENT, DAY_PX, WORDS_PX, BESIDE_PX = 24, 92, 86, 18


translate = QCoreApplication.translate


class EventRow(QWidget):
    """What is said of one adverse event; everything in it may stay open. `today` bounds what days can be typed."""

    def __init__(self, name: str, today: date) -> None:
        super().__init__()
        self._today = today
        side, severity = translate("EventRow", "side"), translate("EventRow", "severity")
        since, until = translate("EventRow", "since"), translate("EventRow", "until")
        treated, reported = translate("EventRow", "treated with"), translate("EventRow", "reported to")
        self.side = Segments(f"{name}, {side}", [_side_name(one) for one in SIDES])
        self.severity = Segments(f"{name}, {severity}", [severity_name(one) for one in SEVERITIES])
        self.since, self.until, self.treated, self.reported = (QLineEdit() for _ in range(4))
        keep_plain(self.treated, self.reported)
        self.says = QLabel()
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setWordWrap(True)
        self.says.setObjectName("message")
        wear(self.says, tone="danger")
        self.says.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(INDENT, 0, 0, 6)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        for column, (caption, editor) in enumerate((
            (side, self.side), (severity, self.severity), (since, self.since), (until, self.until),
            (treated, self.treated), (reported, self.reported),
        )):  # fmt: skip
            label = QLabel(caption)
            label.setObjectName("caption")
            label.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(label, 0, column)
            grid.addWidget(editor, 1, column)
            if isinstance(editor, QLineEdit):
                label.setBuddy(editor)
                editor.setAccessibleName(f"{name}, {caption}")
        for day in (self.since, self.until):
            self._dress(day)
        for words in (self.treated, self.reported):
            words.setMinimumWidth(WORDS_PX)
            words.setMaxLength(LONGEST_WORDS)
        for button in (*self.side.buttons, *self.severity.buttons):
            bold = button.font()
            bold.setBold(True)  # as it is once it is chosen
            button.setFixedWidth(QFontMetrics(bold).horizontalAdvance(button.text()) + BESIDE_PX)
        for segments in (self.side, self.severity):
            segments.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        grid.setColumnStretch(4, 1)
        grid.setColumnStretch(5, 1)
        grid.addWidget(self.says, 2, 0, 1, 6)

    def stops(self) -> Iterator[QWidget]:
        """Where Tab comes to, in order."""
        yield from (*self.side.buttons, *self.severity.buttons, self.since, self.until, self.treated, self.reported)

    def show_event(self, event: FoundEvent) -> None:
        """Fill in what is known."""
        self.side.choose(SIDES.index(event.side) if event.side is not None else -1)
        self.severity.choose(SEVERITIES.index(event.severity) if event.severity is not None else -1)
        for field, day in ((self.since, event.since), (self.until, event.until)):
            field.setText("" if day is None else typed_date(day))
        for field, words in ((self.treated, event.treated), (self.reported, event.reported)):
            field.setText("" if words is None else words or translate("EventRow", "yes"))
            field.setCursorPosition(0)

    def found(self, code: str) -> FoundEvent:
        """What the row says; Refused for a day that is none."""
        side, severity = self.side.chosen, self.severity.chosen
        return FoundEvent(
            code,
            SIDES[side] if side >= 0 else None,
            SEVERITIES[severity] if severity >= 0 else None,
            self._day(self.since),
            self._day(self.until),
            _words(self.treated),
            _words(self.reported),
        )

    def _dress(self, day: QLineEdit) -> None:
        day.setFixedWidth(DAY_PX)
        wear(day, room="narrow")
        day.setToolTip(tooltip(typed_date(self._today)))
        settled_date(day, lambda: self._today)
        day.editingFinished.connect(self.check)

    def check(self) -> bool:
        """Say under the row what cannot be kept of it; whether all can."""
        for field in (self.since, self.until):
            try:
                self._day(field)
            except Problem as problem:
                self.says.setText(tr_problem(problem))
                self.says.show()
                field.setAccessibleDescription(self.says.text())
                return False
            field.setAccessibleDescription("")
        self.says.hide()
        return True

    def _day(self, field: QLineEdit) -> date | None:
        text = field.text().strip()
        return parse_date(text, self._today) if text else None


class EventList(QWidget):
    """All events to tick, those of the treated areas first; `boxes` by code, `rows` of those that were ever ticked."""

    def __init__(
        self, reference: Reference, groups: Iterable[tuple[str, Sequence[AdverseEvent]]],
        before: Sequence[FoundEvent], today: date,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("plain")
        self._today, self._reference = today, reference
        self.boxes: dict[str, QCheckBox] = {}
        self.rows: dict[str, list[EventRow]] = {}
        self._places: dict[str, QVBoxLayout] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(4)
        for caption, events in groups:
            if events:
                label = QLabel(caption)
                label.setObjectName("caption")
                self._column.addWidget(label)
                for event in events:
                    self._add(event.id, self._box(event))
                self._column.addSpacing(4)
        for code in dict.fromkeys(found.code for found in before):
            if code not in self.boxes:  # the data does not know it any more
                self._add(code, QCheckBox(on_button(code)))
        self._column.addStretch(1)
        self._fill(before)

    def found(self) -> tuple[FoundEvent, ...]:
        """The events that are ticked; Refused for a day that is none."""
        ticked = (code for code, box in self.boxes.items() if box.isChecked())
        return tuple(row.found(code) for code in ticked for row in self.rows[code])

    def wrong(self) -> EventRow | None:
        """The first row that cannot be kept."""
        ticked = (code for code, box in self.boxes.items() if box.isChecked())
        return next((row for code in ticked for row in self.rows[code] if not row.check()), None)

    # ------------------------------------------------------------------ inside

    def _box(self, event: AdverseEvent) -> QCheckBox:
        text = on_button(event.name)
        box = QCheckBox(translate("EventList", "{event}  (urgent)").format(event=text) if event.urgent else text)
        box.setAccessibleName(event.name)
        rate = translate("EventList", "Rate: {rate}").format(rate=event.rate) if event.rate else ""
        source = translate("EventList", "{source}, mark {mark}").format(source=event.source.short, mark=event.mark)
        box.setToolTip(tooltip(". ".join(part for part in (rate, event.note or "", source) if part)))
        if event.urgent:
            wear(box, tone="danger")
        return box

    def _add(self, code: str, box: QCheckBox) -> None:
        self.boxes[code] = box
        self._places[code] = place = QVBoxLayout()
        place.setSpacing(2)
        self._column.addWidget(box)
        self._column.addLayout(place)
        box.toggled.connect(lambda on, code=code: self._ticked(code, on))

    def _fill(self, before: Sequence[FoundEvent]) -> None:
        for event in before:
            self._new_row(event.code).show_event(event)
        for code in self.rows:
            self.boxes[code].setChecked(True)

    def _ticked(self, code: str, on: bool) -> None:
        if on and code not in self.rows:
            self._new_row(code)
        for row in self.rows.get(code, ()):
            row.setVisible(on)

    def _new_row(self, code: str) -> EventRow:
        row = EventRow(event_name(self._reference, code), self._today)
        rows = self.rows.setdefault(code, [])
        before: QWidget = list(rows[-1].stops())[-1] if rows else self.boxes[code]
        rows.append(row)
        self._places[code].addWidget(row)
        for stop in row.stops():
            QWidget.setTabOrder(before, stop)
            before = stop
        return row


def _side_name(side: EventSide) -> str:
    return translate("EventRow", "both") if side is EventSide.BOTH else event_side_name(side)


def _words(field: QLineEdit) -> str | None:
    """What was done: None for an empty field and for “no”; "" for “yes”, which says no more."""
    text = " ".join(field.text().split())
    if not text or text.casefold() == translate("EventRow", "no").casefold():
        return None
    return "" if text.casefold() == translate("EventRow", "yes").casefold() else text
