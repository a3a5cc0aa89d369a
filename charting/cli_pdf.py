"""Sheets for the export command: one file for one visit, a folder with a file for each of several."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from charting.commands import faces, note, progress, reference_data
from charting.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from charting.domain.face import FaceView, View
    from charting.domain.patient import Patient
    from charting.domain.selection import Selection
    from charting.domain.visit import Visit
    from charting.exchange.pdf import Paper
    from charting.session.paper import Chart, Charts
    from charting.store.database import Store


def export_pdf(store: Store, chosen: Selection, out: Path) -> None:
    """Write the sheets of what is chosen. Each file appears whole or not at all; what is written is noted."""
    from charting.domain.selection import chosen_visits
    from charting.opening import local_now
    from charting.painting import get_ready_to_paint
    from charting.session.gathering import patients_chosen
    from charting.session.paper import charts_of

    app = get_ready_to_paint()
    patients = patients_chosen(store, chosen)
    one = _only(store, chosen, patients)
    folder = None if one is not None and not out.is_dir() else _folder(out, one)
    written, whose = 0, set[str]()
    try:
        with charts_of(store, reference_data(), faces(), local_now) as charts, progress(patients, "Writing") as each:
            press = _Sheets(charts)
            for patient in each:
                ids = frozenset(v.id for v in chosen_visits(chosen, store.visits_of(patient.id)))
                for chart in charts.of_patient(patient.id, ids):
                    press.write(chart, out if folder is None else None, folder)
                    written, whose = written + 1, whose | {patient.id}
    finally:
        if written:
            only = next(iter(whose)) if len(whose) == 1 else None
            note(store, "export", only, patients=len(whose), visits=written, pdf=written)
    if not written:
        raise Problem("There is no visit to write a sheet of; choose other days, or another patient.")
    del app


class _Sheets:
    """Writes sheet after sheet; of the names in a folder none is used twice."""

    def __init__(self, charts: Charts) -> None:
        from charting.opening import local_now

        self._made_at = local_now().replace(microsecond=0)
        self._entry = charts.head()
        self._names: set[str] = set()
        self._said: set[str] = set()
        self._faces = drawings()

    def write(self, chart: Chart, file: Path | None, folder: Path | None) -> None:
        """Into this file, or under a name of its own into the folder."""
        from charting.exchange.pdf import file_name, laid_out, pdf, write_pdf
        from charting.ui.paper.letters import unwritable
        from charting.ui.paper.sheet_words import Options, document_title, sheet_of

        sheet = sheet_of(chart, self._faces, Options(self._made_at, self._entry))
        press = laid_out(sheet, paper_of(chart))
        unwritten = unwritable([press])
        if unwritten is not None and str(unwritten) not in self._said:
            self._said.add(str(unwritten))
            click.echo(str(unwritten), err=True)
        content = pdf(press, document_title(chart), self._made_at)
        if file is None:
            assert folder is not None
            name = file_name(chart.patient, chart.visit, taken=lambda name: name.casefold() in self._names)
            self._names.add(name.casefold())
            file = folder / name
        if str(file) == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return
        write_pdf(file, content)


def drawings() -> Callable[[View, int], FaceView | None]:
    """The shipped face drawings, by view and version; where a version is gone the newest."""
    from charting import paths
    from charting.loading.face import load_templates

    known = load_templates(paths.resources() / "face")
    newest = known[max(known)]
    return lambda view, version: known.get(version, newest).views.get(view)


def paper_of(chart: Chart) -> Paper:
    """The paper the clinic chose, else the locale's."""
    from charting.exchange.pdf import PAPERS, paper_of_locale

    return PAPERS[chart.paper.size] if chart.paper.size is not None else paper_of_locale()


def _only(store: Store, chosen: Selection, patients: tuple[Patient, ...]) -> Visit | None:
    """The one visit that is chosen, if it is one."""
    from charting.domain.selection import chosen_visits

    if len(patients) != 1:
        return None
    visits = chosen_visits(chosen, store.visits_of(patients[0].id))
    return visits[0] if len(visits) == 1 else None


def _folder(out: Path, one: Visit | None) -> Path:
    """The folder that several sheets go to, made where it is missing."""
    if str(out) == "-" or (out.exists() and not out.is_dir()) or (one is None and out.suffix.lower() == ".pdf"):
        raise Problem("{path} is no folder; several sheets go into a folder, a file each. Name one.", path=out)
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise Problem("The folder {path} cannot be made: {reason}.", path=out, reason=error.strerror) from error
    return out
