"""The memory of an export and of an import follows the largest photograph in a file, not the file."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from charting.domain.people.attachment import Attachment, AttachmentKind, MediaType
from charting.domain.people.patient_record import KeptAttachment
from charting.domain.visit.visit import Status
from charting.store.database import Store
from tests.store.values import NOON, a_patient, a_visit, clock, some_id

ROOT = Path(__file__).resolve().parent.parent
RUN = """
import resource, sys
from charting.cli.main import main
sys.argv = ["charting", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1))
"""


def peak_kb(*arguments: object) -> int:
    """How much memory a command needs."""
    words = [sys.executable, "-c", RUN, *map(str, arguments)]
    ran = subprocess.run(words, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    return int(ran.stdout.split()[-1])


def photo(number: int) -> KeptAttachment:
    content = b"\xff\xd8\xff" + random.Random(number).randbytes(1_000_000)
    found = Attachment(
        some_id(9000 + number), some_id(1), AttachmentKind.PHOTO, MediaType.JPEG, hashlib.sha256(content).hexdigest(),
        len(content), NOON + timedelta(seconds=number),
    )  # fmt: skip
    return KeptAttachment(found, content)


@pytest.mark.skipif(sys.platform == "win32", reason="resource")
def test_a_large_file_needs_no_more_memory_than_a_small_one(tmp_path: Path):
    peaks = []
    for photos in (2, 30):
        folder = tmp_path / f"{photos}"
        folder.mkdir()
        clinic, file, other = folder / "clinic.sqlite", folder / "all.json", folder / "other.sqlite"
        with Store.open(clinic, clock=clock) as store, store.writing():
            store.patients.add(a_patient())
            store.visits.save_draft(a_visit(points=5, status=Status.DRAFT))
            store.attachments.add_all(photo(number) for number in range(photos))
        out = peak_kb("--db", clinic, "export", "--format", "json", "--with-attachments", "--out", file)
        back = peak_kb("--db", other, "import", file)
        peaks.append((out, back))
        with Store.open(other, clock=clock) as store:
            assert len(store.attachments.of(some_id(1))) == photos
    (small_out, small_back), (large_out, large_back) = peaks
    assert large_out - small_out < 15_000, peaks
    assert large_back - small_back < 15_000, peaks
