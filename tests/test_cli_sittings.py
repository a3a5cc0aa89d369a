"""What was given together, as `assess` tells it: the sums of a day, and of a touch-up with its treatment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.store.values import some_id
from tests.test_cli import at, done

TREATMENT, TOUCH_UP = some_id(1), some_id(2)
PATIENT = some_id(9)


def visit(id_: str, moment: str, *points: dict[str, Any], product: str = "ona_botox", **more: Any) -> dict[str, Any]:
    return {"id": id_, "at": moment, "status": "signed", "product": product, "points": list(points), **more}


def glabella(units: float) -> dict[str, Any]:
    return at(0, -12, units)


def assessed(folder: Path, *visits: dict[str, Any]) -> dict[str, Any]:
    return json.loads(done("assess", file_of(folder, *visits), "--json"))


def file_of(folder: Path, *visits: dict[str, Any]) -> Path:
    patient = {"id": PATIENT, "family_name": "Family", "given_name": "Given", "born": "1980-03-05", "sex": "female"}
    path = folder / "day.json"
    content = {"format": "charting.exchange", "version": 1, "patients": [{**patient, "visits": list(visits)}]}
    path.write_text(json.dumps(content))
    return path


def ids(found: dict[str, Any], n: int) -> list[str]:
    return [caution["id"] for caution in found["visits"][n]["cautions"]]


def test_a_day_is_summed_by_product_and_area(tmp_path: Path):
    found = assessed(
        tmp_path,
        visit(some_id(1), "2026-07-14T10:20:00+02:00", glabella(20), at(0, -50, 8), at(57, 0, 6)),
        visit(some_id(2), "2026-07-14T15:31:00+02:00", glabella(18), at(-57, 0, 7)),
        visit(some_id(3), "2026-07-14T15:40:00+02:00", at(0, -50, 40), product="abo_dysport"),
    )
    rows = {(row["product"], row["area"]): row for row in found["sittings"]}
    assert rows["ona_botox", "glabella"] == {
        "patient": PATIENT, "day": "2026-07-14", "visits": [some_id(1), some_id(2)], "product": "ona_botox",
        "area": "glabella", "units": 38, "style": "above-standard",
    }  # fmt: skip
    assert {(key, row["units"], row["style"], len(row["visits"])) for key, row in rows.items()} == {
        (("ona_botox", "glabella"), 38, "above-standard", 2),
        (("ona_botox", "forehead"), 8, "between", 1),
        (("ona_botox", "crows_feet.left"), 6, "both", 1),
        (("ona_botox", "crows_feet.right"), 7, "both", 1),
        (("abo_dysport", "forehead"), 40, "standard", 1),
    }
    assert found["visits"][0]["cautions"] == []
    assert ids(found, 1).count("sitting_units") == 1
    assert ids(found, 2).count("other_toxin") == 1


def test_a_day_is_that_of_each_visits_own_offset(tmp_path: Path):
    found = assessed(
        tmp_path,
        visit(some_id(1), "2026-07-14T23:50:00-05:00", glabella(20)),
        visit(some_id(2), "2026-07-15T00:10:00-05:00", glabella(5)),
        visit(some_id(3), "2026-07-14T00:10:00+14:00", glabella(1)),
    )
    assert [(row["day"], row["units"], row["visits"]) for row in found["sittings"]] == [
        ("2026-07-14", 21, [some_id(3), some_id(1)]), ("2026-07-15", 5, [some_id(2)]),
    ]  # fmt: skip


def test_what_does_not_hold_is_in_no_sum(tmp_path: Path):
    noon = "2026-07-14T12:00:00+02:00"
    found = assessed(
        tmp_path,
        visit(some_id(1), noon, glabella(20), status="entered-in-error"),
        visit(some_id(2), noon, glabella(15), status="amended"),
        visit(some_id(3), noon, glabella(12), amends=some_id(2)),
        visit(some_id(4), noon, glabella(3), status="draft", amends=some_id(3)),
        visit(some_id(5), noon, glabella(4), status="draft"),
        visit(some_id(6), noon, {**glabella(4), "units": None}, status="draft"),
    )
    assert [(row["units"], row["visits"]) for row in found["sittings"]] == [(16, [some_id(3), some_id(5)])]


def test_visits_without_a_time_are_of_no_day(tmp_path: Path):
    file = file_of(tmp_path, {"product": "ona_botox", "points": [glabella(20)]})
    assert json.loads(done("assess", file, "--json"))["sittings"] == []


def touch_up(day: str, units: float = 8, **more: Any) -> dict[str, Any]:
    return visit(TOUCH_UP, f"2026-{day}T10:00:00+02:00", glabella(units), kind="touch-up", **{"of": TREATMENT, **more})


def test_a_touch_up_is_summed_into_its_treatment(tmp_path: Path):
    treatment = visit(TREATMENT, "2026-07-01T10:00:00+02:00", glabella(20), at(0, -50, 8))
    found = assessed(tmp_path, treatment, touch_up("07-29"))
    (area,) = found["visits"][1]["areas"]
    assert (area["units"], area["style"]) == (8, "micro")
    assert (area["with_treatment_units"], area["with_treatment_style"]) == (28, "above-standard")
    assert "with_treatment_units" not in found["visits"][0]["areas"][0]
    assert ids(found, 1) == ["sitting_units"]
    late = assessed(tmp_path, treatment, touch_up("07-30"))
    assert late["visits"][1]["areas"][0]["with_treatment_units"] is None
    assert late["visits"][1]["areas"][0]["with_treatment_style"] is None
    assert ids(late, 1) == ["interval_3m"]


def test_a_touch_up_of_another_product_or_of_nothing_has_no_sum(tmp_path: Path):
    treatment = visit(TREATMENT, "2026-07-01T10:00:00+02:00", glabella(20))
    for other in (touch_up("07-15", product="abo_dysport"), touch_up("07-15", of=some_id(77))):
        area = assessed(tmp_path, treatment, other)["visits"][1]["areas"][0]
        assert (area["with_treatment_units"], area["with_treatment_style"]) == (None, None)


def test_the_table_says_it_too(tmp_path: Path):
    said = done("assess", file_of(
        tmp_path, visit(TREATMENT, "2026-07-01T10:00:00+02:00", glabella(20), at(0, -50, 8)), touch_up("07-15"),
        visit(some_id(3), "2026-07-15T10:00:00+02:00", glabella(9)),
    ))  # fmt: skip
    assert said.count("With its treatment: Glabella 28 U, above-standard.") == 1
    assert said.count("In all on the day: Glabella 17 U, between.") == 2
    assert "Forehead 8 U," not in said
