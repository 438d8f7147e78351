"""A flattened form that kept its empty cells and the ends of its rows: only what is merged in its heads has to be told again.

A cell a line after a tab, rows parted by an empty line: so do editors write tables to text, and so does the reader of plain text hand on
rows of tab-parted cells of unequal number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from extractor.knowledge.statements import Form, Kind, load_statements, says
from extractor.layout import Layout
from extractor.records import Block, Grid
from extractor.statements.restored.drawing import Cell, draw, keys_of
from extractor.statements.restored.heads import Head, Path, is_descriptor, is_head, is_total, paths_of
from extractor.statements.restored.placing import Row, relations_of, spread_rows
from extractor.statements.restored.tokens import Token, token_of
from extractor.statements.sheets import unit_in
from extractor.statements.titles import Title, clean_title, plain, read_title

# A form has at least so many rows with numbers.
FEWEST_ROWS = 2

Cells = Sequence[Token]


class _Group(NamedTuple):
    """Columns side by side: ``names`` columns of names and codes, then ``amounts`` of amounts, from column ``at``."""

    at: int
    names: int
    amounts: int


def grid_of_cells(
    layout: Layout, block: Block, *, titled: Title | None, kind: Kind | None, fiscal_year: int | None
) -> Grid | None:
    """The grid of a block of cells; null where rows do not fit columns, or its heads fit them in no way or in several."""
    rows = list(rows_of(layout, block))
    numeric = [index for index, row in enumerate(rows) if any(cell.kind == "amount" for cell in row)]
    if len(numeric) < FEWEST_ROWS and not (numeric and titled):
        return None
    cols = max(len(rows[index]) for index in numeric)
    above = 0
    while above < numeric[0] and _beside(rows[above], kind):
        above += 1
    body = _body(rows, above, numeric[0], cols)
    groups = _groups([row for row in rows[body:] if len(row) == cols])
    if not groups or groups[0].names + groups[0].amounts == 0:
        return None
    title = titled
    for row in rows[:above]:
        title = next((found for cell in row if (found := read_title(cell.text, kind)) is not None), title)
    form = load_statements().forms.get(title.form) if title is not None else None
    filled = [
        _filled(row, groups, cols, cut=index == len(rows) - 1)
        for index, row in enumerate(rows)
        if index >= body and any(cell.text for cell in row)
    ]
    if any(row is None for row in filled):
        return None
    whole = [row for row in filled if row is not None]
    heads = _heads(layout.text, rows[above:body], groups, whole, form, kind=kind, fiscal_year=fiscal_year)
    if heads is None:
        return None
    return draw(layout.text, heads, [list(map(_place, row)) for row in whole], above=[
        [_place(cell) for cell in row if cell.text] for row in rows[:above] if any(cell.text for cell in row)
    ])  # fmt: skip


def _place(cell: Token) -> Cell:
    return (cell.start, cell.end) if cell.text else None


def rows_of(layout: Layout, block: Block) -> Iterator[list[Token]]:
    """The rows of a block: a cell begins with a tab and goes on over lines without one, an empty line ends a row."""
    row: list[tuple[int, int]] = []
    at, number = block.start, 0
    for line in layout.block_text(block).split("\n"):
        if line.startswith("\t") or (line and not row):
            row.append((at + line.startswith("\t"), at + len(line)))
        elif line:
            row[-1] = (row[-1][0], at + len(line))
        elif row:
            yield [token_of(layout.text[start:end], start, number) for start, end in row]
            row = []
            number += 1
        at += len(line) + 1
    if row:
        yield [token_of(layout.text[start:end], start, number) for start, end in row]


def _beside(row: Cells, kind: Kind | None) -> bool:
    """Whether a row over the heads says the form's title, its unit or its department."""
    words = [cell.text for cell in row if cell.text]
    return all(
        read_title(word, kind) is not None or not clean_title(word) or (unit_in([word]) is not None and len(word) < 20)
        for word in words
    )


def _body(rows: Sequence[Cells], above: int, numeric: int, cols: int) -> int:
    """The first row under the heads: with a number, or as long as those and with a word that is no head."""
    for index in range(above, numeric):
        words = [cell for cell in rows[index] if cell.text]
        numbered = any(says(load_statements().label_numbering[:2], plain(cell.text)) for cell in words)
        if len(rows[index]) == cols and words and (numbered or not all(is_head(cell.text) for cell in words)):
            return index
    return numeric


def _groups(rows: Sequence[Cells]) -> list[_Group]:
    """Which columns hold names and which amounts, as most cells of the whole rows say; an empty one before or behind amounts is one
    of amounts."""
    told: list[bool | None] = []
    for column in zip(*rows, strict=True):
        amounts = sum(cell.stands_in_a_cell and not cell.code for cell in column)
        words = sum(cell.kind == "word" or cell.code for cell in column)
        told.append(False if _counts(column) else None if amounts == words else amounts > words)
    kinds: list[bool] = []
    for at, kind in enumerate(told):
        after = next((each for each in told[at:] if each is not None), True)
        kinds.append(kind if kind is not None else after or bool(kinds and kinds[-1]))
    found: list[_Group] = []
    at = 0
    runs = [(amount, len(list(run))) for amount, run in groupby(kinds)]
    if runs and runs[0][0]:
        runs.insert(0, (False, 0))
    for names, amounts in zip(runs[::2], runs[1::2], strict=False):
        found.append(_Group(at, names[1], amounts[1]))
        at += names[1] + amounts[1]
    return found if at == len(kinds) else []


def _counts(column: Cells) -> bool:
    """Whether a column counts its rows (行次), or has two-digit steps of codes."""
    numbers = [cell.text for cell in column if cell.text and not is_total(cell.text)]
    if not numbers or not all(text.isdigit() for text in numbers):
        return False
    steps = all(len(text) == 2 or (len(text) == 3 and text[0] in "235") for text in numbers)
    rises = len(numbers) > 2 and all(int(after) == int(before) + 1 for before, after in pairwise(numbers))
    return rises or steps


def _filled(row: Cells, groups: Sequence[_Group], cols: int, *, cut: bool) -> list[Token] | None:
    """A row with a cell in each column: a label over the columns of names stands in the last of them, cells cut off at the end are
    empty, also of the last row (``cut``) whose label reaches over columns. Null where it can't be told which is missing."""
    if len(row) == cols:
        return list(row)
    if len(row) > cols:
        return None
    nothing = Token("", row[0].start, row[0].start, row[0].line, "empty")
    if len(row) == 1:
        return [row[0], *[nothing] * (cols - 1)]  # a note
    if len(row) == sum(min(1, group.names) + group.amounts for group in groups):
        done: list[Token] = []
        at = 0
        for group in groups:
            label, *amounts = (
                row[at : at + 1 + group.amounts] if group.names else (nothing, *row[at : at + group.amounts])
            )
            if any(cell.kind == "word" for cell in amounts) or (group.names and not _sums_up(label)):
                return None
            done += [*[nothing] * (group.names - 1), *([label] if group.names else []), *amounts]
            at += min(1, group.names) + group.amounts
        return done
    lead = next((index for index, cell in enumerate(row) if cell.stands_in_a_cell and not cell.code), len(row))
    if len(groups) == 1 and 0 < groups[0].names <= lead:
        return [*row, *[nothing] * (cols - len(row))]
    if cut and len(groups) == 1 and _sums_up(row[0]) and all(cell.kind != "word" for cell in row[1:]):
        done = [*[nothing] * (groups[0].names - 1), *row]
        return [*done, *[nothing] * (cols - len(done))] if len(done) <= cols else None
    if cut and len(groups) > 1 and len(row) > groups[0].names:
        return [*row, *[nothing] * (cols - len(row))]
    return None


def _sums_up(label: Token) -> bool:
    return not label.text or is_total(label.text) or plain(label.text).endswith(("合计", "总计", "小计"))


# --- heads ------------------------------------------------------------------------------------------------------------


def _heads(
    text: str, rows: Sequence[Cells], groups: Sequence[_Group], body: Sequence[Cells], form: Form | None,
    *, kind: Kind | None, fiscal_year: int | None,
) -> list[Path] | None:  # fmt: skip
    cols = sum(group.names + group.amounts for group in groups)
    over: list[list[Path]] = []
    names: list[list[Head]] = [[] for _ in groups]
    levels: list[list[list[Head]]] = [[] for _ in groups]
    for row in rows:
        filled = [cell for cell in row if cell.text]
        if len(filled) > 2 and sum(cell.kind == "whole" for cell in filled) >= len(filled) - len(groups):
            continue  # 栏次 1 2 3
        parts = _parts(row, groups, cols)
        if parts is None:
            return None
        for number, (descriptors, amounts) in enumerate(parts):
            names[number] += descriptors
            if any(head.text for head in amounts):
                levels[number].append(amounts)
    ways: list[list[tuple[Path, ...]]] = []
    for group, found in zip(groups, levels, strict=True):
        ways.append([way for way in (paths_of(found) if found else []) if len(way) == group.amounts])
        if not ways[-1]:
            return None
        if len(groups) > 1 and len(ways[-1]) > 1:
            return None
    named = [_named(descriptors, group.names) for descriptors, group in zip(names, groups, strict=True)]
    if None in named:
        return None
    for way in ways[0]:
        rest = [each[0] for each in ways[1:]]
        path: list[Path] = []
        for labels, columns in zip(named, [way, *rest], strict=True):
            path += [*(labels or ()), *columns]
        over.append(path)
    return _best(text, over, groups, body, form, kind=kind, fiscal_year=fiscal_year)


def _parts(row: Cells, groups: Sequence[_Group], cols: int) -> list[tuple[list[Head], list[Head]]] | None:
    """The heads of a row by group: those of names, and those of amounts with empty ones where nothing stands."""
    heads = [Head(cell.text, cell.start, cell.end) for cell in row]
    if len(row) > cols:
        while heads and not heads[-1].text:
            heads.pop()
    elif len(row) == cols:
        return [
            (
                [head for head in heads[group.at : group.at + group.names] if head.text],
                heads[group.at + group.names : group.at + group.names + group.amounts],
            )
            for group in groups
        ]
    if len(groups) == 1:
        lead = 0
        while lead < len(heads) and heads[lead].text and is_descriptor(heads[lead].text):
            lead += 1
        amounts = heads[lead:]
        while len(amounts) > groups[0].amounts and amounts and not amounts[0].text:
            amounts = amounts[1:]
        return [(heads[:lead], amounts)]
    filled = [head for head in heads if head.text]
    if len(filled) == len(groups) and not any(is_descriptor(head.text) for head in filled):
        return [([], []) for _ in groups]  # 收入 and 支出 over their sides
    parts: list[tuple[list[Head], list[Head]]] = []
    for head in filled:
        if is_descriptor(head.text):
            if not parts or parts[-1][1]:
                parts.append(([], []))
            parts[-1][0].append(head)
        elif parts:
            parts[-1][1].append(head)
    if parts and not any(amounts for _, amounts in parts):
        return [(parts[0][0], []) for _ in groups]  # 类 款 类 款
    return parts if len(parts) == len(groups) else None


def _named(descriptors: Sequence[Head], count: int) -> list[Path] | None:
    """The heads of the columns of names: 类, 款 and 项 over steps, the last one over the names. Null where they are too few."""
    empty = Head("", 0, 0)
    steps: list[Head] = []
    for head in descriptors:
        if head.plain in ("类", "款", "项") and head.plain not in [step.plain for step in steps]:
            steps.append(head)
    others = [head for head in descriptors if head.plain not in ("类", "款", "项")]
    if steps and len(steps) == count - 1:
        name = next((head for head in others if "名称" in head.plain), others[-1] if others else empty)
        return [(head,) for head in (*steps, name)]
    if count == 1:
        others = others or [empty]
    return [(head,) for head in others[len(others) - count :]] if len(others) >= count else None


def _best(
    text: str, over: Sequence[list[Path]], groups: Sequence[_Group], body: Sequence[Cells], form: Form | None,
    *, kind: Kind | None, fiscal_year: int | None,
) -> list[Path] | None:  # fmt: skip
    """The one way that names most columns and breaks fewest sums."""
    if len(over) == 1 or form is None:
        return over[0] if len(over) == 1 else None
    first = groups[0]
    start, end = first.names, first.names + first.amounts
    rows = [Row(tuple(cell.value for cell in row[start:end]), None) for row in body]
    judged: dict[tuple[str | None, ...], tuple[tuple[int, int], list[Path]]] = {}
    for heads in over:
        keys = tuple(keys_of(text, heads, form, kind=kind, fiscal_year=fiscal_year))
        sums = spread_rows(rows, first.amounts, relations_of(keys[start:end]))
        if sums is not None:
            judged.setdefault(keys, ((sum(key is not None for key in keys), sums.held - sums.failed), heads))
    best = max((score for score, _ in judged.values()), default=None)
    likely = [heads for score, heads in judged.values() if score == best]
    return likely[0] if len(likely) == 1 else None
