"""Who is at the desk, on a real file with real hashes (cheap ones): signing in, the lock, waits, roles, signing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from charting.desk import people
from charting.desk.people import WrongPassword
from charting.desk.session import Session
from charting.desk.steps import Changed, PlainHistory
from charting.desk.who import NotAllowed, Passwords
from charting.domain.face.face import View
from charting.domain.people.people import Person, Role
from charting.domain.visit.visit import InjectionPoint
from charting.errors import Problem, Refused
from charting.store.database import Store
from tests.desk.test_session import ANA, FOREHEAD, anatomies, reference

EVE, RIGHT, PIN = "Dr Eve", "a calm sentence", "4711"


class Desk:
    """A session whose clock is set by hand; `reopen` is a restart."""

    def __init__(self, path: Path) -> None:
        self.path, self.now = path, datetime(2026, 7, 14, 8, 20, tzinfo=UTC)
        self.changes: list[Changed] = []
        self.noted: list[tuple[str, dict[str, object]]] = []
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.path, clock=lambda: self.now)
        self.store.audit.note = self.note  # type: ignore[method-assign]
        self.session = Session(
            self.store, reference(), anatomies(), clock=lambda: self.now, new_id=lambda: str(uuid.uuid4()),
            announce=self.changes.append, saved=lambda _: None, passwords=Passwords(cheap=True),
        )  # fmt: skip
        self.session.charting.history = PlainHistory(self.session.charting.show)

    def note(self, action: str, **detail: object) -> None:
        self.noted.append((action, detail))

    def close(self) -> None:
        self.session.charting.close()
        self.store.close()

    def reopen(self) -> None:
        self.close()
        self.open()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def wrong(self, person: Person) -> float:
        """Try a wrong password; how long to wait after it."""
        with pytest.raises(WrongPassword) as refused:
            self.session.people.verify(person.id, "wrong")
        return refused.value.wait.total_seconds()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "a.sqlite")
    made.session.patients.add(ANA)
    yield made
    made.close()


@pytest.fixture
def eve(desk: Desk) -> Person:
    return desk.session.people.make_first(EVE, RIGHT, PIN).person


@pytest.fixture
def ida(desk: Desk, eve: Person) -> Person:
    return desk.session.people.add_person("Ida", frozenset({Role.ASSISTANT}), "ida's sentence")


@pytest.fixture
def drafted(desk: Desk, eve: Person) -> Session:
    desk.session.charting.new_visit()
    desk.session.points.place(FOREHEAD, mirror=False)
    return desk.session


def test_a_file_without_people_asks_nobody(desk: Desk) -> None:
    assert not desk.session.who.guarded
    assert not desk.session.who.away
    desk.session.charting.new_visit()
    desk.session.people.lock()
    assert not desk.session.who.away
    assert desk.session.who.may(Role.ADMINISTRATOR)


def test_the_first_account_signs_and_administers_and_is_there_at_once(desk: Desk, eve: Person) -> None:
    assert eve.roles == {Role.INJECTOR, Role.ADMINISTRATOR}
    assert desk.session.who.person == eve
    assert not desk.session.who.away
    with pytest.raises(Refused, match="already"):
        desk.session.people.make_first("Mallory", RIGHT)
    assert [action for action, _ in desk.noted if action != "view"][-2:] == ["person-added", "sign-in"]


@pytest.mark.parametrize(
    ("name", "password", "pin", "said"),
    [("", RIGHT, "", "name"), (EVE, "short", "", "at least 8"), (EVE, RIGHT, "12", "4 to 8 digits")],
)
def test_an_account_that_cannot_be_is_refused(desk: Desk, name: str, password: str, pin: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        desk.session.people.make_first(name, password, pin)
    assert not desk.store.people.any()


def test_from_then_on_a_start_asks_who_is_there(desk: Desk, eve: Person) -> None:
    desk.session.charting.new_visit()
    desk.reopen()
    assert desk.session.who.away
    for refused in (
        lambda: desk.session.patients.open(ANA.id),
        desk.session.charting.new_visit,
        lambda: desk.session.points.place(FOREHEAD, mirror=False),
    ):
        with pytest.raises(NotAllowed, match="sign in"):
            refused()
    desk.session.people.sign_in(desk.session.people.verify(eve.id, RIGHT))
    desk.session.patients.open(ANA.id)
    desk.session.points.place(FOREHEAD, mirror=False)
    assert desk.session.open.visit is not None
    assert len(desk.session.open.visit.points) == 1
    assert desk.changes[-1].visit


def test_a_composed_letter_is_the_same_password(desk: Desk) -> None:
    eve = desk.session.people.make_first(EVE, "caf\u00e9 au lait").person
    assert desk.session.people.verify(eve.id, "cafe\u0301 au lait").person == eve


def test_ten_wrong_passwords_wait_longer_and_longer_are_recorded_and_never_lock_out(desk: Desk, eve: Person) -> None:
    waits = []
    for _ in range(10):
        waits.append(desk.wrong(eve))
        desk.wait(waits[-1])
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    failed = [detail for action, detail in desk.noted if action == "failed-sign-in"]
    assert [detail["wrong"] for detail in failed] == list(range(1, 11))
    assert all(detail["person"] == eve.id for detail in failed)
    assert desk.session.people.verify(eve.id, RIGHT).person.id == eve.id
    assert desk.wrong(eve) == 0  # the right one set it back


def test_within_the_wait_not_even_the_right_password_is_looked_at(desk: Desk, eve: Person) -> None:
    for _ in range(6):
        desk.wait(desk.wrong(eve))
    desk.wait(-1)
    with pytest.raises(WrongPassword, match="wait") as refused:
        desk.session.people.verify(eve.id, RIGHT)
    assert refused.value.wait == timedelta(seconds=1)
    assert len([1 for action, _ in desk.noted if action == "failed-sign-in"]) == 6
    desk.wait(1)
    desk.session.people.verify(eve.id, RIGHT)


def test_the_wait_survives_a_restart(desk: Desk, eve: Person) -> None:
    for _ in range(6):
        desk.wait(desk.wrong(eve))
    assert desk.wrong(eve) == 16
    desk.reopen()
    with pytest.raises(WrongPassword, match="wait") as refused:
        desk.session.people.verify(eve.id, RIGHT)
    assert refused.value.wait == timedelta(seconds=16)
    desk.wait(16)
    desk.session.people.verify(eve.id, RIGHT)


def test_the_lock_keeps_the_draft_and_the_pin_opens_it(desk: Desk, drafted: Session) -> None:
    before = drafted.open.visit
    drafted.people.lock()
    assert drafted.who.away
    with pytest.raises(NotAllowed):
        drafted.points.place(FOREHEAD, mirror=False)
    with pytest.raises(WrongPassword, match="not the PIN"):
        drafted.people.unlock("0000")
    drafted.people.unlock(PIN)
    assert not drafted.who.away
    assert drafted.open.visit is before
    assert [action for action, _ in desk.noted][-3:] == ["lock", "failed-sign-in", "unlock"]
    assert desk.store.visits.of(ANA.id)[0].points == before.points


def test_after_five_wrong_pins_only_the_password_opens(desk: Desk, drafted: Session, eve: Person) -> None:
    drafted.people.lock()
    for _ in range(4):
        with pytest.raises(WrongPassword) as refused:
            drafted.people.unlock("0000")
        assert not refused.value.pin_over
    with pytest.raises(WrongPassword, match="password") as refused:
        drafted.people.unlock("0000")
    assert refused.value.pin_over
    with pytest.raises(WrongPassword, match="password"):
        drafted.people.unlock(PIN)
    assert drafted.who.away
    drafted.people.sign_in(drafted.people.verify(eve.id, RIGHT))
    drafted.people.lock()
    drafted.people.unlock(PIN)


def test_a_pin_opens_nothing_without_a_password_before_it(desk: Desk, eve: Person) -> None:
    desk.reopen()
    assert not desk.session.people.pin_opens()
    with pytest.raises(WrongPassword):
        desk.session.people.unlock(PIN)
    desk.session.people.sign_in(desk.session.people.verify(eve.id, RIGHT))
    desk.session.people.sign_out()
    assert desk.session.who.away
    with pytest.raises(WrongPassword):
        desk.session.people.unlock(PIN)


def test_somebody_else_goes_on_with_the_draft(drafted: Session, ida: Person) -> None:
    before = drafted.open.visit
    drafted.people.lock()
    drafted.people.sign_in(drafted.people.verify(ida.id, "ida's sentence"))
    assert drafted.who.person == ida
    assert drafted.open.visit is before
    drafted.points.place(InjectionPoint(View.FRONT, 10, -50, Decimal(1)), mirror=False)
    assert drafted.editable


def test_signing_takes_a_fresh_proof_of_an_injector(desk: Desk, drafted: Session, eve: Person, ida: Person) -> None:
    with pytest.raises(NotAllowed, match="password"):
        drafted.signing.sign(EVE)
    with pytest.raises(NotAllowed, match="no injector"):
        drafted.signing.sign("Ida", drafted.people.verify(ida.id, "ida's sentence"))
    old = drafted.people.verify(eve.id, RIGHT)
    desk.wait(121)
    with pytest.raises(NotAllowed, match="password"):
        drafted.signing.sign(EVE, old)
    assert drafted.editable
    drafted.people.sign_in(drafted.people.verify(ida.id, "ida's sentence"))
    signed = drafted.signing.sign("another name", drafted.people.verify(eve.id, RIGHT))  # on the assistant's desk
    assert signed.signature is not None
    assert (signed.signature.name, signed.signature.person_id) == (EVE, eve.id)


def test_who_left_neither_signs_in_nor_signs(drafted: Session, eve: Person, ida: Person) -> None:
    proof = drafted.people.verify(eve.id, RIGHT)
    drafted.people.change_person(replace(ida, roles=frozenset({Role.ADMINISTRATOR})))
    drafted.people.change_person(replace(eve, active=False))
    drafted.people.sign_in(drafted.people.verify(ida.id, "ida's sentence"))
    with pytest.raises(NotAllowed, match="no injector"):
        drafted.signing.sign(EVE, proof)
    with pytest.raises(Refused, match="does not work here"):
        drafted.people.verify(eve.id, RIGHT)


def test_who_leaves_of_their_own_accord_is_out_at_once(drafted: Session, eve: Person, ida: Person) -> None:
    drafted.people.change_person(replace(ida, roles=frozenset({Role.ADMINISTRATOR})))
    drafted.people.change_person(replace(eve, active=False))
    assert drafted.who.away
    assert drafted.env.file.audit.actor.id is None


def test_an_administrator_alone_does_not_chart(drafted: Session, ida: Person) -> None:
    drafted.people.change_person(replace(ida, roles=frozenset({Role.ADMINISTRATOR})))
    drafted.people.sign_in(drafted.people.verify(ida.id, "ida's sentence"))
    assert not drafted.editable
    with pytest.raises(NotAllowed, match="does not chart"):
        drafted.points.place(FOREHEAD, mirror=False)


def test_only_an_administrator_changes_people(desk: Desk, eve: Person, ida: Person) -> None:
    session = desk.session
    session.people.sign_in(session.people.verify(ida.id, "ida's sentence"))
    for forbidden in (
        lambda: session.people.add_person("X", frozenset({Role.INJECTOR}), RIGHT),
        lambda: session.people.change_person(replace(ida, roles=frozenset({Role.INJECTOR}))),
        lambda: session.people.reset_password(eve.id, "another sentence"),
    ):
        with pytest.raises(NotAllowed, match="administrator"):
            forbidden()
    assert not session.who.may(Role.INJECTOR)


def test_a_password_is_changed_with_the_old_one_or_by_an_administrator(desk: Desk, eve: Person, ida: Person) -> None:
    session = desk.session
    with pytest.raises(WrongPassword):
        session.people.change_password("wrong", "another sentence")
    with pytest.raises(Refused, match="at least 8"):
        session.people.change_password(RIGHT, "short")
    session.people.change_password(RIGHT, "another sentence")
    session.people.verify(eve.id, "another sentence")
    session.people.reset_password(ida.id, "a third sentence")
    session.people.verify(ida.id, "a third sentence")
    with pytest.raises(WrongPassword):
        session.people.verify(ida.id, "ida's sentence")


def test_a_pin_is_changed_and_taken_away_with_the_password(desk: Desk, eve: Person) -> None:
    session = desk.session
    with pytest.raises(WrongPassword):
        session.people.change_pin("wrong", "1234")
    session.people.change_pin(RIGHT, "12345678")
    session.people.lock()
    session.people.unlock("12345678")
    session.people.change_pin(RIGHT, "")
    session.people.lock()
    assert not session.people.pin_opens()


def test_a_reset_password_takes_the_pin_along(desk: Desk, eve: Person) -> None:
    desk.session.people.reset_password(eve.id, "another sentence")
    assert not desk.store.people.get(eve.id).has_pin


def test_a_full_disk_keeps_nobody_with_the_right_password_out(desk: Desk, eve: Person) -> None:
    desk.reopen()

    def full(*_: object, **__: object) -> None:
        raise people.StoreProblem("The disk is full.")

    desk.store.people.note = full  # type: ignore[method-assign]
    desk.session.people.sign_in(desk.session.people.verify(eve.id, RIGHT))
    assert not desk.session.who.away
    assert isinstance(desk.session.people.unsaid, Problem)


def test_the_cost_of_a_hash_is_the_librarys_own() -> None:
    kept = Passwords().hash(RIGHT)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Passwords().right(kept, RIGHT)
    assert not Passwords().right(kept, RIGHT + " ")
    assert not Passwords().right("$argon2id$damaged", RIGHT)
    assert Passwords().hash(RIGHT) != kept  # each has a salt of its own
