"""Any two visits of a patient side by side or laid over each other, with every difference in words beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.face.face import FaceView, View
from charting.domain.visit.visit import Status, Visit, total_units
from charting.drawing.comparison import Change
from charting.ui.kit.combos import Combo
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.list_dialog import add_tab, fit_to_window
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.table import NARROW, ListModel, Table
from charting.ui.past.compare_face import ComparedFace, Shows
from charting.ui.past.compare_key import ChangeKey
from charting.ui.past.compare_rows import (
    AreaRow,
    Compared,
    PointChange,
    area_columns,
    change_columns,
    signed_units,
    summary_text,
)
from charting.ui.past.visit_rows import card_of
from charting.words.words import kind_name, points_text, product_name, status_name, units_text, view_name

SIZE = QSize(1240, 800)
SIDE = 396
ROW = 26


def default_pair(session: Session) -> tuple[Visit, Visit]:
    """The open visit and the treatment before it; where no points are open, the last two treatments, or that of the
    open review and the one before. Needs a patient with a visit."""
    visit, known = session.open.visit, session.past.treatments()
    if visit is not None and visit.points:
        return session.past.previous() or visit, visit
    reviewed = next((v for v in known if visit is not None and v.id == visit.of), None)
    after = reviewed or next(iter(known), session.open.visits[0])
    earlier = next((v for v in known if (v.at, v.id) < (after.at, after.id)), None)
    return earlier or after, after


class CompareDialog(QDialog):
    """The comparison is made anew whenever one of the two visits is chosen."""

    def __init__(
        self,
        session: Session,
        look: Look,
        faces: Callable[[View, int], FaceView | None],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        assert session.open.patient is not None
        self._session = session
        self._look = look
        self.setWindowTitle(self.tr("Compare visits"))
        self.before_box, self.after_box = self._visit_box(self.tr("From visit")), self._visit_box(self.tr("To visit"))
        self.faces = {shows: ComparedFace(shows, look, faces, session.env.anatomies) for shows in Shows}
        self.heads = {shows: ElidedLabel("title") for shows in Shows}
        for head in self.heads.values():
            head.set_most_lines(2)
        self.view = View.FRONT
        self.compared: Compared
        columns = change_columns(lambda: self.compared)
        self.changes_model = ListModel[PointChange](columns, look, said=columns[0].tip)
        self.areas_model = ListModel[AreaRow](area_columns(session.clinic.reference), look)
        self.changes = Table(self.changes_model, self.tr("Points that differ"), NARROW)
        self.areas = Table(self.areas_model, self.tr("Areas"), NARROW)
        self._lay_out()
        before, after = default_pair(session)
        for box, visit in ((self.before_box, before), (self.after_box, after)):
            box.setCurrentIndex(box.findData(visit.id))
            box.currentIndexChanged.connect(self._compare)
        for face in self.faces.values():
            face.chosen.connect(self._choose)
        self.changes.selectionModel().currentChanged.connect(self._row_chosen)
        self._compare()
        fit_to_window(self, SIZE, parent)
        self.changes.setFocus()

    # ------------------------------------------------------------------ building

    def _visit_box(self, name: str) -> Combo:
        box = Combo(self._look)
        box.setAccessibleName(name)
        box.setMinimumContentsLength(18)
        for visit in self._session.open.visits:
            box.addItem(self._visit_text(visit), visit.id)
        return box

    def _visit_text(self, visit: Visit) -> str:
        day = visit.at.date()
        twice = sum(other.at.date() == day for other in self._session.open.visits) > 1
        card = card_of(visit, self._session, self._session.env.clock().date(), with_time=twice)
        what = card.figures.split(" · ")[0] or kind_name(visit.kind)
        gone = status_name(Status.AMENDED if visit.status is Status.SIGNED else visit.status) if card.faded else ""
        parts = (card.title, card.draft_word if card.draft else gone, card.product, what)
        return " · ".join(part for part in parts if part)

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(2 * GAP)
        body.addWidget(self._faces_card(), 1)
        body.addWidget(self._side())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(self._top())
        column.addLayout(body, 1)

    def _top(self) -> QHBoxLayout:
        self.swap = QPushButton("⇄")
        self.swap.setAccessibleName(self.tr("Compare the other way round"))
        self.swap.setToolTip(self.tr("Compare the other way round"))
        self.swap.setFixedWidth(40)
        self.swap.clicked.connect(self._swap)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.swap.setAutoDefault(False)
        for text, box in ((self.tr("From"), self.before_box), (self.tr("to"), self.after_box)):
            caption = QLabel(text)
            caption.setObjectName("caption")
            row.addWidget(caption)
            row.addWidget(box, 1)
        row.addWidget(self.swap)
        return row

    def _faces_card(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        tabs = QHBoxLayout()
        tabs.setSpacing(6)
        self._views = QButtonGroup(self)
        self.view_tabs = {view: add_tab(tabs, self._views, view_name(view)) for view in View}
        tabs.addStretch(1)
        self._ways = QButtonGroup(self)
        self.apart = add_tab(tabs, self._ways, self.tr("Side by side"))
        self.over = add_tab(tabs, self._ways, self.tr("Laid over"))
        for view, tab in self.view_tabs.items():
            tab.clicked.connect(lambda _=False, view=view: self._show_view(view))
        self.apart.clicked.connect(self._show_way)
        self.over.clicked.connect(self._show_way)
        self.view_tabs[View.FRONT].setChecked(True)
        self.apart.setChecked(True)
        pages = QGridLayout()
        pages.setHorizontalSpacing(10)
        pages.setVerticalSpacing(4)
        for place, shows in enumerate(Shows):
            self.heads[shows].setAlignment(Qt.AlignmentFlag.AlignHCenter)
            pages.addWidget(self.heads[shows], 0, place)
            pages.addWidget(self.faces[shows], 1, place)
        pages.setRowStretch(1, 1)
        column = QVBoxLayout(card)
        column.setContentsMargins(13, 11, 13, 11)
        column.setSpacing(8)
        column.addLayout(tabs)
        column.addLayout(pages, 1)
        column.addWidget(ChangeKey(self._look))
        return card

    def _side(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(SIDE)
        self.total, self.units, self.summary, self.why = (QLabel() for _ in range(4))
        names = ("total", "", "muted", "caption")
        labels = (self.total, self.units, self.summary, self.why)
        for label, name in zip(labels, names, strict=True):
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label is not self.total)
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.total)
        first.addWidget(self.units, 1)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(close)
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self.summary)
        column.addWidget(self.why)
        column.addSpacing(4)
        column.addWidget(self.areas)
        column.addSpacing(6)
        column.addWidget(self.changes, 1)
        column.addLayout(last)
        return card

    # ------------------------------------------------------------------ comparing

    def _swap(self) -> None:
        before, after = self.before_box.currentIndex(), self.after_box.currentIndex()
        for box, place in ((self.before_box, after), (self.after_box, before)):
            box.blockSignals(True)
            box.setCurrentIndex(place)
            box.blockSignals(False)
        self._compare()

    def _visit(self, box: Combo) -> Visit:
        return next(v for v in self._session.open.visits if v.id == box.currentData())

    def _compare(self) -> None:
        before, after = self._visit(self.before_box), self._visit(self.after_box)
        self.compared = Compared(self._session, before, after)
        self.changes_model.show(self.compared.differences())
        self.areas_model.show(self.compared.area_rows())
        rows = min(max(self.areas_model.rowCount(), 1), 10)
        self.areas.setFixedHeight(24 + ROW * rows)
        self._say()
        counts = {view: self._differing(view) for view in View}
        for view, tab in self.view_tabs.items():
            tab.setText(f"{view_name(view)} · {counts[view]}" if counts[view] else view_name(view))
        self._show_way()

    def _differing(self, view: View) -> int:
        return sum(self.compared.point_of(row).view is view for row in self.compared.differences())

    def _say(self) -> None:
        compared, result = self.compared, self.compared.result
        before, after = compared.before, compared.after
        self.summary.setText(summary_text(compared))
        self.total.setVisible(result.units_change is not None)
        if result.units_change is not None:
            self.total.setText(signed_units(result.units_change))
            self.units.setText(
                self.tr("{one} U → {other} U\n{product}").format(
                    one=units_text(total_units(before.points)),
                    other=units_text(total_units(after.points)),
                    product=product_name(self._session.clinic.reference, after.product),
                )
            )
            nothing = self.tr("Nothing differs.") if result.is_empty else ""
            why = self.tr("The same visit twice.") if before.id == after.id else nothing
        else:
            self.units.setText(self.tr("Compared by place only"))
            why = self._why_by_place(before, after)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        for shows, visit in ((Shows.BEFORE, before), (Shows.AFTER, after)):
            self.heads[shows].setText(self._head(visit))
        self.heads[Shows.BOTH].setText(
            self.tr("{one}  →  {other}").format(one=self._day(before), other=self._day(after))
        )

    def _why_by_place(self, before: Visit, after: Visit) -> str:
        if before.product is None or after.product is None:
            return self.tr("One of the two has no product, so there are no units to compare.")
        words = self.tr(
            "{one} and {other} are different products: their units are not interchangeable, so no dose is compared "
            "with another."
        )
        names = [product_name(self._session.clinic.reference, visit.product) for visit in (before, after)]
        return words.format(one=names[0], other=names[1])

    def _head(self, visit: Visit) -> str:
        """Day, units and points; the product too where there are two."""
        units = self.tr("{units} U").format(units=units_text(total_units(visit.points)))
        parts = [self._day(visit), units, points_text(len(visit.points))]
        if not self.compared.result.same_product:
            parts[1:1] = [product_name(self._session.clinic.reference, visit.product)]
        return " · ".join(parts)

    def _day(self, visit: Visit) -> str:
        return self._visit_text(visit).split(" · ")[0]

    # ------------------------------------------------------------------ showing

    def _show_view(self, view: View) -> None:
        self.view = view
        self.view_tabs[view].setChecked(True)
        self._show()

    def _show_way(self) -> None:
        over = self.over.isChecked()
        for shows in Shows:
            visible = (shows is Shows.BOTH) == over
            self.faces[shows].setVisible(visible)
            self.heads[shows].setVisible(visible)
        self._show()

    def _show(self) -> None:
        selected = self.changes_model.row(self.changes.currentIndex().row())
        for face in self.faces.values():
            face.show_compared(self.compared, self.view, selected)
            face.setAccessibleName(self.tr("Face: {words}").format(words=summary_text(self.compared)))

    def _row_chosen(self, current: QModelIndex) -> None:
        change = self.changes_model.row(current.row())
        if change is not None:
            self._show_view(self.compared.point_of(change).view)

    def _choose(self, change: PointChange | None) -> None:
        """A point was clicked: its row is the current one, if it has one."""
        if change is None or change.change is Change.SAME:
            self.changes.setCurrentIndex(QModelIndex())
            self._show()
            return
        row = self.changes_model.rows.index(change)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.changes.selectionModel().setCurrentIndex(self.changes_model.index(row, 0), flags)
