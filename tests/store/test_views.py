"""What other tools read: the views of what was given, and every SQL example of the README on a real file."""

from __future__ import annotations

import re
import sqlite3  # noqa: TID251 - another tool than ours is what is tested
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from charting.desk.asking import Asking
from charting.desk.signing import document, sha256_hex
from charting.desk.tables import Tables
from charting.domain.past.asking import By, Sought, units_by
from charting.domain.visit.record import Marked
from charting.domain.visit.visit import Kind, Signature
from charting.start.keys import ThrowAway
from charting.start.opening import fill_demo
from charting.store.database import Store
from charting.store.schema.step_4_views import VIEWS_4
from tests import shipped
from tests.store.values import NOON, a_patient, a_visit, clock, some_id

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sql\n(.*?)```", README, flags=re.DOTALL)


def look(path: Path, sql: str) -> list[tuple[object, ...]]:
    """As another tool does it: with the SQLite of Python itself, read-only."""
    conn = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return conn.execute(sql).fetchall()
    finally:
        conn.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("views") / "demo.sqlite"
    with Store.open(path, keeper=ThrowAway()) as store:
        fill_demo(store, shipped.reference())
    return path


def test_the_readme_has_examples_and_says_what_they_cannot_see():
    assert len(EXAMPLES) >= 4
    assert "What SQL cannot see" in README


@pytest.mark.parametrize("sql", EXAMPLES, ids=[" ".join(sql.split())[:50] for sql in EXAMPLES])
def test_every_example_of_the_readme_answers(demo: Path, sql: str):
    assert look(demo, sql), "an example that finds nothing explains nothing"


def test_every_view_of_the_readme_is_there(demo: Path):
    section = README.split("## The file itself")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z]+_[a-z]+)`", "\n".join(re.findall(r"^\|.*$", section, flags=re.MULTILINE))))
    views = {name for (name,) in look(demo, "SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert set(VIEWS_4) <= named <= views
    assert views - named == {"standing_mark"}


def test_the_views_explain_themselves(demo: Path):
    for name in VIEWS_4:
        ((sql,),) = look(demo, f"SELECT sql FROM sqlite_master WHERE name = '{name}'")
        assert "/* " in str(sql)


def test_sql_and_the_questions_count_the_same(demo: Path):
    reference = shipped.reference()
    with Store.open(demo, keeper=ThrowAway()) as store:
        tables = Tables(store, reference, shipped.anatomies())
        rows = units_by(Asking(lambda: tables).read_all(), Sought(), By.MONTH)
    ours = {(row.product, row.key): (row.visits, row.patients, row.points, float(row.units)) for row in rows}
    theirs = look(demo, "SELECT product, month, visits, patients, points, units FROM monthly_units")
    assert {row[:2]: row[2:] for row in theirs} == ours
    by_points = look(demo, "SELECT product, month, sum(units) FROM given_points GROUP BY product, month")
    assert {row[:2]: row[2] for row in by_points} == {key: pytest.approx(row[3]) for key, row in ours.items()}


def test_what_does_not_hold_is_in_no_view(tmp_path: Path):
    path = tmp_path / "clinic.sqlite"

    def sign(store, number, **more):
        visit = a_visit(number, **more)
        content = document(visit, patient, "Dr Eve", NOON)
        return store.visits.sign(visit, Signature("Dr Eve", NOON, sha256_hex(content)), content)

    with Store.open(path, clock=clock) as store:
        patient = a_patient()
        store.patients.add(patient)
        sign(store, 100)
        sign(store, 101, amends=some_id(100), reason="typo")
        store.visits.save_draft(a_visit(102))
        sign(store, 103, kind=Kind.TOUCH_UP, of=some_id(101))
        sign(store, 104, kind=Kind.REVIEW, points=())
        wrong = sign(store, 105)
        store.amendments.enter_in_error(
            wrong.id, Marked(datetime(2026, 7, 14, tzinfo=UTC), "Dr Eve", "wrong patient", None)
        )
        given = {visit.id for visit in store.asking.visits()}
    assert given == {some_id(101), some_id(103)}
    assert {visit for (visit,) in look(path, "SELECT visit FROM given_visits")} == given
    assert {visit for (visit,) in look(path, "SELECT DISTINCT visit FROM given_points")} == given
    assert look(path, "SELECT points, units, kind FROM given_visits WHERE visit = '" + some_id(101) + "'") == [
        (3, float(3 * Decimal("1.5")), "treatment")
    ]
