"""What a review found, beside its visit: written within the visit's transaction, locked with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from charting.domain.visit.outcome import Review
from charting.store.rows import REVIEW_COLUMNS, REVIEW_ITEM_COLUMNS, review_item_rows, review_of, review_row

_REVIEW = f"SELECT {REVIEW_COLUMNS} FROM review WHERE visit = ?"
_ITEMS = f"SELECT {REVIEW_ITEM_COLUMNS} FROM review_item WHERE visit = ? ORDER BY place"
_INSERT = f"INSERT INTO review (visit, {REVIEW_COLUMNS}) VALUES (?, ?, ?, ?)"
_UPDATE = f"UPDATE review SET ({REVIEW_COLUMNS}) = (?, ?, ?) WHERE visit = ?"
_INSERT_ITEM = f"INSERT INTO review_item (visit, place, {REVIEW_ITEM_COLUMNS})"
_INSERT_ITEM += f" VALUES ({', '.join('?' * (REVIEW_ITEM_COLUMNS.count(',') + 3))})"


def write_review(conn: Any, visit: int, review: Review | None) -> None:
    """Make the kept review of a draft (by its inner number) this one; what is the same is not written again."""
    there = conn.execute(_REVIEW, (visit,)).fetchone()
    if review is None:
        if there is not None:
            delete_review(conn, visit)
        return
    row, items = review_row(review), review_item_rows(review)
    if there is None:
        conn.execute(_INSERT, (visit, *row))
    elif there != row:
        conn.execute(_UPDATE, (*row, visit))
    if conn.execute(_ITEMS, (visit,)).fetchall() != items:
        conn.execute("DELETE FROM review_item WHERE visit = ?", (visit,))
        conn.executemany(_INSERT_ITEM, [(visit, place, *item) for place, item in enumerate(items, 1)])


def delete_review(conn: Any, visit: int) -> None:
    """Take the review of a draft out of the file, if it has one."""
    conn.execute("DELETE FROM review_item WHERE visit = ?", (visit,))
    conn.execute("DELETE FROM review WHERE visit = ?", (visit,))


def reviews_of(conn: Any, visits: Sequence[int]) -> dict[int, Review]:
    """The reviews of these visits, by inner number; ValueError when a row holds none."""
    marks = ", ".join("?" * len(visits))
    rows = conn.execute(f"SELECT visit, {REVIEW_COLUMNS} FROM review WHERE visit IN ({marks})", visits).fetchall()
    if not rows:
        return {}
    found = conn.execute(
        f"SELECT visit, {REVIEW_ITEM_COLUMNS} FROM review_item WHERE visit IN ({marks}) ORDER BY visit, place", visits
    ).fetchall()
    items = {number: [row[1:] for row in group] for number, group in groupby(found, key=lambda row: row[0])}
    return {number: review_of(row, items.get(number, ())) for number, *row in rows}
