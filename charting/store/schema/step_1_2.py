"""The schema as SQL text, step by step. A step that was released is never edited; changes are new steps.

Tables are STRICT. Numbers are whole: hundredths of a unit, of a millimetre, microlitres, ten-thousandths of a currency
unit, microseconds since 1970 UTC. Everything that leaves the file has a UUID; inside, rows join on the short `number`,
which keeps 25 points in about a kilobyte. `transform` of sqlite-utils drops triggers without a word: never use it here.
"""

from __future__ import annotations

_PATIENT_DETAILS = """
    chart_no TEXT CHECK (length(chart_no) <= 500),
    family_name TEXT NOT NULL CHECK (length(family_name) BETWEEN 1 AND 500),
    given_name TEXT NOT NULL CHECK (length(given_name) BETWEEN 1 AND 500),
    born TEXT NOT NULL CHECK (born = date(born)),
    sex TEXT CHECK (sex IN ('female', 'male', 'other')),
    interpupillary_hundredths INTEGER CHECK (interpupillary_hundredths BETWEEN 4500 AND 8000),
"""

TABLES = (
    f"""CREATE TABLE patient (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),{_PATIENT_DETAILS}    recorded_at TEXT NOT NULL
) STRICT""",
    f"""CREATE TABLE patient_former (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),{_PATIENT_DETAILS}    until TEXT NOT NULL
) STRICT""",
    # `all_words` repeats the patient's other words, each after a space: a second typed word is looked for right there.
    """CREATE TABLE patient_word (
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    word TEXT NOT NULL,
    patient INTEGER NOT NULL REFERENCES patient (number),
    all_words TEXT NOT NULL,
    PRIMARY KEY (kind, word, patient)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE visit (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    patient INTEGER NOT NULL REFERENCES patient (number),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    at_us INTEGER NOT NULL CHECK (abs(unixepoch(at) * 1000000 - at_us) < 2000000),
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'touch-up', 'review')),
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed', 'amended', 'entered-in-error')),
    product TEXT CHECK (length(product) BETWEEN 1 AND 100),
    vial_units_hundredths INTEGER CHECK (vial_units_hundredths BETWEEN 1 AND 1000000),
    diluent_microlitres INTEGER CHECK (diluent_microlitres BETWEEN 1 AND 1000000),
    lot TEXT CHECK (length(lot) <= 500),
    expires TEXT CHECK (expires = date(expires)),
    price_per_unit_ten_thousandths INTEGER CHECK (price_per_unit_ten_thousandths BETWEEN 0 AND 10000000000),
    currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    template INTEGER NOT NULL CHECK (template BETWEEN 1 AND 1000000),
    signed_by TEXT CHECK (length(signed_by) BETWEEN 1 AND 500),
    signed_at TEXT CHECK (signed_at GLOB '????-??-??T??:??*'),
    signed_elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (signed_elsewhere IN (0, 1)),
    sha256 TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    document BLOB,
    CHECK (status <> 'draft' OR (signed_by IS NULL AND signed_at IS NULL AND signed_elsewhere = 0
        AND sha256 IS NULL AND document IS NULL)),
    CHECK (status = 'draft' OR (sha256 IS NOT NULL AND document IS NOT NULL)),
    CHECK (status = 'draft' OR signed_elsewhere = 1 OR (signed_by IS NOT NULL AND signed_at IS NOT NULL))
) STRICT""",
    """CREATE TABLE point (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 2000),
    view TEXT NOT NULL CHECK (view IN ('front', 'right', 'left')),
    x_hundredths INTEGER NOT NULL CHECK (x_hundredths BETWEEN -40000 AND 40000),
    y_hundredths INTEGER NOT NULL CHECK (y_hundredths BETWEEN -40000 AND 40000),
    units_hundredths INTEGER CHECK (units_hundredths BETWEEN 1 AND 50000),
    technique TEXT NOT NULL CHECK (technique IN ('im', 'id')),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    UNIQUE (visit, place)
) STRICT""",
)

INDEXES = (
    "CREATE INDEX patient_born ON patient (born)",
    "CREATE INDEX patient_former_patient ON patient_former (patient)",
    "CREATE INDEX visit_patient ON visit (patient, at_us)",
    "CREATE INDEX visit_draft ON visit (at_us) WHERE status = 'draft'",
)

VIEWS = {
    "visit_totals": """CREATE VIEW visit_totals AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at, visit.kind,
    visit.status, visit.product, count(point.number) AS points,
    count(point.number) - count(point.units_hundredths) AS undosed_points,
    coalesce(sum(point.units_hundredths), 0) / 100.0 AS units,
    visit.vial_units_hundredths / 100.0 AS vial_units, visit.diluent_microlitres / 1000.0 AS diluent_ml,
    visit.lot, visit.expires, visit.signed_by, visit.signed_at, visit.signed_elsewhere
FROM visit JOIN patient ON patient.number = visit.patient LEFT JOIN point ON point.visit = visit.number
GROUP BY visit.number""",
    "point_list": """CREATE VIEW point_list AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at,
    visit.status, visit.product, point.place AS point, point.view, point.x_hundredths / 100.0 AS x_mm,
    point.y_hundredths / 100.0 AS y_mm, point.units_hundredths / 100.0 AS units, point.technique,
    point.area AS chosen_area
FROM point JOIN visit ON visit.number = point.visit JOIN patient ON patient.number = visit.patient""",
}

# A row is also replaced (INSERT OR REPLACE, UPDATE OR REPLACE) through its UNIQUE columns, and with recursive_triggers
# off, as other tools have it, no DELETE trigger fires then. So no insert may name an existing row, and no update may
# give a row another key.
TRIGGERS = {
    "patient_insert": """CREATE TRIGGER patient_insert BEFORE INSERT ON patient
WHEN EXISTS (SELECT 1 FROM patient WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a patient is changed, never replaced'); END""",
    "patient_update": """CREATE TRIGGER patient_update BEFORE UPDATE ON patient
WHEN NEW.id <> OLD.id OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'the id of a patient never changes'); END""",
    "patient_delete": """CREATE TRIGGER patient_delete BEFORE DELETE ON patient
BEGIN SELECT RAISE(ABORT, 'a patient is never deleted'); END""",
    "patient_keep_former": """CREATE TRIGGER patient_keep_former AFTER UPDATE ON patient
WHEN OLD.chart_no IS NOT NEW.chart_no OR OLD.family_name <> NEW.family_name OR OLD.given_name <> NEW.given_name
    OR OLD.born <> NEW.born OR OLD.sex IS NOT NEW.sex
    OR OLD.interpupillary_hundredths IS NOT NEW.interpupillary_hundredths
BEGIN
    INSERT INTO patient_former (patient, chart_no, family_name, given_name, born, sex, interpupillary_hundredths, until)
    VALUES (OLD.number, OLD.chart_no, OLD.family_name, OLD.given_name, OLD.born, OLD.sex, OLD.interpupillary_hundredths,
        CASE WHEN NEW.recorded_at <> OLD.recorded_at THEN NEW.recorded_at
            ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') END);
END""",
    "patient_former_insert": """CREATE TRIGGER patient_former_insert BEFORE INSERT ON patient_former
WHEN EXISTS (SELECT 1 FROM patient_former WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'former details are never replaced'); END""",
    "patient_former_update": """CREATE TRIGGER patient_former_update BEFORE UPDATE ON patient_former
BEGIN SELECT RAISE(ABORT, 'former details never change'); END""",
    "patient_former_delete": """CREATE TRIGGER patient_former_delete BEFORE DELETE ON patient_former
BEGIN SELECT RAISE(ABORT, 'former details are never deleted'); END""",
    "visit_insert": """CREATE TRIGGER visit_insert BEFORE INSERT ON visit
WHEN NEW.status <> 'draft' OR EXISTS (SELECT 1 FROM visit WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a visit begins as a draft and is never replaced'); END""",
    "visit_update": """CREATE TRIGGER visit_update BEFORE UPDATE ON visit
WHEN OLD.status <> 'draft' OR NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.patient <> OLD.patient
BEGIN SELECT RAISE(ABORT, 'a signed visit never changes, and no visit moves to another patient'); END""",
    "visit_sign": """CREATE TRIGGER visit_sign BEFORE UPDATE ON visit
WHEN NEW.status <> 'draft'
    AND EXISTS (SELECT 1 FROM point WHERE visit = NEW.number AND units_hundredths IS NULL)
BEGIN SELECT RAISE(ABORT, 'a visit with undosed points cannot be signed'); END""",
    "visit_delete": """CREATE TRIGGER visit_delete BEFORE DELETE ON visit
WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a signed visit is never deleted'); END""",
    "point_insert": """CREATE TRIGGER point_insert BEFORE INSERT ON point
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM point WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the points of a signed visit never change'); END""",
    "point_update": """CREATE TRIGGER point_update BEFORE UPDATE ON point
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'the points of a signed visit never change'); END""",
    "point_delete": """CREATE TRIGGER point_delete BEFORE DELETE ON point
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'the points of a signed visit never change'); END""",
}


# ---------------------------------------------------------------------- schema 2: looking back

# A link names its visit by id and needs none to be there: a review may be exported, imported or undone without it.
TABLES_2 = (
    "ALTER TABLE visit ADD COLUMN of_visit TEXT CHECK (length(of_visit) = 36 AND of_visit <> id)",
    """CREATE TABLE review (
    visit INTEGER PRIMARY KEY REFERENCES visit (number),
    evenness TEXT CHECK (evenness IN ('even', 'slightly-uneven', 'uneven')),
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 4000)
) STRICT""",
    # One finding of an area, or one adverse event; `place` is its order within the review.
    """CREATE TABLE review_item (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES review (visit),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 400),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    residual TEXT CHECK (residual IN ('none', 'slight', 'moderate', 'full')),
    adverse_event TEXT CHECK (length(adverse_event) BETWEEN 1 AND 100),
    CHECK ((area IS NULL) = (residual IS NULL) AND (area IS NULL) <> (adverse_event IS NULL)),
    UNIQUE (visit, place)
) STRICT""",
    # What may change after signing. Rows are only ever added: the last one holds, the others are its history.
    """CREATE TABLE pin (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    visit TEXT CHECK (length(visit) = 36),
    recorded_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE recall (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    due TEXT CHECK (due = date(due)),
    recorded_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE wore_off (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    visit TEXT NOT NULL CHECK (length(visit) = 36),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    gone TEXT CHECK (gone = date(gone)),
    about INTEGER NOT NULL DEFAULT 0 CHECK (about IN (0, 1)),
    recorded_at TEXT NOT NULL
) STRICT""",
)

INDEXES_2 = (
    "CREATE INDEX visit_of ON visit (of_visit) WHERE of_visit IS NOT NULL",
    "CREATE INDEX pin_patient ON pin (patient, number)",
    "CREATE INDEX recall_patient ON recall (patient, number)",
    "CREATE INDEX wore_off_patient ON wore_off (patient, number)",
)

VIEWS_2 = {
    "review_list": """CREATE VIEW review_list AS
SELECT visit.id AS visit, visit.of_visit AS treatment, patient.chart_no, patient.family_name, patient.given_name,
    patient.born, visit.at, visit.status, review.evenness, review.satisfaction, review.note, review_item.area,
    review_item.residual, review_item.adverse_event
FROM review JOIN visit ON visit.number = review.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN review_item ON review_item.visit = review.visit""",
}


def locked_with_visit(
    table: str, other: str, told: str = "the review of a signed visit never changes"
) -> dict[str, str]:
    """Triggers that lock a table's rows once their visit is signed, and let none of them be replaced."""
    said = f"'{told}'"
    return {
        f"{table}_insert": f"""CREATE TRIGGER {table}_insert BEFORE INSERT ON {table}
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM {table} WHERE {other} = NEW.{other})
BEGIN SELECT RAISE(ABORT, {said}); END""",
        f"{table}_update": f"""CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.{other} <> OLD.{other}
BEGIN SELECT RAISE(ABORT, {said}); END""",
        f"{table}_delete": f"""CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, {said}); END""",
    }


def only_added(table: str) -> dict[str, str]:
    """Triggers that keep every row of a table as it was added."""
    return {
        f"{table}_insert": f"""CREATE TRIGGER {table}_insert BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END""",
        f"{table}_update": f"""CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END""",
        f"{table}_delete": f"""CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END""",
    }


TRIGGERS_2 = {
    **locked_with_visit("review", "visit"),
    **locked_with_visit("review_item", "number"),
    **only_added("pin"),
    **only_added("recall"),
    **only_added("wore_off"),
}
