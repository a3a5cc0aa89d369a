"""Schema 5, measures of a face: what was measured of a patient, and what a visit was signed with; see `schema`.

Hundredths of a millimetre, as between the pupils. `measured` names the measures that count, by their keys and with
blanks between them; NULL: all that there are. A visit keeps its own when it is signed (`keeps_measures`), so that
measuring a patient again never moves an old chart.
"""

from __future__ import annotations

_PUPILS = "INTEGER CHECK ({0} BETWEEN 4500 AND 8000)"
_WIDTH = "INTEGER CHECK ({0} BETWEEN 11000 AND 17000)"
_FOREHEAD = "INTEGER CHECK ({0} BETWEEN 4500 AND 9500)"
_MEASURED = "TEXT CHECK (length({0}) <= 100 AND {0} NOT GLOB '*[^a-z_ ]*')"
_KEPT = "CHECK ({0} IS NULL OR keeps_measures)"


def _column(table: str, name: str, kind: str) -> str:
    return f"ALTER TABLE {table} ADD COLUMN {name} {kind.format(name)}"


TABLES_5: tuple[str, ...] = (
    *(
        _column(table, name, kind)
        for table in ("patient", "patient_former")
        for name, kind in (
            ("face_width_hundredths", _WIDTH), ("forehead_height_hundredths", _FOREHEAD), ("measured", _MEASURED),
        )
    ),
    _column("visit", "keeps_measures", "INTEGER NOT NULL DEFAULT 0 CHECK ({0} IN (0, 1))"),
    _column("visit", "kept_pupils_hundredths", f"{_PUPILS} {_KEPT}"),
    _column("visit", "kept_width_hundredths", f"{_WIDTH} {_KEPT}"),
    _column("visit", "kept_forehead_hundredths", f"{_FOREHEAD} {_KEPT}"),
)  # fmt: skip

INDEXES_5: tuple[str, ...] = ()

VIEWS_5: dict[str, str] = {}

_DETAILS = (
    "chart_no", "family_name", "given_name", "born", "sex", "interpupillary_hundredths", "face_width_hundredths",
    "forehead_height_hundredths", "measured",
)  # fmt: skip

TRIGGERS_5: dict[str, str] = {
    "patient_keep_former": f"""CREATE TRIGGER patient_keep_former AFTER UPDATE ON patient
WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _DETAILS)}
BEGIN
    INSERT INTO patient_former (patient, {", ".join(_DETAILS)}, until)
    VALUES (OLD.number, {", ".join(f"OLD.{name}" for name in _DETAILS)},
        CASE WHEN NEW.recorded_at <> OLD.recorded_at THEN NEW.recorded_at
            ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') END);
END""",
}
