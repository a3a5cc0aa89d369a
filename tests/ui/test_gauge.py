"""The gauge, pixel by pixel: where bands and marks are, and that they can be told apart without colour."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from charting.domain.dosing.dosing import HEADROOM, AreaDose, Band, Style, gauge_scale
from charting.domain.visit.visit import Technique
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.visit.gauge import TRACK, paint_gauge, soft_rect

WIDTH, HEIGHT = 200, 24
MIDDLE = HEIGHT / 2
LOWER, UPPER = MIDDLE + TRACK / 2 - 2, MIDDLE - TRACK / 2 + 1.5
"""Within both bands; within the standard band only."""


def band(low: str, high: str, **values: object) -> Band:
    return replace(Band(Decimal(low), Decimal(high), "A source", "A"), **values)  # type: ignore[arg-type]


def dose(
    units: str, micro: Band | None, standard: Band | None, scale: float = 1.0, style: Style | None = Style.MICRO
) -> AreaDose:
    value = Decimal(units)
    return AreaDose(
        area="forehead", technique=Technique.IM, points=5, undosed=0, units=value, surface_cm2=40 * scale,
        reference_surface_cm2=40.0, density_u_cm2=float(value) / 40 / scale, style=style, density_style=style,
        micro=micro, standard=standard, compared_units=value, point_numbers=(1, 2, 3, 4, 5), surface_from=None,
        tolerance=Fraction(1), surface_uncertain=False,
    )  # fmt: skip


MICRO, STANDARD = band("5", "7.5"), band("10", "20")  # the scale ends at 25: 8 px a unit


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def dress(request: pytest.FixtureRequest) -> Look:
    return request.param


class Painted:
    """A gauge painted at four device pixels each, asked by logical position."""

    def __init__(self, row: AreaDose, look: Look, *, right_to_left: bool = False) -> None:
        self.image = QImage(WIDTH * 4, HEIGHT * 4, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(4)
        self.image.fill(look.color("surface"))
        self.look = look
        painter = QPainter(self.image)
        paint_gauge(painter, QRectF(0, 0, WIDTH, HEIGHT), row, look, right_to_left=right_to_left)
        painter.end()

    def at(self, x: float, y: float) -> QColor:
        return self.image.pixelColor(QPointF(x * 4, y * 4).toPoint())

    def style_at(self, x: float, y: float) -> Style | None:
        """Whose band is there, exactly."""
        found = [s for s in (Style.MICRO, Style.STANDARD) if self.at(x, y) == QColor(self.look.face.styles[s])]
        return found[0] if found else None

    def ink(self, y: float) -> list[float]:
        """Every logical x at which the colour of the marks is."""
        ink = self.look.color("text")
        return [n / 4 for n in range(WIDTH * 4) if self.image.pixelColor(n, int(y * 4)) == ink]


def test_bands_stand_where_their_units_are(qapp, dress):
    painted = Painted(dose("1", MICRO, STANDARD), dress)
    assert painted.style_at(41, LOWER) is Style.MICRO
    assert painted.style_at(59, LOWER) is Style.MICRO
    assert painted.style_at(62, LOWER) is None
    assert painted.style_at(38, LOWER) is None
    for y in (LOWER, UPPER):
        assert painted.style_at(81, y) is Style.STANDARD
        assert painted.style_at(159, y) is Style.STANDARD
        assert painted.style_at(161, y) is None


def test_the_micro_band_is_lower_so_that_it_is_known_without_colour(qapp, dress):
    painted = Painted(dose("1", MICRO, STANDARD), dress)
    assert painted.style_at(50, UPPER) is None
    assert painted.style_at(120, UPPER) is Style.STANDARD


def test_overlapping_bands_both_stay_visible(qapp, dress):
    painted = Painted(dose("1", band("4", "8"), band("6", "16")), dress)  # the scale ends at 20: 10 px a unit
    assert painted.style_at(70, LOWER) is Style.MICRO
    assert painted.style_at(70, UPPER) is Style.STANDARD
    assert painted.style_at(50, UPPER) is None
    assert painted.style_at(100, LOWER) is Style.STANDARD


def test_one_mark_on_an_average_face(qapp, dress):
    ink = Painted(dose("6.5", MICRO, STANDARD), dress).ink(MIDDLE)
    assert min(ink) == pytest.approx(52 - 1.5, abs=0.5)
    assert max(ink) == pytest.approx(52 + 1.5, abs=0.5)


def test_a_hollow_mark_for_density_on_a_larger_face(qapp, dress):
    row = dose("12.5", MICRO, STANDARD, scale=1.25, style=Style.STANDARD)  # 12.5 U, as dense as 10 U on the average
    painted = Painted(row, dress)
    ink = painted.ink(MIDDLE)
    solid = [x for x in ink if x > 90]
    hollow = [x for x in ink if x < 90]
    assert (min(solid) + max(solid)) / 2 == pytest.approx(100, abs=0.5)
    assert (min(hollow) + max(hollow)) / 2 == pytest.approx(80, abs=0.5)
    assert painted.at(80, MIDDLE) == dress.color("surface"), "its inside is empty"
    assert painted.at(100, MIDDLE) == dress.color("text"), "the other one is solid"


def test_the_density_mark_shares_the_axis(qapp):
    scale = gauge_scale(dose("10.5", MICRO, STANDARD, scale=1.21))
    assert scale is not None
    assert scale.density == pytest.approx(10.5 / 1.21)
    assert scale.end == 20 * HEADROOM


def test_the_scale_stays_while_doses_are_given(qapp):
    ends = {scale.end for u in ("0.5", "7", "20", "60") if (scale := gauge_scale(dose(u, MICRO, STANDARD)))}
    assert ends == {25.0}


def test_a_range_of_one_value_is_a_tick(qapp, dress):
    painted = Painted(dose("1", None, band("20", "20")), dress)
    assert painted.style_at(160, MIDDLE) is Style.STANDARD
    assert painted.style_at(155, MIDDLE) is None
    assert painted.style_at(165, MIDDLE) is None


def test_a_mark_on_a_tick_leaves_it_visible(qapp, dress):
    painted = Painted(dose("20", None, band("20", "20")), dress)
    assert painted.at(160, MIDDLE) == dress.color("text")
    assert painted.style_at(157.5, MIDDLE) is Style.STANDARD
    assert painted.style_at(162.5, MIDDLE) is Style.STANDARD


def test_a_mark_beyond_the_scale_is_an_arrow_at_its_end(qapp, dress):
    painted = Painted(dose("60", MICRO, STANDARD), dress)
    at_the_middle, above = painted.ink(MIDDLE), painted.ink(MIDDLE - 7)
    assert max(at_the_middle) > WIDTH - 1
    assert max(at_the_middle) <= WIDTH
    assert max(above) < WIDTH - 4, "it comes to a point"


def test_both_marks_beyond_the_scale_are_both_seen(qapp, dress):
    painted = Painted(dose("60", MICRO, STANDARD, scale=1.21), dress)
    ink = painted.ink(MIDDLE)
    assert any(x > 195 for x in ink)
    assert any(185 <= x < 193 for x in ink)
    assert painted.at(187, MIDDLE) == dress.color("surface"), "the density's arrow is hollow"


def test_a_derived_band_is_hatched(qapp, dress):
    painted = Painted(dose("1", band("4", "12", derived=True, mark="C"), band("14", "20")), dress)
    colours = {painted.at(x / 4, LOWER).rgb() for x in range(4 * 40, 4 * 90)}
    plain = {painted.at(x / 4, LOWER).rgb() for x in range(4 * 115, 4 * 155)}
    assert len(colours) > 2
    assert len(plain) == 1


def test_weak_evidence_has_a_lighter_edge(qapp, dress):
    weak = Painted(dose("1", None, band("10", "20", weak=True)), dress)
    sure = Painted(dose("1", None, band("10", "20")), dress)
    assert weak.style_at(80.6, MIDDLE) is None
    assert sure.style_at(80.6, MIDDLE) is Style.STANDARD
    assert weak.style_at(120, MIDDLE) is Style.STANDARD


def test_nothing_is_marked_before_the_first_dose(qapp, dress):
    assert Painted(dose("0", MICRO, STANDARD, style=None), dress).ink(MIDDLE) == []


def test_without_a_range_nothing_is_painted(qapp, dress):
    painted = Painted(dose("10", None, None, style=Style.NO_RANGE), dress)
    surface = dress.color("surface").rgb()
    assert {painted.image.pixel(x, y) for x in range(0, WIDTH * 4, 3) for y in range(0, HEIGHT * 4, 3)} == {surface}


def test_from_right_to_left_everything_is_mirrored(qapp, dress):
    painted = Painted(dose("6.5", MICRO, STANDARD), dress, right_to_left=True)
    assert painted.style_at(200 - 120, MIDDLE) is Style.STANDARD
    ink = painted.ink(MIDDLE)
    assert (min(ink) + max(ink)) / 2 == pytest.approx(200 - 52, abs=0.5)


def test_both_sides_sum_is_compared_where_the_range_is_for_both(qapp):
    both = band("26", "36", per_total_of_both=True)
    row = replace(dose("15", None, both), compared_units=Decimal(30))
    scale = gauge_scale(row)
    assert scale is not None
    assert scale.units == 30
    assert scale.ends(both) == (26, 36)


def test_a_range_for_both_sides_beside_one_per_side(qapp):
    """On one axis, of this side's units: what the other side has is taken off the range for both."""
    micro, standard = band("10", "12", per_total_of_both=True), band("12", "16")
    row = replace(dose("6", micro, standard), compared_units=Decimal(11))
    scale = gauge_scale(row)
    assert scale is not None
    assert scale.units == 6
    assert scale.ends(micro) == (5, 7)
    assert scale.ends(standard) == (12, 16)


# ---------------------------------------------------------------------- how far the surface is known


def known_to(row: AreaDose, tolerance: str, *, uncertain: bool = False) -> AreaDose:
    return replace(row, tolerance=Fraction(tolerance), surface_uncertain=uncertain)


def test_the_soft_edge_reaches_as_far_as_the_surface_may_be_off(dress: Look) -> None:
    """12.5 U on an average surface known to 1.25: from 10 to 15.63 U, which is 80 to 125 px."""
    row = known_to(dose("12.5", None, STANDARD), "1.25")
    scale = gauge_scale(row)
    assert scale is not None
    assert scale.soft == (10.0, 15.625)
    track = QRectF(0, MIDDLE - TRACK / 2, WIDTH, TRACK)
    rect = soft_rect(track, scale)
    assert (rect.left(), rect.right(), rect.center().y()) == (80.0, 125.0, MIDDLE)
    soft, plain = Painted(row, dress), Painted(dose("12.5", None, STANDARD), dress)
    above = MIDDLE - TRACK / 2 - 1  # over the band, beside the mark: nothing else is painted there
    for x, there in ((78, False), (90, True), (97, True), (105, True), (115, True), (127, False)):
        assert (soft.at(x, above) != plain.at(x, above)) is there, x
    ground = dress.color("surface").lightness()
    strength = [abs(soft.at(x, above).lightness() - ground) for x in (82, 92, 97)]
    assert strength == sorted(strength)
    assert strength[0] < strength[2]


def test_there_is_no_edge_where_the_rule_does_not_say_or_nothing_is_dosed(dress: Look) -> None:
    assert gauge_scale(dose("12.5", None, STANDARD)).soft is None  # type: ignore[union-attr]
    undosed = known_to(dose("12.5", None, STANDARD, style=None), "1.25")
    assert Painted(undosed, dress).image == Painted(dose("12.5", None, STANDARD, style=None), dress).image
    nothing = gauge_scale(known_to(dose("0", None, STANDARD), "1.25"))
    assert nothing is not None
    assert soft_rect(QRectF(0, 0, WIDTH, TRACK), nothing).isEmpty()


def test_the_edge_ends_with_the_scale(dress: Look) -> None:
    scale = gauge_scale(known_to(dose("24", None, STANDARD), "1.2"))
    assert scale is not None
    rect = soft_rect(QRectF(0, 0, WIDTH, TRACK), scale)
    assert (rect.left(), rect.right()) == (160.0, 200.0)
    beyond = gauge_scale(known_to(dose("60", None, STANDARD), "1.2"))
    assert beyond is not None
    assert soft_rect(QRectF(0, 0, WIDTH, TRACK), beyond).isEmpty()
    Painted(known_to(dose("60", None, STANDARD), "1.2"), dress)


def test_where_the_surface_is_uncertain_no_density_is_marked(dress: Look) -> None:
    row = dose("12", MICRO, STANDARD, scale=1.5)
    scale = gauge_scale(known_to(row, "1.15", uncertain=True))
    assert scale is not None
    assert (scale.units, scale.density, scale.soft) == (12.0, None, None)
    assert gauge_scale(row).density == 8.0  # type: ignore[union-attr]
