"""A drawn table as a form sees it: title rows, header rows, columns with their roles, body rows, notes.

A sheet is a stretch of rows of one grid: several forms drawn as one connected grid are several sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from extractor.knowledge.statements import Kind, load_statements, means, says
from extractor.records import Grid, GridCell
from extractor.statements.cells import read_cell
from extractor.statements.titles import Title, clean_title, plain, read_title, strip_all

Role = Literal["class", "group", "item", "code", "name", "line", "ident", "remark", "text", "amount", "void"]
DESCRIPTORS: frozenset[Role] = frozenset({"class", "group", "item", "code", "name", "line", "ident", "text"})
CODES: frozenset[Role] = frozenset({"class", "group", "item", "code"})
YEAR = re.compile(r"20\d\d年?度?")
CODE = re.compile(r"\d{2,3}|\d{5}|\d{7}|\d{9}")


class Column(NamedTuple):
    at: int
    role: Role
    path: tuple[str, ...]  # header texts from top to bottom, without spaces and units
    unit: str | None  # from the header cell itself: 金额（万元）
    group: int = 0  # side-by-side groups, from the left


class Sheet(NamedTuple):
    """One form as drawn. Row numbers are the grid's."""

    grid: Grid
    slots: tuple[tuple[GridCell, ...], ...]  # every slot's cell, merged ones repeated
    title: Title | None
    title_cell: GridCell | None
    preamble: tuple[GridCell, ...]  # title, 单位, 部门
    header: tuple[int, ...]
    columns: tuple[Column, ...]
    body: tuple[int, ...]
    notes: tuple[GridCell, ...]
    skipped: tuple[GridCell, ...]  # 栏次 rows and repeated headers: printed, but no data
    first_row: int

    def own(self, row: int) -> list[GridCell]:
        """The cells that begin in ``row``, from the left."""
        return [cell for index, cell in enumerate(self.slots[row]) if cell.row == row and cell.col == index]

    @property
    def groups(self) -> list[list[Column]]:
        found: dict[int, list[Column]] = {}
        for column in self.columns:
            found.setdefault(column.group, []).append(column)
        return [found[key] for key in sorted(found)]


def sheets_of(grid: Grid, *, kind: Kind | None, left_out: Sequence[int] = ()) -> list[Sheet]:
    """The forms drawn in one grid, from the top; rows ``left_out`` only sum up or repeat a page (分页小计, 承前页)."""
    slots = _slots(grid)
    starts = [0]
    seen_number = False
    for row in range(grid.rows):
        filled = _filled(slots, row)
        if seen_number and len(filled) == 1 and _strong_title(filled[0].text, kind):
            starts.append(row)
            seen_number = False
        seen_number = seen_number or row > starts[-1]
    return [
        _sheet(grid, slots, range(start, end), kind, frozenset(left_out))
        for start, end in zip(starts, [*starts[1:], grid.rows], strict=True)
    ]


def unit_in(texts: Iterable[str]) -> str | None:
    """The money unit that one of the texts prints (单位：万元, 金额（元）), the first that does."""
    for text in texts:
        bare = plain(text)
        for pattern in load_statements().units:
            found = re.search(pattern, bare)
            if found:
                return found["unit"]
    return None


def is_note(text: str) -> bool:
    """Whether a text is a note under a form rather than a part of it."""
    return says(load_statements().notes, plain(text))


@lru_cache(maxsize=65536)
def label_core(text: str) -> str:
    """A row label without numbering, 其中 and spaces, for comparison with the row keys."""
    return strip_all(load_statements().label_numbering, plain(text)).strip("：:、")


# --- rows -------------------------------------------------------------------------------------------------------------


def _slots(grid: Grid) -> tuple[tuple[GridCell, ...], ...]:
    empty = GridCell(row=-1, col=-1, text="")
    slots = [[empty] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, grid.rows)):
            for col in range(cell.col, min(cell.col + cell.col_span, grid.cols)):
                slots[row][col] = cell
    return tuple(tuple(row) for row in slots)


def _own(slots: Sequence[Sequence[GridCell]], row: int) -> list[GridCell]:
    return [cell for index, cell in enumerate(slots[row]) if cell.row == row and cell.col == index]


def _filled(slots: Sequence[Sequence[GridCell]], row: int) -> list[GridCell]:
    return [cell for cell in _own(slots, row) if cell.text.strip()]


def _strong_title(text: str, kind: Kind | None) -> bool:
    title = read_title(text, kind)
    return title is not None and title.form != "other" and "表" in title.printed[-6:]


def _sheet(
    grid: Grid, slots: tuple[tuple[GridCell, ...], ...], rows: range, kind: Kind | None, left_out: frozenset[int]
) -> Sheet:
    row = rows.start
    preamble: list[GridCell] = []
    while row < rows.stop:
        filled = _filled(slots, row)
        titled = len(filled) == 1 and _strong_title(filled[0].text, kind)
        if filled and not titled and not all(_beside_header(cell, kind) for cell in filled):
            break
        preamble += filled
        row += 1
    title_cell, title = _title_among(preamble, kind)
    header: list[int] = []
    skipped: list[GridCell] = []
    while row < rows.stop and not _is_body(slots, row, header):
        if not _filled(slots, row):
            pass  # a stray ruling through the header, or room left under it
        elif _is_numbering(slots, row):
            skipped += _filled(slots, row)
        else:
            header.append(row)
        row += 1
    if row < rows.stop and header and _is_mixed(slots, row):
        header.append(row)
    body: list[int] = []
    notes: list[GridCell] = []
    header_texts = {tuple(plain(cell.text) for cell in slots[row]) for row in header}
    for index in range(row, rows.stop):
        filled = _filled(slots, index)
        if not filled:
            continue
        if index in left_out:
            skipped += filled
        elif len(filled) <= 2 and (is_note(filled[0].text) or (notes and index > 0 and len(filled) == 1)):
            notes += filled
        elif _is_repeated(slots, index, header, header_texts) or _is_numbering(slots, index):
            skipped += filled
        elif all(_beside_header(cell, kind) for cell in filled):
            preamble += filled
        else:
            body.append(index)
    columns = _columns(slots, header, body, grid.cols)
    return Sheet(
        grid, slots, title, title_cell, tuple(preamble), tuple(header), columns, tuple(body), tuple(notes),
        tuple(skipped), rows.start,
    )  # fmt: skip


def _is_repeated(
    slots: Sequence[Sequence[GridCell]], row: int, header: Sequence[int], texts: set[tuple[str, ...]]
) -> bool:
    """Whether a row under the header prints one of the header's rows again."""
    if row in header or any(read_cell(cell.text).kind == "number" for cell in slots[row][-2:]):
        return False
    return tuple(plain(cell.text) for cell in slots[row]) in texts


def _title_among(cells: Sequence[GridCell], kind: Kind | None) -> tuple[GridCell | None, Title | None]:
    found = [(cell, title) for cell in cells if (title := read_title(cell.text, kind)) is not None]
    found.sort(key=lambda pair: pair[1].form == "other")
    return found[0] if found else (None, None)


def _beside_header(cell: GridCell, kind: Kind | None) -> bool:
    """Whether a cell over the header is a title, the unit, the department's name or the like."""
    bare = plain(cell.text)
    title = read_title(cell.text, kind)
    return (
        (title is not None and cell.col_span > 1)
        or not clean_title(bare)
        or (unit_in([bare]) is not None and len(bare) < 20)
    )


def _is_numbering(slots: Sequence[Sequence[GridCell]], row: int) -> bool:
    """A row that numbers the columns: 栏次, 1, 2, 3 …"""
    filled = _filled(slots, row)
    numbers = [int(plain(cell.text)) for cell in filled if re.fullmatch(r"\d{1,2}", plain(cell.text))]
    words = [plain(cell.text) for cell in filled if not re.fullmatch(r"\d{1,2}", plain(cell.text))]
    formulas = [word for word in words if re.fullmatch(r"[\d=+\-*/()A-Z]+", word)]
    rest = [word for word in words if word not in formulas]
    if any(word not in ("栏次", "类", "款", "项", "行次", "—", "-", "合计") for word in rest):
        return False
    steps = all(after - before == 1 for before, after in pairwise(numbers))
    if "栏次" in rest:
        return bool(numbers) or bool(formulas) or len(rest) > 1
    return len(numbers) + len(formulas) >= 3 and steps and (not numbers or numbers[0] == 1) and "合计" not in rest


def _is_mixed(slots: Sequence[Sequence[GridCell]], row: int) -> bool:
    """A row that holds both the lowest headers of some columns and the first numbers of others."""
    headers = load_statements().headers
    texts = [plain(cell.text) for cell in _filled(slots, row) if cell.col > 0]
    words = [text for text in texts if any(means(headers[name], text) for name in ("amount", "basic", "project"))]
    return len(words) >= 2 and any(read_cell(text).kind == "number" for text in texts)


def _is_body(slots: Sequence[Sequence[GridCell]], row: int, header: Sequence[int]) -> bool:
    """Whether ``row`` is the first row under the header."""
    knowledge = load_statements()
    own = _own(slots, row)
    filled = [cell for cell in own if cell.text.strip()]
    if not filled or _is_numbering(slots, row):
        return False
    texts = [plain(cell.text) for cell in filled]
    if is_note(filled[0].text):
        return True
    if any(read_cell(cell.text).kind in ("number", "overflow") for cell in filled):
        return True
    if not header:
        return False
    labels = [text for text in texts if text not in ("类", "款", "项")]
    if any(CODE.fullmatch(text) or says(knowledge.label_numbering[:3], text) for text in labels):
        return True
    blanks = [cell for cell in own if not cell.text.strip() and cell.col > filled[-1].col]
    if labels and all(means(knowledge.total_labels, text) for text in labels) and blanks:
        return True
    if len(labels) == 1 and len(texts) == 1 and len(blanks) > 0 and filled[0].row_span == 1:
        known = [pattern for patterns in knowledge.roles.values() for pattern in patterns]
        return filled[0].col <= 1 and not means([*known, *knowledge.header_words], texts[0])
    return False


# --- columns ----------------------------------------------------------------------------------------------------------


def _columns(
    slots: Sequence[Sequence[GridCell]], header: Sequence[int], body: Sequence[int], cols: int
) -> tuple[Column, ...]:
    found: list[Column] = []
    for col in range(cols):
        cells: list[GridCell] = []
        for row in header:
            cell = slots[row][col]
            if cell.text.strip() and cell not in cells and read_cell(cell.text).kind not in ("number", "overflow"):
                cells.append(cell)
        path: list[str] = []
        for cell in cells:
            segment = _segment(cell.text)
            if segment and segment not in path[-1:]:
                path.append(segment)
        if len(path) > 1 and means(load_statements().total_labels, path[-1]) and _descriptor(path[-2]):
            path.pop()  # the label of the total row, drawn in the header
        inside = [slots[row][col] for row in body if slots[row][col].row == row and slots[row][col].col == col]
        role = _role(path, inside)
        found.append(Column(col, role, tuple(path), unit_in(cell.text for cell in cells[::-1])))
    return _grouped(found)


def _descriptor(segment: str) -> bool:
    roles = load_statements().roles
    return any(means(patterns, segment) for role, patterns in roles.items() if role != "remark")


def _segment(text: str) -> str:
    bare = plain(text)
    bare = re.sub(r"\((?:单位[:：])?(?:人民币)?(?:亿元|万元|千元|百元|元)\)", "", bare)
    return re.sub(r"[(,，、;；:：]+$|^其中[:,、]?(?=.)", "", bare)


def _role(path: Sequence[str], inside: Sequence[GridCell]) -> Role:
    """What a column holds: by its header, held against its content."""
    readings = [read_cell(cell.text) for cell in inside]
    texts = [
        plain(cell.text)
        for cell, reading in zip(inside, readings, strict=True)
        if reading.kind in ("number", "text", "overflow")
    ]
    words = sum(reading.kind == "text" for reading in readings)
    numbers = len(texts) - words
    codes = sum(CODE.fullmatch(text) is not None for text in texts)
    leaf = path[-1] if path else ""
    roles = load_statements().roles
    said = next((role for role, patterns in roles.items() if leaf and means(patterns, leaf)), None)
    if said in ("class", "group", "item") and (not texts or words <= numbers):
        return said  # type: ignore[return-value]
    if said == "code":
        return "code" if not texts or numbers >= words or leaf.endswith(("编码", "代码")) else "name"
    if said == "name":
        if texts and all(YEAR.fullmatch(text) for text in texts):
            return "name"
        if texts and codes == len(texts) and not words:
            return "code"
        return "name" if not texts or words >= numbers else "amount"
    if (
        said is None
        and _are_codes(texts)
        and not any(means(words, leaf) for words in load_statements().headers.values())
    ):
        return "code"  # under a head over codes and names: none (a diagonal stroke), or one of both (项目 栏次)
    if said == "line":
        return "line" if words <= numbers or not texts else "text"
    if said == "ident":
        return "ident"
    if said == "remark":
        return "remark" if words >= numbers else "amount"
    if not path:
        if not texts:
            return "void"
        if codes == len(texts) and all(text[0] in "235" and len(text) in (3, 5, 7) for text in texts):
            return "code"
        return "text" if words > numbers else "amount"
    known = any(means(patterns, leaf) for patterns in load_statements().headers.values())
    return "text" if words > numbers and (not known or words > 2) else "amount"


def _are_codes(texts: Sequence[str]) -> bool:
    """Whether a column lists functions or economic items by code: every text but 合计 is one, and some go into others."""
    codes = {text for text in texts if not means(load_statements().total_labels, text)}
    listed = all(CODE.fullmatch(text) and text[0] in "235" and len(text) in (3, 5, 7) for text in codes)
    return listed and any(text[:-2] in codes for text in codes)


def _opens_side(columns: Sequence[Column], index: int) -> bool:
    """Whether a column of words stands first under a head that says the other side of the form (支出 beside 收入)."""
    top = columns[index].path[:1]
    sides = load_statements().sides
    before = [column.path[0] for column in columns[:index] if column.path]
    return bool(top) and top[0] not in before and any(says(patterns, top[0]) for patterns in sides.values())


def _grouped(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Side-by-side groups: one begins at the first code or name column after an amount column."""
    group = 0
    amounts = False
    done: list[Column] = []
    for index, column in enumerate(columns):
        if amounts and column.role in DESCRIPTORS:
            run = [column.role]
            for later in columns[index + 1 :]:
                if later.role not in DESCRIPTORS:
                    break
                run.append(later.role)
            leads_on = any(later.role == "amount" for later in columns[index + 1 :])
            labels = any(role in ("name", "code", "class") for role in run)
            if leads_on and (labels or (column.role == "text" and _opens_side(columns, index))):
                group += 1
                amounts = False
        if column.role == "amount":
            amounts = True
        done.append(column._replace(group=group))
    return tuple(done)
