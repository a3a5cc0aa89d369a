"""What paper says of density and surface: the same as the desk, and how far it is known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.words.dose_words import state_text
from tests.ui.charts import put
from tests.ui.papers import sheet_pdf, text

WIDE = {"face_width_mm": Decimal("147.18"), "forehead_height_mm": Decimal("69.3")}


def test_the_sheet_says_both_styles_where_they_differ_and_how_far_the_surface_is_known(
    draft: Session, patient: Patient
) -> None:
    draft.patients.change(replace(patient, **WIDE))
    put(draft, (-18, -55, "3.5"), (0, -56, "3.5"), (18, -55, "3.5"), (0, 97, "4"))
    assert draft.open.assessment is not None
    assert [state_text(row) for row in draft.open.assessment.areas] == [
        "standard · density between", "micro and standard · surface uncertain",
    ]  # fmt: skip
    said = text(sheet_pdf(draft))
    assert "standard; by density between" in said
    assert "micro and standard; surface uncertain" in said
    assert "U/cm² of skin, whose surface is known to ±5–10 %." in said
    assert "face 147.18 mm wide · forehead 69.3 mm high" in said


def test_on_an_average_face_there_is_one_style(charted: Session) -> None:
    said = text(sheet_pdf(charted))
    assert "by density" not in said
    assert "U/cm² of skin, whose surface is known to ±15 %." in said
    assert "mm wide" not in said


def test_a_signed_sheet_names_the_measures_of_then(charted: Session, patient: Patient) -> None:
    charted.patients.change(replace(patient, interpupillary_mm=Decimal(60)))
    charted.signing.sign("Dr X")
    assert charted.open.patient is not None
    charted.patients.change(replace(charted.open.patient, interpupillary_mm=Decimal(70), **WIDE))
    said = text(sheet_pdf(charted))
    assert "pupils 60 mm apart" in said
    assert "mm wide" not in said
    assert "known to ±13 %" in said
