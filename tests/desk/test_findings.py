"""What was found of the masseter: set where it is charted, signed with the visit, and kept as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from charting.desk.signing import document
from charting.domain.face.face import View
from charting.domain.visit.record import Bulging, MuscleFinding, Thickness
from charting.domain.visit.visit import InjectionPoint
from charting.errors import Refused
from charting.store.check import check
from tests.desk.test_session import ANA, Bench, bench, draft, placed  # noqa: F401

LEFT = MuscleFinding("masseter.left", Bulging.DOUBLE, Thickness.FROM_10_TO_14)


def masseters(on: Bench) -> frozenset[int]:
    places = ((View.LEFT, 50.0, 60.0), (View.RIGHT, -50.0, 60.0), (View.FRONT, 0.0, -50.0))
    return placed(on, *(InjectionPoint(view, x, y, Decimal(10)) for view, x, y in places))


def test_it_is_asked_of_the_masseter_only_side_by_side(draft: Bench) -> None:  # noqa: F811
    keys = masseters(draft)
    session = draft.session
    assert session.open.visit is not None
    assert session.findings.asked_of(session.open.visit, keys) == ("masseter.right", "masseter.left")
    assert session.findings.asked_of(session.open.visit, {max(keys)}) == ()


def test_it_is_kept_taken_back_and_undone(draft: Bench) -> None:  # noqa: F811
    masseters(draft)
    session = draft.session
    session.findings.found_bulging(("masseter.left",), Bulging.DOUBLE)
    session.findings.found_thickness(("masseter.left",), Thickness.FROM_10_TO_14)
    assert draft.in_file()[0].findings == (LEFT,)
    session.findings.found_bulging(("masseter.right", "masseter.left"), Bulging.MONO)
    assert [(f.area, f.bulging, f.thickness) for f in draft.in_file()[0].findings] == [
        ("masseter.right", Bulging.MONO, None), ("masseter.left", Bulging.MONO, Thickness.FROM_10_TO_14),
    ]  # fmt: skip
    session.findings.found_bulging(("masseter.right",), None)
    assert [f.area for f in draft.in_file()[0].findings] == ["masseter.left"]
    draft.history.undo()
    assert len(draft.in_file()[0].findings) == 2


def test_it_is_signed_with_the_visit_and_only_when_there(draft: Bench) -> None:  # noqa: F811
    masseters(draft)
    session = draft.session
    assert session.open.visit is not None
    without = json.loads(document(session.open.visit, ANA, "Dr X", None))
    assert "findings" not in without["visit"]
    session.findings.found_bulging(("masseter.left",), Bulging.DOUBLE)
    signed = session.signing.sign("Dr X")
    assert signed.signature is not None
    said = json.loads(document(signed, ANA, "Dr X", signed.signature.at))
    assert said["visit"]["findings"] == [{"area": "masseter.left", "bulging": "double"}]
    assert list(check(session.store, document)) == []
    with pytest.raises(Refused):
        session.findings.found_bulging(("masseter.left",), None)
    assert draft.in_file()[0].findings == signed.findings == (replace(LEFT, thickness=None),)


def test_another_visit_begins_without(draft: Bench) -> None:  # noqa: F811
    masseters(draft)
    draft.session.findings.found_bulging(("masseter.left",), Bulging.DOUBLE)
    draft.session.signing.sign("Dr X")
    draft.session.charting.new_visit()
    assert draft.session.open.visit is not None
    assert draft.session.open.visit.findings == ()
