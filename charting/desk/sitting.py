"""What else was given with a visit: at the same sitting, or before, in the treatment that it tops up.

It says how the rows of a visit are judged, and so which reasons of doses out of band still hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.assessing import assessed
from charting.domain.cautions.case import counting
from charting.domain.dosing.whys import followed, is_of_row
from charting.domain.past.sittings import Also, Assessed, RowKey, judged, of_one_sitting, summed, with_treatment
from charting.domain.visit.visit import Kind

if TYPE_CHECKING:
    from charting.desk.state import State
    from charting.domain.dosing.dosing import AreaDose, Assessment
    from charting.domain.visit.visit import Visit


def also_given(state: State, visit: Visit, own: Assessment) -> dict[RowKey, Also]:
    """By area and technique; rows of which nothing else was given are left out. Units of one product only."""
    others = [v for v in counting(state.open.visits, visit) if v.product == visit.product is not None]
    today = [v for v in others if of_one_sitting(visit, v)]
    names = visit.of if visit.kind is Kind.TOUCH_UP else None
    course = [v for v in others if names is not None and names in (v.id, v.amends, v.of)]
    together = [v for v in others if v in today or v in course]
    if not together:
        return {}
    return also_of(visit, own, [(v, assessed(state, v)) for v in together], state.clinic.settings.touch_up_days)


def also_of(visit: Visit, own: Assessment, known: list[Assessed], touch_up_days: int) -> dict[RowKey, Also]:
    """The same from the assessed visits themselves."""
    today = sorted((one for one in known if of_one_sitting(visit, one[0])), key=lambda one: (one[0].at, one[0].id))
    days = {(row.area, row.technique): row for row in summed([own, *(found for _, found in today)])}
    courses = with_treatment(visit, own, known, touch_up_days) or {}
    found: dict[RowKey, Also] = {}
    for dose in own.areas:
        key = (dose.area, dose.technique)
        parts = tuple(
            (other.at, row.units)
            for other, assessment in today
            for row in assessment.areas
            if (row.area, row.technique) == key and row.units
        )
        course = courses.get(key)
        if course is not None and set(course.visits) <= {visit.id}:
            course = None  # its treatment gave nothing here
        if dose.style is not None and (parts or course is not None):
            found[key] = Also(parts, days[key] if parts else None, course)
    return found


def as_judged(state: State, visit: Visit, own: Assessment) -> Assessment:
    """The figures of a visit with each row's style as that of its sitting, or of a touch-up with its treatment."""
    also = also_given(state, visit, own)
    if not also:
        return own
    whole = {key: found.whole for key, found in also.items()}
    return replace(own, areas=tuple(judged(dose, whole.get((dose.area, dose.technique))) for dose in own.areas))


def judged_rows(state: State) -> tuple[AreaDose, ...]:
    """The rows of the open visit as reasons look at them: by what they come to with what else was given."""
    visit, own = state.open.visit, state.open.assessment
    return () if visit is None or own is None else as_judged(state, visit, own).areas


def kept_true(state: State, after: Visit) -> Visit:
    """The visit of an edit with its reasons brought up to date: units and ranges of now, none that holds no longer."""
    if not any(is_of_row(why) for why in after.whys):
        return after
    now = as_judged(state, after, assessed(state, after))
    before = state.open.assessment
    if before is not None and state.open.visit is not None:
        before = as_judged(state, state.open.visit, before)
    whys = followed(after.whys, before, now)
    return after if whys == after.whys else replace(after, whys=whys)
