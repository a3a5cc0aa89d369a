"""`charting export --format pdf`: one file or a folder of them, whole or not at all, without a screen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from itertools import count
from uuid import UUID

import pytest
from click.testing import CliRunner

from charting.cli.main import charting
from charting.desk.signing import document, sha256_hex
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Signature, Visit, with_points_added
from charting.start.keys import keeper
from charting.store.database import Store
from tests.store.values import no_part_left

pypdf = pytest.importorskip("pypdf")

AT = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))
POINTS = [InjectionPoint(View.FRONT, x, -50.0, Decimal("1.5")) for x in (-18.0, 0.0, 18.0)]


@pytest.fixture
def file(tmp_path, qapp):
    """A database with two patients of the same chart number but for its case, two visits on one day and a draft."""
    path = tmp_path / "charting.sqlite"
    numbers = count(1)

    def new_id():
        return str(UUID(int=0x0198F0C2_0000_7000_8000_000000000000 + next(numbers)))

    with Store.open(path, clock=lambda: AT, keeper=keeper(path)) as store:
        for number in ("a1", "A1"):
            patient = Patient(new_id(), "Family", number, date(1990, 1, 1), number)
            store.patients.add(patient)
            for at in (AT, AT + timedelta(hours=4)):
                draft = with_points_added(Visit(new_id(), patient.id, at, product="ona_botox"), POINTS)
                store.visits.save_draft(draft)
                content = document(draft, patient, "Dr X", at)
                store.visits.sign(draft, Signature("Dr X", at, sha256_hex(content)), content)
        store.visits.save_draft(with_points_added(Visit(new_id(), patient.id, AT, product="ona_botox"), POINTS))
    return path


def run(file, *arguments):
    return CliRunner().invoke(charting, ["--db", str(file), "export", "--format", "pdf", *map(str, arguments)])


def text(path):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(path.read_bytes())).pages)


def test_several_sheets_go_into_a_folder_under_names_of_their_own(file, tmp_path):
    out = tmp_path / "sheets"
    found = run(file, "--out", out)
    assert (found.exit_code, found.output) == (0, "")
    names = [path.name for path in out.iterdir()]
    assert len(names) == len({name.casefold() for name in names}) == 5
    assert "chart-a1_2026-07-14_face-map.pdf" in names
    assert sum("DRAFT" in text(path) for path in out.iterdir()) == 1


def test_one_visit_is_one_file(file, tmp_path):
    with Store.open(file, clock=lambda: AT) as store:
        visit = store.visits.of(store.patients.search("a1", 1)[0].id)[0]
    out = tmp_path / "one.pdf"
    assert run(file, "--visit", visit.id, "--out", out).exit_code == 0
    assert "4.5 U" in text(out)
    assert out.read_bytes().startswith(b"%PDF")
    said = run(file, "--visit", visit.id, "--out", "-")
    assert said.stdout_bytes.startswith(b"%PDF")


def test_what_is_written_is_noted_once(file, tmp_path):
    assert run(file, "--out", tmp_path / "sheets").exit_code == 0
    with Store.open(file, clock=lambda: AT) as store:
        [entry] = store.audit.entries(action="export", limit=5)
    assert '"pdf":5' in entry.detail
    assert entry.name == "command line"


@pytest.mark.parametrize("out", ["there.pdf", "gone/sheets", "charting.sqlite"])
def test_no_place_to_write_is_one_sentence_and_leaves_nothing(file, tmp_path, out):
    before = sorted(path.name for path in tmp_path.iterdir() if "sqlite-" not in path.name)
    found = run(file, "--out", tmp_path / out)
    assert found.exit_code == 1
    assert found.output.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir() if "sqlite-" not in path.name) == before


def test_no_visit_is_a_sentence(file, tmp_path):
    found = run(file, "--from", "2030-01-01", "--out", tmp_path / "sheets")
    assert (found.exit_code, "There is no visit" in found.output) == (1, True)


def test_it_needs_no_screen(file, tmp_path):
    bare = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "QT_QPA_PLATFORM")}
    command = [sys.executable, "-m", "charting", "--db", file, "export", "--format", "pdf", "--out", tmp_path / "out"]
    done = subprocess.run(command, env=bare, capture_output=True, check=False, timeout=50)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(list((tmp_path / "out").iterdir())) == 5


def entries(file):
    with Store.open(file, clock=lambda: AT) as store:
        return len(store.audit.entries(action="export", limit=9))


HALF_WAY = """
import os, signal, sys
from charting.cli.main import main
from charting.files import Stage
for asked in (signal.SIGTERM, signal.SIGHUP):  # whoever runs this in the background may have had them ignored
    signal.signal(asked, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
add = Stage.add
def stopping(stage, name, content):
    add(stage, name, content)
    os.kill(os.getpid(), signal.SIGSTOP)
Stage.add = stopping
main()
"""


def half_made(file, out, stop):
    """Begin to write the sheets, and when the first of them is made end the program by a signal."""
    command = [sys.executable, "-c", HALF_WAY, "--db", file, "export", "--format", "pdf", "--out", out]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert os.WIFSTOPPED(os.waitpid(child.pid, os.WUNTRACED)[1])
    assert list(file.parent.rglob(".*.part/*.pdf"))
    child.send_signal(stop)
    child.send_signal(signal.SIGCONT)
    child.communicate(timeout=50)
    return child.returncode != 0


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("there", [False, True], ids=["a new folder", "one that is there"])
def test_killed_half_way_no_sheet_is_there_and_the_next_run_cleans(file, tmp_path, there):
    out = tmp_path / "sheets"
    if there:
        out.mkdir()
    assert half_made(file, out, signal.SIGKILL)
    assert not list(out.glob("*.pdf"))
    assert entries(file) == 0
    assert not no_part_left(tmp_path), "a killed program cannot clean up after itself"
    assert run(file, "--out", out).exit_code == 0  # the control: nobody kills it
    assert no_part_left(tmp_path)
    assert (len(list(out.iterdir())), entries(file)) == (5, 1)
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
    assert there or out.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("stop", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_asked_to_end_it_leaves_nothing(file, tmp_path, stop):
    assert half_made(file, tmp_path / "sheets", getattr(signal, stop))
    assert not (tmp_path / "sheets").exists()
    assert no_part_left(tmp_path)
    assert entries(file) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.timeout(900)
def test_a_thousand_sheets_do_not_fill_the_memory(file, tmp_path, request):
    """With `--sheets 1000`; a few by default."""
    from charting.cli.commands import faces, reference_data
    from charting.cli.pdf import _Sheets
    from charting.desk.paper import charts_of
    from charting.files import staging

    wanted = request.config.getoption("--sheets")
    with Store.open(file, clock=lambda: AT) as store:
        patient = store.patients.search("a1", 1)[0].id
        with charts_of(store, reference_data(), faces(), lambda: AT) as charts, staging(tmp_path / "x") as stage:
            press = _Sheets(charts, stage)
            for chart in charts.of_patient(patient) * 10:
                press.write(chart)
                stage.part(press.names[-1]).unlink()
            before = _memory_kb()
            for _ in range(wanted // 2):
                for chart in charts.of_patient(patient):
                    press.write(chart)
                    stage.part(press.names[-1]).unlink()
    grown = _memory_kb() - before
    assert grown < 20_000, f"{wanted} sheets took {grown} kB more"


def _memory_kb():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


@pytest.mark.parametrize(("given", "said"), [("\u0e2d\U00010400", True), ("Zoë Łukasz", False)])
def test_letters_that_no_font_has_are_said(file, tmp_path, given, said):
    """Deseret is in hardly any font; what the computer has is not spoken of."""
    with Store.open(file, clock=lambda: AT) as store:
        patient = next(iter(store.patients.all()))
        store.patients.change(replace(patient, given_name=given))
    result = run(file, "--patient", patient.id, "--out", tmp_path / "sheets")
    assert result.exit_code == 0
    assert ("This computer has no letters for" in result.stderr) is said
    assert ("U+10400" in result.stderr) is said
