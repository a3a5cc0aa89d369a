"""What is shipped, read once for all tests of a process: the values never change, and reading them takes its time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import Template
from charting.loading.face import load_anatomies, load_templates
from charting.loading.reference import load_reference
from charting.paths import resources


@cache
def reference() -> Reference:
    """The reference data."""
    return load_reference(resources() / "reference")


@cache
def templates() -> Mapping[int, Template]:
    """Every version of the face, with its art."""
    return load_templates(resources() / "face")


@cache
def anatomies() -> Mapping[int, Anatomy]:
    """What can be measured on every version of the face."""
    return load_anatomies(resources() / "face")
