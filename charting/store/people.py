"""Who works with the file: names, roles, and what their passwords are checked against.

Nobody is ever deleted: a person who left is no longer active. A trigger keeps what a row said before it was changed.
The store never sees a password, only its hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from charting.domain.people.patient import folded
from charting.domain.people.people import Person, Role, checked_person
from charting.errors import Refused, StoreProblem
from charting.store.faults import damaged
from charting.store.kept import Kept

_ROLES = (Role.INJECTOR, Role.ASSISTANT, Role.ADMINISTRATOR)
_PERSON = "id, name, injector, assistant, administrator, active, pin IS NOT NULL"
_OTHER_ADMINISTRATOR = "SELECT 1 FROM person WHERE active = 1 AND administrator = 1 AND id <> ?"


@dataclass(frozen=True, slots=True)
class Secret:
    """What somebody's password and PIN are checked against, and how many wrong ones were tried in a row."""

    person: Person
    password: str
    pin: str | None
    wrong_passwords: int
    wrong_pins: int
    wrong_at: datetime | None


class People(Kept):
    """The people of a file."""

    def any(self) -> bool:
        """Whether anybody was ever made; a file without people asks nobody to sign in."""
        with self.reading() as conn:
            return conn.execute("SELECT 1 FROM person LIMIT 1").fetchone() is not None

    def all(self) -> tuple[Person, ...]:
        """Everybody, also those who left, in the order in which they came."""
        with self.reading() as conn:
            rows = conn.execute(f"SELECT {_PERSON} FROM person ORDER BY number").fetchall()
        return tuple(self._read_person(row) for row in rows)

    def get(self, person_id: str) -> Person:
        """The person of this id; StoreProblem when there is none."""
        with self.reading() as conn:
            return self._read_person(self._row_of_person(conn, _PERSON, person_id))

    def add(self, person: Person, password: str, pin: str | None = None) -> Person:
        """Keep a new person with the hashes of password and PIN; the first one is an administrator."""
        with self.writing() as conn:
            self._refuse_person(conn, person)
            if not (person.administers and person.active):
                self._refuse_last_administrator(conn, person.id)
            at = self.recorded_at()
            conn.execute(
                "INSERT INTO person (id, name, injector, assistant, administrator, active, password, password_at, pin,"
                " pin_at, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*_values(person), password, at, pin, None if pin is None else at, at),
            )
            self.audit.note("person-added", person=person.id, roles=_role_codes(person))
            return self._read_person(self._row_of_person(conn, _PERSON, person.id))

    def change(self, person: Person) -> Person:
        """Another name, other roles, active or not; Refused when nobody would be left to administer the file."""
        with self.writing() as conn:
            before = self._read_person(self._row_of_person(conn, _PERSON, person.id))
            if _values(before) == _values(person):
                return before
            self._refuse_person(conn, person)
            if before.active and before.administers and not (person.active and person.administers):
                self._refuse_last_administrator(conn, person.id)
            _, *values = _values(person)
            conn.execute(
                "UPDATE person SET name = ?, injector = ?, assistant = ?, administrator = ?, active = ?,"
                " recorded_at = ? WHERE id = ?",
                (*values, self.recorded_at(), person.id),
            )
            self.audit.note("person-changed", person=person.id, roles=_role_codes(person), active=person.active)
            return self._read_person(self._row_of_person(conn, _PERSON, person.id))

    def set_password(self, person_id: str, password: str) -> None:
        """Another password (its hash); wrong tries are forgotten."""
        with self.writing() as conn:
            self._row_of_person(conn, "id", person_id)
            at = self.recorded_at()
            conn.execute(
                "UPDATE person SET password = ?, password_at = ?, wrong_passwords = 0, wrong_pins = 0, wrong_at = NULL,"
                " recorded_at = ? WHERE id = ?",
                (password, at, at, person_id),
            )
            self.audit.note("password-changed", person=person_id)

    def set_pin(self, person_id: str, pin: str | None) -> None:
        """Another PIN (its hash), or none."""
        with self.writing() as conn:
            self._row_of_person(conn, "id", person_id)
            at = self.recorded_at()
            conn.execute(
                "UPDATE person SET pin = ?, pin_at = ?, wrong_pins = 0, recorded_at = ? WHERE id = ?",
                (pin, None if pin is None else at, at, person_id),
            )
            self.audit.note("pin-changed", person=person_id, there=pin is not None)

    # ------------------------------------------------------------------ tries

    def secret_of(self, person_id: str) -> Secret:
        """The hashes of somebody and their wrong tries."""
        columns = f"{_PERSON}, password, pin, wrong_passwords, wrong_pins, wrong_at"
        with self.reading() as conn:
            row = self._row_of_person(conn, columns, person_id)
        password, pin, wrong_passwords, wrong_pins, wrong_at = row[7:12]
        at = None if wrong_at is None else self._moment_of(wrong_at)
        return Secret(self._read_person(row), password, pin, wrong_passwords, wrong_pins, at)

    def wrong_try(self, person_id: str, *, pin: bool) -> Secret:
        """One more wrong password, or PIN; it is counted in the file, so that a restart forgives nothing."""
        column = "wrong_pins" if pin else "wrong_passwords"
        with self.writing() as conn:
            conn.execute(
                f"UPDATE person SET {column} = {column} + 1, wrong_at = ? WHERE id = ?",
                (self.recorded_at(), person_id),
            )
            secret = self.secret_of(person_id)
            wrong = secret.wrong_pins if pin else secret.wrong_passwords
            self.audit.note("failed-sign-in", person=person_id, by="pin" if pin else "password", wrong=wrong)
        return secret

    def right_try(self, person_id: str, *, pin: bool) -> None:
        """The password was right: no wrong try counts any more. A right PIN forgives only wrong PINs."""
        columns = "wrong_pins = 0" if pin else "wrong_passwords = 0, wrong_pins = 0, wrong_at = NULL"
        with self.writing() as conn:
            conn.execute(f"UPDATE person SET {columns} WHERE id = ?", (person_id,))

    def note(self, action: str, person_id: str) -> None:
        """Somebody came or went: sign-in, sign-out, lock, unlock."""
        self.audit.note(action, person=person_id)

    # ------------------------------------------------------------------ inside

    def _row_of_person(self, conn: Any, columns: str, person_id: str) -> Sequence[Any]:
        row: Sequence[Any] | None = conn.execute(f"SELECT {columns} FROM person WHERE id = ?", (person_id,)).fetchone()
        if row is None:
            raise StoreProblem("There is no person with the id {id} in {path}.", id=person_id, path=self.path)
        return row

    def _read_person(self, row: Sequence[Any]) -> Person:
        person_id, name, *flags = row[:7]
        roles = frozenset(role for role, there in zip(_ROLES, flags, strict=False) if there)
        return Person(person_id, name, roles, bool(flags[3]), bool(flags[4]))

    def _refuse_person(self, conn: Any, person: Person) -> None:
        """Refused when the details cannot be kept, or another active person signs under the same name."""
        checked_person(person)
        others = conn.execute("SELECT name FROM person WHERE active = 1 AND id <> ?", (person.id,)).fetchall()
        if person.active and any(_same(name) == _same(person.name) for (name,) in others):
            raise Refused("Somebody signs as {name} already; write one of the names so that they differ.",
                          name=person.name)  # fmt: skip

    def _refuse_last_administrator(self, conn: Any, person_id: str) -> None:
        if conn.execute(_OTHER_ADMINISTRATOR, (person_id,)).fetchone() is None:
            raise Refused("Somebody has to administer the file; make another person administrator first.")

    def _moment_of(self, text: str) -> datetime:
        try:
            return datetime.fromisoformat(text)
        except (ValueError, TypeError) as error:
            raise damaged(self.path, f"a time: {error}") from error


def _values(person: Person) -> tuple[object, ...]:
    return (person.id, person.name, *(int(role in person.roles) for role in _ROLES), int(person.active))


def _role_codes(person: Person) -> str:
    return " ".join(role.value for role in _ROLES if role in person.roles)


def _same(name: str) -> str:
    return "".join(folded(name).split())
