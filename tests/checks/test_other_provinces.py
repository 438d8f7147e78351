"""Consistent documents in the wordings and forms of other provinces raise no error and no warning of a number."""

from __future__ import annotations

import pytest

from extractor.checks import findings_of
from extractor.pipeline import read_closely
from extractor.records import Disclosure
from tests.checks.province_accounts import NAMES, document


def read(name: str, seed: int) -> Disclosure:
    return read_closely(document(name, seed).encode(), name=f"{name}.html").disclosure


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_consistent_document_has_no_errors(name: str, seed: int) -> None:
    findings = findings_of(read(name, seed))
    fails = [finding for finding in findings if finding.outcome == "fail" and finding.severity != "info"]
    # some print not all forms and items: that they are not there is said, and true
    assert [finding.message for finding in fails if not finding.check.startswith("disclosure.")] == []
    assert not any(finding.severity == "error" for finding in fails)
    # it was read and checked, not passed over
    assert sum(finding.outcome == "pass" for finding in findings) >= 50
