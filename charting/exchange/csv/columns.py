"""The columns of the program's own CSV, one row for each point: what writing puts in and reading takes out again.

A row is read as the visit and the patient it repeats, so what belongs to a visit is the same in all of its rows.
`lot`, `expiry`, `dilution_ml_per_vial` and `vial_units` are those of the point's vial where it has one (`vial`, its
place among the visit's from 1), else the visit's own. A visit without points has one row whose `point_no` is empty.
"""

from __future__ import annotations

from charting.domain.visit.visit import Technique

PLAIN: tuple[str, ...] = (
    "patient_id", "visit_date", "visit_id", "status", "point_no", "area", "side", "template", "template_version",
    "x", "y", "product", "ndc", "lot", "expiry", "dilution_ml_per_vial", "units", "ml", "depth", "technique",
    "planned_or_given", "range_table", "band", "reason", "injector", "signed_at", "revises_visit",
)  # fmt: skip
"""Those that other programs know."""

OURS: tuple[str, ...] = (
    "chart_no", "family_name", "given_name", "born", "sex", "interpupillary_mm", "visit_at", "kind", "vial_units",
    "vial", "chosen_area", "price_per_unit", "currency", "placed_by", "of", "face_width_mm", "forehead_height_mm",
    "measured", "kept_measures", "adverse_events", "muscle_findings",
)  # fmt: skip
"""Those without which a visit would not come back."""

COLUMNS = PLAIN + OURS

WALL = "visit_wall"
"""No column: when a visit was by the clock on the wall, as a table says it that knows no UTC offset. It tells visits
apart, so that the same table is the same visits on a computer in another zone."""

DERIVED = frozenset(
    {"visit_date", "area", "side", "ndc", "ml", "depth", "planned_or_given", "band", "reason", "injector", "signed_at"}
)
"""What follows from the others, or is told for people only: written, never read. The area read is `chosen_area`, the
technique `technique` (im or id); `depth` says the same in a word."""

NUMBERS = frozenset(
    {"point_no", "template_version", "x", "y", "dilution_ml_per_vial", "units", "ml", "interpupillary_mm", "vial_units",
     "vial", "price_per_unit", "face_width_mm", "forehead_height_mm"}
)  # fmt: skip
"""Figures with a decimal point, never guarded; all other cells are text, days or times."""

DAYS = frozenset({"born", "expiry"})
"""Days without a time: a spreadsheet that saves the table writes them as is usual in its country."""

DEPTHS = {Technique.IM: "intramuscular", Technique.ID: "intradermal"}
