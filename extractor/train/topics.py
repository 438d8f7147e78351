"""The topic model: what a section is about by its words, for titles that the taxonomy does not know."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from extractor.knowledge.sections import load_taxonomy
from extractor.models import labels_within
from extractor.sections.topics import WIDE
from extractor.topic_model import NAME, TopicModelConfig, model_text
from extractor.train import Trained
from extractor.train.examples import Annotated, Sources, generator, phrases_file
from extractor.train.fitting import Fitted, calibrated, calibration_error, fit, save, softmax, write_card

BODY = 240  # characters: the first sentences of a section say what it is about
PHRASED = 60  # examples a topic made of our phrases
FOLDS = 3  # families of phrases that take turns in being held out
NGRAMS, FEATURES, STRENGTH = (2, 3), 6000, 8.0
# Of the sections that hold others and have no text of their own, and of those that tables tell, the model knows nothing.
NEVER = (
    *("cover", "contents", "statements", "statements.form", "attachments", "attachments.indicators"),
    *("narrative", "overview", "other"),
)
PRECISION = 0.93  # that the threshold is chosen for, on families of phrases that the model has not seen …
LOWEST = 50  # … but no less than this many percent


class Example(NamedTuple):
    """A section. ``above`` is the topic of the section that holds it."""

    title: str
    body: str
    topic: str
    publisher: str
    above: str | None = None

    @property
    def part(self) -> str | None:
        """The part it stands in, as the reading tells the model: null where nothing is above it."""
        return self.above.partition(".")[0] if self.above is not None else None


def build(sources: Sources, out: Path) -> Trained:
    """Learn, calibrate and choose the threshold on held-out families; measure on publishers that are not among the examples."""
    taught = [*generated(sources), *annotated(sources.learned)]
    examples = [*phrased(), *taught]
    model = fitted(examples)
    held = list(_held_out(taught))
    temperature = calibrated([(sums, right) for sums, right in held if right >= 0])
    threshold = _threshold(held, temperature)
    written = save(model, out / NAME, ngrams=NGRAMS, temperature=temperature)
    config = TopicModelConfig(version="2", threshold=threshold, body=BODY)
    fields = {name: getattr(config, name) for name in config.__struct_fields__}
    (out / NAME / "config.json").write_text(json.dumps(fields, indent=2) + "\n", "utf-8")
    if not sources.real:
        return Trained(NAME, len(examples), None, written)
    metrics = measured(model, sources, temperature, threshold)
    unheard = list(generated(sources, style="heldout", count=10))
    answers = model.best(
        [text_of(example, title=False) for example in unheard], parts=[_part_of(example) for example in unheard]
    )
    metrics["generated_heldout_sections"] = len(unheard)
    metrics["generated_heldout_model"] = _share(
        answer == example.topic for example, (answer, _) in zip(unheard, answers, strict=True)
    )
    metrics |= {"examples": len(examples), **families(held, temperature)}
    metrics |= words_against_characters(examples, taught, sources)
    shipped = metrics["real_rules_and_model"] > metrics["real_rules"]
    metrics["shipped"] = shipped
    return Trained(NAME, len(examples), shipped, (*written, *write_card(NAME, out / NAME, metrics)))


# --- examples ---------------------------------------------------------------------------------------------------------


def phrased(fold: int | None = None, *, held: bool = False, count: int | None = None) -> Iterator[Example]:
    """One to three sentences of a topic, half of them under one of its titles. With ``fold``, only of the families that are ``held`` out or not."""
    rng = random.Random(7)
    raw = yaml.safe_load(phrases_file().read_text("utf-8"))

    def chosen(families: Sequence[str]) -> list[str]:
        return [each for number, each in enumerate(families) if fold is None or (number % FOLDS == fold) == held]

    for topic, entry in raw["topics"].items():
        sentences, titles = chosen(entry["sentences"]), chosen(entry["titles"])
        for _ in range((PHRASED if count is None else count) if sentences else 0):
            said = rng.sample(sentences, k=rng.randint(1, min(3, len(sentences))))
            title = rng.choice(titles) if titles and rng.random() < 0.5 else ""
            yield Example(title, "".join(_filled(sentence, rng) for sentence in said), topic, "phrases")


def _filled(pattern: str, rng: random.Random) -> str:
    text = re.sub(r"<([^<>]*)>", lambda match: rng.choice(match[1].split("|")), pattern)
    values = {
        "N": f"{rng.uniform(0, 9999):.2f}",
        "P": f"{rng.uniform(0, 99):.2f}%",
        "K": str(rng.randint(1, 99)),
        "Y": str(rng.randint(2016, 2025)),
    }
    return re.sub(r"[NPKY](?![A-Za-z])", lambda match: values[match[0]], text)


def generated(sources: Sources, *, style: str = "usual", count: int | None = None) -> Iterator[Example]:
    """Sections of generated disclosures: the text under each heading, a third of them with the title."""
    model = generator().model
    rng = random.Random(11)
    for document in sources.generated(count, style=style):
        heading: Any = None
        texts: list[str] = []
        for block in (*document.blocks, None):
            if isinstance(block, model.Heading) or block is None:
                if heading is not None and heading.topic and heading.topic not in NEVER and "".join(texts).strip():
                    title = heading.title if rng.random() < 0.33 else ""
                    yield Example(title, "\n".join(texts), heading.topic, "generated")
                heading = block
                texts = ["".join(piece.text for piece in block.body)] if block is not None else []
            elif isinstance(block, model.Paragraph) and block.role == "body":
                texts.append(block.text)


def annotated(documents: Iterable[Annotated], *, twice: bool = True) -> Iterator[Example]:
    """Sections whose heading stands in the gold, with the gold's topic; ``twice``: with the title and without."""
    for document in documents:
        tree, layout = document.reading.disclosure, document.reading.layout
        stated = {_key(section): section["topic"] for section in document.gold["sections"]}
        topics = {section.id: section.topic for section in tree.sections}
        for section in tree.sections:
            topic = stated.get(_key({"title": section.title, "page": section.anchor.page}))
            own = [paragraph for paragraph in tree.paragraphs if paragraph.section_id == section.id]
            body = "\n".join(layout.text[paragraph.start : paragraph.end] for paragraph in own)
            if topic is None or topic in NEVER or not body.strip():
                continue
            for title in (section.title, "") if twice else (section.title,):
                yield Example(title, body, topic, document.publisher, topics.get(section.parent_id or ""))


def _key(section: dict[str, Any]) -> tuple[str, int | None]:
    return re.sub(r"[\s“”\"：:。]", "", section["title"]), section["page"]


# --- fitting ----------------------------------------------------------------------------------------------------------


def text_of(example: Example, *, title: bool = True) -> str:
    """What the model reads of a section; ``title``: whether the title is shown."""
    return model_text(example.title if title else "", example.body, length=BODY)


def fitted(examples: Sequence[Example]) -> Fitted:
    """The model from these examples."""
    texts = [text_of(example) for example in examples]
    topics = [example.topic for example in examples]
    return fit(texts, topics, ngrams=NGRAMS, features=FEATURES, strength=STRENGTH)


def _part_of(example: Example) -> str:
    """The part of an example that has nothing above it: the one of its topic."""
    return example.topic.partition(".")[0]


def _held_out(taught: Sequence[Example]) -> Iterator[tuple[list[float], int]]:
    """The sums for phrases of families that the model of the turn has not seen, of the labels of their part, with the right one's number
    among them (−1: none)."""
    for fold in range(FOLDS):
        model = fitted([*phrased(fold, held=False), *taught])
        tests = list(phrased(fold, held=True, count=PHRASED // 3))
        labels = model.labels
        for example, sums in zip(tests, model.sums([text_of(example) for example in tests]), strict=True):
            told = labels_within(labels, _part_of(example))
            names = [labels[number] for number in told]
            yield [sums[number] for number in told], names.index(example.topic) if example.topic in names else -1


def _threshold(held: Sequence[tuple[list[float], int]], temperature: float) -> float:
    """The lowest probability from which on answers about held-out families are right often enough."""
    answers = _answers(held, temperature)
    for step in range(LOWEST, 96, 5):
        taken = [right for score, right in answers if score >= step / 100]
        if taken and sum(taken) / len(taken) >= PRECISION:
            return step / 100
    return 0.95


def _answers(held: Sequence[tuple[list[float], int]], temperature: float) -> list[tuple[float, bool]]:
    answers = []
    for sums, right in held:
        shares = softmax(sums, temperature)
        at = max(range(len(shares)), key=shares.__getitem__)
        answers.append((shares[at], at == right))
    return answers


# --- measuring --------------------------------------------------------------------------------------------------------


def families(held: Sequence[tuple[list[float], int]], temperature: float) -> dict[str, Any]:
    """Accuracy and calibration on held-out families of phrases."""
    answers = _answers(held, temperature)
    return {
        "family_examples": len(answers),
        "family_accuracy": _share(right for _, right in answers),
        "family_calibration_error_before": calibration_error(_answers(held, 1.0)),
        "family_calibration_error": calibration_error(answers),
    }


def measured(model: Fitted, sources: Sources, temperature: float, threshold: float) -> dict[str, Any]:
    """The model, the rules, and both together, on sections whose title is hidden (as if the taxonomy did not know it)."""
    metrics: dict[str, Any] = {"threshold": threshold, "temperature": temperature}
    for part, documents in (("real", sources.real), ("heldout", sources.heldout)):
        tests = list(annotated(documents, twice=False))
        inside = [example.part for example in tests]
        answers = model.best([text_of(example, title=False) for example in tests], temperature, parts=inside)
        rights = [answer == example.topic for example, (answer, _) in zip(tests, answers, strict=True)]
        scored = [(score, right) for (_, score), right in zip(answers, rights, strict=True)]
        sure = [right for score, right in scored if score >= threshold]
        ruled = [_by_rules(example) for example in tests]
        both = [
            answer if rule is None and score >= threshold else (rule or example.above or "other")
            for example, rule, (answer, score) in zip(tests, ruled, answers, strict=True)
        ]
        shown = model.best([text_of(example) for example in tests], temperature, parts=inside)
        metrics |= {
            f"{part}_sections": len(tests),
            f"{part}_publishers": len({example.publisher for example in tests}),
            f"{part}_rules": _share(
                (rule or example.above or "other") == example.topic for example, rule in zip(tests, ruled, strict=True)
            ),
            f"{part}_model": _share(rights),
            f"{part}_model_title_shown": _share(
                answer == example.topic for example, (answer, _) in zip(tests, shown, strict=True)
            ),
            f"{part}_rules_and_model": _share(said == example.topic for example, said in zip(tests, both, strict=True)),
            f"{part}_abstained": sum(rule is None for rule in ruled),
            f"{part}_sure_share": _share(score >= threshold for score, _ in scored),
            f"{part}_sure_right": _share(sure),
            f"{part}_calibration_error": calibration_error(scored),
        }
        if part == "real":
            worst = [
                (_share(right for right, example in zip(rights, tests, strict=True) if example.publisher == name), name)
                for name in sorted({example.publisher for example in tests})
            ]
            metrics["real_worst_publisher"] = min(worst)[0]
            metrics["real_by_publisher"] = {name: value for value, name in worst}
    return metrics


def _by_rules(example: Example) -> str | None:
    """What place and cue words say with the title unknown; null where they say no more than the part."""
    if example.above is not None and example.above not in WIDE:
        return example.above
    part = example.above or "narrative"
    said = load_taxonomy().refined(part, example.body)
    return said if said != part else None


def words_against_characters(
    examples: Sequence[Example], taught: Sequence[Example], sources: Sources
) -> dict[str, Any]:
    """The same model over jieba's words (with the fiscal lexicon) instead of, and beside, n-grams of characters."""
    from extractor.words import fiscal_words

    cut: dict[str, str] = {}

    def words(example: Example, *, title: bool = True) -> str:
        text = text_of(example, title=title)
        if text not in cut:
            cut[text] = " ".join(fiscal_words().cut(text))
        return cut[text]

    def both(example: Example, *, title: bool = True) -> str:
        text = text_of(example, title=title)
        pieces = (text[at : at + length] for length in (2, 3) for at in range(len(text) - length + 1))
        return f"{words(example, title=title)} {' '.join('_' + piece for piece in pieces)}"

    real = list(annotated(sources.real, twice=False))
    found: dict[str, Any] = {}
    for name, form in (("words", words), ("words_and_characters", both)):
        size = FEATURES if form is words else 2 * FEATURES

        def over(taught: Sequence[Example], form: Any = form, size: int = size) -> Fitted:
            topics = [example.topic for example in taught]
            return fit([form(example) for example in taught], topics, ngrams=None, features=size, strength=STRENGTH)

        model = over(examples)
        best = model.best([form(example, title=False) for example in real], parts=[each.part for each in real])
        found[f"real_{name}"] = _share(answer == example.topic for example, (answer, _) in zip(real, best, strict=True))
        rights: list[bool] = []
        for fold in range(FOLDS):
            model = over([*phrased(fold, held=False), *taught])
            tests = list(phrased(fold, held=True, count=PHRASED // 3))
            best = model.best([form(example) for example in tests], parts=[_part_of(each) for each in tests])
            rights += [answer == example.topic for example, (answer, _) in zip(tests, best, strict=True)]
        found[f"family_{name}"] = _share(rights)
    return found


def _share(rights: Iterable[bool]) -> float:
    counted = list(rights)
    return round(sum(counted) / len(counted), 3) if counted else 0.0
