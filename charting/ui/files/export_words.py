"""What the window of exports says: the formats in a line each, what is chosen, what was written."""

from __future__ import annotations

from charting.domain.visit.chart import Extent
from charting.ui.files.exporting import Form, Written
from charting.words.words import translate


def format_name(form: Form) -> str:
    """“JSON”."""
    return form.value.upper()


def format_text(form: Form) -> str:
    """What a format is good for, in a line."""
    return {
        Form.JSON: translate("export", "All of it, exact. For another Charting, and for keeping."),
        Form.CSV: translate("export", "A table with a row for each point. For spreadsheets and studies."),
        Form.PDF: translate("export", "The sheet of each visit. For reading, printing and other records."),
        Form.FHIR: translate("export", "A bundle for other medical systems (FHIR R4B)."),
        Form.PNG: translate("export", "A picture of each face map. For slides and letters."),
    }[form]


def extent_name(extent: Extent) -> str:
    """“This visit”."""
    return {
        Extent.VISIT: translate("export", "This visit"),
        Extent.PATIENT: translate("export", "This patient"),
        Extent.DATES: translate("export", "Dates"),
        Extent.EVERYTHING: translate("export", "Everything"),
    }[extent]


def pseudonym_text() -> str:
    """What is done to a pseudonymised export, and what it still is."""
    return translate(
        "export",
        "Without names, numbers, notes and photographs; other ids; each patient's days moved back by a number of their"
        " own. What was injected where stays exact, and may still point to somebody.",
    )


def health_text() -> str:
    """What somebody has to know before a file lies outside the record."""
    return translate(
        "export",
        "What is written holds health data and is not encrypted: keep it where only those can read it who may see the"
        " record.",
    )


def written_text(written: Written) -> str:
    """What is where now."""
    if written.files > 1:
        text = translate("export", "{files} files for {visits} are in {path}.")
    else:
        text = translate("export", "{visits} of {patients} are in {path}.")
    return text.format(
        files=written.files,
        visits=_count(written.visits, translate("export", "1 visit"), translate("export", "{n} visits")),
        patients=_count(written.patients, translate("export", "1 patient"), translate("export", "{n} patients")),
        path=written.path,
    )  # fmt: skip


def _count(number: int, one: str, many: str) -> str:
    return one if number == 1 else many.format(n=number)
