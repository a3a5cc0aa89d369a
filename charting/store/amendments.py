"""What comes after signing: dated notes, corrections, and visits entered in error."""

from __future__ import annotations

from charting.store.outcomes import Outcomes


class Amendments(Outcomes):
    """What stands beside the signed visits of a file."""
