"""What patients said of their health, and what they consented to: versions that are added, never changed."""

from __future__ import annotations

from charting.store.outcomes import Outcomes


class Histories(Outcomes):
    """The histories and consents of a file."""
