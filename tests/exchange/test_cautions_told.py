"""`charting assess` says the cautions: earlier visits of the patient in the same file count."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner

from charting.cli.main import charting

KEYS = ["id", "points", "measured", "rule", "source"]


def at(x: float, y: float, units: float = 1) -> dict[str, object]:
    return {"view": "front", "x_mm": x, "y_mm": y, "units": units}


def a_file(folder: Path, *visits: dict[str, object], **patient: object) -> Path:
    content = {"format": "charting.exchange", "version": 1, "patients": [{**patient, "visits": list(visits)}]}
    path = folder / "visits.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def visit(*points: dict[str, object], **more: object) -> dict[str, object]:
    return {"product": "ona_botox", "points": list(points), **more}


def told(path: Path) -> list[list[dict[str, object]]]:
    ran = CliRunner().invoke(charting, ["assess", str(path), "--json"])
    assert ran.exit_code == 0, ran.output
    return [found["cautions"] for found in json.loads(ran.output)["visits"]]


def ids(path: Path) -> list[set[object]]:
    return [{note["id"] for note in notes} for notes in told(path)]


def test_a_distance_with_its_rule_and_source(tmp_path: Path):
    ((note,),) = told(a_file(tmp_path, visit(at(0, -14), at(36, -40))))
    assert [key for key in note if key in KEYS] == KEYS
    assert note["id"] == "fhl_brow"
    assert note["points"] == [2]
    assert note["measured"] == "12 mm above the brow"
    assert note["source"] == "Botox label summary"
    assert note["weak"] is True


def test_places_are_of_every_point_and_a_point_on_no_area_names_the_nearest(tmp_path: Path):
    (notes,) = told(a_file(tmp_path, visit(at(0, -14), at(31, 0), at(-31, -12), at(31, -11), at(0, 130), at(0, 112))))
    assert [(note["id"], note["points"], note["measured"]) for note in notes] == [
        ("place_globe", [2], "5 mm inside the lid margins"),
        ("place_upper_lid", [3, 4], "7–8 mm inside the orbital rim"),
        ("place_larynx", [5], "10 mm inside the outline of the larynx"),
        ("no_area", [6], "on no area; nearest: Chin, 7 mm below"),
    ]
    for note in notes:
        assert note["rule"]
        assert (note["source"], note["mark"], note["area"]) == ("Not verified", "C", None)


def test_nothing_to_say_is_an_empty_list(tmp_path: Path):
    assert told(a_file(tmp_path, visit(at(0, -14), at(0, -50)))) == [[]]


def test_earlier_visits_of_the_file_count(tmp_path: Path):
    first = visit(at(0, -14, 20), at="2026-04-15T10:00:00+02:00")
    second = visit(at(0, -50, 12), at="2026-07-14T10:00:00+02:00")
    assert ids(a_file(tmp_path, first, second)) == [set(), {"interval_3m"}]
    first["at"] = "2026-04-14T10:00:00+02:00"
    assert ids(a_file(tmp_path, first, second)) == [set(), {"fhl_with_glabella"}]
    first["status"] = "entered-in-error"
    first["at"] = "2026-06-14T10:00:00+02:00"
    assert ids(a_file(tmp_path, first, second))[1] == {"fhl_with_glabella"}


def test_visits_without_a_day_are_no_past(tmp_path: Path):
    assert ids(a_file(tmp_path, visit(at(0, -14)), visit(at(0, -50, 12)))) == [set(), {"fhl_with_glabella"}]


def test_the_history_of_the_file_counts(tmp_path: Path):
    history = {"milk_protein": "yes", "asked_at": "2026-07-01T10:00:00+02:00"}
    path = a_file(tmp_path, visit(at(0, -14), product="abo_dysport"), history=history)
    assert ids(path) == [{"contra_milk"}]


def test_what_the_guide_asks_counts_for_the_products_it_is_about(tmp_path: Path):
    history = {"conditions": ["blood-thinners", "cardiovascular"], "asked": ["bleeding"], "human_albumin": "yes"}
    botox, daxxify = visit(at(0, -14)), visit(at(0, -14), product="daxi_daxxify")
    assert ids(a_file(tmp_path, botox, history=history)) == [{"bleeding", "contra_albumin_others"}]
    assert ids(a_file(tmp_path, daxxify, history=history)) == [{"bleeding", "cardiovascular"}]


def test_a_history_of_a_former_file_raises_nothing_of_what_it_was_never_asked(tmp_path: Path):
    history = {"no_allergies": True, "milk_protein": "no", "toxin_allergy": "no", "pregnant": "no"}
    assert told(a_file(tmp_path, visit(at(0, -14)), history=history)) == [[]]


@pytest.mark.parametrize(("pupils", "told_of"), [(None, True), (61.8, True), (78, False)])
def test_distances_are_the_patients_own(tmp_path: Path, pupils: float | None, told_of: bool):
    more = {} if pupils is None else {"interpupillary_mm": pupils}
    (notes,) = ids(a_file(tmp_path, visit(at(0, -14), at(36, -47.6)), **more))
    assert ("fhl_brow" in notes) is told_of


def test_the_table_says_them_too(tmp_path: Path):
    ran = CliRunner().invoke(charting, ["assess", str(a_file(tmp_path, visit(at(0, -14), at(36, -40))))])
    assert "Caution, Forehead, point 2: 12 mm above the brow. At least 20 mm above the brow" in ran.output
    assert "(Botox label summary, B, weak evidence)" in ran.output


def of_events(notes: list[dict[str, object]]) -> list[dict[str, object]]:
    return [note for note in notes if note["id"] == "earlier_event"]


def test_an_earlier_adverse_event_is_told_with_the_points_it_concerns(tmp_path: Path):
    first, again = str(uuid.UUID(int=1)), "2026-07-14T10:00:00+02:00"
    glabella = [at(x, y, 4) for x, y in ((-22, -30), (-9, -20), (0, -12), (9, -20), (22, -30))]
    given = visit(*glabella, id=first, at="2026-03-01T10:00:00+01:00", status="signed")
    event = {"code": "lid_ptosis", "side": "left", "since": "2026-03-13"}
    seen = {
        "kind": "review", "of": first, "points": [], "at": "2026-03-15T10:00:00+01:00",
        "review": {"adverse_events": [event]},
    }  # fmt: skip
    (note,) = of_events(told(a_file(tmp_path, given, seen, visit(*glabella, at=again)))[2])
    assert (note["id"], note["points"], note["area"]) == ("earlier_event", [3, 4, 5], "glabella")
    assert note["measured"] == "eyelid ptosis left, 12 days after 12 U on 2026-03-01"
    ran = CliRunner().invoke(charting, ["assess", str(tmp_path / "visits.json")])
    assert "Caution, Glabella, points 3, 4, 5: eyelid ptosis left, 12 days after 12 U on 2026-03-01." in ran.output
    seen["review"] = {"adverse_events": ["lid_ptosis"]}
    (note,) = of_events(told(a_file(tmp_path, given, seen, visit(*glabella, at=again)))[2])
    assert note["measured"] == "eyelid ptosis, seen 14 days after 20 U on 2026-03-01"
    assert of_events(told(a_file(tmp_path, given, seen, visit(at(57, 0, 4), at=again)))[2]) == []
