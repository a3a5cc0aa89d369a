"""The words of the reference data that is shipped."""

from __future__ import annotations

import pytest

from charting import paths
from charting.domain.reference import Reference
from charting.exchange.records import Vocabulary, vocabulary_of
from charting.loading.reference import load_reference


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference(paths.resources() / "reference")


@pytest.fixture(scope="session")
def vocabulary(reference: Reference) -> Vocabulary:
    return vocabulary_of(reference, frozenset({1}))
