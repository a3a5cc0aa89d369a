"""How much a test tries: little in every run of the suite, much in `python -m tests.proofs`."""

from __future__ import annotations

import os

PROOFS = "CHARTING_PROOFS"
"""Set in the environment of what `python -m tests.proofs` runs."""


def examples(suite: int, proofs: int) -> int:
    """How many examples a test of hypothesis tries: in the suite, where each costs files; and in the proofs."""
    return proofs if os.environ.get(PROOFS) else suite
