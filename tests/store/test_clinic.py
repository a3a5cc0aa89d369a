"""What the clinic set: versions that are added, and attacks on them by SQL."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.desk.signing import document
from charting.domain.clinic.clinic import ClinicBook, ClinicPattern, ClinicRange, ClinicSettings, PaperSettings, Price
from charting.domain.dosing.range_table import RangeTable, effective, table_of
from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import Technique
from charting.errors import Refused, StoreProblem
from charting.store.check import check
from charting.store.database import Store
from charting.store.dbapi import IntegrityError, connect
from tests import shipped
from tests.store.values import NOON, clock, points, some_id

AT = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
RANGE = ClinicRange(
    "ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, None, "total", Decimal(5), Decimal("8.5"), "Dr X", AT
)
PRICE = Price("ona_botox", None, Decimal("12.5"), "EUR", "Dr X", AT)
TABLE = table_of(shipped.reference())


def a_pattern(found, number=1, name="My glabella") -> ClinicPattern:
    return ClinicPattern(some_id(number), name, "ona_botox", tuple(found), "glabella", 2, "Dr X", AT)


def test_a_new_file_has_nothing_set(store):
    assert store.clinic.book() == ClinicBook()


def test_everything_comes_back_as_it_was_set(store, path):
    settings = ClinicSettings("Praxis am Markt", True, 12, "CHF", "Dr X", NOON)
    male = replace(RANGE, sex=Sex.MALE, low=Decimal("0.01"), high=Decimal(5000), set_by="")
    store.clinic.set_settings(settings)
    for row in (RANGE, male):
        store.clinic.set_range(row)
    paper = PaperSettings("+49 30 1234", "Letter", True, "# Heute\n{areas}\n", "Dr X", NOON)
    store.clinic.set_paper(PaperSettings(set_at=NOON))
    store.clinic.set_paper(paper)
    exception = replace(PRICE, area="forehead", price_per_unit=Decimal("0.0001"))
    for price in (PRICE, exception):
        store.clinic.set_price(price)
    store.close()
    with Store.open(path, clock=clock) as again:
        assert again.clinic.book() == ClinicBook(settings, (RANGE, male), (), (PRICE, exception), paper)


def test_the_last_version_holds_and_the_ones_before_stay(store):
    for high in ("8", "9", "10"):
        store.clinic.set_range(replace(RANGE, high=Decimal(high)))
    assert [row.high for row in store.clinic.book().ranges] == [10]
    store.clinic.take_range_back(RANGE)
    assert store.clinic.book().ranges == ()
    store.clinic.set_range(RANGE)
    assert store.clinic.book().ranges == (RANGE,)
    with store.reading() as conn:
        assert conn.execute("SELECT count(*) FROM clinic_range").fetchone() == (5,)


def test_a_price_can_be_taken_back(store):
    store.clinic.set_price(PRICE)
    store.clinic.set_price(replace(PRICE, area="forehead"))
    store.clinic.take_price_back(PRICE)
    assert [price.area for price in store.clinic.book().prices] == ["forehead"]


@given(found=st.lists(points(("forehead", "crows_feet.left", "crows_feet.right", "face_id"), dosed=False), min_size=1,
                      max_size=8))  # fmt: skip
def test_a_pattern_comes_back_point_for_point(fresh, found):
    pattern = a_pattern(found)
    with Store.open(fresh(), clock=clock) as store:
        store.clinic.set_pattern(pattern)
        assert store.clinic.book().patterns == (pattern,)


def test_a_pattern_is_renamed_and_hidden_by_its_id(store, some_points):
    one, other = a_pattern(some_points), a_pattern(some_points, 2, "another")
    for pattern in (one, other, replace(one, name="Zygoma")):
        store.clinic.set_pattern(pattern)
    assert [p.name for p in store.clinic.book().patterns] == ["another", "Zygoma"]
    store.clinic.set_pattern(one, hidden=True)
    assert [p.name for p in store.clinic.book().patterns] == ["another"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda store: store.clinic.set_range(replace(RANGE, high=Decimal(4))),
        lambda store: store.clinic.set_price(replace(PRICE, price_per_unit=Decimal("1e9"))),
        lambda store: store.clinic.set_price(replace(PRICE, currency="€")),
        lambda store: store.clinic.set_settings(ClinicSettings(idle_minutes=61, set_at=AT)),
        lambda store: store.clinic.set_range(replace(RANGE, set_at=datetime(2026, 1, 1))),
        lambda store: store.clinic.keep_range_table(RangeTable("0" * 64, b"x")),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(store, wrong):
    with pytest.raises(Refused):
        wrong(store)
    assert store.clinic.book() == ClinicBook()
    assert store.clinic.range_table_versions() == ()


def test_a_table_of_ranges_is_kept_once(store):
    store.clinic.keep_range_table(TABLE)
    store.clinic.keep_range_table(TABLE)
    other = table_of(effective(shipped.reference(), [RANGE]))
    store.clinic.keep_range_table(other)
    assert store.clinic.range_table_versions() == (TABLE.version, other.version)
    assert store.clinic.range_table(other.version) == other
    assert store.clinic.range_table("0" * 64) is None


def test_an_altered_table_is_not_taken_for_the_one_that_was_kept(store, path):
    store.clinic.keep_range_table(TABLE)
    store.close()
    with closing(connect(str(path), isolation_level=None)) as conn:
        conn.execute("DROP TRIGGER range_table_update")
        conn.execute("UPDATE range_table SET content = x'7b7d'")
    with Store.open(path, clock=clock) as again, pytest.raises(StoreProblem, match="altered"):
        again.clinic.range_table(TABLE.version)


def test_a_check_of_the_file_finds_an_altered_table(store, path):
    store.clinic.keep_range_table(TABLE)
    assert check(store, document) == []
    store.close()
    with closing(connect(str(path), isolation_level=None)) as conn:
        conn.execute("DROP TRIGGER range_table_update")
        conn.execute("UPDATE range_table SET content = x'7b7d'")
    with Store.open(path, clock=clock) as again:
        said = check(again, document)
    assert any(f"The kept table of ranges {TABLE.version[:12]} was altered" in problem for problem in said)


# ---------------------------------------------------------------------- attacks

_WHO = "set_by, set_at"
_COST = f"INSERT INTO clinic_price (product, price_ten_thousandths, currency, {_WHO})"
_SET = "'', '2026-01-01T00:00'"
_RANGE = f"product, area, technique, style, per, low_hundredths, high_hundredths, {_WHO}"
ATTACKS = {
    "change a range": "UPDATE clinic_range SET high_hundredths = 100000",
    "delete a range": "DELETE FROM clinic_range",
    "replace a range": f"REPLACE INTO clinic_range (number, {_RANGE})"
    f" VALUES (1, 'a', 'b', 'im', 'micro', 'side', 1, 2, {_SET})",
    "replace a range by rowid": f"REPLACE INTO clinic_range (rowid, {_RANGE})"
    f" VALUES (1, 'a', 'b', 'im', 'micro', 'side', 1, 2, {_SET})",
    "change a price": "UPDATE OR REPLACE clinic_price SET price_ten_thousandths = 0",
    "delete a price": "DELETE FROM clinic_price WHERE number = 1",
    "replace a price": f"INSERT OR REPLACE INTO clinic_price (number, product, currency, {_WHO})"
    f" VALUES (1, 'a', 'EUR', {_SET})",
    "change a pattern": "UPDATE clinic_pattern SET points = '[]'",
    "delete a pattern": "DELETE FROM clinic_pattern",
    "change who set it": "UPDATE clinic_settings SET set_by = 'Somebody'",
    "delete the settings": "DELETE FROM clinic_settings",
    "change the handout": "UPDATE clinic_paper SET handout = 'Anything'",
    "change a table": "UPDATE range_table SET content = x'00'",
    "rename a table": f"UPDATE range_table SET version = '{'0' * 64}'",
    "delete a table": "DELETE FROM range_table",
    "replace a table by its name": f"REPLACE INTO range_table (version, content, recorded_at)"
    f" VALUES ('{TABLE.version}', x'00', '')",
    "replace a table by its number": f"REPLACE INTO range_table (number, version, content, recorded_at)"
    f" VALUES (1, '{'0' * 64}', x'00', '')",
    "upsert a table": f"INSERT INTO range_table (version, content, recorded_at) VALUES ('{TABLE.version}', x'00', '')"
    " ON CONFLICT (version) DO UPDATE SET content = x'00'",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, some_points) -> Path:
    path = tmp_path_factory.mktemp("made") / "clinic.sqlite"
    with Store.open(path, clock=clock) as store:
        store.clinic.set_settings(ClinicSettings(set_at=AT))
        store.clinic.set_paper(PaperSettings(set_at=AT))
        store.clinic.set_range(RANGE)
        store.clinic.set_price(PRICE)
        store.clinic.set_pattern(a_pattern(some_points))
        store.clinic.keep_range_table(TABLE)
    return path


@pytest.fixture(scope="module")
def some_points():
    from tests.store.values import a_visit

    return tuple(replace(point, key=0) for point in a_visit().points)


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_an_attack_by_sql_changes_nothing(made: Path, path: Path, attack: str, recursive: str):
    path.write_bytes(made.read_bytes())
    tables = ("clinic_settings", "clinic_paper", "clinic_range", "clinic_price", "clinic_pattern", "range_table")
    with closing(connect(str(path), isolation_level=None)) as conn:
        before = [conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        assert all(before)
        conn.execute(f"PRAGMA recursive_triggers = {recursive}")
        conn.execute("PRAGMA foreign_keys = OFF")
        with pytest.raises(IntegrityError):
            conn.execute(ATTACKS[attack])
        assert [conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == before


@pytest.mark.parametrize(
    "numbers",
    [
        f"INSERT INTO clinic_range ({_RANGE}) VALUES ('a', 'b', 'im', 'micro', 'side', 3, 2, {_SET})",
        f"INSERT INTO clinic_range ({_RANGE}) VALUES ('a', 'b', 'im', 'micro', 'side', 0, 2, {_SET})",
        f"INSERT INTO clinic_range ({_RANGE}) VALUES ('a', 'b', 'im', 'micro', 'side', 1, 500001, {_SET})",
        f"INSERT INTO clinic_range ({_RANGE}) VALUES ('a', 'b', 'im', 'micro', 'side', NULL, 2, {_SET})",
        f"{_COST} VALUES ('a', 10000000001, 'EUR', {_SET})",
        f"{_COST} VALUES ('a', -1, 'EUR', {_SET})",
        f"{_COST} VALUES ('a', 1, 'eur', {_SET})",
    ],
)  # fmt: skip
def test_the_file_itself_refuses_figures_that_cannot_be(made: Path, path: Path, numbers: str):
    path.write_bytes(made.read_bytes())
    with closing(connect(str(path), isolation_level=None)) as conn, pytest.raises(IntegrityError):
        conn.execute(numbers)
