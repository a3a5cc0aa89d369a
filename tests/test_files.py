"""Whole files or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from charting.files import part_beside, write_whole


def test_written_whole_over_the_old_one(tmp_path: Path):
    target = tmp_path / "a [1]*.json"
    write_whole(target, b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_one_and_nothing_else(tmp_path: Path):
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(target, b"new")
    assert list(tmp_path.iterdir()) == [target]


def test_only_old_left_overs_of_the_same_target_are_removed(tmp_path: Path):
    old, young, other = (tmp_path / name for name in (".a[1].json.7.part", ".a[1].json.8.part", ".b.json.7.part"))
    for part in (old, young, other):
        part.touch()
    for part in (old, other):
        os.utime(part, (0, 0))
    part_beside(tmp_path / "a[1].json")
    assert sorted(tmp_path.iterdir()) == sorted([young, other])
