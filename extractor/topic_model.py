"""The topic classifier: what a section is about, by its words, where its title and place tell nothing.

A linear model over TF-IDF of character n-grams (models/topic). It is loaded at its first use only (some milliseconds: its weights are plain
numbers, and neither scikit-learn nor jieba is imported), reads no network, and abstains below the probability that its config names.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from extractor.models import WEIGHTS, LinearModel, models_folder

NAME = "topic"
_DIGITS = re.compile(r"[\d０-９,，.．]*[\d０-９]")
_BLANKS = re.compile(r"\s+")


class Guess(NamedTuple):
    """``score`` is the model's probability of ``topic``."""

    topic: str
    score: float


class TopicModelConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``models/topic/config.json``. ``body`` is how many characters of the section's text are read."""

    version: str
    threshold: float
    body: int


class TopicModel:
    """The model in memory. ``guess`` never guesses below the threshold."""

    def __init__(self, folder: Path) -> None:
        self.config = read_config(folder)
        self._model = LinearModel(folder)

    def guess(self, title: str, body: str, *, part: str | None = None) -> Guess | None:
        """The topic of a section by its title and the beginning of its text, or null where the model is not sure.

        ``part``: the first word of its topic, where the section stands in a part of the document (overview, narrative …).
        """
        best = self.best(title, body, part=part)
        return best if best.score >= self.config.threshold else None

    def best(self, title: str, body: str, *, part: str | None = None) -> Guess:
        """The likeliest topic, however unlikely."""
        return Guess(*self._model.best(model_text(title, body, length=self.config.body), part=part))


@cache
def load_topic_model() -> TopicModel | None:
    """The shipped model, or null where none is shipped."""
    folder = model_folder()
    return TopicModel(folder) if (folder / WEIGHTS).is_file() else None


def model_folder() -> Path:
    return models_folder() / NAME


def read_config(folder: Path) -> TopicModelConfig:
    return msgspec.convert(json.loads((folder / "config.json").read_text("utf-8")), TopicModelConfig)


def model_text(title: str, body: str, *, length: int) -> str:
    """What the model reads: blanks gone, every number the same, title before text."""
    text = _BLANKS.sub("", f"{title}。{body[: 2 * length]}" if title else body[: 2 * length])
    return _DIGITS.sub("0", text)[:length]
