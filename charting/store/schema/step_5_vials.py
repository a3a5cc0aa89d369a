"""Schema 5, the clinic's rule for vials that are meant for one patient; see `schema` for the rules."""

from __future__ import annotations

from charting.store.schema.step_1_2 import only_added

# Rows are only ever added: the last one holds.
TABLES_5: tuple[str, ...] = (
    """CREATE TABLE clinic_sharing (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    shares INTEGER NOT NULL CHECK (shares IN (0, 1)),
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
) STRICT""",
)
INDEXES_5: tuple[str, ...] = ()
VIEWS_5: dict[str, str] = {}
TRIGGERS_5: dict[str, str] = {**only_added("clinic_sharing")}
