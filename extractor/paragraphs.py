"""Which line goes on with a paragraph: told from the text column's edges, the distance of lines, their size and their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

import msgspec

from extractor.knowledge.layout import ends_title, stands_alone
from extractor.lines import PageLine
from extractor.records import Grid, PageSize

# A first line stands in by two characters as a rule; from 1.2 on it is no accident of justification.
FIRST_LINE_INDENT = 1.2
# A line that ends within this many characters of the column's right edge is full: the next may go on from it. Numbers are
# kept whole at line ends, so that full lines can end up to five digits (2.5 characters) early.
FULL_LINE = 2.6
# A number with its unit and the mark after it is not broken over lines.
UNBROKEN = re.compile(r"[\d０-９][\d０-９.,，．%％]*(?:万元|亿元|元)?[，。；、）%]?")
# A page tells its own text column from so many lines on.
ENOUGH_LINES = 8
# Dots that lead to a page number end an entry of a table of contents.
LEADERS = re.compile(r"(?:…{2,}|\.{4,}|·{4,}|．{4,}|•{4,}|─{4,}|-{6,})\s*\d*\s*$")
# One of these is in every such line: asked first, since the pattern looks at each character.
LEADER_PAIRS = ("……", "..", "··", "．．", "••", "──", "--")
SENTENCE_END = "。！？；：!?;:"
# No line that stands alone (目录) is longer: longer ones are not asked.
LONGEST_ALONE = 8
# What a title does not hold, behind its number.
_PARTED = re.compile(rf"[{SENTENCE_END}，,（(）)]")


class ColumnEdges(msgspec.Struct, frozen=True):
    """Left and right edge of the text column: of the page where it has enough lines to tell, else of all pages as wide."""

    by_page: dict[int, tuple[float, float]]
    width_of: dict[int, float]
    pitch: float  # the usual distance from line to line, in type sizes

    def of(self, line: PageLine) -> tuple[float, float]:
        return self.by_page[line.page]

    def centered(self, line: PageLine) -> bool:
        left, right = self.of(line)
        middle = self.width_of[line.page] / 2
        near = abs((line.box.x0 + line.box.x1) / 2 - middle) <= max(line.size, 0.02 * self.width_of[line.page])
        # body lines set in by two characters that happen to end two short of the edge are not centred
        return near and line.box.x0 > left + 2.6 * line.size and line.box.x1 < right - 2.6 * line.size

    def full(self, line: PageLine) -> bool:
        return line.box.x1 >= self.of(line)[1] - FULL_LINE * line.size

    def no_room(self, last: PageLine, line: PageLine) -> bool:
        """Whether ``last`` ended early because the number that starts ``line`` is kept whole and had no room."""
        match = UNBROKEN.match(line.text)
        if match is None or match.end() > len(line.lefts):
            return False
        width = line.rights[match.end() - 1] - line.lefts[0]
        return last.box.x1 + width > self.of(last)[1] - 0.5 * line.size

    def continues(self, lines: Sequence[PageLine], line: PageLine) -> bool:
        """Whether ``line`` goes on with the paragraph that ``lines`` have so far."""
        last = lines[-1]
        if any(pair in last.text for pair in LEADER_PAIRS) and LEADERS.search(last.text):
            return False
        if abs(line.size - last.size) > 0.12 * last.size or (line.bold != last.bold and not self.full(last)):
            return False
        if _follows(lines[0], line) or _stands_alone(last) or _stands_alone(line):
            return False
        if line.page == last.page:
            gap = line.box.top - last.box.bottom
            if gap > 1.6 * self.pitch * line.size or line.box.top < last.box.top:
                return False
        if self.centered(line):
            # the second line of a centred heading: only after a full one, on the same page
            return (
                line.page == last.page
                and self.full(last)
                and (self.centered(last) or len(lines) == 1)
                and last.size > 13
                and not _numbered(line)
                and ends_title().search(last.text) is None
            )
        if self.centered(last) and last.size >= 13:
            return False
        left, right = self.of(line)
        if line.box.x0 - left >= FIRST_LINE_INDENT * line.size:
            # indented as the paragraph is throughout (a list set in from the column) and not a new first line
            return (
                len(lines) > 1
                and abs(line.box.x0 - last.box.x0) < 0.5 * line.size
                and self.full(last)
                and not last.text.endswith(tuple(SENTENCE_END))
                and not _numbered(line)
            )
        if self.full(last) or self.no_room(last, line):
            heading = not self.full(line) and not any(mark in line.text for mark in SENTENCE_END + "，,")
            return not (_numbered(line) and (heading or last.text.endswith(tuple(SENTENCE_END))))
        if last.text.endswith(tuple(SENTENCE_END)) or _numbered(line):
            return False
        level = abs(line.box.x0 - last.box.x0) < 0.5 * line.size
        if (
            len(lines) == 1
            and level
            and _numbered(last)
            and not _PARTED.search(f"{last.text.strip()[4:]}{line.text[:1]}")
        ):
            return False  # a title with a number, and the text below it set in as far
        # a short line with no end in the middle of a sentence: only where it is most of a line
        return (last.box.x1 - left) >= 0.7 * (right - left) and line.page == last.page


_CHINESE_DIGITS = "零一二三四五六七八九"


def _follows(first: PageLine, line: PageLine) -> bool:
    """Whether ``line`` bears the number after the one of ``first`` ("八、", "九、"), or any below a part's title."""
    if not _numbered(line) or not _numbered(first):
        return False
    if first.text.lstrip()[:1] == "第":
        return True
    (style, number), (next_style, next_number) = _ordinal(first.text), _ordinal(line.text)
    return style == next_style and next_number == number + 1


def _ordinal(text: str) -> tuple[str, int]:
    """The style and the value of a leading number; the style is what stands round the digits."""
    match = re.match(r"\s*([（(]?)\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*([)）、.．]?)", text)
    if match is None:
        return "", -99
    digits = match.group(2)
    if digits.isdigit():
        return f"1{match.group(1)}{match.group(3)}", int(digits)
    tens, _, ones = digits.rpartition("十") if "十" in digits else ("", "", digits)
    value = _CHINESE_DIGITS.find(ones) if ones else 0
    if "十" in digits:
        value += 10 * (_CHINESE_DIGITS.find(tens) if tens else 1)
    return f"一{match.group(1)}{match.group(3)}", value


def _stands_alone(line: PageLine) -> bool:
    """Whether nothing is joined to the line, above or below: 目录."""
    return len(line.text) <= LONGEST_ALONE and stands_alone().fullmatch(line.text.strip()) is not None


def _numbered(line: PageLine) -> bool:
    """Whether the line starts as a numbered heading or list entry does."""
    return _starts_with_number(line.text)


@lru_cache(maxsize=256)  # each line is asked about several times over, next to the line above and the line below
def _starts_with_number(text: str) -> bool:
    text = text.lstrip()
    head = text[:6]
    if head[:1] == "第" and any(mark in head for mark in "部条章节"):
        return True
    if head[:1] in "（(":
        inner = head[1 : head.find("）")] if "）" in head else head[1 : head.find(")")]
        return 0 < len(inner) <= 3 and all(char in "一二三四五六七八九十0123456789" for char in inner)
    stop = next((index for index, char in enumerate(head) if char in "、.．"), -1)
    if stop <= 0:
        return False
    after = text[stop + 1 : stop + 2]
    number = head[:stop]
    if all(char in "一二三四五六七八九十" for char in number):
        return True
    return number.isdigit() and stop <= 2 and not after.isdigit()


def column_edges(
    pages: Sequence[PageSize], items: Sequence[Sequence[PageLine | Grid]], dropped: set[int]
) -> ColumnEdges:
    """The edges of every page, from its lines but those ``dropped`` (by ``id``)."""
    by_width: dict[int, list[PageLine]] = {}
    pitches: list[float] = []
    for page, found in zip(pages, items, strict=True):
        before: PageLine | None = None
        for item in found:
            if isinstance(item, Grid) or id(item) in dropped:
                before = None
                continue
            by_width.setdefault(round(page.width), []).append(item)
            if before is not None and item.size:
                pitches.append(max(0.0, item.box.top - before.box.bottom) / item.size)
            before = item
    by_page = {}
    usual: dict[float, tuple[float, float]] = {}  # of each width, from the lines of all pages that are as wide, once
    for page, found in zip(pages, items, strict=True):
        own = [item for item in found if not isinstance(item, Grid) and id(item) not in dropped]
        edges = _edges_of(own, page.width) if len(own) >= ENOUGH_LINES else None
        if edges is None:
            if page.width not in usual:
                alike = _edges_of(by_width.get(round(page.width), ()), page.width)
                usual[page.width] = alike or (0.1 * page.width, 0.9 * page.width)
            edges = usual[page.width]
        by_page[page.number] = edges
    pitch = max(0.5, median(pitches)) if pitches else 0.7
    return ColumnEdges(by_page, {page.number: page.width for page in pages}, pitch)


def _edges_of(lines: Sequence[PageLine], width: float) -> tuple[float, float] | None:
    """Where continuation lines start: the leftmost place at which a tenth of the long lines do; where full lines end."""
    long = [line for line in lines if line.box.x1 - line.box.x0 > 0.5 * width]
    if not long:
        return None
    if len(long) < 3:
        return min(line.box.x0 for line in lines), max(line.box.x1 for line in long)
    lefts = Counter(round(line.box.x0 / 3) for line in long)
    left = (
        min(place for place, count in lefts.items() if count >= max(2, 0.1 * len(long)) or len(lefts) == len(long))
        * 3.0
    )
    rights = sorted(line.box.x1 for line in long)
    return left, rights[int(0.8 * (len(rights) - 1))]
