"""The body of a sheet → rows of a statement: sides unfolded, codes joined, levels told, every number placed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.knowledge.statements import Form, Side, load_statements, means, says
from extractor.money import yuan_of
from extractor.records import Anchor, GridCell, StatementCell, StatementRow
from extractor.statements.cells import read_cell
from extractor.statements.columns import MEASURES, Placed, prefixes_of_rows, row_key
from extractor.statements.sheets import CODES, Column, Sheet, label_core
from extractor.statements.titles import plain

_RATE = re.compile(r"率|比例|百分比|%|％")
_JOINED_CODE = re.compile(
    r"^[\[(（【]?([235]\d\d(?:\d\d){0,3})[\])）】]?[-—_:：、\s]*(?=[^\d\s.,%])(?![年月万亿元人个台辆户])"
)
_LATIN_GAP = re.compile(r"(?<=[0-9A-Za-z])\s+(?=[0-9A-Za-z])")
# Indents closer than this are the same level: half a character of nine-point type.
INDENT_STEP = 4.0


class ReadRows(NamedTuple):
    rows: tuple[StatementRow, ...]
    columns: tuple[str, ...]
    unreadable: tuple[GridCell, ...]  # in an amount column, with digits, yet no number
    bad_codes: tuple[tuple[str, str], ...]  # label, and the digits beside it that make no code


class _Code(NamedTuple):
    """``code``, or else the ``level`` that its steps tell and the ``printed`` digits that make none."""

    code: str | None
    level: int | None
    printed: str | None


class _Draft(NamedTuple):
    label: str
    code: str | None
    bad_code: _Code | None
    amounts: list[tuple[Column, GridCell]]
    label_cell: GridCell | None
    side: Side | None
    indent: float
    step: int | None  # in which of several name columns the label begins, from 0; null where there is one


def read_rows(
    sheet: Sheet,
    form: Form | None,
    placed: dict[int, Placed],
    *,
    below: dict[int, Placed] | None = None,
    unit: str | None,
    sides: dict[int, Side],
    anchor_of: Callable[[GridCell], Anchor],
    fiscal_year: int | None = None,
) -> ReadRows:
    """Every printed item as a row, in reading order: row by row, side by side.

    ``below`` has the columns of the expenditure side where it stands under the revenue side and not beside it.
    """
    drafts = list(_drafts(sheet, sides))
    if below is not None:
        drafts = _stacked(drafts)
    levels = _levels(drafts)
    keys = _keys(drafts, form)
    labels = [draft.label for draft in drafts]
    prefixes = prefixes_of_rows(labels, form, fiscal_year=fiscal_year) if form is not None else [""] * len(drafts)
    rows: list[StatementRow] = []
    columns: list[str] = []
    for column in sheet.columns:
        for places in (placed, below or {}):
            place = places.get(column.at)
            if place is not None and not place.by_row and place.key not in columns and not any(prefixes):
                columns.append(place.key)
    unreadable: list[GridCell] = []
    for draft, level, key, prefix in zip(drafts, levels, keys, prefixes, strict=True):
        cells: dict[str, StatementCell] = {}
        for column, cell in draft.amounts:
            reading = read_cell(cell.text)
            if reading.kind == "blank":
                continue
            if reading.kind == "overflow" or (reading.kind == "text" and re.search(r"\d", cell.text)):
                unreadable.append(cell)
            place = (below if below is not None and draft.side == "expenditure" else placed)[column.at]
            name = _column_name(place, key, prefix)
            if name in cells:
                name = next(f"{name}#{number}" for number in range(2, 999) if f"{name}#{number}" not in cells)
            if name not in columns:
                columns.append(name)
            money = reading.unit or column.unit or unit
            counted = reading.percent or _counts(column) or _is_counted(draft.label)
            is_money = reading.value is not None and money is not None and (reading.unit is not None or not counted)
            cells[name] = StatementCell(
                printed=cell.text.strip(),
                value=reading.value,
                yuan=yuan_of(reading.value, money) if is_money and reading.value is not None and money else None,
                anchor=anchor_of(cell),
            )
        rows.append(
            StatementRow(
                label=draft.label,
                code=draft.code,
                level=level,
                cells=cells,
                anchor=anchor_of(draft.label_cell) if draft.label_cell is not None else None,
                key=key,
            )
        )
    bad_codes = tuple((draft.label, draft.bad_code.printed or "") for draft in drafts if draft.bad_code is not None)
    return ReadRows(tuple(rows), tuple(columns), tuple(unreadable), bad_codes)


@lru_cache(maxsize=65536)
def clean_label(text: str) -> str:
    """A label as one would write it: letter-spacing and line breaks inside Chinese gone, words of Latin letters kept apart."""
    kept = _LATIN_GAP.sub("\x00", text.strip())
    return re.sub(r"[\s\u3000\u00a0]+", "", kept).replace("\x00", " ")


# --- drafts: label, code and amount cells of each printed item ----------------------------------------------------------


def _drafts(sheet: Sheet, sides: dict[int, Side]) -> Iterator[_Draft]:
    carried: dict[int, list[str]] = {}
    groups = sheet.groups
    for row in sheet.body:
        used: set[int] = set()
        for order, group in enumerate(groups):
            amounts = _amount_cells(sheet, row, group, used)
            label_cells = _label_cells(sheet, row, group, amounts)
            if order + 1 < len(groups) and not amounts and label_cells:
                after = _label_cells(sheet, row, groups[order + 1], [])
                if any(cell in after for cell in label_cells):
                    continue  # a label drawn over two groups belongs to the one with the amount
            codes = _codes(sheet, row, group, carried)
            found = next((each for _, each in codes if each.code or each.printed), _Code(None, None, None))
            code = found.code
            label = _label(label_cells, [(at, each.code) for at, each in codes if each is not found and each.code])
            if code is None:
                joined = _JOINED_CODE.match(label)
                if joined and label_cells and not any(column.role in CODES for column in group):
                    code, label = joined[1], label[joined.end() :].strip()
            printed = [(column, cell) for column, cell in amounts if cell.text.strip()]
            used.update(id(cell) for _, cell in amounts)
            if not label and not code and not found.printed and not printed:
                continue
            if not printed and label_cells and all(cell.row != row for cell in label_cells) and not code:
                continue  # only the lower part of a merged label
            first = next((cell for cell in label_cells if cell.row == row), label_cells[0] if label_cells else None)
            names = [column.at for column in group if column.role in ("name", "text")]
            begins = [names.index(cell.col) for cell in label_cells if cell.row == row and cell.col in names]
            yield _Draft(
                label=label,
                code=code,
                bad_code=found if code is None and found.printed else None,
                amounts=printed,
                label_cell=first,
                side=sides.get(group[0].group),
                indent=label_cells[-1].indent if label_cells else 0.0,
                step=begins[0] if begins and len(names) > 1 else None,
            )


def _label(cells: Sequence[GridCell], codes: Sequence[tuple[int, str]]) -> str:
    """The names of a row from the left; a second code stands before the name that follows it."""
    parts: dict[str, None] = {}
    left = list(codes)
    for cell in cells:
        own = [code for at, code in left if at < cell.col]
        left = [(at, code) for at, code in left if at >= cell.col]
        parts[" ".join([*own, clean_label(cell.text)])] = None
    return "/".join([*parts, *(code for _, code in left)])


def _stacked(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The sides of rows in one column: revenue down to its total, or to a row that begins the expenditure."""
    tables = load_statements().row_keys
    side: Side = "revenue"
    done: list[_Draft] = []
    for draft in drafts:
        own = row_key(draft.label, tables["expenditure"])
        core = label_core(draft.label)
        spent = core.endswith("支出") and row_key(draft.label, tables["revenue"]) is None
        if core in ("支出", "本年支出") or (own is not None and "支出" in draft.label) or spent:
            side = "expenditure"
        done.append(draft._replace(side=side))
        if row_key(draft.label, tables["revenue"]) == "total.revenue":
            side = "expenditure"
    return done


def _amount_cells(sheet: Sheet, row: int, group: Sequence[Column], used: set[int]) -> list[tuple[Column, GridCell]]:
    found: list[tuple[Column, GridCell]] = []
    names = {column.at for column in sheet.columns if column.role in ("name", "text", *CODES)}
    for column in group:
        if column.role != "amount":
            continue
        cell = sheet.slots[row][column.at]
        if cell.row != row or id(cell) in used or any(cell is other for _, other in found):
            continue
        covers_name = any(index in names for index in range(cell.col, cell.col + cell.col_span))
        if (covers_name or row in sheet.header) and read_cell(cell.text).kind not in ("number", "overflow"):
            continue
        found.append((column, cell))
    return found


def _label_cells(
    sheet: Sheet, row: int, group: Sequence[Column], amounts: Sequence[tuple[Column, GridCell]]
) -> list[GridCell]:
    found: list[GridCell] = []
    taken = [cell for _, cell in amounts]
    for column in group:
        if column.role not in ("name", "text", "line", "class", "group", "item", "code"):
            continue
        cell = sheet.slots[row][column.at]
        text = plain(cell.text)
        if not text or any(cell is other for other in [*found, *taken]):
            continue
        if column.role in (*CODES, "line") and (re.fullmatch(r"[\d.\-A-Z]+", text) or text in ("类", "款", "项")):
            continue
        if read_cell(cell.text).kind == "number" and cell.col_span > 1:
            continue
        found.append(cell)
    return found


def _codes(sheet: Sheet, row: int, group: Sequence[Column], carried: dict[int, list[str]]) -> list[tuple[int, _Code]]:
    """The codes of a row with the column where each begins: the first is the row's own, a second (经济科目编码 beside
    功能科目编码, 政府预算 beside 部门预算) is one of its names'."""
    sets: list[list[Column]] = []
    for column in group:
        if column.role not in CODES:
            continue
        last = sets[-1] if sets else []
        beside = bool(last) and last[-1].at == column.at - 1
        steps = beside and column.role not in ("class", *(each.role for each in last if each.role != "code"))
        if beside and steps and (column.role != "code" or last[-1].path == column.path):
            last.append(column)
        else:
            sets.append([column])
    return [(columns[0].at, _code(sheet, row, columns, carried)) for columns in sets]


def _code(sheet: Sheet, row: int, columns: Sequence[Column], carried: dict[int, list[str]]) -> _Code:
    """The code of one cell (2101101) or three (210 | 11 | 01), where an empty 类 or 款 stands for the one above."""
    parts: list[str] = []
    for order, column in enumerate(columns):
        cell = sheet.slots[row][column.at]
        text = re.sub(r"[\s.\-]", "", plain(cell.text))
        own = not any(cell is sheet.slots[row][other.at] for other in columns[:order])
        parts.append(text if text.isdigit() and own else "")
    if not any(parts):
        return _Code(None, None, None)
    if len(columns) == 1:
        return _Code(parts[0], None, None) if len(parts[0]) >= 3 else _Code(None, None, parts[0])
    last = max(index for index, part in enumerate(parts) if part)
    if len(parts[last]) > 3:
        return _Code(parts[last], None, None)  # each column prints the whole code
    before = carried.get(columns[0].at, [])
    for index in range(last):
        if not parts[index]:
            parts[index] = before[index] if index < len(before) else ""
    steps = [part if index == 0 else part.zfill(2) for index, part in enumerate(parts[: last + 1])]
    if len(steps[0]) != 3 or any(len(step) != 2 for step in steps[1:]):
        return _Code(None, last + 1, "|".join(parts[: last + 1]))
    carried[columns[0].at] = steps
    return _Code("".join(steps), None, None)


def _column_name(place: Placed, key: str | None, prefix: str = "") -> str:
    if not place.by_row:
        if not prefix or not place.known:
            return place.key
        head, _, item = place.key.rpartition(".")
        item = item if head in MEASURES else place.key
        return f"{prefix}.{item}" if prefix in MEASURES else f"{prefix}/{item}"
    if key is None:
        return place.key
    return f"{place.measure}.{key}" if place.measure else key


def _is_counted(text: str) -> bool:
    return says(load_statements().counted, plain(text))


def _counts(column: Column) -> bool:
    """Whether a column holds shares, rates or numbers of things, and no money."""
    return any(_RATE.search(part) or _is_counted(part) for part in column.path[-1:])


# --- levels and keys ----------------------------------------------------------------------------------------------------


def _levels(drafts: Sequence[_Draft]) -> list[int | None]:
    knowledge = load_statements()
    steps = sorted({round(draft.indent / INDENT_STEP) for draft in drafts if draft.code is None and draft.label})
    numbered = any(re.match(r"[一二三四五六七八九十]+[、.．]", plain(draft.label)) for draft in drafts)
    levels: list[int | None] = []
    for draft in drafts:
        core = plain(draft.label)
        if draft.bad_code is not None:
            levels.append(draft.bad_code.level)
        elif draft.code is not None:
            levels.append({3: 1, 5: 2, 7: 3}.get(len(draft.code), 3 if len(draft.code) > 7 else 1))
        elif not core or means(knowledge.total_labels, label_core(core)) or core.endswith(("合计", "总计")):
            levels.append(None)
        elif re.match(r"[一二三四五六七八九十]+[、.．]", core):
            levels.append(1)
        elif re.match(r"\([一二三四五六七八九十]+\)|\d{1,2}[、.．](?!\d)", core):
            levels.append(2)
        elif re.match(r"\(\d{1,2}\)|其中", core):
            levels.append(3 if core.startswith("(") else 2)
        elif draft.step is not None:
            levels.append(draft.step + 1)
        elif len(steps) > 1 and not numbered:
            levels.append(min(3, steps.index(round(draft.indent / INDENT_STEP)) + 1))
        else:
            levels.append(None)
    return levels


def _keys(drafts: Sequence[_Draft], form: Form | None) -> list[str | None]:
    """Row keys; a key stands on the first row that fits it and has a number: sub-items of the same name do not take it."""
    if form is None:
        return [None] * len(drafts)
    tables = load_statements().row_keys
    keys: list[str | None] = []
    for draft in drafts:
        key: str | None = None
        if draft.code is None and draft.bad_code is None:
            label = draft.label.removesuffix("/小计").rpartition("/")[2]
            if form.row_keys == "sides":
                side: Side = draft.side or ("expenditure" if "支出" in label else "revenue")
                key = row_key(label, tables[side])
            elif not draft.label and len(drafts) == 1:
                key = "total"
            else:
                key = row_key(label, tables["any"] if form.row_keys == "revenue" else tables[form.row_keys])
                if key is None and form.row_keys == "revenue":
                    key = row_key(label, tables["revenue"])
        keys.append(key)
    stated = [index for index, draft in enumerate(drafts) if draft.amounts]
    if form.row_keys in ("any", "revenue") and "total" not in keys and len(stated) == 1:
        only = stated[0]  # the row of the only unit is that of the whole
        if drafts[only].code is None and drafts[only].bad_code is None:
            keys[only] = keys[only] or "total"
    for side_name, this_year in (("total.revenue", "revenue.total"), ("total.expenditure", "expenditure.total")):
        places = [index for index, key in enumerate(keys) if key == side_name]
        labels = [label_core(drafts[index].label) for index in places]
        if len(places) > 1 and labels[0].endswith("合计") and labels[-1].endswith("总计"):
            # 收入合计 before 收入总计: the first is this year's, the last the grand total
            keys[places[0]] = this_year if this_year not in keys else None
    for key in {key for key in keys if key is not None}:
        places = [index for index, each in enumerate(keys) if each == key]
        stated = [
            index for index in places
            if any(read_cell(cell.text).kind == "number" for _, cell in drafts[index].amounts)
        ]  # fmt: skip
        for index in places:
            keys[index] = key if index == (stated or places)[0] else None
    return keys
