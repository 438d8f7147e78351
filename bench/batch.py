"""Batches measured: ``python -m bench.batch --count 2000``, unattended, with its report in ``--folder``/report.md.

Generated documents of mixed formats and lengths, one in a hundred broken in turn in every way the generator knows. Shown: every
file accounted for; what the batch costs beside bare reading, document by document in turn; the cost of a document at 100, 500 and
all; two workers against one; whether a run killed three times and resumed gives the dataset of an undisturbed one; the largest
worker; how long comparing takes over a million facts. Processor times hold on a busy machine; those by the clock are marked so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.batch_inputs import EXPECTED, inputs_of, make_inputs
from extractor.batch.worker import Order
from extractor.dataset.opening import open_dataset
from extractor.dataset.tables import TABLES

PARTS = ("overhead", "workers", "flat", "kills", "queries")
METRICS = ("three_public.total", "expenditure.total", "operating_cost")
# A child as a user starts it: with the compiled modules that Python keeps.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.batch", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=100, help="documents for what is measured in turn")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/juesuan-bench"))
    parser.add_argument("--only", default=",".join(PARTS), help="which parts, comma-separated")
    options = parser.parse_args()
    unknown = set(options.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {sorted(unknown)}; allowed: {', '.join(PARTS)}")
    folder, count = options.folder, options.count
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "report.md").open("a", encoding="utf-8") as report:

        def say(line: str) -> None:
            print(line, flush=True)
            print(line, file=report, flush=True)

        say(
            f"\n# {count} documents, {time.strftime('%Y-%m-%d %H:%M')}\n\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n"
        )
        inputs = folder / f"in-{count}"
        make_inputs(inputs, count)
        sample = folder / f"in-{options.sample}"
        make_inputs(sample, options.sample)
        work: dict[str, Callable[[], None]] = {
            "overhead": lambda: overhead(sample, folder, say),
            "workers": lambda: two_workers(sample, folder, say),
            "flat": lambda: flat(folder, count, say),
            "kills": lambda: killed_and_resumed(inputs, folder, say),
            "queries": lambda: queries(folder, say),
        }
        for part in PARTS:
            if part in options.only.split(","):
                say(f"## {part} (load {os.getloadavg()[0]:.1f})\n")
                work[part]()
                say("")
    return 0


Say = Callable[[str], None]


class Run:
    """One ``juesuan batch`` as a process of its own: its seconds by the clock and of the processor, workers included."""

    def __init__(self, inputs: Path, out: Path, workers: int, *, fresh: bool = True, tables: bool = True) -> None:
        if fresh:
            shutil.rmtree(out, ignore_errors=True)
        before, begun = os.times(), time.perf_counter()
        ended = subprocess.run(
            command_of(inputs, out, workers) + ([] if tables else ["--no-tables"]),
            capture_output=True,
            text=True,
            check=False,
            env=ENVIRONMENT,
        )
        self.clock = time.perf_counter() - begun
        after = os.times()
        self.processor = after.children_user + after.children_system - before.children_user - before.children_system
        self.status, self.told = ended.returncode, ended.stderr.strip()


def command_of(inputs: Path, out: Path, workers: int) -> list[str]:
    return [sys.executable, "-m", "extractor", "batch", str(inputs), "--out", str(out), "--workers", str(workers)]


# --- what is measured ---------------------------------------------------------------------------------------------------


def overhead(inputs: Path, folder: Path, say: Say) -> None:
    """A bare reader and a batch worker get the same documents in turn, so that the machine's mood is the same for both; then
    what the batch does once: start, ledger, tables."""
    out = folder / "turns"
    shutil.rmtree(out, ignore_errors=True)
    orders = [order for path in inputs_of(inputs) if (order := _order(path)) is not None]
    bare, worker = _started(_BARE, str(folder / "bare.json")), _started(_WORKER, str(out), "120", "2048")
    readers = [bare, worker]
    for reader in readers:  # both loaded, on a document that counts for neither
        _turn(reader, orders[0])
    first = [_processor_of(reader.pid) for reader in readers]
    for number, order in enumerate(orders):
        for reader in readers if number % 2 else reversed(readers):
            _turn(reader, order)
    bare_seconds, worker_seconds = (
        _processor_of(reader.pid) - begun for reader, begun in zip(readers, first, strict=True)
    )
    for reader in readers:
        reader.kill()
        reader.communicate()
    whole = Run(inputs, folder / "overhead", 1)
    again = Run(inputs, folder / "overhead", 1, fresh=False)
    for version in (folder / "overhead" / "tables").iterdir():
        shutil.rmtree(version)
    tables = Run(inputs, folder / "overhead", 1, fresh=False)
    once = tables.processor  # start, hashing, ledger, tables, as a run that reads nothing
    say(
        f"- bare reading of {len(orders)} documents: processor {bare_seconds:.2f} s; the batch worker {worker_seconds:.2f} s ({worker_seconds / bare_seconds - 1:+.1%})"
    )
    say(
        f"- what the batch does once for them, tables included: {once:.2f} s, of it {again.processor:.2f} s where the tables are current"
    )
    say(
        f"- batch over bare reading: {(worker_seconds + once) / bare_seconds - 1:+.1%} (whole run with worker start {whole.processor:.2f} s)"
    )


def two_workers(inputs: Path, folder: Path, say: Say) -> None:
    """By the clock, so only as good as the machine is idle; in turn, twice, the better of each."""
    clock = {1: 1e9, 2: 1e9}
    for _ in range(2):
        for workers in clock:
            run = Run(inputs, folder / "workers", workers)
            clock[workers] = min(clock[workers], run.clock)
    say(
        f"- one worker {clock[1]:.1f} s, two {clock[2]:.1f} s: {clock[1] / clock[2]:.2f} times (clock; load {os.getloadavg()[0]:.1f})"
    )


def flat(folder: Path, count: int, say: Say) -> None:
    for size in sorted({100, 500} - {count}):
        if size < count:
            inputs = folder / f"in-{size}"
            make_inputs(inputs, size)
            _cost(Run(inputs, folder / "flat", 2), size, say)


def killed_and_resumed(inputs: Path, folder: Path, say: Say) -> None:
    """An undisturbed run, and one that is killed three times; their rows compared."""
    count = len(inputs_of(inputs))
    whole = Run(inputs, folder / "whole", 2)
    _cost(whole, count, say)
    say(f"- {whole.clock:.0f} s by the clock, {count / whole.clock:.1f} documents a second; exit status {whole.status}")
    say("```\n" + whole.told + "\n```")
    _accounts(folder / "whole", inputs, say)
    out = folder / "killed"
    shutil.rmtree(out, ignore_errors=True)
    for kill in range(3):
        process = subprocess.Popen(command_of(inputs, out, 2), stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        time.sleep(whole.clock / 5)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        say(f"- kill {kill + 1}: {len(list((out / 'documents').glob('*/[!.]*.json')))} documents on disk")
    resumed = Run(inputs, out, 2, fresh=False)
    say("- resumed:\n```\n" + resumed.told + "\n```")
    say("- once more:\n```\n" + Run(inputs, out, 2, fresh=False).told + "\n```")
    with open_dataset(folder / "whole") as one, open_dataset(out) as other:
        for name in TABLES:
            query = f"select * from {name}"
            same = one.rows(query) == other.rows(query)
            first, second = (next((path / "tables").glob(f"v*/{name}.parquet")) for path in (folder / "whole", out))
            whole_file = "byte for byte" if first.read_bytes() == second.read_bytes() else "files differ"
            rows = one.rows(f"select count(*) as n from {name}")[0]["n"]
            say(f"- {name}: {rows} rows, {'equal' if same else 'DIFFERENT'}, {whole_file}")


def _accounts(dataset: Path, inputs: Path, say: Say) -> None:
    """Every input stands in ``documents``; every broken one with the code that its damage should have."""
    with open_dataset(dataset) as opened:
        held = {
            row["path"]: row
            for row in opened.rows("select f.path, status, code from files f join documents using (document)")
        }
        largest = opened.rows("select path, pages from documents order by pages desc nulls last limit 1")
    names = [path.name for path in inputs_of(inputs)]
    wrong = []
    broken = 0
    for name in names:
        row = held.get(name)
        expected = EXPECTED.get(Path(name).stem.partition("-")[2])
        broken += "-" in name
        if row is None:
            wrong.append(f"{name}: not in the dataset")
        elif expected is None and "-" not in name and row["status"] != "complete":
            wrong.append(f"{name}: {row['status']} {row['code']}")
        elif "-" in name and (row["code"] or row["status"]) not in (expected or ()):
            wrong.append(f"{name}: {row['status']} {row['code']}, expected {expected}")
    say(
        f"- {len(names)} files, {len(held)} in the dataset, {broken} broken; not as expected: {'; '.join(wrong) or 'none'}; longest {largest}"
    )


def queries(folder: Path, say: Say) -> None:
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
        changed = {
            "documents": ("document", "organisation", "duplicate_of"),
            "figures": ("document", "body"),
            "cross_findings": ("document", "right_document", "body"),
        }
        replaced = ", ".join(f"{column} || '-' || copy as {column}" for column in changed.get(name, ("document",)))
        order = ", ".join(f'"{column}"' for column in TABLES[name].key)
        duckdb.sql(
            f"copy (select * exclude (copy) replace ({replaced}) from read_parquet('{held}'), range({copies}) t(copy) order by {order}) "
            f"to '{target / 'tables' / version / f'{name}.parquet'}' (format parquet, compression zstd)"
        )
    shutil.copy(source / "datapackage.json", target / "datapackage.json")
    say(f"- {facts * copies:,} facts: {copies} × {facts:,}")
    for metric in METRICS:
        runs = sorted(json.loads(_output([sys.executable, "-c", _QUERY, str(target), metric])) for _ in range(3))
        clock, processor, opening, imports, present, every = runs[0]
        say(
            f"- compare {metric}: {clock:.3f} s by the clock, processor {processor:.3f} s (best of three new processes); "
            f"opening {opening:.3f} s, importing {imports:.3f} s; {present} of {every} publications"
        )
    clock, processor, *_ = json.loads(_output([sys.executable, "-c", _QUERY, str(target), METRICS[0], "checks"]))
    say(
        f"- with what the checks between documents say of these bodies: {clock:.3f} s by the clock, processor {processor:.3f} s"
    )
    before, begun = os.times(), time.perf_counter()
    _output([sys.executable, "-m", "extractor", "compare", str(target), "--metric", METRICS[0], "--year", "2024"])
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    say(
        f"- the command with its start and tables on the screen, one year: {time.perf_counter() - begun:.2f} s by the clock, processor {processor:.2f} s"
    )


# --- pieces -------------------------------------------------------------------------------------------------------------

_BARE = """
import sys, msgspec, extractor
from pathlib import Path
for line in sys.stdin.buffer:
    path = msgspec.json.decode(line)["location"]
    try:
        Path(sys.argv[1]).write_text(extractor.read(path).to_json(indent=0))
    except extractor.JuesuanError:
        pass
    print("done", flush=True)
"""
_WORKER = "import sys; from extractor.batch.worker import main; main(*sys.argv[1:])"
_QUERY = """
import sys, time, json, os
begun = time.perf_counter()
from extractor.compare.query import compare
from extractor.dataset.opening import open_dataset
import duckdb
imported = time.perf_counter()
with open_dataset(sys.argv[1]) as dataset:
    opened = time.perf_counter()
    spent = time.process_time()
    found = compare(dataset, sys.argv[2], checks=len(sys.argv) > 3)
    ended = time.perf_counter()
    print(json.dumps([ended - opened, time.process_time() - spent, opened - imported, imported - begun, len(found.present), len(found.figures)]))
"""


def _order(path: Path) -> Order | None:
    import hashlib

    data = path.read_bytes()
    return Order(str(path), path.name, hashlib.sha256(data).hexdigest()) if data else None


def _started(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    reader = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env=ENVIRONMENT,
    )
    if code == _WORKER:
        assert reader.stdout is not None
        reader.stdout.readline()
    return reader


def _turn(reader: subprocess.Popen[bytes], order: Order) -> None:
    import msgspec

    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(msgspec.json.encode(order) + b"\n")
    reader.stdout.readline()


def _processor_of(pid: int) -> float:
    """Processor seconds of a running process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cost(run: Run, count: int, say: Say) -> None:
    say(f"- {count} documents: processor {run.processor:.1f} s, {run.processor / count * 1000:.1f} ms each")


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT).stdout


if __name__ == "__main__":
    sys.exit(main())
