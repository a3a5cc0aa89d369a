"""The world's faults, each with a sentence for the person at the screen.

A `Problem` is never a defect of the program: it says what is wrong, where, and what to do. Whoever shows it may
translate `template` and fill in `values`; `str(problem)` is the English sentence.
"""

from __future__ import annotations

LONGEST_VALUE = 120
"""Of what somebody gave; more of it says no more in a sentence."""


class Whole(str):
    """What the program itself lists in a sentence: nothing of it is cut off."""

    __slots__ = ()


def _short(value: object) -> str:
    if isinstance(value, Whole):
        return str(value)
    text = str(value).replace("\n", " ").replace("\r", " ")
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


class Problem(Exception):
    """Something outside the program is wrong; `template` is a sentence with {named} places for `values`."""

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = {name: _short(value) for name, value in values.items()}
        super().__init__(template.format(**self.values))


class Refused(Problem):
    """A value somebody gave cannot be kept: a dose of 0, a birth date in the future, a malformed file."""


class StoreProblem(Problem):
    """The database file cannot be opened, read or written; nothing in it was changed.

    `damaged`: it is no database, or not as the program wrote it.
    """

    damaged = False
