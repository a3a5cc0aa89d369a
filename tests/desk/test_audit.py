"""What the work at a desk leaves in the audit: one entry for an act, none for what is merely shown again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from charting.desk.audit import Sought
from charting.desk.session import Session
from charting.desk.signing import document
from charting.desk.steps import PlainHistory
from charting.desk.who import NotAllowed, Passwords
from charting.domain.clinic.audit_chain import groups_of
from charting.domain.face.face import View
from charting.domain.people.people import Role
from charting.domain.visit.visit import InjectionPoint
from charting.start.keys import Keys
from charting.store.check import check
from charting.store.database import Store
from tests.desk.test_session import ANA, anatomies, reference

ELSE = replace(ANA, id=str(uuid.UUID(int=77)), family_name="Else")


class Desk:
    """A session with a key of its own, on a clock set by hand."""

    def __init__(self, folder: Path) -> None:
        self.path, self.now = folder / "clinic" / "a.sqlite", datetime(2026, 7, 14, 8, 20, tzinfo=UTC)
        self.path.parent.mkdir()
        self.keys = Keys((folder / "keys",), use_keyring=False)
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.path, clock=lambda: self.now, keeper=self.keys)
        self.session = Session(
            self.store, reference(), anatomies(), clock=lambda: self.now, new_id=lambda: str(uuid.uuid4()),
            announce=lambda _: None, saved=lambda _: None, passwords=Passwords(cheap=True),
        )  # fmt: skip
        self.session.charting.history = PlainHistory(self.session.charting.show)

    def close(self) -> None:
        self.session.charting.close()
        self.store.close()

    def actions(self) -> list[str]:
        self.session.charting.flush()
        return [entry.action for entry in reversed(self.store.audit.entries(limit=1000))]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.session.patients.add(ANA)
    yield made
    made.close()


def place(desk: Desk, units: str = "1") -> None:
    desk.session.points.place(InjectionPoint(View.FRONT, 3, -50, Decimal(units)), mirror=False)


def test_a_visit_is_five_entries_however_often_it_is_edited(desk: Desk):
    desk.session.charting.new_visit()
    for _ in range(20):
        place(desk)
    desk.session.signing.sign("Dr Eve")
    assert desk.actions() == ["version", "made", "patient-added", "view", "draft-begun", "sign"]
    signed = desk.store.audit.entries(action="sign")[0]
    assert signed.patient == ANA.id
    assert desk.session.open.visit is not None
    assert signed.visit == desk.session.open.visit.id
    assert ANA.family_name not in "".join(str(entry) for entry in desk.store.audit.entries(limit=1000))


def test_another_sitting_on_the_same_draft_is_told_once(desk: Desk):
    desk.session.charting.new_visit()
    place(desk)
    desk.close()
    desk.open()
    desk.session.patients.open(ANA.id)
    place(desk)
    place(desk)
    assert desk.actions()[-2:] == ["view", "draft-edited"]


def test_a_discarded_draft_that_comes_back_begins_anew(desk: Desk):
    desk.session.charting.new_visit()
    draft = desk.session.open.visit
    assert draft is not None
    desk.session.charting.discard_draft()
    desk.session.charting.begin("again", draft)
    assert desk.actions()[-3:] == ["draft-begun", "draft-discarded", "draft-begun"]


def test_each_opening_of_a_chart_is_a_view(desk: Desk):
    desk.session.patients.add(ELSE)
    desk.session.patients.open(ANA.id)
    desk.session.patients.reload()
    views = [entry.patient for entry in desk.store.audit.entries(action="view")]
    assert views == [ANA.id, ELSE.id, ANA.id]


def test_who_comes_to_the_desk_sees_the_chart_that_is_open(desk: Desk):
    eve = desk.session.people.make_first("Dr Eve", "a calm sentence", "4711").person
    count = desk.actions().count("view")
    desk.session.people.lock()
    desk.session.people.unlock("4711")
    assert desk.actions().count("view") == count, "the same person goes on"
    desk.session.people.lock()
    with pytest.raises(NotAllowed, match="sign in first"):
        desk.session.patients.open(ANA.id)
    assert desk.actions().count("view") == count, "behind the lock nobody sees anything"
    assert eve.administers


def test_only_administrators_see_everybodys_entries_and_the_key(desk: Desk):
    desk.session.people.make_first("Dr Eve", "a calm sentence")
    ida = desk.session.people.add_person("Ida", frozenset({Role.INJECTOR}), "another sentence")
    assert desk.session.audit.may_see_all()
    desk.session.people.sign_in(desk.session.people.verify(ida.id, "another sentence"))
    assert not desk.session.audit.may_see_all()
    assert desk.session.audit.entries(Sought(patient=ANA.id), None, 10)
    for forbidden in (lambda: desk.session.audit.entries(Sought(), None, 10), lambda: desk.session.audit.show_key()):
        with pytest.raises(NotAllowed, match="administrator"):
            forbidden()


def test_entries_are_found_by_patient_name_action_and_day(desk: Desk):
    desk.session.patients.add(ELSE)
    desk.now += timedelta(days=5)
    desk.session.patients.open(ANA.id)
    desk.session.charting.flush()
    every = desk.session.audit.entries(Sought(), None, 100)
    assert [entry.seq for entry in every] == sorted((entry.seq for entry in every), reverse=True)
    assert {entry.patient for entry in desk.session.audit.entries(Sought(patient=ELSE.id), None, 100)} == {ELSE.id}
    assert {e.action for e in desk.session.audit.entries(Sought(action="view"), None, 100)} == {"view"}
    recent = desk.session.audit.entries(Sought(since=desk.now.date()), None, 100)
    assert {entry.at[:10] for entry in recent} == {"2026-07-19"}
    before = desk.session.audit.entries(Sought(), 4, 2)
    assert [entry.seq for entry in before] == [3, 2]


def test_the_key_is_written_down_and_shown_to_be_there(desk: Desk):
    desk.session.charting.flush()
    assert desk.session.audit.has_key()
    assert not desk.session.audit.key_is_kept()
    sheet = desk.session.audit.show_key()
    assert sheet.groups == groups_of(desk.store.audit.key())
    desk.session.audit.keep_key()
    assert desk.session.audit.key_is_kept()
    assert desk.actions()[-2:] == ["key-shown", "key-kept"]


def test_a_clock_that_was_set_back_is_told(desk: Desk):
    desk.session.charting.flush()
    desk.now -= timedelta(hours=3)
    desk.session.patients.open(ANA.id)
    assert desk.actions()[-2:] == ["clock-set", "view"]
    desk.close()
    desk.now -= timedelta(hours=3)
    desk.open()
    desk.session.patients.open(ANA.id)
    assert desk.actions()[-2:] == ["clock-back", "view"]
    assert desk.store.audit.entries(action="clock-back")[0].detail == '{"by_s":10800}'


def test_an_audit_of_every_kind_of_work_is_sound(desk: Desk):
    desk.session.charting.new_visit()
    place(desk)
    desk.session.signing.sign("Dr Eve")
    desk.session.patients.change(replace(ANA, family_name="Other"))
    desk.session.people.make_first("Dr Eve", "a calm sentence")
    desk.session.people.lock()
    desk.session.charting.flush()
    assert desk.store.audit.verdict().sound
    assert check(desk.store, document) == []


def test_looking_alone_makes_no_backup(desk: Desk):
    desk.session.charting.new_visit()
    place(desk)
    desk.session.charting.flush()
    assert desk.store.back_up_if_changed()
    desk.session.patients.open(ANA.id)
    desk.session.charting.flush()
    assert not desk.store.back_up_if_changed()
    desk.close()
    desk.open()
    desk.session.patients.open(ANA.id)
    desk.session.charting.flush()
    assert not desk.store.back_up_if_changed()
    place(desk)
    desk.session.charting.flush()
    desk.store.changed = False  # as after a crash and a new start
    assert desk.store.back_up_if_changed()


def test_many_threads_write_one_chain(desk: Desk):
    import threading

    def work() -> None:
        for _ in range(30):
            desk.store.audit.note("view", patient=ANA.id)
            with desk.store.writing():
                desk.store.audit.note("view", patient=ANA.id)
                time.sleep(0.0005)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.store.audit.verdict().sound
    assert len(desk.store.audit.entries(action="view", limit=1000)) >= 240
