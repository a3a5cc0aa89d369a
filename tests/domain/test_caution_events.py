"""What went wrong before is a caution where it is treated again: by area and side, with the points that it followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from charting.domain.cautions.cautions import cautions, is_seen
from charting.domain.cautions.events import followed_events
from charting.domain.cautions.rule import CautionNote
from charting.domain.face.face import View
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import InjectionPoint, Kind, Status, Visit
from tests import shipped

REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[max(shipped.anatomies())]
GIVEN = datetime(2026, 3, 1, 10, tzinfo=UTC)
NOW = datetime(2026, 7, 14, 10, tzinfo=UTC)
GLABELLA = ((-22.0, -30.0), (-9.0, -20.0), (0.0, -12.0), (9.0, -20.0), (22.0, -30.0))
CROWS = ((-57.0, 0.0), (57.0, 0.0))


def points(*places: tuple[float, float], units: str = "4") -> tuple[InjectionPoint, ...]:
    return tuple(InjectionPoint(View.FRONT, x, y, Decimal(units)) for x, y in places)


TREATMENT = Visit("t", "p", GIVEN, status=Status.SIGNED, product="ona_botox", points=points(*GLABELLA))
TODAY = Visit("v", "p", NOW, product="ona_botox", points=points(*GLABELLA))
LID = FoundEvent("lid_ptosis", EventSide.LEFT, since=date(2026, 3, 13))


def review(*events: FoundEvent, days: int = 14, of: str | None = "t", **changes: object) -> Visit:
    at = GIVEN + timedelta(days=days)
    made = Visit("r", "p", at, Kind.REVIEW, Status.SIGNED, of=of, review=Review(adverse_events=events))
    return replace(made, **changes)  # type: ignore[arg-type]


def notes(*visits: Visit, now: Visit = TODAY) -> list[CautionNote]:
    events = followed_events((now, *visits), now, lambda _: ANATOMY, REFERENCE)
    found = cautions(now, None, None, (), REFERENCE, ANATOMY, events)
    return [note for note in found if note.id == "earlier_event"]


def test_an_event_of_an_area_is_a_caution_where_it_is_treated_again():
    (note,) = notes(TREATMENT, review(LID))
    assert str(note.measured) == "eyelid ptosis left, 12 days after 12 U on 2026-03-01"
    assert (note.key, note.points, note.area) == ("earlier_event:lid_ptosis:left", (3, 4, 5), "glabella")
    assert str(note.rule) == "Eyelid ptosis is known after forehead, glabella; weighed before the area is treated again"
    event = next(one for one in REFERENCE.adverse_events if one.id == "lid_ptosis")
    assert (note.source, note.mark, note.weak, note.urgent) == (event.source.short, "A", False, False)


@pytest.mark.parametrize(
    ("side", "expected", "units", "words"),
    [
        (EventSide.LEFT, (3, 4, 5), "12", " left"), (EventSide.RIGHT, (1, 2, 3), "12", " right"),
        (EventSide.BOTH, (1, 2, 3, 4, 5), "20", " both sides"), (None, (1, 2, 3, 4, 5), "20", ""),
    ],
)  # fmt: skip
def test_it_is_about_its_own_side_and_the_midline(
    side: EventSide | None, expected: tuple[int, ...], units: str, words: str
):
    (note,) = notes(TREATMENT, review(replace(LID, side=side)))
    assert note.points == expected
    assert str(note.measured) == f"eyelid ptosis{words}, 12 days after {units} U on 2026-03-01"


def test_the_units_are_those_of_its_own_points():
    doses = tuple(replace(point, units=Decimal(n)) for n, point in enumerate(TREATMENT.points, start=1))
    for side, units in ((EventSide.LEFT, "12 U"), (EventSide.RIGHT, "6 U"), (None, "15 U")):
        (note,) = notes(replace(TREATMENT, points=doses), review(replace(LID, side=side)))
        assert f"after {units} on" in str(note.measured)


def test_points_of_several_areas_are_numbered_as_they_were_placed():
    mixed = replace(TREATMENT, points=points((9.0, -20.0), (5.0, -50.0), (22.0, -30.0)))
    (event,) = followed_events((mixed, review(LID)), None, lambda _: ANATOMY, REFERENCE)
    assert (event.points, event.areas, event.units) == ((1, 2, 3), {"glabella", "forehead"}, 12)


def test_what_was_seen_on_a_side_where_nothing_was_given_followed_nothing():
    right_only = replace(TREATMENT, points=points(*GLABELLA[:2]))
    assert followed_events((right_only, review(LID)), None, lambda _: ANATOMY, REFERENCE) == ()


def test_the_other_side_alone_raises_nothing():
    right_only = replace(TODAY, points=points(*GLABELLA[:2]))
    assert notes(TREATMENT, review(LID), now=right_only) == []
    assert len(notes(TREATMENT, review(replace(LID, side=EventSide.RIGHT)), now=right_only)) == 1
    assert notes(TREATMENT, review(LID), now=replace(TODAY, points=points(*CROWS))) == []


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2026, 3, 1), ", 0 days after"), (date(2026, 3, 2), ", 1 day after"), (date(2026, 3, 3), ", 2 days after"),
        (None, ", seen 14 days after"),
    ],
)  # fmt: skip
def test_it_says_how_long_after(since: date | None, words: str):
    (note,) = notes(TREATMENT, review(replace(LID, since=since)))
    assert f"eyelid ptosis left{words} 12 U on 2026-03-01" == str(note.measured)


def test_severity_and_another_product_are_named():
    dysport = replace(TREATMENT, product="abo_dysport", points=points(*GLABELLA, units="10"))
    (note,) = notes(dysport, review(replace(LID, severity=Severity.SEVERE)))
    assert str(note.measured) == "eyelid ptosis left, severe, 12 days after 30 U Dysport on 2026-03-01"
    (note,) = notes(replace(dysport, product="gone", points=points((0.0, -12.0), units="5")), review(LID))
    assert "5 U gone on" in str(note.measured)


def test_where_none_of_its_usual_areas_was_given_it_follows_what_was():
    crows = replace(TREATMENT, points=points(*CROWS))
    again = replace(TODAY, points=points(*CROWS, *GLABELLA))
    (note,) = notes(crows, review(LID), now=again)
    assert (note.points, note.area) == ((2,), "crows_feet.left")
    assert str(note.rule) == "Eyelid ptosis followed these points; it is usually known after forehead, glabella"
    both = replace(TREATMENT, points=points(*CROWS, *GLABELLA))
    (note,) = notes(both, review(LID), now=again)
    assert (note.points, note.area) == ((5, 6, 7), "glabella")


def test_of_several_areas_none_is_named():
    both = points(*GLABELLA, (5.0, -50.0))
    (note,) = notes(replace(TREATMENT, points=both), review(LID), now=replace(TODAY, points=both))
    assert (note.points, note.area) == ((3, 4, 5, 6), None)
    assert "after 16 U" in str(note.measured)
    crows = points(*CROWS)
    (note,) = notes(replace(TREATMENT, points=crows), review(FoundEvent("diplopia")), now=replace(TODAY, points=crows))
    assert (note.points, note.area) == ((1, 2), "crows_feet")


def test_what_belongs_to_no_area_is_told_only_when_it_is_urgent():
    assert notes(TREATMENT, review(FoundEvent("bruise"), FoundEvent("headache"), FoundEvent("not_known"))) == []
    (note,) = notes(TREATMENT, review(FoundEvent("allergy")), now=replace(TODAY, points=points(*CROWS)))
    assert (note.urgent, note.points, note.area) == (True, (), None)
    assert str(note.measured) == "allergic reaction, seen 14 days after 20 U on 2026-03-01"
    assert str(note.rule) == "Allergic reaction: weighed before any further treatment"
    assert notes(TREATMENT, review(FoundEvent("allergy")), now=replace(TODAY, kind=Kind.REVIEW, points=())) == []
    (same,) = notes(TREATMENT, review(FoundEvent("allergy")))
    assert (same.points, same.area, str(same.measured)) == ((), None, str(note.measured))
    (event,) = followed_events((TREATMENT, review(FoundEvent("allergy"))), None, lambda _: ANATOMY, REFERENCE)
    assert (event.points, event.areas, event.anywhere) == ((), frozenset(), True)


def test_one_finding_is_one_caution_and_the_newest_treatment_is_named():
    again = review(replace(LID, since=date(2026, 3, 16)), days=21, id="r2")
    (note,) = notes(TREATMENT, review(LID), again)
    assert "12 days after" in str(note.measured)
    unsure = review(replace(LID, since=None), days=10, id="r0")
    assert "12 days after" in str(notes(TREATMENT, unsure, review(LID))[0].measured)
    assert "seen 10 days after" in str(notes(TREATMENT, unsure, review(replace(LID, since=None)))[0].measured)
    older = replace(TREATMENT, id="t0", at=GIVEN - timedelta(days=200))
    first = review(replace(LID, since=None), days=-186, of="t0", id="r9")
    assert [str(n.measured) for n in notes(older, first, TREATMENT, review(LID))] == [str(note.measured)]
    assert "on 2025-08-13" in str(notes(older, first, TREATMENT)[0].measured)


def test_only_what_lies_before_and_holds_is_told():
    assert len(notes(TREATMENT, review(LID, days=135))) == 1  # on the day of the visit
    assert notes(TREATMENT, review(LID, days=136)) == []
    assert notes(TREATMENT, review(LID, status=Status.ENTERED_IN_ERROR)) == []
    assert len(notes(TREATMENT, review(LID, status=Status.DRAFT))) == 1
    assert notes(review(LID)) == []  # its treatment is not here
    assert notes(review(LID, of=TODAY.id, at=NOW + timedelta(hours=1))) == []  # its own review is not before it
    assert [note.points for note in notes(TREATMENT, review(LID), now=replace(TODAY, of="t", kind=Kind.TOUCH_UP))] == [
        (3, 4, 5)
    ]
    assert notes(TREATMENT, review(LID), now=replace(TODAY, amends="t")) == []


def test_a_review_without_a_link_belongs_to_the_treatment_before_it():
    later = replace(TREATMENT, id="t2", at=GIVEN + timedelta(days=60))
    empty = replace(TREATMENT, id="t3", at=GIVEN + timedelta(days=10), points=())
    (note,) = notes(TREATMENT, empty, later, review(LID, of=None))
    assert "on 2026-03-01" in str(note.measured)


def test_a_corrected_treatment_is_the_one_it_followed():
    second = replace(TREATMENT, id="t2", amends="t", at=GIVEN + timedelta(hours=1), points=points(*GLABELLA, units="5"))
    third = replace(second, id="t3", amends="t2", points=points(*GLABELLA, units="6"))
    amended = replace(TREATMENT, status=Status.AMENDED)
    assert "after 18 U" in str(notes(amended, replace(second, status=Status.AMENDED), third, review(LID))[0].measured)
    assert "after 15 U" in str(notes(amended, second, review(LID))[0].measured)


def test_a_touch_up_is_followed_where_the_treatment_gave_nothing_there():
    crows = replace(TREATMENT, points=points(*CROWS))
    added = Visit(
        "u", "p", GIVEN + timedelta(days=10), Kind.TOUCH_UP, Status.SIGNED, product="ona_botox", of="t",
        points=points((9.0, -20.0), units="2"),
    )  # fmt: skip
    (note,) = notes(crows, added, review(LID))
    assert str(note.measured) == "eyelid ptosis left, 2 days after 2 U on 2026-03-11"
    (note,) = notes(TREATMENT, added, review(LID))
    assert "after 12 U on 2026-03-01" in str(note.measured)
    same_day = replace(added, at=GIVEN + timedelta(days=12))
    assert "0 days after 2 U" in str(notes(crows, same_day, review(LID))[0].measured)
    assert notes(crows, replace(added, at=GIVEN + timedelta(days=13)), review(LID)) == []


def test_it_can_be_seen_and_asks_again_when_it_says_something_else():
    (note,) = notes(TREATMENT, review(LID))
    seen = (Why(note.key, Reason.SEEN, str(note.measured)),)
    assert is_seen(note, seen)
    (other,) = notes(TREATMENT, review(replace(LID, severity=Severity.SEVERE)))
    assert not is_seen(other, seen)


def test_all_of_them_are_known_while_no_visit_is_in_hand():
    events = followed_events((TREATMENT, review(LID)), None, lambda _: ANATOMY, REFERENCE)
    assert [(e.event.id, e.treatment, e.points, e.units, e.days) for e in events] == [
        ("lid_ptosis", "t", (3, 4, 5), Decimal(12), 12)
    ]


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        ((None, EventSide.LEFT), [" left"]), ((EventSide.LEFT, None), [" left"]),
        ((None, EventSide.BOTH), [" both sides"]), ((EventSide.RIGHT, EventSide.BOTH), [" both sides"]),
        ((EventSide.LEFT, EventSide.RIGHT), [" left", " right"]),
        ((None, EventSide.LEFT, EventSide.RIGHT), [" left", " right"]),
        ((None, EventSide.LEFT, EventSide.RIGHT, EventSide.BOTH), [" both sides"]),
    ],
)  # fmt: skip
def test_one_finding_is_one_caution_whoever_left_the_side_out(sides: tuple[EventSide | None, ...], told: list[str]):
    events = [replace(LID, side=side) for side in sides]
    one = notes(TREATMENT, review(*events))
    apart = notes(TREATMENT, *(review(event, id=f"r{n}", days=14 + n) for n, event in enumerate(events)))
    for found in (one, apart):
        assert sorted(str(note.measured).split(",")[0].removeprefix("eyelid ptosis") for note in found) == told


def test_of_one_finding_the_first_day_and_the_worse_stay():
    early = replace(LID, side=None, since=date(2026, 3, 8), severity=Severity.MODERATE)
    (note,) = notes(TREATMENT, review(early, replace(LID, severity=Severity.MILD)))
    assert str(note.measured) == "eyelid ptosis left, moderate, 7 days after 12 U on 2026-03-01"
    both = replace(LID, side=EventSide.BOTH, since=date(2026, 3, 14), severity=Severity.MILD)
    (note,) = notes(TREATMENT, review(both, replace(LID, severity=Severity.SEVERE)))
    assert str(note.measured) == "eyelid ptosis both sides, severe, 12 days after 20 U on 2026-03-01"
    (note,) = notes(TREATMENT, review(replace(early, since=None), replace(LID, severity=Severity.SEVERE)))
    assert str(note.measured) == "eyelid ptosis left, severe, 12 days after 12 U on 2026-03-01"


def test_of_two_reviews_of_one_finding_the_worse_severity_stays_too():
    """It began on one day, and whoever looked at it later saw it at its worst."""
    mild, severe = (replace(LID, severity=severity) for severity in (Severity.MILD, Severity.SEVERE))
    for early, late in ((mild, severe), (severe, mild), (replace(mild, since=None), severe)):
        (note,) = notes(TREATMENT, review(early), review(late, days=21, id="r2"))
        assert str(note.measured) == "eyelid ptosis left, severe, 12 days after 12 U on 2026-03-01"
    later = replace(TREATMENT, id="t2", at=GIVEN + timedelta(days=60))
    again = review(replace(mild, since=date(2026, 5, 2)), days=74, of="t2", id="r2")
    (note,) = notes(TREATMENT, later, review(severe), again)
    assert str(note.measured) == "eyelid ptosis left, mild, 2 days after 12 U on 2026-04-30"


def test_of_two_treatments_the_later_is_named_whoever_was_asked_first():
    older = replace(TREATMENT, id="t0", at=GIVEN - timedelta(days=200))
    asked_late = review(replace(LID, since=None), days=30, of="t0", id="r9")
    (note,) = notes(older, TREATMENT, review(LID), asked_late)
    assert "12 days after 12 U on 2026-03-01" in str(note.measured)


def test_a_review_whose_treatment_is_gone_hides_no_other():
    lost = review(replace(LID, side=EventSide.RIGHT), days=5, of="gone", id="r0")
    assert [note.key for note in notes(TREATMENT, lost, review(LID))] == ["earlier_event:lid_ptosis:left"]


def test_they_are_told_newest_treatment_first_in_the_order_of_their_reviews():
    second = replace(TREATMENT, id="t2", at=GIVEN + timedelta(days=60))
    left, right = (review(replace(LID, side=side), days=days, id=side.value)
                   for side, days in ((EventSide.LEFT, 20), (EventSide.RIGHT, 10)))  # fmt: skip
    allergy = review(FoundEvent("allergy"), days=74, of="t2", id="a")
    told = followed_events((left, right, allergy, TREATMENT, second), None, lambda _: ANATOMY, REFERENCE)
    assert [(one.treatment, one.side) for one in told] == [("t2", None), ("t", EventSide.RIGHT), ("t", EventSide.LEFT)]


def test_a_review_without_a_link_belongs_to_no_touch_up_and_to_nothing_after_it():
    touch_up = Visit(
        "u", "p", GIVEN + timedelta(days=10), Kind.TOUCH_UP, Status.SIGNED, product="ona_botox", of="t",
        points=points((9.0, -20.0), units="2"),
    )  # fmt: skip
    (note,) = notes(TREATMENT, touch_up, review(LID, of=None))
    assert str(note.measured) == "eyelid ptosis left, 12 days after 12 U on 2026-03-01"
    same_moment = replace(TREATMENT, at=GIVEN + timedelta(days=14), points=points(*GLABELLA, units="6"))
    seen = replace(LID, since=None)
    assert "after 18 U" in str(notes(TREATMENT, replace(same_moment, id="q"), review(seen, of=None))[0].measured)
    assert "after 12 U" in str(notes(TREATMENT, replace(same_moment, id="z"), review(seen, of=None))[0].measured)
    older = replace(TREATMENT, id="s", at=GIVEN - timedelta(days=1), points=points(*GLABELLA, units="9"))
    assert "after 12 U" in str(notes(TREATMENT, older, review(LID, of=None))[0].measured)


def test_what_began_before_the_treatment_was_written_down_began_with_it():
    (note,) = notes(TREATMENT, review(replace(LID, since=date(2026, 2, 27))))
    assert str(note.measured) == "eyelid ptosis left, 0 days after 12 U on 2026-03-01"


def test_a_treatment_of_no_known_product_names_none():
    (note,) = notes(replace(TREATMENT, product=None), review(LID))
    assert str(note.measured) == "eyelid ptosis left, 12 days after 12 U on 2026-03-01"


def test_corrections_that_go_round_in_a_circle_lead_nowhere():
    one = replace(TREATMENT, id="a", amends="b", status=Status.ENTERED_IN_ERROR)
    other = replace(TREATMENT, id="b", amends="a", status=Status.ENTERED_IN_ERROR)
    assert notes(one, other, review(LID, of="a")) == []


def test_what_followed_another_treatment_is_another_finding():
    second = replace(TREATMENT, id="u", at=GIVEN + timedelta(days=60))
    later = review(replace(LID, side=None, since=None, severity=Severity.SEVERE), id="s", of="u", days=74)
    found = notes(TREATMENT, second, review(LID), later)
    assert [str(note.measured) for note in found] == [
        "eyelid ptosis, severe, seen 14 days after 20 U on 2026-04-30",
        "eyelid ptosis left, 12 days after 12 U on 2026-03-01",
    ]
