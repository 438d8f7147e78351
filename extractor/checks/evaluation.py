"""Every check of the catalogue over one document: single outcomes, not yet ordered, grouped or numbered."""

from __future__ import annotations

from extractor.checks.book import Book
from extractor.checks.documents import problem_check, residue_check, topics_check
from extractor.checks.forms import form_check, hierarchy_check, presence_check, row_sum_check
from extractor.checks.performance import indicator_check
from extractor.checks.prose import prose_check
from extractor.checks.results import Outcomes
from extractor.checks.rows import form_rule_check, function_sum_check, row_match_check
from extractor.knowledge.checks import load_checks
from extractor.records import Disclosure


def evaluate(disclosure: Disclosure) -> list[Outcomes]:
    """What each check says, in catalogue order."""
    catalogue = load_checks()
    book = Book(disclosure)
    year = disclosure.profile.fiscal_year
    found: list[Outcomes] = []
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
    for row_match in catalogue.row_matches:
        found += row_match_check(book, row_match)
    for function_sum in catalogue.function_sums:
        found += function_sum_check(book, function_sum)
    for form_rule in catalogue.form_rules:
        found += form_rule_check(book, form_rule)
    for prose in catalogue.prose:
        found += prose_check(book, prose)
    for presence in catalogue.presence:
        found += presence_check(book, presence)
    for topics in catalogue.topics:
        found += topics_check(book, topics)
    for problem in catalogue.problems:
        found += problem_check(book, problem)
    for residue in catalogue.residue:
        found += residue_check(book, residue)
    for indicator in catalogue.indicators:
        found += indicator_check(book, indicator)
    return found
