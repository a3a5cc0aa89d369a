"""Tables on the command line: this program's, another one's by a mapping, and who is alike."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from charting import paths
from charting.exchange.csv.file import read_grid
from charting.exchange.csv.mapping import as_json, changed, guess, remember
from charting.exchange.csv.words import Words
from charting.store.database import Store
from tests import shipped
from tests.exchange.files import standing_record
from tests.exchange.tables import table, three
from tests.exchange.test_csv_mapping import OTHER
from tests.store.values import a_patient, clock, count_visits
from tests.test_cli import done, refused, run


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite"


def file_of(tmp_path: Path, data: bytes, name: str = "july.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(data)
    return file


def mapping() -> object:
    grid = read_grid(OTHER.encode(), "x.csv")
    return changed(guess(grid, Words.of(shipped.reference())), middle=True)


def test_what_goes_out_as_csv_comes_in_again(db: Path, tmp_path: Path) -> None:
    file = file_of(tmp_path, table(three()))
    assert done("import", file, db=db) == "Imported 1 patient and 1 visit.\n"
    out = tmp_path / "out.csv"
    done("export", "--format", "csv", "--out", out, db=db)
    assert done("import", out, db=db).startswith("Imported 0 patients and 0 visits; 1 and 1 were there already.")
    assert done("import", out, db=tmp_path / "other.sqlite") == "Imported 1 patient and 1 visit.\n"


def test_a_dry_run_shows_who_is_new(db: Path, tmp_path: Path) -> None:
    said = done("import", "--dry-run", file_of(tmp_path, table(three())), db=db)
    assert said == (
        "Would import 1 patient and 1 visit.\n  new: Family, Given, born 1992-03-05, chart 10482; 1 visit\n"
    )
    assert not db.exists()


def test_who_is_alike_is_refused_unless_it_is_said_who_it_is(db: Path, tmp_path: Path) -> None:
    known = replace(a_patient(), chart_no="10482", born=date(1990, 1, 1))
    with Store.open(db, clock=clock) as store:
        store.patients.add(known)
    file = file_of(tmp_path, table([{**row, "patient_id": None} for row in three()]))
    sentence = refused("import", file, db=db)
    assert "july.csv, line 2: Family Given, born 1992-03-05, chart number 10482, is like the patient" in sentence
    assert known.id in sentence
    with Store.open(db, clock=clock) as store:
        assert count_visits(store) == 0
    assert done("import", "--dry-run", "--new-patients", file, db=db).startswith("Would import 1 patient and 1 visit.")
    assert done("import", "--match", file, db=db).startswith("Imported 0 patients and 1 visit")
    with Store.open(db, clock=clock) as store:
        assert store.patients.get(known.id) == known
        assert len(store.visits.of(known.id)) == 1
    assert run("import", "--match", "--new-patients", file, db=db).exit_code == 2


def test_another_programs_table_needs_a_mapping(db: Path, tmp_path: Path) -> None:
    file = file_of(tmp_path, OTHER.encode(), "other.csv")
    assert "other.csv is not this program's CSV" in refused("import", file, db=db)
    saved = file_of(tmp_path, as_json(mapping()), "mapping.json")
    said = done("import", "--dry-run", "--mapping", saved, file, db=db)
    assert said.startswith("Would import 2 patients and 2 visits.\n")
    assert "Points without a place stand in the middle of their area and say so." in said
    assert done("import", "--mapping", saved, file, db=db).startswith("Imported 2 patients and 2 visits.")
    saved.write_text("[]")
    assert "is no mapping saved from the window" in refused("import", "--mapping", saved, file, db=db)


def test_what_was_said_at_the_desk_is_remembered(db: Path, tmp_path: Path) -> None:
    remember(paths.mappings_file(), read_grid(OTHER.encode(), "x").header, mapping())
    assert done("import", file_of(tmp_path, OTHER.encode(), "o.csv"), db=db).startswith("Imported 2 patients")


def test_one_wrong_row_keeps_all_files_out(db: Path, tmp_path: Path) -> None:
    good = file_of(tmp_path, table(three()))
    bad = file_of(tmp_path, table([{**row, "units": "x"} for row in three()]), "bad.csv")
    assert "bad.csv, line 2, column “units”: “x” is no number" in refused("import", good, bad, db=db)
    assert not db.exists()


NAMES = {
    "columns": {
        "chart_no": "Chart No", "family_name": "Last name", "given_name": "First name", "born": "Date of birth",
        "sex": "Sex", "visit_date": "Treatment date", "product": "Product", "area": "Area", "side": "Side",
        "units": "Units", "lot": "Lot", "expiry": "Expiry",
    },
    "dates": {"born": "dmy", "visit_date": "dmy", "expiry": "dmy"}, "decimal": ",", "products": {"Botox": "ona_botox"},
    "areas": {"Glabella": "glabella"}, "middle": True,
}  # fmt: skip


def clinic_table(tmp_path: Path, name: str, family: str, given: str, born: str = "05.03.1992", lot: str = "C1") -> Path:
    lines = ";".join(NAMES["columns"].values()), f";{family};{given};{born};w;15.07.2026;Botox;Glabella;;2,5;{lot};"
    return file_of(tmp_path, "\n".join(lines).encode(), name)


@pytest.mark.parametrize(
    ("family", "given", "born", "why"),
    [
        ("Berg", "Anna\u200b", "05.03.1992", "the same names and birth date"),
        ("Anna", "Berg", "05.03.1992", "the same names in another order"),
        ("Berg", "Ana", "05.03.1992", "names that are nearly the same"),
        ("Berg", "Anna", "03.05.1992", "nearly the same birth date"),
    ],
)
def test_names_written_otherwise_are_refused_with_both(
    db: Path, tmp_path: Path, family: str, given: str, born: str, why: str
) -> None:
    how = file_of(tmp_path, json.dumps(NAMES).encode(), "map.json")
    done("import", "--mapping", how, clinic_table(tmp_path, "first.csv", "Berg", "Anna"), db=db)
    second = clinic_table(tmp_path, "second.csv", family, given, born)
    sentence = refused("import", "--mapping", how, second, db=db)
    seen = given.replace("\u200b", "")
    assert f"second.csv, line 2: {family} {seen}, born" in sentence
    assert "is like the patient Berg Anna, born 1992-03-05, chart number –" in sentence
    assert why in sentence
    assert "--match" in sentence
    assert "--new-patients" in sentence
    assert len(sentence) <= 500
    said = done("import", "--mapping", how, "--match", second, db=db)
    assert said.startswith("Imported 0 patients and 0 visits; 1 and 1 were there already")  # the very same treatment
    assert ("signs that nobody sees were taken out of names, lots or other texts (1;" in said) == (seen != given)


def test_the_longest_names_leave_room_for_the_remedy(db: Path, tmp_path: Path) -> None:
    how = file_of(tmp_path, json.dumps(NAMES).encode(), "map.json")
    family, given = "Berg" * 100, "Anna" * 100
    done("import", "--mapping", how, clinic_table(tmp_path, "first.csv", family, given), db=db)
    sentence = refused("import", "--mapping", how, clinic_table(tmp_path, f"{'x' * 200}.csv", given, family), db=db)
    assert len(sentence) <= 500
    assert sentence.rstrip().endswith("or decide in the window.")


def test_what_nobody_sees_does_not_come_in(db: Path, tmp_path: Path) -> None:
    how = file_of(tmp_path, json.dumps(NAMES).encode(), "map.json")
    table = clinic_table(tmp_path, "first.csv", "Be\u202erg", "\ufeffAnna", lot="C\u200b1\x07")
    said = done("import", "--mapping", how, table, db=db)
    assert "signs that nobody sees were taken out of names, lots or other texts (3; the first in line 2" in said
    with Store.open(db, clock=clock) as store:
        (patient,) = store.patients.all()
        assert (patient.family_name, patient.given_name) == ("Berg", "Anna")
        (visit,) = store.visits.of(patient.id)
        assert visit.lot == "C1"
    assert done("import", "--mapping", how, table, db=db).startswith("Imported 0 patients and 0 visits; 1 and 1")


def test_a_note_from_elsewhere_comes_in_as_it_is_read(db: Path, tmp_path: Path) -> None:
    """What turns a line round in a note would turn it round on paper, too; the same file says nothing new after it."""
    file = standing_record()
    first = file["patients"][0]["visits"][0]
    first["addenda"][0]["text"] = "Called:\r\nall \u202ewell\u202c.\x1b[31m"
    first["consultation"]["note"] = "So\u200bft."
    source = file_of(tmp_path, json.dumps(file).encode(), "july.json")
    said = done("import", source, db=db)
    assert "taken out of names, lots or other texts (2; the first in $.patients[0].visits[0].consultation.note" in said
    with Store.open(db, clock=clock) as store:
        kept = store.visits.get(first["id"])
        assert kept.addenda[0].text == "Called:\nall well.[31m"
        assert kept.consultation.note == "Soft."
    assert done("import", source, db=db).startswith("Imported 0 patients and 0 visits")


BY_ZONE = Path(__file__).parent / "files" / "table-by-zone.json"
"""What an earlier program made of this table in New York: its ids followed from the offset of that computer."""
CLINIC = """Chart No;Last name;First name;Date of birth;Sex;Treatment date;Time;Product;Area;Side;Units;Lot;Expiry
17;Ångström;Åsa;25.03.1980;w;14.02.2026;09:30;Botox;Forehead;;10,5;C1;31.12.2027
17;Ångström;Åsa;25.03.1980;w;14.02.2026;09:30;Botox;Glabella;;20;C1;31.12.2027
17;Ångström;Åsa;25.03.1980;w;10.06.2026;14:00;Botox;Glabella;;18;C2;31.12.2027
18;O'Neil;José;01.02.1975;m;03.03.2026;11:15;Botox;Crow's feet;L;6;C1;31.12.2027
18;O'Neil;José;01.02.1975;m;03.03.2026;11:15;Botox;Crow's feet;R;6;C1;31.12.2027
"""


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin"])
def test_a_table_that_an_earlier_program_imported_is_there_already(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    how = file_of(
        tmp_path,
        json.dumps(
            NAMES | {
                "columns": NAMES["columns"] | {"visit_time": "Time"},
                "areas": {"Forehead": "forehead", "Glabella": "glabella", "Crow's feet": "crows_feet"},
            }
        ).encode(),
        "map.json",
    )  # fmt: skip
    done("import", BY_ZONE, db=db)
    table = file_of(tmp_path, CLINIC.encode(), "clinic.csv")
    said = done("import", "--mapping", how, table, db=db)
    assert said.startswith("Imported 0 patients and 0 visits; 2 and 3 were there already.")
    more = CLINIC + "18;O'Neil;José;01.02.1975;m;20.06.2026;11:15;Botox;Glabella;;20;C2;31.12.2027\n"
    other = more.replace(";14:00;Botox;Glabella;;18;", ";14:00;Botox;Glabella;;19;")  # another dose: another visit
    said = done("import", "--mapping", how, file_of(tmp_path, other.encode(), "clinic.csv"), db=db)
    assert said.startswith("Imported 0 patients and 2 visits; 2 and 2 were there already.")
    monkeypatch.undo()
    time.tzset()
