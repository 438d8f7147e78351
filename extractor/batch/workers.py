"""Supervised worker processes: a document that crashes, hangs or eats memory costs its worker and nothing else."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from extractor.batch.reading import Limits, Product, failure
from extractor.batch.worker import READY, Answer, Order
from extractor.problems import JuesuanError

# A fresh process now and then bounds what foreign libraries leak; at half a second a start this costs a thousandth.
DOCUMENTS_PER_WORKER = 500
# Loading modules and knowledge takes one to two seconds; fifty times that on a busy machine is still a start.
START_SECONDS = 100.0


def read_all(
    orders: Iterable[Order], dataset: Path, *, workers: int, limits: Limits
) -> Iterator[tuple[Order, Product]]:
    """Read every order into ``dataset`` with so many processes; yields each as it ends, in no set order.

    Closing the iterator stops the workers at once. Raises ``JuesuanError`` B103 where no worker can be started at all.
    """
    pending = iter(orders)
    taking, stop = threading.Lock(), threading.Event()
    ended: queue.SimpleQueue[tuple[Order, Product] | BaseException | None] = queue.SimpleQueue()
    running: set[SupervisedWorker] = set()

    def next_order() -> Order | None:
        with taking:
            return None if stop.is_set() else next(pending, None)

    def serve() -> None:
        worker: SupervisedWorker | None = None
        try:
            while (order := next_order()) is not None:
                if worker is None:
                    worker = SupervisedWorker(dataset, limits)
                    running.add(worker)
                    if stop.is_set():  # stopped while this one was starting: nobody else will end it
                        break
                ended.put((order, worker.read(order)))
                if not worker.fit:
                    running.discard(worker)
                    worker.end()
                    worker = None
        except BaseException as error:
            ended.put(error)
        finally:
            if worker is not None:
                running.discard(worker)
                worker.end()
            ended.put(None)

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(max(1, workers))]
    for thread in threads:
        thread.start()
    try:
        left = len(threads)
        while left:
            result = ended.get()
            if result is None:
                left -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result
    finally:
        stop.set()
        for worker in list(running):
            worker.kill()
        for thread in threads:
            thread.join()


class SupervisedWorker:
    """One process; ``read`` gives it a document and waits, for so long and no longer."""

    def __init__(self, dataset: Path, limits: Limits) -> None:
        self.dataset = dataset
        self.limits = limits
        self._done = 0
        self.fit = True
        boot = "import sys; sys.path[:] = sys.argv[1].split(chr(10)); from extractor.batch.worker import main; main(*sys.argv[2:])"
        # One thread a process: two workers on two cores would else fight over them in every matrix product.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [sys.executable, "-c", boot, "\n".join(sys.path), str(dataset), str(limits.timeout), str(limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, **threads},
        )
        line, _ = self._line(START_SECONDS)
        if line != READY:
            self.end()
            raise JuesuanError("B103", path=dataset, detail=f"工作进程无法启动，退出码 {self._process.returncode}")

    def read(self, order: Order) -> Product:
        assert self._process.stdin is not None
        self._done += 1
        with contextlib.suppress(OSError):  # it died between two documents; reading on tells how
            self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        line, late = self._line(self.limits.timeout)
        if line.endswith(b"\n"):
            answer = msgspec.json.decode(line, type=Answer)
            self.fit = answer.fit and self._done < DOCUMENTS_PER_WORKER
            return Product(answer.status, answer.code, answer.message, seconds=answer.seconds, memory=answer.memory)
        self.fit = False
        self.end()
        if late:
            limit = f"{self.limits.timeout:g}"
            return failure("B101", path=order.name, limit=limit, seconds=self.limits.timeout)
        return failure("B103", path=order.name, detail=_cause(self._process.returncode))

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """End the process and let go of its pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _line(self, seconds: float) -> tuple[bytes, bool]:
        """The next line, or less where the process ended first; and whether it ended because time was up."""
        assert self._process.stdout is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            return self._process.stdout.readline(), late.is_set()
        finally:
            timer.cancel()


def _cause(returncode: int | None) -> str:
    if returncode is None or returncode >= 0:
        return f"退出码 {returncode}"
    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return f"信号 {-returncode}"
