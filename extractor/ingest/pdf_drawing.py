"""What a page draws: straight rulings, pictures, filled grounds; and the boxes of its text objects."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterable, Iterator
from itertools import repeat

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.ingest.pdf_calls import ADDRESS, INT, fast
from extractor.ingest.pdf_space import Upright
from extractor.records import Box, Ruling

# A filled rectangle no thicker than this is a ruling and no box. Word and WPS draw rulings 0.5 to 1.5 pt thick; the
# thickest seen in the reference documents is 2.25 pt.
RULING_THICKNESS = 3.0
# Shorter pieces are dashes, ticks and parts of glyphs drawn as paths.
RULING_LENGTH = 2.0
# So many dots in a row, none further from the next than so many of its own sizes, are a dotted ruling.
FEWEST_DOTS = 6
DOT_GAP = 2.5
# A page's drawing is read at most this deep into nested form objects: deeper ones are hostile or empty.
FORM_DEPTH = 6
# At most so many drawing objects a page are looked at for rulings: a dense form has 3,000, a map or chart may have 10⁶.
MAX_OBJECTS = 60_000


def read_drawing(drawing: Iterable[Drawn], upright: Upright) -> tuple[list[Ruling], list[Box]]:
    """Straight rulings (stroked segments, and filled or stroked thin rectangles) and the boxes of pictures, from what
    ``objects_of`` gives."""
    rulings: list[Ruling] = []
    dots: list[Box] = []
    images: list[Box] = []
    width, height = upright.size
    for kind, found, matrix in drawing:
        if kind == raw.FPDF_PAGEOBJ_PATH:
            for x0, y0, x1, y1 in _segments(found, matrix):
                box = upright.box(x0, y0, x1, y1)
                if box.x1 < 0 or box.x0 > width or box.bottom < 0 or box.top > height:
                    continue
                if max(box.x1 - box.x0, box.bottom - box.top) < RULING_LENGTH:
                    dots.append(box)
                else:
                    rulings.append(Ruling(*box))
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
    return rulings + _dotted(dots), images


def _dotted(dots: list[Box]) -> list[Ruling]:
    """Rulings drawn as rows or columns of dots (browsers print dotted borders so)."""
    found: list[Ruling] = []
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

_count_objects = fast(raw.FPDFPage_CountObjects, INT, ADDRESS)
_get_object = fast(raw.FPDFPage_GetObject, ADDRESS, ADDRESS, INT)
_count_inner = fast(raw.FPDFFormObj_CountObjects, INT, ADDRESS)
_get_inner = fast(raw.FPDFFormObj_GetObject, ADDRESS, ADDRESS, ctypes.c_ulong)
_get_type = fast(raw.FPDFPageObj_GetType, INT, ADDRESS)
_get_matrix = fast(raw.FPDFPageObj_GetMatrix, INT, ADDRESS, ADDRESS)
_get_bounds = fast(raw.FPDFPageObj_GetBounds, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_get_width = fast(raw.FPDFPageObj_GetStrokeWidth, INT, ADDRESS, ADDRESS)
_get_draw_mode = fast(raw.FPDFPath_GetDrawMode, INT, ADDRESS, ADDRESS, ADDRESS)
_count_segments = fast(raw.FPDFPath_CountSegments, INT, ADDRESS)
_get_segment = fast(raw.FPDFPath_GetPathSegment, ADDRESS, ADDRESS, INT)
_get_point = fast(raw.FPDFPathSegment_GetPoint, INT, ADDRESS, ADDRESS, ADDRESS)
_get_segment_type = fast(raw.FPDFPathSegment_GetType, INT, ADDRESS)
_get_close = fast(raw.FPDFPathSegment_GetClose, INT, ADDRESS)


def objects_of(page: pdfium.PdfPage, *, texts: bool = False) -> Iterator[Drawn]:
    """Every drawing object, and with ``texts`` every text object."""
    budget = MAX_OBJECTS
    start = ctypes.cast(page.raw, ADDRESS).value or 0
    stack: list[tuple[int, int, _Matrix, bool]] = [(start, 0, _IDENTITY, False)]
    while stack:
        holder, depth, matrix, is_form = stack.pop()
        count, get = (_count_inner, _get_inner) if is_form else (_count_objects, _get_object)
        total = min(max(0, count(holder)), budget)
        budget -= total
        found: list[int] = list(map(get, repeat(holder, total), range(total)))
        for kind, address in zip(map(_get_type, found), found, strict=True):
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if texts:
                    yield kind, address, matrix
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                if depth < FORM_DEPTH:
                    stack.append((address, depth + 1, _product(_matrix_of(address), matrix), True))
            else:
                yield kind, address, matrix


def _matrix_of(address: int) -> _Matrix:
    values = array("f", bytes(24))
    _get_matrix(address, values.buffer_info()[0])
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def _segments(path: int, outer: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The straight horizontal and vertical parts of a path, as boxes in user space with their thickness."""
    fill, stroke = draw_mode_of(path)
    if not (fill or stroke):
        return
    count = _count_segments(path)
    if count < 2 or count > 400:  # glyph outlines and drawings: no ruling has so many corners
        return
    if fill and not stroke:
        # a thin filled rectangle is a ruling; a large one is shading, whose edges draw no line
        bounds = bounds_of(path)
        if bounds is None:
            return
        x0, y0, x1, y1 = transformed(bounds, outer)
        thickness, length = sorted((x1 - x0, y1 - y0))
        if thickness <= RULING_THICKNESS and (length >= RULING_LENGTH or length <= 2 * thickness):
            yield x0, y0, x1, y1
        elif count > 5:
            yield from _thin_rectangles(path, count, outer)
        return
    matrix = _product(_matrix_of(path), outer)
    width = array("f", (0.0,))
    _get_width(path, width.buffer_info()[0])
    half = max(width[0] * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5, 0.2) / 2
    if half * 2 > 4 * RULING_THICKNESS:
        return
    for (from_x, from_y), (to_x, to_y) in _lines(path, count, matrix):
        dx, dy = abs(from_x - to_x), abs(from_y - to_y)
        if max(dx, dy) < RULING_LENGTH or min(dx, dy) > 0.7:
            continue
        across, up = (half, 0.0) if dy > dx else (0.0, half)
        yield min(from_x, to_x) - across, min(from_y, to_y) - up, max(from_x, to_x) + across, max(from_y, to_y) + up


def _thin_rectangles(path: int, count: int, outer: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """Several thin rectangles filled as one path (how some office suites draw all borders of a table)."""
    matrix = _product(_matrix_of(path), outer)
    points: list[tuple[float, float]] = []

    def flush() -> Iterator[tuple[float, float, float, float]]:
        if 3 <= len(points) <= 6:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            thickness, length = sorted((box[2] - box[0], box[3] - box[1]))
            if thickness <= RULING_THICKNESS and length >= RULING_LENGTH:
                yield box

    for kind, _, point in _points(path, count, matrix):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from flush()
            points = []
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            points += [point] * 7  # a curve: never a ruling
        points.append(point)
    yield from flush()


def _lines(path: int, count: int, matrix: _Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    start = last = (0.0, 0.0)
    for kind, segment, point in _points(path, count, matrix):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if _get_close(segment):
            yield point, start


def _points(path: int, count: int, matrix: _Matrix) -> Iterator[tuple[int, int, tuple[float, float]]]:
    """Kind, address and end point of each segment of a path."""
    point = array("f", (0.0, 0.0))
    at = point.buffer_info()[0]
    a, b, c, d, e, f = matrix
    for segment in map(_get_segment, repeat(path, count), range(count)):
        _get_point(segment, at, at + 4)
        x, y = point
        yield _get_segment_type(segment), segment, (a * x + c * y + e, b * x + d * y + f)


def draw_mode_of(path: int) -> tuple[int, int]:
    """How a path is filled (0 not at all) and whether it is stroked."""
    modes = array("i", (0, 0))
    at = modes.buffer_info()[0]
    _get_draw_mode(path, at, at + 4)
    fill, stroke = modes
    return fill, stroke


def bounds_of(found: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of an object, in the space that it stands in."""
    bounds = array("f", bytes(16))
    at = bounds.buffer_info()[0]
    if not _get_bounds(found, at, at + 4, at + 8, at + 12):
        return None
    left, bottom, right, top = bounds
    return left, bottom, right, top


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def transformed(bounds: tuple[float, float, float, float], matrix: _Matrix) -> tuple[float, float, float, float]:
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
