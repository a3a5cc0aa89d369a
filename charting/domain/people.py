"""Who works with the charts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
