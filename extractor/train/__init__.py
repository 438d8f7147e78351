"""Annotations and generator → models: every model of ``models/`` again, the same bytes from the same data where the libraries allow.

Learned from: the generator (``corpus/``), phrases of our own (``corpus/topics/phrases.yaml``) and the made-up documents of ``annotations/dev``. Measured
on: the real documents of ``annotations/gold`` (text in ``documents``) and ``annotations/heldout``. No publisher is on both sides. A model whose
measure does not beat the rules' is not written, and its card says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from extractor.problems import JuesuanError
from extractor.train.examples import Sources

MODELS = ("topic", "heading", "metric", "zh_fiscal")


class Trained(NamedTuple):
    """What one rebuilding gave. ``shipped`` is null where nothing was measured and the old decision stands."""

    name: str
    examples: int
    shipped: bool | None
    written: tuple[Path, ...]


def train(
    names: Iterable[str] = MODELS,
    *,
    out: Path,
    annotations: Path,
    documents: Path | None = None,
    count: int = 60,
) -> list[Trained]:
    """Rebuild the models of ``names`` into folders of ``out``.

    ``annotations`` holds ``dev``, ``gold`` and ``heldout``; ``documents`` the real files, without which nothing is measured (weights are
    rebuilt, cards and measures stay). ``count``: generated documents of each kind. Raises ``JuesuanError`` D101 (extra ``train`` missing), M101 (no
    generator at hand: not a checkout) or M102 (no such model).
    """
    chosen = tuple(names)
    for name in chosen:
        if name not in MODELS:
            raise JuesuanError("M102", found=name, allowed=", ".join(MODELS))
    sources = Sources(annotations=annotations, documents=documents, count=count)
    return [_builder(name)(sources, out) for name in chosen]


def _builder(name: str) -> Callable[[Sources, Path], Trained]:
    modules = {"topic": "topics", "heading": "headings", "metric": "metrics", "zh_fiscal": "pipeline"}
    found: Any = import_module(f"extractor.train.{modules[name]}")
    built: Callable[[Sources, Path], Trained] = found.build
    return built
