"""Where the units and the density of a row lie on one axis with both bands."""

from __future__ import annotations

from dataclasses import dataclass

from charting.domain.dosing import AreaDose, Band

HEADROOM = 1.25
"""The scale ends at this many times the highest band end, so that it stays put while doses are given."""


@dataclass(frozen=True, slots=True)
class GaugeScale:
    """Where units lie between 0 and `end` (units of the product on the average face's surface).

    `soft` are the least and the most that the density can be, as its surface is known to a factor only.
    """

    end: float
    units: float
    density: float | None
    other_side: float = 0.0
    soft: tuple[float, float] | None = None

    def fraction(self, value: float) -> float:
        """0 at the left end of the scale, 1 at its right; more than 1 beyond it."""
        return value / self.end

    def ends(self, band: Band) -> tuple[float, float]:
        """Where a band lies on the scale; of a range for both sides beside one per side, what the other side leaves."""
        other = self.other_side if band.per_total_of_both else 0.0
        return max(float(band.low) - other, 0.0), max(float(band.high) - other, 0.0)


def gauge_scale(dose: AreaDose) -> GaugeScale | None:
    """The scale of a row, None when it has no range to be compared with.

    The density is put on the same axis: units over how many times larger the patient's surface is than the average
    face's, which is where the density bands coincide with the dose ranges.
    """
    bands = [band for band in (dose.micro, dose.standard) if band is not None]
    if not bands:
        return None
    unlike = len({band.per_total_of_both for band in bands}) == 2
    units = float(dose.units if unlike else dose.compared_units)
    density, soft = None, None
    if dose.surface_cm2 and dose.reference_surface_cm2 and not dose.surface_uncertain:
        density = units * dose.reference_surface_cm2 / dose.surface_cm2
        if dose.tolerance > 1:
            soft = (density / float(dose.tolerance), density * float(dose.tolerance))
    end = max(float(band.high) for band in bands) * HEADROOM
    return GaugeScale(end, units, density, float(dose.compared_units - dose.units) if unlike else 0.0, soft)
