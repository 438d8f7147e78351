"""A PDF that lost its beginning is a damaged PDF and no text."""

from __future__ import annotations

import pytest

from corpus.generator import broken
from extractor.ingest import read_bytes
from extractor.problems import JuesuanError


def test_a_pdf_without_its_header_is_damaged_and_not_read_as_text() -> None:
    with pytest.raises(JuesuanError) as caught:
        read_bytes(broken.headless_pdf(), name="report.pdf")
    assert caught.value.code == "I105"
