"""Before retreatment: the last treatment at a glance, in the place where today's doses will stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.days import later
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Assessment
from charting.domain.past.timing import Duration, expected_duration, lasted, recall_date
from charting.domain.visit.outcome import Residual, Review
from charting.domain.visit.visit import Status, Visit, total_units
from charting.ui.kit.look import Look, wear
from charting.ui.visit.then_table import ThenRow, ThenTable
from charting.words.caution_words import localised, points_named
from charting.words.past_words import (
    due_with_other,
    duration_text,
    evenness_name,
    event_short,
    residual_name,
    span_words,
)
from charting.words.words import area_name, date_text, one_line, points_text, product_name, units_text

# ----------------------------------------------------------------------
# Before retreatment in words: what was done last, how it went, how long it lasted, and when it is expected to end.


translate = QCoreApplication.translate


class BeforeText:
    """What there is to say of a visit that was before, by its figures of then."""

    def __init__(self, session: Session, visit: Visit, assessment: Assessment) -> None:
        self._session = session
        self._visit = visit
        self._assessment = assessment

    def rows(self) -> tuple[ThenRow, ...]:
        """One row for each area and technique, with what the last review found there."""
        found = {f.area: f.residual for f in review.findings} if (review := self._last_review()) else {}
        return tuple(
            ThenRow(
                self._name(row.area),
                units_text(row.units),
                row.style,
                residual_name(found[row.area]) if row.area in found else "",
                found.get(row.area) is Residual.FULL,
            )
            for row in self._assessment.areas
        )

    def total(self) -> str:
        """“42.5 U on 17 points”, and what touch-ups added in units of the same product."""
        total = total_units(self._visit.points)
        text = translate("before", "{units} U, {points}").format(
            units=units_text(total), points=points_text(len(self._visit.points))
        )
        for touch_up in self._session.past.touch_ups(self._visit):
            if self._session.past.is_treatment(touch_up):
                continue  # it came too late to be one
            added = total_units(touch_up.points)
            day = date_text(touch_up.at.date())
            if touch_up.product == self._visit.product:
                total += added
                more = translate("before", "touch-up {date} {units} U, together {total} U")
                text += "\n" + more.format(date=day, units=units_text(added), total=units_text(total))
            else:
                more = translate("before", "touch-up {date} {units} U of {product}")
                name = product_name(self._session.clinic.reference, touch_up.product)
                text += "\n" + more.format(date=day, units=units_text(added), product=name)
        return text

    def events(self) -> str:
        """What went wrong before at points of this visit, a line each: said before it is charted again."""
        lines = []
        for note in self._session.judging.before_repeat(self._visit):
            text = localised(note.measured)
            line = text[:1].upper() + text[1:]
            if note.points:
                where = points_named(note.points)
                line = translate("before", "{event} · {points}").format(event=line, points=where)
            lines.append(line)
        return "\n".join(lines)

    def paragraphs(self) -> Iterator[tuple[str, str]]:
        """Headings and their text, in reading order; headings without anything to say are left out."""
        yield translate("before", "At review"), "\n".join(self._reviewed())
        yield translate("before", "Effect"), "\n".join((*self._lasted(), *self._expected()))
        due = self._due()
        if due:
            yield translate("before", "Due"), due
        best = self._session.past.pinned_best()
        if best is not None:
            yield translate("before", "★ Pinned best"), self._best(best)

    # ------------------------------------------------------------------ how it went

    def _last_review(self) -> Review | None:
        told = [v.review for v in self._session.past.reviews(self._visit) if v.review is not None]
        return told[-1] if told else None

    def _reviewed(self) -> Iterator[str]:
        reviews = self._session.past.reviews(self._visit)
        if not reviews:
            yield translate("before", "Not reviewed.")
            return
        for visited in reviews[-2:]:
            review, parts = visited.review or Review(), []
            if review.satisfaction is not None:
                parts.append(translate("before", "satisfaction {given} of 5").format(given=review.satisfaction))
            if review.evenness is not None:
                parts.append(evenness_name(review.evenness))
            parts += [event_short(self._session.clinic.reference, event) for event in review.adverse_events]
            if not parts and not review.findings and not review.note:
                parts.append(translate("before", "nothing noted"))
            after = span_words(max(0, (visited.at.date() - self._visit.at.date()).days))
            draft = translate("before", "draft") if visited.status is Status.DRAFT else ""
            head = translate("before", "{date}, after {time}").format(date=date_text(visited.at.date()), time=after)
            yield ": ".join(part for part in (head, " · ".join(part for part in (draft, *parts) if part)) if part)
            if review.note:
                yield f"“{one_line(review.note)}”"

    # ------------------------------------------------------------------ how long it lasts

    def _lasted(self) -> Iterator[str]:
        known = lasted(self._visit, self._session.open.wore_off)
        for days in dict.fromkeys(row.days for row in known):
            rows = [row for row in known if row.days == days]
            where = ", ".join(self._name(row.area) if row.area else translate("before", "All areas") for row in rows)
            about = any(row.about for row in rows)
            text = translate("before", "{areas} wore off about {date}, after {time}") if about else translate(
                "before", "{areas} wore off {date}, after {time}"
            )  # fmt: skip
            yield text.format(areas=where, date=date_text(rows[0].on), time=span_words(days))

    def _expected(self) -> Iterator[str]:
        groups: dict[Duration, list[AreaDose]] = {}
        for row in self._assessment.areas:
            duration = expected_duration(
                self._session.clinic.reference, self._visit.product, row.area, row.style, row.technique
            )
            if duration is not None:
                groups.setdefault(duration, []).append(row)
        if not groups:
            yield translate("before", "How long it lasts is not known for this product and these areas.")
        for duration, rows in groups.items():
            low = later(self._visit.at.date(), duration.low_days or duration.high_days)
            high = later(self._visit.at.date(), duration.high_days)
            until = date_text(high) if low == high else f"{date_text(low)} – {date_text(high)}"
            text = translate("before", "{areas}: expected {months}, until {until} ({source}, {mark})")
            mark = translate("before", "weak evidence") if duration.weak else duration.mark
            yield text.format(
                areas=self._names(rows), months=duration_text(duration), until=until,
                source=duration.source_short, mark=mark,
            )  # fmt: skip

    def _due(self) -> str:
        due = recall_date(
            self._visit, self._assessment.areas, self._session.clinic.reference, self._session.open.recall
        )
        if due is None:
            return ""
        return f"{date_text(due.on)} · {due_with_other(due)}"

    def _best(self, best: Visit) -> str:
        if best.id == self._visit.id:
            return translate("before", "this one")
        parts = (
            date_text(best.at.date()), product_name(self._session.clinic.reference, best.product),
            translate("before", "{units} U").format(units=units_text(total_units(best.points))),
        )  # fmt: skip
        return " · ".join(parts)

    def _names(self, rows: Sequence[AreaDose]) -> str:
        """Short names; both sides of an area stand as one."""
        bases = dict.fromkeys(row.area.partition(".")[0] for row in rows)
        return ", ".join(self._name(base) for base in bases)

    def _name(self, code: str | None) -> str:
        return area_name(self._session.clinic.reference, None if code in (None, UNASSIGNED) else code)


HEADINGS = 4


class BeforeTreatment(QScrollArea):
    """Fills itself from the session; scrolls where the window is low. Nothing in it is pressed: it is read."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__()
        self._session = session
        self._said: object = None
        self._unseen: tuple[Visit, date] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Before retreatment"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.ago = _label("ago")
        self.what = _label("product")
        self.total = _label("muted")
        self.events = _label("events")
        self.table = ThenTable(look)
        self._parts = [(_label("section"), _label("")) for _ in range(HEADINGS)]
        self.hint = _label("caption")
        self.hint.setText(
            self.tr("Its points lie hollow on today's face. Ctrl+R charts them again as a draft of today.")
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self.title = _label("title")
        self.title.setText(self.tr("Before retreatment"))
        page = QWidget()
        page.setObjectName("page")
        self.viewport().setAutoFillBackground(False)
        wear(self, role="clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(6, 0, 6, 4)
        column.setSpacing(3)
        column.addWidget(self.title)
        for widget in (self.ago, self.what, self.total):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self.events)
        column.addSpacing(10)
        column.addWidget(self.table)
        for heading, text in self._parts:
            column.addSpacing(9)
            column.addWidget(heading)
            column.addWidget(text)
        column.addStretch(1)
        column.addSpacing(8)
        column.addWidget(self.hint)
        self.setWidget(page)

    def set_look(self, look: Look) -> None:
        self.table.set_look(look)

    def refresh(self) -> bool:
        """Show the treatment before today, or before the open visit; False when there is none to show."""
        session = self._session
        visit = self._treatment() if session.open.patient is not None else None
        if visit is None:
            return False
        today = session.open.visit.at.date() if session.open.visit is not None else session.env.clock().date()
        linked = (*session.past.touch_ups(visit), *session.past.reviews(visit))
        said = (
            visit, linked, session.open.patient, session.open.pinned, session.open.wore_off, session.open.recall,
            session.clinic.reference, today, session.judging.events_before(session.open.visit),
        )  # fmt: skip
        if said != self._said:  # most edits of a draft change nothing of what was before it
            self._said = said
            self._unseen = (visit, today)
            if not self.isHidden():
                self._make()
        self.title.setVisible(session.open.visit is None)
        self.hint.setVisible(session.open.visit is None)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        self._make()
        super().showEvent(event)

    def _make(self) -> None:
        """Say what is not said yet; while the tab is hidden it waits."""
        if self._unseen is not None:
            unseen, self._unseen = self._unseen, None
            self._show(*unseen)

    def _treatment(self) -> Visit | None:
        """The treatment shown; what a correction corrects was no treatment before it."""
        session = self._session
        if session.open.visit is not None and session.open.visit.amends is not None:
            return session.past.last_before()
        return session.past.previous()

    def _show(self, visit: Visit, today: date) -> None:
        session, reference = self._session, self._session.clinic.reference
        assessment = session.judging.assessed(visit)
        ago = span_words((today - visit.at.date()).days)
        self.ago.setText(ago)
        self.ago.setAccessibleName(self.tr("{time} since the last treatment").format(time=ago))
        self.what.setText(
            self.tr("since {date} · {product}").format(
                date=date_text(visit.at.date()), product=product_name(reference, visit.product)
            )
        )
        says = BeforeText(session, visit, assessment)
        self.total.setText(says.total())
        events = says.events()
        self.events.setText(events)
        self.events.setVisible(bool(events))
        self.table.show_rows(says.rows())
        parts = list(says.paragraphs())
        for number, (heading, text) in enumerate(self._parts):
            there = number < len(parts)
            heading.setVisible(there)
            text.setVisible(there)
            if there:
                heading.setText(parts[number][0])
                text.setText(parts[number][1])


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
