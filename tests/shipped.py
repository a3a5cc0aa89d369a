"""What is shipped, as the program itself reads it: once a process, for all tests."""

from __future__ import annotations

from charting.loading.shipped import anatomies, reference, templates

__all__ = ["anatomies", "reference", "templates"]
