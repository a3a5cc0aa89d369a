"""Looks for what Qt needs of a Linux system before Qt is loaded, so that a missing piece is one sentence and a command.

Qt itself answers a missing library with a linker's message or an abort. Loading the same libraries first costs nothing
extra: Qt finds them loaded. Windows and macOS bring everything along.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from charting.errors import Problem

Finder = Callable[[str], bool]

MOST_NAMED = 4  # above this the sentence gives their number, and the command their names


class Library(NamedTuple):
    """A shared library as the linker asks for it, and the package that brings it with each package manager."""

    file: str
    apt: str
    dnf: str
    zypper: str
    pacman: str


FOR_QT = (
    Library("libEGL.so.1", "libegl1", "libglvnd-egl", "Mesa-libEGL1", "libglvnd"),
    Library("libGL.so.1", "libgl1", "libglvnd-glx", "Mesa-libGL1", "libglvnd"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon0", "libxkbcommon"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "libfontconfig1", "fontconfig"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "libdbus-1-3", "dbus"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2", "libglib-2_0-0", "glib2"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "libgthread-2_0-0", "glib2"),
    Library("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs", "krb5", "krb5"),
)
FOR_QT_CORE = tuple(library for library in FOR_QT if library.apt == "libglib2.0-0")
FOR_X11 = (
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "libxcb-cursor0", "xcb-util-cursor"),
    Library(
        "libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11-0", "libxkbcommon-x11"
    ),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "libxcb-icccm4", "xcb-util-wm"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "libxcb-keysyms1", "xcb-util-keysyms"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "libxcb-image0", "xcb-util-image"),
    Library(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "libxcb-render-util0",
        "xcb-util-renderutil",
    ),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb-shape0", "libxcb"),
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libX11-xcb1", "libx11"),
)
FOR_WAYLAND = (
    Library("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "libwayland-client0", "wayland"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "libwayland-cursor0", "wayland"),
)
FONT = Library("", "fonts-dejavu-core", "dejavu-sans-fonts", "dejavu-fonts", "ttf-dejavu")

COMMANDS = {
    "apt": ("apt-get update", "apt-get install -y {}"),
    "dnf": ("dnf install -y {}",),
    "zypper": ("zypper --non-interactive install {}",),
    "pacman": ("pacman -S --noconfirm {}",),
}
FAMILIES = {"debian": "apt", "ubuntu": "apt", "fedora": "dnf", "rhel": "dnf", "suse": "zypper", "arch": "pacman"}


def loadable(file: str) -> bool:
    """Whether the linker finds this shared library; it stays loaded for Qt."""
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def answers(display: str) -> bool:
    """Whether an X server takes a connection at `display`; True as well when only Qt itself can tell."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    fault = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not fault


def package_manager(os_release: Path = Path("/etc/os-release")) -> str | None:
    """The package manager of this Linux by its `os-release`, or None where the program knows none."""
    try:
        lines = os_release.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    ids = f"{values.get('ID', '')} {values.get('ID_LIKE', '')}".replace('"', "").split()
    return next((FAMILIES[word.split("-")[0]] for word in ids if word.split("-")[0] in FAMILIES), None)


def check_window_system(
    *,
    platform: str = sys.platform,
    environ: Mapping[str, str] = os.environ,
    found: Finder = loadable,
    screen: Finder = answers,
    manager: str | None = None,
    root: bool | None = None,
) -> None:
    """Raise a `Problem` naming the packages that are missing for Qt and a window, or the missing screen.

    To be called before Qt is imported. The arguments are what a test, or another system, would answer.
    """
    if not platform.startswith("linux"):
        return
    asked = environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    display, wayland = environ.get("DISPLAY", ""), environ.get("WAYLAND_DISPLAY", "")
    wanted = list(FOR_QT)
    if asked == "xcb" or (not asked and display):
        wanted += FOR_X11
    elif asked.startswith("wayland") or (not asked and wayland):
        wanted += FOR_WAYLAND
    missing = [library for library in wanted if not found(library.file)]
    if missing:
        raise _missing(missing, manager or package_manager(), _is_root() if root is None else root)
    if not (asked or display or wayland):
        raise Problem(
            "There is no screen to open the desk on: neither DISPLAY nor WAYLAND_DISPLAY is set; start Charting from a "
            "desktop session, or with QT_QPA_PLATFORM=offscreen to run it without a window."
        )
    if (asked == "xcb" or not asked) and display and not wayland and not screen(display):
        raise Problem(
            "No screen answers at DISPLAY={display}; start Charting from a desktop session on this computer, or set "
            "DISPLAY to the screen you sit at.",
            display=display,
        )


def check_qt_core(*, platform: str = sys.platform, found: Finder = loadable, manager: str | None = None) -> None:
    """Raise a `Problem` naming what is missing for Qt without a window: a command may need its lock files."""
    missing = [library for library in FOR_QT_CORE if not found(library.file)] if platform.startswith("linux") else []
    if missing:
        raise _missing(missing, manager or package_manager(), _is_root(), "do this")


def check_fonts(families: Sequence[str] | None = None, *, manager: str | None = None, root: bool | None = None) -> None:
    """Raise a `Problem` when the system has no font at all; to be called once the Qt application exists."""
    if families is None:
        from PySide6.QtGui import QFontDatabase

        families = QFontDatabase.families()
    if families:
        return
    how = _command([FONT], manager or package_manager(), _is_root() if root is None else root)
    if how is None:
        raise Problem("This computer has no font to write with; install one, for example DejaVu Sans.")
    raise Problem(f"This computer has no font to write with; install one with: {how}")


def _missing(libraries: Sequence[Library], manager: str | None, root: bool, what: str = "open a window") -> Problem:
    command = _command(libraries, manager, root)
    if command is None:
        files = ", ".join(library.file for library in libraries)
        return Problem(f"Charting cannot {what} without {files}; install the packages that bring them.")
    packages = _packages(libraries, manager)
    named = ", ".join(packages) if len(packages) <= MOST_NAMED else f"{len(packages)} system packages"
    # Not through `values`, which are cut to a length: half a command would be of no use.
    return Problem(f"Charting cannot {what} without {named}; install with: {command}")


def _packages(libraries: Iterable[Library], manager: str | None) -> list[str]:
    return list(dict.fromkeys(str(getattr(library, manager)) for library in libraries)) if manager else []


def _command(libraries: Iterable[Library], manager: str | None, root: bool) -> str | None:
    if manager is None:
        return None
    sudo = "" if root else "sudo "
    packages = " ".join(_packages(libraries, manager))
    return " && ".join(f"{sudo}{step}" for step in COMMANDS[manager]).format(packages)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
