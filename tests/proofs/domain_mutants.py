"""Small random faults put into `charting/domain`, one at a time: the suite has to see nine of ten.

A comparison is turned, the operands of a minus or a division are swapped, a number is moved. Which sixty are tried
follows from the number of commits, so that every state of the program meets others. Survivors are listed one by one;
one that changes nothing anybody can see stands in `equivalent.toml` with the reason why.

The tests of the faulty module come first and the first failure ends them, so most faults cost a few seconds. What the
tests of the domain do not see goes to those of the files, the desk's work, the drawing and the command line, then to
those of the window that name the module. A stage that fails without any fault sees nothing: it is tried, too.
"""

from __future__ import annotations

import ast
import compileall
import os
import py_compile
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from queue import Queue
from typing import TypeGuard

ROOT = Path(__file__).resolve().parent.parent.parent
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
HOW_MANY = 60
KILLED_AT_LEAST = 0.9
WORKERS = 2
STAGES = (
    ("tests/domain", "tests/loading"),
    ("tests/exchange", "tests/desk", "tests/drawing", "tests/test_cli.py", "tests/test_cli_ask.py"),
)
"""Tests that are tried, the quickest first; what neither sees is looked for in the tests of the window."""

_TURNED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
_SIGN: dict[type[ast.operator], str] = {ast.Sub: "-", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One change of one line: `before` at [start, end) of the file's text becomes `after`."""

    file: str
    line: int
    start: int
    end: int
    before: str
    after: str
    whole: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} → {self.after}    in: {self.whole}"


def faults(path: Path) -> Iterator[Fault]:
    """Every fault that can be put into one file."""
    text = path.read_text(encoding="utf-8")
    source = _Source(str(path.relative_to(ROOT)), text)
    for node in _that_run(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield from source.moved_decimal(node)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from source.turned(node)
        elif isinstance(node, ast.BinOp) and type(node.op) in _SIGN:
            yield from source.swapped(node)
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield from source.moved(node)


class _Source:
    """The text of a file, and where in it a node of its tree stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.lines = name, text, text.splitlines(keepends=True)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))

    def turned(self, node: ast.Compare) -> Iterator[Fault]:
        start, end = self._span(node.left)[1], self._span(node.comparators[0])[0]
        turned = _TURNED.get(type(node.ops[0]))
        if turned and self._plain(start, end):
            yield self._fault(node.lineno, start, end, f" {turned} ")

    def swapped(self, node: ast.BinOp) -> Iterator[Fault]:
        (start, left), (right, end) = self._span(node.left), self._span(node.right)
        if self._plain(left, right) and "\n" not in self.text[start:end]:
            after = f"({self.text[right:end]}) {_SIGN[type(node.op)]} ({self.text[start:left]})"
            yield self._fault(node.lineno, start, end, after)

    def moved(self, node: ast.Constant) -> Iterator[Fault]:
        number = node.value
        assert isinstance(number, int | float)
        after = number + 1 if isinstance(number, int) else number * 1.1 or 0.1
        yield self._fault(node.lineno, *self._span(node), repr(after))

    def moved_decimal(self, node: ast.Call) -> Iterator[Fault]:
        """`Decimal("0.5")` becomes `Decimal("0.6")`: one more in the last place that is written."""
        for text in node.args if ast.unparse(node.func) == "Decimal" else ():
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and (number := _number(text.value)):
                exponent = number.as_tuple().exponent
                assert isinstance(exponent, int)
                yield self._fault(text.lineno, *self._span(text), f'"{number + Decimal(1).scaleb(exponent)}"')

    def _plain(self, start: int, end: int) -> bool:
        """Whether there is nothing but an operator between two operands: no bracket, no new line."""
        return not set("()\n") & set(self.text[start:end])

    def _at(self, row: int, column: int) -> int:
        return self._starts[row - 1] + len(self.lines[row - 1].encode()[:column].decode())

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno or 0, node.end_col_offset or 0)

    def _fault(self, line: int, start: int, end: int, after: str) -> Fault:
        return Fault(self.name, line, start, end, self.text[start:end], after, self.lines[line - 1].strip())


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _that_run(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that something follows from: annotations say nothing while the program runs, the size of an
    `lru_cache` is how much is remembered and never what, and of a length or a square the sign does not matter."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "lru_cache":
            continue
        if without_sign := _without_sign(node):
            for part in without_sign:
                todo += [part.left, part.right] if _is_difference(part) else [part]
            continue
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_params"):
                continue
            todo.extend(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, ast.AST))


def _without_sign(node: ast.AST) -> list[ast.expr]:
    """What goes into a figure that is the same for `a - b` and `b - a`; nothing of any other node."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("abs", "math.hypot"):
        return node.args
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and ast.unparse(node.right) == "2":
        return [node.left, node.right]
    return []


def _is_difference(node: ast.expr) -> TypeGuard[ast.BinOp]:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def chosen(how_many: int, seed: int) -> list[Fault]:
    """So many faults of all that can be put into the domain, but for those known to change nothing."""
    known = {(row["file"], row["line"], row["before"], row["after"]) for row in equivalents()}
    every = [fault for path in sorted((ROOT / "charting/domain").rglob("*.py")) for fault in faults(path)]
    every = [f for f in every if (f.file, f.whole, f.before.strip(), f.after.strip()) not in known]
    return random.Random(seed).sample(sorted(every, key=lambda f: (f.file, f.start, f.after)), how_many)


def equivalents() -> list[dict[str, str]]:
    """Faults that nobody can see, each with its reason; ValueError where one has none."""
    rows: list[dict[str, str]] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("equivalent", [])
    for row in rows:
        if not row.get("reason", "").strip():
            raise ValueError(f"{row} has no reason")
    return rows


def prove(how_many: int = HOW_MANY, seed: int | None = None) -> bool:
    """Try them on copies of the checkout; says how many were seen and lists what was not."""
    seed = commits() if seed is None else seed
    wanted = chosen(how_many, seed)
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Copy] = Queue()
        for n in range(WORKERS):
            copies.put(Copy(Path(folder) / f"copy-{n}"))

        def tried(fault: Fault) -> bool:
            copy = copies.get()
            try:
                return copy.sees(fault)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(tried, wanted))
    survivors = [fault for fault, found in zip(wanted, results, strict=True) if not found]
    print(f"seed {seed}: {how_many - len(survivors)} of {how_many} faults were seen")
    for fault in survivors:
        print(f"not seen: {fault}")
    return len(survivors) <= how_many * (1 - KILLED_AT_LEAST)


def commits() -> int:
    """How many commits lead to what is tried; 0 in a plain copy."""
    done = subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return int(done.stdout or 0)


class Copy:
    """What the tests need, in a folder where it may be spoilt."""

    def __init__(self, there: Path) -> None:
        self._there = there
        there.mkdir()
        for name in ("charting", "resources", "tests", ".ci"):
            shutil.copytree(ROOT / name, there / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "requirements.lock"):
            shutil.copy(ROOT / name, there)
        # What was compiled before the fault must not run instead of it, and two writes within a second look alike by
        # their time: it is told by its hash.
        checked = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(there / "charting", quiet=1, invalidation_mode=checked)
        self._sound: dict[tuple[str, ...], bool] = {}

    def sees(self, fault: Fault) -> bool:
        """Whether a test fails with this fault and not without it; the copy is as it was afterwards."""
        return any(self._fails_by(fault, stage) for stage in self._stages(fault.file) if stage)

    def _fails_by(self, fault: Fault, stage: tuple[str, ...]) -> bool:
        file = self._there / fault.file
        text = file.read_text(encoding="utf-8")
        file.write_text(text[: fault.start] + fault.after + text[fault.end :], encoding="utf-8")
        try:
            failed = self._fails(stage)
        finally:
            file.write_text(text, encoding="utf-8")
        return failed and self._is_sound(stage)

    def _is_sound(self, stage: tuple[str, ...]) -> bool:
        """Whether the tests of a stage hold as the program is; the order in which they come is no matter."""
        key = tuple(sorted(path for path in stage if path not in self._own(stage)))
        if key not in self._sound:
            self._sound[key] = not self._fails(key)
            if not self._sound[key]:
                print(f"these fail without any fault and see nothing: {' '.join(key)}")
        return self._sound[key]

    @staticmethod
    def _own(stage: tuple[str, ...]) -> list[str]:
        """Files that stand in a folder of the same stage: they only come first."""
        return [path for path in stage if any(path.startswith(f"{folder}/") for folder in stage)]

    def _stages(self, file: str) -> Iterator[tuple[str, ...]]:
        """The tests in the order in which they are tried: in each stage first those that name the module."""
        module = Path(file).with_suffix("").as_posix().replace("/", ".")
        own = self._there / "tests/domain" / f"test_{Path(file).name}"
        for stage in STAGES:
            named = [path for folder in stage for path in self._naming(module, folder)]
            first = [str(own.relative_to(self._there))] if own.exists() and "tests/domain" in stage else []
            yield tuple(dict.fromkeys([*first, *named, *stage]))
        yield tuple(self._naming(module, "tests/ui"))

    def _naming(self, module: str, folder: str) -> list[str]:
        files = sorted((self._there / folder).rglob("test_*.py"))
        return [str(p.relative_to(self._there)) for p in files if module in p.read_text(encoding="utf-8")]

    def _fails(self, tests: tuple[str, ...]) -> bool:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
        env = {**os.environ, "PYTHONPATH": str(self._there), "QT_QPA_PLATFORM": "offscreen"}
        return subprocess.run(command, cwd=self._there, env=env, capture_output=True, check=False).returncode != 0


if __name__ == "__main__":
    given = [int(n) for n in sys.argv[1:]]
    sys.exit(not prove(*given))
