"""The table of contents: its entries repeat the headings and are none themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.knowledge.sections import plain_title
from extractor.sections.numbering import read_number
from extractor.sections.shapes import Line

# Contents stand at the front: after covers of a few dozen lines at most.
FRONT = 80
# Without the word 目录, so many entries in a row that are said again later are contents …
FEWEST = 6
# … where at least this share of them is repeated.
REPEATED = 0.6
LONGEST_ENTRY = 80
SHORTEST_KEY = 4  # 概况, 其他: too short to tell a title by
_LEADERS = re.compile(r"(?:\s*PAGEREF\s+_Toc\d+(?:\s*\\h)?|…|\.{4,}|·{3,}|．{3,}|-{5,}|—{4,}|_{4,})[\s\d\-—]*")
_PAGE = re.compile(r"[\s.…·\-—－]*(?:\d{1,3}|[ivxIVX]{1,4})?$")
# 目录, also as the end of the document's own title (某局2024年部门预算公开目录)
_HEAD = re.compile(r"\s*(?:[^。，：；\s]{4,40}(?:公开|预算|决算|说明))?目\s*[录次錄]\s*")
_SENTENCE = re.compile(r"[。；;！？，](?!\s*$)")
# 财政拨款收入支出… goes on from 收入支出…: another title, not the same with a name before it
_MORE = re.compile(
    "(?:财政|拨款|一般|公共|预算|决算|政府性基金|国有资本|经营|收入|支出|基本|项目|三公|经费|本年|部门|单位|主要|的)+"
)
_NOTE = re.compile(r"\s*[（(]?注\s*[:：]")  # 注：空表表示本部门无相关收支情况
_OWNERS = re.compile(r"^(?:部门|单位|本部门|本单位)")


def find_contents(lines: Sequence[Line]) -> range:
    """The lines of the table of contents, its own heading first where it has one; an empty range where there is none."""
    head = next((at for at, line in enumerate(lines[:FRONT]) if _is_head(line)), None)
    if head is None:
        return _without_head(lines)
    stop = head + 1
    while stop < len(lines) and _is_entry(lines[stop]):
        stop += 1
    return range(head, _body_start(lines, head, stop))


def contents_head(text: str) -> re.Match[str] | None:
    """The words that head a table of contents at the start of a line."""
    return _HEAD.match(text)


def listed_ranks(lines: Sequence[Line], contents: range) -> dict[str, int | None]:
    """Titles of the contents without number and year, each with the rank of its number there (null for none)."""
    ranks: dict[str, int | None] = {}
    for at in contents[1:]:
        key = _key(lines[at].text)
        number = read_number(lines[at].text)
        if len(key) >= SHORTEST_KEY:
            ranks.setdefault(key, number.rank if number is not None else None)
    return ranks


def is_leader(text: str) -> bool:
    """Whether a line has the dots that lead to a page number."""
    return _LEADERS.search(text) is not None


def _is_head(line: Line) -> bool:
    if line.kind != "text":
        return False
    match = _HEAD.match(line.text)
    return match is not None and (match.end() == len(line.text) or is_leader(line.text) or line.contents_entry)


def _is_entry(line: Line) -> bool:
    if line.kind != "text":
        return False
    if line.contents_entry or is_leader(line.text) or _NOTE.match(line.text):
        return True
    text = line.text.strip()
    return len(text) <= LONGEST_ENTRY and _SENTENCE.search(text) is None and "万元" not in text


def _key(text: str) -> str:
    """An entry without number, dots, page number, blanks and year."""
    number = read_number(text)
    return plain_title(_PAGE.sub("", _LEADERS.sub("", text[number.length if number else 0 :])))


def _body_start(lines: Sequence[Line], head: int, stop: int) -> int:
    """Where the body starts at or before ``stop``, the first line that can't be an entry."""
    marked = [at for at in range(head + 1, stop) if lines[at].contents_entry or is_leader(lines[at].text)]
    if marked:
        # what follows the last marked entry is body, but for a tail of the list that lost its dots
        return _first_repeated(lines, head, stop, after=marked[-1]) or marked[-1] + 1
    numbers = {at: number for at in range(head + 1, stop) if (number := read_number(lines[at].text)) is not None}
    parts = [(at, number.value) for at, number in numbers.items() if number.style == "part"]
    again = next((at for (_, before), (at, value) in pairwise(parts) if value == 1 and before != 1), None)
    repeated = _first_repeated(lines, head, stop, after=head + 1)
    if repeated is not None or again is not None:
        return min(at for at in (repeated, again) if at is not None)
    tops = [at for at in range(head + 1, stop) if lines[at].page_top and lines[at].page != lines[head].page]
    if tops:
        return tops[-1]
    restarts = [at for at, number in numbers.items() if number.value == 1 and at >= head + 3]
    return restarts[-1] if restarts and stop < len(lines) else stop if stop < len(lines) else head + 1


def _first_repeated(lines: Sequence[Line], head: int, stop: int, *, after: int) -> int | None:
    """The first line after ``after`` that says an earlier entry again, be it with the department's name before it."""
    keys: list[str] = []
    for at in range(head + 1, stop):
        key = _key(lines[at].text)
        if at > after and len(key) >= 2:
            if key in keys:
                # "第一部分" alone on the line before belongs to the body's first title
                bare = at > after + 1 and not _key(lines[at - 1].text) and read_number(lines[at - 1].text)
                return at - 1 if bare else at
            number = read_number(lines[at].text)
            plainly = number is None or number.style == "part"
            if plainly and any(_says_again(key, earlier) for earlier in keys):
                return at
        if key:
            keys.append(key)
    return None


def _says_again(key: str, earlier: str) -> bool:
    """Whether ``key`` is ``earlier`` with the name of the department before it."""
    said = _OWNERS.sub("", earlier)
    if len(said) < 4 or not key.endswith(said) or len(key) < len(said) + 4 or "表" in said:
        return False
    return _MORE.fullmatch(key[: -len(said)]) is None


def _without_head(lines: Sequence[Line]) -> range:
    """Entries that the source marks, or a run of titles of which most are said again later."""
    marked = [at for at, line in enumerate(lines) if line.contents_entry]
    if marked:
        return range(marked[0], marked[-1] + 1)
    run = 0
    for at, line in enumerate(lines[:FRONT]):
        if is_leader(line.text) and line.kind == "text":
            stop = at
            while (
                stop < len(lines)
                and _is_entry(lines[stop])
                and (is_leader(lines[stop].text) or lines[stop].page == line.page)
            ):
                stop += 1
            last = max(index for index in range(at, stop) if is_leader(lines[index].text))
            return range(at, last + 1) if last - at + 1 >= 3 else range(0)
        run = run + 1 if _is_entry(line) and read_number(line.text) is not None else 0
        if run >= FEWEST:
            first = at - run + 1
            return _repeated_run(lines, first)
    return range(0)


def _repeated_run(lines: Sequence[Line], first: int) -> range:
    stop = first
    while stop < len(lines) and _is_entry(lines[stop]):
        stop += 1
    end = _first_repeated(lines, first - 1, stop, after=first + 2)
    if end is None:
        return range(0)
    later = {_key(line.text) for line in lines[end:] if line.kind == "text" and len(line.text) <= LONGEST_ENTRY}
    entries = [_key(lines[at].text) for at in range(first, end)]
    said = sum(entry in later for entry in entries)
    return range(first, end) if len(entries) >= FEWEST and said >= REPEATED * len(entries) else range(0)
