"""Pages that are pictures → characters and rulings, by rapidocr and OpenCV (the extra ``ocr``).

A picture is set straight, its rulings are taken out by morphology, the text is found, cut where a ruling crosses it (two cells
that stand close are found as one line), and recognised piece by piece; what ink then is left in the ruled area is recognised
too, so that a lone digit in a cell is not lost. All coordinates given back are points of the upright page. Numbers of which one
character is not sure are named, so that a person can hold them against the page.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from extractor.knowledge.misreadings import misreadings
from extractor.records import Char, Ruling

# Dots to the inch that pages are drawn with: below 150 small commas get lost, above 250 nothing is gained.
DPI = 200
# Pictures with more dots are drawn coarser: a poster would fill the memory.
MAX_DOTS = 24_000_000
# A scan is set straight up to so many degrees; what leans more is no slip of a hand.
MOST_SKEW = 4.0
# Lines of ink at least so long (points) are rulings: longer than the strokes of all but title type.
RULING_LENGTH = 24.0
# … and no thicker than this.
RULING_THICKNESS = 3.0
# Pieces of rulings so near to one level (points) are on it: a row is five times as high.
SAME_LEVEL = 1.5
# A line with less ink along it is the row of dots that leads to a page number.
SOLID = 0.8
# What is surer than this is taken as read; digits below it are named.
SURE = 0.9
# Pieces below this are stains.
LEAST_SCORE = 0.5
# A sheet with a smaller share of ink is empty but for dust: a line of type has ten times as much.
LEAST_INK = 0.0002
# Ink of Chinese type fills this share of the em, that of figures this, from the baseline up.
HAN_INK, FIGURE_INK = 0.92, 0.72
# Type sizes so near to a commoner one of the page are taken as that one.
SAME_SIZE = 0.13


class Recognised(NamedTuple):
    """What a picture shows, in points of the upright page."""

    chars: list[Char]
    rulings: list[Ruling]
    doubtful: list[str]  # numbers as read of which a character is not sure, and what was too unsure to be taken at all
    turned: int  # quarter turns clockwise that the picture had to be turned by to be upright
    empty: bool  # hardly any ink at all


class _Piece(NamedTuple):
    text: str
    box: tuple[float, float, float, float]  # of its ink, in dots: x0, top, x1, bottom
    centres: tuple[float, ...]  # of its characters, in dots
    sure: tuple[float, ...]  # a score a character


@cache
def available() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def recognise(picture: Any, *, scale: float, turn: bool = True) -> Recognised:
    """Read a picture (RGB, height × width × 3, uint8) of ``scale`` dots a point.

    Returns coordinates in points from the picture's top left corner, after it was set upright: with ``turned`` odd, width and
    height have changed places.
    """
    turned = 0
    picture = _straightened(picture)
    found = _found_text(picture)
    if turn and _lies_sideways(found):
        picture, turned = _upright(picture, found)
        picture = _straightened(picture)
        found = _found_text(picture)
    inked = _ink(picture)
    rulings = _rulings(inked, scale=scale, texts=found)
    ink = _without(inked, rulings)
    pieces = [piece for box in found for piece in _split(box, rulings)]
    pieces += _left_over(ink, pieces, rulings)
    read, lost = _read(picture, ink, pieces)
    chars, doubtful = _chars(read, scale)
    points = [Ruling(*(value / scale for value in box)) for box in rulings]
    return Recognised(chars, points, doubtful + lost, turned, not chars and _is_empty(picture, rulings))


def rulings_in(picture: Any, *, scale: float) -> list[Ruling]:
    """Only the rulings of a picture, for pages whose text another program has recognised already."""
    return [Ruling(*(value / scale for value in box)) for box in _rulings(_ink(picture), scale=scale, texts=())]


# --- the picture --------------------------------------------------------------------------------------------------------

_Rect = tuple[float, float, float, float]


def _grey(picture: Any) -> Any:
    """Red ink (stamps) and coloured grounds fade in the red channel, black stays."""
    return picture[:, :, 0]


def _ink(picture: Any) -> Any:
    """1 where there is ink. Held against the neighbourhood, so that shadows and grounds of cells are none."""
    import cv2

    return cv2.adaptiveThreshold(_grey(picture), 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18)


def _is_empty(picture: Any, rulings: Iterable[_Rect]) -> bool:
    """Whether a sheet has nothing on it but lines and the grain of the scan."""
    import cv2

    return bool(_without(_ink(cv2.medianBlur(picture, 3)), rulings).mean() < LEAST_INK)


def _straightened(picture: Any) -> Any:
    """The picture turned so that its lines run level."""
    import cv2

    angle = _skew(_ink(picture))
    if abs(angle) < 0.05:
        return picture
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _skew(ink: Any) -> float:
    """The turn in degrees after which ink stands in the sharpest rows."""
    import cv2
    import numpy as np

    factor = min(1.0, 1000 / max(ink.shape))
    small = cv2.resize(ink * 255, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    # lines of text smeared to bars: on a cover the strokes of a few large characters would decide
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (25, 1)))

    def sharpness(angle: float) -> float:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        rows = cv2.warpAffine(small, matrix, (width, height)).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = 0.0
    for step, reach in ((0.5, MOST_SKEW), (0.1, 0.4), (0.02, 0.08)):
        count = round(reach / step)
        angles = [best + step * number for number in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (sharpness(angle), -abs(angle)))
    return best if sharpness(best) > 1.02 * sharpness(0.0) else 0.0


def _rulings(ink: Any, *, scale: float, texts: Iterable[_Rect]) -> list[_Rect]:
    """The straight rulings, as boxes in dots. ``texts``: strokes that lie within one text are no rulings."""
    import cv2

    length, gap, thickness = (max(1, round(points * scale)) for points in (RULING_LENGTH, 2.0, RULING_THICKNESS))
    within = list(texts)
    rulings: list[_Rect] = []
    near, apart = round(SAME_LEVEL * scale), round(2 * SAME_LEVEL * scale)
    for across in (True, False):
        bridge = cv2.getStructuringElement(cv2.MORPH_RECT, (gap, 1) if across else (1, gap))
        line = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if across else (1, length))
        # a ruling that still leans a little is a stair of short runs: a dot's thickness more joins them
        lean = cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3) if across else (3, 1))
        closed = cv2.morphologyEx(cv2.dilate(ink, lean), cv2.MORPH_CLOSE, bridge)
        lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, line)
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        found: list[_Rect] = []
        for x, y, wide, high, _ in stats[1:count].tolist():
            long, thick = (wide, high) if across else (high, wide)
            if thick > thickness + 2 or long < 4 * thick:
                continue
            box = (
                (x, y + 1, x + wide, max(y + 2, y + high - 1))
                if across
                else (x + 1, y, max(x + 2, x + wide - 1), y + high)
            )
            x0, y0, x1, y1 = box
            inked = ink[y0:y1, x0:x1].any(axis=0 if across else 1).mean()
            if inked >= SOLID and not any(_is_stroke(box, text, across=across) for text in within):
                found.append((float(x0), float(y0), float(x1), float(y1)))
        rulings += _levelled(found, across=across, near=near, apart=apart)
    return rulings


def _levelled(rulings: list[_Rect], *, across: bool, near: float, apart: float) -> list[_Rect]:
    """Pieces of one ruling that still leans a little, on one level, and joined where they meet."""
    low, high, start, end = (1, 3, 0, 2) if across else (0, 2, 1, 3)
    levels: list[list[_Rect]] = []
    for ruling in sorted(rulings, key=lambda each: each[low] + each[high]):
        middle = (ruling[low] + ruling[high]) / 2
        if levels and middle - (levels[-1][-1][low] + levels[-1][-1][high]) / 2 <= near:
            levels[-1].append(ruling)
        else:
            levels.append([ruling])
    joined: list[_Rect] = []
    for level in levels:
        length = sum(each[end] - each[start] for each in level)
        middle = sum((each[low] + each[high]) / 2 * (each[end] - each[start]) for each in level) / length
        half = max(each[high] - each[low] for each in level) / 2
        runs: list[list[float]] = []
        for each in sorted(level, key=lambda ruling: ruling[start]):
            if runs and each[start] <= runs[-1][1] + apart:
                runs[-1][1] = max(runs[-1][1], each[end])
            else:
                runs.append([each[start], each[end]])
        for first, last in runs:
            a, b = middle - half, middle + half
            joined.append((first, a, last, b) if across else (a, first, b, last))
    return joined


def _is_stroke(line: Sequence[float], text: _Rect, *, across: bool) -> bool:
    """Whether most of a line runs through one text: the level strokes of 一 and its neighbours, run together."""
    low, high, start, end = (1, 3, 0, 2) if across else (0, 2, 1, 3)
    middle = (line[low] + line[high]) / 2
    shared = min(line[end], text[end]) - max(line[start], text[start])
    return text[low] < middle < text[high] and shared >= 0.6 * (line[end] - line[start])


def _without(ink: Any, rulings: Iterable[_Rect]) -> Any:
    cleared = ink.copy()
    for x0, top, x1, bottom in rulings:
        cleared[max(0, int(top) - 2) : int(bottom) + 2, max(0, int(x0) - 2) : int(x1) + 2] = 0
    return cleared


# --- the text -----------------------------------------------------------------------------------------------------------


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    # a worker of a batch is told to keep to one core; alone, all cores are there to be used
    threads = int(os.environ.get("OMP_NUM_THREADS") or -1)
    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Global.text_score": LEAST_SCORE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine


def _found_text(picture: Any) -> list[_Rect]:
    boxes = _engine()(picture, use_det=True, use_rec=False, use_cls=False).boxes
    if boxes is None:
        return []
    return [(float(b[:, 0].min()), float(b[:, 1].min()), float(b[:, 0].max()), float(b[:, 1].max())) for b in boxes]


def _lies_sideways(found: Sequence[_Rect]) -> bool:
    """Whether the lines run up or down the page: most of what is longer than two characters is taller than wide."""
    long = [box for box in found if max(box[2] - box[0], box[3] - box[1]) > 2.5 * min(box[2] - box[0], box[3] - box[1])]
    tall = sum(box[3] - box[1] > box[2] - box[0] for box in long)
    return len(long) >= 5 and tall > 0.7 * len(long)


def _upright(picture: Any, found: Sequence[_Rect]) -> tuple[Any, int]:
    """A picture that lies sideways, turned the way in which its longest lines can be read."""
    import numpy as np

    lines = sorted(found, key=lambda box: box[1] - box[3])[:6]
    crops = [np.ascontiguousarray(picture[int(t) : int(b) + 1, int(x0) : int(x1) + 1]) for x0, t, x1, b in lines]
    scores = []
    for turns in (1, 3):
        read = _engine().recognize_txt([np.ascontiguousarray(np.rot90(crop, -turns)) for crop in crops])
        scores.append((sum(read.scores), turns))
    turns = max(scores)[1]
    return np.ascontiguousarray(np.rot90(picture, -turns)), turns


def _split(box: _Rect, rulings: Iterable[_Rect]) -> list[_Rect]:
    """A line of text cut where upright rulings cross it, and where level ones part two lines found as one."""
    x0, top, x1, bottom = box
    middle = (top + bottom) / 2
    reach = (bottom - top) / 4
    cuts = sorted(
        (ruling[0] + ruling[2]) / 2
        for ruling in rulings
        if ruling[3] - ruling[1] > ruling[2] - ruling[0]
        and x0 + 2 < (ruling[0] + ruling[2]) / 2 < x1 - 2
        and ruling[1] <= middle - reach / 2
        and ruling[3] >= middle + reach / 2
    )
    edges = [x0, *cuts, x1]
    return [(left, top, right, bottom) for left, right in pairwise(edges) if right - left > 3]


def _left_over(ink: Any, pieces: Sequence[_Rect], rulings: Sequence[_Rect]) -> list[_Rect]:
    """Ink in the ruled area that no text was found for, as boxes."""
    import cv2

    if len(rulings) < 4:
        return []
    area = (
        min(r[0] for r in rulings),
        min(r[1] for r in rulings),
        max(r[2] for r in rulings),
        max(r[3] for r in rulings),
    )
    rest = ink.copy()
    for x0, top, x1, bottom in pieces:
        rest[max(0, int(top) - 2) : int(bottom) + 3, max(0, int(x0) - 4) : int(x1) + 5] = 0
    rest = cv2.morphologyEx(rest, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2)))
    joined = cv2.dilate(rest, cv2.getStructuringElement(cv2.MORPH_RECT, (13, 3)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    heights = sorted(bottom - top for _, top, _, bottom in pieces)
    usual = heights[len(heights) // 2] if heights else 30.0
    found = []
    for x, y, wide, high, dots in stats[1:count].tolist():
        box = (x - 2.0, y - 6.0, x + wide + 2.0, y + high + 6.0)
        inside = area[0] <= x and x + wide <= area[2] and area[1] <= y and y + high <= area[3]
        if inside and 0.3 * usual <= high <= 1.3 * usual and dots >= 0.1 * usual * usual:
            found += _split((max(0.0, box[0]), max(0.0, box[1]), box[2], box[3]), rulings)
    return found


def _read(picture: Any, ink: Any, pieces: Sequence[_Rect]) -> tuple[list[_Piece], list[str]]:
    """The pieces recognised, each with the box of its ink, and the numbers among what was too unsure to be taken."""
    import numpy as np

    height, width = ink.shape
    crops, boxes, origins = [], [], []
    for x0, top, x1, bottom in pieces:
        left, upper, right, lower = (
            max(0, int(x0)),
            max(0, int(top)),
            min(width, int(x1) + 1),
            min(height, int(bottom) + 1),
        )
        inked = _ink_box(ink[upper:lower, left:right])
        if inked is None:
            continue
        # some ground on all sides, and no ruling: both are what the recogniser was trained on
        margin = max(3, (inked[3] - inked[1]) // 6)
        a, b = max(left, left + inked[0] - margin), max(upper, upper + inked[1] - margin)
        c, d = min(right, left + inked[2] + margin), min(lower, upper + inked[3] + margin)
        crops.append(np.ascontiguousarray(picture[b:d, a:c]))
        boxes.append((left + inked[0], upper + inked[1], left + inked[2], upper + inked[3]))
        origins.append((a, c - a))
    if not crops:
        return [], []
    read = _engine().recognize_txt(crops)
    found: list[_Piece] = []
    lost: list[str] = []
    for text, score, words, box, (start, wide) in zip(
        read.txts, read.scores, read.word_results, boxes, origins, strict=True
    ):
        if not text.strip():
            continue
        if score < LEAST_SCORE or words is None or not words.line_txt_len:
            lost.append(text)
            continue
        letters = [letter for word in words.words for letter in word]
        columns = [column for word in words.word_cols for column in word]
        centres = tuple(start + (column + 0.5) * wide / words.line_txt_len for column in columns)
        # words leave blanks out, scores do not
        scores = words.confs if len(words.confs) == len(letters) else _at_letters(text, words.confs)
        sure = tuple(float(value) for value in scores)
        if not len(letters) == len(centres) == len(sure):  # what can't be placed is no reading
            lost.append(text)
            continue
        found.append(_Piece("".join(letters), box, centres, sure))
    return found, [text for text in lost if any(letter.isdigit() for letter in text)]


def _at_letters(text: str, scores: Sequence[float]) -> list[float]:
    return [score for letter, score in zip(text, scores, strict=False) if not letter.isspace()]


def _ink_box(ink: Any) -> tuple[int, int, int, int] | None:
    import numpy as np

    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) < 2 or len(columns) < 2:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


# --- characters ---------------------------------------------------------------------------------------------------------

_IN_NUMBERS = str.maketrans("，．", ",.")
_WIDE = str.maketrans("():", "（）：")
_FIGURES = frozenset("0123456789,.-%+")


def _chars(pieces: Sequence[_Piece], scale: float) -> tuple[list[Char], list[str]]:
    sizes = _sizes(pieces, scale)
    chars: list[Char] = []
    doubtful: list[str] = []
    for piece, size in zip(pieces, sizes, strict=True):
        text = _mended(piece.text)
        top, bottom = _line(piece, size, scale)
        edges = _edges(piece)
        for letter, left, right in zip(text, edges, edges[1:], strict=False):
            if letter.strip():
                chars.append(Char(letter, left / scale, top, right / scale, bottom, size, False))
        doubtful += _doubtful(text, piece.sure)
    return chars, doubtful


def _mended(text: str) -> str:
    """Look-alikes put right. Wide commas and points between figures are narrow ones, brackets and colons of Chinese are wide:
    the recogniser can't tell them apart."""
    for read, meant in misreadings():
        text = text.replace(read, meant)
    letters = list(text)
    for at, letter in enumerate(text):
        if letter in "，．" and 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit():
            letters[at] = letter.translate(_IN_NUMBERS)
    for at, letter in enumerate(text):
        before, after = letters[at - 1] if at else "", text[at + 1 : at + 2]
        if (letter == "(" and _is_han(after)) or (letter in "):" and _is_han(before)):
            letters[at] = letter.translate(_WIDE)
    return "".join(letters)


def _edges(piece: _Piece) -> list[float]:
    """Where characters begin and end: half-way between their centres, the ink's own ends outside."""
    x0, _, x1, _ = piece.box
    inner = [(a + b) / 2 for a, b in pairwise(piece.centres)]
    edges = [float(x0), *inner, float(x1)]
    for at in range(1, len(edges)):
        edges[at] = max(edges[at], edges[at - 1])
    return edges


def _doubtful(text: str, sure: Sequence[float]) -> list[str]:
    found: list[str] = []
    run, least = "", 1.0
    for letter, score in zip((*text, " "), (*sure, 1.0), strict=False):
        if letter in _FIGURES:
            run, least = run + letter, min(least, score)
            continue
        # a point before is the end of a row of dots in the contents, one behind makes it the number of a heading
        if least < SURE and "." not in (run[:1], run[-1:]) and any(figure.isdigit() for figure in run):
            found.append(run)
        run, least = "", 1.0
    return found


def _is_han(letter: str) -> bool:
    return letter >= "⺀"


def _sizes(pieces: Sequence[_Piece], scale: float) -> list[float]:
    """The type size of each piece in points; sizes that are nearly the page's common ones are those."""
    sizes = []
    for piece in pieces:
        high = (piece.box[3] - piece.box[1]) / scale
        sizes.append(high / (HAN_INK if any(_is_han(letter) for letter in piece.text) else FIGURE_INK))
    weights: dict[float, int] = {}
    for piece, size in zip(pieces, sizes, strict=True):
        weights[round(size * 2) / 2] = weights.get(round(size * 2) / 2, 0) + len(piece.text)
    common: list[float] = []
    for size in sorted(weights, key=lambda each: -weights[each]):
        if size and not any(abs(size - other) <= SAME_SIZE * other for other in common):
            common.append(size)
    return [_nearest(common, size) for size in sizes] if common else sizes


def _nearest(values: Sequence[float], wanted: float) -> float:
    return min(values, key=lambda value: abs(value - wanted))


def _line(piece: _Piece, size: float, scale: float) -> tuple[float, float]:
    """Top and bottom of the em box."""
    top, bottom = piece.box[1] / scale, piece.box[3] / scale
    if any(_is_han(letter) for letter in piece.text):
        middle = (top + bottom) / 2
        return middle - size / 2, middle + size / 2
    return bottom - 0.88 * size, bottom + 0.12 * size
