"""Small random faults put into `charting/domain`, one at a time: the suite has to see nine of ten.

A comparison is turned, the operands of a minus or a division are swapped, a number is moved. Which sixty are tried
follows from the number of commits, so that every state of the program meets others. Survivors are listed one by one;
one that changes nothing anybody can see stands in `equivalent.toml` with the reason why.
"""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parent.parent.parent
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
HOW_MANY = 60
KILLED_AT_LEAST = 0.9
WORKERS = 2
SLOWEST = 240.0
"""Seconds that the tests of one fault may take: one that never ends was seen, too."""

STAGES = (
    ("tests/domain", "tests/loading"),
    ("tests/exchange", "tests/session", "tests/drawing", "tests/test_cli.py", "tests/test_cli_ask.py"),
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
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
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

    def _plain(self, start: int, end: int) -> bool:
        """Whether there is nothing but an operator between two operands: no bracket, no new line."""
        return not set("()\n") & set(self.text[start:end])

    def _at(self, row: int, column: int) -> int:
        return self._starts[row - 1] + len(self.lines[row - 1].encode()[:column].decode())

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno or 0, node.end_col_offset or 0)

    def _fault(self, line: int, start: int, end: int, after: str) -> Fault:
        return Fault(self.name, line, start, end, self.text[start:end], after, self.lines[line - 1].strip())


def _that_run(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node but those of annotations, which say nothing while the program runs."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_params"):
                continue
            todo.extend(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, ast.AST))


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
        copies: Queue[Path] = Queue()
        for n in range(WORKERS):
            copies.put(copy_of_checkout(Path(folder) / f"copy-{n}"))
        control = copies.get()
        if seen_by_tests(control, None):
            print("the tests fail without any fault: nothing can be said")
            return False
        copies.put(control)

        def tried(fault: Fault) -> bool:
            copy = copies.get()
            try:
                return seen(copy, fault)
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


def copy_of_checkout(there: Path) -> Path:
    """What the tests need, in a folder where it may be spoilt."""
    there.mkdir()
    for name in ("charting", "resources", "tests", ".ci"):
        shutil.copytree(ROOT / name, there / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "requirements.lock"):
        shutil.copy(ROOT / name, there)
    return there


def seen(copy: Path, fault: Fault) -> bool:
    """Whether a test fails with this fault; the copy is as it was afterwards."""
    file = copy / fault.file
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: fault.start] + fault.after + text[fault.end :], encoding="utf-8")
    try:
        return seen_by_tests(copy, fault.file)
    finally:
        file.write_text(text, encoding="utf-8")


def seen_by_tests(copy: Path, file: str | None) -> bool:
    """Whether tests fail: those of the domain, then what stands nearest to it, then the window's that name the file."""
    stages = [list(stage) for stage in STAGES] if file else [["tests/domain"]]
    if file:
        module = Path(file).with_suffix("").as_posix().replace("/", ".")
        stages.append(sorted(str(p.relative_to(copy)) for p in (copy / "tests/ui").rglob("test_*.py")
                             if module in p.read_text(encoding="utf-8")))  # fmt: skip
    return any(_fail(copy, stage) for stage in stages if stage)


def _fail(copy: Path, tests: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    # What was compiled before the fault must not run instead of it: two writes within a second look alike.
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy), "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(command, cwd=copy, env=env, capture_output=True, timeout=SLOWEST, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


if __name__ == "__main__":
    given = [int(n) for n in sys.argv[1:]]
    sys.exit(not prove(*given))
