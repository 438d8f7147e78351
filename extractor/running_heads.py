"""Running heads and page numbers: lines at the edges of pages that are none of the text, set aside and said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from extractor.knowledge.layout import browser_marks, never_running_head, page_number_pattern
from extractor.lines import PageLine
from extractor.records import Grid, PageSize

# Running heads stand in the outer tenth of the page, top or bottom, …
EDGE = 0.1
# … and on at least this share of all pages (and on three).
RUNNING_SHARE = 0.4


def lines_set_aside(
    pages: Sequence[PageSize], items: Sequence[Sequence[PageLine | Grid]]
) -> list[tuple[PageLine, Any]]:
    """The lines that are no text, each with its kind (``page_number``, ``running_head``); ``items`` page by page, top to bottom."""
    edge_lines = [_edge_lines(page, found) for page, found in zip(pages, items, strict=True)]
    marks = [line for page, lines in zip(pages, edge_lines, strict=True) for line in lines if _by_browser(page, line)]
    numbers = _page_numbers(pages, edge_lines)
    heads = _running_heads(pages, edge_lines, {id(line) for line in (*marks, *numbers)})
    return [(line, "page_number") for line in numbers] + [(line, "running_head") for line in (*marks, *heads)]


def title_of_web_page(set_aside: Iterable[str]) -> str | None:
    """The title of a web page, from what the browser that printed it wrote over its pages (among the lines ``set_aside``)."""
    for line in set_aside:
        for mark in browser_marks():
            if (found := mark.fullmatch(line.strip())) and (title := found.groupdict().get("title")):
                return title
    return None


def _by_browser(page: PageSize, line: PageLine) -> bool:
    """Whether a browser printed the line over or under the page: date and title, address and page number."""
    at_edge = line.box.bottom <= EDGE * page.height or line.box.top >= (1 - EDGE) * page.height
    return at_edge and any(mark.fullmatch(line.text.strip()) for mark in browser_marks())


def _edge_lines(page: PageSize, items: Sequence[PageLine | Grid]) -> list[PageLine]:
    """The first two and last two lines of a page, when nothing but such lines stands between them and the page's edge."""
    found: list[PageLine] = []
    for ordered in (items, items[::-1]):
        for item in ordered[:2]:
            if isinstance(item, Grid):
                break
            if item not in found:
                found.append(item)
    return found


def _page_numbers(pages: Sequence[PageSize], edge_lines: Sequence[Sequence[PageLine]]) -> list[PageLine]:
    """Lines at the page's edge that hold a number only, whose number runs with the pages.

    Where the count slips by a page or two (a sheet added before the end), and where the number stands right under the last words of
    a short page, a line is one that stands last and centred where at least three others do.
    """
    pattern = page_number_pattern()
    candidates: list[tuple[PageLine, int, bool]] = []
    slipped: list[tuple[PageLine, int]] = []
    for page, lines in zip(pages, edge_lines, strict=True):
        last = max(lines, key=lambda line: line.box.bottom, default=None)
        for line in lines:
            inside = EDGE * 1.5 * page.height < line.box.top and line.box.bottom < (1 - EDGE * 1.5) * page.height
            if inside and line is not last:
                continue
            match = pattern.fullmatch(line.text.strip())
            if match is None:
                continue
            printed = next(group for group in match.groups() if group is not None)
            bare = line.text.strip() == printed
            number = int(printed) if printed.isdigit() else -1
            if line is last and bare:
                slipped.append((line, number - page.number))
            if not inside:
                candidates.append((line, number - page.number, bare))
    steps = Counter(step for _, step, _ in candidates)
    # a decorated number ("- 3 -", "第3页") is one at sight; a bare one only where at least two pages count alike
    sure = [(line, step) for line, step, bare in candidates if not bare or steps[step] >= 2]
    known = {id(line) for line, _ in sure}
    late = [line for line, step in slipped if id(line) not in known and _counts_with(line, step, sure)]
    return [line for line, _ in sure] + late


def _counts_with(line: PageLine, step: int, sure: Sequence[tuple[PageLine, int]]) -> bool:
    """Whether at least three page numbers count within two pages of ``line`` and are centred where it is (within 3 points)."""
    middle = (line.box.x0 + line.box.x1) / 2
    alike = [
        other
        for other, known in sure
        if abs(known - step) <= 2 and abs((other.box.x0 + other.box.x1) / 2 - middle) <= 3
    ]
    return len(alike) >= 3


def _running_heads(
    pages: Sequence[PageSize], edge_lines: Sequence[Sequence[PageLine]], taken: set[int]
) -> list[PageLine]:
    never = never_running_head()
    spots: dict[tuple[str, int], list[PageLine]] = {}
    for page, lines in zip(pages, edge_lines, strict=True):
        for line in lines:
            if id(line) in taken or never.search(line.text):
                continue
            if line.box.bottom <= EDGE * page.height or line.box.top >= (1 - EDGE) * page.height:
                shape = "".join("0" if char.isdigit() else char for char in line.text if not char.isspace())
                spots.setdefault((shape, round(line.box.top / 6)), []).append(line)
    needed = max(3, RUNNING_SHARE * len(pages))
    return [line for lines in spots.values() if len(lines) >= needed for line in lines]
