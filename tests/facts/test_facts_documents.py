"""Facts of whole real documents against gold figures read by hand (no prose in the files)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from extractor.pipeline import read
from extractor.records import Disclosure, Fact

HERE = Path(__file__).parent
DOCUMENTS = {
    "seed": "seeds/wusheng-police-2020-final.txt",
    "finance-2024": "corpus/sh-putuo-finance-2024-final.pdf",
    "congress-2019": "corpus/js-congress-2019-budget-narrative.pdf",
    "welfare-2024": "corpus/sh-putuo-welfare-2024-budget.pdf",
    "wanli-2024": "corpus/sh-putuo-wanli-2024-budget.pdf",
}
COLUMNS = ("metric", "measure", "value", "unit", "year", "base_year", "basis", "dims")


def rows_of(disclosure: Disclosure) -> list[tuple[str, ...]]:
    """The prose facts as gold rows; projects are numbered by first appearance, function names left to their codes."""
    projects: dict[str, int] = {}

    def dims_of(fact: Fact) -> str:
        said = {key: value for key, value in fact.dims.items() if value and key != "function_name"}
        if "project" in said:
            said["project"] = str(projects.setdefault(said["project"], len(projects) + 1))
        return ";".join(f"{key}={said[key]}" for key in sorted(said))

    return [
        (
            fact.metric,
            fact.measure,
            f"{fact.value:f}",
            fact.unit or "",
            str(fact.year or ""),
            str(fact.base_year or ""),
            fact.basis or "",
            dims_of(fact),
        )
        for fact in disclosure.facts
        if fact.origin == "prose"
    ]


def gold_of(name: str) -> list[tuple[str, ...]]:
    with (HERE / f"gold_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row[column] for column in COLUMNS) for row in csv.DictReader(file)]


@pytest.mark.shared
@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_facts(name: str, shared: Path) -> None:
    found, gold = Counter(rows_of(read(shared / DOCUMENTS[name]))), Counter(gold_of(name))
    common = sum((found & gold).values())
    precision, recall = common / sum(found.values()), common / sum(gold.values())
    missing, extra = sorted((gold - found).elements()), sorted((found - gold).elements())
    # the bar of the facts: whole rows with year, base and dims
    assert min(precision, recall) >= 0.97, f"P {precision:.3f} R {recall:.3f}\nmissing {missing}\nextra {extra}"


@pytest.mark.shared
def test_seed_reviews(shared: Path) -> None:
    reviews = read(shared / DOCUMENTS["seed"]).projects
    assert [str(review.budget) for review in reviews] == ["319.67", "127", "74.5", "11.9", "26.88"]
    assert [review.executed for review in reviews] == [review.budget for review in reviews]
    assert [len(review.problems) for review in reviews] == [2, 2, 0, 2, 0]
    assert [len(review.improvements) for review in reviews] == [2, 2, 0, 2, 0]
    assert all(review.effects for review in reviews)
