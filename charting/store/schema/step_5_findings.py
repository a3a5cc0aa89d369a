"""Schema 5, what was found of a muscle before it was treated; see `schema` for the rules."""

from __future__ import annotations

from charting.store.schema.step_1_2 import locked_with_visit

TABLES_5: tuple[str, ...] = (
    """CREATE TABLE visit_finding (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 400),
    area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 100),
    bulging TEXT CHECK (bulging IN ('minimal', 'mono', 'double', 'triple', 'excessive')),
    thickness TEXT CHECK (thickness IN ('under-10', '10-14', 'over-14')),
    UNIQUE (visit, place),
    UNIQUE (visit, area),
    CHECK (bulging IS NOT NULL OR thickness IS NOT NULL)
) STRICT""",
)
INDEXES_5: tuple[str, ...] = ()
VIEWS_5: dict[str, str] = {}
TRIGGERS_5: dict[str, str] = locked_with_visit(
    "visit_finding", "number", "what belongs to a signed visit never changes"
)
