"""A flattened form without a trace of its empty cells: lines of cells, or a cell a line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

from extractor.knowledge.codes import function_codes
from extractor.knowledge.statements import Form, Kind, load_statements
from extractor.records import Grid
from extractor.statements.columns import row_key
from extractor.statements.restored.drawing import Cell, draw, keys_of
from extractor.statements.restored.heads import (
    Head,
    Path,
    heads_of,
    is_descriptor,
    is_head,
    is_line_head,
    is_side,
    is_total,
    ways_of,
)
from extractor.statements.restored.items import Item, first_of_body, items_of
from extractor.statements.restored.placing import Relation, Row, Spread, Spreads, relations_of, spread_rows
from extractor.statements.restored.tokens import Line, Token, span, token_of, tokens_of
from extractor.statements.sheets import label_core
from extractor.statements.titles import Title, plain

# A form has at least so many numbers; heads stand within so many lines below its title.
FEWEST, HEAD_LINES = 4, 25
# Of the sums that speak, so many must hold for each that does not: a department's own error does not undo its form.
HELD_FOR_EACH = 3
# Where no row has a number in each column, so many columns without any number are thought possible.
MISSING = 1


STEPS = ("类", "款", "项")
# The columns of expenditure by fund, and the rows of revenue that are theirs.
FUNDS = {
    "general_public": "revenue.general_public_budget",
    "government_fund": "revenue.government_fund",
    "state_capital": "revenue.state_capital",
}
ZERO = Decimal(0)


class _Reading(NamedTuple):
    heads: tuple[Path, ...]
    rows: list[list[Cell]]
    tokens: list[Token]


class Found(NamedTuple):
    """Where the heads and rows of a form stand among lines: ``tokens`` from the line ``first`` on, rows from the token ``body`` on.
    Not ``told`` where a number among them is an amount or a page's."""

    first: int
    body: int
    tokens: list[Token]
    told: bool = True


def find_lines(lines: Sequence[Line]) -> Found | None:
    """The lines of a form below its title: heads, and amounts under them."""
    first = next((at for at, line in enumerate(lines[:HEAD_LINES]) if _begins(line)), None)
    if first is None:
        return None
    tokens, told = _tokens(lines[first:])
    found = find_cells([token._replace(line=token.line + first) for token in tokens], first=first)
    return found._replace(told=told) if found is not None else None


def find_cells(tokens: Sequence[Token], *, first: int = 0) -> Found | None:
    """The same of cells that are told already."""
    body = first_of_body(tokens)
    if body is None or sum(token.kind == "amount" for token in tokens[body:]) < FEWEST:
        return None
    return Found(first, body, list(tokens))


def grid_of_lines(
    text: str, found: Found, title: Title, *, kind: Kind | None, fiscal_year: int | None
) -> tuple[Grid | None, int]:
    """The grid of a form, and the last line that belongs to it; no grid where any number can't be
    told its column."""
    above, tokens = found.tokens[: found.body], found.tokens[found.body :]
    heads = heads_of([token for token in above if token.kind == "word"], text)
    counted = any(is_line_head(head.text) and plain(head.text) != "栏次" for head in heads)
    form = load_statements().forms[title.form]
    read = _two_sided if form.two_sided else _one_sided
    reading = read(
        text, [head for head in heads if not is_line_head(head.text)], tokens, form,
        counted=counted, columns=_numbered_columns(above), kind=kind, fiscal_year=fiscal_year,
    )  # fmt: skip
    if reading is None or not found.told:
        return None, max(token.line for token in tokens if token.kind == "amount")
    return draw(text, reading.heads, reading.rows), max(token.line for token in reading.tokens)


def _begins(line: Line) -> bool:
    """Whether the heads begin on a line: it has nothing but heads."""
    tokens = tokens_of([line])
    return bool(tokens) and all(token.kind == "word" and is_head(token.text) for token in tokens)


def _tokens(lines: Sequence[Line]) -> tuple[list[Token], bool]:
    """Lines with blanks between their cells; where hardly any has a label and an amount, every line is a cell. Among rows a number
    alone on a line is a page's, unless it is a code; false where it can as well be an amount that the others' form allows."""
    spaced = tokens_of(lines)
    by_line = {line: list(tokens) for line, tokens in groupby(spaced, key=lambda token: token.line)}
    amounts = [tokens for tokens in by_line.values() if any(token.kind == "amount" for token in tokens)]
    rows = [tokens for tokens in amounts if any(token.kind == "word" for token in tokens)]
    if len(rows) * 4 < len(amounts):
        cells = (token_of(line.text, line.start, number) for number, line in enumerate(lines))
        return [token for token in cells if token.kind != "empty"], True
    alone = {
        line
        for line, tokens in by_line.items()
        if len(tokens) == 1 and tokens[0].kind == "whole" and not tokens[0].code
    }
    within = [line for line in alone if rows and line > rows[0][0].line]
    if within:
        counted = any(is_line_head(token.text) for token in spaced)
        decimals = all(
            "." in token.text for tokens in rows for token in _amounts(tokens, counted=counted) if token.value
        )
        behind_row = {after for before, after in pairwise(by_line) if by_line[before] in rows}
        told = decimals and all(line in behind_row and by_line[line][0].value for line in within)
    else:
        told = True
    return [token for token in spaced if token.line not in alone], told


def _amounts(line: Sequence[Token], *, counted: bool) -> list[Token]:
    """The numbers of a row behind its labels, without the number of the row (行次) where rows are ``counted``."""
    return [
        token
        for before, token in pairwise(line)
        if token.kind in ("amount", "whole")
        and not token.code
        and ((before.stands_in_a_cell and not before.code) or (before.kind == "word" and not counted))
    ]


def _numbered_columns(tokens: Sequence[Token]) -> int | None:
    """How many columns a row of column numbers (栏次 1 2 3 …) counts."""
    numbers = [int(token.text) for token in tokens if token.kind == "whole"]
    return len(numbers) if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) else None


def _strays(items: Sequence[Item]) -> bool:
    """Whether a number has no decimals where the others keep theirs to the last zero: a page's, and no amount. Forms that count
    people or cars print such numbers too, but have no codes and one side."""
    numbers = [token for item in items for token in item.numbers if token.value]
    fixed = sum("." in token.text and token.text.endswith("0") for token in numbers)
    whole = sum(token.kind == "whole" for token in numbers)
    return 0 < whole < fixed


# --- one side ---------------------------------------------------------------------------------------------------------


def _one_sided(
    text: str, heads: Sequence[Head], tokens: Sequence[Token], form: Form,
    *, counted: bool, columns: int | None, kind: Kind | None, fiscal_year: int | None,
) -> _Reading | None:  # fmt: skip
    descriptors = [head for head in heads if is_descriptor(head.text)]
    amounts = _beside(heads) or [head for head in heads if not is_descriptor(head.text)]
    coded = any(token.code for token in tokens[:1]) or any(
        "编码" in head.plain or "代码" in head.plain for head in heads
    )
    coded = coded or {"类", "款"} <= {head.plain for head in heads}
    items = items_of(tokens, coded=coded, counted=counted, sides=False)
    if not items or not amounts or (coded and _strays(items)):
        return None
    if coded:
        items = [item for item in items if item.numbers or item.codes or is_total(item.name)]
    elif any(not item.numbers and not _is_row(item.name, form) for item in items):
        return None  # part of a label, or a heading
    steps: list[Head] = []
    for head in descriptors:
        if head.plain in STEPS and head.plain not in [step.plain for step in steps]:
            steps.append(head)
    wide = max(len(item.codes) for item in items)
    if wide > 1 and len(steps) < wide:
        return None
    rows = [Row(tuple(token.value for token in item.numbers), parent) for item, parent in _families(items)]
    spread = _spread(text, amounts, rows, form, columns=columns, kind=kind, fiscal_year=fiscal_year)
    if spread is None:
        return None
    way, spreads = spread
    code_heads: list[Path] = []
    if wide:
        named = [
            head for head in descriptors if head not in steps and "名称" not in head.plain and head.plain != "项目"
        ]
        code_heads = [(head,) for head in steps[:wide]] if wide > 1 else [tuple(named[:1]) or (Head("", 0, 0),)]
    name = next((head for head in descriptors[::-1] if head not in steps and (head,) not in code_heads), Head("", 0, 0))
    body: list[list[Cell]] = []
    for item, columns_of_item in zip(items, spreads, strict=True):
        cells: list[Cell] = [None] * (len(code_heads) + 1 + len(way))
        for at, token in enumerate(item.codes):
            cells[at] = (token.start, token.end)
        if item.label:
            cells[len(code_heads)] = span(item.label)
        for at, token in zip(columns_of_item, item.numbers, strict=True):
            cells[len(code_heads) + 1 + at] = (token.start, token.end)
        body.append(cells)
    return _Reading((*code_heads, (name,), *way), body, [token for item in items for token in item.tokens])


def _beside(heads: Sequence[Head]) -> list[Head] | None:
    """The amount heads of the first of several groups side by side that all have the same heads (科目编码 科目名称 决算数, three
    times): read one after the other they are one list."""
    upper = [head for head in heads if head.plain not in STEPS]
    names = [head.plain for head in upper]
    for size in range(2, len(upper) // 2 + 1):
        if len(upper) % size == 0 and names == names[:size] * (len(upper) // size) and is_descriptor(upper[0].text):
            return [head for head in upper[:size] if not is_descriptor(head.text)]
    return None


def _is_row(name: str, form: Form) -> bool:
    tables = load_statements().row_keys
    return is_total(name) or any(row_key(name, tables[table]) is not None for table in ("any", "three_public"))


def _families(items: Sequence[Item]) -> list[tuple[Item, int | None]]:
    """Each item with the index of the one whose part it is: by code, and the highest codes under the total."""
    total = next((index for index, item in enumerate(items) if not item.codes and is_total(item.name)), None)
    by_code: dict[str, int] = {}
    found: list[tuple[Item, int | None]] = []
    for index, item in enumerate(items):
        code = item.code
        parent = next((by_code[code[:size]] for size in (5, 3) if size < len(code) and code[:size] in by_code), None)
        if code and len(code) == 3:
            parent = total
        if code:
            by_code[code] = index
        found.append((item, parent))
    return found


def _spread(
    text: str, amounts: Sequence[Head], rows: Sequence[Row], form: Form,
    *, columns: int | None, kind: Kind | None, fiscal_year: int | None,
) -> tuple[tuple[Path, ...], tuple[Spread, ...]] | None:  # fmt: skip
    """The one way to set the heads over one another, and the numbers under them, that the sums bear out."""
    most = max(len(row.values) for row in rows)
    found: dict[tuple[tuple[str | None, ...], tuple[Spread, ...]], tuple[tuple[Path, ...], int]] = {}
    tried: dict[tuple[int, tuple[Relation, ...]], Spreads | None] = {}
    for way in ways_of(amounts):
        if not most <= len(way) <= most + MISSING or (columns is not None and len(way) != columns):
            continue
        keys = keys_of(text, way, form, kind=kind, fiscal_year=fiscal_year)
        flat = all(len(path) == 1 for path in way) and all(len(row.values) == len(way) for row in rows)
        if not any(keys) or not (all(keys) or flat):
            continue
        relations = tuple(relations_of(keys))
        if (len(way), relations) not in tried:
            tried[len(way), relations] = spread_rows(rows, len(way), relations)
        spreads = tried[len(way), relations]
        if spreads is None or spreads.failed * HELD_FOR_EACH > spreads.held or not (flat or spreads.held):
            continue
        found.setdefault((tuple(keys), spreads.rows), (way, spreads.held))
    if any(None not in keys for keys, _ in found):
        found = {each: way for each, way in found.items() if None not in each[0]}
    if len(found) != 1:
        return None
    ((_, spreads_found), (way, _)) = next(iter(found.items()))
    return way, spreads_found


# --- two sides --------------------------------------------------------------------------------------------------------


def _two_sided(
    text: str, heads: Sequence[Head], tokens: Sequence[Token], form: Form,
    *, counted: bool, columns: int | None, kind: Kind | None, fiscal_year: int | None,
) -> _Reading | None:  # fmt: skip
    groups: list[list[Head]] = []
    for head in heads:
        if is_side(head.text):
            continue
        if is_descriptor(head.text):
            groups.append([head])
        elif groups:
            groups[-1].append(head)
    items = items_of(tokens, coded=False, counted=counted, sides=True)
    if len(groups) != 2 or not all(len(group) > 1 for group in groups) or not items or _strays(items):
        return None
    sides = _sides(items)
    if sides is None:
        return None
    drawn: tuple[Path, ...] = tuple((head,) for group in groups for head in group)
    keys = keys_of(text, drawn, form, kind=kind, fiscal_year=fiscal_year)
    spreads: list[dict[int, Spread]] = []
    for side, group in enumerate(groups):
        mine = [index for index, each in enumerate(sides) if each == side]
        rows = _rows_of_side([items[index] for index in mine], side)
        if side == 1 and len(group) > 2:
            rows = _by_funds(rows, items, sides, mine, keys[len(groups[0]) + 1 :])
        offset = 1 if side == 0 else len(groups[0]) + 1
        own = keys[offset : offset + len(group) - 1]
        if not any(own) or any(len(row.values) > len(own) for row in rows):
            return None
        found = spread_rows(rows, len(own), relations_of(own))
        if found is None or found.failed * HELD_FOR_EACH > found.held:
            return None
        spreads.append(dict(zip(mine, found.rows, strict=True)))
    body: list[list[Cell]] = []
    for index, (item, side) in enumerate(zip(items, sides, strict=True)):
        offset = 0 if side == 0 else len(groups[0])
        if not body or side == 0 or body[-1][offset] is not None:
            body.append([None] * len(drawn))
        body[-1][offset] = span(item.label)
        for at, token in zip(spreads[side][index], item.numbers, strict=True):
            body[-1][offset + 1 + at] = (token.start, token.end)
    return _Reading(drawn, body, [token for item in items for token in item.tokens])


def _sides(items: Sequence[Item]) -> list[int] | None:
    """0 for revenue, 1 for expenditure: by the words, else the second of a line; a total goes after the side of the one before.
    Null where an item can't be told."""
    found: list[int] = []
    for index, item in enumerate(items):
        before = items[index - 1] if index else None
        shares = before is not None and before.label[0].line == item.label[0].line
        after = items[index + 1] if index + 1 < len(items) else None
        leads = after is not None and after.label[0].line == item.label[0].line
        said = _said(item.name)
        if shares and leads:
            return None  # three on a line
        if said is None and shares:
            said = 1
        elif said is None and leads:
            said = 0
        elif said is None and is_total(item.name) and found:
            paired = after is not None and is_total(after.name) and _said(after.name) is None
            said = 0 if paired else 1 - found[-1]
        if said is None or (shares and said == 0) or (leads and said == 1):
            return None
        found.append(said)
    return found


def _said(name: str) -> int | None:
    tables = load_statements().row_keys
    if is_total(name) and label_core(name) in ("合计", "总计", "共计"):
        return None
    revenue = row_key(name, tables["revenue"]) is not None
    spent = row_key(name, tables["expenditure"]) is not None or function_codes().knows(label_core(name), 0)
    if revenue != spent:
        return 1 if spent else 0
    core = label_core(name)
    if ("支出" in core) != ("收入" in core):
        return 1 if "支出" in core else 0
    return None


def _rows_of_side(items: Sequence[Item], side: int) -> list[Row]:
    """The rows of a side. The classes of expenditure are parts of its total of the year, which with what is carried over is part
    of the grand total."""
    keys = [_key(item.name, side) for item in items]
    total, grand = _last(keys, "expenditure.total"), _last(keys, "total.expenditure")
    rows: list[Row] = []
    for item, key in zip(items, keys, strict=True):
        parent = None
        if side and key in ("expenditure.total", "expenditure.closing_carryover"):
            parent = grand
        elif side and function_codes().knows(label_core(item.name), 0):
            parent = total if total is not None else grand
        rows.append(Row(tuple(token.value for token in item.numbers), parent))
    return rows


def _key(name: str, side: int) -> str | None:
    return row_key(name, load_statements().row_keys["expenditure" if side else "revenue"])


def _last(keys: Sequence[str | None], key: str) -> int | None:
    return next((index for index in reversed(range(len(keys))) if keys[index] == key), None)


def _by_funds(
    rows: list[Row], items: Sequence[Item], sides: Sequence[int], mine: Sequence[int], keys: Sequence[str | None]
) -> list[Row]:
    """What the grand total of expenditure is by fund: revenue and what was carried over by fund, where they make up all revenue."""
    columns = {FUNDS[key]: at for at, key in enumerate(keys) if key in FUNDS}
    whole = ZERO
    by_fund: dict[str, Decimal] = {}
    for item, side in zip(items, sides, strict=True):
        key = _key(item.name, 0) if side == 0 else None
        value = (item.numbers[0].value if item.numbers else None) or ZERO
        if key == "total.revenue":
            whole = value
        elif key in columns:
            by_fund[key] = by_fund.get(key, ZERO) + value
    grand = _last([_key(items[index].name, 1) for index in mine], "total.expenditure")
    if grand is None or not whole or sum(by_fund.values(), ZERO) != whole:
        return rows
    known = [whole] + [ZERO] * (len(keys) - 1)
    for fund, value in by_fund.items():
        known[columns[fund]] = value
    done = list(rows)
    done[grand] = rows[grand]._replace(known=tuple(known))
    return done
