"""Who is at the desk, as a value, and what they may do."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from charting.domain.people.people import Role
from charting.errors import Problem

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from charting.domain.people.people import Person


# ----------------------------------------------------------------------
# Passwords and PINs as what is kept of them: argon2id hashes in PHC form, each with its own salt and cost.


class Passwords:
    """Makes and checks hashes. `cheap` is for tests alone: else the cost is the library's (64 MiB, 3 rounds, 4 lanes).

    The library is loaded when the first password is checked; the start of the program does not wait for it.
    """

    def __init__(self, *, cheap: bool = False) -> None:
        self._cheap = cheap
        self._hasher: PasswordHasher | None = None

    def hash(self, typed: str) -> str:
        """What is kept of a password."""
        return self._made().hash(_normal(typed))

    def right(self, kept: str, typed: str) -> bool:
        """Whether this is the password that was kept; a damaged hash fits none."""
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._made().verify(kept, _normal(typed))
        except (VerificationError, InvalidHashError):
            return False

    def _made(self) -> PasswordHasher:
        if self._hasher is None:
            from argon2 import PasswordHasher

            made = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1) if self._cheap else PasswordHasher()
            self._hasher = made
        return self._hasher


def _normal(typed: str) -> bytes:
    """One form of the same letters: an é typed as one sign or as two is one password on every keyboard."""
    return unicodedata.normalize("NFC", typed).encode("utf-8", "surrogatepass")


class NotAllowed(Problem):
    """Not for who is at the desk: nobody, or somebody without the role."""


@dataclass(frozen=True, slots=True)
class Who:
    """The person at the desk. `guarded`: the file has people, and one of them has to be there; `locked`: not now.

    `pin_opens`: the PIN is enough to open the lock. `hint` stands beside a password that is asked for.
    """

    person: Person | None = None
    guarded: bool = False
    locked: bool = False
    pin_opens: bool = False
    hint: str = ""

    @property
    def away(self) -> bool:
        """Whether nobody may see or touch the charts: it is locked, or nobody is signed in where somebody must be."""
        return self.guarded and (self.locked or self.person is None)

    @property
    def name(self) -> str:
        """The printed name of who works here; empty while nobody signed in."""
        return self.person.name if self.person is not None else ""

    @property
    def may_chart(self) -> bool:
        """Whether they change drafts; where nobody is named, whoever is there does."""
        return self.person is None or self.person.may_chart

    def may(self, role: Role) -> bool:
        """Whether they have this role; everybody has every role in a file without people."""
        return not self.guarded or (self.person is not None and role in self.person.roles)

    def refuse_away(self) -> None:
        """NotAllowed while nobody is signed in, or the desk is locked."""
        if self.away:
            raise NotAllowed("Nobody is signed in; sign in first.")

    def refuse_unless(self, role: Role) -> None:
        """NotAllowed when who is at the desk does not have this role."""
        self.refuse_away()
        if self.may(role):
            return
        if role is Role.ADMINISTRATOR:
            raise NotAllowed("Only an administrator can do this; ask one to sign in.")
        raise NotAllowed("Only an injector can do this; ask one to sign in.")

    def refuse_charting(self) -> None:
        """NotAllowed when who is at the desk may not change drafts."""
        self.refuse_away()
        if not self.may_chart:
            raise NotAllowed("An administrator does not chart; an injector or an assistant does.")

    def refuse_setting(self) -> None:
        """NotAllowed for somebody who may not change what holds for the clinic; without named people everybody may."""
        self.refuse_away()
        if self.person is not None and not self.person.administers:
            raise NotAllowed("Only an administrator changes what holds for the whole clinic; ask one to sign in.")
