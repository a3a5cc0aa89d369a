"""`charting export` in every format: real files, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from charting.domain.clinic.audit_chain import Entry
from charting.start.keys import keeper
from charting.store.database import Store
from tests.exchange.files import raw_json, standing_record
from tests.store.test_disk_full import fill, small_disk
from tests.store.values import NOON, a_patient, a_visit, clock, no_part_left, signed, some_id
from tests.test_cli import done, refused, run

__all__ = ["small_disk"]

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Two patients, three visits: two signed, in July and in August, and a draft."""
    path = tmp_path / "clinic.sqlite"
    with Store.open(path, clock=clock, keeper=keeper(path)) as store:
        store.patients.add(a_patient(1, chart_no="A-1", family_name="Sürname"))
        store.patients.add(a_patient(2, chart_no="B-2"))
        signed(store, a_visit(100))
        later = replace(a_visit(101), at=NOON + timedelta(days=30))
        signed(store, later)
        store.visits.save_draft(a_visit(102, patient_id=some_id(2)))
    return path


def exports(db: Path) -> tuple[Entry, ...]:
    with Store.open(db) as store:
        return store.audit.entries(action="export", limit=20)


def test_each_format_writes_its_kind(db: Path, tmp_path: Path):
    for form, begin in (("json", b"{"), ("csv", b"\xef\xbb\xbfpatient_id"), ("fhir", b'{"resourceType": "Bundle"'),
                        ("png", b"\x89PNG"), ("pdf", b"%PDF")):  # fmt: skip
        out = tmp_path / f"out.{form}"
        done("export", "--format", form, "--visit", some_id(100), "--size", "small", "--out", out, db=db)
        assert out.read_bytes().startswith(begin)
    assert no_part_left(tmp_path)
    assert len(exports(db)) == 5
    assert all(entry.patient == some_id(1) for entry in exports(db))
    assert all("Sürname" not in entry.detail for entry in exports(db))


@pytest.mark.skipif(os.name == "nt", reason="modes")
@pytest.mark.parametrize("form", ["json", "csv", "fhir", "png", "pdf"])
def test_what_is_written_is_for_its_owner_only(db: Path, tmp_path: Path, form: str):
    before = os.umask(0)
    try:
        out = tmp_path / "out"
        done("export", "--format", form, "--size", "small", "--out", out, db=db)
    finally:
        os.umask(before)
    if form in ("png", "pdf"):
        assert out.stat().st_mode & 0o777 == 0o700
    files = list(out.iterdir()) if out.is_dir() else [out]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_days_choose_visits_by_their_own_clock(db: Path):
    def visits(*more: str) -> list[str]:
        found = json.loads(done("export", "--format", "json", "--out", "-", *more, db=db))
        return [visit["id"] for patient in found["patients"] for visit in patient["visits"]]

    day = NOON.date()
    assert visits("--from", day.isoformat(), "--to", day.isoformat()) == [some_id(100), some_id(102)]
    assert visits("--from", (day + timedelta(days=1)).isoformat()) == [some_id(101)]
    assert visits("--to", (day - timedelta(days=1)).isoformat()) == []
    assert visits("--patient", "a-1", "--to", day.isoformat()) == [some_id(100)]
    wrong = ("export", "--format", "json", "--out", "-")
    assert "before they begin" in refused(*wrong, "--from", "2026-02-01", "--to", "2026-01-01", db=db)
    assert "not both" in refused(*wrong, "--visit", some_id(100), "--from", "2026-02-01", db=db)
    assert run(*wrong, "--from", "1.2.2026", db=db).exit_code == 2


def test_several_pictures_go_into_a_folder(db: Path, tmp_path: Path):
    new = tmp_path / "maps"
    done("export", "--format", "png", "--size", "small", "--out", new, db=db)
    names = sorted(path.name for path in new.iterdir())
    assert names == [
        "chart-A-1_2026-07-14_face-map.png", "chart-A-1_2026-08-13_face-map.png", "chart-B-2_2026-07-14_face-map.png",
    ]  # fmt: skip
    done("export", "--format", "png", "--size", "small", "--patient", "B-2", "--out", new, db=db)
    assert sorted(path.name for path in new.iterdir()) == names
    assert "no folder" in refused("export", "--format", "png", "--out", tmp_path / "a.png", db=db)
    assert "no visit" in refused("export", "--format", "png", "--to", "2000-01-01", "--out", tmp_path / "x", db=db)
    assert "name a folder" in refused("export", "--format", "png", "--size", "small", "--out", "-", db=db)
    assert no_part_left(tmp_path)


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_letters_that_no_font_here_has_are_said(db: Path, tmp_path: Path, form: str):
    with Store.open(db, clock=clock) as store:
        store.patients.add(a_patient(3, chart_no="C-3", given_name="\U00010400"))
        store.visits.save_draft(a_visit(103, patient_id=some_id(3)))
    for patient, said in (("C-3", True), ("B-2", False)):
        made = run(
            "export", "--format", form, "--size", "small", "--patient", patient, "--out", tmp_path / patient, db=db
        )
        assert made.exit_code == 0
        assert ("This computer has no letters for “\U00010400” (U+10400)" in made.stderr) is said


def test_pseudonymised_is_of_nobody(db: Path, tmp_path: Path):
    for form in ("json", "csv", "fhir"):
        text = done("export", "--format", form, "--without-sheets", "--pseudonymised", "--out", "-", db=db)
        assert "Pseudonym" in text
        for secret in ("Sürname", "A-1", "1992-03-05", "2026-07-14", "Dr Sign", some_id(1), some_id(100)):
            assert secret not in text
    for form in ("png", "pdf"):
        folder = tmp_path / form
        done("export", "--format", form, "--size", "small", "--pseudonymised", "--out", folder, db=db)
        assert len(list(folder.iterdir())) == 3
        for path in folder.iterdir():
            assert "pseudonymised" in path.name
            assert "A-1" not in path.name
            assert "2026-07-14" not in path.name
    assert all(entry.patient is None for entry in exports(db))
    sentence = refused("export", "--format", "json", "--pseudonymised", "--with-attachments", "--out", "-", db=db)
    assert "show who it is" in sentence


def test_a_pseudonymised_sheet_names_nobody(db: Path, tmp_path: Path):
    pypdf = pytest.importorskip("pypdf")
    folder = tmp_path / "sheets"
    done("export", "--format", "pdf", "--pseudonymised", "--out", folder, db=db)
    for path in folder.iterdir():
        reader = pypdf.PdfReader(path)
        text = " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
        assert "Pseudonym" in text
        for secret in ("Sürname", "A-1", "Dr Sign", some_id(1), some_id(100), "5 Mar 1992", "14 Jul 2026"):
            assert secret not in text


def test_the_bundle_holds_the_sheet_unless_it_is_left_out(db: Path):
    one = ("export", "--format", "fhir", "--visit", some_id(100), "--out", "-")
    assert "DocumentReference" in done(*one, db=db)
    assert "DocumentReference" not in done(*one, "--without-sheets", db=db)
    assert done(*one, db=db) == done(*one, db=db)


def test_everything_comes_out_as_a_table(tmp_path: Path):
    db = tmp_path / "whole.sqlite"
    source = tmp_path / "whole.json"
    source.write_bytes(raw_json(standing_record()))
    done("import", source, db=db)
    rows = list(csv.reader(io.StringIO(done("export", "--format", "csv", "--out", "-", db=db).removeprefix("\ufeff"))))
    assert len(rows) == 1 + 3 + 1 + 3


def test_a_vanished_folder_and_a_full_disk_leave_nothing(db: Path, tmp_path: Path, small_disk: Path):
    gone = tmp_path / "gone"
    for form in ("json", "csv", "fhir", "png", "pdf"):
        said = refused("export", "--format", form, "--visit", some_id(100), "--out", gone / "x", db=db)
        assert "cannot be written" in said
    assert not gone.exists()
    filler = fill(small_disk, leave=600)
    for form, out in (("json", "x"), ("csv", "x"), ("fhir", "x"), ("png", "maps")):
        said = refused("export", "--format", form, "--size", "small", "--out", small_disk / out, db=db)
        assert "cannot be written" in said
        assert "No space left" in said
    assert [path.name for path in small_disk.iterdir()] == [filler.name]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(db: Path, tmp_path: Path):
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    assert "cannot be written" in refused("export", "--format", "csv", "--out", shut / "x", db=db)
