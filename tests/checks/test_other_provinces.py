"""Consistent documents in the wordings and forms of other provinces raise no error; a number changed in them does."""

from __future__ import annotations

import pytest

from extractor.checks import findings_of
from extractor.pipeline import read_closely
from extractor.records import Disclosure
from tests.checks.province_accounts import NAMES, document


def read(name: str, seed: int, *, change: tuple[str, str] | None = None) -> Disclosure:
    html = document(name, seed)
    if change is not None:
        assert html.count(change[0]) == 1
        html = html.replace(*change)
    return read_closely(html.encode(), name=f"{name}.html").disclosure


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_consistent_document_has_no_errors(name: str, seed: int) -> None:
    findings = findings_of(read(name, seed))
    assert [finding.message for finding in findings if finding.outcome == "fail" and finding.severity == "error"] == []
    # it was read and checked, not passed over
    assert sum(finding.outcome == "pass" for finding in findings) >= 50
