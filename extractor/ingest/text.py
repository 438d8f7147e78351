"""Plain text → paragraphs and tables: a paragraph a line; tables as tab-parted rows, as Markdown, or with a cell a line.

Nothing is lost or doubled: the visible characters of the blocks, in order, are those of the file (the rules of Markdown tables apart).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from extractor.ingest.encoding import decode, visible
from extractor.ingest.limits import MAX_COLUMNS, MAX_TEXT_BYTES, in_mebibytes
from extractor.ingest.text_columns import aligned_rows
from extractor.knowledge.indicators import matches, role_of
from extractor.problems import JuesuanError, problem
from extractor.records import (
    Content,
    FlowBlock,
    FlowCellLines,
    FlowParagraph,
    FlowTable,
    Grid,
    GridCell,
    Problem,
    Source,
)

# A flattened table has at least so many tab-led lines …
_MIN_CELLS = 6
# … of which most are short (the cells of real flattened tables: median 7 characters), while indented prose is long.
_SHORT_CELL = 25
_SHORT_SHARE = 0.5
# Rows as long as each other, so many of them, make a table of what could else be a list of headings.
_MIN_ROWS = 3
# A cell with line breaks goes on without a tab for at most so many lines.
_MAX_CONTINUATION = 8
# A run of at most so many lines that is no table is looked at again from its next line on; a longer one is let go whole, so that
# the time stays linear.
_RETRIED = 200
# A performance form without tabs: the heads of its indicators stand within so many cells, and it has at most so many lines.
_MAX_HEAD_LINES = 90
_MAX_FORM_LINES = 2_000
# After a row's worth of cells a line as long as this is prose.
_LONG_CELL = 80
_WIDE_GAP = re.compile(r"  |\u3000")
_DECIMAL = re.compile(r"[-−]?[\d,，]*\d\.\d+|[-−]?\d{1,3}(?:[,，]\d{3})+")
_NUMERIC = re.compile(r"[-−—\d,，.%％]+")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+[部章条节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])"
)
_MARKDOWN_RULE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?\s*)?")


def read_text(data: bytes, *, name: str) -> Content:
    """A plain text file. Raises ``JuesuanError`` I108 (too large) or I114 (no text)."""
    if len(data) > MAX_TEXT_BYTES:
        raise JuesuanError("I108", path=name, found=in_mebibytes(len(data)), limit=in_mebibytes(MAX_TEXT_BYTES))
    decoded = decode(data)
    blocks = text_blocks(decoded.text)
    if not blocks:
        raise JuesuanError("I114", path=name)
    problems: list[Problem] = []
    if decoded.bad:
        problems.append(problem("I202", count=decoded.bad, encoding=decoded.encoding))
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/plain",
        bytes=len(data),
        pages=None,
        text_layer="native",
    )
    return Content(source=source, flow=blocks, problems=tuple(problems))


def text_blocks(text: str) -> tuple[FlowBlock, ...]:
    """The blocks of a text in order; blank lines part them and are kept only inside flattened tables."""
    lines = [visible(line) for line in _LINE_END.split(text)]
    blocks: list[FlowBlock] = []
    refused: dict[object, int] = {}  # what was looked at as one run and is no table, up to this line
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        for find in (_markdown_table, _uneven_rows, _tab_table, _tab_led_run, _form_run, _form_line, _aligned):
            if at < refused.get(find, 0):
                continue
            block, end = find(lines, at, len(blocks))
            if block is not None:
                blocks.append(block)
                at = end
                break
            if end - at > _RETRIED:
                refused[find] = end
        else:
            blocks.append(FlowParagraph(text=lines[at].strip()))
            at += 1
    return tuple(blocks)


# The block and the line after it, or null and the line up to which was looked.
_Found = tuple[FlowBlock | None, int]


def _tab_led_run(lines: Sequence[str], at: int, _: int) -> _Found:
    """A table with a cell a line: each cell starts with a tab; blank and tab-only lines are empty cells or part rows."""
    if not lines[at].startswith("\t") or len(lines[at].strip()) > _SHORT_CELL or lines[at].rstrip().endswith("。"):
        return None, at
    end = last = at
    continued = 0
    while end < len(lines):
        line = lines[end]
        if line.startswith("\t"):
            continued, last = 0, end
        elif line.strip():
            # a line break inside a cell: right under the cell, no heading, and more cells follow
            continued += 1
            if continued > _MAX_CONTINUATION or not lines[end - 1].strip() or _HEADING.match(line):
                break
        end += 1
    last += 1
    run = list(lines[at:last])
    while run and not run[-1].strip():
        run.pop()
    cells = [line for line in run if line.startswith("\t") and line.strip()]
    short = [cell for cell in cells if len(cell.strip()) <= _SHORT_CELL and not cell.rstrip().endswith("。")]
    headings = 0 if _in_rows(run) else sum(1 for cell in cells if _HEADING.match(cell))
    if len(cells) < _MIN_CELLS or len(short) < _SHORT_SHARE * len(cells) or headings > 0.2 * len(cells):
        return None, at + len(run)
    return FlowCellLines(lines=tuple("\t" * line.startswith("\t") + line.strip() for line in run)), at + len(run)


def _in_rows(run: Sequence[str]) -> bool:
    """Whether empty lines part a run into rows of which most have as many cells, two or more."""
    sizes = [0]
    for line in run:
        if line.startswith("\t"):
            sizes[-1] += 1
        elif not line and sizes[-1]:
            sizes.append(0)
    size, count = Counter(filter(None, sizes)).most_common(1)[0]
    return size > 1 and count >= _MIN_ROWS and count > len(sizes) / 2


def _form_run(lines: Sequence[str], at: int, _: int) -> _Found:
    """A performance form with a cell a line and nothing that leads cells: from its title or first label to its last value."""
    if lines[at].startswith("\t") or not (matches("titles", lines[at]) or role_of("fields", lines[at]) == "project"):
        return None, at
    if matches("titles", lines[at]) and not re.sub(r"[（(].*?[）)]", "", lines[at]).strip().endswith("表"):
        return None, at
    near = [number for number in range(at, min(len(lines), at + 4 * _MAX_HEAD_LINES)) if lines[number].strip()]
    heads = next((place for place in range(1, min(len(near), _MAX_HEAD_LINES)) if _heads(lines, near, place)), None)
    if heads is None or any(_HEADING.match(lines[number]) or lines[number][0] == "\t" for number in near[1:heads]):
        return None, at
    cells = [number for number in range(at, min(len(lines), at + _MAX_FORM_LINES)) if lines[number].strip()]
    columns = _heads(lines, cells, heads)
    last, place, since = heads + columns - 1, heads + columns, 0
    while place < len(cells):
        text = lines[cells[place]]
        if _HEADING.match(text) or matches("titles", text) or role_of("fields", text) == "project":
            break
        if matches("total_rows", text):
            last = place
            while last + 1 < len(cells) and re.fullmatch(r"[\d.,%％\s]+", lines[cells[last + 1]]):
                last += 1
            break
        if matches("level1_names", text) or matches("level2_names", text):
            last, since = place, 0
        else:
            since += 1
            if since >= columns - 1 and len(text) > _LONG_CELL:
                break
            if since <= columns - 2:
                last = place
        place += 1
    end = cells[last] + 1
    return FlowCellLines(lines=tuple(line.strip() for line in lines[at:end])), end


def _form_line(lines: Sequence[str], at: int, _: int) -> _Found:
    """A performance form in one line, its cells parted by blanks."""
    parts = lines[at].split()
    if len(parts) < _MIN_CELLS or _HEADING.match(lines[at]):
        return None, at
    heads = any(_heads(parts, range(len(parts)), place) for place in range(min(len(parts), _MAX_HEAD_LINES)))
    return (FlowCellLines(lines=tuple(parts)), at + 1) if heads else (None, at)


def _heads(lines: Sequence[str], cells: Sequence[int], place: int) -> int:
    """How many heads of indicators stand from a place on, a level first; 0 where none do."""
    if role_of("columns", lines[cells[place]]) not in ("level1", "level2"):
        return 0
    end = place
    while end < len(cells) and role_of("columns", lines[cells[end]]) and not matches("level1_names", lines[cells[end]]):
        end += 1
    return (
        end - place if end - place >= 3 and role_of("columns", lines[cells[place + 1]]) in ("level2", "level3") else 0
    )


def _uneven_rows(lines: Sequence[str], at: int, _: int) -> _Found:
    """Rows of tab-parted cells whose heads, or whose total, have fewer cells than the rows: merged ones were written once. They are
    handed on cell by cell, for what is merged is told by what the heads say."""
    end = at
    headed = True  # a row of heads that all reach down is an empty line
    while end < len(lines):
        headed = headed and not any(_DECIMAL.fullmatch(cell.strip()) for cell in lines[end].split("\t"))
        goes_on = headed and end > at and not lines[end].strip() and "\t" in "".join(lines[end + 1 : end + 2])
        if "\t" not in lines[end] and not goes_on:
            break
        end += 1
    rows = [line.split("\t") for line in lines[at:end] if line.strip()]
    numeric = [number for number, row in enumerate(rows) if any(_DECIMAL.fullmatch(cell.strip()) for cell in row)]
    columns = max((len(rows[number]) for number in numeric), default=0)
    if not 3 <= columns <= MAX_COLUMNS or max(map(len, rows)) > columns:
        return None, end
    full = [rows[number] for number in numeric if len(rows[number]) == columns]
    short_head = any(len(row) < columns for row in rows[: numeric[0]])
    words = sum(_is_word(row[1]) for row in full)
    short_total = any(
        len(rows[number]) < columns and _is_word(rows[number][0]) and not _is_word(rows[number][1])
        for number in numeric
        if len(rows[number]) > 1
    )
    if len(rows) < 3 or not (short_head or (len(full) > 1 and short_total and words > len(full) / 2)):
        return None, end
    cells: list[str] = []
    for row in rows:
        cells += [*("\t" + cell.strip() for cell in row), ""]
    return FlowCellLines(lines=tuple(cells[:-1])), end


def _aligned(lines: Sequence[str], at: int, _: int) -> _Found:
    """Rows whose cells are parted by blanks and stand under one another."""
    if not _WIDE_GAP.search(lines[at].strip()):
        return None, at
    rows, end = aligned_rows(lines, at, _HEADING)
    if rows is None:
        return None, end
    cells: list[str] = []
    for row in rows:
        cells += [*("\t" + cell for cell in row), ""]
    return FlowCellLines(lines=tuple(cells[:-1])), end


def _is_word(cell: str) -> bool:
    return bool(cell.strip()) and not _NUMERIC.fullmatch(cell.strip())


def _tab_table(lines: Sequence[str], at: int, number: int) -> _Found:
    """Lines that are rows of tab-parted cells, with equal counts of columns (cells left off at a row's end are empty)."""
    columns = lines[at].count("\t") + 1
    if columns < 2 or columns > MAX_COLUMNS:
        return None, at
    end = at
    while end < len(lines) and 1 <= lines[end].count("\t") < columns:
        end += 1
    while end > at + 1 and not lines[end - 1].strip():
        end -= 1
    rows = [line.split("\t") for line in lines[at:end]]
    full = [row for row in rows if len(row) == columns]
    inner = [row for row in rows if not any(map(str.strip, row)) or sum(1 for cell in row if cell.strip()) >= 2]
    even = len(full) == len(rows) and columns > 3  # two sides, one of them empty further down
    if len(full) < 2 or len(full) < 0.6 * len(rows) or (len(inner) < 0.6 * len(rows) and not even):
        return None, end
    heads = next((at for at, row in enumerate(rows) if any(_NUMERIC.fullmatch(cell.strip()) for cell in row)), 0)
    return FlowTable(grid=_grid(rows, columns, number, heads=heads)), end


def _markdown_table(lines: Sequence[str], at: int, number: int) -> _Found:
    """``| a | b |`` rows with a rule under the first."""
    if "|" not in lines[at] or at + 1 >= len(lines) or not _MARKDOWN_RULE.fullmatch(lines[at + 1]):
        return None, at
    end = at
    while end < len(lines) and "|" in lines[end]:
        end += 1
    rows = [
        [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))]
        for line in (lines[at], *lines[at + 2 : end])
    ]
    columns = max(map(len, rows))
    return (FlowTable(grid=_grid(rows, columns, number)), end) if columns <= MAX_COLUMNS else (None, at)


def _grid(rows: Sequence[Sequence[str]], columns: int, number: int, *, heads: int = 0) -> Grid:
    """The cells of rows; among the first ``heads`` of them an empty cell with a head below it is part of the head at its left."""
    cells: list[GridCell] = []
    for index, row in enumerate(rows):
        last: GridCell | None = None
        for column in range(columns):
            printed = row[column] if column < len(row) else ""
            text = printed.strip()
            below = any(_cell(rows, later, column) for later in range(index + 1, heads))
            below = below and not (index > 0 and _cell(rows, index - 1, column))  # the head above reaches down
            if last is not None and not text and below and last.text and _divided(rows, index, heads, last.col):
                last = cells[-1] = msgspec.structs.replace(last, col_span=last.col_span + 1)
                continue
            indent = len(printed) - len(printed.lstrip()) if text else 0
            last = GridCell(row=index, col=column, text=text, indent=float(indent))
            cells.append(last)
    return Grid(id=f"x{number}", rows=len(rows), cols=columns, cells=tuple(cells), decided_by="text")


def _cell(rows: Sequence[Sequence[str]], row: int, column: int) -> str:
    return rows[row][column].strip() if column < len(rows[row]) else ""


def _divided(rows: Sequence[Sequence[str]], row: int, heads: int, column: int) -> bool:
    """Whether a head stands below this one too: it does not reach down."""
    return any(_cell(rows, later, column) for later in range(row + 1, heads))
