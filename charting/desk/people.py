"""Who is at the desk: signing in, the lock, passwords and PINs, and what each may do.

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
from charting.domain.audit_chain import NOBODY, Actor
from charting.domain.people import (
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
from charting.errors import Refused, StoreProblem

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.store.people import Secret

PROOF_HOLDS = timedelta(minutes=2)
"""A password is asked for at each signature; one typed so long ago counts no more."""


class WrongPassword(Refused):
    """Not the password, or not yet: `wait` is how long nothing is checked. `pin_over`: only the password helps now."""

    def __init__(self, template: str, *, wait: timedelta = timedelta(0), pin_over: bool = False) -> None:
        super().__init__(template)
        self.wait = wait
        self.pin_over = pin_over


class NotAllowed(Refused):
    """Not for who is at the desk: nobody, or somebody without the role."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody typed their password at this moment, and it was right."""

    person: Person
    at: datetime


# ---------------------------------------------------------------------- who may what


def is_away(session: Session) -> bool:
    """Whether nobody may see or touch the charts: the desk is locked, or nobody is signed in where somebody must be."""
    return session.guarded and (session.locked or session.person is None)


def may(session: Session, role: Role) -> bool:
    """Whether who is at the desk has this role; everybody has every role in a file without people."""
    return not session.guarded or (session.person is not None and role in session.person.roles)


def refuse_unless(session: Session, role: Role) -> None:
    """Refused when who is at the desk does not have this role."""
    refuse_away(session)
    if may(session, role):
        return
    if role is Role.ADMINISTRATOR:
        raise NotAllowed("Only an administrator can do this; ask one to sign in.")
    raise NotAllowed("Only an injector can do this; ask one to sign in.")


def refuse_away(session: Session) -> None:
    """Refused while nobody is signed in, or the desk is locked."""
    if is_away(session):
        raise NotAllowed("Nobody is signed in; sign in first.")


def refuse_charting(session: Session) -> None:
    """Refused when who is at the desk may not change drafts."""
    refuse_away(session)
    if session.person is not None and not session.person.may_chart:
        raise NotAllowed("An administrator does not chart; an injector or an assistant does.")


def injectors(session: Session) -> tuple[Person, ...]:
    """Who can sign a visit."""
    return tuple(person for person in session.file.people.all() if person.active and person.may_sign)


def signer(session: Session, by: Proof | None) -> Person | None:
    """Who signs by this proof; None in a file without people. Refused without a fresh proof, or when they may not."""
    if not session.file.people.any():
        return None
    refuse_away(session)
    if by is None or session.clock() - by.at > PROOF_HOLDS:
        raise NotAllowed("A visit is signed with the password of the person who signs; type it and sign again.")
    person = session.file.people.get(by.person.id)
    if not (person.active and person.may_sign):
        raise NotAllowed("{name} is no injector and cannot sign; an injector signs.", name=person.name)
    return person


@contextmanager
def acting(session: Session, person: Person | None) -> Iterator[None]:
    """What the file notes meanwhile is done by this person: an injector signs at an assistant's desk."""
    store = session.store
    before = store.audit.actor
    if person is not None:
        store.audit.actor = _actor(person)
    try:
        yield
    finally:
        store.audit.actor = before


# ---------------------------------------------------------------------- coming and going


def verify(session: Session, person_id: str, password: str) -> Proof:
    """Check a password; WrongPassword tells how long to wait. It takes about a tenth of a second."""
    secret = session.file.people.secret_of(person_id)
    _refuse_gone(secret)
    wait = wait_left(secret.wrong_passwords, secret.wrong_at, session.clock())
    if wait:
        raise WrongPassword("Too many wrong passwords; wait a moment, then try again.", wait=wait)
    if not session.passwords.right(secret.password, password):
        after = session.file.people.wrong_try(person_id, pin=False)
        raise WrongPassword("That is not the password.", wait=wait_after(after.wrong_passwords))
    if secret.wrong_passwords or secret.wrong_pins:
        session.file.people.right_try(person_id, pin=False)
    return Proof(secret.person, session.clock())


def sign_in(session: Session, proof: Proof) -> None:
    """They are at the desk now; whatever draft was open still is. Also how a locked desk is opened by a password."""
    again = session.locked and session.person is not None and session.person.id == proof.person.id
    session.person, session.locked, session.guarded = proof.person, False, True
    session.pin_opens = True
    session.file.audit.actor = _actor(proof.person)
    _note(session, "unlock" if again else "sign-in", proof.person)
    _show_again(session)


def lock(session: Session) -> None:
    """Hide the charts until the password or the PIN is typed; every edit is in the file first."""
    if session.guarded and not is_away(session):
        session.flush()
        session.locked = True
        _note(session, "lock", session.person)
        session.tell(Changed(person=True))


def pin_opens(session: Session) -> bool:
    """Whether the PIN of who was at the desk opens the lock; a full sign-in came before, and few were wrong."""
    person = session.person
    if person is None or not (session.locked and session.pin_opens):
        return False
    secret = session.file.people.secret_of(person.id)
    return secret.pin is not None and secret.person.active and secret.wrong_pins < MOST_PIN_TRIES


def unlock(session: Session, pin: str) -> None:
    """Open the lock by the PIN; after five wrong ones only the password does."""
    person = session.person
    if person is None or not pin_opens(session):
        raise WrongPassword("Type the password.", pin_over=True)
    secret = session.file.people.secret_of(person.id)
    if secret.pin is None or not session.passwords.right(secret.pin, pin):
        after = session.file.people.wrong_try(person.id, pin=True)
        if after.wrong_pins >= MOST_PIN_TRIES:
            session.pin_opens = False
            raise WrongPassword("Too many wrong PINs; type the password.", pin_over=True)
        raise WrongPassword("That is not the PIN.")
    if secret.wrong_pins:
        session.file.people.right_try(person.id, pin=True)
    session.person, session.locked = secret.person, False
    _note(session, "unlock", person)
    _show_again(session)


def come_back(session: Session, person_id: str, typed: str) -> None:
    """Sign in, or open the lock: by the PIN where it may and what was typed can be one, else by the password."""
    person = session.person
    if person is not None and person.id == person_id and pin_opens(session) and is_pin(typed):
        kept = session.file.people.secret_of(person_id).pin or ""
        # Eight digits can be a password too: then only the right PIN is taken for one.
        if len(typed) < LEAST_PASSWORD or session.passwords.right(kept, typed):
            unlock(session, typed)
            return
    sign_in(session, verify(session, person_id, typed))


def sign_out(session: Session) -> None:
    """Nobody is at the desk any more; the open draft stays for whoever comes."""
    person = session.person
    if person is not None:
        session.flush()
        _note(session, "sign-out", person)
        session.person, session.locked, session.pin_opens = None, False, False
        session.file.audit.actor = NOBODY
        session.tell(_everything())


# ---------------------------------------------------------------------- accounts


def make_first(session: Session, name: str, password: str, pin: str = "") -> Proof:
    """The first account of a file: injector and administrator. They are at the desk from then on."""
    if session.file.people.any():
        raise Refused("There are people in this file already; one of them signs in.")
    both = frozenset({Role.INJECTOR, Role.ADMINISTRATOR})
    proof = Proof(_make(session, name, both, password, pin), session.clock())
    sign_in(session, proof)
    return proof


def add_person(session: Session, name: str, roles: frozenset[Role], password: str, pin: str = "") -> Person:
    """One more person; an administrator does that."""
    refuse_unless(session, Role.ADMINISTRATOR)
    person = _make(session, name, roles, password, pin)
    session.tell(Changed(person=True))
    return person


def change_person(session: Session, person: Person) -> Person:
    """Another name, other roles, active or not; an administrator does that, and one always stays."""
    refuse_unless(session, Role.ADMINISTRATOR)
    changed = session.file.people.change(checked_person(replace(person, name=person.name.strip())))
    if session.person is not None and session.person.id == changed.id:
        session.person = changed
        session.file.audit.actor = _actor(changed)
        if not changed.active:
            sign_out(session)
            return changed
    session.tell(_everything())
    return changed


def reset_password(session: Session, person_id: str, password: str) -> None:
    """A new password for somebody who forgot theirs; an administrator does that. Their PIN goes with the old one."""
    refuse_unless(session, Role.ADMINISTRATOR)
    kept = session.passwords.hash(checked_password(password))
    with session.file.writing():
        session.file.people.set_password(person_id, kept)
        if session.file.people.secret_of(person_id).pin is not None:
            session.file.people.set_pin(person_id, None)
    session.tell(Changed(person=True))


def change_password(session: Session, old: str, new: str) -> None:
    """Another password for who is at the desk; the old one is asked for."""
    refuse_away(session)
    person = _somebody(session)
    checked_password(new)
    verify(session, person.id, old)
    session.file.people.set_password(person.id, session.passwords.hash(new))


def change_pin(session: Session, password: str, pin: str) -> None:
    """Another PIN for who is at the desk, or (empty) none; the password is asked for."""
    refuse_away(session)
    person = _somebody(session)
    kept = session.passwords.hash(checked_pin(pin)) if pin else None
    verify(session, person.id, password)
    session.file.people.set_pin(person.id, kept)
    session.person = replace(person, has_pin=kept is not None)
    session.tell(Changed(person=True))


# ---------------------------------------------------------------------- inside


def _make(session: Session, name: str, roles: frozenset[Role], password: str, pin: str) -> Person:
    person = checked_person(Person(session.new_id(), name.strip(), roles))
    checked_password(password)
    kept_pin = session.passwords.hash(checked_pin(pin)) if pin else None
    return session.file.people.add(person, session.passwords.hash(password), kept_pin)


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.name)


def _somebody(session: Session) -> Person:
    if session.person is None:
        raise Refused("Nobody is signed in; sign in first.")
    return session.person


def _refuse_gone(secret: Secret) -> None:
    if not secret.person.active:
        raise Refused("{name} does not work here any more; an administrator can change that.", name=secret.person.name)


def _note(session: Session, action: str, person: Person | None) -> None:
    """Record that somebody came or went; a full disk keeps nobody with the right password from the charts."""
    if person is not None:
        try:
            session.file.people.note(action, person.id)
        except StoreProblem as problem:
            session.unsaid = problem


def _show_again(session: Session) -> None:
    """Somebody is at the desk again: everything is shown anew, as the file has it now."""
    if session.missed:
        session.reload()
    session.tell(_everything())


def _everything() -> Changed:
    return Changed(patient=True, visits=True, visit=True, person=True)
