"""Schema 5, what the clinic sets: whether the handout speaks of low-dose treatment; who looked through the ranges."""

from __future__ import annotations

from charting.store.schema.step_1_2 import only_added

# One row for each time somebody looked through the shipped table of this name (SHA-256); another table asks anew.
TABLES_5: tuple[str, ...] = (
    "ALTER TABLE clinic_paper ADD COLUMN low_dose INTEGER NOT NULL DEFAULT 0 CHECK (low_dose IN (0, 1))",
    """CREATE TABLE table_reviewed (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    version TEXT NOT NULL CHECK (length(version) = 64 AND version NOT GLOB '*[^0-9a-f]*'),
    reviewed_by TEXT NOT NULL CHECK (length(reviewed_by) BETWEEN 1 AND 500),
    reviewed_at TEXT NOT NULL CHECK (reviewed_at GLOB '????-??-??T??:??*'),
    recorded_at TEXT NOT NULL
) STRICT""",
)
INDEXES_5: tuple[str, ...] = ()
VIEWS_5: dict[str, str] = {}
TRIGGERS_5: dict[str, str] = {**only_added("table_reviewed")}
