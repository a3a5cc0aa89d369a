"""What a comparison of two visits says: a row for each point that differs, and one for each area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from charting.desk.session import Session
from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.dosing.reference import Reference
from charting.domain.past.comparison import Comparison, Pair, compare
from charting.domain.visit.visit import InjectionPoint, Visit
from charting.drawing.comparison import Change, change_colour
from charting.ui.kit.look import Look
from charting.ui.kit.table import Column
from charting.words.words import NOTHING, area_name, units_text, view_name

MINUS = "−"

translate = QCoreApplication.translate


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


# ---------------------------------------------------------------------- columns


def change_columns(compared: Callable[[], Compared]) -> tuple[Column, ...]:
    """Number, area, what became of a point of the two visits that are compared just now."""

    def said(change: PointChange) -> str:
        return change_said(compared(), change)

    def ink(change: PointChange, look: Look) -> QColor:
        return change_colour(change.change, look.face)

    return (
        Column(translate("ChangesModel", "point"), numbers_text, 68, tip=said),
        Column(translate("ChangesModel", "Area"), lambda change: compared().area_text(change), 112, tip=said),
        Column(
            translate("ChangesModel", "what changed"), lambda change: what_text(compared(), change), ink=ink, tip=said
        ),
    )


def change_said(compared: Compared, change: PointChange) -> str:
    """All of a change, with the view it is seen in."""
    texts = numbers_text(change), compared.area_text(change), what_text(compared, change)
    return ", ".join((*texts, view_name(compared.point_of(change).view)))


def area_columns(reference: Reference) -> tuple[Column, ...]:
    """Area, points and units in both visits, and the difference; dashes for the units of two products."""

    def points(row: AreaRow) -> str:
        same = row.points_from == row.points_to
        return str(row.points_to) if same else f"{row.points_from} → {row.points_to}"

    def units(of: str) -> Callable[[AreaRow], str]:
        return lambda row: NOTHING if None in (row.units_from, row.units_to) else units_text(getattr(row, of))

    def difference(row: AreaRow) -> str:
        if row.units_from is None or row.units_to is None:
            return NOTHING
        return "=" if row.units_from == row.units_to else signed_units(row.units_to - row.units_from)

    return (
        Column(translate("AreasModel", "Area"), lambda row: area_name(reference, row.code)),
        Column(translate("AreasModel", "pts"), points, 58, figure=True),
        Column(translate("AreasModel", "U from"), units("units_from"), 58, figure=True),
        Column(translate("AreasModel", "U to"), units("units_to"), 54, figure=True),
        Column(translate("AreasModel", "change"), difference, 78, figure=True),
    )
