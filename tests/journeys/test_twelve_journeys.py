"""Twelve visits as a clinic has them, by real events on the whole window: what they cost, and what was read.

What each takes and shows is in `table.toml`, which says how to change it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from charting.desk.session import Session
from charting.domain.people.patient import Sex
from charting.domain.visit.outcome import Evenness, EventSide, Finding, FoundEvent, Residual, Review, Severity
from charting.domain.visit.visit import Kind
from tests.journeys.conftest import Play
from tests.journeys.hand import Hand
from tests.journeys.reading import pdf_words
from tests.journeys.starts import DYSPORT, in_stock, known
from tests.ui.charts import CROWS_FEET, FOREHEAD, FULL_FACE, GLABELLA, treated
from tests.ui.people import RIGHT

PASSWORD = RIGHT
FOUND = Review((Finding("forehead", Residual.SLIGHT),), Evenness.EVEN, (), 5, "Just right.")
LID = FoundEvent("lid_ptosis", EventSide.LEFT, Severity.MODERATE)
DROOPING = Review((Finding("forehead", Residual.SLIGHT),), Evenness.SLIGHTLY_UNEVEN, (LID,), 2, "Left lid.")
DROPLETS = [(x * 6.4 - 28.8, y) for y in (-60.0, -53.6, -47.2) for x in range(10)]
"""30 places over the forehead, 6.4 mm apart."""


def places(points: tuple[tuple[float, float, str | None], ...]) -> list[tuple[float, float]]:
    return [(x, y) for x, y, _ in points]


def open_patient(hand: Hand, typed: str) -> None:
    """Find somebody as they are found at the front desk."""
    hand.press("Ctrl+K")
    hand.type(typed)
    hand.press("Return")


def load(hand: Hand, units: str) -> None:
    """A dose of the chips in hand."""
    hand.click(f"{units} units")


def tick_list(hand: Hand) -> None:
    """What only a person can know."""
    hand.click("site: open")
    hand.click("allergies: open")


def sign(hand: Hand, at: str) -> None:
    """Read what is signed, type the password, Enter."""
    hand.click("Sign and lock")
    hand.read(at)
    hand.type(PASSWORD)
    hand.press("Return")


def save_paper(hand: Hand) -> list[str]:
    """Save the paper that is shown under the name the desk proposes, close it, and read it."""
    before = set(Path().glob("*.pdf"))
    hand.click("Save as PDF…")
    hand.press("Return")
    hand.look(lambda: bool(set(Path().glob("*.pdf")) - before), "the PDF")
    hand.click("Close")
    (made,) = set(Path().glob("*.pdf")) - before
    return pdf_words(made)


def see_cautions(hand: Hand) -> None:
    """The list of cautions, and back to the doses."""
    hand.click("Cautions")
    hand.read_cautions()
    hand.click("Areas")


def test_a_first_visit_from_history_to_paper(play: Play, session: Session) -> None:
    in_stock(session)

    def journey(hand: Hand) -> None:
        hand.press("Ctrl+Shift+N")
        for text in ("Lindqvist", "Ana", "4 May 1990"):
            hand.type(text)
            hand.press("Tab")
        hand.type("f")
        hand.press("Return", "Return")
        hand.read("the desk with a new patient", "banner")
        hand.press("Ctrl+H")
        hand.click("Nothing of this applies")
        hand.click("Treatment")
        hand.read("history and consent")
        hand.click("Save")
        hand.press("Ctrl+N")
        hand.click("C7421*")
        load(hand, "1")
        hand.click_faces(places(FOREHEAD))
        load(hand, "4")
        hand.click_faces(places(GLABELLA))
        load(hand, "2")
        hand.press("M")
        hand.click_faces(places(CROWS_FEET[3:]))
        see_cautions(hand)
        hand.read("the doses", "doses", "total")
        hand.click("site: open")
        hand.read("ready to sign", "ready")
        sign(hand, "signing")
        hand.press("Ctrl+P")
        hand.note("the sheet", save_paper(hand))
        hand.click("Menu")
        hand.click_row("Patient's handout…")
        hand.note("the handout", save_paper(hand))

    play("first_visit", journey)


def test_same_as_last_time_but(play: Play, session: Session) -> None:
    known(session, "Brandt", "Ida", date(1988, 2, 9), "20117")
    last = treated(session, 119, *FULL_FACE)
    treated(session, 105, kind=Kind.REVIEW, of=last.id, review=FOUND)
    in_stock(session, lot="C8803")

    def journey(hand: Hand) -> None:
        open_patient(hand, "brandt")
        hand.read("before retreatment", "banner", "before")
        hand.press("Ctrl+R")
        hand.click("C8803*")
        hand.drag_face((-44, -44), (44, -63))
        hand.type("1")
        hand.press("Return", "Escape")
        hand.click_face(22, -30)
        hand.press("Up", "Escape")
        see_cautions(hand)
        hand.read("less in the forehead, one point higher", "doses", "total")
        tick_list(hand)
        sign(hand, "signing")
        hand.press("Ctrl+D")
        hand.read("compared with last time")

    play("same_as_last_time", journey)


def test_a_touch_up_after_a_ptosis(play: Play, session: Session) -> None:
    known(session, "Castell", "Rita", date(1979, 6, 30), "20233", days_ago=21)
    last = treated(session, 21, *FOREHEAD, *GLABELLA)
    treated(session, 7, kind=Kind.REVIEW, of=last.id, review=DROOPING)
    in_stock(session, lot="C8803")

    def journey(hand: Hand) -> None:
        open_patient(hand, "castell")
        hand.read("before the touch-up", "banner", "before")
        hand.press("Ctrl+Shift+T")
        hand.click("C8803*")
        load(hand, "2")
        hand.click_face(0, -56)
        hand.read_notice("said at the first point")
        see_cautions(hand)
        hand.read("the doses", "doses", "total")
        tick_list(hand)
        sign(hand, "signing")

    play("touch_up_after_ptosis", journey)


def test_a_man_with_a_strong_glabella(play: Play, session: Session) -> None:
    known(session, "Dahl", "Nils", date(1975, 10, 3), "20302", Sex.MALE)
    in_stock(session, lot="C8803")

    def journey(hand: Hand) -> None:
        open_patient(hand, "dahl")
        hand.press("Ctrl+N")
        hand.click("C8803*")
        hand.click("Another dose in units")
        hand.type("10")
        hand.press("Return")
        hand.click_faces(places(GLABELLA))
        hand.click("*strong muscle")
        see_cautions(hand)
        hand.read("the doses", "doses", "total")
        tick_list(hand)
        sign(hand, "signing")

    play("man_with_strong_glabella", journey)


def test_two_products_in_one_sitting(play: Play, session: Session) -> None:
    known(session, "Ekdal", "Hedda", date(1983, 12, 24), "20404")
    in_stock(session, lot="C8803")
    in_stock(session, DYSPORT, "L88012", 300, "1.5")

    def journey(hand: Hand) -> None:
        open_patient(hand, "ekdal")
        hand.press("Ctrl+N")
        hand.click("C8803*")
        load(hand, "4")
        hand.click_faces(places(GLABELLA))
        see_cautions(hand)
        hand.read("the first product", "doses", "total")
        tick_list(hand)
        sign(hand, "signing the first")
        hand.click("Menu")
        hand.click_row("New visit with another product")
        hand.click("L88012*")
        hand.click("Another dose in units")
        hand.type("7.5")
        hand.press("Return")
        hand.click("Mirror*")
        hand.click_faces(places(CROWS_FEET[3:]))
        see_cautions(hand)
        hand.read("the second product", "doses", "total")
        tick_list(hand)
        sign(hand, "signing the second")

    play("two_products", journey)


def test_a_mistake_found_after_signing(play: Play, session: Session) -> None:
    known(session, "Falk", "Tove", date(1991, 8, 17), "20518", days_ago=1)
    treated(session, 1, *FOREHEAD, *GLABELLA)

    def journey(hand: Hand) -> None:
        open_patient(hand, "falk")
        hand.click_in("Visits", "*13 Jul 2026*")
        hand.click("Menu")
        hand.click_row("Record", "Correct this visit…")
        hand.read("correcting")
        hand.type("2 U were given in the middle")
        hand.click("Begin the correction")
        hand.click_face(0, -56)
        hand.type("2")
        hand.press("Return", "Escape")
        see_cautions(hand)
        hand.read("the correction", "doses", "total")
        hand.click("site: open")
        sign(hand, "signing the correction")
        hand.read("what stands now", "banner", "visits")

    play("mistake_after_signing", journey)


def test_how_much_last_time_and_when_due(play: Play, session: Session) -> None:
    known(session, "Gran", "Siv", date(1970, 3, 5), "20611")
    last = treated(session, 119, *FULL_FACE)
    treated(session, 105, kind=Kind.REVIEW, of=last.id, review=FOUND)

    def journey(hand: Hand) -> None:
        open_patient(hand, "gran")
        hand.read("how much last time", "banner", "before")
        hand.press("Ctrl+L")
        hand.wait_for("Patients by the day they are due")
        hand.read("when due", "Patients by the day they are due")
        hand.press("Escape")

    play("how_much_and_when_due", journey)


def test_a_lot_recall(play: Play, session: Session) -> None:
    for family, given, chart_no, days in (("Holm", "Ase", "20702", 40), ("Iversen", "Liv", "20703", 12)):
        known(session, family, given, date(1981, 5, 21), chart_no, days_ago=days)
        treated(session, days, *GLABELLA)

    def journey(hand: Hand) -> None:
        hand.click("Menu")
        hand.click_row("Clinic", "Lot recall…")
        hand.type("c 7421")
        hand.press("Return")
        hand.read("who got it")
        hand.click("Copy as text")
        hand.read("the list for the letter")
        hand.click("Done")

    play("lot_recall", journey)


def test_thirty_microdroplets(play: Play, session: Session) -> None:
    known(session, "Jansen", "Mie", date(1995, 1, 19), "20809")
    in_stock(session, lot="C8803")

    def journey(hand: Hand) -> None:
        open_patient(hand, "jansen")
        hand.press("Ctrl+N")
        hand.click("C8803*")
        hand.choose("Area and technique of the next points", "Intradermal")
        load(hand, "0.5")
        hand.click_faces(DROPLETS)
        see_cautions(hand)
        hand.read("the doses", "doses", "total")
        tick_list(hand)
        sign(hand, "signing")

    play("thirty_microdroplets", journey)


def test_a_dysport_label_visit(play: Play, session: Session) -> None:
    known(session, "Krogh", "Bodil", date(1968, 7, 11), "20913")
    in_stock(session, DYSPORT, "L88012", 300, "1.5")

    def journey(hand: Hand) -> None:
        open_patient(hand, "krogh")
        hand.press("Ctrl+N")
        hand.choose("Product", "Dysport*")
        hand.click("L88012*")
        hand.choose("Patterns of this product", "Glabella 5 × 10 U*")
        hand.read_notice("said of the pattern")
        see_cautions(hand)
        hand.read("the doses", "doses", "total")
        tick_list(hand)
        sign(hand, "signing")

    play("dysport_label", journey)


def test_a_two_week_review(play: Play, session: Session) -> None:
    known(session, "Lund", "Gro", date(1986, 9, 2), "21004", days_ago=14)
    treated(session, 14, *FULL_FACE)

    def journey(hand: Hand) -> None:
        open_patient(hand, "lund")
        hand.press("Ctrl+Shift+E")
        hand.click("All areas: none")
        hand.click("*, Forehead: slight")
        hand.click("Evenness: even")
        hand.click("Patient's satisfaction: 5")
        hand.read("the review")
        hand.click("Save and sign…")
        hand.read("signing")
        hand.type(PASSWORD)
        hand.press("Return")
        hand.read("afterwards", "banner", "visits", "Review")

    play("two_week_review", journey)


def test_points_on_no_area(play: Play, session: Session) -> None:
    known(session, "Moe", "Turid", date(1990, 11, 8), "21107")
    in_stock(session, lot="C8803")

    def journey(hand: Hand) -> None:
        open_patient(hand, "moe")
        hand.press("Ctrl+N")
        hand.click("C8803*")
        load(hand, "2")
        hand.click_faces([(30, 30), (32, -12), (0, 130), (12, 2)])
        see_cautions(hand)
        hand.read("the doses", "doses", "total")
        tick_list(hand)
        sign(hand, "signing")

    play("points_on_no_area", journey)
