"""What passwords and PINs have to be, and how long a wrong one makes somebody wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.people.people import (
    Person,
    Role,
    checked_password,
    checked_person,
    checked_pin,
    is_pin,
    wait_after,
    wait_left,
)
from charting.errors import Refused

NOW = datetime(2026, 7, 14, 8, 20, tzinfo=UTC)


def test_the_wait_doubles_up_to_a_minute():
    waits = [wait_after(wrong).total_seconds() for wrong in range(13)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


@given(st.integers(0, 10**9), st.integers(-(10**7), 10**7))
def test_nobody_ever_waits_longer_than_a_minute(wrong: int, seconds: int):
    left = wait_left(wrong, NOW - timedelta(seconds=seconds), NOW)
    assert timedelta(0) <= left <= timedelta(seconds=60)
    assert wait_left(wrong, None, NOW) == timedelta(0)


def test_the_wait_runs_out():
    assert wait_left(6, NOW, NOW) == timedelta(seconds=8)
    assert wait_left(6, NOW, NOW + timedelta(seconds=5)) == timedelta(seconds=3)
    assert wait_left(6, NOW, NOW + timedelta(seconds=8)) == timedelta(0)
    assert wait_left(6, NOW, NOW - timedelta(days=1)) == timedelta(0)  # the clock was set back


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", "12 34", "-123"])
def test_a_pin_is_four_to_eight_digits(pin: str):
    assert not is_pin(pin)
    for good in ("0042", "12345678"):
        assert checked_pin(good) == good
    with pytest.raises(Refused, match="4 to 8 digits"):
        checked_pin(pin)


def test_a_password_is_any_eight_characters():
    for good in ("12345678", "        ", "ein Satz mit Würze", "密码密码密码密码", "x" * 1000):
        assert checked_password(good) == good
    with pytest.raises(Refused, match="at least 8"):
        checked_password("1234567")
    with pytest.raises(Refused, match="at most 1000"):
        checked_password("x" * 1001)


def test_roles_say_who_may_what():
    def roles(*some: Role) -> Person:
        return Person("", "", frozenset(some))

    assert roles(Role.INJECTOR).may_sign
    assert roles(Role.INJECTOR).may_chart
    assert roles(Role.ASSISTANT).may_chart
    assert not roles(Role.ASSISTANT).may_sign
    assert not roles(Role.ADMINISTRATOR).may_chart
    assert roles(Role.INJECTOR, Role.ADMINISTRATOR).administers
    assert not roles(Role.INJECTOR, Role.ASSISTANT).administers
    assert not roles(Role.ADMINISTRATOR).may_sign
    assert not roles().may_chart


@pytest.mark.parametrize(
    ("name", "some", "said"),
    [
        (" ", (Role.INJECTOR,), "Type the name as it is to be printed"),
        ("x" * 501, (Role.INJECTOR,), "The printed name has 501 characters; at most 500"),
        ("Dr X", (), "Choose what Dr X does here: injector, assistant or administrator"),
    ],
)
def test_somebody_has_a_name_and_a_role(name: str, some: tuple[Role, ...], said: str):
    with pytest.raises(Refused, match=said):
        checked_person(Person("1", name, frozenset(some)))


def test_whoever_is_new_is_active_and_has_no_pin():
    person = Person("1", "x" * 500, frozenset({Role.ASSISTANT}))
    assert checked_person(person) is person
    assert (person.active, person.has_pin) == (True, False)
