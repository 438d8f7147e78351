"""Page numbers left in sources without pages (a text copied from a PDF or a Word file): taken out, and what they cut is joined again.

A number on a line of its own can as well be a code, a count or an amount of a form written a cell a line, and one of those taken out is
lost without a trace. Only what nothing else can be is taken: numbers between dashes, 第…页, and bare ones that count up by one, a page's
text apart, between prose. In doubt a number stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

import msgspec

from extractor.knowledge.layout import page_number_pattern
from extractor.records import FlowCellLines, FlowParagraph, FlowTable

Flow = FlowParagraph | FlowTable | FlowCellLines

# Bare numbers are pages where at least so many between prose count up by one, so many blocks apart: numbers of rows and torn numbers
# of items stand closer.
FEWEST, APART = 3, 4
# Characters between one and the next, at the mean: a full page has some 600, one of contents or of headings 200 to 300; the rows of a
# list that count themselves have fewer.
PAGE = 150
# So many characters at least, for each page but two (cover and contents), stand before the first number that is seen.
SHORTEST_PAGE = 100
# From 201 on a number can be the code of a class of expenditure.
LAST = 200
_ENDS = "。；;：:！!？?…"
_CLAUSE = re.compile(r"[，。；;]|,(?!\d)")
_QUANTITY = re.compile(r"\s*\d[\d,.，．]*\s*(?:[亿万]?元|[%％]|[个辆台人批家])")
_NUMBER = re.compile(r"[-−—–+]?[\d.,，]+[%％]?|[-−—–/]+")
_MARKED = re.compile(r"[-—─–－~·•][^/／]*[-—─–－~·•]|.*[第共Pp].*")
_BEGINS = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+[部章]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}、|\d{1,2}[.．](?!\d))"
)


class _Bare(NamedTuple):
    at: int  # index of its block
    number: int
    surely: bool  # prose stands before and behind it


def without_page_marks(flow: Sequence[Flow]) -> list[Flow]:
    """The flow without lines that are page numbers. A sentence that one stood in is one paragraph again."""
    marks = _marks(flow)
    kept: list[Flow] = []
    cut = False
    for at, block in enumerate(flow):
        if at in marks:
            cut = True
            continue
        before = kept[-1] if kept else None
        if cut and isinstance(before, FlowParagraph) and isinstance(block, FlowParagraph) and _goes_on(before, block):
            kept[-1] = msgspec.structs.replace(before, text=before.text.rstrip() + block.text.lstrip())
        else:
            kept.append(block)
        cut = False
    return kept


def _marks(flow: Sequence[Flow]) -> set[int]:
    """Numbers between dashes or with 第…页 are page numbers at sight, bare ones (and -3, which is an amount too) only as a series."""
    marks: set[int] = set()
    bare: list[_Bare] = []
    pattern = page_number_pattern()
    for at, block in enumerate(flow):
        if not isinstance(block, FlowParagraph) or len(block.text) > 20:
            continue
        text = block.text.strip()
        match = pattern.fullmatch(text)
        if match is None:
            continue
        printed = next(group for group in match.groups() if group is not None)
        if _MARKED.fullmatch(text):
            marks.add(at)
        elif printed.isdigit() and printed[0] not in "0０" and int(printed) <= LAST:
            before = _stands(flow[at - 1]) if at else "open"
            after = _stands(flow[at + 1]) if at + 1 < len(flow) else "open"
            if "number" not in (before, after):
                cut = after == "prose" and _QUANTITY.match(_text(flow[at + 1])) is not None
                bare.append(_Bare(at, int(printed), after == "prose" and (before == "prose" or cut)))
    return marks | _series(flow, bare)


def _series(flow: Sequence[Flow], bare: Sequence[_Bare]) -> set[int]:
    """The bare numbers that count the pages of a document. One without prose on both sides goes with the two that it stands between."""
    written = [0, *accumulate(_length(block) for block in flow)]
    runs: dict[int, list[_Bare]] = {}  # by their last number
    done: list[list[_Bare]] = []
    for each in bare:
        if not each.surely:
            continue
        for step in (1, 2):
            run = runs.get(each.number - step)
            between = _between(bare, run[-1], each) if run and step == 2 else []
            if run and len(between) == step - 1 and _apart([run[-1], *between, each]):
                done.append(runs.pop(each.number, []))
                runs[each.number] = [*runs.pop(each.number - step), *between, each]
                break
        else:
            if len(runs.get(each.number, [])) < 2:
                runs[each.number] = [each]
    pages = [run for run in (*done, *runs.values()) if run and _counts_pages(run, written)]
    return {each.at for run in pages for each in _alone(run, pages, bare)}


def _counts_pages(run: Sequence[_Bare], written: Sequence[int]) -> bool:
    """Whether numbers stand as far apart, and as far from the beginning, as pages do; ``written`` are the characters before a block."""
    first, last = run[0], run[-1]
    return (
        sum(each.surely for each in run) >= FEWEST
        and written[last.at] - written[first.at] >= PAGE * (len(run) - 1)
        and written[first.at] >= SHORTEST_PAGE * (first.number - 2)
    )


def _alone(run: Sequence[_Bare], runs: Sequence[Sequence[_Bare]], bare: Sequence[_Bare]) -> list[_Bare]:
    """Those of a run that are the only ones of their value between their neighbours: of two, either may be the page's."""
    counted = {each.at for other in runs if other is not run for each in other}
    loose = [each for each in bare if each.at not in counted]
    places = [-1, *(each.at for each in run), bare[-1].at + 1]
    return [
        each
        for each, low, high in zip(run, places, places[2:], strict=False)
        if sum(other.number == each.number for other in loose if low < other.at < high) == 1
    ]


def _between(bare: Sequence[_Bare], before: _Bare, after: _Bare) -> list[_Bare]:
    return [each for each in bare if before.at < each.at < after.at and each.number == before.number + 1]


def _apart(run: Sequence[_Bare]) -> bool:
    return all(after.at - before.at >= APART for before, after in pairwise(run))


def _stands(block: Flow) -> Literal["prose", "number", "open"]:
    """What a block beside a lone number says of it: by prose it may be a page's, by another number it is a cell, by a table or a
    few words it may be either."""
    if not isinstance(block, FlowParagraph):
        return "open"
    text = block.text.strip()
    if _NUMBER.fullmatch(text):
        return "number"
    heading = block.heading_level is not None or block.contents_entry or _BEGINS.match(text) is not None
    return "prose" if heading or text[-1:] in _ENDS or _CLAUSE.search(text) else "open"


def _text(block: Flow) -> str:
    return block.text if isinstance(block, FlowParagraph) else ""


def _length(block: Flow) -> int:
    if isinstance(block, FlowParagraph):
        return len(block.text)
    if isinstance(block, FlowCellLines):
        return sum(map(len, block.lines))
    return sum(len(cell.text) for cell in block.grid.cells)


def _goes_on(before: FlowParagraph, after: FlowParagraph) -> bool:
    """Whether ``after`` is the other half of a sentence that ``before`` begins: a heading has no comma, no paragraph begins with an
    amount, and a number alone is a cell."""
    return (
        (_CLAUSE.search(before.text) is not None or _QUANTITY.match(after.text) is not None)
        and _NUMBER.fullmatch(before.text.strip()) is None
        and _NUMBER.fullmatch(after.text.strip()) is None
        and before.text.rstrip()[-1:] not in _ENDS
        and before.heading_level is None
        and after.heading_level is None
        and not before.contents_entry
        and not after.contents_entry
        and (before.bold, before.centered) == (after.bold, after.centered)
        and _BEGINS.match(after.text) is None
    )
