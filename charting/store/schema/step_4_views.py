"""Schema 4, views for people who look into the file with other tools; see `schema` for the rules.

They hold what counts: visits that were signed and still hold. A comment within a view is kept by SQLite with its text,
so whoever reads the schema reads it there. An area that follows from where a point lies cannot be seen in SQL.
"""

from __future__ import annotations

from charting.store.schema.step_3_visit import HOLDS

_WHO = "patient.id AS patient, patient.chart_no, patient.family_name, patient.given_name, patient.born"
_WHEN = "visit.at, substr(visit.at, 1, 10) AS day, substr(visit.at, 1, 7) AS month"
_GIVEN = f"visit.status <> 'draft' AND visit.kind <> 'review' AND {HOLDS}"

VIEWS_4 = {
    "given_visits": f"""CREATE VIEW given_visits AS
/* One row for each treatment and touch-up that was signed and still holds: no draft, nothing entered in error, and of a
   corrected visit only the newest version. Units are of the visit's one product: never add up those of two products.
   injector is who signed; NULL was signed elsewhere and imported. day and month are those of the place where it was. */
SELECT visit.id AS visit, {_WHO}, {_WHEN}, visit.kind, visit.product, visit.signed_by AS injector,
    count(point.number) AS points, coalesce(sum(point.units_hundredths), 0) / 100.0 AS units
FROM visit JOIN patient ON patient.number = visit.patient LEFT JOIN point ON point.visit = visit.number
WHERE {_GIVEN} GROUP BY visit.number""",
    "given_points": f"""CREATE VIEW given_points AS
/* One row for each point of these visits, with the lot it was drawn from. x_mm and y_mm lie on the template face: in
   front +x is the patient's left, and +y is down. chosen_area is NULL where the area follows from where the point lies:
   that, and with it density and style, is not in the file; "charting ask" answers it. */
SELECT visit.id AS visit, {_WHO}, {_WHEN}, visit.kind, visit.product, visit.signed_by AS injector,
    point.place AS point, point.view, point.x_hundredths / 100.0 AS x_mm, point.y_hundredths / 100.0 AS y_mm,
    point.units_hundredths / 100.0 AS units, point.technique, point.area AS chosen_area,
    coalesce(visit_vial.lot, visit.lot) AS lot, coalesce(visit_vial.expires, visit.expires) AS expires
FROM point JOIN visit ON visit.number = point.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN visit_vial ON visit_vial.visit = point.visit AND visit_vial.place = point.vial
WHERE {_GIVEN}""",
    "monthly_units": """CREATE VIEW monthly_units AS
/* Visits, patients, points and units of each product in each month, of the visits in given_visits with points. */
SELECT product, month, count(*) AS visits, count(DISTINCT patient) AS patients, sum(points) AS points,
    sum(units) AS units
FROM given_visits WHERE points > 0 GROUP BY product, month""",
}
