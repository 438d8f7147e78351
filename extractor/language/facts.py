"""Component ``fiscal_facts``: what the prose states as ``doc.spans["facts"]``, a span on each number that is a fact."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from spacy.language import Language
from spacy.tokens import Doc

from extractor.facts import find_facts
from extractor.language.plain_text import plain_text
from extractor.language.spans import from_disclosure, put, records, stored
from extractor.records import Entity, Fact, Paragraph, Profile, Section

NAME = "fiscal_facts"


def facts_of(
    text: str,
    sections: Sequence[Section],
    paragraphs: Sequence[Paragraph],
    amounts: Sequence[Entity],
    profile: Profile,
) -> tuple[Fact, ...]:
    """The facts of the prose; offsets count the text's own characters. A text has no forms, so 类款项 resolve by the code lists alone."""
    plain = plain_text(text)
    facts, _, _ = find_facts(
        plain.layout,
        [plain.inward(section) for section in sections],
        [plain.inward(paragraph) for paragraph in paragraphs],
        [plain.inward(amount) for amount in amounts],
        (),
        profile,
    )
    return tuple(map(plain.outward, facts))


@Language.factory(NAME, assigns=["doc.spans"], requires=["doc.spans"])
class FactFinder:
    """Puts facts on a document, labelled with their metric; measure, year, dims and the exact value are extensions."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if from_disclosure(doc):
            return doc
        profile = msgspec.convert(stored(doc).get("profile") or {}, Profile)
        found = facts_of(
            doc.text,
            records(doc, "sections", Section),
            records(doc, "paragraphs", Paragraph),
            records(doc, "amounts", Entity),
            profile,
        )
        return put(doc, "facts", found, label="metric")
