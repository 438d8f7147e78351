"""Knowledge over facts and statements → findings: every inconsistency shown and explained, and no false alarm.

Four outcomes: pass, fail, not_applicable, not_evaluable. An exception in here is our bug and propagates.
"""

from __future__ import annotations

import msgspec

from extractor.checks.evaluation import evaluate
from extractor.checks.grouping import grouped
from extractor.checks.results import Tally
from extractor.records import Disclosure, Finding

__all__ = ["check", "findings_of"]


def check(disclosure: Disclosure) -> Disclosure:
    """The disclosure with its findings."""
    return msgspec.structs.replace(disclosure, findings=findings_of(disclosure))


def findings_of(disclosure: Disclosure) -> tuple[Finding, ...]:
    """All findings of the catalogue, fails first by place in the document, then the rest in catalogue order."""
    found = [outcome.finding() if isinstance(outcome, Tally) else outcome for outcome in evaluate(disclosure)]
    found.sort(key=lambda finding: (finding.outcome != "fail", _first(finding) if finding.outcome == "fail" else 0))
    return grouped([msgspec.structs.replace(finding, id=f"c{number}") for number, finding in enumerate(found, 1)])


def _first(finding: Finding) -> int:
    return min((anchor.start for anchor in finding.evidence), default=0)
