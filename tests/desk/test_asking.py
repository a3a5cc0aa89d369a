"""Asking across maps in the work in hand: old visits by their own table, what is remembered, and how it stops."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from charting.desk import asking, clinic
from charting.desk.asking import Asked
from charting.domain.asking import By, Question, Sought
from charting.domain.face import View
from charting.domain.patient import Sex
from charting.domain.styles import RangeStyle, Style
from charting.domain.visit import InjectionPoint, Technique, with_points_added
from charting.errors import Refused
from tests.desk.test_session import FOREHEAD, Bench, bench, draft, reference  # noqa: F401 - fixtures

KEY = ("ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, None)
SIX = tuple(replace(FOREHEAD, x_mm=x, units=Decimal(2)) for x in (-15.0, 0.0, 15.0))


def given(made, *points):
    session = made.session
    session.edit("Place", with_points_added(session.visit, points))
    session.sign("Dr Eve")


def styles(session):
    return [use.style for visit in asking.read_all(session) for use in visit.areas]


def test_an_old_visit_keeps_the_style_of_its_table(draft):  # noqa: F811
    session = draft.session
    given(draft, *SIX)
    assert styles(session) == [Style.MICRO]
    clinic.set_range(session, KEY, Decimal(6), Decimal(8))
    assert styles(session) == [Style.MICRO]
    session.asked.clear()
    assert styles(session) == [Style.MICRO], "and not because it was remembered"
    session.new_visit()
    given(draft, *SIX)
    assert set(styles(session)) == {Style.MICRO, Style.BOTH}


def test_what_was_read_is_read_once_until_what_it_follows_from_changes(draft, monkeypatch):  # noqa: F811
    session = draft.session
    given(draft, *SIX)
    read = []
    points = session.store.asking.points
    monkeypatch.setattr(session.store.asking, "points", lambda ids: read.append(ids) or points(ids))
    first = asking.read_all(session)
    assert asking.read_all(session) == first
    assert len(read) == 1
    session.change_patient(replace(session.patient, interpupillary_mm=Decimal(70)))
    (visit,) = asking.read_all(session)
    assert (len(read), visit.areas) == (1, first[0].areas), "it keeps the measures it was signed with"
    session.change_patient(replace(session.patient, sex=Sex.MALE))
    (visit,) = asking.read_all(session)
    assert len(read) == 2
    assert visit.areas[0].density < first[0].areas[0].density
    assert visit.patient == session.patient


def test_drafts_count_for_nothing_and_unplaced_points_are_on_no_area(draft):  # noqa: F811
    session = draft.session
    assert asking.read_all(session) == ()
    given(draft, InjectionPoint(View.FRONT, 200, 200, Decimal(3)), InjectionPoint(View.RIGHT, 300, 0, Decimal(1)))
    (row,) = asking.answer(session, asking.read_all(session), Asked(Question.UNITS, by=By.AREA)).rows
    assert (row.key, row.units, row.points) == (None, 4, 2)


def test_the_reading_tells_how_far_it_is_and_can_be_stopped(draft):  # noqa: F811
    given(draft, *SIX)
    told = []
    assert asking.read_all(draft.session, lambda *done: told.append(done), lambda: True) == ()
    assert told == [(0, 1)]
    assert draft.session.asked == {}


def test_a_question_without_what_it_needs_is_refused(draft):  # noqa: F811
    for asked, said in (
        (Asked(Question.MORE_THAN, Sought(product="ona_botox")), "Say of how many units"),
        (Asked(Question.MORE_THAN, units=Decimal(3)), "Choose the product"),
        (Asked(Question.LOT, lot="  "), "Type the lot"),
    ):
        with pytest.raises(Refused, match=said):
            asking.answer(draft.session, (), asked)


def test_the_share_of_micro_asks_for_all_styles(draft):  # noqa: F811
    given(draft, *SIX)
    visits = asking.read_all(draft.session)
    narrow = Asked(Question.MICRO, Sought(style=Style.STANDARD), monthly=False)
    assert asking.answer(draft.session, visits, narrow).rows[0].share == 1
