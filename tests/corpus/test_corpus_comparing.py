"""Comparing a reader's JSON with the truth: what is right counts once, what is wrong is missed and extra."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from corpus.generator import make_document, truth_of
from corpus.generator.comparing import compare, summary


@pytest.fixture
def truth() -> dict[str, Any]:
    return truth_of(make_document(2), "pdf")


def as_read(truth: dict[str, Any]) -> dict[str, Any]:
    """A disclosure that says exactly what the truth says."""
    read = copy.deepcopy(truth)
    for fact in read["facts"]:
        fact["origin"] = "prose"
    return read


def test_a_perfect_reader_has_everything(truth: dict[str, Any]) -> None:
    parts = compare(truth, as_read(truth))
    assert all(not part.missed and not part.extra for part in parts.values()), summary(parts)
    assert parts["facts"].right == len(truth["facts"]) > 40
    assert parts["cells"].right > 200
    assert parts["facts"].recall == parts["facts"].precision == 1.0


def test_a_wrong_sign_is_missed_and_extra(truth: dict[str, Any]) -> None:
    read = as_read(truth)
    changed = next(fact for fact in read["facts"] if fact["measure"] == "change_rate")
    changed["value"] = changed["value"][1:] if changed["value"].startswith("-") else f"-{changed['value']}"
    part = compare(truth, read)["facts"]
    assert (len(part.missed), len(part.extra)) == (1, 1)
    assert part.right == len(truth["facts"]) - 1


def test_unknowns_of_the_truth_are_not_held_against_the_reader(truth: dict[str, Any]) -> None:
    read = as_read(truth)
    for fact in read["facts"]:
        if fact["measure"] == "change" and fact["basis"] is None:
            fact["basis"] = "actual"
    assert not compare(truth, read)["facts"].missed


def test_a_lost_cell_a_shifted_column_and_a_wrong_topic_are_told(truth: dict[str, Any]) -> None:
    read = as_read(truth)
    cells = next(row["cells"] for row in read["statements"][1]["rows"] if len(row["cells"]) > 1)
    name = next(iter(cells))
    cells["other_column"] = cells.pop(name)
    read["sections"][3]["topic"] = "other"
    parts = compare(truth, read)
    assert len(parts["cells"].missed) == len(parts["cells"].extra) == 1
    assert len(parts["sections"].missed) == 1
    assert not parts["sections"].extra  # more sections than the truth lists are no fault


def test_facts_of_cells_do_not_count_as_prose(truth: dict[str, Any]) -> None:
    read = as_read(truth)
    for fact in read["facts"]:
        fact["origin"] = "cell"
    assert compare(truth, read)["facts"].right == 0
