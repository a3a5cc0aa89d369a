"""What happened to the file and its patients: entries that are added and chained, never changed."""

from __future__ import annotations

from charting.store.connection import File


class Audit(File):
    """The audit of a file."""

    def note(self, action: str, *, patient: str | None = None, visit: str | None = None, **detail: object) -> None:
        """Add an entry for what is done in this transaction (ids of patient and visit; `detail` holds no names)."""
