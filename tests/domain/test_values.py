"""Values of the domain never change once they are made; and what nobody says of one is not so."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import charting.domain
from charting.domain.clinic.stock import StockVial
from charting.domain.dosing.ranges import Band
from charting.domain.face.face import View
from charting.domain.face.scaling import Scaling
from charting.domain.people.history import EarlierToxin, PatientHistory
from charting.domain.people.patient import Acquaintances
from charting.domain.visit.candidates import Basis, Known
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.readiness import Check, Item
from charting.domain.visit.visit import InjectionPoint, Signature, Vial, Visit

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)


def values() -> Iterator[type]:
    """Every public dataclass of the domain."""
    for module in pkgutil.walk_packages(charting.domain.__path__, "charting.domain."):
        for name, found in vars(importlib.import_module(module.name)).items():
            if is_dataclass(found) and isinstance(found, type) and not name.startswith("_"):
                yield found


def can_change(value: type) -> bool:
    made = object.__new__(value)
    try:
        setattr(made, fields(value)[0].name, None)
    except FrozenInstanceError:
        return hasattr(made, "__dict__")
    return True


def test_no_value_can_be_changed_or_given_another_name() -> None:
    """But for what grows while files are read, and what keeps what it once worked out of a face."""
    found = set(values())
    assert len(found) > 100
    assert {value for value in found if can_change(value)} == {Acquaintances, Scaling}


def test_a_visit_that_was_made_stays_as_it_is() -> None:
    visit = Visit("v", "p", AT)
    with pytest.raises(FrozenInstanceError):
        visit.product = "ona_botox"  # type: ignore[misc]


def test_what_nobody_says_is_not_so() -> None:
    band = Band(Decimal(1), Decimal(2), "Label", "A")
    assert (band.weak, band.derived, band.not_default, band.per_total_of_both) == (False, False, False, False)
    assert not WoreOff("v", None, date(2026, 7, 14)).about
    assert not EarlierToxin(None, date(2026, 7, 14)).about
    assert not PatientHistory().no_allergies
    assert not Signature("Dr X", AT, None).elsewhere
    item = Item(Check.LOT, done=False)
    assert (item.by_hand, item.left, item.expired) == (False, 0, False)
    basis = Basis(Known.MALE, fits=True)
    assert (basis.number, basis.before, basis.on, basis.areas) == (0, 0, None, ())


def test_of_a_new_vial_nothing_is_drawn_and_nobody_had_it() -> None:
    vial = StockVial(Vial("1", "ona_botox", Decimal(100)), AT)
    assert (vial.left, vial.drawn, vial.drafted, vial.taken, vial.in_use) == (100, 0, 0, False, True)


def test_the_key_of_a_point_is_no_part_of_what_it_is() -> None:
    assert InjectionPoint(View.FRONT, 1, 2, key=1) == InjectionPoint(View.FRONT, 1, 2, key=2)
