"""The metric model: which metric a number states, for numbers where the grammar is not sure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor.evaluate import place
from extractor.pipeline import Reading, read_closely
from extractor.records import Entity, Fact
from extractor.train import Trained
from extractor.train.examples import Annotated, Sources, generator
from extractor.train.fitting import Fitted, fit, write_card

NAME = "metric"
NONE = "none"  # the number is no fact
NGRAMS, FEATURES, STRENGTH = (2, 4), 12_000, 8.0
READ = 12  # generated documents of each kind that are read
BEFORE, AFTER = 40, 10  # characters round the number that are read
UNSURE = 0.8  # the grammar's score at which it is not sure
SURER = 0.95  # measured beside it
SURE = 0.8  # the model's probability from which on it is believed
LABELS = ("AMOUNT", "PERCENT", "COUNT", "NUMBER")


class Number(NamedTuple):
    """A number of the prose: what the model reads of it, the gold's metric, the grammar's, and whether the grammar is sure."""

    text: str
    metric: str
    ruled: str
    sure: bool
    publisher: str


def build(sources: Sources, out: Path) -> Trained:
    """Learn from generated and made-up documents, measure where the grammar is unsure in real and held-out ones. Shipped only where it gains on both."""
    taught = [*_generated(sources), *_annotated(sources.learned)]
    model = fit(
        [each.text for each in taught],
        [each.metric for each in taught],
        ngrams=NGRAMS,
        features=FEATURES,
        strength=STRENGTH,
    )
    if not sources.real:
        return Trained(NAME, len(taught), None, ())
    metrics: dict[str, Any] = {"examples": len(taught), "unsure_score": UNSURE, "sure": SURE, "surer": SURER}
    for part, documents in (("real", sources.real), ("heldout", sources.heldout)):
        metrics |= _measured(part, list(_annotated(documents)), model)
    shipped = all(metrics[f"{part}_both"] > metrics[f"{part}_rules"] for part in ("real", "heldout"))
    metrics["shipped"] = shipped
    return Trained(NAME, len(taught), shipped, write_card(NAME, out / NAME, metrics))


# --- examples ---------------------------------------------------------------------------------------------------------


def _generated(sources: Sources) -> Iterator[Number]:
    made = generator()
    for document in sources.generated(min(READ, sources.count)):
        truth = made.truth_of(document, "txt")
        reading = read_closely(made.render(document, "txt"), name="document.txt")
        # the layout drops blank lines, so that a number is found by its standing among equal quotes
        places = _standings(reading.layout.text, [(fact["quote"], fact["metric"]) for fact in truth["facts"]])
        yield from _numbers(reading, places, "generated")


def _standings(text: str, facts: Sequence[tuple[str, str]]) -> dict[int, str]:
    """Offset → metric of the facts in reading order: each is the next standing of its quote after the one before."""
    found: dict[int, str] = {}
    at = 0
    for quote, metric in facts:
        start = text.find(quote, at)
        if start >= 0:
            found[start] = metric
            at = start + len(quote)
    return found


def _annotated(documents: Iterable[Annotated]) -> Iterator[Number]:
    for document in documents:
        layout = document.reading.layout
        places: dict[int, str] = {}
        for fact in document.gold["facts"]:
            start = place(layout, fact["printed"], fact["page"], fact["nth"])
            if start is not None:
                places[start] = fact["metric"]
        yield from _numbers(document.reading, places, document.publisher)


def _numbers(reading: Reading, places: Mapping[int, str], publisher: str) -> Iterator[Number]:
    disclosure = reading.disclosure
    ruled: dict[str, Fact] = {
        fact.entity_id: fact for fact in disclosure.facts if fact.entity_id and fact.origin == "prose"
    }
    starts = [paragraph.start for paragraph in disclosure.paragraphs]
    for entity in disclosure.entities:
        if entity.label not in LABELS:
            continue
        paragraph = disclosure.paragraphs[bisect_right(starts, entity.start) - 1]
        if not paragraph.topic.startswith(("narrative", "overview", "attachments.evaluation")):
            continue
        gold = next((metric for start, metric in places.items() if entity.start <= start < entity.end), NONE)
        fact = ruled.get(entity.id)
        yield Number(
            _text(disclosure.text, entity, paragraph.topic, paragraph.start),
            gold,
            fact.metric if fact else NONE,
            fact is not None and fact.score > UNSURE,
            publisher,
        )


def _text(text: str, entity: Entity, topic: str, floor: int) -> str:
    """The words before the number and after it, the section's topic, and the kind of number; all numbers alike."""
    before = re.sub(r"\d[\d,.]*", "0", text[max(floor, entity.start - 2 * BEFORE) : entity.start])[-BEFORE:]
    return f"{topic}|{entity.label}{entity.unit or ''}|{before}#{text[entity.end : entity.end + AFTER]}"


# --- measuring --------------------------------------------------------------------------------------------------------


def _measured(part: str, numbers: Sequence[Number], model: Fitted) -> dict[str, Any]:
    unsure = [each for each in numbers if not each.sure]
    answers = model.best([each.text for each in unsure]) if unsure else []
    alone = model.best([each.text for each in numbers])
    found: dict[str, Any] = {
        f"{part}_numbers": len(numbers),
        f"{part}_unsure": len(unsure),
        f"{part}_unsure_facts": sum(each.metric != NONE for each in unsure),
        f"{part}_model_alone": _share(answer == each.metric for each, (answer, _) in zip(numbers, alone, strict=True)),
        f"{part}_rules_alone": _share(each.ruled == each.metric for each in numbers),
        f"{part}_rules": _share(each.ruled == each.metric for each in unsure),
    }
    for name, sure in (("", SURE), ("_surer", SURER)):
        helped = [
            answer if score >= sure else each.ruled for each, (answer, score) in zip(unsure, answers, strict=True)
        ]
        pairs = list(zip(unsure, helped, strict=True))
        found |= {
            f"{part}_both{name}": _share(answer == each.metric for each, answer in pairs),
            f"{part}_mended{name}": sum(each.ruled != each.metric == answer for each, answer in pairs),
            f"{part}_spoilt{name}": sum(each.ruled == each.metric != answer for each, answer in pairs),
        }
    return found


def _share(rights: Iterable[bool]) -> float:
    counted = list(rights)
    return round(sum(counted) / len(counted), 3) if counted else 0.0
