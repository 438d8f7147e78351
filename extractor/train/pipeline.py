"""The spaCy pipeline ``zh_fiscal`` as ``spacy.load`` opens it: its lexicon gathered anew from the knowledge."""

from __future__ import annotations

from pathlib import Path

from extractor.language import PIPELINE, needed
from extractor.train import Trained
from extractor.train.examples import Sources
from extractor.words import fiscal_lexicon


def build(sources: Sources, out: Path) -> Trained:
    """Nothing is learned: the components are the road's own rules."""
    needed()
    from extractor.language.chinese import pipeline

    nlp = pipeline()
    folder = out / "spacy" / PIPELINE / "data"
    folder.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)
    return Trained("zh_fiscal", len(fiscal_lexicon()), True, tuple(sorted(folder.rglob("*.*"))))
