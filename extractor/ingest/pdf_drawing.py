"""What a page draws: straight rulings, pictures, filled grounds; and the boxes of its text objects."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, filterfalse, islice, repeat
from math import nan
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.ingest.pdf_calls import ADDRESS, INT, Rows, pointer, prepared, typed
from extractor.ingest.pdf_space import Upright
from extractor.records import Box, Ruling

# A filled rectangle no thicker than this is a ruling and no box. Word and WPS draw rulings 0.5 to 1.5 pt thick; the
# thickest seen in the reference documents is 2.25 pt.
RULING_THICKNESS = 3.0
# Shorter pieces are dashes, ticks and parts of glyphs drawn as paths.
RULING_LENGTH = 2.0
# So many dots in a row, none further from the next than so many of its own sizes, are a dotted ruling: hair dots of 0.5 pt stand 1.5 pt apart.
FEWEST_DOTS = 6
# A dot is a path of one short line, which has two corners; short pieces of longer paths are parts of curves.
ONE_LINE = 2
DOT_GAP = 3.5
# A page's drawing is read at most this deep into nested form objects: deeper ones are hostile or empty.
FORM_DEPTH = 6
# At most so many drawing objects a page are looked at for rulings: a dense form has 3,000, a map or chart may have 10⁶.
MAX_OBJECTS = 60_000
# Grounds behind cells: no lower than this (points), no wider than this share of the page, at most so many.
LOWEST_SHADE = 6.0
WHOLE_PAGE = 0.98
MOST_SHADES = 4_000


class Drawing(NamedTuple):
    """Straight rulings (stroked segments, and filled or stroked thin rectangles), the boxes of pictures, and filled rectangles."""

    rulings: list[Ruling]
    images: list[Box]
    shades: list[Box]


def read_drawing(drawing: Sequence[Drawn], upright: Upright) -> Drawing:
    """What is drawn, from what ``objects_of`` gives."""
    rulings: list[Ruling] = []
    shades: list[Box] = []
    dots: list[Box] = []
    images: list[Box] = []
    width, height = upright.size
    left, base, level = upright.left, upright.bottom, upright.turns == 0
    new = tuple.__new__
    parts = _straight_parts([drawn for drawn in drawing if drawn[0] == raw.FPDF_PAGEOBJ_PATH])
    for kind, found, matrix in drawing:
        if kind == raw.FPDF_PAGEOBJ_PATH:
            for part in next(parts):
                if level:  # as Upright.box does, without a call: a dense form has thousands of rulings
                    x0, y0, x1, y1 = part
                    x0, top, x1, bottom = x0 - left, height - (y1 - base), x1 - left, height - (y0 - base)
                else:
                    x0, top, x1, bottom = upright.box(*part)
                if x1 < 0 or x0 > width or bottom < 0 or top > height:
                    continue
                across, down = x1 - x0, bottom - top
                if across >= LOWEST_SHADE and down >= LOWEST_SHADE:
                    if len(shades) < MOST_SHADES and across < WHOLE_PAGE * width:
                        shades.append(Box(x0, top, x1, bottom))
                elif across < RULING_LENGTH and down < RULING_LENGTH:
                    dots.append(Box(x0, top, x1, bottom))
                else:
                    rulings.append(new(Ruling, (x0, top, x1, bottom)))
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            bounds = bounds_of(found)
            if bounds is None:
                continue
            box = upright.box(*transformed(bounds, matrix))
            thin = min(box.x1 - box.x0, box.bottom - box.top) <= RULING_THICKNESS
            long = max(box.x1 - box.x0, box.bottom - box.top) >= 4 * RULING_THICKNESS
            if thin and long:
                rulings.append(Ruling(*box))  # a line drawn as a stretched picture
            elif not thin:
                images.append(box)
    return Drawing(rulings + _dotted(dots), images, shades)


def _dotted(dots: list[Box]) -> list[Ruling]:
    """Rulings drawn as rows or columns of dots (browsers print dotted borders so)."""
    found: list[Ruling] = []
    if len(dots) < FEWEST_DOTS:
        return found
    for across in (True, False):
        lines: dict[int, list[Box]] = {}
        for dot in dots:
            lines.setdefault(round(dot.top if across else dot.x0), []).append(dot)
        for line in lines.values():
            line.sort(key=lambda dot: dot.x0 if across else dot.top)
            chain: list[Box] = []
            for dot in line:
                if chain and not _next_dot(chain[-1], dot, across=across):
                    found += _ruling_of(chain)
                    chain = []
                chain.append(dot)
            found += _ruling_of(chain)
    return found


def _next_dot(last: Box, dot: Box, *, across: bool) -> bool:
    gap = dot.x0 - last.x1 if across else dot.top - last.bottom
    return gap <= DOT_GAP * max(last.x1 - last.x0, last.bottom - last.top)


def _ruling_of(chain: list[Box]) -> list[Ruling]:
    if len(chain) < FEWEST_DOTS:
        return []
    return [Ruling(chain[0].x0, chain[0].top, chain[-1].x1, chain[-1].bottom)]


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Kind and address of a page object, and the matrix of the forms that it stands in.
Drawn = tuple[int, int, _Matrix]

_Bounds = tuple[float, float, float, float]  # left, bottom, right, top, in the space that an object stands in

_count_objects = typed(raw.FPDFPage_CountObjects, INT, ADDRESS)
_get_object = prepared(raw.FPDFPage_GetObject, ADDRESS)
_count_inner = typed(raw.FPDFFormObj_CountObjects, INT, ADDRESS)
_get_inner = typed(raw.FPDFFormObj_GetObject, ADDRESS, ADDRESS, ctypes.c_ulong)
_get_type = prepared(raw.FPDFPageObj_GetType, INT)
_get_matrix = prepared(raw.FPDFPageObj_GetMatrix)
_get_bounds = prepared(raw.FPDFPageObj_GetBounds)
_get_width = prepared(raw.FPDFPageObj_GetStrokeWidth)
_get_draw_mode = prepared(raw.FPDFPath_GetDrawMode)
_count_segments = prepared(raw.FPDFPath_CountSegments, INT)
_get_segment = prepared(raw.FPDFPath_GetPathSegment, ADDRESS)
_get_point = prepared(raw.FPDFPathSegment_GetPoint)
_get_segment_type = prepared(raw.FPDFPathSegment_GetType, INT)
_get_close = prepared(raw.FPDFPathSegment_GetClose, INT)

_matrices = Rows("f", (0, 0, 0, 0, 0, 0), apart=False)
_bounds = Rows("f", (nan, nan, nan, nan), apart=True)
_widths = Rows("f", (0,), apart=True)
_modes = Rows("i", (0, 0), apart=True)
_points = Rows("f", (0, 0), apart=True)


def objects_of(page: pdfium.PdfPage, *, texts: bool = False, known: Collection[int | None] = ()) -> Iterator[Drawn]:
    """Every drawing object, and with ``texts`` every text object. ``known``: objects that are passed over, for instance since
    they are known to be text."""
    budget = MAX_OBJECTS
    start = ctypes.cast(page.raw, ADDRESS).value or 0
    stack: list[tuple[int, int, _Matrix, bool]] = [(start, 0, _IDENTITY, False)]
    while stack:
        holder, depth, matrix, is_form = stack.pop()
        total = min(max(0, (_count_inner if is_form else _count_objects)(holder)), budget)
        budget -= total
        get, first = (_get_inner, holder) if is_form else (_get_object, pointer(holder))
        found: list[int] = list(map(get, repeat(first, total), range(total)))
        if known:
            found = list(filterfalse(known.__contains__, found))
        for kind, address in zip(map(_get_type, map(pointer, found)), found, strict=True):
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if texts:
                    yield kind, address, matrix
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                if depth < FORM_DEPTH:
                    stack.append((address, depth + 1, _product(_matrix_of(address), matrix), True))
            else:
                yield kind, address, matrix


def _matrix_of(address: int) -> _Matrix:
    (a,), (b,), (c,), (d,), (e,), (f,) = _matrices.written(_get_matrix, (pointer(address),))
    return a, b, c, d, e, f


# So many paths are asked about together.
PORTION = 128
# Glyph outlines and drawings have many corners; so have all borders of a long table in one path. Together the paths of a page with more
# than FEW_SEGMENTS are looked at up to so many corners.
FEW_SEGMENTS, MOST_SEGMENTS = 400, 60_000


def _straight_parts(paths: Sequence[Drawn]) -> Iterator[Sequence[_Bounds]]:
    """For each path its straight horizontal and vertical parts, as boxes in user space with their thickness, or the rectangle that it
    fills."""
    left = MOST_SEGMENTS
    for first in range(0, len(paths), PORTION):
        portion = paths[first : first + PORTION]
        pointers = [pointer(address) for _, address, _ in portion]
        modes = list(zip(*_modes.written(_get_draw_mode, pointers), strict=True))
        counts: list[int] = list(map(_count_segments, pointers))
        drawn = []
        for (fill, stroke), count in zip(modes, counts, strict=True):
            drawn.append(bool(fill or stroke) and count >= 2 and (count <= FEW_SEGMENTS or count <= left))
            if count > FEW_SEGMENTS and drawn[-1]:
                left -= count
        stroked = [number for number, (_, stroke) in enumerate(modes) if stroke and drawn[number]]
        lines = _stroked_parts(
            [pointers[number] for number in stroked],
            [counts[number] for number in stroked],
            [portion[number][2] for number in stroked],
        )
        bounds = zip(*_bounds.written(_get_bounds, pointers), strict=True)
        for number, box in enumerate(bounds):
            if not drawn[number]:
                yield ()
            elif modes[number][1]:
                yield next(lines)
            else:
                yield _filled_parts(pointers[number], counts[number], box, portion[number][2])


def _filled_parts(path: Any, count: int, bounds: _Bounds, outer: _Matrix) -> Sequence[_Bounds]:
    """A thin filled rectangle is a ruling; a large one is a ground, whose edges draw no line."""
    box = bounds if outer is _IDENTITY else transformed(bounds, outer)
    x0, y0, x1, y1 = box
    thickness, length = x1 - x0, y1 - y0
    if thickness > length:
        thickness, length = length, thickness
    if thickness <= RULING_THICKNESS and (length >= RULING_LENGTH or length <= 2 * thickness):
        return (box,)
    if count <= 5:
        return (box,) if thickness >= LOWEST_SHADE else ()
    return list(_thin_rectangles(path, count, outer))


def _stroked_parts(paths: Sequence[Any], counts: Sequence[int], outers: Sequence[_Matrix]) -> Iterator[list[_Bounds]]:
    widths = _widths.written(_get_width, paths)[0]
    matrices = zip(*_matrices.written(_get_matrix, paths), strict=True)
    for width, own, outer, count, corners in zip(
        widths, matrices, outers, counts, _corners(paths, counts), strict=True
    ):
        matrix = own if outer is _IDENTITY else _product(own, outer)
        half = max(width * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5, 0.2) / 2
        found: list[_Bounds] = []
        if half * 2 <= 4 * RULING_THICKNESS:
            for (from_x, from_y), (to_x, to_y) in _lines(corners, matrix):
                low_x, high_x = (from_x, to_x) if from_x < to_x else (to_x, from_x)
                low_y, high_y = (from_y, to_y) if from_y < to_y else (to_y, from_y)
                dx, dy = high_x - low_x, high_y - low_y
                short = dx < RULING_LENGTH and dy < RULING_LENGTH
                if (short and count != ONE_LINE) or (dx > 0.7 and dy > 0.7):
                    continue
                if dy > dx:
                    found.append((low_x - half, low_y, high_x + half, high_y))
                else:
                    found.append((low_x, low_y - half, high_x, high_y + half))
        yield found


def _thin_rectangles(path: Any, count: int, outer: _Matrix) -> Iterator[_Bounds]:
    """Several thin rectangles filled as one path (how some office suites draw all borders of a table)."""
    (own,) = zip(*_matrices.written(_get_matrix, (path,)), strict=True)
    matrix = _product(own, outer)
    points: list[tuple[float, float]] = []

    def flush() -> Iterator[_Bounds]:
        if 3 <= len(points) <= 6:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            thickness, length = sorted((box[2] - box[0], box[3] - box[1]))
            if thickness <= RULING_THICKNESS and length >= RULING_LENGTH:
                yield box

    (corners,) = _corners((path,), (count,))
    for kind, _, x, y in corners:
        point = _apply(matrix, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from flush()
            points = []
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            points += [point] * 7  # a curve: never a ruling
        points.append(point)
    yield from flush()


def _lines(corners: Sequence[_Corner], matrix: _Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    start = last = (0.0, 0.0)
    a, b, c, d, e, f = matrix
    for kind, closes, x, y in corners:
        point = (a * x + c * y + e, b * x + d * y + f)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if closes:
            yield point, start


# Kind of a segment of a path, whether it closes the path, and its end point, before the path's matrix.
_Corner = tuple[int, int, float, float]


def _corners(paths: Sequence[Any], counts: Sequence[int]) -> Iterator[list[_Corner]]:
    """The segments of each path."""
    at_path = chain.from_iterable(map(repeat, paths, counts))
    numbers = chain.from_iterable(map(range, counts))
    segments = list(map(pointer, map(_get_segment, at_path, numbers)))
    xs, ys = _points.written(_get_point, segments)
    corners = zip(map(_get_segment_type, segments), map(_get_close, segments), xs, ys, strict=True)
    return (list(islice(corners, count)) for count in counts)


def draw_mode_of(path: int) -> tuple[int, int]:
    """How a path is filled (0 not at all) and whether it is stroked."""
    (fill,), (stroke,) = _modes.written(_get_draw_mode, (pointer(path),))
    return fill, stroke


def bounds_of(found: int) -> _Bounds | None:
    """Left, bottom, right and top of an object, in the space that it stands in."""
    (bounds,) = zip(*_bounds.written(_get_bounds, (pointer(found),)), strict=True)
    return None if bounds[0] != bounds[0] else bounds


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def transformed(bounds: _Bounds, matrix: _Matrix) -> _Bounds:
    if matrix is _IDENTITY:
        return bounds
    x0, y0 = _apply(matrix, bounds[0], bounds[1])
    x1, y1 = _apply(matrix, bounds[2], bounds[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _product(inner: _Matrix, outer: _Matrix) -> _Matrix:
    if outer is _IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    return (
        a * outer[0] + b * outer[2],
        a * outer[1] + b * outer[3],
        c * outer[0] + d * outer[2],
        c * outer[1] + d * outer[3],
        e * outer[0] + f * outer[2] + outer[4],
        e * outer[1] + f * outer[3] + outer[5],
    )
