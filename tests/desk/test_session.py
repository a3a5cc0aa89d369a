"""The work in hand on a real file: open, edit, undo, discard, sign, reload."""

from __future__ import annotations

import gc
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from charting.desk.autosave import SaveState, Saving
from charting.desk.points import common_doses
from charting.desk.session import Session
from charting.desk.signing import sha256_hex
from charting.desk.state import OpenPatient
from charting.desk.steps import Changed, PlainHistory
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Kind, Signature, Status, Technique, Visit
from charting.errors import Problem, Refused
from charting.store.database import Store
from tests import shipped

NOW = datetime(2026, 7, 14, 8, 20, tzinfo=UTC)
ANA = Patient("018f0000-0000-7000-8000-000000000001", "Ångström", "Ana", date(1990, 1, 2), "77")
FOREHEAD = InjectionPoint(View.FRONT, 0, -50, Decimal("1.5"))


@cache
def reference() -> Reference:
    return shipped.reference()


@cache
def anatomies() -> dict[int, Anatomy]:
    return shipped.anatomies()


class Bench:
    """A session on a file, with what it announced."""

    def __init__(self, path: Path) -> None:
        self.changes: list[Changed] = []
        self.states: list[SaveState] = []
        self.store = Store.open(path, clock=lambda: NOW)
        self.session = Session(
            self.store, reference(), anatomies(), clock=lambda: NOW, new_id=lambda: str(uuid.uuid4()),
            announce=self.changes.append, saved=self.states.append,
        )  # fmt: skip
        self.history = PlainHistory(self.session.charting.show)
        self.session.charting.history = self.history

    def close(self) -> None:
        assert self.session.charting.close() is None
        self.store.close()

    def in_file(self) -> tuple[Visit, ...]:
        assert self.session.charting.flush() is None
        return self.store.visits.of(ANA.id)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "a.sqlite")
    made.session.patients.add(ANA)
    yield made
    made.close()


@pytest.fixture
def draft(bench: Bench) -> Bench:
    bench.session.charting.new_visit()
    return bench


def placed(bench: Bench, *points: InjectionPoint) -> frozenset[int]:
    for point in points:
        bench.session.points.place(point, mirror=False)
    assert bench.session.open.visit is not None
    return frozenset(p.key for p in bench.session.open.visit.points)


def test_each_edit_is_in_the_file_and_announced_once(draft: Bench) -> None:
    before = len(draft.changes)
    placed(draft, FOREHEAD)
    assert len(draft.changes) == before + 1
    assert draft.changes[-1].visit
    assert draft.changes[-1].assessment is draft.session.open.assessment
    assert draft.in_file() == (draft.session.open.visit,)
    assert draft.states[-1] == SaveState(Saving.SAVED)


def test_mirror_places_twins_as_one_step_but_not_on_the_midline(draft: Bench) -> None:
    draft.session.points.place(replace(FOREHEAD, x_mm=20.0), mirror=True)
    draft.session.points.place(replace(FOREHEAD, x_mm=1.9), mirror=True)
    assert draft.session.open.visit is not None
    assert [p.x_mm for p in draft.session.open.visit.points] == [20, -20, 1.9]
    draft.history.undo()
    draft.history.undo()
    assert draft.session.open.visit.points == ()
    draft.session.points.place(InjectionPoint(View.RIGHT, -60, 58, Decimal(8)), mirror=True)
    assert [(p.view, p.x_mm) for p in draft.session.open.visit.points] == [(View.RIGHT, -60), (View.LEFT, 60)]


def test_off_the_face_nothing_is_placed_and_no_point_leaves_it(draft: Bench) -> None:
    draft.session.points.place(replace(FOREHEAD, x_mm=99.0), mirror=False)
    assert draft.session.open.visit is not None
    assert draft.session.open.visit.points == ()
    keys = placed(draft, FOREHEAD)
    draft.session.points.move(keys, 99, 0)
    assert draft.session.open.visit.points == (FOREHEAD,)


def test_every_pattern_is_one_action_and_one_undo(draft: Bench) -> None:
    for pattern in reference().patterns:
        draft.session.charting.set_product(pattern.product, keep_numbers=False)
        draft.session.points.place_pattern(pattern)
        assert draft.session.open.assessment is not None
        assert draft.session.open.assessment.total_units == pattern.total
        assert draft.in_file()[0].points == draft.session.open.visit.points  # type: ignore[union-attr]
        draft.history.undo()
        assert draft.session.open.visit is not None
        assert draft.session.open.visit.points == ()


def test_a_pattern_of_another_product_is_refused(draft: Bench) -> None:
    other = next(p for p in reference().patterns if p.product == "abo_dysport")
    with pytest.raises(Refused, match="dosed in units of Dysport"):
        draft.session.points.place_pattern(other)


def test_a_change_of_product_undoses_or_keeps_numbers_and_never_converts(draft: Bench) -> None:
    placed(draft, FOREHEAD)
    draft.session.charting.set_product("abo_dysport", keep_numbers=False)
    assert draft.session.open.visit is not None
    assert [p.units for p in draft.session.open.visit.points] == [None]
    draft.history.undo()
    draft.session.charting.set_product("abo_dysport", keep_numbers=True)
    assert [p.units for p in draft.session.open.visit.points] == [Decimal("1.5")]
    assert draft.session.open.visit.product == "abo_dysport"
    draft.history.undo()
    assert draft.session.open.visit.product == "ona_botox"


def test_edits_of_points(draft: Bench) -> None:
    keys = placed(draft, FOREHEAD, replace(FOREHEAD, x_mm=20.0))
    draft.session.points.dose(keys, Decimal(2))
    draft.session.points.set_technique(keys, Technique.ID)
    draft.session.points.move(keys, 1, -2)
    assert draft.session.open.visit is not None
    assert {(p.x_mm, p.y_mm, p.units, p.technique) for p in draft.session.open.visit.points} == {
        (1, -52, Decimal(2), Technique.ID), (21, -52, Decimal(2), Technique.ID)
    }  # fmt: skip
    draft.session.points.choose_area(keys, "face_id")
    assert {p.area for p in draft.session.open.visit.points} == {"face_id"}
    draft.session.points.choose_area(keys, None)
    with pytest.raises(Refused, match="right and a left"):
        draft.session.points.choose_area(keys, "brow_asymmetry")
    right_one = {max(keys)}
    draft.session.points.choose_area(right_one, "brow_asymmetry")
    assert [p.area for p in draft.session.open.visit.points] == [None, "brow_asymmetry.left"]
    draft.session.points.mirror_points(right_one)
    assert draft.session.open.visit.points[-1].area == "brow_asymmetry.right"
    draft.session.points.remove(keys)
    assert len(draft.session.open.visit.points) == 1


def test_a_point_dragged_across_the_midline_loses_a_chosen_side(draft: Bench) -> None:
    keys = placed(draft, replace(FOREHEAD, x_mm=20.0, area="brow_asymmetry.left"))
    draft.session.points.move(keys, -40, 0)
    assert draft.session.open.visit is not None
    assert draft.session.open.visit.points[0].area is None


def test_discarding_is_undone_and_so_is_a_new_visit(draft: Bench) -> None:
    placed(draft, FOREHEAD)
    was = draft.session.open.visit
    draft.session.charting.discard_draft()
    assert draft.session.open.visit is None
    assert draft.in_file() == ()
    draft.history.undo()
    assert draft.session.open.visit == was
    assert draft.in_file() == (was,)
    while draft.history.undo():
        pass
    assert draft.in_file() == ()


def test_signing_locks_the_exact_bytes_and_ends_undo(draft: Bench) -> None:
    placed(draft, FOREHEAD)
    signed = draft.session.signing.sign("  Dr. Eve Example ")
    assert signed.status is Status.SIGNED
    assert signed.signature is not None
    assert signed.signature.name == "Dr. Eve Example"
    record = draft.store.visits.signed_record(draft.store.visits.signed_numbers()[0])
    assert sha256_hex(record.document) == signed.signature.sha256
    assert not draft.history.undo()
    with pytest.raises(Refused, match="signed"):
        placed(draft, FOREHEAD)
    with pytest.raises(Refused):
        draft.session.charting.discard_draft()
    with pytest.raises(Problem):
        draft.store.visits.save_draft(replace(signed, status=Status.DRAFT))


def test_what_is_signed_is_the_patient_as_the_file_holds_them(draft: Bench, tmp_path: Path) -> None:
    placed(draft, FOREHEAD)
    draft.session.charting.flush()
    with Store.open(tmp_path / "a.sqlite", clock=lambda: NOW) as other:
        other.patients.change(replace(ANA, chart_no="78"))
    draft.session.signing.sign("Eve")
    record = draft.store.visits.signed_record(draft.store.visits.signed_numbers()[0])
    assert b'"78"' in record.document
    assert draft.session.open.patient is not None
    assert draft.session.open.patient.chart_no == "78"


@pytest.mark.parametrize(
    ("name", "units", "said"), [("", "1", "name"), ("  ", "1", "name"), ("Eve", None, "One point has no dose")]
)
def test_signing_waits(draft: Bench, name: str, units: str | None, said: str) -> None:
    placed(draft, replace(FOREHEAD, units=Decimal(units) if units else None))
    with pytest.raises(Refused, match=said):
        draft.session.signing.sign(name)
    assert draft.session.editable


def test_an_empty_treatment_is_not_signed_but_an_empty_review_is(draft: Bench) -> None:
    with pytest.raises(Refused, match="Nothing is charted"):
        draft.session.signing.sign("Eve")
    draft.session.charting.new_visit(Kind.REVIEW)
    assert draft.session.signing.sign("Eve").kind is Kind.REVIEW


def test_a_new_visit_takes_product_and_dilution_but_no_lot_from_the_last(draft: Bench) -> None:
    visit = draft.session.open.visit
    assert visit is not None
    full = replace(
        visit, product="abo_dysport", vial_units=Decimal(300), diluent_ml=Decimal("1.5"), lot="A1",
        expires=date(2027, 1, 1),
    )  # fmt: skip
    draft.session.charting.edit("fields", full)
    draft.session.charting.new_visit()
    new = draft.session.open.visit
    assert new is not None
    assert (new.product, new.vial_units, new.diluent_ml) == ("abo_dysport", 300, Decimal("1.5"))
    assert (new.lot, new.expires, new.points, new.id != full.id) == (None, None, (), True)


def test_the_draft_is_there_when_the_patient_is_opened_again(draft: Bench) -> None:
    placed(draft, FOREHEAD)
    was = draft.session.open.visit
    other = replace(ANA, id="018f0000-0000-7000-8000-000000000002", family_name="Other")
    draft.session.patients.add(other)
    assert draft.session.open.visit is None
    assert not draft.history.undo()
    draft.session.patients.open(ANA.id)
    assert draft.session.open.visit == was


def test_correcting_a_patient_scales_the_surface_at_once(draft: Bench) -> None:
    placed(draft, FOREHEAD)
    before = draft.session.open.assessment
    draft.session.patients.change(replace(ANA, face_width_mm=Decimal("147.18"), forehead_height_mm=Decimal("69.3")))
    after = draft.session.open.assessment
    assert before is not None
    assert after is not None
    assert after.areas[0].surface_cm2 == pytest.approx((before.areas[0].surface_cm2 or 0) * 1.21)
    with pytest.raises(Refused, match="future"):
        draft.session.patients.change(replace(ANA, born=(NOW + timedelta(days=2)).date()))


def test_what_another_process_wrote_is_shown_after_reload(draft: Bench, tmp_path: Path) -> None:
    placed(draft, FOREHEAD)
    mine = draft.session.open.visit
    draft.session.charting.flush()
    with Store.open(tmp_path / "a.sqlite", clock=lambda: NOW) as other:
        other.visits.save_draft(
            Visit("018f0000-0000-7000-8000-00000000000a", ANA.id, NOW - timedelta(days=90), product="ona_botox")
        )
    draft.session.patients.reload()
    assert len(draft.session.open.visits) == 2
    assert draft.session.open.visit == mine


def test_chips_are_parts_of_the_products_own_label_point() -> None:
    ona = common_doses(reference(), "ona_botox")
    assert [str(d) for d in ona] == ["0.5", "1", "1.5", "2", "2.5", "4", "5"]
    assert Decimal(10) in common_doses(reference(), "abo_dysport")
    assert Decimal(10) in common_doses(reference(), "abo_alluzience")
    assert all(d > 0 for product in reference().products for d in common_doses(reference(), product))


def test_older_visits_come_after_the_first_sight_and_nothing_is_missing(bench: Bench) -> None:
    made = []
    for number in range(12):
        visit = Visit(
            str(uuid.uuid4()), ANA.id, NOW - timedelta(days=100 * number + 1), product="ona_botox", points=(FOREHEAD,)
        )
        bench.store.visits.save_draft(visit)
        content = b"{}"
        made.append(bench.store.visits.sign(visit, Signature("Eve", visit.at, sha256_hex(content)), content))
    bench.session.change(env=replace(bench.session.env, at_once=5))
    bench.session.patients.open(ANA.id)
    assert bench.session.open.visits == tuple(made[:5])
    bench.session.charting.new_visit()
    draft = bench.session.open.visit
    bench.session.patients.read_older()
    assert bench.session.open.visits == (draft, *made)
    assert bench.session.open.visit is draft
    before = len(bench.changes)
    bench.session.patients.read_older()
    assert len(bench.changes) == before


def test_where_the_newest_visits_hold_no_treatment_all_are_read_at_once(bench: Bench) -> None:
    for number in range(7):
        kind = Kind.REVIEW if number < 6 else Kind.TREATMENT
        points = () if kind is Kind.REVIEW else (FOREHEAD,)
        visit = Visit(
            str(uuid.uuid4()), ANA.id, NOW - timedelta(days=number), kind=kind, product="ona_botox", points=points
        )
        bench.store.visits.save_draft(visit)
        bench.store.visits.sign(visit, Signature("Eve", visit.at, sha256_hex(b"{}")), b"{}")
    bench.session.change(env=replace(bench.session.env, at_once=3))
    bench.session.patients.open(ANA.id)
    assert len(bench.session.open.visits) == 7
    assert not bench.session.open.older_wait


def test_a_day_of_edits_keeps_no_former_state_of_the_desk(draft: Bench) -> None:
    def states() -> int:
        gc.collect()
        return sum(isinstance(one, OpenPatient) for one in gc.get_objects())

    counts = []
    for _ in range(3):
        for _ in range(10):
            placed(draft, InjectionPoint(View.FRONT, 0, -50, Decimal(1)))
            assert draft.session.open.notes is not None  # somebody looks at the cautions of each
        counts.append(states())
    assert counts[0] == counts[2]
