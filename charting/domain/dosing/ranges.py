"""Which range an area's units are compared with, and where they lie against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import Technique

if TYPE_CHECKING:
    from charting.domain.dosing.reference import DoseRange, RangeMark, Reference


@dataclass(frozen=True, slots=True)
class Band:
    """The range an area's units are compared with, in U of the visit's product, both ends included.

    `source` holds titles, `source_short` their names on the screen. `density` is the range in U/cm2 over the surface
    of one row's area on the average face. With `per_total_of_both` the range is for both sides together: it is
    compared with both sides' sum, and its density likewise is both sides' units over this one side's surface. A band
    of mark `own` was set by this clinic: by whom and on what day.
    """

    low: Decimal
    high: Decimal
    source: str
    mark: RangeMark
    weak: bool = False
    derived: bool = False
    not_default: bool = False
    per_total_of_both: bool = False
    note: str | None = None
    density: tuple[float, float] | None = None
    source_short: str = ""
    set_by: str = ""
    set_on: date | None = None

    @property
    def density_each_side(self) -> tuple[float, float] | None:
        """The density band to hold one side's own density against: halved where the range is for both sides."""
        if self.density is None or not self.per_total_of_both:
            return self.density
        return (self.density[0] / 2, self.density[1] / 2)


def choose_range(
    reference: Reference, product: str | None, area: str, technique: Technique, style: RangeStyle, sex: Sex | None
) -> Band | None:
    """The range of exactly this product, area (code without side) and technique; None where there is none.

    What the clinic set itself; else the default rows; without one the rows of mark A and B, strongest first,
    `not_default`; without those the derived ones. Any other row of mark C never counts. Of these the row of the
    patient's sex, else the one without sex, else, when the sex is not known, the span of both. No other product, area
    or technique ever lends its range.
    """
    return _chosen(reference, product, area, technique, style, sex)


@lru_cache(maxsize=4096)
def _chosen(
    reference: Reference, product: str | None, area: str, technique: Technique, style: RangeStyle, sex: Sex | None
) -> Band | None:
    chosen = _of_sex(counting(reference.ranges_of(product or "", area, technique, style)), sex)
    if not chosen:
        return None
    info = reference.areas.get(area)
    return _band(chosen, bool(info and info.paired))


def counting(rows: Sequence[DoseRange]) -> tuple[DoseRange, ...]:
    """Of all rows of one product, area, technique and style those that count; the first one of a sex is its range.

    The clinic's own rows come first; one without a sex holds for everybody who has none of their own, and then no
    other row counts.
    """
    own = [row for row in rows if row.own]
    if any(row.sex is None for row in own):
        return tuple(own)
    published = [row for row in rows if row.mark != "C" and not row.derived and not row.own]
    defaults = [row for row in published if row.default]
    return (*own, *(defaults or sorted(published, key=_strength) or [row for row in rows if row.derived]))


def _strength(row: DoseRange) -> tuple[str, bool]:
    return (row.mark, row.weak)


def _of_sex(rows: Sequence[DoseRange], sex: Sex | None) -> tuple[DoseRange, ...]:
    first: dict[Sex | None, DoseRange] = {}
    for row in rows:
        first.setdefault(row.sex, row)
    if sex in first:
        return (first[sex],)
    if None in first:
        return (first[None],)
    if not {Sex.FEMALE, Sex.MALE} <= first.keys():
        return ()
    return (first[Sex.FEMALE], first[Sex.MALE])


def _band(rows: Sequence[DoseRange], paired: bool) -> Band:
    return Band(
        low=min(row.low for row in rows),
        high=max(row.high for row in rows),
        source=_joined(row.source.title for row in rows),
        mark=max(row.mark for row in rows),
        weak=any(row.weak for row in rows),
        derived=any(row.derived for row in rows),
        not_default=not any(row.default or row.derived for row in rows),
        per_total_of_both=paired and rows[0].per == "total",
        note=_joined(row.note for row in rows if row.note) or None,
        source_short=_joined(row.source.short for row in rows),
        set_by=_joined(row.set_by for row in rows if row.own and row.set_by),
        set_on=max((row.set_on for row in rows if row.set_on), default=None),
    )


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


@lru_cache(maxsize=4096)
def bands(
    reference: Reference, product: str | None, area: str, technique: Technique, sex: Sex | None, surface: float | None
) -> tuple[Band | None, Band | None]:
    """The micro and the standard band, with their densities over the average face's surface (cm2) of this outline."""
    found = (choose_range(reference, product, area, technique, style, sex) for style in RangeStyle)
    micro, standard = (
        replace(band, density=(float(band.low) / surface, float(band.high) / surface)) if band and surface else band
        for band in found
    )
    return micro, standard


def style_of(
    micro: Band | None, standard: Band | None, units: Decimal, both_sides: Decimal, scale: Fraction = Fraction(1)
) -> Style:
    """Where units lie against the bands; with the patient's `scale` of surface, where their density lies.

    Density is units over (surface x scale) and its band range over surface, so units are compared with range x scale.
    A band per total of a paired area is compared with `both_sides`, their sum.
    """

    def place(band: Band) -> int:
        value = both_sides if band.per_total_of_both else units
        if scale == 1:
            return (value > band.high) - (value < band.low)
        return (_against(value, band.high, scale) > 0) - (_against(value, band.low, scale) < 0)

    if micro is None and standard is None:
        return Style.NO_RANGE
    if standard is None:
        assert micro is not None
        return (Style.BELOW_MICRO, Style.MICRO, Style.ABOVE_MICRO)[place(micro) + 1]
    if micro is None:
        return (Style.BELOW_STANDARD, Style.STANDARD, Style.ABOVE_STANDARD)[place(standard) + 1]
    return _STYLES.get((place(micro), place(standard)), Style.BETWEEN)


@lru_cache(maxsize=4096)
def density_style_of(
    micro: Band | None, standard: Band | None, units: Decimal, both_sides: Decimal, scale: Fraction, tolerance: Fraction
) -> Style:
    """Where the density lies, when the surface is known to a factor only.

    It is the style of the units wherever the density, give or take the tolerance, can lie in that style's interval;
    else the style of the density itself. An interval may be one value, and the gap between the bands is an open one.
    """
    own = style_of(micro, standard, units, both_sides)
    least, most = scale / tolerance, scale * tolerance
    if least <= 1 <= most or own in _styles_within(micro, standard, units, both_sides, least, most):
        return own
    return style_of(micro, standard, units, both_sides, scale)


def _styles_within(
    micro: Band | None, standard: Band | None, units: Decimal, both_sides: Decimal, least: Fraction, most: Fraction
) -> set[Style]:
    """Every style of the density over surfaces from the least to the most: it changes at the ends of bands alone."""
    ends = {least, most}
    for band in (micro, standard):
        if band is not None:
            value = Fraction(both_sides if band.per_total_of_both else units)
            ends.update(at for end in (band.low, band.high) if least < (at := value / Fraction(end)) < most)
    known = sorted(ends)
    between = ((a + b) / 2 for a, b in pairwise(known))
    return {style_of(micro, standard, units, both_sides, at) for at in (*known, *between)}


def _against(value: Decimal, end: Decimal, scale: Fraction) -> int:
    """Above (1), at (0) or below (-1) end x scale, exactly; in whole numbers, five times faster than fractions."""
    units, per = value.as_integer_ratio()
    limit, limit_per = end.as_integer_ratio()
    mine, theirs = units * limit_per * scale.denominator, limit * per * scale.numerator
    return (mine > theirs) - (mine < theirs)


_STYLES: Mapping[tuple[int, int], Style] = {
    (-1, -1): Style.BELOW_MICRO,
    (0, -1): Style.MICRO,
    (0, 1): Style.MICRO,
    (0, 0): Style.BOTH,
    (1, 0): Style.STANDARD,
    (-1, 0): Style.STANDARD,
    (1, 1): Style.ABOVE_STANDARD,
}
"""By where the units lie against (micro, standard): -1 below, 0 within, 1 above; what is left lies between them."""
