"""One document of a batch: bytes in, the document's JSON and its rows out, whatever happens on the way."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from extractor.problems import JuesuanError


class Limits(msgspec.Struct, frozen=True):
    """What one document may take: seconds, and megabytes beyond what the worker has at rest."""

    timeout: float = 120.0
    memory: int = 2048


class Product(msgspec.Struct, frozen=True):
    """How a reading ended. ``document`` and ``rows`` are empty where it failed; ``code`` then says why."""

    status: str
    code: str | None = None
    message: str | None = None
    document: bytes = b""
    rows: bytes = b""
    seconds: float = 0.0
    memory: int | None = None  # the worker's peak while it read this, KB


def failure(code: str, /, *, seconds: float = 0.0, **fields: object) -> Product:
    """A reading that ended in ``code``."""
    error = JuesuanError(code, **fields)
    return Product("failed", code, error.message().partition("] ")[2], seconds=seconds)


def read_one(data: bytes, *, name: str, limits: Limits) -> Product:
    """Read a document. Raises nothing: an error of any kind is the product's code."""
    from extractor.dataset.rows import rows_bytes
    from extractor.pipeline import read_closely

    begun = time.perf_counter()
    try:
        disclosure = read_closely(data, name=name).disclosure
        document, rows = msgspec.json.encode(disclosure), rows_bytes(disclosure)
    except JuesuanError as error:
        return Product("failed", error.code, error.message().partition("] ")[2], seconds=time.perf_counter() - begun)
    except MemoryError:
        return failure("B102", path=name, limit=limits.memory, seconds=time.perf_counter() - begun)
    except Exception as error:  # our bug, or a foreign library's: it must not end the other documents' reading
        detail = f"{type(error).__name__}: {error}"[:300]
        return failure("B104", path=name, detail=detail, seconds=time.perf_counter() - begun)
    seconds = time.perf_counter() - begun
    return Product(disclosure.status, document=document, rows=rows, seconds=seconds)


def document_path(dataset: Path, sha256: str) -> Path:
    return dataset / "documents" / sha256[:2] / f"{sha256}.json"


def rows_path(dataset: Path, sha256: str) -> Path:
    return dataset / "rows" / sha256[:2] / f"{sha256}.jsonl"


def keep(dataset: Path, sha256: str, product: Product) -> None:
    """Put a reading where the dataset looks for it, each file whole. Raises ``JuesuanError`` O101 or O102."""
    from extractor.output import write_whole

    if product.status == "failed":  # what an older version read is not what this one says
        document_path(dataset, sha256).unlink(missing_ok=True)
        rows_path(dataset, sha256).unlink(missing_ok=True)
        return
    write_whole(document_path(dataset, sha256), product.document)
    write_whole(rows_path(dataset, sha256), product.rows)
