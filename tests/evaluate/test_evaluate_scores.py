"""Scores, places and the comparison of two runs on the smallest gold that shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.evaluate import as_record, compared, evaluate, misplaced, place, score_document
from extractor.evaluate.items import column_sums
from extractor.pipeline import read_closely

TEXT = "第一部分 决算情况说明\n一、收入支出决算总体情况说明\n2023年收、支总计各12.50万元，其中12.5万元为上年112.50万元以外的部分，共12.50万元。\n"


def fact(**changes: Any) -> dict[str, Any]:
    stated = {"metric": "expenditure.total", "measure": "actual", "value": "5", "unit": "万元", "year": 2023}
    return {**stated, "base_year": None, "basis": None, "dims": {}, **changes}


def score(gold: dict[str, Any], found: dict[str, Any], task: str) -> tuple[int, int, int]:
    each = score_document({"facts": [gold]}, {"facts": [found]})[task]
    return each.hit, len(each.missed), len(each.invented)


def test_a_fact_is_right_by_value_and_wrong_by_year_dims_and_basis() -> None:
    assert score(fact(), fact(value="5.00"), "facts") == (1, 0, 0)
    assert score(fact(), fact(value="5.01"), "facts") == (0, 1, 1)
    assert score(fact(), fact(year=2022), "facts") == (1, 0, 0)
    assert score(fact(), fact(year=2022), "facts with year and dims") == (0, 1, 1)
    assert score(fact(), fact(dims={"function": "201"}), "facts with year and dims") == (0, 1, 1)
    assert score(fact(), fact(basis="budget"), "facts with year and dims") == (1, 0, 0)
    assert score(fact(), fact(basis="budget"), "facts with basis") == (0, 1, 1)


def test_a_change_of_nothing_needs_no_unit() -> None:
    assert score(fact(measure="change", value="0", unit=None), fact(measure="change", value="0"), "facts") == (1, 0, 0)
    assert score(fact(value="0", unit=None), fact(value="0"), "facts") == (0, 1, 1)


def test_forms_are_held_to_the_sums_and_counts_of_their_columns() -> None:
    def form(*values: str | None) -> dict[str, Any]:
        rows = [{"label": "x", "code": None, "cells": {"amount": {"value": value}}} for value in values]
        return {"form": "final.basic", "empty": False, "rows": rows}

    assert column_sums(form("1.50", None, "2")) == {"amount": ("3.50", 2)}
    gold = {"statements": [{"form": "final.basic", "empty": False, "rows": 3, "sums": {"amount": ["3.5", 2]}}]}
    right = score_document(gold, {"statements": [form("1.50", None, "2")]})["cell sums"]
    lost = score_document(gold, {"statements": [form("3.50")]})["cell sums"]
    assert (right.f1, lost.f1) == (1.0, 0.0)


def test_a_number_is_found_by_print_page_and_rank_and_never_within_a_longer_one() -> None:
    layout = read_closely(TEXT.encode(), name="a.txt").layout
    first, second = place(layout, "12.50", None, 1), place(layout, "12.50", None, 2)
    assert first is not None
    assert second is not None
    assert layout.text[first - 1] == "各"
    assert layout.text[second - 1] == "共"
    assert place(layout, "12.50", None, 3) is None
    assert place(layout, "12.5", None, 2) is None
    spaced = read_closely("2023年支出12.50 万元，共12.50万元。\n".encode(), name="a.txt").layout
    assert [place(spaced, "12.50万元", None, rank) for rank in (1, 2, 3)] == [7, 17, None]
    gold = {"facts": [fact(printed="12.50", page=None, nth=2), fact(printed="12.50", page=None, nth=3)]}
    assert len(misplaced(gold, layout)) == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    gold = {"document": {"name": "a.txt"}, "profile": {"fiscal_year": 2023}, "facts": [fact()]}
    (tmp_path / "a.json").write_text(json.dumps(gold), "utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"document": {"name": "b.txt"}, "facts": []}), "utf-8")
    return tmp_path


def test_documents_that_are_not_at_hand_are_named(folder: Path) -> None:
    evaluation = evaluate(folder)
    assert [document.name for document in evaluation.documents] == ["a.txt"]
    assert evaluation.absent == ("b.txt",)
    assert evaluation.totals()["facts"].recall == 0
    assert any(case.kind == "missed" and case.item[0] == "expenditure.total" for case in evaluation.documents[0].cases)


def test_two_runs_compared() -> None:
    def run(f1: float) -> dict[str, Any]:
        return {"total": {"facts": {"f1": f1}}, "documents": {"a": {"scores": {"facts": {"f1": f1}}}}}

    assert compared(run(0.9), run(0.9)) == []
    assert [(change.where, change.after) for change in compared(run(0.9), run(0.8))] == [("total", 0.8), ("a", 0.8)]


def test_the_command_fails_on_a_drop(folder: Path) -> None:
    run = CliRunner().invoke(app, ["evaluate", str(folder), "--json", str(folder / "old.run")])
    assert run.exit_code == 0, run.output
    record = json.loads((folder / "old.run").read_text("utf-8"))
    assert record == json.loads(json.dumps(as_record(evaluate(folder))))
    same = CliRunner().invoke(app, ["evaluate", str(folder), "--compare", str(folder / "old.run")])
    assert same.exit_code == 0, same.output
    record["total"]["facts"]["f1"] = 0.5
    (folder / "old.run").write_text(json.dumps(record), "utf-8")
    worse = CliRunner().invoke(app, ["evaluate", str(folder), "--compare", str(folder / "old.run")])
    assert worse.exit_code == 1
    assert "-0.5000" in worse.output


def test_the_command_says_when_nothing_can_be_compared(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["evaluate", str(tmp_path)]).exit_code == 2
