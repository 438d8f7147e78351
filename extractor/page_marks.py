"""Page numbers left in sources without pages (a text copied from a PDF or a Word file): taken out, and what they cut is joined again."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from extractor.knowledge.layout import page_number_pattern
from extractor.records import FlowCellLines, FlowParagraph, FlowTable

Flow = FlowParagraph | FlowTable | FlowCellLines

# Bare numbers on lines of their own are pages where at least so many count up by one and stand so many blocks apart: numbers of
# rows and torn numbers of items stand closer.
FEWEST, APART = 3, 4
_ENDS = "。；;：:！!？?…"
_CLAUSE = re.compile(r"[，。；,;]")
_QUANTITY = re.compile(r"\s*\d[\d,.]*\s*(?:[亿万]?元|[%％]|[个辆台人批家])")
_BEGINS = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+[部章]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d))"
)


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
    """Numbers between dashes or with 第…页 are page numbers at sight, bare ones only as a series."""
    marks: set[int] = set()
    bare: list[tuple[int, int]] = []
    pattern = page_number_pattern()
    for at, block in enumerate(flow):
        if not isinstance(block, FlowParagraph) or len(block.text) > 20:
            continue
        text = block.text.strip()
        match = pattern.fullmatch(text)
        if match is None:
            continue
        printed = next(group for group in match.groups() if group is not None)
        if text != printed:
            marks.add(at)
        elif printed.isdigit():
            bare.append((at, int(printed)))
    run: list[tuple[int, int]] = []
    for at, number in bare:
        if run and number == run[-1][1] + 1 and at - run[-1][0] >= APART:
            run.append((at, number))
        else:
            run = [(at, number)]
        if len(run) >= FEWEST:
            marks.update(place for place, _ in run)
    return marks


def _goes_on(before: FlowParagraph, after: FlowParagraph) -> bool:
    """Whether ``after`` is the other half of a sentence that ``before`` begins: a heading has no comma, and no paragraph begins with an amount."""
    return (
        (_CLAUSE.search(before.text) is not None or _QUANTITY.match(after.text) is not None)
        and before.text.rstrip()[-1:] not in _ENDS
        and before.heading_level is None
        and after.heading_level is None
        and not before.contents_entry
        and not after.contents_entry
        and (before.bold, before.centered) == (after.bold, after.centered)
        and _BEGINS.match(after.text) is None
    )
