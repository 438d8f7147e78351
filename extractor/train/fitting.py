"""A linear model of short texts: TF-IDF of n-grams, logistic regression, calibrated by temperature, saved so that bytes repeat."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor.models import VOCABULARY, WEIGHTS, labels_within
from extractor.problems import JuesuanError

TEMPERATURES = tuple(step / 20 for step in range(6, 61))  # 0.3 to 3


class Fitted(NamedTuple):
    """``features`` and ``classifier`` are scikit-learn's own."""

    features: Any
    classifier: Any

    @property
    def labels(self) -> list[str]:
        return [str(label) for label in self.classifier.classes_]

    def sums(self, texts: Sequence[str]) -> list[list[float]]:
        """The linear sums of each text by label, before they become probabilities."""
        found = self.classifier.decision_function(self.features.transform(texts))
        if found.ndim == 1:  # two labels have one sum
            return [[-float(value), float(value)] for value in found]
        return [[float(value) for value in row] for row in found]

    def best(
        self, texts: Sequence[str], temperature: float = 1.0, *, parts: Sequence[str | None] | None = None
    ) -> list[tuple[str, float]]:
        """The likeliest label of each text with its probability; ``parts``: of each text the part whose labels it may have."""
        found = []
        labels = self.labels
        for row, part in zip(self.sums(texts), parts or [None] * len(texts), strict=True):
            told = labels_within(labels, part)
            shares = softmax([row[number] for number in told], temperature)
            at = max(range(len(shares)), key=shares.__getitem__)
            found.append((labels[told[at]], shares[at]))
        return found


def fit(
    texts: Sequence[str], labels: Sequence[str], *, ngrams: tuple[int, int] | None, features: int, strength: float
) -> Fitted:
    """``ngrams``: of characters; without them the texts are tokens parted by blanks. Raises ``JuesuanError`` D101 without scikit-learn."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise JuesuanError("D101", what="训练模型", package="scikit-learn", extra="train") from error
    options: dict[str, Any] = (
        {"token_pattern": r"\S+", "lowercase": False} if ngrams is None else {"analyzer": "char", "ngram_range": ngrams}
    )
    rows = TfidfVectorizer(min_df=min(3, len(texts)), sublinear_tf=True, max_features=features, **options)
    classifier = LogisticRegression(C=strength, class_weight="balanced", max_iter=300, random_state=0)
    classifier.fit(rows.fit_transform(texts), list(labels))
    # the last bits of the solver's sums hang on where its arrays lie in memory: half of the digits are the same on every run
    classifier.coef_ = classifier.coef_.astype("float32")
    classifier.intercept_ = classifier.intercept_.astype("float32").astype("float64")
    # plain integers: skops keeps every numpy integer as a file of its own
    rows.vocabulary_ = {word: int(number) for word, number in rows.vocabulary_.items()}
    return Fitted(rows, classifier)


def softmax(sums: Sequence[float], temperature: float = 1.0) -> list[float]:
    highest = max(sums)
    powers = [math.exp((value - highest) / temperature) for value in sums]
    whole = sum(powers)
    return [power / whole for power in powers]


def calibrated(held: Sequence[tuple[Sequence[float], int]]) -> float:
    """The temperature that makes the labels of held-out examples likeliest; ``held``: sums with the right label's number."""

    def surprise(temperature: float) -> float:
        return sum(-math.log(max(softmax(sums, temperature)[right], 1e-12)) for sums, right in held)

    return min(TEMPERATURES, key=surprise) if held else 1.0


def calibration_error(answers: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far said probabilities are from how often they are right, by tenths, weighted."""
    error = 0.0
    for number in range(bins):
        inside = [
            (score, right)
            for score, right in answers
            if number / bins < score <= (number + 1) / bins or score == number == 0
        ]
        if inside:
            said = sum(score for score, _ in inside) / len(inside)
            error += len(inside) / len(answers) * abs(said - sum(right for _, right in inside) / len(inside))
    return round(error, 3)


# --- saving -----------------------------------------------------------------------------------------------------------


def save(model: Fitted, out: Path, *, ngrams: tuple[int, int], temperature: float) -> tuple[Path, ...]:
    """``model.skops``, and the same weights as plain numbers for ``extractor.models.LinearModel``."""
    import numpy
    from skops.io import dumps

    out.mkdir(parents=True, exist_ok=True)
    parts = {"features": model.features, "classifier": model.classifier}
    skops, weights, vocabulary = out / "model.skops", out / WEIGHTS, out / VOCABULARY
    skops.write_bytes(repeatable(dumps(parts)))
    rows = model.classifier.coef_.T
    numbers = (model.features.idf_, model.classifier.intercept_, rows.reshape(-1))
    weights.write_bytes(b"".join(numpy.ascontiguousarray(part, dtype="<f4").tobytes() for part in numbers))
    words = sorted(model.features.vocabulary_, key=model.features.vocabulary_.get)
    record = {
        "version": "1",
        "ngrams": list(ngrams),
        "labels": model.labels,
        "features": words,
        "temperature": temperature,
    }
    vocabulary.write_text(json.dumps(record, ensure_ascii=False, indent=0) + "\n", "utf-8")
    return skops, weights, vocabulary


def repeatable(archive: bytes) -> bytes:
    """A skops archive with what differs from run to run made alike: times of its members, and memory addresses as names."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    schema = members.pop("schema.json").decode()
    numbers: dict[str, str] = {}
    for found in re.findall(r'"__id__":\s*(\d+)', schema) + [name.partition(".")[0] for name in members]:
        numbers.setdefault(found, str(len(numbers) + 1))
    schema = re.sub(r"(?<!\d)\d{9,}(?!\d)", lambda match: numbers.get(match[0], match[0]), schema)
    renamed = {f"{numbers[name.partition('.')[0]]}.{name.partition('.')[2]}": data for name, data in members.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, data in [*sorted(renamed.items()), ("schema.json", schema.encode())]:
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
    return written.getvalue()


def write_card(name: str, out: Path, metrics: dict[str, Any]) -> tuple[Path, Path]:
    """``metrics.json``, and ``card.md`` with its numbers filled in, so that the two can't differ."""
    out.mkdir(parents=True, exist_ok=True)
    template = (Path(__file__).parent / "cards" / f"{name}.md").read_text("utf-8")
    card, numbers = out / "card.md", out / "metrics.json"
    card.write_text(re.sub(r"\{(\w+)\}", lambda match: str(metrics[match[1]]), template), "utf-8")
    numbers.write_text(json.dumps(metrics, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return card, numbers
