"""Headings + taxonomy → the tree of sections with their topics, and the paragraphs between them.

Every character of the text belongs to a heading, a paragraph, a table or a flattened table, and to one of them only. Entries of the
table of contents are paragraphs of its section. Tables and flattened tables are no paragraphs: statements and indicators read them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from extractor.knowledge.phrases import as_printed, simply
from extractor.knowledge.sections import Taxonomy, load_taxonomy
from extractor.layout import Layout
from extractor.problems import problem
from extractor.records import Block, Paragraph, Problem, Section
from extractor.sections.headings import LEAVES, find_headings
from extractor.sections.shapes import Heading, Line
from extractor.sections.topics import Node, Topic, settle_topics

COVER_SCORE = 0.9
LONGEST_COVER_TITLE = 60
REFINED_SCORE = 0.8
UNTITLED_SCORE = 0.4
# A document of so many paragraphs has headings.
MANY_PARAGRAPHS = 5
# A table's own title stands in its first rows, below a form number at most.
TITLE_ROWS = 3
LONGEST_TITLE_ROW = 60


class SectionTree(NamedTuple):
    """Sections and paragraphs in reading order. Offsets as in ``Layout.text``; a section ends with the last of its subsections."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    problems: tuple[Problem, ...]


def find_sections(layout: Layout) -> SectionTree:
    """The section tree of a document and its paragraphs."""
    taxonomy = load_taxonomy()
    lines = lines_of_layout(layout)
    headings, contents = find_headings(lines, taxonomy)
    cover = _cover(lines, headings, taxonomy)
    if cover is not None:
        headings = (cover, *headings)
    nodes = _nest(layout, headings)
    pieces = _pieces(layout, headings)
    texts = [
        "\n".join(simply(layout.text[start:end]) for start, end, owner in pieces if owner == index)
        for index in range(len(nodes))
    ]
    sections = _sections(layout, nodes, settle_topics(nodes, texts, taxonomy))
    listed = [(lines[at].start, lines[at].start + len(lines[at].text)) for at in contents]
    paragraphs = _paragraphs(layout, pieces, sections, listed, taxonomy)
    return SectionTree(sections, paragraphs, _problems(sections, paragraphs))


def _problems(sections: Sequence[Section], paragraphs: Sequence[Paragraph]) -> tuple[Problem, ...]:
    told = [section for section in sections if section.topic not in ("cover", "contents")]
    if not told and len(paragraphs) >= MANY_PARAGRAPHS:
        return (problem("S101"),)
    return tuple(
        problem("S102", anchor=section.anchor, title=section.title)
        for section in told
        if section.topic == "other" and not section.topic_score
    )


def lines_of_layout(layout: Layout) -> list[Line]:
    """A line for every block; of a table its title row, if it has one."""
    lines: list[Line] = []
    for block in layout.blocks:
        if block.kind == "table":
            lines.append(_table_line(layout, block))
        else:
            lines.append(
                Line(
                    text=simply(layout.block_text(block)),
                    start=block.start,
                    kind="text" if block.kind == "paragraph" else "cells",
                    size=block.size,
                    bold=block.bold,
                    centered=block.centered,
                    heading_level=block.heading_level,
                    contents_entry=block.contents_entry,
                    page_top=block.page_top,
                    page=block.page,
                )
            )
    return lines


def _table_line(layout: Layout, block: Block) -> Line:
    """A table whose first rows hold a title that spans it: the title's text and offset; else an empty text."""
    grid = layout.grids[block.grid] if block.grid is not None else None
    whole = [cell for cell in grid.cells if cell.col_span == grid.cols > 1] if grid else []
    titles = [
        (simply(text), cell.start, cell.row)
        for cell in whole
        for text in (layout.text[cell.start : cell.end],)
        if len(text) <= LONGEST_TITLE_ROW and "表" in text[3:]
    ]
    own = next(((text, start) for text, start, row in titles if row < TITLE_ROWS), ("", block.start))
    further = tuple((text, start) for text, start, row in titles if row >= TITLE_ROWS)
    return Line(*own, "table", page_top=block.page_top, page=block.page, inside=further)


def _says_nothing(line: Line, taxonomy: Taxonomy) -> bool:
    """Blank lines, form numbers, 单位 lines and the like."""
    squeezed = re.sub(r"\s", "", line.text)
    return not squeezed or taxonomy.never.fullmatch(squeezed) is not None


def _cover(lines: Sequence[Line], headings: Sequence[Heading], taxonomy: Taxonomy) -> Heading | None:
    """What stands before the first heading is the cover; the line that says what the document is, with the name before it, is its title."""
    stop = headings[0].first if headings else len(lines)
    said = [at for at, line in enumerate(lines[:stop]) if line.kind == "text" and not _says_nothing(line, taxonomy)]
    said = [
        at for at in said if len(lines[at].text) <= LONGEST_COVER_TITLE and not re.search("[。；，]", lines[at].text)
    ]
    if not said or any(line.kind != "text" for line in lines[: said[0]]):
        return None
    titled = next((at for at in said if taxonomy.cover_titles.search(re.sub(r"\s", "", lines[at].text))), said[0])
    first = titled
    # the department's name on the line before is part of the title
    if titled - 1 in said and titled - 1 == said[0] and not re.search(r"[:：]|\d{6}", lines[titled - 1].text):
        first = titled - 1
    texts = [line.text for line in lines[first : titled + 1]]
    start = lines[first].start + len(texts[0]) - len(texts[0].lstrip())
    end = lines[titled].start + len(texts[-1].rstrip())
    return Heading(first, titled, start, end, 0, None, "".join(text.strip() for text in texts), "cover", COVER_SCORE)


def _nest(layout: Layout, headings: Sequence[Heading]) -> list[Node]:
    """Parents, levels and ends from ranks. The cover and leaves hold nothing."""
    nodes: list[Node] = []
    stack: list[int] = []
    for index, heading in enumerate(headings):
        while stack and headings[stack[-1]].rank >= heading.rank:
            stack.pop()
        alone = heading.topic in LEAVES or heading.rank == 0
        following = next(
            (other.start for other in headings[index + 1 :] if alone or other.rank <= heading.rank),
            len(layout.text),
        )
        end = heading.end + len(layout.text[heading.end : following].rstrip())
        nodes.append(Node(heading, stack[-1] if stack else None, len(stack) + 1, end))
        if not alone:
            stack.append(index)
    return nodes


def _pieces(layout: Layout, headings: Sequence[Heading]) -> list[tuple[int, int, int | None]]:
    """What of the paragraph blocks is no heading: (start, end, index of the heading above or null)."""
    by_block: dict[int, list[Heading]] = {}
    for heading in headings:
        for at in range(heading.first, heading.last + 1):
            by_block.setdefault(at, []).append(heading)
    starts = [heading.start for heading in headings]
    pieces: list[tuple[int, int, int | None]] = []
    for index, block in enumerate(layout.blocks):
        if block.kind != "paragraph":
            continue
        read = block.start
        for heading in by_block.get(index, ()):
            pieces.append((read, max(read, heading.start), None))
            read = max(read, min(heading.end, block.end))
        pieces.append((read, block.end, None))
    trimmed = []
    for start, end, _ in pieces:
        text = layout.text[start:end]
        if text.strip():
            start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
            owner = bisect_right(starts, start) - 1
            trimmed.append((start, end, owner if owner >= 0 else None))
    return trimmed


def _sections(layout: Layout, nodes: Sequence[Node], topics: Sequence[Topic]) -> tuple[Section, ...]:
    return tuple(
        Section(
            id=f"s{index + 1}",
            parent_id=f"s{node.parent + 1}" if node.parent is not None else None,
            level=node.level,
            number=node.heading.number,
            title=as_printed(node.heading.title, layout.text[node.heading.start : node.heading.end]),
            topic=topic.topic,
            topic_score=topic.score,
            decided_by=topic.decided_by,
            start=node.heading.start,
            end=node.end,
            anchor=layout.anchor(node.heading.start, node.heading.end),
        )
        for index, (node, topic) in enumerate(zip(nodes, topics, strict=True))
    )


def _paragraphs(
    layout: Layout,
    pieces: Sequence[tuple[int, int, int | None]],
    sections: Sequence[Section],
    listed: Sequence[tuple[int, int]],
    taxonomy: Taxonomy,
) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    for start, end, owner in pieces:
        section = sections[owner] if owner is not None else None
        if any(first <= start < stop for first, stop in listed):
            topic, score = "contents", 1.0
        elif section is None or section.topic == "other":
            # no title tells: what the paragraph says, as in a narrative without sections
            said = taxonomy.refined("narrative", simply(layout.text[start:end]))
            topic, score = ("other", 0.0) if said == "narrative" else (said, UNTITLED_SCORE)
        else:
            topic = taxonomy.refined(section.topic, simply(layout.text[start:end]))
            score = section.topic_score if topic == section.topic else min(section.topic_score, REFINED_SCORE)
        paragraphs.append(
            Paragraph(
                id=f"p{len(paragraphs) + 1}",
                section_id=section.id if section else None,
                topic=topic,
                topic_score=score,
                start=start,
                end=end,
                anchor=layout.anchor(start, end),
            )
        )
    return tuple(paragraphs)
