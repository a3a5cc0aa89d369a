"""Qt's own undo stack as the session's history: one command for every edit, holding the visit before and after."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

from charting.desk.steps import Step
from charting.domain.visit.visit import Visit

LONGEST_HISTORY = 500


class _Edit(QUndoCommand):
    """Shows a value; never holds a widget or a scene item."""

    def __init__(self, step: Step, show: Callable[[Visit | None, Visit | None], None]) -> None:
        super().__init__(step.text)
        self.before, self.after = step.before, step.after
        self.merge = step.merge
        self._show = show

    def redo(self) -> None:
        self._show(self.after, self.before)

    def undo(self) -> None:
        self._show(self.before, self.after)

    def id(self) -> int:
        return -1 if self.merge is None else zlib.crc32(self.merge.encode()) & 0x7FFFFFFF

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.merge != self.merge or other.before != self.after:
            return False
        self.after = other.after
        self.setObsolete(self.before == self.after)
        return True


class UndoHistory:
    """A QUndoStack in the shape the session asks for."""

    def __init__(self, stack: QUndoStack, show: Callable[[Visit | None, Visit | None], None]) -> None:
        self._stack = stack
        self._show = show
        stack.setUndoLimit(LONGEST_HISTORY)

    def push(self, step: Step) -> None:
        self._stack.push(_Edit(step, self._show))

    def clear(self) -> None:
        self._stack.clear()
