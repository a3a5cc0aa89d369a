"""The rooms and their doors: who may import whom, and how large a file and a function may grow.

Every module is parsed, none is imported. A rule that fails names the file, the line and what it found there.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "charting"

# room -> the rooms it may import besides itself. Files directly in charting/ are the start: they wire the rooms.
DOORS: dict[str, set[str]] = {
    "domain": set(),
    "loading": {"domain"},
    "store": {"domain"},
    "session": {"store", "domain"},
    "drawing": {"domain"},
    "exchange": {"drawing", "domain"},
    "ui": {"session", "drawing", "exchange", "domain"},
}
OPEN_TO_ALL = {"charting", "charting.errors", "charting.files", "charting.paths"}
START = "start"

# What a room may import from outside, besides the standard library.
LIBRARIES: dict[str, set[str]] = {
    "domain": set(),
    "loading": {"msgspec", "svg"},
    "store": {"sqlcipher3", "sqlite_utils", "uuid6"},
    "session": {"argon2", "rfc8785", "uuid6"},
    "drawing": {"PySide6", "numpy"},
    "exchange": {"PySide6", "biip", "fhir", "msgspec"},
    "ui": {"PySide6", "numpy"},
    START: {"PySide6", "click", "keyring", "msgspec", "platformdirs", "uuid6"},
}
# Modules that may use more than their room: what measures surfaces and distances, pairs points, compares names, plots.
ONLY_HERE: dict[str, set[str]] = {
    "charting.domain.anatomy": {"numpy", "shapely"},
    "charting.domain.distances": {"numpy"},
    "charting.domain.comparison": {"numpy", "scipy"},
    "charting.domain.likeness": {"rapidfuzz"},
    "charting.ui.plots": {"PySide6", "numpy", "matplotlib"},
}
QT_IN_START = {
    "charting.desk", "charting.locking", "charting.painting", "charting.preflight", "charting.qt_settings",
    "charting.wiring",
}  # fmt: skip
BEFORE_QT = {"charting.__main__", "charting.cli", "charting.desk", "charting.preflight"}
DOMAIN_NEVER = {
    "asyncio", "glob", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "tempfile", "threading", "time",
}  # fmt: skip
PLOTTING = {"matplotlib", "pandas", "scipy"}
HEAVY = PLOTTING | {"argon2", "numpy", "rapidfuzz", "shapely", "sqlcipher3", "sqlite_utils", "svg"}

LONGEST_FILE, LONGEST_FUNCTION, MOST_METHODS = 400, 60, 25


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `names` taken from the dotted `module`; `local` inside a function, `typing` under TYPE_CHECKING."""

    module: str
    names: tuple[str, ...]
    line: int
    local: bool
    typing: bool


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 and parts[1] in DOORS else START

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path))))
    return tuple(found)


def only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


@cache
def imports(module: Module) -> tuple[Import, ...]:
    found: list[Import] = []

    def walk(node: ast.AST, local: bool, typing: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, (), node.lineno, local, typing) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.where}:{node.lineno} imports by dots; write the whole name"
            names = tuple(alias.name for alias in node.names)
            found.append(Import(node.module or "", names, node.lineno, local, typing))
        local = local or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        typing = typing or only_for_types(node)
        for inner in ast.iter_child_nodes(node):
            walk(inner, local, typing)

    walk(module.tree, False, False)
    return tuple(found)


def own_targets(wanted: Import, known: set[str]) -> set[str]:
    """The modules of this program that it reaches: `from charting.store import visits` is charting.store.visits."""
    if wanted.module.split(".")[0] != "charting":
        return set()
    inner = {f"{wanted.module}.{name}" for name in wanted.names}
    plain = wanted.module if not wanted.names or not inner <= known else None
    return (inner & known) | ({plain} if plain else set())


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
    assert folders == set(DOORS)


def test_rooms_import_only_the_rooms_below_them() -> None:
    known = {module.name for module in modules()}
    faults = []
    for module, wanted in every_import():
        for target in own_targets(wanted, known) - OPEN_TO_ALL:
            room = room_of(target)
            if module.room != START and room != module.room and room not in DOORS[module.room]:
                faults.append(f"{module.where}:{wanted.line} {module.room} may not import {target}")
    complain(faults)


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
        allowed = ONLY_HERE.get(module.name, LIBRARIES[module.room])
        if top not in allowed:
            faults.append(f"{module.where}:{wanted.line} {module.room} may not import {top}")
    complain(faults)


def test_the_domain_knows_no_file_clock_or_chance() -> None:
    faults = []
    for module in modules():
        if module.room != "domain":
            continue
        faults += [
            f"{module.where}:{wanted.line} imports {wanted.module}"
            for wanted in imports(module)
            if wanted.module.split(".")[0] in DOMAIN_NEVER
        ]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                faults.append(f"{module.where}:{node.lineno} asks the clock")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "input"}:
                faults.append(f"{module.where}:{node.lineno} calls {node.func.id}()")
    complain(faults)


def test_qt_stays_where_things_are_seen() -> None:
    """drawing and exchange paint with QtGui on any painter; widgets are for ui; the start knows Qt in four files."""
    allowed = {"ui", "drawing", "exchange"}
    faults = []
    for module, wanted in every_import():
        if wanted.module.split(".")[0] != "PySide6":
            continue
        parts = {*wanted.module.split(".")[1:2], *(wanted.names if wanted.module == "PySide6" else ())}
        if module.room == START:
            if module.name not in QT_IN_START:
                faults.append(f"{module.where}:{wanted.line} knows Qt")
        elif module.room not in allowed:
            faults.append(f"{module.where}:{wanted.line} {module.room} knows Qt")
        elif module.room != "ui" and not parts <= {"QtCore", "QtGui"}:
            faults.append(f"{module.where}:{wanted.line} {module.room} may use QtCore and QtGui, not {parts}")
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


def test_sqlite_utils_never_rebuilds_a_table() -> None:
    """`transform` and whatever calls it drop the triggers that lock a signed visit."""
    banned = {"transform", "add_foreign_key", "add_foreign_keys", "extract", "convert"}
    faults = [
        f"{module.where}:{node.lineno} calls .{node.func.attr}()"
        for module in modules()
        if module.room == "store"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in banned
    ]
    complain(faults)


def test_settings_never_pass_through_qt() -> None:
    """QSettings runs a pickle that somebody put into its file; and the database is never opened a second time."""
    faults = [
        f"{module.where}:{node.lineno} names {name}"
        for module in modules()
        for node in ast.walk(module.tree)
        for name in [getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)]
        if name in {"QSettings", "QtSql", "QSqlDatabase", "sqlite3"}
        and not (name == "QSettings" and module.name == "charting.qt_settings")
    ]
    for module in modules():
        if module.name == "charting.qt_settings":  # it tells Qt to look nowhere, and neither makes nor reads settings
            used = {
                node.attr
                for node in ast.walk(module.tree)
                if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "QSettings"
            }
            assert used == {"Scope", "Format", "setPath"}
            assert not [
                n for n in ast.walk(module.tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "QSettings"
            ]
    complain(faults)


def test_no_except_swallows_everything() -> None:
    faults = [
        f"{module.where}:{node.lineno} has a bare except"
        for module in modules()
        for node in ast.walk(module.tree)
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
