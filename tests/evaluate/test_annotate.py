"""Facts go to Label Studio and spaCy and come back the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.tokens import DocBin

from extractor.evaluate.annotate import from_docbin, from_label_studio, to_label_studio
from extractor.language import to_docbin
from extractor.pipeline import read
from extractor.records import Disclosure

HELD_OUT = Path(__file__).resolve().parents[2] / "annotations" / "heldout"


@pytest.fixture(scope="module")
def disclosure() -> Disclosure:
    return read(HELD_OUT / "made-up-forestry-2021-final.txt")


def expected(disclosure: Disclosure) -> list[tuple[str, str, int, int]]:
    facts = [fact for fact in disclosure.facts if fact.origin == "prose"]
    return sorted((fact.metric, f"{fact.value:f}", fact.anchor.start, fact.anchor.end) for fact in facts)


def test_label_studio_round_trip(disclosure: Disclosure) -> None:
    task = json.loads(json.dumps(to_label_studio(disclosure)))
    facts = from_label_studio(task)
    assert len(facts) > 30
    assert sorted((f["metric"], f["value"], f["start"], f["end"]) for f in facts) == expected(disclosure)


def test_a_persons_annotation_goes_before_the_prediction(disclosure: Disclosure) -> None:
    task = to_label_studio(disclosure)
    task["annotations"] = [{"result": task["predictions"][0]["result"][:1]}]
    assert len(from_label_studio(task)) == 1


def test_a_region_that_does_not_quote_the_text_is_refused(disclosure: Disclosure) -> None:
    task = to_label_studio(disclosure)
    task["predictions"][0]["result"][0]["value"]["start"] += 1
    with pytest.raises(ValueError, match="the text has"):
        from_label_studio(task)


def test_docbin_round_trip(disclosure: Disclosure) -> None:
    packed = DocBin().from_bytes(to_docbin([disclosure]).to_bytes())
    ((text, facts),) = from_docbin(packed)
    assert text == disclosure.text
    assert sorted((f["metric"], f["value"], f["start"], f["end"]) for f in facts) == expected(disclosure)
