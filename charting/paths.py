"""Where things are: the shipped resources, and the folders of the person who runs the program."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "charting"
KEYS = "CHARTING_KEYS"
"""Names a folder for the keys of the audit, say on a stick that stays with the administrator; no keyring then."""
PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder of shipped data: inside the package when installed from a wheel, beside it in a checkout."""
    for candidate in (PACKAGE / "resources", PACKAGE.parent / "resources"):
        if (candidate / "reference").is_dir():
            return candidate
    raise FileNotFoundError(f"no resources folder beside or inside {PACKAGE}")


def default_database() -> Path:
    """The file opened when none is named, in the platform's folder for a person's own data."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "charting.sqlite"


def cache() -> Path:
    """A folder whose content can be deleted at any time; nothing about patients is ever in it."""
    return Path(platformdirs.user_cache_dir(APP, appauthor=False))


def settings_file() -> Path:
    """The typed settings of this person on this computer."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.json"


def mappings_file() -> Path:
    """How the tables of other programs are read, by the names of their columns; no patient is in it."""
    return settings_file().with_name("mappings.json")


def log_folder() -> Path:
    """Where the program writes down its own faults, without patient data."""
    return Path(os.environ.get("CHARTING_LOGS") or platformdirs.user_log_dir(APP, appauthor=False))


def key_folders() -> tuple[Path, ...]:
    """Where the keys of the audit may be kept, the best place first; never in the folder of the database."""
    if KEYS in os.environ:
        return (Path(os.environ[KEYS]).absolute(),)
    return (
        Path(platformdirs.user_config_dir(APP, appauthor=False)) / "audit",
        Path(platformdirs.user_data_dir(f"{APP}-audit", appauthor=False)),
    )
