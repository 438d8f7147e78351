"""The same layouts and producers from other seeds than the one that the report's large tables are of; our reader only.

``python -m bench.tables --other-seeds 2 3 … [--keep FOLDER]``: one result a seed, with every pair of layout and producer below the goal.
PDFs that stand in the folder are read again and not made again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.tables.generated import read_made
from bench.tables.layouts import LAYOUTS, Case, cases_of
from bench.tables.producers import PRODUCERS, make_pdf, rebuilt, warm

GOAL = 0.995  # row-exact on generated forms


def run_seed(
    seed: int, *, layouts: Sequence[str] = (), producers: Sequence[str] = (), keep: Path | None = None
) -> dict[str, Any]:
    """Rows and exact rows of all pairs of one seed, and the pairs below the goal with their first wrong rows."""
    pairs, rows, exact = 0, 0, 0
    below = []
    for layout in layouts or LAYOUTS:
        for producer in producers or PRODUCERS:
            case = cases_of(layout, seed)
            data = _pdf(case, producer, seed, keep)
            if data is None:
                continue
            result = read_made(layout, producer, "ours", [(rebuilt(case, data), data)])
            pairs, rows = pairs + 1, rows + result["rows"]
            exact += round(result["row_exact"] * result["rows"])
            if result["row_exact"] < GOAL or "error" in result:
                below.append(
                    {key: result[key] for key in ("layout", "producer", "row_exact", "wrong", "error") if key in result}
                )
                print(f"seed {seed} {layout:30} {producer:16} row {result['row_exact']:.4f}", flush=True)
    return {
        "seed": seed,
        "measured": time.strftime("%Y-%m-%d"),
        "pairs": pairs,
        "rows": rows,
        "exact": exact,
        "below": below,
    }


def make_seed(seed: int, *, producers: Sequence[str] = (), keep: Path) -> None:
    """Make the PDFs of a seed that ``keep`` does not hold; LibreOffice starts once for all of them."""
    missing = [
        (layout, producer)
        for layout in LAYOUTS
        for producer in producers or PRODUCERS
        if not _path(layout, producer, seed, keep).exists()
    ]
    if missing:
        keep.mkdir(parents=True, exist_ok=True)
        warm([cases_of(layout, seed) for layout, _ in missing], sorted({producer for _, producer in missing}))
    for layout, producer in missing:
        data = make_pdf(cases_of(layout, seed), producer)
        _path(layout, producer, seed, keep).write_bytes(data or b"")  # nothing: this producer cannot draw it


def _pdf(case: Case, producer: str, seed: int, keep: Path | None) -> bytes | None:
    if keep is None:
        return make_pdf(case, producer)
    return _path(case.layout, producer, seed, keep).read_bytes() or None


def _path(layout: str, producer: str, seed: int, keep: Path) -> Path:
    return keep / f"{layout.replace(' ', '_').replace(',', '')}-{producer}-{seed}.pdf"
