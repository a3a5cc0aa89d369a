"""The difference of two visits as the JSON of `charting compare --json`."""

from __future__ import annotations

from typing import Any

from charting.domain.past.comparison import Comparison, Pair
from charting.exchange.json.kinds import number
from charting.exchange.json.write import text


def compare_json(before: str, after: str, found: Comparison) -> str:
    """The ids of the two visits and what is different; points are numbered from 1, figures are not rounded."""
    return text(
        {
            "from": before,
            "to": after,
            "same_product": found.same_product,
            "units_change": number(found.units_change),
            "same": [_numbers(pair) for pair in found.same],
            "redosed": [{**_numbers(pair), **_units(pair)} for pair in found.redosed],
            "moved": [{**_numbers(pair), "mm": pair.mm, **_units(pair)} for pair in found.moved],
            "added": list(found.added),
            "dropped": list(found.dropped),
            "areas": [
                {"area": row.area, "units_from": number(row.units_from), "units_to": number(row.units_to)}
                for row in found.areas
            ],
        }
    )


def _numbers(pair: Pair) -> dict[str, Any]:
    return {"from": pair.before, "to": pair.after}


def _units(pair: Pair) -> dict[str, Any]:
    return {"units_from": number(pair.units_from), "units_to": number(pair.units_to)}
