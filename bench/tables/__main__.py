"""``python -m bench.tables [--layouts …] [--producers …] [--readers …] [--seeds …] [--real] [--lost] [--odd FOLDER] [--other-seeds …]
[--report]``.

Without ``--real``, ``--lost``, ``--odd``, ``--other-seeds`` or ``--report`` the generated forms are read. Each part keeps its results in ``results/*.json``, results of the
same layout, producer and reader replace older ones, and every run writes ``docs/tables.md`` again from all of them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.tables.layouts import LAYOUTS
from bench.tables.producers import PRODUCERS
from bench.tables.readers import READERS
from bench.tables.report import machine, markdown

RESULTS = Path(__file__).resolve().parent / "results"
REPORT = Path(__file__).resolve().parent.parent.parent / "docs" / "tables.md"


def main() -> int:
    """Run what was asked for and write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.tables", description=__doc__)
    parser.add_argument("--layouts", nargs="*", default=[], choices=list(LAYOUTS), metavar="LAYOUT")
    parser.add_argument("--producers", nargs="*", default=[], choices=list(PRODUCERS))
    parser.add_argument("--readers", nargs="*", default=[], choices=list(READERS), metavar="READER")
    parser.add_argument("--seeds", nargs="*", type=int, default=[1])
    parser.add_argument("--keep", type=Path, help="a folder for the PDFs made")
    parser.add_argument("--real", action="store_true", help="the real documents beside the project")
    parser.add_argument("--lost", action="store_true", help="the real documents with some of their rulings taken away")
    parser.add_argument("--odd", type=Path, help="a folder of archives with PDFs")
    parser.add_argument(
        "--other-seeds",
        nargs="*",
        type=int,
        default=[],
        metavar="SEED",
        help="all layouts and producers once with each",
    )
    parser.add_argument("--report", action="store_true", help="only write docs/tables.md again")
    options = parser.parse_args()
    if options.real:
        from bench.tables.real import run_real

        _keep("real", run_real())
    if options.lost:
        from bench.tables.lost_rulings import run_lost_rulings

        _keep("lost", [{**item, "undoubted": []} for item in run_lost_rulings()])
    if options.odd:
        from bench.tables.robustness import run_robustness

        _keep("odd", run_robustness(options.odd))
    if options.other_seeds:
        _keep("other_seeds", _with_others(_read_seeds(options.other_seeds, options.keep)))
    if not (options.real or options.lost or options.odd or options.other_seeds or options.report):
        from bench.tables.generated import run_generated

        for layout in options.layouts or LAYOUTS:
            _merge(
                run_generated(
                    layouts=[layout],
                    producers=options.producers,
                    readers=options.readers,
                    seeds=options.seeds,
                    keep=options.keep,
                )
            )
    REPORT.write_text(markdown(RESULTS), encoding="utf-8")
    return 0


def _read_seeds(seeds: list[int], keep: Path | None) -> list[dict[str, Any]]:
    from bench.tables.other_seeds import make_seed, run_seed

    results = []
    with TemporaryDirectory() as folder:
        for seed in seeds:
            make_seed(seed, keep=keep or Path(folder))
            results.append(run_seed(seed, keep=keep or Path(folder)))
    return results


def _with_others(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results with those kept of other seeds."""
    path = RESULTS / "other_seeds.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else []
    by_seed = {item["seed"]: item for item in [*kept, *results]}
    return [by_seed[seed] for seed in sorted(by_seed)]


def _merge(results: list[dict[str, Any]]) -> None:
    path = RESULTS / "generated.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else []
    by_key = {(item["layout"], item["producer"], item["reader"]): item for item in [*kept, *results]}
    _keep("generated", list(by_key.values()))


def _keep(name: str, results: Any) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(
        json.dumps({"machine": machine(), "results": results}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    raise SystemExit(main())
