"""Measures of a face in files: what is taken and refused, what goes out again, and what `assess` makes of them."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from charting.cli.commands import reference_data
from charting.cli.main import charting
from charting.domain.dosing.range_table import table_of
from charting.domain.face.face import Measures, SurfaceRule
from charting.errors import Refused
from charting.exchange.csv.findings import kept_cell, kept_of, measured_cell, measured_of
from charting.exchange.csv.write import write_csv
from charting.exchange.pseudonyms import Pseudonyms
from charting.exchange.records import Vocabulary
from tests.exchange.files import PATIENT, VISIT, read_import, whole, write
from tests.exchange.out import material
from tests.exchange.tables import read_rows

GIVEN = {"face_width_mm": 147.18, "forehead_height_mm": 69.3}
FOREHEAD = {"view": "front", "x_mm": 0, "y_mm": -50, "units": 10.5}
CHIN = {"view": "front", "x_mm": 0, "y_mm": 97, "units": 4}


def measured(**more: object) -> dict[str, Any]:
    file = whole()
    file["patients"][0].update(more)
    return file


def test_measures_are_read_exactly_and_written_again(vocabulary: Vocabulary) -> None:
    file = measured(**GIVEN, measured=["forehead_height_mm", "interpupillary_mm"])
    file["patients"][0]["visits"][0]["measures"] = {"face_width_mm": 140, "interpupillary_mm": 60.25}
    (record,) = read_import(file, vocabulary)
    patient, (visit,) = record.patient, record.visits
    assert patient.given_measures == Measures(Decimal("61.5"), Decimal("147.18"), Decimal("69.3"))
    assert patient.measured == ("interpupillary_mm", "forehead_height_mm")
    assert visit.measures == Measures(Decimal("60.25"), Decimal(140))
    (again,) = json.loads(write([record]))["patients"]
    assert {key: again[key] for key in GIVEN} == GIVEN
    assert again["measured"] == ["interpupillary_mm", "forehead_height_mm"]
    assert again["visits"][0]["measures"] == {"interpupillary_mm": 60.25, "face_width_mm": 140}
    assert read_import(json.loads(write([record])), vocabulary) == (record,)


def test_what_is_absent_stays_absent(vocabulary: Vocabulary) -> None:
    (record,) = read_import(whole(), vocabulary)
    assert (record.patient.measured, record.visits[0].measures) == (None, None)
    written = write([record])
    assert b"measure" not in written
    assert b"forehead_height" not in written
    file = measured(measured=[])
    file["patients"][0]["visits"][0]["measures"] = {}
    (record,) = read_import(file, vocabulary)
    assert (record.patient.measured, record.patient.measures) == ((), Measures())
    assert record.visits[0].measures == Measures()
    assert b'"measures": {}' in write([record])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("face_width_mm", 109.99, "110"), ("face_width_mm", 170.01, "170"), ("face_width_mm", "140", "a number"),
        ("forehead_height_mm", 44.99, "45"), ("forehead_height_mm", 95.01, "95"), ("forehead_height_mm", True, "a n"),
        ("face_width_mm", 140.005, "0.01"), ("measured", "face_width_mm", "a list"), ("measured", [1], "text"),
        ("interpupillary_mm", 44.99, "45"),
    ],
)  # fmt: skip
def test_what_no_face_can_be_is_refused_with_its_place(
    vocabulary: Vocabulary, name: str, value: object, said: str
) -> None:
    with pytest.raises(Refused) as caught:
        read_import(measured(**{name: value}), vocabulary)
    assert f"{PATIENT}.{name}" in str(caught.value)
    assert said in str(caught.value)
    if name != "measured":
        file = whole()
        file["patients"][0]["visits"][0]["measures"] = {name: value}
        with pytest.raises(Refused) as caught:
            read_import(file, vocabulary)
        assert f"{VISIT}.measures.{name}" in str(caught.value)


def test_names_that_are_no_measures_are_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(Refused, match=r"measured\[1\]: “chin” is no measure; it is one of interpupillary_mm, face_wid"):
        read_import(measured(measured=["face_width_mm", "chin"]), vocabulary)
    file = whole()
    file["patients"][0]["visits"][0]["measures"] = {"chin": 3}
    with pytest.raises(Refused, match="the key “chin” is not known"):
        read_import(file, vocabulary)


def test_a_measure_names_nobody_and_travels(vocabulary: Vocabulary) -> None:
    file = measured(**GIVEN, measured=["face_width_mm"])
    file["patients"][0]["visits"][0]["measures"] = {"face_width_mm": 140}
    (record,) = read_import(file, vocabulary)
    nobody = Pseudonyms(b"seed").of(record)
    assert nobody.patient.given_measures == record.patient.given_measures
    assert nobody.patient.measured == ("face_width_mm",)
    assert nobody.visits[0].measures == Measures(face_width_mm=Decimal(140))


# ---------------------------------------------------------------------- CSV


def test_cells_of_measures() -> None:
    for names in (None, (), ("interpupillary_mm", "forehead_height_mm")):
        cell = measured_cell(names)
        assert measured_of(cell or "") == (measured_of("") if names is None else list(names))
    assert (measured_cell(None), measured_cell(())) == (None, "none")
    assert measured_cell(("face_width_mm", "forehead_height_mm")) == "face_width_mm forehead_height_mm"
    assert (kept_cell(None), kept_cell(Measures())) == (None, "none")
    cell = kept_cell(Measures(Decimal("61.50"), None, Decimal(70)))
    assert cell == "interpupillary_mm=61.5 forehead_height_mm=70"
    for wrong in ("61.5", "chin=3", "face_width_mm=", "face_width_mm=1 face_width_mm=2", "none face_width_mm=140"):
        with pytest.raises(Refused, match="are no measures; write them as interpupillary_mm="):
            kept_of(wrong)


def test_a_table_brings_them_back(vocabulary: Vocabulary) -> None:
    file = measured(**GIVEN, measured=["interpupillary_mm"])
    file["patients"][0]["visits"][0]["measures"] = {}
    (record,) = read_import(file, vocabulary)
    data = write_csv([record], material())
    (back,) = read_rows(data, vocabulary)
    assert back.record.patient == record.patient
    assert back.record.visits[0].measures == Measures()
    bad = data.replace(b",none", b",nothing")
    with pytest.raises(Refused, match="line 2, column “kept_measures”: “nothing” are no measures"):
        read_rows(bad, vocabulary)


# ---------------------------------------------------------------------- assess


def assessed(path: Path, *points: dict[str, Any], **patient: object) -> list[dict[str, Any]]:
    more = {key: patient.pop(key) for key in ("tables",) if key in patient}
    visit = {"product": "ona_botox", "points": list(points), **patient.pop("visit", {})}  # type: ignore[dict-item]
    file = {"format": "charting.exchange", "version": 1, "patients": [{**patient, "visits": [visit]}], **more}
    path.write_text(json.dumps(file), "utf-8")
    ran = CliRunner().invoke(charting, ["assess", str(path), "--json"])
    assert ran.exit_code == 0, ran.output
    (found,) = json.loads(ran.output)["visits"]
    return list(found["areas"])


def test_what_density_is_for(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    (average,) = assessed(path, FOREHEAD)
    assert (average["style"], average["density_style"], average["surface_from"]) == ("standard", "standard", "template")
    assert average["surface_cm2"] == average["reference_surface_cm2"]
    (wide,) = assessed(path, FOREHEAD, **GIVEN)
    assert (wide["style"], wide["density_style"], wide["surface_from"]) == ("standard", "between", "width+height")
    assert wide["reference_surface_cm2"] == average["surface_cm2"]
    assert wide["surface_cm2"] == average["surface_cm2"] * 1.21
    assert wide["density_u_cm2"] == 10.5 / wide["surface_cm2"]
    assert wide["surface_uncertain"] is False
    (proposed,) = assessed(path, FOREHEAD, **GIVEN, measured=["forehead_height_mm"])
    assert (proposed["surface_from"], proposed["density_style"]) == ("height", "standard")


def test_the_surface_of_the_chin_is_uncertain(tmp_path: Path) -> None:
    forehead, chin = assessed(tmp_path / "a.json", FOREHEAD, CHIN, sex="male", face_width_mm=165)
    assert (forehead["surface_from"], chin["surface_from"]) == ("width", "width")
    assert (chin["surface_uncertain"], chin["density_style"]) == (True, chin["style"])
    ran = CliRunner().invoke(charting, ["assess", str(tmp_path / "a.json")])
    assert "both, surface uncertain" in ran.output
    assert "Surface from face width (known to ±10 %)." in ran.output
    assessed(tmp_path / "a.json", FOREHEAD, CHIN, interpupillary_mm=60, forehead_height_mm=60)
    ran = CliRunner().invoke(charting, ["assess", str(tmp_path / "a.json")])
    assert (
        "Surface from the pupils' distance and forehead height (known to ±13 %); the pupils' distance (known to ±18 %)."
        in ran.output
    )
    assessed(tmp_path / "a.json")
    assert "Surface" not in CliRunner().invoke(charting, ["assess", str(tmp_path / "a.json")]).output


def test_a_signed_visit_of_a_file_is_under_the_rule_of_its_table(tmp_path: Path) -> None:
    old = table_of(replace(reference_data(), surface_rule=SurfaceRule.PUPILS_SQUARED))
    tables = [{"version": old.version, "content": old.content.decode()}]
    signed = {"status": "signed", "table": old.version}
    path = tmp_path / "a.json"
    (then,) = assessed(path, FOREHEAD, interpupillary_mm=67.98, visit=signed, tables=tables, **GIVEN)
    assert (then["surface_from"], then["density_style"]) == ("pupils", "between")
    assert then["surface_cm2"] == pytest.approx(then["reference_surface_cm2"] * 1.21)
    assert "Surface from the pupils' distance." in CliRunner().invoke(charting, ["assess", str(path)]).output
    (now,) = assessed(path, FOREHEAD, interpupillary_mm=67.98, tables=tables, visit={"table": old.version}, **GIVEN)
    assert now["surface_from"] == "width+height", "a draft is under today's"
    (unnamed,) = assessed(path, FOREHEAD, interpupillary_mm=67.98, visit={"status": "signed"})
    assert unnamed["surface_from"] == "pupils"
    assert unnamed["surface_cm2"] == pytest.approx(unnamed["reference_surface_cm2"] * 1.1**0.55)
    kept = {"status": "signed", "measures": {}}
    (of_then,) = assessed(path, FOREHEAD, visit=kept, **GIVEN)
    assert of_then["surface_from"] == "template"
