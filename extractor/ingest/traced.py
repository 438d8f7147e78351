"""Rulings that stand on a page only as dots of a picture: a scan whose text the file brings along, a form's lines pasted under its text.

Pillow and the pattern engine do the work on bytes, so that the core needs no library of pictures. Recognition (``ocr``), which also
sets a page straight, has its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from extractor.records import Char, Ruling

# Dots a point at which a page is drawn for this.
SCALE = 2.0
# Shorter lines are strokes of characters (points) …
LEAST_LENGTH = 20.0
# … or the side of a low cell, if both ends meet a line of the other kind this near.
SIDE_LENGTH = 9.0
MEETS = 2.0
# A line that leans is a stair of runs, each at least so long (points).
LEAST_RUN = 7.0
# Thicker ones are bars (points).
MOST_THICKNESS = 3.0
# A scanned line leans at most by this share of its length.
MOST_LEAN = 0.02
# What is darker than its neighbourhood (points around) by so many of 255 grades is ink; grounds and shadows are not.
NEIGHBOURHOOD = 10.0
DARKER = 18
# A line of which so much runs through the middle of characters is made of their strokes.
STROKES = 0.5

_Line = tuple[float, float, float, float]  # a box in dots


def traced_rulings(picture: Any, *, scale: float, chars: Sequence[Char]) -> list[Ruling]:
    """The level and upright lines of a picture (Pillow, grades of grey) of ``scale`` dots a point, in points from its top left
    corner. ``chars``: what the page prints, in the same space; their strokes are no rulings."""
    from PIL import Image

    ink = _ink(picture, scale)
    turned = ink.transpose(Image.Transpose.TRANSPOSE)
    level = [_points(line, scale) for line in _lines(ink.tobytes(), ink.width, scale)]
    upright = [_turned(_points(line, scale)) for line in _lines(turned.tobytes(), turned.width, scale)]
    across = [_band(char.top, char.bottom, char.x0, char.x1) for char in chars]
    down = [_band(char.x0, char.x1, char.top, char.bottom) for char in chars]
    clear = [
        [ruling for ruling in rulings if not _is_stroke(ruling, across if ruling.horizontal else down)]
        for rulings in (level, upright)
    ]
    return [
        ruling
        for rulings, others in ((clear[0], clear[1]), (clear[1], clear[0]))
        for ruling in rulings
        if _length(ruling) >= LEAST_LENGTH
        or _is_side(ruling, [other for other in others if _length(other) >= LEAST_LENGTH])
    ]


def _points(line: _Line, scale: float) -> Ruling:
    return Ruling(*(value / scale for value in line))


def _turned(ruling: Ruling) -> Ruling:
    return Ruling(ruling.top, ruling.x0, ruling.bottom, ruling.x1)


def _length(ruling: Ruling) -> float:
    return max(ruling.x1 - ruling.x0, ruling.bottom - ruling.top)


def _is_side(ruling: Ruling, others: Sequence[Ruling]) -> bool:
    """Whether a short line runs from one line of the other kind to another."""
    x, y = (ruling.x0 + ruling.x1) / 2, (ruling.top + ruling.bottom) / 2
    ends = ((ruling.x0, y), (ruling.x1, y)) if ruling.horizontal else ((x, ruling.top), (x, ruling.bottom))
    return all(
        any(
            other.x0 - MEETS <= x <= other.x1 + MEETS and other.top - MEETS <= y <= other.bottom + MEETS
            for other in others
        )
        for x, y in ends
    )


def _ink(picture: Any, scale: float) -> Any:
    """255 where there is ink, a dot wider to the right and down, so that a torn or leaning line is one."""
    from PIL import Image, ImageChops

    grain = round(NEIGHBOURHOOD * scale)
    around = picture.reduce(grain).resize(picture.size, Image.Resampling.BILINEAR)
    ink = ImageChops.subtract(around, picture).point([0] * DARKER + [255] * (256 - DARKER))
    for right, down in ((1, 0), (0, 1)):
        ink = ImageChops.lighter(ink, ImageChops.offset(ink, right, down))
    return ink


def _lines(ink: bytes, width: int, scale: float) -> Iterator[_Line]:
    """The level lines of a picture, as boxes in dots: runs of ink, joined from row to row."""
    least = int(LEAST_RUN * scale)
    long, shortest = re.compile(rb"\xff{%d,}" % least), b"\xff" * least
    open_lines: list[list[tuple[int, int, int]]] = []  # runs (row, start, end); the last ones touch the row before
    for row in range(len(ink) // width):
        dots = ink[row * width : (row + 1) * width]
        runs = [match.span() for match in long.finditer(dots)] if shortest in dots else []
        going: list[list[tuple[int, int, int]]] = []
        for line in open_lines:
            ends = [(start, end) for at, start, end in line if at == row - 1]
            touching = [run for run in runs if any(run[0] <= end + 1 and start <= run[1] + 1 for start, end in ends)]
            if touching:
                runs = [run for run in runs if run not in touching]
                line += [(row, *run) for run in touching]
                going.append(line)
            elif (box := _box_of(line, scale)) is not None:
                yield box
        open_lines = [*going, *([(row, *run)] for run in runs)]
    for line in open_lines:
        if (box := _box_of(line, scale)) is not None:
            yield box


def _box_of(line: list[tuple[int, int, int]], scale: float) -> _Line | None:
    """The line's box at its middle level, as thick as its ink; null for bars and short strokes."""
    x0, x1 = min(run[1] for run in line), max(run[2] for run in line) - 1  # the ink is a dot wider than it was
    length = x1 - x0
    thick = max(1.0, sum(end - start for _, start, end in line) / (length + 1) - 1)
    high = line[-1][0] - line[0][0]
    if length < SIDE_LENGTH * scale or thick > MOST_THICKNESS * scale or high > thick + 2 + MOST_LEAN * length:
        return None
    middle = (line[0][0] + line[-1][0]) / 2
    return x0, middle - thick / 2, x1, middle + thick / 2


# The middle of a character, from low to high across a ruling, and its first and last along it.
_Band = tuple[float, float, float, float]


def _band(low: float, high: float, first: float, last: float) -> _Band:
    return low + 0.15 * (high - low), high - 0.15 * (high - low), first, last


def _is_stroke(ruling: Ruling, bands: Sequence[_Band]) -> bool:
    """Whether most of a line runs through the middle of characters: strokes of 一 and its like, or a line struck through."""
    if ruling.horizontal:
        middle, start, end = (ruling.top + ruling.bottom) / 2, ruling.x0, ruling.x1
    else:
        middle, start, end = (ruling.x0 + ruling.x1) / 2, ruling.top, ruling.bottom
    crossed = [
        (first, last) for low, high, first, last in bands if low < middle < high and first < end and last > start
    ]
    return sum(min(end, last) - max(start, first) for first, last in crossed) > STROKES * (end - start)
