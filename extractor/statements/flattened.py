"""Public forms whose table was lost on the way to text: a cell a line, or a row a line with the empty cells gone.

Where words and arithmetic tell the columns, the form is read (``extractor.statements.restored``). Where they do not, it is named in a
Problem and not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.knowledge.statements import Kind
from extractor.layout import Layout
from extractor.problems import problem
from extractor.records import Block, Problem
from extractor.statements.titles import read_title

# A form's heads stand within so many lines below its title, its amounts within so many; so many amounts make a form.
HEAD_LINES, MOST_LINES, FEWEST_AMOUNTS = 14, 400, 4
# A longer line, or one that ends as a sentence does, is prose.
LONGEST = 90
HEAD = re.compile(r"项目|科目(?:编码|名称|代码)|(?:决算|预算)数|金额|合计")
AMOUNT = re.compile(r"(?<![\d.,，])-?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d{1,6})(?![\d.,，万亿元%％])")


def flattened_forms(layout: Layout, kind: Kind | None, taken: set[int]) -> Iterator[Problem]:
    """A problem for each known form's title under which heads and amounts stand as text and no table. ``taken``: where the titles of
    forms that were read begin."""
    blocks = layout.blocks
    for index, block in enumerate(blocks):
        if (
            block.kind != "paragraph"
            or block.contents_entry
            or block.start in taken
            or not _is_title(layout, block, kind)
        ):
            continue
        heads, lines, amounts = _counts(_lines(layout, blocks[index + 1 : index + 1 + MOST_LINES], kind))
        if heads and amounts >= FEWEST_AMOUNTS:
            title = read_title(layout.block_text(block), kind)
            assert title is not None
            yield problem("T210", anchor=layout.anchor(block.start, block.end), title=title.printed, count=lines)


def _is_title(layout: Layout, block: Block, kind: Kind | None) -> bool:
    if block.end - block.start > LONGEST:
        return False
    title = read_title(layout.block_text(block), kind)
    return title is not None and title.form != "other" and "表" in title.printed[-6:]


def _lines(layout: Layout, blocks: Sequence[Block], kind: Kind | None) -> Iterator[str]:
    """The lines up to the next title, table or sentence."""
    for block in blocks:
        if block.kind == "table" or _is_title(layout, block, kind):
            return
        for line in layout.text[block.start : block.end].split("\n"):
            text = line.strip()
            if len(text) > LONGEST or text.endswith(("。", "；")):
                return
            yield text


def _counts(lines: Iterator[str]) -> tuple[bool, int, int]:
    """Whether column heads stand at the top, how many lines hold amounts that no unit follows, and how many amounts."""
    heads, with_amounts, amounts = False, 0, 0
    for number, line in enumerate(lines):
        heads = heads or (number < HEAD_LINES and HEAD.search(line) is not None)
        found = len(AMOUNT.findall(line))
        with_amounts += found > 0
        amounts += found
    return heads, with_amounts, amounts
