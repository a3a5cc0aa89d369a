"""The clinic's own ranges, patterns and prices in the work in hand: what they change, and what they never change."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from charting.desk import clinic, tables
from charting.domain.clinic import ClinicSettings
from charting.domain.face import View
from charting.domain.people import Person, Role
from charting.domain.range_table import table_of
from charting.domain.record import AreaPrice
from charting.domain.styles import RangeStyle, Style
from charting.domain.visit import InjectionPoint, Technique, with_points_added
from charting.errors import Refused
from tests.desk.test_session import ANA, FOREHEAD, Bench, bench, draft, reference  # noqa: F401 - fixtures

KEY = ("ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, None)
ADMIN = Person("1" * 36, "Dr X", frozenset({Role.ADMINISTRATOR}))
INJECTOR = Person("2" * 36, "Dr Y", frozenset({Role.INJECTOR}))
SIX = tuple(replace(FOREHEAD, x_mm=x, units=Decimal(2)) for x in (-15.0, 0.0, 15.0))


def put(made, *points):
    session = made.session
    session.edit("Place", with_points_added(session.visit, points))


def style(made):
    return made.session.assessment.areas[0].style


# ---------------------------------------------------------------------- ranges


def test_a_new_range_counts_at_once_for_the_open_draft_and_is_announced_once(draft):  # noqa: F811
    put(draft, *SIX)
    before, announced = style(draft), len(draft.changes)
    clinic.set_range(draft.session, KEY, Decimal(6), Decimal(8))
    assert (before, style(draft)) == (Style.MICRO, Style.BOTH)
    band = draft.session.assessment.areas[0].standard
    assert (band.low, band.high, band.mark) == (6, 8, "own")
    assert len(draft.changes) == announced + 1
    assert draft.changes[-1].clinic
    assert draft.changes[-1].visit


def test_reset_brings_the_shipped_range_back(draft):  # noqa: F811
    put(draft, *SIX)
    before = draft.session.assessment
    clinic.set_range(draft.session, KEY, Decimal(6), Decimal(8))
    clinic.reset_range(draft.session, KEY)
    assert draft.session.reference is draft.session.shipped
    assert draft.session.assessment == before


def test_only_an_administrator_changes_what_holds_for_all(draft):  # noqa: F811
    session = draft.session
    session.person = INJECTOR
    for change in (
        lambda: clinic.set_range(session, KEY, Decimal(6), Decimal(8)),
        lambda: clinic.reset_range(session, KEY),
        lambda: clinic.set_price(session, "ona_botox", None, Decimal(12), "EUR"),
        lambda: clinic.reset_price(session, "ona_botox", None),
        lambda: clinic.set_settings(session, ClinicSettings(idle_minutes=9)),
    ):
        with pytest.raises(Refused, match="Only an administrator"):
            change()
    assert session.reference is session.shipped
    session.person = ADMIN
    clinic.set_range(session, KEY, Decimal(6), Decimal(8))
    assert session.clinic.ranges[0].set_by == "Dr X"


def test_the_settings_hold_at_once(draft):  # noqa: F811
    assert (draft.session.idle_minutes, draft.session.clinic_settings.photos_wanted) == (5, False)
    clinic.set_settings(draft.session, ClinicSettings("Praxis", True, 12, "CHF"))
    assert (draft.session.idle_minutes, draft.session.clinic_settings.photos_wanted) == (12, True)


# ---------------------------------------------------------------------- old charts


def test_a_signed_visit_keeps_the_table_it_was_compared_with(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    clinic.set_range(session, KEY, Decimal(6), Decimal(8))
    signed = session.sign("Dr X")
    then = session.assessment.areas[0]
    assert signed.table == table_of(session.reference).version
    assert session.store.clinic.range_table(signed.table) == table_of(session.reference)
    clinic.set_range(session, KEY, Decimal(20), Decimal(30))
    assert session.assessment.areas[0] == then
    assert tables.reference_of(session, signed).version == signed.table
    assert tables.compared_with(session, signed) == "kept"
    session.new_visit()
    put(draft, *SIX)
    assert session.assessment.areas[0].standard.low == 20


def test_a_signature_that_fails_leaves_no_table(draft, tmp_path):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.flush()
    other = Bench(tmp_path / "a.sqlite")
    other.session.open_patient(ANA.id)
    other.session.sign("Dr Y")
    clinic.set_range(session, KEY, Decimal(6), Decimal(8))
    before = session.store.clinic.range_table_versions()
    with pytest.raises(Refused):
        session.sign("Dr X")
    assert session.store.clinic.range_table_versions() == before
    other.close()


def test_what_was_never_kept_or_was_lost_is_compared_with_today_and_says_so(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    signed = session.sign("Dr X")
    assert tables.compared_with(session, signed) == "today"
    lost, before = replace(signed, table="0" * 64), replace(signed, table=None)
    assert tables.reference_of(session, lost) is tables.reference_of(session, before) is session.reference
    assert (tables.compared_with(session, lost), tables.compared_with(session, before)) == ("lost", "today")


# ---------------------------------------------------------------------- prices


def test_the_estimate_is_of_the_clinics_prices_with_exceptions_by_area(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX, InjectionPoint(View.FRONT, 0, -12, Decimal(4)))
    assert clinic.bill(session, session.visit) is None
    clinic.set_price(session, "ona_botox", None, Decimal("12.5"), "EUR")
    clinic.set_price(session, "ona_botox", "forehead", Decimal(9), "EUR")
    found = clinic.bill(session, session.visit)
    assert {line.area: (line.units, line.amount) for line in found.lines} == {"glabella": (4, 50), "forehead": (6, 54)}
    assert (found.total, found.currency) == (104, "EUR")
    clinic.reset_price(session, "ona_botox", "forehead")
    assert clinic.bill(session, session.visit).total == 125


def test_signing_writes_the_prices_and_no_later_price_changes_the_bill(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    clinic.set_price(session, "ona_botox", None, Decimal("12.5"), "EUR")
    clinic.set_price(session, "ona_botox", "forehead", Decimal(9), "EUR")
    clinic.set_price(session, "ona_botox", "mentalis", Decimal(3), "EUR")
    signed = session.sign("Dr X")
    assert (signed.price_per_unit, signed.currency) == (Decimal("12.5"), "EUR")
    assert signed.area_prices == (AreaPrice("forehead", Decimal(9)),)
    assert clinic.bill(session, signed).total == 54
    clinic.set_price(session, "ona_botox", "forehead", Decimal(90), "USD")
    assert clinic.bill(session, signed).total == 54


def test_a_price_of_the_visit_itself_stays(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.edit("Price", replace(session.visit, price_per_unit=Decimal(10), currency="GBP"))
    clinic.set_price(session, "ona_botox", None, Decimal("12.5"), "EUR")
    assert clinic.bill(session, session.visit).total == 60
    signed = session.sign("Dr X")
    assert (signed.price_per_unit, signed.currency, signed.area_prices) == (10, "GBP", ())


def test_a_visit_signed_without_a_price_never_gets_one(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    signed = session.sign("Dr X")
    clinic.set_price(session, "ona_botox", None, Decimal("12.5"), "EUR")
    assert clinic.bill(session, signed) is None


def test_another_product_has_none_of_the_prices(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    clinic.set_price(session, "ona_botox", None, Decimal("12.5"), "EUR")
    session.set_product("abo_dysport", keep_numbers=True)
    assert clinic.bill(session, session.visit) is None


def test_a_price_of_a_thousand_million_is_refused(draft):  # noqa: F811
    with pytest.raises(Refused, match="at most 1,000,000"):
        clinic.set_price(draft.session, "ona_botox", None, Decimal("1e9"), "EUR")
    clinic.set_price(draft.session, "ona_botox", None, Decimal(1_000_000), "EUR")
    put(draft, *(replace(FOREHEAD, units=Decimal(500)) for _ in range(20)))
    assert clinic.bill(draft.session, draft.session.visit).total == Decimal("10000000000.00")


# ---------------------------------------------------------------------- patterns


def test_a_pattern_of_the_clinic_is_kept_and_placed_in_one_step(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX, InjectionPoint(View.RIGHT, -20.0, 0.0, Decimal("0.5"), Technique.ID, "face_id"))
    keys = {point.key for point in session.visit.points}
    saved = clinic.save_pattern(session, " Mine ", keys)
    assert (saved.name, saved.area, len(saved.points)) == ("Mine", "forehead", 4)
    session.new_visit()
    clinic.place_own_pattern(session, clinic.patterns_of(session, "ona_botox")[0])
    placed = session.visit.points
    assert [(p.view, p.x_mm, p.y_mm, p.units, p.technique, p.area) for p in placed] == [
        (p.view, p.x_mm, p.y_mm, p.units, p.technique, p.area) for p in saved.points
    ]
    assert len({p.key for p in placed}) == 4
    assert draft.history.undo()
    assert session.visit.points == ()


def test_only_the_selected_points_when_some_are(draft):  # noqa: F811
    put(draft, *SIX)
    first = draft.session.visit.points[0].key
    assert len(clinic.save_pattern(draft.session, "One", {first}).points) == 1
    assert len(clinic.save_pattern(draft.session, "All", set()).points) == 3


def test_a_pattern_is_of_its_product(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    pattern = clinic.save_pattern(session, "Mine", set())
    session.set_product("abo_dysport", keep_numbers=False)
    assert clinic.patterns_of(session, "abo_dysport") == ()
    with pytest.raises(Refused, match="units of Botox"):
        clinic.place_own_pattern(session, pattern)


def test_two_patterns_have_two_names_and_one_can_be_hidden(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    mine = clinic.save_pattern(session, "Mine", set())
    other = clinic.save_pattern(session, "Other", set())
    with pytest.raises(Refused, match="already"):
        clinic.save_pattern(session, "mine", set())
    with pytest.raises(Refused, match="already"):
        clinic.rename_pattern(session, other, "MINE")
    clinic.rename_pattern(session, mine, "Mine again")
    clinic.hide_pattern(session, other)
    assert [p.name for p in clinic.patterns_of(session, "ona_botox")] == ["Mine again"]


def test_the_reference_is_the_shipped_one_where_nothing_is_set(bench):  # noqa: F811
    assert bench.session.reference is bench.session.shipped is reference()
    assert bench.session.patient == ANA
    assert isinstance(bench, Bench)


def test_the_table_and_the_bill_are_there_again_when_the_file_is_opened_again(draft, tmp_path):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    clinic.set_range(session, KEY, Decimal(6), Decimal(8))
    clinic.set_price(session, "ona_botox", None, Decimal("12.3456"), "EUR")
    clinic.set_price(session, "ona_botox", "forehead", Decimal("9.99"), "EUR")
    signed = session.sign("Dr X")
    then, bill = session.assessment, clinic.bill(session, signed)
    clinic.set_range(session, KEY, Decimal(20), Decimal(30))
    clinic.set_price(session, "ona_botox", "forehead", Decimal(1), "EUR")
    draft.close()
    again = Bench(tmp_path / "a.sqlite")
    again.session.open_patient(ANA.id)
    again.session.open_visit(signed.id)
    assert again.session.visit == signed
    assert again.session.assessment == then
    assert clinic.bill(again.session, again.session.visit) == bill
    again.session.new_visit()
    put(again, *SIX)
    assert again.session.assessment.areas[0].standard.low == 20
    assert clinic.bill(again.session, again.session.visit).total == 6
    draft.store, draft.session = again.store, again.session  # closed by the fixture
