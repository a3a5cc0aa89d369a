"""Schema 5, what a review says of an adverse event: where, how bad, from when to when, what was done; see `schema`."""

from __future__ import annotations

from charting.store.schema.step_3_visit import STATUS_NOW


def _column(name: str, check: str) -> str:
    """A column of one finding of a review, which only an adverse event has."""
    return (
        f"ALTER TABLE review_item ADD COLUMN {name} TEXT"
        f" CHECK (({check}) AND (adverse_event IS NOT NULL OR {name} IS NULL))"
    )


TABLES_5: tuple[str, ...] = (
    _column("event_side", "event_side IN ('right', 'left', 'both') OR event_side IS NULL"),
    _column("severity", "severity IN ('mild', 'moderate', 'severe') OR severity IS NULL"),
    _column("since", "since = date(since) OR since IS NULL"),
    _column("until", "(until = date(until) AND until >= coalesce(since, until)) OR until IS NULL"),
    # NULL: it was not, or nobody said; empty: it was, without words.
    _column("treated", "length(treated) <= 500 OR treated IS NULL"),
    _column("reported", "length(reported) <= 500 OR reported IS NULL"),
)
INDEXES_5: tuple[str, ...] = ()
VIEWS_5: dict[str, str] = {
    "review_list": f"""CREATE VIEW review_list AS
SELECT visit.id AS visit, visit.of_visit AS treatment, patient.chart_no, patient.family_name, patient.given_name,
    patient.born, visit.at, {STATUS_NOW} AS status, review.evenness, review.satisfaction, review.note, review_item.area,
    review_item.residual, review_item.adverse_event, review_item.event_side, review_item.severity, review_item.since,
    review_item.until, review_item.treated, review_item.reported
FROM review JOIN visit ON visit.number = review.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN review_item ON review_item.visit = review.visit""",
}
TRIGGERS_5: dict[str, str] = {}
