"""名词解释 → terms with their definitions, numbered or not, with a colon or without, over as many paragraphs as they take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extractor.knowledge.glossary import glossary_pattern
from extractor.knowledge.phrases import simply
from extractor.knowledge.webpages import site_words
from extractor.layout import Layout
from extractor.records import Block, GlossaryEntry, Paragraph, Section

# The longest terms are function lines with all three names (类、款、项): up to some 70 characters.
_MAX_TERM = 80
_NUMBER = re.compile(
    r"\s*(?:[（(]\s*(?:[一二三四五六七八九十百]{1,4}|\d{1,2})\s*[）)]\s*[、.．,，]?|[一二三四五六七八九十百]{1,4}\s*[、.．,，]"
    r"|\d{1,2}\s*(?:[、,，]|[.．](?!\d))|[①-⑳])\s*"
)
# A function line without a colon: its last name is in front of the cue; a footnote's number may stick to it.
_FUNCTION_TERM = re.compile(r"([^。；;：:]{2,78}?[（(][类款项目][）)])\s*\d{0,3}\s*(?=(.{0,4}))")
_SENTENCE = re.compile(r"[。；;！!？?]")
_INNER_NUMBER = re.compile(
    r"(?<=[。；;])\s*(?=(?:\d{1,2}[、.．](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)])[^。；;：:]{2,60}[：:])"
)


class _Entry(NamedTuple):
    """A term in a paragraph: offsets of the term and of where its definition starts."""

    start: int
    end: int
    definition: int
    numbered: bool


def find_glossary(
    layout: Layout, sections: Sequence[Section], paragraphs: Sequence[Paragraph] = ()
) -> tuple[GlossaryEntry, ...]:
    """All entries in reading order; ``anchor`` covers term and definition. A document without a glossary has none."""
    found: list[GlossaryEntry] = []
    taken = 0
    for start, end in _ranges(layout, sections):
        if start < taken:
            continue
        found += _entries(layout, start, end)
        taken = end
    return tuple(found)


def _ranges(layout: Layout, sections: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """Where glossaries stand: from below their heading to the next heading of the same or a higher level."""
    own = [section for section in sections if section.topic == "glossary" or _is_title(section.title)]
    inside: set[str] = set()
    ranges: list[tuple[int, int]] = []
    for section in own:
        if section.parent_id in inside:
            inside.add(section.id)
            continue
        inside.add(section.id)
        end = section.end
        kin = {section.id}
        for other in sections:
            if other.parent_id in kin:
                kin.add(other.id)
                end = max(end, other.end)
        ranges.append((section.anchor.end, end))
    if ranges:
        yield from ranges
        return
    titles = [
        block
        for block in layout.blocks
        if block.kind == "paragraph" and not block.contents_entry and _is_title(layout.block_text(block))
    ]
    for number, block in enumerate(titles, 1):
        yield block.end, titles[number].start if number < len(titles) else layout.blocks[-1].end


def _ends(layout: Layout, block: Block, title: Block | None) -> bool:
    """Whether a block is past the glossary: a table, a heading that says so, or one set as the glossary's own heading is."""
    if block.kind != "paragraph":
        return True
    text = layout.block_text(block).strip()
    if len(text) >= 60:
        return False
    if glossary_pattern("ends").fullmatch(text) or site_words().search(simply(text)):
        return True
    if title is None or _entry(text, 0) is not None or _SENTENCE.search(text) or _NUMBER.match(text):
        return False
    if title.heading_level is not None and block.heading_level is not None:
        return block.heading_level <= title.heading_level
    if block.page_top and len(text) < 40 and not text.isdigit() and not re.search(r"[，,、：:]", text):
        return True
    larger = title.size is not None and block.size is not None and block.size >= 0.97 * title.size
    marked = (title.centered and block.centered) or (title.bold and block.bold)
    return larger and marked and not text.isdigit()


def _is_title(text: str) -> bool:
    bare = re.sub(r"^第[一二三四五六七八九十\d]+(?:部分|章|节)[、：:]?", "", "".join(text.split()))
    return (
        len(bare) < 30
        and glossary_pattern("titles").fullmatch(_NUMBER.sub("", bare, count=1).strip("：:。")) is not None
    )


def _entries(layout: Layout, start: int, end: int) -> list[GlossaryEntry]:
    title = next((block for block in layout.blocks if block.start < start <= block.end), None)
    pieces: list[tuple[int, int]] = []
    for block in layout.blocks:
        if start <= block.start < end:
            if _ends(layout, block, title):
                break
            pieces += _pieces(layout, block)
    found: list[GlossaryEntry] = []
    current: _Entry | None = None
    goes_on = False
    last = 0

    def close() -> None:
        nonlocal current
        if current is not None and layout.text[current.definition : last].strip():
            begin = (
                current.definition
                + len(layout.text[current.definition : last])
                - len(layout.text[current.definition : last].lstrip())
            )
            found.append(
                GlossaryEntry(
                    term=_clean_term(layout.text[current.start : current.end]),
                    definition=layout.text[begin:last],
                    anchor=layout.anchor(current.start, last),
                )
            )
        current = None

    for number, (begin, finish) in enumerate(pieces):
        text = layout.text[begin:finish]
        if text.strip().isdigit():
            continue  # a page number that stayed in the text
        entry = _entry(text, begin)
        if entry is None and number + 1 < len(pieces):
            entry = _lone_term(text, begin, layout.text[pieces[number + 1][0] : pieces[number + 1][1]])
        if entry is not None and not (current is not None and not entry.numbered and goes_on):
            close()
            current = entry
        # "其中：" at the end: the paragraphs below belong to the same entry, up to the next number
        goes_on = (
            text.rstrip().endswith(("：", ":", "，", "、")) and current is not None and finish > current.definition
        )
        last = finish
    close()
    # a list of contents or of reports may stand under such a heading: its "terms" are defined by nothing
    return found if any(_starts_with_cue(entry.definition) for entry in found) else []


def _pieces(layout: Layout, block: Block) -> Iterator[tuple[int, int]]:
    """Paragraphs, those that hold several numbered entries cut before each number."""
    if block.kind != "paragraph" or block.contents_entry:
        return
    text = layout.block_text(block)
    cuts = [0, *(match.end() for match in _INNER_NUMBER.finditer(text)), len(text)]
    for begin, finish in pairwise(cuts):
        piece = text[begin:finish].rstrip()
        if piece.strip():
            yield block.start + begin, block.start + begin + len(piece)


def _entry(text: str, at: int) -> _Entry | None:
    """The term that a paragraph begins with, and where its definition begins; null where it goes on with the one before."""
    number = _NUMBER.match(text)
    begin = number.end() if number else len(text) - len(text.lstrip())
    body = text[begin:]
    numbered = number is not None
    colon = _colon(body)
    if colon is not None:
        term, rest = body[:colon], body[colon + 1 :].lstrip()
        if _is_term(term) and (numbered or not rest or _starts_with_cue(rest) or len(term.strip()) <= 30):
            return _Entry(at + begin, at + begin + len(term.rstrip()), at + begin + colon + 1, numbered)
        return None
    function = _FUNCTION_TERM.match(body)
    while function is not None:
        if _cue().match(function.group(2)):
            return _Entry(at + begin, at + begin + function.end(1), at + begin + function.end(), numbered)
        longer = re.compile(_FUNCTION_TERM.pattern.replace("{2,78}?", f"{{{function.end(1)},78}}?", 1))
        function = longer.match(body) if function.end(1) < 78 else None
    cue = re.search(rf"[，,—\-\s]*(?={glossary_pattern('strong_cues').pattern})", body[: _MAX_TERM + 8])
    if cue is not None and cue.start() > 1:
        term = body[: cue.start()]
        quoted = term.strip()[:1] in '“"《「' and term.strip()[-1:] in '”"》」'
        if (
            len(term) <= 30
            and _is_term(term)
            and (numbered or quoted or cue.end() == cue.start())
            and not re.search(r"[，,、]", term)
        ):
            return _Entry(at + begin, at + begin + cue.start(), at + begin + cue.end(), numbered)
    return None


def _lone_term(text: str, at: int, following: str) -> _Entry | None:
    """A term on a line of its own, numbered, whose definition is the next paragraph."""
    number = _NUMBER.match(text)
    term = text[number.end() :] if number else ""
    if (
        number is None
        or not _is_term(term)
        or len(term) > 40
        or _entry(following, 0) is not None
        or _NUMBER.match(following)
    ):
        return None
    return _Entry(at + number.end(), at + number.end() + len(term.rstrip()), at + len(text), True)


def _colon(text: str) -> int | None:
    """The first colon outside brackets, before any sentence ends."""
    depth = 0
    for at, char in enumerate(text[: _MAX_TERM + 8]):
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth = max(0, depth - 1)
        elif char in "：:" and depth == 0:
            return at
        elif _SENTENCE.match(char) and depth == 0:
            return None
    return None


def _is_term(text: str) -> bool:
    term = "".join(text.split()).strip("“”\"'《》")
    if not 2 <= len(term) <= _MAX_TERM or _SENTENCE.search(term) or glossary_pattern("not_terms").fullmatch(term):
        return False
    # a clause that ends in a colon is no term: 其中，因公出国（境）费反映：, 主要包括以下内容：
    return not re.search(r"[，,]|如下$|以下.{0,6}$|包括$|分为$|(?:^|[^不])是$", re.sub(r"[（(][^）)]*[）)]", "", term))


def _starts_with_cue(text: str) -> bool:
    return _cue().match(text) is not None


@cache
def _cue() -> re.Pattern[str]:
    return glossary_pattern("cues")


def _clean_term(term: str) -> str:
    """The term without a footnote's number behind it and without quotation marks round the whole of it."""
    found = re.sub(r"(?<=[）)])\s*\d{1,3}$", "", term.strip())
    whole = re.fullmatch(r"[“\"]([^“”\"]+)[”\"]", found)
    return (whole.group(1) if whole else found).strip()
