"""Schema 3, the vials of the clinic and what its GTINs stand for; see `schema` for the rules."""

from __future__ import annotations

from charting.store.schema.step_1_2 import only_added
from charting.store.schema.step_3_visit import STATUS_NOW

FOLDED_LOT = "lower(replace({lot}, ' ', ''))"
"""A lot without regard to case and spaces, as the index has it."""

# A vial is its id; what its label says, how it was made up and whether it is closed are rows that are only added.
TABLES_3: tuple[str, ...] = (
    """CREATE TABLE stock_vial (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??*')
) STRICT""",
    """CREATE TABLE stock_detail (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    vial INTEGER NOT NULL REFERENCES stock_vial (number),
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
    recorded_at TEXT NOT NULL
) STRICT""",
    # Without a reason the vial is in use again.
    """CREATE TABLE stock_closing (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    vial INTEGER NOT NULL REFERENCES stock_vial (number),
    closed_at TEXT CHECK (closed_at GLOB '????-??-??T??:??*'),
    because TEXT CHECK (because IN ('used-up', 'expired', 'damaged', 'returned')),
    wasted_hundredths INTEGER CHECK (wasted_hundredths BETWEEN 0 AND 1000000),
    recorded_at TEXT NOT NULL,
    CHECK ((because IS NULL) = (closed_at IS NULL) AND (wasted_hundredths IS NULL OR because IS NOT NULL))
) STRICT""",
    """CREATE TABLE gtin (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    gtin TEXT NOT NULL CHECK (gtin GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    vial_units_hundredths INTEGER NOT NULL CHECK (vial_units_hundredths BETWEEN 1 AND 1000000),
    recorded_at TEXT NOT NULL
) STRICT""",
)

INDEXES_3: tuple[str, ...] = (
    "CREATE INDEX stock_detail_vial ON stock_detail (vial, number)",
    "CREATE INDEX stock_closing_vial ON stock_closing (vial, number)",
    "CREATE INDEX gtin_gtin ON gtin (gtin, number)",
    *(
        f"CREATE INDEX {table}_lot{name} ON {table} ({lot}) WHERE lot IS NOT NULL"
        for table in ("visit", "visit_vial", "stock_detail")
        for name, lot in (("", "lot"), ("_folded", FOLDED_LOT.format(lot="lot")))
    ),
)

VIEWS_3: dict[str, str] = {
    "vial_list": """CREATE VIEW vial_list AS
SELECT stock_vial.id AS vial, stock_vial.added_at, stock_detail.product,
    stock_detail.vial_units_hundredths / 100.0 AS vial_units, stock_detail.lot, stock_detail.expires,
    stock_detail.diluent_microlitres / 1000.0 AS diluent_ml, stock_detail.diluent, stock_detail.diluent_lot,
    stock_detail.made_up_at, stock_detail.gtin, stock_detail.serial, stock_closing.closed_at, stock_closing.because,
    stock_closing.wasted_hundredths / 100.0 AS wasted_units
FROM stock_vial
    JOIN stock_detail ON stock_detail.number = (SELECT max(number) FROM stock_detail WHERE vial = stock_vial.number)
    LEFT JOIN stock_closing ON stock_closing.number =
        (SELECT max(number) FROM stock_closing WHERE vial = stock_vial.number)""",
    "lot_list": f"""CREATE VIEW lot_list AS
SELECT coalesce(visit_vial.lot, visit.lot) AS lot, coalesce(visit_vial.expires, visit.expires) AS expires,
    visit_vial.id AS vial, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.id AS visit,
    visit.at, {STATUS_NOW} AS status, visit.product,
    coalesce((SELECT sum(point.units_hundredths) FROM point WHERE point.visit = visit.number
        AND (visit_vial.place IS NULL OR point.vial = visit_vial.place)), 0) / 100.0 AS units
FROM visit JOIN patient ON patient.number = visit.patient LEFT JOIN visit_vial ON visit_vial.visit = visit.number
WHERE coalesce(visit_vial.lot, visit.lot) IS NOT NULL""",
}

TRIGGERS_3: dict[str, str] = {
    **only_added("stock_vial"),
    # A row is also replaced through its id, and then no DELETE trigger fires.
    "stock_vial_id": """CREATE TRIGGER stock_vial_id BEFORE INSERT ON stock_vial
WHEN EXISTS (SELECT 1 FROM stock_vial WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END""",
    **only_added("stock_detail"),
    **only_added("stock_closing"),
    **only_added("gtin"),
}
