"""`charting compare` on real files, and reviews that go in and out by the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint
from charting.start.keys import keeper
from charting.store.database import Store
from tests.exchange.files import looking_back, raw_json
from tests.store.values import NOON, a_patient, a_visit, clock, raw, some_id
from tests.test_cli import done, refused, run

ONE, OTHER = some_id(100), some_id(101)


def at(x: float, y: float, units: str, **more: Any) -> InjectionPoint:
    return InjectionPoint(View.FRONT, x, y, Decimal(units), **more)


BEFORE = (at(0, -50, "1.5"), at(10, -50, "2"), at(-18, -55, "1"), at(57, 0, "4", area="crows_feet.left"))
AFTER = (at(0, -50, "2.5"), at(-18, -55, "1"), at(10, -44, "2"), at(18, -55, "0.5"), at(-36, -50, "0.5"))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.sqlite"
    with Store.open(path, clock=clock, keeper=keeper(path)) as store:
        store.patients.add(a_patient())
        store.visits.save_draft(a_visit(100, points=BEFORE))
        store.visits.save_draft(a_visit(101, points=AFTER, at=NOON + timedelta(days=90)))
    return path


def test_the_json_of_the_contract(db: Path):
    assert json.loads(done("compare", ONE, OTHER, "--json", db=db)) == {
        "from": ONE, "to": OTHER, "same_product": True, "units_change": -2,
        "same": [{"from": 3, "to": 2}],
        "redosed": [{"from": 1, "to": 1, "units_from": 1.5, "units_to": 2.5}],
        "moved": [{"from": 2, "to": 3, "mm": 6.0, "units_from": 2, "units_to": 2}],
        "added": [4, 5], "dropped": [4],
        "areas": [
            {"area": "forehead", "units_from": 4.5, "units_to": 6.5},
            {"area": "crows_feet.left", "units_from": 4, "units_to": 0},
        ],
    }  # fmt: skip


def test_as_a_table(db: Path):
    text = done("compare", ONE.upper(), OTHER, db=db)
    for expected in (
        "Forehead", "+2", "-4", "Total", "-2", "Moved     point 2 (now 3): 6.0 mm", "points 4, 5",
        "Re-dosed  point 1, 1.5 to 2.5 U", "Dropped   point 4", "Family Given, born 1992-03-05",
    ):  # fmt: skip
        assert expected in text
    assert "Nothing was moved" in done("compare", ONE, ONE, db=db)


def test_two_products_are_compared_by_place_alone(db: Path):
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        store.visits.save_draft(a_visit(101, points=AFTER, product="abo_dysport"))
    found = json.loads(done("compare", ONE, OTHER, "--json", db=db))
    assert (found["same_product"], found["units_change"], found["redosed"]) == (False, None, [])
    assert found["moved"] == [{"from": 2, "to": 3, "mm": 6.0, "units_from": None, "units_to": None}]
    assert all(row["units_from"] is row["units_to"] is None for row in found["areas"])
    assert "by their place alone" in done("compare", ONE, OTHER, db=db)


def test_what_cannot_be_compared_is_a_sentence(db: Path, tmp_path: Path):
    assert some_id(9) in refused("compare", ONE, some_id(9), db=db)
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        store.patients.add(a_patient(2))
        store.visits.save_draft(a_visit(102, patient_id=some_id(2)))
    assert "two patients" in refused("compare", ONE, some_id(102), db=db)
    assert "no database" in refused("compare", ONE, OTHER, db=tmp_path / "gone.sqlite")
    assert not (tmp_path / "gone.sqlite").exists()
    assert run("compare", ONE, db=db).exit_code == 2


def test_a_visit_on_a_face_that_is_not_shipped_is_compared_on_the_newest(db: Path):
    raw(db, "UPDATE visit SET template = 77")
    assert json.loads(done("compare", ONE, OTHER, "--json", db=db))["dropped"] == [4]


def test_a_visit_without_points(db: Path):
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        store.visits.save_draft(replace(a_visit(101), points=()))
    found = json.loads(done("compare", ONE, OTHER, "--json", db=db))
    assert (found["dropped"], found["added"], found["units_change"]) == ([1, 2, 3, 4], [], -8.5)


def test_reviews_and_outcomes_go_in_once_and_come_out_the_same(tmp_path: Path):
    db, file, out = (tmp_path / name for name in ("new.sqlite", "july.json", "out.json"))
    file.write_bytes(raw_json(looking_back()))
    done("import", file, db=db)
    done("export", "--format", "json", "--out", out, db=db)
    first = out.read_bytes()
    assert json.loads(first)["patients"][0]["wore_off"] == looking_back()["patients"][0]["wore_off"]
    for source in (file, out):
        assert "Imported 0 patients and 0 visits" in done("import", source, db=db)
    assert raw(db, "SELECT count(*) FROM wore_off") == [(2,)]
    again = tmp_path / "again.sqlite"
    done("import", out, db=again)
    done("export", "--format", "json", "--out", out, db=again)
    assert out.read_bytes() == first
    assert done("check", db=again) == "ok\n"


def test_another_pin_refuses_the_whole_import(tmp_path: Path):
    db, file = tmp_path / "new.sqlite", tmp_path / "july.json"
    file.write_bytes(raw_json(looking_back()))
    done("import", file, db=db)
    other = looking_back()
    other["patients"][0]["recall_on"] = "2027-01-01"
    other["patients"].append({"family_name": "New", "given_name": "One", "born": "1990-01-01"})
    file.write_bytes(raw_json(other))
    assert "another pinned visit, recall date" in refused("import", file, db=db)
    assert raw(db, "SELECT count(*) FROM patient") == [(1,)]
