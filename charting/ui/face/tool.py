"""What the hand holds: the loaded dose, the technique, the chosen area, the mirror."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from charting.domain.units import parse_units
from charting.domain.visit import Technique
from charting.errors import Problem
from charting.ui.kit.resting import Rest

TYPING_MS = 700


class Tool(QObject):
    """Placing uses what is loaded here. `area` is a code without side that new points join, None by position."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.units: Decimal | None = None
        self.technique = Technique.IM
        self.area: str | None = None
        self.mirror = False

    def load(self, units: Decimal | None) -> None:
        """Every click places this dose from now on; None places points to be dosed later."""
        self._set(units=units)

    def set_technique(self, technique: Technique) -> None:
        self._set(technique=technique)

    def set_area(self, area: str | None) -> None:
        self._set(area=area)

    def set_mirror(self, on: bool) -> None:
        self._set(mirror=on)

    def lay_down(self) -> None:
        """The hand is as empty and plain as at the start."""
        self._set(units=None, technique=Technique.IM, area=None, mirror=False)

    def _set(self, **values: object) -> None:
        if any(getattr(self, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(self, name, value)
            self.changed.emit()


class TypedDose(QObject):
    """Digits collect until Enter or 700 ms of rest; comma and dot are both the decimal sign, in every locale."""

    typing = Signal(str)
    dosed = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._rest = Rest(self)  # a code of which two figures came before the desk was held up is no dose
        self._rest.over.connect(self.finish)

    @property
    def text(self) -> str:
        return self._text

    def key(self, text: str) -> bool:
        """Take a typed character; False when it is none of a dose's."""
        if len(text) != 1 or not (text.isdecimal() or text in ".,"):
            return False
        digit = str(int(text)) if text.isdecimal() else text
        self._text += digit
        self._rest.start(TYPING_MS)
        self.typing.emit(self._text)
        return True

    def back(self) -> bool:
        """Take the last character away; False when nothing is being typed."""
        if not self._text:
            return False
        self._text = self._text[:-1]
        self._rest.start(TYPING_MS)
        self.typing.emit(self._text)
        return True

    def cancel(self) -> bool:
        """Forget what was typed; False when nothing is being typed."""
        self._rest.stop()
        had = bool(self._text)
        self._text = ""
        self.typing.emit("")
        return had

    def finish(self) -> bool:
        """Enter, or the rest is over: the dose is announced, or its refusal; False when nothing was typed."""
        self._rest.stop()
        text, self._text = self._text, ""
        if not text:
            return False
        self.typing.emit("")
        try:
            self.dosed.emit(parse_units(text))
        except Problem as problem:
            self.refused.emit(problem)
        return True
