"""Where the panels of all features stand in the window, and how the keyboard goes round them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from charting.ui.shell.feature import Feature, Panel, Spot
from charting.ui.shell.status import StatusStrip

LEFT = (220, 236)
RIGHT = (392, 432)
WIDE = 1360


class Panels(QObject):
    """Belongs to one window; `page` is the desk itself, with the strip at its foot."""

    def __init__(self, window: QWidget, status: StatusStrip) -> None:
        super().__init__(window)
        self._status = status
        self._places = {Spot.TOP: _place("banner"), Spot.LEFT: _place(""), Spot.RIGHT: _place("")}
        self._middle = QVBoxLayout()
        self._middle.setSpacing(8)
        self._made: dict[Panel, QWidget] = {}
        self.page = self._laid_out()

    def _laid_out(self) -> QWidget:
        body = QHBoxLayout()
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(16)
        body.addWidget(self._places[Spot.LEFT])
        body.addLayout(self._middle, 1)
        body.addWidget(self._places[Spot.RIGHT])
        page = QVBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        self._places[Spot.TOP].setMinimumHeight(56)
        self._places[Spot.TOP].setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        page.addWidget(self._places[Spot.TOP])
        page.addLayout(body, 1)
        page.addWidget(self._status)
        centre = QWidget()
        centre.setLayout(page)
        return centre

    def size_columns(self, width: int) -> None:
        """The columns beside the face, by the size of the window."""
        wide = width >= WIDE
        self._places[Spot.LEFT].setFixedWidth(LEFT[wide])
        self._places[Spot.RIGHT].setFixedWidth(RIGHT[wide])

    def hang(self, features: Sequence[Feature], *, early: bool) -> None:
        """Make the panels of all features and put each in its place; what was there of another file goes."""
        for feature in features:
            for panel in feature.panels:
                if panel.early is early:
                    old, new = self._made.get(panel), panel.make()
                    if old is not None:
                        self._take_out(panel, old)
                    self._made[panel] = new
                    self._put(panel, new)

    def __iter__(self) -> Iterator[QWidget]:
        return iter(self._made.values())

    @property
    def bars(self) -> tuple[QWidget, ...]:
        """What runs across the window, above and below."""
        return self._places[Spot.TOP], self._status

    @property
    def cards(self) -> tuple[QWidget, ...]:
        """The panels in a frame that are seen."""
        return tuple(panel for panel in self if panel.objectName() == "card" and panel.isVisible())

    def _put(self, panel: Panel, widget: QWidget) -> None:
        if panel.hidden:
            widget.hide()
        if panel.spot is Spot.STATUS:
            self._status.hang(widget)
        elif panel.spot is Spot.CENTRE:
            self._middle.addWidget(widget, 1)
        elif panel.spot is Spot.BELOW:
            self._middle.addWidget(widget)
        else:
            _layout(self._places[panel.spot]).addWidget(widget)

    def _take_out(self, panel: Panel, widget: QWidget) -> None:
        layout = _layout(self._places[panel.spot]) if panel.spot in self._places else self._middle
        layout.removeWidget(widget)  # that of the strip at the bottom is in neither, and is taken out there
        widget.deleteLater()

    def go_round(self) -> None:
        """F6 goes round the desk: the face, the timeline, the doses, the visits, the finder, the face."""
        spots = list(Spot)
        panels = sorted(self._made, key=lambda panel: spots.index(panel.spot))
        stops = [(panel, stop) for panel in panels if (stop := panel.stop()) is not None]
        focused = QApplication.focusWidget() or QWidget()
        at = next((n for n, (_, stop) in enumerate(stops) if stop.hasFocus() or stop.isAncestorOf(focused)), -1)
        if stops:
            panel, stop = stops[(at + 1) % len(stops)]
            panel.enter(stop).setFocus(Qt.FocusReason.TabFocusReason)


def _place(name: str) -> QFrame:
    frame = QFrame()
    frame.setObjectName(name)
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    return frame


def _layout(place: QFrame) -> QLayout:
    layout = place.layout()
    assert layout is not None
    return layout
