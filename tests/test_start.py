"""Starting in a process of its own: what is loaded when, and that the desk paints itself and leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parent.parent


def python(*arguments: str, **environ: str) -> str:
    """What a fresh interpreter prints, in the checkout and without a screen."""
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=50,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_command_line_loads_nothing_it_may_not_need() -> None:
    wanted = ("PySide6", "numpy", "shapely", "sqlite_utils", "sqlcipher3", "msgspec")
    code = f"import charting.cli.main, sys; print([name for name in {wanted!r} if name in sys.modules])"
    assert python("-c", code).strip() == "[]"


def test_nothing_heavy_is_loaded_when_the_window_is_first_painted(tmp_path: Path) -> None:
    told = json.loads(python("-m", "tests.bench.first_paint", "desk", str(tmp_path / "charting.sqlite")))
    assert told["heavy"] == []
    assert told["ready"] is not None


def test_the_desk_paints_itself_and_leaves(tmp_path: Path) -> None:
    picture = tmp_path / "desk.png"
    python("-m", "charting", "demo", CHARTING_SMOKE=str(picture))
    seen = QImage(str(picture))
    assert seen.width() >= 1000  # the screen of no screen is 800 pixels wide, and the window is no smaller than this
    assert len({seen.pixel(x, y) for x in range(0, seen.width(), 9) for y in range(0, seen.height(), 9)}) > 50


def test_as_a_module_it_assesses_a_file(tmp_path: Path) -> None:
    file = tmp_path / "visits.json"
    file.write_bytes((ROOT / "tests/files/assess.json").read_bytes())
    assert python("-m", "charting", "assess", str(file))
