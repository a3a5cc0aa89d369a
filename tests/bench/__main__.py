"""`python -m tests.bench`: a table of what matters to the hand, each figure against its floor in the same run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.bench import domain, exchange, hand, long, paper, past, plots, start, store
from tests.bench.measure import Figure, as_json, table

GROUPS: dict[str, Callable[[bool], Iterator[Figure]]] = {
    "start": start.figures,
    "hand": hand.figures,
    "domain": domain.figures,
    "store": store.figures,
    "past": past.figures,
    "plots": plots.figures,
    "paper": paper.figures,
    "exchange": exchange.figures,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("groups", nargs="*", help=f"any of {', '.join(GROUPS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and 10,000 instead of 100,000 patients")
    parser.add_argument("--long", action="store_true", help="also what memory a day of 5,000 edits keeps; minutes")
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write the figures there, for programs")
    chosen = parser.parse_args()
    if unknown := set(chosen.groups) - set(GROUPS):
        parser.error(f"no such figures: {', '.join(sorted(unknown))}")
    measured: list[Figure] = []
    names = [*(chosen.groups or (() if chosen.long else GROUPS))]
    groups = {**GROUPS, "long": long.figures}
    for name in (*names, *(["long"] if chosen.long else [])):
        print(f"measuring {name} ...", file=sys.stderr)
        measured += groups[name](chosen.quick)
    print(table(measured))
    if chosen.json is not None:
        chosen.json.write_text(as_json(measured) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
