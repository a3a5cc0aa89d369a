"""Who works with the charts, and what their passwords and PINs have to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from charting.domain.people.patient import checked_text
from charting.errors import Refused

LEAST_PASSWORD, MOST_PASSWORD = 8, 1000
LEAST_PIN, MOST_PIN = 4, 8
FREE_TRIES = 3
"""From this many wrong passwords on, each costs a wait that doubles."""
LONGEST_WAIT = timedelta(seconds=60)
MOST_PIN_TRIES = 5


class Role(StrEnum):
    """What somebody may do: an injector charts and signs, an assistant charts drafts, an administrator runs it."""

    INJECTOR = "injector"
    ASSISTANT = "assistant"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """One named person; `name` is as it is printed under a signature."""

    id: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    has_pin: bool = False

    @property
    def may_sign(self) -> bool:
        return Role.INJECTOR in self.roles

    @property
    def may_chart(self) -> bool:
        return bool(self.roles & {Role.INJECTOR, Role.ASSISTANT})

    @property
    def administers(self) -> bool:
        return Role.ADMINISTRATOR in self.roles


def checked_person(person: Person) -> Person:
    """The same person, or Refused: without a name or a role, or with a name that cannot be printed."""
    if not person.name.strip():
        raise Refused("Type the name as it is to be printed under a signature.")
    checked_text("The printed name", person.name)
    if not person.roles:
        raise Refused("Choose what {name} does here: injector, assistant or administrator.", name=person.name)
    return person


def checked_password(password: str) -> str:
    """The same password, or Refused: any characters will do, and at least 8 of them."""
    if len(password) < LEAST_PASSWORD:
        raise Refused("A password has at least {least} characters; a short sentence is a good one.",
                      least=LEAST_PASSWORD)  # fmt: skip
    if len(password) > MOST_PASSWORD:
        raise Refused("A password has at most {most} characters.", most=MOST_PASSWORD)
    return password


def is_pin(typed: str) -> bool:
    """Whether this can be a PIN: 4 to 8 digits."""
    return typed.isascii() and typed.isdigit() and LEAST_PIN <= len(typed) <= MOST_PIN


def checked_pin(pin: str) -> str:
    """The same PIN, or Refused: 4 to 8 digits."""
    if not is_pin(pin):
        raise Refused("A PIN is {least} to {most} digits.", least=LEAST_PIN, most=MOST_PIN)
    return pin


def wait_after(wrong: int) -> timedelta:
    """How long to wait after so many wrong passwords in a row: nothing at first, then 1 s, 2 s, 4 s … 60 s."""
    if wrong < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(wrong - FREE_TRIES, 6)), LONGEST_WAIT)


def wait_left(wrong: int, last: datetime | None, now: datetime) -> timedelta:
    """What is left of that wait; none when the clock was set back before the last try, which keeps nobody out."""
    if last is None or now < last:
        return timedelta(0)
    return max(timedelta(0), last + wait_after(wrong) - now)
