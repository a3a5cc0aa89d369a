"""Out of one database and into an empty one: the same content, the same bytes, attachments and tables with it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.cli.commands import reference_data
from charting.domain.dosing.range_table import RangeTable, snapshot
from charting.start.keys import keeper
from charting.start.opening import fill_demo
from charting.store.database import Store
from tests.exchange.files import raw_json, standing_record, write
from tests.exchange.whole_records import whole_records
from tests.proofs.scale import examples
from tests.test_cli import done, refused

_ROWS = snapshot(reference_data().ranges[:2])
TABLE = RangeTable(hashlib.sha256(_ROWS).hexdigest(), _ROWS)


def exported(db: Path, *more: str) -> bytes:
    out = db.with_suffix(".json")
    done("export", "--format", "json", "--with-attachments", "--out", out, *more, db=db)
    return out.read_bytes()


def imported(content: bytes, db: Path) -> None:
    source = db.with_suffix(".in.json")
    source.write_bytes(content)
    done("import", source, db=db)


@settings(max_examples=examples(6, 60), deadline=None)
@given(data=st.data(), ids=st.lists(st.uuids().map(str), max_size=2, unique=True))
def test_export_import_export_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, ids: list[str]
):
    records = [data.draw(whole_records(TABLE, st.just(one))) for one in ids]
    folder = tmp_path_factory.mktemp("round")
    one, other = folder / "one.sqlite", folder / "other.sqlite"
    imported(write(records), one)
    first = exported(one)
    assert first == write(records)
    imported(first, other)
    assert exported(other) == first
    imported(first, other)  # again: all of it is there
    assert exported(other) == first
    assert done("check", db=other) == "ok\n"


def test_the_demo_comes_back(tmp_path: Path):
    """Signed here, signed elsewhere there: all else is the same."""
    one, other = tmp_path / "one.sqlite", tmp_path / "other.sqlite"
    with Store.open(one, keeper=keeper(one)) as store:
        fill_demo(store, reference_data())
    first = exported(one)
    imported(first, other)
    assert exported(other) == first


def test_attachments_go_along_only_when_asked_for(tmp_path: Path):
    db = tmp_path / "one.sqlite"
    imported(raw_json(standing_record()), db)
    with_them = exported(db)
    done("export", "--format", "json", "--out", tmp_path / "without.json", db=db)
    without = (tmp_path / "without.json").read_bytes()
    assert b"content" in with_them
    assert b'"scan"' in with_them
    assert b"attachments" not in without
    assert b'"scan"' not in without
    imported(without, tmp_path / "other.sqlite")
    imported(with_them, tmp_path / "other.sqlite")  # what was left out comes after all


def test_an_older_copy_says_nothing_new_and_a_newer_one_adds_what_was_said(tmp_path: Path):
    older, newer = standing_record(), standing_record()
    patient = older["patients"][0]
    patient["history"], *patient["earlier_histories"] = patient["earlier_histories"]
    db = tmp_path / "one.sqlite"
    imported(raw_json(older), db)
    imported(raw_json(newer), db)
    whole = exported(db)
    imported(raw_json(older), db)
    assert exported(db) == whole
    assert len(json.loads(whole)["patients"][0]["earlier_histories"]) == 1
    other = standing_record()
    other["patients"][0]["history"]["note"] = "Something else."
    (tmp_path / "other.json").write_bytes(raw_json(other))
    assert "another history" in refused("import", tmp_path / "other.json", db=db)
