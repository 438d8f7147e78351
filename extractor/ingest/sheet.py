"""XLSX from its XML → paragraphs and tables, sheet by sheet, with the text that each cell shows.

Amounts stand as they are shown (``1,234.50``), not as they are stored. What is hidden is not read: sheets, rows, columns; a problem
says so. The lines above and below a table (title, 单位, 注) are paragraphs; a sheet without a title has its name as one.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from extractor.ingest.archive import Archive
from extractor.ingest.encoding import visible
from extractor.ingest.limits import MAX_COLUMNS, MAX_MERGED, MAX_ROWS, MAX_SLOTS
from extractor.ingest.sheet_formats import BUILT_IN, shown
from extractor.ingest.sniff import MEDIA_TYPES
from extractor.ingest.spans import Placed, fill_grid
from extractor.problems import JuesuanError, problem
from extractor.records import Content, FlowBlock, FlowParagraph, FlowTable, Problem, Source

_WORKBOOK = "xl/workbook.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# What programs call a sheet that nobody named.
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.I)
_CAPTION = re.compile(r"[^：:]{1,8}[：:]")
# A line below a table is a note and no row where it is alone in its row and this long.
NOTE_LENGTH = 12


class _Cell(NamedTuple):
    row: int
    col: int
    text: str
    indent: float


class _Sheet(NamedTuple):
    """``cells`` that are not empty, in order; ``merged`` the ranges (first row, first column, last row, last column)."""

    cells: list[_Cell]
    merged: list[tuple[int, int, int, int]]
    hidden_rows: set[int]
    hidden_cols: set[int]


def read_xlsx(data: bytes, *, name: str) -> Content:
    """A whole workbook. Raises ``JuesuanError``: I108 too large, I109 zip bomb, I110 damaged, I111 DTD or entities,
    I114 no text, I115 encrypted."""
    archive = Archive(data, name=name)
    book = _Book(archive)
    blocks = tuple(book.blocks())
    if not blocks:
        raise JuesuanError("I114", path=name)
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPES["xlsx"],
        bytes=len(data),
        pages=None,
        text_layer="native",
    )
    return Content(source=source, flow=blocks, problems=tuple(book.problems()))


class _Book:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        root = archive.tree(_WORKBOOK)
        if root is None:
            raise archive.damaged(_WORKBOOK)
        self._root = root
        properties = root.find("{*}workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._targets = self._relations()
        self._strings = self._shared_strings()
        self._formats, self._indents = self._styles()
        self._hidden: list[str] = []
        self._without_result = 0
        self._tables = 0

    def blocks(self) -> Iterator[FlowBlock]:
        for sheet in self._root.iterfind("{*}sheets/{*}sheet"):
            title = (sheet.get("name") or "").strip()
            if sheet.get("state") in ("hidden", "veryHidden"):
                self._hidden.append(f"工作表“{title}”")
                continue
            relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
            part = self._targets.get(str(relation))
            if part is None or part not in self._archive:
                continue  # a chart sheet
            found = self._read(part)
            if found.hidden_rows or found.hidden_cols:
                what = f"{len(found.hidden_rows)} 行、{len(found.hidden_cols)} 列"
                self._hidden.append(f"“{title}”的 {what}")
            yield from self._sheet_blocks(found, title)

    def problems(self) -> Iterator[Problem]:
        if self._hidden:
            yield problem("I220", what="；".join(self._hidden))
        if self._without_result:
            yield problem("I221", count=self._without_result)

    # --- parts of the file ---

    def _relations(self) -> dict[str, str]:
        tree = self._archive.tree("xl/_rels/workbook.xml.rels")
        found = {}
        for relation in tree if tree is not None else ():
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            if str(relation.get("Type", "")).endswith("/worksheet"):
                found[str(relation.get("Id"))] = path
        return found

    def _shared_strings(self) -> list[str]:
        tree = self._archive.tree("xl/sharedStrings.xml")
        return [] if tree is None else [_text_of(entry) for entry in tree.iterfind("{*}si")]

    def _styles(self) -> tuple[list[str], list[float]]:
        """The number format and the indent of each cell style."""
        tree = self._archive.tree("xl/styles.xml")
        if tree is None:
            return [], []
        codes = dict(BUILT_IN)
        for entry in tree.iterfind("{*}numFmts/{*}numFmt"):
            codes[_whole(entry.get("numFmtId"))] = entry.get("formatCode") or "General"
        formats, indents = [], []
        for style in tree.iterfind("{*}cellXfs/{*}xf"):
            formats.append(codes.get(_whole(style.get("numFmtId")), "General"))
            alignment = style.find("{*}alignment")
            indents.append(float(_whole(alignment.get("indent"))) if alignment is not None else 0.0)
        return formats, indents

    # --- one sheet ---

    def _read(self, part: str) -> _Sheet:
        sheet = _Sheet([], [], set(), set())
        tags = tuple(f"{{*}}{tag}" for tag in ("col", "row", "mergeCell"))
        found = etree.iterparse(
            io.BytesIO(self._archive.read(part)), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
        )
        at = -1
        try:
            for _, element in found:
                tag = etree.QName(element).localname
                if tag == "row":
                    at = _whole(element.get("r"), at + 2) - 1
                    self._row(element, at, sheet)
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
                    if len(sheet.cells) > MAX_SLOTS or at > MAX_ROWS:
                        raise self._too_large(f"{part} 有 {max(at + 1, len(sheet.cells))} 行或单元格")
                elif tag == "col" and element.get("hidden") in ("1", "true"):
                    last = min(_whole(element.get("max")), MAX_COLUMNS)
                    sheet.hidden_cols.update(range(_whole(element.get("min")) - 1, last))
                elif tag == "mergeCell" and (merged := _range(element.get("ref") or "")) is not None:
                    sheet.merged.append(merged)
                    if len(sheet.merged) > MAX_MERGED:
                        raise self._too_large(f"{part} 有 {len(sheet.merged)} 处合并")
        except etree.XMLSyntaxError as error:
            raise self._archive.damaged(f"{part}: {error.msg}") from error
        return sheet

    def _row(self, element: etree._Element, row: int, sheet: _Sheet) -> None:
        if element.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(row)
            return
        col = -1
        for cell in element.iterfind("{*}c"):
            place = _place(cell.get("r") or "")
            col = place[1] if place is not None else col + 1
            if col >= MAX_COLUMNS or col in sheet.hidden_cols:
                continue
            raw = self._shown(cell)
            text = "\n".join(line.strip() for line in visible(raw).splitlines()).strip()
            if text:
                indents = self._indents[_whole(cell.get("s")) :][:1]
                leading = len(raw) - len(raw.lstrip())
                sheet.cells.append(_Cell(row, col, text, leading + (indents[0] if indents else 0.0)))

    def _shown(self, cell: etree._Element) -> str:
        kind, value = cell.get("t") or "n", cell.findtext("{*}v")
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return _text_of(inline) if inline is not None else ""
        if value is None:
            self._without_result += cell.find("{*}f") is not None
            return ""
        if kind == "s":
            at = _whole(value, -1)
            return self._strings[at] if 0 <= at < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind != "n":
            return value  # the text of a formula, an error, a date as written
        code = self._formats[_whole(cell.get("s")) :][:1] or ["General"]
        return shown(value, code[0], since_1904=self._since_1904)

    def _too_large(self, found: str) -> JuesuanError:
        return JuesuanError(
            "I108", path=self._archive.name, found=found, limit=f"{MAX_SLOTS} 个单元格、{MAX_MERGED} 处合并"
        )

    # --- paragraphs and tables ---

    def _sheet_blocks(self, sheet: _Sheet, title: str) -> Iterator[FlowBlock]:
        rows: dict[int, list[_Cell]] = {}
        for cell in sheet.cells:
            rows.setdefault(cell.row, []).append(cell)
        if not rows:
            return
        widths = {(merge[0], merge[1]): merge for merge in sheet.merged}
        across = {cell.col for cell in sheet.cells}
        busiest = max(map(len, rows.values()))
        lines = {row: _is_line(cells, widths, across, busiest) for row, cells in rows.items()}
        named = False
        group: list[int] = []
        for row in sorted(rows):
            begins = not group and _is_caption(rows[row], widths, busiest)
            if lines[row] or begins:
                yield from self._table(sheet, rows, group)
                group = []
                text = " ".join(cell.text.replace("\n", "") for cell in rows[row])
                named = named or bool(text)
                yield FlowParagraph(text)
                continue
            if not named and not _UNNAMED.fullmatch(title):
                yield FlowParagraph(title)
            named = True
            group.append(row)
        notes = []
        while group and len(rows[group[-1]]) == 1 and len(rows[group[-1]][0].text) >= NOTE_LENGTH and len(across) > 1:
            notes.append(rows[group.pop()][0].text)
        yield from self._table(sheet, rows, group)
        for note in reversed(notes):
            yield FlowParagraph(note.replace("\n", ""))

    def _table(self, sheet: _Sheet, rows: dict[int, list[_Cell]], group: Sequence[int]) -> Iterator[FlowBlock]:
        if not group:
            return
        down = {row: at for at, row in enumerate(group)}  # rows without any text are left out
        used = {cell.col for row in group for cell in rows[row]}
        spans = {
            (merge[0], merge[1]): merge
            for merge in sheet.merged
            if merge[0] in down and used & set(range(merge[1], merge[3] + 1))
        }
        columns = [col for col in range(min(used), max(used) + 1) if col not in sheet.hidden_cols]
        right = {col: at for at, col in enumerate(columns)}
        if len(group) * len(columns) > MAX_SLOTS:
            for row in group:
                yield FlowParagraph("\t".join(cell.text for cell in rows[row]))
            return
        texts = {(cell.row, cell.col): cell for row in group for cell in rows[row]}
        placed = []
        for row, col in sorted(texts.keys() | {place for place in spans if place[1] in right}):
            cell, merge = texts.get((row, col)), spans.get((row, col), (row, col, row, col))
            height = bisect_right(group, merge[2]) - down[row]
            width = bisect_right(columns, merge[3]) - right[col]
            text, indent = (cell.text, cell.indent) if cell is not None else ("", 0.0)
            placed.append(Placed(down[row], right[col], height, width, text.replace("\n", ""), indent))
        self._tables += 1
        grid = fill_grid(placed, len(group), len(columns), id=f"g{self._tables}", decided_by="xlsx")
        yield FlowTable(grid)


def _is_line(
    cells: Sequence[_Cell], widths: dict[tuple[int, int], tuple[int, int, int, int]], across: set[int], busiest: int
) -> bool:
    """Whether a row is one line of text over the whole width: a title, a note."""
    if len(cells) != 1 or busiest == 1:
        return busiest == 1
    merge = widths.get((cells[0].row, cells[0].col))
    return merge is not None and merge[0] == merge[2] and merge[1] <= min(across) and merge[3] >= max(across)


def _is_caption(cells: Sequence[_Cell], widths: dict[tuple[int, int], tuple[int, int, int, int]], busiest: int) -> bool:
    """Whether a row stands above a table and is none of its: few cells, or 部门：… beside 单位：…."""
    covered = sum(merge[3] - merge[1] + 1 for cell in cells for merge in [widths.get(cell[:2], (0, 0, 0, 0))])
    return covered < min(3, busiest) or any(_CAPTION.match(cell.text) for cell in cells)


def _text_of(entry: etree._Element) -> str:
    """The text of a string with its runs; how it is pronounced is none of it."""
    runs = [entry.find("{*}t"), *(run.find("{*}t") for run in entry.iterfind("{*}r"))]
    return "".join(run.text or "" for run in runs if run is not None)


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and text.isdecimal() else default


def _place(reference: str) -> tuple[int, int] | None:
    """``"C5"`` as (row, column) from 0."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - 64
    return int(found[2]) - 1, col - 1


def _range(reference: str) -> tuple[int, int, int, int] | None:
    first, _, last = reference.partition(":")
    begin, end = _place(first), _place(last or first)
    return (*begin, *end) if begin is not None and end is not None else None
