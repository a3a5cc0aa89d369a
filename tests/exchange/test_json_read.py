"""Reading exchange JSON: what is taken is exact, what is refused names its place."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from charting.domain.face.face import View
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import Kind, Status, Technique
from charting.errors import Refused
from charting.exchange.json.text import Number
from charting.exchange.records import Vocabulary
from tests.exchange.at_once import parse
from tests.exchange.files import PATIENT, POINT, VISIT, inside, raw_json, read_assess, read_import, whole


def refusal(data: Any, vocabulary: Vocabulary, read: Any = read_import) -> str:
    with pytest.raises(Refused) as caught:
        read(data, vocabulary)
    sentence = str(caught.value)
    assert sentence.startswith("july.json")
    assert len(sentence) <= 500
    assert "\n" not in sentence
    return sentence


def test_a_whole_file_in_values(vocabulary: Vocabulary):
    (record,) = read_import(whole(), vocabulary)
    patient, (visit,) = record.patient, record.visits
    assert (patient.family_name, patient.born, patient.sex) == ("Family", date(1992, 3, 5), Sex.FEMALE)
    assert patient.interpupillary_mm == Decimal("61.5")
    assert visit.patient_id == patient.id
    assert (visit.kind, visit.status, visit.template) == (Kind.TREATMENT, Status.DRAFT, 1)
    assert visit.at.utcoffset() == timedelta(hours=2)
    assert (visit.vial_units, visit.diluent_ml, visit.price_per_unit) == (100, Decimal("2.5"), 12)
    first, second, third = visit.points
    assert (first.view, first.x_mm, first.units, first.technique) == (View.FRONT, 0.0, Decimal("1.5"), Technique.IM)
    assert second.area == "crows_feet.left"
    assert third.units is None
    assert [point.key for point in visit.points] == [1, 2, 3]


def test_assessing_needs_little(vocabulary: Vocabulary):
    little = {"format": "charting.exchange", "version": 1, "patients": [{"visits": [{"product": "ona_botox"}]}]}
    little["patients"][0]["visits"][0]["points"] = [{"view": "front", "x_mm": 1, "y_mm": 2, "units": 3}]
    (record,) = read_assess(little, vocabulary)
    assert record.visits[0].points[0].units == 3
    assert "family_name" in refusal(little, vocabulary)
    assert read_assess({"format": "charting.exchange", "version": 1}, vocabulary) == ()


def test_units_are_exact(vocabulary: Vocabulary):
    text = raw_json(whole()).replace(b'"units": 1.5', b'"units": 0.1').replace(b'"units": 4', b'"units": 0.20')
    (record,) = read_import(text, vocabulary)
    assert [str(point.units) for point in record.visits[0].points] == ["0.1", "0.2", "None"]


def test_coordinates_are_kept_to_hundredths(vocabulary: Vocabulary):
    text = raw_json(whole()).replace(b'"x_mm": 57.0', b'"x_mm": 57.123456789').replace(b'"x_mm": 0.0', b'"x_mm": -0.0')
    (record,) = read_import(text, vocabulary)
    assert record.visits[0].points[1].x_mm == 57.12
    assert str(record.visits[0].points[0].x_mm) == "0.0"


def test_missing_ids_follow_from_the_file_and_the_place(vocabulary: Vocabulary):
    bare = whole()
    del bare["patients"][0]["id"], bare["patients"][0]["visits"][0]["id"]
    bare["patients"].append(bare["patients"][0])
    first, again = read_import(bare, vocabulary), read_import(bare, vocabulary)
    assert first == again
    ids = {record.patient.id for record in first} | {visit.id for record in first for visit in record.visits}
    assert len(ids) == 4
    assert {uuid.UUID(text).version for text in ids} == {5}
    bare["patients"][0]["chart_no"] = "other"
    assert ids.isdisjoint(record.patient.id for record in read_import(bare, vocabulary))


def test_a_byte_order_mark_and_upper_case_ids_are_understood(vocabulary: Vocabulary):
    shouted = whole()
    shouted["patients"][0]["id"] = "0198F0C2-0000-7000-8000-0000000000AB"
    (record,) = read_import(b"\xef\xbb\xbf" + raw_json(shouted), vocabulary)
    assert record.patient.id == "0198f0c2-0000-7000-8000-0000000000ab"


def test_a_review_needs_no_product(vocabulary: Vocabulary):
    review = whole()
    visit = review["patients"][0]["visits"][0]
    del visit["product"]
    assert f"{VISIT}.product" in refusal(review, vocabulary)
    visit.update(kind="review", points=[])
    assert read_import(review, vocabulary)[0].visits[0].product is None


WRONG: list[tuple[str, str, Any, str]] = [
    (POINT, "units", 0, "at least 0.01"),
    (POINT, "units", -1, "at least 0.01"),
    (POINT, "units", 501, "at most 500"),
    (POINT, "units", 1.234, "steps of 0.01"),
    (POINT, "units", 0.009, "at least 0.01"),
    (POINT, "units", "abc", "expected a number, found text"),
    (POINT, "units", "1.5", "found text"),
    (POINT, "units", True, "found true or false"),
    (POINT, "units", [1], "found a list"),
    (POINT, "units", float("nan"), "at least 0.01"),
    (POINT, "units", float("inf"), "at least 0.01"),
    (POINT, "x_mm", None, "expected a number"),
    (POINT, "x_mm", "57", "expected a number"),
    (POINT, "x_mm", 400.01, "400 mm"),
    (POINT, "x_mm", float("-inf"), "400 mm"),
    (POINT, "y_mm", float("nan"), "400 mm"),
    (POINT, "view", "top", "none of front, right, left"),
    (POINT, "view", 1, "expected text"),
    (POINT, "technique", "iv", "none of im, id"),
    (POINT, "area", "crows_feet", "two sides"),
    (POINT, "area", "nose", "no area"),
    (POINT, "area", "forehead.left", "no area"),
    (POINT, "area", "crows_feet.right", "other side"),
    (POINT, "area", None, "expected text"),
    (VISIT, "product", "botox", "no product"),
    (VISIT, "product", None, "expected text"),
    (VISIT, "kind", "visit", "none of treatment"),
    (VISIT, "status", "done", "none of draft"),
    (VISIT, "id", "7", "not a UUID"),
    (VISIT, "at", "2026-07-14T10:20:00", "UTC offset"),
    (VISIT, "at", "2026-07-14", "UTC offset"),
    (VISIT, "at", "2026-02-30T10:20:00+02:00", "UTC offset"),
    (VISIT, "at", "2026-07-14T25:20:00+02:00", "UTC offset"),
    (VISIT, "at", "2026-07-14T10:20:00+99:00", "UTC offset"),
    (VISIT, "expires", "2026-02-30", "no date"),
    (VISIT, "expires", "31.03.2027", "no date"),
    (VISIT, "vial_units", 0, "0.01"),
    (VISIT, "vial_units", 10001, "10000"),
    (VISIT, "diluent_ml", 2.5001, "0.001"),
    (VISIT, "price_per_unit", 12, "expected text"),
    (VISIT, "price_per_unit", "12,00", "no price"),
    (VISIT, "price_per_unit", "-1", "no price"),
    (VISIT, "currency", "dollars", "no currency"),
    (VISIT, "template", 2, "no face of version 2"),
    (VISIT, "template", 1.5, "no face"),
    (VISIT, "lot", "x" * 501, "500"),
    (VISIT, "lot", "\x00", "cannot be stored"),
    (VISIT, "points", {}, "expected a list"),
    (VISIT, "unknown", 1, "“unknown” is not known"),
    (PATIENT, "family_name", "", "missing"),
    (PATIENT, "given_name", " ", "missing"),
    (PATIENT, "family_name", "x" * 501, "500"),
    (PATIENT, "family_name", "\ud800", "half a character"),
    (PATIENT, "born", "2026-07-21", "future"),
    (PATIENT, "born", "1992-02-30", "no date"),
    (PATIENT, "born", "05.03.1992", "no date"),
    (PATIENT, "sex", "f", "none of female"),
    (PATIENT, "sex", None, "expected text"),
    (PATIENT, "interpupillary_mm", 44.99, "45 to 80"),
    (PATIENT, "interpupillary_mm", 61.555, "steps"),
    (PATIENT, "interpupillary_mm", "61.5", "expected a number"),
    (PATIENT, "visits", None, "expected a list"),
    ("$", "patients", {}, "expected a list"),
    ("$", "version", 2, "newer"),
    ("$", "version", 0, "the number 1"),
    ("$", "version", True, "the number 1"),
    ("$", "version", "1", "the number 1"),
    ("$", "format", "charting", "exchange file"),
    ("$", "more", 1, "not known"),
]


@pytest.mark.parametrize(("where", "key", "value", "reason"), WRONG)
def test_each_wrong_value_is_refused_at_its_place(
    vocabulary: Vocabulary, where: str, key: str, value: Any, reason: str
):
    wrong = whole()
    inside(wrong, where)[key] = value
    sentence = refusal(wrong, vocabulary)
    path = where if "not known" in reason else f"{where}.{key}"
    assert f", {path}: " in sentence or (reason == "missing" and where in sentence)
    assert reason in sentence


@pytest.mark.parametrize(
    ("where", "key"),
    [("$", "format"), ("$", "version"), (PATIENT, "family_name"), (PATIENT, "given_name"), (PATIENT, "born"),
     (VISIT, "at"), (VISIT, "product"), (VISIT, "points"), (POINT, "view"), (POINT, "x_mm"), (POINT, "y_mm"),
     (POINT, "units")],
)  # fmt: skip
def test_what_is_needed_is_missed(vocabulary: Vocabulary, where: str, key: str):
    lacking = whole()
    del inside(lacking, where)[key]
    assert where in refusal(lacking, vocabulary)


def test_a_signed_visit_has_no_undosed_points(vocabulary: Vocabulary):
    undosed = whole()
    undosed["patients"][0]["visits"][0]["status"] = "signed"
    assert f"{VISIT}.points[2].units: only a draft" in refusal(undosed, vocabulary)


def test_two_thousand_points_and_no_more(vocabulary: Vocabulary):
    many = whole()
    visit = many["patients"][0]["visits"][0]
    visit["points"] = [visit["points"][0]] * 2000
    assert len(read_import(many, vocabulary)[0].visits[0].points) == 2000
    visit["points"].append(visit["points"][0])
    assert f"{VISIT}.points: a visit has at most 2,000" in refusal(many, vocabulary)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[1,]", "not JSON"),
        (b"null", "exchange file"),
        (b"[]", "exchange file"),
        (b'"text"', "exchange file"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b'{"a": "\xc3("}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"{'a': 1}", "not JSON"),
        (b'{"format": "charting.exchange", "version": 1} x', "not JSON"),
        (b'{"format": "charting.exchange", "version": 1, "version": 1}', "“version” stands there twice"),
        (b'{"format": "charting.exchange", "version": ' + b"9" * 5000 + b"}", "the number 1"),
    ],
)
def test_broken_files_are_one_sentence(vocabulary: Vocabulary, data: bytes, reason: str):
    assert reason in refusal(data, vocabulary)


def test_a_key_twice_is_told_with_its_place(vocabulary: Vocabulary):
    text = raw_json(whole()).replace(b'"x_mm": 57.0', b'"x_mm": 57.0, "x_mm": 1')
    assert f", {POINT}: the key “x_mm” stands there twice" in refusal(text, vocabulary)


@pytest.mark.parametrize(
    "number",
    ["1e400", "1e999999999", "1e99999999999999999999", "9" * 4301, "0." + "1" * 5000, "1e-999999999", "-1e-400"],
)
def test_giant_numbers_are_refused_wherever_they_stand(vocabulary: Vocabulary, number: str):
    for key in ("units", "vial_units", "interpupillary_mm", "template"):
        text = json.dumps(whole())
        for old in ('"units": 4', '"vial_units": 100', '"interpupillary_mm": 61.5', '"template": 1'):
            if old.startswith(f'"{key}"'):
                text = text.replace(old, f'"{key}": {number}')
        assert key in refusal(text.encode(), vocabulary)


@pytest.mark.parametrize("number", ["1e9999999", "-1e9999999", "1e-9999999", "1E400", "-1e308", "9" * 100_000])
@pytest.mark.parametrize(
    "key", ["x_mm", "y_mm", "units", "vial", "template", "vial_units", "interpupillary_mm", "born"]
)
def test_no_magnitude_is_anything_but_a_sentence(vocabulary: Vocabulary, key: str, number: str):
    file = whole()
    patient = file["patients"][0]
    visit = patient["visits"][0]
    where = next((one for one in (patient, visit) if key in one), visit["points"][0])
    where[key] = "here"
    data = raw_json(file).replace(b'"here"', number.encode(), 1)
    if (key[1:], number) == ("_mm", "1e-9999999"):
        assert "too small a number" in refusal(data, vocabulary)
    assert f".{key}: " in refusal(data, vocabulary)
    assert f".{key}: " in refusal(data, vocabulary, read_assess)


@pytest.mark.parametrize(
    ("written", "kept"), [("0.1e1", "1"), ("1.50", "1.5"), ("25e-1", "2.5"), ("0.01", "0.01"), ("5E2", "500")]
)
def test_a_number_is_what_is_written_however_it_is_written(vocabulary: Vocabulary, written: str, kept: str):
    file = whole()
    file["patients"][0]["visits"][0]["points"][0]["units"] = "here"
    (record,) = read_import(raw_json(file).replace(b'"here"', written.encode()), vocabulary)
    assert str(record.visits[0].points[0].units) == kept


def test_nothing_but_a_number_passes_for_one():
    assert parse(b'{"a": [1, 1.50, -0, 1E3, "1", true, null]}', "x")["a"] == [
        Number("1"), Number("1.50"), Number("-0"), Number("1E3"), "1", True, None,
    ]  # fmt: skip


def test_hard_text_is_kept_as_it_is(vocabulary: Vocabulary):
    for name in ("<b>Bold</b>", "O'Brien", "👩🏽", "שלום", "x" * 500, "a\u0301", "می\u200cنا"):
        named = whole()
        named["patients"][0]["family_name"] = name
        assert read_import(named, vocabulary)[0].patient.family_name == name
