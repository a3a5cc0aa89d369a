"""Asking across maps in the work in hand: old visits by their own table, what is remembered, and how it stops."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from charting.desk.asking import Asked, Asking
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.face.face import View
from charting.domain.past.asking import By, Question, Sought
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import InjectionPoint, Technique, with_points_added
from charting.errors import Refused
from tests.desk.test_session import FOREHEAD, Bench, bench, draft, reference  # noqa: F401 - fixtures

KEY = ("ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, None)
SIX = tuple(replace(FOREHEAD, x_mm=x, units=Decimal(2)) for x in (-15.0, 0.0, 15.0))


def given(made, *points):
    session = made.session
    session.charting.edit("Place", with_points_added(session.open.visit, points))
    session.signing.sign("Dr Eve")


def styles(session):
    return [use.style for visit in session.asking.read_all() for use in visit.areas]


def test_an_old_visit_keeps_the_style_of_its_table(draft):  # noqa: F811
    session = draft.session
    given(draft, *SIX)
    assert styles(session) == [Style.MICRO]
    session.settings.set_range(KEY, Decimal(6), Decimal(8))
    assert styles(session) == [Style.MICRO]
    asking = Asking(lambda: session.tables)
    (fresh,) = asking.read_all()
    assert [use.style for use in fresh.areas] == [Style.MICRO], "and not because it was remembered"
    session.charting.new_visit()
    given(draft, *SIX)
    assert set(styles(session)) == {Style.MICRO, Style.BOTH}


def test_what_was_read_is_read_once_until_what_it_follows_from_changes(draft, monkeypatch):  # noqa: F811
    session = draft.session
    given(draft, *SIX)
    read = []
    points = session.store.asking.points
    monkeypatch.setattr(session.store.asking, "points", lambda ids: read.append(ids) or points(ids))
    first = session.asking.read_all()
    assert session.asking.read_all() == first
    assert len(read) == 1
    session.patients.change(replace(session.open.patient, interpupillary_mm=Decimal(70)))
    (visit,) = session.asking.read_all()
    assert (len(read), visit.areas) == (1, first[0].areas), "it keeps the measures it was signed with"
    session.patients.change(replace(session.open.patient, sex=Sex.MALE))
    (visit,) = session.asking.read_all()
    assert len(read) == 2
    assert visit.areas[0].density < first[0].areas[0].density
    assert visit.patient == session.open.patient


def test_drafts_count_for_nothing_and_unplaced_points_are_on_no_area(draft):  # noqa: F811
    session = draft.session
    assert session.asking.read_all() == ()
    given(draft, InjectionPoint(View.FRONT, 200, 200, Decimal(3)), InjectionPoint(View.RIGHT, 300, 0, Decimal(1)))
    (row,) = session.asking.answer(session.asking.read_all(), Asked(Question.UNITS, by=By.AREA)).rows
    assert (row.key, row.units, row.points) == (None, 4, 2)


def test_the_reading_tells_how_far_it_is_and_can_be_stopped(draft):  # noqa: F811
    given(draft, *SIX)
    told = []
    assert draft.session.asking.read_all(lambda *done: told.append(done), lambda: True) == ()
    assert told == [(0, 1)]
    assert [visit.areas != () for visit in draft.session.asking.read_all()] == [True], "and nothing was remembered"


def test_a_question_without_what_it_needs_is_refused(draft):  # noqa: F811
    for asked, said in (
        (Asked(Question.MORE_THAN, Sought(product="ona_botox")), "Say of how many units"),
        (Asked(Question.MORE_THAN, units=Decimal(3)), "Choose the product"),
        (Asked(Question.LOT, lot="  "), "Type the lot"),
    ):
        with pytest.raises(Refused, match=said):
            draft.session.asking.answer((), asked)


def test_the_share_of_micro_asks_for_all_styles(draft):  # noqa: F811
    given(draft, *SIX)
    visits = draft.session.asking.read_all()
    narrow = Asked(Question.MICRO, Sought(style=Style.STANDARD), monthly=False)
    assert draft.session.asking.answer(visits, narrow).rows[0].share == 1


def test_one_mean_does_not_load_a_module_of_statistics_at_every_start() -> None:
    told = "import sys, charting.domain.past.asking; sys.exit('statistics' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
