"""Elements of a web page → paragraphs and tables, as a browser parts them. Walks without recursion: pages nest at will."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from extractor.ingest.limits import MAX_COLUMNS, MAX_SLOTS
from extractor.ingest.spans import Placed, fill_grid, join_lines
from extractor.records import FlowBlock, FlowParagraph, FlowTable

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "caption",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "ucapcontent",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "meta",
        "link",
        "template",
        "noscript",
        "select",
        "option",
        "textarea",
        "button",
        "svg",
        "iframe",
        "object",
    ]
)
_BOLD = frozenset(["b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"])
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_CENTER_STYLE = re.compile(r"text-align\s*:\s*center", re.I)
_SIZE_STYLE = re.compile(r"font-size\s*:\s*([\d.]{1,6})\s*(pt|px)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
# A space that only comes from a line break of the source between two Chinese characters is none.
_SOURCE_BREAK = re.compile(r"(?<=[⺀-鿿　-〿！-｠])[ \t\r\f]*\n[ \t\r\n\f]*(?=[⺀-鿿　-〿！-｠])")
# A cell with so much text, in a table of at most so many cells, holds a page and no value.
_PAGE_CELL = 400
_PAGE_CELLS = 4
_LAYOUT_SHARE = 0.5
# Tables in tables in tables … are for layout; reading the cells of each level anew would take depth times the page.
_MAX_TABLE_DEPTH = 3
_HEADING = {f"h{level}": level for level in range(1, 7)}


class _Piece(NamedTuple):
    text: str
    bold: bool
    size: float | None
    linked: bool


class _Look(NamedTuple):
    bold: bool = False
    centered: bool = False
    size: float | None = None
    heading: int | None = None
    linked: bool = False  # to a place in this page
    lines: bool = False  # line breaks of the source count (<pre>)


class Flow:
    """``blocks(element)``: what stands in an element, in order. Elements in ``skipped`` are left out with all in them."""

    def __init__(self, skipped: set[etree._Element]) -> None:
        self._skipped = skipped
        self._tables = 0
        self._depths: dict[etree._Element, int] = {}  # of the tables that stand in a table

    def blocks(self, root: etree._Element) -> Iterator[FlowBlock]:
        self._depths = _table_depths(root)
        pieces: list[_Piece] = []
        look = _Look()
        looks: list[_Look] = []
        counters: list[int | None] = []

        def paragraph() -> Iterator[FlowParagraph]:
            found = _paragraph(pieces, look)
            pieces.clear()
            if found is not None:
                yield found

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            block = tag in _BLOCKS
            if event == "start":
                if not tag or tag in _SILENT or element in self._skipped:
                    looks.append(look)
                    walk.skip_subtree()
                    continue
                if block:
                    yield from paragraph()
                if tag == "table" and (table := self._table(element)) is not None:
                    yield table
                    looks.append(look)
                    walk.skip_subtree()
                    continue
                looks.append(look)
                look = _look(element, tag, look)
                if tag in ("ol", "ul"):
                    counters.append(_integer(element.get("start"), 1) if tag == "ol" else None)
                elif tag == "li" and counters and counters[-1] is not None:
                    pieces.append(_Piece(f"{counters[-1]}.", look.bold, look.size, False))
                    counters[-1] += 1
                elif tag == "br":
                    yield from paragraph()
                if element.text:
                    yield from self._text(element.text, pieces, look, paragraph)
            else:
                if block:
                    yield from paragraph()
                if tag in ("ol", "ul") and counters and element not in self._skipped:
                    counters.pop()
                look = looks.pop()
                if element.tail and element is not root:
                    yield from self._text(element.tail, pieces, look, paragraph)
        yield from paragraph()

    @staticmethod
    def _text(text: str, pieces: list[_Piece], look: _Look, paragraph: object) -> Iterator[FlowBlock]:
        if not look.lines:
            pieces.append(_Piece(text, look.bold, look.size, look.linked))
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                yield from paragraph()  # type: ignore[operator]
            pieces.append(_Piece(line, look.bold, look.size, look.linked))

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element) -> FlowTable | None:
        """A data table with its spans; null where the table only places things on the page."""
        rows = _rows(table)
        if not rows or table.get("role") == "presentation" or self._depths.get(table, 0) > _MAX_TABLE_DEPTH:
            return None
        placed: list[tuple[int, int, int, int, etree._Element]] = []
        going_down: list[int] = []  # for each column, the row before which it is taken from above
        slots = 0
        for number, (row, last) in enumerate(rows):
            col = 0
            for cell in row:
                if cell.tag not in ("td", "th") or cell in self._skipped:
                    continue
                while col < len(going_down) and going_down[col] > number:
                    col += 1
                if col >= MAX_COLUMNS:
                    return None
                width = min(max(1, _integer(cell.get("colspan"), 1)), MAX_COLUMNS - col)
                height = _integer(cell.get("rowspan"), 1)
                height = last - number + 1 if height == 0 else min(max(1, height), last - number + 1)
                going_down += [0] * (col + width - len(going_down))
                free = next((at for at in range(col, col + width) if going_down[at] > number), col + width)
                width = free - col
                going_down[col:free] = [number + height] * width
                placed.append((number, col, height, width, cell))
                slots += width * height
                col += width
                if slots > MAX_SLOTS:
                    return None
        columns = max((col + width for _, col, _, width, _ in placed), default=0)
        if columns * len(rows) > MAX_SLOTS:
            return None
        texts = [self._cell_text(cell) for *_, cell in placed]
        if self._places(table, [text for text, _ in texts], columns):
            return None
        self._tables += 1
        cells = [
            Placed(row, col, height, width, text, indent)
            for (row, col, height, width, _), (text, indent) in zip(placed, texts, strict=True)
        ]
        return FlowTable(grid=fill_grid(cells, len(rows), columns, id=f"x{self._tables}", decided_by="html"))

    def _places(self, table: etree._Element, texts: Sequence[str], columns: int) -> bool:
        """Whether the table is for the page's layout: one column, a page in one cell, or mostly other tables."""
        filled = [text for text in texts if text]
        if columns <= 1 or not filled:
            return True
        if len(filled) <= _PAGE_CELLS and max(map(len, filled)) > _PAGE_CELL:
            return True
        nested = [inner for inner in table.iter("table") if inner is not table]
        outermost = [inner for inner in nested if next(inner.iterancestors("table")) is table]
        inside = sum(len("".join(inner_text(inner).split())) for inner in outermost)
        return inside > _LAYOUT_SHARE * sum(len("".join(text.split())) for text in filled)

    def _cell_text(self, cell: etree._Element) -> tuple[str, float]:
        """A cell's lines joined as print shows them, and how many characters the first stands in."""
        lines: list[str] = [""]
        walk = etree.iterwalk(cell, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or tag in _SILENT or element in self._skipped:
                    walk.skip_subtree()
                    continue
                if tag == "br" or tag in _BLOCKS:
                    lines.append("")
                lines[-1] += element.text or ""
            else:
                if tag in _BLOCKS:
                    lines.append("")
                if element is not cell:
                    lines[-1] += element.tail or ""
        joined, indent = "", 0.0
        for line in lines:
            text = _SPACE.sub(" ", _SOURCE_BREAK.sub("", line)).strip(" ")
            bare = text.strip()
            if bare and not joined:
                indent = float(len(text) - len(text.lstrip()))
            joined = join_lines(joined, bare)
        return joined, indent


def inner_text(element: etree._Element) -> str:
    """All text in an element, as written."""
    return "".join(text for text in element.itertext() if isinstance(text, str))


def _table_depths(root: etree._Element) -> dict[etree._Element, int]:
    """For each table how many levels of tables stand in it."""
    depths: dict[etree._Element, int] = {}
    around: list[etree._Element] = []
    for event, table in etree.iterwalk(root, events=("start", "end"), tag="table"):
        if event == "start":
            depths[table] = 0
            around.append(table)
        else:
            around.pop()
            if around:
                depths[around[-1]] = max(depths[around[-1]], depths[table] + 1)
    return depths


def _rows(table: etree._Element) -> list[tuple[etree._Element, int]]:
    """The rows of a table itself, each with the last row of its group, that no cell may span over."""
    groups: list[list[etree._Element]] = []
    feet: list[list[etree._Element]] = []
    loose: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            if not loose:
                groups.append(loose)
            loose.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            loose = []
            (feet if child.tag == "tfoot" else groups).append([row for row in child if row.tag == "tr"])
    found: list[tuple[etree._Element, int]] = []
    for group in (*groups, *feet):
        last = len(found) + len(group) - 1
        found += [(row, last) for row in group]
    return found


def _look(element: etree._Element, tag: str, outer: _Look) -> _Look:
    style = element.get("style", "")[:2000]
    size = _SIZE_STYLE.search(style) if style else None
    points = None
    if size is not None and re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", size.group(1)):
        points = round(float(size.group(1)) * (0.75 if size.group(2).lower() == "px" else 1.0), 2)
    aligned = element.get("align", "").lower()
    return _Look(
        bold=outer.bold or tag in _BOLD or bool(style and _BOLD_STYLE.search(style)),
        centered=(
            aligned == "center"
            or tag == "center"
            or bool(style and _CENTER_STYLE.search(style))
            or (outer.centered and aligned == "" and "text-align" not in style)
        ),
        size=points if points is not None else outer.size,
        heading=_HEADING.get(tag, outer.heading),
        linked=outer.linked or (tag == "a" and element.get("href", "").startswith("#")),
        lines=outer.lines or tag == "pre",
    )


def _paragraph(pieces: Sequence[_Piece], look: _Look) -> FlowParagraph | None:
    text = _SPACE.sub(" ", _SOURCE_BREAK.sub("", "".join(piece.text for piece in pieces))).strip()
    if not text:
        return None
    shown = [piece for piece in pieces if piece.text.strip()]
    length = sum(len(piece.text) for piece in shown)
    return FlowParagraph(
        text=text,
        heading_level=look.heading,
        bold=sum(len(piece.text) for piece in shown if piece.bold) > 0.5 * length,
        centered=look.centered,
        size=max((piece.size for piece in shown if piece.size is not None), default=None),
        contents_entry=all(piece.linked for piece in shown),
    )


def _integer(text: str | None, default: int) -> int:
    found = re.match(r"\s*(\d{1,9})", text or "")
    return int(found.group(1)) if found else default
