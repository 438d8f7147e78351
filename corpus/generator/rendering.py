"""One door to the four formats."""

from __future__ import annotations

from corpus.generator.model import Document, Format
from corpus.generator.render_docx import render_docx
from corpus.generator.render_html import render_html
from corpus.generator.render_text import render_text


def render(document: Document, format: Format) -> bytes:
    """The document's bytes in one format. reportlab is needed for PDF only."""
    if format == "pdf":
        from corpus.generator.render_pdf import render_pdf

        return render_pdf(document)
    if format == "docx":
        return render_docx(document)
    if format == "html":
        return render_html(document)
    return render_text(document).text.encode()
