"""The export command: what is chosen of the database, in a form that others read."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from charting.cli.commands import faces, note, opened, reference_data, selection_of
from charting.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from charting.desk.paper import Gathering
    from charting.exchange.source import Material
    from charting.store.database import Store
    from charting.ui.files.exporting import Order, Written

_FILE = click.Path(path_type=Path, allow_dash=True)
_PATH = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_VIEWS = ("used", "all", "front", "right", "left")
_SIZES = ("small", "medium", "large")


@click.command(short_help="Write patients and visits into a file.")
@click.option("--format", "form", type=click.Choice(["json", "csv", "pdf", "fhir", "png"]), required=True,
              help="What to write: all of it (json), a table of points (csv), a sheet of each visit (pdf), a bundle for"
              " other systems (fhir), a picture of each map (png).")  # fmt: skip
@click.option("--patient", metavar="REF", help="Only this patient: an id or a chart number.")
@click.option("--visit", "visit_id", metavar="ID", help="Only this visit.")
@click.option("--from", "since", type=_DAY, metavar="DATE", help="Only visits of this day (2026-07-14) and later.")
@click.option("--to", "until", type=_DAY, metavar="DATE", help="Only visits of this day and earlier.")
@click.option("--pseudonymised", is_flag=True, help="No names, numbers or free text; other ids, days moved back.")
@click.option("--with-attachments", is_flag=True, help="json: photographs and scans too; the file grows large.")
@click.option("--without-sheets", is_flag=True, help="fhir: leave out the PDF of each visit; the file stays small.")
@click.option("--views", type=click.Choice(_VIEWS), default="used", help="png: which views.  [default: used]")
@click.option("--size", type=click.Choice(_SIZES), default="medium", help="png: how large.  [default: medium]")
@click.option("--codes", type=_PATH, metavar="FILE", help="fhir: the codes your clinic chose, a JSON file.")
@click.option("--out", type=_FILE, required=True, metavar="PATH",
              help="The file to write; “-” is standard output. Sheets or pictures of several visits go into a"
              " folder.")  # fmt: skip
@click.pass_obj
def export(
    db: Path, /, form: str, patient: str | None, visit_id: str | None, since: datetime | None, until: datetime | None,
    out: Path, **more: Any,
) -> None:  # fmt: skip
    """Write patients and visits of the database into a file.

    As json, csv or fhir the same content always gives the same bytes. A file appears whole or not at all. Whatever is
    written holds health data, pseudonymised or not: keep it as you keep the database.

    \b
    Example:  charting export --format json --out everything.json
              charting export --format csv --patient 10482 --out -
              charting export --format fhir --from 2026-01-01 --to 2026-03-31 --out spring.fhir.json
              charting export --format pdf --patient 10482 --out sheets
              charting export --format csv --pseudonymised --out study.csv
    """
    os.environ.setdefault("QT_HASH_SEED", "0")  # which font stands in for a missing sign follows from it
    if out.exists() and db.exists() and out.samefile(db):
        raise Problem("{path} is the database itself; name another file for the export.", path=out)
    from charting.desk.paper import Gathering
    from charting.files import staging

    with opened(db) as store:
        with store.reading():
            chosen = selection_of(store, patient, visit_id, since and since.date(), until and until.date())
        if form == "pdf" and not more["pseudonymised"]:
            from charting.cli.pdf import export_pdf

            export_pdf(store, chosen, out)
            return
        gathering = Gathering(store, chosen, more["with_attachments"])
        if str(out) != "-":
            _export(gathering, _order(form, out, more), store, sheets=not more["without_sheets"])
            return
        with staging(Path(tempfile.gettempdir()) / "charting-export") as stage:
            there = stage.part("out")
            _export(gathering, _order(form, there, more), store, sheets=not more["without_sheets"])
            if there.is_dir():
                raise Problem("Several files do not go to standard output; name a folder.")
            with there.open("rb") as made:
                shutil.copyfileobj(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _order(form: str, out: Path, more: dict[str, Any]) -> Order:
    import secrets

    from charting.domain.face.face import View
    from charting.exchange.fhir.values import chosen_codes
    from charting.exchange.pictures.png import IN_ORDER, SIZES
    from charting.exchange.pseudonyms import Pseudonyms
    from charting.ui.files.exporting import Form, Order

    some: dict[str, tuple[View, ...]] = {"used": (), "all": IN_ORDER}
    views = some[more["views"]] if more["views"] in some else (View(more["views"]),)
    names = Pseudonyms(secrets.token_bytes(32)) if more["pseudonymised"] else None
    return Order(Form(form), out, names, views, SIZES[more["size"]], chosen_codes(more["codes"]))


def _export(gathering: Gathering, order: Order, store: Store, *, sheets: bool) -> None:
    from charting.desk.paper import charts_of
    from charting.start.opening import local_now
    from charting.start.painting import get_ready_to_paint
    from charting.ui.files.exporting import Form, export

    def noted(written: Written) -> None:
        note(store, "export", written.patient, format=order.form.value, pseudonymised=order.pseudonymised,
             patients=written.patients, visits=written.visits)  # fmt: skip

    with ExitStack() as stack:
        with_sheets = order.form is Form.PDF or (order.form is Form.FHIR and sheets)
        app = get_ready_to_paint() if with_sheets or order.form is Form.PNG else None
        material = material_of(store, named=not order.pseudonymised)
        if with_sheets:
            from charting.ui.files.export_sheets import ExportSheets

            charts = stack.enter_context(charts_of(store, reference_data(), material.anatomies, local_now))
            material = replace(
                material, sheet_of=ExportSheets(charts, material.drawing, order.names, letters=material.letters).pdf_of
            )
        step = stack.enter_context(_Bar())
        export(gathering, material, order, noted, step, one_look=True)
        del app
    _say_missing(material.letters)


def _say_missing(letters: dict[str, bool]) -> None:
    """Which letters of names are boxes in what was written."""
    from charting.ui.files.letters import without_font

    missing = without_font("".join(letter for letter, there in letters.items() if not there))
    if missing is not None:
        click.echo(str(missing), err=True)


def material_of(store: Store, *, named: bool) -> Material:
    """What the writers need, from the shipped data and what the clinic set in this database."""
    from charting.cli.pdf import drawings
    from charting.domain.dosing.range_table import effective
    from charting.exchange.source import Material

    shipped = reference_data()
    return Material(shipped, effective(shipped, store.clinic.book().ranges), faces(), drawings(), named=named)


class _Bar:
    """Shows how much is done; the length may change on the way."""

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar: Any = None
        return self._step if sys.stderr.isatty() else lambda done, count: None

    def _step(self, done: int, count: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=count, label="Writing", file=sys.stderr).__enter__()
        self._bar.length = count
        self._bar.update(done - self._bar.pos)

    def __exit__(self, *failed: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()
