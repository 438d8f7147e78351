"""The same batch on a dask.distributed cluster (extra ``cluster``).

Each cluster worker keeps one supervised reading process a thread, just as a local run does, so that a poison document ends
with the same code and takes no cluster worker along. Bytes go out with the task and come back with its result: the cluster
needs no shared disk. A cluster worker that dies has its tasks done by another; the ledger stays with the driver.
"""

from __future__ import annotations

import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from extractor.batch.reading import Limits, Product, document_path, failure, keep, rows_path
from extractor.batch.worker import Order
from extractor.batch.workers import SupervisedWorker
from extractor.dataset import needed
from extractor.problems import JuesuanError

# Tasks handed out beyond what is being read: enough that no worker waits for the driver, few enough to hold in memory.
AHEAD = 2
CONNECT_SECONDS = 10.0
_held = threading.local()


def read_on_cluster(
    orders: Iterable[Order], dataset: Path, *, scheduler: str, limits: Limits
) -> Iterator[tuple[Order, Product]]:
    """Read every order on the cluster at ``scheduler``; yields each as it ends, its files already kept in ``dataset``.

    Workers may join and leave meanwhile. Raises ``JuesuanError`` D101 (extra missing) or B108 (no such scheduler).
    """
    distributed = needed("distributed", what="集群", package="dask.distributed", extra="cluster")
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise JuesuanError("B108", address=scheduler, detail=error) from error
    pending = iter(orders)
    with client:
        finished = distributed.as_completed([], loop=client.loop)
        sent: dict[Any, Order] = {}
        while True:
            room = max(2, AHEAD * sum(client.nthreads().values()))
            while len(sent) < room and (order := next(pending, None)) is not None:
                data = _bytes_of(order)
                if isinstance(data, Product):
                    yield order, data
                    continue
                with warnings.catch_warnings():  # a document goes with its task, large or not
                    warnings.filterwarnings("ignore", message="Sending large graph")
                    future = client.submit(
                        read_remotely,
                        data,
                        order.name,
                        order.sha256,
                        limits.timeout,
                        limits.memory,
                        key=f"juesuan-{order.sha256}",
                    )
                sent[future] = order
                finished.add(future)
            if not sent:
                return
            future = next(finished)
            order = sent.pop(future)
            product = _result(future, order)
            keep(dataset, order.sha256, product)
            yield order, msgspec.structs.replace(product, document=b"", rows=b"")


def read_remotely(data: bytes, name: str, sha256: str, timeout: float, memory: int) -> Product:
    """What a cluster worker does: one document by this thread's supervised process."""
    with tempfile.TemporaryDirectory(prefix="juesuan-") as folder:
        location = Path(folder) / "input"
        location.write_bytes(data)
        worker = _worker(Limits(timeout, memory))
        product = worker.read(Order(str(location), name, sha256))
        if not worker.fit:
            worker.end()
            _held.worker = None
        if product.status == "failed":
            return product
        document, rows = document_path(worker.dataset, sha256), rows_path(worker.dataset, sha256)
        product = msgspec.structs.replace(product, document=document.read_bytes(), rows=rows.read_bytes())
        document.unlink()
        rows.unlink()
        return product


def _worker(limits: Limits) -> SupervisedWorker:
    worker: SupervisedWorker | None = getattr(_held, "worker", None)
    if worker is None or worker.limits != limits:
        if worker is not None:
            worker.end()
        if getattr(_held, "folder", None) is None:
            _held.folder = tempfile.TemporaryDirectory(prefix="juesuan-worker-")
        worker = _held.worker = SupervisedWorker(Path(_held.folder.name), limits)
    return worker


def _bytes_of(order: Order) -> bytes | Product:
    try:
        return Path(order.location).read_bytes()
    except OSError as error:
        return failure("I116", path=order.name, detail=error.strerror or error)


def _result(future: Any, order: Order) -> Product:
    """What came of a task; the cluster giving up on it (its workers died again and again) is the document's failure."""
    error = future.exception()
    if error is None:
        product: Product = future.result()
        return product
    if isinstance(error, JuesuanError):
        raise error
    return failure("B103", path=order.name, detail=f"{type(error).__name__}: {error}"[:300])
