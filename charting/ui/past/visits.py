"""The patient's visits: begin one, and see each earlier one as it was."""

from __future__ import annotations

from collections.abc import Sequence, Set

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QLabel,
    QStackedWidget,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.rows import OpaqueList
from charting.ui.past.visit_buttons import VisitButtons
from charting.ui.past.visit_cards import BESIDE_SCROLL_BAR, REPAINT_MS, CardDelegate, Thumbnail, Thumbnails
from charting.ui.past.visit_rows import VISIT, Index, VisitsModel


class CardList(OpaqueList):
    """The list of cards, scrolled by pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(self.ResizeMode.Adjust)
        self.verticalScrollBar().setSingleStep(24)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # Qt would lay out and paint every card anew; an edit that leaves the card as high as it was paints just it.
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        if first == last and self.itemDelegate().sizeHint(option, first).height() == self._room_of(first):
            self.update(first)
        else:
            super().dataChanged(first, last, list(roles))

    def _room_of(self, index: Index) -> int:
        """The height a card was laid out with: the height of its rectangle is asked anew each time."""
        below = self.model().index(index.row() + 1, 0)
        end = self.visualRect(below).top() if below.isValid() else self.contentsSize().height() - self.verticalOffset()
        return end - self.visualRect(index).top()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt would make the first card the current one, which would open it: coming here is not choosing.
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()


class VisitsPanel(QWidget):
    """The column of visits. Clicking a card, or moving to it by arrow keys, opens the visit."""

    def __init__(
        self, session: Session, hub: Hub, look: Look, thumbnail: Thumbnail, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._hub = hub
        self._showing = False
        self._patient_id: str | None = None
        self._model = VisitsModel(session, self)
        self._thumbnails = Thumbnails(thumbnail, self)
        self.list = CardList()
        self.list.setModel(self._model)
        self.list.setAccessibleName(self.tr("Visits"))
        self._delegate = CardDelegate(self._model, look, self._thumbnails, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self._thumbnails.renewed.connect(self._renewed)
        self.buttons = VisitButtons(session, hub, BESIDE_SCROLL_BAR)
        self.new_visit, self.repeat_last, self.more = (
            self.buttons.new_visit, self.buttons.repeat_last, self.buttons.more,
        )  # fmt: skip
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.empty)
        self._lay_out()
        self.set_look(look)
        self._pause = QTimer(self, singleShot=True, interval=REPAINT_MS)
        self._pause.timeout.connect(self._rested)
        hub.changed.connect(self._changed)
        self._show()
        self.buttons.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.buttons)
        column.addSpacing(4)
        column.addWidget(self._pages, 1)
        wear(self.list, role="on_back")

    def set_look(self, look: Look) -> None:
        self._delegate.set_look(look)
        self._thumbnails.forget()
        self.buttons.set_look(look)
        self.list.viewport().update()

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if self._showing or not current.isValid():
            return
        try:
            with self._hub.walking():
                self._session.charting.open_visit(current.data(VISIT).id)
        except Problem as problem:
            self._hub.problem.emit(problem)

    def _show_menu(self, at: QPoint) -> None:
        """What can be done with the visit under the hand, which is opened by that."""
        index = self.list.indexAt(at)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.buttons.more.menu().popup(self.list.viewport().mapToGlobal(at))

    def _changed(self, changed: Changed) -> None:
        if changed.clinic:
            self._thumbnails.forget()  # a new range gives other colours
        if self._hub.is_second and not (changed.opened or changed.clinic):
            self.buttons.refresh()
            self._pause.start()  # one edit after another: the card follows when the hand rests
        elif changed.patient or changed.visits or changed.opened:
            self._show()
            self.buttons.refresh()

    def _rested(self) -> None:
        if self._session.open.visit is not None:
            self._thumbnails.renew(self._session.open.visit)
        self._show()

    def _show(self) -> None:
        self._pause.stop()
        session = self._session
        patient = session.open.patient
        if patient is None or patient.id != self._patient_id:
            self._thumbnails.forget()
            self._patient_id = patient.id if patient is not None else None
        if session.open.visit is not None:
            self._model.keep(session.open.visit, session.open.assessment)
        self._showing = True
        try:
            self._model.show(session.open.visits if patient is not None else (), patient)
            self._mark_open()
        finally:
            self._showing = False
        if patient is None:
            self.empty.setText(self.tr("Find or add a patient to see the visits."))
        else:
            self.empty.setText(self.tr("No visits yet. Begin one with “New visit”."))
        self._pages.setCurrentWidget(self.list if self._model.rowCount() else self.empty)

    def _renewed(self, visits: Set[str]) -> None:
        """Paint the cards whose small faces are other ones now, and no other."""
        for visit_id in visits:
            self.list.update(self._model.index(self._model.row_of(visit_id)))

    def _mark_open(self) -> None:
        row = self._model.row_of(self._session.open.visit.id if self._session.open.visit is not None else None)
        index = self._model.index(row) if row >= 0 else QModelIndex()
        if self.list.currentIndex() != index:
            self.list.setCurrentIndex(index)
            if index.isValid():
                self.list.scrollTo(index)
