"""Schema 3, histories, consents, attachments; see `schema` for the rules.

Nothing in here is ever changed or deleted. What is said anew is a row more: the last one holds. An id that is UNIQUE
is a way to replace a row, so no insert may name one that is there.
"""

from __future__ import annotations

from charting.store.schema.step_1_2 import only_added

_MOMENT = "CHECK ({0} GLOB '????-??-??T??:??*')"
_LIST = "TEXT NOT NULL CHECK (json_valid({0}) AND json_type({0}) = 'array' AND length({0}) <= {1})"
_ANSWER = "TEXT NOT NULL CHECK ({0} IN ('yes', 'no', 'unknown'))"

TABLES_3 = (
    # One row per asking, its lists within it: nothing can be added to what was said on one day.
    f"""CREATE TABLE history (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    allergies {_LIST.format("allergies", 20000)},
    no_allergies INTEGER NOT NULL CHECK (no_allergies IN (0, 1)),
    milk_protein {_ANSWER.format("milk_protein")},
    toxin_allergy {_ANSWER.format("toxin_allergy")},
    conditions {_LIST.format("conditions", 1000)},
    pregnant {_ANSWER.format("pregnant")},
    breastfeeding {_ANSWER.format("breastfeeding")},
    medicines {_LIST.format("medicines", 20000)},
    earlier {_LIST.format("earlier", 40000)},
    note TEXT NOT NULL CHECK (length(note) <= 4000),
    asked_at TEXT {_MOMENT.format("asked_at")},
    asked_by TEXT CHECK (length(asked_by) <= 500),
    recorded_at TEXT NOT NULL
) STRICT""",
    f"""CREATE TABLE consent (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    patient INTEGER NOT NULL REFERENCES patient (number),
    given_at TEXT NOT NULL {_MOMENT.format("given_at")},
    given_to {_LIST.format("given_to", 1000)},
    areas {_LIST.format("areas", 20000)},
    product TEXT CHECK (length(product) BETWEEN 1 AND 100),
    taken_by TEXT NOT NULL CHECK (length(taken_by) BETWEEN 1 AND 500),
    note TEXT NOT NULL CHECK (length(note) <= 4000),
    attachment TEXT CHECK (length(attachment) = 36),
    recorded_at TEXT NOT NULL
) STRICT""",
    f"""CREATE TABLE consent_withdrawn (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    consent INTEGER NOT NULL UNIQUE REFERENCES consent (number),
    withdrawn_at TEXT NOT NULL {_MOMENT.format("withdrawn_at")},
    withdrawn_by TEXT NOT NULL CHECK (length(withdrawn_by) BETWEEN 1 AND 500),
    reason TEXT NOT NULL CHECK (length(reason) <= 4000),
    recorded_at TEXT NOT NULL
) STRICT""",
    # A visit is named by its id and needs none to be there: a draft may be thrown away, and undo bring it back.
    f"""CREATE TABLE attachment (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    patient INTEGER NOT NULL REFERENCES patient (number),
    visit TEXT CHECK (length(visit) = 36),
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'consent', 'document')),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'application/pdf')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 52428800),
    width INTEGER NOT NULL CHECK (width BETWEEN 0 AND 100000),
    height INTEGER NOT NULL CHECK (height BETWEEN 0 AND 100000),
    added_at TEXT NOT NULL {_MOMENT.format("added_at")},
    added_by TEXT NOT NULL CHECK (length(added_by) <= 500),
    recorded_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE attachment_content (
    number INTEGER PRIMARY KEY REFERENCES attachment (number),
    content BLOB NOT NULL CHECK (length(content) BETWEEN 1 AND 52428800)
) STRICT""",
    """CREATE TABLE attachment_thumbnail (
    number INTEGER PRIMARY KEY REFERENCES attachment (number),
    content BLOB NOT NULL CHECK (length(content) BETWEEN 1 AND 1000000)
) STRICT""",
    f"""CREATE TABLE attachment_said (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    attachment INTEGER NOT NULL REFERENCES attachment (number),
    stage TEXT CHECK (stage IN ('before', 'after')),
    pose TEXT CHECK (length(pose) BETWEEN 1 AND 100),
    view TEXT CHECK (view IN ('front', 'right', 'left')),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    hidden_at TEXT {_MOMENT.format("hidden_at")},
    hidden_by TEXT CHECK (length(hidden_by) <= 500),
    hidden_reason TEXT CHECK (length(hidden_reason) BETWEEN 1 AND 1000),
    recorded_at TEXT NOT NULL,
    CHECK ((hidden_at IS NULL) = (hidden_reason IS NULL) AND (hidden_at IS NULL) = (hidden_by IS NULL))
) STRICT""",
)

INDEXES_3 = (
    "CREATE INDEX history_patient ON history (patient, number)",
    "CREATE INDEX consent_patient ON consent (patient, number)",
    "CREATE INDEX attachment_patient ON attachment (patient, number)",
    "CREATE INDEX attachment_said_of ON attachment_said (attachment, number)",
)

VIEWS_3 = {
    "consent_list": """CREATE VIEW consent_list AS
SELECT consent.id AS consent, patient.chart_no, patient.family_name, patient.given_name, patient.born,
    consent.given_at, consent.given_to, consent.areas, consent.product, consent.taken_by, consent.note,
    consent_withdrawn.withdrawn_at, consent_withdrawn.withdrawn_by, consent_withdrawn.reason
FROM consent JOIN patient ON patient.number = consent.patient
    LEFT JOIN consent_withdrawn ON consent_withdrawn.consent = consent.number""",
}


def _added_once(table: str, other: str) -> dict[str, str]:
    """As `only_added`, for a table whose rows could also be replaced through another UNIQUE column."""
    return {
        **only_added(table),
        f"{table}_insert": f"""CREATE TRIGGER {table}_insert BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number OR {other} = NEW.{other})
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END""",
    }


TRIGGERS_3 = {
    **only_added("history"),
    **_added_once("consent", "id"),
    **_added_once("consent_withdrawn", "consent"),
    **_added_once("attachment", "id"),
    **only_added("attachment_content"),
    **only_added("attachment_thumbnail"),
    **only_added("attachment_said"),
}
