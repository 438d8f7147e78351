"""Damage changes how a document is printed and not what it says; what the reader makes of it is measured here, kind by kind."""

from __future__ import annotations

from operator import itemgetter

import pytest

from corpus.generator import make_document, render, truth_of
from corpus.generator.comparing import compare, summary
from corpus.generator.damage import damaged
from corpus.generator.data import load
from corpus.generator.families import in_one_file
from corpus.generator.render_text import render_text
from extractor.pipeline import read_closely

KINDS = load("damage")["kinds"]
STATED = itemgetter("metric", "measure", "value", "unit", "year", "basis")


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_printed_and_the_facts_stay(kind: str) -> None:
    document = make_document(6)
    hurt = damaged(document, "txt", kinds=(kind,))
    assert render_text(hurt).text != render_text(document).text
    assert hurt == damaged(document, "txt", kinds=(kind,))
    said = [[STATED(fact) for fact in truth_of(each, "txt")["facts"]] for each in (document, hurt)]
    lost = len(truth_of(hurt, "txt").get("broken", ()))
    assert (lost > 0) == (kind == "missing_digits")
    assert len(said[0]) == len(said[1]) + lost
    assert all(fact in said[0] for fact in said[1])


def test_offsets_hold_in_a_damaged_text() -> None:
    for kinds in (None, ("full_width", "chinese_counts", "page_marks", "traditional"), ("unit_once", "missing_digits")):
        document = damaged(make_document(3, kind="budget"), "txt", kinds=kinds)
        text = render_text(document).text
        for fact in truth_of(document, "txt")["facts"]:
            assert text[fact["start"] : fact["end"]] == fact["quote"]


def test_damage_that_a_format_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf can't have damage 'torn_numbers'"):
        damaged(make_document(1), "pdf", kinds=("torn_numbers",))


@pytest.mark.parametrize("kind", [*KINDS])
def test_facts_of_damaged_documents(kind: str) -> None:
    """Not one is lost or wrong, whatever befell the text; what lost its digits is named."""
    document = damaged(make_document(43), "txt", kinds=(kind,))
    read = read_closely(render_text(document).text.encode(), name="a.txt").disclosure.to_dict()
    facts = compare(truth_of(document, "txt"), read)["facts"]
    assert not facts.missed + facts.extra
    said = [problem["anchor"]["quote"] for problem in read["problems"] if problem["code"] == "F104"]
    assert sorted(said) == sorted(document.broken)


def test_a_document_in_traditional_characters_is_read_whole() -> None:
    document = damaged(make_document(6), "docx", kinds=("traditional",))
    assert "部門決算" in document.title
    read = read_closely(render(document, "docx"), name="a.docx").disclosure.to_dict()
    parts = compare(truth_of(document, "docx"), read)
    assert all(not part.missed + part.extra for part in parts.values()), summary(parts)


def test_of_two_reports_in_one_file_the_second_is_said_and_left_out() -> None:
    first = make_document(6)
    both = in_one_file(first, make_document(43, kind="budget"))
    assert len(truth_of(both, "txt")["facts"]) > len(truth_of(first, "txt")["facts"])
    read = read_closely(render(both, "txt"), name="a.txt").disclosure.to_dict()
    facts = compare(truth_of(first, "txt"), read)["facts"]
    assert not facts.missed + facts.extra
    assert "P108" in [problem["code"] for problem in read["problems"]]
