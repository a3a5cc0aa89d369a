"""One start in a process of its own: `python -m tests.bench.first_paint empty|desk FILE` prints when it was painted.

The clock is the system's monotonic one, which the process that started this one reads as well.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from contextlib import suppress
from enum import Enum
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from charting.desk.session import Session

HEAVY = (
    "email", "importlib.metadata", "matplotlib", "msgspec", "numpy", "pandas", "scipy", "shapely", "sqlite_utils",
)  # fmt: skip
SETTLED_MS = int(os.environ.get("BENCH_SETTLED_MS", "1000"))
"""So long after the file is open its memory is read; a patient's chart is opened as soon as it is, if there is one."""


def resident_mb() -> float | None:
    """The memory this process occupies, where the system tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def constants(kind: type[Enum]) -> int:
    """How many there are: Qt makes those of a class when one of them is first asked for, or may be meant by a call."""
    return sum(len(each) + constants(each) for each in kind.__subclasses__())


def watched(told: dict[str, object]) -> None:
    """From now on, `QApplication.exec` notes the first paint of the window, and leaves when all has settled."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and "painted" not in told:
                told["painted"] = 0
                QTimer.singleShot(0, painted)
            return False

    def painted() -> None:
        told["painted"] = time.monotonic()
        told["heavy"] = [name for name in HEAVY if name in sys.modules]
        told["painted_mb"] = resident_mb()
        told["modules"] = sorted(sys.modules)
        told["painted_cpu"] = time.process_time()
        told["constants"] = constants(Enum)
        await_ready()

    def await_ready() -> None:
        if "ready" in told:
            QTimer.singleShot(SETTLED_MS, settled)
        else:
            QTimer.singleShot(50, await_ready)

    def settled() -> None:
        told["settled_mb"] = resident_mb()
        told["collecting"] = gc.isenabled()
        told["heavy_settled"] = [name for name in HEAVY if name in sys.modules]
        QApplication.closeAllWindows()

    plain, watch = QApplication.exec, Watch()

    def run(*_: object) -> int:
        for window in QApplication.topLevelWidgets():
            window.installEventFilter(watch)
        return plain()

    QApplication.exec = run  # type: ignore[method-assign]


def empty(told: dict[str, object]) -> None:
    """The floor: a window with nothing in it."""
    watched(told)
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    told["ready"] = None
    QApplication.exec()
    del window, app


def desk(told: dict[str, object], path: Path) -> None:
    """The desk on a file, as `charting --db FILE` opens it."""
    sys.meta_path.insert(0, WindowLoaded(told))
    sys.argv = ["charting", "--db", str(path)]
    from charting.__main__ import main as charting

    with suppress(SystemExit):
        charting()


class WindowLoaded(MetaPathFinder):
    """Notes when a session is attached to the window, without loading anything that the start does not load itself."""

    def __init__(self, told: dict[str, object]) -> None:
        self._told = told

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name != "charting.ui.shell.window":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        self._load, spec.loader.exec_module = spec.loader.exec_module, self._loaded  # type: ignore[method-assign]
        return spec

    def _loaded(self, module: ModuleType) -> None:
        self._load(module)
        attach, told = module.MainWindow.attach, self._told
        watched(told)  # not sooner: how the program itself brings Qt in is a part of what is measured

        def attached(window: Any, session: Session, file: str) -> None:
            from PySide6.QtCore import QTimer

            attach(window, session, file)
            told["ready"], told["ready_cpu"] = time.monotonic(), time.process_time()
            if found := session.store.patients.search(""):
                QTimer.singleShot(0, lambda: session.patients.open(found[0].id))

        module.MainWindow.attach = attached


def main() -> None:
    told: dict[str, object] = {}
    if sys.argv[1] == "empty":
        empty(told)
    else:
        desk(told, Path(sys.argv[2]))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
