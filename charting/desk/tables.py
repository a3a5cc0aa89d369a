"""Which table of ranges a visit is compared with: today's, or the one that was kept when it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from charting.domain.range_table import area_set_of, table_of, with_table
from charting.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from charting.desk.session import Session
    from charting.domain.anatomy import Anatomy
    from charting.domain.reference import Reference
    from charting.domain.visit import Visit
    from charting.store.database import Store


class Held(Protocol):
    """A file and the ranges its visits are compared with: a session, or whoever asks without one."""

    shipped: Reference
    reference: Reference
    anatomies: Mapping[int, Anatomy]
    tables: dict[str, Reference | None]

    @property
    def store(self) -> Store:
        """The file."""


def reference_of(session: Session, visit: Visit | None) -> Reference:
    """The reference data a visit is compared with: of a signed one the ranges kept with it, else today's.

    A visit without a kept table (signed before there were any, or elsewhere) is compared with today's.
    """
    return session.reference if visit is None or visit.is_draft else by_table(session, visit.table)


def by_table(held: Held, version: str | None) -> Reference:
    """The reference data with the ranges of a kept table; today's without a name, and where that table is lost."""
    if version is None or version == table_of(held.reference).version:
        return held.reference
    if version not in held.tables:
        held.tables[version] = _kept(held, version)
    return held.tables[version] or held.reference


def face_of(held: Held, template: int, table: str | None, *, signed_here: bool) -> Anatomy:
    """The face a visit was charted on, with the areas of its table; the newest one where that drawing is gone."""
    face = held.anatomies.get(template, held.anatomies[max(held.anatomies)])
    return face.in_set(area_set_of(by_table(held, table), table, signed_here=signed_here))


def compared_with(session: Session, visit: Visit) -> Literal["today", "kept", "lost"]:
    """What a visit is compared with: today's table, the one kept at its signing, or today's since that one is lost."""
    if reference_of(session, visit) is not session.reference:
        return "kept"
    lost = not visit.is_draft and visit.table not in (None, table_of(session.reference).version)
    return "lost" if lost else "today"


def _kept(held: Held, version: str) -> Reference | None:
    """The kept table; None where this file has none, or one that was altered (which a check of the file tells)."""
    try:
        table = held.store.clinic.range_table(version)
        return None if table is None else with_table(held.shipped, table)
    except (Problem, ValueError):
        return None
