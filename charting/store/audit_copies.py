"""Copies of a file and its audit: a backup is noted before it is made, a restored one says whose place it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from charting.domain.clinic.audit_chain import NOBODY, Actor, Anchor
from charting.errors import StoreProblem
from charting.store.audit import Audit
from charting.store.backup import backup_to, restore
from charting.store.connection import File, connected, now, refuse_foreign
from charting.store.faults import translated
from charting.store.keeping import KEYLESS, Keeper, Keyless
from charting.store.protection import SCHEMA

_HEAD = "SELECT seq, seal FROM audit ORDER BY seq DESC LIMIT 1"


class _Unanchored(Keyless):
    """The keys of a keeper, while a file is not yet where it will be."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def keys(self, file_id: str) -> Mapping[str, bytes]:
        return self._keeper.keys(file_id)

    def current(self, file_id: str) -> bytes:
        return self._keeper.current(file_id)


def backup_noted(
    source: Path, target: Path, *, clock: Callable[[], datetime] = now, keeper: Keeper = KEYLESS, actor: Actor = NOBODY
) -> None:
    """A verified copy of a database that nobody here has open; one that cannot be noted is made all the same."""
    source, file_id = source.absolute(), None
    with suppress(StoreProblem), translated(source), closing(connected(source)) as conn:
        if refuse_foreign(conn, source) == SCHEMA:
            audit = _audit(source, conn, clock, keeper, actor)
            file_id = audit.file_id
            audit.key()  # a copy is only a look at the file: it makes no key
            audit.note("backup")
    backup_to(source, target)
    if file_id is not None:
        keeper.forget_anchor(file_id, target.absolute())


def restore_noted(
    target: Path, source: Path, *, clock: Callable[[], datetime] = now, keeper: Keeper = KEYLESS, actor: Actor = NOBODY
) -> Path | None:
    """Restore a backup that says in its audit whose place it takes; returns what was kept of the former file."""
    target = target.absolute()
    after: list[tuple[str, Anchor]] = []

    def prepare(part: Path) -> None:
        with translated(part), closing(connected(part)) as conn:
            if refuse_foreign(conn, part) != SCHEMA:
                return  # an older file has no audit yet; that it was brought up to date will be its first entry
            audit = _audit(part, conn, clock, _Unanchored(keeper), actor)
            audit.note_restored(keeper.anchor(audit.file_id, target))
            seq, sealed = conn.execute(_HEAD).fetchone()
            after.append((audit.file_id, Anchor(int(seq), bytes(sealed))))

    kept = restore(target, source, clock, prepare=prepare)
    for file_id, anchor in after:
        keeper.keep_anchor(file_id, target, anchor, durable=True)
    return kept


def _audit(path: Path, conn: Any, clock: Callable[[], datetime], keeper: Keeper, actor: Actor) -> Audit:
    audit = Audit(File(path, conn, clock, keeper))
    audit.actor = actor
    return audit
