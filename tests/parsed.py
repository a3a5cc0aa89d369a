"""The program as its parsed text: modules and what each imports. Nothing of it is run."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "charting"


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


@cache
def nodes(module: Module) -> tuple[ast.AST, ...]:
    """Everything in a module."""
    return tuple(ast.walk(module.tree))


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


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: Module) -> Iterator[Function]:
    """Every function and method of a module."""
    return (node for node in nodes(module) if isinstance(node, Function))


def names_in(parts: Iterable[ast.AST]) -> Counter[str]:
    """How often each name stands somewhere: as a name, behind a point, or as a text that is looked up."""
    found: Counter[str] = Counter()
    for node in parts:
        if isinstance(node, ast.Name | ast.Attribute):
            found[node.id if isinstance(node, ast.Name) else node.attr] += 1
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            found[node.value] += 1
    return found


MOST_BY_ITSELF = 5
"""A function that is named more often is named by another one."""


def unnamed() -> list[tuple[Module, Function]]:
    """The functions that nothing in the program names, but themselves; what a decorator takes is named by that."""
    named = names_in(node for module in modules() for node in nodes(module))
    plain = {"property", "staticmethod", "classmethod", "cached_property", "cache", "contextmanager", "override"}
    return [
        (module, function)
        for module in modules()
        for function in functions(module)
        if named[function.name] < MOST_BY_ITSELF
        and named[function.name] == names_in(ast.walk(function))[function.name]
        and not function.name.startswith("__")
        and {getattr(each, "id", "") for each in function.decorator_list} <= plain
    ]
