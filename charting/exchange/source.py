"""Where the bytes of a file to be imported are: looked at as often as needed, and never all in memory."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from charting.domain.dosing.dosing import AreaDose, Assessment, assess
from charting.domain.dosing.range_table import area_set_of, table_of, with_table
from charting.errors import Problem, Refused
from charting.exchange.records import PatientRecord

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.face.face import FaceView, View
    from charting.domain.visit.visit import Visit


HEAD = 1 << 16
"""So many bytes tell what kind of file it is."""


class Readable(Protocol):
    """What is needed of an open file."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, place: int, whence: int = 0, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Source:
    """A file by the name it has in a sentence; each time it is opened it is at its beginning."""

    name: str
    opened: Callable[[], AbstractContextManager[Readable]]

    def beginning(self, size: int) -> bytes:
        """So many bytes of it, or all there are."""
        with self.opened() as file:
            return file.read(size)


def of_file(path: Path, name: str) -> Source:
    """A file on a disk; what is no file, such as a pipe, is kept in a private file without a name. A Problem if not."""
    with _said(str(path)), path.open("rb") as file:
        if not path.is_file():
            return of_stream(file, name)

    @contextmanager
    def opened() -> Iterator[Readable]:
        with _said(str(path)), path.open("rb") as file:
            yield file

    return Source(name, opened)


def of_stream(stream: BinaryIO, name: str) -> Source:
    """What can be read only once, such as standard input: kept in a private file without a name."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nobody can look at it any more
    with _said(name):
        shutil.copyfileobj(stream, kept, HEAD)

    @contextmanager
    def opened() -> Iterator[Readable]:
        with _said(name):
            yield _Look(kept)

    weakref.finalize(opened, kept.close)
    return Source(name, opened)


@dataclass(slots=True)
class _Look:
    """One look at a file that others look at too: it has a place of its own."""

    kept: BinaryIO
    at: int = 0

    def read(self, size: int = -1, /) -> bytes:
        self.kept.seek(self.at)
        data = self.kept.read(size)
        self.at += len(data)
        return data

    def seek(self, place: int, whence: int = 0, /) -> int:
        self.at = self.kept.seek(place, whence)
        return self.at


@contextmanager
def _said(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Problem("{file} cannot be read: {reason}; check the path.",
                      file=name, reason=error.strerror or error) from error  # fmt: skip


def changed(name: str) -> Refused:
    """What is read again is not what was read before."""
    return Refused("{file} was changed while it was read; nothing was imported. Import it again.", file=name)


# ----------------------------------------------------------------------
# What the writers of exports need besides the records: reference data and faces to assess each visit with.


NAMELESS = "Pseudonym"
"""Stands in the place of a family name in a pseudonymised export."""


@dataclass(frozen=True, slots=True)
class Material:
    """`reference` is today's, with the clinic's own ranges; `drawing` gives a face to paint, of a view and version.

    `named` is False where the records were pseudonymised. `sheet_of` makes the PDF of a visit, where there is one.
    `letters` fills with those that were painted, and whether this computer has them.
    """

    shipped: Reference
    reference: Reference
    anatomies: Mapping[int, Anatomy]
    drawing: Callable[[View, int], FaceView | None]
    named: bool = True
    sheet_of: Callable[[PatientRecord, Visit], bytes | None] = lambda record, visit: None
    letters: dict[str, bool] = field(default_factory=dict, compare=False)
    _tables: dict[str, Reference] = field(default_factory=dict, compare=False)

    def reference_of(self, record: PatientRecord, visit: Visit) -> Reference:
        """The ranges a visit is compared with: those kept at its signing where they go along, else today's."""
        if visit.is_draft or visit.table in (None, table_of(self.reference).version):
            return self.reference
        for table in record.tables:
            if table.version == visit.table and table.version not in self._tables:
                try:
                    self._tables[table.version] = with_table(self.shipped, table)
                except ValueError:
                    return self.reference  # as on the desk: a table that cannot be read any more is lost
        return self._tables.get(visit.table or "", self.reference)

    def anatomy_of(self, record: PatientRecord, visit: Visit) -> Anatomy:
        """The face a visit was charted on, with the areas of its table; the newest one where that drawing is gone."""
        face = self.anatomies.get(visit.template, self.anatomies[max(self.anatomies)])
        reference = self.reference_of(record, visit)
        return face.in_set(area_set_of(reference, visit.table, signed_here=visit.signed_here))

    def assessed(self, record: PatientRecord, visit: Visit) -> Assessment:
        """A visit in figures."""
        return assess(visit, record.patient, self.reference_of(record, visit), self.anatomy_of(record, visit))


def rows_by_point(assessment: Assessment) -> dict[int, AreaDose]:
    """The row of each point, by its number from 1."""
    return {number: row for row in assessment.areas for number in row.point_numbers}
