"""The map of a visit as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QFont, QImage, QImageWriter

from charting.domain.face.face import View
from charting.domain.units import dose_text
from charting.domain.visit.visit import Status
from charting.drawing.ink import look_for_letters
from charting.drawing.picture import picture
from charting.errors import Problem
from charting.exchange.pdf import family
from charting.exchange.source import Material, rows_by_point
from charting.exchange.terminal import shown
from charting.paper.dose_words import seen_too
from charting.paper.sheet import Map, MapPoint

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit
    from charting.exchange.records import PatientRecord

IN_ORDER = (View.RIGHT, View.FRONT, View.LEFT)
_NAMES = {View.RIGHT: "Patient's right", View.FRONT: "Front", View.LEFT: "Patient's left"}
_STATES = {
    Status.DRAFT: "draft, not signed", Status.SIGNED: "signed", Status.AMENDED: "amended",
    Status.ENTERED_IN_ERROR: "entered in error",
}  # fmt: skip


SIZES = {"small": 700, "medium": 1300, "large": 2400}
"""How high each face is, in pixels."""
MEDIUM = SIZES["medium"]


def write_png(
    record: PatientRecord, visit: Visit, material: Material, views: tuple[View, ...] = (), height_px: int = MEDIUM
) -> bytes:
    """The views given, or else those with points on them (the front, where there are none), side by side on white."""
    found = material.assessed(record, visit)
    used = views or tuple(view for view in IN_ORDER if any(point.view is view for point in visit.points))
    maps = [each for view in used or (View.FRONT,) if (each := _map(visit, view, found, material)) is not None]
    if not maps:
        raise Problem("There is no drawing of a face of version {version}.", version=visit.template)
    who, what = _who(record.patient), _what(record.patient, visit, found, material)
    look_for_letters("".join((who, *what)), QFont(family()), material.letters)
    return encoded(picture(maps, who, what, height_px, family()))


def _map(visit: Visit, view: View, found: Assessment, material: Material) -> Map | None:
    face = material.drawing(view, visit.template)
    if face is None:
        return None
    rows = rows_by_point(found)
    points = [
        (point.view, MapPoint(
            point.x_mm, point.y_mm, dose_text(point.units), None if point.units is None else rows[number].style,
            point.technique.value == "id", guessed=point.guessed,
        ))
        for number, point in enumerate(visit.points, 1)
    ]  # fmt: skip
    own = tuple(point for drawn, point in points if drawn is view)
    return Map(face, _NAMES[view], (*own, *seen_too(face, points)))


def _who(patient: Patient) -> str:
    return shown(", ".join(name for name in (patient.family_name, patient.given_name) if name) or patient.id)


def _what(patient: Patient, visit: Visit, found: Assessment, material: Material) -> tuple[str, ...]:
    number = f" · chart {shown(patient.chart_no)}" if patient.chart_no else ""
    born = f"born {patient.born.isoformat()}{number}" if material.named else "pseudonymised: other days, no names"
    product = material.shipped.products.get(visit.product or "")
    name = product.name if product is not None else "no product"
    undosed = f", {found.undosed_points} not dosed" if found.undosed_points else ""
    done = f"{visit.at:%Y-%m-%d} · {visit.kind.value} · {_STATES[visit.status]}"
    return born, done, f"{name} · {found.total_units} U in {len(visit.points)} points{undosed}"


def encoded(image: QImage) -> bytes:
    """A picture as PNG; the same picture gives the same bytes."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(content.data())
