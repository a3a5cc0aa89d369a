"""A long past: opening a patient of sixty visits against one of a single visit, and walking through the strip."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.desk.session import Session
from charting.desk.signing import document, sha256_hex
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Signature
from charting.ui.kit.look import LIGHT, apply_look
from tests.bench.domain import visit_of
from tests.bench.hand import Watch, desk, now
from tests.bench.measure import Figure, in_turns, percentile
from tests.ui.desk import DeskWindow

VISITS, POINTS = 60, 40
FRAME_MS = 1000 / 60


def treated(session: Session, name: str, visits: int) -> str:
    """A patient with so many signed treatments of forty points; the id."""
    store, today = session.store, now()
    patient = Patient(session.env.new_id(), name, "A", date(1980, 5, 6))
    with store.writing():
        store.patients.add(patient)
        for number in range(visits):
            at = today - timedelta(days=100 * (number + 1))
            visit = replace(visit_of(POINTS, seed=number), id=session.env.new_id(), patient_id=patient.id, at=at)
            store.visits.save_draft(visit)
            content = document(visit, patient, "Bench", at)
            store.visits.sign(visit, Signature("Bench", at, sha256_hex(content)), content)
    return patient.id


def opened(window: DeskWindow, session: Session, patient_id: str) -> Callable[[], None]:
    """Open the patient until the last map is on the screen; what follows it is not counted here."""

    def work() -> None:
        session.patients.open(patient_id)
        window.face_panel.canvas.repaint()

    return work


def opening(window: DeskWindow, session: Session, one: str, many: str, quick: bool) -> Iterator[Figure]:
    ours, floor = in_turns(
        15 if quick else 60, opened(window, session, many), opened(window, session, one), QApplication.processEvents
    )[:2]
    value, bare = median(ours) * 1000, median(floor) * 1000
    yield Figure(f"open {VISITS} visits of {POINTS} points, last map seen", value, "ms", bare, "one visit",
                 "<= 1 frame more", value - bare <= FRAME_MS)  # fmt: skip


def walking(window: DeskWindow, session: Session) -> Iterator[Figure]:
    """Each visit in turn by hand, the strip scrolled: until its face is on the screen, and until all is repainted."""
    window.do("timeline")
    QTest.qWait(300)
    bar, view = window.strip.list.horizontalScrollBar(), window.strip.list.viewport()
    places = iter(range(0, 1_000_000, 40))
    rows = iter(list(range(VISITS)) * 100)
    watch = Watch(window.face_panel.canvas)
    seen: list[float] = []

    def scroll() -> None:
        bar.setValue(next(places) % bar.maximum())
        view.repaint()

    def walk() -> None:
        watch.begin()
        began = time.perf_counter()
        with window.hub.walking():
            session.charting.open_visit(session.open.visits[next(rows)].id)
        while not watch.at:
            QApplication.processEvents()
        seen.append(watch.at - began)
        QApplication.processEvents()

    scrolled, walked = in_turns(VISITS, scroll, walk)
    slow, first = percentile(scrolled, 0.95) * 1000, percentile(seen[-VISITS:], 0.95) * 1000
    yield Figure(f"scroll the strip, {VISITS} visits, slowest 5 %", slow, "ms", None, "", "<= 33 ms", slow <= 33)
    name = f"walk to the next of {VISITS} visits"
    yield Figure(f"{name}, slowest 5 %", first, "ms", None, "", "<= 8 ms", first <= 8)
    yield Figure(f"{name} and all of it, slowest 5 %", percentile(walked, 0.95) * 1000, "ms", None, "", "", True)


def figures(quick: bool) -> Iterator[Figure]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_look(app, LIGHT)
    with tempfile.TemporaryDirectory(prefix="charting-bench-") as name:
        window, session = desk(Path(name))
        one, many = treated(session, "One", 1), treated(session, "Many", VISITS)
        yield from opening(window, session, one, many, quick)
        session.patients.open(many)
        yield from walking(window, session)
        session.charting.close()
        session.store.close()
        window.close()
