"""The packs of what is shipped: the same values as the files, and never those of other files or of other code."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from charting import paths
from charting.domain.face.face import View
from charting.errors import Problem
from charting.loading import pack
from charting.loading.face import load_view
from charting.loading.pack import packed
from charting.loading.reference import load_reference
from charting.loading.shipped import measured

SHIPPED = paths.resources()


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The reference data, where it can be changed."""
    return Path(shutil.copytree(SHIPPED / "reference", tmp_path / "reference"))


def never() -> Any:
    raise AssertionError("the files were read again")


def twice(name: str, files: list[Path], make: Callable[[], Any], folder: Path) -> Any:
    """What comes out of a pack that was just made."""
    packed(name, files, make, folder)
    return packed(name, files, never, folder)


def test_a_pack_of_the_reference_data_is_what_the_files_say_to_the_last_figure(tmp_path: Path) -> None:
    folder = SHIPPED / "reference"
    read = load_reference(folder)
    found = twice("r", list(folder.glob("*.toml")), lambda: load_reference(folder), tmp_path)
    assert repr(found) == repr(read), "every value of every row, decimals as they are written"
    assert isinstance(found.products, MappingProxyType)
    assert found.ranges[0].source is found.sources[read.ranges[0].source.id], "a source is there once"


def test_a_pack_of_the_drawings_is_what_they_draw(tmp_path: Path) -> None:
    folder = SHIPPED / "face"
    files = list(folder.glob("*.svg"))
    drawn, found = measured(folder)[1], twice("a", files, lambda: measured(folder), tmp_path)[1]
    assert (found.version, found.area_set, found.codes) == (drawn.version, drawn.area_set, drawn.codes)
    for view in View:
        assert found.outline(view).rings == drawn.outline(view).rings
        assert found.landmarks(view) == drawn.landmarks(view)
        shapes = {code: shape.rings for code, shape in drawn.areas(view).items()}
        assert {code: shape.rings for code, shape in found.areas(view).items()} == shapes
        places = [(x, y) for x in range(-70, 71, 10) for y in range(-110, 111, 10)]
        assert [found.area_at(view, x, y) for x, y in places] == [drawn.area_at(view, x, y) for x, y in places]
    assert [found.surface_cm2(code) for code in found.codes] == [drawn.surface_cm2(code) for code in found.codes]
    for view in View:
        file = folder / f"{view.value}-1.svg"
        found = twice(view.value, [file], lambda file=file: load_view(file), tmp_path)
        assert repr(found) == repr(load_view(file))


def test_a_file_that_changed_is_read_and_checked_again(files: Path, tmp_path: Path) -> None:
    def read() -> Any:
        return packed("r", files.glob("*.toml"), lambda: load_reference(files), tmp_path)

    before = repr(read())
    ranges = files / "ranges.toml"
    time = ranges.stat().st_mtime_ns
    text = ranges.read_text(encoding="utf-8")
    figure = next(line for line in text.splitlines() if line.startswith("low"))
    ranges.write_text(text.replace(figure, figure.replace("=", "= 99999 #"), 1)[: len(text)], encoding="utf-8")
    os.utime(ranges, ns=(time, time))
    with pytest.raises(Problem, match=r"ranges\.toml"):
        read()
    ranges.write_text(text, encoding="utf-8")
    assert repr(read()) == before
    (files / "scales.toml").unlink()
    with pytest.raises(Problem, match=r"scales\.toml"):
        read()


def test_other_code_makes_other_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in pack.MADE_BY:
        (tmp_path / "code" / room).mkdir(parents=True)
    monkeypatch.setattr(pack, "PACKAGE", tmp_path / "code")
    value = tmp_path / "code" / "domain" / "value.py"
    value.write_text("one")
    file = tmp_path / "a.toml"
    file.write_text("figures")
    assert twice("p", [file], lambda: 1, tmp_path) == 1
    value.write_text("another")
    assert packed("p", [file], lambda: 2, tmp_path) == 2


@pytest.mark.parametrize("harm", ["one byte", "half", "empty", "of another form", "a class that is none of ours"])
def test_a_pack_that_is_not_whole_is_made_again(tmp_path: Path, harm: str) -> None:
    file = tmp_path / "a.toml"
    file.write_text("figures")
    assert twice("p", [file], lambda: {"low": 4}, tmp_path) == {"low": 4}
    (made,) = tmp_path.glob("*.pack")
    whole = made.read_bytes()
    head = whole[: len(pack.FORM) + 32]
    foreign = pickle.dumps([Path("x")])
    broken = {
        "one byte": whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:], "half": whole[: len(whole) // 2], "empty": b"",
        "of another form": b"x" + whole[1:],
        "a class that is none of ours": head + hashlib.sha256(foreign).digest() + foreign,
    }  # fmt: skip
    made.write_bytes(broken[harm])
    assert packed("p", [file], lambda: {"low": 5}, tmp_path) == {"low": 5}
    assert packed("p", [file], never, tmp_path) == {"low": 5}


def test_nothing_is_kept_where_python_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    file = tmp_path / "a.toml"
    file.write_text("figures")
    assert packed("p", [file], lambda: 1, tmp_path) == 1
    assert not list(tmp_path.glob("*.pack"))


def test_a_folder_that_may_not_be_written_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("figures")
    assert packed("p", [file], lambda: 1, file / "under a file") == 1
