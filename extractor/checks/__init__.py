"""Knowledge over facts and statements → findings: every inconsistency shown and explained, and no false alarm.

Four outcomes: pass, fail, not_applicable, not_evaluable. An exception in here is our bug and propagates.
"""

from __future__ import annotations

import msgspec

from extractor.checks.book import Book
from extractor.checks.documents import indicator_check, residue_check
from extractor.checks.forms import form_check, hierarchy_check, presence_check, row_sum_check
from extractor.checks.prose import prose_check
from extractor.knowledge.checks import load_checks
from extractor.records import Disclosure, Finding

__all__ = ["check", "findings_of"]


def check(disclosure: Disclosure) -> Disclosure:
    """The disclosure with its findings."""
    return msgspec.structs.replace(disclosure, findings=findings_of(disclosure))


def findings_of(disclosure: Disclosure) -> tuple[Finding, ...]:
    """All findings of the catalogue, fails first by place in the document, then the rest in catalogue order."""
    catalogue = load_checks()
    book = Book(disclosure)
    year = disclosure.profile.fiscal_year
    found: list[Finding] = []
    for form in catalogue.forms:
        if form.kind != book.kind or (
            year and ((form.since and year < form.since) or (form.until and year > form.until))
        ):
            continue
        found += form_check(book, form)
    for hierarchy in catalogue.hierarchies:
        found += hierarchy_check(book, hierarchy)
    for row_sum in catalogue.row_sums:
        found += row_sum_check(book, row_sum)
    for prose in catalogue.prose:
        found += prose_check(book, prose)
    for presence in catalogue.presence:
        found += presence_check(book, presence)
    for residue in catalogue.residue:
        found += residue_check(book, residue)
    for indicator in catalogue.indicators:
        found += indicator_check(book, indicator)
    ordered = sorted(
        found, key=lambda finding: (finding.outcome != "fail", _first(finding) if finding.outcome == "fail" else 0)
    )
    return tuple(msgspec.structs.replace(finding, id=f"c{number}") for number, finding in enumerate(ordered, 1))


def _first(finding: Finding) -> int:
    return min((anchor.start for anchor in finding.evidence), default=0)
