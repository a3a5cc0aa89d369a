"""The check finds what somebody changed behind the program's back, and nothing else."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from charting.desk.signing import document
from charting.domain.visit.visit import Status
from charting.errors import StoreProblem
from charting.store.check import check
from charting.store.database import Store
from charting.store.dbapi import connect
from charting.store.protection import ALL_TRIGGERS as TRIGGERS
from tests.store.values import a_patient, a_visit, clock, raw, signed, some_id


@pytest.fixture
def clinic(path: Path) -> Path:
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
        store.visits.save_draft(a_visit(100))
        signed(store, a_visit(100))
        store.visits.keep_signed_elsewhere(
            replace(a_visit(101), status=Status.SIGNED), document(a_visit(101), a_patient(), None, None)
        )
    return path


def problems(path: Path) -> list[str]:
    with Store.open(path, clock=clock) as store:
        return check(store, document)


def unguarded(path: Path, *statements: str) -> None:
    """Changes as somebody makes them who takes the protection away first and puts it back afterwards."""
    dropped = [f"DROP TRIGGER {name}" for name in TRIGGERS]
    with closing(connect(str(path), isolation_level=None)) as conn:
        conn.execute("PRAGMA foreign_keys = OFF")
        for statement in ("BEGIN", *dropped, *statements, *TRIGGERS.values(), "COMMIT"):
            conn.execute(statement)


def test_a_sound_file_is_ok(clinic: Path):
    assert problems(clinic) == []


def test_it_stays_ok_when_details_are_corrected_later(clinic: Path):
    with Store.open(clinic, clock=clock) as store:
        store.patients.change(a_patient(family_name="New", interpupillary_mm=None))
        store.patients.change(a_patient(family_name="Newer"))
    assert problems(clinic) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE point SET units_hundredths = units_hundredths + 1 WHERE visit = 1 AND place = 2",
        "UPDATE point SET x_hundredths = x_hundredths + 1 WHERE visit = 2 AND place = 2",
        "UPDATE point SET technique = 'id' WHERE visit = 1 AND place = 3",
        "UPDATE point SET area = 'forehead' WHERE visit = 1 AND place = 3",
        "DELETE FROM point WHERE visit = 1 AND place = 3",
        "UPDATE visit SET lot = 'X' WHERE number = 1",
        "UPDATE visit SET signed_by = 'X' WHERE number = 1",
        "UPDATE visit SET signed_at = '2020-01-01T00:00:00+00:00' WHERE number = 1",
        "UPDATE visit SET product = 'abo_dysport' WHERE number = 2",
        "UPDATE visit SET at = '2026-07-14T10:00:00+00:00' WHERE number = 1",
        "UPDATE patient SET family_name = 'X'",
        "UPDATE visit SET document = replace(document, '1.5', '2.5') WHERE number = 1",
        "UPDATE visit SET document = x'00' WHERE number = 2",
        f"UPDATE visit SET sha256 = '{'0' * 64}' WHERE number = 1",
    ],
)
def test_a_change_behind_its_back_is_found(clinic: Path, change: str):
    unguarded(clinic, change.replace("replace(document", "CAST(replace(document").replace("'2.5')", "'2.5') AS BLOB)"))
    found = problems(clinic)
    assert found
    assert any(some_id(100) in problem or some_id(101) in problem for problem in found)


def test_rows_without_their_parent_are_found(clinic: Path):
    unguarded(clinic, "DELETE FROM patient")
    found = problems(clinic)
    assert any("belongs to no patient" in problem for problem in found)


def test_missing_protection_is_told(clinic: Path):
    raw(clinic, "DROP TRIGGER visit_delete")
    assert "visit_delete" in problems(clinic)[0]
    assert problems(clinic) == []


def test_a_strange_trigger_is_told(clinic: Path):
    raw(clinic, "CREATE TRIGGER theirs AFTER INSERT ON visit BEGIN SELECT 1; END")
    assert [problem for problem in problems(clinic) if "theirs" in problem] == problems(clinic)
    with Store.open(clinic, clock=clock) as store:
        assert "theirs" in str(store.notices[0]), "it is said at the start as well"


def test_impossible_rows_are_told_not_raised(clinic: Path):
    unguarded(clinic)
    raw(clinic, "DROP TRIGGER point_update")
    raw(clinic, "UPDATE point SET view = 'above' WHERE visit = 1 AND place = 1", ignore_check_constraints="ON")
    found = problems(clinic)
    assert any("damaged" in problem for problem in found)
    with Store.open(clinic) as store, pytest.raises(StoreProblem, match="damaged"):
        store.visits.get(some_id(100))


def test_flipped_bits_in_signed_visits_are_found(clinic: Path):
    """A plain file has no checksums of its own: what a flipped bit does to a signed visit shows in its kept bytes."""
    whole = clinic.read_bytes()
    at = whole.rindex(b'"x_mm"')
    for place in (at + 9, whole.rindex(b"C7421") + 1):
        clinic.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert problems(clinic)


def test_every_visit_is_looked_at(clinic: Path):
    with Store.open(clinic, clock=clock) as store:
        for number in range(200, 240):
            signed(store, replace(a_visit(number), points=()))
    unguarded(clinic, "UPDATE visit SET lot = 'X' WHERE number % 2 = 0 AND number > 2")
    assert len(problems(clinic)) == 20
