"""Who works with the file: names, roles, and what their passwords are checked against."""

from __future__ import annotations

from charting.store.outcomes import Outcomes


class People(Outcomes):
    """The people of a file."""
