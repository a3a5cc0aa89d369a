"""Schema 5, touch-ups: within how many days of its treatment the clinic calls something one."""

from __future__ import annotations

TABLES_5: tuple[str, ...] = (
    "ALTER TABLE clinic_settings ADD COLUMN touch_up_days INTEGER NOT NULL DEFAULT 28"
    " CHECK (touch_up_days BETWEEN 1 AND 60)",
)
INDEXES_5: tuple[str, ...] = ()
VIEWS_5: dict[str, str] = {}
TRIGGERS_5: dict[str, str] = {}
