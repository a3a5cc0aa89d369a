"""The rows of an assessment as a table model: changed in place, so that hover, focus and scrolling stay put."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Assessment
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import RangeStyle
from charting.domain.visit.visit import Technique, Visit
from charting.ui.kit.rows import Index, RowsModel
from charting.words.dose_words import also_text, row_name, row_sentence, state_text
from charting.words.words import NOTHING, density_text, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session

AREA, POINTS, UNITS, DENSITY, GAUGE = range(5)

RowKey = tuple[str, Technique]


def key_of(dose: AreaDose) -> RowKey:
    """What makes a row the same row after an edit."""
    return dose.area, dose.technique


class DoseModel(RowsModel[AreaDose]):
    """One row per area and technique.

    `describe` says what a row is compared with, for screen readers; `aim` which of its ranges is aimed at.
    """

    columns = 5

    def __init__(
        self, reference: Reference, describe: Callable[[AreaDose], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reference = reference
        self._describe = describe
        self._said: dict[RowKey, str] = {}
        self._also: dict[RowKey, str] = {}
        self.aim: Callable[[AreaDose], RangeStyle | None] = lambda dose: None

    def key(self, row: AreaDose) -> RowKey:
        return key_of(row)

    def say(self, said: Mapping[RowKey, str]) -> None:
        """What rows say after their state: the reason why they are out of band, or that it is asked for."""
        if said == self._said:
            return
        before, self._said = self._said, dict(said)
        for place, row in enumerate(self.rows):
            if before.get(key_of(row)) != self._said.get(key_of(row)):
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.columns - 1))

    def tell(self, also: Mapping[RowKey, str]) -> None:
        """What else was given with rows, at the sitting or in the treatment that is topped up."""
        if also == self._also:
            return
        before, self._also = self._also, dict(also)
        for place, row in enumerate(self.rows):
            if before.get(key_of(row)) != self._also.get(key_of(row)):
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.columns - 1))

    def row_of(self, area: str | None) -> int:
        """The place of the first row of an area, -1 when it has none."""
        return next((place for place, dose in enumerate(self.rows) if dose.area == area), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        dose = self.row(index.row())
        if dose is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(dose, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column() == AREA:
                return " ".join((row_sentence(self._reference, dose), *self.why(dose)))
            header = self.headerData(index.column(), Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
            return f"{header}: {self.text(dose, index.column())}"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._describe(dose)
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

    def text(self, dose: AreaDose, column: int) -> str:
        """What a row says in a column."""
        if column == AREA:
            return row_name(self._reference, dose)
        if column == POINTS:
            return str(dose.points)
        if column == UNITS:
            return NOTHING if dose.style is None else units_text(dose.units)
        if column == DENSITY:
            return density_text(None if dose.style is None else dose.density_u_cm2)
        return " · ".join((state_text(dose), *self.why(dose)))

    def why(self, dose: AreaDose) -> tuple[str, ...]:
        """What it says after its state: what else was given with it, and why."""
        key = key_of(dose)
        return tuple(said for said in (self._also.get(key), self._said.get(key)) if said)


def _alignment(column: int) -> Qt.AlignmentFlag:
    if column in (POINTS, UNITS, DENSITY):
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def placed_in(session: Session, known: frozenset[int]) -> tuple[RowKey | None, frozenset[int]]:
    """The row of the point placed since the keys of points were `known`, and the keys of now.

    Of two that were placed together it is the row of that under the hand.
    """
    visit = session.open.visit
    points = {} if visit is None else {point.key: point for point in visit.points}
    new = min(points.keys() - known, default=None)
    if new is None:
        return None, frozenset(points)
    return (session.anatomy.area_of(points[new]) or UNASSIGNED, points[new].technique), frozenset(points)


def also_texts(session: Session, visit: Visit, assessment: Assessment) -> dict[RowKey, str]:
    """The words of each row of the open visit of which something else was given."""
    found = session.judging.also_given(visit, assessment)
    if not found:
        return {}
    own = {(dose.area, dose.technique): units_text(dose.units) for dose in assessment.areas}
    today = session.env.clock().date()
    return {key: also_text(also, own[key], visit.day, today) for key, also in found.items()}
