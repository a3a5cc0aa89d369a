"""What the program says on a Linux that lacks a library, a screen or a font, before Qt can abort."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from charting.errors import Problem
from charting.start import preflight

ROOT = Path(__file__).resolve().parent.parent
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
X11 = {"DISPLAY": ":0"}


def without(*missing: str) -> Callable[[str], bool]:
    return lambda file: file not in missing


def sentence(
    environ: dict[str, str], *missing: str, manager: str | None = "apt", root: bool = True, screen: bool = True
) -> str:
    """What `check_window_system` says on a Linux with these files missing; empty when all is well."""
    try:
        preflight.check_window_system(
            platform="linux",
            environ=environ,
            found=without(*missing),
            screen=lambda display: screen,
            manager=manager,
            root=root,
        )
    except Problem as problem:
        return str(problem)
    return ""


def test_says_nothing_when_all_is_there() -> None:
    assert sentence(X11) == ""
    assert sentence({"WAYLAND_DISPLAY": "wayland-0"}) == ""
    assert sentence(OFFSCREEN) == ""


def test_names_the_missing_package_and_the_command() -> None:
    said = sentence(OFFSCREEN, "libEGL.so.1")
    assert said == (
        "Charting cannot open a window without libegl1; install with: apt-get update && apt-get install -y libegl1"
    )


def test_a_person_who_is_not_root_gets_sudo() -> None:
    said = sentence(OFFSCREEN, "libEGL.so.1", root=False)
    assert said.endswith("sudo apt-get update && sudo apt-get install -y libegl1")


@pytest.mark.parametrize(
    ("manager", "ends"),
    [
        ("dnf", "dnf install -y xcb-util-cursor"),
        ("zypper", "zypper --non-interactive install libxcb-cursor0"),
        ("pacman", "pacman -S --noconfirm xcb-util-cursor"),
    ],
)
def test_other_systems_get_their_own_command(manager: str, ends: str) -> None:
    assert sentence(X11, "libxcb-cursor.so.0", manager=manager).endswith(ends)


def test_an_unknown_system_gets_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "package_manager", lambda: None)
    assert "without libGL.so.1; install the packages" in sentence(OFFSCREEN, "libGL.so.1", manager=None)


@pytest.mark.parametrize("manager", ["apt", "dnf", "zypper", "pacman"])
def test_a_bare_system_gets_one_short_sentence(manager: str) -> None:
    files = [library.file for library in (*preflight.FOR_QT, *preflight.FOR_X11)]
    said = sentence(X11, *files, manager=manager, root=False)
    assert len(said) <= 500
    assert "system packages" in said
    assert all(getattr(library, manager) in said for library in preflight.FOR_X11)


def test_only_what_the_platform_needs_is_asked_for() -> None:
    assert sentence(OFFSCREEN, "libxcb-cursor.so.0", "libwayland-client.so.0") == ""
    assert "libxcb-cursor0" in sentence({"QT_QPA_PLATFORM": "xcb"}, "libxcb-cursor.so.0")
    assert "libwayland-client0" in sentence({"WAYLAND_DISPLAY": "wayland-0"}, "libwayland-client.so.0")


def test_a_command_without_a_window_needs_less() -> None:
    preflight.check_qt_core(platform="linux", found=without("libEGL.so.1"))
    preflight.check_qt_core(platform="win32", found=lambda file: False)
    with pytest.raises(Problem, match=r"^Charting cannot do this without libglib2.0-0; install with: .*libglib2.0-0$"):
        preflight.check_qt_core(platform="linux", found=lambda file: False, manager="apt")


def test_no_screen_at_all() -> None:
    assert sentence({}).startswith("There is no screen to open the desk on")
    assert sentence(X11, screen=False).startswith("No screen answers at DISPLAY=:0")
    assert sentence({**X11, "WAYLAND_DISPLAY": "wayland-0"}, screen=False) == ""


def test_the_library_comes_before_the_screen() -> None:
    assert "libegl1" in sentence({}, "libEGL.so.1")


def test_other_platforms_bring_everything_along() -> None:
    for platform in ("win32", "darwin"):
        preflight.check_window_system(platform=platform, environ={}, found=lambda file: False)


@pytest.mark.parametrize(
    ("text", "manager"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "apt"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "apt"),
        ('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', "zypper"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "dnf"),
        ("ID=manjaro\nID_LIKE=arch\n", "pacman"),
        ("ID=nixos\n", None),
        ("", None),
    ],
)
def test_package_manager(tmp_path: Path, text: str, manager: str | None) -> None:
    release = tmp_path / "os-release"
    release.write_text(text)
    assert preflight.package_manager(release) == manager


def test_no_os_release_at_all(tmp_path: Path) -> None:
    assert preflight.package_manager(tmp_path / "missing") is None


def test_fonts() -> None:
    preflight.check_fonts(["DejaVu Sans"])
    with pytest.raises(Problem, match=r"no font .* apt-get install -y fonts-dejavu-core"):
        preflight.check_fonts([], manager="apt", root=True)


def test_the_linker_is_asked() -> None:
    assert not preflight.loadable("libcharting-has-no-such.so.9")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves these to the system")
def test_a_screen_that_does_not_answer_is_a_sentence_not_an_abort() -> None:
    code = (
        "from charting.errors import Problem\nfrom charting.start.preflight import check_window_system\n"
        "try:\n    check_window_system(found=lambda file: True)\nexcept Problem as problem:\n    print(problem)\n"
    )
    environ = {k: v for k, v in os.environ.items() if k not in {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**environ, "DISPLAY": ":987"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("No screen answers at DISPLAY=:987;")
