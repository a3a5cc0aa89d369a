"""The clinic's own ranges, patterns and prices in the work in hand: what they change, and what they never change."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from charting.desk.who import NotAllowed
from charting.domain.clinic.clinic import ClinicSettings
from charting.domain.dosing.range_table import table_of
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.face.face import View
from charting.domain.people.people import Person, Role
from charting.domain.visit.record import AreaPrice
from charting.domain.visit.visit import InjectionPoint, Technique, with_points_added
from charting.errors import Refused
from tests.desk.test_session import ANA, FOREHEAD, Bench, bench, draft, reference  # noqa: F401 - fixtures

KEY = ("ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, None)
ADMIN = Person("1" * 36, "Dr X", frozenset({Role.ADMINISTRATOR}))
INJECTOR = Person("2" * 36, "Dr Y", frozenset({Role.INJECTOR}))
SIX = tuple(replace(FOREHEAD, x_mm=x, units=Decimal(2)) for x in (-15.0, 0.0, 15.0))


def put(made, *points):
    session = made.session
    session.charting.edit("Place", with_points_added(session.open.visit, points))


def style(made):
    return made.session.open.assessment.areas[0].style


# ---------------------------------------------------------------------- ranges


def test_a_new_range_counts_at_once_for_the_open_draft_and_is_announced_once(draft):  # noqa: F811
    put(draft, *SIX)
    before, announced = style(draft), len(draft.changes)
    draft.session.settings.set_range(KEY, Decimal(6), Decimal(8))
    assert (before, style(draft)) == (Style.MICRO, Style.BOTH)
    band = draft.session.open.assessment.areas[0].standard
    assert (band.low, band.high, band.mark) == (6, 8, "own")
    assert len(draft.changes) == announced + 1
    assert draft.changes[-1].clinic
    assert draft.changes[-1].visit


def test_reset_brings_the_shipped_range_back(draft):  # noqa: F811
    put(draft, *SIX)
    before = draft.session.open.assessment
    draft.session.settings.set_range(KEY, Decimal(6), Decimal(8))
    draft.session.settings.reset_range(KEY)
    assert draft.session.clinic.reference is draft.session.env.shipped
    assert draft.session.open.assessment == before


def test_only_an_administrator_changes_what_holds_for_all(draft):  # noqa: F811
    session = draft.session
    session.change(who=replace(session.who, person=INJECTOR))
    for change in (
        lambda: session.settings.set_range(KEY, Decimal(6), Decimal(8)),
        lambda: session.settings.reset_range(KEY),
        lambda: session.settings.set_price("ona_botox", None, Decimal(12), "EUR"),
        lambda: session.settings.reset_price("ona_botox", None),
        lambda: session.settings.set_settings(ClinicSettings(idle_minutes=9)),
    ):
        with pytest.raises(NotAllowed, match="Only an administrator"):
            change()
    assert session.clinic.reference is session.env.shipped
    session.change(who=replace(session.who, person=ADMIN))
    session.settings.set_range(KEY, Decimal(6), Decimal(8))
    assert session.clinic.book.ranges[0].set_by == "Dr X"


def test_the_settings_hold_at_once(draft):  # noqa: F811
    assert (draft.session.clinic.settings.idle_minutes, draft.session.clinic.settings.photos_wanted) == (5, False)
    draft.session.settings.set_settings(ClinicSettings("Praxis", True, 12, "CHF"))
    assert (draft.session.clinic.settings.idle_minutes, draft.session.clinic.settings.photos_wanted) == (12, True)


# ---------------------------------------------------------------------- old charts


def test_a_signed_visit_keeps_the_table_it_was_compared_with(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.settings.set_range(KEY, Decimal(6), Decimal(8))
    signed = session.signing.sign("Dr X")
    then = session.open.assessment.areas[0]
    assert signed.table == table_of(session.clinic.reference).version
    assert session.store.clinic.range_table(signed.table) == table_of(session.clinic.reference)
    session.settings.set_range(KEY, Decimal(20), Decimal(30))
    assert session.open.assessment.areas[0] == then
    assert session.clinic.tables.reference_of(signed).version == signed.table
    assert session.clinic.tables.compared_with(signed) == "kept"
    session.charting.new_visit()
    put(draft, *SIX)
    assert session.open.assessment.areas[0].standard.low == 20


def test_a_signature_that_fails_leaves_no_table(draft, tmp_path):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.charting.flush()
    other = Bench(tmp_path / "a.sqlite")
    other.session.patients.open(ANA.id)
    other.session.signing.sign("Dr Y")
    session.settings.set_range(KEY, Decimal(6), Decimal(8))
    before = session.store.clinic.range_table_versions()
    with pytest.raises(Refused):
        session.signing.sign("Dr X")
    assert session.store.clinic.range_table_versions() == before
    other.close()


def test_what_was_never_kept_or_was_lost_is_compared_with_today_and_says_so(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    signed = session.signing.sign("Dr X")
    assert session.clinic.tables.compared_with(signed) == "today"
    lost, before = replace(signed, table="0" * 64), replace(signed, table=None)
    assert (
        session.clinic.tables.reference_of(lost)
        is session.clinic.tables.reference_of(before)
        is session.clinic.reference
    )
    assert (session.clinic.tables.compared_with(lost), session.clinic.tables.compared_with(before)) == ("lost", "today")


# ---------------------------------------------------------------------- prices


def test_the_estimate_is_of_the_clinics_prices_with_exceptions_by_area(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX, InjectionPoint(View.FRONT, 0, -12, Decimal(4)))
    assert session.prices.bill(session.open.visit) is None
    session.settings.set_price("ona_botox", None, Decimal("12.5"), "EUR")
    session.settings.set_price("ona_botox", "forehead", Decimal(9), "EUR")
    found = session.prices.bill(session.open.visit)
    assert {line.area: (line.units, line.amount) for line in found.lines} == {"glabella": (4, 50), "forehead": (6, 54)}
    assert (found.total, found.currency) == (104, "EUR")
    session.settings.reset_price("ona_botox", "forehead")
    assert session.prices.bill(session.open.visit).total == 125


def test_signing_writes_the_prices_and_no_later_price_changes_the_bill(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.settings.set_price("ona_botox", None, Decimal("12.5"), "EUR")
    session.settings.set_price("ona_botox", "forehead", Decimal(9), "EUR")
    session.settings.set_price("ona_botox", "mentalis", Decimal(3), "EUR")
    signed = session.signing.sign("Dr X")
    assert (signed.price_per_unit, signed.currency) == (Decimal("12.5"), "EUR")
    assert signed.area_prices == (AreaPrice("forehead", Decimal(9)),)
    assert session.prices.bill(signed).total == 54
    session.settings.set_price("ona_botox", "forehead", Decimal(90), "USD")
    assert session.prices.bill(signed).total == 54


def test_a_price_of_the_visit_itself_stays(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.charting.edit("Price", replace(session.open.visit, price_per_unit=Decimal(10), currency="GBP"))
    session.settings.set_price("ona_botox", None, Decimal("12.5"), "EUR")
    assert session.prices.bill(session.open.visit).total == 60
    signed = session.signing.sign("Dr X")
    assert (signed.price_per_unit, signed.currency, signed.area_prices) == (10, "GBP", ())


def test_a_visit_signed_without_a_price_never_gets_one(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    signed = session.signing.sign("Dr X")
    session.settings.set_price("ona_botox", None, Decimal("12.5"), "EUR")
    assert session.prices.bill(signed) is None


def test_another_product_has_none_of_the_prices(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.settings.set_price("ona_botox", None, Decimal("12.5"), "EUR")
    session.charting.set_product("abo_dysport", keep_numbers=True)
    assert session.prices.bill(session.open.visit) is None


def test_a_price_of_a_thousand_million_is_refused(draft):  # noqa: F811
    with pytest.raises(Refused, match="at most 1,000,000"):
        draft.session.settings.set_price("ona_botox", None, Decimal("1e9"), "EUR")
    draft.session.settings.set_price("ona_botox", None, Decimal(1_000_000), "EUR")
    put(draft, *(replace(FOREHEAD, units=Decimal(500)) for _ in range(20)))
    assert draft.session.prices.bill(draft.session.open.visit).total == Decimal("10000000000.00")


# ---------------------------------------------------------------------- patterns


def test_a_pattern_of_the_clinic_is_kept_and_placed_in_one_step(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX, InjectionPoint(View.RIGHT, -20.0, 0.0, Decimal("0.5"), Technique.ID, "face_id"))
    keys = {point.key for point in session.open.visit.points}
    saved = session.patterns.save(" Mine ", keys)
    assert (saved.name, saved.area, len(saved.points)) == ("Mine", "forehead", 4)
    session.charting.new_visit()
    session.patterns.place(session.patterns.patterns_of("ona_botox")[0])
    placed = session.open.visit.points
    assert [(p.view, p.x_mm, p.y_mm, p.units, p.technique, p.area) for p in placed] == [
        (p.view, p.x_mm, p.y_mm, p.units, p.technique, p.area) for p in saved.points
    ]
    assert len({p.key for p in placed}) == 4
    assert draft.history.undo()
    assert session.open.visit.points == ()


def test_only_the_selected_points_when_some_are(draft):  # noqa: F811
    put(draft, *SIX)
    first = draft.session.open.visit.points[0].key
    assert len(draft.session.patterns.save("One", {first}).points) == 1
    assert len(draft.session.patterns.save("All", set()).points) == 3


def test_a_pattern_is_of_its_product(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    pattern = session.patterns.save("Mine", set())
    session.charting.set_product("abo_dysport", keep_numbers=False)
    assert session.patterns.patterns_of("abo_dysport") == ()
    with pytest.raises(Refused, match="units of Botox"):
        session.patterns.place(pattern)


def test_two_patterns_have_two_names_and_one_can_be_hidden(draft):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    mine = session.patterns.save("Mine", set())
    other = session.patterns.save("Other", set())
    with pytest.raises(Refused, match="already"):
        session.patterns.save("mine", set())
    with pytest.raises(Refused, match="already"):
        session.patterns.rename(other, "MINE")
    session.patterns.rename(mine, "Mine again")
    session.patterns.hide(other)
    assert [p.name for p in session.patterns.patterns_of("ona_botox")] == ["Mine again"]


def test_the_reference_is_the_shipped_one_where_nothing_is_set(bench):  # noqa: F811
    assert bench.session.clinic.reference is bench.session.env.shipped is reference()
    assert bench.session.open.patient == ANA
    assert isinstance(bench, Bench)


def test_the_table_and_the_bill_are_there_again_when_the_file_is_opened_again(draft, tmp_path):  # noqa: F811
    session = draft.session
    put(draft, *SIX)
    session.settings.set_range(KEY, Decimal(6), Decimal(8))
    session.settings.set_price("ona_botox", None, Decimal("12.3456"), "EUR")
    session.settings.set_price("ona_botox", "forehead", Decimal("9.99"), "EUR")
    signed = session.signing.sign("Dr X")
    then, bill = session.open.assessment, session.prices.bill(signed)
    session.settings.set_range(KEY, Decimal(20), Decimal(30))
    session.settings.set_price("ona_botox", "forehead", Decimal(1), "EUR")
    draft.close()
    again = Bench(tmp_path / "a.sqlite")
    again.session.patients.open(ANA.id)
    again.session.charting.open_visit(signed.id)
    assert again.session.open.visit == signed
    assert again.session.open.assessment == then
    assert again.session.prices.bill(again.session.open.visit) == bill
    again.session.charting.new_visit()
    put(again, *SIX)
    assert again.session.open.assessment.areas[0].standard.low == 20
    assert again.session.prices.bill(again.session.open.visit).total == 6
    draft.store, draft.session = again.store, again.session  # closed by the fixture
