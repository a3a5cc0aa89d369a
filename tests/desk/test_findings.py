"""What was found of the masseter: set where it is charted, signed with the visit, and kept as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from charting.desk import findings
from charting.desk.signing import document
from charting.domain.face import View
from charting.domain.record import Bulging, MuscleFinding, Thickness
from charting.domain.visit import InjectionPoint
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
    assert session.visit is not None
    assert findings.asked_of(session, session.visit, keys) == ("masseter.right", "masseter.left")
    assert findings.asked_of(session, session.visit, {max(keys)}) == ()


def test_it_is_kept_taken_back_and_undone(draft: Bench) -> None:  # noqa: F811
    masseters(draft)
    session = draft.session
    findings.found_bulging(session, ("masseter.left",), Bulging.DOUBLE)
    findings.found_thickness(session, ("masseter.left",), Thickness.FROM_10_TO_14)
    assert draft.in_file()[0].findings == (LEFT,)
    findings.found_bulging(session, ("masseter.right", "masseter.left"), Bulging.MONO)
    assert [(f.area, f.bulging, f.thickness) for f in draft.in_file()[0].findings] == [
        ("masseter.right", Bulging.MONO, None), ("masseter.left", Bulging.MONO, Thickness.FROM_10_TO_14),
    ]  # fmt: skip
    findings.found_bulging(session, ("masseter.right",), None)
    assert [f.area for f in draft.in_file()[0].findings] == ["masseter.left"]
    draft.history.undo()
    assert len(draft.in_file()[0].findings) == 2


def test_it_is_signed_with_the_visit_and_only_when_there(draft: Bench) -> None:  # noqa: F811
    masseters(draft)
    session = draft.session
    assert session.visit is not None
    without = json.loads(document(session.visit, ANA, "Dr X", None))
    assert "findings" not in without["visit"]
    findings.found_bulging(session, ("masseter.left",), Bulging.DOUBLE)
    signed = session.sign("Dr X")
    assert signed.signature is not None
    said = json.loads(document(signed, ANA, "Dr X", signed.signature.at))
    assert said["visit"]["findings"] == [{"area": "masseter.left", "bulging": "double"}]
    assert list(check(session.store, document)) == []
    with pytest.raises(Refused):
        findings.found_bulging(session, ("masseter.left",), None)
    assert draft.in_file()[0].findings == signed.findings == (replace(LEFT, thickness=None),)


def test_another_visit_begins_without(draft: Bench) -> None:  # noqa: F811
    masseters(draft)
    findings.found_bulging(draft.session, ("masseter.left",), Bulging.DOUBLE)
    draft.session.sign("Dr X")
    draft.session.new_visit()
    assert draft.session.visit is not None
    assert draft.session.visit.findings == ()
