"""Damage changes how a document is printed and not what it says; what the reader makes of it is measured here, kind by kind."""

from __future__ import annotations

import pytest

from corpus.generator import make_document, truth_of
from corpus.generator.comparing import compare
from corpus.generator.damage import damaged
from corpus.generator.data import load
from corpus.generator.render_text import render_text
from extractor.pipeline import read_closely

KINDS = load("damage")["kinds"]


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_printed_and_the_facts_stay(kind: str) -> None:
    document = make_document(6)
    hurt = damaged(document, "txt", kinds=(kind,))
    assert render_text(hurt).text != render_text(document).text
    assert hurt == damaged(document, "txt", kinds=(kind,))
    said = [[fact["quote"] for fact in truth_of(each, "txt")["facts"]] for each in (document, hurt)]
    assert said[0] == said[1]


def test_offsets_hold_in_a_damaged_text() -> None:
    for seed in range(4):
        document = damaged(make_document(seed, kind="budget"), "txt")
        text = render_text(document).text
        for fact in truth_of(document, "txt")["facts"]:
            assert text[fact["start"] : fact["end"]] == fact["quote"]


def test_damage_that_a_format_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf can't have damage 'page_marks'"):
        damaged(make_document(1), "pdf", kinds=("page_marks",))


@pytest.mark.parametrize(
    ("kind", "least"), [("glued_pages", 1.0), ("half_width", 1.0), ("metadata", 1.0), ("page_marks", 0.93)]
)
def test_facts_of_damaged_documents(kind: str, least: float) -> None:
    """Floors of 2026-11-29: page numbers inside a sentence of a plain text still cost facts (docs/accuracy.md)."""
    document = damaged(make_document(43), "txt", kinds=(kind,))
    read = read_closely(render_text(document).text.encode(), name="a.txt").disclosure.to_dict()
    assert compare(truth_of(document, "txt"), read)["facts"].recall >= least
