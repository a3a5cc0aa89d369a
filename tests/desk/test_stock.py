"""Vials at the chair: picking, placing from the one in hand, what is left, closing, a second product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from charting.domain.clinic.stock import Closed
from charting.domain.people.patient import Patient
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import Vial
from charting.errors import Refused
from tests.desk.test_session import ANA, FOREHEAD, NOW, bench, draft  # noqa: F401

BOTOX = Vial(
    "018f0000-0000-7000-8000-00000000000a", "ona_botox", Decimal(100), "C7421", date(2027, 3, 31), Decimal("2.5"),
    made_up_at=NOW,
)  # fmt: skip
SECOND = replace(BOTOX, id="018f0000-0000-7000-8000-00000000000b", lot="C7422", vial_units=Decimal(50),
                 diluent_ml=Decimal("1.25"))  # fmt: skip
DYSPORT = replace(BOTOX, id="018f0000-0000-7000-8000-00000000000c", product="abo_dysport", vial_units=Decimal(300))


@pytest.fixture
def stocked(draft):  # noqa: F811
    for vial in (BOTOX, SECOND, DYSPORT):
        draft.session.vials.add(vial)
    return draft


def of_vials(session):
    return [note for note in session.open.notes if note.key.startswith("vial:")]


def placed(session, x=0.0, units="1.5"):
    session.points.place(replace(FOREHEAD, x_mm=x, units=Decimal(units)), mirror=False)


def test_only_vials_of_the_product_are_offered(stocked):
    assert [row.vial.lot for row in stocked.session.vials.offered()] == ["C7421", "C7422"]


def test_a_vial_that_something_speaks_against_is_offered_last_but_for_the_one_in_hand(stocked):
    """Its own place stays its own while it is charted: what is under the hand does not move."""
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0, "101")
    assert [row.vial.lot for row in session.vials.offered()] == ["C7421", "C7422"]
    session.signing.sign("Dr Sign")
    session.charting.new_visit()
    assert [row.vial.lot for row in session.vials.offered()] == ["C7422", "C7421"]
    session.vials.correct(replace(SECOND, expires=NOW.date() - timedelta(days=1)))
    assert [row.vial.lot for row in session.vials.offered()] == ["C7421", "C7422"]


def test_the_first_vial_takes_the_points_and_fills_the_fields_in_one_step(stocked):
    session = stocked.session
    placed(session)
    before = session.open.visit
    session.vials.pick(BOTOX)
    visit = session.open.visit
    assert visit.vials == (BOTOX,)
    assert [p.vial for p in visit.points] == [1]
    assert (visit.lot, visit.expires, visit.vial_units, visit.diluent_ml) == (
        "C7421", date(2027, 3, 31), Decimal(100), Decimal("2.5"),
    )  # fmt: skip
    assert stocked.history.undo()
    assert session.open.visit == before


def test_points_are_placed_from_the_vial_in_hand(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0)
    session.vials.pick(SECOND)
    placed(session, 5)
    session.points.place(replace(FOREHEAD, x_mm=20), mirror=True)
    assert [p.vial for p in session.open.visit.points] == [1, 2, 2, 2]
    assert session.open.visit.lot == "C7421"
    session.vials.pick(BOTOX)
    placed(session, -5)
    assert [p.vial for p in session.open.visit.points] == [1, 2, 2, 2, 1]
    assert stocked.in_file()[0] == session.open.visit


def test_a_second_vial_takes_only_the_chosen_points(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0)
    placed(session, 5)
    session.vials.pick(SECOND, {session.open.visit.points[1].key})
    assert [p.vial for p in session.open.visit.points] == [1, 2]
    assert stocked.history.undo()
    assert [p.vial for p in session.open.visit.points] == [1, 1]
    assert session.open.visit.vials == (BOTOX,)


def test_the_next_vial_goes_round(stocked):
    session = stocked.session
    placed(session)
    assert [session.vials.pick_next().lot for _ in range(3)] == ["C7421", "C7422", "C7421"]
    assert session.open.visit.vials == (BOTOX,)


def test_a_vial_that_was_not_drawn_from_is_let_go(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    session.vials.pick(SECOND)
    assert (session.open.visit.vials, session.open.visit.lot, session.open.visit.vial_units) == ((SECOND,), "C7422", 50)
    placed(session)
    session.charting.edit(
        "Seen", replace(session.open.visit, whys=(Why("vial:1:expired", Reason.SEEN), Why("x", Reason.SEEN)))
    )
    session.vials.pick(BOTOX, {point.key for point in session.open.visit.points})
    assert session.open.visit.vials == (BOTOX,)
    assert [p.vial for p in session.open.visit.points] == [1]
    assert [why.about for why in session.open.visit.whys] == ["x"]


def test_an_empty_visit_takes_the_product_of_the_vial(stocked):
    stocked.session.vials.pick(DYSPORT)
    assert (stocked.session.open.visit.product, stocked.session.open.visit.vial_units) == ("abo_dysport", 300)


def test_a_vial_of_another_product_is_not_picked(stocked):
    placed(stocked.session)
    with pytest.raises(Refused, match="Dysport"):
        stocked.session.vials.pick(DYSPORT)
    assert stocked.session.open.visit.vials == ()


def test_what_is_left_follows_every_edit_and_every_patient(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0, "20.25")
    row = session.vials.now()[BOTOX.id]
    assert (row.drawn, row.drafted, row.left) == (Decimal("20.25"), Decimal("20.25"), Decimal("79.75"))
    session.signing.sign("Dr Sign")
    assert (session.vials.now()[BOTOX.id].drawn, session.vials.now()[BOTOX.id].drafted) == (Decimal("20.25"), 0)
    session.patients.add(Patient("018f0000-0000-7000-8000-000000000002", "Other", "B", date(1980, 1, 1)))
    session.charting.new_visit()
    session.vials.pick(BOTOX)
    placed(session, 0, "79.75")
    assert session.vials.now()[BOTOX.id].left == 0
    assert of_vials(session) == []
    placed(session, 5, "0.01")
    assert [note.key for note in of_vials(session)] == ["vial:1:overdrawn"]
    assert "20.25 U of it at other visits" in str(of_vials(session)[0].measured)


def test_two_drafts_of_one_patient_draw_from_one_vial(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0, "60")
    session.charting.new_visit()
    session.vials.pick(BOTOX)
    placed(session, 0, "50")
    assert session.vials.now()[BOTOX.id].drawn == 110
    assert [note.id for note in of_vials(session)] == ["vial_overdrawn"]


def test_an_expired_vial_is_urgent_and_the_why_is_kept(stocked):
    session = stocked.session
    old = replace(BOTOX, id="018f0000-0000-7000-8000-00000000000d", expires=NOW.date() - timedelta(days=1))
    session.vials.add(old)
    session.vials.pick(old)
    placed(session)
    (note,) = of_vials(session)
    assert (note.key, note.urgent) == ("vial:1:expired", True)
    session.charting.edit("Seen", replace(session.open.visit, whys=(Why(note.key, Reason.SEEN),)))
    placed(session, 5)
    assert session.signing.sign("Dr Sign").whys == (Why("vial:1:expired", Reason.SEEN),)
    assert stocked.in_file()[0].whys == (Why("vial:1:expired", Reason.SEEN),)


def test_a_vial_is_used_up_with_what_is_wasted(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0, "87.5")
    assert session.vials.close(BOTOX.id, Closed.USED_UP).wasted == Decimal("12.5")
    assert [row.vial.lot for row in session.vials.offered()] == ["C7421", "C7422"]  # still the visit's own
    assert not session.vials.now()[BOTOX.id].in_use
    session.vials.reopen(BOTOX.id)
    assert session.vials.now()[BOTOX.id].in_use


def test_a_corrected_vial_corrects_the_draft_in_one_step(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session)
    session.vials.correct(replace(BOTOX, lot="C7499"))
    assert (session.open.visit.vials[0].lot, session.open.visit.lot) == ("C7499", "C7499")
    stocked.history.undo()
    assert session.open.visit.lot == "C7421"


def test_a_change_of_product_lets_the_vials_go(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session)
    session.charting.set_product("abo_dysport", keep_numbers=True)
    assert session.open.visit.vials == ()
    assert [p.vial for p in session.open.visit.points] == [None]
    assert of_vials(session) == []


def test_repeating_never_takes_a_vial_along(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session)
    source = session.signing.sign("Dr Sign")
    session.repeating.repeat(source)
    assert session.open.visit.vials == ()
    assert [p.vial for p in session.open.visit.points] == [None]
    session.charting.discard_draft()
    session.charting.new_visit()
    session.vials.pick(SECOND)
    session.repeating.repeat(source)
    assert [p.vial for p in session.open.visit.points] == [1]
    assert session.open.visit.vials == (SECOND,)


def test_a_scan_means_the_vial_of_its_serial_else_of_its_lot(stocked):
    session = stocked.session
    tagged = replace(BOTOX, id="018f0000-0000-7000-8000-00000000000e", serial="A12", gtin="09501101530003")
    session.vials.add(tagged)
    assert session.vials.scanned_vial("09501101530003", "C7421", "A12") == tagged
    assert session.vials.scanned_vial("09501101530003", "C7422", None) == SECOND
    assert session.vials.scanned_vial("09501101530003", "C7421", "B99") is None
    assert session.vials.scanned_vial("09501101530003", "C7421", None) == BOTOX
    assert session.vials.scanned_vial(None, "nothing", None) is None
    assert session.vials.known_gtin("09501101530003") == ("ona_botox", Decimal(100))


def test_a_second_product_is_a_visit_beside(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0, "20")
    first = session.open.visit
    session.vials.new_with_other_product()
    second = session.open.visit
    assert (second.at, second.product, second.points) == (first.at, "abo_dysport", ())
    assert session.vials.beside() == (first,)
    session.vials.pick(DYSPORT)
    placed(session, 0, "50")
    assert session.open.assessment.total_units == 50
    session.charting.open_visit(first.id)
    assert session.vials.beside() == (next(v for v in session.open.visits if v.id == second.id),)
    assert stocked.session.open.patient.id == ANA.id


def test_who_got_a_lot_knows_the_draft_of_now(stocked):
    session = stocked.session
    session.vials.pick(BOTOX)
    placed(session, 0, "20")
    (use,) = session.vials.lot_recall("c74 21")
    assert (use.patient.id, use.units, use.visit_id) == (ANA.id, 20, session.open.visit.id)
