"""`python -m tests.proofs`: what takes too long for every run of the suite. Names choose; without any, most of it runs.

Each proof says what it tried and how long it took; the last line says whether all hold.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.proofs import domain_mutants
from tests.proofs.scale import PROOFS

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2


def tests(*arguments: str) -> Callable[[], bool]:
    """Tests of the suite, with more examples and the options given."""

    def run() -> bool:
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(WORKERS), "--timeout", "1100", *arguments]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, PROOFS: "1"}, check=False)
        return done.returncode == 0

    return run


ALL: dict[str, Callable[[], bool]] = {
    # mutated files of numbers of every magnitude: one kind of error, and nothing of a file is ever half in
    "mutated-files": tests("--mutants", "100000", "tests/exchange/test_mutants.py"),
    "round-trips": tests(
        "tests/test_round_trip.py", "tests/exchange/test_csv_round_trip.py", "tests/exchange/test_json_write.py",
        "tests/exchange/test_fhir.py", "tests/exchange/test_pseudonyms.py", "tests/desk/test_saving.py",
    ),
    # everything that is said of any value there can be, with five times the values
    "any-value": tests(
        "-m", "hypothesis", "tests/domain", "tests/store", "tests/ui", "tests/exchange/test_gs1.py",
        "tests/exchange/test_plain_texts.py", "tests/exchange/test_csv_text.py", "tests/exchange/test_csv_findings.py",
    ),
    # every window on a busy chart: nothing but a name is shortened
    "walks": tests("tests/ui/test_dialogs_whole.py"),
    "kills": tests(
        "--kills", "12", "-k", "kill or dies or acknowledged or half", "tests/store/test_kills.py", "tests/test_cli.py",
        "tests/test_files.py", "tests/test_cli_pdf.py", "tests/store/test_opening.py",
        "tests/journeys/test_chart_and_kill.py",
    ),
    "domain-mutants": domain_mutants.prove,
}  # fmt: skip

EVERY_CHANGE = ("mutated-files", "round-trips", "any-value", "walks", "kills")
"""What is tried at every change; the others are named by hand."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of {', '.join(ALL)}")
    chosen = parser.parse_args().names or list(EVERY_CHANGE)
    if unknown := set(chosen) - set(ALL):
        parser.error(f"no such proof: {', '.join(sorted(unknown))}")
    failed = []
    for name in chosen:
        print(f"\n--- {name}", flush=True)
        begun = time.monotonic()
        if not ALL[name]():
            failed.append(name)
        print(f"--- {name}: {time.monotonic() - begun:.0f} s", flush=True)
    print(f"\nproofs that failed: {', '.join(failed)}" if failed else "\nall proofs hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
