"""Named steps from an empty file to the schema of today, append-only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# isort: split
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from charting.store.protection import APPLICATION_ID, SCHEMA, SCHEMA_3, SCHEMA_5, put_back
from charting.store.schema.step_1_2 import (
    INDEXES,
    INDEXES_2,
    TABLES,
    TABLES_2,
    TRIGGERS,
    TRIGGERS_2,
    VIEWS,
    VIEWS_2,
)
from charting.store.schema.step_3_people import IDENTITY
from charting.store.schema.step_4_views import VIEWS_4

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


@MIGRATIONS()
def nothing_that_misleads(db: Database) -> None:
    """Schema 5: measures of a face, what followed a treatment, who looked through the ranges; views made anew."""
    for part in SCHEMA_5:
        for statement in (*part.TABLES_5, *part.INDEXES_5):
            db.execute(statement)
    put_back(db.conn, tuple(name for part in SCHEMA_5 for name in (*part.VIEWS_5, *part.TRIGGERS_5)))


WHOLE = Path(__file__).with_name("schema") / "whole.sql"
"""What all steps together make, statement by statement with an empty line between; `tests.store.make_file` writes it.

A new file is made of these: to walk through every step since the first takes SQLite six times as long.
"""


def apply(conn: Any) -> None:
    """Bring the file to the schema of today, within the caller's transaction: all of it or nothing."""
    db = Database(conn, execute_plugins=False)
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        MIGRATIONS.apply(db)
    else:
        make_whole(db)
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {SCHEMA}")


def make_whole(db: Database) -> None:
    """Make the tables, views and triggers of today in an empty file, as if it had gone through every step."""
    for statement in WHOLE.read_text(encoding="utf-8").split("\n\n"):
        db.execute(statement)
    db.execute(IDENTITY)
    for step in MIGRATIONS.pending(db):
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            [MIGRATIONS.name, step.name, str(datetime.now(UTC))],
        )


def whole(conn: Any) -> str:
    """The schema of a file as `WHOLE` holds it, in the order in which it was made: of triggers the order counts."""
    rows = conn.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    return "\n\n".join(sql for (sql,) in rows)
