"""Named steps from an empty file to the schema of today, append-only; and the guard over what protects it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from charting.store import (
    schema_3_clinic,
    schema_3_health,
    schema_3_people,
    schema_3_stock,
    schema_3_visit,
    schema_5_clinic,
    schema_5_events,
    schema_5_findings,
    schema_5_history,
    schema_5_measures,
    schema_5_touch_ups,
    schema_5_vials,
    schema_5_whys,
)
from charting.store.dbapi import Database, Migrations
from charting.store.schema import (
    INDEXES,
    INDEXES_2,
    TABLES,
    TABLES_2,
    TRIGGERS,
    TRIGGERS_2,
    VIEWS,
    VIEWS_2,
)
from charting.store.schema_4_views import VIEWS_4

APPLICATION_ID = 0x43687274
"""“Chrt” in the header of the file: what tells our database from another program's."""

MIGRATIONS = Migrations("charting")


@MIGRATIONS()
def patients_visits_points(db: Database) -> None:
    """Schema 1: patients with their former details, visits, points, the words they are found by, what protects them."""
    for statement in (*TABLES, *INDEXES, *VIEWS.values(), *TRIGGERS.values()):
        db.execute(statement)


@MIGRATIONS()
def looking_back(db: Database) -> None:
    """Schema 2: what reviews found and of which treatment; the pinned visit, recall dates, when effects ended."""
    for statement in (*TABLES_2, *INDEXES_2, *VIEWS_2.values(), *TRIGGERS_2.values()):
        db.execute(statement)


class Part5(Protocol):
    """What a module of schema 5 brings: new tables and columns, and views and triggers that are new or changed."""

    TABLES_5: tuple[str, ...]
    INDEXES_5: tuple[str, ...]
    VIEWS_5: dict[str, str]
    TRIGGERS_5: dict[str, str]


SCHEMA_3 = (schema_3_visit, schema_3_health, schema_3_clinic, schema_3_people, schema_3_stock)


@MIGRATIONS()
def a_record_that_stands_up(db: Database) -> None:
    """Schema 3: vials, reasons, prices, histories, consents, photographs, people, what follows signing, the audit."""
    for part in SCHEMA_3:
        for statement in (*part.TABLES_3, *part.INDEXES_3):
            db.execute(statement)
    for part in SCHEMA_3:
        for statement in (*part.VIEWS_3.values(), *part.TRIGGERS_3.values()):
            db.execute(statement)


@MIGRATIONS()
def views_to_ask(db: Database) -> None:
    """Schema 4: what was given and holds, as views for people who look into the file with other tools."""
    for statement in VIEWS_4.values():
        db.execute(statement)


SCHEMA_5: tuple[Part5, ...] = (
    schema_5_history, schema_5_events, schema_5_clinic, schema_5_whys, schema_5_touch_ups,
    schema_5_findings, schema_5_vials, schema_5_measures,
)  # fmt: skip


@MIGRATIONS()
def nothing_that_misleads(db: Database) -> None:
    """Schema 5: measures of a face, what followed a treatment, who looked through the ranges; views made anew."""
    for part in SCHEMA_5:
        for statement in (*part.TABLES_5, *part.INDEXES_5):
            db.execute(statement)
    put_back(db, tuple(name for part in SCHEMA_5 for name in (*part.VIEWS_5, *part.TRIGGERS_5)))


SCHEMA = 5
"""How many steps there are: the `user_version` of a finished file."""


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


WHOLE = Path(__file__).with_name("schema_whole.sql")
"""What all steps together make, statement by statement with an empty line between; `tests.store.make_file` writes it.

A new file is made of these: to walk through every step since the first takes SQLite six times as long.
"""


def apply(db: Database) -> None:
    """Bring the file to the schema of today, within the caller's transaction: all of it or nothing."""
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        MIGRATIONS.apply(db)
    else:
        make_whole(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA}")


def make_whole(db: Database) -> None:
    """Make the tables, views and triggers of today in an empty file, as if it had gone through every step."""
    for statement in WHOLE.read_text(encoding="utf-8").split("\n\n"):
        db.execute(statement)
    db.execute(schema_3_people.IDENTITY)
    for step in MIGRATIONS.pending(db):
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            [MIGRATIONS.name, step.name, str(datetime.now(UTC))],
        )


def whole(conn: Any) -> str:
    """The schema of a file as `WHOLE` holds it, in the order in which it was made: of triggers the order counts."""
    rows = conn.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    return "\n\n".join(sql for (sql,) in rows)


def missing_protection(db: Database) -> tuple[str, ...]:
    """Names of triggers and views that are gone or no longer say what they should."""
    present = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchall())
    expected = {**ALL_VIEWS, **ALL_TRIGGERS}
    return tuple(name for name, sql in expected.items() if _squeezed(present.get(name)) != _squeezed(sql))


def strange_triggers(conn: Any) -> tuple[str, ...]:
    """Names of triggers that the program did not make: whoever added one can make a write do more than it says."""
    rows = conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
    return tuple(name for (name,) in rows if name not in ALL_TRIGGERS)


def put_back(db: Database, names: tuple[str, ...]) -> None:
    """Make these triggers and views anew, within the caller's transaction."""
    for name in names:
        kind, sql = ("VIEW", ALL_VIEWS[name]) if name in ALL_VIEWS else ("TRIGGER", ALL_TRIGGERS[name])
        db.execute(f"DROP {kind} IF EXISTS {name}")
        db.execute(sql)


def _squeezed(sql: str | None) -> str:
    return " ".join((sql or "").split())
