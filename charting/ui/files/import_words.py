"""What an import is called on the screen: rows of its preview, and what columns and choices mean."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from charting.domain.people.patient import Patient
from charting.errors import Refused
from charting.exchange.csv.words import DateOrder
from charting.exchange.importing import Preview
from charting.exchange.matching import Choice, Decision, Near
from charting.ui.kit.table import Column
from charting.words.people_words import because_text
from charting.words.words import NOTHING, date_text, one_line, person_name, points_text, shortened

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Coming:
    """A patient who gets something: new here or known, and how many visits and points."""

    patient: Patient
    is_new: bool
    visits: int
    points: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody in a file who is like somebody in the record, and what was said of them so far."""

    near: Near
    decision: Decision | None


def column_name(what: str) -> str:
    """What a column can be."""
    return {
        "chart_no": translate("import", "Chart number"),
        "family_name": translate("import", "Family name"),
        "given_name": translate("import", "Given name"),
        "full_name": translate("import", "Full name"),
        "born": translate("import", "Date of birth"),
        "sex": translate("import", "Sex"),
        "visit_date": translate("import", "Date of the visit"),
        "visit_time": translate("import", "Time of the visit"),
        "visit_key": translate("import", "Number of the visit"),
        "product": translate("import", "Product"),
        "area": translate("import", "Area"),
        "side": translate("import", "Side (the patient's)"),
        "units": translate("import", "Units"),
        "technique": translate("import", "Technique"),
        "lot": translate("import", "Lot"),
        "expiry": translate("import", "Expiry"),
        "dilution_ml_per_vial": translate("import", "Diluent, mL per vial"),
        "vial_units": translate("import", "Vial size, U"),
        "view": translate("import", "View (front, right, left)"),
        "x": translate("import", "x, mm on the face"),
        "y": translate("import", "y, mm on the face"),
    }[what]


def order_name(order: DateOrder) -> str:
    return {
        DateOrder.DMY: translate("import", "day, month, year"),
        DateOrder.MDY: translate("import", "month, day, year"),
        DateOrder.YMD: translate("import", "year, month, day"),
    }[order]


def choice_text(decision: Decision | None) -> str:
    if decision is None:
        return translate("import", "not decided")
    return {
        Choice.SAME: translate("import", "same person"),
        Choice.ANOTHER: translate("import", "another person"),
        Choice.LEAVE_OUT: translate("import", "not taken"),
    }[decision.choice]


def who_text(patient: Patient) -> str:
    """“Family, Given, born 5 Mar 1992, chart 10482”."""
    text = translate("import", "{name}, born {date}, chart {chart}")
    chart = one_line(patient.chart_no) if patient.chart_no else NOTHING
    return text.format(name=person_name(patient), date=date_text(patient.born), chart=chart)


def fault_text(fault: Refused) -> tuple[str, str]:
    """Where, and what is wrong there: the sentence without the place it begins with."""
    template = fault.template
    place = ""
    for head, key in (("{file}, {place}: ", "place"), ("{file}, {path}: ", "path")):
        if template.startswith(head):
            place, template = fault.values[key], template.removeprefix(head)
    try:
        reason = translate("Problem", template).format(**fault.values)
    except (KeyError, IndexError, ValueError):
        reason = template.format(**fault.values)
    return one_line(place) or shortened(fault.values.get("file", NOTHING)), one_line(reason)


def coming(preview: Preview) -> list[Coming]:
    """Every patient who gets something."""
    new, visits = preview.totals.patients, preview.totals.visits
    people = {arrival.patient.id: arrival.patient for arrival in preview.matched.arrivals}
    return [
        Coming(
            patient, one in new, visits[one].visits if one in visits else 0, visits[one].points if one in visits else 0
        )
        for one, patient in people.items()
        if one in new or one in visits
    ]


def coming_columns() -> tuple[Column, ...]:
    def kind(row: Coming) -> str:
        return translate("import", "new") if row.is_new else translate("import", "known")

    def chart(row: Coming) -> str:
        return one_line(row.patient.chart_no or NOTHING)

    return (
        Column(translate("import", "Patient"), lambda row: person_name(row.patient)),
        Column(translate("import", "Born"), lambda row: date_text(row.patient.born), 120, ink="muted"),
        Column(translate("import", "Chart"), chart, 110, ink="muted"),
        Column("", kind, 90, ink="muted"),
        Column(translate("import", "Visits"), lambda row: str(row.visits), 80, figure=True),
        Column(translate("import", "Points"), lambda row: str(row.points), 80, figure=True),
    )


def fault_columns() -> tuple[Column, ...]:
    return (
        Column(translate("import", "Where"), lambda fault: fault_text(fault)[0], 260, ink="muted"),
        Column(translate("import", "What is wrong"), lambda fault: fault_text(fault)[1]),
    )


def alike_columns() -> tuple[Column, ...]:
    return (
        Column(translate("import", "Where"), lambda row: row.near.incoming.place, 80, ink="muted"),
        Column(translate("import", "In the file"), lambda row: who_text(row.near.incoming.patient)),
        Column(translate("import", "Why it is asked"), lambda row: because_text(row.near.because), 350, ink="muted"),
        Column(
            translate("import", "Answer"), lambda row: choice_text(row.decision), 110,
            ink=lambda row, _: "caution" if row.decision is None else "text",
        ),
    )  # fmt: skip


def summary_text(preview: Preview) -> str:
    """What will be added, and what is there already."""
    totals = preview.totals
    parts = [
        translate("import", "To be added: {patients}, {visits}, {points}.").format(
            patients=patients_text(len(totals.patients)),
            visits=visits_text(totals.new_visits),
            points=points_text(totals.new_points),
        )
    ]
    if totals.visits_there:
        parts.append(
            translate("import", "There already, and kept as they are: {visits}.").format(
                visits=visits_text(totals.visits_there)
            )
        )
    if totals.more:
        parts.append(translate("import", "Notes, reviews of the course or histories come along."))
    if preview.matched.left_out:
        parts.append(translate("import", "{count} not taken.").format(count=preview.matched.left_out))
    return " ".join(parts)


def import_button_text(preview: Preview | None) -> str:
    """“Import 40 visits”: what the one button does."""
    if preview is None:
        return translate("import", "Import")
    visits, patients = preview.totals.new_visits, len(preview.totals.patients)
    if visits or patients:
        what = visits_text(visits) if visits else patients_text(patients)
        return translate("import", "Import {what}").format(what=what)
    adds = bool(preview.totals.more)
    return translate("import", "Import what is new") if adds else translate("import", "Nothing to import")


def adds_anything(preview: Preview) -> bool:
    return preview.totals.adds_anything


def done_text(patients: int, visits: int) -> str:
    text = translate("import", "Imported {patients} and {visits}.")
    return text.format(patients=patients_text(patients), visits=visits_text(visits))


def patients_text(count: int) -> str:
    one, more = translate("import", "1 new patient"), translate("import", "{count} new patients")
    return one if count == 1 else more.format(count=count)


def visits_text(count: int) -> str:
    one, more = translate("import", "1 visit"), translate("import", "{count} visits")
    return one if count == 1 else more.format(count=count)
