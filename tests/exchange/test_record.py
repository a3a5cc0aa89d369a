"""What makes a record stand up, in and out of an exchange file: exact, or refused with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from charting.desk.paper import gathered
from charting.desk.signing import document
from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.consent import ConsentTo
from charting.domain.people.history import Answer, Condition
from charting.domain.visit.chart import Selection
from charting.domain.visit.record import Addendum, Bulging, Marked, MuscleFinding, Reason, Thickness
from charting.domain.visit.visit import Status
from charting.errors import Refused
from charting.exchange.matching import same_content
from charting.exchange.records import Vocabulary
from charting.store.check import check
from charting.store.database import Store
from tests.exchange.files import PATIENT, VISIT, inside, read_assess, read_import, standing_record, whole, write
from tests.exchange.plans import brought_in as imported
from tests.store.values import NOON, a_visit, clock, some_id


def test_every_key_is_read(vocabulary: Vocabulary):
    (record,) = read_import(standing_record(), vocabulary)
    visit = record.visits[0]
    assert [vial.product for vial in visit.vials] == ["ona_botox", "ona_botox"]
    assert visit.vials[0].lot == "C7421"
    assert visit.vials[0].serial == "00012"
    assert visit.vials[1].id != visit.vials[0].id
    assert [(point.vial, point.placed_by) for point in visit.points] == [(1, "Dr Sign")] * 3
    (why,) = visit.whys
    assert (why.reason, why.standard.high, why.micro) == (Reason.STRONG_MUSCLE, Decimal("20.5"), None)
    assert visit.consultation.choices[0].style is RangeStyle.MICRO
    assert visit.findings == (MuscleFinding("masseter.left", Bulging.DOUBLE, Thickness.FROM_10_TO_14),)
    assert visit.area_prices[0].price_per_unit == Decimal("9.50")
    assert visit.recorded_at.day == 15
    assert visit.addenda[0].text == "Called: all well."
    assert visit.marked.reason == "The dose was 4 U."
    assert record.visits[2].amends == visit.id
    assert record.history.conditions == (Condition.DRY_EYE,)
    assert record.history.pregnant is Answer.UNKNOWN
    assert record.consents[0].to == (ConsentTo.TREATMENT, ConsentTo.OFF_LABEL)
    assert record.consents[0].withdrawn.reason == "Changed her mind."


def test_assess_reads_them_too(vocabulary: Vocabulary):
    assert read_assess(standing_record(), vocabulary)[0].visits[0].vials


BAD: list[tuple[str, str, Any, str]] = [
    (f"{PATIENT}.attachments[0]", "content", "%PDF", f"{PATIENT}.attachments[0].content: this is no base64"),
    (f"{PATIENT}.attachments[0]", "content", "AAAA", f"{PATIENT}.attachments[0].content: the bytes are no"),
    (f"{PATIENT}.attachments[0]", "media_type", "image/gif", f"{PATIENT}.attachments[0].media_type"),
    (f"{PATIENT}.attachments[0]", "id", "0198f0c7-0000-7000-8000-000000000002", f"{PATIENT}.consents[0].scan"),
    (f"{PATIENT}.attachments[1]", "width", -1, f"{PATIENT}.attachments[1].width"),
    (f"{PATIENT}.attachments[1]", "added_at", "2026-07-14", f"{PATIENT}.attachments[1].added_at"),
    (f"{PATIENT}.attachments[1].hidden", "reason", " ", f"{PATIENT}.attachments[1].hidden.reason"),
    (f"{PATIENT}.earlier_histories[0]", "pregnant", "maybe", f"{PATIENT}.earlier_histories[0].pregnant"),
    ("$.tables[0]", "version", "abc", "$.tables[0].version: the name is not the SHA-256"),
    ("$.tables[0]", "content", "{}", "$.tables[0].version: the name is not the SHA-256"),
    (f"{VISIT}.points[0]", "vial", 3, f"{VISIT}.points[0].vial: 3 is no vial of the visit, which has 2"),
    (f"{VISIT}.points[0]", "vial", 0, f"{VISIT}.points[0].vial"),
    (f"{VISIT}.points[0]", "vial", 1.5, f"{VISIT}.points[0].vial"),
    (f"{VISIT}.points[0]", "vial", "1", f"{VISIT}.points[0].vial: expected a number"),
    (f"{VISIT}.points[0]", "placed_by", " ", f"{VISIT}.points[0].placed_by: there is no text here"),
    (f"{VISIT}.vials[0]", "vial_units", 0, f"{VISIT}.vials[0].vial_units"),
    (f"{VISIT}.vials[0]", "expires", "2027-02-31", f"{VISIT}.vials[0].expires: “2027-02-31” is no date"),
    (f"{VISIT}.vials[0]", "made_up_at", "2026-07-14T10:00:00", f"{VISIT}.vials[0].made_up_at"),
    (f"{VISIT}.vials[0]", "product", "ona_botox", f"{VISIT}.vials[0]: the key “product” is not known"),
    (f"{VISIT}.whys[0]", "reason", "because", f"{VISIT}.whys[0].reason: “because” is none of"),
    (f"{VISIT}.whys[0]", "about", "", f"{VISIT}.whys[0].about"),
    (f"{VISIT}.whys[0].standard", "high", 1, f"{VISIT}.whys[0].standard: a range ends above"),
    (f"{VISIT}.consultation.choices[0]", "area", "crows_feet.left", f"{VISIT}.consultation.choices[0].area"),
    (f"{VISIT}.consultation.choices[0]", "style", "both", f"{VISIT}.consultation.choices[0].style"),
    (f"{VISIT}.findings[0]", "bulging", "huge", f"{VISIT}.findings[0].bulging: “huge” is none of"),
    (f"{VISIT}.findings[0]", "thickness", 12, f"{VISIT}.findings[0].thickness: expected text"),
    (f"{VISIT}.findings[0]", "area", "masseter", f"{VISIT}.findings[0].area"),
    (VISIT, "findings", [{"area": "masseter.left"}], f"{VISIT}.findings[0]: a finding says how a muscle bulges"),
    (VISIT, "findings", [{"area": "masseter.left", "bulging": "mono"}] * 2, f"{VISIT}.findings[1].area: there is a"),
    (f"{VISIT}.area_prices[0]", "price_per_unit", 9.5, f"{VISIT}.area_prices[0].price_per_unit: expected text"),
    (VISIT, "recorded_at", "yesterday", f"{VISIT}.recorded_at"),
    (VISIT, "status", "signed", f"{VISIT}.marked: only a visit that is amended"),
    (VISIT, "status", "draft", f"{VISIT}.addenda: notes are added to a signed visit"),
    (VISIT, "amends", "0198f0c3-0000-7000-8000-000000000001", f"{VISIT}.amends: a visit cannot correct itself"),
    (VISIT, "reason", "", f"{VISIT}.reason"),
    (VISIT, "checks", ["x" * 101], f"{VISIT}.checks[0]"),
    (f"{VISIT}.addenda[0]", "text", "x" * 4001, f"{VISIT}.addenda[0].text"),
    (f"{VISIT}.marked", "other", "no id", f"{VISIT}.marked.other"),
    (f"{PATIENT}.history", "milk_protein", "maybe", f"{PATIENT}.history.milk_protein"),
    (f"{PATIENT}.history", "human_albumin", "maybe", f"{PATIENT}.history.human_albumin"),
    (f"{PATIENT}.history", "asked", ["flu"], f"{PATIENT}.history.asked[0]"),
    (f"{PATIENT}.history", "asked", ["als", "als"], f"{PATIENT}.history: A condition stands twice"),
    (f"{PATIENT}.history", "no_allergies", True, f"{PATIENT}.history: “No known allergies”"),
    (f"{PATIENT}.history.earlier[0]", "product", "nothing", f"{PATIENT}.history.earlier[0].product"),
    (f"{PATIENT}.consents[0]", "to", [], f"{PATIENT}.consents[0]: Choose what"),
    (f"{PATIENT}.consents[0]", "areas", ["nose"], f"{PATIENT}.consents[0].areas[0]"),
    (f"{PATIENT}.consents[0].withdrawn", "at", "2020-01-01T00:00:00+00:00", f"{PATIENT}.consents[0].withdrawn"),
]


@pytest.mark.parametrize(("where", "key", "value", "said"), BAD)
def test_what_cannot_be_is_refused_with_its_place(vocabulary: Vocabulary, where: str, key: str, value: Any, said: str):
    file = standing_record()
    inside(file, where)[key] = value
    with pytest.raises(Refused) as refused:
        read_import(file, vocabulary)
    assert f"july.json, {said}" in str(refused.value)


def exported(store: Store) -> bytes:
    return write(gathered(store, Selection(), store.patients.all(), attachments=True))


def test_through_a_file_and_out_again_are_the_same_bytes(vocabulary: Vocabulary, tmp_path: Path):
    found = read_import(standing_record(), vocabulary)
    with Store.open(tmp_path / "a.sqlite", clock=clock) as store:
        imported(store, found)
        assert all(same_content(visit, store.visits.get(visit.id)) for record in found for visit in record.visits)
        out = exported(store)
        assert out == write(found)
        again = imported(store, read_import(out, vocabulary))
        assert again.is_empty
        assert check(store, document) == []


def test_a_later_copy_brings_its_notes_and_its_mark_and_an_older_one_takes_none_away(
    vocabulary: Vocabulary, tmp_path: Path
):
    late = standing_record()
    early = standing_record()
    visit = inside(early, VISIT)
    del visit["marked"], visit["addenda"]
    visit["status"] = "signed"
    with Store.open(tmp_path / "a.sqlite", clock=clock) as store:
        imported(store, read_import(early, vocabulary))
        assert len(imported(store, read_import(late, vocabulary)).later) == 1
        assert exported(store) == write(read_import(late, vocabulary))
        assert imported(store, read_import(early, vocabulary)).later == ()
        assert exported(store) == write(read_import(late, vocabulary))
        assert check(store, document) == []


def test_notes_that_contradict_are_refused(vocabulary: Vocabulary, tmp_path: Path):
    with Store.open(tmp_path / "a.sqlite", clock=clock) as store:
        imported(store, read_import(standing_record(), vocabulary))
        other = standing_record()
        inside(other, f"{VISIT}.addenda[0]")["text"] = "Something else."
        with pytest.raises(Refused, match="other words"):
            imported(store, read_import(other, vocabulary))


def test_another_history_is_refused_whole(vocabulary: Vocabulary, tmp_path: Path):
    with Store.open(tmp_path / "a.sqlite", clock=clock) as store:
        imported(store, read_import(standing_record(), vocabulary))
        other = standing_record()
        inside(other, f"{PATIENT}.history")["medicines"] = []
        with pytest.raises(Refused, match="another history or consent"):
            imported(store, read_import(other, vocabulary))


def test_an_amended_visit_without_its_successor_still_counts(vocabulary: Vocabulary, tmp_path: Path):
    file = whole()
    visit = inside(file, VISIT)
    visit["status"] = "amended"
    visit["points"][2]["units"] = 1
    with Store.open(tmp_path / "a.sqlite", clock=clock) as store:
        imported(store, read_import(file, vocabulary))
        assert [row.treatment.status for row in store.outcomes.due_rows()] == [Status.AMENDED]


def test_a_plain_file_says_nothing_new(vocabulary: Vocabulary):
    (patient,) = json.loads(write(read_import(whole(), vocabulary)))["patients"]
    assert not {"history", "consents"} & patient.keys()
    assert not {"vials", "whys", "recorded_at", "addenda", "marked", "checks"} & patient["visits"][0].keys()
    assert not {"vial", "placed_by"} & patient["visits"][0]["points"][0].keys()


def test_what_came_after_signing_is_no_other_content():
    signed = a_visit(status=Status.SIGNED)
    note = Addendum(some_id(7), NOON, "Dr X", "More.")
    marked = replace(signed, addenda=(note,), status=Status.AMENDED, marked=Marked(NOON, "Dr X", "Why", None))
    assert same_content(signed, marked)
    assert not same_content(a_visit(), signed)
