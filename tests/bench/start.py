"""Starting: the first paint of the desk against an empty window, what was loaded by then, and the memory it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measure import Figure, paired
from tests.bench.store import filled

MOST_MODULES = 30
"""So many more than an empty window loads may be there when the desk is first painted."""


def start(environ: dict[str, str], *what: str) -> dict[str, Any]:
    """Start once; seconds from the start of the process to the first paint and to the open file."""
    begun = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.first_paint", *what],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    told["painted"] -= begun
    told["ready"] = told["ready"] and told["ready"] - begun
    return told


def figures(quick: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="charting-bench-") as name:
        home = Path(name)
        environ = {**os.environ, "HOME": name, "XDG_CACHE_HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        # An installed program is compiled: here too, whatever the surroundings say, and away from the checkout.
        environ["PYTHONPYCACHEPREFIX"] = str(home / "compiled")
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        environ["CHARTING_KEYS"] = str(home / "keys")  # what a keyring brings along is not the desk's
        file = home / "bench.sqlite"
        filled(file, 200).close()
        start(environ, "empty")
        start(environ, "desk", str(file))  # keeps the picture that later starts paint first
        desks, empties = [], []
        for _ in range(5 if quick else 15):
            desks.append(start(environ, "desk", str(file)))
            empties.append(start(environ, "empty"))
        rested = [start({**environ, "BENCH_SETTLED_MS": "10000"}, "desk", str(file)) for _ in range(1 if quick else 3)]
    yield from compared(desks, empties)
    yield from settled(rested, empties)


def settled(rested: list[dict[str, Any]], empties: list[dict[str, Any]]) -> Iterator[Figure]:
    """Ten seconds after the file was opened, and a patient in it: what starts late has started by then."""
    if rested[0]["settled_mb"] is not None:
        value = median(told["settled_mb"] for told in rested)
        floor = median(told["painted_mb"] for told in empties)
        yield Figure("memory, 10 s after opening", value, "MB", floor, "empty window", "<= 2x", value <= 2 * floor)
    heavy = sorted({module for told in rested for module in told["heavy_settled"]})
    title = f"heavy modules then{': ' + ', '.join(heavy) if heavy else ''}"
    yield Figure(title, len(heavy), "", None, "", "0", not heavy)


def compared(desks: list[dict[str, Any]], empties: list[dict[str, Any]]) -> Iterator[Figure]:
    bare = "empty window"

    def times(of: str) -> tuple[float, float]:
        value = median(told[of] for told in desks)
        return value * 1000, paired([told[of] for told in desks], [told["painted"] for told in empties])

    for title, of, most in (("start to first paint", "painted", 1.25), ("start to open file", "ready", 3.0)):
        value, ratio = times(of)
        yield Figure(title, value, "ms", value / ratio, bare, f"<= {most:g}x", ratio <= most)
    for title, of, most in (("memory at first paint", "painted_mb", 1.15),):
        if desks[0][of] is not None:
            value, floor = median(told[of] for told in desks), median(told[of] for told in empties)
            yield Figure(title, value, "MB", floor, bare, f"<= {most:g}x", value <= most * floor)
    count, floor = median(len(told["modules"]) for told in desks), median(len(told["modules"]) for told in empties)
    few = count - floor <= MOST_MODULES
    yield Figure("modules at first paint", count, "", floor, bare, f"<= {MOST_MODULES} more", few)
    heavy = sorted({module for told in desks for module in told["heavy"]})
    title = f"heavy modules at first paint{': ' + ', '.join(heavy) if heavy else ''}"
    yield Figure(title, len(heavy), "", None, "", "0", not heavy)
