"""What is announced is found by comparing: exactly what is different, once, and nothing where nothing is."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from charting.desk.session import Session
from charting.desk.steps import Changed
from tests.desk.test_session import FOREHEAD, Bench, bench, draft  # noqa: F401
from tests.desk.test_stock import BOTOX


def placed(bench: Bench) -> Session:  # noqa: F811
    session = bench.session
    points = (replace(FOREHEAD, key=1), replace(FOREHEAD, key=2, x_mm=9.0))
    session.charting.edit("Place", replace(session.open.visit, points=points))
    bench.changes.clear()
    return session


def test_an_edit_tells_which_points_and_fields_differ(draft: Bench) -> None:  # noqa: F811
    session = placed(draft)
    session.points.dose({2}, Decimal(3))
    (changed,) = draft.changes
    assert (changed.points, changed.fields) == (frozenset({2}), frozenset({"points"}))
    assert (changed.patient, changed.opened, changed.clinic, changed.person) == (False, False, False, False)
    session.charting.edit("Lot", replace(session.open.visit, lot="C7421"))
    assert (draft.changes[-1].points, draft.changes[-1].fields) == (frozenset(), frozenset({"lot"}))


def test_a_vial_taken_in_hand_is_announced_once_with_its_edit(draft: Bench) -> None:  # noqa: F811
    session = placed(draft)
    session.store.stock.add(BOTOX)
    session.vials.pick(BOTOX)
    assert len(draft.changes) == 1
    assert session.vials.in_hand() == BOTOX
    session.vials.pick(BOTOX)
    assert len(draft.changes) == 1, "it is in hand already"


def test_the_same_values_again_announce_nothing(draft: Bench) -> None:  # noqa: F811
    session = placed(draft)
    before = session.state
    session.change(open=session.open, who=session.who, clinic=session.clinic)
    session.settings.reread()
    assert draft.changes == []
    assert session.state == before
    session.change(also=Changed(person=True))
    assert [change.person for change in draft.changes] == [True]


def test_no_value_of_the_desk_can_be_set(draft: Bench) -> None:  # noqa: F811
    session = placed(draft)
    for value, name in (
        (session.open, "visit"),
        (session.who, "locked"),
        (session.clinic, "book"),
        (session.env, "file"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)
    for name in ("open", "who", "clinic", "env", "store"):
        with pytest.raises(AttributeError):
            setattr(session, name, None)


def test_cautions_are_looked_for_when_asked_and_then_kept(draft: Bench) -> None:  # noqa: F811
    session = placed(draft)
    assert session.open.notes is session.open.notes
    before = session.open
    session.change(open=replace(before, pinned="somebody"))
    assert session.open.notes is before.notes, "they do not follow from the pin"
