"""Passwords and PINs as what is kept of them: argon2id hashes in PHC form, each with its own salt and cost."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


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
