"""The command line as people and scripts use it: real files, real processes, exit status and one sentence."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from charting import paths
from charting.cli import commands
from charting.cli.main import charting
from charting.exchange.records import PatientRecord
from charting.start.keys import keeper
from charting.start.locking import hold
from charting.store.database import Store
from tests.exchange.files import raw_json, whole, write
from tests.store.values import a_crowd, a_patient, a_visit, clock, count_visits, no_part_left, raw, signed, some_id

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "july.json"
    path.write_bytes(raw_json(whole()))
    return path


def run(*arguments: object, db: Path | None = None, stdin: bytes | None = None) -> Result:
    at = [] if db is None else ["--db", str(db)]
    return CliRunner().invoke(charting, [*at, *map(str, arguments)], input=stdin, prog_name="charting")


def done(*arguments: object, db: Path | None = None) -> str:
    result = run(*arguments, db=db)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def refused(*arguments: object, db: Path | None = None) -> str:
    """The sentence of a command that could not do it."""
    result = run(*arguments, db=db)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    assert len(line) <= 500
    return line


def a_file(folder: Path, *points: dict[str, Any], product: str = "ona_botox", name: str = "visit.json") -> Path:
    visit = {"product": product, "points": list(points)}
    content = {"format": "charting.exchange", "version": 1, "patients": [{"visits": [visit]}]}
    path = folder / name
    path.write_bytes(raw_json(content))
    return path


def at(x: float, y: float, units: float | None, view: str = "front", **more: Any) -> dict[str, Any]:
    return {"view": view, "x_mm": x, "y_mm": y, "units": units, **more}


def assessed(path: Path) -> dict[str, Any]:
    (visit,) = json.loads(done("assess", path, "--json"))["visits"]
    return visit


# ---------------------------------------------------------------------- assess


@pytest.mark.parametrize(
    ("units", "style"),
    [(4.99, "below-micro"), (5, "micro"), (7.5, "micro"), (7.51, "between"), (9.99, "between"), (10, "standard"),
     (20, "standard"), (20.01, "above-standard")],
)  # fmt: skip
def test_the_style_of_the_forehead_by_units(tmp_path: Path, units: float, style: str):
    visit = assessed(a_file(tmp_path, at(0, -50, units)))
    assert (visit["areas"][0]["area"], visit["areas"][0]["style"], visit["style"]) == ("forehead", style, style)
    assert visit["areas"][0]["density_style"] == style


def test_totals_are_exact(tmp_path: Path):
    assert assessed(a_file(tmp_path, *[at(0, -50, 0.1)] * 3))["total_units"] == 0.3


def test_products_are_never_added_or_mixed(tmp_path: Path):
    glabella = [at(0, -12, 10), at(8, -18, 10), at(-8, -18, 10), at(22, -30, 10), at(-22, -30, 10)]
    visit = assessed(a_file(tmp_path, *glabella, product="abo_dysport"))
    assert (visit["total_units"], visit["areas"][0]["style"]) == (50, "standard")
    botox = assessed(a_file(tmp_path, *glabella))
    assert botox["areas"][0]["style"] == "above-standard"


AGREED = {
    "forehead": [(0, -50), (5, -50), (10, -50), (18, -55), (-18, -55), (0, -56), (36, -50), (-36, -50)],
    "glabella": [(0, -12), (8, -18), (-8, -18), (9, -20), (-9, -20), (22, -30), (-22, -30)],
    "crows_feet": [(57, 0), (57, 10), (55, -8)], "lateral_brow": [(47, -18)], "bunny_lines": [(10, 10)],
    "lower_eyelid": [(31, 10)], "gummy_smile": [(25, 36)], "nasal_tip": [(0, 42)],
    "perioral": [(12, 53), (-12, 53), (10, 81), (-10, 81)], "lip_flip": [(6, 59), (-6, 59)], "dao": [(28, 84)],
    "mentalis": [(0, 97), (6, 96), (-6, 96)], "masseter": [(52, 58)], "platysma": [(25, 125)],
}  # fmt: skip
PAIRED = {"crows_feet", "lateral_brow", "bunny_lines", "lower_eyelid", "gummy_smile", "dao", "masseter", "platysma"}


def test_agreed_points_lie_in_their_areas(tmp_path: Path):
    wanted: dict[tuple[int, int], str] = {}
    for area, places in AGREED.items():
        for x, y in places:
            wanted |= {(x, y): f"{area}.left", (-x, y): f"{area}.right"} if area in PAIRED else {(x, y): area}
    content = json.loads(a_file(tmp_path).read_bytes())
    content["patients"][0]["visits"] = [{"product": "ona_botox", "points": [at(*place, 1)]} for place in wanted]
    path = tmp_path / "agreed.json"
    path.write_bytes(raw_json(content))
    visits = json.loads(done("assess", path, "--json"))["visits"]
    assert [[row["area"] for row in visit["areas"]] for visit in visits] == [[code] for code in wanted.values()]


def test_assess_needs_no_database_and_loads_neither_window_nor_database(file: Path, tmp_path: Path):
    code = (
        "import sys; from charting.cli.main import charting\n"
        f"charting(['assess', {str(file)!r}, '--json'], standalone_mode=False)\n"
        "heavy = {'PySide6', 'sqlcipher3', 'sqlite_utils', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["visits"][0]["visit"] == whole()["patients"][0]["visits"][0]["id"]
    assert list(tmp_path.iterdir()) == [file]


def test_assess_as_a_table_and_from_standard_input(file: Path):
    table = done("assess", file)
    assert "Forehead" in table
    assert "Total 5.5 U" in table
    assert run("assess", "-", stdin=file.read_bytes()).stdout == table
    assert "standard input" in run("assess", "-", stdin=b"{").stderr


# ---------------------------------------------------------------------- import and export


def test_import_makes_the_file_skips_what_is_there_and_comes_out_the_same(db: Path, file: Path, tmp_path: Path):
    assert done("import", file, db=db) == "Imported 1 patient and 1 visit.\n"
    assert "1 and 1 were there already" in done("import", file, db=db)
    first = done("export", "--format", "json", "--out", "-", db=db)
    exported = tmp_path / "out.json"
    done("export", "--format", "json", "--out", exported, db=db)
    assert exported.read_text() == first
    other = tmp_path / "other.sqlite"
    done("import", exported, db=other)
    assert done("export", "--format", "json", "--out", "-", db=other) == first
    assert done("check", db=other) == "ok\n"
    assert no_part_left(tmp_path)


def test_a_dry_run_writes_nothing(db: Path, file: Path):
    assert done("import", "--dry-run", file, db=db).startswith("Would import 1 patient and 1 visit.\n")
    assert not db.exists()
    Store.open(db).close()
    before = db.read_bytes()
    done("import", "--dry-run", file, db=db)
    assert db.read_bytes() == before


def test_all_files_are_one_step(db: Path, file: Path, tmp_path: Path):
    bad = tmp_path / "bad.json"
    bad.write_bytes(raw_json(whole()).replace(b'"units": 4', b'"units": 501'))
    assert f"{bad}, $.patients[0].visits[0].points[1].units" in refused("import", file, bad, db=db)
    assert not db.exists()
    conflicting = tmp_path / "conflict.json"
    conflicting.write_bytes(raw_json(whole()).replace(b"C7421", b"C7422"))
    assert whole()["patients"][0]["visits"][0]["id"] in refused("import", file, conflicting, db=db)
    assert done("export", "--format", "json", "--out", "-", db=db).count('"id"') == 0
    done("import", file, db=db)
    assert "other content" in refused("import", conflicting, db=db)


def test_import_beside_an_open_desk_is_noticed(db: Path, file: Path):
    with Store.open(db) as desk:
        lock = hold(db)
        version = desk.data_version()
        done("import", file, db=db)
        assert desk.data_version() != version
        assert count_visits(desk) == 1
        lock.unlock()


def test_signed_visits_come_in_locked_as_signed_elsewhere(db: Path, tmp_path: Path):
    content = whole()
    visit = content["patients"][0]["visits"][0]
    visit.update(status="signed", points=visit["points"][:2])
    source = tmp_path / "signed.json"
    source.write_bytes(raw_json(content))
    done("import", source, db=db)
    with Store.open(db) as store:
        signature = store.visits.get(visit["id"]).signature
        assert signature is not None
        assert signature.elsewhere
    assert done("check", db=db) == "ok\n"


def test_what_to_export_can_be_chosen(db: Path, tmp_path: Path):
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        for number, chart in ((1, "A-1"), (2, "B-2"), (3, "B-2")):
            store.patients.add(a_patient(number, chart_no=chart))
        for number in (100, 101):
            store.visits.save_draft(a_visit(number))

    def patients(*choice: str) -> list[Any]:
        return json.loads(done("export", "--format", "json", "--out", "-", *choice, db=db))["patients"]

    assert len(patients()) == 3
    assert [len(p["visits"]) for p in patients("--patient", "a-1")] == [2]
    assert [p["id"] for p in patients("--patient", some_id(2))] == [some_id(2)]
    assert [[v["id"] for v in p["visits"]] for p in patients("--visit", some_id(101))] == [[some_id(101)]]
    assert "2 patients" in refused("export", "--format", "json", "--out", "-", "--patient", "B-2", db=db)
    assert "No patient" in refused("export", "--format", "json", "--out", "-", "--patient", "zz", db=db)
    assert "no visit" in refused("export", "--format", "json", "--out", "-", "--visit", some_id(9), db=db)
    choice = ("--visit", some_id(100), "--patient", some_id(2))
    assert "not of the patient" in refused("export", "--format", "json", "--out", "-", *choice, db=db)


def test_an_export_never_makes_a_database_and_never_overwrites_one(db: Path, tmp_path: Path):
    assert "no database" in refused("export", "--format", "json", "--out", tmp_path / "x.json", db=db)
    assert list(tmp_path.iterdir()) == []
    Store.open(db).close()
    assert "itself" in refused("export", "--format", "json", "--out", db, db=db)
    assert "cannot be written" in refused("export", "--format", "json", "--out", tmp_path / "no" / "x", db=db)


@pytest.mark.parametrize("command", ["check", "backup", "export"])
def test_reading_commands_leave_no_empty_file(db: Path, tmp_path: Path, command: str):
    more = {"check": [], "backup": [tmp_path / "b"], "export": ["--format", "json", "--out", "-"]}[command]
    assert "no database" in refused(command, *more, db=db)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------- check, backup, restore


def test_check_prints_each_problem(db: Path):
    with commands.opened(db, create=True) as store:
        store.patients.add(a_patient())
        signed(store, a_visit())
    assert done("check", db=db) == "ok\n"
    raw(db, "DROP TRIGGER visit_update")
    raw(db, "UPDATE visit SET lot = 'X'")
    result = run("check", db=db)
    assert result.exit_code == 1
    assert [("visit_update" in line, some_id(100) in line) for line in result.stdout.splitlines()] == [
        (True, False),
        (False, True),
    ]


def test_back_up_and_restore(db: Path, file: Path, tmp_path: Path):
    done("import", file, db=db)
    copy = tmp_path / "copy.sqlite"
    done("backup", copy, db=db)
    with Store.open(db) as store:
        store.patients.add(a_patient(9))
    assert "backups" in done("restore", copy, db=db)
    with Store.open(db) as store:
        assert store.patients.count() == 1
    done("restore", copy, db=tmp_path / "new.sqlite")
    assert "no database" in refused("restore", tmp_path / "gone.sqlite", db=db)
    assert "no folder" in refused("restore", copy, db=tmp_path / "no" / "clinic.sqlite")


def test_a_restore_is_refused_while_a_desk_holds_the_file(db: Path, file: Path, tmp_path: Path):
    done("import", file, db=db)
    copy = tmp_path / "copy.sqlite"
    done("backup", copy, db=db)
    before = db.read_bytes()
    code = "import sys; from pathlib import Path; from charting.start.locking import hold\n"
    code += "lock = hold(Path(sys.argv[1])); print('on', flush=True); sys.stdin.read()"
    desk = subprocess.Popen([sys.executable, "-c", code, str(db)], cwd=ROOT, stdin=-1, stdout=-1)
    assert desk.stdout is not None
    assert desk.stdout.readline() == b"on\n"
    sentence = refused("restore", copy, db=db)
    assert str(desk.pid) in sentence
    assert db.read_bytes() == before
    assert "open at a desk" in refused("backup", db, db=copy)
    done("backup", tmp_path / "meanwhile.sqlite", db=db)
    desk.kill()
    desk.communicate()
    done("restore", copy, db=db)


# ---------------------------------------------------------------------- killed at any moment


def killed(arguments: list[str], begun: Path, seconds: float) -> None:
    """Kill a command so long after the file `begun` appeared."""
    child = subprocess.Popen([sys.executable, "-m", "charting", *arguments], cwd=ROOT, stdout=-3, stderr=-3)
    while child.poll() is None and not begun.exists():
        time.sleep(0.001)
    time.sleep(seconds)
    child.kill()
    child.wait()


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_any_moment_an_import_did_all_or_nothing(tmp_path: Path, request: pytest.FixtureRequest):
    chance = random.Random(5)
    records = [
        PatientRecord(a_patient(n), tuple(a_visit(1000 * n + k, patient_id=some_id(n)) for k in range(5)))
        for n in range(1, 81)
    ]
    source = tmp_path / "many.json"
    source.write_bytes(write(records))
    counts = set()
    for turn in range(request.config.getoption("--kills")):
        db = tmp_path / f"{turn}.sqlite"
        killed(["--db", str(db), "import", str(source)], db, chance.uniform(0, 0.2))
        with Store.open(db) as store:
            counts.add((store.patients.count(), count_visits(store)))
    assert counts <= {(0, 0), (80, 400)}


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_any_moment_an_export_is_the_old_or_the_new(db: Path, tmp_path: Path, request: pytest.FixtureRequest):
    chance = random.Random(6)
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        a_crowd(store, 300, first=1)
    done("export", "--format", "json", "--out", target := tmp_path / "out.json", db=db)
    new = target.read_bytes()
    for _ in range(request.config.getoption("--kills")):
        target.write_bytes(b"old")
        killed(["--db", str(db), "export", "--format", "json", "--out", str(target)], target, chance.uniform(0.2, 0.6))
        assert target.read_bytes() in (b"old", new)


# ---------------------------------------------------------------------- the rest


@pytest.mark.parametrize("command", ["open", "demo", "assess", "import", "export", "check", "backup", "restore"])
def test_every_command_teaches(command: str):
    text = done(command, "--help")
    assert f"Example:  charting {'--db' if command in ('open', 'check') else command}" in text


def test_the_first_help_teaches_commands_and_completion():
    text = done("--help")
    assert "charting demo" in text
    for shell in ("bash", "zsh", "fish"):
        assert f"{shell}_source charting" in text
    ran = subprocess.run(
        [sys.executable, "-c", "from charting.cli.main import main; main()"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "_CHARTING_COMPLETE": "bash_source"}, check=False,
    )  # fmt: skip
    assert "complete" in ran.stdout


@pytest.mark.parametrize("wrong", [["nothing"], ["assess"], ["import"], ["export"], ["export", "--format", "doc"]])
def test_wrong_usage_is_two(wrong: list[str]):
    assert run(*wrong).exit_code == 2


def test_files_that_cannot_be_read_are_a_sentence(tmp_path: Path, db: Path):
    for command in ("assess", "import"):
        assert "cannot be read" in refused(command, tmp_path / "gone.json", db=db)
        assert "cannot be read" in refused(command, tmp_path, db=db)
    hostile = tmp_path / "esc\x1b[31m\u202e.json"
    hostile.write_text("{")
    assert "\x1b" not in refused("assess", hostile)
    assert not db.exists()


def test_the_variable_names_the_database(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHARTING_DB", str(tmp_path / "named.sqlite"))
    done("import", file)
    assert (tmp_path / "named.sqlite").exists()


def test_the_persons_own_file_gets_its_folder(file: Path):
    assert "no folder" in refused("check") or "no database" in refused("check")
    done("import", file)
    assert paths.default_database().exists()
    assert done("check") == "ok\n"
