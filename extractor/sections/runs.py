"""Titles that nobody knows, seen by how they stand: short numbered lines that count on, each with text of its own under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.sections.numbering import Number, read_number
from extractor.sections.shapes import Line

# Two such lines may be the ends of a list; three that count on, each over a text, are an outline.
FEWEST = 3
LONGEST = 20
# What stands under a title is a sentence: it ends as one, or is longer than any title.
LONG_TEXT = 60
_NO_TITLE = re.compile(r"[，,。；;：:！!？?]|\d\s*(?:万元|亿元|元|%|％)")
_SENTENCE = re.compile(r"[。；;：:！!？?]\s*$")


def counted_titles(lines: Sequence[Line], contents: range) -> dict[int, int]:
    """The lines of such runs in the style 一、, each with the first of its run; a part (第二部分) begins a new one, and so does a number
    that does not follow."""
    runs: list[list[int]] = [[]]
    value = 0
    for at, line in enumerate(lines):
        number = read_number(line.text) if line.kind == "text" and at not in contents else None
        if number is None or number.style not in ("part", "chinese"):
            continue
        follows = bool(runs[-1]) and number.value == value + 1
        if number.style != "chinese" or not (follows or number.value == 1) or not _stands_over_text(lines, at, number):
            runs.append([])
            continue
        if not follows:
            runs.append([])
        runs[-1].append(at)
        value = number.value or 0
    return {at: run[0] for run in runs if len(run) >= FEWEST for at in run}


def _stands_over_text(lines: Sequence[Line], at: int, number: Number) -> bool:
    title = lines[at].text[number.length :].strip()
    if not 0 < len(title) <= LONGEST or _NO_TITLE.search(title):
        return False
    following = next((line for line in lines[at + 1 : at + 4] if line.kind != "text" or line.text.strip()), None)
    if following is None or following.kind != "text":
        return False
    text = following.text.strip()
    return bool(_SENTENCE.search(text)) or len(text) >= LONG_TEXT
