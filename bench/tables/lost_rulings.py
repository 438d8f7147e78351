"""The real forms with some of their rulings taken away: which rows are read the same, and which wrong ones does nothing doubt?

The reading with all rulings is the truth. A row is the same where all its written cells stand in the columns (told by where they are on
the page) they stood in, and no other beside them; it is not read where none of its amounts stands in any grid, and wrong otherwise.
``python -m bench.tables.lost_rulings [--show N]``.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from extractor.grid import find_grids
from extractor.grid.second_reader import DOUBTFUL
from extractor.ingest.pdf import PdfReader
from extractor.records import Grid, GridCell, Page, Ruling

SHARED = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "corpus"
KEYS = ("rows", "same", "wrong", "wrong, not doubted", "not read")
# Two columns are about as like a third where their shares in common differ by no more.
ALIKE = 0.1

Extent = tuple[int, int]  # from x to x, whole points
Row = tuple[tuple[Extent, str], ...]  # the written cells of a row, each with its column


def one_in(share: int, *, upright: bool | None = None) -> Callable[[Page, random.Random], Page]:
    """Takes away one ruling in ``share``: of all, of the upright ones, or of those across."""

    def lose(page: Page, chance: random.Random) -> Page:
        kept = [
            ruling
            for ruling in page.rulings
            if (upright is not None and ruling.horizontal is upright) or chance.randrange(share)
        ]
        return msgspec.structs.replace(page, rulings=tuple(kept))

    return lose


def one_edge_in(share: int) -> Callable[[Page, random.Random], Page]:
    """Takes away one side of a cell in ``share``: rulings are cut at the cells' corners first."""

    def lose(page: Page, chance: random.Random) -> Page:
        grids = find_grids(page)
        boxes = [cell.box for grid in grids for cell in grid.cells if cell.box is not None]
        xs = sorted({round(x, 1) for box in boxes for x in (box.x0, box.x1)})
        ys = sorted({round(y, 1) for box in boxes for y in (box.top, box.bottom)})
        kept = [edge for ruling in page.rulings for edge in _edges(ruling, xs, ys) if chance.randrange(share)]
        return msgspec.structs.replace(page, rulings=tuple(kept))

    return lose


def _edges(ruling: Ruling, xs: Sequence[float], ys: Sequence[float]) -> Iterator[Ruling]:
    flat = ruling.horizontal
    low, high = (ruling.x0, ruling.x1) if flat else (ruling.top, ruling.bottom)
    places = [low, *(at for at in (xs if flat else ys) if low + 2 < at < high - 2), high]
    for start, end in pairwise(places):
        yield ruling._replace(x0=start, x1=end) if flat else ruling._replace(top=start, bottom=end)


def none_left(page: Page, _: random.Random) -> Page:
    return msgspec.structs.replace(page, rulings=())


LOSSES: dict[str, Callable[[Page, random.Random], Page]] = {
    "one ruling in ten": one_in(10),
    "one ruling in thirty": one_in(30),
    "one side of a cell in ten": one_edge_in(10),
    "one side of a cell in thirty": one_edge_in(30),
    "one upright ruling in ten": one_in(10, upright=True),
    "one ruling across in ten": one_in(10, upright=False),
    "all": none_left,
}


def rows_of(grids: Sequence[Grid], columns: Sequence[Extent] | None = None) -> list[tuple[Row, Grid]]:
    """The rows with amounts of grids; a column goes by its place in ``columns``, those of the truth, or in the grids' own."""
    found = []
    for grid in grids:
        own = _extents(grid)
        rows: dict[int, list[GridCell]] = {}
        for cell in grid.cells:
            if cell.text:
                rows.setdefault(cell.row, []).append(cell)
        for row in sorted(rows):
            cells = tuple((_place(own[cell.col], columns), "".join(cell.text.split())) for cell in rows[row])
            if len(cells) > 1 and any(char.isdigit() for _, text in cells for char in text):
                found.append((cells, grid))
    return found


def columns_of(grids: Sequence[Grid]) -> list[Extent]:
    """From where to where the columns of all grids reach."""
    return sorted({extent for grid in grids for extent in _extents(grid).values()})


def _extents(grid: Grid) -> dict[int, Extent]:
    places: dict[int, float] = {}
    for cell in grid.cells:
        assert cell.box is not None
        places[cell.col], places[cell.col + cell.col_span] = cell.box.x0, cell.box.x1
    known = sorted(places)
    return {col: (round(places[col]), round(places[after])) for col, after in pairwise(known)}


def _place(extent: Extent, columns: Sequence[Extent] | None) -> Extent:
    if columns is None:
        return extent
    best = max(_likeness(extent, other) for other in columns)
    close = ALIKE if best < 1 - ALIKE else 0.0  # of two columns in one the first is meant
    return next(other for other in columns if _likeness(extent, other) >= best - close)


def _likeness(one: Extent, other: Extent) -> float:
    """The share of both extents that they have in common."""
    return (min(one[1], other[1]) - max(one[0], other[0]) + 1) / (max(one[1], other[1]) - min(one[0], other[0]) + 1)


def compare(page: Page, lost: Page, counts: Counter[str], wrong: list[str]) -> None:
    """Count the rows of a page as read with all rulings and with those of ``lost``."""
    truth, read = find_grids(page), find_grids(lost)
    wanted = rows_of(truth)
    mapped = rows_of(read, columns_of(truth))
    left = Counter(row for row, _ in mapped)
    missing = []
    for row, _ in wanted:
        counts["rows"] += 1
        if left[row]:
            left[row] -= 1
            counts["same"] += 1
        else:
            missing.append(row)
    for row in missing:
        marks = {text for _, text in row if "." in text} or {text for _, text in row}
        hits = [
            (other, grid)
            for other, grid in mapped
            if left[other] and any(mark in text for _, text in other for mark in marks)
        ]
        sure = [(other, grid) for other, grid in hits if grid.confidence >= DOUBTFUL]
        counts["wrong" if hits else "not read"] += 1
        counts["wrong, not doubted"] += bool(sure)
        if sure:
            wrong.append(f"{sure[0][1].id} {sure[0][1].confidence} want {row}\n      got {sure[0][0]}")


def run_lost_rulings(*, only: str = "", losses: Sequence[str] = tuple(LOSSES)) -> list[dict[str, Any]]:
    """One result a kind of loss: how many rows are the same, wrong, wrong with nothing that doubts them, and not read."""
    counts = {name: Counter[str]() for name in losses}
    wrong: dict[str, list[str]] = {name: [] for name in losses}
    for path in sorted(SHARED.glob("*.pdf")):
        if only not in path.name:
            continue
        with PdfReader(path.read_bytes(), name=path.name) as reader:
            for page in reader:
                if not page.rulings or not find_grids(page):
                    continue
                for name in losses:
                    chance = random.Random(f"{path.name} {page.number}")
                    found: list[str] = []
                    compare(page, LOSSES[name](page, chance), counts[name], found)
                    wrong[name] += [f"{path.name} {line}" for line in found]
    return [{"loss": name, **{key: counts[name][key] for key in KEYS}, "undoubted": wrong[name]} for name in losses]


def main() -> int:
    """Print what was counted."""
    parser = argparse.ArgumentParser(prog="python -m bench.tables.lost_rulings", description=__doc__)
    parser.add_argument("--show", type=int, default=0, help="so many wrong rows that nothing doubts")
    parser.add_argument("--only", default="", help="documents whose name holds this")
    parser.add_argument("--losses", nargs="*", default=list(LOSSES), choices=list(LOSSES))
    options = parser.parse_args()
    for item in run_lost_rulings(only=options.only, losses=options.losses):
        print(f"{item['loss']}: {', '.join(f'{key} {item[key]}' for key in KEYS)}")
        for line in item["undoubted"][: options.show]:
            print("   ", line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
