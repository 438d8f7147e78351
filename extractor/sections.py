"""Headings + taxonomy → the tree of sections with their topics, and the paragraphs between them.

A heading is known by its number, its title in the taxonomy, its style in the source, its size, weight and place; a numbered sentence
of a list is none. Entries of a table of contents are paragraphs of the contents section. Every paragraph block is a heading, a paragraph,
or (run-in headings) both, one after the other; tables and flattened tables are neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from extractor.knowledge.sections import (
    body_pattern,
    document_title_pattern,
    form_title_pattern,
    indicator_title_pattern,
    section_words,
    topic_titles,
)
from extractor.layout import Layout
from extractor.records import Block, Paragraph, Problem, Section

# How high a heading stands by its numbering; unnumbered ones take the taxonomy's rank. Lower is higher.
RANKS = {
    "part": 10,
    "chinese": 20,
    "decimal": 30,
    "chinese_bracket": 30,
    "arabic": 40,
    "arabic_bracket": 50,
    "circled": 60,
}
STYLED_RANKS = {1: 10, 2: 20, 3: 30, 4: 40, 5: 50, 6: 60}
LONGEST_TITLE = 48  # characters, without its number: titles with the longest department names
LONGEST_RUN_IN = 30
LONGEST_DUTY = 12  # a heading among duties is short ("重点工作完成情况"); longer ones are duties that name the words
# Sections that hold no others: they end where the next heading starts.
LEAVES = ("contents", "statements.form", "attachments.indicators")
LARGER = 1.12  # a heading in larger type than the text
_NUMBERS = {
    "part": r"第[一二三四五六七八九十百\d]+(?:部分|章|篇|编|节)",
    "chinese": r"[一二三四五六七八九十百]{1,4}\s*[、.．，,：:]",
    "chinese_bracket": r"[（(]\s*[一二三四五六七八九十百]{1,4}\s*[)）][、.．]?",
    "decimal": r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[、.．]?(?=[^\d%.．万亿元个年月])",
    "arabic_bracket": r"(?:[（(]\s*\d{1,2}\s*[)）]|\d{1,2}[)）])[、.．]?",
    "arabic": r"\d{1,2}\s*(?:、|[.．](?=\s*(?:\d{4}年|\D)))",
    "circled": r"[①-⑳]",
}
_NUMBER = re.compile(r"\s*(?:" + "|".join(f"(?P<{style}>{pattern})" for style, pattern in _NUMBERS.items()) + r")\s*")
_SENTENCE = re.compile(r"[。；;！!？?]")
_DOTS = re.compile(r"[.…·•．\-—_\s]*[\divxIVX]*$")
_SQUEEZE = re.compile(
    r"[\s“”\"'‘’]|[（(](?:部门|单位|本级|本部|汇总)[)）]|(?:\d{4}|[二〇○零一三四五六七八九]{4}|[xX×]{2,4})年度?"
)


class SectionTree(NamedTuple):
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    problems: tuple[Problem, ...]


class Number(NamedTuple):
    """The number of a heading or list entry: its style and how many characters it takes."""

    style: str
    printed: str
    length: int


class Heading(NamedTuple):
    """A heading found: ``start``/``end`` in the document text; what is left of its block is body text."""

    block: int
    last_block: int
    start: int
    end: int
    rank: int
    number: str | None
    title: str
    topic: str | None
    certainty: float


def find_sections(layout: Layout) -> SectionTree:
    """The section tree of a document and its paragraphs, in reading order. Offsets as in ``layout.text``."""
    blocks = layout.blocks
    contents = _contents(layout)
    headings = _headings(layout, contents)
    return _tree(layout, headings, contents, blocks)


def number_of(text: str) -> Number | None:
    """The number that a text starts with, if any."""
    match = _NUMBER.match(text)
    if match is None or match.lastgroup is None:
        return None
    return Number(match.lastgroup, match.group(match.lastgroup), match.end())


def topic_of(title: str, ancestors: Sequence[str] = ()) -> tuple[str, int] | None:
    """The topic that a title says, and the rank of its unnumbered headings; null where the taxonomy does not know it."""
    squeezed = squeeze(title)
    for entry in topic_titles():
        if entry.under and not any(_within(ancestor, entry.under) for ancestor in ancestors):
            continue
        if entry.pattern.search(squeezed):
            return entry.topic, entry.rank
    return None


def squeeze(title: str) -> str:
    """A title without spaces, quotation marks, years and end punctuation."""
    return _SQUEEZE.sub("", title).rstrip("。：:；;，,.")


# --- contents ---------------------------------------------------------------------------------------------------------


def _contents(layout: Layout) -> range:
    """Blocks of the table of contents, its own heading first; an empty range where there is none."""
    blocks = layout.blocks
    start = next(
        (
            index
            for index, block in enumerate(blocks[:60])
            if block.kind == "paragraph" and squeeze(layout.block_text(block)) in ("目录", "目次", "目錄", "目录目录")
        ),
        None,
    )
    marked = [index for index, block in enumerate(blocks) if block.contents_entry]
    if start is None:
        return range(marked[0], marked[-1] + 1) if marked else range(0)
    seen: dict[str, int] = {}
    end = start + 1
    for index in range(start + 1, len(blocks)):
        block = blocks[index]
        text = layout.block_text(block)
        entry = _entry(text)
        if block.contents_entry:
            seen.setdefault(entry, index)
            end = index + 1
            continue
        if block.kind != "paragraph" or len(entry) > 70 or body_pattern().search(text):
            break
        if entry in seen and (index - start > 2) and not _dotted(text):
            return range(start, index)  # the first entry again: the body starts here
        if _SENTENCE.search(text[:-1]) and not _dotted(text):
            break
        if (
            block.page_top
            and block.page != blocks[start].page
            and _titled(block, blocks[start + 1 : index])
            and not _dotted(text)
        ):
            return range(start, index)  # a page that starts with a title set as no entry was: the body
        seen.setdefault(entry, index)
        end = index + 1
    else:
        return range(start, end)
    # nothing repeated an entry: the body starts at the last page top before the first long paragraph, if any
    tops = [
        index for index in range(start + 1, end) if blocks[index].page_top and blocks[index].page != blocks[start].page
    ]
    if tops:
        return range(start, tops[-1])
    dotted = [index for index in range(start + 1, end) if _dotted(layout.block_text(blocks[index]))]
    return range(start, dotted[-1] + 1 if dotted else start + 1)


def _titled(block: Block, entries: Sequence[Block]) -> bool:
    """Whether a block is set as a title where the entries so far were not."""
    sizes = [entry.size for entry in entries if entry.size is not None]
    larger = bool(sizes) and block.size is not None and block.size > LARGER * max(sizes)
    return larger or (block.centered and not any(entry.centered for entry in entries))


def _entry(text: str) -> str:
    number = number_of(text)
    return squeeze(_DOTS.sub("", text[number.length if number else 0 :]))


def _dotted(text: str) -> bool:
    return re.search(r"(?:…|\.{3,}|·{3,}|．{3,})\s*[\-—]?\d*", text) is not None


# --- headings ---------------------------------------------------------------------------------------------------------


class _Context:
    """What stands above while headings are decided from top to bottom."""

    def __init__(self) -> None:
        self.stack: list[tuple[int, str]] = []  # rank, topic
        self.stopped: int | None = None  # rank of the last numbered heading whose title ends with a full stop

    def put(self, rank: int, topic: str | None) -> str:
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        parent = self.stack[-1][1] if self.stack else "other"
        inherited = section_words().inherit
        kept = next((inherited[above] for _, above in self.stack if above in inherited), None)
        if kept is not None and topic is not None and not topic.startswith(kept):
            topic = kept
        chosen = topic or kept or parent
        if chosen not in LEAVES:
            self.stack.append((rank, chosen))
        return chosen

    def above(self, rank: int) -> list[str]:
        return [topic for other, topic in self.stack if other < rank]

    def reports(self) -> bool:
        """Whether an evaluation report stands above."""
        return any(topic == "attachments.evaluation" for _, topic in self.stack)

    def rank_of(self, topic: str) -> int | None:
        return next((rank for rank, other in self.stack if other == topic), None)


def _headings(layout: Layout, contents: range) -> list[Heading]:
    blocks = layout.blocks
    body_size = _body_size(blocks)
    lists = _list_entries(layout, contents, body_size)
    found: list[Heading] = []
    context = _Context()
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind == "paragraph":
            heading: Heading | None
            if index in contents:
                heading = None
                if index == contents.start and not block.contents_entry:
                    text = layout.block_text(block)
                    heading = Heading(index, index, block.start, block.end, 10, None, text.strip(), "contents", 1.0)
            else:
                heading = _heading(layout, index, body_size, context, in_list=index in lists)
            if heading is not None:
                topic = context.put(heading.rank, heading.topic)
                if heading.number is not None:
                    context.stopped = heading.rank if layout.text[heading.end - 1] == "。" else None
                found.append(heading._replace(topic=topic))
                index = heading.last_block
        index += 1
    return found


def _heading(
    layout: Layout, index: int, body_size: float | None, context: _Context, *, in_list: bool
) -> Heading | None:
    block = layout.blocks[index]
    text = layout.block_text(block)
    number = number_of(text)
    body = text[number.length :] if number else text
    title = body.strip()
    if not title or len(title) > 400:
        return _bare_part(block, index, number, text) if not title else None
    marked = _marked(block, body_size)
    if _form_title(layout, index, title):
        topic = "attachments.indicators" if indicator_title_pattern().search(squeeze(title)) else "statements.form"
        return _whole(block, index, text, number, title, _form_rank(block, number, marked, context), topic, 1.0)
    styled = STYLED_RANKS.get(block.heading_level or 0)
    if styled is not None and len(title) <= 2 * LONGEST_TITLE:
        if number is None and not context.stack and document_title_pattern().search(squeeze(title)):
            return None  # the document's own title
        known = topic_of(title, context.above(RANKS[number.style] if number else styled))
        if known is not None and number is None:
            styled = min(styled, known[1])
        return _whole(
            block,
            index,
            text,
            number,
            title,
            RANKS[number.style] if number else styled,
            known[0] if known else None,
            1.0,
        )
    glossary = context.rank_of("glossary")
    rank: int | None = RANKS[number.style] if number else None
    if glossary is not None and (rank is None or rank > glossary) and not (number is None and marked):
        return None  # terms of the glossary are no headings
    known = topic_of(title, context.above(rank or 99))
    short = len(title) <= LONGEST_TITLE and not _SENTENCE.search(title[:-1]) and title[-1] not in "，,、；;"
    clean = not body_pattern().search(title) and "，" not in title
    if number is not None and rank is not None:
        if short and clean and title[-1] not in "。：:":
            if known is None and not marked and (in_list or _duties(context, rank) or _names(context, number)):
                return None
            if number.style == "part" and known is None:
                joined = _rest_of_part(layout, block, index, text, number, title, context)
                if joined is not None:
                    return joined
            return _whole(block, index, text, number, title, rank, known[0] if known else None, 0.95 if known else 0.7)
        return _run_in(block, index, text, number, body, rank, context)
    if not (short and clean) or known is None or title[-1] in "：:" or len(title) > 40:
        return None
    topic, place = known
    if place > RANKS["part"] and block.size is not None and (block.centered or _larger(block, body_size)):
        place -= 1  # a title in the middle of the page stands over the numbered headings of its rank
    flow = block.size is None
    if not (marked or flow or (block.page_top and len(title) <= 20)):
        return None
    if title[-1] == "。" and (len(title) > 12 or not flow):
        return None
    if title[-1] == "。" and context.stopped is not None:
        place = context.stopped  # its number was torn off: it stands with its neighbours that end so too
    if context.stack:
        above_rank, above_topic = context.stack[-1]
        if topic.startswith(above_topic + ".") and place <= above_rank:
            place = above_rank + 10  # a sub-topic of the section it stands in
        elif topic == above_topic == "attachments":
            place = max(place, above_rank + 2)  # 附件1 under the part that is called 附件
    if (topic == "other" and not context.reports()) or (flow and not marked and not _says_only(title)):
        return None
    return _joined(layout, block, index, title, place, topic)


def _whole(
    block: Block,
    index: int,
    text: str,
    number: Number | None,
    title: str,
    rank: int,
    topic: str | None,
    certainty: float,
) -> Heading:
    lead = len(text) - len(text.lstrip())
    return Heading(
        index,
        index,
        block.start + lead,
        block.start + len(text.rstrip()),
        rank,
        number.printed.strip() if number else None,
        title.rstrip("。：: "),
        topic,
        certainty,
    )


def _bare_part(block: Block, index: int, number: Number | None, text: str) -> Heading | None:
    """ "第二部分" alone on its line is a heading all the same."""
    if number is None or number.style != "part":
        return None
    return _whole(block, index, text, number, text.strip(), RANKS["part"], None, 0.6)


def _run_in(
    block: Block, index: int, text: str, number: Number, body: str, rank: int, context: _Context
) -> Heading | None:
    """A heading with its text on the same line: "（一）主要职能。负责……", "一、收入总计：……"."""
    match = re.match(rf"\s*([^。：:；，,]{{2,{LONGEST_RUN_IN}}}?)[。：:]", body)
    if match is None:
        return None
    title = match.group(1).strip()
    known = topic_of(title, context.above(rank))
    if known is None or body_pattern().search(title) or re.search(r"[（(][类款项][)）]|\d", squeeze(title)):
        return None
    if _duties(context, rank) and (not known[0].startswith("overview") or len(squeeze(title)) > LONGEST_DUTY):
        return None
    rest = body[match.end() :].strip()
    if not rest and len(title) > LONGEST_RUN_IN:
        return None
    if rest and known[0] == "other" and not any(topic.startswith("attachments") for topic in context.above(99)):
        return None
    end = block.start + number.length + match.end()
    return Heading(index, index, block.start, end, rank, number.printed.strip(), title, known[0], 0.85)


def _joined(layout: Layout, block: Block, index: int, title: str, rank: int, topic: str) -> Heading:
    """An unnumbered heading, with the torn-off end of its title on the next line ("……绩效评价" / "报告")."""
    following = layout.blocks[index + 1] if index + 1 < len(layout.blocks) else None
    if following is not None and following.kind == "paragraph":
        tail = layout.block_text(following).strip()
        if len(tail) <= 4 and tail in ("报告", "说明", "情况", "情况说明", "公开", "报告书"):
            return Heading(index, index + 1, block.start, following.end, rank, None, title + tail, topic, 0.9)
    return Heading(index, index, block.start, block.end, rank, None, title.rstrip("。"), topic, 0.9)


def _form_title(layout: Layout, index: int, title: str) -> bool:
    """Whether the block is the title of the table that stands under it (a 单位 line may stand between)."""
    if len(title) > 60 or not form_title_pattern().search(squeeze(title)) or _SENTENCE.search(title):
        return False
    for block in layout.blocks[index + 1 : index + 4]:
        if block.kind == "table" or (block.kind == "cell_lines" and indicator_title_pattern().search(squeeze(title))):
            return True
        text = layout.block_text(block)
        if len(text) > 60 or _SENTENCE.search(text) or form_title_pattern().search(squeeze(text)):
            return False
    return False


def _form_rank(block: Block, number: Number | None, marked: bool, context: _Context) -> int:
    """Forms stand below their part; where none is open, a title that looks like one closes what was open before."""
    if number is not None:
        return RANKS[number.style]
    if any(topic == "statements" for _, topic in context.stack) or not (marked or block.page_top):
        return 30
    return 1


def _marked(block: Block, body_size: float | None) -> bool:
    """Whether type and place say heading: bold, centred, or larger than the text."""
    return block.bold or block.centered or _larger(block, body_size)


def _larger(block: Block, body_size: float | None) -> bool:
    return body_size is not None and block.size is not None and block.size > LARGER * body_size


def _duties(context: _Context, rank: int) -> bool:
    """Inside a list of duties or of the year's work, numbered lines are its entries."""
    return any(topic in ("overview.functions", "overview.key_work") for topic in context.above(rank))


def _names(context: _Context, number: Number) -> bool:
    """Below the part on the body itself, lines with low numbers name offices and units."""
    return number.style not in ("part", "chinese", "chinese_bracket") and any(
        topic.startswith("overview") for _, topic in context.stack
    )


def _rest_of_part(
    layout: Layout, block: Block, index: int, text: str, number: Number, title: str, context: _Context
) -> Heading | None:
    """A part's title that goes on in the next block: "第三部分 某局2024年度" / "部门决算情况说明"."""
    following = layout.blocks[index + 1] if index + 1 < len(layout.blocks) else None
    if following is None or following.kind != "paragraph" or following.size != block.size:
        return None
    tail = layout.block_text(following).strip()
    known = topic_of(title + tail, context.above(RANKS["part"]))
    if known is None or len(title + tail) > LONGEST_TITLE or number_of(tail) is not None or _SENTENCE.search(tail):
        return None
    whole = _whole(block, index, text, number, title + tail, RANKS["part"], known[0], 0.9)
    return whole._replace(last_block=index + 1, end=following.end)


def _says_only(title: str) -> bool:
    """In sources without type, a title says its topic and little else."""
    return len(squeeze(title)) <= 30 and not re.search(r"[。：:]", title[:-1])


def _list_entries(layout: Layout, contents: range, body_size: float | None) -> set[int]:
    """Blocks of runs of three and more short numbered lines with nothing between them: lists, unless the taxonomy knows them."""
    entries: set[int] = set()
    run: list[int] = []
    style: str | None = None
    for index, block in enumerate(layout.blocks):
        number = number_of(layout.block_text(block)) if block.kind == "paragraph" and index not in contents else None
        if number is not None and number.style == style and block.lines <= 2:
            run.append(index)
            continue
        if len(run) >= 3:
            entries.update(run)
        run, style = ([index], number.style) if number else ([], None)
    if len(run) >= 3:
        entries.update(run)
    return entries


def _body_size(blocks: Sequence[Block]) -> float | None:
    sizes: Counter[float] = Counter()
    for block in blocks:
        if block.kind == "paragraph" and block.size is not None:
            sizes[round(block.size)] += block.end - block.start
    return float(sizes.most_common(1)[0][0]) if sizes else None


def _within(topic: str, wanted: Sequence[str]) -> bool:
    return any(topic == name or topic.startswith(name + ".") for name in wanted)


# --- tree -------------------------------------------------------------------------------------------------------------


def _tree(layout: Layout, headings: list[Heading], contents: range, blocks: Sequence[Block]) -> SectionTree:
    starts = {heading.block: number for number, heading in enumerate(headings)}
    covered = {block for heading in headings for block in range(heading.block, heading.last_block + 1)}
    ends = _ends(headings, len(layout.text))
    sections: list[Section] = []
    stack: list[tuple[int, Section]] = []
    paragraphs: list[Paragraph] = []
    decided: Literal["rule", "model"] = "rule"
    cover = _cover(layout, headings)
    if cover is not None:
        sections.append(cover)
    current: Section | None = cover
    for index, block in enumerate(blocks):
        if index in starts:
            heading = headings[starts[index]]
            while stack and stack[-1][0] >= heading.rank:
                stack.pop()
            section = Section(
                id=f"s{len(sections) + 1}",
                parent_id=stack[-1][1].id if stack else None,
                level=len(stack) + 1,
                number=heading.number,
                title=heading.title,
                topic=heading.topic or "other",
                topic_score=heading.certainty,
                decided_by=decided,
                start=heading.start,
                end=ends[starts[index]],
                anchor=layout.anchor(heading.start, heading.end),
            )
            sections.append(section)
            if section.topic not in LEAVES:
                stack.append((heading.rank, section))
            current = section
            if heading.end < block.end and heading.last_block == index:
                _add_paragraph(layout, paragraphs, current, heading.end, block.end)
        elif index not in covered and block.kind == "paragraph":
            _add_paragraph(layout, paragraphs, current, block.start, block.end)
    return SectionTree(tuple(sections), tuple(paragraphs), ())


def _ends(headings: Sequence[Heading], length: int) -> list[int]:
    """Where each section ends: at the next heading as high or higher, or with the document."""
    return [
        next(
            (other.start for other in headings[number + 1 :] if other.rank <= heading.rank or heading.topic in LEAVES),
            length,
        )
        for number, heading in enumerate(headings)
    ]


def _cover(layout: Layout, headings: Sequence[Heading]) -> Section | None:
    """What stands before the first heading, as a section of its own."""
    end = headings[0].start if headings else len(layout.text)
    first = next((block for block in layout.blocks if layout.block_text(block).strip()), None)
    if first is None or first.start >= end:
        return None
    text = layout.block_text(first).strip()
    title = text if len(text) <= 60 and first.kind == "paragraph" else ""
    return Section(
        id="s1",
        parent_id=None,
        level=1,
        number=None,
        title=title,
        topic="cover",
        topic_score=0.9,
        decided_by="rule",
        start=first.start,
        end=end,
        anchor=layout.anchor(first.start, first.end if title else first.start),
    )


def _add_paragraph(layout: Layout, paragraphs: list[Paragraph], section: Section | None, start: int, end: int) -> None:
    text = layout.text[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    if start >= end:
        return
    topic = refined(section.topic if section else "other", layout.text[start:end])
    paragraphs.append(
        Paragraph(
            id=f"p{len(paragraphs) + 1}",
            section_id=section.id if section else None,
            topic=topic,
            topic_score=section.topic_score if section else 0.3,
            start=start,
            end=end,
            anchor=layout.anchor(start, end),
        )
    )


def refined(topic: str, text: str) -> str:
    """The paragraph's own topic where its section holds several: what it says decides."""
    for entry in section_words().refine:
        if entry.topic == topic and re.search(entry.says, text):
            return entry.to
    return topic
