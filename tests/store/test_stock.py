"""The vials of the clinic in a real file: added, corrected, closed; what is drawn; who got a lot."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from charting.domain.clinic.stock import Closed
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Vial
from charting.errors import Problem, Refused, StoreProblem
from charting.store.database import Store
from tests.store.values import NOON, a_patient, a_visit, asked, clock, raw, signed, some_id

FULL = Vial(
    some_id(900), "ona_botox", Decimal("100.5"), " 0012 A", date(2027, 3, 31), Decimal("2.625"), "saline 0.9 %",
    "S-77", NOON, "09501101530003", "A12",
)  # fmt: skip
BARE = Vial(some_id(901), "abo_dysport", Decimal(300))


def drawing(number, *doses, vials=(FULL,), **more):
    """A visit whose points are (units, place of the vial)."""
    placed = tuple(
        InjectionPoint(View.FRONT, n, -50, None if units is None else Decimal(units), key=n, vial=place)
        for n, (units, place) in enumerate(doses, 1)
    )
    return a_visit(number, placed, vials=vials, lot=None, **more)


def test_a_vial_comes_back_exactly(store, path):
    store.stock.add(FULL)
    store.stock.add(BARE)
    store.close()
    with Store.open(path, clock=clock) as again:
        full, bare = again.stock.vials()
    assert full.vial == FULL
    assert bare.vial == BARE
    assert (full.drawn, full.left, full.in_use, full.added_at) == (0, Decimal("100.5"), True, NOON)


def test_the_same_id_or_a_value_that_cannot_be_kept_is_refused(store):
    store.stock.add(FULL)
    with pytest.raises(Refused):
        store.stock.add(replace(BARE, id=FULL.id))
    with pytest.raises(Refused):
        store.stock.add(replace(BARE, vial_units=Decimal("0.001")))
    with pytest.raises(StoreProblem):
        store.stock.change(BARE)
    assert [row.vial for row in store.stock.vials()] == [FULL]


def test_a_correction_keeps_the_former_details(store):
    store.stock.add(FULL)
    store.stock.change(replace(FULL, lot="0012A"))
    store.stock.change(replace(FULL, lot="0012A"))
    store.stock.change(replace(FULL, lot="0012B"))
    assert store.stock.vials()[0].vial.lot == "0012B"
    assert asked(store, "SELECT lot FROM stock_detail ORDER BY number") == [(" 0012 A",), ("0012A",), ("0012B",)]


def test_closing_counts_what_is_wasted_and_can_be_taken_back(store):
    store.stock.add(FULL)
    store.stock.add(BARE)
    store.stock.close(FULL.id, Closed.USED_UP, NOON, Decimal("12.5"))
    closed = store.stock.vials()[0]
    assert (closed.closed, closed.closed_at, closed.wasted) == (Closed.USED_UP, NOON, Decimal("12.5"))
    assert [row.vial.id for row in store.stock.vials(closed=False)] == [BARE.id]
    assert [row.vial.id for row in store.stock.vials(closed=False, also=[FULL.id])] == [FULL.id, BARE.id]
    store.stock.close(FULL.id, None, NOON)
    assert store.stock.vials()[0].in_use
    assert store.stock.vials()[0].wasted is None


def test_units_are_drawn_over_all_visits_exactly(store):
    store.stock.add(FULL)
    other = replace(FULL, id=some_id(902))
    store.stock.add(other)
    signed(store, drawing(100, ("0.1", 1), ("0.2", 1), (5, 2), vials=(FULL, other)))
    store.visits.save_draft(drawing(101, (10, 1), (None, 1), (7, None)))
    full, second = store.stock.vials()
    assert (full.drawn, full.drafted) == (Decimal("10.3"), Decimal(10))
    assert (second.drawn, second.drafted) == (Decimal(5), 0)
    assert store.stock.vials([some_id(101)])[0].drawn == Decimal("0.3")


def test_a_visit_entered_in_error_drew_nothing(store):
    store.stock.add(FULL)
    there = signed(store, drawing(100, (20, 1)))
    assert store.stock.vials()[0].drawn == 20
    raw(store.path, "INSERT INTO visit_mark (visit, status, at, marked_by, reason) SELECT number, 'entered-in-error',"
        " '2026-07-14T12:00:00+02:00', 'Dr Sign', 'wrong patient' FROM visit WHERE id = ?", there.id)  # fmt: skip
    assert store.stock.vials()[0].drawn == 0


def test_a_correction_of_a_visit_draws_once(store):
    store.stock.add(FULL)
    there = signed(store, drawing(100, (20, 1)))
    store.visits.save_draft(drawing(101, (22, 1), amends=there.id, reason="one point more"))
    assert store.stock.vials()[0].drawn == 22


def test_what_a_gtin_stands_for_is_what_was_said_last(store):
    assert store.stock.gtin(FULL.gtin) is None
    store.stock.remember_gtin(FULL.gtin, "ona_botox", Decimal(100))
    store.stock.remember_gtin(FULL.gtin, "ona_botox", Decimal(100))
    store.stock.remember_gtin(FULL.gtin, "ona_botox", Decimal(50))
    assert store.stock.gtin(FULL.gtin) == ("ona_botox", Decimal(50))
    assert raw(store.path, "SELECT count(*) FROM gtin") == [(2,)]
    with pytest.raises(Problem):
        store.stock.remember_gtin("123", "ona_botox", Decimal(50))


# ---------------------------------------------------------------------- who got a lot


def test_a_recall_finds_vials_and_typed_lots_signed_and_draft(store):
    store.patients.add(a_patient(2, family_name="Other"))
    store.stock.add(FULL)
    signed(store, drawing(100, (20, 1), (3, None)))
    store.visits.save_draft(a_visit(101, patient_id=some_id(2), lot=" 0012 A", at=NOON - timedelta(days=1)))
    store.visits.save_draft(a_visit(102, patient_id=some_id(2), lot="other"))
    first, second = store.stock.lot_recall(" 0012 A")
    assert (first.patient.id, first.units, first.status.value, first.vial_id) == (some_id(1), 20, "signed", FULL.id)
    assert (second.patient.id, second.units, second.status.value) == (some_id(2), Decimal("4.5"), "draft")
    assert second.vial_id is None


def test_the_exact_text_comes_first_then_case_and_spaces_are_ignored(store):
    store.visits.save_draft(a_visit(101, lot="0012a", at=NOON))
    store.visits.save_draft(a_visit(102, lot="0012 A", at=NOON - timedelta(days=9)))
    store.visits.save_draft(a_visit(103, lot="12 A"))
    assert [(use.visit_id, use.lot) for use in store.stock.lot_recall("0012 A")] == [
        (some_id(102), "0012 A"), (some_id(101), "0012a"),
    ]  # fmt: skip
    assert store.stock.lot_recall("  ") == ()


def test_a_lot_that_was_corrected_in_the_stock_is_found_by_both(store):
    store.stock.add(FULL)
    signed(store, drawing(100, (20, 1)))
    store.stock.change(replace(FULL, lot="NEW-1"))
    assert [use.visit_id for use in store.stock.lot_recall("new-1")] == [some_id(100)]
    assert [use.visit_id for use in store.stock.lot_recall(" 0012 A")] == [some_id(100)]


def test_two_vials_of_one_lot_are_two_rows(store):
    twin = replace(FULL, id=some_id(902))
    signed(store, drawing(100, (20, 1), (5, 2), vials=(FULL, twin)))
    assert sorted(use.units for use in store.stock.lot_recall(FULL.lot)) == [5, 20]


@pytest.mark.parametrize("table", ["visit", "visit_vial", "stock_detail"])
def test_a_recall_goes_by_the_index(store, table):
    folded = f"lower(replace({table}.lot, ' ', ''))"
    for same in ("lot = 'x'", f"{table}.lot IS NOT NULL AND {folded} = 'x'"):
        plan = " ".join(str(row) for row in raw(store.path, f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {same}"))
        assert f"{table}_lot" in plan


def test_a_recall_among_many_visits_is_quick(store):
    with store.writing() as conn:
        conn.executemany(
            "INSERT INTO visit (id, patient, status, at, at_us, kind, product, lot, template)"
            " VALUES (?, 1, 'draft', '2026-07-14T12:00:00+02:00', 1784023200000000, 'treatment', 'ona_botox', ?, 1)",
            ((some_id(10_000 + n), f"LOT {n % 5000}") for n in range(100_000)),
        )
    start = time.thread_time()
    assert len(store.stock.lot_recall("lot77")) == 20
    assert time.thread_time() - start < 0.2


# ---------------------------------------------------------------------- protection and views


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE stock_detail SET lot = 'x'",
        "DELETE FROM stock_detail",
        "INSERT OR REPLACE INTO stock_detail (number, vial, product, vial_units_hundredths, recorded_at)"
        " VALUES (1, 1, 'x', 1, 'now')",
        "DELETE FROM stock_vial",
        f"INSERT OR REPLACE INTO stock_vial (id, added_at) VALUES ('{FULL.id}', '2020-01-01T00:00')",
        "UPDATE stock_vial SET added_at = '2020-01-01T00:00'",
        "UPDATE stock_closing SET wasted_hundredths = 0",
        "DELETE FROM stock_closing",
        "DELETE FROM gtin",
        "UPDATE gtin SET product = 'x'",
    ],
)
def test_nothing_of_the_stock_is_rewritten(store, sql, recursive):
    store.stock.add(FULL)
    store.stock.remember_gtin(FULL.gtin, FULL.product, FULL.vial_units)
    store.stock.close(FULL.id, Closed.DAMAGED, NOON, Decimal(3))
    store.close()
    with pytest.raises(Exception, match="recorded"):
        raw(store.path, sql, recursive_triggers=recursive)


def test_views_for_readers_of_the_file(store):
    store.stock.add(FULL)
    store.stock.close(FULL.id, Closed.USED_UP, NOON, Decimal(3))
    signed(store, drawing(100, (20, 1)))
    store.visits.save_draft(a_visit(101, lot="T-1"))
    assert raw(store.path, "SELECT lot, vial_units, because, wasted_units FROM vial_list") == [
        (" 0012 A", 100.5, "used-up", 3.0)
    ]
    assert sorted(raw(store.path, "SELECT lot, status, units FROM lot_list")) == [
        (" 0012 A", "signed", 20.0), ("T-1", "draft", 4.5),
    ]  # fmt: skip


def test_a_correction_that_is_cut_off_leaves_what_was(store):
    store.stock.add(FULL)

    def cut_off():
        with store.writing():
            store.stock.change(replace(FULL, lot="gone"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert store.stock.vials()[0].vial == FULL
