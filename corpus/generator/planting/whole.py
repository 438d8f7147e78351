"""Errors of the document as such: what is not there."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from corpus.generator.model import Heading, PageBreak, PlantedPlace
from corpus.generator.planting.draft import Change, Draft, UnplantableError


def form_missing(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A form is left out: heading, unit, table and note."""
    found = [
        (number, block)
        for number, block in enumerate(draft.blocks)
        if isinstance(block, Heading) and block.form in entry["forms"] and ("form", block.form) not in draft.taken
    ]
    if not found:
        raise UnplantableError("form_missing")
    start, heading = rng.choice(found)
    end = start + 1
    while end < len(draft.blocks) and not isinstance(draft.blocks[end], (Heading, PageBreak)):
        end += 1
    draft.removed.update(range(start, end))
    assert heading.form is not None
    draft.taken.add(("form", heading.form))
    return Change((PlantedPlace("document", "", heading.title, form=heading.form),))


OPERATIONS: dict[str, Callable[[Draft, dict[str, Any], Random], Change]] = {"form_missing": form_missing}
