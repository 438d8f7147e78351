"""``python -m corpus.topics.train``: train the topic model on our own phrases and generated documents, measure it on real ones.

Nothing of a real document goes into the model. The real documents (``../shared``, where they are there) are read for measuring only:
the sections whose title says their topic, with the title hidden, so that the model sees what it sees where rules abstain.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from corpus.generator import make_document
from corpus.generator.model import Heading, Paragraph
from extractor.grid import find_grids
from extractor.ingest import load_bytes, media_type_of, read_bytes
from extractor.ingest.pdf import PdfReader
from extractor.knowledge.sections import load_taxonomy
from extractor.layout import Layout, LayoutBuilder, lay_out
from extractor.sections import find_sections
from extractor.sections.topics import WIDE
from extractor.topic_model import TopicModelConfig, model_text

ROOT = Path(__file__).resolve().parent.parent.parent
BODY = 240  # characters: the first sentences of a section say what it is about
DOCUMENTS = 60  # generated, of each kind
PHRASED = 60  # examples a topic made of our phrases
# Of the sections that hold others and have no text of their own, and of those that tables tell, the model knows nothing.
NEVER = (
    "cover",
    "contents",
    "statements",
    "statements.form",
    "attachments",
    "attachments.indicators",
    "narrative",
    "overview",
    "other",
)
PRECISION = 0.9  # that the threshold is chosen for, on publishers that the model has not seen …
LOWEST = 50  # … but no less than this many percent: the real sections at hand are few and alike


class Example(NamedTuple):
    title: str
    body: str
    topic: str
    publisher: str
    above: str | None = None

    @property
    def province(self) -> str:
        return self.publisher.partition("-")[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "topic")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    made = [*phrased(random.Random(7)), *generated()]
    real = list(real_examples(options.shared)) if options.shared.is_dir() else []
    model = fit(made)
    threshold = _threshold(model, real)
    report: dict[str, Any] = {
        "made": len(made),
        "real": len(real),
        "made_only": measure(model, real),
        "made_only_with_jieba_words": measure(fit(made, words=True), real),
        "rules_without_title": rules_alone(real),
        "threshold": threshold,
        "above_threshold": _above(model, real, threshold),
        "above_threshold_where_rules_abstain": _above(
            model, [example for example in real if _abstained(example)], threshold
        ),
        "publishers": {
            publisher: {"sections": len(held), **measure(model, held)}
            for publisher, held in _grouped(real, "publisher")
        },
        "provinces_left_out": leave_one_out(made, real),
    }
    save(model, options.out, threshold)
    (options.out / "metrics.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False, indent=2))


# --- examples ---------------------------------------------------------------------------------------------------------


def phrased(rng: random.Random) -> Iterator[Example]:
    """One to three sentences of a topic, half of them under one of its titles."""
    raw = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text("utf-8"))
    for topic, entry in raw["topics"].items():
        for _ in range(PHRASED):
            sentences = rng.sample(entry["sentences"], k=rng.randint(1, min(3, len(entry["sentences"]))))
            title = rng.choice(entry["titles"]) if rng.random() < 0.5 else ""
            yield Example(title, "".join(_filled(sentence, rng) for sentence in sentences), topic, "made")


def _filled(pattern: str, rng: random.Random) -> str:
    text = re.sub(r"<([^<>]*)>", lambda match: rng.choice(match[1].split("|")), pattern)
    values = {
        "N": f"{rng.uniform(0, 9999):.2f}",
        "P": f"{rng.uniform(0, 99):.2f}%",
        "K": str(rng.randint(1, 99)),
        "Y": str(rng.randint(2016, 2025)),
    }
    return re.sub(r"[NPKY](?![A-Za-z])", lambda match: values[match[0]], text)


def generated() -> Iterator[Example]:
    """Sections of synthetic disclosures: the text under each heading, a third of them with the title."""
    rng = random.Random(11)
    for kind in ("final_account", "budget"):
        for seed in range(1000, 1000 + DOCUMENTS):
            document = make_document(seed, kind=kind)  # type: ignore[arg-type]
            heading: Heading | None = None
            texts: list[str] = []
            for block in (*document.blocks, None):
                if isinstance(block, Heading) or block is None:
                    if heading is not None and heading.topic and heading.topic not in NEVER and "".join(texts).strip():
                        title = heading.title if rng.random() < 0.33 else ""
                        yield Example(title, "\n".join(texts), heading.topic, "generated")
                    heading = block
                    texts = ["".join(piece.text for piece in block.body)] if block is not None else []
                elif isinstance(block, Paragraph) and block.role == "body":
                    texts.append(block.text)


def real_examples(shared: Path) -> Iterator[Example]:
    """Sections of real documents whose title says their topic strictly or at its end."""
    taxonomy = load_taxonomy()
    for path in sorted([*(shared / "corpus").glob("*.pdf"), *(shared / "seeds").glob("*.txt")]):
        publisher = "-".join(path.stem.split("-")[: 3 if path.stem.startswith("sh-") else 2])
        layout = _layout(path)
        tree = find_sections(layout)
        topics = {section.id: section.topic for section in tree.sections}
        for section in tree.sections:
            match = taxonomy.match(section.title)
            if section.topic in NEVER or section.topic_score < 0.9 or match is None:
                continue
            own = [paragraph for paragraph in tree.paragraphs if paragraph.section_id == section.id]
            body = "\n".join(layout.text[paragraph.start : paragraph.end] for paragraph in own)
            if body.strip():
                yield Example(section.title, body, section.topic, publisher, topics.get(section.parent_id or ""))


def _layout(path: Path) -> Layout:
    data = load_bytes(path)
    if media_type_of(data, name=path.name) != "application/pdf":
        return lay_out(read_bytes(data, name=path.name))
    builder = LayoutBuilder()
    with PdfReader(data, name=path.name) as reader:
        for page in reader:
            builder.add(page, find_grids(page))
    return builder.finish()


# --- training ---------------------------------------------------------------------------------------------------------


class Model(NamedTuple):
    features: Any
    classifier: Any
    words: Any = None  # of jieba, for comparison only

    def predict(self, examples: Sequence[Example], *, title: bool) -> tuple[list[str], list[float]]:
        texts = [model_text(example.title if title else "", example.body, length=BODY) for example in examples]
        probabilities = self.classifier.predict_proba(_rows(texts, self.features, self.words))
        best = probabilities.argmax(axis=1)
        scores = [float(row[at]) for row, at in zip(probabilities, best, strict=True)]
        return [str(self.classifier.classes_[at]) for at in best], scores


def fit(examples: Sequence[Example], *, words: bool = False) -> Model:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [model_text(example.title, example.body, length=BODY) for example in examples]
    chars = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), min_df=3, sublinear_tf=True, max_features=6000)
    chars.fit(texts)
    word_rows = None
    if words:
        word_rows = TfidfVectorizer(token_pattern=r"\S+", min_df=3, sublinear_tf=True, max_features=6000)
        word_rows.fit(map(_words_of, texts))
    classifier = LogisticRegression(C=8.0, class_weight="balanced", max_iter=200, random_state=0)
    classifier.fit(_rows(texts, chars, word_rows), [example.topic for example in examples])
    classifier.coef_ = classifier.coef_.astype("float32")
    return Model(chars, classifier, word_rows)


def _rows(texts: Sequence[str], chars: Any, words: Any) -> Any:
    from scipy.sparse import hstack

    rows = chars.transform(texts)
    return rows if words is None else hstack([rows, words.transform(map(_words_of, texts))]).tocsr()


def _words_of(text: str) -> str:
    import jieba

    return " ".join(jieba.Tokenizer.cut(jieba.dt, text))


def save(model: Model, out: Path, threshold: float) -> None:
    from zipfile import ZIP_DEFLATED

    from skops.io import dump

    out.mkdir(parents=True, exist_ok=True)
    parts = {"features": model.features, "classifier": model.classifier}
    dump(parts, out / "model.skops", compression=ZIP_DEFLATED, compresslevel=9)
    config = TopicModelConfig(version="1", threshold=threshold, body=BODY)
    fields = {name: getattr(config, name) for name in config.__struct_fields__}
    (out / "config.json").write_text(json.dumps(fields, indent=2) + "\n", "utf-8")


# --- measuring --------------------------------------------------------------------------------------------------------


def measure(model: Model, real: Sequence[Example]) -> dict[str, Any]:
    """Share of real sections given the topic that their title says, with the title hidden and shown."""
    if not real:
        return {}
    result: dict[str, Any] = {}
    for title in (False, True):
        topics, _ = model.predict(real, title=title)
        hits = [topic == example.topic for topic, example in zip(topics, real, strict=True)]
        result["title_shown" if title else "title_hidden"] = round(sum(hits) / len(hits), 3)
    return result


def leave_one_out(made: Sequence[Example], real: Sequence[Example]) -> dict[str, Any]:
    """What learning from the real documents of the other provinces would add (measured only, not shipped). Publishers of one
    province share their template, so that leaving out one publisher alone would flatter."""
    result: dict[str, Any] = {}
    for province, held in _grouped(real, "province"):
        others = [example for example in real if example.province != province]
        richer = fit([*made, *others, *(example._replace(title="") for example in others)])
        result[province] = {"sections": len(held), **measure(richer, held)}
    return result


def _grouped(examples: Sequence[Example], field: str) -> list[tuple[str, list[Example]]]:
    names = sorted({getattr(example, field) for example in examples})
    return [(name, [example for example in examples if getattr(example, field) == name]) for name in names]


def _abstained(example: Example) -> bool:
    """Whether place and cue words would say no more than the section above, its title unknown."""
    above = example.above
    return (above is None or above in WIDE) and load_taxonomy().refined(above or "other", example.body) == (
        above or "other"
    )


def rules_alone(real: Sequence[Example]) -> dict[str, Any]:
    """What place and cue words give the same sections with their titles hidden: the rule that the model would replace."""
    taxonomy = load_taxonomy()
    hits = [example.topic == taxonomy.refined(example.above or "other", example.body) for example in real]
    return {"accuracy": round(sum(hits) / len(hits), 3)} if hits else {}


def _threshold(model: Model, real: Sequence[Example]) -> float:
    """The lowest probability from which on the model is right often enough on real sections with their titles hidden."""
    if not real:
        return 0.6
    topics, scores = model.predict(real, title=False)
    for step in range(LOWEST, 96, 5):
        taken = [
            topic == example.topic
            for topic, score, example in zip(topics, scores, real, strict=True)
            if score >= step / 100
        ]
        if taken and sum(taken) / len(taken) >= PRECISION:
            return step / 100
    return 0.95


def _above(model: Model, real: Sequence[Example], threshold: float) -> dict[str, Any]:
    if not real:
        return {}
    topics, scores = model.predict(real, title=False)
    taken = [
        (topic, example.topic) for topic, score, example in zip(topics, scores, real, strict=True) if score >= threshold
    ]
    wrong: dict[str, int] = {}
    for said, gold in taken:
        if said != gold:
            wrong[f"{gold} → {said}"] = wrong.get(f"{gold} → {said}", 0) + 1
    right = sum(said == gold for said, gold in taken)
    return {
        "coverage": round(len(taken) / len(real), 3),
        "precision": round(right / len(taken), 3) if taken else None,
        "wrong": dict(sorted(wrong.items(), key=lambda item: -item[1])),
    }


if __name__ == "__main__":
    main()
