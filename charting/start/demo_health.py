"""What the invented patients of the demo said of their health and agreed to; one of them was never asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from uuid import uuid5

from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import NOTHING_APPLIES, Answer, Condition, EarlierToxin, PatientHistory
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
