"""Commands for the printed key of the audit: typed in elsewhere, and the way back in after a lost password."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from charting.cli.commands import opened
from charting.errors import Problem


@click.command("audit-key", short_help="Type in the printed key of the audit.")
@click.pass_obj
def audit_key(db: Path) -> None:
    """Type in the key of the audit from its printed copy, on a computer that does not have it.

    With it “charting check” can verify what was written elsewhere. It reads the thirteen groups from standard input, on
    one line or several; capitals, spaces and dashes do not matter. Nothing is kept of a key that is not of this file.

    \b
    Example:  charting --db clinic.sqlite audit-key
    """
    from charting.domain.clinic.audit_chain import key_id

    with opened(db) as store:
        key = _typed_key()
        if not store.audit.learn_key(key):
            raise Problem("Nothing in {path} was sealed with this key; look which file the sheet belongs to.", path=db)
        store.audit.note("key-typed-in", key=key_id(key))
    click.echo(f"The key {key_id(key)} is kept on this computer.")


@click.command("reset-password", short_help="A new password for somebody, by the printed key.")
@click.argument("name")
@click.pass_obj
def reset_password(db: Path, name: str) -> None:
    """Give the person of this printed NAME a new password, for when no administrator can sign in any more.

    The printed key of the audit shows that it is allowed: its thirteen groups are read from standard input, then an
    empty line, then the new password. The audit says that it was done, and who signs in later is told nothing else.

    \b
    Example:  charting --db clinic.sqlite reset-password "Dr. Example"
    """
    from charting.desk.passwords import Passwords
    from charting.domain.people.people import checked_password

    with opened(db) as store:
        person = next((one for one in store.people.all() if one.name == name), None)
        if person is None:
            raise Problem("Nobody here is called {name}; write the name as it is printed.", name=name)
        if _typed_key() != store.audit.key():
            store.audit.note("failed-reset", person=person.id)
            raise Problem("This is not the key of {path}; look which file the sheet belongs to.", path=db)
        typed = click.prompt("New password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else ""
        password = checked_password(typed or sys.stdin.readline().rstrip("\n"))
        with store.writing():
            store.audit.note("password-reset", person=person.id)
            store.people.set_password(person.id, Passwords().hash(password))
    click.echo(f"{name} signs in with the new password from now on.")


def _typed_key() -> bytes:
    from charting.domain.clinic.audit_chain import GROUPS, key_of

    if sys.stdin.isatty():
        click.echo(f"The {GROUPS} groups, then an empty line:")
    return key_of(" ".join(_until_empty(sys.stdin)))


def _until_empty(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if not line.strip() and found:
            break
        found.append(line)
    return found
