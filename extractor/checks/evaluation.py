"""Every check of the catalogue over one document: single outcomes, not yet ordered, grouped or numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from extractor.checks.book import Book
from extractor.checks.documents import (
    empty_note_check,
    heading_check,
    name_check,
    problem_check,
    residue_check,
    topics_check,
)
from extractor.checks.forms import form_check, hierarchy_check, presence_check, row_sum_check
from extractor.checks.outlines import outline_check
from extractor.checks.performance import indicator_check
from extractor.checks.prose import prose_check
from extractor.checks.results import Outcomes
from extractor.checks.rows import form_rule_check, function_sum_check, row_match_check
from extractor.knowledge.checks import Entry, load_checks
from extractor.records import Disclosure


def evaluate(disclosure: Disclosure) -> list[Outcomes]:
    """What each check says, in catalogue order."""
    catalogue = load_checks()
    book = Book(disclosure)
    year = disclosure.profile.fiscal_year
    runs: tuple[tuple[Sequence[Entry], Callable[[Book, Any], Iterable[Outcomes]]], ...] = (
        ([form for form in catalogue.forms if form.kind == book.kind], form_check),
        (catalogue.hierarchies, hierarchy_check),
        (catalogue.row_sums, row_sum_check),
        (catalogue.outlines, outline_check),
        (catalogue.row_matches, row_match_check),
        (catalogue.function_sums, function_sum_check),
        (catalogue.form_rules, form_rule_check),
        (catalogue.prose, prose_check),
        (catalogue.presence, presence_check),
        (catalogue.empty_notes, empty_note_check),
        (catalogue.topics, topics_check),
        (catalogue.problems, problem_check),
        (catalogue.residue, residue_check),
        (catalogue.headings, heading_check),
        (catalogue.names, name_check),
        (catalogue.indicators, indicator_check),
    )
    return [
        outcome
        for entries, evaluated in runs
        for entry in entries
        if entry.holds_in(year)
        for outcome in evaluated(book, entry)
    ]
