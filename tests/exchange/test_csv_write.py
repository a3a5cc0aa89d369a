"""The table of points: the columns agreed, text that is safe, and what comes back of it."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.text import plainly
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import Signature
from charting.exchange.csv.columns import COLUMNS
from charting.exchange.csv.text import unguarded
from charting.exchange.csv.write import write_csv
from charting.exchange.importing import Reading
from charting.exchange.matching import carried
from charting.exchange.records import PatientRecord, vocabulary_of
from tests.exchange.files import NOW, of_bytes
from tests.exchange.out import HOSTILE, everything, material
from tests.exchange.possible import possible
from tests.proofs.scale import examples
from tests.store.values import NOON, a_patient, a_visit, some_id, visits


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_for_each_point_in_the_columns_agreed():
    content = write_csv(everything(), material())
    assert content.startswith(b"\xef\xbb\xbfpatient_id,visit_date,visit_id,status,point_no,")
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = table(content)
    assert tuple(rows[0]) == COLUMNS
    first = rows[0]
    assert (first["area"], first["side"], first["template"], first["x"], first["y"]) == (
        "forehead", "midline", "front", "0.0", "-50.0",
    )  # fmt: skip
    assert (first["units"], first["ml"], first["depth"], first["planned_or_given"]) == (
        "1.5", "0.0375", "intramuscular", "given",
    )  # fmt: skip
    assert (first["lot"], first["vial"], first["placed_by"], first["ndc"]) == ("C7421", "1", "Dr Sign", "")
    assert [row["planned_or_given"] for row in rows if row["status"] == "draft"] == ["planned"] * 4
    (review,) = [row for row in rows if row["kind"] == "review"]
    assert (review["point_no"], review["x"], review["units"]) == ("", "", "")


def test_band_reason_and_signer_are_told():
    why = Why("forehead:im", Reason.STRONG_MUSCLE, "Frowns, a lot.")
    visit = replace(a_visit(points=2), whys=(why,), signature=Signature("Dr Ø", NOON, "ab"), points=tuple(
        replace(point, units=Decimal(4)) for point in a_visit(points=2).points
    ))  # fmt: skip
    row = table(write_csv([PatientRecord(a_patient(), (visit,))], material()))[0]
    assert (row["band"], row["reason"]) == ("between", "strong muscle: Frowns, a lot.")
    assert (row["injector"], row["signed_at"]) == ("Dr Ø", NOON.isoformat())


def test_the_same_content_gives_the_same_bytes():
    one = [PatientRecord(a_patient(n), (a_visit(100 * n, patient_id=some_id(n)),)) for n in (1, 2, 3)]
    assert write_csv(one, material()) == write_csv(reversed(one), material())


@settings(max_examples=examples(15, 150), deadline=None)
@given(visit=visits(), name=st.sampled_from(HOSTILE))
def test_what_is_written_is_read_again(visit, name):
    visit = possible(visit)
    visit = replace(
        visit, of=None, amends=None, addenda=(), marked=None, vials=(), review=None, whys=(), consultation=None,
        findings=(), checks=(), area_prices=(), recorded_at=None, reason=None,
        points=tuple(replace(point, vial=None) for point in visit.points), lot=visit.lot or None,
    )  # fmt: skip
    patient = possible(a_patient(family_name=name, given_name=name, chart_no=name))
    content = write_csv([PatientRecord(patient, (visit,))], material())
    reading = Reading(vocabulary_of(material().reference, frozenset({1})), NOW)
    (incoming,) = reading.read(of_bytes(content, "out.csv"))
    assert incoming.record.patient == plainly(patient)
    (back,) = incoming.record.visits
    assert carried(back) == carried(visit)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_with_the_right_columns_and_characters(tmp_path: Path):
    people = [
        PatientRecord(
            a_patient(n, family_name=name, given_name=name, chart_no=name),
            (replace(a_visit(100 + n, patient_id=some_id(n), lot=name), points=a_visit(points=2).points),),
        )
        for n, name in enumerate(HOSTILE, 1)
    ]
    source = tmp_path / "points.csv"
    source.write_bytes(write_csv(people, material()))
    where = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to"]
    as_fods = [*where, "fods", "--infilter=CSV:44,34,76,1,,0,false,true", "--outdir", str(tmp_path), str(source)]
    subprocess.run(as_fods, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "points.fods").read_text(encoding="utf-8")
    assert "table:formula" not in text  # nothing is run
    again = [*where, "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", str(tmp_path / "back"),
             str(tmp_path / "points.fods")]  # fmt: skip
    subprocess.run(again, check=True, capture_output=True, timeout=120)
    rows = table((tmp_path / "back" / "points.csv").read_bytes())
    assert tuple(rows[0]) == COLUMNS
    assert {row["x"] for row in rows} == {"0.2", "0.4"}
    assert {row["y"] for row in rows} == {"-50.25"}
    names = {unguarded(row["family_name"]).strip() for row in rows}
    assert {name for name in HOSTILE if not name[0].isdigit()} - {"\tTab"} <= names | {"two\nlines"}
    assert "Tab" in {name.strip() for name in names}
