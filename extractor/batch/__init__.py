"""Many documents into one dataset: found, read by supervised workers, taken down in the ledger, put into tables.

A document counts as read when its JSON and rows are on disk whole and the ledger says so, in that order; so a run that is
killed at any moment goes on where it was. The tables are put together at the end, beside the ones that readers have open.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from extractor import __version__
from extractor.batch.inputs import Input, find_inputs
from extractor.batch.reading import Limits, Product, document_path, rows_path
from extractor.batch.worker import Order
from extractor.ingest.ocr import available as recognition_available
from extractor.knowledge.loading import stamp
from extractor.ledger import FileEntry, Ledger, ReadingEntry
from extractor.output import make_folder
from extractor.problems import JuesuanError

# These say what the machine did and not what the file is: worth another try when asked.
WORTH_RETRYING = frozenset({"B101", "B102", "B103", "B104", "I116", "O101", "O102"})
# These files have no content that could be hashed; every run looks again.
UNREADABLE = frozenset({"I101", "I102", "I103", "I113", "I116"})
_CHUNK = 1 << 20

__all__ = ["Limits", "Progress", "Summary", "run_batch"]


class Progress(msgspec.Struct, frozen=True):
    """How far a run is. ``done`` of ``total`` documents to read; the rest was known from before."""

    total: int
    done: int
    failed: int
    name: str = ""
    code: str | None = None


class Summary(msgspec.Struct, frozen=True):
    """What a run did. Counts are of distinct contents, but ``files``; ``failures`` counts all failed ones by code."""

    dataset: str
    files: int
    documents: int
    read: int
    known: int
    complete: int
    partial: int
    failed: int
    failures: dict[str, int]
    same_bytes: int
    seconds: float
    peak_memory: int | None  # of the largest worker, MB
    failed_files: tuple[tuple[str, str, str], ...] = ()  # path, code, message; in path order
    tables: dict[str, int] | None = None  # rows by table; null where the tables were not made
    same_document: int = 0  # documents that are another format of one that is there
    tables_error: str | None = None  # why the tables could not be made (DuckDB is not installed), worded


class Reader(Protocol):
    """What reads the orders into the dataset and yields how each ended: local workers or a cluster."""

    def __call__(self, orders: Iterable[Order], dataset: Path) -> Iterator[tuple[Order, Product]]: ...


def run_batch(
    inputs: Iterable[str | Path],
    out: str | Path,
    *,
    workers: int | None = None,
    limits: Limits = Limits(),  # noqa: B008  # frozen
    retry: bool = False,
    again: bool = False,
    prune: bool = False,
    tables: bool = True,
    scheduler: str | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Summary:
    """Read what is new or changed of ``inputs`` into the dataset ``out`` and renew its tables.

    ``workers`` is the number of processes (default: one a core); ``retry`` reads again what failed for the machine's sake
    (time, memory, crash), ``again`` everything; ``prune`` forgets files that are not among the inputs; ``tables`` False
    leaves the tables as they are; ``scheduler`` reads on a dask cluster. ``watch`` is told of every document.

    Raises ``JuesuanError``: I101, B106, B107 (inputs), B105 (another run), O101, O102 (output). Without
    DuckDB (extra ``dataset``) documents are read and kept, and the summary says why there are no tables.
    """
    begun = time.perf_counter()
    dataset = Path(out)
    found = find_inputs(inputs, apart=dataset)
    make_folder(dataset)
    with _only_run(dataset), Ledger(dataset) as ledger:
        _sweep(dataset)
        files, unreadable = _inventory(found)
        ledger.see(files, prune=prune)
        version = reading_version()
        for file, product in unreadable:
            ledger.record(_entry(file.sha256, version, product))
        orders, contents = _orders(
            files, {file.sha256 for file, _ in unreadable}, ledger, dataset, version, retry, again
        )
        _read(orders, dataset, ledger, version, _reader(workers, limits, scheduler), watch)
        summary = _summary(dataset, files, contents, len(orders), ledger, time.perf_counter() - begun)
        if tables:
            from extractor.dataset.writer import renew_tables

            try:
                counts, same_document = renew_tables(dataset, ledger)
            except JuesuanError as error:
                if error.code != "D101":
                    raise
                summary = msgspec.structs.replace(summary, tables_error=error.message())
            else:
                summary = msgspec.structs.replace(summary, tables=counts, same_document=same_document)
        return msgspec.structs.replace(summary, seconds=time.perf_counter() - begun)


def reading_version() -> str:
    """What a reading depends on besides the bytes: the program, its domain data, and whether it can read scans."""
    return f"{__version__}/{stamp().digest}" + ("/ocr" if recognition_available() else "")


# --- helpers ----------------------------------------------------------------------------------------------------------


def _reader(workers: int | None, limits: Limits, scheduler: str | None) -> Reader:
    if scheduler is not None:
        from extractor.batch.cluster import read_on_cluster

        return lambda orders, dataset: read_on_cluster(orders, dataset, scheduler=scheduler, limits=limits)
    from extractor.batch.workers import read_all

    count = workers or os.cpu_count() or 1
    return lambda orders, dataset: read_all(orders, dataset, workers=count, limits=limits)


def _inventory(found: Iterable[Input]) -> tuple[list[FileEntry], list[tuple[FileEntry, Product]]]:
    """Every input with its content's hash; one without content stands under a hash of its place, with why."""
    files: list[FileEntry] = []
    unreadable: list[tuple[FileEntry, Product]] = []
    for entry in found:
        declared = (entry.url, entry.publisher, entry.region, entry.year)
        digest, size, product = _hash(entry.location, entry.path)
        file = FileEntry(str(entry.location), entry.path, digest, size, *declared)
        files.append(file)
        if product is not None:
            unreadable.append((file, product))
    return files, unreadable


def _hash(location: Path, path: str) -> tuple[str, int, Product | None]:
    from extractor.batch.reading import failure

    digest, size, code, detail = hashlib.sha256(), 0, None, ""
    try:
        with location.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except FileNotFoundError:
        code = "I101"
    except PermissionError:
        code = "I102"
    except IsADirectoryError:
        code = "I113"
    except OSError as error:
        code, detail = "I116", str(error.strerror or error)
    if code is None and size:
        return digest.hexdigest(), size, None
    product = failure(code or "I103", path=path, detail=detail)
    return hashlib.sha256(f"{product.code}:{path}".encode()).hexdigest(), size, product


def _orders(
    files: list[FileEntry],
    without: set[str],
    ledger: Ledger,
    dataset: Path,
    version: str,
    retry: bool,
    again: bool,
) -> tuple[list[Order], dict[str, str]]:
    """What is to be read, in path order; and every content with the path it is read from."""
    orders: list[Order] = []
    contents: dict[str, str] = {}
    for file in files:
        if file.sha256 in contents:
            continue
        contents[file.sha256] = file.location
        if file.sha256 not in without and (again or not _is_known(file.sha256, ledger, dataset, version, retry)):
            orders.append(Order(file.location, Path(file.location).name, file.sha256))
    return orders, contents


def _is_known(sha256: str, ledger: Ledger, dataset: Path, version: str, retry: bool) -> bool:
    entry = ledger.reading(sha256)
    if entry is None or entry.version != version:
        return False
    if entry.status == "failed":
        return not (retry and entry.code in WORTH_RETRYING)
    return document_path(dataset, sha256).is_file() and rows_path(dataset, sha256).is_file()


def _read(
    orders: list[Order],
    dataset: Path,
    ledger: Ledger,
    version: str,
    reader: Reader,
    watch: Callable[[Progress], None] | None,
) -> None:
    failed = 0
    if watch is not None:
        watch(Progress(len(orders), 0, 0))
    if not orders:
        return
    for done, (order, product) in enumerate(reader(orders, dataset), 1):
        ledger.record(_entry(order.sha256, version, product))
        failed += product.status == "failed"
        if watch is not None:
            watch(Progress(len(orders), done, failed, order.name, product.code))


def _entry(sha256: str, version: str, product: Product) -> ReadingEntry:
    return ReadingEntry(
        sha256, version, product.status, product.code, product.message, round(product.seconds, 3), product.memory
    )


def _summary(
    dataset: Path, files: list[FileEntry], contents: dict[str, str], read: int, ledger: Ledger, seconds: float
) -> Summary:
    entries = [entry for sha256 in contents if (entry := ledger.reading(sha256)) is not None]
    statuses = Counter(entry.status for entry in entries)
    first = {file.sha256: file.path for file in reversed(files)}
    failed = sorted(
        (first[entry.sha256], entry.code or "?", entry.message or "") for entry in entries if entry.status == "failed"
    )
    memory = max((entry.memory for entry in entries if entry.memory), default=None)
    return Summary(
        dataset=str(dataset),
        files=len(files),
        documents=len(contents),
        read=read,
        known=len(contents) - read,
        complete=statuses["complete"],
        partial=statuses["partial"],
        failed=statuses["failed"],
        failures=dict(sorted(Counter(code for _, code, _ in failed).items())),
        failed_files=tuple(failed),
        same_bytes=len(files) - len(contents),
        seconds=seconds,
        peak_memory=memory // 1024 if memory else None,
    )


@contextmanager
def _only_run(dataset: Path) -> Iterator[None]:
    """One batch at a time writes a dataset; the lock goes with the process, however it ends."""
    try:
        handle = os.open(dataset / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise JuesuanError("O101", path=dataset) from error
    try:
        try:
            import fcntl
        except ImportError:  # Windows: no lock
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise JuesuanError("B105", path=dataset) from error
        yield
    finally:
        os.close(handle)


def _sweep(dataset: Path) -> None:
    """Take away what a killed run left beside the finished files."""
    for folder in ("documents", "rows"):
        for part in (dataset / folder).glob("*/.*.part"):
            part.unlink(missing_ok=True)
