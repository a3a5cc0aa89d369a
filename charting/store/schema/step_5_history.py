"""Schema 5, histories: what was asked, so that a question nobody asked is never a “no”; and human albumin."""

from __future__ import annotations

# Without `asked` a history was taken with the first form: it answered that form's questions and no others.
TABLES_5: tuple[str, ...] = (
    "ALTER TABLE history ADD COLUMN asked TEXT"
    " CHECK (json_valid(asked) AND json_type(asked) = 'array' AND length(asked) <= 2000)",
    "ALTER TABLE history ADD COLUMN human_albumin TEXT NOT NULL DEFAULT 'unknown'"
    " CHECK (human_albumin IN ('yes', 'no', 'unknown'))",
)
INDEXES_5: tuple[str, ...] = ()
VIEWS_5: dict[str, str] = {}
TRIGGERS_5: dict[str, str] = {}
