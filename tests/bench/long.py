"""A long day in one window: thousands of edits, hundreds of charts, dialogs opened and closed; what memory it keeps."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from charting.desk.session import Session
from charting.ui.kit.look import LIGHT, apply_look
from tests.bench.first_paint import resident_mb
from tests.bench.hand import begin, desk
from tests.bench.measure import Figure
from tests.bench.store import numbered
from tests.ui.desk import DeskWindow

EDITS, PATIENTS, DIALOGS = 5000, 500, 150
WARM = 10
"""A tenth of it goes before: caches of a fixed size are filled, and every kind of dialog was made once."""

OPENED = ("history", "edit_patient", "due", "keys")


def held() -> float:
    """MB that this process holds in memory."""
    gc.collect()
    return resident_mb() or 0.0


def edited(session: Session, times: int) -> None:
    """One point of a draft of sixty goes to and fro."""
    for number in range(times):
        visit = session.open.visit
        assert visit is not None
        first = visit.points[0]
        point = replace(first, x_mm=round(first.x_mm + (0.5 if number % 2 else -0.5), 2))
        session.charting.edit("Move a point", replace(visit, points=(point, *visit.points[1:])))
        QApplication.processEvents()
    session.charting.flush()


def opened(session: Session, patients: int) -> None:
    for number in range(patients):
        session.patients.open(numbered(1, number))
        QApplication.processEvents()
        QApplication.processEvents()


def closed(window: DeskWindow, dialogs: int) -> None:
    def close() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        dialog.reject()

    for number in range(dialogs):
        QTimer.singleShot(20, close)
        window.actions_by_name[OPENED[number % len(OPENED)]].trigger()
        QApplication.processEvents()


def day(window: DeskWindow, session: Session, part: int) -> None:
    """The day, or one part of so many of it."""
    opened(session, PATIENTS // part)
    closed(window, DIALOGS // part)
    begin(window, session, 60)
    edited(session, EDITS // part)


def figures(quick: bool) -> Iterator[Figure]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_look(app, LIGHT)
    with tempfile.TemporaryDirectory(prefix="charting-bench-") as name:
        window, session = desk(Path(name), PATIENTS)
        day(window, session, WARM)
        before = held()
        part = WARM if quick else 1
        day(window, session, part)
        grown = held() - before
        said = f"{EDITS // part:,} edits, {PATIENTS // part} patients, {DIALOGS // part} dialogs"
        yield Figure(f"memory after {said}", grown, "MB", None, "", "<= 10 MB", grown <= 10)
        session.charting.close()
        session.store.close()
        window.close()
