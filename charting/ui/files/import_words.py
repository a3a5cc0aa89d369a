"""What an import is called on the screen: rows of its preview, and what columns and choices mean."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from charting.domain.people.patient import Patient
from charting.errors import Refused
from charting.exchange.csv.words import DateOrder
from charting.exchange.importing import Preview
from charting.exchange.matching import Choice, Decision, Near
from charting.words.people_words import because_text
from charting.words.words import NOTHING, date_text, one_line, person_name, points_text, shortened

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of a list: its cells, and what it is about."""

    key: str
    cells: tuple[str, ...]
    role: str = "text"


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


def fault_row(fault: Refused, number: int) -> ShownRow:
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
    return ShownRow(f"{number}", (one_line(place) or shortened(fault.values.get("file", NOTHING)), one_line(reason)))


def near_row(near: Near, decision: Decision | None) -> ShownRow:
    patient = near.incoming.patient
    cells = (near.incoming.place, who_text(patient), because_text(near.because), choice_text(decision))
    return ShownRow(near.key, cells, "caution" if decision is None else "text")


def patient_rows(preview: Preview) -> list[ShownRow]:
    """A row for each patient who gets something: new or known, how many visits and points."""
    new, visits = preview.totals.patients, preview.totals.visits
    people = {arrival.patient.id: arrival.patient for arrival in preview.matched.arrivals}
    return [
        ShownRow(
            one,
            (
                person_name(patient), date_text(patient.born), one_line(patient.chart_no or NOTHING),
                translate("import", "new") if one in new else translate("import", "known"),
                str(visits[one].visits if one in visits else 0), str(visits[one].points if one in visits else 0),
            ),
        )
        for one, patient in people.items()
        if one in new or one in visits
    ]  # fmt: skip


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
