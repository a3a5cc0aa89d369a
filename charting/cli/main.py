"""The command line: every command does all it says or nothing, and says in one sentence why it could not."""

from __future__ import annotations

import io
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from charting import __version__, paths
from charting.cli.ask import ask
from charting.cli.commands import (
    COMMAND_LINE,
    audit_key,
    faces,
    given_together,
    judged,
    one_line,
    opened,
    read_file,
    reference_data,
    refuse_held,
    reset_password,
    say,
    two_visits,
)
from charting.cli.export import export
from charting.cli.importing import import_files
from charting.errors import Problem

LONGEST_SENTENCE = 500

_FILE = click.Path(path_type=Path, allow_dash=True)
_PATH = click.Path(path_type=Path)


class _Sentence(click.ClickException):
    """A problem as it is shown: one line on standard error, exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file or sys.stderr)


class _Sentences(click.Group):
    """Turns every Problem of a command into its sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _ended_in_order():
                return super().invoke(ctx)
        except Problem as problem:
            raise _Sentence(one_line(str(problem))) from problem


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Asked to end, by the system or a closed terminal, a command leaves as after Ctrl+C: nothing of it stays behind.

    A desk has its own way to be asked.
    """

    def end(number: int, frame: object) -> None:
        for asked in before:
            signal.signal(asked, signal.SIG_IGN)  # it is leaving already
        raise SystemExit(128 + number)

    asking = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    mine = threading.current_thread() is threading.main_thread()
    before = {one: signal.getsignal(one) for one in asking if mine and signal.getsignal(one) is signal.SIG_DFL}
    for one in before:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one, was in before.items():
            signal.signal(one, was)


@click.group(
    cls=_Sentences,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Without a command the desk opens. First steps:
  charting demo                        look around on invented patients
  charting assess visit.json           totals and density of an exchange file
  charting --db clinic.sqlite check    look whether a file is sound

\b
Commands and options complete with the Tab key once your shell knows how:
  bash   eval "$(_CHARTING_COMPLETE=bash_source charting)"
  zsh    eval "$(_CHARTING_COMPLETE=zsh_source charting)"
  fish   _CHARTING_COMPLETE=fish_source charting | source
Put that line into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish to keep it.""",
)
@click.option(
    "--db", type=_PATH, envvar="CHARTING_DB", metavar="FILE",
    help="The database to work on, given before the command; CHARTING_DB names it as well. [default: your own file]",
)  # fmt: skip
@click.version_option(__version__, prog_name="charting")
@click.pass_context
def charting(ctx: click.Context, db: Path | None) -> None:
    """Chart botulinum toxin treatments on a face map: points, units and density, area by area."""
    ctx.obj = db or paths.default_database()
    if ctx.invoked_subcommand is None:
        ctx.invoke(open_desk)


@charting.command("open", short_help="Open the desk (also without a command).")
@click.pass_obj
def open_desk(db: Path) -> None:
    """Open the desk (also what happens without a command).

    A file that is missing is made. A second desk on the same file brings the first one to the front.

    \b
    Example:  charting --db clinic.sqlite open
    """
    from charting.start.run_desk import run

    sys.exit(run(db))


@charting.command(short_help="Look around on invented patients.")
def demo() -> None:
    """Open the desk on invented patients with two years of visits.

    Everything can be tried out: the file is a throw-away one, and nothing of it is kept.

    \b
    Example:  charting demo
    """
    import tempfile

    from charting.start.run_desk import run

    with tempfile.TemporaryDirectory(prefix="charting-demo-", ignore_cleanup_errors=True) as folder:
        status = run(Path(folder) / "demo.sqlite", demo=True)
    sys.exit(status)


@charting.command(short_help="Totals and density of an exchange file.")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of tables, for programs.")
def assess(file: Path, as_json: bool) -> None:
    """Totals, density, style and cautions of every visit in an exchange FILE.

    No database is needed or touched; “-” reads standard input. A visit needs its product and its points. It is
    compared with the shipped ranges, since a clinic's own stand in its database only; a signed visit with the table
    it was signed under, where the file brings that along.

    \b
    Example:  charting assess visit.json
              charting assess visit.json --json > assessment.json
    """
    from charting.cli.assess_text import assess_text
    from charting.exchange.assess_json import assess_json
    from charting.exchange.json.read import Level

    reference, anatomies = reference_data(), faces()
    records = read_file(file, Level.ASSESS, reference, frozenset(anatomies))
    found = [
        (record.patient, visit, assessment, notes)
        for record in records
        for visit, assessment, notes in judged(record, reference, anatomies)
    ]
    days, touch_ups = given_together(found)
    if as_json:
        each = [(patient.id, assessment, notes) for patient, _, assessment, notes in found]
        click.echo(assess_json(each, days, touch_ups).encode())
    else:
        day_of = {visit_id: day.areas for day in days for visit_id in day.visits}
        tables = [
            assess_text(visit, patient, assessment, reference, notes, day_of.get(visit.id, ()),
                        touch_ups.get(visit.id, {}).values())
            for patient, visit, assessment, notes in found
        ]  # fmt: skip
        click.echo("\n\n".join(tables) or "The file holds no visit.")


@charting.command(short_help="What is different between two visits.")
@click.argument("before", metavar="VISIT")
@click.argument("after", metavar="VISIT")
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of tables, for programs.")
@click.pass_obj
def compare(db: Path, before: str, after: str, as_json: bool) -> None:
    """What is different between two visits of one patient: from the first VISIT to the second, by their ids.

    Points are the same, re-dosed (U), moved (mm), added or dropped; units by area and in all. With two different
    products points are compared by their place alone.

    \b
    Example:  charting compare 0198f0c3-0000-7000-8000-000000000001 0198f0c3-0000-7000-8000-000000000002
              charting compare ID ID --json > difference.json
    """
    from charting.cli.compare_text import compare_text
    from charting.domain.past.comparison import compare as compared
    from charting.exchange.assess_json import compare_json

    reference = reference_data()
    (one, other), (here, there), patient = two_visits(db, before, after, reference, faces())
    found = compared(one, other, here.area_of, there.area_of, tuple(reference.areas))
    if as_json:
        click.echo(compare_json(one.id, other.id, found))
    else:
        click.echo(compare_text(one, other, patient, found, reference))


@charting.command(short_help="Look whether the database is sound.")
@click.pass_obj
def check(db: Path) -> None:
    """Look whether the database is sound, every signed visit what was signed, and the audit whole.

    Prints “ok”, or each problem on a line of its own (then the exit status is 1).

    \b
    Example:  charting --db clinic.sqlite check
    """
    from charting.desk.signing import document
    from charting.store.check import check as problems_of

    with opened(db) as store:
        problems = problems_of(store, document)
    for problem in problems or ["ok"]:
        click.echo(one_line(problem))
    if problems:
        sys.exit(1)


@charting.command(short_help="Write a verified copy of the database.")
@click.argument("path", type=_PATH)
@click.pass_obj
def backup(db: Path, path: Path) -> None:
    """Write a consistent, verified copy of the database to PATH, even while a desk is open.

    The copy is opened and counted before it appears under its name.

    \b
    Example:  charting backup /media/usb/charting-monday.sqlite
    """
    from charting.domain.clinic.audit_chain import Actor
    from charting.start.keys import keeper
    from charting.start.opening import local_now
    from charting.store.audit_copies import backup_noted

    if path.exists() and not (db.exists() and path.samefile(db)):
        refuse_held(path)
    backup_noted(db, path, clock=local_now, keeper=keeper(db, say), actor=Actor(None, COMMAND_LINE))
    click.echo(one_line(f"A verified copy of {db} is in {path}."))


@charting.command(short_help="Put a backup in the place of the database.")
@click.argument("path", type=_PATH)
@click.pass_obj
def restore(db: Path, path: Path) -> None:
    """Put the backup PATH in the place of the database.

    First a copy of what is replaced is kept in the folder “backups” beside the database. Refused while a desk has the
    database open; the desk offers the same in its menu.

    \b
    Example:  charting restore /media/usb/charting-monday.sqlite
    """
    from charting.domain.clinic.audit_chain import Actor
    from charting.start.keys import keeper
    from charting.start.locking import hold, make_folder
    from charting.start.opening import local_now
    from charting.store.audit_copies import restore_noted
    from charting.store.connection import refuse_place

    refuse_place(path.absolute(), create=False)
    if db == paths.default_database():
        make_folder(db.parent)
    refuse_place(db.absolute(), create=True)
    lock = hold(db)
    try:
        kept = restore_noted(db, path, clock=local_now, keeper=keeper(db, say), actor=Actor(None, COMMAND_LINE))
    finally:
        lock.unlock()
    click.echo(one_line(f"{db} is now what {path} holds." + (f" The former file is kept as {kept}." if kept else "")))


charting.add_command(ask)
charting.add_command(audit_key)
charting.add_command(reset_password)
charting.add_command(import_files)
charting.add_command(export)


def main() -> None:
    """Run the command line and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that a terminal does not know is no reason to fail
            stream.reconfigure(errors="replace")
    charting(prog_name="charting")


__all__ = ["charting", "main"]
