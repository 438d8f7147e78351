"""Heads and cells of a flattened form → a grid, and what its columns are called."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.knowledge.statements import Form, Kind
from extractor.records import Grid, GridCell
from extractor.statements.columns import place_columns
from extractor.statements.restored.heads import Head, Path
from extractor.statements.sheets import sheets_of

# Told by words and arithmetic, where a drawn table tells by lines.
CONFIDENCE = 0.8

Cell = tuple[int, int] | None  # where its text stands; null for an empty one


def draw(
    text: str, heads: Sequence[Path], rows: Sequence[Sequence[Cell]], *, above: Sequence[Sequence[Cell]] = ()
) -> Grid:
    """The grid of columns under ``heads``, one below the rows ``above`` (titles and units drawn as rows)."""
    cols = len(heads)
    cells: list[GridCell] = []
    for index, row in enumerate(above):
        cells += _wide(text, index, row, cols)
    top = len(above)
    depth = max((len(path) for path in heads), default=0)
    for level in range(depth):
        col = 0
        while col < cols:
            path = heads[col]
            if level >= len(path):
                if level == 0:
                    cells.append(GridCell(row=top, col=col, text="", row_span=depth))
                col += 1
                continue
            end = col + 1
            while end < cols and heads[end][: level + 1] == path[: level + 1] and path[level].text:
                end += 1
            last = level == len(path) - 1
            head: Head = path[level]
            cells.append(
                GridCell(
                    row=top + level,
                    col=col,
                    text=head.text,
                    row_span=depth - level if last else 1,
                    col_span=end - col,
                    start=head.start,
                    end=head.end,
                )
            )
            col = end
    top += depth
    for index, row in enumerate(rows):
        for col, place in enumerate(row):
            start, end = place or (0, 0)
            cells.append(GridCell(row=top + index, col=col, text=text[start:end], start=start, end=end))
    return Grid(
        id="", rows=top + len(rows), cols=cols, cells=tuple(cells), decided_by="flattened", confidence=CONFIDENCE
    )


def _wide(text: str, row: int, places: Sequence[Cell], cols: int) -> list[GridCell]:
    """A row of fewer cells than columns: the first one reaches over what is left."""
    wide = cols - len(places) + 1
    cells = []
    for index, place in enumerate(places):
        start, end = place or (0, 0)
        col = 0 if index == 0 else index + wide - 1
        cells.append(
            GridCell(row=row, col=col, text=text[start:end], col_span=wide if index == 0 else 1, start=start, end=end)
        )
    return cells


def keys_of(
    text: str, heads: Sequence[Path], form: Form | None, *, kind: Kind | None, fiscal_year: int | None
) -> list[str | None]:
    """The canonical column of each head; null for what is none."""
    if form is None:
        return [None] * len(heads)
    (sheet,) = sheets_of(draw(text, heads, ()), kind=kind)
    placed = place_columns(sheet, form, fiscal_year=fiscal_year)
    return [place.key if (place := placed.get(col)) is not None and place.known else None for col in range(len(heads))]
