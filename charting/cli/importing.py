"""The import command: files into the database, everything or nothing, and what that would be before it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from charting import paths
from charting.cli.commands import (
    faces,
    one_line,
    opened,
    progress,
    reference_data,
    source_of,
    template_versions,
    told,
)
from charting.errors import Problem

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.exchange.csv.file import Grid
    from charting.exchange.csv.read import Table
    from charting.exchange.importing import Kept, Planned, Preview
    from charting.exchange.matching import Decision
    from charting.exchange.planning import Totals
    from charting.exchange.records import Incoming
    from charting.store.database import Store

_FILE = click.Path(path_type=Path, allow_dash=True)
_SHOWN = 20


@click.command("import", short_help="Bring exchange files into the database.")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Say what would be imported; write nothing.")
@click.option("--match", "same", is_flag=True, help="Who is like one patient in the database is that patient.")
@click.option("--new-patients", "new", is_flag=True, help="Who is only like a patient in the database is somebody new.")
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE",
              help="How to read another program's CSV, saved from the desk's import window. Without it, what this"
              " person told the desk last of a table with the same columns.")  # fmt: skip
@click.pass_obj
def import_files(db: Path, files: tuple[Path, ...], dry_run: bool, same: bool, new: bool, mapping: Path | None) -> None:
    """Bring exchange FILEs into the database, which is made if missing: JSON, or CSV with one row per point.

    All files are one step: everything is imported, or, when anything in them is wrong, nothing. What is there already
    with the same content is skipped, so the same file can be imported again. A desk may stay open; it shows what came.

    A patient is found by id, else by chart number and birth date together with a name; details that are there stay.
    Somebody who is only like a patient is refused and named, unless --match or --new-patients says who it is.

    \b
    Example:  charting import july.json august.json
              charting import --dry-run points.csv
              charting import --mapping old-program.json treatments.csv
    """
    from charting.desk.importing import Known
    from charting.start.locking import make_folder
    from charting.store.connection import refuse_place

    if same and new:
        raise click.UsageError("--match and --new-patients say the opposite of each other; choose one.")
    if db == paths.default_database() and not dry_run:
        make_folder(db.parent)
    incoming = _read(files, mapping)
    if dry_run and not db.exists():
        _show(_preview(incoming, None, same=same, new=new))
        return
    refuse_place(db.absolute(), create=not dry_run)
    with opened(db, create=not dry_run) as store:
        if dry_run:
            with store.reading():
                _show(_preview(incoming, Known(store), same=same, new=new))
            return
        click.echo(told(_imported(incoming, store, same=same, new=new), "Imported"))
        _tell({str(note): None for one in incoming for note in one.notes})
        _back_up(store)


def _read(files: Sequence[Path], mapping: Path | None) -> list[Incoming]:
    from charting.exchange.importing import Reading
    from charting.exchange.records import vocabulary_of
    from charting.start.opening import local_now

    reference, templates = reference_data(), template_versions()
    reading = Reading(vocabulary_of(reference, templates), local_now(), _tables(mapping, reference))
    with progress(files, "Reading") as some:
        return [one for file in some for one in reading.read(source_of(file))]


def _tables(file: Path | None, reference: Reference) -> Callable[[Grid], Table | None]:
    """How a table of another program is read: by the mapping in a file, or by what was said at the desk before."""
    from charting.exchange.csv.mapped import MappedTable
    from charting.exchange.csv.mapping import load_mapping, recall
    from charting.exchange.csv.words import Words

    given = None if file is None else load_mapping(file)

    def table(grid: Grid) -> Table | None:
        mapping = given or recall(paths.mappings_file(), grid.header)
        if mapping is None:
            return None
        anatomies = faces()
        newest = max(anatomies)
        return MappedTable(grid, mapping, Words.of(reference), anatomies[newest].middle, newest)

    return table


def _decisions(incoming: Sequence[Incoming], kept: Kept | None, *, same: bool, new: bool) -> Mapping[str, Decision]:
    """The one answer given for everybody who is near; an answer may bring somebody else near, so until nobody is."""
    from charting.exchange.matching import deciding, match

    decisions: dict[str, Decision] = {}
    while nears := match(incoming, () if kept is None else kept.patients(), decisions).nears:
        decisions |= deciding(nears, new=new, same=same)
    return decisions


def _preview(incoming: Sequence[Incoming], kept: Kept | None, *, same: bool, new: bool) -> Preview:
    from charting.exchange.importing import preview

    found = preview(incoming, kept, _decisions(incoming, kept, same=same, new=new))
    if found.wrong:
        raise found.wrong[0]
    return found


def _imported(incoming: Sequence[Incoming], store: Store, *, same: bool, new: bool) -> Totals:
    """Who is who is decided within the same transaction in which it is written."""
    from charting.desk.importing import Known, bring_in
    from charting.exchange.importing import planned

    known = Known(store)
    with _bar("Importing") as step:

        def plan() -> Planned:
            return planned(incoming, known, _decisions(incoming, known, same=same, new=new), step)

        return bring_in(store, plan).totals


def _show(found: Preview) -> None:
    """What would be imported: a sentence, what has to be known of it, and a line for each new patient."""
    totals = found.totals
    click.echo(told(totals, "Would import"))
    _tell(found.notes)
    for patient in list(totals.patients.values())[:_SHOWN]:
        count = totals.visits[patient.id].visits if patient.id in totals.visits else 0
        chart = f", chart {patient.chart_no}" if patient.chart_no else ""
        click.echo(one_line(f"  new: {patient.family_name}, {patient.given_name}, born {patient.born}{chart}; {count}"
                            f" visit{'' if count == 1 else 's'}"))  # fmt: skip
    if len(totals.patients) > _SHOWN:
        click.echo(f"  and {len(totals.patients) - _SHOWN} more new patients")


def _tell(notes: Iterable[object]) -> None:
    """What has to be known of what was read: places that are guessed, texts that lost something."""
    for note in notes:
        click.echo(one_line(f"  {note}"))


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, whole: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, whole: int) -> None:
            bar.length = max(whole, 1)
            bar.update(done - bar.pos)

        yield step


def _back_up(store: Store) -> None:
    """The import is done; a backup that cannot be made is told, but undoes nothing."""
    try:
        store.back_up_if_changed()
    except Problem as problem:
        click.echo(one_line(f"The import is done, but no backup was made: {problem}"), err=True)
