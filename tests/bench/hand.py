"""The hand on the face: from a click or a drag step to everything repainted, against a bare widget doing the least.

The bare widget is the fastest that can be had: a kept picture, one rectangle repainted, one circle with its dose. The
desk does the same and assesses the visit, shows every figure anew, keeps an undo step, and has the file written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import median

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from uuid6 import uuid7

from charting import paths
from charting.desk.session import Session
from charting.domain.face import View
from charting.domain.visit import with_points_added
from charting.loading.face import load_anatomies, load_view
from charting.loading.reference import load_reference
from charting.store.database import Store
from charting.ui.face.canvas import FaceCanvas
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import LIGHT, apply_look
from charting.ui.shell.window import MainWindow
from tests.bench.domain import visit_of
from tests.bench.measure import Figure, in_turns, paired, percentile
from tests.bench.store import filled, numbered

REACH_PX = 14


class Bare(QWidget):
    """A picture, and points put on it by clicking; repaints no more than it must."""

    def __init__(self, size: QRect) -> None:
        super().__init__()
        self.resize(size.size())
        self.points: list[QPointF] = []
        self.picture = QPixmap(size.size())
        self.picture.fill(Qt.GlobalColor.lightGray)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.points.append(event.position())
        self.update(self.around(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.update(self.around(self.points[-1]))
        self.points[-1] = event.position()
        self.update(self.around(event.position()))

    def around(self, at: QPointF) -> QRect:
        return QRectF(at.x() - REACH_PX, at.y() - REACH_PX, 2 * REACH_PX, 2 * REACH_PX).toAlignedRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(event.rect(), self.picture, event.rect())
        for point in self.points:
            if self.around(point).intersects(event.rect()):
                painter.drawEllipse(point, 9, 9)
                painter.drawText(self.around(point), Qt.AlignmentFlag.AlignCenter, "1.5")


def now() -> datetime:
    return datetime.now().astimezone()


def desk(folder: Path) -> tuple[MainWindow, Session]:
    """The whole window at 1440 x 900 on a file of a few patients, with an empty draft open."""
    resources = paths.resources()
    filled(folder / "hand.sqlite", 50).close()
    store = Store.open(folder / "hand.sqlite")
    hub = Hub()
    drawings = {view: load_view(resources / "face" / f"{view.value}-1.svg") for view in View}
    session = Session(
        store, load_reference(resources / "reference"), load_anatomies(resources / "face"), clock=now,
        new_id=lambda: str(uuid7()), announce=hub.changed.emit, saved=hub.save_state.emit,
    )  # fmt: skip
    window = MainWindow(hub, LIGHT, lambda view, version: drawings[view])
    window.resize(1440, 900)
    window.show()
    window.attach(session, "")
    session.open_patient(numbered(1, 1))
    return window, session


def begin(session: Session, points: int) -> None:
    """A fresh draft with so many points."""
    session.new_visit()
    assert session.visit is not None
    if points:
        session.edit("Place points", with_points_added(session.visit, visit_of(points).points))
    QApplication.processEvents()


def clicks(canvas: QWidget, places: Iterator[QPoint]) -> Callable[[], None]:
    """A click somewhere else each time, until nothing is left to do."""

    def click() -> None:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, next(places))
        QApplication.processEvents()

    return click


def forehead(canvas: FaceCanvas) -> Iterator[QPoint]:
    """Places on the forehead, each a little apart from the last."""
    step = 0
    while True:
        step += 1
        yield canvas.camera.to_px(-30 + step * 7 % 60, -62 + step * 3 % 18).toPoint()


def drags(canvas: QWidget, start: QPoint) -> Callable[[], None]:
    """One step of a drag that goes round and round, the button held."""
    step = iter(range(1_000_000))

    def drag() -> None:
        number = next(step)
        QTest.mouseMove(canvas, start + QPoint(number * 3 % 60 - 30, number * 2 % 30))
        QApplication.processEvents()

    return drag


def painted(name: str, ours: list[float], bare: list[float], goal_ms: float, most: float) -> Iterator[Figure]:
    value, ratio, slow = median(ours) * 1000, paired(ours, bare), percentile(ours, 0.95) * 1000
    yield Figure(name, value, "ms", value / ratio, "bare widget", f"<= {most:g}x", ratio <= most)
    yield Figure(f"{name}, slowest 5 %", slow, "ms", None, "", f"<= {goal_ms:g} ms", slow <= goal_ms)


def measured(window: MainWindow, session: Session, quick: bool) -> Iterator[Figure]:
    canvas = window.face_panel.canvas
    bare = Bare(canvas.rect())
    bare.show()
    QApplication.processEvents()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for points in (30, 60, 200):
        begin(session, points)
        rounds = min(points // 2, 60) if quick else 60
        ours, floor = in_turns(rounds, clicks(canvas, forehead(canvas)), clicks(bare, forehead(canvas)))
        yield from painted(f"click to repainted, {points} points", ours, floor, 6 if points > 60 else 4, 20)
        session.flush()
    for points in (60, 200):
        begin(session, points)
        start = next(forehead(canvas))
        for widget in (canvas, bare):
            QTest.mouseClick(widget, left, none, start)
            QTest.mousePress(widget, left, none, start)
        ours, floor = in_turns(100 if quick else 300, drags(canvas, start), drags(bare, start))
        for widget in (canvas, bare):
            QTest.mouseRelease(widget, left, none, start)
        QApplication.processEvents()
        yield from painted(f"drag step, {points} points", ours, floor, 6, 20)
        session.flush()


def figures(quick: bool) -> Iterator[Figure]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_look(app, LIGHT)
    with tempfile.TemporaryDirectory(prefix="charting-bench-") as name:
        window, session = desk(Path(name))
        yield from measured(window, session, quick)
        session.close()
        session.store.close()
        window.close()
