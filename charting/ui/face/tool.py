"""What the hand holds: the loaded dose, the technique, the chosen area, the mirror."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from charting.domain.visit.visit import Technique


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
