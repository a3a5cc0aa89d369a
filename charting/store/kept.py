"""What the parts of a file have in common: its transactions, its clock, its audit."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from charting.store.audit import Audit
from charting.store.connection import File


class Kept:
    """One subject of a file: its tables, read and written within the transactions of the file."""

    def __init__(self, file: File, audit: Audit) -> None:
        self.file = file
        self.audit = audit

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.file.path

    def writing(self) -> AbstractContextManager[Any]:
        """One write transaction, all or nothing; within another one, a part of it."""
        return self.file.writing()

    def reading(self) -> AbstractContextManager[Any]:
        """One consistent look at the file."""
        return self.file.reading()

    def recorded_at(self) -> str:
        """This moment, as it is kept."""
        return self.file.clock().isoformat()
