"""The project as a whole: what lies at the top, what the README promises, what the locks pin, what never gets in."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from charting.start import preflight

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

AT_THE_TOP = {
    "CHANGELOG.md", "LICENSE", "README.md", "charting", "pyproject.toml", "requirements.lock", "resources", "tests",
}  # fmt: skip
# Written in pieces so that this file does not hold what it looks for.
NEVER = [
    "py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org", "find-" + "links",
    "index-" + "url", "/wo" + "rk/", "/ro" + "ot/", "/op" + "t/",
]  # fmt: skip


def tracked() -> list[Path]:
    """What belongs to the project: git's list in a clone, every file but the leavings of tools in a plain copy."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    leavings = {".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "dist", "build"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not leavings & set(p.relative_to(ROOT).parts)]


def fences(heading: str) -> list[str]:
    """The fenced blocks of one `## heading` of the README."""
    section = re.split(r"^## ", README, flags=re.MULTILINE)
    text = next(part for part in section if part.startswith(heading + "\n"))
    return re.findall(r"^```\w*\n(.*?)\n```$", text, flags=re.MULTILINE | re.DOTALL)


def pinned(lock: str) -> dict[str, set[str]]:
    """Every package of a lock with the versions it pins (more than one where Pythons differ)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.sub(r"[._]", "-", re.match(r"[\w.-]+", line)[0]).lower() for line in requirements}


def test_only_what_belongs_there_lies_at_the_top() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} <= AT_THE_TOP
    assert {name for name in AT_THE_TOP if not (ROOT / name).exists()} == set()


def test_no_file_names_a_registry_or_somebodys_folders() -> None:
    faults = []
    for path in tracked():
        content = path.read_bytes()
        faults += [f"{path.relative_to(ROOT)} holds {word}" for word in NEVER if word.encode() in content]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("heading", "ends"), [("Run", ".venv/bin/charting demo"), ("Test", "-m pytest -n auto --dist worksteal")]
)
def test_readme_gives_one_command(heading: str, ends: str) -> None:
    (command,) = fences(heading)
    assert "\n" not in command
    assert command.endswith(ends)


@pytest.mark.parametrize(
    ("heading", "libraries"),
    [("Run", (*preflight.FOR_QT, *preflight.FOR_X11, preflight.FONT)), ("Test", (*preflight.FOR_QT, preflight.FONT))],
)
def test_readme_installs_what_the_program_would_ask_for(heading: str, libraries: tuple[preflight.Library, ...]) -> None:
    assert {library.apt for library in libraries} <= set(fences(heading)[0].split())


def test_readme_names_every_library_with_its_licence() -> None:
    missing = [
        name for name in names(project()["dependencies"]) if f"| {name} " not in README.lower().replace(".", "-")
    ]
    assert not missing


def test_readme_points_only_at_what_exists() -> None:
    links = re.findall(r"\]\((?!http|#)([^)]+)\)", README)
    paths = re.findall(r"`((?:charting|resources|tests)/[\w./-]+)`", README)
    assert not [name for name in links + paths if not (ROOT / name).exists()]


def test_locks_hold_what_the_program_asks_for() -> None:
    wanted = project()
    run, dev = pinned("requirements.lock"), pinned(".ci/dev.lock")
    assert names(wanted["dependencies"]) <= set(run)
    assert names(wanted["optional-dependencies"]["dev"]) <= set(dev)
    assert {name: dev.get(name) for name in run} == run, "the two locks disagree: make .ci/dev.lock again"


@pytest.mark.parametrize("lock", ["requirements.lock", ".ci/dev.lock"])
def test_every_pin_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:])


def test_the_changelog_knows_this_version() -> None:
    version = re.search(r'__version__ = "(.+)"', (ROOT / "charting/__init__.py").read_text(encoding="utf-8"))[1]
    assert re.search(
        rf"^## \[?{re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
