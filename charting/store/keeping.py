"""What keeps the key of the audit and remembers its last entry, outside the file; the store never looks for either."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from charting.domain.clinic.audit_chain import OPEN_KEY, Anchor, key_id


class Keeper(Protocol):
    """Keys and anchors of files, by the id of the file; `path` tells its copies apart."""

    def keys(self, file_id: str) -> Mapping[str, bytes]:
        """Every key of the file that is known here, by its name."""

    def current(self, file_id: str) -> bytes:
        """The key to seal with from now on where the last one is not known; made when there is none."""

    def learn(self, file_id: str, key: bytes) -> None:
        """Keep a key that somebody typed in from the printed copy."""

    def anchor(self, file_id: str, path: Path) -> Anchor | None:
        """The last entry that is known to have been written to the file at this path."""

    def keep_anchor(self, file_id: str, path: Path, anchor: Anchor, *, durable: bool) -> None:
        """Remember the last entry; never fails, for a chain that is ahead of its anchor is as it should be."""

    def forget_anchor(self, file_id: str, path: Path) -> None:
        """The file at this path is about to be another copy."""


class Keyless:
    """Nobody keeps a key: the chain is sealed with one that everybody knows. For tests and throw-away files."""

    def keys(self, file_id: str) -> Mapping[str, bytes]:
        return {key_id(OPEN_KEY): OPEN_KEY}

    def current(self, file_id: str) -> bytes:
        return OPEN_KEY

    def learn(self, file_id: str, key: bytes) -> None:
        """Nothing is kept."""

    def anchor(self, file_id: str, path: Path) -> Anchor | None:
        return None

    def keep_anchor(self, file_id: str, path: Path, anchor: Anchor, *, durable: bool) -> None:
        """Nothing is kept."""

    def forget_anchor(self, file_id: str, path: Path) -> None:
        """Nothing is kept."""


KEYLESS = Keyless()
