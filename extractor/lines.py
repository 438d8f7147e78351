"""Characters → printed lines, by overlap: what stands side by side is one line, even where baselines differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter, sub

import msgspec

from extractor.records import Box, Char, Page

# Two runs are one line where they share this much of the lower one's height: digits set 4 to 5 points lower than Chinese of
# 12 to 16 points share 0.6 and more; lines set solid (pitch = size) share none.
OVERLAP = 0.45
# Gaps that are read as a space, in type sizes: between two Latin letters or digits, on top of the gap that is usual in the
# line (up to as much again), for a narrow blank is a fifth of a size wide and two numbers without it are a third one; between
# Chinese and digits, where type is set with up to half a size of air anyway; between two Chinese characters. In a letter-spaced
# line ("目 录") no gap is a space until it is much wider than that.
LATIN_GAP = 0.15
MIXED_GAP = 0.9
CHINESE_GAP = 0.45
LETTER_SPACED_GAP = 2.6
# A line is letter-spaced where at least this share of its gaps are as wide as a space.
LETTER_SPACED_SHARE = 0.4


class PageLine(msgspec.Struct, frozen=True):
    """One printed line: ``text[i]`` stands from x = ``lefts[i]`` to ``rights[i]``; both are 0 for a space that was put in."""

    page: int
    text: str
    box: Box
    size: float
    bold: bool
    lefts: tuple[float, ...]
    rights: tuple[float, ...]


def lines_of(page: Page, outside: Sequence[Box] = ()) -> list[PageLine]:
    """The lines of a page from top to bottom, without the characters whose middle lies in one of ``outside``."""
    chars: Sequence[Char] = page.chars
    for box in outside:
        left, top, right, bottom = 2 * box.x0, 2 * box.top, 2 * box.x1, 2 * box.bottom
        chars = [
            char for char in chars if not (left <= char[1] + char[3] <= right and top <= char[2] + char[4] <= bottom)
        ]
    return [_line(page.number, line) for line in merge_runs(runs_of(chars))]


def runs_of(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters in content order, cut where the next one does not stand to the right on the same baseline."""
    starts: list[int] = []
    last_x0 = last_x1 = last_bottom = slack = reach = -1.0
    last_size: float | None = None
    for index, (_, x0, _, x1, bottom, size, _) in enumerate(chars):
        if not (x0 >= last_x0 and x0 - last_x1 < reach and -slack <= bottom - last_bottom <= slack):
            starts.append(index)
        last_x0, last_x1, last_bottom = x0, x1, bottom
        if size != last_size:
            last_size, slack, reach = size, 0.12 * size + 0.3, 6 * size
    return [list(chars[start:end]) for start, end in pairwise([*starts, len(chars)])]


def merge_runs(runs: Sequence[list[Char]]) -> list[list[Char]]:
    """Runs that stand side by side as lines, from top to bottom, each line from left to right; runs that would print over each other
    stay apart."""
    lines: list[_Growing] = []
    for run in sorted(runs, key=lambda run: (run[0].top + run[0].bottom, run[0].x0)):
        top, bottom = min(map(_top, run)), max(map(_bottom, run))
        home: _Growing | None = None
        for line in reversed(lines[-24:]):
            if line.bottom < top or line.top > bottom:  # nearly all of them
                continue
            shared = min(bottom, line.bottom) - max(top, line.top)
            if shared >= OVERLAP * min(bottom - top, line.bottom - line.top) and (
                line.free(run[0].x0, run[-1].x1) or line.has_holes_for(run)
            ):
                home = line
                break
        if home is None:
            lines.append(_Growing(run, top, bottom))
        else:
            home.take(run, top, bottom)
    lines.sort(key=lambda line: line.middle)
    # one run is in order as it is
    return [sorted(line.chars, key=_x0) if len(line.extents) > 1 else line.chars for line in lines]


class _Growing:
    """A line while runs are still coming in. Its height stays that of its tallest run, so that it cannot creep."""

    def __init__(self, run: list[Char], top: float, bottom: float) -> None:
        self.chars = list(run)
        self.top, self.bottom = top, bottom
        self.extents = [(run[0].x0, run[-1].x1)]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def free(self, x0: float, x1: float) -> bool:
        """Whether nothing of the line stands between ``x0`` and ``x1`` (overlaps of up to half a point are kerning)."""
        return all(x1 <= left + 1.5 or x0 >= right - 1.5 for left, right in self.extents)

    def has_holes_for(self, run: list[Char]) -> bool:
        """Whether characters of the same baseline fit between those that are there: quotation marks of another font, which some
        programs print once the rest of the line is done."""
        slack = 0.12 * run[0].size + 0.3
        bottom = self.chars[0].bottom
        return all(abs(char.bottom - bottom) <= slack for char in run) and all(
            char.x1 <= there.x0 + 1.5 or char.x0 >= there.x1 - 1.5 for char in run for there in self.chars
        )

    def take(self, run: list[Char], top: float, bottom: float) -> None:
        self.chars.extend(run)
        self.extents.append((run[0].x0, run[-1].x1))
        if bottom - top > self.bottom - self.top:
            self.top, self.bottom = top, bottom


_x0, _top, _bottom = itemgetter(1), itemgetter(2), itemgetter(4)


def _line(page: int, chars: Sequence[Char]) -> PageLine:
    texts, x0s, tops, x1s, bottoms, type_sizes, bolds = zip(*chars, strict=True)
    gaps = list(map(sub, x0s[1:], x1s))
    size = sorted(type_sizes)[len(chars) // 2]
    text = "".join(texts)
    lefts, rights = x0s, x1s
    if len(text) > len(chars):  # a ligature or a glyph that stands for two characters
        lefts = tuple(x0 for char, x0 in zip(texts, x0s, strict=True) for _ in char)
        rights = tuple(x1 for char, x1 in zip(texts, x1s, strict=True) for _ in char)
    # no gap below the narrowest of the three is a space: most lines are looked at no further
    if gaps and max(gaps) > LATIN_GAP * min(type_sizes):
        wide = sum(gap > CHINESE_GAP * size for gap in gaps)
        letter_spaced = wide >= LETTER_SPACED_SHARE * len(gaps)
        usual = min(max(sorted(gaps)[len(gaps) // 2], 0.0), LATIN_GAP * size)
        at = len(text)
        for left, right, gap in zip(chars[-2::-1], chars[:0:-1], reversed(gaps), strict=True):
            at -= len(right[0])
            if gap > LATIN_GAP * right[5] and gap > _space(left, right, usual, letter_spaced=letter_spaced):
                text = f"{text[:at]} {text[at:]}"
                lefts, rights = (*lefts[:at], 0.0, *lefts[at:]), (*rights[:at], 0.0, *rights[at:])
    return PageLine(
        page=page,
        text=text,
        box=Box(x0s[0], min(tops), max(x1s), max(bottoms)),
        size=size,
        bold=2 * sum(bolds) > len(chars),
        lefts=lefts,
        rights=rights,
    )


def _space(left: Char, right: Char, usual: float, *, letter_spaced: bool) -> float:
    """From which gap on there is a space between two characters, in points; ``usual`` is the gap that the line has anyway."""
    size = max(left.size, right.size)
    latin = (left.text.isascii() and left.text.isalnum()) + (right.text.isascii() and right.text.isalnum())
    if latin == 2:
        return LATIN_GAP * size + usual
    if letter_spaced:
        return LETTER_SPACED_GAP * size
    return (MIXED_GAP if latin == 1 else CHINESE_GAP) * size
