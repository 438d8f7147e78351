"""The same document as DOCX, PDF and HTML gives the same facts, forms, indicators; and what it gives is the truth."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema
import pytest

from corpus.generator import make_document, render, truth_of
from extractor.evaluate import score_document
from extractor.pipeline import read_closely
from extractor.schema import json_schema

SEEDS = [("final_account", 11), ("budget", 12)]
PARTS = ("facts", "statements", "indicator_tables", "glossary", "projects", "profile")


@cache
def read(kind: str, seed: int, form: str) -> dict[str, Any]:
    document = make_document(seed, kind=kind)  # type: ignore[arg-type]
    data = render(document, form)  # type: ignore[arg-type]
    return read_closely(data, name=f"document.{form}").disclosure.to_dict()


@pytest.mark.parametrize(("kind", "seed"), SEEDS)
@pytest.mark.parametrize("form", ["docx", "html"])
def test_every_format_gives_what_the_pdf_gives(kind: str, seed: int, form: str) -> None:
    as_gold = {part: read(kind, seed, "pdf")[part] for part in PARTS}
    scores = score_document(as_gold, read(kind, seed, form))
    differing = {name: (score.missed[:3], score.invented[:3]) for name, score in scores.items() if score.f1 < 1}
    assert differing == {}
    truth = truth_of(make_document(seed, kind=kind), "pdf")  # type: ignore[arg-type]
    assert scores["facts"].hit >= 0.9 * len(truth["facts"]) > 30
    assert scores["cells"].hit > 100


@pytest.mark.parametrize(("kind", "seed"), SEEDS)
@pytest.mark.parametrize("form", ["pdf", "docx", "html", "txt"])
def test_what_is_read_is_the_truth(kind: str, seed: int, form: str) -> None:
    """The floors are those of 28 generated documents on 2026-11-24, less a little; forms, cells and profile have no slack."""
    truth = truth_of(make_document(seed, kind=kind), form)  # type: ignore[arg-type]
    scores = score_document(truth, read(kind, seed, form))
    for task in (
        "profile",
        "forms",
        *(["cells"] if form != "txt" else []),
        "glossary",
    ):  # text has no forms, and no cells
        assert (task, scores[task].missed, scores[task].invented) == (task, (), ())
    assert scores["facts"].f1 >= 0.95
    assert scores["facts with year and dims"].f1 >= 0.93
    assert scores["sections"].recall >= 0.98


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_the_output_fits_the_published_schema_and_every_anchor_quotes_the_text(form: str) -> None:
    found = read("final_account", 11, form)
    jsonschema.validate(found, json_schema())
    anchors: list[dict[str, Any]] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if "quote" in value and "start" in value:
                anchors.append(value)
            for part in value.values():
                collect(part)
        elif isinstance(value, list):
            for part in value:
                collect(part)

    collect(found)
    assert len(anchors) > 300
    for anchor in anchors:
        assert found["text"][anchor["start"] : anchor["end"]] == anchor["quote"]
        assert (anchor["page"] is None) == (form == "txt") or anchor["quote"] == ""
