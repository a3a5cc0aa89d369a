"""Schema 5, more reasons: why a visit was signed without a lot, or from a vial past its date; see `schema`."""

from __future__ import annotations

from charting.store.schema.step_1_2 import locked_with_visit
from charting.store.schema.step_3_visit import TABLES_3

_REASONS = "'other', 'seen')"
_MORE = "'other', 'seen', 'another-box', 'label-gone', 'lot-follows', 'no-other-vial', 'date-extended')"
_THEN = next(sql for sql in TABLES_3 if sql.startswith("CREATE TABLE visit_why ("))

# A list of allowed words cannot be changed in place: the rows move into a table that allows more of them. Its
# triggers go with the old one and are made anew with the others.
TABLES_5: tuple[str, ...] = (
    _THEN.replace("visit_why (", "visit_why_now (").replace(_REASONS, _MORE),
    "INSERT INTO visit_why_now SELECT * FROM visit_why",
    "DROP TABLE visit_why",
    "ALTER TABLE visit_why_now RENAME TO visit_why",
)
INDEXES_5: tuple[str, ...] = ()
VIEWS_5: dict[str, str] = {}
TRIGGERS_5: dict[str, str] = locked_with_visit("visit_why", "number", "what belongs to a signed visit never changes")
