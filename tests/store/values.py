"""Patients and visits for tests: plain ones, and every one that can be kept (hypothesis)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from charting.desk.signing import document, sha256_hex
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import NAMES, Measures, View
from charting.domain.people.patient import Patient, Sex
from charting.domain.text import plain_line, shows_nothing
from charting.domain.visit.outcome import Evenness, EventSide, Finding, FoundEvent, Residual, Review, Severity
from charting.domain.visit.record import (
    AreaPrice,
    Bulging,
    Consultation,
    KeptRange,
    MuscleFinding,
    Reason,
    StyleChoice,
    Thickness,
    Why,
)
from charting.domain.visit.visit import InjectionPoint, Kind, Signature, Technique, Vial, Visit, side
from charting.store.database import Store
from charting.store.dbapi import connect

NOON = datetime(2026, 7, 14, 12, 0, tzinfo=timezone(timedelta(hours=2)))


def clock() -> datetime:
    return NOON


def some_id(number: int = 1) -> str:
    return str(uuid.UUID(int=number))


def a_patient(number: int = 1, **details: object) -> Patient:
    plain = {"id": some_id(number), "family_name": "Family", "given_name": "Given", "born": date(1992, 3, 5)}
    return Patient(**{**plain, **details})


def a_visit(number: int = 100, points: int | tuple[InjectionPoint, ...] = 3, **details: object) -> Visit:
    if isinstance(points, int):
        points = tuple(InjectionPoint(View.FRONT, n / 5, -50.25, Decimal("1.5"), key=n) for n in range(1, points + 1))
    plain = {
        "id": some_id(number), "patient_id": some_id(1), "at": NOON, "product": "ona_botox",
        "vial_units": Decimal(100), "diluent_ml": Decimal("2.5"), "lot": "C7421", "points": points,
    }  # fmt: skip
    return Visit(**{**plain, **details})


FOUND = Review(
    findings=(Finding("forehead", Residual.SLIGHT), Finding("crows_feet.left", Residual.NONE)),
    evenness=Evenness.SLIGHTLY_UNEVEN, adverse_events=(FoundEvent("brow_ptosis"),), satisfaction=4,
    note="A little heavy – better.",
)  # fmt: skip


def a_crowd(store: Store, last: int, first: int = 2) -> None:
    with store.writing():
        for number in range(first, last + 1):
            store.patients.add(a_patient(number))


def signed(store: Store, visit: Visit, patient: Patient | None = None, name: str = "Dr Sign") -> Visit:
    content = document(visit, patient or store.patients.get(visit.patient_id), name, NOON)
    return store.visits.sign(visit, Signature(name, NOON, sha256_hex(content)), content)


def raw(path: Path, sql: str, *values: object, **pragmas: object) -> list[tuple[object, ...]]:
    """One statement as another tool would run it, without any of our checks."""
    with closing(connect(str(path), isolation_level=None)) as conn:
        for name, value in pragmas.items():
            conn.execute(f"PRAGMA {name} = {value}")
        return conn.execute(sql, values).fetchall()


def asked(store: Store, sql: str, *values: object) -> list[tuple[object, ...]]:
    """What an open file answers to a question that the program never asks."""
    with store.reading() as conn:
        return [tuple(row) for row in conn.execute(sql, values).fetchall()]


def count_visits(store: Store) -> int:
    return int(str(asked(store, "SELECT count(*) FROM visit")[0][0]))


def no_part_left(folder: Path) -> bool:
    return not [file for file in folder.rglob("*") if ".part" in file.name]


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
_LINE = _TEXT.map(plain_line)
_NAMES = _TEXT.filter(lambda text: bool(plain_line(text).strip()))
_SEEN = _LINE.filter(lambda text: not shows_nothing(text))
_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    steps = 10**places
    whole = st.integers(int(Decimal(low) * steps), int(Decimal(high) * steps))
    return whole.map(lambda number: Decimal(number) / steps)


def patients(ids: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Patient]:
    return st.builds(
        Patient,
        id=st.uuids().map(str) if ids is None else ids,
        family_name=_SEEN,
        given_name=_SEEN,
        born=st.dates(date(1, 1, 1), date(2026, 1, 1)),
        chart_no=st.none() | _LINE,
        sex=st.none() | st.sampled_from(Sex),
        interpupillary_mm=st.none() | decimals("45", "80", 2),
        face_width_mm=st.none() | decimals("110", "170", 2),
        forehead_height_mm=st.none() | decimals("45", "95", 2),
        measured=st.none() | st.sets(st.sampled_from(NAMES)),
    ).map(lambda patient: replace(patient, measured=patient.given_measures.named(patient.measured)))


def measures() -> st.SearchStrategy[Measures]:
    return st.builds(
        Measures, st.none() | decimals("45", "80", 2), st.none() | decimals("110", "170", 2),
        st.none() | decimals("45", "95", 2),
    )  # fmt: skip


def points(areas: tuple[str, ...], *, dosed: bool) -> st.SearchStrategy[InjectionPoint]:
    def fitting(point: InjectionPoint) -> bool:
        return point.area is None or not point.area.endswith((".left", ".right")) or point.area.endswith(side(point))

    dose = decimals("0.01", "500", 2)
    return st.builds(
        InjectionPoint,
        view=st.sampled_from(View),
        x_mm=st.integers(-40000, 40000).map(lambda n: n / 100),
        y_mm=st.integers(-40000, 40000).map(lambda n: n / 100),
        units=dose if dosed else st.none() | dose,
        technique=st.sampled_from(Technique),
        area=st.none() | st.sampled_from(areas),
    ).filter(fitting)


def events() -> st.SearchStrategy[FoundEvent]:
    def in_order(event: FoundEvent) -> bool:
        return event.since is None or event.until is None or event.since <= event.until

    days, words = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)), st.none() | st.just("") | _NAMES
    return st.builds(
        FoundEvent,
        code=st.sampled_from(["brow_ptosis", "lid_ptosis"]),
        side=st.none() | st.sampled_from(EventSide),
        severity=st.none() | st.sampled_from(Severity),
        since=days, until=days, treated=words, reported=words,
    ).filter(in_order)  # fmt: skip


def reviews(areas: tuple[str, ...] = ("forehead", "crows_feet.left", "face_id")) -> st.SearchStrategy[Review]:
    return st.builds(
        Review,
        findings=st.lists(
            st.builds(Finding, area=st.sampled_from(areas), residual=st.sampled_from(Residual)),
            unique_by=lambda finding: finding.area,
        ).map(tuple),
        evenness=st.none() | st.sampled_from(Evenness),
        adverse_events=st.lists(events(), unique_by=lambda event: (event.code, event.side)).map(tuple),
        satisfaction=st.none() | st.integers(1, 5),
        note=_TEXT,
    )


def moments() -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC) | _OFFSETS)


def vials(product: str) -> st.SearchStrategy[Vial]:
    return st.builds(
        Vial,
        id=st.uuids().map(str),
        product=st.just(product),
        vial_units=decimals("0.01", "10000", 2),
        lot=st.none() | _LINE,
        expires=st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
        diluent_ml=st.none() | decimals("0.001", "1000", 3),
        diluent=st.none() | _LINE,
        diluent_lot=st.none() | _LINE,
        made_up_at=st.none() | moments(),
        gtin=st.none() | _LINE,
        serial=st.none() | _LINE,
    )


def kept_ranges() -> st.SearchStrategy[KeptRange]:
    ends = st.lists(decimals("0", "500", 3), min_size=2, max_size=2).map(sorted)
    return st.builds(lambda ends, source, mark: KeptRange(*ends, source, mark), ends, _TEXT, st.sampled_from("ABC"))


def whys() -> st.SearchStrategy[Why]:
    return st.builds(
        Why,
        about=_NAMES,
        reason=st.sampled_from(Reason),
        note=_TEXT,
        units=st.none() | decimals("0", "2000", 2),
        micro=st.none() | kept_ranges(),
        standard=st.none() | kept_ranges(),
    )


def muscle_findings() -> st.SearchStrategy[MuscleFinding]:
    return st.builds(
        MuscleFinding, st.sampled_from(("masseter.left", "masseter.right")), st.none() | st.sampled_from(Bulging),
        st.none() | st.sampled_from(Thickness),
    ).filter(lambda finding: finding.bulging is not None or finding.thickness is not None)  # fmt: skip


def consultations() -> st.SearchStrategy[Consultation]:
    choice = st.builds(StyleChoice, style=st.sampled_from(RangeStyle), area=st.none() | st.just("forehead"))
    return st.builds(
        Consultation, signs=st.lists(_NAMES, max_size=3).map(tuple), choices=st.lists(choice, max_size=3).map(tuple),
        note=_TEXT,
    )  # fmt: skip


def visits(
    patient_id: str = some_id(1), *, dosed: bool = False, products: tuple[str, ...] = ("ona_botox", "abo_dysport")
) -> st.SearchStrategy[Visit]:
    """Every draft that can be kept; half of them as plain as older programs made them."""
    plain = plain_visits(patient_id, dosed=dosed, products=products)
    return plain | st.composite(_full)(plain)


def _full(draw: st.DrawFn, plain: st.SearchStrategy[Visit]) -> Visit:
    visit = draw(plain)
    there = draw(st.lists(vials(visit.product or ""), max_size=3).map(tuple))
    places = st.none() | st.integers(1, len(there)) if there else st.none()
    price = st.builds(AreaPrice, area=st.just("forehead"), price_per_unit=decimals("0", "999999.9999", 4))
    names = st.none() | st.sampled_from(["Dr Sign", "Ärztin Ø"]) | _NAMES
    return replace(
        visit,
        vials=there,
        points=tuple(replace(point, vial=draw(places), placed_by=draw(names)) for point in visit.points),
        whys=draw(st.lists(whys(), max_size=3).map(tuple)),
        consultation=draw(st.none() | consultations()),
        findings=draw(st.lists(muscle_findings(), max_size=2, unique_by=lambda finding: finding.area).map(tuple)),
        checks=draw(st.lists(_NAMES, max_size=3).map(tuple)),
        area_prices=draw(st.lists(price, max_size=2).map(tuple)),
        recorded_at=draw(st.none() | moments()),
        table=draw(st.none() | _NAMES),
        amends=draw(st.none() | st.uuids().map(str)),
        reason=draw(st.none() | _NAMES),
        measures=draw(st.none() | measures()),
    )


def plain_visits(patient_id: str, *, dosed: bool, products: tuple[str, ...]) -> st.SearchStrategy[Visit]:
    areas = ("forehead", "crows_feet.left", "crows_feet.right", "face_id")
    return st.builds(
        Visit,
        id=st.uuids().map(str),
        patient_id=st.just(patient_id),
        at=moments(),
        kind=st.sampled_from(Kind),
        product=st.sampled_from(products),
        vial_units=st.none() | decimals("0.01", "10000", 2),
        diluent_ml=st.none() | decimals("0.001", "1000", 3),
        lot=st.none() | _LINE,
        expires=st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
        price_per_unit=st.none() | decimals("0", "999999.9999", 4),
        currency=st.none() | st.from_regex(r"[A-Z]{3}", fullmatch=True),
        points=st.lists(points(areas, dosed=dosed), max_size=8).map(tuple),
        of=st.none() | st.uuids().map(str),
        review=st.none() | reviews(),
    )


Clock = Callable[[], datetime]
