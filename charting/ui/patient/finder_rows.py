"""Patients found: the rows of the find field's list with the offer to add one, and a picker for who needs one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.drawing.fitting import draw_fitted
from charting.errors import Problem
from charting.ui.kit.glyphs import paint_glyph
from charting.ui.kit.look import Look, sized
from charting.ui.shell.feature import PatientPicker
from charting.words.words import born_text, chart_text, one_line, person_name, sex_name, tr_problem

PATIENT = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 46
MOST_ROWS = 20
ROWS_SHOWN = 3

Index = QModelIndex | QPersistentModelIndex


def facts_text(patient: Patient) -> str:
    """“born 5 Mar 1992 · chart 10482 · female”: what tells two people of one name apart."""
    sex = sex_name(patient.sex) if patient.sex is not None else ""
    return " · ".join(part for part in (born_text(patient), chart_text(patient), sex) if part)


class PatientsModel(QAbstractListModel):
    """Patients found, best first; the last row offers to add a patient of the name typed (its PATIENT is None)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._patients: list[Patient] = []
        self._typed = ""

    def show(self, patients: list[Patient], typed: str) -> None:
        self.beginResetModel()
        self._patients = list(patients)
        self._typed = typed
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._patients) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        patient = self._patients[index.row()] if index.row() < len(self._patients) else None
        if role == PATIENT:
            return patient
        if role == Qt.ItemDataRole.DisplayRole:
            return person_name(patient) if patient is not None else self._add_text()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{person_name(patient)}, {facts_text(patient)}" if patient is not None else self._add_text()
        return None

    def _add_text(self) -> str:
        if not self._typed:
            return self.tr("Add a new patient…")
        return self.tr("Add “{typed}” as a new patient…").format(typed=one_line(self._typed))


class PatientDelegate(QStyledItemDelegate):
    """Paints a row: the name in bold, under it what tells people of one name apart."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def set_look(self, look: Look) -> None:
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        look, state = self._look, option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            marked = bool(state & QStyle.StateFlag.State_Selected)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft" if marked else "sunken"))
            painter.drawRoundedRect(option.rect, 4, 4)
        patient: Patient | None = index.data(PATIENT)
        if patient is None:
            self._paint_add(painter, option, index.data())
        else:
            self._paint_patient(painter, option, patient)
        painter.restore()

    def _paint_patient(self, painter: QPainter, option: QStyleOptionViewItem, patient: Patient) -> None:
        area = option.rect.adjusted(10, 5, -10, -5)
        upper = QRect(area.topLeft(), QSize(area.width(), area.height() // 2))
        name = sized(option.font, 13, bold=True)
        self._line(painter, option, upper, person_name(patient), name, "text")
        lower = upper.translated(0, upper.height())
        self._line(painter, option, lower, facts_text(patient), sized(option.font, 12), "muted")

    def _paint_add(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        area = option.rect.adjusted(10, 0, -10, 0)
        place = QRect(area.left(), area.center().y() - 8, 16, 16)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        paint_glyph(
            painter, QStyle.visualRect(option.direction, area, place).toRectF(), "plus", self._look.color("accent")
        )
        words = area.adjusted(0, 0, -24, 0) if rtl else area.adjusted(24, 0, 0, 0)
        self._line(painter, option, words, text, sized(option.font, 13, bold=True), "accent")

    def _line(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, text: str, font: QFont, role: str
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._look.color(role))
        aligned = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        draw_fitted(painter, rect, int(aligned | Qt.AlignmentFlag.AlignAbsolute), text)


class Others(PatientsModel):
    """Patients found, without the offer to add one."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return max(0, super().rowCount(parent) - 1)


class FindPatient(PatientPicker):
    """A find line over its list: name, date of birth and chart number tell people apart."""

    def __init__(self, session: Session, look: Look, without: str) -> None:
        super().__init__()
        self._session = session
        self._without = without
        self.model = Others(self)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Name, chart number or date of birth"))
        self.line.setAccessibleName(self.tr("Find the patient it belongs to"))
        self.line.textChanged.connect(self.search)
        self.line.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PatientDelegate(look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFixedHeight(ROWS_SHOWN * ROW_HEIGHT + 6)
        self.list.setAccessibleName(self.tr("Patients found"))
        self.none = QLabel()
        self.none.setObjectName("muted")
        self.none.setTextFormat(Qt.TextFormat.PlainText)
        self.none.setWordWrap(True)
        self.none.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.line, self.list, self.none):
            column.addWidget(widget)

    def begin(self) -> None:
        self.search()
        self.line.setFocus()

    def search(self) -> None:
        """Show who fits what is typed; the patient the visit stands with is left out."""
        typed = self.line.text().strip()
        said = self.tr("No such patient. Add them first, then come back to this visit.")
        try:
            found = [p for p in self._session.patients.search(typed, MOST_ROWS) if p.id != self._without]
        except Problem as problem:
            found, said = [], tr_problem(problem)
        self.model.show(found, typed)
        self.none.setText(said)
        self.list.setVisible(bool(found))
        self.none.setVisible(not found)
        if typed and found:
            self.list.setCurrentIndex(self.model.index(0))

    @property
    def chosen(self) -> Patient | None:
        index = self.list.currentIndex()
        return index.data(PATIENT) if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}.get(int(event.key()))
            rows = self.model.rowCount()
            if step is not None and rows:
                row = max(0, min(rows - 1, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self.model.index(row))
                return True
        return super().eventFilter(watched, event)
