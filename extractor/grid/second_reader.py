"""A doubtful page read a second time by pdfplumber, whose parser and table finder are not ours.

The better structure is kept; numbers that the two readers do not both see are said with problem T101. Only doubtful pages are
read again: pdfplumber takes 50 to 150 ms a page.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from extractor.grid.draft import Cell, Draft
from extractor.grid.rulings import SAME_COLUMN
from extractor.grid.tokens import Token, tokens_of
from extractor.problems import problem
from extractor.records import Box, Grid, Page, Problem

# Grids below this were put together from too little: half of the border is missing, or many texts stand over borders, or there
# are no rulings at all. The lowest on the 23 reference documents is 0.85.
DOUBTFUL = 0.82
# Their table is ours where it covers this share of it.
SAME_TABLE = 0.6
NUMBER = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")
# At most so many numbers are named in one problem.
NAMED = 5


def doubtful(grids: Sequence[Grid]) -> bool:
    """Whether a page with these grids should be read again."""
    return any(grid.confidence < DOUBTFUL for grid in grids)


def read_again(data: bytes, page: Page, grids: Sequence[Grid]) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The page's grids with the doubtful ones compared and mended, and a problem for each whose numbers the readers dispute.

    ``data`` is the whole PDF. A page that pdfplumber can't read leaves the grids as they are.
    """
    second = _second_reading(data, page)
    if second is None:
        return tuple(grids), ()
    words, tables = second
    tokens = tokens_of(page.chars)
    kept: list[Grid] = []
    problems: list[Problem] = []
    for grid in grids:
        if grid.confidence >= DOUBTFUL or grid.box is None:
            kept.append(grid)
            continue
        better = grid
        theirs = _same_table(grid.box, tables)
        if theirs is not None:
            other = _grid_of(theirs, page, tokens, grid)
            if other is not None and _faults(other) < _faults(grid) and _digits(other) == _digits(grid):
                better = other
        kept.append(better)
        lost, added = _disputed(better, words)
        if lost or added:
            problems.append(
                problem(
                    "T101",
                    page=page.number,
                    ours="、".join(added[:NAMED]) or "—",
                    theirs="、".join(lost[:NAMED]) or "—",
                )
            )
    return tuple(kept), tuple(problems)


def _second_reading(data: bytes, page: Page) -> tuple[list[tuple[Box, str]], list[list[Box]]] | None:
    """The page's words and tables (a table is the boxes of its cells) by pdfplumber, in our coordinates."""
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[page.number]) as document:
            found: Any = document.pages[0]
            left, top = found.bbox[0], found.bbox[1]
            if abs(found.width - page.width) > 2 or abs(found.height - page.height) > 2:
                found = found.crop(found.cropbox)
                left, top = found.bbox[0], found.bbox[1]
            words = [
                (Box(w["x0"] - left, w["top"] - top, w["x1"] - left, w["bottom"] - top), str(w["text"]))
                for w in found.extract_words(x_tolerance=1.5)
            ]
            tables = [
                [Box(cell[0] - left, cell[1] - top, cell[2] - left, cell[3] - top) for cell in table.cells]
                for table in found.find_tables()
            ]
    except Exception:  # whatever pdfplumber can't read is no fault of the document: the first reading stands
        return None
    return words, tables


def _same_table(box: Box, tables: Sequence[list[Box]]) -> list[Box] | None:
    """Their table that covers most of ours."""
    area = max(1.0, (box.x1 - box.x0) * (box.bottom - box.top))
    best: tuple[float, list[Box]] | None = None
    for cells in tables:
        if len(cells) < 2:
            continue
        shared = sum(
            max(0.0, min(cell.x1, box.x1) - max(cell.x0, box.x0))
            * max(0.0, min(cell.bottom, box.bottom) - max(cell.top, box.top))
            for cell in cells
        )
        if shared >= SAME_TABLE * area and (best is None or shared > best[0]):
            best = (shared, cells)
    return best[1] if best else None


def _grid_of(boxes: Sequence[Box], page: Page, tokens: Sequence[Token], ours: Grid) -> Grid | None:
    """Their cells, filled with our characters."""
    xs = _places([x for box in boxes for x in (box.x0, box.x1)])
    ys = _places([y for box in boxes for y in (box.top, box.bottom)])
    if len(xs) < 3 or len(ys) < 2:
        return None
    draft = Draft.of(xs, ys, confidence=DOUBTFUL, decided_by="pdfplumber")
    for box in boxes:
        first, last = _nearest(xs, box.x0), _nearest(xs, box.x1)
        top, bottom = _nearest(ys, box.top), _nearest(ys, box.bottom)
        merged = Cell(top, first, bottom - top, last - first)
        old = {id(draft.owner[row][col]) for row in range(top, bottom) for col in range(first, last)}
        if not old or any(cell.rows * cell.cols > 1 for cell in draft.cells if id(cell) in old):
            return None
        draft.cells = [*(cell for cell in draft.cells if id(cell) not in old), merged]
        for row in range(top, bottom):
            draft.owner[row][first:last] = [merged] * (last - first)
    draft.cells.sort(key=lambda cell: (cell.row, cell.col))
    draft.fill(tokens, page.chars)
    return msgspec.structs.replace(draft.grid(page.number, ours.id), confidence=DOUBTFUL)


def _places(values: list[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > SAME_COLUMN:
            places.append(value)
    return places


def _nearest(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - at))


def _faults(grid: Grid) -> int:
    """Signs of cells that are not apart: several amounts in one, or an amount behind a label."""
    faults = 0
    for cell in grid.cells:
        amounts = re.findall(r"\d[\d,，]*[.．]\d+", cell.text)
        faults += max(0, len(amounts) - 1) + (len(amounts) == 1 and len(cell.text) > len(amounts[0]) + 3)
    return faults


def _digits(grid: Grid) -> Counter[str]:
    return Counter(char for cell in grid.cells for char in cell.text if char.isdigit())


def _disputed(grid: Grid, words: Sequence[tuple[Box, str]]) -> tuple[list[str], list[str]]:
    """Numbers that only the second reader sees in the table's box, and numbers that only we see."""
    box = grid.box
    assert box is not None
    theirs = Counter(
        number
        for word, text in words
        if box.x0 <= (word.x0 + word.x1) / 2 <= box.x1 and box.top <= (word.top + word.bottom) / 2 <= box.bottom
        for number in NUMBER.findall(text)
    )
    ours = Counter(number for cell in grid.cells for number in NUMBER.findall(cell.text))
    return sorted((theirs - ours).elements()), sorted((ours - theirs).elements())
