"""The face map and the handout on paper: read back as PDF, and made by hand in their windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from PySide6.QtCore import QBuffer, QLocale, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from charting.domain.clinic.clinic import PaperSettings
from charting.domain.face.face import View
from charting.domain.visit.outcome import Evenness, EventSide, Finding, FoundEvent, Residual, Review, Severity
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import NO_PLACE, Technique
from charting.drawing.press import DOTS
from charting.exchange.pdf import A4, LETTER, file_name, laid_out, paper_of_locale, pdf
from charting.paper.handout_words import SMALLEST, handout_of, handout_title
from charting.paper.sheet import Maps, Photo
from charting.paper.sheet_words import Options, sheet_of
from tests import shipped
from tests.ui.charts import FOREHEAD, GLABELLA, put
from tests.ui.conftest import NOW
from tests.ui.papers import chart_of, faces, pypdf, sheet_pdf, text, texts

# ---------------------------------------------------------------------- the sheet


def test_a_sheet_says_who_what_and_what_was_signed(signed):
    content = sheet_pdf(signed)
    said = text(content)
    for wanted in (
        "Family, Given", "born 5 Mar 1992 (34 y)", "chart 10482", "14 Jul 2026 10:20", "Botox Cosmetic", "40.5 U",
        "1.01 mL", "lot C7421", "expires 31 Mar 2027", "100 U in 2.5 mL", "Forehead", "6.5", "5–7.5", "10–20",
        "Crow's feet R", "Dr X", "I treated this patient as charted.",
        signed.open.visit.signature.sha256, "Page 1 of 1",
        "weak evidence", "No consent to treatment is on file",
    ):  # fmt: skip
        assert wanted in said, (wanted, said)
    reader = pypdf.PdfReader(BytesIO(content))
    assert len(reader.pages) == 1
    assert reader.metadata.title == "Face map · treatment, Family, Given, chart 10482, 2026-07-14"
    assert len(content) < 300_000


def test_each_map_says_which_side_is_which(signed):
    chart, _ = chart_of(signed)
    handout = pdf(laid_out(handout_of(chart, faces, Options(NOW)), A4, SMALLEST), "", NOW)
    for content in (sheet_pdf(signed), handout):
        lines = [line.strip() for page in pypdf.PdfReader(BytesIO(content)).pages for line in
                 page.extract_text().splitlines()]  # fmt: skip
        assert {"R", "L"} <= set(lines), lines


def test_a_space_is_read_as_a_space_and_no_two_letters_as_one(signed):
    said = pypdf.PdfReader(BytesIO(sheet_pdf(signed))).pages[0].extract_text()
    assert "Botox Cosmetic" in said
    assert "is on file" in said
    assert "\t" not in said


def test_every_font_is_inside_the_file(signed):
    page = pypdf.PdfReader(BytesIO(sheet_pdf(signed))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_foot_names_the_last_entry_of_the_audit(signed):
    _, head = chart_of(signed)
    assert f"audit entry {head.seq}, {head.seal.hex()[:12]}" in text(sheet_pdf(signed))


def test_the_same_chart_and_time_give_the_same_bytes(signed):
    assert sheet_pdf(signed, options=Options(NOW)) == sheet_pdf(signed, options=Options(NOW))


@pytest.mark.parametrize("size", [A4, LETTER])
def test_the_paper_has_its_size(signed, size):
    box = pypdf.PdfReader(BytesIO(sheet_pdf(signed, size=size))).pages[0].mediabox
    assert abs(float(box.width) - size.width_mm * 72 / 25.4) < 1.5
    assert abs(float(box.height) - size.height_mm * 72 / 25.4) < 1.5


def test_a_draft_says_so_on_every_page(charted):
    crowd(charted)
    pages = texts(sheet_pdf(charted))
    assert len(pages) > 1
    assert all("DRAFT – not signed" in page for page in pages)
    assert "SHA-256" not in " ".join(pages)


def crowd(session):
    """Chart nearly every area, so that one page is not enough."""
    for number, y in enumerate(range(-75, 120, 5)):
        put(session, (30.0 if number % 2 else -30.0, float(y), "1"), technique=Technique.ID)
        put(session, (45.0 if number % 2 else -45.0, float(y), "1"))


def test_an_amended_chart_says_by_whom_and_names_the_one_that_holds(signed):
    old = signed.open.visit
    signed.amending.correct("the lot was another one")
    signed.charting.edit("Lot", replace(signed.open.visit, lot="C9"))
    signed.signing.sign("Dr Y")
    said = text(sheet_pdf(signed, old))
    assert "AMENDED" in said
    assert "by Dr Y: the lot was another one." in said
    assert signed.open.visit.signature.sha256[:12] in said
    said = text(sheet_pdf(signed))
    assert "AMENDED" not in said
    assert f"SHA-256 {old.signature.sha256[:12]}" in said


def test_a_chart_entered_in_error_says_so(signed):
    old = signed.open.visit
    signed.amending.enter_in_error("the wrong patient", "Dr Y")
    said = text(sheet_pdf(signed, old))
    assert "ENTERED IN ERROR" in said
    assert "by Dr Y: the wrong patient." in said


BRUISE = FoundEvent("bruise", EventSide.RIGHT, Severity.MILD, date(2026, 7, 14), None, "ice")


def test_review_and_touch_up_stand_on_the_second_page(signed):
    old = signed.open.visit
    signed.repeating.new_touch_up()
    put(signed, (0.0, -56.0, "1"))
    signed.signing.sign("Dr X")
    touched = signed.open.visit
    signed.charting.open_visit(old.id)
    signed.repeating.new_review()
    review = Review((Finding("forehead", Residual.SLIGHT),), Evenness.EVEN, (BRUISE,), 4, "Very happy")
    signed.charting.edit("Review", replace(signed.open.visit, review=review))
    signed.signing.sign("Dr X")
    first, second = texts(sheet_pdf(signed, old))
    assert "Touch-up" not in first
    for wanted in (
        "Touch-up",
        "Review",
        "slight",
        "Satisfaction: 4 of 5",
        "Very happy",
        touched.signature.sha256,
        "Bruise, swelling, pain, redness right, mild",
        "treated: ice",
        "Still moves",
    ):
        assert wanted in second, wanted


def test_a_long_chart_goes_on_under_its_headings_and_keeps_the_signature_whole(charted):
    crowd(charted)
    charted.signing.sign("Dr X")
    pages = texts(sheet_pdf(charted, size=LETTER))
    assert len(pages) > 1
    assert all("Family, Given" in page and f"of {len(pages)}" in page for page in pages)
    last = next(page for page in pages if charted.open.visit.signature.sha256 in page)
    assert "Signed electronically" in last


@pytest.mark.parametrize("name", ['O\'Brien, "Bo"\n', "ليلى", "李", "Zoë 🌷", "=SUM(A1)", "x" * 300])
def test_any_name_can_be_printed(signed, name):
    signed.patients.change(replace(signed.open.patient, family_name=name))
    content = sheet_pdf(signed)
    reader = pypdf.PdfReader(BytesIO(content))
    assert " ".join(name.split())[:20] in reader.metadata.title.replace("\u2068", "").replace("\u2069", "")


def test_a_right_to_left_sheet_is_mirrored_but_never_the_face(signed):
    def picture(session):
        chart, _ = chart_of(session)
        press = laid_out(sheet_of(chart, faces, Options(NOW)), A4)
        image = QImage(840, 1188, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(4 / DOTS, 4 / DOTS)
        press.paint(painter, 0)
        painter.end()
        return image

    def dark(image, left, right, top, bottom):
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        return sum(grey.pixelColor(x, y).value() < 140 for x in range(left, right) for y in range(top, bottom))

    name_at_left = (50, 300, 70, 105)
    name_at_right = (540, 790, 70, 105)
    before = picture(signed)
    assert dark(before, *name_at_left) > 10 * dark(before, *name_at_right)
    signed.patients.change(replace(signed.open.patient, family_name="عبد الرحمن", given_name="ليلى"))
    QLocale.setDefault(QLocale(QLocale.Language.Arabic, QLocale.Country.Egypt))
    after = picture(signed)
    assert dark(after, *name_at_right) > 10 * max(dark(after, *name_at_left), 1)


def test_grey_print_tells_the_bands_apart(signed):
    chart, _ = chart_of(signed)
    press = laid_out(sheet_of(chart, faces, Options(NOW)), A4)
    image = QImage(1680, 2376, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(8 / DOTS, 8 / DOTS)
    press.paint(painter, 0)
    painter.end()
    tones = {QColor(image.pixel(x, y)).lightness() // 16 for x in range(1300, 1570) for y in range(1000, 1400, 2)}
    assert len(tones) >= 4  # track, micro, standard and ink are four greys


def test_the_price_stands_there_only_where_the_clinic_wants_it(charted):
    charted.settings.set_price("ona_botox", None, Decimal(12), "GBP")
    charted.signing.sign("Dr X")
    assert "Price" not in text(sheet_pdf(charted))
    charted.settings.set_paper(PaperSettings(bill=True))
    assert "£486.00" in text(sheet_pdf(charted))


def test_all_that_profiles_hold_is_on_the_sheet_and_the_file_stays_small(charted):
    for view, side in ((View.RIGHT, 1), (View.LEFT, -1)):
        put(charted, (0.0, 0.0, "2"), (side * 3.0, 8.0, "2"), (side * 60.0, 60.0, "8"), view=view)
    charted.signing.sign("Dr X")
    content = sheet_pdf(charted)
    assert all(name in text(content) for name in ("Front", "Patient's right", "Patient's left"))
    assert len(content) < 300_000


def test_photographs_have_a_page_of_their_own_and_a_broken_one_does_no_harm(signed):
    image = QImage(3000, 4000, QImage.Format.Format_RGB32)
    image.fill(QColor("#c0a090"))
    buffer = QBuffer()
    image.save(buffer, "JPEG")
    photos = (Photo(bytes(buffer.data().data()), "Before · Frown"), Photo(b"no picture", "Broken"))
    content = sheet_pdf(signed, options=Options(NOW, None, photos))
    first, second = pypdf.PdfReader(BytesIO(content)).pages
    assert "Before · Frown" in second.extract_text()
    assert (len(first.images), len(second.images)) == (0, 1)
    assert max(second.images[0].image.size if second.images[0].image else (0,)) <= 1100
    assert len(content) < 400_000


@pytest.mark.parametrize(
    ("number", "wanted"),
    [("10482", "chart-10482_2026-07-14_face-map.pdf"), ("A 12", "chart-0198f0c2_2026-07-14_face-map.pdf"),
     ("../x", "chart-0198f0c2_2026-07-14_face-map.pdf"), (None, "chart-0198f0c2_2026-07-14_face-map.pdf"),
     ("7.", "chart-0198f0c2_2026-07-14_face-map.pdf")],
)  # fmt: skip
def test_the_file_has_a_name_that_every_system_keeps(signed, number, wanted):
    patient = replace(signed.open.patient, chart_no=number)
    assert file_name(patient, signed.open.visit) == wanted
    other = file_name(patient, signed.open.visit, taken=lambda name: name == wanted)
    assert other == wanted.replace(".pdf", f"_{signed.open.visit.id[-12:]}.pdf")


def test_the_paper_is_the_one_of_the_place():
    assert paper_of_locale(QLocale("en_US")) is LETTER
    assert paper_of_locale(QLocale("en_GB")) is A4
    assert paper_of_locale(QLocale.c()) is A4


# ---------------------------------------------------------------------- the handout


NOT_FOR_PATIENTS = (
    "mark A",
    "mark B",
    "mark C",
    "weak evidence",
    "nobody can say",
    "derived",
    "label",
    "clinic article",
)
EVERYWHERE = (FOREHEAD, GLABELLA, ((0.0, 78.0, "2"),), ((60.0, 60.0, "9"),))
REFERENCE = shipped.reference()


def handout_pdf(session, note="", size=A4):
    chart, _ = chart_of(session)
    press = laid_out(handout_of(chart, faces, Options(NOW), note), size, SMALLEST)
    return pdf(press, handout_title(chart), NOW), press


@pytest.mark.parametrize("size", [A4, LETTER])
def test_the_handout_says_it_in_plain_words_on_one_page(signed, size):
    signed.settings.set_paper(PaperSettings(phone="+44 20 7946 0000"))
    content, press = handout_pdf(signed, "Bring your sunglasses.", size)
    said = text(content)
    for wanted in (
        "you were given Botox Cosmetic, 40.5 units in all", "Crow's feet beside the eyes, both sides: 12 units",
        "Low dose, also called “baby” or micro (forehead and chin)", "fewer units", "softer and shorter",
        "about 4–6 months",
        "between 21 Jul 2026 and 28 Jul 2026", "breathing", "allergic reaction", "An eyelid that hangs down",
        "+44 20 7946 0000", "Bring your sunglasses.",
    ):  # fmt: skip
        assert wanted in said, (wanted, said)
    assert said.index("breathing") < said.index("An eyelid")
    assert press.count == 1
    assert press.sheet.scale * 3.1 / 25.4 * 72 >= 11
    for unwanted in ("Glabella", "ptosis", "U/cm", "{", *NOT_FOR_PATIENTS):
        assert unwanted not in said, unwanted


def test_the_handout_of_a_draft_says_planned(charted):
    said = text(handout_pdf(charted)[0])
    assert "PLANNED" in said
    assert "Planned for 14 Jul 2026" in said
    assert "you were given" not in said


def test_the_clinics_own_text_is_used_and_a_note_is_never_lost(signed):
    signed.settings.set_paper(PaperSettings(handout="# Hello {given_name}\nYou had {total} of {product}.\n"))
    said = text(handout_pdf(signed, "Call me.")[0])
    assert "Hello Given You had 40.5 units of Botox Cosmetic. Call me." in said
    assert "breathing" not in said


@pytest.mark.parametrize("product", [None, *REFERENCE.products])
def test_a_handout_of_any_product_bears_no_mark_and_no_source(draft, product):
    """Also where the data has no duration: then it says something kind, and true."""
    draft.charting.edit("Product", replace(draft.open.visit, product=product))
    put(draft, *(point for place in EVERYWHERE for point in place))
    said = text(handout_pdf(draft)[0])
    for unwanted in (*NOT_FOR_PATIENTS, *(source.short for source in REFERENCE.sources.values())):
        assert unwanted not in said, (unwanted, said)
    if product is None:
        assert "this differs from person to person; tell us when the movement comes back" in said


def test_a_handout_that_holds_no_longer_says_so_in_plain_words(signed):
    old = signed.open.visit
    signed.amending.correct("the lot was another one")
    signed.charting.edit("Lot", replace(signed.open.visit, lot="C9"))
    signed.signing.sign("Dr Y")
    chart, _ = chart_of(signed, old)
    said = text(pdf(laid_out(handout_of(chart, faces, Options(NOW)), A4, SMALLEST), "", NOW))
    assert "REPLACED A corrected one stands in its place." in said
    assert "SHA-256" not in said
    assert "lot" not in said


# ---------------------------------------------------------------------- before anything is charted


@pytest.mark.parametrize("size", [A4, LETTER])
def test_before_anything_is_charted_the_handout_is_general(draft, size):
    draft.settings.set_paper(PaperSettings(phone="+44 20 7946 0000", handout="You had {total} today.\n", low_dose=True))
    content, press = handout_pdf(draft, "Bring your sunglasses.", size)
    said = text(content)
    for wanted in (
        "About your treatment", "A small amount of Botox Cosmetic is injected", "Please come 7 to 14 days after",
        "Usually", "months. It differs from person to person.", "breathing", "An eyelid that hangs down",
        "Low-dose treatment, often called “baby” or micro", "the same product in fewer units",
        "+44 20 7946 0000", "Bring your sunglasses.", "Family, Given",
    ):  # fmt: skip
        assert wanted in said, (wanted, said)
    for unwanted in ("You had", "PLANNED", "units in all", "{", "None", *NOT_FOR_PATIENTS):
        assert unwanted not in said, (unwanted, said)
    assert press.count == 1


def test_low_dose_is_explained_only_where_the_clinic_switched_it_on(draft):
    assert "baby" not in text(handout_pdf(draft)[0])
    assert "Low-dose" not in text(handout_pdf(draft)[0])
    draft.settings.set_paper(PaperSettings(low_dose=True))
    assert "Low-dose treatment" in text(handout_pdf(draft)[0])


@pytest.mark.parametrize("product", REFERENCE.products)
def test_the_general_handout_speaks_of_the_product_of_the_visit(draft, product):
    draft.charting.edit("Product", replace(draft.open.visit, product=product))
    said = text(handout_pdf(draft)[0])
    assert f"A small amount of {REFERENCE.products[product].name} is injected" in said
    assert "differs from person to person" in said


def test_a_place_that_nobody_recorded_is_said_and_marked(charted):
    visit = charted.open.visit
    first = replace(visit.points[0], placed_by=NO_PLACE)
    charted.charting.edit("From a table", replace(visit, points=(first, *visit.points[1:])))
    chart, head = chart_of(charted)
    sheet = sheet_of(chart, faces, Options(NOW, head))
    maps = next(part for page in sheet.pages for part in page if isinstance(part, Maps))
    assert [point.guessed for point in maps.maps[0].points].count(True) == 1
    assert "1 point with “?”: the place was not recorded" in text(sheet_pdf(charted))


def test_why_a_visit_without_a_lot_was_signed_stands_on_its_sheet(charted):
    whys = (Why("vial_lot", Reason.ANOTHER_BOX),)
    charted.charting.edit("Why", replace(charted.open.visit, lot=None, whys=whys))
    charted.signing.sign("Dr X")
    assert "No lot. Why: another box, lot on paper" in " ".join(text(sheet_pdf(charted)).split())
