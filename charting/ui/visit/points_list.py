"""The points of the visit as a list: selected, dosed and deleted from the keyboard like those on the face."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from decimal import Decimal

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.kit.places import dose_sign
from charting.ui.kit.resting import TypedDose
from charting.ui.kit.rows import paint_focus
from charting.ui.visit.points_model import (
    AREA,
    BY_HAND,
    ELSEWHERE,
    NUMBER,
    SIDE,
    TECHNIQUE,
    UNITS,
    VIEW,
    PointRow,
    PointsModel,
)
from charting.words.vial_words import draws_text
from charting.words.words import points_text

ROW_HEIGHT = 34
HEADER = 24
_WIDTHS = {NUMBER: 38, VIEW: 48, SIDE: 62, UNITS: 66, TECHNIQUE: 48}


class PointsTable(QTableView):
    """The table itself; `take_key` is asked first about every key and says whether it was meant for it."""

    def __init__(
        self, model: PointsModel, take_key: Callable[[QKeyEvent], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._take_key = take_key
        self.setModel(model)
        self.setAccessibleName(self.tr("Points of this visit"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setFixedHeight(HEADER)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(AREA, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)

    def rows_height(self) -> int:
        """The height at which nothing scrolls."""
        return HEADER + ROW_HEIGHT * self.model().rowCount()

    def sizeHint(self) -> QSize:
        return QSize(300, self.rows_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEADER + 2 * ROW_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take_key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keyboard and self.model().rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(self.currentIndex().row(), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_focus(self)


class PointsList(QWidget):
    """Selecting rows selects points: `selection_changed` announces the set of their keys, `select` takes one."""

    selection_changed = Signal(object)

    def __init__(self, session: Session, hub: Hub, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hub = hub
        self._quiet = False
        self._stale: frozenset[int] | None = None
        """While the list is hidden and others points are there: those to be selected when it is shown."""
        self._visit_id: str | None = None
        self._typing_for: frozenset[int] = frozenset()
        self.model = PointsModel(session.clinic.reference, look, self)
        self.table = PointsTable(self.model, self._key)
        self._typed_dose = TypedDose(self)
        self._hint = QLabel()
        self._hint.setObjectName("caption")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(8, 2, 8, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table)
        column.addWidget(self._hint)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self._typed_dose.typing.connect(lambda _: self._show_hint())
        self._typed_dose.dosed.connect(self._dose)
        self._typed_dose.refused.connect(hub.problem)
        hub.changed.connect(self._changed)
        self.refresh()

    def set_look(self, look: Look) -> None:
        self.model.set_look(look)
        self.table.viewport().update()

    def forget_typing(self) -> None:
        """What was typed was no dose."""
        self._typed_dose.cancel()

    # ------------------------------------------------------------------ selection

    @property
    def keys(self) -> frozenset[int]:
        """The keys of the selected points."""
        if self._stale is not None:
            return self._stale
        rows = (self.model.row(index.row()) for index in self.table.selectionModel().selectedRows())
        return frozenset(row.point.key for row in rows if row is not None)

    def select(self, keys: Set[int]) -> None:
        """Select the points of these keys, without announcing it."""
        if self._stale is not None:
            self._stale = frozenset(keys)
            return
        if keys == self.keys:
            return
        chosen = QItemSelection()
        places = [place for place, row in enumerate(self.model.rows) if row.point.key in keys]
        for place in places:
            chosen.select(self.model.index(place, 0), self.model.index(place, TECHNIQUE))
        self._quiet = True
        model = self.table.selectionModel()
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if places:
            current = self.model.index(places[0], 0)
            model.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._quiet = False
        self._show_hint()

    def _selection_changed(self) -> None:
        self._show_hint()
        if not self._quiet:
            self.selection_changed.emit(self.keys)

    # ------------------------------------------------------------------ showing

    def _changed(self, changed: Changed) -> None:
        if not (changed.visit or changed.patient):
            return
        if self.isVisible() or not self.isHidden():
            self.refresh()
        elif self._stale is None:
            self._stale = self.keys

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale is not None:
            chosen = self._stale
            self.refresh()
            self.select(chosen)
        super().showEvent(event)

    def refresh(self) -> None:
        """Show the points of the open visit; while the list is hidden nothing is made."""
        self._stale = None
        visit, assessment = self._session.open.visit, self._session.open.assessment
        fresh = (visit.id if visit else None) != self._visit_id
        self._visit_id = visit.id if visit else None
        before, count = self.keys, len(self.model.rows)
        self._quiet = True
        if visit is None or assessment is None:
            self.model.take([], fresh=True)
        else:
            self.model.take(list(self._rows(assessment.mismatched_points)), fresh=fresh)
        self._quiet = False
        if self.keys != before:
            self.selection_changed.emit(self.keys)
        if len(self.model.rows) != count:
            self.table.updateGeometry()
        self._show_hint()

    def _rows(self, mismatched: tuple[int, ...]) -> Iterable[PointRow]:
        assert self._session.open.visit is not None
        anatomy, visit = self._session.anatomy, self._session.open.visit
        known: dict[object, str] = {}  # many points hold the same dose of the same vial
        for number, point in enumerate(visit.points, start=1):
            lies_in = anatomy.area_at(point.view, point.x_mm, point.y_mm)
            held = (point.units, point.vial)
            draws = known.get(held) or known.setdefault(held, draws_text(visit, point, self._session.clinic.reference))
            yield PointRow(number, point, point.area or lies_in, lies_in, number in mismatched, draws)

    def _show_hint(self) -> None:
        typed, count = self._typed_dose.text, len(self.keys)
        if typed:
            text = self.tr("{typed} U for {points}; Enter takes it.").format(
                typed=typed, points=points_text(len(self._typing_for))
            )
        elif count and self._session.editable:
            text = self.tr("Type a dose for {points}, or press Delete.").format(points=points_text(count))
        else:
            text = self._legend()
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _legend(self) -> str:
        parts = []
        if any(row.by_hand and not row.mismatched for row in self.model.rows):
            parts.append(self.tr("{mark} area chosen by hand").format(mark=BY_HAND))
        if any(row.mismatched for row in self.model.rows):
            parts.append(self.tr("{mark} area chosen by hand, the point lies in another").format(mark=ELSEWHERE))
        return " · ".join(parts)

    # ------------------------------------------------------------------ editing

    def _key(self, event: QKeyEvent) -> bool:
        """Digits, Enter, Backspace, Escape and Delete mean points here; everything else is the table's."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if held or not self.keys:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._typed_dose.finish()
        if key == Qt.Key.Key_Backspace:
            return self._typed_dose.back() or self._delete()
        if key == Qt.Key.Key_Escape:
            return self._typed_dose.cancel()
        if key == Qt.Key.Key_Delete:
            return self._delete()
        if not self._typed_dose.text:
            self._typing_for = self.keys  # these, even if others are selected before the typing rests
        return self._typed_dose.key(dose_sign(event))

    def _dose(self, units: Decimal) -> None:
        try:
            self._session.points.dose(self._typing_for, units)
        except Problem as problem:
            self._hub.problem.emit(problem)

    def _delete(self) -> bool:
        self._typed_dose.cancel()
        place = self.table.currentIndex().row()
        try:
            self._session.points.remove(self.keys)
        except Problem as problem:
            self._hub.problem.emit(problem)
            return True
        if self.model.rows:
            row = self.model.index(min(place, len(self.model.rows) - 1), 0)
            self.table.selectionModel().setCurrentIndex(row, QItemSelectionModel.SelectionFlag.NoUpdate)
        return True
