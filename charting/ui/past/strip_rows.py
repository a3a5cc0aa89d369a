"""What the strip of faces says of each visit: how long after the treatment before, and how it was rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject

from charting.desk.session import Session
from charting.domain.past.timing import days_between
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Kind, Visit, standing
from charting.ui.past.visit_rows import VisitsModel
from charting.words.words import NOTHING

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Place:
    """A visit in time: `days` since the treatment it follows (None for the first), `rating` 1-5 as reviewed."""

    days: int | None
    rating: int | None
    best: bool


def places_of(visits: Sequence[Visit], pinned: str | None) -> dict[str, Place]:
    """The place of each visit, by its id; `visits` oldest first. What holds no longer is nobody's predecessor."""
    known = {visit.id: visit for visit in visits}
    ratings, holding = ratings_of(visits), standing(visits)
    places: dict[str, Place] = {}
    last: Visit | None = None
    for visit in visits:
        before = known.get(visit.of or "") or last
        days = None if before is None else days_between(before.at, visit.at)
        places[visit.id] = Place(days, ratings.get(visit.id), visit.id == pinned)
        if visit.kind is Kind.TREATMENT and visit in holding:
            last = visit
    return places


def ratings_of(visits: Sequence[Visit]) -> dict[str, int]:
    """The patient's satisfaction with each treatment and at each review, by visit; `visits` oldest first."""
    ratings: dict[str, int] = {}
    for visit in standing(visits):
        review = visit.review
        if review is None or review.satisfaction is None:
            continue
        ratings[visit.id] = review.satisfaction
        if visit.of is not None:
            ratings[visit.of] = review.satisfaction  # a later review has the last word
    return ratings


def interval_text(days: int | None) -> str:
    """“17 wk”, “9 d”: how a strip says it in little room."""
    if days is None:
        return ""
    if abs(days) < 14:
        return translate("strip", "{count} d").format(count=_signed(days))
    return translate("strip", "{count} wk").format(count=_signed(int(days / 7)))


def interval_words(days: int | None) -> str:
    """“17 weeks after the treatment before”."""
    if days is None:
        return ""
    if days < 0:
        return translate("strip", "{count} days before its treatment").format(count=-days)
    if days < 14:
        return translate("strip", "{count} days after the treatment before").format(count=days)
    return translate("strip", "{count} weeks after the treatment before").format(count=days // 7)


def rating_text(rating: int | None) -> str:
    """“rated 4/5”."""
    return "" if rating is None else translate("strip", "rated {rating}/5").format(rating=rating)


def best_text() -> str:
    """“★ best”: the visit somebody pinned."""
    return translate("strip", "★ best")


def _signed(count: int) -> str:
    return str(count) if count >= 0 else f"{NOTHING}{-count}"


class StripModel(VisitsModel):
    """The visits from the oldest to the newest: time runs the way people read."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self._places: dict[str, Place] = {}
        self._given: tuple[Sequence[Visit], str | None] | None = None
        self._in_time: tuple[Visit, ...] = ()

    def show_in_time(self, visits: Sequence[Visit], patient: Patient | None, pinned: str | None) -> None:
        """Show visits that come newest first, as the session keeps them."""
        if self._given is None or self._given[0] is not visits or self._given[1] != pinned:
            # Else somebody walks from one to the next, which changes nothing of them.
            self._given, self._in_time = (visits, pinned), tuple(reversed(visits))
            self._places = places_of(self._in_time, pinned)
        self.show(self._in_time, patient)

    def place_of(self, visit: Visit) -> Place:
        return self._places[visit.id]

    def spoken(self, row: int) -> str:
        """The whole card in words."""
        place = self.place_of(self.visit_at(row))
        best = translate("strip", "pinned as best") if place.best else ""
        parts = (super().spoken(row), interval_words(place.days), rating_text(place.rating), best)
        return ", ".join(part for part in parts if part)
