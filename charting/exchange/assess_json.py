"""The assessment of visits as the JSON of `charting assess --json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from charting.domain.dosing.dosing import AreaDose, Assessment, Band
from charting.domain.past.comparison import Comparison, Pair
from charting.exchange.json.kinds import number
from charting.exchange.json.write import text

if TYPE_CHECKING:
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.past.sittings import RowKey, Sitting, Sum


def assess_json(
    assessments: Iterable[tuple[str, Assessment, Sequence[CautionNote]]], sittings: Iterable[Sitting] = (),
    touch_ups: Mapping[str, Mapping[RowKey, Sum]] | None = None,
) -> str:  # fmt: skip
    """A patient's id, the assessment of one of their visits and its cautions each; figures are not rounded.

    `touch_ups` are the sums of each touch-up (by its id) with its treatment, by area; none where it tops up nothing.
    """
    more = touch_ups or {}
    visits = [_visit(patient_id, found, notes, more.get(found.visit_id)) for patient_id, found, notes in assessments]
    return text({"visits": visits, "sittings": [row for sitting in sittings for row in _sitting(sitting)]})


def _sitting(sitting: Sitting) -> list[dict[str, Any]]:
    return [
        {
            "patient": sitting.patient_id,
            "day": sitting.day.isoformat(),
            "visits": list(row.visits),
            "product": sitting.product,
            "area": row.area,
            "units": number(row.units),
            "style": row.style.value,
        }
        for row in sitting.areas
    ]


def _visit(
    patient_id: str, found: Assessment, notes: Sequence[CautionNote], together: Mapping[RowKey, Sum] | None
) -> dict[str, Any]:
    return {
        "patient": patient_id,
        "visit": found.visit_id,
        "product": found.product,
        "style": found.style.value,
        "total_units": number(found.total_units),
        "undosed_points": found.undosed_points,
        "volume_ml": None if found.volume_ml is None else float(found.volume_ml),
        "left_units": number(found.left_units),
        "right_units": number(found.right_units),
        "midline_units": number(found.midline_units),
        "areas": [_area(row) | _together(row, together) for row in found.areas],
        "mismatched_points": list(found.mismatched_points),
        "cautions": [_caution(note) for note in notes],
    }


def _together(row: AreaDose, sums: Mapping[RowKey, Sum] | None) -> dict[str, Any]:
    """The keys that only an area of a touch-up has."""
    if sums is None:
        return {}
    found = sums.get((row.area, row.technique))
    return {
        "with_treatment_units": None if found is None else number(found.units),
        "with_treatment_style": None if found is None else found.style.value,
    }


def _caution(note: CautionNote) -> dict[str, Any]:
    return {
        "id": note.id,
        "points": list(note.points),
        "measured": str(note.measured),
        "rule": str(note.rule),
        "source": note.source,
        "mark": note.mark,
        "weak": note.weak,
        "area": note.area,
        "urgent": note.urgent,
    }


def _area(row: AreaDose) -> dict[str, Any]:
    return {
        "area": row.area,
        "technique": row.technique.value,
        "points": row.points,
        "undosed_points": row.undosed,
        "units": number(row.units),
        "compared_units": number(row.compared_units),
        "surface_cm2": row.surface_cm2,
        "reference_surface_cm2": row.reference_surface_cm2,
        "surface_from": row.surface_from and row.surface_from.value,
        "density_u_cm2": row.density_u_cm2,
        "style": row.style and row.style.value,
        "density_style": row.density_style and row.density_style.value,
        "surface_uncertain": row.surface_uncertain,
        "micro": _band(row.micro),
        "standard": _band(row.standard),
        "micro_density": _density(row.micro),
        "standard_density": _density(row.standard),
    }


def _band(band: Band | None) -> dict[str, Any] | None:
    if band is None:
        return None
    return {
        "low": number(band.low),
        "high": number(band.high),
        "source": band.source,
        "mark": band.mark,
        "per_total_of_both": band.per_total_of_both,
        "weak": band.weak,
        "derived": band.derived,
        "not_default": band.not_default,
        "note": band.note,
    }


def _density(band: Band | None) -> list[float] | None:
    return None if band is None or band.density is None else list(band.density)


# ----------------------------------------------------------------------
# The difference of two visits as the JSON of `charting compare --json`.


def compare_json(before: str, after: str, found: Comparison) -> str:
    """The ids of the two visits and what is different; points are numbered from 1, figures are not rounded."""
    return text(
        {
            "from": before,
            "to": after,
            "same_product": found.same_product,
            "units_change": number(found.units_change),
            "same": [_numbers(pair) for pair in found.same],
            "redosed": [{**_numbers(pair), **_units(pair)} for pair in found.redosed],
            "moved": [{**_numbers(pair), "mm": pair.mm, **_units(pair)} for pair in found.moved],
            "added": list(found.added),
            "dropped": list(found.dropped),
            "areas": [
                {"area": row.area, "units_from": number(row.units_from), "units_to": number(row.units_to)}
                for row in found.areas
            ],
        }
    )


def _numbers(pair: Pair) -> dict[str, Any]:
    return {"from": pair.before, "to": pair.after}


def _units(pair: Pair) -> dict[str, Any]:
    return {"units_from": number(pair.units_from), "units_to": number(pair.units_to)}
