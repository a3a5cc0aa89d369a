"""The words of the reference data that is shipped."""

from __future__ import annotations

import pytest

from charting.domain.dosing.reference import Reference
from charting.exchange.records import Vocabulary, vocabulary_of
from tests import shipped


@pytest.fixture(scope="session")
def reference() -> Reference:
    return shipped.reference()


@pytest.fixture(scope="session")
def vocabulary(reference: Reference) -> Vocabulary:
    return vocabulary_of(reference, frozenset({1}))
