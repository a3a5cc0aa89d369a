"""The sheet of one visit in finished words: who, when, by whom, maps, doses against their ranges, signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt

from charting import __version__
from charting.domain.face.face import FaceView, View
from charting.domain.people.patient import age_on
from charting.domain.units import dose_text
from charting.domain.visit.visit import Kind, Status, Visit
from charting.paper.dose_words import dose_parts, seen_too, used_styles
from charting.paper.record_parts import record_parts, review_parts, signature_part
from charting.paper.sheet import Fact, Map, MapPoint, Maps, Part, Photo, Photos, Sheet, Title
from charting.words.past_words import span_words
from charting.words.words import (
    NOTHING,
    date_text,
    datetime_text,
    kind_name,
    ml_text,
    one_line,
    product_name,
    sex_name,
    side_words,
    style_name,
    translate,
    units_text,
    view_name,
)

if TYPE_CHECKING:
    from charting.domain.clinic.audit_chain import Entry
    from charting.domain.people.patient import Patient
    from charting.domain.visit.chart import Chart

Faces = Callable[[View, int], FaceView | None]
IN_ORDER = (View.RIGHT, View.FRONT, View.LEFT)
HEAD_SHOWN = 12
SECOND_LOWEST_MM, SECOND_HIGHEST_MM = 55.0, 85.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a sheet is made: at what time, after which entry of the audit, with which photographs (their bytes).

    `hidden` leaves away who it is, for a preview that others may see.
    """

    made_at: datetime
    entry: Entry | None = None
    photos: tuple[Photo, ...] = ()
    hidden: bool = False
    version: str = field(default=__version__)


def sheet_of(chart: Chart, faces: Faces, options: Options) -> Sheet:
    """The sheet of a chart: what was done on the first page, what followed on the next, then photographs."""
    state, why = state_words(chart)
    pages: list[tuple[Part, ...]] = [(*_done(chart, faces), signature_part(chart))]
    if chart.following:
        pages.append(tuple(part for each in chart.following for part in _followed(chart, each, faces)))
    if options.photos:
        pages.append((Title(translate("sheet", "Photographs")), Photos(options.photos)))
    return Sheet(
        title=title_text(chart.visit), clinic=clinic_text(chart), state=state, state_why=why,
        name=name_text(chart.patient, hidden=options.hidden),
        identity=identity_text(chart.patient, chart.visit, hidden=options.hidden), facts=_facts(chart),
        pages=tuple(pages), foot=foot_text(chart.visit, options),
        page_of=translate("sheet", "Page {page} of {count}"), right_to_left=is_right_to_left(),
    )  # fmt: skip


def is_right_to_left() -> bool:
    """Whether this locale writes from right to left."""
    return QLocale().textDirection() is Qt.LayoutDirection.RightToLeft


# ---------------------------------------------------------------------- head and foot


def title_text(visit: Visit) -> str:
    """“Face map · treatment”."""
    return f"{translate('sheet', 'Face map')} · {kind_name(visit.kind)}"


def document_title(chart: Chart) -> str:
    """What the document is called in its metadata: what, whose, of which day."""
    number = one_line(chart.patient.chart_no or "")
    whose = name_text(chart.patient, hidden=False)
    parts = (title_text(chart.visit), whose, translate("words", "chart {number}").format(number=number) if number
             else "", chart.visit.at.date().isoformat())  # fmt: skip
    return ", ".join(part for part in parts if part)


def clinic_text(chart: Chart) -> str:
    """The clinic's name and phone."""
    return " · ".join(part for part in (one_line(chart.settings.name), one_line(chart.paper.phone)) if part)


def name_text(patient: Patient, *, hidden: bool) -> str:
    """“Family, Given” whole: paper is no screen that others walk by."""
    names = (one_line(patient.family_name), one_line(patient.given_name))
    return ", ".join(f"{name.strip(chr(0x2068))[:1]}." if hidden else name for name in names)


def identity_text(patient: Patient, visit: Visit, *, hidden: bool = False) -> str:
    """“born 5 Mar 1992 (34 y) · female · chart 10482 · pupils 61.5 mm apart”."""
    if hidden:
        return translate("sheet", "hidden on the screen; printed and saved in full")
    born = translate("sheet", "born {date} ({years} y)").format(
        date=date_text(patient.born), years=age_on(patient.born, visit.at.date())
    )
    number = one_line(patient.chart_no or "")
    parts = [born]
    if patient.sex is not None:
        parts.append(sex_name(patient.sex))
    if number:
        parts.append(translate("words", "chart {number}").format(number=number))
    measures = visit.measures or patient.measures
    for text, mm in (
        (translate("sheet", "pupils {mm} mm apart"), measures.interpupillary_mm),
        (translate("sheet", "face {mm} mm wide"), measures.face_width_mm),
        (translate("sheet", "forehead {mm} mm high"), measures.forehead_height_mm),
    ):
        if mm is not None:
            parts.append(text.format(mm=units_text(mm)))
    return " · ".join(parts)


def state_words(chart: Chart) -> tuple[str, str]:
    """What is stamped on every page, and why; empty for a signed visit that holds."""
    visit, marked = chart.visit, chart.visit.marked
    if visit.is_draft:
        return translate("sheet", "DRAFT – not signed"), translate("sheet", "A plan or an unfinished note; no record.")
    if visit.status not in (Status.AMENDED, Status.ENTERED_IN_ERROR) and chart.newer is None:
        return "", ""
    if visit.status is Status.ENTERED_IN_ERROR:
        state = translate("sheet", "ENTERED IN ERROR")
    else:
        state = translate("sheet", "AMENDED – another chart stands in its place")
    if marked is None:
        return state, _newer_words(chart)
    said = translate("sheet", "{when} by {name}: {reason}.").format(
        when=datetime_text(marked.at), name=one_line(marked.by), reason=one_line(marked.reason).rstrip(".") or NOTHING
    )
    newer = _newer_words(chart)
    return state, f"{said} {newer}".strip()


def _newer_words(chart: Chart) -> str:
    newer = chart.newer
    if newer is None or newer.signature is None:
        return ""
    hashed = (newer.signature.sha256 or "")[:HEAD_SHOWN]
    return translate("sheet", "The chart that holds: SHA-256 {hash}.").format(hash=hashed) if hashed else ""


def _facts(chart: Chart) -> tuple[Fact, ...]:
    visit, found = chart.visit, chart.assessment
    facts = [Fact(translate("sheet", "When"), datetime_text(visit.at))]
    if visit.signature is not None and visit.signature.name:
        facts.append(Fact(translate("sheet", "By"), one_line(visit.signature.name)))
    if not visit.points:
        return tuple(facts)
    facts += [
        Fact(translate("sheet", "Product"), product_name(chart.reference, visit.product)),
        Fact(translate("sheet", "In all"), translate("sheet", "{units} U").format(
            units=units_text(found.total_units))),
        Fact(translate("sheet", "Volume"), translate("sheet", "{ml} mL").format(ml=ml_text(found.volume_ml))),
        Fact(translate("sheet", "Style"), style_name(found.style)),
        Fact(translate("sheet", "Right : left"), f"{units_text(found.right_units)} : {units_text(found.left_units)}"),
    ]  # fmt: skip
    return tuple(facts)


def foot_text(visit: Visit, options: Options) -> str:
    """When it was made, by which program, and the last entry of the audit then."""
    parts = [
        translate("sheet", "Charting {version}, {when}").format(
            version=options.version, when=datetime_text(options.made_at)
        )
    ]
    if options.entry is not None:
        text = translate("sheet", "audit entry {number}, {seal}")
        parts.append(text.format(number=options.entry.seq, seal=options.entry.seal.hex()[:HEAD_SHOWN]))
    parts.append(translate("sheet", "visit {id}").format(id=visit.id))
    return " · ".join(parts)


# ---------------------------------------------------------------------- what was done


def _done(chart: Chart, faces: Faces) -> tuple[Part, ...]:
    parts: list[Part] = []
    maps = maps_of(chart, faces)
    if maps is not None:
        parts.append(maps)
    parts += dose_parts(chart)
    if chart.visit.kind is Kind.REVIEW:
        parts += review_parts(chart)
    return (*parts, *record_parts(chart))


def maps_of(chart: Chart, faces: Faces, *, small: bool = False) -> Maps | None:
    """The views in use; of a visit without points none."""
    visit = chart.visit
    used = [view for view in IN_ORDER if any(p.view is view for p in visit.points)]
    shown = [(view, face) for view in used if (face := faces(view, visit.template)) is not None]
    if not shown:
        return None
    styles = {n: row.style for row in chart.assessment.areas for n in row.point_numbers}
    named = {number for note in chart.notes for number in note.points}
    sign = "," if QLocale().decimalPoint() == "," else "."
    points = [
        (p.view, MapPoint(p.x_mm, p.y_mm, dose_text(p.units, sign), None if p.units is None else styles.get(n),
                          p.technique.value == "id", str(n) if n in named else "", p.guessed))
        for n, p in enumerate(visit.points, 1)
    ]  # fmt: skip
    maps = tuple(
        Map(face, view_name(view), (*(point for drawn, point in points if drawn is view), *seen_too(face, points)),
            sides=side_words())
        for view, face in shown
    )  # fmt: skip
    key = used_styles(chart)
    names = tuple(style_name(style) for style in key)
    return Maps(maps, SECOND_LOWEST_MM, SECOND_HIGHEST_MM, key, names) if small else Maps(maps, key=key, names=names)


# ---------------------------------------------------------------------- what followed


def _followed(chart: Chart, later: Chart, faces: Faces) -> tuple[Part, ...]:
    """A touch-up or a review of the treatment, with its own signature."""
    after = (later.visit.at.date() - chart.visit.at.date()).days
    name = kind_name(later.visit.kind)
    title = f"{name[:1].upper()}{name[1:]} · {datetime_text(later.visit.at)}"
    more = translate("sheet", "{time} after the treatment").format(time=span_words(after))
    state, why = state_words(later)
    if state:
        more = " · ".join(part for part in (more, state, why) if part)
    parts: list[Part] = [Title(title, more)]
    maps = maps_of(later, faces, small=True)
    if maps is not None:
        parts.append(maps)
    parts += dose_parts(later)
    if later.visit.kind is Kind.REVIEW:
        parts += review_parts(later)
    return (*parts, *record_parts(later, whole=False), signature_part(later))
