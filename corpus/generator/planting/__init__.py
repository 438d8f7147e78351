"""Known errors put into a clean document, each on record: what is wrong, where, what was right, which check has to say so.

The catalogue is ``data/errors.yaml``; the operations that it may name are a closed set (``prose.py``, ``tables.py``, ``whole.py``). A planted document
says of itself what it prints: its facts and cells are those of the wrong numbers, and ``Document.planted`` tells the errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from corpus.generator.data import load
from corpus.generator.model import Document, PlantedError
from corpus.generator.planting import prose, tables, whole
from corpus.generator.planting.draft import Change, Draft, UnplantableError

Operation = Callable[[Draft, dict[str, Any], Random], Change]
OPERATIONS: dict[str, Operation] = {**prose.OPERATIONS, **tables.OPERATIONS, **whole.OPERATIONS}


def plant(document: Document, *, count: int, kinds: Iterable[str] | None = None) -> Document:
    """The document with ``count`` errors (fewer where it has no room for so many), determined by its seed.

    ``kinds`` are entries of the catalogue, tried in their order; without them all are tried, in an order drawn. No two errors touch the same
    number. Raises ``ValueError`` for a kind that is not in the catalogue.
    """
    catalogue: dict[str, dict[str, Any]] = load("errors")["errors"]
    rng = Random(f"juesuan-errors-{document.kind}-{document.seed}")
    wanted = rng.sample(list(catalogue), len(catalogue)) if kinds is None else list(kinds)
    unknown = [kind for kind in wanted if kind not in catalogue]
    if unknown:
        raise ValueError(f"errors.yaml has no kind {unknown[0]!r}; it has {', '.join(catalogue)}")
    draft = Draft(document)
    planted: list[PlantedError] = []
    for kind in wanted:
        entry = catalogue[kind]
        if len(planted) == count:
            break
        if document.kind not in entry.get("kinds", (document.kind,)) or any(each.kind == kind for each in planted):
            continue
        try:
            change = OPERATIONS[entry["do"]](draft, entry, rng)
        except UnplantableError:
            continue
        planted.append(PlantedError(kind, entry["words"], tuple(entry["checks"]), entry["cause"], change.places))
    return draft.document_with(planted)
