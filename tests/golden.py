"""The golden files: what the stored databases of every schema say in every form, as it was when it was last agreed.

`python -m tests.golden` writes tests/files/golden anew. Whoever does that reads the difference first: signed bytes are
for ever, and what a file of ours says to another program changes only when somebody wants it to.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from charting.cli.commands import faces, reference_data
from charting.cli.main import charting
from charting.cli.pdf import drawings
from charting.desk.paper import Chart, Charts, Gathering, charts_of
from charting.desk.signing import document
from charting.domain.dosing.range_table import effective
from charting.domain.visit.chart import Selection
from charting.domain.visit.visit import Visit, meaning_of
from charting.exchange.csv.write import write_csv
from charting.exchange.fhir.bundle import write_fhir
from charting.exchange.pdf import A4, pdf
from charting.exchange.pseudonyms import Pseudonyms
from charting.exchange.records import PatientRecord
from charting.exchange.source import Material
from charting.store.database import Store
from tests.exchange.files import write
from tests.store.values import NOON, clock, some_id

FILES = Path(__file__).parent / "files"
GOLDEN = FILES / "golden"
WHOLE = FILES / "whole.json"
"""Patients with everything that can be said of one, as an export of it with attachments is."""
FONT = "DejaVu Sans"
SEED = b"golden"
_TEXT, _FONT = re.compile(rb"^BT\n(.*?)^ET$", re.DOTALL | re.MULTILINE), re.compile(rb"(/F\d+) [\d.]+ Tf")
_GLYPH, _CODE, _TABLE = re.compile(rb"<(\w+)> Tj"), re.compile(rb"<(\w+)>"), re.compile(rb"\[(.*?)\]", re.DOTALL)


def sources() -> dict[str, Path]:
    """What is looked at, by the name of its folder: the stored databases, and the whole record imported into one."""
    stored = {path.stem: path for path in sorted(FILES.glob("*.sqlite"))}
    return {**stored, "whole": WHOLE}


def texts_of(source: Path, scratch: Path) -> dict[str, bytes]:
    """All that is kept of a source, by the name of its file; `scratch` is an empty folder."""
    db = stored(source, scratch)
    found: dict[str, bytes] = {}
    with Store.open(db, clock=clock) as store:
        found.update(_exports(store))
        found.update(_signed(store))
        if source == WHOLE:
            found.update(_signed_anew(store))
        found.update(_papers(store, sorted(patient.id for patient in store.patients.all())))
        found.update(_of_nobody(store))
    return found


def stored(source: Path, scratch: Path) -> Path:
    """The database of a source, a copy that may be written to."""
    db = scratch / "golden.sqlite"
    if source.suffix == ".json":
        run(db, "import", source)
    else:
        shutil.copy(source, db)
    return db


def run(db: Path, *arguments: object) -> None:
    """The command line on a database; all has to be well."""
    done = CliRunner().invoke(charting, ["--db", str(db), *map(str, arguments)])
    assert done.exit_code == 0, done.output


def _exports(store: Store) -> dict[str, bytes]:
    """What the export command writes of everything, without sheets in the bundle."""
    records, material = _records(store), _material(store, named=True)
    return {
        "export.json": write(records),
        "attachments.json": write(_records(store, attachments=True)),
        "export.csv": write_csv(records, material),
        "export.fhir.json": write_fhir(records, material),
    }  # fmt: skip


def _records(store: Store, *, attachments: bool = False) -> list[PatientRecord]:
    gathering = Gathering(store, Selection(), attachments)
    return list(gathering.records(gathering.patients()))


def _material(store: Store, *, named: bool) -> Material:
    ranges = effective(reference_data_(), store.clinic.book().ranges)
    return Material(reference_data_(), ranges, faces_(), drawings_(), named=named)


def _signed(store: Store) -> dict[str, bytes]:
    """The signed bytes of each locked visit: as the file keeps them, and as today's program makes them again."""
    found = {}
    for number in store.visits.signed_numbers():
        record = store.visits.signed_record(number)
        visit, signed = record.visit, record.visit.signature
        assert signed is not None
        whose = [
            store.patients.get(visit.patient_id),
            *(former.patient for former in store.patients.former(visit.patient_id)),
        ]
        made = [document(visit, one, signed.name, signed.at, signed.meaning, signed.person_id) for one in whose]
        assert record.document in made, f"the signed bytes of {visit.id} are not made again"
        found[f"signed-{number}.json"] = record.document
    return found


def _signed_anew(store: Store) -> dict[str, bytes]:
    """The bytes that somebody would sign today of each visit, whatever state it is in."""
    whose = sorted(store.patients.all(), key=lambda patient: patient.id)
    pairs = [(visit, patient) for patient in whose for visit in sorted(store.visits.of(patient.id), key=_in_order)]
    return {
        f"signed-anew-{n}.json": document(visit, patient, "Dr Golden", NOON, meaning_of(visit), some_id(9))
        for n, (visit, patient) in enumerate(pairs, 1)
    }


def _in_order(visit: Visit) -> tuple[object, ...]:
    return visit.at, visit.id


def _papers(store: Store, patients: list[str]) -> dict[str, bytes]:
    """The text of the sheet and of the handout of every visit."""
    found: dict[str, bytes] = {}
    with charts_of(store, reference_data_(), faces_(), clock) as charts:
        for chart in _charts(charts, patients):
            number = len(found) // 2 + 1
            found[f"sheet-{number}.txt"] = sheet_text(chart)
            found[f"handout-{number}.txt"] = handout_text(chart)
    return found


def _charts(charts: Charts, patients: list[str]) -> Iterator[Chart]:
    for patient in patients:
        yield from charts.of_patient(patient)


def _of_nobody(store: Store) -> dict[str, bytes]:
    """The pseudonymised exports and sheets, of one seed."""
    names = Pseudonyms(SEED)
    material = _material(store, named=False)
    records = [names.of(record) for record in _records(store)]
    return {
        "nobody.json": write(records, pseudonymised=True),
        "nobody.csv": write_csv(records, material),
        "nobody.fhir.json": write_fhir(records, material),
        **_sheets_of_nobody(store, records, names),
    }


def _sheets_of_nobody(store: Store, records: list[PatientRecord], names: Pseudonyms) -> dict[str, bytes]:
    from charting.ui.files.export_sheets import of_nobody

    found: dict[str, bytes] = {}
    with charts_of(store, reference_data_(), faces_(), clock) as charts:
        for record in records:
            for chart in charts.of_patient(names.was(record.patient.id)):
                found[f"nobody-sheet-{len(found) + 1}.txt"] = sheet_text(of_nobody(chart, record, names))
    return found


# ---------------------------------------------------------------------- paper


def sheet_text(chart: Chart) -> bytes:
    """The text of the PDF of a sheet, page by page, as a reader of PDFs takes it out."""
    from charting.paper.sheet_words import Options, document_title, sheet_of

    sheet = sheet_of(chart, drawings_(), Options(NOON, version="golden"))
    return _text_of(sheet, document_title(chart), None)


def handout_text(chart: Chart) -> bytes:
    """The text of the PDF of a handout."""
    from charting.paper.handout_words import SMALLEST, handout_of, handout_title
    from charting.paper.sheet_words import Options

    sheet = handout_of(chart, drawings_(), Options(NOON, version="golden"), "Call us.")
    return _text_of(sheet, handout_title(chart), SMALLEST)


def _text_of(sheet: object, title: str, smallest: float | None) -> bytes:
    from pypdf import PdfReader

    from charting.drawing.press import pressed
    from charting.exchange.pdf import SMALLEST

    press = pressed(sheet, A4.width_mm, A4.height_mm, FONT, smallest or SMALLEST)
    pages = [_drawn(page) for page in PdfReader(BytesIO(pdf(press, title, NOON))).pages]
    told = [line for n, lines in enumerate(pages, 1) for line in (f"--- page {n}", *lines)]
    return "\n".join([title, *told, ""]).encode()


def _drawn(page: Any) -> list[str]:
    """Each text that is drawn on a page, a line each: what a reader of PDFs finds, without looking at the lines.

    Qt writes one glyph after another by its number in the font; what it stands for is in the font's own table.
    """
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    lines = []
    for block in _TEXT.findall(page.get_contents().get_data()):
        letters = fonts[_FONT.search(block)[1].decode()]
        lines.append("".join(letters[int(glyph, 16)] for glyph in _GLYPH.findall(block)))
    return lines


def _letters(font: Any) -> list[str]:
    """What the glyphs of a font stand for, by their number."""
    table = b" ".join(_TABLE.findall(font["/ToUnicode"].get_data()))
    return ["", *(bytes.fromhex(code.decode()).decode("utf-16-be") for code in _CODE.findall(table))]


drawings_, faces_, reference_data_ = cache(drawings), cache(faces), cache(reference_data)


@contextmanager
def pinned() -> Iterator[None]:
    """While this lasts figures and dates are written as in the United States, whatever the computer is set to."""
    from PySide6.QtCore import QLocale

    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        yield
    finally:
        QLocale.setDefault(before)


def main() -> None:
    """Write all golden files anew, and take away what is made no longer."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["CHARTING_KEYS"] = tempfile.mkdtemp()
    from charting.start.painting import get_ready_to_paint

    app = get_ready_to_paint()
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, source in sources().items():
        with tempfile.TemporaryDirectory() as scratch, pinned():
            for file, content in texts_of(source, Path(scratch)).items():
                out = GOLDEN / name / file
                out.parent.mkdir(parents=True, exist_ok=True)
                out.write_bytes(content)
    shutil.rmtree(os.environ["CHARTING_KEYS"])
    sizes = [path.stat().st_size for path in GOLDEN.rglob("*.*")]
    sys.stdout.write(f"{len(sizes)} files, {sum(sizes) / 1000:.0f} kB\n")
    del app


if __name__ == "__main__":
    main()
