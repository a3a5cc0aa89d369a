"""One undo step, and what a change announces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.visit.visit import Visit


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

    `patient`: their details, health or consents, and what is kept of their past. `visits`: the list of them. `visit`:
    the open one, what follows from it, or the vials it is drawn from. `opened`: another one is open than before.
    `clinic`: the clinic's own ranges, patterns, prices or settings. `person`: who is at the desk, or the people of the
    file. `points` are the keys of the open visit's points that are new, other or gone, and `fields` the names of its
    fields that differ; both are empty where another visit is open.
    """

    patient: bool = False
    visits: bool = False
    visit: bool = False
    opened: bool = False
    clinic: bool = False
    assessment: Assessment | None = None
    person: bool = False
    points: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is anything to announce."""
        return self.patient or self.visits or self.visit or self.opened or self.clinic or self.person

    def __or__(self, other: Changed) -> Changed:
        """Both together, with the assessment of the first."""
        return Changed(
            self.patient or other.patient, self.visits or other.visits, self.visit or other.visit,
            self.opened or other.opened, self.clinic or other.clinic, self.assessment, self.person or other.person,
            self.points | other.points, self.fields | other.fields,
        )  # fmt: skip


NOTHING = Changed()


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
