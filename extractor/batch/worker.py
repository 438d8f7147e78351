"""The process that reads documents for a batch, one after the other; started and ended by ``workers.py``.

It takes one line of JSON a document on standard input, ``{"location", "name", "sha256"}``, and answers with one line. What it
has read is on disk, whole, before it answers. It has its own limits and dies with the process that started it.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import signal
import sys
from pathlib import Path

import msgspec

from extractor.batch.reading import Limits, Product, failure, keep, read_one
from extractor.ingest import load_bytes
from extractor.problems import JuesuanError


class Order(msgspec.Struct, frozen=True):
    location: str
    name: str
    sha256: str


class Answer(msgspec.Struct, frozen=True):
    """A ``Product`` without its bytes, and whether the worker is fit to go on."""

    status: str
    code: str | None
    message: str | None
    seconds: float
    memory: int | None
    fit: bool = True


READY = b"ready\n"
# A reading makes many records and no cycles: looking for garbage every 700 objects, Python's default, costs 7 % of it
# (40 generated documents of four formats); so rarely, 2 %, for a few megabytes.
GARBAGE_EVERY = 20_000
# What a worker may hold between two documents, KB: it starts with 60 MB and held 160 to 210 MB after 500 generated documents.
# One that holds more has a leak or a heap in pieces, and a fresh one takes its place.
MOST_AT_REST = 300_000
_WARM_UP = """2024年度部门决算
一、收入支出决算总体情况说明
2024年度收、支总计1.00万元。
"""


def main(dataset: str, timeout: str, memory: str) -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints goes nowhere near the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us decides
    _die_with_parent()
    limits = Limits(float(timeout), int(memory))
    # Modules and knowledge are loaded by a first reading, so that time and memory count for the documents alone.
    read_one(_WARM_UP.encode(), name="warm-up.txt", limits=limits)
    gc.collect()
    gc.freeze()  # what is loaded now stays; no later look need pass over it
    gc.set_threshold(GARBAGE_EVERY, 20, 50)
    _limit_memory(limits.memory)
    answers.write(READY)
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        _forget_peak()
        product = _read(order, limits)
        try:
            keep(Path(dataset), order.sha256, product)
        except JuesuanError as error:
            product = Product("failed", error.code, error.message().partition("] ")[2], seconds=product.seconds)
        peak, held = _memory()
        # After a failed allocation nothing is sure.
        fit = product.code != "B102" and (held is None or held < MOST_AT_REST)
        answer = Answer(product.status, product.code, product.message, product.seconds, peak, fit)
        answers.write(msgspec.json.encode(answer) + b"\n")


def _read(order: Order, limits: Limits) -> Product:
    try:
        data = load_bytes(order.location)
    except JuesuanError as error:
        return Product("failed", error.code, error.message().partition("] ")[2])
    except MemoryError:
        return failure("B102", path=order.name, limit=limits.memory)
    if hashlib.sha256(data).hexdigest() != order.sha256:
        return failure("I116", path=order.name, detail="文件在读取时被改动")
    return read_one(data, name=order.name, limits=limits)


def _limit_memory(megabytes: int) -> None:
    """The address space may grow by so much from here (Linux; elsewhere the limit is not there)."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = held + megabytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _die_with_parent() -> None:
    """Be killed when the batch is killed, even in the middle of a document (Linux; elsewhere: after the document)."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _forget_peak() -> None:
    """Let the peak count from here (Linux; elsewhere it is the peak of all documents so far)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _memory() -> tuple[int | None, int | None]:
    """The process's peak, and what it holds now, in KB; null where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return _peak_elsewhere(), None
    told = {name: int(rest.split()[0]) for line in lines for name, _, rest in [line.partition(":")] if name in _MEMORY}
    return told.get("VmHWM"), told.get("VmRSS")


def _peak_elsewhere() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


_MEMORY = ("VmHWM", "VmRSS")
