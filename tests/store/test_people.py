"""The people of a file: kept with their history, never deleted, and attacks by SQL on them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from charting.domain.people.people import Person, Role
from charting.errors import Refused, StoreProblem
from charting.store.database import Store
from charting.store.dbapi import IntegrityError, connect
from tests.store.values import asked, clock, some_id

HASH, OTHER_HASH = "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA", "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$b3RoZXI"
EVE = Person(some_id(1), "Dr Eve", frozenset({Role.INJECTOR, Role.ADMINISTRATOR}))
IDA = Person(some_id(2), "Ida", frozenset({Role.ASSISTANT}))
_PERSON = "id, name, injector, assistant, administrator, active, password, password_at, recorded_at"
_NEW = f"'X', 1, 0, 1, 1, '{HASH}', '', ''"

ATTACKS = {
    "delete": "DELETE FROM person WHERE number = 2",
    "delete everybody": "DELETE FROM person",
    "another id": f"UPDATE person SET id = '{some_id(9)}' WHERE number = 2",
    "another number": "UPDATE person SET number = 9 WHERE number = 2",
    "take an id": f"UPDATE OR REPLACE person SET id = '{EVE.id}' WHERE number = 2",
    "take a number": "UPDATE OR REPLACE person SET number = 1 WHERE number = 2",
    "replace by id": f"REPLACE INTO person ({_PERSON}) VALUES ('{EVE.id}', {_NEW})",
    "replace by number": f"REPLACE INTO person (number, {_PERSON}) VALUES (1, '{some_id(9)}', {_NEW})",
    "upsert": f"INSERT INTO person ({_PERSON}) VALUES ('{EVE.id}', {_NEW}) ON CONFLICT (id) DO UPDATE SET name = 'X'",
    "the last administrator leaves": "UPDATE person SET active = 0 WHERE number = 1",
    "the last administrator steps down": "UPDATE person SET administrator = 0 WHERE number = 1",
    "nobody does anything": "UPDATE person SET assistant = 0 WHERE number = 2",
    "a password as it was typed": "UPDATE person SET password = 'secret' WHERE number = 1",
    "no name": "UPDATE person SET name = '' WHERE number = 1",
    "fewer than no wrong tries": "UPDATE person SET wrong_passwords = -1 WHERE number = 1",
    "change what was": "UPDATE person_former SET name = 'X'",
    "delete what was": "DELETE FROM person_former",
    "replace what was": "REPLACE INTO person_former (number, person, name, injector, assistant, administrator, active,"
    " password_at, until) VALUES (1, 1, 'X', 1, 0, 0, 1, '', '')",
}


@pytest.fixture
def clinic(path: Path) -> Path:
    with Store.open(path, clock=clock) as store:
        store.people.add(EVE, HASH)
        store.people.add(IDA, HASH, OTHER_HASH)
        store.people.change(replace(IDA, name="Ida B"))
    return path


def content(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(connect(str(path))) as conn:
        return [conn.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("person", "person_former")]


def former(store: Store, person_id: str) -> list[tuple[object, ...]]:
    """What somebody was before each change, newest first: the name, assistant, injector, whether there was a PIN."""
    return asked(
        store, "SELECT former.name, former.assistant, former.injector, former.pin_at IS NOT NULL"
        " FROM person_former AS former JOIN person ON person.number = former.person WHERE person.id = ?"
        " ORDER BY former.number DESC", person_id,
    )  # fmt: skip


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_an_attack_by_sql_changes_nothing(clinic: Path, attack: str, recursive: str):
    before = content(clinic)
    with closing(connect(str(clinic), isolation_level=None)) as conn:
        conn.execute(f"PRAGMA recursive_triggers = {recursive}")
        conn.execute("PRAGMA foreign_keys = OFF")
        with pytest.raises(IntegrityError):
            conn.execute(ATTACKS[attack])
    assert content(clinic) == before


def test_people_come_back_as_they_were_kept(clinic: Path):
    with Store.open(clinic, clock=clock) as store:
        assert store.people.any()
        assert store.people.all() == (EVE, replace(IDA, name="Ida B", has_pin=True))
        assert store.people.get(EVE.id) == EVE
        with pytest.raises(StoreProblem, match="no person"):
            store.people.get(some_id(9))


def test_a_new_file_has_nobody(store: Store):
    assert not store.people.any()
    assert store.people.all() == ()


def test_every_change_keeps_what_was(clinic: Path):
    with Store.open(clinic, clock=clock) as store:
        store.people.set_password(IDA.id, OTHER_HASH)
        store.people.set_pin(IDA.id, None)
        store.people.change(replace(IDA, name="Ida B", roles=frozenset({Role.INJECTOR})))
        assert former(store, IDA.id) == [("Ida B", 1, 0, 0), ("Ida B", 1, 0, 1), ("Ida B", 1, 0, 1), ("Ida", 1, 0, 1)]
        before = content(clinic)
        store.people.change(replace(IDA, name="Ida B", roles=frozenset({Role.INJECTOR})))  # the same again
        assert content(clinic) == before


def test_a_hash_changed_behind_the_program_leaves_a_trace(clinic: Path):
    with closing(connect(str(clinic), isolation_level=None)) as conn:
        conn.execute(f"UPDATE person SET password = '{OTHER_HASH}' WHERE number = 1")
    with Store.open(clinic) as store:
        assert len(former(store, EVE.id)) == 1


def test_the_store_says_it_before_the_file_does(path: Path):
    with Store.open(path, clock=clock) as store:
        with pytest.raises(Refused, match="administer"):
            store.people.add(IDA, HASH)
        store.people.add(EVE, HASH)
        for refused, said in (
            (replace(IDA, name=" "), "name"),
            (replace(IDA, roles=frozenset()), "injector, assistant or administrator"),
            (replace(IDA, name="dr  ÉVE"), "already"),
            (replace(IDA, name="x" * 501), "501 characters"),
        ):
            with pytest.raises(Refused, match=said):
                store.people.add(refused, HASH)
        for less in (replace(EVE, active=False), replace(EVE, roles=frozenset({Role.INJECTOR}))):
            with pytest.raises(Refused, match="administer"):
                store.people.change(less)
        store.people.add(replace(IDA, roles=frozenset({Role.ADMINISTRATOR})), HASH)
        store.people.change(replace(EVE, active=False))
        store.people.add(replace(EVE, id=some_id(3), roles=frozenset({Role.INJECTOR})), HASH)  # the name is free again
        with pytest.raises(Refused, match="already"):
            store.people.change(EVE)


def test_wrong_tries_outlive_the_program_and_a_right_one_forgets_them(clinic: Path):
    with Store.open(clinic, clock=clock) as store:
        for wrong in range(1, 11):
            assert store.people.wrong_try(EVE.id, pin=False).wrong_passwords == wrong
        store.people.wrong_try(EVE.id, pin=True)
    with Store.open(clinic, clock=clock) as store:
        secret = store.people.secret_of(EVE.id)
        assert (secret.wrong_passwords, secret.wrong_pins, secret.wrong_at) == (10, 1, clock())
        store.people.right_try(EVE.id, pin=True)
        assert (store.people.secret_of(EVE.id).wrong_passwords, store.people.secret_of(EVE.id).wrong_pins) == (10, 0)
        store.people.right_try(EVE.id, pin=False)
        secret = store.people.secret_of(EVE.id)
        assert (secret.wrong_passwords, secret.wrong_pins, secret.wrong_at) == (0, 0, None)
        assert former(store, EVE.id) == []  # tries are no change of the person
