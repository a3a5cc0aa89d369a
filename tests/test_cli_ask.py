"""`charting ask` on a real file: what counts, per product, as tables, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from charting.cli.ask import BY, QUESTIONS, STYLES
from charting.desk.signing import document, sha256_hex
from charting.domain.dosing.styles import Style
from charting.domain.face.face import View
from charting.domain.past.asking import By
from charting.domain.visit.record import Marked
from charting.domain.visit.visit import InjectionPoint, Kind, Signature
from charting.start.keys import keeper
from charting.store.database import Store
from tests import shipped
from tests.store.values import NOON, a_patient, a_visit, clock, some_id
from tests.test_cli import done, refused, run

EVIL = '=cmd|"/c calc"!A1, O\'Neil\n🙂 שלום'


def forehead(*units, area=None):
    return tuple(InjectionPoint(View.FRONT, 5.0 * n, -50, Decimal(u), area=area) for n, u in enumerate(units))


def sign(store, patient, number, days, points, **more):
    at = NOON - timedelta(days=days)
    visit = a_visit(number, points=points, at=at, patient_id=patient.id, **more)
    content = document(visit, patient, "Dr Eve", at)
    return store.visits.sign(visit, Signature("Dr Eve", at, sha256_hex(content)), content)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Ann: 24 U, corrected to 20 U; a draft; a touch-up. Bob: Dysport, and one visit entered in error."""
    path = tmp_path / "clinic.sqlite"
    with Store.open(path, clock=clock, keeper=keeper(path)) as store:
        ann, bob = a_patient(1, family_name=EVIL, chart_no="+1"), a_patient(2, family_name="Bob", chart_no="7")
        for patient in (ann, bob):
            store.patients.add(patient)
        sign(store, ann, 100, 40, forehead("12", "12"), lot="C 7421")
        sign(store, ann, 101, 40, forehead("10", "10"), lot="c7421", amends=some_id(100), reason="typo")
        store.visits.save_draft(
            a_visit(102, points=forehead("50"), patient_id=ann.id, product="ona_botox", lot="C7421")
        )
        sign(store, ann, 103, 20, forehead("2"), product="ona_botox", kind=Kind.TOUCH_UP, of=some_id(101), lot="X")
        sign(store, bob, 110, 10, forehead("30", "30"), product="abo_dysport", lot="D1")
        wrong = sign(store, bob, 111, 5, forehead("99"), product="ona_botox", lot="C7421")
        store.amendments.enter_in_error(wrong.id, Marked(NOON, "Dr Eve", "wrong patient", None))
    return path


def rows(*arguments, db):
    return json.loads(done("ask", *arguments, "--json", db=db))["rows"]


def test_only_what_was_given_and_holds_counts(db: Path):
    botox = {"product": "ona_botox", "area": "forehead", "visits": 2, "patients": 1, "points": 3, "units": 22}
    dysport = {"product": "abo_dysport", "area": "forehead", "visits": 1, "patients": 1, "points": 2, "units": 60}
    assert rows("units", db=db) == [{**botox, "units_per_visit": 11}, {**dysport, "units_per_visit": 60}]
    assert [row["units"] for row in rows("units", "--by", "month", "--product", "Botox Cosmetic", db=db)] == [22]
    assert rows("units", "--from", "2030-01-01", db=db) == []


def test_who_had_more_than_so_many_units(db: Path):
    found = rows("who", "--more-than", "19,99", "--product", "ona_botox", db=db)
    assert [(row["visit_id"], row["units"], row["area"], row["injector"]) for row in found] == [
        (some_id(101), 20, "forehead", "Dr Eve")
    ]
    assert rows("who", "--more-than", "20", "--product", "ona_botox", db=db) == []
    assert "--product" in refused("ask", "who", "--more-than", "20", db=db)


def test_who_got_a_lot_whatever_its_case_and_spaces(db: Path):
    found = rows("who", "--lot", "C7421", db=db)
    assert [(row["visit_id"], row["lot"]) for row in found] == [(some_id(101), "c7421")]
    assert "3 visits with this lot did not count" in done("ask", "who", "--lot", "C7421", db=db)
    assert "Nothing was found for “lot” with lot Q." in done("ask", "who", "--lot", "Q", db=db)


def test_density_and_micro_leave_touch_ups_out(db: Path):
    surface = shipped.anatomies()[1].surface_cm2("forehead")
    density = rows("density", "--product", "ona_botox", "--overall", db=db)
    assert [(row["area"], row["treatments"]) for row in density] == [("forehead", 1)]
    assert density[0]["mean_u_cm2"] == pytest.approx(20 / surface, abs=0.0001)
    (share,) = rows("micro", "--product", "ona_botox", db=db)
    assert share["month"] == f"{NOON - timedelta(days=40):%Y-%m}"
    assert (share["treatments"], share["with_range"], share["micro"], share["micro_share"]) == (1, 1, 0, 0)


@pytest.mark.parametrize(("days", "treatments"), [(28, 1), (29, 2)])
def test_a_touch_up_too_late_to_be_one_is_a_treatment_in_density_and_micro(tmp_path: Path, days: int, treatments: int):
    path = tmp_path / "late.sqlite"
    with Store.open(path, clock=clock, keeper=keeper(path)) as store:
        ann = a_patient(1)
        store.patients.add(ann)
        sign(store, ann, 100, 40, forehead("10", "10"), product="ona_botox")
        sign(store, ann, 101, 40 - days, forehead("2"), product="ona_botox", kind=Kind.TOUCH_UP, of=some_id(100))
    asked = ("--product", "ona_botox", "--overall")
    assert [row["treatments"] for row in rows("density", *asked, db=path)] == [treatments]
    assert [row["treatments"] for row in rows("micro", *asked, db=path)] == [treatments]


def test_csv_has_one_header_iso_days_and_no_formula(db: Path, tmp_path: Path):
    out = tmp_path / "answer.csv"
    done("ask", "who", "--lot", "c7421", "--csv", "--out", str(out), db=db)
    assert out.read_bytes().startswith(b"\xef\xbb\xbfchart_no,")
    header, row = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    named = dict(zip(header, row, strict=True))
    assert (named["family_name"], named["chart_no"]) == ("'" + EVIL.replace("\n", " "), "'+1")
    assert named["visit_at"] == (NOON - timedelta(days=40)).isoformat()
    assert list(tmp_path.iterdir()) == [each for each in tmp_path.iterdir() if "part" not in each.name]


def test_a_table_for_people(db: Path):
    text = done("ask", "units", "--by", "product", db=db)
    assert [line.split() for line in text.splitlines()[2:]] == [
        ["Botox", "Cosmetic", "2", "1", "3", "22", "11.0"], ["Dysport", "1", "1", "2", "60", "60.0"]
    ]  # fmt: skip
    assert "\n🙂" not in done("ask", "who", "--lot", "c7421", db=db), "a line end in a name steers no terminal"


def test_every_answer_is_noted_in_the_audit(db: Path):
    done("ask", "who", "--lot", "c7421", db=db)
    done("ask", "density", db=db)
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        found = [(entry.name, entry.detail) for entry in store.audit.entries(action="export")]
    assert found == [
        ("command line", '{"entries":2,"what":"answer to density"}'),
        ("command line", '{"entries":1,"what":"answer to lot"}'),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("who",), ("units", "--lot", "X"), ("who", "--lot", "X", "--more-than", "2"), ("what",),
        ("units", "--from", "x"),
        ("who", "--more-than", "many"), ("who", "--more-than", "-1"), ("who", "--more-than", "nan"),
        ("units", "--by", "weather"),
    ],
)  # fmt: skip
def test_wrong_usage_is_2(db: Path, arguments):
    assert run("ask", *arguments, db=db).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("units", "--product", "ona"), "There is no product ona"),
        (("units", "--area", "crows_feet.left"), "There is no area crows_feet.left"),
        (("units", "--from", "2026-02-01", "--to", "2026-01-01"), "No day is from 2026-02-01"),
        (("units", "--out", "/nowhere/at/all.csv"), "/nowhere/at/all.csv cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(db: Path, arguments, said):
    assert said in refused("ask", *arguments, db=db)


def test_a_missing_file_is_said_and_not_made(tmp_path: Path):
    refused("ask", "units", db=tmp_path / "none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_the_answer_never_takes_the_place_of_the_file(db: Path):
    assert "is the database itself" in refused("ask", "units", "--out", str(db), db=db)


def test_the_words_of_the_command_are_those_of_the_program():
    assert tuple(By) == BY
    assert set(STYLES) == set(Style)
    assert QUESTIONS == ("units", "who", "density", "micro")
