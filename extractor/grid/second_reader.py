"""A doubtful page read a second time by pdfplumber, and by camelot where no rulings are: their parser and table finders are not ours.

The better structure is kept; numbers that the readers do not both see are said with problem T101, rows of numbers that they put
together in another way with T104, rows and columns that no ruling tells with T105, and a second reader that fails or is missing with
T102 and T103. Only doubtful pages are read
again: pdfplumber takes 50 to 150 ms a page, camelot 300.
"""

from __future__ import annotations

import io
import logging
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
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
AMOUNT = re.compile(r"\d[\d,，]*[.．]\d+")
# At most so many numbers are named in one problem.
NAMED = 5


def doubtful(grids: Sequence[Grid]) -> bool:
    """Whether a page with these grids should be read again."""
    return any(grid.confidence < DOUBTFUL for grid in grids)


def read_again(data: bytes, page: Page, grids: Sequence[Grid]) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The page's grids with the doubtful ones compared and mended, and a problem for each whose numbers the readers dispute.

    ``data`` is the whole PDF. A page that a second reader can't read leaves the grids as they are, and a problem says so.
    """
    problems: list[Problem] = []
    second = _reading(plumbed, "pdfplumber", data, page, problems)
    words, tables = second if second is not None else ([], [])
    unruled = any(grid.confidence < DOUBTFUL and grid.decided_by == "columns" for grid in grids)
    third = _reading(by_camelot, "camelot", data, page, problems) if unruled else None
    tokens = tokens_of(page.chars)
    kept: list[Grid] = []
    for grid in grids:
        if grid.confidence >= DOUBTFUL or grid.box is None:
            kept.append(grid)
            continue
        better = grid
        if grid.decided_by == "columns":
            theirs = _same_table(grid.box, third[1]) if third is not None else None
            if theirs is not None:
                better = _better(grid, theirs, page, tokens, "camelot")
                apart = _other_rows(better, _grid_of(theirs, page, tokens, grid, "camelot"))
                if apart:
                    problems.append(problem("T104", page=page.number, rows="；".join(apart[:NAMED])))
        else:
            theirs = _same_table(grid.box, tables)
            if theirs is not None:
                better = _better(grid, theirs, page, tokens, "pdfplumber")
        kept.append(better)
        if second is None:
            continue
        lost, added = _disputed(better, words)
        if better.decided_by == "rulings" and not lost and not added:
            problems.append(problem("T105", page=page.number))
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


Words = list[tuple[Box, str]]


def _reading(
    reader: Callable[[bytes, Page], tuple[Words, list[list[Box]]]],
    name: str,
    data: bytes,
    page: Page,
    problems: list[Problem],
) -> tuple[Words, list[list[Box]]] | None:
    """What a second reader sees; null, and a problem that says so, where it fails or is not there."""
    with _quiet():  # also while its error is let go: files that it left open are closed then, with a warning
        try:
            return reader(data, page)
        except ImportError:
            problems.append(problem("T103", page=page.number, reader=name))
        except (
            Exception
        ) as error:  # whatever a second reader can't read is no fault of the document: the first reading stands
            problems.append(problem("T102", page=page.number, reader=name, reason=type(error).__name__))
    return None


@contextmanager
def _quiet() -> Iterator[None]:
    """The readers' own logs are no messages of ours."""
    loggers = [logging.getLogger(name) for name in ("pdfminer", "playa", "camelot", "pypdf")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def plumbed(data: bytes, page: Page) -> tuple[Words, list[list[Box]]]:
    """The page's words and tables (a table is the boxes of its cells) by pdfplumber, in our coordinates."""
    import pdfplumber

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
    return words, tables


def by_camelot(data: bytes, page: Page) -> tuple[Words, list[list[Box]]]:
    """The tables of a page without rulings by camelot's network, which of its finders is right most often on such forms. Its
    origin is the lower left."""
    from camelot.io import read_pdf

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.pdf")
        path.write_bytes(data)
        found = read_pdf(str(path), pages=str(page.number), flavor="network", suppress_stdout=True)
        tables = [
            [Box(cell.x1, page.height - cell.y2, cell.x2, page.height - cell.y1) for row in table.cells for cell in row]
            for table in found
        ]
    return [], tables


def _better(ours: Grid, boxes: Sequence[Box], page: Page, tokens: Sequence[Token], name: str) -> Grid:
    """Their structure where it has fewer faults and holds the same digits, else ours."""
    other = _grid_of(boxes, page, tokens, ours, name)
    if other is not None and _faults(other) < _faults(ours) and _digits(other) == _digits(ours):
        return other
    return ours


def _other_rows(ours: Grid, theirs: Grid | None) -> list[str]:
    """Rows of amounts of ours that they do not have: their amounts stand in several rows, or with others."""
    if theirs is None:
        return []
    known = set(_amount_rows(theirs))
    return [" ".join(row) for row in _amount_rows(ours) if row not in known]


def _amount_rows(grid: Grid) -> list[tuple[str, ...]]:
    rows: dict[int, list[tuple[int, str]]] = {}
    for cell in grid.cells:
        for text in AMOUNT.findall(cell.text):
            rows.setdefault(cell.row, []).append((cell.col, text))
    return [tuple(text for _, text in sorted(rows[row])) for row in sorted(rows)]


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


def _grid_of(boxes: Sequence[Box], page: Page, tokens: Sequence[Token], ours: Grid, name: str) -> Grid | None:
    """Their cells, filled with our characters."""
    xs = _places([x for box in boxes for x in (box.x0, box.x1)])
    ys = _places([y for box in boxes for y in (box.top, box.bottom)])
    if len(xs) < 3 or len(ys) < 2:
        return None
    draft = Draft.of(xs, ys, confidence=DOUBTFUL, decided_by=name)
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
        amounts = AMOUNT.findall(cell.text)
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
