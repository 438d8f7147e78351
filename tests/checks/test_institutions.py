"""Units with money of their own, in sentences that try a checker: consistent, so that nothing is an error or a warning."""

from __future__ import annotations

import pytest

from extractor.checks import findings_of
from extractor.pipeline import read_closely
from tests.checks.institution_texts import TEXTS


@pytest.mark.parametrize("name", TEXTS)
def test_a_consistent_text_raises_nothing(name: str) -> None:
    findings = findings_of(read_closely(TEXTS[name]().encode(), name=f"{name}.txt").disclosure)
    assert [f.message for f in findings if f.outcome == "fail" and f.severity != "info"] == []
    assert sum(finding.outcome == "pass" for finding in findings) >= 8
