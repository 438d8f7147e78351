"""The real documents: every number printed in a table is in exactly one cell, and prose is never a table."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from extractor.grid import find_grids
from extractor.ingest.pdf import PdfReader
from extractor.records import Grid, Page

pytestmark = pytest.mark.shared
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def numbers_in_cells(grid: Grid) -> Counter[str]:
    """The numbers that a grid's cells hold."""
    return Counter(number for cell in grid.cells for number in NUMBER.findall(cell.text))


def numbers_printed(document: pdfium.PdfDocument, page: Page, grid: Grid) -> Counter[str] | None:
    """The numbers in the grid's box by pdfium's own text; null on pages turned by /Rotate, whose text pdfium does not turn."""
    found = document[page.number - 1]
    if found.get_rotation() or grid.box is None:
        return None
    left, _, _, top = found.get_cropbox()
    box = grid.box
    text = found.get_textpage().get_text_bounded(left + box.x0, top - box.bottom, left + box.x1, top - box.top)
    return Counter(NUMBER.findall(text.replace("\r\n", "\n")))


def digits_printed(page: Page, grid: Grid) -> Counter[str]:
    box = grid.box
    assert box is not None
    return Counter(
        char.text
        for char in page.chars
        if char.text.isdigit()
        and box.x0 <= (char.x0 + char.x1) / 2 <= box.x1
        and box.top <= (char.top + char.bottom) / 2 <= box.bottom
    )


def test_no_number_of_a_table_is_lost_split_or_doubled(shared: Path) -> None:
    compared = 0
    for path in sorted((shared / "corpus").glob("*.pdf")):
        data = path.read_bytes()
        document = pdfium.PdfDocument(data)
        with PdfReader(data, name=path.name) as reader:
            for page in reader:
                for grid in find_grids(page):
                    where = f"{path.name} page {page.number}"
                    digits = Counter(char for cell in grid.cells for char in cell.text if char.isdigit())
                    assert digits == digits_printed(page, grid), where
                    printed = numbers_printed(document, page, grid)
                    if printed is not None:
                        assert numbers_in_cells(grid) == printed, where
                        compared += printed.total()
                    slots = Counter(
                        (row, col)
                        for cell in grid.cells
                        for row in range(cell.row, cell.row + cell.row_span)
                        for col in range(cell.col, cell.col + cell.col_span)
                    )
                    assert len(slots) == slots.total() == grid.rows * grid.cols, where
        document.close()
    assert compared > 7000


def test_prose_pages_of_the_narratives_hold_no_table(shared: Path) -> None:
    for path in sorted((shared / "corpus").glob("*narrative*.pdf")):
        with PdfReader(path.read_bytes(), name=path.name) as reader:
            found = {page.number: len(find_grids(page)) for page in reader}
        assert not any(found.values()), path.name


def test_the_hard_page_of_the_congress_budget(shared: Path) -> None:
    """Page 11: the heads' type is twice as large as the body's and reaches over the column's border."""
    path = shared / "corpus" / "js-congress-2017-budget.pdf"
    with PdfReader(path.read_bytes(), name=path.name) as reader:
        page = next(page for page in reader if page.number == 11)
    (grid,) = find_grids(page)
    assert (grid.rows, grid.cols) == (20, 3)
    assert all(cell.row_span == cell.col_span == 1 for cell in grid.cells)
    assert [cell.text for cell in grid.cells if cell.row == 0] == ["功能科目代码", "功能科目名称", "金额"]
    amounts = [cell for cell in grid.cells if cell.col == 2 and cell.row > 0]
    assert all(re.fullmatch(r"[\d,]+\.\d\d", cell.text) for cell in amounts)


def test_codes_in_three_columns_stay_in_three_cells(shared: Path) -> None:
    path = shared / "corpus" / "sh-putuo-wanli-2025-budget.pdf"
    with PdfReader(path.read_bytes(), name=path.name) as reader:
        page = next(page for page in reader if page.number == 11)
    (grid,) = find_grids(page)
    codes = [cell.text for cell in grid.cells if cell.col < 3 and cell.text]
    assert len(codes) > 30
    assert all(re.fullmatch(r"\d{3}|\d{2}", code) for code in codes)
