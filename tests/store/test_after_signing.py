"""What came after signing, and older files: nothing that was signed changes, and every former signature holds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from charting.desk.signing import document, sha256_hex
from charting.domain.visit.record import Addendum, Bulging, Marked, MuscleFinding, Thickness
from charting.domain.visit.visit import Meaning, Signature, Status, Visit, standing
from charting.errors import Refused
from charting.store.check import check
from charting.store.database import Store
from tests.store.values import NOON, a_patient, a_visit, clock, raw, signed, some_id, visits

FILES = Path(__file__).parent.parent / "files"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory):
    with Store.open(tmp_path_factory.mktemp("after") / "clinic.sqlite", clock=clock) as store:
        store.patients.add(a_patient())
        yield store


@pytest.mark.parametrize("schema", [1, 2])
def test_signatures_of_older_files_hold(path: Path, schema: int):
    shutil.copy(FILES / f"schema-{schema}.sqlite", path)
    before = raw(path, "SELECT id, document, sha256 FROM visit WHERE status <> 'draft'")
    with Store.open(path, clock=clock) as store:
        assert check(store, document) == []
        for number in store.visits.signed_numbers():
            record = store.visits.signed_record(number)
            assert (record.visit.id, record.document, record.sha256) in before
            assert record.visit.signature.meaning is None
            assert record.visit.recorded_at is None
        assert len(store.visits.signed_numbers()) == len(before) >= 1


@given(visit=visits(dosed=True), meaning=st.sampled_from(Meaning), person=st.none() | st.uuids().map(str))
def test_everything_that_is_signed_is_in_the_bytes_and_comes_back(
    shared: Store, visit: Visit, meaning: Meaning, person: str | None
):
    visit = replace(visit, amends=None, id=str(uuid7()))
    content = document(visit, a_patient(), "Dr Sign", NOON, meaning, person)
    signature = Signature("Dr Sign", NOON, sha256_hex(content), meaning=meaning, person_id=person)
    made = shared.visits.sign(visit, signature, content)
    found = shared.visits.get(visit.id)
    assert found == made
    assert document(found, a_patient(), "Dr Sign", NOON, found.signature.meaning, found.signature.person_id) == content


@given(visit=visits(dosed=True), then=visits(dosed=True))
def test_any_change_of_what_is_signed_is_found(visit: Visit, then: Visit):
    one = document(visit, a_patient(), "Dr Sign", NOON)
    for name in ("vials", "whys", "consultation", "checks", "area_prices", "recorded_at", "table", "amends", "reason"):
        other = replace(visit, **{name: getattr(then, name)})
        same = getattr(visit, name) == getattr(then, name)
        assert (document(other, a_patient(), "Dr Sign", NOON) == one) == same or name == "recorded_at"


def test_what_came_after_signing_is_no_part_of_the_bytes():
    visit = a_visit()
    later = replace(visit, addenda=(Addendum(some_id(5), NOON, "Dr", "More"),), marked=Marked(NOON, "Dr", "Why"))
    assert document(visit, a_patient(), "Dr", NOON) == document(later, a_patient(), "Dr", NOON)


def test_a_plain_edit_of_a_point_writes_nothing_else(store: Store):
    visit = replace(full_visit(), points=a_visit(points=20).points)
    statements: list[str] = []
    with store.writing() as conn:
        conn.set_trace_callback(statements.append)
    store.visits.save_draft(visit)
    statements.clear()
    points = (replace(visit.points[0], x_mm=9.0), *visit.points[1:])
    store.visits.save_draft(replace(visit, points=points))
    conn.set_trace_callback(None)
    assert store.visits.get(visit.id) == replace(visit, points=points)
    words = [sql.split() for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    written = {found[1] if found[0] == "UPDATE" else found[2] for found in words}
    assert written <= {"point", "audit"}
    assert not any("visit_vial" in sql or "visit_why" in sql for sql in statements)


def full_visit() -> Visit:
    from charting.domain.visit.record import AreaPrice, Consultation, Reason, Why
    from charting.domain.visit.visit import Vial

    return a_visit(
        vials=(Vial(some_id(50), "ona_botox", Decimal(100), "C1"), Vial(some_id(51), "ona_botox", Decimal(50))),
        whys=(Why("forehead:im", Reason.STRONG_MUSCLE),), consultation=Consultation(("etched_lines",)),
        findings=(MuscleFinding("masseter.left", Bulging.DOUBLE, Thickness.OVER_14),),
        checks=("allergies",), area_prices=(AreaPrice("forehead", Decimal("9.5")),), recorded_at=NOON,
        table="2026-07", points=tuple(replace(p, vial=2, placed_by="Dr One") for p in a_visit().points),
    )  # fmt: skip


def test_a_discarded_draft_leaves_nothing_behind(store: Store, path: Path):
    store.visits.save_draft(full_visit())
    store.visits.discard_draft(some_id(100))
    for table in ("visit_vial", "visit_why", "visit_consultation", "visit_check", "visit_area_price", "visit_finding"):
        assert raw(path, f"SELECT count(*) FROM {table}") == [(0,)]


def test_a_point_signed_names_a_vial_of_the_visit(store: Store):
    visit = replace(full_visit(), vials=())
    store.visits.save_draft(visit)
    with pytest.raises(Exception, match="vial of the visit"):
        signed(store, visit)


def test_a_correction_of_a_visit_of_somebody_else_is_refused(store: Store):
    store.patients.add(a_patient(2))
    signed(store, a_visit(100))
    with pytest.raises(Refused, match="another patient"):
        store.visits.save_draft(a_visit(101, patient_id=some_id(2), amends=some_id(100), reason="Why"))


def test_two_people_sign_one_draft_the_second_is_told_and_nothing_is_lost(path: Path, store: Store):
    store.visits.save_draft(a_visit())
    with Store.open(path, clock=clock) as other:
        theirs = other.visits.get(some_id(100))
        mine = signed(store, a_visit(), name="Dr First")
        with pytest.raises(Refused, match="signed"):
            signed(other, replace(theirs, lot="OTHER"), name="Dr Second")
        assert other.visits.get(some_id(100)) == mine
    assert check(store, document) == []


@st.composite
def histories(draw: st.DrawFn) -> list[Visit]:
    """Versions of versions, some of them in error, in any order."""
    count = draw(st.integers(1, 7))
    made: list[Visit] = []
    for number in range(count):
        before = draw(st.none() | st.sampled_from(made)) if made else None
        status = draw(st.sampled_from([Status.SIGNED, Status.AMENDED, Status.ENTERED_IN_ERROR]))
        made.append(a_visit(100 + number, at=NOON + timedelta(days=number), status=status,
                            amends=before.id if before else None))  # fmt: skip
    return draw(st.permutations(made))


@given(found=histories())
def test_the_file_and_the_program_agree_on_which_visits_hold(shared: Store, found: list[Visit]):
    """`HOLDS` of the store says in SQL what `standing` says of values."""
    from charting.store.schema.step_3_visit import HOLDS

    other = {visit.id: str(uuid7()) for visit in found}  # ids of their own: what is signed stays in the file
    found = [replace(v, id=other[v.id], amends=other.get(v.amends or "")) for v in found]
    for visit in found:
        shared.visits.keep_signed_elsewhere(visit, document(visit, a_patient(), None, None))
    with shared.reading() as conn:
        marks = ", ".join("?" * len(found))
        rows = conn.execute(f"SELECT id FROM visit WHERE id IN ({marks}) AND {HOLDS}", list(other.values())).fetchall()
    assert {row[0] for row in rows} == {visit.id for visit in standing(found)}
