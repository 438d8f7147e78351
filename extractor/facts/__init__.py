"""Prose → facts: a grammar over clauses, cues and a metric lexicon, with the section's topic as context."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.facts.document import find_facts
from extractor.facts.grammar import read_paragraph
from extractor.facts.projects import review_name
from extractor.facts.state import Claim, Context, Trouble
from extractor.records import Entity

__all__ = ["Claim", "Context", "Trouble", "facts_of_paragraph", "find_facts"]


def facts_of_paragraph(
    text: str,
    *,
    topic: str,
    year: int | None,
    entities: Sequence[Entity],
    context: Context | None = None,
) -> tuple[list[Claim], list[Trouble]]:
    """The claims of one paragraph, in reading order, and what could not be read.

    ``entities`` are the numbers and dates of the paragraph, with offsets of ``text`` itself. ``context`` is what earlier
    paragraphs of the section left behind; it is moved on.
    """
    context = context or Context()
    context.project = context.project or review_name(text)
    return read_paragraph(text, topic=topic, year=year, entities=entities, context=context)
