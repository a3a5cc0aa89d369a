"""Schema 3, stock, histories, attachments, the clinic's own tables; see `schema` for the rules."""

from __future__ import annotations

TABLES_3: tuple[str, ...] = ()
INDEXES_3: tuple[str, ...] = ()
VIEWS_3: dict[str, str] = {}
TRIGGERS_3: dict[str, str] = {}
