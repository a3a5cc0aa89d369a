"""Schema 3, more about a visit: vials, reasons, what came after signing; see `schema` for the rules."""

from __future__ import annotations

from charting.store.schema.step_1_2 import locked_with_visit, only_added

_PLACED = """
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND {most}),"""


def _range(style: str) -> str:
    """The four columns of a kept range: all of them are there, or none."""
    low, high, source, mark = (
        f"{style}_{n}" for n in ("low_ten_thousandths", "high_ten_thousandths", "source", "mark")
    )
    all_or_none = " AND ".join(f"({low} IS NULL) = ({other} IS NULL)" for other in (high, source, mark))
    return f"""{low} INTEGER CHECK ({all_or_none}
        AND coalesce({low}, 0) BETWEEN 0 AND coalesce({high}, 0)),
    {high} INTEGER,
    {source} TEXT CHECK (length({source}) <= 1000),
    {mark} TEXT CHECK (length({mark}) <= 100)"""


TABLES_3: tuple[str, ...] = (
    # ------------------------------------------------------------------ what is part of the visit, and signed with it
    "ALTER TABLE visit ADD COLUMN recorded_at TEXT CHECK (recorded_at GLOB '????-??-??T??:??*')",
    "ALTER TABLE visit ADD COLUMN range_table TEXT CHECK (length(range_table) BETWEEN 1 AND 500)",
    "ALTER TABLE visit ADD COLUMN amends TEXT CHECK (length(amends) = 36 AND amends <> id)",
    "ALTER TABLE visit ADD COLUMN reason TEXT CHECK (length(reason) BETWEEN 1 AND 4000)",
    "ALTER TABLE visit ADD COLUMN signed_meaning TEXT CHECK (signed_meaning IS NULL"
    " OR (signed_meaning IN ('treated', 'reviewed', 'corrected') AND status <> 'draft'))",
    "ALTER TABLE visit ADD COLUMN signed_person TEXT CHECK (signed_person IS NULL"
    " OR (length(signed_person) = 36 AND status <> 'draft'))",
    # Printed names of those who placed points; a point keeps the short number.
    """CREATE TABLE placer (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 500)
) STRICT""",
    "ALTER TABLE point ADD COLUMN vial INTEGER CHECK (vial BETWEEN 1 AND 100)",
    "ALTER TABLE point ADD COLUMN placed_by INTEGER REFERENCES placer (number)",
    # The vials as they were at this visit: what the stock says of them later changes nothing here.
    f"""CREATE TABLE visit_vial ({_PLACED.format(most=100)}
    id TEXT NOT NULL CHECK (length(id) = 36),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    vial_units_hundredths INTEGER NOT NULL CHECK (vial_units_hundredths BETWEEN 1 AND 1000000),
    lot TEXT CHECK (length(lot) <= 500),
    expires TEXT CHECK (expires = date(expires)),
    diluent_microlitres INTEGER CHECK (diluent_microlitres BETWEEN 1 AND 1000000),
    diluent TEXT CHECK (length(diluent) <= 500),
    diluent_lot TEXT CHECK (length(diluent_lot) <= 500),
    made_up_at TEXT CHECK (made_up_at GLOB '????-??-??T??:??*'),
    gtin TEXT CHECK (length(gtin) <= 500),
    serial TEXT CHECK (length(serial) <= 500),
    UNIQUE (visit, place)
) STRICT""",
    f"""CREATE TABLE visit_why ({_PLACED.format(most=400)}
    about TEXT NOT NULL CHECK (length(about) BETWEEN 1 AND 200),
    reason TEXT NOT NULL CHECK (reason IN ('strong-muscle', 'patients-wish', 'correction', 'other', 'seen')),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 4000),
    units_hundredths INTEGER CHECK (units_hundredths >= 0),
    {_range("micro")},
    {_range("standard")},
    UNIQUE (visit, place)
) STRICT""",
    # A consultation is its note first, then one row for each sign that was seen and each style that was chosen.
    f"""CREATE TABLE visit_consultation ({_PLACED.format(most=400)}
    note TEXT CHECK (length(note) <= 4000),
    sign TEXT CHECK (length(sign) BETWEEN 1 AND 100),
    style TEXT CHECK (style IN ('micro', 'standard')),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    CHECK ((note IS NOT NULL) + (sign IS NOT NULL) + (style IS NOT NULL) = 1),
    CHECK ((place = 1) = (note IS NOT NULL) AND (area IS NULL OR style IS NOT NULL)),
    UNIQUE (visit, place)
) STRICT""",
    f"""CREATE TABLE visit_check ({_PLACED.format(most=100)}
    ticked TEXT NOT NULL CHECK (length(ticked) BETWEEN 1 AND 100),
    UNIQUE (visit, place)
) STRICT""",
    f"""CREATE TABLE visit_area_price ({_PLACED.format(most=400)}
    area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 100),
    price_per_unit_ten_thousandths INTEGER NOT NULL CHECK (price_per_unit_ten_thousandths BETWEEN 0 AND 10000000000),
    UNIQUE (visit, place)
) STRICT""",
    # ------------------------------------------------------------------ what comes after signing; it is only ever added
    """CREATE TABLE addendum (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    visit INTEGER NOT NULL REFERENCES visit (number),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    written_by TEXT NOT NULL CHECK (length(written_by) BETWEEN 1 AND 500),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000)
) STRICT""",
    # Why a signed visit holds no longer. The row of the visit stays what was signed.
    """CREATE TABLE visit_mark (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    status TEXT NOT NULL CHECK (status IN ('amended', 'entered-in-error')),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    marked_by TEXT NOT NULL CHECK (length(marked_by) BETWEEN 1 AND 500),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 4000),
    other TEXT CHECK (length(other) = 36)
) STRICT""",
    # Who reads the file with another tool reads the status of today in the views too.
    "DROP VIEW visit_totals",
    "DROP VIEW point_list",
    "DROP VIEW review_list",
)

INDEXES_3: tuple[str, ...] = (
    "CREATE INDEX visit_amends ON visit (amends) WHERE amends IS NOT NULL",
    "CREATE INDEX addendum_visit ON addendum (visit)",
    "CREATE INDEX visit_mark_visit ON visit_mark (visit)",
    "CREATE INDEX visit_vial_id ON visit_vial (id)",
)

STATUS_NOW = (
    "coalesce((SELECT max(standing_mark.status) FROM standing_mark WHERE standing_mark.visit = visit.number),"
    " visit.status)"
)
"""The status of today of a row of `visit`: 'entered-in-error' comes after 'amended' in the alphabet too."""

_IN_ERROR = (
    "({visit}.status = 'entered-in-error' OR EXISTS (SELECT 1 FROM visit_mark AS wrong"
    " WHERE wrong.visit = {visit}.number AND wrong.status = 'entered-in-error'))"
)
HOLDS = (
    f"NOT {_IN_ERROR.format(visit='visit')} AND NOT EXISTS (SELECT 1 FROM visit AS newer WHERE newer.amends = visit.id"
    f" AND newer.patient = visit.patient AND newer.status <> 'draft' AND NOT {_IN_ERROR.format(visit='newer')})"
)
"""Of a row of `visit`: neither entered in error nor replaced by a signed correction; as `standing` of the domain."""

VIEWS_3: dict[str, str] = {
    # A correction that turns out to be wrong itself gives back what it corrected.
    "standing_mark": f"""CREATE VIEW standing_mark AS
SELECT visit_mark.number, visit_mark.visit, visit_mark.status, visit_mark.at, visit_mark.marked_by, visit_mark.reason,
    visit_mark.other
FROM visit_mark WHERE visit_mark.status = 'entered-in-error' OR NOT EXISTS
    (SELECT 1 FROM visit AS newer WHERE newer.id = visit_mark.other AND {_IN_ERROR.format(visit="newer")})""",
    "visit_totals": f"""CREATE VIEW visit_totals AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at, visit.kind,
    {STATUS_NOW} AS status, visit.product, count(point.number) AS points,
    count(point.number) - count(point.units_hundredths) AS undosed_points,
    coalesce(sum(point.units_hundredths), 0) / 100.0 AS units,
    visit.vial_units_hundredths / 100.0 AS vial_units, visit.diluent_microlitres / 1000.0 AS diluent_ml,
    visit.lot, visit.expires, visit.signed_by, visit.signed_at, visit.signed_elsewhere, visit.recorded_at, visit.amends,
    visit.reason
FROM visit JOIN patient ON patient.number = visit.patient LEFT JOIN point ON point.visit = visit.number
GROUP BY visit.number""",
    "point_list": f"""CREATE VIEW point_list AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at,
    {STATUS_NOW} AS status, visit.product, point.place AS point, point.view, point.x_hundredths / 100.0 AS x_mm,
    point.y_hundredths / 100.0 AS y_mm, point.units_hundredths / 100.0 AS units, point.technique,
    point.area AS chosen_area, coalesce(visit_vial.lot, visit.lot) AS lot, placer.name AS placed_by
FROM point JOIN visit ON visit.number = point.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN visit_vial ON visit_vial.visit = point.visit AND visit_vial.place = point.vial
    LEFT JOIN placer ON placer.number = point.placed_by""",
    "review_list": f"""CREATE VIEW review_list AS
SELECT visit.id AS visit, visit.of_visit AS treatment, patient.chart_no, patient.family_name, patient.given_name,
    patient.born, visit.at, {STATUS_NOW} AS status, review.evenness, review.satisfaction, review.note, review_item.area,
    review_item.residual, review_item.adverse_event
FROM review JOIN visit ON visit.number = review.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN review_item ON review_item.visit = review.visit""",
    "addendum_list": """CREATE VIEW addendum_list AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, addendum.at,
    addendum.written_by, addendum.text
FROM addendum JOIN visit ON visit.number = addendum.visit JOIN patient ON patient.number = visit.patient""",
}


def _after_signing(table: str, key: str) -> dict[str, str]:
    """Triggers that keep every row of a table as it was added, and let one stand beside a signed visit only."""
    return {
        **only_added(table),
        f"{table}_insert": f"""CREATE TRIGGER {table}_insert BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number OR ({key}))
    OR coalesce((SELECT status FROM visit WHERE number = NEW.visit), 'draft') = 'draft'
BEGIN SELECT RAISE(ABORT, 'what was recorded after signing is never replaced'); END""",
    }


_PARTS = ("visit_vial", "visit_why", "visit_consultation", "visit_check", "visit_area_price")

TRIGGERS_3: dict[str, str] = {
    **{
        name: sql
        for table in _PARTS
        for name, sql in locked_with_visit(table, "number", "what belongs to a signed visit never changes").items()
    },
    **only_added("placer"),
    "placer_insert": """CREATE TRIGGER placer_insert BEFORE INSERT ON placer
WHEN EXISTS (SELECT 1 FROM placer WHERE number = NEW.number OR name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END""",
    "visit_sign_vials": """CREATE TRIGGER visit_sign_vials BEFORE UPDATE ON visit
WHEN NEW.status <> 'draft' AND EXISTS (SELECT 1 FROM point WHERE visit = NEW.number AND vial IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM visit_vial WHERE visit_vial.visit = point.visit AND place = point.vial))
BEGIN SELECT RAISE(ABORT, 'a point of a signed visit names a vial of the visit'); END""",
    **_after_signing("addendum", "id = NEW.id"),
    **_after_signing("visit_mark", "visit = NEW.visit AND status = NEW.status AND status = 'entered-in-error'"),
}
