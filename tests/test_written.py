"""What Python writes for value classes is compiled once and kept for the next start, and is never out of date."""

from __future__ import annotations

import dataclasses
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from charting.start.written import Written


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    yield tmp_path / "of" / "values"
    vars(dataclasses).pop("exec", None)


def a_class(name: str = "units") -> Any:
    return dataclasses.make_dataclass("Dose", [("area", str), (name, int, 4)], frozen=True, slots=True)


def start(file: Path) -> Written:
    written = Written(file)
    written.put_to_use()
    return written


def test_the_second_start_compiles_nothing_and_its_classes_are_the_same(file: Path) -> None:
    first = start(file)
    a_class()
    first.keep()
    content = file.read_bytes()
    assert "exec" not in vars(dataclasses), "later classes are compiled as ever"
    second = start(file)
    made = a_class()
    second.keep()
    second.keep()
    assert file.read_bytes() == content, "nothing was new"
    assert repr(made("glabella")) == "Dose(area='glabella', units=4)"
    assert made("glabella", 5) == made("glabella", 5) != made("glabella")
    assert hash(made("glabella")) == hash(made("glabella", 4))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made("glabella").area = "chin"
    assert list(file.parent.iterdir()) == [file]


def test_a_class_that_changed_is_another_text(file: Path) -> None:
    first = start(file)
    a_class()
    first.keep()
    second = start(file)
    made = a_class("drops")
    second.keep()
    assert made("chin").drops == 4
    third = start(file)
    assert a_class("drops")("chin", 7).drops == 7
    third.keep()


@pytest.mark.parametrize("harm", ["other Python", "one byte", "half", "empty"])
def test_what_is_not_whole_or_not_of_this_python_is_made_again(file: Path, harm: str) -> None:
    first = start(file)
    a_class()
    first.keep()
    whole = file.read_bytes()
    broken = {
        "other Python": b"\0\0\0\0" + whole[4:], "one byte": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
        "half": whole[: len(whole) // 2], "empty": b"",
    }  # fmt: skip
    file.write_bytes(broken[harm])
    second = start(file)
    assert a_class()("chin").units == 4
    second.keep()
    assert file.read_bytes() == whole


def test_nothing_is_kept_where_python_keeps_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    first = start(file)
    a_class()
    first.keep()
    assert not file.exists()


def test_a_folder_that_may_not_be_written_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a file").write_bytes(marshal.dumps({}))
    first = start(tmp_path / "a file" / "values")
    assert a_class()("chin").units == 4
    first.keep()
