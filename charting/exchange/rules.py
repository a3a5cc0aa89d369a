"""What becomes of a field in a pseudonymised file. Whoever makes one is `each` of `charting.exchange.pseudonyms`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from charting.domain.dosing.range_table import RangeTable, restore

REMOVED = "removed"
"""Stands where a reason or a name has to stand, and was free text."""

_CODE = re.compile(r"[a-z0-9_]+([.:-][a-z0-9_]+)*")


class Names(Protocol):
    """What is called otherwise in a file: by its new id, as one of several people."""

    def id(self, old: str | None) -> str | None: ...
    def person(self, name: str | None) -> str | None: ...


class Each(Protocol):
    """What is done to everything of one patient."""

    @property
    def all(self) -> Names: ...
    def patient(self, patient: Any) -> Any: ...
    def travels(self, value: Any) -> Any: ...
    def moved(self, day: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of a field: `kind` says it in a word, `of` makes the value that travels from the one there is."""

    kind: Literal["keep", "move", "drop", "number"]
    of: Callable[[Each, Any], Any]


UNSAID = object()
KEEP = Rule("keep", lambda each, given: each.travels(given))
"""As it is: a figure, a code, or a value that has rules of its own. Never what somebody typed."""
CODES = Rule("keep", lambda each, given: tuple(code for code in given if _CODE.fullmatch(code)))
"""Those that are codes of the reference data; what somebody typed looks otherwise."""
CODE = Rule("keep", lambda each, given: given if given and _CODE.fullmatch(given) else None)
CODED_WHYS = Rule("keep", lambda each, whys: tuple(each.travels(why) for why in whys if _CODE.fullmatch(why.about)))
MOVE = Rule("move", lambda each, given: each.moved(given))
"""A day or a moment, by the patient's own number of days."""
DROP = Rule("drop", lambda each, given: UNSAID)
"""Stays at home, as if it had never been said."""
NOTHING = Rule("drop", lambda each, given: None)
"""The same where a value has to stand."""
ANY_TYPED = Rule("drop", lambda each, given: (REMOVED,) if given else ())
"""What was typed stays at home, and that there was something travels."""
REASON = Rule("drop", lambda each, given: REMOVED if given else None)
WITHOUT_WORDS = Rule("drop", lambda each, given: None if given is None else "")
STANDS = Rule("drop", lambda each, given: REMOVED)
ID = Rule("number", lambda each, given: each.all.id(given))
"""Another id, the same wherever it is named."""
PERSON = Rule("number", lambda each, given: each.all.person(given))
"""“Injector 1” for whoever signed, placed or wrote."""
SOMEBODY = Rule("number", lambda each, given: each.all.person(given) or REMOVED)
NOBODY = Rule("keep", lambda each, given: each.patient(given))
SHIPPED_TABLES = Rule("keep", lambda each, tables: _shipped_only(tables))


def _shipped_only(tables: Iterable[RangeTable]) -> tuple[RangeTable, ...]:
    """Tables with ranges of a clinic's own name who set them and when."""
    return tuple(table for table in tables if not _own(table))


def _own(table: RangeTable) -> bool:
    try:
        return any(row.own for row in restore(table.content))
    except ValueError:
        return True  # nobody can say what is in it
