"""The vials of the demo: the one in hand made up two hours ago, one more of each product. Nothing in here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid5

from charting.domain.visit.visit import Vial, Visit
from charting.start.demo import BOTOX, DYSPORT, NAMESPACE

_SALINE = "sodium chloride 0.9 %"


def demo_vials(now: datetime, in_hand: Visit) -> tuple[Vial, ...]:
    """The vials in stock; the first is the one that the open draft says it was drawn from."""
    made_up = now.replace(second=0, microsecond=0) - timedelta(hours=2)
    first = Vial(
        _id("in hand"), BOTOX, in_hand.vial_units or Decimal(100), in_hand.lot, in_hand.expires, in_hand.diluent_ml,
        _SALINE, "S2204", made_up,
    )  # fmt: skip
    more = Vial(_id("more"), BOTOX, Decimal(50), "C2011C4", now.date() + timedelta(days=400))
    other = Vial(_id("other"), DYSPORT, Decimal(300), "L88012", now.date() + timedelta(days=21))
    return first, more, other


def drawn_from(draft: Visit, vial: Vial) -> Visit:
    """The draft with every point drawn from this vial."""
    return replace(draft, vials=(vial,), points=tuple(replace(point, vial=1) for point in draft.points))


def _id(name: str) -> str:
    return str(uuid5(NAMESPACE, f"vial {name}"))
