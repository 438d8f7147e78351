"""Component ``fiscal_sections``: the headings of a text as ``doc.spans["sections"]``, its paragraphs as ``doc.spans["paragraphs"]``."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.plain_text import plain_text
from extractor.language.spans import from_disclosure, put, stored
from extractor.profile import find_profile
from extractor.records import Paragraph, Profile, Section
from extractor.sections import find_sections

NAME = "fiscal_sections"


class Structure(NamedTuple):
    """What a text is built of; offsets count the text's own characters."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    profile: Profile


def structure_of(text: str) -> Structure:
    """Sections, paragraphs and profile of a text, as ``extractor.read`` finds them in a file with the same text."""
    plain = plain_text(text)
    tree = find_sections(plain.layout)
    profile, _ = find_profile(plain.layout)
    return Structure(tuple(map(plain.outward, tree.sections)), tuple(map(plain.outward, tree.paragraphs)), profile)


@Language.factory(NAME, assigns=["doc.spans"])
class SectionFinder:
    """Puts sections and paragraphs on a document, labelled with their topic, and its profile (``doc._.profile``)."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if from_disclosure(doc):
            return doc
        found = structure_of(doc.text)
        stored(doc)["profile"] = msgspec.to_builtins(found.profile)
        put(doc, "sections", found.sections, label="topic")
        return put(doc, "paragraphs", found.paragraphs, label="topic")
