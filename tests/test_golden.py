"""What the stored databases say in every form is what it was, byte for byte: `python -m tests.golden` makes it anew."""

from __future__ import annotations

import json
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.golden import GOLDEN, WHOLE, pinned, run, sources, stored, texts_of

pytest.importorskip("pypdf")
MOST_BYTES = 1_500_000


@pytest.mark.parametrize("name", sorted(sources()))
def test_what_a_stored_file_says_is_what_it_was(name: str, tmp_path: Path, qapp):
    with pinned():
        today = texts_of(sources()[name], tmp_path)
    kept = {path.name: path.read_bytes() for path in (GOLDEN / name).iterdir()}
    assert sorted(today) == sorted(kept)
    told = [line for file in sorted(kept) for line in difference(file, kept[file], today[file])]
    assert not told, "\n".join(["python -m tests.golden makes them anew, if this is what was wanted:", *told[:200]])


@pytest.mark.parametrize("form", ["json", "csv", "fhir.json"])
def test_the_export_command_writes_these_very_bytes(form: str, tmp_path: Path):
    out = tmp_path / f"out.{form}"
    more = ["--without-sheets"] if form == "fhir.json" else []
    run(stored(WHOLE, tmp_path), "export", "--format", form.removesuffix(".json"), *more, "--out", out)
    assert out.read_bytes() == (GOLDEN / "whole" / f"export.{form}").read_bytes()


def test_what_is_exported_of_a_whole_record_is_what_was_imported():
    assert (GOLDEN / "whole" / "attachments.json").read_bytes() == WHOLE.read_bytes()


def test_the_golden_files_stay_small():
    assert sum(path.stat().st_size for path in GOLDEN.rglob("*") if path.is_file()) < MOST_BYTES


def test_a_difference_is_told_line_by_line():
    told = difference("signed-1.json", b'{"a":1,"b":{"c":2}}', b'{"a":1,"b":{"c":3}}')
    assert told == ["--- golden signed-1.json", "+++ today signed-1.json", "@@ -4 +4 @@", '-    "c": 2', '+    "c": 3']
    assert difference("x.csv", b"same", b"same") == []
    assert difference("x.json", b'{"a":1}', b'{"a": 1}') != []


def difference(file: str, kept: bytes, today: bytes) -> list[str]:
    """What differs, as lines that somebody can read; none when every byte is the same."""
    if kept == today:
        return []
    lines = list(
        unified_diff(_lines(file, kept), _lines(file, today), f"golden {file}", f"today {file}", "", "", 0, "")
    )
    return lines or [f"{file}: the same content in other bytes, {kept[:200]!r} and {today[:200]!r}"]


def _lines(file: str, content: bytes) -> list[str]:
    text = content.decode("utf-8", "replace")
    if file.endswith(".json"):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return text.splitlines()
