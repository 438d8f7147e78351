"""Checks of the document as such: residue of templates, narrative items that must be there, faults found while reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks.book import Book
from extractor.checks.results import build
from extractor.knowledge.checks import EmptyNote, Headings, Names, ProblemCheck, Residue, Topics
from extractor.knowledge.vocabulary import topic_names
from extractor.records import Anchor, Finding

ZERO = re.compile(r"[0０.]+")


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
    if sum(_has(topics, wanted) for wanted in check.among or check.topics) < check.least:
        yield build(check.id, "not_evaluable", "info", f"{check.words}：本文件没有情况说明，或说明另附")
        return
    absent = [topic_names()[wanted] for wanted in check.topics if wanted not in there]
    if absent:
        yield build(check.id, "fail", check.severity, f"情况说明中没有找到：{'、'.join(absent)}")
    else:
        yield build(check.id, "pass", "info", f"{check.words}：齐全")


def empty_note_check(book: Book, check: EmptyNote) -> Iterator[Finding]:
    """Each empty form with a note of its own, or a sentence of the document that says that there is nothing to print."""
    if book.kind != check.kind:
        return
    empty = [statement for statement in book.disclosure.statements if statement.empty]
    bare = [statement for statement in empty if not statement.note]
    if not empty:
        return
    said = any(re.search(pattern, book.disclosure.text) for pattern in check.patterns)
    if bare and not said:
        titles = "、".join(f"《{statement.title}》" for statement in bare)
        evidence = tuple(statement.anchor for statement in bare if statement.anchor is not None)
        yield build(check.id, "fail", check.severity, f"{titles}是空表，没有说明", evidence=evidence)
    else:
        yield build(check.id, "pass", "info", f"{check.words}：{len(empty)} 张空表都有说明")


def heading_check(book: Book, check: Headings) -> Iterator[Finding]:
    """A year in a heading that is not the document's: left over from the last disclosure."""
    year = book.disclosure.profile.fiscal_year
    if year is None:
        return
    named = 0
    for section in book.disclosure.sections:
        match = next((found for pattern in check.patterns if (found := re.search(pattern, section.title))), None)
        if match is None:
            continue
        named += 1
        if int(match["year"]) != year:
            yield build(
                check.id,
                "fail",
                check.severity,
                f"标题“{section.title}”写的是 {match['year']} 年，本文件是 {year} 年度",
                evidence=(section.anchor,),
                cause="沿用上年文字" if int(match["year"]) == year - 1 else None,
            )
    if named:
        yield build(check.id, "pass", "info", f"{check.words}：{named} 个标题写有年度")


def name_check(book: Book, check: Names) -> Iterator[Finding]:
    """A form or a heading that names another body than the document's, which is named nowhere else: left over from its model."""
    publisher = book.disclosure.profile.publisher
    if publisher is None:
        return
    text = book.disclosure.text
    labels = re.finditer("|".join(check.labels), text)
    named = [(match["name"], book.anchor_at(*match.span("name"))) for match in labels]
    for section in book.disclosure.sections:
        heading = next((found for pattern in check.headings if (found := re.search(pattern, section.title))), None)
        if heading is not None:
            named.append((heading["name"], section.anchor))
    bodies = {name: _one_body(check, name, publisher) for name in dict.fromkeys(name for name, _ in named)}
    own = [name for name, _ in named if bodies[name]]
    others: dict[str, list[Anchor]] = {}
    for name, anchor in named:
        if not bodies[name]:
            others.setdefault(name, []).append(anchor)
    if len(own) < check.least:
        return
    for name, anchors in others.items():
        if text.count(name) == len(anchors) < len(own):  # a body that the document speaks of may have forms of its own
            yield build(
                check.id,
                "fail",
                check.severity,
                f"报表或标题写的是“{name}”（{len(anchors)} 处），本文件是{publisher}的",
                evidence=tuple(anchors),
                cause="沿用其他单位的文件",
            )
    yield build(check.id, "pass", "info", f"{check.words}：{len(own)} 处写的是{publisher}")


def _one_body(check: Names, one: str, two: str) -> bool:
    """Whether two names may mean one body: one in short, with or without its place, or under a word more."""
    stems = [_stem(check, name) for name in (one, two)]
    short, long = sorted((set(stem) - set(check.common) for stem in stems), key=len)
    return not short or len(short & long) * 2 >= len(short)


def _stem(check: Names, name: str) -> str:
    bare = re.sub(check.trimmed, "", name)
    stem = re.sub(check.places, "", bare)
    return stem or bare


def problem_check(book: Book, check: ProblemCheck) -> Iterator[Finding]:
    """Faults of the document that its reading met."""
    met = [problem for problem in book.disclosure.problems if problem.code in check.codes]
    zeros: set[int] = set()
    # a table without its project's name has lost its head, and with it the unit that the head may print
    beheaded = [table.anchor for table in book.disclosure.indicator_tables if table.project is None]
    for problem in met:
        at = problem.anchor
        if at is not None and any(table.start <= at.start < table.end for table in beheaded):
            yield build(check.id, "not_evaluable", "info", f"{check.words}：{problem.message}（表头没有读到）")
            continue
        evidence = (problem.anchor,) if problem.anchor is not None else ()
        severity = check.severity
        if problem.anchor is not None and ZERO.fullmatch(problem.anchor.quote):
            if problem.anchor.start in zeros:
                continue  # one nought of several: 经营支出、上缴上级支出均为0
            zeros.add(problem.anchor.start)
            severity = "info"  # nothing is nothing in any unit
        yield build(check.id, "fail", severity, problem.message, evidence=evidence)
    if not met:
        yield build(check.id, "pass", "info", f"{check.words}：没有发现")


def _has(topics: set[str], wanted: str) -> bool:
    return any(topic == wanted or topic.startswith(wanted + ".") for topic in topics)
