"""Exports as the window and the command line make them: what is chosen, gathered, written whole or not at all.

No widgets: it runs on any thread. Formats stand in three tables: those that put everything into one file, those that do
so patient by patient, and those that make a file of each visit (several go into a folder, which appears when all of
them are there).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from charting.domain.visit.visit import Kind, Visit
from charting.errors import Problem
from charting.exchange.fhir.values import Codes
from charting.exchange.pseudonyms import Pseudonyms
from charting.exchange.records import PatientRecord
from charting.exchange.source import Material
from charting.files import Stage, staging

if TYPE_CHECKING:
    from charting.desk.paper import Gathering
    from charting.domain.face.face import View

_T = TypeVar("_T")
Step = Callable[[int, int], None]
"""Told how much is done, and of how much; what it raises stops the export, and nothing is left of it."""


class Form(StrEnum):
    """The formats."""

    JSON = "json"
    CSV = "csv"
    PDF = "pdf"
    FHIR = "fhir"
    PNG = "png"


class Stopped(Exception):
    """Somebody does not want the export any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to write where; with `names` pseudonymised. `views` of a picture: none for those in use."""

    form: Form
    out: Path
    names: Pseudonyms | None = None
    views: tuple[View, ...] = ()
    height_px: int = 1300
    codes: Codes = field(default_factory=Codes)

    @property
    def pseudonymised(self) -> bool:
        return self.names is not None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: `path` is the file or the folder of `files` files. `patient` is set when it is about one."""

    path: Path
    patients: int
    visits: int
    files: int
    patient: str | None


def suffix(form: Form) -> str:
    """How the files of a format end."""
    return {Form.FHIR: ".fhir.json"}.get(form, f".{form.value}")


def is_of_each_visit(form: Form) -> bool:
    """Whether a format makes a file of each visit."""
    return form in OF_EACH_VISIT


def proposed_name(order_of: str, form: Form, *, pseudonymised: bool, folder: bool) -> str:
    """A name for the file or folder; it says when the content is pseudonymised, and names nobody."""
    stem = "-".join(part for part in ("charting", order_of, "pseudonymised" if pseudonymised else "") if part)
    return stem if folder else stem + suffix(form)


def export(
    gathering: Gathering, material: Material, order: Order, noted: Callable[[Written], None],
    step: Step = lambda done, count: None, *, one_look: bool = False,
) -> Written:  # fmt: skip
    """Write what is ordered. Everything is read and made before anything appears under its name.

    `noted` is told what will be there just before it
    is, for the audit. With `one_look` nobody can write to the file meanwhile. A Problem says why nothing was written.
    """
    if order.names is not None and gathering.attachments:
        raise Problem("Photographs and scans show who it is; a pseudonymised export has none.")
    patients = gathering.patients()
    look = gathering.one_look() if one_look else nullcontext()
    if order.form in PIECE_BY_PIECE:
        names = order.names
        patients = tuple(sorted(patients, key=lambda one: one.id if names is None else names.id(one.id) or ""))
        one_by_one = _named(_told(gathering.records(patients), 0, len(patients), step), order)
        return _one_file(PIECE_BY_PIECE[order.form], one_by_one, look, material, order, noted)
    records = _named(_told(gathering.records(patients), 0, 2 * len(patients), step), order)
    if order.form in OF_EACH_VISIT:
        return _each_visit(records, material, order, noted)
    with look:
        whole = list(records)
    watched = _told(whole, len(patients), len(patients) + len(whole), step)
    return _one_file(AT_ONCE[order.form], watched, nullcontext(), material, order, noted)


def _named(records: Iterable[PatientRecord], order: Order) -> Iterable[PatientRecord]:
    return records if order.names is None else map(order.names.of, records)


def _one_file(
    write: Writer, records: Iterable[PatientRecord], look: AbstractContextManager[object], material: Material,
    order: Order, noted: Callable[[Written], None],
) -> Written:  # fmt: skip
    """The file is made beside its place while all is looked at, and put there when it is whole."""
    count = _Count()
    with disk_said(order.out):
        refuse_gone(order.out)
        with staging(order.out, order.out.absolute().parent) as stage:
            with look, disk_said(order.out), stage.made("whole") as out:  # within the look: it speaks of its own disk
                out.writelines(write(count.each(records), material, order))
            written = count.written(order, 1)
            stage.put_file("whole", lambda: noted(written))
    return written


@dataclass(slots=True)
class _Count:
    """How much was written."""

    patients: int = 0
    visits: int = 0
    first: str | None = None

    def each(self, records: Iterable[PatientRecord]) -> Iterator[PatientRecord]:
        """The records, counted as they go by."""
        for record in records:
            self.add(record)
            yield record

    def add(self, record: PatientRecord) -> None:
        self.first = self.first or record.patient.id
        self.patients += 1
        self.visits += len(record.visits)

    def written(self, order: Order, files: int) -> Written:
        one = self.first if self.patients == 1 and not order.pseudonymised else None
        return Written(order.out, self.patients, self.visits, files, one)


def refuse_gone(out: Path) -> None:
    """A Problem when the folder to write into is not there."""
    if not out.absolute().parent.is_dir():
        raise Problem("{path} cannot be written: there is no folder {folder}. Choose another place.",
                      path=out, folder=out.absolute().parent)  # fmt: skip


def _told(items: Iterable[_T], done: int, count: int, step: Step) -> Iterator[_T]:
    for item in items:
        step(done, count)
        done += 1
        yield item
    step(done, count)


# ---------------------------------------------------------------------- everything in one file


Writer = Callable[[Iterable[PatientRecord], Material, Order], Iterable[bytes]]


def _json(records: Iterable[PatientRecord], material: Material, order: Order) -> Iterable[bytes]:
    from charting.exchange.json.write import written

    return written(records, pseudonymised=order.pseudonymised)


def _csv(records: Iterable[PatientRecord], material: Material, order: Order) -> Iterable[bytes]:
    from charting.exchange.csv.write import write_csv

    return [write_csv(records, material)]


def _fhir(records: Iterable[PatientRecord], material: Material, order: Order) -> Iterable[bytes]:
    from charting.exchange.fhir.bundle import write_fhir

    return [write_fhir(records, material, order.codes)]


PIECE_BY_PIECE: dict[Form, Writer] = {Form.JSON: _json}
"""These are read and written patient by patient, in the order of their ids."""
AT_ONCE: dict[Form, Writer] = {Form.CSV: _csv, Form.FHIR: _fhir}


# ---------------------------------------------------------------------- a file of each visit


def _png(record: PatientRecord, visit: Visit, material: Material, order: Order) -> bytes:
    from charting.exchange.pictures.png import write_png

    return write_png(record, visit, material, order.views, order.height_px)


def _pdf(record: PatientRecord, visit: Visit, material: Material, order: Order) -> bytes:
    content = material.sheet_of(record, visit)
    if content is None:
        raise Problem("There is no sheet of the visit {id}.", id=visit.id)
    return content


OF_EACH_VISIT: dict[Form, Callable[[PatientRecord, Visit, Material, Order], bytes]] = {
    Form.PNG: _png, Form.PDF: _pdf,
}  # fmt: skip
_NAMES = {Kind.TREATMENT: "face-map", Kind.TOUCH_UP: "touch-up", Kind.REVIEW: "review"}


def _each_visit(
    records: Iterable[PatientRecord], material: Material, order: Order, noted: Callable[[Written], None]
) -> Written:
    """Into a folder beside the target first; what is whole is put in place."""
    out = order.out.absolute()
    count = _Count()
    names: list[str] = []
    with disk_said(order.out):
        refuse_gone(order.out)
        with staging(out) as stage:
            for record in records:
                for visit in sorted(record.visits, key=lambda visit: (visit.at, visit.id)):
                    content = OF_EACH_VISIT[order.form](record, visit, material, order)
                    names.append(_file_name(record, visit, order, set(names)))
                    stage.add(names[-1], content)
                if record.visits:
                    count.add(record)
            if not names:
                raise Problem("There is no visit to write; choose other days, or another patient.")
            if len(names) > 1 and not out.is_dir() and (out.exists() or out.suffix):
                raise Problem("{path} is no folder; {count} files go into a folder. Name one.",
                              path=out, count=len(names))  # fmt: skip
            written = count.written(order, len(names))
            put(stage, names, lambda: noted(written))
    return written


def put(stage: Stage, names: Sequence[str], noted: Callable[[], None]) -> None:
    """One file under the name that was given, unless that is a folder; several into a folder."""
    if len(names) == 1 and not stage.target.is_dir():
        stage.put_file(names[0], noted)
    else:
        stage.put_folder(noted)


def _file_name(record: PatientRecord, visit: Visit, order: Order, taken: set[str]) -> str:
    """“chart-10482_2026-07-14_face-map.png”; a name every system can keep, and no other has."""
    from charting.exchange.pdf import SAFE

    number = (record.patient.chart_no or "").strip()
    who = number if SAFE.fullmatch(number) and not number.endswith(".") else record.patient.id[:8]
    said = "_pseudonymised" if order.pseudonymised else ""
    stem = f"chart-{who}_{visit.at.date().isoformat()}_{_NAMES[visit.kind]}{said}"
    name = f"{stem}{suffix(order.form)}"
    return (
        name if name.casefold() not in {t.casefold() for t in taken} else f"{stem}_{visit.id[-12:]}{suffix(order.form)}"
    )


@contextmanager
def disk_said(out: Path) -> Iterator[None]:
    """What the disk refuses, in a sentence."""
    try:
        yield
    except OSError as error:
        raise Problem("{path} cannot be written: {reason}. Choose another place.",
                      path=out, reason=error.strerror or error) from error  # fmt: skip
