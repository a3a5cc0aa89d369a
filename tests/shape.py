"""The shape of the house in figures: what only falls. `python -m tests.shape` tells them and lowers tests/shape.toml.

Size is easily kept by cutting a thing in two that is still one; these count what that leaves behind: modules that
cannot be read without each other, classes that are the sum of their bases, functions that are methods of one class.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path

from tests.parsed import Module, imports, modules, nodes, only_for_types, own_targets

TABLE = Path(__file__).with_name("shape.toml")
Own = tuple[str, str]
"""A class of ours: its module and its name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, and where it comes from."""

    value: int
    where: str


@dataclass(frozen=True, slots=True)
class Ratchet:
    """What a figure was at most, and what it shall become. It may lie `slack` below what is written, not above."""

    today: int
    goal: int
    slack: int = 0

    def refusal(self, name: str, figure: Figure) -> str:
        """What is wrong with today's figure, in a sentence; nothing while all is well."""
        if figure.value > self.today:
            return f"{name} rose to {figure.value} from {self.today}, and may only fall: {figure.where}"
        if figure.value < self.today - self.slack:
            return f"{name} fell from {self.today} to {figure.value}; keep it: python -m tests.shape"
        return ""


def today() -> dict[str, Figure]:
    """Every figure of the checkout, by its name in the table."""
    return {name: figure() for name, figure in FIGURES.items()}


# ---------------------------------------------------------------------- circles


@cache
def circles() -> list[list[str]]:
    """Modules that reach each other, the largest circle first; an import is one wherever it stands, and what for."""
    known = {module.name for module in modules()}
    wanted = {m.name: set().union(*(own_targets(each, known) for each in imports(m))) & known for m in modules()}
    reached = {name: _reached(name, wanted) for name in wanted}
    rings = {frozenset(other for other in reached[name] if name in reached[other]) for name in wanted}
    return sorted((sorted(ring) for ring in rings if len(ring) > 1), key=lambda ring: (-len(ring), ring))


def _reached(start: str, wanted: dict[str, set[str]]) -> set[str]:
    there, waiting = set(), [start]
    while waiting:
        new = wanted[waiting.pop()] - there
        there |= new
        waiting += new
    return there


def _count_of_circles() -> Figure:
    found = circles()
    return Figure(len(found), "; ".join(f"{len(ring)} from {ring[0]}" for ring in found))


def _largest_circle() -> Figure:
    found = circles()
    return Figure(max(map(len, found), default=0), " ".join(found[0]) if found else "")


# ---------------------------------------------------------------------- classes


@dataclass(frozen=True, slots=True)
class Class:
    """A class: those of its bases that are ours, how many functions stand in it, whether it can change."""

    bases: tuple[Own, ...]
    methods: int
    fixed: bool


@cache
def classes() -> dict[Own, Class]:
    """Every class of the program."""
    return {
        (module.name, node.name): Class(
            tuple(own for base in node.bases for own in _meant(module, base)),
            sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body),
            _is_fixed(node),
        )
        for module in modules()
        for node in nodes(module)
        if isinstance(node, ast.ClassDef)
    }


def _is_fixed(node: ast.ClassDef) -> bool:
    """A frozen dataclass, a named tuple, an enumeration or a protocol holds nothing that changes."""
    says = [word for call in node.decorator_list if isinstance(call, ast.Call) for word in call.keywords]
    frozen = any(
        word.arg == "frozen" and getattr(word.value, "value", None) is True for word in [*says, *node.keywords]
    )
    return frozen or any(re.search("NamedTuple|Enum|Protocol", ast.unparse(base)) for base in node.bases)


@cache
def _names(module: Module) -> dict[str, tuple[str, str | None]]:
    """What names of a module stand for: a module of ours (without a name), or a name in one."""
    known = {each.name for each in modules()}
    found: dict[str, tuple[str, str | None]] = {}
    for node in nodes(module):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = (inner, None) if inner in known else (node.module or "", alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = (alias.name, None)
        elif isinstance(node, ast.ClassDef):
            found[node.name] = (module.name, node.name)
    return found


def _meant(module: Module, node: ast.AST) -> Iterator[Own]:
    """The name of a module of ours that an expression is: `Store`, `database.Store`, `Table[Row]`."""
    names = _names(module)
    if isinstance(node, ast.Subscript):
        yield from _meant(module, node.value)
    elif isinstance(node, ast.Name):
        there, name = names.get(node.id, ("", None))
        if name is not None:
            yield there, name
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        there, name = names.get(node.value.id, ("", ""))
        if name is None:
            yield there, node.attr


def _family(own: Own) -> set[Own]:
    """A class with all of its bases that are ours."""
    found, waiting = set(), [own]
    while waiting:
        each = waiting.pop()
        if each in classes() and each not in found:
            found.add(each)
            waiting += classes()[each].bases
    return found


@cache
def _depth(own: Own) -> int:
    return 0 if own not in classes() else 1 + max(map(_depth, classes()[own].bases), default=0)


def _most(of: Callable[[Own], int]) -> Figure:
    ordered = sorted(classes(), key=lambda own: (-of(own), own))
    return Figure(of(ordered[0]), ", ".join(f"{own[1]} {of(own)}" for own in ordered[:4]))


def _deepest() -> Figure:
    return _most(_depth)


def _most_methods() -> Figure:
    return _most(lambda own: sum(classes()[each].methods for each in _family(own)))


def _most_functions() -> Figure:
    """Functions outside of classes that are handed one class first which can change."""
    counts = Counter(own for module in modules() for own in _handed_first(module))
    found = [(n, own[1]) for own, n in counts.most_common() if own in classes() and not classes()[own].fixed]
    return Figure(found[0][0], ", ".join(f"{name} {n}" for n, name in found[:4])) if found else Figure(0, "")


def _handed_first(module: Module) -> Iterator[Own]:
    methods = {id(part) for node in nodes(module) if isinstance(node, ast.ClassDef) for part in node.body}
    for node in nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and id(node) not in methods and node.args.args:
            first = node.args.args[0].annotation
            yield from {own for part in ast.walk(first) for own in _told(module, part)} if first else ()


def _told(module: Module, part: ast.AST) -> Iterator[Own]:
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        for word in re.findall(r"\w+", part.value):
            yield from _meant(module, ast.Name(word))
    else:
        yield from _meant(module, part)


# ---------------------------------------------------------------------- doors and heads


def _in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def _store_in_ui() -> Figure:
    """Where what is seen reaches the store: an import of it, or a name that it goes by."""
    known = {module.name for module in modules()}
    counts: Counter[str] = Counter()
    for module in modules():
        if _in(module.name, "charting.ui"):
            reached = set().union(*(own_targets(each, known) for each in imports(module))) & known
            counts[module.where] += sum(_in(target, "charting.store") for target in reached)
            counts[module.where] += sum(map(_names_the_store, nodes(module)))
    return _sum(counts)


def _names_the_store(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in ("store", "_store") or ast.unparse(node).endswith(("env.file", "tables.file"))
    by_text = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr"
    return by_text and any(getattr(given, "value", None) in ("store", "_store") for given in node.args)


def _style_sheets() -> Figure:
    """Style sheets that are set in `ui` and not in its kit."""
    counts: Counter[str] = Counter()
    for module in modules():
        if _in(module.name, "charting.ui") and not _in(module.name, "charting.ui.kit"):
            counts[module.where] += sum(getattr(node, "attr", "") == "setStyleSheet" for node in nodes(module))
    return _sum(counts)


def _sum(counts: Counter[str]) -> Figure:
    return Figure(counts.total(), ", ".join(f"{where} {n}" for where, n in counts.most_common(4) if n))


def _heads() -> Figure:
    """The share of the lines that stand above the first thing a file does: what it is for, and what it imports."""
    lines = {module.where: module.path.read_text(encoding="utf-8").count("\n") for module in modules()}
    heads = Counter({module.where: _head(module.tree) for module in modules()})
    longest = ", ".join(f"{where} {n}" for where, n in heads.most_common(4))
    return Figure(ceil(1000 * heads.total() / sum(lines.values())), longest)


def _head(tree: ast.Module) -> int:
    last = 0
    for node in tree.body:
        said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (said or isinstance(node, ast.Import | ast.ImportFrom) or only_for_types(node)):
            break
        last = node.end_lineno or last
    return last


FIGURES: dict[str, Callable[[], Figure]] = {
    "circles": _count_of_circles,
    "files_in_the_largest_circle": _largest_circle,
    "deepest_class": _deepest,
    "most_methods_with_bases": _most_methods,
    "most_functions_on_one_class": _most_functions,
    "store_in_ui": _store_in_ui,
    "style_sheets_outside_the_kit": _style_sheets,
    "heads_per_mille": _heads,
}


def kept() -> dict[str, Ratchet]:
    """The table."""
    return {name: Ratchet(**row) for name, row in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()}


def main() -> None:
    """Tell every figure, and write down those that fell."""
    table, text = kept(), TABLE.read_text(encoding="utf-8")
    for name, figure in today().items():
        row = table[name]
        sys.stdout.write(f"{name}: {figure.value} (at most {row.today}, goal {row.goal}): {figure.where}\n")
        if figure.value < row.today - row.slack:
            lower = figure.value + row.slack // 2
            text = re.sub(rf"^({name} = {{ today = )\d+", rf"\g<1>{lower}", text, flags=re.MULTILINE)
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
