"""The readers side by side, each as a list of tables of plain cells."""

from __future__ import annotations

import contextlib
import io
import tempfile
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from extractor.grid import find_grids
from extractor.grid.second_reader import doubtful, read_again
from extractor.ingest.glyphs import mend_text
from extractor.ingest.pdf import PdfReader
from extractor.layout import LayoutBuilder
from extractor.stitching import stitch


class ReadCell(NamedTuple):
    """A cell that prints something; rows and columns from 0."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str


ReadTable = list[ReadCell]


def collapsed(cells: Iterable[ReadCell]) -> ReadTable:
    """Cells that print something, without rows and columns in which no cell begins: nothing on paper tells of those."""
    every = list(cells)
    rows = sorted({cell.row for cell in every})
    cols = sorted({cell.col for cell in every})
    return [
        ReadCell(
            bisect_left(rows, cell.row),
            bisect_left(cols, cell.col),
            bisect_left(rows, cell.row + cell.row_span) - bisect_left(rows, cell.row),
            bisect_left(cols, cell.col + cell.col_span) - bisect_left(cols, cell.col),
            bare(cell.text),
        )
        for cell in every
        if bare(cell.text)
    ]


def bare(text: str) -> str:
    """Text without any space, and with Chinese characters where a browser's PDF has their radicals: how cells are compared. That readers
    hand on radicals is no fault of their tables."""
    return mend_text("".join(text.split()).replace("\u3000", ""))


def ours(data: bytes) -> list[ReadTable]:
    """Grids, joined over pages by our own stitching."""
    builder = LayoutBuilder()
    with PdfReader(data, name="case.pdf") as reader:
        for page in reader:
            grids = find_grids(page)
            if doubtful(grids):
                grids, _ = read_again(data, page, grids)
            builder.add(page, grids)
    return [
        [
            ReadCell(cell.row, cell.col, cell.row_span, cell.col_span, bare(cell.text))
            for cell in table.grid.cells
            if bare(cell.text)
        ]
        for table in stitch(builder.finish())
    ]


def pdfplumber_tables(data: bytes) -> list[ReadTable]:
    """``find_tables`` with its default settings, page by page."""
    import pdfplumber

    found = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            for table in page.find_tables():
                xs = sorted({box[0] for box in table.cells})
                ys = sorted({box[1] for box in table.cells})
                cells = []
                for row, (texts, line) in enumerate(zip(table.extract(), table.rows, strict=True)):
                    for col, (text, box) in enumerate(zip(texts, line.cells, strict=True)):
                        if box is not None and text and bare(text):
                            across = sum(box[0] <= x < box[2] for x in xs)
                            down = sum(box[1] <= y < box[3] for y in ys)
                            cells.append(ReadCell(row, col, down, across, bare(text)))
                found.append(cells)
            page.close()
    return found


def _camelot(flavor: str) -> Callable[[bytes], list[ReadTable]]:
    def read(data: bytes) -> list[ReadTable]:
        from camelot.io import read_pdf

        with (
            tempfile.TemporaryDirectory() as folder,
            warnings.catch_warnings(),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            path = Path(folder, "case.pdf")
            path.write_bytes(data)
            return [_camelot_cells(table, flavor) for table in read_pdf(str(path), pages="all", flavor=flavor)]

    return read


def _camelot_cells(table: Any, flavor: str) -> ReadTable:
    """Spans are told by missing edges, which only the lattice knows."""
    cells = []
    for row, line in enumerate(table.cells):
        for col, cell in enumerate(line):
            if not bare(cell.text):
                continue
            across = down = 1
            if flavor == "lattice":
                while col + across < len(line) and not line[col + across - 1].right:
                    across += 1
                while row + down < len(table.cells) and not table.cells[row + down - 1][col].bottom:
                    down += 1
            cells.append(ReadCell(row, col, down, across, bare(cell.text)))
    return cells


READERS: dict[str, Callable[[bytes], list[ReadTable]]] = {
    "ours": ours,
    "pdfplumber": pdfplumber_tables,
    "camelot lattice": _camelot("lattice"),
    "camelot stream": _camelot("stream"),
    "camelot network": _camelot("network"),
}
