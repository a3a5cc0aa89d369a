"""Another program's CSV: guessed where it says itself what it means, asked where it does not, never guessed wrong."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.visit.visit import NO_PLACE, Status
from charting.errors import Refused
from charting.exchange.csv.file import read_grid
from charting.exchange.csv.mapped import MappedTable
from charting.exchange.csv.mapping import (
    ColumnMapping,
    as_json,
    guess,
    load_mapping,
    questions,
    recall,
    remember,
    settled,
)
from charting.exchange.csv.read import read_table
from charting.exchange.csv.words import DateOrder, Words, date_of, number_of, time_of
from charting.exchange.records import Vocabulary
from tests import shipped
from tests.exchange.files import NOW
from tests.exchange.test_mutants import spoil

OTHER = """Patient No;Last Name;First Name;DOB;Date;Product;Region;Side;Units;Batch;Exp
17;Ångström;Åsa;25.03.1980;14.02.2026;Botox Cosmetic;Forehead;;10,5;C1;31.12.2027
17;Ångström;Åsa;25.03.1980;14.02.2026;Botox Cosmetic;Frown lines;;20;C1;31.12.2027
17;Ångström;Åsa;25.03.1980;14.02.2026;Botox Cosmetic;Crow's feet;L;6;C1;31.12.2027
17;Ångström;Åsa;25.03.1980;14.02.2026;Botox Cosmetic;Crow's feet;R;6;C1;31.12.2027
18;O'Neil, Jr;José;01.02.1975;03.03.2026;Botox Cosmetic;Glabella;;20;C1;12/2027
"""


@pytest.fixture(scope="module")
def words(reference: Reference) -> Words:
    return Words.of(reference)


@pytest.fixture(scope="module")
def anatomy() -> Anatomy:
    return shipped.anatomies()[1]


def grid_of(text: str = OTHER):
    return read_grid(text.encode(), "other.csv")


def read(text: str, mapping: ColumnMapping, words: Words, anatomy: Anatomy, vocabulary: Vocabulary, faults=None):
    table = MappedTable(grid_of(text), mapping, words, anatomy.middle, zone=lambda at: at.replace(tzinfo=UTC))
    return read_table(table, vocabulary=vocabulary, now=NOW, faults=faults)


def allowed(mapping: ColumnMapping) -> ColumnMapping:
    return ColumnMapping(**{name: getattr(mapping, name) for name in mapping.__struct_fields__} | {"middle": True})


def test_what_a_table_says_itself_is_not_asked(words: Words):
    mapping = guess(grid_of(), words)
    assert mapping.columns == {
        "chart_no": "Patient No", "family_name": "Last Name", "given_name": "First Name", "born": "DOB",
        "visit_date": "Date", "product": "Product", "area": "Region", "side": "Side", "units": "Units", "lot": "Batch",
        "expiry": "Exp",
    }  # fmt: skip
    assert mapping.dates == dict.fromkeys(("born", "visit_date", "expiry"), DateOrder.DMY)
    assert mapping.decimal == ","
    assert mapping.areas == {"Forehead": "forehead", "Frown lines": "glabella", "Crow's feet": "crows_feet",
                             "Glabella": "glabella"}  # fmt: skip
    assert mapping.products == {"Botox Cosmetic": "ona_botox"}
    (only,) = questions(mapping, grid_of(), words)
    assert "only be put in the middle of their area" in str(only)
    assert questions(allowed(mapping), grid_of(), words) == []


def test_rows_come_in_as_points_that_say_their_place_is_not_known(words, anatomy, vocabulary):
    one, other = read(OTHER, allowed(guess(grid_of(), words)), words, anatomy, vocabulary)
    patient, (visit,) = one.record.patient, one.record.visits
    assert (patient.family_name, patient.given_name, patient.born, patient.chart_no) == (
        "Ångström", "Åsa", date(1980, 3, 25), "17",
    )  # fmt: skip
    assert visit.at == datetime(2026, 2, 14, 12, tzinfo=UTC)
    assert (visit.status, visit.lot, visit.expires) == (Status.SIGNED, "C1", date(2027, 12, 31))
    assert [(p.area, p.units) for p in visit.points] == [
        ("forehead", Decimal("10.5")), ("glabella", 20), ("crows_feet.left", 6), ("crows_feet.right", 6),
    ]  # fmt: skip
    assert all(point.guessed and point.placed_by == NO_PLACE for point in visit.points)
    assert all(anatomy.area_at(p.view, p.x_mm, p.y_mm) == p.area for p in visit.points)
    assert other.record.patient.family_name == "O'Neil, Jr"
    assert any("middle of their area" in str(note) for note in one.notes)
    assert not one.own_id


def test_points_of_one_area_do_not_hide_each_other(words, anatomy, vocabulary):
    line = "17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Forehead;;2;C1;31.12.2027\n"
    text = OTHER.splitlines(keepends=True)[0] + line * 5
    (one,) = read(text, allowed(guess(grid_of(text), words)), words, anatomy, vocabulary)
    assert len({(p.x_mm, p.y_mm) for p in one.record.visits[0].points}) == 5


def test_points_without_a_place_are_refused_until_somebody_allows_them(words, anatomy, vocabulary):
    faults: list[Refused] = []
    read(OTHER, guess(grid_of(), words), words, anatomy, vocabulary, faults)
    assert "line 2, column “Region”: the row has no place" in str(faults[0])
    assert len(faults) == 5


def test_dates_that_can_be_two_days_are_asked(words: Words):
    text = OTHER.replace("25.03", "05.03").replace("14.02", "04.02").replace("31.12.2027", "01.12.2027")
    mapping = guess(grid_of(text), words)
    assert mapping.dates == {}
    asked = [str(one) for one in questions(allowed(mapping), grid_of(text), words)]
    assert len([one for one in asked if "can be two days" in one]) == 3
    said = ColumnMapping(columns=mapping.columns, dates={"born": DateOrder.MDY}, middle=True)
    assert settled(said, grid_of(text), words).dates == {"born": DateOrder.MDY}


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("14.02.2026", DateOrder.DMY, date(2026, 2, 14)), ("2/14/2026", DateOrder.MDY, date(2026, 2, 14)),
        ("2026-02-14", None, date(2026, 2, 14)), ("14 Feb 2026", None, date(2026, 2, 14)),
        ("14-FEB-2026", None, date(2026, 2, 14)), ("Feb 14, 2026", None, date(2026, 2, 14)),
        ("14.02.26", DateOrder.DMY, None), ("30.02.2026", DateOrder.DMY, None), ("3.4.2026", None, None),
        ("14/02/2026", DateOrder.MDY, None), ("x", DateOrder.DMY, None), ("0.0.0000", DateOrder.DMY, None),
    ],
)  # fmt: skip
def test_dates(text: str, order: DateOrder | None, day: date | None):
    assert date_of(text, order) == day


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [("4 U", ".", "4"), ("4U", ".", "4"), ("4 s.U.", ".", "4"),
     ("2,5", ",", "2.5"), ("2,5", ".", None), ("2.5", ",", None),
     ("4 units", ".", "4"), ("1.000,5", ",", None), ("1e3", ".", None), ("٣", ".", None), ("U", ".", None),
     ("-1", ".", "-1")],
)  # fmt: skip
def test_numbers(text: str, sign: str, number: str | None):
    assert number_of(text, sign, "units") == number


@pytest.mark.parametrize(
    ("what", "text", "number"),
    [("units", "0.1 ml", None), ("units", "2 mm", None), ("units", "4 IE", "4"), ("units", "4 cc", None),
     ("vial_units", "100 U", "100"), ("vial_units", "2.5 ml", None), ("dilution_ml_per_vial", "2.5 mL", "2.5"),
     ("dilution_ml_per_vial", "2.5 cc", "2.5"), ("dilution_ml_per_vial", "100 U", None), ("x", "12 mm", "12"),
     ("y", "1.2 cm", None), ("x", "3 U", None), ("y", "-4 mm.", "-4"), ("units", "4 U/side", None)],
)  # fmt: skip
def test_behind_a_number_stands_the_unit_of_its_own_column(what: str, text: str, number: str | None):
    assert number_of(text, ".", what) == number


def test_times():
    assert [str(time_of(text)) for text in ("9:05", "9.05 pm", "12:00 AM", "24:00", "x", "13:00 pm")] == [
        "09:05:00", "21:05:00", "00:00:00", "None", "None", "None",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Crow's feet;;6;;",
            "column “Region”: “Crow's feet” has two sides",
        ),
        (
            "17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Crow's feet;both;6;;",
            "column “Side”: both sides stand in one row",
        ),
        ("17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Crow's feet;up;6;;", "column “Side”: “up” is no side"),
        ("17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Knee;;6;;", "column “Region”: “Knee” is no area"),
        ("17;A;B;25.03.1980;14.02.2026;Toxo;Forehead;;6;;", "column “Product”: “Toxo” is no product"),
        ("17;A;B;25.13.1980;14.02.2026;Botox Cosmetic;Forehead;;6;;", "column “DOB”: “25.13.1980” is no date"),
        ("17;A;B;25.03.1980;;Botox Cosmetic;Forehead;;6;;", "column “Date”: “” is no date"),
        ("17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Forehead;;6.5.1;;", "column “Units”: “6.5.1” is no number"),
        ("17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Forehead;;0;;", "column “Units”: A dose is at least 0.01 U"),
        ("17;A;B;25.03.1980;14.02.2026;Botox Cosmetic;Forehead;;;;", "column “Units”: only a draft"),
        ("17;;B;25.03.1980;14.02.2026;Botox Cosmetic;Forehead;;6;;", "column “Last Name”: “family_name” is missing"),
    ],
)
def test_what_is_wrong_is_named_by_their_own_columns(words, anatomy, vocabulary, line: str, sentence: str):
    mapping = allowed(guess(grid_of(), words))
    text = OTHER.splitlines(keepends=True)[0] + line
    with pytest.raises(Refused) as refused:
        read(text, mapping, words, anatomy, vocabulary)
    assert str(refused.value).startswith(f"other.csv, line 2, {sentence}")


def test_full_names_and_a_product_for_all_rows(words, anatomy, vocabulary):
    text = "Name,DOB,Treatment date,Area,Dose\nAnna Maria Smith,1980-03-25,2026-02-14 09:30,Left crow's feet,6 U\n"
    mapping = guess(grid_of(text), words)
    assert mapping.family_first is None
    asked = " ".join(str(one) for one in questions(mapping, grid_of(text), words))
    assert "one product for all rows" in asked
    assert "begins with the family name" in asked
    said = ColumnMapping(
        columns=mapping.columns, dates=mapping.dates, product="ona_botox", family_first=False, middle=True
    )
    (one,) = read(text, settled(said, grid_of(text), words), words, anatomy, vocabulary)
    assert (one.record.patient.given_name, one.record.patient.family_name) == ("Anna Maria", "Smith")
    assert one.record.visits[0].at.hour == 9
    assert one.record.visits[0].points[0].area == "crows_feet.left"


def test_a_mapping_is_remembered_by_the_names_of_the_columns(tmp_path: Path, words: Words):
    file, mapping = tmp_path / "deep" / "mappings.json", allowed(guess(grid_of(), words))
    header = grid_of().header
    assert recall(file, header) is None
    remember(file, header, mapping)
    assert recall(file, header[::-1]) == mapping
    assert recall(file, header[1:]) is None
    file.write_text("{broken")
    assert recall(file, header) is None
    saved = tmp_path / "mapping.json"
    saved.write_bytes(as_json(mapping))
    assert load_mapping(saved) == mapping
    saved.write_text('{"columns": 5}')
    with pytest.raises(Refused, match="no mapping saved from the window"):
        load_mapping(saved)


def test_a_place_on_another_clock_is_the_clinics_own(words, anatomy, vocabulary):
    table = MappedTable(
        grid_of(), allowed(guess(grid_of(), words)), words, anatomy.middle,
        zone=lambda at: at.replace(tzinfo=timezone(timedelta(hours=2))),
    )  # fmt: skip
    one, _ = read_table(table, vocabulary=vocabulary, now=NOW)
    assert one.record.visits[0].at.isoformat() == "2026-02-14T12:00:00+02:00"


def test_no_spoilt_table_does_anything_but_be_refused(
    words: Words, anatomy: Anatomy, vocabulary: Vocabulary, request: pytest.FixtureRequest
):
    chance = random.Random(7)
    signs = [b";", b",", b"\t", b'"', b"\r", b"\n", b"U", b".", b"-", b"\xff", b"\x00", b"L"]
    refused = read_well = 0
    for _ in range(request.config.getoption("--mutants") // 4):
        data = spoil(bytearray(OTHER.encode()), chance, signs)
        try:
            grid = read_grid(data, "other.csv")
            mapping = allowed(guess(grid, words))
            for question in questions(mapping, grid, words):
                assert len(str(question)) <= 500
            table = MappedTable(grid, mapping, words, anatomy.middle, zone=lambda at: at.replace(tzinfo=UTC))
            read_table(table, vocabulary=vocabulary, now=NOW)
            read_well += 1
        except Refused as refusal:
            refused += 1
            sentence = str(refusal)
            assert sentence.startswith("other.csv"), data
            assert len(sentence) <= 500
    assert refused
    assert read_well
