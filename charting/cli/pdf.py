"""Sheets for the export command: one file for one visit, a folder with a file for each of several."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from charting.cli.commands import faces, note, progress, reference_data
from charting.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from charting.desk.paper import Charts
    from charting.domain.face.face import FaceView, View
    from charting.domain.people.patient import Patient
    from charting.domain.visit.chart import Chart, Selection
    from charting.domain.visit.visit import Visit
    from charting.exchange.pdf import Paper
    from charting.files import Stage
    from charting.store.database import Store


def export_pdf(store: Store, chosen: Selection, out: Path) -> None:
    """Write the sheets of what is chosen: all of them or none, noted just before they appear."""
    from charting.desk.paper import charts_of, patients_chosen
    from charting.domain.visit.chart import chosen_visits
    from charting.files import staging
    from charting.start.opening import local_now
    from charting.start.painting import get_ready_to_paint
    from charting.ui.files.exporting import disk_said, put, refuse_gone

    app = get_ready_to_paint()
    patients = patients_chosen(store, chosen)
    _refuse_no_folder(out, _only(store, chosen, patients))
    whose: set[str] = set()
    with ExitStack() as stack:
        stack.enter_context(disk_said(out))
        refuse_gone(out)
        there = Path(tempfile.gettempdir()) / "charting-export" if str(out) == "-" else out
        stage = stack.enter_context(staging(there))
        with charts_of(store, reference_data(), faces(), local_now) as charts, progress(patients, "Writing") as each:
            press = _Sheets(charts, stage)
            for patient in each:
                ids = frozenset(v.id for v in chosen_visits(chosen, store.visits.of(patient.id)))
                for chart in charts.of_patient(patient.id, ids):
                    press.write(chart)
                    whose.add(patient.id)
        if not press.names:
            raise Problem("There is no visit to write a sheet of; choose other days, or another patient.")
        only = next(iter(whose)) if len(whose) == 1 else None
        noted = partial(note, store, "export", only, patients=len(whose), visits=len(press.names), pdf=len(press.names))
        if there == out:
            put(stage, press.names, noted)
        else:
            noted()
            sys.stdout.buffer.write(stage.part(press.names[0]).read_bytes())
            sys.stdout.buffer.flush()
    del app


class _Sheets:
    """Puts sheet after sheet on a stage; of the names none is used twice."""

    def __init__(self, charts: Charts, stage: Stage) -> None:
        from charting.start.opening import local_now

        self.names: list[str] = []
        self._stage = stage
        self._made_at = local_now().replace(microsecond=0)
        self._entry = charts.head()
        self._taken: set[str] = set()
        self._said: set[str] = set()
        self._faces = drawings()

    def write(self, chart: Chart) -> None:
        """The sheet of one visit, under a name of its own."""
        from charting.exchange.pdf import file_name, laid_out, pdf
        from charting.paper.sheet_words import Options, document_title, sheet_of
        from charting.ui.files.letters import unwritable

        sheet = sheet_of(chart, self._faces, Options(self._made_at, self._entry))
        press = laid_out(sheet, paper_of(chart))
        unwritten = unwritable([press])
        if unwritten is not None and str(unwritten) not in self._said:
            self._said.add(str(unwritten))
            click.echo(str(unwritten), err=True)
        name = file_name(chart.patient, chart.visit, taken=lambda name: name.casefold() in self._taken)
        self._stage.add(name, pdf(press, document_title(chart), self._made_at))
        self._taken.add(name.casefold())
        self.names.append(name)


def drawings() -> Callable[[View, int], FaceView | None]:
    """The shipped face drawings, by view and version; where a version is gone the newest."""
    from charting.loading import shipped

    known = shipped.templates()
    newest = known[max(known)]
    return lambda view, version: known.get(version, newest).views.get(view)


def paper_of(chart: Chart) -> Paper:
    """The paper the clinic chose, else the locale's."""
    from charting.exchange.pdf import PAPERS, paper_of_locale

    return PAPERS[chart.paper.size] if chart.paper.size is not None else paper_of_locale()


def _only(store: Store, chosen: Selection, patients: tuple[Patient, ...]) -> Visit | None:
    """The one visit that is chosen, if it is one."""
    from charting.domain.visit.chart import chosen_visits

    if len(patients) != 1:
        return None
    visits = chosen_visits(chosen, store.visits.of(patients[0].id))
    return visits[0] if len(visits) == 1 else None


def _refuse_no_folder(out: Path, one: Visit | None) -> None:
    """Several sheets go into a folder; of one visit it may be a file."""
    no_folder = str(out) == "-" or (out.exists() and not out.is_dir()) or out.suffix.lower() == ".pdf"
    if one is None and no_folder and not out.is_dir():
        raise Problem("{path} is no folder; several sheets go into a folder, a file each. Name one.", path=out)
