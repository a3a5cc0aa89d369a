"""The rooms and their doors: who may import whom, and how large a file and a function may grow.

Every module is parsed, none is imported. A rule that fails names the file, the line and what it found there.
"""

from __future__ import annotations

import ast
import pickle
import re
import sys
from collections.abc import Iterator

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from tests import shape
from tests.parsed import PACKAGE, ROOT, Import, Module, imports, modules, nodes, own_targets, unnamed

# room -> the rooms it may import besides itself. The command line and the start wire the rooms: they may import all.
DOORS: dict[str, set[str]] = {
    "domain": set(),
    "loading": {"domain"},
    "store": {"domain"},
    "desk": {"store", "domain"},
    "words": {"domain"},
    "paper": {"words", "domain"},
    "drawing": {"paper", "domain"},
    "exchange": {"drawing", "paper", "words", "domain"},
    "ui": {"desk", "exchange", "paper", "drawing", "words", "domain"},
}
OPEN_TO_ALL = {"charting", "charting.errors", "charting.files", "charting.paths"}
START = "start"
WIRING = {"cli", "start"}
GIVEN_TO_FEATURES = {"feature", "intents"}
"""What a feature of the window may know of its shell."""

# What a room may import from outside, besides the standard library.
LIBRARIES: dict[str, set[str]] = {
    "domain": set(),
    "loading": {"msgspec", "svg"},
    "store": {"sqlcipher3", "sqlite_utils", "uuid6"},
    "desk": {"argon2", "rfc8785", "uuid6"},
    "words": {"PySide6"},
    "paper": {"PySide6"},
    "drawing": {"PySide6"},
    "exchange": {"PySide6", "biip", "fhir", "msgspec"},
    "ui": {"PySide6", "shiboken6"},
    START: {"PySide6", "click", "keyring", "msgspec", "platformdirs", "uuid6"},
}
# Modules that may use more than their room: what measures surfaces and distances, pairs points, compares names, plots.
ONLY_HERE: dict[str, set[str]] = {
    "charting.domain.past.comparison": {"munkres"},
    "charting.domain.people.patient": {"rapidfuzz"},
    "charting.ui.kit.plots": {"PySide6", "numpy", "matplotlib"},
}
QT_IN_START = {
    f"charting.start.{name}"
    for name in (
        "beginning", "locking", "other_desk", "painting", "preflight", "qt_settings", "run_desk", "wiring",
    )
}  # fmt: skip
BEFORE_QT = {"charting.__main__", "charting.cli.main", "charting.start.run_desk", "charting.start.preflight"}
DOMAIN_NEVER = {
    "asyncio", "glob", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "tempfile", "threading", "time",
}  # fmt: skip
PLOTTING = {"matplotlib", "pandas", "scipy"}
HEAVY = PLOTTING | {"argon2", "numpy", "rapidfuzz", "shapely", "sqlcipher3", "sqlite_utils", "svg"}

# Whose methods are called from outside, when a class of ours has them: by Qt and by Python.
CALLED_BY_OTHERS = (
    QtCore.QAbstractTableModel, QtCore.QThread, QtGui.QUndoCommand, QtGui.QValidator, QtWidgets.QApplication,
    QtWidgets.QDialog, QtWidgets.QLayout, QtWidgets.QListView, QtWidgets.QStyle, QtWidgets.QStyledItemDelegate,
    ast.NodeVisitor, pickle.Unpickler,
)  # fmt: skip

LONGEST_FILE, LONGEST_FUNCTION, MOST_METHODS = 400, 60, 25


def room_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in DOORS else START


def every_import() -> Iterator[tuple[Module, Import]]:
    for module in modules():
        for wanted in imports(module):
            yield module, wanted


def complain(faults: list[str]) -> None:
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:20])


def test_every_folder_is_a_room() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders == {*DOORS, *WIRING}


def test_rooms_import_only_the_rooms_below_them() -> None:
    known = {module.name for module in modules()}
    faults = []
    for module, wanted in every_import():
        for target in own_targets(wanted, known) - OPEN_TO_ALL:
            room = room_of(target)
            if (
                room_of(module.name) != START
                and room != room_of(module.name)
                and room not in DOORS[room_of(module.name)]
            ):
                faults.append(f"{module.where}:{wanted.line} {room_of(module.name)} may not import {target}")
    complain(faults)


def in_ui(name: str) -> str:
    """The folder of `ui` that a module stands in: a feature, the kit or the shell; empty for any other."""
    parts = name.split(".")
    return parts[2] if name.startswith("charting.ui.") and len(parts) > 3 else ""


def test_no_feature_of_the_window_knows_another() -> None:
    """A feature imports the kit and what the shell gives it; the shell lists nobody, and the kit knows neither.

    What two features need goes over the host or the hub, or stands below both; only `ui/features.py` names them all.
    """
    known = {module.name for module in modules()}
    given = {f"charting.ui.shell.{name}" for name in GIVEN_TO_FEATURES}
    faults = []
    for module, wanted in every_import():
        here = in_ui(module.name)
        for target in own_targets(wanted, known):
            there = in_ui(target)
            allowed = target in given if there == "shell" and here != "kit" else there == "kit" and here != ""
            if here and there not in {"", here} and not allowed:
                faults.append(f"{module.where}:{wanted.line} {here} may not import {target}")
            if here and target == "charting.ui.features":
                faults.append(f"{module.where}:{wanted.line} {here} may not import {target}")
    complain(faults)


def test_every_feature_is_named_and_says_what_it_gives() -> None:
    folders = {in_ui(module.name) for module in modules()} - {"", "kit", "shell"}
    assert folders == {in_ui(module.name) for module in modules() if module.name.endswith(".feature")} - {"shell"}
    (named,) = [module for module in modules() if module.name == "charting.ui.features"]
    known = {module.name for module in modules()}
    assert folders == {in_ui(target) for each in imports(named) for target in own_targets(each, known)} - {"", "shell"}


def test_errors_and_paths_stand_alone() -> None:
    """What every room may import must not bring a room along."""
    faults = [
        f"{module.where}:{wanted.line} imports {wanted.module}"
        for module, wanted in every_import()
        if module.name in OPEN_TO_ALL and wanted.module.split(".")[0] in {"charting", "PySide6"}
    ]
    complain(faults)


def test_rooms_use_only_their_own_libraries() -> None:
    faults = []
    for module, wanted in every_import():
        top = wanted.module.split(".")[0]
        if top in {"charting", "__future__"} or (top in sys.stdlib_module_names and top != "sqlite3"):
            continue
        allowed = ONLY_HERE.get(module.name, LIBRARIES[room_of(module.name)])
        if top not in allowed:
            faults.append(f"{module.where}:{wanted.line} {room_of(module.name)} may not import {top}")
    complain(faults)


def test_the_domain_knows_no_file_clock_or_chance() -> None:
    faults = []
    for module in modules():
        if room_of(module.name) != "domain":
            continue
        faults += [
            f"{module.where}:{wanted.line} imports {wanted.module}"
            for wanted in imports(module)
            if wanted.module.split(".")[0] in DOMAIN_NEVER
        ]
        for node in nodes(module):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                faults.append(f"{module.where}:{node.lineno} asks the clock")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "input"}:
                faults.append(f"{module.where}:{node.lineno} calls {node.func.id}()")
    complain(faults)


def test_qt_stays_where_things_are_seen() -> None:
    """drawing and exchange paint with QtGui on any painter; widgets are for ui; the start knows Qt in eight files."""
    allowed = {"ui", "drawing", "exchange", "words", "paper"}
    faults = []
    for module, wanted in every_import():
        if wanted.module.split(".")[0] != "PySide6":
            continue
        parts = {*wanted.module.split(".")[1:2], *(wanted.names if wanted.module == "PySide6" else ())}
        if room_of(module.name) == START:
            if module.name not in QT_IN_START:
                faults.append(f"{module.where}:{wanted.line} knows Qt")
        elif room_of(module.name) not in allowed:
            faults.append(f"{module.where}:{wanted.line} {room_of(module.name)} knows Qt")
        elif room_of(module.name) != "ui" and not parts <= {"QtCore", "QtGui"}:
            faults.append(f"{module.where}:{wanted.line} {room_of(module.name)} may use QtCore and QtGui, not {parts}")
    complain(faults)


def loaded_with(starts: set[str]) -> Iterator[tuple[Module, Import]]:
    """Every import that is carried out when these modules are: theirs, and those of what they bring along."""
    known = {module.name: module for module in modules()}
    waiting, reached = sorted(starts & set(known)), set(starts)
    while waiting:
        module = known[waiting.pop()]
        for wanted in imports(module):
            if not (wanted.local or wanted.typing):
                yield module, wanted
                new = own_targets(wanted, set(known)) - reached
                reached |= new
                waiting += sorted(new)


def test_preflight_looks_before_qt_is_there() -> None:
    """The program says which system library is missing; for that nothing may load Qt on the way to the question."""
    faults = [
        f"{module.where}:{wanted.line} loads {wanted.module} before the look at the system"
        for module, wanted in loaded_with(BEFORE_QT)
        if wanted.module.split(".")[0] == "PySide6"
    ]
    complain(faults)


def test_the_first_paint_waits_for_nothing_heavy() -> None:
    """The window comes first; the file, the reference data and the geometry are loaded beside it."""
    faults = [
        f"{module.where}:{wanted.line} loads {wanted.module} before the first paint"
        for module, wanted in loaded_with(BEFORE_QT | QT_IN_START)
        if wanted.module.split(".")[0] in HEAVY
    ]
    complain(faults)


def test_plots_are_imported_only_when_somebody_asks_for_one() -> None:
    faults = [
        f"{module.where}:{wanted.line} imports {wanted.module} at the top"
        for module, wanted in every_import()
        if wanted.module.split(".")[0] in PLOTTING and not (wanted.local or wanted.typing)
    ]
    complain(faults)


def test_no_circles() -> None:
    """What two modules know of each other for the types alone is no circle: it is never loaded."""
    known = {module.name for module in modules()}
    graph: dict[str, set[str]] = {module.name: set() for module in modules()}
    for module, wanted in every_import():
        if not wanted.typing:
            graph[module.name] |= own_targets(wanted, known) - {module.name}
    state: dict[str, str] = {}

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert state.get(name) != "open", "a circle of imports: " + " -> ".join((*way[way.index(name) :], name))
        if name in state:
            return
        state[name] = "open"
        for target in sorted(graph.get(name, ())):
            walk(target, (*way, name))
        state[name] = "done"

    for name in sorted(graph):
        walk(name, ())


def test_the_shape_of_the_house_only_gets_better() -> None:
    """Each figure stands in tests/shape.toml: it may not rise, and one that fell is written down so that it stays."""
    table, figures = shape.kept(), shape.today()
    assert set(table) == set(figures)
    complain([said for name, figure in figures.items() if (said := table[name].refusal(name, figure))])


def test_a_figure_that_rose_is_refused_and_one_that_fell_is_told() -> None:
    row, loose = shape.Ratchet(today=5, goal=2), shape.Ratchet(today=128, goal=100, slack=4)
    assert "rose to 6 from 5, and may only fall: A 6" in row.refusal("deepest_class", shape.Figure(6, "A 6"))
    assert "fell from 5 to 4; keep it" in row.refusal("deepest_class", shape.Figure(4, ""))
    assert row.refusal("deepest_class", shape.Figure(5, "")) == ""
    assert [bool(loose.refusal("heads", shape.Figure(n, ""))) for n in (129, 128, 124, 123)] == [1, 0, 0, 1]


def test_no_function_stands_there_for_tests_alone() -> None:
    """What no part of the program names is nothing that anybody meets: it is wired, or it goes.

    What Qt or Python call by a name of theirs is named there.
    """
    called = {name for kind in CALLED_BY_OTHERS for name in dir(kind)}
    found = {function.name: (module, function.lineno) for module, function in unnamed() if function.name not in called}
    complain([f"{module.where}:{line} {name} is named nowhere" for name, (module, line) in found.items()])


def test_sqlite_utils_never_rebuilds_a_table() -> None:
    """`transform` and whatever calls it drop the triggers that lock a signed visit."""
    banned = {"transform", "add_foreign_key", "add_foreign_keys", "extract", "convert"}
    faults = [
        f"{module.where}:{node.lineno} calls .{node.func.attr}()"
        for module in modules()
        if room_of(module.name) == "store"
        for node in nodes(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in banned
    ]
    complain(faults)


def test_settings_never_pass_through_qt() -> None:
    """QSettings runs a pickle that somebody put into its file; and the database is never opened a second time."""
    faults = [
        f"{module.where}:{node.lineno} names {name}"
        for module in modules()
        for node in nodes(module)
        for name in [getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)]
        if name in {"QSettings", "QtSql", "QSqlDatabase", "sqlite3"}
        and not (name == "QSettings" and module.name == "charting.start.qt_settings")
    ]
    for module in modules():
        # it tells Qt to look nowhere, and neither makes nor reads settings
        if module.name == "charting.start.qt_settings":
            used = {
                node.attr
                for node in nodes(module)
                if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "QSettings"
            }
            assert used == {"Scope", "Format", "setPath"}
            assert not [
                n for n in nodes(module) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "QSettings"
            ]
    complain(faults)


KIT_ALONE = re.compile(r"\b(QTableView\(|QTableWidget\(|setStyleSheet\(|QFileDialog\.get|threading\.Thread\()")


def test_the_noise_of_the_toolkit_stands_in_the_kit_alone() -> None:
    """A feature says which columns, which file, which work; how Qt is told so is written once."""
    complain([
        f"{module.where}:{number} {line.strip()} belongs to the kit"
        for module in modules()
        if in_ui(module.name) not in {"", "kit"}
        for number, line in enumerate(module.path.read_text(encoding="utf-8").splitlines(), 1)
        if KIT_ALONE.search(line)
    ])  # fmt: skip


def test_no_except_swallows_everything() -> None:
    faults = [
        f"{module.where}:{node.lineno} has a bare except"
        for module in modules()
        for node in nodes(module)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    complain(faults)


@pytest.mark.parametrize("folder", ["charting", "tests"])
def test_files_and_functions_stay_small(folder: str) -> None:
    faults = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        where = str(path.relative_to(ROOT))
        if (lines := text.count("\n")) > LONGEST_FILE:
            faults.append(f"{where} has {lines} lines, more than {LONGEST_FILE}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    faults.append(f"{where}:{node.lineno} {node.name} has {length} lines")
            if isinstance(node, ast.ClassDef) and folder == "charting":
                own = [part.name for part in node.body if isinstance(part, ast.FunctionDef)]
                methods = sum(name == name.lower() for name in own)  # what Qt calls bears Qt's name
                if methods > MOST_METHODS:
                    faults.append(f"{where}:{node.lineno} {node.name} has {methods} methods")
    complain(faults)


def test_every_file_says_what_it_is_for_and_nothing_is_left_to_do() -> None:
    unfinished = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    faults = []
    for module in modules():
        text = module.path.read_text(encoding="utf-8")
        if text.strip() and not ast.get_docstring(module.tree):
            faults.append(f"{module.where} does not say what it is for")
        faults += [
            f"{module.where}:{number} is not finished: {line.strip()}"
            for number, line in enumerate(text.splitlines(), 1)
            if unfinished.search(line)
        ]
    complain(faults)
