"""Schema 3, stock, the clinic's own tables; see `schema` for the rules."""

from __future__ import annotations

from charting.store.schema.step_1_2 import only_added

# ---------------------------------------------------------------------- the clinic's own ranges, patterns, prices

_SET = """
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
"""

# Rows are only ever added: of each thing the last row holds. One without figures took back what was set before.
CLINIC_TABLES = (
    f"""CREATE TABLE clinic_settings (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    name TEXT NOT NULL CHECK (length(name) <= 500),
    photos_wanted INTEGER NOT NULL CHECK (photos_wanted IN (0, 1)),
    idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 0 AND 60),
    currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),{_SET}) STRICT""",
    f"""CREATE TABLE clinic_range (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 100),
    technique TEXT NOT NULL CHECK (technique IN ('im', 'id')),
    style TEXT NOT NULL CHECK (style IN ('micro', 'standard')),
    sex TEXT CHECK (sex IN ('female', 'male', 'other')),
    per TEXT NOT NULL CHECK (per IN ('total', 'side')),
    low_hundredths INTEGER CHECK (low_hundredths BETWEEN 1 AND 500000),
    high_hundredths INTEGER CHECK (high_hundredths BETWEEN low_hundredths AND 500000),{_SET},
    CHECK ((low_hundredths IS NULL) = (high_hundredths IS NULL))
) STRICT""",
    f"""CREATE TABLE clinic_price (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    price_ten_thousandths INTEGER CHECK (price_ten_thousandths BETWEEN 0 AND 10000000000),
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),{_SET}) STRICT""",
    # `points` is JSON, of each: view, x and y in hundredths of a mm, hundredths of a unit, technique, chosen area.
    f"""CREATE TABLE clinic_pattern (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    pattern TEXT NOT NULL CHECK (length(pattern) = 36),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    points TEXT NOT NULL CHECK (length(points) BETWEEN 3 AND 1000000),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    template INTEGER NOT NULL CHECK (template BETWEEN 1 AND 1000000),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),{_SET}) STRICT""",
    # Without `size` the paper is the locale's, without `handout` the shipped text holds.
    f"""CREATE TABLE clinic_paper (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    phone TEXT NOT NULL CHECK (length(phone) <= 100),
    size TEXT CHECK (size IN ('A4', 'Letter')),
    bill INTEGER NOT NULL CHECK (bill IN (0, 1)),
    handout TEXT CHECK (length(handout) BETWEEN 1 AND 8001),{_SET}) STRICT""",
    """CREATE TABLE range_table (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    version TEXT NOT NULL UNIQUE CHECK (length(version) = 64 AND version NOT GLOB '*[^0-9a-f]*'),
    content BLOB NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT""",
)

# A row is replaced through its UNIQUE name as well, so that no insert may bear one that is there.
CLINIC_TRIGGERS = {
    **only_added("clinic_settings"),
    **only_added("clinic_range"),
    **only_added("clinic_price"),
    **only_added("clinic_pattern"),
    **only_added("clinic_paper"),
    **only_added("range_table"),
    "range_table_insert": """CREATE TRIGGER range_table_insert BEFORE INSERT ON range_table
WHEN EXISTS (SELECT 1 FROM range_table WHERE number = NEW.number OR version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'a kept table of ranges is never replaced'); END""",
}

# ----------------------------------------------------------------------

TABLES_3: tuple[str, ...] = CLINIC_TABLES
INDEXES_3: tuple[str, ...] = ()
VIEWS_3: dict[str, str] = {}
TRIGGERS_3: dict[str, str] = {**CLINIC_TRIGGERS}
