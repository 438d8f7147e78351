"""Errors of the document as such: what is not there, and whose year it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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


def heading_year(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A heading names the year before, as copied from last year's report."""
    year = draft.document.year
    found = [
        (number, block)
        for number, block in enumerate(draft.blocks)
        if isinstance(block, Heading) and block.topic in entry["topics"] and block.title.startswith(f"{year}年")
    ]
    if not found:
        raise UnplantableError(entry["do"])
    number, heading = rng.choice(found)
    wrong = heading.title.replace(f"{year}年", f"{year - 1}年", 1)
    draft.blocks[number] = replace(heading, title=wrong)
    return Change((PlantedPlace("text", wrong, heading.title, context=heading.number),))


OPERATIONS: dict[str, Callable[[Draft, dict[str, Any], Random], Change]] = {
    "form_missing": form_missing,
    "heading_year": heading_year,
}
