"""What spreadsheets and other computers do to a table: it comes back the same, or somebody is told."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.exchange.csv.text import Typed, guarded, rewritten, unguarded, was_rewritten
from charting.exchange.csv.words import offset_of
from charting.exchange.records import Vocabulary
from charting.store.database import Store
from tests.exchange.tables import read_rows, table, three
from tests.test_cli import done, refused

TURNED = [
    "0012E5", "12E5", "1e3", "3/4", "3-4", "03.04.2026", "00123", "1.50", "10:20", "5 PM", "MARCH1", "1-Mar", "Sept 2",
    "4. Okt", "12%", "1,000", "12345678901234567", "(12)", "TRUE", "wahr", " 7/8 ", "2026-04-03", "1.", "-5",
]  # fmt: skip
LEFT_ALONE = [
    "0", "C7421", "10482", "A0012E5", "12E5X", "Market", "Ann-Marie", "MAR", "7421-C", "0198f0c2-a", "12 B", "Trueman",
]  # fmt: skip


@pytest.mark.parametrize("text", TURNED)
def test_what_a_spreadsheet_would_turn_into_something_else_is_guarded(text: str):
    assert rewritten(text)
    assert guarded(Typed(text)) == "'" + text
    assert unguarded(guarded(Typed(text))) == text
    assert guarded(text) == text or text.startswith("-")  # a figure of our own stays a figure


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_comes_back_by_itself_is_left_alone(text: str):
    assert not rewritten(text)
    assert guarded(Typed(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12).map(Typed))
def test_whatever_was_typed_comes_back(text: Typed):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(("text", "turned"), [
    ("1.2E+06", True), ("1,2E+06", True), ("12E5", True), ("04-Mar", True), ("4. Mrz", True), ("03.04.2026", True),
    ("2026-04-03 00:00:00", True), ("12345.0", True), ("C7421", False), ("10482", False), ("12345.5", False),
    ("3/4", False),
])  # fmt: skip
def test_what_a_spreadsheet_made_of_something_is_seen(text: str, turned: bool):
    assert was_rewritten(text) is turned


def test_a_lot_and_a_chart_number_go_out_guarded_and_come_back(vocabulary: Vocabulary):
    rows = [{**row, "lot": Typed("0012E5"), "chart_no": Typed("00123")} for row in three()]
    content = table(rows)
    assert b"'0012E5" in content
    assert b"'00123" in content
    (incoming,) = read_rows(content, vocabulary)
    assert incoming.record.patient.chart_no == "00123"
    assert {visit.lot for visit in incoming.record.visits} == {"0012E5"}


def test_a_lot_that_was_turned_is_said(vocabulary: Vocabulary):
    (incoming,) = read_rows([{**row, "lot": "1.2E+06", "chart_no": "04-Mar"} for row in three()], vocabulary)
    said = " ".join(map(str, incoming.notes))
    assert "The lot “1.2E+06” looks as if a spreadsheet" in said
    assert "The chart number “04-Mar” looks as if a spreadsheet" in said


def german(content: bytes) -> str:
    """The table as a spreadsheet in German saves it: semicolons, decimal commas, days with points."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    out = io.StringIO(newline="")
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    numbers = {"x", "y", "units", "ml", "dilution_ml_per_vial", "interpupillary_mm", "price_per_unit"}
    for n, row in enumerate(rows):
        cells = dict(zip(rows[0], row, strict=True)) if n else None
        lines.writerow(row if cells is None else [
            text.replace(".", ",") if name in numbers
            else ".".join(reversed(text.split("-"))) if name in ("born", "expiry", "visit_date") and text else text
            for name, text in cells.items()
        ])  # fmt: skip
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_our_own_table_saved_by_a_german_spreadsheet_is_the_same(vocabulary: Vocabulary, encoding: str):
    rows = [{**row, "family_name": "Größ", "given_name": "Anaïs"} for row in three()]
    (plain,) = read_rows(table(rows), vocabulary)
    text = german(table(rows))
    assert ";-50;" in text.replace("-50,00", "-50")
    (saved,) = read_rows(text.encode(encoding), vocabulary)
    assert saved.record == plain.record
    assert saved.record.patient.family_name == "Größ"
    assert any("1252" in str(note) for note in saved.notes) == (encoding == "cp1252")


def test_a_day_that_could_be_two_is_refused_and_one_that_cannot_is_read(vocabulary: Vocabulary):
    american = [{**row, "born": "3/15/1992"} for row in three()]
    (incoming,) = read_rows(american, vocabulary)
    assert incoming.record.patient.born.isoformat() == "1992-03-15"


@pytest.mark.parametrize(("text", "clock", "offset"), [
    ("10:20:00+02:00", "10:20:00", timezone(timedelta(hours=2))), ("08:20Z", "08:20", UTC),
    ("10:20-0330", "10:20", timezone(-timedelta(hours=3, minutes=30))), ("10:20", "10:20", None),
    ("10:20+15:00", "10:20+15:00", None), ("10:20+14:00", "10:20", timezone(timedelta(hours=14))),
])  # fmt: skip
def test_offsets(text: str, clock: str, offset: timezone | None):
    assert offset_of(text) == (clock, offset)


HEAD = "Chart No;Last name;First name;Date of birth;Treatment date;Product;Area;Units;Lot\n"


def mapping(folder: Path) -> Path:
    columns = {
        "chart_no": "Chart No", "family_name": "Last name", "given_name": "First name", "born": "Date of birth",
        "visit_date": "Treatment date", "product": "Product", "area": "Area", "units": "Units", "lot": "Lot",
    }  # fmt: skip
    file = folder / "map.json"
    file.write_text(json.dumps({
        "columns": columns, "dates": {"born": "dmy", "visit_date": "dmy"}, "decimal": ",", "middle": True,
        "products": {"Botox": "ona_botox"}, "areas": {"Glabella": "glabella"},
    }))  # fmt: skip
    return file


def in_zone(zone: str, db: Path, source: Path, folder: Path) -> str:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        return done("import", "--mapping", mapping(folder), source, db=db)
    finally:
        os.environ.pop("TZ", None) if before is None else os.environ.update(TZ=before)
        time.tzset()


@pytest.mark.parametrize("when", ["14.07.2026", "14.07.2026 10:20", "2026-07-14T10:20:00+02:00", "2026-07-14 08:20Z"])
def test_one_table_is_the_same_visits_in_every_time_zone(tmp_path: Path, when: str):
    source, db = tmp_path / "tz.csv", tmp_path / "clinic.sqlite"
    source.write_text(HEAD + f"77;Zone;Tina;05.03.1992;{when};Botox;Glabella;2,5;C7421\n")
    for zone in ("Europe/Berlin", "America/New_York", "UTC", "Pacific/Auckland"):
        in_zone(zone, db, source, tmp_path)
    with Store.open(db) as store:
        (patient,) = store.patients.all()
        (visit,) = store.visits.of(patient.id)
    assert sum(point.units or 0 for point in visit.points) == Decimal("2.5")
    if when.startswith("2026"):
        assert visit.at == datetime(2026, 7, 14, 8, 20, tzinfo=UTC)


@pytest.mark.parametrize("dose", ["0,1 ml", "2 mm", "0,1 mL", "3 cc"])
def test_a_volume_in_the_column_of_doses_is_refused_with_its_line(tmp_path: Path, dose: str):
    source, db = tmp_path / "ml.csv", tmp_path / "clinic.sqlite"
    source.write_text(HEAD + f"1;Alpha;Beta;05.03.1992;14.07.2026;Botox;Glabella;{dose};C1\n")
    sentence = refused("import", "--mapping", mapping(tmp_path), source, db=db)
    assert "line 2, column “Units”" in sentence
    assert dose in sentence
    assert not db.exists()
