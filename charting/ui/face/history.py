"""Qt's own undo stack as the session's history: one command for every edit, holding the visit before and after."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

from charting.domain.visit import Visit
from charting.session.steps import Step

LONGEST_HISTORY = 500


class _Edit(QUndoCommand):
    """Shows a value; never holds a widget or a scene item."""

    def __init__(self, step: Step, show: Callable[[Visit | None, Visit | None], None]) -> None:
        super().__init__(step.text)
        self._before, self._after = step.before, step.after
        self._merge = step.merge
        self._show = show

    def redo(self) -> None:
        self._show(self._after, self._before)

    def undo(self) -> None:
        self._show(self._before, self._after)

    def id(self) -> int:
        return -1 if self._merge is None else zlib.crc32(self._merge.encode()) & 0x7FFFFFFF

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._merge != self._merge or other._before != self._after:
            return False
        self._after = other._after
        self.setObsolete(self._before == self._after)
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
