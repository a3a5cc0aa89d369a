"""Photographs and scans, kept in the file itself."""

from __future__ import annotations

from charting.store.outcomes import Outcomes


class Attachments(Outcomes):
    """The attachments of a file."""
