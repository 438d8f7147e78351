"""What the shipped models have in common: where they lie, and a linear model of texts that needs no library to predict.

scikit-learn takes a second to import, so that a model in its own form could not be loaded in the third of a second that it may take.
``juesuan train`` therefore writes the weights a second time, as plain numbers (``weights.bin`` beside ``model.skops``), and prediction is a sum over
the n-grams of one short text in pure Python. ``tests/models`` holds both to the same probabilities.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import msgspec

WEIGHTS, VOCABULARY = "weights.bin", "weights.json"


def models_folder() -> Path:
    """Where the models lie: in the wheel, else in the checkout."""
    shipped = Path(str(files("extractor"))) / "_models"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parent.parent / "models"


def labels_within(labels: Sequence[str], part: str | None) -> list[int]:
    """The numbers of the labels of one part (narrative: those that begin with ``narrative.`` and itself). All of them without a part, and
    where the part has less than two: of a single label a share would say nothing."""
    told = [number for number, label in enumerate(labels) if label.partition(".")[0] == part]
    return told if len(told) > 1 else list(range(len(labels)))


class Prediction(NamedTuple):
    """``score`` is the model's calibrated probability of ``label``."""

    label: str
    score: float


class LinearWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """``weights.json``: TF-IDF of character n-grams (``ngrams``: shortest and longest), one row of ``weights.bin`` a feature.

    ``weights.bin`` holds little-endian 32-bit floats: idf of every feature, then intercepts, then a row of ``labels`` weights a feature.
    ``temperature`` divides the sums before they become probabilities (1: as trained).
    """

    version: str
    ngrams: tuple[int, int]
    labels: tuple[str, ...]
    features: tuple[str, ...]
    temperature: float = 1.0

    @cached_property
    def index(self) -> dict[str, int]:
        return {feature: number for number, feature in enumerate(self.features)}


class LinearModel:
    """A softmax over linear sums, in memory. Loading reads two files and builds one table."""

    def __init__(self, folder: Path) -> None:
        self.weights = msgspec.convert(json.loads((folder / VOCABULARY).read_text("utf-8")), LinearWeights)
        numbers = array("f")
        numbers.frombytes((folder / WEIGHTS).read_bytes())
        if sys.byteorder == "big":
            numbers.byteswap()
        features, labels = len(self.weights.features), len(self.weights.labels)
        if len(numbers) != features + labels + features * labels:
            raise ValueError(
                f"{folder / WEIGHTS}: {len(numbers)} numbers do not fit {features} features and {labels} labels"
            )
        self._idf = numbers[:features]
        self._intercepts = numbers[features : features + labels]
        self._rows = numbers[features + labels :]

    def probabilities(self, text: str) -> list[float]:
        """The probability of each label, in the order of ``weights.labels``."""
        sums = self._sums(text)
        highest = max(sums)
        powers = [math.exp((value - highest) / self.weights.temperature) for value in sums]
        whole = sum(powers)
        return [power / whole for power in powers]

    def best(self, text: str, *, part: str | None = None) -> Prediction:
        """The likeliest label, however unlikely; with ``part`` the likeliest of that part (``labels_within``) and its probability among them."""
        probabilities = self.probabilities(text)
        told = labels_within(self.weights.labels, part)
        at = max(told, key=probabilities.__getitem__)
        return Prediction(self.weights.labels[at], probabilities[at] / sum(probabilities[number] for number in told))

    def _sums(self, text: str) -> list[float]:
        text = text.lower()
        index, idf, labels = self.weights.index, self._idf, len(self.weights.labels)
        shortest, longest = self.weights.ngrams
        counts = Counter(
            feature
            for length in range(shortest, longest + 1)
            for at in range(len(text) - length + 1)
            if (feature := index.get(text[at : at + length])) is not None
        )
        values = {feature: (1 + math.log(count)) * idf[feature] for feature, count in counts.items()}
        norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
        sums = list(self._intercepts)
        for feature, value in values.items():
            share = value / norm
            row = self._rows[feature * labels : (feature + 1) * labels]
            sums = [held + share * weight for held, weight in zip(sums, row, strict=True)]
        return sums
