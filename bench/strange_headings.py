"""``python -m bench.strange_headings --documents ../shared``: headings that the rules do not know, told by rules alone and with the topic model.

The headings of ``strange_headings.yaml`` with their text are put into short documents, once under the part they belong to and once in documents
without parts, and go the road as any document does. Beside that: how far the model's probabilities can be believed, on these and on publishers
and phrases that it has not seen, as numbers and as a picture. Writes ``docs/pictures/strange-headings.json`` and ``docs/pictures/calibration.svg``.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import yaml

from bench.pictures import reliability
from extractor.knowledge.sections import load_taxonomy, within
from extractor.pipeline import read_closely
from extractor.records import Section
from extractor.topic_model import load_topic_model
from extractor.train import topics
from extractor.train.examples import Sources
from extractor.train.fitting import calibration_error

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = Path(__file__).with_name("strange_headings.yaml")
PARTS = {
    "overview": "部门概况",
    "narrative": "2023年度部门决算情况说明",
    "attachments": "附件",
}
COVER = "清溪县某某局2023年度部门决算"
PLACES = ("under its part", "no parts")
CHINESE = "一二三四五六七八九十"
BINS = 10

Answers = Sequence[tuple[float, bool]]  # said probability, and whether the answer was right


class Strange(NamedTuple):
    """A heading of the file. ``part``: overview, narrative, attachments or none."""

    part: str
    topic: str
    title: str
    text: str


class Told(NamedTuple):
    """What the road made of a heading: null where it saw none."""

    heading: Strange
    rules: Section | None
    model: Section | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    record: dict[str, Any] = {"headings": {place: summed(told(place)) for place in PLACES}}
    record["calibration"] = calibration(Sources(annotations=ROOT / "annotations", documents=options.documents))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "strange-headings.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    draw(record, options.out)
    print(json.dumps(record, ensure_ascii=False, indent=1))


def draw(record: dict[str, Any], out: Path) -> None:
    """``calibration.svg`` from the numbers."""
    series = {
        f"{name}: {each['error']:.3f}": [tuple(point) for point in each["points"]]
        for name, each in record["calibration"].items()
    }
    picture = reliability("Topic model: said probability against share right (ECE)", series)
    (out / "calibration.svg").write_text(picture, "utf-8")


# --- headings ---------------------------------------------------------------------------------------------------------


def strange() -> list[Strange]:
    """The headings whose title the taxonomy does not know. Those it knows are no part of the measure."""
    taxonomy = load_taxonomy()
    found = [Strange(**each) for each in yaml.safe_load(HEADINGS.read_text("utf-8"))["headings"]]
    return [each for each in found if taxonomy.match(each.title, (each.part,)) is None]


def told(place: str) -> list[Told]:
    """Each heading as read by rules alone and with the model; a document holds a topic once."""
    waiting: dict[str, list[list[Strange]]] = defaultdict(list)
    for each in strange():
        held = waiting[each.part]
        group = next((group for group in held if all(other.topic != each.topic for other in group)), None)
        if group is None:
            held.append([each])
        else:
            group.append(each)
    found = []
    for part, groups in waiting.items():
        for group in groups:
            data = document(part, group, parts=place == PLACES[0]).encode()
            with patch("extractor.sections.topics.load_topic_model", return_value=None):
                ruled = _by_title(data)
            helped = _by_title(data)
            found += [Told(each, ruled.get(each.title), helped.get(each.title)) for each in group]
    return found


def document(part: str, group: Sequence[Strange], *, parts: bool) -> str:
    """A text with these sections, numbered, under their part or with none above them."""
    above = [f"第一部分 {PARTS[part]}"] if parts and part in PARTS else []
    numbers = (f"{_chinese(number)}、" for number in range(1, len(group) + 1))
    sections = [line for each, number in zip(group, numbers, strict=True) for line in (number + each.title, each.text)]
    return "\n".join([COVER, *above, *sections]) + "\n"


def _chinese(number: int) -> str:
    ten, one = divmod(number, 10)
    return ("" if ten < 2 else CHINESE[ten - 1]) + ("十" if ten else "") + (CHINESE[one - 1] if one else "")


def _by_title(data: bytes) -> dict[str, Section]:
    return {section.title: section for section in read_closely(data, name="strange.txt").disclosure.sections}


def summed(found: Sequence[Told]) -> dict[str, Any]:
    """How many are right by rules and with the model, where the model decided, what it mended and spoilt."""

    def right(section: Section | None, each: Told) -> bool:
        return section is not None and section.topic == each.heading.topic

    def near(section: Section | None, each: Told) -> bool:
        return section is not None and within(section.topic, (each.heading.topic.rpartition(".")[0],))

    decided = [each for each in found if each.model is not None and each.model.decided_by == "model"]
    return {
        "headings": len(found),
        "seen": sum(each.rules is not None for each in found),
        "rules": sum(right(each.rules, each) for each in found),
        "rules_and_model": sum(right(each.model, each) for each in found),
        "model_decided": len(decided),
        "model_right": sum(right(each.model, each) for each in decided),
        "model_near": sum(near(each.model, each) and not right(each.model, each) for each in decided),
        "mended": sum(right(each.model, each) and not right(each.rules, each) for each in found),
        "spoilt": sum(right(each.rules, each) and not right(each.model, each) for each in found),
    }


# --- calibration ------------------------------------------------------------------------------------------------------


def calibration(sources: Sources) -> dict[str, Any]:
    """Said probability, share right and number of answers by tenths, with the expected calibration error."""
    parts = {
        "strange headings": [
            topics.Example(each.title, each.text, each.topic, "", each.part if each.part in PARTS else None)
            for each in strange()
        ],
        "held-out made-up, no title": _untitled(topics.annotated(sources.heldout, twice=False)),
        "real, no title": _untitled(topics.annotated(sources.real, twice=False)),
    }
    return {name: _binned(_answers(tests)) for name, tests in parts.items() if tests}


def _untitled(examples: Iterable[topics.Example]) -> list[topics.Example]:
    return [each._replace(title="") for each in examples]


def _answers(tests: Sequence[topics.Example]) -> Answers:
    model = load_topic_model()
    if model is None:
        raise SystemExit("no topic model is shipped")
    guesses = [(model.best(each.title, each.body, part=each.part), each.topic) for each in tests]
    return [(guess.score, guess.topic == topic) for guess, topic in guesses]


def _binned(answers: Answers) -> dict[str, Any]:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in answers:
        bins[min(BINS - 1, int(score * BINS))].append((score, right))
    return {
        "answers": len(answers),
        "right": round(sum(right for _, right in answers) / len(answers), 3),
        "error": calibration_error(list(answers), BINS),
        "points": [
            (
                round(sum(score for score, _ in each) / len(each), 3),
                round(sum(right for _, right in each) / len(each), 3),
                len(each),
            )
            for _, each in sorted(bins.items())
        ],
    }


if __name__ == "__main__":
    main()
