"""Charts from before areas were added: their points lie where they lay, whatever areas there are today.

`first-areas.sqlite` was written by the program as it was: points on skin that belonged to no area then, signed with
their table of ranges, and once without one, as it was before tables were kept. `first-areas.json` is what it said.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from charting.cli.main import charting
from charting.desk.asking import Asked
from charting.desk.session import Session
from charting.desk.signing import document
from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.face.face import base_area
from charting.domain.past.asking import Question, UnitsRow
from charting.domain.visit.visit import Visit, with_points_added
from charting.store.check import check
from tests.desk.test_session import Bench

FILES = Path(__file__).parent.parent / "files"
SAID: list[dict[str, Any]] = json.loads((FILES / "first-areas.json").read_text("utf-8"))
PATIENT = "018f0000-0000-7000-8000-0000000000a1"
ADDED = {
    "infraorbital", "lower_crows_feet", "llsan", "nasal_flare", "lower_lip_line", "temporalis", "parotid", "low_neck",
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(FILES / "first-areas.sqlite", tmp_path / "clinic.sqlite"))


@pytest.fixture
def session(file: Path) -> Iterator[Session]:
    bench = Bench(file)
    bench.session.patients.open(PATIENT)
    yield bench.session
    bench.close()


def visit_of(session: Session, said: dict[str, Any]) -> Visit:
    return next(visit for visit in session.open.visits if visit.id == said["visit"])


@pytest.mark.parametrize("said", SAID, ids=["botox", "xeomin", "without a table"])
def test_area_units_density_style_and_signature_stay(session: Session, said: dict[str, Any]) -> None:
    visit = visit_of(session, said)
    assert visit.signature is not None
    assert (visit.signature.sha256, visit.table) == (said["sha256"], said["table"])
    session.charting.open_visit(visit.id)
    found = session.open.assessment
    assert found is not None
    assert [row.area for row in found.areas] == [row["area"] for row in said["areas"]]
    assert list(found.mismatched_points) == said["mismatched"]
    for row, then in zip(found.areas, said["areas"], strict=True):
        assert (row.units, list(row.point_numbers)) == (Decimal(then["units"]), then["points"])
        if visit.table is None:  # compared with today's ranges, for want of its own
            continue
        # A square micrometre of skin more or less: an arc is summed up otherwise since, and nobody reads that figure.
        for now, was in ((row.surface_cm2, then["surface_cm2"]), (row.density_u_cm2, then["density_u_cm2"])):
            assert now == (was if was is None else pytest.approx(was, rel=1e-8))
        assert (row.style, row.density_style) == (then["style"], then["density_style"])


def test_the_file_is_sound(session: Session) -> None:
    assert list(check(session.store, document)) == []


def test_no_area_of_today_is_offered_or_hit_on_an_old_chart(session: Session) -> None:
    session.charting.open_visit(SAID[0]["visit"])
    assert not ADDED & {base_area(code) for code in session.anatomy.codes}
    session.charting.new_visit()
    assert {base_area(code) for code in session.anatomy.codes} >= ADDED


def test_the_same_points_in_a_draft_of_today_lie_in_the_areas_of_today(session: Session) -> None:
    old = visit_of(session, SAID[1])
    session.charting.new_visit()
    assert session.open.visit is not None
    session.charting.edit("", with_points_added(session.open.visit, old.points))
    assert session.open.assessment is not None
    rows = {base_area(row.area) for row in session.open.assessment.areas}
    assert rows == {"forehead", UNASSIGNED, *ADDED}
    signed = session.signing.sign("Dr Today")
    assert {base_area(row.area) for row in session.open.assessment.areas} == rows
    assert {base_area(session.anatomy_of(signed).area_of(p) or UNASSIGNED) for p in signed.points} == rows


def test_what_is_asked_across_maps_counts_them_where_they_lay(session: Session) -> None:
    found = session.asking.answer(session.asking.read_all(), Asked(Question.UNITS))
    assert not ADDED & {row.key for row in found.rows if isinstance(row, UnitsRow)}


def test_comparing_and_exporting_leave_them_where_they_lay(file: Path) -> None:
    def done(*words: str) -> str:
        ran = CliRunner().invoke(charting, ["--db", str(file), *words])
        assert ran.exit_code == 0, ran.output
        return ran.output

    compared = json.loads(done("compare", SAID[0]["visit"], SAID[2]["visit"], "--json"))
    assert [row["area"] for row in compared["areas"]] == [
        "forehead", "lower_eyelid.left", "nasal_tip", "masseter.left", "unassigned",
    ]  # fmt: skip
    for form in ("csv", "fhir"):
        out = file.with_suffix("." + form)
        done("export", "--format", form, "--out", str(out), *(["--without-sheets"] if form == "fhir" else []))
        text = out.read_text("utf-8")
        assert "forehead" in text
        assert not [area for area in ADDED if area in text]


def test_it_travels_with_its_table(file: Path, tmp_path: Path) -> None:
    """Where it is imported the old table goes along, and with it the areas of its time."""
    out, other = tmp_path / "all.json", tmp_path / "other.sqlite"
    run = CliRunner().invoke
    assert run(charting, ["--db", str(file), "export", "--format", "json", "--out", str(out)]).exit_code == 0
    assert run(charting, ["--db", str(other), "import", str(out)]).exit_code == 0
    bench = Bench(other)
    bench.session.patients.open(PATIENT)
    bench.session.charting.open_visit(SAID[0]["visit"])
    assert bench.session.open.assessment is not None
    assert [row.area for row in bench.session.open.assessment.areas] == [row["area"] for row in SAID[0]["areas"]]
    bench.close()
