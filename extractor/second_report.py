"""Two whole reports in one file: where the second begins, so that its figures are not taken for the first's.

A disclosure is one body's report. A department's file may have its unit's report bound behind its own, or the budget behind the final
account. To see one where none is costs all the figures behind it, so that a title with another body, year or kind is not enough: the
first report must have opened before (第一部分, 一、部门概况; not in its contents) and have said amounts since, and behind the title a
report opens again. Where the body is the same, a name, a year or a title may be left from last time or be cited: there the first part
must come again with the title that it had.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.knowledge.phrases import simply
from extractor.knowledge.profile_words import compiled
from extractor.layout import Layout
from extractor.problems import problem
from extractor.profile import Title, parse_title
from extractor.records import Problem, Profile

# A title may be broken over so many lines; its report opens within so many lines behind it, or behind its contents.
TITLE_LINES = 4
OPENS_WITHIN = 6
CONTENTS_LINES = 60
# Amounts on either side before a title is more than an entry of a list of reports.
AMOUNTS = 5
# A line longer than this is no heading.
LONGEST_HEADING = 60
_LEADERS = re.compile(r"[.…·．—-]*\d*$")


class SecondReport(NamedTuple):
    start: int  # offset of its title in the document text
    problem: Problem


class _Line(NamedTuple):
    start: int
    text: str  # without blanks


class _Opening(NamedTuple):
    start: int
    title: str | None  # of the first part; null where parts have no numbers


def find_second_report(layout: Layout, profile: Profile) -> SecondReport | None:
    """Where another body's (or another year's, another kind's) report begins, with the problem that says so; null where none does."""
    if profile.publisher is None or profile.fiscal_year is None:
        return None
    lines = [
        _Line(block.start, line)
        for block in layout.blocks
        if block.kind == "paragraph" and (line := re.sub(r"\s+", "", simply(layout.block_text(block))))
    ]
    amounts = [found.start() for found in re.finditer(r"\d\s*(?:万元|亿元|元)", layout.text)]
    publisher = simply(profile.publisher)
    openings: list[_Opening] | None = None
    for first in range(1, len(lines)):
        start = lines[first].start
        said = bisect_left(amounts, start)
        if said < AMOUNTS or len(amounts) - said < AMOUNTS:
            continue
        last, title = _title_at(lines, first)
        if (
            title is None
            or title.publisher is None
            or _same_report(title, profile)
            or _listed(lines, first, last, title)
        ):
            continue
        if compiled("not_of_a_body").search(title.printed.replace(title.publisher, "")):
            continue
        if openings is None:
            openings = _openings(lines)
        before = [each for each in openings if said - bisect_left(amounts, each.start) >= AMOUNTS]
        reach = _reach(lines, last)
        behind = [each for each in openings if each.start in reach]
        if _opens_again(before, behind, names=(publisher, title.publisher)):
            end = lines[last].start + len(lines[last].text)
            anchor = layout.anchor(start, min(end, len(layout.text)))
            told = problem("P108", anchor=anchor, title=title.printed, publisher=profile.publisher)
            return SecondReport(start, told)
    return None


def _title_at(lines: Sequence[_Line], first: int) -> tuple[int, Title | None]:
    """The title of a report that begins in a line, and the line it ends in."""
    for last in range(first, min(first + TITLE_LINES, len(lines))):
        title = parse_title("".join(line.text for line in lines[first : last + 1]))
        if title is not None and title.publisher is not None and title.year is not None and title.kind != "performance":
            return last, title
    return first, None


def _listed(lines: Sequence[_Line], first: int, last: int, title: Title) -> bool:
    """Whether the line before or behind is the title of another report: an entry of a list."""
    for beside in (*lines[first - 1 : first], *lines[last + 1 : last + 2]):
        other = parse_title(beside.text)
        if other is not None and other.publisher is not None and (other.publisher, other.year, other.kind) != (
            title.publisher, title.year, title.kind,
        ):  # fmt: skip
            return True
    return False


def _openings(lines: Sequence[_Line]) -> list[_Opening]:
    """Where reports open, without the entries of contents: those are the headings between 目录 and the first that comes again."""
    found: list[_Opening] = []
    entries: set[str] | None = None
    for line, following in pairwise([*lines, _Line(-1, "")]):
        if compiled("contents_title").search(line.text):
            entries = set()
            continue
        if len(line.text) > LONGEST_HEADING or "。" in line.text:
            entries = None
            continue
        heading = _LEADERS.sub("", line.text)
        part = compiled("report_opens").match(heading)
        if (
            entries is not None
            and heading not in entries
            and not (part and any(map(compiled("report_opens").match, entries)))
        ):
            entries.add(heading)
            continue
        entries = None
        if part:
            found.append(_Opening(line.start, heading[part.end() :] or _LEADERS.sub("", following.text)))
        elif compiled("report_goes_on").search(heading):
            found.append(_Opening(line.start, None))
    return found


def _reach(lines: Sequence[_Line], last: int) -> set[int]:
    """The offsets of the lines behind a title in which its report must open: the next few, more of them behind contents."""
    near = lines[last + 1 : last + 1 + OPENS_WITHIN]
    contents = any(compiled("contents_title").search(line.text) for line in near)
    return {line.start for line in lines[last + 1 : last + 1 + (CONTENTS_LINES if contents else OPENS_WITHIN)]}


def _opens_again(before: Sequence[_Opening], behind: Sequence[_Opening], *, names: tuple[str, str]) -> bool:
    if not before or not behind:
        return False
    if not _same_body(*names):
        return True
    again = {_bare(each.title, names) for each in behind if each.title is not None}
    return any(each.title is not None and _bare(each.title, names) in again for each in before)


def _bare(title: str, names: Sequence[str]) -> str:
    """The title of a part without what differs from report to report: the body's name, 部门 or 单位, the year."""
    for name in names:
        title = title.replace(name, "")
    return compiled("report_part_words").sub("", title)


def _same_report(title: Title, profile: Profile) -> bool:
    return (
        title.year == profile.fiscal_year
        and title.kind == profile.kind
        and (title.scope is None or profile.scope is None or title.scope == profile.scope)
        and _same_body(title.publisher or "", simply(profile.publisher or ""))
    )


def _same_body(one: str, other: str) -> bool:
    """Whether two prints can mean one body: without its place, or abbreviated (县政府办 for 县人民政府办公室); not a unit
    that carries its department's name before its own."""
    tail = compiled("same_body_tail")
    names = (re.sub(r"（[^（）]*）", "", tail.sub("", name)) for name in (one, other))
    short, long = sorted(names, key=len)
    if long.endswith(short):
        return True
    if long.startswith(short):
        return False
    rest = iter(long)
    return all(character in rest for character in short)
