"""Batches measured: ``python -m bench.batch --count 2000``.

Generated documents of mixed formats and lengths, one in a hundred broken in turn in every way the generator knows. Shown: throughput,
what the batch costs beside bare reading, two workers against one, whether the cost of a document stays flat, whether a run killed three
times and resumed gives the dataset of an undisturbed one, and how long comparing takes over a million facts.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from corpus.generator import broken, make_document, render
from extractor.batch import Summary, run_batch
from extractor.compare.query import compare
from extractor.dataset.opening import open_dataset
from extractor.dataset.tables import TABLES

FORMATS = ("pdf", "docx", "txt", "html")
# Each with the ending under which such a file is met.
BROKEN: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("pdf", broken.truncated_pdf),
    ("pdf", broken.headless_pdf),
    ("pdf", broken.not_a_pdf),
    ("pdf", broken.encrypted_pdf),
    ("pdf", broken.pictures_pdf),
    ("pdf", broken.mixed_pdf),
    ("pdf", broken.empty_page_pdf),
    ("pdf", broken.many_objects_pdf),
    ("pdf", broken.inflating_pdf),
    ("docx", broken.zip_bomb_docx),
    ("docx", broken.many_parts_docx),
    ("docx", broken.external_entity_docx),
    ("docx", broken.billion_laughs_docx),
    ("docx", broken.truncated_docx),
    ("docx", broken.docx_without_document),
    ("html", broken.deep_html),
    ("txt", broken.broken_text),
    ("pdf", broken.binary_noise),
    ("txt", lambda: b""),
)
BROKEN_EVERY = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.batch", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=100, help="documents for the side-by-side runs")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/juesuan-bench"))
    parser.add_argument("--only", default="sample,kills,queries", help="which parts, comma-separated")
    options = parser.parse_args()
    parts = options.only.split(",")
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {time.ctime()}"
    )
    inputs = options.folder / f"in-{options.count}"
    make_inputs(inputs, options.count)
    if "sample" in parts:
        sample = options.folder / f"in-{options.count}-{options.sample}"
        make_inputs(sample, options.sample)
        side_by_side(sample, options.folder)
    if "kills" in parts:
        killed_and_resumed(inputs, options.folder)
    if "queries" in parts:
        queries(options.folder)
    return 0


def make_inputs(folder: Path, count: int) -> None:
    """``count`` files, the same for the same number; made once."""
    if (folder / ".whole").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    for number in range(count):
        ways, turn = len(BROKEN), number // BROKEN_EVERY
        if number % BROKEN_EVERY == BROKEN_EVERY - 1:
            ending, make = BROKEN[turn % ways]
            data = make()
        else:
            ending = FORMATS[number % len(FORMATS)]
            kind = "budget" if number % 3 == 2 else "final_account"
            data = render(make_document(number, kind=kind), ending)  # type: ignore[arg-type]
        (folder / f"{number:06d}.{ending}").write_bytes(data)
    (folder / ".whole").touch()
    print(f"made {count} documents in {time.perf_counter() - begun:.0f} s")


def side_by_side(inputs: Path, folder: Path) -> None:
    """Bare reading, one worker, two workers; in turn, twice, the better of each by the clock and by processor time."""
    runs: dict[str, Callable[[], float]] = {
        "bare reading, one process": lambda: _bare(inputs),
        "batch, 1 worker": lambda: _fresh(inputs, folder / "one", 1).seconds,
        "batch, 2 workers": lambda: _fresh(inputs, folder / "two", 2).seconds,
    }
    clock, processor = dict.fromkeys(runs, 1e9), dict.fromkeys(runs, 1e9)
    for _ in range(2):
        for name, run in runs.items():
            before = _processor()
            clock[name] = min(clock[name], run())
            processor[name] = min(processor[name], _processor() - before)
    count = len(list(inputs.glob("[0-9]*")))
    for name in runs:
        print(
            f"{name}: {clock[name]:.1f} s, processor {processor[name]:.1f} s for {count} documents ({clock[name] / count * 1000:.0f} ms each)"
        )
    bare, one, two = clock.values()
    overhead = processor["batch, 1 worker"] / processor["bare reading, one process"] - 1
    print(
        f"batch over bare reading: clock {one / bare - 1:+.1%}, processor {overhead:+.1%}; two workers against one: {one / two:.2f} times"
    )
    print(f"load while measuring: {os.getloadavg()[0]:.1f}")


def _processor() -> float:
    """Processor seconds of this process and of those it started that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def killed_and_resumed(inputs: Path, folder: Path) -> None:
    """An undisturbed run, and one that is killed three times; their rows compared."""
    whole = _fresh(inputs, folder / "whole", 2)
    _told("undisturbed", whole)
    out = folder / "killed"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "extractor", "batch", str(inputs), "--out", str(out), "--workers", "2"]
    for kill in range(3):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(whole.seconds / 5)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        print(f"kill {kill + 1}: {len(list((out / 'documents').glob('*/[!.]*.json')))} documents on disk")
    _told("resumed", run_batch([inputs], out, workers=2))
    _told("once more", run_batch([inputs], out, workers=2))
    with open_dataset(folder / "whole") as one, open_dataset(out) as other:
        for name in TABLES:
            query = f"select * from {name}"
            same = one.rows(query) == other.rows(query)
            print(
                f"{name}: rows {'equal' if same else 'DIFFERENT'}, {one.rows(f'select count(*) as n from {name}')[0]['n']}"
            )
            first, second = (next((path / "tables").glob(f"v*/{name}.parquet")) for path in (folder / "whole", out))
            print(f"  files {'equal byte for byte' if first.read_bytes() == second.read_bytes() else 'differ'}")


def queries(folder: Path) -> None:
    """Comparing over the facts of ``whole`` multiplied to a million and more, each copy under another body."""
    import duckdb

    source, target = folder / "whole", folder / "million"
    shutil.rmtree(target, ignore_errors=True)
    with open_dataset(source) as dataset:
        facts = dataset.rows("select count(*) as n from facts")[0]["n"]
        copies = -(-1_000_000 // facts)
        version = dataset.package["juesuan:tables"]
    (target / "tables" / version).mkdir(parents=True)
    for name in TABLES:
        held = source / "tables" / version / f"{name}.parquet"
        changed = {"documents": ("document", "organisation", "duplicate_of"), "figures": ("document", "body")}
        replaced = ", ".join(f"{column} || '-' || copy as {column}" for column in changed.get(name, ("document",)))
        order = ", ".join(f'"{column}"' for column in TABLES[name].key)
        duckdb.sql(
            f"copy (select * exclude (copy) replace ({replaced}) from read_parquet('{held}'), range({copies}) t(copy) order by {order}) "
            f"to '{target / 'tables' / version / f'{name}.parquet'}' (format parquet, compression zstd)"
        )
    shutil.copy(source / "datapackage.json", target / "datapackage.json")
    begun = time.perf_counter()
    with open_dataset(target) as dataset:
        print(f"opened in {time.perf_counter() - begun:.3f} s: {facts * copies:,} facts of {copies} × {facts}")
        for metric in ("three_public.total", "expenditure.total", "operating_cost"):
            begun = time.perf_counter()
            found = compare(dataset, metric)
            print(
                f"compare {metric}: {time.perf_counter() - begun:.3f} s, {len(found.present)} of {len(found.figures)} publications"
            )
        begun = time.perf_counter()
        dataset.rows("select metric, measure, count(*), median(yuan) from facts group by all")
        print(f"every metric counted: {time.perf_counter() - begun:.3f} s")


def _bare(inputs: Path) -> float:
    """What one process takes that reads the files and writes their JSON, and does nothing else."""
    code = (
        "import sys, time, extractor\nfrom pathlib import Path\nbegun = time.perf_counter()\n"
        "for path in sorted(Path(sys.argv[1]).glob('[0-9]*')):\n"
        "    try:\n        Path(sys.argv[2]).write_text(extractor.read(path).to_json(indent=0))\n"
        "    except extractor.JuesuanError:\n        pass\n"
        "print(time.perf_counter() - begun)"
    )
    out = inputs.parent / "bare.json"
    return float(
        subprocess.run([sys.executable, "-c", code, str(inputs), str(out)], capture_output=True, check=True).stdout
    )


def _fresh(inputs: Path, out: Path, workers: int) -> Summary:
    shutil.rmtree(out, ignore_errors=True)
    return run_batch([inputs], out, workers=workers)


def _told(name: str, summary: Summary) -> None:
    each = summary.seconds / max(summary.read, 1) * 1000
    print(
        f"{name}: {summary.read} read, {summary.known} known, {summary.seconds:.1f} s ({each:.0f} ms each), complete {summary.complete}, "
        f"partial {summary.partial}, failed {summary.failed} {summary.failures}, doubles {summary.same_bytes} + {summary.same_document}, "
        f"largest worker {summary.peak_memory} MB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
