"""Two passes over the same document by different annotators: how far they agree, and where not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from extractor.evaluate import Case, Score, add, score_named

TASKS = ("facts", "facts with year and dims", "facts with basis")


class Agreement(NamedTuple):
    """``scores``: F1 of facts between the passes, by how much of a fact is compared. ``cases``: only the first pass has it (missed), only the second (invented)."""

    document: str
    scores: dict[str, Score]
    cases: tuple[Case, ...]


def agreement(first: Mapping[str, Any], second: Mapping[str, Any]) -> Agreement:
    """The agreement of two records with ``document`` and ``facts``. Raises ``ValueError`` where they are of different documents."""
    named, other = first["document"], second["document"]
    if named["sha256"] != other["sha256"]:
        raise ValueError(f"{named['name']} and {other['name']} are different files")
    scored = score_named(named["name"], {"facts": first["facts"]}, {"facts": second["facts"], "entities": []})
    return Agreement(
        named["name"],
        {task: scored.scores[task] for task in TASKS},
        tuple(case for case in scored.cases if case.task == TASKS[-1]),
    )


def agreements(first: Path, second: Path) -> list[Agreement]:
    """The agreement of every document that has a file of the same name in both folders."""
    return [
        agreement(json.loads((first / path.name).read_text("utf-8")), json.loads(path.read_text("utf-8")))
        for path in sorted(second.glob("*.json"))
        if (first / path.name).is_file()
    ]


def overall(found: list[Agreement]) -> dict[str, Score]:
    return {task: add([each.scores[task] for each in found]) for task in TASKS}
