"""Whole made-up disclosures in the wordings of many provinces: profile, sections and facts as their author meant them."""

from __future__ import annotations

import pytest
from marked import HERE, load

from extractor.evaluate import score_document
from extractor.pipeline import read_closely

NAMES = sorted(path.stem for path in HERE.glob("*.txt"))
TASKS = ("profile", "sections", "facts with basis")


@pytest.mark.parametrize("name", NAMES)
def test_made_up_document(name: str) -> None:
    marked = load(name)
    found = read_closely(marked.text.encode(), name=marked.name).disclosure
    scores = score_document(marked.gold, found.to_dict())
    wrong = {task: (*scores[task].missed, *scores[task].invented) for task in TASKS}
    known = {task: marked.mistakes.get(task, 0) for task in TASKS}
    assert {task: len(items) for task, items in wrong.items()} == known, wrong
    assert scores["facts"].hit >= 25  # it was read, not passed over
