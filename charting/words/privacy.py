"""The privacy key: patients' names, birth dates and chart numbers hidden on the whole desk until it is pressed again.

What they are called is written by `words`, which asks here; so nothing that shows a patient can forget it.
"""

from __future__ import annotations

DOTS = "•••"


class _Privacy:
    hidden = False


def is_hidden() -> bool:
    """Whether somebody who looks over a shoulder is not to know who is treated."""
    return _Privacy.hidden


def hide(hidden: bool) -> None:
    """Hide who the patients are, or show them again; who paints them has to be told."""
    _Privacy.hidden = hidden


def initial(name: str) -> str:
    """The first letter of a name and dots: enough to tell the patients of one day apart, and no more."""
    return f"{name.strip()[:1]}{DOTS}"
