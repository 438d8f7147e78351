"""What a page draws: straight rulings, pictures, filled grounds; and the boxes of its text objects."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

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


def read_drawing(page: pdfium.PdfPage, upright: Upright) -> tuple[list[Ruling], list[Box]]:
    """Straight rulings (stroked segments, and filled or stroked thin rectangles) and the boxes of pictures."""
    rulings: list[Ruling] = []
    dots: list[Box] = []
    images: list[Box] = []
    width, height = upright.size
    for kind, found, matrix in objects_of(page):
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


def objects_of(page: pdfium.PdfPage, *, texts: bool = False) -> Iterator[tuple[int, Any, _Matrix]]:
    """Every drawing object (and with ``texts`` every text object) with the matrix of the forms that it stands in."""
    budget = MAX_OBJECTS
    stack: list[tuple[Any, int, _Matrix, bool]] = [(page.raw, 0, _IDENTITY, False)]
    while stack:
        holder, depth, matrix, is_form = stack.pop()
        total = raw.FPDFFormObj_CountObjects(holder) if is_form else raw.FPDFPage_CountObjects(holder)
        get = raw.FPDFFormObj_GetObject if is_form else raw.FPDFPage_GetObject
        for index in range(total):
            budget -= 1
            if budget < 0:
                return
            found = get(holder, index)
            kind = raw.FPDFPageObj_GetType(found)
            if kind == raw.FPDF_PAGEOBJ_FORM:
                if depth < FORM_DEPTH:
                    own = raw.FS_MATRIX()
                    raw.FPDFPageObj_GetMatrix(found, own)
                    stack.append((found, depth + 1, _product((own.a, own.b, own.c, own.d, own.e, own.f), matrix), True))
            elif texts or kind != raw.FPDF_PAGEOBJ_TEXT:
                yield kind, found, matrix


def _segments(path: Any, outer: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The straight horizontal and vertical parts of a path, as boxes in user space with their thickness."""
    fill = ctypes.c_int()
    stroke = ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    count = raw.FPDFPath_CountSegments(path)
    if count < 2 or count > 400:  # glyph outlines and drawings: no ruling has so many corners
        return
    if fill.value and not stroke.value:
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
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, own)
    matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(path, width)
    half = max(width.value * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5, 0.2) / 2
    if half * 2 > 4 * RULING_THICKNESS:
        return
    for start, end in _lines(path, count, matrix):
        dx, dy = abs(start[0] - end[0]), abs(start[1] - end[1])
        if max(dx, dy) < RULING_LENGTH or min(dx, dy) > 0.7:
            continue
        yield (
            min(start[0], end[0]) - (half if dy > dx else 0.0),
            min(start[1], end[1]) - (half if dx >= dy else 0.0),
            max(start[0], end[0]) + (half if dy > dx else 0.0),
            max(start[1], end[1]) + (half if dx >= dy else 0.0),
        )


def _thin_rectangles(path: Any, count: int, outer: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """Several thin rectangles filled as one path (how some office suites draw all borders of a table)."""
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, own)
    matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    points: list[tuple[float, float]] = []

    def flush() -> Iterator[tuple[float, float, float, float]]:
        if 3 <= len(points) <= 6:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            thickness, length = sorted((box[2] - box[0], box[3] - box[1]))
            if thickness <= RULING_THICKNESS and length >= RULING_LENGTH:
                yield box

    for kind, point in _points(path, count, matrix):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from flush()
            points = []
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            points += [point] * 7  # a curve: never a ruling
        points.append(point)
    yield from flush()


def _lines(path: Any, count: int, matrix: _Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    start = last = (0.0, 0.0)
    for index, (kind, point) in enumerate(_points(path, count, matrix)):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(raw.FPDFPath_GetPathSegment(path, index)):
            yield point, start


def _points(path: Any, count: int, matrix: _Matrix) -> Iterator[tuple[int, tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        yield raw.FPDFPathSegment_GetType(segment), _apply(matrix, x.value, y.value)


def bounds_of(found: Any) -> tuple[float, float, float, float] | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(found, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


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
