"""Places whose code changed: which place of today an old code stands for, by ``data/region_changes.csv``.

An old place goes on in a new one where its government does: 安县 → 安州区 (``whole``), also where villages went to a neighbour
(``reduced``), or where only the name changed (``renamed``, the code stays). Of a place that was ``merged`` with others or
``divided`` among others no one place of today is the same; its bodies are linked with nobody's.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from extractor.knowledge.loading import convert, load_csv
from extractor.problems import KnowledgeError

FILE = "region_changes.csv"
CONTINUING = ("whole", "reduced", "renamed")


class RegionChange(msgspec.Struct, frozen=True):
    """A row: the place ``code`` was called ``name`` until ``year``, the year of the change. ``successors`` are codes, that of
    the seat of the old government first."""

    code: str
    name: str
    year: int
    kind: Literal["whole", "reduced", "renamed", "merged", "divided"]
    successors: tuple[str, ...]


@cache
def region_changes() -> tuple[RegionChange, ...]:
    """All changes, by code. Raises ``KnowledgeError`` for a row that contradicts its kind or goes round in a circle."""
    rows = load_csv(FILE, ("code", "name", "year", "kind", "successors"))
    plain = [{**row, "year": int(row["year"]), "successors": tuple(row["successors"].split())} for row in rows]
    changes = convert(FILE, plain, tuple[RegionChange, ...])
    for change in changes:
        if not change.successors or (change.kind == "renamed") != (change.code in change.successors):
            raise KnowledgeError(
                FILE, f"{change.code} {change.name}", f"{change.kind} with successors {change.successors}"
            )
    taken: dict[str, str] = {}
    for change in changes:
        if change.kind in ("whole", "reduced") and taken.setdefault(change.successors[0], change.code) != change.code:
            detail = f"{change.successors[0]} goes on from {taken[change.successors[0]]} too: both are merged"
            raise KnowledgeError(FILE, f"{change.code} {change.name}", detail)
    return changes


def current_code(code: str) -> str:
    """The code under which the place goes on today; its own where it did not change or nothing goes on."""
    seen = {code}
    while (change := _moves().get(code)) is not None:
        code = change.successors[0]
        if code in seen:
            raise KnowledgeError(FILE, code, "successors go round in a circle")
        seen.add(code)
    return code


def breaks() -> tuple[RegionChange, ...]:
    """The changes over which no body is linked."""
    return tuple(change for change in region_changes() if change.kind not in CONTINUING)


@cache
def former_names() -> dict[str, tuple[tuple[str, int], ...]]:
    """Names given up whose code stayed → (code, last year)."""
    names: dict[str, tuple[tuple[str, int], ...]] = {}
    for change in region_changes():
        if change.kind == "renamed":
            names[change.name] = (*names.get(change.name, ()), (change.code, change.year))
    return names


@cache
def _moves() -> dict[str, RegionChange]:
    return {change.code: change for change in region_changes() if change.kind in ("whole", "reduced")}
