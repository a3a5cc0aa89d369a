"""Who comes to the desk and leaves it: signing in, the lock, passwords and PINs.

A file without people asks nobody: everything is as if there were no accounts. Once there is somebody, nothing is
edited while nobody is signed in or the desk is locked, and a visit is signed only with a fresh proof of who signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from charting.desk.steps import Changed
from charting.desk.who import NotAllowed
from charting.domain.clinic.audit_chain import NOBODY, Actor
from charting.domain.people.people import (
    LEAST_PASSWORD,
    MOST_PIN_TRIES,
    Person,
    Role,
    checked_password,
    checked_person,
    checked_pin,
    is_pin,
    wait_after,
    wait_left,
)
from charting.errors import Problem, Refused, StoreProblem

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.patients import Patients
    from charting.desk.who import Who
    from charting.store.people import Secret

PROOF_HOLDS = timedelta(minutes=2)
"""A password is asked for at each signature; one typed so long ago counts no more."""


class WrongPassword(Problem):
    """Not the password, or not yet: `wait` is how long nothing is checked. `pin_over`: only the password helps now."""

    def __init__(self, template: str, *, wait: timedelta = timedelta(0), pin_over: bool = False) -> None:
        super().__init__(template)
        self.wait = wait
        self.pin_over = pin_over


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody typed their password at this moment, and it was right."""

    person: Person
    at: datetime


class People:
    """Who comes and goes, with which proof, and the accounts of the file. `unsaid`: what could not be noted of it."""

    def __init__(self, desk: Cell, charting: Charting, patients: Patients) -> None:
        self._desk = desk
        self._charting = charting
        self._patients = patients
        self.unsaid: StoreProblem | None = None

    # ------------------------------------------------------------------ who there is

    def everybody(self) -> tuple[Person, ...]:
        """All people of the file, those who left too."""
        return tuple(self._desk.store.people.all())

    def who_can_come(self) -> tuple[Person, ...]:
        """Who can sign in; a locked desk asks for one of them."""
        return tuple(person for person in self._desk.env.file.people.all() if person.active)

    # ------------------------------------------------------------------ who signs

    def injectors(self) -> tuple[Person, ...]:
        """Who can sign a visit."""
        return tuple(person for person in self.who_can_come() if person.may_sign)

    def signer(self, by: Proof | None) -> Person | None:
        """Who signs by this proof; None without people. NotAllowed without a fresh proof, or if they may not."""
        if not self._desk.env.file.people.any():
            return None
        self._desk.who.refuse_away()
        if by is None or self._desk.env.clock() - by.at > PROOF_HOLDS:
            raise NotAllowed("A visit is signed with the password of the person who signs; type it and sign again.")
        person = self._desk.env.file.people.get(by.person.id)
        if not (person.active and person.may_sign):
            raise NotAllowed("{name} is no injector and cannot sign; an injector signs.", name=person.name)
        return person

    @contextmanager
    def acting(self, person: Person | None) -> Iterator[None]:
        """What the file notes meanwhile is done by this person: an injector signs at an assistant's desk."""
        store = self._desk.store
        before = store.audit.actor
        if person is not None:
            store.audit.actor = _actor(person)
        try:
            yield
        finally:
            store.audit.actor = before

    # ------------------------------------------------------------------ coming and going

    def verify(self, person_id: str, password: str) -> Proof:
        """Check a password; WrongPassword tells how long to wait. It takes about a tenth of a second."""
        secret = self._desk.env.file.people.secret_of(person_id)
        _refuse_gone(secret)
        wait = wait_left(secret.wrong_passwords, secret.wrong_at, self._desk.env.clock())
        if wait:
            raise WrongPassword("Too many wrong passwords; wait a moment, then try again.", wait=wait)
        if not self._desk.env.passwords.right(secret.password, password):
            after = self._desk.env.file.people.wrong_try(person_id, pin=False)
            raise WrongPassword("That is not the password.", wait=wait_after(after.wrong_passwords))
        if secret.wrong_passwords or secret.wrong_pins:
            self._desk.env.file.people.right_try(person_id, pin=False)
        return Proof(secret.person, self._desk.env.clock())

    def sign_in(self, proof: Proof) -> None:
        """They are at the desk now; whatever draft was open still is. A locked desk is opened by a password so too."""
        who = self._desk.who
        again = who.locked and who.person is not None and who.person.id == proof.person.id
        self._desk.env.file.audit.actor = _actor(proof.person)
        self._note("unlock" if again else "sign-in", proof.person)
        self._let_in(replace(who, person=proof.person, locked=False, guarded=True, pin_opens=True))

    def lock(self) -> None:
        """Hide the charts until the password or the PIN is typed; every edit is in the file first."""
        if self._desk.who.guarded and not self._desk.who.away:
            self._charting.flush()
            self._note("lock", self._desk.who.person)
            self._desk.change(who=replace(self._desk.who, locked=True))

    def pin_opens(self) -> bool:
        """Whether the PIN of who was at the desk opens the lock; a full sign-in came before, and few were wrong."""
        person = self._desk.who.person
        if person is None or not (self._desk.who.locked and self._desk.who.pin_opens):
            return False
        secret = self._desk.env.file.people.secret_of(person.id)
        return secret.pin is not None and secret.person.active and secret.wrong_pins < MOST_PIN_TRIES

    def unlock(self, pin: str) -> None:
        """Open the lock by the PIN; after five wrong ones only the password does."""
        person = self._desk.who.person
        if person is None or not self.pin_opens():
            raise WrongPassword("Type the password.", pin_over=True)
        secret = self._desk.env.file.people.secret_of(person.id)
        if secret.pin is None or not self._desk.env.passwords.right(secret.pin, pin):
            after = self._desk.env.file.people.wrong_try(person.id, pin=True)
            if after.wrong_pins >= MOST_PIN_TRIES:
                self._desk.change(who=replace(self._desk.who, pin_opens=False))
                raise WrongPassword("Too many wrong PINs; type the password.", pin_over=True)
            raise WrongPassword("That is not the PIN.")
        if secret.wrong_pins:
            self._desk.env.file.people.right_try(person.id, pin=True)
        self._note("unlock", person)
        self._let_in(replace(self._desk.who, person=secret.person, locked=False))

    def come_back(self, person_id: str, typed: str) -> None:
        """Sign in, or open the lock: by the PIN where it may and what was typed can be one, else by the password."""
        person = self._desk.who.person
        if person is not None and person.id == person_id and self.pin_opens() and is_pin(typed):
            kept = self._desk.env.file.people.secret_of(person_id).pin or ""
            # Eight digits can be a password too: then only the right PIN is taken for one.
            if len(typed) < LEAST_PASSWORD or self._desk.env.passwords.right(kept, typed):
                self.unlock(typed)
                return
        self.sign_in(self.verify(person_id, typed))

    def sign_out(self) -> None:
        """Nobody is at the desk any more; the open draft stays for whoever comes."""
        person = self._desk.who.person
        if person is not None:
            self._charting.flush()
            self._note("sign-out", person)
            self._desk.env.file.audit.actor = NOBODY
            self._desk.change(who=replace(self._desk.who, person=None, locked=False, pin_opens=False))

    # ------------------------------------------------------------------ accounts

    def make_first(self, name: str, password: str, pin: str = "") -> Proof:
        """The first account of a file: injector and administrator. They are at the desk from then on."""
        if self._desk.env.file.people.any():
            raise Refused("There are people in this file already; one of them signs in.")
        both = frozenset({Role.INJECTOR, Role.ADMINISTRATOR})
        proof = Proof(self._make(name, both, password, pin), self._desk.env.clock())
        self.sign_in(proof)
        return proof

    def add_person(self, name: str, roles: frozenset[Role], password: str, pin: str = "") -> Person:
        """One more person; an administrator does that."""
        self._desk.who.refuse_unless(Role.ADMINISTRATOR)
        person = self._make(name, roles, password, pin)
        self._desk.change(also=Changed(person=True))
        return person

    def change_person(self, person: Person) -> Person:
        """Another name, other roles, active or not; an administrator does that, and one always stays."""
        self._desk.who.refuse_unless(Role.ADMINISTRATOR)
        changed = self._desk.env.file.people.change(checked_person(replace(person, name=person.name.strip())))
        if self._desk.who.person is not None and self._desk.who.person.id == changed.id:
            self._desk.env.file.audit.actor = _actor(changed)
            if not changed.active:
                self.sign_out()
                return changed
            self._desk.change(who=replace(self._desk.who, person=changed), also=_EVERYTHING)
            return changed
        self._desk.change(also=_EVERYTHING)
        return changed

    def reset_password(self, person_id: str, password: str) -> None:
        """A new password for somebody who forgot theirs; an administrator does that. Their PIN goes with the old."""
        self._desk.who.refuse_unless(Role.ADMINISTRATOR)
        kept = self._desk.env.passwords.hash(checked_password(password))
        with self._desk.env.file.writing():
            self._desk.env.file.people.set_password(person_id, kept)
            if self._desk.env.file.people.secret_of(person_id).pin is not None:
                self._desk.env.file.people.set_pin(person_id, None)
        self._desk.change(also=Changed(person=True))

    def change_password(self, old: str, new: str) -> None:
        """Another password for who is at the desk; the old one is asked for."""
        self._desk.who.refuse_away()
        person = self._somebody()
        checked_password(new)
        self.verify(person.id, old)
        self._desk.env.file.people.set_password(person.id, self._desk.env.passwords.hash(new))

    def change_pin(self, password: str, pin: str) -> None:
        """Another PIN for who is at the desk, or (empty) none; the password is asked for."""
        self._desk.who.refuse_away()
        person = self._somebody()
        kept = self._desk.env.passwords.hash(checked_pin(pin)) if pin else None
        self.verify(person.id, password)
        self._desk.env.file.people.set_pin(person.id, kept)
        who = replace(self._desk.who, person=replace(person, has_pin=kept is not None))
        self._desk.change(who=who, also=Changed(person=True))

    # ------------------------------------------------------------------ inside

    def _make(self, name: str, roles: frozenset[Role], password: str, pin: str) -> Person:
        person = checked_person(Person(self._desk.env.new_id(), name.strip(), roles))
        checked_password(password)
        kept_pin = self._desk.env.passwords.hash(checked_pin(pin)) if pin else None
        return self._desk.env.file.people.add(person, self._desk.env.passwords.hash(password), kept_pin)

    def _somebody(self) -> Person:
        if self._desk.who.person is None:
            raise NotAllowed("Nobody is signed in; sign in first.")
        return self._desk.who.person

    def _note(self, action: str, person: Person | None) -> None:
        """Record that somebody came or went; a full disk keeps nobody with the right password from the charts."""
        if person is not None:
            try:
                self._desk.env.file.people.note(action, person.id)
            except StoreProblem as problem:
                self.unsaid = problem

    def _let_in(self, who: Who) -> None:
        """Somebody is at the desk again: everything is shown anew, as the file has it now."""
        self._desk.change(who=who, also=_EVERYTHING)
        if self._patients.missed:
            self._patients.reload()


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.name)


def _refuse_gone(secret: Secret) -> None:
    if not secret.person.active:
        raise Refused("{name} does not work here any more; an administrator can change that.", name=secret.person.name)


_EVERYTHING = Changed(patient=True, visits=True, visit=True, person=True)
