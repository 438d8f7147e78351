"""Whole synthetic disclosures with their truth: the same document as text, DOCX, HTML and PDF.

``make_document(seed, kind=…)`` builds the abstract document; ``render(document, format)`` gives its bytes;
``truth_of(document, format)`` what a reader should find in them. Everything is determined by the seed.
"""

from __future__ import annotations

from corpus.generator.content import make_document
from corpus.generator.model import Document, Format, Kind
from corpus.generator.rendering import render
from corpus.generator.truth import truth_of

__all__ = ["Document", "Format", "Kind", "make_document", "render", "truth_of"]
