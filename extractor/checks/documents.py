"""Checks of the document as such: residue of templates, narrative items that must be there, faults found while reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks.book import Book
from extractor.checks.results import build
from extractor.knowledge.checks import ProblemCheck, Residue, Topics
from extractor.knowledge.vocabulary import topic_names
from extractor.records import Anchor, Finding


def residue_check(book: Book, check: Residue) -> Iterator[Finding]:
    """Template text that was neither filled in nor taken out."""
    text = book.disclosure.text
    found: dict[str, list[Anchor]] = {}
    for pattern in check.patterns:
        for match in re.finditer(pattern, text):
            found.setdefault(match.group().strip(), []).append(book.anchor_at(match.start(), match.end()))
    for quote, anchors in found.items():
        times = f"，{len(anchors)} 处" if len(anchors) > 1 else ""
        yield build(check.id, "fail", check.severity, f"{check.words}：“{quote}”{times}", evidence=tuple(anchors))
    if not found:
        yield build(check.id, "pass", "info", f"{check.words}：没有发现")


def topics_check(book: Book, check: Topics) -> Iterator[Finding]:
    """Narrative items that are not there, in a document that has a narrative at all."""
    if book.kind != check.kind:
        return
    topics = {section.topic for section in book.disclosure.sections} | {
        paragraph.topic for paragraph in book.disclosure.paragraphs
    }
    there = [wanted for wanted in check.topics if _has(topics, wanted)]
    if len(there) < check.least:
        yield build(check.id, "not_evaluable", "info", f"{check.words}：本文件没有情况说明，或说明另附")
        return
    absent = [topic_names()[wanted] for wanted in check.topics if wanted not in there]
    if absent:
        yield build(check.id, "fail", check.severity, f"情况说明中没有找到：{'、'.join(absent)}")
    else:
        yield build(check.id, "pass", "info", f"{check.words}：齐全")


def problem_check(book: Book, check: ProblemCheck) -> Iterator[Finding]:
    """Faults of the document that its reading met."""
    met = [problem for problem in book.disclosure.problems if problem.code in check.codes]
    for problem in met:
        evidence = (problem.anchor,) if problem.anchor is not None else ()
        yield build(check.id, "fail", check.severity, problem.message, evidence=evidence)
    if not met:
        yield build(check.id, "pass", "info", f"{check.words}：没有发现")


def _has(topics: set[str], wanted: str) -> bool:
    return any(topic == wanted or topic.startswith(wanted + ".") for topic in topics)
