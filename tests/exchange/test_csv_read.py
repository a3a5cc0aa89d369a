"""The program's own CSV in: the same values as exchange JSON, every refusal with its line and column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from charting.domain.visit.visit import Status, Technique
from charting.errors import Refused
from charting.exchange.csv.file import looks_like_csv, read_grid
from charting.exchange.records import Vocabulary
from tests.exchange.files import read_import, whole
from tests.exchange.tables import POINT, point, read_rows, table, three


def records(rows, vocabulary):
    return tuple(one.record for one in read_rows(rows, vocabulary))


def test_rows_are_the_same_as_exchange_json(vocabulary: Vocabulary):
    file = whole()
    visit = file["patients"][0]["visits"][0]
    visit["status"] = "signed"
    visit["points"][2]["units"] = 2
    (expected,) = read_import(file, vocabulary)
    (found,) = records(three(), vocabulary)
    assert found.of_table
    assert found.patient == expected.patient
    assert found.visits == expected.visits


def test_rows_in_any_order_come_back_by_their_numbers(vocabulary: Vocabulary):
    assert records(three()[::-1], vocabulary)[0].visits == records(three(), vocabulary)[0].visits


def test_a_visit_without_points_is_one_row(vocabulary: Vocabulary):
    row = {**POINT, "kind": "review", "status": "draft", "product": None, "template": None, "vial_units": None}
    (record,) = records([row], vocabulary)
    assert record.visits[0].points == ()
    assert record.visits[0].lot == "C7421"


def test_points_of_two_vials_bring_both_lots(vocabulary: Vocabulary):
    rows = [point(1, "0", "-50", "1", vial="1"), point(2, "5", "-50", "1", vial="3", lot="D1", vial_units="50")]
    (visit,) = records(rows, vocabulary)[0].visits
    assert [(vial.lot, vial.vial_units) for vial in visit.vials] == [("C7421", 100), ("D1", 50)]
    assert [p.vial for p in visit.points] == [1, 2]


@pytest.mark.parametrize("name", ['O"Brien, Jr', "Zeile eins", "שלום", "😀 emoji", "=1+1", "'quoted", "-5", "@x"])
def test_names_survive(vocabulary: Vocabulary, name: str):
    (record,) = records([{**row, "family_name": name} for row in three()], vocabulary)
    assert record.patient.family_name == name


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_what_spreadsheets_make_of_it(vocabulary: Vocabulary, delimiter: bytes, end: bytes, mark: bytes):
    data = table(three()).removeprefix(b"\xef\xbb\xbf").replace(b",", delimiter).replace(b"\r\n", end)
    spare = delimiter * data.split(end)[0].count(delimiter) + end
    assert records(mark + data + spare, vocabulary) == records(three(), vocabulary)


def test_a_line_that_names_the_delimiter_counts_as_a_line(vocabulary: Vocabulary):
    data = b"sep=;\r\n" + table([point(1, "0", "-50", "x")]).removeprefix(b"\xef\xbb\xbf").replace(b",", b";")
    with pytest.raises(Refused, match="line 3, column “units”: “x” is no number"):
        read_rows(data, vocabulary)


def test_visits_without_ids_are_the_same_in_every_file(vocabulary: Vocabulary):
    bare = [{**row, "patient_id": None, "visit_id": None} for row in three()]
    more = [*bare, {**bare[0], "visit_at": "2026-07-15T10:20:00+02:00"}]
    (one,), (other,) = read_rows(bare, vocabulary), read_rows(more, vocabulary)
    assert not one.own_id
    assert one.record.patient == other.record.patient
    assert one.record.visits[0] == other.record.visits[0]
    assert len(other.record.visits) == 2


def test_an_undosed_point_is_a_drafts(vocabulary: Vocabulary):
    (record,) = records([point(1, "0", "-50", "", status="draft", technique="id")], vocabulary)
    (found,) = record.visits[0].points
    assert (found.units, found.technique, record.visits[0].status) == (None, Technique.ID, Status.DRAFT)
    with pytest.raises(Refused, match="line 2, column “units”: only a draft"):
        read_rows([point(1, "0", "-50", "")], vocabulary)


BAD = [
    ("units", "1,5", "line 3, column “units”: “1,5” is no number; write it as 2.5."),
    ("units", "501", "line 3, column “units”: A dose is at most 500 U in one point"),
    ("units", "0.001", "line 3, column “units”"),
    ("units", "NaN", "line 3, column “units”: “NaN” is no number"),
    ("x", "", "line 3, column “x”: “x” is missing."),
    ("x", "500", "line 3, column “x”: a point lies within 400 mm"),
    ("y", "1e3", "line 3, column “y”: “1e3” is no number"),
    ("template", "side", "line 3, column “template”: “side” is none of front, right, left."),
    ("technique", "deep", "line 3, column “technique”"),
    ("chosen_area", "crows_feet", "line 3, column “chosen_area”: “crows_feet” has two sides"),
    ("chosen_area", "crows_feet.right", "line 3, column “chosen_area”: The area crows_feet.right is on the other"),
    ("point_no", "1", "line 3, column “point_no”: this point of the visit stands in line 2 already."),
    ("point_no", "one", "line 3, column “point_no”"),
    ("family_name", "Other", "line 3, column “family_name”: “Other” stands here, but “Family” in line 2."),
    ("visit_at", "2026-07-15T10:20:00+02:00", "line 3, column “visit_at”"),
    ("lot", "D1", "line 3, column “lot”: “D1” stands here, but “C7421” in line 2."),
    ("visit_id", "x", "line 3, column “visit_id”: “x” is not a UUID."),
]


@pytest.mark.parametrize(("column", "value", "sentence"), BAD, ids=[f"{c}={v}" for c, v, _ in BAD])
def test_what_is_wrong_is_named_by_line_and_column(vocabulary: Vocabulary, column: str, value: str, sentence: str):
    rows = three()
    rows[1][column] = value
    with pytest.raises(Refused) as refused:
        read_rows(rows, vocabulary)
    assert str(refused.value).startswith("july.csv, " + sentence)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("born", "5/3/1992", "line 2, column “born”: “5/3/1992” is no date that exists"),
        ("born", "2030-01-01", "line 2, column “born”"),
        ("family_name", "", "line 2, column “family_name”: “family_name” is missing."),
        ("sex", "f", "line 2, column “sex”"),
        ("interpupillary_mm", "90", "line 2, column “interpupillary_mm”"),
        ("product", "botox", "line 2, column “product”: “botox” is no product"),
        ("status", "done", "line 2, column “status”"),
        ("visit_at", "2026-07-14T10:20:00", "line 2, column “visit_at”"),
        ("template_version", "9", "line 2, column “template_version”"),
        ("vial_units", "-1", "line 2, column “vial_units”"),
        ("expiry", "2027-02-30", "line 2, column “expiry”"),
        ("price_per_unit", "12,5", "line 2, column “price_per_unit”"),
    ],
)
def test_what_all_rows_have_wrong_is_named_once(vocabulary: Vocabulary, column: str, value: str, sentence: str):
    faults: list[Refused] = []
    assert all(not one.record.visits for one in read_rows([{**r, column: value} for r in three()], vocabulary, faults))
    assert [str(fault).startswith("july.csv, " + sentence) for fault in faults] == [True], faults


def test_all_faults_are_gathered(vocabulary: Vocabulary):
    faults: list[Refused] = []
    read_rows([point(n, "0", "-50", "x" if n % 2 else "1") for n in range(1, 21)], vocabulary, faults)
    assert [fault.values["place"] for fault in faults] == [f"line {n + 1}, column “units”" for n in range(1, 21, 2)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "july.csv is empty"),
        ("Größe,ß".encode() + b"\xe9\r\n1,2", "july.csv, line 1: this is not UTF-8 text"),
        (b"\xef\xbb\xbfGr\xf6\xdfe,b\r\n1,2", "july.csv, line 1: this is not UTF-8 text"),
        (b"a,b\r\n1,\x81\r\n", "july.csv, line 2: this is not UTF-8 text"),
        (b"a,b\r\n1,\xa9\xac\xd7\r\n", "july.csv, line 2: this is not UTF-8 text"),
        ("a,b\r\n1,2".encode("utf-16")[:-1], "july.csv looks like UTF-16 text and is damaged"),
        (b"a,b\r\n1,\x002", "july.csv, line 2: a character stands here that no text holds"),
        (b"a,b\r\n1,2\r\n1,2,3", "july.csv, line 3: 3 cells stand here, but the table has 2 columns."),
        (b'a,b\r\n1,"2\r\n3', "july.csv, line 2: the quotes or line ends"),
        (b'a,b\r\n1,"2"x', "july.csv, line 2: the quotes or line ends"),
        (b"a,a\r\n1,2", "july.csv, line 1: two columns are called “a”"),
        (b"a," * 400 + b"a\r\n", "july.csv, line 1: 401 columns"),
        (b"a,b\r\n1," + b"x" * 30_000, "july.csv, line 2: a cell has more than"),
        (b"a,b\r\n1," + b"x" * 200_000, "july.csv, line 2: the quotes or line ends"),
        (b"patient,units\r\n1,2", "july.csv is not this program's CSV"),
    ],
)
def test_what_is_no_table_is_refused(vocabulary: Vocabulary, data: bytes, sentence: str):
    with pytest.raises(Refused) as refused:
        read_rows(data, vocabulary)
    assert str(refused.value).startswith(sentence)


def test_a_row_is_found_by_the_line_on_which_it_begins():
    grid = read_grid(b'a,b\r\n"1\r\n\r\n1",2\r\n\r\n3,4\r\n', "x.csv")
    assert [(row.line, row.cells) for row in grid.rows] == [(2, ("1\r\n\r\n1", "2")), (6, ("3", "4"))]


def test_json_is_json_whatever_it_is_called():
    assert not looks_like_csv(b'\xef\xbb\xbf {"format": 1}', "x.csv")
    assert looks_like_csv(b"a,b", "-")


def test_units_are_exact(vocabulary: Vocabulary):
    (record,) = records([point(1, "0", "-50", "0.1"), point(2, "5", "-50", "0.2")], vocabulary)
    assert sum(p.units for p in record.visits[0].points) == Decimal("0.3")
