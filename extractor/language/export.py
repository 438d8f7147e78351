"""A disclosure as a ``Doc``, and documents packed as a ``DocBin``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from extractor.language.chinese import FiscalChinese
from extractor.language.spans import put, stored
from extractor.language.tokenizer import FiscalTokenizer
from extractor.records import Disclosure


def doc_of(disclosure: Disclosure, *, vocab: Vocab | None = None) -> Doc:
    """See ``extractor.language.to_doc``."""
    prose = [fact for fact in disclosure.facts if fact.origin == "prose"]
    cells = [fact for fact in disclosure.facts if fact.origin == "cell"]
    groups = (
        ("sections", disclosure.sections, "topic"),
        ("paragraphs", disclosure.paragraphs, "topic"),
        ("amounts", disclosure.entities, "label"),
        ("facts", prose, "metric"),
        ("cells", cells, "metric"),
    )
    cuts = {
        edge
        for _, records, _ in groups
        for record in records
        for edge in (
            getattr(record, "start", record.anchor.start),
            getattr(record, "end", record.anchor.end),
        )
    }
    doc = FiscalTokenizer(vocab if vocab is not None else _blank().vocab).cut(disclosure.text, cuts)
    kept = stored(doc)
    kept["source"] = msgspec.to_builtins(disclosure.source)
    kept["profile"] = msgspec.to_builtins(disclosure.profile)
    for group, records, label in groups:
        put(doc, group, records, label=label)
    return doc


def docbin_of(disclosures: Iterable[Disclosure]) -> DocBin:
    """See ``extractor.language.to_docbin``."""
    packed = DocBin(store_user_data=True)
    for disclosure in disclosures:
        packed.add(doc_of(disclosure))
    return packed


def docs_of(packed: DocBin | str | Path) -> Iterator[Doc]:
    """See ``extractor.language.from_docbin``."""
    found = packed if isinstance(packed, DocBin) else DocBin(store_user_data=True).from_disk(packed)
    return found.get_docs(_blank().vocab)


@cache
def _blank() -> FiscalChinese:
    return FiscalChinese()
