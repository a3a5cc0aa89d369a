"""What protects a file today: the views and triggers there are, looked for at each opening and put back.

Which parts each step of the schema has stands here too; `migrations` walks through them, and is only loaded for a file
that is new or older.
"""

from __future__ import annotations

from typing import Any, Protocol

from charting.store.schema import (
    step_3_clinic,
    step_3_health,
    step_3_people,
    step_3_stock,
    step_3_visit,
    step_5_clinic,
    step_5_events,
    step_5_findings,
    step_5_history,
    step_5_measures,
    step_5_touch_ups,
    step_5_vials,
    step_5_whys,
)
from charting.store.schema.step_1_2 import TRIGGERS, TRIGGERS_2, VIEWS, VIEWS_2
from charting.store.schema.step_4_views import VIEWS_4

APPLICATION_ID = 0x43687274
"""“Chrt” in the header of the file: what tells our database from another program's."""

SCHEMA = 5
"""How many steps there are: the `user_version` of a finished file."""


class Part5(Protocol):
    """What a module of schema 5 brings: new tables and columns, and views and triggers that are new or changed."""

    TABLES_5: tuple[str, ...]
    INDEXES_5: tuple[str, ...]
    VIEWS_5: dict[str, str]
    TRIGGERS_5: dict[str, str]


SCHEMA_3 = (step_3_visit, step_3_health, step_3_clinic, step_3_people, step_3_stock)
SCHEMA_5: tuple[Part5, ...] = (
    step_5_history, step_5_events, step_5_clinic, step_5_whys, step_5_touch_ups,
    step_5_findings, step_5_vials, step_5_measures,
)  # fmt: skip

ALL_VIEWS = {
    **VIEWS,
    **VIEWS_2,
    **{name: sql for part in SCHEMA_3 for name, sql in part.VIEWS_3.items()},
    **VIEWS_4,
    **{name: sql for part in SCHEMA_5 for name, sql in part.VIEWS_5.items()},
}
ALL_TRIGGERS = {
    **TRIGGERS,
    **TRIGGERS_2,
    **{name: sql for part in SCHEMA_3 for name, sql in part.TRIGGERS_3.items()},
    **{name: sql for part in SCHEMA_5 for name, sql in part.TRIGGERS_5.items()},
}


def missing_protection(conn: Any) -> tuple[str, ...]:
    """Names of triggers and views that are gone or no longer say what they should."""
    present = dict(conn.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchall())
    expected = {**ALL_VIEWS, **ALL_TRIGGERS}
    return tuple(name for name, sql in expected.items() if _squeezed(present.get(name)) != _squeezed(sql))


def strange_triggers(conn: Any) -> tuple[str, ...]:
    """Names of triggers that the program did not make: whoever added one can make a write do more than it says."""
    rows = conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
    return tuple(name for (name,) in rows if name not in ALL_TRIGGERS)


def put_back(conn: Any, names: tuple[str, ...]) -> None:
    """Make these triggers and views anew, within the caller's transaction."""
    for name in names:
        kind, sql = ("VIEW", ALL_VIEWS[name]) if name in ALL_VIEWS else ("TRIGGER", ALL_TRIGGERS[name])
        conn.execute(f"DROP {kind} IF EXISTS {name}")
        conn.execute(sql)


def _squeezed(sql: str | None) -> str:
    return " ".join((sql or "").split())
