"""Disclosures for people who work in spaCy: the language ``zh_fiscal``, its pipeline, and documents as ``Doc``.

``spacy.load("zh_fiscal")`` opens the pipeline: words (jieba with the field's terms, numbers whole), sections, amounts, facts, each a
component round the road's own functions. ``to_doc`` gives a disclosure that was read from a file as a ``Doc`` with the same spans.
spaCy and jieba are needed (the extra ``spacy``) and imported when something here is called, not when this is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.problems import JuesuanError
from extractor.records import Disclosure

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

PIPELINE = "zh_fiscal"


def load() -> Language:
    """The pipeline as it is shipped; the same as ``spacy.load("zh_fiscal")``. Raises ``JuesuanError`` D101 without the extra."""
    needed()
    import spacy

    return spacy.load(pipeline_folder() / "data")


def to_doc(disclosure: Disclosure, *, vocab: Vocab | None = None) -> Doc:
    """The document's text as a ``Doc`` with what was read from it as span groups, offset by offset the disclosure's own.

    ``doc.spans``: ``sections`` and ``paragraphs`` (label: topic), ``amounts`` (every number and date; label: AMOUNT, PERCENT, …), ``facts``
    (prose; label: metric) and ``cells`` (facts of the forms' cells). Fields are extensions: ``span._.value``, ``span._.year``, ``span._.dims``
    and so on; ``doc._.profile`` says who and when. No word crosses an edge of a span. Raises ``JuesuanError`` D101 without the extra.
    """
    needed()
    from extractor.language.export import doc_of

    return doc_of(disclosure, vocab=vocab)


def to_docbin(disclosures: Iterable[Disclosure]) -> DocBin:
    """Documents packed for ``spacy train`` and for disk (``to_disk("file.spacy")``); fields and profile travel with them."""
    needed()
    from extractor.language.export import docbin_of

    return docbin_of(disclosures)


def from_docbin(packed: DocBin | str | Path) -> Iterator[Doc]:
    """The documents of a ``DocBin`` or of its file, with their extensions alive."""
    needed()
    from extractor.language.export import docs_of

    return docs_of(packed)


def pipeline_folder() -> Path:
    """Where the shipped pipeline lies: in the wheel, else in the checkout."""
    from extractor.models import models_folder

    return models_folder() / "spacy" / PIPELINE


def needed() -> Any:
    """spaCy, with our extensions set. Raises ``JuesuanError`` D101 where it is not installed."""
    try:
        import spacy
    except ImportError as error:
        raise JuesuanError("D101", what="spaCy 管线", package="spacy", extra="spacy") from error
    from extractor.language.spans import register

    register()
    return spacy
