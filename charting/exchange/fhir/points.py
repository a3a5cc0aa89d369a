"""What FHIR has of the points of a visit: administrations, medications with their batch, regions, observations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import AreaDose, Assessment, vial_of
from charting.domain.dosing.ranges import Band
from charting.domain.dosing.whys import is_of_row
from charting.domain.face.face import base_area, side_of_area
from charting.domain.visit.record import Reason
from charting.domain.visit.vial_whys import Asked, answer
from charting.domain.visit.visit import InjectionPoint, Status, Technique, Visit
from charting.exchange.csv.columns import DEPTHS
from charting.exchange.csv.write import hundredths, millilitres
from charting.exchange.fhir.values import (
    OWN,
    Codes,
    Value,
    at,
    concept,
    derived_id,
    exact,
    extension,
    own_code,
    quantity,
    reference,
    text,
    units,
    without_gaps,
)
from charting.exchange.source import Material, rows_by_point

if TYPE_CHECKING:
    from charting.domain.visit.visit import Vial

_GIVEN = {
    Status.DRAFT: "unknown", Status.SIGNED: "completed", Status.AMENDED: "completed",
    Status.ENTERED_IN_ERROR: "entered-in-error",
}  # fmt: skip
"""FHIR has no word for an administration that is charted and not signed yet; its Procedure is “in preparation”."""

_OBSERVED = {
    Status.DRAFT: "preliminary", Status.SIGNED: "final", Status.AMENDED: "amended",
    Status.ENTERED_IN_ERROR: "entered-in-error",
}  # fmt: skip
_WHY = {
    Reason.STRONG_MUSCLE: "strong muscle", Reason.PATIENTS_WISH: "patient's wish", Reason.CORRECTION: "correction",
    Reason.OTHER: "other", Reason.SEEN: "seen", Reason.ANOTHER_BOX: "another box, lot on paper",
    Reason.LABEL_GONE: "label unreadable", Reason.LOT_FOLLOWS: "lot follows",
    Reason.NO_OTHER_VIAL: "no other vial", Reason.DATE_EXTENDED: "date extended by the maker",
}  # fmt: skip
_OF_VIAL = {Asked.NO_LOT: "no lot", Asked.EXPIRED: "past its expiry date"}
_DENSITY = "[USP'U]/cm2"
_STEP = Decimal("0.0001")


# ---------------------------------------------------------------------- where


def area_words(code: str, material: Material) -> str:
    """“Crow's feet, left”."""
    info = material.shipped.areas.get(base_area(code))
    name = info.name if info is not None else code
    side = side_of_area(code)
    return f"{name}, {side}" if side else name


def site(code: str, material: Material) -> Value:
    """An area as a concept: in words, with the code of the reference data."""
    return concept(area_words(code, material), own_code("area", code))


def each_area(found: Assessment) -> Iterator[AreaDose]:
    """A row of each area, whatever its technique."""
    yield from {row.area: row for row in found.areas}.values()


def body_structures(visit: Visit, found: Assessment, material: Material) -> Iterator[Value]:
    """The regions of this face that were treated."""
    for row in each_area(found):
        info = material.shipped.areas.get(base_area(row.area))
        if info is None:
            continue  # on no area: there is nothing to name
        side = side_of_area(row.area)
        yield without_gaps(
            resourceType="BodyStructure",
            id=derived_id(visit.patient_id, row.area),
            identifier=[{"system": f"{OWN}area", "value": row.area}],
            location=concept(info.name, own_code("area", base_area(row.area))),
            locationQualifier=[] if side is None else [{"text": side}],
            description=text(info.muscle),
            patient=reference(visit.patient_id, "Patient"),
        )


# ---------------------------------------------------------------------- what


def medications(visit: Visit, material: Material, codes: Codes) -> Iterator[Value]:
    """The vials of a visit with their lots; without any the product with the visit's own lot."""
    used = {point.vial if vial_of(visit, point) else None for point in visit.points}
    for place in sorted(used, key=lambda place: place or 0):
        vial: Vial | Visit = visit if place is None else visit.vials[place - 1]
        product = material.shipped.products.get(visit.product or "")
        lot, expires = text(vial.lot), vial.expires
        known = [own_code("product", visit.product, product.name if product else None)] if visit.product else []
        chosen = codes.products.get(visit.product or "", ())
        yield without_gaps(
            resourceType="Medication",
            id=_medication_id(visit, place),
            code=concept(product.name if product else visit.product or "Botulinum toxin", *chosen, *known),
            manufacturer=None if product is None else {"display": text(product.maker)},
            amount=None if vial.vial_units is None else _per_vial(vial.vial_units),
            batch=without_gaps(lotNumber=lot, expirationDate=expires and expires.isoformat()),
        )  # fmt: skip


def _per_vial(held: Decimal) -> Value:
    return {"numerator": units(held), "denominator": {"value": 1}}


def _medication_id(visit: Visit, place: int | None) -> str:
    return derived_id(visit.id, "medication", place or 0)


# ---------------------------------------------------------------------- each point


def administrations(visit: Visit, found: Assessment, material: Material) -> Iterator[Value]:
    """One for each point."""
    rows = rows_by_point(found)
    signer = visit.signature.name if visit.signature else None
    for number, point in enumerate(visit.points, 1):
        name = point.placed_by or signer
        place = point.vial if vial_of(visit, point) else None
        whom = [] if not text(name) else [
            {"actor": reference(derived_id("practitioner", name), "Practitioner", text(name))}
        ]  # fmt: skip
        yield without_gaps(
            resourceType="MedicationAdministration",
            id=derived_id(visit.id, "point", number),
            extension=[_place(number, point, visit)],
            partOf=[reference(visit.id, "Procedure")],
            status=_GIVEN[visit.status],
            medicationReference=reference(_medication_id(visit, place), "Medication"),
            subject=reference(visit.patient_id, "Patient"),
            effectiveDateTime=at(visit.at),
            performer=whom,
            dosage=_dosage(point, rows.get(number), material),
            note=[{"text": "placed, not dosed yet"}] if point.units is None else [],
        )


def _dosage(point: InjectionPoint, row: AreaDose | None, material: Material) -> Value | None:
    """FHIR has no dosage without a dose."""
    if point.units is None:
        return None
    depth = DEPTHS[point.technique]
    where = area_words(row.area, material) if row is not None else ""
    return without_gaps(
        text=", ".join(part for part in (f"{exact(point.units)} U {depth}", where) if part),
        site=None if row is None else site(row.area, material),
        route=concept(depth),
        dose=units(point.units),
    )


def _place(number: int, point: InjectionPoint, visit: Visit) -> Value:
    return extension(
        f"{OWN}point",
        extension=[
            extension("number", valuePositiveInt=number),
            extension("view", valueCode=point.view.value),
            extension("template", valuePositiveInt=visit.template),
            extension("x", valueQuantity=quantity(hundredths(point.x_mm), "mm", "mm")),
            extension("y", valueQuantity=quantity(hundredths(point.y_mm), "mm", "mm")),
        ],
    )


# ---------------------------------------------------------------------- what it amounts to


def observations(visit: Visit, found: Assessment, material: Material) -> Iterator[Value]:
    """The total of a visit, and of each area and depth units and density with the ranges they are compared with."""
    if not visit.points:
        return
    parts = [("left", found.left_units), ("right", found.right_units), ("midline", found.midline_units)]
    components = [{"code": concept(f"Units, {name}", own_code("observation", f"units-{name}")), "valueQuantity":
                   units(value)} for name, value in parts]  # fmt: skip
    if found.volume_ml is not None:
        volume = quantity(millilitres(found.volume_ml), "mL", "mL")
        components.append({"code": concept("Volume", own_code("observation", "volume")), "valueQuantity": volume})
    product = material.shipped.products.get(visit.product or "")
    whose = f", {product.name}" if product is not None else ""
    yield {
        **_observation(visit, "total"), "code": concept(f"Units in all{whose}", own_code("observation", "total-units")),
        "valueQuantity": units(found.total_units), "component": components,
    }  # fmt: skip
    for row in found.areas:
        yield _of_area(visit, row, material, whose)


def _observation(visit: Visit, *what: str) -> Value:
    return {
        "resourceType": "Observation", "id": derived_id(visit.id, "observation", *what),
        "partOf": [reference(visit.id, "Procedure")], "status": _OBSERVED[visit.status],
        "subject": reference(visit.patient_id, "Patient"), "effectiveDateTime": at(visit.at),
    }  # fmt: skip


def _of_area(visit: Visit, row: AreaDose, material: Material, whose: str) -> Value:
    depth = "" if row.technique is Technique.IM else f", {DEPTHS[row.technique]}"
    bands = (("micro", row.micro), ("standard", row.standard))
    density = None if row.density_u_cm2 is None else {
        "code": concept("Units per area of skin", own_code("observation", "density")),
        "valueQuantity": _dense(row.density_u_cm2),
        "referenceRange": [_dense_range(name, band) for name, band in bands if band is not None and band.density],
    }  # fmt: skip
    return without_gaps(
        **_observation(visit, row.area, row.technique.value),
        code=concept(f"Units in {area_words(row.area, material)}{depth}{whose}", own_code("observation", "area-units")),
        valueQuantity=units(row.units),
        interpretation=[] if row.style is None else [concept(row.style.value, own_code("style", row.style.value))],
        bodySite=site(row.area, material),
        referenceRange=[_range(name, band, visit, row) for name, band in bands if band is not None],
        component=[] if density is None else [without_gaps(**density)],
    )


def _range(name: str, band: Band, visit: Visit, row: AreaDose) -> Value:
    """A range with its source and mark; none holds for another product."""
    both = f"for both sides together ({exact(row.compared_units)} U)" if band.per_total_of_both else ""
    table = f"table {visit.table[:12]}" if visit.table and not visit.is_draft else ""
    said = (
        f"{name} {exact(band.low)}-{exact(band.high)} U", both, band.source_short or band.source, f"mark {band.mark}",
        "weak evidence" if band.weak else "", "derived" if band.derived else "",
        "not a default" if band.not_default else "", table,
    )  # fmt: skip
    return without_gaps(
        low=units(band.low),
        high=units(band.high),
        type={"text": name},
        text=text("; ".join(part for part in said if part)),
    )


def _dense_range(name: str, band: Band) -> Value:
    low, high = band.density_each_side or (0.0, 0.0)
    said = f"{name}, the dose range over the surface on the average face (derived); {band.source_short or band.source}"
    return {"low": _dense(low), "high": _dense(high), "type": {"text": name}, "text": text(said)}


def _dense(value: float) -> Value:
    return quantity(Decimal(value).quantize(_STEP), "U/cm2", _DENSITY)


# ---------------------------------------------------------------------- notes


def notes(visit: Visit, found: Assessment, material: Material) -> list[str]:
    """What was written down in words, each thing on a line of its own."""
    review, weighed = visit.review, visit.consultation
    lines = [
        f"{why.about}: {_WHY[why.reason]}{': ' if why.note else ''}{why.note}" for why in visit.whys if is_of_row(why)
    ]
    lines += [f"{_OF_VIAL[what]}: {_WHY[why.reason]}" for what in Asked if (why := answer(visit, what)) is not None]
    if found.mismatched_points:
        points = ", ".join(str(number) for number in found.mismatched_points)
        lines.append(f"The area of these points was chosen, they lie elsewhere: {points}.")
    lines += [weighed.note if weighed else "", review.note if review else "", visit.reason or ""]
    lines += [f"{at(added.at)} {added.by}: {added.text}" for added in visit.addenda]
    if visit.marked is not None:
        marked = visit.marked
        lines.append(f"{at(marked.at)} {marked.by}, {visit.status.value}: {marked.reason}")
    return [plain for line in lines if (plain := text(line))]
