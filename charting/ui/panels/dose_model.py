"""The rows of an assessment as a table model: changed in place, so that hover, focus and scrolling stay put."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from charting.domain.dosing import AreaDose
from charting.domain.reference import Reference
from charting.domain.visit import Technique
from charting.ui.panels.dose_text import row_name, row_sentence, state_text
from charting.ui.words import density_text, units_text

AREA, POINTS, UNITS, DENSITY, GAUGE = range(5)
DOSE_ROLE = int(Qt.ItemDataRole.UserRole)

Index = QModelIndex | QPersistentModelIndex
RowKey = tuple[str, Technique]


def key_of(dose: AreaDose) -> RowKey:
    """What makes a row the same row after an edit."""
    return dose.area, dose.technique


class DoseModel(QAbstractTableModel):
    """One row per area and technique. `DOSE_ROLE` gives the AreaDose itself, for painting."""

    def __init__(self, reference: Reference, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self._rows: list[AreaDose] = []

    def show_doses(self, doses: Sequence[AreaDose]) -> None:
        """Take the rows of a new assessment: rows that stay are changed in place, the others come and go."""
        wanted = {key_of(dose) for dose in doses}
        for row in range(len(self._rows) - 1, -1, -1):
            if key_of(self._rows[row]) not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self.endRemoveRows()
        order = {key_of(dose): place for place, dose in enumerate(doses)}
        places = [order[key_of(dose)] for dose in self._rows]
        if places != sorted(places):  # not seen while charting: rows follow the order of the areas
            self.beginResetModel()
            self._rows = list(doses)
            self.endResetModel()
            return
        for row, dose in enumerate(doses):
            if row == len(self._rows) or key_of(self._rows[row]) != key_of(dose):
                self.beginInsertRows(QModelIndex(), row, row)
                self._rows.insert(row, dose)
                self.endInsertRows()
            elif self._rows[row] != dose:
                self._rows[row] = dose
                self.dataChanged.emit(self.index(row, AREA), self.index(row, GAUGE))

    def dose(self, row: int) -> AreaDose | None:
        """The AreaDose of a row, None when there is no such row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, area: str | None) -> int:
        """The first row of an area, -1 when it has none."""
        return next((row for row, dose in enumerate(self._rows) if dose.area == area), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 5

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        dose = self.dose(index.row())
        if dose is None:
            return None
        if role == DOSE_ROLE:
            return dose
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(dose, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column() == AREA:
                return row_sentence(self._reference, dose)
            header = self.headerData(index.column(), Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
            return f"{header}: {self._text(dose, index.column())}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < 5:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("Area"), self.tr("pts"), self.tr("units"), self.tr("U/cm²"), self.tr("micro · standard"),
            )[section]  # fmt: skip
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return (
                self.tr("Area"), self.tr("Points"), self.tr("Units"), self.tr("Units per square centimetre of skin"),
                self.tr("Style, against the micro and the standard range"),
            )[section]  # fmt: skip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def _text(self, dose: AreaDose, column: int) -> str:
        if column == AREA:
            return row_name(self._reference, dose)
        if column == POINTS:
            return str(dose.points)
        if column == UNITS:
            return units_text(dose.units)
        if column == DENSITY:
            return density_text(dose.density_u_cm2)
        return state_text(dose)


def _alignment(column: int) -> Qt.AlignmentFlag:
    if column in (POINTS, UNITS, DENSITY):
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
