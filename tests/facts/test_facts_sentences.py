"""Sentence families with inline gold: metric, measure, value, and year, base, basis and dims."""

from __future__ import annotations

from typing import Any

import pytest
from facts_helpers import load_cases, read_case, whole

CASES = [
    case
    for name in (
        "sentences_held.yaml",
        "sentences_dev.yaml",
        "sentences_held2.yaml",
        "sentences_held3.yaml",
        "sentences_held4.yaml",
        "sentences_held5.yaml",
        "sentences_held6.yaml",
        "sentences_publishers.yaml",
        "sentences_provinces.yaml",
        "sentences_mechanisms.yaml",
        "sentences_budgets.yaml",
        "sentences_strangers.yaml",
    )
    for case in load_cases(name)
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sentence(case: dict[str, Any]) -> None:
    assert sorted(read_case(case)) == sorted(whole(line) for line in case["facts"] or [])
