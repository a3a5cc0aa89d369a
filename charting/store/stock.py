"""The vials of the clinic: in use, used up, and what was drawn from each."""

from __future__ import annotations

from charting.store.outcomes import Outcomes


class Stock(Outcomes):
    """The vials of a file."""
