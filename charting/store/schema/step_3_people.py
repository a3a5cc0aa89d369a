"""Schema 3, who works here, and the audit; see `schema` for the rules."""

from __future__ import annotations

from charting.store.schema.step_1_2 import only_added

# ---------------------------------------------------------------------- people

_DETAILS = """
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    injector INTEGER NOT NULL CHECK (injector IN (0, 1)),
    assistant INTEGER NOT NULL CHECK (assistant IN (0, 1)),
    administrator INTEGER NOT NULL CHECK (administrator IN (0, 1)),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    password_at TEXT NOT NULL,
    pin_at TEXT,
"""
_HASH = "GLOB '$argon2id$*'"

# Wrong tries are counted in a row; the right password sets them back to none. Former hashes are not kept: a password
# that was given up may still be somebody's elsewhere.
PEOPLE_TABLES = (
    f"""CREATE TABLE person (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),{_DETAILS}    password TEXT NOT NULL CHECK (password {_HASH}),
    pin TEXT CHECK (pin {_HASH}),
    wrong_passwords INTEGER NOT NULL DEFAULT 0 CHECK (wrong_passwords >= 0),
    wrong_pins INTEGER NOT NULL DEFAULT 0 CHECK (wrong_pins >= 0),
    wrong_at TEXT,
    recorded_at TEXT NOT NULL,
    CHECK (injector + assistant + administrator > 0),
    CHECK ((pin IS NULL) = (pin_at IS NULL))
) STRICT""",
    f"""CREATE TABLE person_former (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    person INTEGER NOT NULL REFERENCES person (number),{_DETAILS}    until TEXT NOT NULL
) STRICT""",
)

_ADMINISTRATOR = "SELECT 1 FROM person WHERE active = 1 AND administrator = 1"

PEOPLE_TRIGGERS = {
    "person_insert": """CREATE TRIGGER person_insert BEFORE INSERT ON person
WHEN EXISTS (SELECT 1 FROM person WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a person is changed, never replaced'); END""",
    "person_first": f"""CREATE TRIGGER person_first BEFORE INSERT ON person
WHEN NOT (NEW.active = 1 AND NEW.administrator = 1) AND NOT EXISTS ({_ADMINISTRATOR})
BEGIN SELECT RAISE(ABORT, 'the first person is an administrator'); END""",
    "person_update": """CREATE TRIGGER person_update BEFORE UPDATE ON person
WHEN NEW.id <> OLD.id OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'the id of a person never changes'); END""",
    "person_last": f"""CREATE TRIGGER person_last BEFORE UPDATE ON person
WHEN OLD.active = 1 AND OLD.administrator = 1 AND (NEW.active = 0 OR NEW.administrator = 0)
    AND NOT EXISTS ({_ADMINISTRATOR} AND number <> OLD.number)
BEGIN SELECT RAISE(ABORT, 'the last administrator stays'); END""",
    "person_delete": """CREATE TRIGGER person_delete BEFORE DELETE ON person
BEGIN SELECT RAISE(ABORT, 'a person is never deleted'); END""",
    "person_keep_former": """CREATE TRIGGER person_keep_former AFTER UPDATE ON person
WHEN OLD.name <> NEW.name OR OLD.injector <> NEW.injector OR OLD.assistant <> NEW.assistant
    OR OLD.administrator <> NEW.administrator OR OLD.active <> NEW.active OR OLD.password <> NEW.password
    OR OLD.pin IS NOT NEW.pin OR OLD.password_at <> NEW.password_at OR OLD.pin_at IS NOT NEW.pin_at
BEGIN
    INSERT INTO person_former
        (person, name, injector, assistant, administrator, active, password_at, pin_at, until)
    VALUES (OLD.number, OLD.name, OLD.injector, OLD.assistant, OLD.administrator, OLD.active, OLD.password_at,
        OLD.pin_at, CASE WHEN NEW.recorded_at <> OLD.recorded_at THEN NEW.recorded_at
            ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') END);
END""",
    "person_former_insert": """CREATE TRIGGER person_former_insert BEFORE INSERT ON person_former
WHEN EXISTS (SELECT 1 FROM person_former WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'former details are never replaced'); END""",
    "person_former_update": """CREATE TRIGGER person_former_update BEFORE UPDATE ON person_former
BEGIN SELECT RAISE(ABORT, 'former details never change'); END""",
    "person_former_delete": """CREATE TRIGGER person_former_delete BEFORE DELETE ON person_former
BEGIN SELECT RAISE(ABORT, 'former details are never deleted'); END""",
}

# ---------------------------------------------------------------------- the audit

IDENTITY = """INSERT INTO file_identity (number, id, recorded_at)
SELECT 1, lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-'
    || substr(h, 21, 12)), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
FROM (SELECT hex(randomblob(16)) AS h)"""
"""Names the file, once."""

AUDIT_TABLES = (
    # What the file is known by outside of it, wherever it is copied or moved to: its key is kept under this id.
    """CREATE TABLE file_identity (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    id TEXT NOT NULL CHECK (length(id) = 36),
    recorded_at TEXT NOT NULL
) STRICT""",
    IDENTITY,
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
AUDIT_INDEXES = (
    "CREATE INDEX audit_patient ON audit (patient, seq) WHERE patient IS NOT NULL",
    "CREATE INDEX audit_version ON audit (seq) WHERE action = 'version'",
    "CREATE INDEX audit_backup ON audit (seq) WHERE action = 'backup'",
)
AUDIT_TRIGGERS = {
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

# ---------------------------------------------------------------------- together

TABLES_3: tuple[str, ...] = (*PEOPLE_TABLES, *AUDIT_TABLES)
INDEXES_3: tuple[str, ...] = ("CREATE INDEX person_former_person ON person_former (person)", *AUDIT_INDEXES)
VIEWS_3: dict[str, str] = {}
TRIGGERS_3: dict[str, str] = {**PEOPLE_TRIGGERS, **AUDIT_TRIGGERS}
