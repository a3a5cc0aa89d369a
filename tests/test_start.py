"""Starting in a process of its own: what is loaded when, and that the desk paints itself and leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting import paths
from charting.drawing.kept import Kept, KeptFaces, Places
from charting.start.beginning import Beginning
from charting.start.settings import Settings, save_settings
from charting.ui.face.face_panel import FacePanel
from charting.ui.kit.ground import DARK, LIGHT, Ground
from charting.ui.shell.window import MainWindow
from tests.bench.start import MOST_MODULES

MOST_CONSTANTS = 150
"""Members of enumerations; the namespace `Qt` alone has 900."""
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


def first_paint(*what: str, **environ: str) -> dict[str, Any]:
    """One start, and what was there when its window was first painted."""
    told: dict[str, Any] = json.loads(python("-m", "tests.bench.first_paint", *what, **environ))
    return told


def test_next_to_nothing_is_loaded_when_the_window_is_first_painted(tmp_path: Path) -> None:
    empty = first_paint("empty")
    for start in ("with no picture kept", "with the picture of the first"):
        told = first_paint("desk", str(tmp_path / "charting.sqlite"), CHARTING_KEYS=str(tmp_path / "keys"))
        assert told["ready"] is not None
        more = set(told["modules"]) - set(empty["modules"])
        assert len(more) <= MOST_MODULES, f"{start}: {sorted(more)}"
        rooms = {name.split(".")[1] for name in more if name.startswith("charting.")}
        assert rooms <= {"__main__", "paths", "errors", "start", "drawing", "ui"}, "nothing of the file yet"
        assert told["constants"] - empty["constants"] <= MOST_CONSTANTS, "some call brought all those of Qt along"
        assert told["collecting"], "with the file open, garbage is looked for again"
        assert told["heavy"] == []
        assert not more & {"click", "sqlcipher3"}
    assert told["heavy_settled"] == [], "nor does anything heavy come later"


@pytest.fixture
def bare(qapp: QApplication) -> Iterator[QApplication]:
    """The application as a process has it at first: in no look, whatever tests before this one wore."""
    sheet, palette = qapp.styleSheet(), qapp.palette()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    yield qapp
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


def let_go(desk: Beginning, window: MainWindow) -> None:
    window.close()
    desk.wait()
    window.deleteLater()
    desk.deleteLater()


@pytest.mark.parametrize(("look", "ground"), [("dark", DARK), ("light", LIGHT)])
def test_the_very_first_paint_has_the_colours_of_the_look(
    bare: QApplication, tmp_path: Path, own_folders: Path, look: str, ground: Ground
) -> None:
    save_settings(paths.settings_file(), Settings(look=look))
    desk = Beginning(bare, tmp_path / "a.sqlite", demo=False)
    window = desk.open_beside()
    assert window.session is None
    seen = window.grab().toImage()
    assert {seen.pixelColor(x, y).name() for x in (3, 500, 1000) for y in (3, 300, 600)} == {ground.back}
    let_go(desk, window)


def test_one_window_is_painted_with_the_face_of_the_last_start_and_filled_then(
    bare: QApplication, qtbot: QtBot, tmp_path: Path, own_folders: Path
) -> None:
    def start() -> tuple[Beginning, MainWindow, QImage]:
        desk = Beginning(bare, tmp_path / "a.sqlite", demo=False)
        window = desk.open_beside()
        first = window.grab().toImage()
        assert window.session is None
        qtbot.waitUntil(lambda: window.session is not None)
        canvas = window.part(FacePanel).canvas
        qtbot.waitUntil(lambda: canvas.still.layers.is_fresh(canvas.ground().key()))  # it has come to rest
        return desk, window, first

    desk, window, first = start()
    assert len({first.pixel(x, 400) for x in range(first.width())}) == 1, "nothing is kept before the first start"
    let_go(desk, window)
    desk, window, first = start()
    then = window.grab().toImage()
    canvas = window.part(FacePanel).canvas
    face = QRect(canvas.mapTo(window, QPoint(0, 0)), canvas.size()).adjusted(0, 60, 0, 0)  # a button lies in the corner
    assert first.copy(face) == then.copy(face), "the face stays where it is, to the pixel"
    edge = QPoint(face.left() - 5, face.center().y())
    assert first.pixelColor(edge) == then.pixelColor(edge), "so does the card that it lies on"
    assert [top for top in bare.topLevelWidgets() if isinstance(top, MainWindow) and top.isVisible()] == [window]
    let_go(desk, window)


@pytest.mark.parametrize("harm", ["no picture", "half a picture", "no JSON", "absurd", "another drawing"])
def test_a_kept_face_that_is_not_whole_is_not_shown(qapp: QApplication, tmp_path: Path, harm: str) -> None:
    drawing = tmp_path / "front-1.svg"
    drawing.write_text("a drawing")
    of = (1440, 900, 1.0, "light")
    picture = QImage(60, 80, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    box = (10, 20, 60, 80)
    places = Places(box, (box,), (), (1.5, 2.0, 3.0, 1.5), 1, ("R", "L"))
    KeptFaces(tmp_path, drawing).save(Kept(of, picture, places))
    kept = KeptFaces(tmp_path, drawing).load(of)
    assert kept is not None
    assert kept.places == places
    assert kept.picture.size() == picture.size()
    (bitmap,), (told,) = tmp_path.glob("*.bmp"), tmp_path.glob("*.json")
    if harm == "no picture":
        bitmap.unlink()
    elif harm == "half a picture":
        bitmap.write_bytes(bitmap.read_bytes()[:20])
    elif harm == "no JSON":
        told.write_bytes(b"[" * 100_000)
    elif harm == "absurd":
        told.write_text(told.read_text().replace("[10, 20, 60, 80]", "[10, 20, 1e400, 99999999999]"))
    else:
        drawing.write_text("another drawing")
    assert KeptFaces(tmp_path, drawing).load(of) is None


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
