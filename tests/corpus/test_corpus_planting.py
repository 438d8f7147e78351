"""Planted errors: each is on record where it is printed, and the checks find what is planted and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bench.planted import judge, measure, planted_documents
from corpus.__main__ import main
from corpus.generator import make_document, render, truth_of
from corpus.generator.data import load
from corpus.generator.model import Document, TableBlock
from corpus.generator.planting import plant
from corpus.generator.render_text import render_text
from extractor.knowledge.checks import load_checks
from extractor.pipeline import read_closely

KINDS: dict[str, Any] = load("errors")["errors"]


def with_error(kind: str) -> Document:
    for seed in range(120):
        for of in KINDS[kind].get("kinds", ("final_account", "budget")):
            document = plant(make_document(seed, kind=of), count=1, kinds=[kind])
            if document.planted:
                return document
    raise AssertionError(f"no document among 240 has a place for {kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_planted_and_says_what_is_printed(kind: str) -> None:
    document = with_error(kind)
    (error,) = document.planted
    assert error.kind == kind
    assert error.places
    text = render_text(document).text
    for place in error.places:
        if place.where == "text":
            assert place.context + place.printed in text
            assert place.printed != place.right
        elif place.where == "form":
            (truth,) = [t.truth for t in document.tables() if t.truth.get("form") == place.form]
            rows = [row for row in truth["rows"] if (row["code"] or row["label"]) == place.row]
            assert place.printed in [
                row["cells"][place.column]["printed"] for row in rows if place.column in row["cells"]
            ]
            drawn = [placed.cell.text for t in document.tables() if t.truth is truth for placed in t.cells]
            assert place.printed in drawn
    clean = make_document(document.seed, kind=document.kind)
    assert render(clean, "html") != render(document, "html")
    assert plant(clean, count=1, kinds=[kind]) == document


def test_named_checks_are_in_the_catalogue() -> None:
    known = {entry.id for entry in load_checks().entries()}
    assert {check for entry in KINDS.values() for check in entry["checks"]} <= known


def test_the_truth_tells_the_errors_and_a_clean_document_has_none() -> None:
    document = make_document(4)
    assert "planted" not in truth_of(document, "pdf")
    planted = plant(document, count=3)
    told = truth_of(planted, "pdf")["planted"]
    assert [error["kind"] for error in told] == [error.kind for error in planted.planted]
    assert len(told) == 3
    assert all(error["checks"] and error["places"] for error in told)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="has no kind 'sum_of_all'"):
        plant(make_document(1), count=1, kinds=["sum_of_all"])


def test_a_left_out_row_leaves_a_whole_table() -> None:
    document = with_error("row_left_out")
    for block in document.blocks:
        if isinstance(block, TableBlock):
            slots = sum(placed.cell.row_span * placed.cell.col_span for placed in block.table.cells)
            assert slots == block.table.rows * block.table.cols


def test_the_checks_find_what_is_planted_and_nothing_else() -> None:
    """A slice of ``bench.planted``; the whole is 200 documents (docs/checks.md)."""
    outcomes, right, false = measure(planted_documents(8, 4), "html")
    assert false == []
    assert len(outcomes) == 32
    assert sum(outcome.found for outcome in outcomes) >= 30, [o.error for o in outcomes if not o.found]
    assert right >= 32


def test_a_false_alarm_and_a_miss_are_told() -> None:
    """The judging itself: an error that nobody planted is a false alarm, one that nobody sees is a miss."""
    clean, wrong = make_document(8), plant(make_document(8), count=1, kinds=["group_sum"])
    assert wrong.planted
    read = read_closely(render(wrong, "html"), name="a.html").disclosure
    unknowing = judge("unknowing", clean, read)
    assert unknowing.outcomes == ()
    assert unknowing.false
    blind = judge("blind", wrong, read_closely(render(clean, "html"), name="a.html").disclosure)
    assert [outcome.found for outcome in blind.outcomes] == [False]


def test_the_command_plants(tmp_path: Any) -> None:
    assert main(["make", "--seed", "3", "--format", "html", "--errors", "2", "--out", str(tmp_path)]) == 0
    assert '"planted"' in (tmp_path / "final_account-3.html.truth.json").read_text("utf-8")
