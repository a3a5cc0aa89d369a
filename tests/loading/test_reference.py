"""The shipped reference data, and what becomes of a broken file."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from charting.domain.dosing.reference import RangeStyle, Reference
from charting.domain.face.anatomy import PROFILE_SURFACES, Anatomy
from charting.domain.face.face import View, base_area
from charting.domain.face.unrolling import HALF_DEPTH_MM, HALF_WIDTH_MM
from charting.domain.visit.visit import Technique
from charting.errors import Problem
from charting.loading import shipped
from charting.loading.reference import load_reference
from charting.paths import resources

SHIPPED = resources() / "reference"

LABEL_PATTERNS = {
    "ona_gl_20": 20, "ona_fhl_20": 20, "ona_lcl_24": 24, "ona_platysma_26": 26, "ona_platysma_31": 31,
    "ona_platysma_36": 36, "abo_gl_50": 50, "azzalure_gl_50": 50, "inco_gl_20": 20, "inco_fhl_20": 20,
    "inco_lcl_24": 24, "bocouture_gl_20": 20, "bocouture_fhl": 20, "bocouture_lcl": 24, "prabo_gl_20": 20,
    "daxi_gl_40": 40, "leti_gl_20": 20, "relabo_gl_50": 50, "relabo_lcl_60": 60,
}  # fmt: skip


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(SHIPPED)


@pytest.fixture(scope="module")
def anatomy() -> Anatomy:
    return shipped.anatomies()[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "reference"))


def rows_of(reference: Reference, product: str, area: str, style: str, technique: str = "im") -> list[str]:
    rows = reference.ranges_of(product, area, Technique(technique))
    return [f"{r.low}-{r.high}{'*' if r.default else ''}" for r in rows if r.style == style]


class TestShipped:
    def test_all_products_areas_ranges_and_patterns(self, reference: Reference) -> None:
        assert [p.name for p in reference.products.values()] == [
            "Botox Cosmetic", "Dysport", "Azzalure", "Alluzience", "Xeomin", "Bocouture", "Jeuveau", "Daxxify",
            "Letybo", "Relfydess", "Myobloc",
        ]  # fmt: skip
        assert len(reference.areas) == 26
        assert {a.id for a in reference.areas.values() if a.since == 2} == {
            "infraorbital", "lower_crows_feet", "llsan", "nasal_flare", "lower_lip_line", "temporalis", "parotid",
            "low_neck",
        }  # fmt: skip
        assert reference.area_set == 2
        assert Counter(r.derived for r in reference.ranges) == {False: 70, True: 5}
        assert {p.id: p.total for p in reference.patterns} == LABEL_PATTERNS

    def test_overlays_and_profile_surfaces(self, reference: Reference) -> None:
        overlays = {a.id for a in reference.areas.values() if a.overlay}
        assert overlays == {"brow_asymmetry", "lower_face_neck_id", "face_id", "periorbital_microdroplet"}
        in_profile = {a.id for a in reference.areas.values() if a.surface_view is not View.FRONT}
        assert in_profile == {"crows_feet", "lower_crows_feet", "masseter", "parotid", "temporalis"}
        assert in_profile == PROFILE_SURFACES

    def test_the_face_has_the_areas_of_the_data_each_in_its_set(self, reference: Reference, anatomy: Anatomy) -> None:
        for number in (1, 2):
            drawn = {base_area(code) for code in anatomy.in_set(number).codes}
            assert drawn == {a.id for a in reference.areas.values() if a.since <= number}
            for area in reference.areas.values():
                assert area.since > number or anatomy.in_set(number).paired(area.id) == area.paired

    def test_areas_whose_surface_the_cylinder_gets_wrong(self, reference: Reference) -> None:
        uncertain = {a.id for a in reference.areas.values() if a.surface_uncertain}
        assert uncertain == {"mentalis", "bunny_lines", "nasal_tip", "nasal_flare", "low_neck"}

    def test_vials_for_one_patient_and_vials_of_one_dose(self, reference: Reference) -> None:
        products = reference.products.values()
        one_patient = {p.id for p in products if p.single_patient}
        assert one_patient == {"abo_azzalure", "abo_alluzience", "inco_xeomin", "inco_bocouture"}
        assert not one_patient & {p.id for p in products if p.single_dose}
        for product in products:
            said = product.single_patient or product.single_dose
            assert (product.single_source is not None, product.single_mark is not None) == (said, said), product.id
            assert product.single_mark == "A" if product.single_patient else product.single_mark != "A"

    def test_the_forehead(self, reference: Reference) -> None:
        assert rows_of(reference, "ona_botox", "forehead", "standard") == ["20-20", "10-20*", "20-30", "4-16"]
        assert rows_of(reference, "ona_botox", "forehead", "micro") == ["5-7.5*", "4-12", "10-10", "9-9"]
        assert rows_of(reference, "abo_dysport", "forehead", "standard") == ["20-60*"]
        assert rows_of(reference, "prabo_jeuveau", "forehead", "micro", "id") == ["8-8"]

    def test_labels_as_they_are_now(self, reference: Reference) -> None:
        products = reference.products
        assert rows_of(reference, "inco_xeomin", "forehead", "standard") == ["20-20*"]
        assert rows_of(reference, "inco_xeomin", "crows_feet", "standard") == ["12-12*"]
        assert rows_of(reference, "abo_azzalure", "crows_feet", "standard") == ["30-30"]
        assert products["prabo_jeuveau"].vials == (50, 100)
        assert (products["prabo_jeuveau"].eu_areas, products["prabo_jeuveau"].eu_areas_mark) == (("glabella",), "A")
        assert products["ona_botox"].eu_areas_mark == "A"
        china = products["ona_botox"].approvals[0]
        assert (china.where, china.areas, china.since, china.interval_months) == ("China", ("masseter",), "2024-09", 6)
        assert "complete response letter" in (products["relabo_relfydess"].note or "")

    def test_limits_of_labels(self, reference: Reference) -> None:
        found = {
            (p.id, limit.kind): (limit.value, limit.mark)
            for p in reference.products.values() for limit in p.limits if limit.kind != "in_use_hours"
        }  # fmt: skip
        assert found["inco_xeomin", "session_units"] == (64, "A")
        assert found["daxi_daxxify", "session_units"] == (40, "B")
        assert ("abo_dysport", "session_units") not in found
        assert found["abo_dysport", "interval_months"] == (3, "B")
        assert found["prabo_jeuveau", "age_years"] == (65, "A")
        assert found["leti_letybo", "contraindicated_from_years"] == (75, "A")

    def test_a_consensus_low_dose_stands_beside_the_articles_and_none_sets_its_default(
        self, reference: Reference
    ) -> None:
        rows = {(r.area, r.style): r for r in reference.ranges if r.source.id == "ahn2013"}
        assert {(area, style): (float(r.low), float(r.high), r.per) for (area, style), r in rows.items()} == {
            ("nasal_tip", "standard"): (2, 3, "total"), ("masseter", "standard"): (25, 30, "side"),
            ("forehead", "micro"): (9, 9, "total"), ("glabella", "micro"): (8, 8, "total"),
            ("crows_feet", "micro"): (7, 7, "side"), ("infraorbital", "micro"): (1, 2, "side"),
            ("nasal_flare", "micro"): (2, 2, "total"),
        }  # fmt: skip
        assert [area for (area, _), row in rows.items() if row.default] == ["nasal_tip"]
        assert rows_of(reference, "ona_botox", "masseter", "standard") == ["20-40*", "24-36", "25-30", "20-30"]
        assert rows_of(reference, "ona_botox", "masseter", "micro") == ["7.5-20"], "derived from 20-40"

    def test_every_intramuscular_area_with_a_micro_range_of_botox_has_its_duration(self, reference: Reference) -> None:
        areas = {
            r.area for r in reference.ranges
            if (r.product, r.style, r.technique) == ("ona_botox", RangeStyle.MICRO, Technique.IM)
        }  # fmt: skip
        row = next(t for t in reference.timings if t.style is RangeStyle.MICRO and t.technique is Technique.IM)
        assert set(row.areas) == areas
        assert (row.duration_days_low, row.duration_days_high, row.mark, row.weak) == (90, 90, "B", True)

    def test_derived_ranges_follow_from_the_rule(self, reference: Reference) -> None:
        rule = reference.micro_rule
        assert rule is not None
        for row in (r for r in reference.ranges if r.derived):
            like = reference.ranges_of(row.product, row.area, row.technique)
            standard = next(r for r in like if r.default and r.style == "standard")
            assert (row.low, row.high) == (standard.low * rule.factor_low, standard.high * rule.factor_high), row.area
            assert row.per == standard.per

    def test_every_figure_names_its_source_and_every_source_is_used(self, reference: Reference) -> None:
        used = set()
        for row in (
            *reference.ranges, *reference.patterns, *reference.cautions, *reference.timings, *reference.scales,
            *reference.adverse_events, *reference.candidates, *reference.measures, *reference.templates.values(),
            *(template.male for template in reference.templates.values() if template.male),
            reference.projection, reference.micro_rule, reference.review,
        ):  # fmt: skip
            assert row is not None
            assert row.source.short
            used |= {row.source.id, *(s.id for s in getattr(row, "also", ()))}
        for product in reference.products.values():
            used |= {s.id for s in product.sources}
            used |= {figure.source.id for figure in (*product.dilutions, *product.limits, *product.approvals)}
        assert used == set(reference.sources)

    def test_short_names_tell_sources_apart(self, reference: Reference) -> None:
        shorts = [s.short for s in reference.sources.values()]
        assert len(set(shorts)) == len(shorts)
        assert max(map(len, shorts)) <= 32

    def test_what_is_not_verified_says_so(self, reference: Reference) -> None:
        for row in (*reference.ranges, *reference.cautions, *reference.timings, *reference.measures):
            if row.source.kind in ("unverified", "derived"):
                assert row.mark == "C", row
        for row in reference.ranges:
            if row.source.kind == "weak":
                assert row.weak, row

    def test_ready_to_use_products_have_their_concentration(self, reference: Reference) -> None:
        ready = {p.id: p.concentration_u_per_ml for p in reference.products.values() if p.ready_to_use}
        assert ready == {"abo_alluzience": Decimal(200), "relabo_relfydess": Decimal(100)}

    def test_dilutions_make_the_label_concentrations(self, reference: Reference) -> None:
        by_product = {
            p.id: {d.vial_units / d.diluent_ml for d in p.dilutions if d.diluent_ml and d.technique is Technique.IM}
            for p in reference.products.values()
        }
        assert by_product["ona_botox"] == {Decimal(40)}
        assert by_product["abo_dysport"] == {Decimal(200), Decimal(120)}
        assert {round(u) for u in by_product["daxi_daxxify"]} == {83}

    def test_figures_of_the_face_are_those_it_is_measured_with(self, reference: Reference) -> None:
        template, projection = reference.template_of(1), reference.projection
        assert projection is not None
        measured = (template.interpupillary_mm, template.face_width_mm, template.forehead_height_mm)
        assert measured == (Decimal("61.8"), Decimal("133.8"), 63)
        assert template.male is not None
        male = (template.male.interpupillary_mm, template.male.face_width_mm, template.male.surface)
        assert male == (64, Decimal("142.6"), Decimal("1.155"))
        assert (template.male.source.short, template.male.mark) == ("ANSUR II", "A")
        assert (float(template.half_width_mm), float(template.half_depth_mm)) == (HALF_WIDTH_MM, HALF_DEPTH_MM)
        assert template.landmarks["brow_y"] < 0 < template.landmarks["menton_y"]
        a, b = float(template.half_width_mm), float(template.half_depth_mm)
        for x, factor in zip(map(float, projection.x_mm), map(float, projection.factor), strict=True):
            slope = b / a * x / (a * a - x * x) ** 0.5
            assert (1 + slope * slope) ** 0.5 == pytest.approx(factor, abs=0.011)

    def test_every_face_has_its_figures(self, reference: Reference) -> None:
        assert set(reference.templates) == set(shipped.anatomies())
        assert reference.template_of(1).version == 1
        assert reference.template_of(99) is reference.templates[max(reference.templates)]

    def test_same_files_same_version(self, reference: Reference, copy: Path) -> None:
        assert load_reference(copy).version == reference.version
        ranges = copy / "ranges.toml"
        ranges.write_text(ranges.read_text("utf-8").replace("low = 7.5", "low = 7.6") + "\n", "utf-8")
        assert load_reference(copy).version != reference.version


class TestPatterns:
    def test_points_sum_to_the_total(self, reference: Reference) -> None:
        for pattern in reference.patterns:
            assert sum(p.units for p in pattern.points) == pattern.total, pattern.id

    def test_positions_are_said_to_be_drawn_not_measured(self, reference: Reference) -> None:
        assert not any(p.layout_verified for p in reference.patterns)

    def test_each_point_lies_in_its_area(self, reference: Reference, anatomy: Anatomy) -> None:
        for pattern in reference.patterns:
            for point in pattern.points:
                code = anatomy.area_at(View.FRONT, point.x_mm, point.y_mm)
                assert code is not None, (pattern.id, point)
                assert base_area(code) == pattern.area, (pattern.id, point)

    def test_both_sides_are_written_out_alike(self, reference: Reference) -> None:
        for pattern in reference.patterns:
            right = {(-p.x_mm, p.y_mm, p.units) for p in pattern.points if p.x_mm < 0}
            left = {(p.x_mm, p.y_mm, p.units) for p in pattern.points if p.x_mm > 0}
            if pattern.id == "ona_platysma_31":  # two bands on the patient's left, one on the right
                assert right < left
                assert sum(u for _, _, u in left - right) == 5
            else:
                assert right == left, pattern.id

    @pytest.mark.parametrize(("id_", "per_side"), [("ona_platysma_26", 13), ("ona_platysma_36", 18)])
    def test_platysma_sides(self, reference: Reference, id_: str, per_side: int) -> None:
        pattern = next(p for p in reference.patterns if p.id == id_)
        assert sum(p.units for p in pattern.points if p.x_mm > 0) == per_side

    def test_patterns_of_a_product_only(self, reference: Reference) -> None:
        assert [p.id for p in reference.patterns_of("inco_bocouture")] == [
            "bocouture_gl_20", "bocouture_fhl", "bocouture_lcl",
        ]  # fmt: skip
        assert reference.patterns_of(None) == ()

    def test_label_distances(self, reference: Reference) -> None:
        template = reference.template_of(1)
        brow = float(template.landmarks["brow_y"])
        for pattern in reference.patterns:
            for point in pattern.points:
                if pattern.area == "forehead":
                    assert brow - point.y_mm >= 20, pattern.id
                if point.muscle == "corrugator lateral":
                    assert brow - point.y_mm >= 10
                    assert abs(point.x_mm) < float(template.interpupillary_mm) / 2


SECOND_FACE = """[[template]]
version = 1
interpupillary_mm = 61.8
half_width_mm = 66.9
half_depth_mm = 85
source = "derived"
mark = "C"
[template.landmarks]
zygion_x = 66.9
trichion_y = -69
brow_y = -25
nasion_y = -6
[projection]
"""

BROKEN = [
    ("anatomy.toml", "zygion_x = 66.9\n", "", "$.template[0].landmarks", "“zygion_x” is missing"),
    ("anatomy.toml", "surface = 1.155", "surface = 0", "$.template[0].male.surface", "Expected `float` > 0"),
    ("anatomy.toml", '1.155\nsource = "ansur2"', '1.155\nsource = "me"', "$.template[0].male.source", "no source “me”"),
    ("anatomy.toml", "[projection]\n", SECOND_FACE, "$.template[1].version", "version 1 is named twice"),
    ("ranges.toml", "low = 10\nhigh = 20", "low = 21\nhigh = 20", "$.range[", ".low: 21 is above high 20"),
    ("ranges.toml", "low = 10\nhigh = 20", 'low = "10"\nhigh = 20', "$.range[", ".low: Expected `float`, got `str`"),
    ("ranges.toml", "low = 10\nhigh = 20", "low = -1\nhigh = 20", "$.range[", ".low: Expected `float` > 0"),
    ("ranges.toml", "low = 10\nhigh = 20", "low = nan\nhigh = 20", "$.range[", ".low: "),
    ("ranges.toml", "low = 10\nhigh = 20", "high = 20", "$.range[", "missing required field `low`"),
    ("ranges.toml", "default = true", "defalt = true", "$.range[", "unknown field `defalt`"),
    ("ranges.toml", 'area = "forehead"', 'area = "foreheat"', "$.range[1].area", "there is no area “foreheat”"),
    ("ranges.toml", 'product = "ona_botox"', 'product = "botox"', "$.range[0].product", "no product “botox”"),
    ("ranges.toml", 'source = "lowe2002"', 'source = "lowe"', "$.range[", ".source: there is no source “lowe”"),
    ("ranges.toml", 'also = ["gladstone"]', 'also = ["glad"]', "$.range[", ".also[0]: there is no source “glad”"),
    ("ranges.toml", 'area = "glabella"', 'area = "dao"\nsex = "man"', "$.range[0].sex", "Invalid enum value 'man'"),
    ("ranges.toml", 'mark = "A"', 'mark = "D"', "$.range[0].mark", "Invalid enum value 'D'"),
    ("ranges.toml", 'per = "total"', 'per = "side"', "$.range[0].per", "glabella has no sides"),
    ("products.toml", 'id = "abo_dysport"', 'id = "ona_botox"', "$.product[1].id", "“ona_botox” is named twice"),
    ("products.toml", "diluent_ml = 1.25", "diluent_ml = -1.25", "$.product[0].dilution[0].diluent_ml", ">= 0"),
    ("products.toml", "concentration_u_per_ml = 200\n", "", "$.product[3].concentration_u_per_ml", "ready to use"),
    ("products.toml", 'source = "gh_injector"', 'source = "gh"', "$.product[0].dilution[0].source", "no source “gh”"),
    ("products.toml", "single_patient = true\n", 'single_patient = "yes"\n', "$.product[", ".single_patient: "),
    ("products.toml", "single_patient = true\n", "", "$.product[2].single_source", "single_dose has a source"),
    ("products.toml", 'single_mark = "A"\n', "", "$.product[2].single_source", "has a source and a mark"),
    ("products.toml", "single_patient = true", "single_patient = true\nsingle_dose = true", "$.product[2].s", "once"),
    ("products.toml", 'single_source = "azz', 'single_source = "az', "$.product[2].single_source", "no source “az"),
    ("areas.toml", "surface_uncertain = true", "surface_uncertain = 1", "$.area[7].surface_uncertain", "bool"),
    ("products.toml", 'since = "2024-09"', 'since = "2024-13"', "$.product[0].approval[0].since", "regex"),
    ("products.toml", 'areas = ["masseter"]', 'areas = ["masetter"]', "$.product[0].approval[0].areas[0]", "masetter"),
    ("products.toml", '\nareas = ["glabella", "f', '\nareas = ["x", "f', "$.product[4].limit[1].areas[0]", "no area"),
    ("areas.toml", "since = 2", "since = 0", "$.area[3].since", "`int` >= 1"),
    ("patterns.toml", "total = 20", "total = 21", "$.pattern[0].total", "the points sum to 20, not 21"),
    ("patterns.toml", 'area = "bunny_lines"', 'area = "bunny"', "$.micro_layout[4].area", "there is no area “bunny”"),
    ("patterns.toml", 'area = "dao"', 'area = "bunny_lines"', "$.micro_layout[7].area", "has a layout already"),
    ("patterns.toml", "x_mm = 12.5,", "x_mm = -12.5,", "$.micro_layout[6].points", "the patient's left side"),
    ("patterns.toml", "x_mm = -6, ", "x_mm = -7, ", "$.micro_layout[8].points", "both sides are written out alike"),
    ("patterns.toml", 'view = "left"', 'view = "top"', "$.micro_layout[9].points[0].view", "'top'"),
    ("patterns.toml", "x_mm = 0,", "x_mm = 900,", "$.pattern[0].points[0].x_mm", "<= 400"),
    ("areas.toml", 'surface_view = "front"', 'surface_view = "top"', "$.area[0].surface_view", "'top'"),
    ("sources.toml", 'url = "https://', 'url = "http://', "$.source[", ".url"),
    ("timing.toml", "days = 14", "days = 15", "$.review.days", "15 is above to_days 14"),
    ("cautions.toml", 'rule = "min_distance"', 'rule = "distance"', "$.caution[1].rule", "'distance'"),
    ("anatomy.toml", "factor = [1, ", "factor = [", "$.projection.factor", "one factor for each x_mm"),
]  # fmt: skip


class TestBroken:
    @pytest.mark.parametrize(("file", "old", "new", "path", "reason"), BROKEN)
    def test_refused_with_file_path_and_reason(
        self, copy: Path, file: str, old: str, new: str, path: str, reason: str
    ) -> None:
        text = (copy / file).read_text("utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(Problem) as fault:
            load_reference(copy)
        assert f"{file}: {path}" in str(fault.value)
        assert reason in str(fault.value)
        assert len(str(fault.value)) <= 500

    def test_a_default_row_of_mark_c_is_refused(self, copy: Path) -> None:
        text = (copy / "ranges.toml").read_text("utf-8")
        first = text.index('mark = "A"\ndefault = true')
        (copy / "ranges.toml").write_text(text[:first] + text[first:].replace('"A"', '"C"', 1), "utf-8")
        with pytest.raises(Problem, match="never a default"):
            load_reference(copy)

    def test_two_defaults_of_the_same_are_refused(self, copy: Path) -> None:
        text = (copy / "ranges.toml").read_text("utf-8")
        row = next(part for part in text.split("[[range]]") if "low = 114" in part)
        (copy / "ranges.toml").write_text(text + "\n[[range]]" + row, "utf-8")
        with pytest.raises(Problem, match=r"range\[\d+\] is already the default"):
            load_reference(copy)

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"[[range]\n", b"range = [" + b"[" * 5000, b""])
    def test_no_toml_at_all(self, copy: Path, content: bytes) -> None:
        (copy / "ranges.toml").write_bytes(content)
        with pytest.raises(Problem, match=r"ranges\.toml: \$"):
            load_reference(copy)

    def test_a_missing_file(self, copy: Path) -> None:
        (copy / "timing.toml").unlink()
        with pytest.raises(Problem, match=r"timing\.toml: \$: it cannot be read"):
            load_reference(copy)
