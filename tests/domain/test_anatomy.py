"""The shipped face holds what it promises: areas that tile, agreed points, even sides, surface by the model."""

from __future__ import annotations

import math
from functools import cache, reduce
from itertools import combinations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from charting.domain.face.anatomy import PROFILE_SURFACES, Anatomy
from charting.domain.face.face import Commands, FaceView, Template, View, mirrored_area
from charting.domain.face.outline import Outline, outline
from charting.domain.face.scaling import Stretch
from charting.domain.face.unrolling import HALF_DEPTH_MM, HALF_WIDTH_MM, arc_length, in_front, unrolled
from charting.domain.visit.visit import InjectionPoint
from charting.loading.face import load_templates
from charting.paths import resources
from tests import shipped

ANATOMICAL = {
    "forehead", "glabella", "crows_feet", "lateral_brow", "bunny_lines", "lower_eyelid", "gummy_smile", "nasal_tip",
    "perioral", "lip_flip", "dao", "mentalis", "masseter", "platysma",
}  # fmt: skip
SECOND_SET = {
    "infraorbital", "lower_crows_feet", "llsan", "nasal_flare", "lower_lip_line", "temporalis", "parotid", "low_neck",
}  # fmt: skip
ONLY_IN_PROFILE = {"parotid"}
OVERLAYS = {"brow_asymmetry", "lower_face_neck_id", "face_id", "periorbital_microdroplet"}
PAIRED = {
    "crows_feet", "lateral_brow", "bunny_lines", "lower_eyelid", "gummy_smile", "dao", "masseter", "platysma",
    "brow_asymmetry", "lower_face_neck_id", *(SECOND_SET - {"low_neck"}),
}  # fmt: skip
AGREED = {
    "forehead": [(0, -50), (5, -50), (10, -50), (18, -55), (0, -56), (36, -50)],
    "glabella": [(0, -12), (8, -18), (9, -20), (22, -30)],
    "crows_feet": [(57, 0), (57, 10), (55, -8)],
    "lateral_brow": [(47, -18)],
    "bunny_lines": [(10, 10)],
    "lower_eyelid": [(31, 10)],
    "gummy_smile": [(25, 36)],
    "nasal_tip": [(0, 42)],
    "perioral": [(12, 53), (10, 81)],
    "lip_flip": [(6, 59)],
    "dao": [(28, 84)],
    "mentalis": [(0, 97), (6, 96)],
    "masseter": [(52, 58)],
    "platysma": [(25, 125)],
}
LATER = {
    "infraorbital": [(31, 22), (31, 15.3), (25, 18)],
    "lower_crows_feet": [(53, 25)],
    "llsan": [(15.5, 25)],
    "nasal_flare": [(13, 35)],
    "lower_lip_line": [(17.5, 92)],
    "temporalis": [(60.5, -32)],
    "low_neck": [(45, 162), (0, 162)],
}
NEIGHBOURS_MM = 2.0
GAP_MM = 0.5


@cache
def anatomy() -> Anatomy:
    return shipped.anatomies()[1]


def by_library(shape: Outline) -> shapely.Geometry:
    """The same shape as a library of geometry knows it: what is measured here is held against it."""
    rings = [Polygon(ring) for ring in shape.rings]
    return reduce(lambda whole, ring: whole.symmetric_difference(ring), rings[1:], rings[0])


def measured(shapes: dict[str, Outline]) -> dict[str, shapely.Geometry]:
    return {code: by_library(shape) for code, shape in shapes.items()}


@cache
def edges() -> tuple[shapely.Geometry, ...]:
    return tuple(shape.boundary for shape in measured(anatomy().areas(View.FRONT)).values())


def box(left: float, top: float, right: float, bottom: float) -> Outline:
    return Outline([[(left, top), (right, top), (right, bottom), (left, bottom)]])


def base(code: str) -> str:
    return code.partition(".")[0]


def test_every_area_is_there_with_both_sides_of_the_paired_ones() -> None:
    front = anatomy().areas(View.FRONT)
    assert {base(code) for code in front} == (ANATOMICAL | SECOND_SET) - ONLY_IN_PROFILE
    assert {base(code) for code in anatomy().overlays(View.FRONT)} == OVERLAYS
    for code in anatomy().codes:
        assert ("." in code) == (base(code) in PAIRED)
        assert mirrored_area(code) in anatomy().codes
    for view in (View.RIGHT, View.LEFT):
        assert {base(code) for code in anatomy().areas(view)} == ANATOMICAL | SECOND_SET
        assert all(code.endswith(view.value) for code in anatomy().areas(view) if "." in code)


def test_a_chart_of_the_first_areas_has_none_of_the_later_ones() -> None:
    first = anatomy().in_set(1)
    assert first is not anatomy()
    assert first is anatomy().in_set(1)
    assert anatomy().in_set(2) is anatomy().in_set(9) is anatomy()
    assert {base(code) for code in first.codes} == ANATOMICAL | OVERLAYS
    assert {base(code) for view in View for code in first.areas(view)} == ANATOMICAL
    assert not first.paired("infraorbital")
    for places in LATER.values():
        for x, y in places:
            assert first.area_at(View.FRONT, x, y) is None
    for code in first.codes:
        assert first.surface_cm2(code) == anatomy().surface_cm2(code)


@pytest.mark.parametrize(("view", "x"), [(View.RIGHT, -1), (View.LEFT, 1)])
def test_places_in_profile_that_had_no_area(view: View, x: int) -> None:
    for area, place in {"parotid": (74, 45), "temporalis": (40, -30), "lower_crows_feet": (12, 26)}.items():
        assert anatomy().area_at(view, x * place[0], place[1]) == f"{area}.{view.value}"


@pytest.mark.parametrize("area", [*AGREED, *LATER])
def test_agreed_points_lie_in_their_area(area: str) -> None:
    for x, y in {**AGREED, **LATER}[area]:
        for sign in (1, -1):
            side = ("left" if sign > 0 else "right") if area in PAIRED else ""
            assert anatomy().area_at(View.FRONT, sign * x, y) == (f"{area}.{side}" if side else area)


def test_pattern_points_lie_in_their_area() -> None:
    reference = shipped.reference()
    assert len(reference.patterns) == 19
    for pattern in reference.patterns:
        for point in pattern.points:
            code = anatomy().area_at(View.FRONT, float(point.x_mm), float(point.y_mm))
            assert base(code or "none") == pattern.area, (pattern.id, point)


@pytest.mark.parametrize("view", View)
def test_areas_never_overlap_and_neighbours_share_their_border(view: View) -> None:
    for (one, a), (two, b) in combinations(measured(anatomy().areas(view)).items(), 2):
        assert a.intersection(b).area < 0.01, (one, two)
        apart = a.distance(b)
        assert apart < GAP_MM or apart > NEIGHBOURS_MM, (one, two, apart)


@pytest.mark.parametrize("view", View)
def test_areas_lie_on_the_face(view: View) -> None:
    skin = by_library(anatomy().outline(view)).buffer(0.2)
    for code, shape in measured({**anatomy().areas(view), **anatomy().overlays(view)}).items():
        assert shape.is_valid
        assert shape.area > 10, code
        assert shape.difference(skin).area < 0.5, code


def test_sides_mirror_to_a_tenth_of_a_millimetre() -> None:
    def mirrored(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda xy: xy * [-1, 1])

    front = measured({**anatomy().areas(View.FRONT), **anatomy().overlays(View.FRONT)})
    for code, shape in front.items():
        assert shapely.hausdorff_distance(mirrored(shape), front[mirrored_area(code)]) < 0.1, code
    right = measured({**anatomy().areas(View.RIGHT), **anatomy().overlays(View.RIGHT)})
    left = measured({**anatomy().areas(View.LEFT), **anatomy().overlays(View.LEFT)})
    for code, shape in right.items():
        assert shapely.hausdorff_distance(mirrored(shape), left[mirrored_area(code)]) < 0.1, code


def test_surfaces_are_positive_even_on_both_sides_and_larger_than_their_projection() -> None:
    for code in anatomy().codes:
        surface = anatomy().surface_cm2(code)
        assert surface > 0
        assert surface == pytest.approx(anatomy().surface_cm2(mirrored_area(code)), rel=1e-6)
        if base(code) not in PROFILE_SURFACES:
            shape = {**anatomy().areas(View.FRONT), **anatomy().overlays(View.FRONT)}[code]
            assert surface >= shape.area / 100
    assert 40 < anatomy().surface_cm2("forehead") < 60


@pytest.mark.parametrize(
    ("x", "factor"), [(0, 1.0), (20, 1.08), (30, 1.19), (40, 1.38), (50, 1.74), (55, 2.09), (60, 2.76)]
)
def test_unrolling_gives_the_projection_table_of_the_reference_data(x: float, factor: float) -> None:
    strip = box(x - 0.5, 0, x + 0.5, 10)
    assert unrolled(strip, View.FRONT).area / strip.area == pytest.approx(factor, abs=0.012)


def test_in_profile_the_slope_is_the_other_one() -> None:
    depth = 40.0
    across = HALF_WIDTH_MM * math.sqrt(1 - (depth / HALF_DEPTH_MM) ** 2)
    slope = (HALF_DEPTH_MM / HALF_WIDTH_MM) * across / math.sqrt(HALF_WIDTH_MM**2 - across**2)
    canthus = HALF_DEPTH_MM * math.sqrt(1 - (43.9 / HALF_WIDTH_MM) ** 2)
    strip = box(depth - canthus - 0.5, 0, depth - canthus + 0.5, 10)
    assert unrolled(strip, View.RIGHT).area / strip.area == pytest.approx(math.sqrt(1 + 1 / slope**2), abs=1e-3)
    mirrored = box(-(depth - canthus) - 0.5, 0, -(depth - canthus) + 0.5, 10)
    assert unrolled(mirrored, View.LEFT).area == pytest.approx(unrolled(strip, View.RIGHT).area)


@given(st.floats(-66.9, 66.9))
def test_arc_length_is_odd_and_a_quarter_ellipse_long_at_the_edge(x: float) -> None:
    there, back = (arc_length(at, HALF_WIDTH_MM, HALF_DEPTH_MM) for at in (x, -x))
    assert there == pytest.approx(-back)
    a, b = HALF_WIDTH_MM, HALF_DEPTH_MM
    h = ((a - b) / (a + b)) ** 2
    quarter = math.pi * (a + b) / 4 * (1 + 3 * h / (10 + math.sqrt(4 - 3 * h)))  # Ramanujan's second formula
    assert abs(there) <= quarter + 1e-3
    assert arc_length(a, a, b) == pytest.approx(quarter, abs=1e-3)


def test_the_view_an_area_is_measured_in_is_the_one_its_data_names() -> None:
    areas = shipped.reference().areas
    assert {a.id for a in areas.values() if a.surface_view is not View.FRONT} == PROFILE_SURFACES


def test_places_off_the_areas_and_off_the_face() -> None:
    face = anatomy()
    assert face.area_at(View.FRONT, 31, 0) is None  # the eye
    assert face.on_face(View.FRONT, 31, 0)
    assert not face.on_face(View.FRONT, 95, -100)
    assert not face.on_face(View.RIGHT, 60, 0)
    chosen = InjectionPoint(View.FRONT, 0, -50, area="face_id")
    assert face.area_of(chosen) == "face_id"
    assert face.area_of(InjectionPoint(View.FRONT, 0, -50)) == "forehead"


@given(st.floats(-80, 80), st.floats(-115, 165))
def test_a_place_and_its_mirror_image_lie_in_mirrored_areas(x: float, y: float) -> None:
    face = anatomy()
    there, back = face.area_at(View.FRONT, x, y), face.area_at(View.FRONT, -x, y)
    # A border belongs to the first of its areas, which is not the same one on both sides.
    here = shapely.Point(x, y)
    near = [edge for edge in edges() if edge.distance(here) < 0.3]
    if not near:
        assert (mirrored_area(there) if there else None) == back


def test_landmarks_that_later_checks_measure_from() -> None:
    front = load_templates(resources() / "face", art=False)[1].views[View.FRONT]
    for name in (
        "brow_line", "orbital_rim", "supraorbital_ridge", "canthus_inner", "canthus_outer", "lash_line", "ala",
        "mouth_corner", "tragus", "mandible_border", "masseter_anterior_border", "temporal_fusion_line",
    ):  # fmt: skip
        assert {f"{name}.left", f"{name}.right"} <= front.landmarks.keys(), name
    assert {"vermilion_border", "mentolabial_fold", "pogonion"} <= front.landmarks.keys()


def test_a_hole_is_a_hole_and_a_crossing_is_refused() -> None:
    ring = (("M", (0.0, 0.0)), ("L", (10.0, 0.0)), ("L", (10.0, 10.0)), ("L", (0.0, 10.0)), ("Z", ()))
    hole = (("M", (4.0, 4.0)), ("L", (6.0, 4.0)), ("L", (6.0, 6.0)), ("L", (4.0, 6.0)), ("Z", ()))
    assert outline((*ring, *hole)).area == pytest.approx(96)
    with pytest.raises(ValueError, match="crosses itself"):
        outline((("M", (0.0, 0.0)), ("L", (10.0, 10.0)), ("L", (10.0, 0.0)), ("L", (0.0, 10.0)), ("Z", ())))


def test_a_place_in_profile_has_its_place_in_front() -> None:
    across, y = in_front(View.RIGHT, 0.0, 12.0)
    assert (across, y) == (pytest.approx(-43.9), 12.0)  # the outer canthus, where the profile has its origin
    assert in_front(View.LEFT, 0.0, 12.0) == (pytest.approx(43.9), 12.0)
    assert in_front(View.FRONT, 5.0, -50.0) == (5.0, -50.0)
    assert in_front(View.RIGHT, 40.0, 30.0)[0] == 0  # the nose stands before the ellipse


# ---------------------------------------------------------------------- a face of squares


def square(x: float, y: float, size: float = 10.0) -> Commands:
    corners = ((x, y), (x + size, y), (x + size, y + size), (x, y + size))
    return (("M", corners[0]), *(("L", corner) for corner in corners[1:]), ("Z", ()))


def squares(areas: dict[str, Commands], since: dict[str, int] | None = None, **overlays: Commands) -> Anatomy:
    """The same squares in all three views."""
    views = {
        view: FaceView(view, 1, (-90, -90, 180, 180), (), {}, square(-80, -80, 160), areas, overlays, {}, since or {})
        for view in View
    }
    return Anatomy(Template(1, views))


HAIRLINE = squares({"mentalis": square(0, 0), "dao.left": square(10.45, 0)}, face_id=square(-40, -40, 20))


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (10, 5, "mentalis"), (10.2, 5, "mentalis"), (10.24, 5, "dao.left"), (10.45, 5, "dao.left"),
        (-0.25, 5, "mentalis"), (-0.26, 5, None), (5, 10.25, "mentalis"), (5, 10.26, None), (-30, -30, None),
        (-0.2, -0.2, None),
    ],
)  # fmt: skip
def test_a_hairline_between_two_areas_belongs_to_the_nearer_and_beyond_it_is_no_area(
    x: float, y: float, code: str | None
) -> None:
    assert HAIRLINE.area_at(View.FRONT, x, y) == code


def test_of_two_areas_that_touch_the_first_that_is_drawn_holds_their_border() -> None:
    for first, second in (("mentalis", "dao.left"), ("dao.left", "mentalis")):
        face = squares({first: square(0, 0), second: square(10, 0)})
        assert face.area_at(View.FRONT, 10, 5) == first


def test_the_nearest_area_of_several_equally_near_ones_is_the_first() -> None:
    face = squares({"mentalis": square(0, 0), "glabella": square(20, 0), "dao.left": square(0, 20)})
    assert face.nearest_area(View.FRONT, 15, 5, Stretch()) == ("mentalis", 5, (10, 5))
    assert face.nearest_area(View.FRONT, 16, 5, Stretch()) == ("glabella", 4, (20, 5))
    assert face.nearest_area(View.FRONT, 5, 14, Stretch()) == ("mentalis", 4, (5, 10))
    assert face.nearest_area(View.FRONT, 5, 5, Stretch()) == ("mentalis", 0, (5, 5))
    wide = Stretch(2.0, 1.0, 3.0, 0.0)
    assert face.nearest_area(View.FRONT, 31, 5, wide) == ("glabella", 9, (40, 5))
    slope = (("M", (16.0, 40.0)), ("L", (40.0, 0.0)), ("L", (40.0, 40.0)), ("Z", ()))  # its box is 1 mm away
    for areas in ({"mentalis": square(0, 0), "dao.left": slope}, {"dao.left": slope, "mentalis": square(0, 0)}):
        assert squares(areas).nearest_area(View.FRONT, 15, 5, Stretch()) == ("mentalis", 5, (10, 5))
    tip = (("M", (18.0, 9.0)), ("L", (40.0, 30.0)), ("L", (16.0, 30.0)), ("Z", ()))  # its tip is 5 mm away
    pair = {"mentalis": square(0, 0), "dao.left": tip}
    assert squares(pair).nearest_area(View.FRONT, 15, 5, Stretch()) == ("mentalis", 5, (10, 5))
    other = dict(reversed(pair.items()))
    assert squares(other).nearest_area(View.FRONT, 15, 5, Stretch()) == ("dao.left", 5, (18, 9))
    bent = squares({"dao.left": slope}).nearest_area(View.FRONT, 20, 20, Stretch(1.0, 1.0, 2.0, 20.0))
    assert bent is not None
    assert bent[1] == pytest.approx(
        160 / math.hypot(12, 20), abs=0.05
    )  # to the edge from (16, 40) to its bend (28, 20)
    assert squares({}).nearest_area(View.FRONT, 0, 0, Stretch()) is None


def test_the_middle_of_an_area_lies_in_it_and_in_the_view_its_skin_is_measured_in() -> None:
    arch = (("M", (0.0, 0.0)), *(("L", place) for place in ((30.0, 0.0), (30.0, 30.0), (20.0, 30.0), (20.0, 10.0),
            (10.0, 10.0), (10.0, 30.0), (0.0, 30.0))), ("Z", ()))  # fmt: skip
    areas = {
        "mentalis": square(1.234, 2.343),
        "masseter.left": square(0, 40),
        "parotid.right": square(20, 40),
        "dao": arch,
    }
    face = squares(areas, brow_asymmetry=square(-40, -40))
    assert face.middle("mentalis") == (View.FRONT, 6.23, 7.34)
    assert face.middle("masseter.left") == (View.LEFT, 5, 45)
    assert face.middle("parotid.right") == (View.RIGHT, 25, 45)
    assert face.middle("brow_asymmetry") == (View.FRONT, -35, -35)
    view, x, y = face.middle("dao")  # the middle of its mass lies below the arch
    assert view is View.FRONT
    assert face.area_at(view, x, y) == "dao"
    for missing in ("forehead", "masseter.right", "masseter"):
        with pytest.raises(KeyError, match=missing):
            face.middle(missing)
        with pytest.raises(KeyError, match=missing):
            face.surface_cm2(missing)


def test_surface_is_a_hundredth_of_the_skin_in_mm2() -> None:
    face = squares({"mentalis": square(-5, 0), "masseter.right": square(-40, 0)})
    assert face.surface_cm2("mentalis") == pytest.approx(1.0, abs=0.01)  # near the midline skin is seen face on
    assert face.surface_cm2("masseter.right") == pytest.approx(1.05, abs=0.02)
    assert squares({"temporalis.left": square(30, 0)}).surface_cm2("temporalis.left") == pytest.approx(
        face.surface_cm2("masseter.right"), rel=1e-9
    )


def test_sets_of_areas_and_which_of_them_there_are() -> None:
    face = squares(
        {"mentalis": square(0, 0), "dao.left": square(20, 0), "llsan": square(40, 0)}, {"dao.left": 2, "llsan": 4}
    )
    assert (face.area_set, face.codes) == (4, ("mentalis", "dao.left", "llsan"))
    assert face.in_set(4) is face.in_set(5) is face
    assert (face.in_set(3).area_set, face.in_set(3).codes) == (3, ("mentalis", "dao.left"))
    assert face.in_set(2).codes == ("mentalis", "dao.left")
    assert (face.in_set(1).codes, face.in_set(1).version) == (("mentalis",), 1)
    assert squares({"mentalis": square(0, 0)}).area_set == 1
    assert [face.paired(base) for base in ("dao", "mentalis", "da")] == [True, False, False]
