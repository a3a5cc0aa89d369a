"""The clinic's own ranges, patterns, prices and settings: versions that are added, never changed."""

from __future__ import annotations

from charting.store.outcomes import Outcomes


class Clinic(Outcomes):
    """The clinic's own settings of a file."""
