"""What was found of the muscles of the open draft. Each answer is one step."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.domain.face.face import base_area
from charting.domain.visit.record import Bulging, MuscleFinding, Thickness
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.visit.visit import Visit

MUSCLES = frozenset({"masseter"})
"""Areas of which something is asked: how thick and of what type the muscle is says how much and where (Xie 2014)."""


class Findings:
    """What was found of the muscles: each answer is one step."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    def asked_of(self, visit: Visit, keys: Set[int]) -> tuple[str, ...]:
        """The areas (with side) of these points of which a finding is asked, right before left."""
        anatomy = self._desk.anatomy_of(visit)
        codes = {anatomy.area_of(point) for point in visit.points if point.key in keys}
        return tuple(sorted((code for code in codes if code and base_area(code) in MUSCLES), reverse=True))

    def found_bulging(self, areas: Iterable[str], bulging: Bulging | None) -> None:
        """Keep how these muscles bulge when the jaw is clenched; None takes it back."""
        self._keep([replace(finding_of(self._open(), area), bulging=bulging) for area in areas])

    def found_thickness(self, areas: Iterable[str], thickness: Thickness | None) -> None:
        """Keep how thick these muscles are; None takes it back."""
        self._keep([replace(finding_of(self._open(), area), thickness=thickness) for area in areas])

    def _keep(self, findings: Iterable[MuscleFinding]) -> None:
        visit = self._open()
        now = {finding.area: finding for finding in (*visit.findings, *findings)}
        kept = tuple(now[area] for area in sorted(now, reverse=True) if now[area] != MuscleFinding(area))
        self._charting.edit(self._desk.env.tr("Finding of a muscle"), replace(visit, findings=kept))

    def _open(self) -> Visit:
        self._desk.who.refuse_away()
        if self._desk.open.visit is None or not self._desk.open.visit.is_draft:
            raise Refused("This visit is signed and cannot be changed; begin a new visit.")
        return self._desk.open.visit


def finding_of(visit: Visit, area: str) -> MuscleFinding:
    """What was found of an area; nothing yet is a finding without either."""
    return next((finding for finding in visit.findings if finding.area == area), MuscleFinding(area))
