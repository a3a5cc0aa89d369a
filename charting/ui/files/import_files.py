"""What the window does with files to be imported: read, compare with the database, write. Each runs beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from charting import paths
from charting.desk.importing import bring_in_at, known_at
from charting.desk.session import Session
from charting.errors import Refused
from charting.exchange.csv.file import MOST_BYTES, Grid, looks_like_csv, read_grid
from charting.exchange.csv.mapped import MappedTable
from charting.exchange.csv.mapping import ColumnMapping, questions, recall, settled
from charting.exchange.csv.own import is_ours
from charting.exchange.csv.read import Table
from charting.exchange.csv.words import Words
from charting.exchange.importing import Preview, Reading, planned, preview
from charting.exchange.json.values import MOST_FAULTS
from charting.exchange.matching import Decision
from charting.exchange.planning import Totals
from charting.exchange.records import Incoming, vocabulary_of
from charting.exchange.source import HEAD, of_file

Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the patients, all that is wrong, and tables of which nobody has said yet what is in them.

    `mapped`: some of it is another program's table, read as somebody said.
    """

    incoming: tuple[Incoming, ...] = ()
    faults: tuple[Refused, ...] = ()
    unmapped: tuple[Grid, ...] = ()
    mapped: bool = False


def load(session: Session, files: Sequence[Path], mappings: Mapping[str, ColumnMapping], step: Step) -> Loaded:
    """Read the files; `mappings` are those just made, by the digest of the file. A fault never hides the next one."""
    words = Words.of(session.env.shipped)
    newest = max(session.env.anatomies)

    def table(grid: Grid) -> Table | None:
        mapping = mappings.get(grid.digest)
        if mapping is None:
            known = recall(paths.mappings_file(), grid.header)
            mapping = known and settled(known, grid, words)
            if mapping is None or questions(mapping, grid, words):
                unmapped.append(grid)
                return None
        used.append(grid.digest)
        return MappedTable(grid, mapping, words, session.env.anatomies[newest].middle, newest)

    used: list[str] = []
    unmapped: list[Grid] = []
    reading = Reading(vocabulary_of(session.env.shipped, frozenset(session.env.anatomies)), session.env.clock(), table)
    found = Loaded()
    for file in files:
        known = len(unmapped)
        incoming, faults = _read(file, reading, step)
        if len(unmapped) == known:  # else it is asked for, and no fault
            found = replace(found, incoming=(*found.incoming, *incoming), faults=(*found.faults, *faults)[:MOST_FAULTS])
    return replace(found, unmapped=tuple(unmapped), mapped=bool(used))


def _read(file: Path, reading: Reading, step: Step) -> tuple[tuple[Incoming, ...], list[Refused]]:
    faults: list[Refused] = []
    try:
        return reading.read(of_file(file, file.name), faults, step), faults
    except Refused as fault:
        return (), [*faults, fault]


def foreign(files: Sequence[Path]) -> tuple[Grid, ...]:
    """The tables of other programs among the files."""
    sources = [of_file(file, file.name) for file in files]
    tables = [source for source in sources if looks_like_csv(source.beginning(HEAD), source.name)]
    grids = [read_grid(source.beginning(MOST_BYTES + 1), source.name) for source in tables]
    return tuple(grid for grid in grids if not is_ours(grid))


def look_at(session: Session, loaded: Loaded, decisions: Mapping[str, Decision]) -> Preview:
    """What importing it would do now."""
    with known_at(session) as known:
        found = preview(loaded.incoming, known, decisions)
    return replace(found, wrong=(*loaded.faults, *found.wrong)[:MOST_FAULTS])


def write(session: Session, loaded: Loaded, decisions: Mapping[str, Decision], step: Step) -> Totals:
    """A backup, then everything in one transaction, or nothing."""
    return bring_in_at(session, lambda known: planned(loaded.incoming, known, decisions, step)).totals
