"""The sheets of visits for exports: as they are on paper, or of nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from charting.domain.clinic.clinic import ClinicSettings, PaperSettings
from charting.domain.visit.chart import Chart
from charting.exchange.pdf import PAPERS, laid_out, paper_of_locale, pdf
from charting.paper.sheet_words import Options, document_title, sheet_of

if TYPE_CHECKING:
    from charting.desk.paper import Charts
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.dosing.ranges import Band
    from charting.domain.past.sittings import Also
    from charting.domain.visit.visit import Visit
    from charting.exchange.pseudonyms import Pseudonyms
    from charting.exchange.records import PatientRecord
    from charting.paper.sheet_words import Faces

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class ExportSheets:
    """Makes the PDF of each visit of an export. The time on it is the visit's own, so that the bytes stay the same.

    With `made_at` it is that time. `names` made the records of the export pseudonymous, and know whose they were.
    `letters` fills with those that no font here has.
    """

    def __init__(
        self, charts: Charts, faces: Faces, names: Pseudonyms | None = None,
        made_at: Callable[[], datetime] | None = None, letters: dict[str, bool] | None = None,
    ) -> None:  # fmt: skip
        self._letters = letters if letters is not None else {}
        self._charts, self._faces, self._names, self._made_at = charts, faces, names, made_at
        self._patient: str | None = None
        self._known: dict[str, Chart] = {}

    def pdf_of(self, record: PatientRecord, visit: Visit) -> bytes | None:
        """The sheet of a visit; None when it is not in the file any more."""
        names = self._names
        patient_id, visit_id = record.patient.id, visit.id
        if names is not None:
            patient_id, visit_id = names.was(patient_id), names.was(visit_id)
        if patient_id != self._patient:
            self._patient = patient_id
            self._known = {chart.visit.id: chart for chart in self._charts.of_patient(patient_id)}
        chart = self._known.get(visit_id)
        if chart is None:
            return None
        if names is not None:
            chart = of_nobody(chart, record, names)
        signed_at = chart.visit.signature.at if chart.visit.signature else None
        at = self._made_at() if self._made_at else signed_at or chart.visit.at
        paper = PAPERS[chart.paper.size] if chart.paper.size is not None else paper_of_locale()
        press = laid_out(sheet_of(chart, self._faces, Options(at)), paper)
        self._letters.update(dict.fromkeys(press.without_letters, False))
        return pdf(press, document_title(chart), at)


def of_nobody(chart: Chart, record: PatientRecord, names: Pseudonyms) -> Chart:
    """A chart with what its pseudonymised record says, and nothing of the clinic; cautions that name a day stay out.

    Each field is given by name, so that a new one has to say here what of it may be seen.
    """
    patient = record.patient
    of_patient = names.each(chart.patient)

    def other(visit: Visit | None) -> Visit | None:
        return None if visit is None else of_patient.travels(visit)

    def same_day(also: Also) -> Also:
        return replace(also, others=tuple((of_patient.moved(at), units) for at, units in also.others))

    return Chart(
        visit=of_patient.travels(chart.visit),
        patient=patient,
        assessment=_unsigned(chart.assessment, names),
        reference=chart.reference,
        compared=chart.compared,
        notes=tuple(note for note in chart.notes if not _DAY.search(f"{note.measured} {note.rule}")),
        history=of_patient.travels(chart.history),
        consents=of_patient.travels(chart.consents),
        bill=None,
        corrects=other(chart.corrects),
        newer=other(chart.newer),
        treatment=other(chart.treatment),
        following=tuple(of_nobody(each, record, names) for each in chart.following),
        photos=(),
        settings=ClinicSettings(),
        paper=PaperSettings(size=chart.paper.size),
        reviewed=None if chart.reviewed is None else replace(chart.reviewed, by=""),
        also={row: same_day(also) for row, also in chart.also.items()},
    )


def _unsigned(found: Assessment, names: Pseudonyms) -> Assessment:
    """The figures, without who set the clinic's own ranges and when."""

    def nameless(band: Band | None) -> Band | None:
        return None if band is None else replace(band, set_by="", set_on=None)

    areas = tuple(replace(row, micro=nameless(row.micro), standard=nameless(row.standard)) for row in found.areas)
    return replace(found, visit_id=names.id(found.visit_id) or "", areas=areas)
