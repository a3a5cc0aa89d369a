"""What is shipped, read once a process: the values never change, and reading them takes its time (see `pack`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from charting import paths
from charting.loading.pack import packed

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.face.face import FaceView, Template


@cache
def reference() -> Reference:
    """The reference data."""
    folder = paths.resources() / "reference"
    return packed("reference", folder.glob("*.toml"), lambda: _reference(folder))


def _reference(folder: Path) -> Reference:
    from charting.loading.reference import load_reference

    return load_reference(folder)


@cache
def templates() -> Mapping[int, Template]:
    """Every version of the face, with its art."""
    from charting.loading.face import load_templates

    return load_templates(paths.resources() / "face")


@cache
def drawing(file: Path) -> FaceView:
    """One view of one version, with its art."""
    return packed(file.stem, [file], lambda: _drawing(file))


def _drawing(file: Path) -> FaceView:
    from charting.loading.face import load_view

    return load_view(file)


@cache
def anatomies() -> Mapping[int, Anatomy]:
    """What can be measured on every version of the face."""
    folder = paths.resources() / "face"
    return packed("anatomies", folder.glob("*.svg"), lambda: measured(folder))


def measured(folder: Path) -> dict[int, Anatomy]:
    """Every version of the face in a folder as far as it is measured."""
    from charting.domain.face.anatomy import Anatomy
    from charting.loading.face import load_templates

    return {version: Anatomy(template) for version, template in load_templates(folder, art=False).items()}


@cache
def versions() -> frozenset[int]:
    """The versions of the face there are, without measuring any."""
    from charting.loading.face import load_templates

    return frozenset(load_templates(paths.resources() / "face", art=False))
