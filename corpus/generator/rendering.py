"""One door to the four formats."""

from __future__ import annotations

from corpus.generator.model import Document, Format
from corpus.generator.producers import browser_pdf, office_pdf
from corpus.generator.render_docx import render_docx
from corpus.generator.render_html import render_html
from corpus.generator.render_text import render_text


def render(document: Document, format: Format, *, producer: str = "reportlab") -> bytes:
    """The document's bytes in one format; ``producer`` makes the PDF: reportlab, libreoffice or chromium (``producers.installed``).

    reportlab is needed for its own PDF only, XlsxWriter for xlsx only. Raises ``ValueError`` for another producer.
    """
    if format == "pdf" and producer == "libreoffice":
        return office_pdf(render_docx(document))
    if format == "pdf" and producer == "chromium":
        return browser_pdf(render_html(document, menus=False))
    if producer != "reportlab":
        raise ValueError(f"no producer {producer!r} of {format}; of pdf there are reportlab, libreoffice, chromium")
    if format == "xlsx":
        from corpus.generator.render_xlsx import render_xlsx

        return render_xlsx(document)
    if format == "pdf":
        from corpus.generator.render_pdf import render_pdf

        return render_pdf(document)
    if format == "docx":
        return render_docx(document)
    if format == "html":
        return render_html(document)
    return render_text(document).text.encode()
