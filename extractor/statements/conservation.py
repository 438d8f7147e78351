"""No printed number of a form may be lost: the numbers of a drawn table against the cells of its statements.

Written apart from the reading, so that a mistake there shows here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from extractor.knowledge.statements import load_statements, means
from extractor.records import Grid, GridCell, Statement
from extractor.statements.titles import plain

_AMOUNT = re.compile(
    r"[-−(（△▲]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?[)）]?%?|[-−(（△▲]?\d+\.\d+[)）]?%?|[-−(（△▲]?\d+[)）]?%?"
)
_DECIMAL = re.compile(r"(?<![\d.])\d[\d,]*\.\d\d(?![\d.%])")
_NAMING = re.compile(r"(?<![\d.,])(?:20\d\d|[235]\d{4}|[235]\d{6})(?![\d.,])")  # years and codes that stand in a label
_COUNTER = re.compile(r"\d{1,3}")


def numbers_of(grid: Grid) -> tuple[GridCell, ...]:
    """The cells of a grid that hold nothing but a number."""
    return tuple(cell for cell in grid.cells if _AMOUNT.fullmatch(_bare(cell.text)))


def unplaced_numbers(grid: Grid, statements: Iterable[Statement]) -> tuple[GridCell, ...]:
    """The numeric cells of ``grid`` that are in no cell of its statements, nor a row's code, nor a row or column number."""
    found = list(statements)
    placed: dict[tuple[int, int], int] = {}
    codes: set[str] = set()
    for statement in found:
        for row in statement.rows:
            if row.code:
                codes.add(row.code)
            codes.update(_NAMING.findall(row.label))
            for cell in row.cells.values():
                place = (cell.anchor.start, cell.anchor.end)
                placed[place] = placed.get(place, 0) + 1
    numbered = _numbering(grid.cells)
    return tuple(
        cell
        for cell in numbers_of(grid)
        if (cell.start, cell.end) not in placed
        and (cell.row, cell.col) not in numbered
        and not _part_of_a_code(_bare(cell.text), codes)
    )


def mixed_cells(grid: Grid) -> tuple[GridCell, ...]:
    """Cells in which words and an amount stand together: a label and its number drawn, or read, as one cell."""
    return tuple(
        cell
        for cell in grid.cells
        if _AMOUNT.fullmatch(_bare(cell.text)) is None and len(cell.text) < 60 and _DECIMAL.search(cell.text)
    )


def doubled_numbers(grid: Grid, statements: Iterable[Statement]) -> tuple[GridCell, ...]:
    """The numeric cells of ``grid`` that stand in more than one cell of its statements."""
    places = [
        (cell.anchor.start, cell.anchor.end)
        for statement in statements
        for row in statement.rows
        for cell in row.cells.values()
    ]
    return tuple(cell for cell in numbers_of(grid) if places.count((cell.start, cell.end)) > 1)


@lru_cache(maxsize=65536)
def _bare(text: str) -> str:
    return re.sub(r"[\s\u3000\u00a0]", "", text)


def _part_of_a_code(text: str, codes: set[str]) -> bool:
    """Whether a cell is a whole code, or a two-digit (once one-digit) step of one."""
    if not text.isdigit():
        return False
    if text in codes:
        return True
    step = text.zfill(2)
    return len(text) <= 3 and any(code.startswith(text) or step in (code[3:5], code[5:7], code[7:9]) for code in codes)


def _numbering(cells: Sequence[GridCell]) -> set[tuple[int, int]]:
    """Slots that count rows or columns or name something by a number: under 行次, 单位代码 or 类/款/项, beside 栏次, or whole
    numbers that rise by one, three or more."""
    found: set[tuple[int, int]] = set()
    roles = load_statements().roles
    counters = [pattern for role in ("line", "ident", "class", "group", "item") for pattern in roles[role]]
    for head in cells:
        if means(counters, plain(head.text)):
            columns = range(head.col, head.col + head.col_span)
            found.update(
                (cell.row, cell.col)
                for cell in cells
                if cell.row > head.row and cell.col in columns and _bare(cell.text).isdigit()
            )
        if plain(head.text) == "栏次":
            found.update((cell.row, cell.col) for cell in cells if cell.row == head.row)
    lines: dict[tuple[str, int], list[GridCell]] = {}
    for cell in cells:
        if _COUNTER.fullmatch(_bare(cell.text)):
            lines.setdefault(("row", cell.row), []).append(cell)
            lines.setdefault(("col", cell.col), []).append(cell)
    for (way, _), line in lines.items():
        line.sort(key=lambda cell: cell.row if way == "col" else cell.col)
        run: list[GridCell] = []
        for cell in line:
            if run and int(_bare(cell.text)) == int(_bare(run[-1].text)) + 1:
                run.append(cell)
            else:
                run = [cell]
            if len(run) >= 3 and int(_bare(run[0].text)) <= 100:
                found.update((each.row, each.col) for each in run)
    return found
