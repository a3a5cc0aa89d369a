"""What is shipped, read once a process: the values never change, and reading them takes its time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from charting import paths

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.face.face import FaceView, Template


@cache
def reference() -> Reference:
    """The reference data."""
    from charting.loading.reference import load_reference

    return load_reference(paths.resources() / "reference")


@cache
def templates() -> Mapping[int, Template]:
    """Every version of the face, with its art."""
    from charting.loading.face import load_templates

    return load_templates(paths.resources() / "face")


@cache
def drawing(file: Path) -> FaceView:
    """One view of one version, with its art."""
    from charting.loading.face import load_view

    return load_view(file)


@cache
def anatomies() -> Mapping[int, Anatomy]:
    """What can be measured on every version of the face."""
    from charting.loading.face import load_anatomies

    return load_anatomies(paths.resources() / "face")


@cache
def versions() -> frozenset[int]:
    """The versions of the face there are, without measuring any."""
    from charting.loading.face import load_templates

    return frozenset(load_templates(paths.resources() / "face", art=False))
