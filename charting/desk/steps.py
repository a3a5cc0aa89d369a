"""One undo step, and what a change announces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from charting.domain.dosing import Assessment
    from charting.domain.visit import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """A finished edit: the visit before and after it (None: there was no such draft). Equal `merge` keys join up."""

    text: str
    before: Visit | None
    after: Visit | None
    merge: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different now; panels look at the flags and repaint what they show.

    `clinic`: the clinic's own ranges, patterns, prices or settings. `person`: who is at the desk, or the people of the
    file.
    """

    patient: bool = False
    visits: bool = False
    visit: bool = False
    opened: bool = False
    clinic: bool = False
    assessment: Assessment | None = None
    person: bool = False


class History(Protocol):
    """Where steps go: it applies a step (`show(step.after)`) and can take it back (`show(step.before)`)."""

    def push(self, step: Step) -> None:
        """Apply the step and remember it."""

    def clear(self) -> None:
        """Forget every step: another patient is open, or the visit is signed."""


class PlainHistory:
    """Undo and redo without a window, for tests and scripts; the desk uses Qt's own undo stack."""

    def __init__(self, show: Callable[[Visit | None, Visit | None], None]) -> None:
        self._show = show
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def push(self, step: Step) -> None:
        self._undone.clear()
        self._done.append(step)
        self._show(step.after, step.before)

    def clear(self) -> None:
        self._done.clear()
        self._undone.clear()

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        if not self._done:
            return False
        step = self._done.pop()
        self._undone.append(step)
        self._show(step.before, step.after)
        return True

    def redo(self) -> bool:
        """Apply the last undone step again; False when there is none."""
        if not self._undone:
            return False
        step = self._undone.pop()
        self._done.append(step)
        self._show(step.after, step.before)
        return True
