"""Schema 3, who works here, and the audit; see `schema` for the rules."""

from __future__ import annotations

from charting.store.schema import only_added

TABLES_3: tuple[str, ...] = (
    # ------------------------------------------------------------------ the audit
    # What the file is known by outside of it, wherever it is copied or moved to: its key is kept under this id.
    """CREATE TABLE file_identity (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    id TEXT NOT NULL CHECK (length(id) = 36),
    recorded_at TEXT NOT NULL
) STRICT""",
    """INSERT INTO file_identity (number, id, recorded_at)
SELECT 1, lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-'
    || substr(h, 21, 12)), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
FROM (SELECT hex(randomblob(16)) AS h)""",
    # Each entry carries the seal of the one before it; see `domain/audit_chain`.
    """CREATE TABLE audit (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    person TEXT CHECK (length(person) = 36),
    name TEXT NOT NULL CHECK (length(name) <= 500),
    action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 50),
    patient TEXT CHECK (length(patient) = 36),
    visit TEXT CHECK (length(visit) = 36),
    detail TEXT NOT NULL CHECK (length(detail) <= 10000),
    key_id TEXT NOT NULL CHECK (length(key_id) = 8),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    seal BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT""",
)
INDEXES_3: tuple[str, ...] = (
    "CREATE INDEX audit_patient ON audit (patient, seq) WHERE patient IS NOT NULL",
    "CREATE INDEX audit_version ON audit (seq) WHERE action = 'version'",
)
VIEWS_3: dict[str, str] = {}
TRIGGERS_3: dict[str, str] = {
    **only_added("file_identity"),
    # No entry but the next one, after the last one: this also refuses what would replace one.
    "audit_insert": """CREATE TRIGGER audit_insert BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
    OR NEW.previous IS NOT coalesce((SELECT seal FROM audit ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'the audit is only continued, entry by entry'); END""",
    "audit_update": """CREATE TRIGGER audit_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit never changes'); END""",
    "audit_delete": """CREATE TRIGGER audit_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'nothing is taken out of the audit'); END""",
}
