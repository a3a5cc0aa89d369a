"""Points to chart in tests of the window, all of them within the areas their names say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from charting.desk.session import Session
from charting.desk.signing import document, sha256_hex
from charting.domain.face.face import View
from charting.domain.visit.outcome import Review
from charting.domain.visit.visit import InjectionPoint, Kind, Signature, Technique, Visit, with_points_added


def put(session: Session, *places: tuple[float, float, str | None], technique: Technique = Technique.IM,
        area: str | None = None, view: View = View.FRONT) -> None:  # fmt: skip
    """Chart points in one step: (x mm, y mm, units or None); `area` is a code without side."""
    assert session.open.visit is not None
    points = [
        InjectionPoint(view, x, y, None if units is None else Decimal(units), technique) for x, y, units in places
    ]
    if area is not None:
        points = [replace(p, area=session.points.area_on_side(area, p)) for p in points]
    session.charting.edit("Place points", with_points_added(session.open.visit, points))


FOREHEAD = ((-36.0, -50.0, "1"), (-18.0, -55.0, "1.5"), (0.0, -56.0, "1.5"), (18.0, -55.0, "1.5"), (36.0, -50.0, "1"))
GLABELLA = ((-22.0, -30.0, "4"), (-9.0, -20.0, "4"), (0.0, -12.0, "4"), (9.0, -20.0, "4"), (22.0, -30.0, "4"))
CROWS_FEET = tuple((s * x, y, "2") for s in (-1, 1) for x, y in ((55.0, -8.0), (57.0, 0.0), (57.0, 10.0)))
CHIN = ((0.0, 97.0, "2"),)
FULL_FACE = (*FOREHEAD, *GLABELLA, *CROWS_FEET, *CHIN)
"""17 points over five rows, 40.5 U: forehead micro, glabella standard, crow's feet on both sides, chin."""


def treated(
    session: Session, days_ago: int, *places: tuple[float, float, str | None], product: str = "ona_botox",
    kind: Kind = Kind.TREATMENT, of: str | None = None, review: Review | None = None,
) -> Visit:  # fmt: skip
    """A visit of the open patient some days ago, signed and in the file; open the patient again to see it."""
    patient = session.open.patient
    assert patient is not None
    at = session.env.clock() - timedelta(days=days_ago)
    points = [InjectionPoint(View.FRONT, x, y, None if units is None else Decimal(units)) for x, y, units in places]
    draft = Visit(
        session.env.new_id(), patient.id, at, kind, product=product, lot="C7421",
        expires=at.date() + timedelta(days=300),
        vial_units=Decimal(100), diluent_ml=Decimal("2.5"), of=of, review=review,
    )  # fmt: skip
    draft = with_points_added(draft, points)
    session.store.visits.save_draft(draft)
    content = document(draft, patient, "Dr X", at)
    return session.store.visits.sign(draft, Signature("Dr X", at, sha256_hex(content)), content)
