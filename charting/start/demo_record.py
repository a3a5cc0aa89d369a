"""The record of the demo: what its patients said of their health and agreed to (one was never asked), its vials."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from uuid import uuid5

from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import NOTHING_APPLIES, Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.visit.visit import Vial, Visit
from charting.start.demo import BOTOX, DYSPORT, NAMESPACE

WHO = "Demo Injector"


@dataclass(frozen=True, slots=True)
class Health:
    """A patient's history and consents, the oldest first."""

    patient_id: str
    history: PatientHistory | None
    consents: tuple[Consent, ...]


def demo_health(today: date, zone: tzinfo = UTC) -> tuple[Health, ...]:
    """The same for the same day and zone, ids included."""
    day = datetime.combine(today, time(8, 50), tzinfo=zone)
    both = (ConsentTo.TREATMENT, ConsentTo.PHOTOGRAPHS)
    return (
        _health("DEMO-1001", day, 101, replace(
            NOTHING_APPLIES, allergies=("latex",), no_allergies=False, medicines=("levothyroxine",),
            note="Faints at the sight of needles: lying down.",
        ), (both, (), None), ((ConsentTo.OFF_LABEL,), ("masseter", "mentalis", "bunny_lines", "lip_flip"), BOTOX)),
        _health("DEMO-1002", day, 117, NOTHING_APPLIES, ((ConsentTo.TREATMENT,), (), None)),
        _health("DEMO-1003", day, 38, replace(
            NOTHING_APPLIES, conditions=(Condition.DRY_EYE,),
            earlier=(EarlierToxin(DYSPORT, _first_of_month(today, 800), True, Decimal(90), "elsewhere"),),
        ), (both, (), None)),
        _health("DEMO-1004", day, 52, replace(NOTHING_APPLIES, breastfeeding=Answer.UNKNOWN),
                ((ConsentTo.TREATMENT,), (), None), ((ConsentTo.OFF_LABEL,), ("masseter",), BOTOX)),
        _health("DEMO-1005", day, 73, replace(
            NOTHING_APPLIES, no_allergies=False, milk_protein=Answer.YES, allergies=("penicillin",),
        ), (both, (), None)),
    )  # fmt: skip


_Given = tuple[tuple[ConsentTo, ...], tuple[str, ...], str | None]


def _health(chart_no: str, today: datetime, days_ago: int, said: PatientHistory, *given: _Given) -> Health:
    at = today - timedelta(days=days_ago)
    patient_id = str(uuid5(NAMESPACE, chart_no))
    consents = tuple(
        Consent(
            str(uuid5(NAMESPACE, f"{chart_no} consent {number}")), patient_id, at + timedelta(minutes=number), to,
            areas, product, WHO,
        )
        for number, (to, areas, product) in enumerate(given)
    )  # fmt: skip
    return Health(patient_id, replace(said, asked_at=at, asked_by=WHO), consents)


def _first_of_month(today: date, days_ago: int) -> date:
    return (today - timedelta(days=days_ago)).replace(day=1)


# ----------------------------------------------------------------------
# The vials of the demo: the one in hand made up two hours ago, one more of each product. Nothing in here exists.


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
