"""Saving: a failed write stays pending and is tried again; whatever is edited, the reopened file equals the screen."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from charting.desk.autosave import Autosave, SaveState, Saving
from charting.desk.session import Session
from charting.desk.steps import PlainHistory
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Visit
from charting.store.database import Store
from charting.store.dbapi import connect
from tests import shipped
from tests.proofs.scale import examples

NOW = datetime(2026, 7, 14, 8, 20, tzinfo=UTC)
ANA = Patient("018f0000-0000-7000-8000-000000000001", "Ångström", "Ana", date(1990, 1, 2))
REFERENCE = shipped.reference()
ANATOMIES = shipped.anatomies()


def a_draft(units: str = "1") -> Visit:
    point = InjectionPoint(View.FRONT, 0, -50, Decimal(units))
    return Visit("018f0000-0000-7000-8000-00000000000a", ANA.id, NOW, product="ona_botox", points=(point,))


def test_a_locked_file_keeps_the_edit_pending_and_writes_it_later(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    told: list[SaveState] = []
    failed = threading.Event()

    def tell(state: SaveState) -> None:
        told.append(state)
        if state.saving is Saving.FAILED:
            failed.set()

    with Store.open(path, clock=lambda: NOW, busy_ms=50) as store:
        store.patients.add(ANA)
        saving = Autosave(store, tell)
        blocker = connect(str(path), isolation_level=None)
        blocker.execute("BEGIN EXCLUSIVE")
        saving.put(a_draft("1"))
        assert failed.wait(10)
        assert "Another program" in str(told[-1].problem)
        saving.put(a_draft("2"))
        blocker.execute("ROLLBACK")
        blocker.close()
        assert saving.flush() is None
        assert store.visits.get(a_draft().id) == a_draft("2")
        assert saving.close() is None


def test_an_edit_is_written_once_it_is_painted_at_the_latest_with_the_next_one(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.sqlite", clock=lambda: NOW) as store:
        store.patients.add(ANA)
        saving = Autosave(store, lambda _: None)
        painted: list[Callable[[], None]] = []
        saving.when_painted = painted.append
        saving.put(a_draft("1"))
        time.sleep(0.05)
        assert store.visits.find(a_draft().id) is None
        painted.pop()()
        assert wait_for(lambda: store.visits.find(a_draft().id) == a_draft("1"))
        saving.put(a_draft("2"))
        saving.put(a_draft("3"))  # before the second was painted
        assert store.visits.get(a_draft().id) == a_draft("2")
        assert saving.flush() is None
        assert store.visits.get(a_draft().id) == a_draft("3")
        saving.close()


def wait_for(done: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not done() and time.monotonic() < until:
        time.sleep(0.01)
    return done()


def test_a_failed_write_is_tried_again_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    states: list[SaveState] = []
    with Store.open(path, clock=lambda: NOW, busy_ms=20) as store:
        store.patients.add(ANA)
        saving = Autosave(store, states.append)
        blocker = connect(str(path), isolation_level=None)
        blocker.execute("BEGIN EXCLUSIVE")
        saving.put(a_draft())
        until = time.monotonic() + 10
        while not states and time.monotonic() < until:
            time.sleep(0.01)
        blocker.execute("ROLLBACK")
        blocker.close()
        while states[-1].saving is not Saving.SAVED and time.monotonic() < until:
            time.sleep(0.02)
        assert states[-1].saving is Saving.SAVED
        assert store.visits.get(a_draft().id) == a_draft()
        saving.close()


def test_a_fault_of_our_own_neither_ends_saving_nor_loses_the_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[object] = []
    monkeypatch.setattr(threading, "excepthook", noted.append)
    with Store.open(tmp_path / "a.sqlite", clock=lambda: NOW) as store:
        store.patients.add(ANA)
        saving = Autosave(store, lambda _: None)
        broken = a_draft()
        object.__setattr__(broken, "points", None)
        saving.put(broken)
        assert "fault inside Charting" in str(saving.flush(5))
        assert noted
        saving.put(a_draft("2"))
        assert saving.flush(5) is None
        assert store.visits.get(a_draft().id) == a_draft("2")
        saving.close()


class EditUndoSaveReopen(RuleBasedStateMachine):
    """Random edits, undo, redo, reopening: what is in the file is what is on the screen."""

    folder: Path

    @initialize()
    def begin(self) -> None:
        self.path = self.folder / f"{uuid.uuid4()}.sqlite"
        self._open()
        self.session.patients.add(ANA)
        self.session.charting.new_visit()

    def _open(self) -> None:
        self.store = Store.open(self.path, clock=lambda: NOW)
        self.session = Session(
            self.store, REFERENCE, ANATOMIES, clock=lambda: NOW, new_id=lambda: str(uuid.uuid4()),
            announce=lambda _: None, saved=lambda _: None,
        )  # fmt: skip
        self.history = PlainHistory(self.session.charting.show)
        self.session.charting.history = self.history

    def _keys(self, data: Any) -> frozenset[int]:
        assert self.session.open.visit is not None
        keys = [p.key for p in self.session.open.visit.points]
        return frozenset(data.draw(st.sets(st.sampled_from(keys), min_size=1, max_size=4)))

    def _has_points(self) -> bool:
        return self.session.editable and bool(self.session.open.visit and self.session.open.visit.points)

    @rule(
        x=st.floats(-50, 50), y=st.floats(-65, 100), mirror=st.booleans(),
        units=st.one_of(st.none(), st.decimals("0.01", "20", places=2)),
    )  # fmt: skip
    @precondition(lambda self: self.session.editable)
    def place(self, x: float, y: float, mirror: bool, units: Decimal | None) -> None:
        self.session.points.place(InjectionPoint(View.FRONT, x, y, units), mirror=mirror)

    @rule(data=st.data(), dx=st.floats(-9, 9), dy=st.floats(-9, 9), nudge=st.booleans())
    @precondition(lambda self: self._has_points())
    def move(self, data: Any, dx: float, dy: float, nudge: bool) -> None:
        self.session.points.move(self._keys(data), dx, dy, nudge=nudge)

    @rule(data=st.data(), units=st.one_of(st.none(), st.decimals("0.01", "500", places=2)))
    @precondition(lambda self: self._has_points())
    def dose(self, data: Any, units: Decimal | None) -> None:
        self.session.points.dose(self._keys(data), units)

    @rule(data=st.data())
    @precondition(lambda self: self._has_points())
    def remove(self, data: Any) -> None:
        self.session.points.remove(self._keys(data))

    @rule(product=st.sampled_from(sorted(REFERENCE.products)), keep=st.booleans())
    @precondition(lambda self: self.session.editable)
    def change_product(self, product: str, keep: bool) -> None:
        self.session.charting.set_product(product, keep_numbers=keep)

    @rule()
    @precondition(lambda self: self.session.editable)
    def discard(self) -> None:
        self.session.charting.discard_draft()

    @rule()
    @precondition(lambda self: not self.session.editable)
    def new(self) -> None:
        self.session.charting.new_visit()

    @rule()
    def undo(self) -> None:
        before = self.session.open.visit
        if self.history.undo():
            self.history.redo()
            assert self.session.open.visit == before
            self.history.undo()

    @rule()
    def redo(self) -> None:
        self.history.redo()

    @rule()
    def reopen(self) -> None:
        self.session.charting.close()
        self.store.close()
        shown = self.session.open.visits
        self._open()
        self.session.patients.open(ANA.id)
        assert set(self.session.open.visits) == set(shown)

    @invariant()
    def the_file_holds_what_is_shown(self) -> None:
        if hasattr(self, "session"):
            assert self.session.charting.flush() is None
            assert set(self.store.visits.of(ANA.id)) == set(self.session.open.visits)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.charting.close()
            self.store.close()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    EditUndoSaveReopen.folder = tmp_path


TestEditUndoSaveReopen = EditUndoSaveReopen.TestCase
TestEditUndoSaveReopen.settings = settings(max_examples=examples(8, 60), stateful_step_count=25, deadline=None)
