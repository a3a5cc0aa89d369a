"""The audit as who is at the desk may see it: entries, whether they are whole, and the key on its sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from charting.desk.people import is_away, may, refuse_unless
from charting.domain.audit_chain import OPEN_KEY, Entry, Verdict, key_id
from charting.domain.key_sheet import groups_of
from charting.domain.people import Role
from charting.errors import StoreProblem

if TYPE_CHECKING:
    from charting.desk.session import Session

KEY_SHOWN, KEY_KEPT = "key-shown", "key-kept"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are looked for; None where it does not matter. `since` is a day of the desk's own calendar."""

    patient: str | None = None
    name: str | None = None
    action: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class KeySheet:
    """What is printed of a key: its groups, its short name, and the file it belongs to."""

    key_id: str
    file_id: str
    groups: tuple[str, ...]


def note_view(session: Session, *, opened: bool = False) -> None:
    """Record that the open chart is seen: when it is opened, and when somebody else comes to the desk while it is."""
    if is_away(session) or session.patient is None:
        return
    seen = (session.patient.id, session.person.id if session.person is not None else None)
    if opened or seen != session.seen:
        session.seen = seen
        session.autosave.note("view", session.patient.id)


def may_see_all(session: Session) -> bool:
    """Whether the entries of every patient may be seen; an administrator's, once there are people."""
    return may(session, Role.ADMINISTRATOR)


def entries(session: Session, sought: Sought, before: int | None, limit: int) -> tuple[Entry, ...]:
    """Entries from the newest on, or from those before an entry's number."""
    if sought.patient is None:
        refuse_unless(session, Role.ADMINISTRATOR)
    since = None if sought.since is None else sought.since.isoformat()
    return session.store.audit.entries(
        patient=sought.patient, action=sought.action, name=sought.name, since=since, before=before, limit=limit
    )


def words_of(session: Session, patient: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names and actions there are to choose from."""
    return session.store.audit.words(patient)


def verdict(session: Session) -> Verdict:
    """Look through the whole chain; for a thread of its own."""
    session.settle()
    return session.store.audit.verdict()


def note_export(session: Session, sought: Sought, count: int) -> None:
    """Record that entries left the file."""
    session.store.audit.note("export", patient=sought.patient, what="audit", entries=count)


# ---------------------------------------------------------------------- the key


def has_key(session: Session) -> bool:
    """Whether the chain has a key that is here and that somebody can keep; throw-away files have none."""
    store = session.store
    try:
        return store.audit.key() != OPEN_KEY
    except StoreProblem:
        return False


def is_key_to_keep(session: Session) -> bool:
    """Whether who is at the desk is asked to write the key down: nobody has shown yet that they hold its sheet."""
    return may_see_all(session) and has_key(session) and not key_is_kept(session)


def show_key(session: Session) -> KeySheet:
    """The key for its sheet of paper; that it was shown is recorded. An administrator's, once there are people."""
    refuse_unless(session, Role.ADMINISTRATOR)
    key = session.store.audit.key()
    session.store.audit.note(KEY_SHOWN, key=key_id(key))
    return KeySheet(key_id(key), session.store.audit.file_id, groups_of(key))


def key_is_kept(session: Session) -> bool:
    """Whether somebody has shown that they hold the sheet of today's key."""
    wanted = key_id(session.store.audit.key())
    shown = session.store.audit.entries(action=KEY_KEPT, limit=100)
    return any(f'"{wanted}"' in entry.detail for entry in shown)


def keep_key(session: Session) -> None:
    """Somebody typed a group from the sheet: it is there, and can be read."""
    session.store.audit.note(KEY_KEPT, key=key_id(session.store.audit.key()))
