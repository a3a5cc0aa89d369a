"""The vials of the clinic: in use, used up, what was drawn from each; and who got a lot.

Nothing is overwritten: a vial's details, its closing and what a GTIN stands for are rows that are added, the last one
holds, the earlier ones are its history.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from charting.domain.clinic.stock import Closed, LotUse, StockVial, checked_vial
from charting.domain.units import from_hundredths, plain, to_hundredths
from charting.domain.visit.visit import Status, Vial
from charting.errors import Refused, StoreProblem
from charting.store.audit import Audit
from charting.store.connection import File
from charting.store.faults import damaged
from charting.store.kept import Kept
from charting.store.patients import Patients
from charting.store.rows import PATIENT_COLUMNS, PATIENT_WIDTH
from charting.store.schema.step_3_stock import FOLDED_LOT
from charting.store.schema.step_3_visit import STATUS_NOW

_Drawn = tuple[int, int, frozenset[str]]
"""Hundredths of a unit in all and in drafts, and the ids of the patients."""

VIAL_COLUMNS = (
    "product, vial_units_hundredths, lot, expires, diluent_microlitres, diluent, diluent_lot, made_up_at, gtin, serial"
)
_LAST_DETAIL = "(SELECT max(number) FROM stock_detail WHERE vial = stock_vial.number)"
_LAST_CLOSING = "(SELECT max(number) FROM stock_closing WHERE vial = stock_vial.number)"
_STOCK = (
    f"SELECT stock_vial.id, stock_vial.added_at, {', '.join('stock_detail.' + c for c in VIAL_COLUMNS.split(', '))},"
    " stock_closing.closed_at, stock_closing.because, stock_closing.wasted_hundredths"
    f" FROM stock_vial JOIN stock_detail ON stock_detail.number = {_LAST_DETAIL}"
    f" LEFT JOIN stock_closing ON stock_closing.number = {_LAST_CLOSING}"
)
# A visit that was corrected is not counted twice: its correction, be it a draft still, stands in its place.
_DRAWN = (
    "SELECT visit_vial.id, sum(point.units_hundredths),"
    " sum(CASE visit.status WHEN 'draft' THEN point.units_hundredths ELSE 0 END), group_concat(DISTINCT patient.id)"
    " FROM visit_vial JOIN visit ON visit.number = visit_vial.visit JOIN patient ON patient.number = visit.patient"
    " JOIN point ON point.visit = visit_vial.visit AND point.vial = visit_vial.place"
    " WHERE visit_vial.id IN ({vials}) AND visit.id NOT IN ({visits})"
    f" AND {STATUS_NOW} <> 'entered-in-error'"
    " AND NOT EXISTS (SELECT 1 FROM visit AS newer WHERE newer.amends = visit.id"
    " AND NOT EXISTS (SELECT 1 FROM visit_mark WHERE visit_mark.visit = newer.number AND status = 'entered-in-error'))"
    " GROUP BY visit_vial.id"
)
# Whose vial has the lot (as the visit kept it, or as the stock says now or said once), or who had it typed in.
_OF_VIAL = (
    "SELECT visit_vial.visit, visit_vial.place FROM visit_vial WHERE {same}"
    " UNION SELECT visit_vial.visit, visit_vial.place FROM stock_detail"
    " JOIN stock_vial ON stock_vial.number = stock_detail.vial JOIN visit_vial ON visit_vial.id = stock_vial.id"
    " WHERE {same_detail}"
)
_LOT_ROWS = (
    f"SELECT {', '.join('patient.' + c for c in PATIENT_COLUMNS.split(', '))}, visit.id, visit.at, {STATUS_NOW},"
    " visit.product, coalesce(visit_vial.lot, visit.lot), visit_vial.id,"
    " (SELECT sum(point.units_hundredths) FROM point WHERE point.visit = visit.number"
    " AND (visit_vial.place IS NULL OR point.vial = visit_vial.place))"
    " FROM ({found}) AS found JOIN visit ON visit.number = found.visit"
    " JOIN patient ON patient.number = visit.patient"
    " LEFT JOIN visit_vial ON visit_vial.visit = found.visit AND visit_vial.place = found.place"
    " ORDER BY visit.at_us DESC, visit.id DESC, visit_vial.place"
)
_TYPED = (
    "SELECT visit.number AS visit, NULL AS place FROM visit WHERE {same}"
    " AND NOT EXISTS (SELECT 1 FROM visit_vial WHERE visit_vial.visit = visit.number)"
)


class Stock(Kept):
    """The vials of a file."""

    def __init__(self, file: File, audit: Audit, patients: Patients) -> None:
        super().__init__(file, audit)
        self._patients = patients

    def add(self, vial: Vial) -> None:
        """Keep a new vial; Refused when its details cannot be kept or the id is taken."""
        row = _vial_row(vial)
        with self.writing() as conn:
            if self._vial_number(conn, vial.id) is not None:
                raise Refused("A vial with the id {id} is there already.", id=vial.id)
            at = self.recorded_at()
            added = conn.execute("INSERT INTO stock_vial (id, added_at) VALUES (?, ?)", (vial.id, at))
            self._write_detail(conn, int(added.lastrowid), row, at)
            self.audit.note("stock-add", vial=vial.id, product=vial.product)

    def change(self, vial: Vial) -> None:
        """Correct a vial's details; the former ones stay. The same details again change nothing."""
        row = _vial_row(vial)
        with self.writing() as conn:
            number = self._known_vial(conn, vial.id)
            last = conn.execute(
                f"SELECT {VIAL_COLUMNS} FROM stock_detail WHERE vial = ? ORDER BY number DESC LIMIT 1", (number,)
            ).fetchone()
            if last != row:
                self._write_detail(conn, number, row, self.recorded_at())
                self.audit.note("stock-correct", vial=vial.id)

    def close(self, vial_id: str, because: Closed | None, at: datetime, wasted: Decimal | None = None) -> None:
        """Use a vial no longer, with the units wasted; None puts it back into use."""
        with self.writing() as conn:
            number = self._known_vial(conn, vial_id)
            conn.execute(
                "INSERT INTO stock_closing (vial, closed_at, because, wasted_hundredths, recorded_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    number, None if because is None else at.isoformat(), because and because.value,
                    None if wasted is None or because is None else to_hundredths(wasted), self.recorded_at(),
                ),
            )  # fmt: skip
            self.audit.note("stock-reopen" if because is None else "stock-close", vial=vial_id)

    def vials(
        self, but_not: Collection[str] = (), *, closed: bool = True, also: Collection[str] = ()
    ) -> tuple[StockVial, ...]:
        """The vials in the order in which they were added, with what was drawn at all visits but those of these ids.

        Without `closed`, only those in use, and `also` those of these ids.
        """
        marks = ", ".join("?" * len(also))
        where = "" if closed else f" WHERE stock_closing.because IS NULL OR stock_vial.id IN ({marks})"
        with self.reading() as conn:
            rows = conn.execute(f"{_STOCK}{where} ORDER BY stock_vial.number", () if closed else (*also,)).fetchall()
            drawn = self._drawn(conn, [row[0] for row in rows], (*but_not,))
        return tuple(self._stock_vial(row, drawn) for row in rows)

    # ------------------------------------------------------------------ what a GTIN stands for

    def remember_gtin(self, gtin: str, product: str, vial_units: Decimal) -> None:
        """Keep which product and size this clinic means by a GTIN; the last word holds."""
        with self.writing() as conn:
            if self.gtin(gtin) != (product, plain(vial_units)):
                conn.execute(
                    "INSERT INTO gtin (gtin, product, vial_units_hundredths, recorded_at) VALUES (?, ?, ?, ?)",
                    (gtin, product, to_hundredths(vial_units), self.recorded_at()),
                )
                self.audit.note("stock-gtin", gtin=gtin, product=product)

    def gtin(self, gtin: str) -> tuple[str, Decimal] | None:
        """The product and vial size (U) that a GTIN was said to be."""
        with self.reading() as conn:
            row = conn.execute(
                "SELECT product, vial_units_hundredths FROM gtin WHERE gtin = ? ORDER BY number DESC LIMIT 1", (gtin,)
            ).fetchone()
        return None if row is None else (row[0], from_hundredths(row[1]))

    # ------------------------------------------------------------------ who got a lot

    def lot_recall(self, lot: str) -> tuple[LotUse, ...]:
        """Everybody who got a lot, newest first: the very same text, then also without regard to case and spaces."""
        if not lot.strip():
            return ()
        folded = FOLDED_LOT.format(lot="?")
        with self.reading() as conn:
            exact = self._lot_rows(conn, "{table}.lot = ?", lot)
            same = FOLDED_LOT.format(lot="{table}.lot")
            loose = self._lot_rows(conn, f"{{table}}.lot IS NOT NULL AND {same} = {folded}", lot)
        there = {_visit_and_vial(row) for row in exact}
        rows = [*exact, *(row for row in loose if _visit_and_vial(row) not in there)]
        return tuple(self._lot_use(row) for row in rows)

    # ------------------------------------------------------------------ inside

    def _vial_number(self, conn: Any, vial_id: str) -> int | None:
        row = conn.execute("SELECT number FROM stock_vial WHERE id = ?", (vial_id,)).fetchone()
        return None if row is None else int(row[0])

    def _known_vial(self, conn: Any, vial_id: str) -> int:
        number = self._vial_number(conn, vial_id)
        if number is None:
            raise StoreProblem("There is no vial with the id {id} in {path}.", id=vial_id, path=self.path)
        return number

    def _write_detail(self, conn: Any, number: int, row: Sequence[object], at: str) -> None:
        marks = ", ".join("?" * len(row))
        conn.execute(
            f"INSERT INTO stock_detail (vial, recorded_at, {VIAL_COLUMNS}) VALUES (?, ?, {marks})", (number, at, *row)
        )

    def _drawn(self, conn: Any, vials: Sequence[str], but_not: Collection[str]) -> dict[str, _Drawn]:
        if not vials:
            return {}
        sql = _DRAWN.format(vials=", ".join("?" * len(vials)), visits=", ".join("?" * len(but_not)))
        return {
            row[0]: (row[1] or 0, row[2] or 0, frozenset(row[3].split(",")))
            for row in conn.execute(sql, (*vials, *but_not))
        }

    def _lot_rows(self, conn: Any, same: str, lot: str) -> list[tuple[Any, ...]]:
        found = " UNION ".join(
            (
                _OF_VIAL.format(same=_in(same, "visit_vial"), same_detail=_in(same, "stock_detail")),
                _TYPED.format(same=_in(same, "visit")),
            )
        )
        return [tuple(row) for row in conn.execute(_LOT_ROWS.format(found=found), (lot, lot, lot))]

    def _vial(self, vial_id: str, row: Sequence[Any]) -> Vial:
        product, size, lot, expires, ml, diluent, diluent_lot, made_up_at, gtin, serial = row
        try:
            return Vial(
                vial_id, product, from_hundredths(size), lot, date.fromisoformat(expires) if expires else None,
                None if ml is None else plain(Decimal(ml) / 1000), diluent, diluent_lot,
                datetime.fromisoformat(made_up_at) if made_up_at else None, gtin, serial,
            )  # fmt: skip
        except (ValueError, TypeError, ArithmeticError) as error:
            raise damaged(self.path, f"vial {vial_id}: {error}") from error

    def _stock_vial(self, row: Sequence[Any], drawn: dict[str, _Drawn]) -> StockVial:
        vial = self._vial(row[0], row[2:12])
        closed_at, because, wasted = row[12:]
        total, drafted, patients = drawn.get(vial.id, (0, 0, frozenset()))
        try:
            return StockVial(
                vial, datetime.fromisoformat(row[1]), from_hundredths(total), from_hundredths(drafted),
                datetime.fromisoformat(closed_at) if closed_at else None, Closed(because) if because else None,
                None if wasted is None else from_hundredths(wasted), patients,
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise damaged(self.path, f"vial {vial.id}: {error}") from error

    def _lot_use(self, row: Sequence[Any]) -> LotUse:
        visit_id, at, status, product, lot, vial_id, units = row[PATIENT_WIDTH:]
        try:
            when, now = datetime.fromisoformat(at), Status(status)
        except (ValueError, TypeError) as error:
            raise damaged(self.path, f"visit {visit_id}: {error}") from error
        dosed = None if units is None else from_hundredths(units)
        return LotUse(self._patients.read(row), visit_id, when, now, product, lot or "", dosed, vial_id)


def _in(same: str, table: str) -> str:
    return same.replace("{table}", table)


def _visit_and_vial(row: Sequence[Any]) -> tuple[object, object]:
    visit_id, _, _, _, _, vial_id, _ = row[PATIENT_WIDTH:]
    return visit_id, vial_id


def _vial_row(vial: Vial) -> tuple[object, ...]:
    """A vial in the order of VIAL_COLUMNS; Refused when it cannot be kept."""
    checked_vial(vial)
    return (
        vial.product, to_hundredths(vial.vial_units), vial.lot, vial.expires and vial.expires.isoformat(),
        None if vial.diluent_ml is None else int(vial.diluent_ml * 1000), vial.diluent, vial.diluent_lot,
        vial.made_up_at and vial.made_up_at.isoformat(), vial.gtin, vial.serial,
    )  # fmt: skip
