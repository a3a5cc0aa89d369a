"""Every finished edit into the file, on a thread of its own, so that a slow disk never delays the paint."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from charting.domain.clinic.audit_chain import Actor
from charting.domain.visit.visit import Visit
from charting.errors import Problem

if TYPE_CHECKING:
    from charting.store.database import Store

PATIENCE_S = 1.0
RETRY_S = 2.0


class Saving(Enum):
    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SaveState:
    """Whether the file holds what is on the screen; `problem` says why not."""

    saving: Saving
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class _Discard:
    visit_id: str


@dataclass(frozen=True, slots=True)
class _Note:
    """An entry of the audit for what is only looked at, by whoever was at the desk."""

    action: str
    patient_id: str
    actor: Actor


class Autosave:
    """Writes drafts in the order they come; of one draft the newest value wins.

    `put` first waits for the edit before (at most a second), so that each finished edit is in the file before the next
    one. A write that fails stays pending and is tried again every two seconds and with the next edit: nothing is lost
    while the program runs. `told` is called on the writing thread.

    A window gives `when_painted`, which calls what it is given once what is on its way to the screen is there: a write
    begins then, at the latest with the next edit, and the hand feels nothing of it.
    """

    def __init__(self, store: Store, told: Callable[[SaveState], None]) -> None:
        self._store = store
        self._told = told
        self.when_painted: Callable[[Callable[[], None]], None] = lambda begin: begin()
        self._waits = False
        self._pending: dict[str, Visit | _Discard | _Note] = {}
        self._problem: Problem | None = None
        self._busy = False
        self._stop = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="autosave", daemon=True)
        self._thread.start()

    def put(self, visit: Visit) -> None:
        """Write this draft."""
        self._put(visit.id, visit)

    def discard(self, visit_id: str) -> None:
        """Take this draft out of the file."""
        self._put(visit_id, _Discard(visit_id))

    def note(self, action: str, patient_id: str) -> None:
        """Note in the audit what needs no answer, such as the view of a chart."""
        self._put(f"{action} {patient_id}", _Note(action, patient_id, self._store.audit.actor))

    def forget(self, visit_id: str) -> Visit | None:
        """Somebody else locked this draft: what is pending of it, which can never be written."""
        with self._change:
            pending = self._pending.pop(visit_id, None)
            self._begin()
        return pending if isinstance(pending, Visit) else None

    def _put(self, visit_id: str, what: Visit | _Discard | _Note) -> None:
        with self._change:
            if self._waits:
                self._begin()
            settled = self._change.wait_for(lambda: self._idle() or self._problem is not None, PATIENCE_S)
            self._pending[visit_id] = what
            self._waits = True
        self.when_painted(self.begin)
        if not settled:
            self._told(SaveState(Saving.SAVING))  # the disk is slow; the work goes on meanwhile

    def begin(self) -> None:
        """Write what is pending, without waiting for it."""
        with self._change:
            self._begin()

    def _begin(self) -> None:
        self._waits = False
        self._problem = None
        self._change.notify_all()

    def flush(self, patience_s: float = 30.0) -> Problem | None:
        """Wait until everything is in the file; the problem, if it cannot be."""
        with self._change:
            self._begin()
            self._change.wait_for(lambda: self._idle() or self._problem is not None, patience_s)
            if self._idle():
                return None
            return self._problem or Problem("The file does not answer; your last changes are not saved yet.")

    def close(self) -> Problem | None:
        """Write what is pending and end the thread; the problem, if something could not be written."""
        problem = self.flush()
        with self._change:
            self._stop = True
            self._change.notify_all()
        self._thread.join(timeout=10)
        return problem

    def _idle(self) -> bool:
        return not self._pending and not self._busy

    def _work(self) -> None:
        while True:
            with self._change:
                while not self._stop and (self._waits or not self._pending or self._problem is not None):
                    waited = self._change.wait(RETRY_S if self._problem is not None else None)
                    if not waited:
                        self._problem = None  # time for another try
                if self._stop:
                    return
                visit_id = next(iter(self._pending))
                what = self._pending.pop(visit_id)
                self._busy = True
            problem = self._write(what)
            with self._change:
                self._busy = False
                self._problem = problem
                if problem is not None:
                    self._pending.setdefault(visit_id, what)  # unless something newer has come meanwhile
                idle = self._idle()
                self._change.notify_all()
            if problem is not None:
                self._told(SaveState(Saving.FAILED, problem))
            elif idle and not isinstance(what, _Note):
                self._told(SaveState(Saving.SAVED))

    def _write(self, what: Visit | _Discard | _Note) -> Problem | None:
        try:
            if isinstance(what, _Discard):
                self._store.visits.discard_draft(what.visit_id)
            elif isinstance(what, _Note):
                self._store.audit.note(what.action, patient=what.patient_id, actor=what.actor)
            else:
                self._store.visits.save_draft(what)
        except Problem as problem:
            return problem
        except Exception:  # ours: noted like any fault, while the thread lives on and the edit stays pending
            kind, fault, trace = sys.exc_info()
            assert kind is not None
            threading.excepthook(threading.ExceptHookArgs((kind, fault, trace, threading.current_thread())))
            return Problem("A fault inside Charting kept your last change out of the file; it is kept on the screen.")
        return None
