"""Component ``fiscal_amounts``: every amount, percentage, count, year and date of the prose as ``doc.spans["amounts"]``."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor.entities import find_entities
from extractor.language.plain_text import plain_text
from extractor.language.spans import from_disclosure, put, records
from extractor.records import Entity, Paragraph

NAME = "fiscal_amounts"


def amounts_of(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Entity, ...]:
    """The numbers and dates of the paragraphs; offsets count the text's own characters."""
    plain = plain_text(text)
    return tuple(map(plain.outward, find_entities(plain.layout, [plain.inward(part) for part in paragraphs])))


@Language.factory(NAME, assigns=["doc.spans"], requires=["doc.spans"])
class AmountFinder:
    """Puts amounts on a document, labelled AMOUNT, PERCENT, COUNT, YEAR, DATE or NUMBER; ``span._.value`` and ``span._.yuan`` are exact."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if from_disclosure(doc):
            return doc
        return put(doc, "amounts", amounts_of(doc.text, records(doc, "paragraphs", Paragraph)), label="label")
