"""Attacks by SQL on what is signed, with and without recursive triggers, as any other tool could run them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from charting.domain.visit.record import Addendum, Marked
from charting.errors import Refused
from charting.store.database import Store
from charting.store.dbapi import IntegrityError, connect
from tests.store.test_after_signing import full_visit
from tests.store.values import NOON, a_patient, a_visit, clock, signed, some_id

SIGNED, DRAFT, OTHER = some_id(100), some_id(101), some_id(2)
_VISIT = "id, patient, at, at_us, kind, status, template"
_NOW = "'2026-07-14T12:00:00+02:00', 1784023200000000"
_POINT = "visit, place, view, x_hundredths, y_hundredths, units_hundredths, technique"

ATTACKS = {
    "update a field": f"UPDATE visit SET lot = 'X' WHERE id = '{SIGNED}'",
    "unsign": f"UPDATE visit SET status = 'draft', signed_by = NULL, signed_at = NULL, sha256 = NULL, document = NULL"
    f" WHERE id = '{SIGNED}'",
    "change the status": f"UPDATE visit SET status = 'entered-in-error' WHERE id = '{SIGNED}'",
    "change the signer": f"UPDATE visit SET signed_by = 'Somebody' WHERE id = '{SIGNED}'",
    "change the signed bytes": f"UPDATE visit SET document = x'00', sha256 = '{'0' * 64}' WHERE id = '{SIGNED}'",
    "update or ignore the rule": f"UPDATE OR FAIL visit SET lot = 'X' WHERE id = '{SIGNED}'",
    "delete": f"DELETE FROM visit WHERE id = '{SIGNED}'",
    "replace by id": f"INSERT OR REPLACE INTO visit ({_VISIT}) VALUES ('{SIGNED}', 1, {_NOW}, 'review', 'draft', 1)",
    "replace by number": f"INSERT OR REPLACE INTO visit (number, {_VISIT})"
    f" VALUES (1, '{some_id(9)}', 1, {_NOW}, 'review', 'draft', 1)",
    "replace by rowid": f"REPLACE INTO visit (rowid, {_VISIT})"
    f" VALUES (1, '{some_id(9)}', 1, {_NOW}, 'review', 'draft', 1)",
    "upsert": f"INSERT INTO visit ({_VISIT}) VALUES ('{SIGNED}', 1, {_NOW}, 'review', 'draft', 1)"
    " ON CONFLICT (id) DO UPDATE SET lot = 'X'",
    "a draft takes the id": f"UPDATE OR REPLACE visit SET id = '{SIGNED}' WHERE id = '{DRAFT}'",
    "a draft takes the number": f"UPDATE OR REPLACE visit SET number = 1 WHERE id = '{DRAFT}'",
    "move to another patient": f"UPDATE visit SET patient = 2 WHERE id = '{SIGNED}'",
    "forge a signed visit": f"INSERT INTO visit ({_VISIT}, signed_elsewhere, sha256, document)"
    f" VALUES ('{some_id(9)}', 1, {_NOW}, 'review', 'signed', 1, 1, '{'0' * 64}', x'00')",
    "update a point": "UPDATE point SET units_hundredths = 1 WHERE visit = 1",
    "move a point": "UPDATE point SET x_hundredths = 0, y_hundredths = 0 WHERE visit = 1",
    "delete a point": "DELETE FROM point WHERE visit = 1 AND place = 1",
    "delete all points": "DELETE FROM point",
    "add a point": f"INSERT INTO point ({_POINT}) VALUES (1, 4, 'front', 0, 0, 100, 'im')",
    "replace a point by place": f"REPLACE INTO point ({_POINT}) VALUES (1, 1, 'front', 0, 0, 100, 'im')",
    "replace a point by number": f"REPLACE INTO point (number, {_POINT}) VALUES (1, 2, 9, 'front', 0, 0, 100, 'im')",
    "replace a point by rowid": f"REPLACE INTO point (rowid, {_POINT}) VALUES (1, 2, 9, 'front', 0, 0, 100, 'im')",
    "a point of a draft takes the number": "UPDATE OR REPLACE point SET number = 1 WHERE visit = 2 AND place = 1",
    "a point of a draft moves in": "UPDATE OR REPLACE point SET visit = 1 WHERE visit = 2",
    "a point moves out": "UPDATE point SET visit = 2, place = 9 WHERE visit = 1 AND place = 1",
    "upsert a point": f"INSERT INTO point ({_POINT}) VALUES (1, 1, 'front', 0, 0, 100, 'im')"
    " ON CONFLICT (visit, place) DO UPDATE SET units_hundredths = 1",
    "delete the patient": "DELETE FROM patient WHERE number = 1",
    "replace the patient": f"REPLACE INTO patient (id, family_name, given_name, born, recorded_at)"
    f" VALUES ('{some_id(1)}', 'X', 'Y', '1990-01-01', '')",
    "replace the patient by number": f"REPLACE INTO patient (number, id, family_name, given_name, born, recorded_at)"
    f" VALUES (1, '{some_id(9)}', 'X', 'Y', '1990-01-01', '')",
    "another patient takes the id": f"UPDATE OR REPLACE patient SET id = '{some_id(1)}' WHERE number = 2",
    "change former details": "UPDATE patient_former SET family_name = 'X'",
    "delete former details": "DELETE FROM patient_former",
    "add a vial to a signed visit": f"INSERT INTO visit_vial (visit, place, id, product, vial_units_hundredths)"
    f" VALUES (1, 3, '{some_id(9)}', 'x', 100)",
    "change the lot of a vial": "UPDATE visit_vial SET lot = 'X' WHERE visit = 1",
    "take a vial out": "DELETE FROM visit_vial WHERE visit = 1 AND place = 2",
    "replace a vial by place": f"REPLACE INTO visit_vial (visit, place, id, product, vial_units_hundredths)"
    f" VALUES (1, 1, '{some_id(9)}', 'x', 100)",
    "replace a vial by number": f"REPLACE INTO visit_vial (number, visit, place, id, product, vial_units_hundredths)"
    f" VALUES (1, 2, 9, '{some_id(9)}', 'x', 100)",
    "a vial of a draft takes the number": "UPDATE OR REPLACE visit_vial SET number = 1 WHERE visit = 2 AND place = 1",
    "a vial of a draft moves in": "UPDATE OR REPLACE visit_vial SET visit = 1, place = 1 WHERE visit = 2 AND place = 1",
    "another vial for a point": "UPDATE point SET vial = 2 WHERE visit = 1",
    "somebody else placed it": "UPDATE point SET placed_by = NULL WHERE visit = 1",
    "rename who placed it": "UPDATE placer SET name = 'X'",
    "replace who placed it": "REPLACE INTO placer (number, name) VALUES (1, 'X')",
    "replace who placed it by name": "REPLACE INTO placer (number, name) VALUES (9, 'Dr One')",
    "delete who placed it": "DELETE FROM placer",
    "change a reason": "UPDATE visit_why SET reason = 'other' WHERE visit = 1",
    "delete a reason": "DELETE FROM visit_why WHERE visit = 1",
    "change what was weighed": "UPDATE visit_consultation SET note = 'X' WHERE visit = 1 AND place = 1",
    "take a tick away": "DELETE FROM visit_check WHERE visit = 1",
    "tick what was not ticked": "INSERT INTO visit_check (visit, place, ticked) VALUES (1, 2, 'consent')",
    "change what was found of a muscle": "UPDATE visit_finding SET bulging = 'mono' WHERE visit = 1",
    "take a finding away": "DELETE FROM visit_finding WHERE visit = 1",
    "find what was not found": "INSERT INTO visit_finding (visit, place, area, bulging)"
    " VALUES (1, 2, 'masseter.right', 'mono')",
    "change a price": "UPDATE visit_area_price SET price_per_unit_ten_thousandths = 1 WHERE visit = 1",
    "backdate the record": "UPDATE visit SET recorded_at = '2020-01-01T00:00:00+00:00' WHERE number = 1",
    "change what the signature means": "UPDATE visit SET signed_meaning = 'reviewed' WHERE number = 1",
    "change a note": "UPDATE addendum SET text = 'X'",
    "delete a note": "DELETE FROM addendum",
    "replace a note by id": "REPLACE INTO addendum (id, visit, at, written_by, text) SELECT id, visit, at, 'X', 'Y'"
    " FROM addendum",
    "replace a note by number": f"REPLACE INTO addendum (number, id, visit, at, written_by, text)"
    f" VALUES (1, '{some_id(9)}', 1, '2026-07-14T12:00:00+02:00', 'X', 'Y')",
    "a note beside a draft": f"INSERT INTO addendum (id, visit, at, written_by, text)"
    f" VALUES ('{some_id(9)}', 2, '2026-07-14T12:00:00+02:00', 'X', 'Y')",
    "change a mark": "UPDATE visit_mark SET reason = 'X'",
    "take a mark away": "DELETE FROM visit_mark",
    "replace a mark": "REPLACE INTO visit_mark (number, visit, status, at, marked_by, reason)"
    " VALUES (1, 1, 'amended', '2026-07-14T12:00:00+02:00', 'X', 'Y')",
    "a second mark of an error": "INSERT INTO visit_mark (visit, status, at, marked_by, reason)"
    " VALUES (1, 'entered-in-error', '2026-07-14T12:00:00+02:00', 'X', 'Y')",
    "mark a draft": "INSERT INTO visit_mark (visit, status, at, marked_by, reason)"
    " VALUES (2, 'amended', '2026-07-14T12:00:00+02:00', 'X', 'Y')",
    "sign with a vial that is not there": f"UPDATE visit SET status = 'signed', signed_by = 'X', sha256 = '{'0' * 64}',"
    f" document = x'00', signed_at = '{NOON.isoformat()}' WHERE number = 3",
    "replace former details": "REPLACE INTO patient_former (number, patient, family_name, given_name, born, until)"
    " VALUES (1, 1, 'X', 'Y', '1990-01-01', '')",
}


TABLES = (
    "patient", "patient_former", "visit", "point", "visit_vial", "visit_why", "visit_consultation", "visit_check",
    "visit_area_price", "visit_finding", "placer", "addendum", "visit_mark",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "clinic.sqlite"
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient(family_name="Former"))
        store.patients.add(a_patient(2))
        store.visits.save_draft(full_visit())
        signed(store, full_visit())
        store.visits.save_draft(replace(full_visit(), id=DRAFT))
        store.visits.save_draft(replace(full_visit(), id=some_id(102), vials=()))
        store.amendments.add_addendum(SIGNED, Addendum(some_id(60), NOON, "Dr One", "Called."))
        store.amendments.enter_in_error(SIGNED, Marked(NOON, "Dr One", "Another patient."))
        store.patients.change(a_patient())
    return path


@pytest.fixture
def clinic(made: Path, path: Path) -> Path:
    path.write_bytes(made.read_bytes())
    return path


def content(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(connect(str(path))) as conn:
        return [conn.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES]


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_an_attack_by_sql_changes_nothing(clinic: Path, attack: str, recursive: str):
    before = content(clinic)
    with closing(connect(str(clinic), isolation_level=None)) as conn:
        conn.execute(f"PRAGMA recursive_triggers = {recursive}")
        conn.execute("PRAGMA foreign_keys = OFF")
        with pytest.raises(IntegrityError):
            conn.execute(ATTACKS[attack])
    assert content(clinic) == before


def test_there_are_enough_attacks():
    assert len(ATTACKS) >= 15


def test_a_draft_still_changes_as_it_should(clinic: Path):
    with Store.open(clinic) as store:
        store.visits.save_draft(a_visit(101, points=1))
        assert store.visits.get(DRAFT).points == a_visit(101, points=1).points
        store.visits.discard_draft(DRAFT)
        assert store.visits.find(DRAFT) is None


@pytest.mark.parametrize(
    "numbers",
    [
        "UPDATE point SET units_hundredths = 0 WHERE visit = 2",
        "UPDATE point SET units_hundredths = -1 WHERE visit = 2",
        "UPDATE point SET units_hundredths = 50001 WHERE visit = 2",
        "UPDATE point SET units_hundredths = 1.5 WHERE visit = 2",
        "UPDATE point SET units_hundredths = 'abc' WHERE visit = 2",
        "UPDATE point SET x_hundredths = 40001 WHERE visit = 2",
        "UPDATE point SET x_hundredths = 9e999 WHERE visit = 2",
        "UPDATE point SET y_hundredths = NULL WHERE visit = 2",
        "UPDATE point SET view = 'above' WHERE visit = 2",
        "UPDATE point SET technique = 'iv' WHERE visit = 2",
        "UPDATE point SET place = 2001 WHERE visit = 2",
        "UPDATE visit SET vial_units_hundredths = 0 WHERE number = 2",
        "UPDATE visit SET diluent_microlitres = -1 WHERE number = 2",
        "UPDATE visit SET price_per_unit_ten_thousandths = -1 WHERE number = 2",
        "UPDATE visit SET template = 0 WHERE number = 2",
        "UPDATE visit SET at_us = 0 WHERE number = 2",
        "UPDATE visit SET expires = '2026-02-30' WHERE number = 2",
        "UPDATE visit SET currency = 'usd' WHERE number = 2",
        "UPDATE visit SET status = 'signed' WHERE number = 2",
        "UPDATE patient SET born = '1992-02-30' WHERE number = 2",
        "UPDATE patient SET interpupillary_hundredths = 4499 WHERE number = 2",
        "UPDATE patient SET family_name = '' WHERE number = 2",
        "INSERT INTO visit (id, patient, at, at_us, kind, status, template)"
        f" VALUES ('{OTHER}', 99, '1970-01-01T00:00:00+00:00', 0, 'review', 'draft', 1)",
    ],
)
def test_no_impossible_value_enters_a_draft(clinic: Path, numbers: str):
    with closing(connect(str(clinic), isolation_level=None)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(IntegrityError):
            conn.execute(numbers)


def test_undosed_points_are_never_signed(clinic: Path):
    with closing(connect(str(clinic), isolation_level=None)) as conn:
        conn.execute("UPDATE point SET units_hundredths = NULL WHERE visit = 2 AND place = 1")
        with pytest.raises(IntegrityError, match="undosed"):
            conn.execute(
                f"UPDATE visit SET status = 'signed', signed_by = 'X', signed_at = '{NOON.isoformat()}',"
                f" sha256 = '{'0' * 64}', document = x'00' WHERE number = 2"
            )


def test_the_store_says_it_before_the_file_does(clinic: Path):
    with Store.open(clinic) as store:
        for forbidden in (store.visits.save_draft, lambda visit: signed(store, visit)):
            with pytest.raises(Refused, match="signed"):
                forbidden(a_visit(100))
        with pytest.raises(Refused, match="signed"):
            store.visits.discard_draft(SIGNED)
