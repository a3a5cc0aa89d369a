"""The rows of the find field's list: patients, and the offer to add one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from charting.domain.patient import Patient
from charting.drawing.fitting import draw_fitted
from charting.ui.kit.glyphs import paint_glyph
from charting.ui.kit.look import Look, sized
from charting.words.words import born_text, chart_text, one_line, person_name, sex_name

PATIENT = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 46

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
