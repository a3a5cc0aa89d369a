"""Measures of a face in the work in hand: what is signed stays as it was, a draft follows the patient."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from charting.desk.asking import Asked, Question
from charting.desk.signing import document, sha256_hex
from charting.domain.dosing.dosing import AreaDose
from charting.domain.dosing.range_table import snapshot, table_of
from charting.domain.face.face import FOREHEAD as FOREHEAD_HEIGHT
from charting.domain.face.face import WIDTH, Measures, SurfaceRule, View
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import InjectionPoint, Signature, Visit, with_points_added
from charting.store.check import check
from charting.store.database import Store
from tests.desk.test_session import ANA, NOW, Bench, bench, draft, reference  # noqa: F401 - fixtures

HIGH = InjectionPoint(View.FRONT, 0, -50, Decimal("10.5"))
WIDE = {"face_width_mm": Decimal("147.18"), "forehead_height_mm": Decimal("69.3")}


def put(made: Bench) -> None:
    assert made.session.open.visit is not None
    made.session.charting.edit("Place", with_points_added(made.session.open.visit, (HIGH,)))


def row(made: Bench) -> AreaDose:
    assert made.session.open.assessment is not None
    return made.session.open.assessment.areas[0]


def measured(made: Bench, **more: object) -> None:
    assert made.session.open.patient is not None
    made.session.patients.change(replace(made.session.open.patient, **more))  # type: ignore[arg-type]


def test_a_draft_follows_its_patient(draft: Bench) -> None:  # noqa: F811
    put(draft)
    assert (row(draft).density_style, row(draft).surface_from) == ("standard", "template")
    measured(draft, **WIDE)
    assert (row(draft).density_style, row(draft).surface_from) == ("between", "width+height")
    measured(draft, measured=(FOREHEAD_HEIGHT,))
    assert (row(draft).density_style, row(draft).surface_from) == ("standard", "height")
    assert draft.store.patients.get(ANA.id).measured == (FOREHEAD_HEIGHT,)


def test_what_was_signed_stays_as_it_was(draft: Bench) -> None:  # noqa: F811
    session = draft.session
    measured(draft, **WIDE)
    put(draft)
    signed = session.signing.sign("Dr X")
    assert signed.measures == Measures(None, WIDE["face_width_mm"], WIDE["forehead_height_mm"])
    then, notes = row(draft), session.open.notes
    measured(draft, face_width_mm=Decimal(120), forehead_height_mm=None, interpupillary_mm=Decimal(50))
    assert (row(draft), session.open.notes) == (then, notes)
    assert draft.store.visits.get(signed.id).measures == signed.measures
    assert check(draft.store, document) == []
    (visit,) = session.asking.read_all()
    assert visit.areas[0].density == then.density_u_cm2
    session.charting.new_visit()
    put(draft)
    assert row(draft).surface_from == "width"
    assert session.open.visit is not None
    assert session.open.visit.measures is None


def test_nothing_measured_is_kept_too_and_a_proposal_is_nothing(draft: Bench) -> None:  # noqa: F811
    measured(draft, face_width_mm=Decimal(150), measured=())
    put(draft)
    signed = draft.session.signing.sign("Dr X")
    assert signed.measures == draft.store.visits.get(signed.id).measures == Measures()
    then = row(draft)
    measured(draft, measured=None)
    assert (row(draft), row(draft).surface_from) == (then, "template")


def test_a_correction_is_of_the_face_as_it_is_now(draft: Bench) -> None:  # noqa: F811
    put(draft)
    draft.session.signing.sign("Dr X")
    measured(draft, **WIDE)
    again = draft.session.amending.correct("measured meanwhile")
    assert again.measures is None
    assert row(draft).surface_from == "width+height"


def test_only_the_signed_bytes_of_a_visit_that_keeps_measures_speak_of_them(draft: Bench) -> None:  # noqa: F811
    put(draft)
    plain = draft.session.open.visit
    assert plain is not None
    assert b"measure" not in document(plain, ANA, "Dr X", NOW)
    kept = replace(plain, measures=Measures(face_width_mm=Decimal("140.50")))
    assert b'"measures":{"face_width_mm":"140.5"}' in document(kept, ANA, "Dr X", NOW)
    assert b'"measures":{}' in document(replace(plain, measures=Measures()), ANA, "Dr X", NOW)
    who = replace(ANA, measured=(WIDTH,), face_width_mm=Decimal(140), forehead_height_mm=Decimal(60))
    said = document(plain, who, "Dr X", NOW)
    assert b'"face_width_mm":"140"' in said
    assert b'"measured":["face_width_mm"]' in said


# ---------------------------------------------------------------------- charts of an earlier program


def signed_before(made: Bench) -> Visit:
    """A visit as it was signed under the square of the pupils' distance: its table names no rule, it keeps nothing."""
    first = replace(reference(), surface_rule=SurfaceRule.PUPILS_SQUARED, area_set=1)
    table = table_of(first)
    assert table.content == snapshot(reference().ranges)
    made.store.clinic.keep_range_table(table)
    visit = Visit("018f0000-0000-7000-8000-00000000000b", ANA.id, NOW, product="ona_botox", points=(HIGH,),
                  table=table.version)  # fmt: skip
    made.store.visits.save_draft(visit)
    content = document(visit, made.store.patients.get(ANA.id), "Dr Old", NOW)
    return made.store.visits.sign(visit, Signature("Dr Old", NOW, sha256_hex(content)), content)


def test_an_old_chart_keeps_its_rule(bench: Bench) -> None:  # noqa: F811
    session = bench.session
    measured(bench, interpupillary_mm=Decimal("67.98"), sex=Sex.FEMALE)
    old = signed_before(bench)
    session.patients.reload()
    session.charting.open_visit(old.id)
    assert session.clinic.tables.reference_of(old).surface_rule is SurfaceRule.PUPILS_SQUARED
    skin = session.anatomy.surface_cm2("forehead")
    figures = row(bench)
    assert (figures.style, figures.density_style, figures.surface_from) == ("standard", "between", "pupils")
    assert figures.surface_cm2 == pytest.approx(skin * 1.21)
    assert figures.tolerance == 1
    measured(bench, **WIDE)  # what that rule did not ask for changes nothing
    assert row(bench) == figures
    (asked,) = session.asking.read_all()
    assert asked.areas[0].density == figures.density_u_cm2
    assert session.asking.answer([asked], Asked(Question.DENSITY)).rows
    assert check(bench.store, document) == []
    session.charting.new_visit()
    put(bench)
    assert row(bench).surface_from == "width+height"


def test_cautions_of_an_old_chart_measure_as_they_did(bench: Bench) -> None:  # noqa: F811
    """19 mm above the brow: on a face with pupils 68 mm apart it was 20.9 by the square, and is 19.4 today."""
    near = replace(HIGH, x_mm=30.0, y_mm=-46.1)
    measured(bench, interpupillary_mm=Decimal("67.98"))
    old = signed_before(bench)
    session = bench.session
    session.charting.new_visit()
    assert session.open.visit is not None
    session.charting.edit("Place", with_points_added(session.open.visit, (near,)))
    assert "fhl_brow" in {note.id for note in session.open.notes}
    before = replace(session.open.visit, status=old.status, table=old.table)
    session.change(open=replace(session.open, visit=before))
    assert "fhl_brow" not in {note.id for note in session.open.notes}


def test_a_file_of_an_earlier_schema_has_no_measures_yet(tmp_path: Path) -> None:
    files = Path(__file__).parent.parent / "files"
    for file in sorted(files.glob("schema-[1-4].sqlite")):
        path = tmp_path / file.name
        path.write_bytes(file.read_bytes())
        with Store.open(path, clock=lambda: NOW) as store:
            (patient,) = store.patients.all()
            assert (patient.face_width_mm, patient.forehead_height_mm, patient.measured) == (None, None, None)
            visits = store.visits.of(patient.id)
            assert {visit.measures for visit in visits} == {None}
            assert check(store, document) == []
            store.patients.change(replace(patient, **WIDE, measured=(WIDTH,)))  # type: ignore[arg-type]
            store.patients.change(replace(patient, face_width_mm=Decimal(120)))
            former = store.patients.former(patient.id)[0].patient
            assert (former.face_width_mm, former.forehead_height_mm, former.measured) == (
                WIDE["face_width_mm"], WIDE["forehead_height_mm"], (WIDTH,),
            )  # fmt: skip
            assert check(store, document) == [], "measured anew, an old signature still holds"
