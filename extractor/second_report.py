"""Two whole reports in one file: where the second begins, so that its figures are not taken for the first's.

A disclosure is one body's report. A department's file may have its unit's report bound behind its own, or the budget behind the
final account. What begins like a report of its own (a title with year, kind and another body, or another year or kind, and
then contents or a first part again) is the second.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.knowledge.phrases import simply
from extractor.knowledge.profile_words import compiled
from extractor.layout import Layout
from extractor.problems import problem
from extractor.profile import Title, parse_title
from extractor.records import Problem, Profile

# A title may be broken over so many lines; its report opens within so many lines behind it.
TITLE_LINES = 4
OPENS_WITHIN = 6
# Amounts on either side before a title is more than an entry of a list of reports.
AMOUNTS = 5


class SecondReport(NamedTuple):
    start: int  # offset of its title in the document text
    problem: Problem


def find_second_report(layout: Layout, profile: Profile) -> SecondReport | None:
    """Where another body's (or another year's, another kind's) report begins, with the problem that says so; null where none does."""
    if profile.publisher is None or profile.fiscal_year is None:
        return None
    lines = [
        (block.start, line)
        for block in layout.blocks
        if block.kind == "paragraph" and (line := re.sub(r"\s+", "", simply(layout.block_text(block))))
    ]
    amounts = [found.start() for found in re.finditer(r"\d\s*(?:万元|亿元|元)", layout.text)]
    for first in range(1, len(lines)):
        start = lines[first][0]
        if sum(at < start for at in amounts) < AMOUNTS:
            continue
        for last in range(first, min(first + TITLE_LINES, len(lines))):
            printed = "".join(line for _, line in lines[first : last + 1])
            title = parse_title(printed)
            if title is None or title.publisher is None or title.year is None or title.kind == "performance":
                continue
            following = [line for _, line in lines[last + 1 : last + 1 + OPENS_WITHIN]]
            if (
                not _same_report(title, profile)
                and _opens(following, same_body=_same_body(title.publisher, simply(profile.publisher)))
                and sum(at > start for at in amounts) >= AMOUNTS
            ):
                end = lines[last][0] + len(lines[last][1])
                anchor = layout.anchor(start, min(end, len(layout.text)))
                return SecondReport(start, problem("P108", anchor=anchor, title=printed, publisher=profile.publisher))
            break
    return None


def _opens(following: list[str], *, same_body: bool) -> bool:
    """Whether a report opens behind a title. A year left from last time over a part of the same body's report is none."""
    fields = ("report_opens",) if same_body else ("report_opens", "report_goes_on")
    return any(compiled(field).search(line) for line in following for field in fields)


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
    short, long = sorted((re.sub(r"（[^（）]*）", "", one), re.sub(r"（[^（）]*）", "", other)), key=len)
    if long.endswith(short):
        return True
    if long.startswith(short):
        return False
    rest = iter(long)
    return all(character in rest for character in short)
