"""What lies outside the box around a line is not within the line: the quick look and the exact one say the same."""

from __future__ import annotations

import random

import pytest

from charting.domain.cautions import places
from charting.domain.cautions.cautions import cautions
from charting.domain.cautions.rule import CautionNote
from charting.domain.face import distances
from charting.domain.face.face import View
from charting.domain.face.outline import Place
from charting.domain.visit.visit import InjectionPoint
from tests.domain.test_cautions import ANATOMY, REFERENCE, at, visit_of
from tests.proofs.scale import examples


def points(seed: int) -> list[InjectionPoint]:
    chance = random.Random(seed)
    views = [chance.choice(list(View)) for _ in range(60)]
    return [at(round(chance.uniform(-70, 70), 2), round(chance.uniform(-90, 160), 2), view=view) for view in views]


def said(seed: int) -> tuple[CautionNote, ...]:
    return cautions(visit_of(*points(seed)), None, None, (), REFERENCE, ANATOMY)


@pytest.mark.parametrize("seed", range(examples(6, 60)))
def test_no_caution_changes_where_the_line_itself_is_asked_at_once(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    quick = said(seed)
    assert quick
    for known in (distances._kept, distances._line):
        known.cache_clear()
    places._there.cache_clear()
    monkeypatch.setattr(distances, "_within_line", lambda ring, here: distances._inside(ring.plane, here))
    assert repr(said(seed)) == repr(quick)
    places._there.cache_clear()
    distances._kept.cache_clear()


def test_every_corner_of_every_line_is_asked_exactly() -> None:
    rings = [
        distances._line(distances._Seen(ANATOMY, view, side, False, distances.DRAWN), name)
        for view, side in ((View.FRONT, "left"), (View.FRONT, "right"), (View.RIGHT, "right"))
        for name in ("globe", "orbital_rim", "lid_margin", "upper_lid", "brow_to_rim", "larynx")
    ]
    for ring in filter(None, rings):
        for x, y in ring.plane:
            for dx, dy in ((0, 0), (1e-9, 0), (-1e-9, 0), (0, 1e-9), (0, -1e-9)):
                here: Place = (x + dx, y + dy)
                assert distances._within_line(ring, here) == distances._inside(ring.plane, here)
