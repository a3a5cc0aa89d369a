"""What somebody put into the settings that Qt's own dialogs read does not run at the first file dialog."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PLANT = """
import os, sys
from PySide6.QtCore import QSettings
class Planted:
    def __reduce__(self):
        return os.mkdir, (sys.argv[1],)
settings = QSettings(QSettings.Scope.UserScope, "QtProject")
for key in ("history", "lastVisited", "shortcuts", "sidebarWidth", "treeViewHeader", "viewMode"):
    settings.setValue(f"FileDialog/{key}", Planted())
settings.sync()
"""
ASK = """
import os, sys
if sys.argv[2] == "ours":
    from pathlib import Path
    from charting.start.beginning import Beginning
    from charting.start.run_desk import application
    app = application()
    desk = Beginning(app, Path(sys.argv[1]).with_name("a.sqlite"), demo=False)
    window = desk.open_beside()
    while window.session is None:
        app.processEvents()
    window.close()
    desk.wait()
else:
    from PySide6.QtWidgets import QApplication
    app = QApplication(sys.argv[:1])
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
QTimer.singleShot(300, lambda: [top.close() for top in app.topLevelWidgets()])
QFileDialog.getOpenFileName(None, "Open", "", options=QFileDialog.Option.DontUseNativeDialog)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt's own settings are no file")
@pytest.mark.parametrize(("whose", "runs"), [("ours", False), ("plain", True)])
def test_what_is_planted_in_qts_settings_runs_in_a_plain_program_and_not_in_ours(
    own_folders: Path, tmp_path: Path, whose: str, runs: bool
):
    config = Path(os.environ["XDG_CONFIG_HOME"])
    ran, temporary = tmp_path / "ran", tmp_path / "temporary"
    temporary.mkdir()
    environ = os.environ | {"TMPDIR": str(temporary)}
    for code in (PLANT, ASK):
        subprocess.run(
            [sys.executable, "-c", code, str(ran), whose], cwd=ROOT, env=environ, check=True, timeout=60,
            capture_output=True,
        )  # fmt: skip
        if code is PLANT:
            planted = (config / "QtProject.conf").read_bytes()
            assert b"PyObjectWrapper" in planted
            assert not ran.exists()
    assert ran.exists() == runs
    if not runs:
        assert (config / "QtProject.conf").read_bytes() == planted, "what other programs keep there is left alone"
        assert not list(temporary.iterdir()), "and nothing of ours stays behind"
