"""The command for the key of the audit: typed in from its printed copy, or shown so that it can be written down."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from charting.commands import opened
from charting.errors import Problem


@click.command("audit-key", short_help="Type in the printed key of the audit.")
@click.option("--show", is_flag=True, help="Write the key of this database, to be kept on paper.")
@click.pass_obj
def audit_key(db: Path, show: bool) -> None:
    """Type in the key of the audit from its printed copy, on a computer that does not have it.

    With it “charting check” can verify what was written elsewhere. It reads the thirteen groups from standard input, on
    one line or several; capitals, spaces and dashes do not matter. Nothing is kept of a key that is not of this file.

    \b
    Example:  charting --db clinic.sqlite audit-key
              charting --db clinic.sqlite audit-key --show
    """
    from charting.domain.audit_chain import key_id
    from charting.domain.key_sheet import GROUPS, groups_of, key_of

    with opened(db) as store:
        if show:
            key = store.audit_key()
            store.note("key-shown", key=key_id(key))
            click.echo(f"Key {key_id(key)} of the file {store.file_id}:")
            for place, group in enumerate(groups_of(key), 1):
                click.echo(f"{place:4}  {group}")
            return
        if sys.stdin.isatty():
            click.echo(f"The {GROUPS} groups, then an empty line:")
        key = key_of(" ".join(_until_empty(sys.stdin)))
        if not store.learn_audit_key(key):
            raise Problem("Nothing in {path} was sealed with this key; look which file the sheet belongs to.", path=db)
        store.note("key-typed-in", key=key_id(key))
    click.echo(f"The key {key_id(key)} is kept on this computer.")


def _until_empty(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if not line.strip() and found:
            break
        found.append(line)
    return found
