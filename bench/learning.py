"""``python -m bench.learning --documents ../shared``: learning curve of the topic model and ablation of the fact road, as numbers and pictures.

Learning curve: the topic model from more and more generated documents, on real sections, held-out made-up ones and held-out phrases, titles hidden.
Ablation: the grammar with no topic for any paragraph; with the sections' topics by rules; with the models. The same documents, entities and
forms each time; only what paragraphs are said to be about changes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from bench.pictures import bars, lines
from corpus.generator import make_document, render, truth_of
from extractor.entities import find_entities
from extractor.evaluate import Score, add, score_document
from extractor.facts import find_facts
from extractor.pipeline import Reading, read_closely
from extractor.sections import find_sections
from extractor.train import topics
from extractor.train.examples import Sources

ROOT = Path(__file__).resolve().parent.parent
COUNTS = (0, 1, 2, 5, 10, 20, 40, 60)
TASKS = ("facts", "facts with year and dims")
STEPS = ("grammar alone", "+ section context", "+ models")
GENERATED = range(700, 706)  # seeds of the ablation's generated documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    sources = Sources(annotations=ROOT / "annotations", documents=options.documents)
    curve, ablation = learning_curve(sources), ablate(sources)
    options.out.mkdir(parents=True, exist_ok=True)
    record = {"learning_curve": curve, "ablation": ablation}
    (options.out / "learning.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    draw(record, options.out)
    print(json.dumps(record, ensure_ascii=False, indent=1))


def draw(record: dict[str, Any], out: Path) -> None:
    curve = {name: [tuple(point) for point in series] for name, series in record["learning_curve"].items()}
    picture = lines(
        "Topic model: share of sections right, titles hidden", "generated documents of each kind", curve, low=0.3
    )
    (out / "learning-curve.svg").write_text(picture, "utf-8")
    for task in TASKS:
        groups = {part: steps[task] for part, steps in record["ablation"].items()}
        name = "ablation.svg" if task == TASKS[0] else "ablation-with-dims.svg"
        (out / name).write_text(bars(f"F1 of {task}", groups, low=0.5), "utf-8")


# --- learning curve ---------------------------------------------------------------------------------------------------


def learning_curve(sources: Sources) -> dict[str, list[tuple[int, float]]]:
    """Share right by number of generated documents of each kind; phrases of our own and ``annotations/dev`` are learned from throughout."""
    real = list(topics.annotated(sources.real, twice=False))
    heldout = list(topics.annotated(sources.heldout, twice=False))
    unheard = list(topics.generated(sources, style="heldout", count=10))
    parts = {"real documents": real, "held-out made-up": heldout, "generated, held-out phrases": unheard}
    base = [*topics.phrased(), *topics.annotated(sources.learned)]
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in parts}
    for count in COUNTS:
        model = topics.fitted([*base, *topics.generated(sources, count=count)])
        for name, tests in parts.items():
            texts = [topics.text_of(example, title=False) for example in tests]
            best = model.best(texts, parts=[example.part for example in tests])
            rights = [answer == example.topic for example, (answer, _) in zip(tests, best, strict=True)]
            found[name].append((count, round(sum(rights) / len(rights), 3)))
    return found


# --- ablation ---------------------------------------------------------------------------------------------------------


def ablate(sources: Sources) -> dict[str, dict[str, dict[str, float]]]:
    """F1 by kind of document, task and step."""
    parts: dict[str, Iterator[tuple[dict[str, Any], Reading]]] = {
        "real (tuned on)": ((each.gold, each.reading) for each in sources.real),
        "made-up (tuned on)": ((each.gold, each.reading) for each in sources.learned),
        "made-up, held out": ((each.gold, each.reading) for each in sources.heldout),
        "generated, held out": _generated(),
    }
    found: dict[str, dict[str, dict[str, float]]] = {}
    for part, documents in parts.items():
        scores: dict[str, dict[str, list[Score]]] = {task: {step: [] for step in STEPS} for task in TASKS}
        for gold, reading in documents:
            for step in STEPS:
                scored = score_document({**_facts_only(gold)}, {"facts": _facts(reading, step), "entities": []})
                for task in TASKS:
                    scores[task][step].append(scored[task])
        found[part] = {
            task: {step: round(add(each).f1, 3) for step, each in steps.items()} for task, steps in scores.items()
        }
    return found


def _generated() -> Iterator[tuple[dict[str, Any], Reading]]:
    for seed in GENERATED:
        for kind in ("final_account", "budget"):
            document = make_document(seed, kind=kind, style="heldout")  # type: ignore[arg-type]
            yield truth_of(document, "docx"), read_closely(render(document, "docx"), name="document.docx")


def _facts_only(gold: dict[str, Any]) -> dict[str, Any]:
    return {key: gold[key] for key in ("facts", "variant") if key in gold}


def _facts(reading: Reading, step: str) -> Sequence[dict[str, Any]]:
    """The prose facts of a document as the road finds them, with less known of its sections."""
    layout, disclosure = reading.layout, reading.disclosure
    with patch("extractor.sections.topics.load_topic_model", return_value=None) if step != STEPS[2] else nullcontext():
        tree = find_sections(layout)
    sections, paragraphs = tree.sections, tree.paragraphs
    if step == STEPS[0]:
        sections = ()
        paragraphs = tuple(
            msgspec.structs.replace(paragraph, topic="narrative", section_id=None) for paragraph in paragraphs
        )
    entities = find_entities(layout, paragraphs)
    facts, _, _ = find_facts(layout, sections, paragraphs, entities, disclosure.statements, disclosure.profile)
    return [msgspec.to_builtins(fact) | {"value": str(fact.value)} for fact in facts]


if __name__ == "__main__":
    main()
