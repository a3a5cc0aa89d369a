"""The export command: what is chosen of the database, in a form that others read."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from charting.commands import note, opened, progress, selection_of
from charting.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from charting.domain.patient_record import PatientRecord

_FILE = click.Path(path_type=Path, allow_dash=True)
_DAY = click.DateTime(["%Y-%m-%d"])


def _json(records: Iterable[PatientRecord]) -> bytes:
    from charting.exchange.json_write import write

    return write(records)


FORMATS: dict[str, Callable[[Iterable[PatientRecord]], bytes]] = {"json": _json}


@click.command(short_help="Write patients and visits into a file.")
@click.option("--format", "form", type=click.Choice([*FORMATS, "pdf"]), required=True,
              help="What to write: exchange JSON, or a sheet of each visit as PDF.")  # fmt: skip
@click.option("--patient", metavar="REF", help="Only this patient: an id or a chart number.")
@click.option("--visit", "visit_id", metavar="ID", help="Only this visit.")
@click.option("--from", "since", type=_DAY, metavar="DATE", help="Only visits of this day (2026-07-14) and later.")
@click.option("--to", "until", type=_DAY, metavar="DATE", help="Only visits of this day and earlier.")
@click.option("--with-attachments", is_flag=True, help="JSON: photographs and scans too; the file grows large.")
@click.option("--out", type=_FILE, required=True, metavar="PATH",
              help="The file to write; “-” is standard output. Several sheets go into a folder.")  # fmt: skip
@click.pass_obj
def export(
    db: Path, form: str, patient: str | None, visit_id: str | None, since: datetime | None, until: datetime | None,
    with_attachments: bool, out: Path,
) -> None:  # fmt: skip
    """Write patients and visits of the database into a file.

    JSON: the same content always gives the same bytes. A file appears whole or not at all.

    \b
    Example:  charting export --format json --out everything.json
              charting export --format json --patient 10482 --out -
              charting export --format json --from 2026-01-01 --to 2026-03-31 --out spring.json
              charting export --format pdf --patient 10482 --out sheets
    """
    from charting.cli_pdf import export_pdf
    from charting.files import write_whole
    from charting.session.gathering import gathered, patients_chosen

    if out.exists() and db.exists() and out.samefile(db):
        raise Problem("{path} is the database itself; name another file for the export.", path=out)
    with opened(db) as store:
        with store.reading():
            chosen = selection_of(store, patient, visit_id, since and since.date(), until and until.date())
        if form == "pdf":
            export_pdf(store, chosen, out)
            return
        with store.reading(), progress(patients_chosen(store, chosen), "Reading") as reading:
            records = list(gathered(store, chosen, reading, attachments=with_attachments))
        content = FORMATS[form](records)
        one = records[0].patient.id if records and (patient or visit_id) else None
        note(store, "export", one, patients=len(records), visits=sum(len(record.visits) for record in records))
    if str(out) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        write_whole(out.absolute(), content)
    except OSError as error:
        raise Problem("{path} cannot be written: {reason}.", path=out, reason=error.strerror) from error
