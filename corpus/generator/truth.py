"""What a reader should find in a document, as plain JSON values in the terms of the output contract."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from corpus.generator.model import Document, FactTruth, Format, Heading, Paragraph, TableBlock
from corpus.generator.numbers import yuan_of
from corpus.generator.render_text import render_text

SCHEMA, VERSION = "juesuan/corpus-truth", "1"


def truth_of(document: Document, format: Format) -> dict[str, Any]:
    """The truth of one rendering. A text has offsets on its facts and no forms, see ``render_text``; a workbook has the forms alone."""
    text = format == "txt" and document.variant.flat_forms == "none"
    forms_alone = format == "xlsx"
    told = render_text(document).facts if format == "txt" else None
    facts = (
        [{**_fact(each.fact), "start": each.start, "end": each.end} for each in told]
        if told is not None
        else [_fact(fact) for fact in _facts(document)]
    )
    tables = list(document.tables())
    headings = [
        heading
        for heading in document.headings()
        if heading.topic is not None and not (text and heading.form) and (heading.form or not forms_alone)
    ]
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "seed": document.seed,
        "kind": document.kind,
        "format": format,
        "variant": asdict(document.variant),
        "profile": document.profile,
        "sections": [_section(heading) for heading in headings],
        "facts": [] if forms_alone else facts,
        "statements": [] if text else [table.truth for table in tables if table.kind == "statement"],
        "indicator_tables": [] if forms_alone else [table.truth for table in tables if table.kind == "indicators"],
        "projects": [] if forms_alone else list(document.projects),
        "glossary": [] if forms_alone else list(document.glossary),
        **({"broken": [] if forms_alone else list(document.broken)} if document.broken else {}),
        **({"planted": [asdict(error) for error in document.planted]} if document.planted else {}),
    }


def truth_json(document: Document, format: Format) -> str:
    return json.dumps(truth_of(document, format), ensure_ascii=False, indent=1) + "\n"


def _facts(document: Document) -> list[FactTruth]:
    facts: list[FactTruth] = []
    for block in document.blocks:
        pieces = block.pieces if isinstance(block, Paragraph) else block.body if isinstance(block, Heading) else ()
        facts += [piece.fact for piece in pieces if piece.fact is not None]
    return facts


def _fact(fact: FactTruth) -> dict[str, Any]:
    yuan = yuan_of(fact.value, fact.unit)
    return {
        "metric": fact.metric,
        "measure": fact.measure,
        "value": str(fact.value),
        "unit": fact.unit,
        "yuan": None if yuan is None else str(yuan),
        "year": fact.year,
        "base_year": fact.base_year,
        "basis": fact.basis,
        "dims": dict(fact.dims),
        "quote": fact.quote,
    }


def _section(heading: Heading) -> dict[str, Any]:
    dims = {"form": heading.form} if heading.form else {}
    return {
        "title": heading.title,
        "number": heading.number.strip("　\n") or None,
        "level": heading.level,
        "topic": heading.topic,
        "dims": dims,
    }


__all__ = ["TableBlock", "truth_json", "truth_of"]
