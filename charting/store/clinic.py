"""The clinic's own ranges, patterns, prices and settings: versions that are added, never changed.

The last version of a thing holds; one without figures took it back. Tables of ranges are kept by the SHA-256 of their
bytes, once each, for the signed visits that were compared with them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from charting.domain.clinic.clinic import (
    AS_SHIPPED,
    ClinicBook,
    ClinicPattern,
    ClinicRange,
    ClinicSettings,
    PaperSettings,
    Price,
    RangeOf,
    Sharing,
    TableReview,
    checked_paper,
    checked_pattern,
    checked_range,
    checked_rate,
    checked_review,
    checked_settings,
)
from charting.domain.dosing.range_table import RangeTable
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import View
from charting.domain.people.patient import Sex
from charting.domain.units import checked_units, from_hundredths, plain, to_hundredths
from charting.domain.visit.visit import InjectionPoint, Technique
from charting.errors import Refused
from charting.store.faults import damaged
from charting.store.kept import Kept

_RANGE_KEY = "product, area, technique, style, sex"
_RANGES = (
    f"SELECT {_RANGE_KEY}, per, low_hundredths, high_hundredths, set_by, set_at FROM clinic_range WHERE number IN"
    f" (SELECT max(number) FROM clinic_range GROUP BY {_RANGE_KEY}) AND low_hundredths IS NOT NULL ORDER BY number"
)
_PRICES = (
    "SELECT product, area, price_ten_thousandths, currency, set_by, set_at FROM clinic_price WHERE number IN"
    " (SELECT max(number) FROM clinic_price GROUP BY product, area) AND price_ten_thousandths IS NOT NULL"
    " ORDER BY number"
)
_PATTERNS = (
    "SELECT pattern, name, product, points, area, template, set_by, set_at FROM clinic_pattern WHERE number IN"
    " (SELECT max(number) FROM clinic_pattern GROUP BY pattern) AND hidden = 0 ORDER BY lower(name), pattern"
)
_SETTINGS = (
    "SELECT name, photos_wanted, idle_minutes, currency, set_by, set_at, touch_up_days FROM clinic_settings"
    " ORDER BY number DESC LIMIT 1"
)
_PAPER = "SELECT phone, size, bill, handout, set_by, set_at, low_dose FROM clinic_paper ORDER BY number DESC LIMIT 1"


_SHARING = "SELECT shares, set_by, set_at FROM clinic_sharing ORDER BY number DESC LIMIT 1"
_REVIEWS = "SELECT version, reviewed_by, reviewed_at FROM table_reviewed ORDER BY number DESC"


class Clinic(Kept):
    """The clinic's own settings of a file."""

    def book(self) -> ClinicBook:
        """Everything as it holds now."""
        with self.reading() as conn:
            settings, paper, sharing = (conn.execute(sql).fetchone() for sql in (_SETTINGS, _PAPER, _SHARING))
            lists = (_RANGES, _PATTERNS, _PRICES, _REVIEWS)
            ranges, patterns, prices, reviews = (conn.execute(sql).fetchall() for sql in lists)
        try:
            return ClinicBook(
                ClinicSettings() if settings is None else _settings_of(settings),
                tuple(_range_of(row) for row in ranges),
                tuple(_pattern_of(row) for row in patterns),
                tuple(_price_of(row) for row in prices),
                AS_SHIPPED if paper is None else _paper_of(paper),
                tuple(TableReview(version, by, datetime.fromisoformat(at)) for version, by, at in reviews),
                None if sharing is None else Sharing(bool(sharing[0]), sharing[1], datetime.fromisoformat(sharing[2])),
            )
        except (ValueError, TypeError, ArithmeticError, Refused) as error:
            raise damaged(self.path, f"what the clinic set: {error}") from error

    def set_settings(self, settings: ClinicSettings) -> None:
        """Keep how the clinic works from now on."""
        kept = checked_settings(settings)
        with self.writing() as conn:
            conn.execute(
                "INSERT INTO clinic_settings"
                " (name, photos_wanted, idle_minutes, currency, set_by, set_at, touch_up_days)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (kept.name, int(kept.photos_wanted), kept.idle_minutes, kept.currency, kept.set_by, _at(kept.set_at),
                 kept.touch_up_days),
            )  # fmt: skip
            self.audit.note("settings", what="clinic")

    def set_sharing(self, sharing: Sharing) -> None:
        """Keep the clinic's rule for vials that are meant for one patient."""
        with self.writing() as conn:
            conn.execute("INSERT INTO clinic_sharing (shares, set_by, set_at) VALUES (?, ?, ?)",
                         (int(sharing.shares), sharing.set_by, _at(sharing.set_at)))  # fmt: skip
            self.audit.note("settings", what="vials", shares=sharing.shares)

    def set_paper(self, paper: PaperSettings) -> None:
        """Keep what the clinic puts on paper from now on."""
        kept = checked_paper(paper)
        with self.writing() as conn:
            conn.execute(
                "INSERT INTO clinic_paper (phone, size, bill, handout, set_by, set_at, low_dose)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (kept.phone, kept.size, int(kept.bill), kept.handout, kept.set_by, _at(kept.set_at),
                 int(kept.low_dose)),
            )  # fmt: skip
            self.audit.note("settings", what="paper", own_text=kept.handout is not None)

    def set_range(self, row: ClinicRange) -> None:
        """A range of the clinic's own, in the place of the one before."""
        kept = checked_range(row)
        ends = (to_hundredths(kept.low), to_hundredths(kept.high))
        self._add_range(kept.key, kept.per, ends, kept.set_by, kept.set_at)

    def take_range_back(self, row: ClinicRange) -> None:
        """From now on the shipped range counts again; `row` says for what, who took it back, and when."""
        self._add_range(row.key, row.per, (None, None), row.set_by, row.set_at)

    def set_price(self, price: Price) -> None:
        """A price of the clinic, in the place of the one before."""
        kept = checked_rate(price)
        self._add_price(kept, int(kept.price_per_unit * 10_000))

    def take_price_back(self, price: Price) -> None:
        """From now on there is no price for this product and area of its own."""
        self._add_price(price, None)

    def set_pattern(self, pattern: ClinicPattern, *, hidden: bool = False) -> None:
        """A pattern, or the next version of the one with this id; `hidden` takes it out of sight."""
        kept = checked_pattern(pattern)
        points = json.dumps([_point_row(point) for point in kept.points], separators=(",", ":"))
        with self.writing() as conn:
            conn.execute(
                "INSERT INTO clinic_pattern (pattern, name, product, points, area, template, hidden, set_by, set_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (kept.id, kept.name, kept.product, points, kept.area, kept.template, int(hidden), kept.set_by,
                 _at(kept.set_at)),
            )  # fmt: skip
            self.audit.note("settings", what="pattern", points=len(kept.points), hidden=hidden)

    def add_table_review(self, review: TableReview) -> None:
        """Keep that somebody looked through a table of shipped ranges."""
        kept = checked_review(review)
        with self.writing() as conn:
            conn.execute(
                "INSERT INTO table_reviewed (version, reviewed_by, reviewed_at, recorded_at) VALUES (?, ?, ?, ?)",
                (kept.version, kept.by, kept.at.isoformat(), self.recorded_at()),
            )
            self.audit.note("table-reviewed", version=kept.version)

    def keep_range_table(self, table: RangeTable) -> None:
        """Keep a table of ranges for good, unless it is kept already; Refused when it is not what its name says."""
        if hashlib.sha256(table.content).hexdigest() != table.version:
            raise Refused("The table of ranges is not the one its name says; nothing was kept.")
        with self.writing() as conn:
            known = conn.execute("SELECT 1 FROM range_table WHERE version = ?", (table.version,)).fetchone()
            if known is None:
                conn.execute("INSERT INTO range_table (version, content, recorded_at) VALUES (?, ?, ?)",
                             (table.version, table.content, self.recorded_at()))  # fmt: skip

    def range_table(self, version: str) -> RangeTable | None:
        """The table of this name; None when this file has none, StoreProblem when it was altered."""
        with self.reading() as conn:
            row = conn.execute("SELECT content FROM range_table WHERE version = ?", (version,)).fetchone()
        if row is None:
            return None
        content = bytes(row[0])
        if hashlib.sha256(content).hexdigest() != version:
            raise damaged(self.path, "a kept table of ranges was altered")
        return RangeTable(version, content)

    def range_table_versions(self) -> tuple[str, ...]:
        """The names of all kept tables, oldest first."""
        with self.reading() as conn:
            return tuple(str(name) for (name,) in conn.execute("SELECT version FROM range_table ORDER BY number"))

    # ------------------------------------------------------------------ inside

    def _add_range(
        self, key: RangeOf, per: str, ends: tuple[int | None, int | None], set_by: str, set_at: datetime
    ) -> None:
        product, area, technique, style, sex = key
        with self.writing() as conn:
            conn.execute(
                f"INSERT INTO clinic_range ({_RANGE_KEY}, per, low_hundredths, high_hundredths, set_by, set_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (product, area, technique.value, style.value, sex.value if sex else None, per, *ends, set_by,
                 _at(set_at)),
            )  # fmt: skip
            self.audit.note("settings", what="range", product=product, area=area)

    def _add_price(self, price: Price, ten_thousandths: int | None) -> None:
        with self.writing() as conn:
            conn.execute(
                "INSERT INTO clinic_price (product, area, price_ten_thousandths, currency, set_by, set_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (price.product, price.area, ten_thousandths, price.currency, price.set_by, _at(price.set_at)),
            )
            self.audit.note("settings", what="price", product=price.product, area=price.area)


def _at(moment: datetime | None) -> str | None:
    if moment is not None and moment.utcoffset() is None:
        raise Refused("The time of a setting needs its UTC offset; {at} has none.", at=moment.isoformat())
    return None if moment is None else moment.isoformat()


def _settings_of(row: Sequence[Any]) -> ClinicSettings:
    name, photos, minutes, currency, by, at, days = row
    return ClinicSettings(name, bool(photos), int(minutes), currency, by, datetime.fromisoformat(at), int(days))


def _paper_of(row: Sequence[Any]) -> PaperSettings:
    phone, size, bill, handout, by, at, low_dose = row
    return PaperSettings(phone, size, bool(bill), handout, by, datetime.fromisoformat(at), bool(low_dose))


def _range_of(row: Sequence[Any]) -> ClinicRange:
    product, area, technique, style, sex, per, low, high, by, at = row
    return ClinicRange(
        product, area, Technique(technique), RangeStyle(style), Sex(sex) if sex else None, per, from_hundredths(low),
        from_hundredths(high), by, datetime.fromisoformat(at),
    )  # fmt: skip


def _price_of(row: Sequence[Any]) -> Price:
    product, area, price, currency, by, at = row
    return Price(product, area, plain(Decimal(price) / 10_000), currency, by, datetime.fromisoformat(at))


def _pattern_of(row: Sequence[Any]) -> ClinicPattern:
    pattern, name, product, points, area, template, by, at = row
    return ClinicPattern(pattern, name, product, _points_of(json.loads(points)), area, int(template), by,
                         datetime.fromisoformat(at))  # fmt: skip


def _point_row(point: InjectionPoint) -> list[object]:
    units = None if point.units is None else to_hundredths(checked_units(point.units))
    x, y = round(point.x_mm * 100), round(point.y_mm * 100)
    return [point.view.value, x, y, units, point.technique.value, point.area]


def _points_of(rows: Iterable[Sequence[Any]]) -> tuple[InjectionPoint, ...]:
    return tuple(
        InjectionPoint(View(view), x / 100, y / 100, None if units is None else from_hundredths(units),
                       Technique(technique), area)
        for view, x, y, units, technique, area in rows
    )  # fmt: skip
