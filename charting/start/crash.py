"""Our own faults: written down on this computer, without a word of what was in them, while the work stays safe."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

LARGEST_LOG = 512 * 1024


class CrashLog:
    """Keeps the places of a fault (file, line, function) and its type. Messages may hold a name and are left out."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "faults.log"
        self._told: Callable[[], None] | None = None
        self._stacks: object = None

    def install(self, told: Callable[[], None]) -> None:
        """Catch what nobody caught, in every thread; `told` may tell the person at the screen."""
        self._told = told
        sys.excepthook = self._main_hook
        threading.excepthook = self._thread_hook
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle = (self.file.parent / "stacks.log").open("w", encoding="utf-8")
        except OSError:
            return
        self._stacks = handle  # kept open: the handler writes to it when the interpreter itself dies
        faulthandler.enable(handle)

    def note(self, kind: str, places: list[str]) -> None:
        """One entry; a log that cannot be written is no reason to fail again."""
        entry = f"{datetime.now(UTC).isoformat(timespec='seconds')} {kind}\n" + "".join(f"    {p}\n" for p in places)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            if self.file.exists() and self.file.stat().st_size > LARGEST_LOG:
                os.replace(self.file, self.file.with_suffix(".old.log"))
            with self.file.open("a", encoding="utf-8") as log:
                log.write(entry)
        except OSError:
            return

    def _main_hook(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:  # pragma: no cover - called by the interpreter
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        self.note(kind.__name__, places_of(trace))
        sys.stderr.write(f"charting: a fault inside Charting is noted in {self.file}\n")
        if self._told is not None:
            self._told()

    def _thread_hook(self, fault: threading.ExceptHookArgs) -> None:
        self.note(fault.exc_type.__name__, places_of(fault.exc_traceback))
        if self._told is not None:
            self._told()


def places_of(trace: TracebackType | None) -> list[str]:
    """Where a fault went through: our file names, lines and functions, never values."""
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
