"""The figures after an edit are those that are found from nothing, and what the edit does not touch stays as it is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from charting.domain.cautions import places
from charting.domain.cautions.cautions import Kept, cautions
from charting.domain.dosing.dosing import assess
from charting.domain.dosing.reassess import reassess
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import (
    InjectionPoint,
    Technique,
    Vial,
    Visit,
    differing_points,
    with_points_added,
    with_points_changed,
    with_points_moved,
    with_points_removed,
)
from charting.errors import Refused
from tests import shipped
from tests.domain.test_dosing import CANTHUS, FOREHEAD, GLABELLA, NOWHERE, other, point, visit

REFERENCE = shipped.reference()
ANATOMY: Anatomy = shipped.anatomies()[1]
DOSES = [None, *map(Decimal, ("0.25", "1", "1.5", "4", "10"))]
WHO = Patient("p", "Family", "Given", date(1990, 1, 1), sex=Sex.MALE, interpupillary_mm=Decimal(66))


def edited(visit: Visit, chance: random.Random) -> Visit:
    """The visit after one edit, as a hand makes them: now and then of another field or of a point in the middle."""
    keys = [p.key for p in visit.points]
    some = {chance.choice(keys)} if keys else set()
    edit = chance.randrange(9)
    if edit in (0, 1, 2) or not some:
        places = [(chance.uniform(-60, 60), chance.uniform(-70, 110)) for _ in range(chance.randint(1, 2))]
        new = [
            InjectionPoint(
                View.FRONT, x, y, chance.choice(DOSES), chance.choice(list(Technique)),
                vial=chance.choice([None, 1, 2, 3]) if visit.vials else None,
            )
            for x, y in places
        ]  # fmt: skip
        return with_points_added(visit, new)
    if edit == 3:
        return with_points_moved(visit, some, chance.uniform(-9, 9), chance.uniform(-9, 9))
    if edit == 4:
        return with_points_changed(visit, some, units=chance.choice(DOSES))
    if edit == 5:
        return with_points_changed(visit, {keys[-1]}, area=chance.choice([None, "forehead", "zygomaticus"]))
    if edit == 6:
        return with_points_removed(visit, some if chance.random() < 0.3 else {keys[-1]})
    if edit == 7:
        return replace(visit, diluent_ml=chance.choice([None, Decimal("2.5"), Decimal(4)]))
    return replace(visit, lot=f"L{chance.randrange(99)}")


@pytest.mark.parametrize("who", [None, WHO], ids=["nobody", "a man"])
@pytest.mark.parametrize("vials", [(), (Vial("a", "ona_botox", Decimal(100), "L", date(2030, 1, 1), Decimal("2.5")),)])
def test_after_every_edit_the_figures_are_those_found_from_nothing(
    who: Patient | None, vials: tuple[Vial, ...]
) -> None:
    chance = random.Random(11)
    for _ in range(12):
        now = replace(visit(vial_units=Decimal(100), diluent_ml=Decimal("2.5")), vials=vials)
        figures = assess(now, who, REFERENCE, ANATOMY)
        for _ in range(30):
            was = now
            try:
                now = edited(was, chance)
            except Refused:
                continue
            figures = reassess(now, was, figures, who, REFERENCE, ANATOMY)
            assert figures == assess(now, who, REFERENCE, ANATOMY)
            assert str(figures) == str(assess(now, who, REFERENCE, ANATOMY))  # and each dose looks the same


@pytest.mark.parametrize("who", [None, WHO], ids=["nobody", "a man"])
def test_cautions_of_points_that_stay_are_kept_and_are_those_found_from_nothing(who: Patient | None) -> None:
    chance, kept = random.Random(5), Kept()
    for _ in range(8):
        now = visit(vial_units=Decimal(100), diluent_ml=Decimal("2.5"))
        for _ in range(40):
            try:
                now = edited(now, chance)
            except Refused:
                continue
            found = cautions(now, who, None, (), REFERENCE, ANATOMY, kept=kept)
            assert str(found) == str(cautions(now, who, None, (), REFERENCE, ANATOMY))


def test_a_point_more_is_measured_with_those_of_its_own_area_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [point((x, -50), 1) for x in range(-30, 31, 2)]
    was, kept, measured = visit(*many, point(GLABELLA, 4), point((0, 97), 2), point((52, 58), 2)), Kept(), []
    cautions(was, None, None, (), REFERENCE, ANATOMY, kept=kept)
    real = places.distance
    monkeypatch.setattr(places, "distance", lambda *a: (measured.append(a[3]), real(*a))[1])
    cautions(was, None, None, (), REFERENCE, ANATOMY, kept=kept)
    assert measured == []
    cautions(with_points_added(was, [point((0, 95), 1)]), None, None, (), REFERENCE, ANATOMY, kept=kept)
    assert measured
    assert all(y > 90 for _, y in measured)
    measured.clear()
    cautions(with_points_added(was, [point((1, -52), 1)]), None, None, (), REFERENCE, ANATOMY, kept=kept)
    assert set(measured) == {(1.0, -52.0)}


def test_a_row_that_an_edit_does_not_touch_is_the_same_object() -> None:
    was = visit(point(FOREHEAD, 2), point(GLABELLA, 4), point(CANTHUS, 3), point(other(CANTHUS), 3))
    before = assess(was, None, REFERENCE, ANATOMY)
    after = reassess(with_points_added(was, [point(CANTHUS, 1)]), was, before, None, REFERENCE, ANATOMY)
    same = {row.area for row, kept in zip(after.areas, before.areas, strict=True) if row is kept}
    assert same == {"forehead", "glabella"}  # a range may be for both sides together: the other side is found anew


def test_other_data_of_the_visit_are_no_reason_to_look_at_a_point() -> None:
    was = visit(point(FOREHEAD, 2), point(NOWHERE, 4))
    before = assess(was, None, REFERENCE, ANATOMY)
    assert reassess(replace(was, lot="C1"), was, before, None, REFERENCE, ANATOMY).areas[0] is before.areas[0]


def test_what_differs_lies_between_how_two_visits_begin_and_end() -> None:
    a, b, c, d = (point(FOREHEAD, n) for n in range(1, 5))
    assert differing_points((a, b, c), (a, b, c)) == (3, (), ())
    assert differing_points((a, b, c), (a, d, c)) == (1, (b,), (d,))
    assert differing_points((a, b), (a, b, c, d)) == (2, (), (c, d))
    assert differing_points((a, a), (a, a, a)) == (2, (), (a,))
    assert differing_points((a, b, c), (b, c)) == (0, (a,), ())
