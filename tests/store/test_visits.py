"""Visits: every value comes back as it was, a draft is one transaction, a signature is for good."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from uuid6 import uuid7

from charting.desk.signing import document, sha256_hex
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Kind, Signature, Status, Visit
from charting.errors import Problem, Refused, StoreProblem
from charting.store import connection, dbapi
from charting.store.database import Store
from tests.golden import WHOLE, stored
from tests.store.values import NOON, a_patient, a_visit, clock, count_visits, signed, some_id, visits


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory):
    with Store.open(tmp_path_factory.mktemp("visits") / "clinic.sqlite", clock=clock) as store:
        store.patients.add(a_patient())
        yield store


@given(visit=visits())
def test_every_draft_comes_back_as_it_was(shared: Store, visit: Visit):
    shared.visits.save_draft(visit)
    found = shared.visits.get(visit.id)
    assert found == visit
    assert found.at.utcoffset() == visit.at.utcoffset()
    assert [point.key for point in found.points] == list(range(1, len(visit.points) + 1))


@given(first=visits(), then=visits())
def test_a_draft_saved_again_is_the_newer_one(shared: Store, first: Visit, then: Visit):
    shared.visits.save_draft(first)
    newer = replace(then, id=first.id)
    shared.visits.save_draft(newer)
    assert shared.visits.get(first.id) == newer


@given(visit=visits(dosed=True), name=st.text(min_size=1, max_size=40).filter(lambda t: t.isprintable() and t.strip()))
def test_every_signed_visit_gives_its_bytes_again(shared: Store, visit: Visit, name: str):
    visit = replace(visit, id=str(uuid7()))
    before = set(shared.visits.signed_numbers())
    content = document(visit, a_patient(), name, NOON)
    made = shared.visits.sign(visit, Signature(name, NOON, sha256_hex(content)), content)
    found = shared.visits.get(visit.id)
    assert found == made == replace(visit, status=Status.SIGNED, signature=made.signature)
    (number,) = set(shared.visits.signed_numbers()) - before
    record = shared.visits.signed_record(number)
    assert record.document == content
    assert record.sha256 == hashlib.sha256(content).hexdigest() == found.signature.sha256
    assert document(found, a_patient(), found.signature.name, found.signature.at) == content


def test_the_signed_bytes_are_canonical_and_say_everything():
    content = document(a_visit(points=1), a_patient(), "Dr Sign", NOON)
    assert content == (
        b'{"format":"charting.signed-visit","patient":{"born":"1992-03-05","chart_no":null,"family_name":"Family",'
        b'"given_name":"Given","id":"00000000-0000-0000-0000-000000000001","interpupillary_mm":null,"sex":null},'
        b'"signature":{"at":"2026-07-14T12:00:00+02:00","name":"Dr Sign"},"version":1,"visit":{'
        b'"at":"2026-07-14T12:00:00+02:00","currency":null,"diluent_ml":"2.5","expires":null,'
        b'"id":"00000000-0000-0000-0000-000000000064","kind":"treatment","lot":"C7421","points":[{"area":null,'
        b'"technique":"im","units":"1.5","view":"front","x_mm":"0.2","y_mm":"-50.25"}],"price_per_unit":null,'
        b'"product":"ona_botox","template":1,"vial_units":"100"}}'
    )


def test_only_what_changed_is_written(store: Store):
    store.visits.save_draft(a_visit(points=60))
    statements: list[str] = []
    with store.writing() as conn:
        conn.set_trace_callback(statements.append)
        visit = a_visit(points=60)
        moved = replace(visit, points=(*visit.points[:-1], replace(visit.points[-1], x_mm=9.0)))
        store.visits.save_draft(moved)
        conn.set_trace_callback(None)
    writes = {sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))}
    assert len(writes) == 1
    assert store.visits.get(moved.id) == moved


def test_many_new_points_are_few_statements(store: Store):
    statements: list[str] = []
    with store.writing() as conn:
        conn.set_trace_callback(statements.append)
        store.visits.save_draft(a_visit(points=60))
        conn.set_trace_callback(None)
    assert len({sql for sql in statements if sql.startswith("INSERT INTO point ")}) <= 4
    assert store.visits.get(some_id(100)) == a_visit(points=60)


def test_more_statements_are_kept_than_a_session_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The library keeps those that came first: beyond the number that it keeps, each is prepared anew each time."""
    asked: set[str] = set()

    class Noting(dbapi.dbapi.Connection):
        def execute(self, sql: str, *values: object) -> object:
            asked.add(sql)
            return super().execute(sql, *values)

        def executemany(self, sql: str, *values: object) -> object:
            asked.add(sql)
            return super().executemany(sql, *values)

    kept: list[int] = []

    def noted(*given: object, cached_statements: int = 128, **more: object) -> object:
        kept.append(cached_statements)
        return dbapi.connect(*given, factory=Noting, cached_statements=cached_statements, **more)

    monkeypatch.setattr(connection, "connect", noted)
    stored(WHOLE, tmp_path)
    assert 2 * len(asked) < min(kept)


def test_what_is_written_in_one_piece_has_no_part_that_is_taken_back_alone(store: Store):
    statements: list[str] = []
    with store.writing_in_one_piece() as conn:
        conn.set_trace_callback(statements.append)
        store.visits.save_draft(a_visit(100))
        signed(store, a_visit(101))
        conn.set_trace_callback(None)
    assert not any(sql.startswith(("SAVEPOINT", "RELEASE")) for sql in statements)

    def fails(*, unheard: bool) -> None:
        with store.writing_in_one_piece():
            store.visits.save_draft(a_visit(102))
            with suppress(Refused) if unheard else nullcontext():
                store.visits.save_draft(a_visit(101))

    with pytest.raises(Refused):
        fails(unheard=False)
    with pytest.raises(RuntimeError):
        fails(unheard=True)
    assert {visit.id for visit in store.visits.of(some_id(1))} == {some_id(100), some_id(101)}
    with store.writing():  # and parts are parts again
        store.visits.save_draft(a_visit(104))
        with suppress(Refused):
            store.visits.save_draft(a_visit(101))
    assert store.visits.find(some_id(104)) is not None


def test_fewer_points_more_points_none(store: Store):
    for count in (5, 2, 0, 2000, 7):
        store.visits.save_draft(a_visit(points=count))
        assert store.visits.get(some_id(100)) == a_visit(points=count)


def test_newest_first(store: Store):
    for n, number in enumerate([105, 103, 104]):
        store.visits.save_draft(a_visit(number, at=NOON - timedelta(days=n % 2)))
    assert [visit.id for visit in store.visits.of(some_id(1))] == [some_id(n) for n in (105, 104, 103)]
    assert [visit.id for visit in store.visits.drafts(2)] == [some_id(n) for n in (105, 104)]


def test_order_is_by_the_moment_not_the_clock_on_the_wall(store: Store):
    early = datetime.fromisoformat("2026-07-14T23:00:00+14:00")
    late = datetime.fromisoformat("2026-07-14T10:00:00+00:00")
    store.visits.save_draft(a_visit(101, at=early))
    store.visits.save_draft(a_visit(102, at=late))
    assert [visit.id for visit in store.visits.of(some_id(1))] == [some_id(102), some_id(101)]


def test_no_look_up_reads_a_whole_table(store: Store):
    store.visits.save_draft(a_visit())
    signed(store, a_visit(101))
    seen: list[str] = []
    with store.writing() as conn:
        conn.set_trace_callback(seen.append)
        store.visits.of(some_id(1))
        store.visits.get(some_id(100))
        store.visits.drafts()
        store.visits.save_draft(a_visit(points=5))
        store.visits.discard_draft(some_id(100))
        store.patients.search("")
        conn.set_trace_callback(None)
        selects = {sql for sql in seen if sql.startswith("SELECT")}
        plans = [row[3] for sql in selects for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    scans = [step for step in plans if step.startswith(("SCAN visit", "SCAN point", "SCAN patient"))]
    assert all("LIMIT" in sql for sql in selects if "FROM patient ORDER" in sql or "FROM visit ORDER" in sql)
    assert set(scans) <= {"SCAN visit", "SCAN patient", "SCAN visit USING COVERING INDEX visit_draft"}
    assert not [step for step in scans if "point" in step]


def test_a_draft_can_be_discarded_and_brought_back(store: Store):
    store.visits.save_draft(a_visit())
    store.visits.discard_draft(some_id(100))
    store.visits.discard_draft(some_id(100))
    assert store.visits.of(some_id(1)) == ()
    store.visits.save_draft(a_visit())
    assert store.visits.get(some_id(100)) == a_visit()


def test_undosed_points_stay_in_drafts_only(store: Store):
    undosed = a_visit(points=2)
    undosed = replace(undosed, points=(replace(undosed.points[0], units=None), undosed.points[1]))
    store.visits.save_draft(undosed)
    assert store.visits.get(undosed.id) == undosed
    with pytest.raises(Refused, match="no dose"):
        signed(store, undosed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"patient_id": some_id(9)},
        {"at": NOON.replace(tzinfo=None)},
        {"status": Status.SIGNED},
        {"vial_units": Decimal("0.001")},
        {"diluent_ml": Decimal("2.5001")},
        {"vial_units": Decimal(0)},
        {"lot": "x" * 501},
        {"lot": "\ud800"},
        {"currency": "euro"},
        {"template": 0},
        {"points": (InjectionPoint(View.FRONT, 0, 0, Decimal("0.001")),)},
        {"points": (InjectionPoint(View.FRONT, 0, 0, Decimal(501)),)},
        {"points": (InjectionPoint(View.FRONT, 401, 0, Decimal(1)),)},
        {"points": a_visit(points=2001).points},
    ],
)
def test_what_cannot_be_kept_is_refused_whole(store: Store, wrong: dict[str, object]):
    store.visits.save_draft(a_visit())
    with pytest.raises(Problem):
        store.visits.save_draft(replace(a_visit(points=5), **wrong))
    assert store.visits.of(some_id(1)) == (a_visit(),)


def test_a_visit_stays_with_its_patient(store: Store):
    store.patients.add(a_patient(2))
    store.visits.save_draft(a_visit())
    with pytest.raises(Refused, match="another patient"):
        store.visits.save_draft(a_visit(patient_id=some_id(2)))


def test_a_signature_needs_a_name_a_time_and_the_very_bytes(store: Store):
    content = document(a_visit(), a_patient(), "Dr Sign", NOON)
    for signature in (
        Signature(None, NOON, sha256_hex(content)),
        Signature("Dr Sign", None, sha256_hex(content)),
        Signature("Dr Sign", NOON, "0" * 64),
        Signature("Dr Sign", NOON, sha256_hex(content), elsewhere=True),
    ):
        with pytest.raises(Refused):
            store.visits.sign(a_visit(), signature, content)
    assert count_visits(store) == 0


def test_signed_once_is_signed_for_good(store: Store):
    store.visits.save_draft(a_visit())
    made = signed(store, a_visit(points=4))
    assert store.visits.get(some_id(100)) == made
    assert made.points == a_visit(points=4).points
    with pytest.raises(Refused):
        signed(store, a_visit())
    assert store.visits.get(some_id(100)) == made


def test_what_was_signed_elsewhere_says_so(store: Store):
    for number, status in enumerate([Status.SIGNED, Status.AMENDED, Status.ENTERED_IN_ERROR], 100):
        store.import_all([], [a_visit(number, status=status)], lambda v, p: document(v, p, None, None))
        found = store.visits.get(some_id(number))
        assert found.status is status
        assert found.signature == Signature(None, None, None, elsewhere=True)
    with pytest.raises(Refused):
        store.visits.keep_signed_elsewhere(a_visit(104), b"")


def test_an_unknown_visit_is_a_sentence(store: Store):
    with pytest.raises(StoreProblem, match="no visit"):
        store.visits.get(some_id(9))
    with pytest.raises(StoreProblem, match="no patient"):
        store.visits.of(some_id(9))


def test_reviews_need_no_product(store: Store):
    review = a_visit(kind=Kind.REVIEW, product=None, vial_units=None, diluent_ml=None, lot=None, points=())
    store.visits.save_draft(review)
    assert store.visits.get(review.id) == review


def save_and_fail(store: Store, visit: Visit) -> None:
    with store.writing():
        store.visits.save_draft(visit)
        raise ZeroDivisionError


def edits() -> st.SearchStrategy[list[tuple[str, int]]]:
    """What happens between saves of one draft, by this program and by another one."""
    kinds = [
        "save",
        "save",
        "save",
        "discard",
        "import elsewhere",
        "save elsewhere",
        "discard elsewhere",
        "fail",
        "sign",
    ]
    return st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 4)), min_size=1, max_size=12)


@example(steps=[("save", 3), ("save elsewhere", 1), ("save", 3)])
@example(steps=[("save", 3), ("discard elsewhere", 0), ("save", 3)])
@example(steps=[("save", 3), ("import elsewhere", 1), ("save", 2)])
@given(steps=edits())
def test_what_is_remembered_of_the_file_never_deceives(fresh: Callable[[], Path], steps: list[tuple[str, int]]):
    path = fresh()
    expected: Visit | None = None
    with Store.open(path, clock=clock) as store, Store.open(path, clock=clock) as other:
        for what, count in steps:
            visit = a_visit(points=count, lot=str(count % 3))
            if what == "save":
                store.visits.save_draft(visit)
            elif what == "save elsewhere":
                other.visits.save_draft(visit)
            elif what == "import elsewhere":
                other.visits.save_draft(a_visit(999, points=count))
                visit = expected
            elif what.startswith("discard"):
                (store if what == "discard" else other).visits.discard_draft(visit.id)
                visit = None
            elif what == "fail":
                with pytest.raises(ZeroDivisionError):
                    save_and_fail(store, visit)
                visit = expected
            else:
                visit = signed(store, visit)
            expected = visit
            assert other.visits.find(some_id(100)) == expected
            if what == "sign":
                with pytest.raises(Refused):
                    store.visits.save_draft(a_visit())
                return


def test_a_write_within_a_look_is_a_fault_not_a_loss(store: Store):
    with pytest.raises(RuntimeError), store.reading():
        store.visits.save_draft(a_visit())
    store.visits.save_draft(a_visit())
    assert count_visits(store) == 1
