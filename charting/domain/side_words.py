"""What the patient's sides are called beside a face."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SideWords:
    """The letters of the patient's sides in a front view and the words in profiles, in the reader's language."""

    right: str = "R"
    left: str = "L"
    right_side: str = "Right"
    left_side: str = "Left"


IN_ENGLISH = SideWords()
