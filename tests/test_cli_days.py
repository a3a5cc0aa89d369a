"""Days on which nobody can have been treated: refused at the door, and harmless where a file has them already."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from charting.cli import commands
from charting.desk.signing import document
from charting.domain.visit.visit import Signature, Status
from charting.start.opening import local_now
from tests.exchange.files import raw_json, whole
from tests.store.values import a_patient, a_visit, some_id
from tests.test_cli import done, refused

TABLE = (
    "Chart No;Last name;First name;Date of birth;Treatment date;Product;Area;Units;Lot;Expiry\n"
    "77;Zone;Tina;05.03.1992;{day};Botox;Glabella;2,5;C7421;{expiry}\n"
)
MAPPING: dict[str, Any] = {
    "columns": {
        "chart_no": "Chart No", "family_name": "Last name", "given_name": "First name", "born": "Date of birth",
        "visit_date": "Treatment date", "product": "Product", "area": "Area", "units": "Units", "lot": "Lot",
        "expiry": "Expiry",
    },
    "dates": {"born": "dmy", "visit_date": "dmy", "expiry": "dmy"}, "decimal": ",", "products": {"Botox": "ona_botox"},
    "areas": {"Glabella": "glabella"}, "middle": True,
}  # fmt: skip
IMPOSSIBLE = ("9999-12-31T23:59:59-12:00", "2100-01-01T10:00:00+01:00", "0206-07-14T00:00:00+14:00",
              "0001-01-01T00:00:00+14:00", "1980-01-01T10:00:00+01:00")  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite"


def json_file(folder: Path, **visit: Any) -> Path:
    """A visit of which all points are dosed, so that it may be signed."""
    file = whole()
    one = {**file["patients"][0]["visits"][0], **visit}
    file["patients"][0]["visits"] = [one | {"points": [point for point in one["points"] if point["units"] is not None]}]
    path = folder / "july.json"
    path.write_bytes(raw_json(file))
    return path


@pytest.mark.parametrize("status", ["draft", "signed", "amended", "entered-in-error"])
@pytest.mark.parametrize("kind", ["treatment", "touch-up", "review"])
@pytest.mark.parametrize("at", IMPOSSIBLE)
def test_json_is_refused_with_the_place_and_the_reason(db: Path, tmp_path: Path, at: str, kind: str, status: str):
    said = refused("import", json_file(tmp_path, at=at, kind=kind, status=status, id=some_id(5)), db=db)
    assert "$.patients[0].visits[0].at: The " in said
    assert at[:10] in said
    assert "heck the date" in said
    assert not db.exists()


def test_an_appointment_is_a_draft_up_to_a_year_ahead(db: Path, tmp_path: Path):
    now = local_now()
    soon = now.replace(year=now.year + 1, day=min(now.day, 28), hour=9).isoformat()
    assert done("import", json_file(tmp_path, at=soon, status="draft"), db=db).startswith("Imported 1 patient")
    assert "still to come" in refused("import", json_file(tmp_path, at=soon, status="signed"), db=db)
    late = now.replace(year=now.year + 2, day=min(now.day, 28)).isoformat()
    assert "a year ahead" in refused("import", json_file(tmp_path, at=late, status="draft"), db=db)


@pytest.mark.parametrize(
    ("key", "value"), [("recorded_at", "2100-01-01T10:00:00+01:00"), ("recorded_at", "0206-01-01T10:00:00+01:00"),
                       ("expires", "9999-12-31"), ("expires", "0206-07-14")],
)  # fmt: skip
def test_other_days_of_a_visit_are_looked_at_too(db: Path, tmp_path: Path, key: str, value: str):
    said = refused("import", json_file(tmp_path, **{key: value}), db=db)
    assert f"$.patients[0].visits[0].{key}: " in said
    assert value[:10] in said


@pytest.mark.parametrize(
    ("day", "expiry", "said"),
    [
        ("14.07.2100", "31.03.2027", "line 2, column “Treatment date”: The visit is dated 2100-07-14"),
        ("14.07.0206", "31.03.2027", "line 2, column “Treatment date”: The visit of 0206-07-14 is dated before"),
        ("01.01.1990", "31.03.2027", "before the patient's birth on 1992-03-05"),
        ("14.07.2026", "31.03.9999", "line 2, column “Expiry”: 9999-03-31 is not between 1985-01-01 and 2100-12-31"),
    ],
)
def test_a_table_is_refused_with_line_and_column(db: Path, tmp_path: Path, day: str, expiry: str, said: str):
    (tmp_path / "map.json").write_text(json.dumps(MAPPING))
    (tmp_path / "t.csv").write_text(TABLE.format(day=day, expiry=expiry))
    assert said in refused("import", "--mapping", tmp_path / "map.json", tmp_path / "t.csv", db=db)
    (tmp_path / "t.csv").write_text(TABLE.format(day="14.07.2026", expiry="31.03.2027"))
    assert done("import", "--mapping", tmp_path / "map.json", tmp_path / "t.csv", db=db).startswith(
        "Imported 1 patient"
    )


# ---------------------------------------------------------------------- a file that has them already


@pytest.fixture
def spoilt(db: Path) -> Path:
    """One patient with a day of this year and with all the others."""
    patient = a_patient(chart_no="9")
    with commands.opened(db, create=True) as store:
        store.patients.add(patient)
        for n, at in enumerate((*IMPOSSIBLE, "2026-03-14T10:20:00+01:00")):
            visit = a_visit(
                100 + n, at=datetime.fromisoformat(at), recorded_at=datetime.fromisoformat(IMPOSSIBLE[n - 1])
            )
            signature = Signature(None, None, None, elsewhere=True)
            signed = replace(visit, status=Status.SIGNED, signature=signature)
            store.visits.keep_signed_elsewhere(signed, document(signed, patient, None, None))
    return db


@pytest.mark.parametrize("form", ["json", "csv", "fhir", "pdf", "png"])
def test_everything_of_it_still_goes_out(spoilt: Path, tmp_path: Path, form: str):
    out = tmp_path / "out"
    done("export", "--format", form, "--out", out, db=spoilt)
    assert out.exists()
    assert out.is_file() or len(list(out.iterdir())) == 6


def test_it_goes_out_pseudonymised_too(spoilt: Path, tmp_path: Path):
    done("export", "--format", "json", "--pseudonymised", "--out", tmp_path / "out.json", db=spoilt)
    visits = json.loads((tmp_path / "out.json").read_bytes())["patients"][0]["visits"]
    assert len(visits) == 6


@pytest.mark.parametrize("question", ["units --by area", "units --by month", "who --lot C7421", "density", "micro"])
def test_questions_are_still_answered(spoilt: Path, question: str):
    assert done("ask", *question.split(), db=spoilt)


def test_the_file_is_sound(spoilt: Path):
    assert done("check", db=spoilt) == "ok\n"


def test_two_of_them_are_compared(spoilt: Path):
    assert json.loads(done("compare", some_id(100), some_id(105), "--json", db=spoilt))["units_change"] == 0
