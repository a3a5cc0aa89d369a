"""What a comparison of two visits says: a row for each point that differs, and one for each area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject, Qt

from charting.desk.session import Session
from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.past.comparison import Comparison, Pair, compare
from charting.domain.visit.visit import InjectionPoint, Visit
from charting.drawing.comparison import Change, change_colour
from charting.ui.kit.look import Look
from charting.ui.kit.rows import Index, RowsModel
from charting.words.words import NOTHING, area_name, tooltip, units_text, view_name

MINUS = "−"

translate = QCoreApplication.translate
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class PointChange:
    """What became of one point. Numbers from 1 in the earlier and in the later visit; None where it is not."""

    change: Change
    before: int | None
    after: int | None
    mm: float = 0.0
    units_from: Decimal | None = None
    units_to: Decimal | None = None

    @property
    def redosed(self) -> bool:
        return self.before is not None and self.after is not None and self.units_from != self.units_to

    @property
    def higher(self) -> bool | None:
        """Which way the dose went; None when it did not, or one of the two is not dosed."""
        if not self.redosed or self.units_from is None or self.units_to is None:
            return None
        return self.units_to > self.units_from


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area: points and units in both visits; the units are None when they are of two products."""

    code: str
    points_from: int
    points_to: int
    units_from: Decimal | None
    units_to: Decimal | None


class Compared:
    """Two visits of a session's patient and what differs between them."""

    def __init__(self, session: Session, before: Visit, after: Visit) -> None:
        self.before, self.after = before, after
        self._reference = session.clinic.reference
        self._area_before = session.anatomy_of(before).area_of
        self._area_after = session.anatomy_of(after).area_of
        self.result: Comparison = compare(
            before, after, self._area_before, self._area_after, tuple(session.clinic.reference.areas)
        )
        self.changes = tuple(_changes(self.result))

    def area_rows(self) -> list[AreaRow]:
        """The areas of both visits in the order of the reference data."""
        before = Counter(self._area_before(p) or UNASSIGNED for p in self.before.points)
        after = Counter(self._area_after(p) or UNASSIGNED for p in self.after.points)
        return [AreaRow(a.area, before[a.area], after[a.area], a.units_from, a.units_to) for a in self.result.areas]

    def differences(self) -> list[PointChange]:
        """The points that are not the same, what was done to them first."""
        return [change for change in self.changes if change.change is not Change.SAME]

    def point_of(self, change: PointChange) -> InjectionPoint:
        """The point as it is now, or as it was when it is gone."""
        if change.after is not None:
            return self.after.points[change.after - 1]
        assert change.before is not None
        return self.before.points[change.before - 1]

    def area_text(self, change: PointChange) -> str:
        point = self.point_of(change)
        code = (self._area_before if change.after is None else self._area_after)(point)
        return area_name(self._reference, code)

    def count(self, change: Change) -> int:
        return sum(row.change is change for row in self.changes)


def _changes(result: Comparison) -> list[PointChange]:
    def pairs(change: Change, found: tuple[Pair, ...]) -> list[PointChange]:
        return [PointChange(change, p.before, p.after, p.mm, p.units_from, p.units_to) for p in found]

    return [
        *pairs(Change.MOVED, result.moved),
        *pairs(Change.REDOSED, result.redosed),
        *(PointChange(Change.ADDED, None, number) for number in result.added),
        *(PointChange(Change.DROPPED, number, None) for number in result.dropped),
        *pairs(Change.SAME, result.same),
    ]


# ---------------------------------------------------------------------- words


def change_word(change: Change) -> str:
    return {
        Change.SAME: translate("compare", "the same"),
        Change.REDOSED: translate("compare", "re-dosed"),
        Change.MOVED: translate("compare", "moved"),
        Change.ADDED: translate("compare", "added"),
        Change.DROPPED: translate("compare", "dropped"),
    }[change]


def signed_units(change: Decimal) -> str:
    """“+2 U”, “−1.5 U”, “±0 U”."""
    sign = "±" if change == 0 else "+" if change > 0 else MINUS
    return translate("compare", "{units} U").format(units=f"{sign}{units_text(abs(change))}")


def mm_text(mm: float) -> str:
    """“6 mm”, “2.4 mm”."""
    return translate("compare", "{mm} mm").format(mm=units_text(Decimal(f"{mm:.1f}")))


def doses_text(change: PointChange) -> str:
    """“1.5 → 2.5 U”; empty when the dose is the same, or units are not compared."""
    if not change.redosed:
        return ""
    one, other = (NOTHING if units is None else units_text(units) for units in (change.units_from, change.units_to))
    return translate("compare", "{one} → {other} U").format(one=one, other=other)


def numbers_text(change: PointChange) -> str:
    """“3”, or “3 → 2” where the point has another number now."""
    one, other = change.before, change.after
    if one is None or other is None or one == other:
        return str(other if one is None else one)
    return f"{one} → {other}"


def what_text(compared: Compared, change: PointChange) -> str:
    """“moved 6 mm, 1.5 → 2.5 U”; of added and dropped points their dose, when units can be compared."""
    parts = [change_word(change.change)]
    if change.change is Change.MOVED:
        parts[0] = f"{parts[0]} {mm_text(change.mm)}"
    if doses := doses_text(change):
        parts.append(doses)
    units = compared.point_of(change).units
    if change.change in (Change.ADDED, Change.DROPPED) and compared.result.same_product and units is not None:
        parts.append(translate("compare", "{units} U").format(units=units_text(units)))
    return ", ".join(parts)


def summary_text(compared: Compared) -> str:
    """“2 re-dosed · 1 moved · 12 the same”; kinds that did not happen are left out."""
    kinds = (Change.MOVED, Change.REDOSED, Change.ADDED, Change.DROPPED, Change.SAME)
    parts = [f"{compared.count(kind)} {change_word(kind)}" for kind in kinds if compared.count(kind)]
    return " · ".join(parts) or translate("compare", "No points in either visit")


# ---------------------------------------------------------------------- tables


class ChangesModel(RowsModel[PointChange]):
    """Number, area, what became of it."""

    columns = 3

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.compared: Compared | None = None

    def set_look(self, look: Look) -> None:
        self.look = look

    def key(self, row: PointChange) -> Hashable:
        return row.before, row.after

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("point"), self.tr("Area"), self.tr("what changed"))[section]
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row())
        if row is None or self.compared is None:
            return None
        texts = (numbers_text(row), self.compared.area_text(row), what_text(self.compared, row))
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2:
            return change_colour(row.change, self.look.face)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            spoken = ", ".join((*texts, view_name(self.compared.point_of(row).view)))
            return tooltip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken
        return None


class AreasModel(RowsModel[AreaRow]):
    """Area, points and units in both visits, and the difference; dashes for the units of two products."""

    columns = 5

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reference = session.clinic.reference

    def key(self, row: AreaRow) -> Hashable:
        return row.code

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Area"), self.tr("pts"), self.tr("U from"), self.tr("U to"), self.tr("change"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return _RIGHT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(self.text(row, column) for column in range(self.columns))
        return None

    def text(self, row: AreaRow, column: int) -> str:
        """What stands in a cell."""
        if column == 0:
            return area_name(self._reference, row.code)
        if column == 1:
            same = row.points_from == row.points_to
            return str(row.points_to) if same else f"{row.points_from} → {row.points_to}"
        if row.units_from is None or row.units_to is None:
            return NOTHING
        if column == 4:
            return "=" if row.units_from == row.units_to else signed_units(row.units_to - row.units_from)
        return units_text(row.units_from if column == 2 else row.units_to)
