"""Asks the system's keyring, which may be locked, silent, broken or empty-handed: each is a sentence, never a fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from charting.errors import StoreProblem

SERVICE = "charting audit"
PATIENCE_S = 4.0
"""So long a keyring may take: a question nobody answers holds up nothing."""
AGAIN_S = 60.0
"""After one that did not answer it is left alone for so long."""

_LOCKED = (
    "The keyring of this computer is locked, and the key of the audit may be in it: unlock it, then try again."
    " What is written meanwhile is sealed with another key, and stays verifiable."
)
_SILENT = (
    "The keyring of this computer does not answer, and the key of the audit may be in it: sign in to the computer anew,"
    " then try again. What is written meanwhile is sealed with another key, and stays verifiable."
)
_BROKEN = (
    "The keyring of this computer fails ({fault}), and the key of the audit may be in it: mend it, then try again."
    " What is written meanwhile is sealed with another key, and stays verifiable."
)
_EMPTY = (
    "The keyring of this computer does not give back the key of the audit that was put into it: unlock the right one,"
    " or type the key in from its printed copy with “charting audit-key”. What is written meanwhile is sealed with"
    " another key, and stays verifiable."
)


def empty_handed() -> StoreProblem:
    """The keyring answers, and has not what it was given."""
    return StoreProblem(_EMPTY)


class Ring:
    """The keyring, by file. `trouble` is what was wrong with the last question; `missing`: there is no keyring here."""

    def __init__(self, *, use: bool = True) -> None:
        self.use = use
        self.trouble: StoreProblem | None = None
        self.missing = not use
        self._waiting: threading.Thread | None = None
        self._silent_at: float | None = None

    def read(self, file_id: str) -> list[str]:
        """What is kept of a file; nothing where there is trouble, which is said."""
        return (self._ask(lambda ring, _: ring.get_password(SERVICE, file_id)) or "").split()

    def add(self, file_id: str, texts: list[str]) -> list[str]:
        """Keep these beside what is there; all that is kept now, nothing when it was not taken or not given back."""

        def put(ring: Any, given_up: threading.Event) -> list[str]:
            kept = list(dict.fromkeys([*(ring.get_password(SERVICE, file_id) or "").split(), *texts]))
            if given_up.is_set():
                return []  # too late: the key is in a file by now, and what is in the keyring may be newer
            ring.set_password(SERVICE, file_id, " ".join(kept))
            # some take everything and keep nothing
            return kept if ring.get_password(SERVICE, file_id) == " ".join(kept) else []

        return self._ask(put) or []

    def _ask(self, question: Callable[[Any, threading.Event], Any]) -> Any:
        self.trouble = None
        if not self.use:
            return None
        if self._waiting is not None and (self._waiting.is_alive() or self._left_alone()):
            self.trouble = StoreProblem(_SILENT)
            return None
        answers: list[Any] = []
        faults: list[Exception] = []
        given_up = threading.Event()

        def ask() -> None:
            try:
                import keyring

                answers.append(question(keyring, given_up))
            except Exception as fault:  # somebody else's code, which talks to somebody else's service
                faults.append(fault)

        self._waiting = threading.Thread(target=ask, name="keyring", daemon=True)
        self._waiting.start()
        self._waiting.join(PATIENCE_S)
        if self._waiting.is_alive():
            given_up.set()
            self._silent_at = time.monotonic()
            self.trouble = StoreProblem(_SILENT)
            return None
        self._waiting = None
        self.missing = bool(faults) and _named(faults[0], "NoKeyringError")
        if faults:
            self.trouble = _said(faults[0])
        return answers[0] if answers else None

    def _left_alone(self) -> bool:
        return self._silent_at is not None and time.monotonic() - self._silent_at < AGAIN_S


def _named(fault: Exception, name: str) -> bool:
    return any(one.__name__ == name for one in type(fault).__mro__)


def _said(fault: Exception) -> StoreProblem:
    if _named(fault, "KeyringLocked"):
        return StoreProblem(_LOCKED)
    return StoreProblem(_BROKEN, fault=str(fault) or type(fault).__name__)
