"""Performance forms (绩效目标表, 绩效自评表) → IndicatorTables, from drawn tables and from tables written a cell a line.

A form may take several tables (pages) and one table may hold several forms; every cell with text ends up in a record, or a
problem says that it was not understood.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from extractor.indicators.forms import FormReader
from extractor.indicators.rows import Row, Sheet, filled, sheet_of_lines, sheet_of_table
from extractor.indicators.streams import rows_of_stream
from extractor.knowledge.indicators import matches, role_of
from extractor.knowledge.phrases import simply
from extractor.layout import Layout
from extractor.records import IndicatorTable, Problem, Section, Table

__all__ = ["find_indicator_tables"]

# Paragraphs that may stand between two pages of one form: a page number left over, 续表, a unit line.
_BETWEEN = 2
_BETWEEN_LENGTH = 30
# One of these stands in every form; tables of money have none of them.
_MARKS = ("指标", "绩效", "目标")


def find_indicator_tables(
    layout: Layout, tables: Sequence[Table], sections: Sequence[Section] = ()
) -> tuple[tuple[IndicatorTable, ...], tuple[Problem, ...]]:
    """All performance forms in reading order. ``unit``, ``yuan`` and numbers are null where the form does not tell them."""
    sheets = _sheets(layout, tables)
    reader: FormReader | None = None
    found: list[IndicatorTable] = []
    problems: list[Problem] = []
    before: Sheet | None = None

    def finish() -> None:
        nonlocal reader
        if reader is not None:
            made, trouble = reader.finish()
            found.extend(made)
            problems.extend(trouble)
        reader = None

    for number, sheet in enumerate(sheets):
        kind = _kind(sheet)
        if kind == "other" and _is_cut(layout, sheet, sheets[number + 1 : number + 2]):
            kind = "head"
        if reader is not None and before is not None and _goes_on(layout, before, sheet, kind, reader.waits()):
            reader.take(sheet, goes_on=True)
            before = sheet
        elif kind != "other":
            finish()
            reader = FormReader(layout)
            reader.take(sheet)
            before = sheet
        else:
            finish()
    finish()
    numbered = [msgspec.structs.replace(table, id=f"i{number}") for number, table in enumerate(found, 1)]
    return tuple(numbered), tuple(problems)


def _sheets(layout: Layout, tables: Sequence[Table]) -> list[Sheet]:
    """Tables that may be forms, and those right behind them, which may go on with one; in reading order."""
    sheets: list[Sheet] = []
    last_block = -1 - _BETWEEN
    for table in tables:
        texts = [simply(cell.text) for cell in table.grid.cells]
        marked = any(word in text for text in texts for word in _MARKS) or _stands_under_title(layout, table)
        if marked or (0 <= table.first_block - last_block <= _BETWEEN + 1):
            sheets.append(sheet_of_table(layout, table))
            last_block = table.last_block
    for index, block in enumerate(layout.blocks):
        if block.kind == "cell_lines":
            sheet = sheet_of_lines(layout, block, index)
            sheets.append(sheet if sheet.flat else rows_of_stream(sheet))
    return sorted(sheets, key=lambda sheet: (sheet.first_block, sheet.start))


def _kind(sheet: Sheet) -> str:
    """``form``: has the heads of indicators; ``head``: the upper part of a form; ``other``: anything else."""
    fields = goals = funds = 0
    for row in sheet.rows:
        if is_indicator_header(row):
            return "form"
        slots = filled(row)
        fields += any(role_of("fields", slot.text) == "project" for slot in slots)
        goals += any(role_of("goal_columns", slot.text) for slot in slots[:3])
        funds += any(role_of("fund_columns", slot.text) in ("rate", "executed") for slot in slots)
        funds += any(role_of("fund_rows", slot.text) in ("total", "project_total") for slot in slots[:3])
    titled = any(matches("titles", slot.text) for row in sheet.rows[:2] for slot in filled(row))
    return "head" if fields and sheet.cols <= 40 and ((goals and funds) or (titled and (goals or funds))) else "other"


def _stands_under_title(layout: Layout, table: Table) -> bool:
    above = [layout.block_text(block) for block in table.lead[-_BETWEEN:]]
    return any(matches("titles", text) for text in above)


def _is_cut(layout: Layout, sheet: Sheet, after: Sequence[Sheet]) -> bool:
    """Whether a table is the first rows of a form that a page break cuts below them: it names the project under the form's title,
    and what follows, with the heads of indicators, begins no form of its own."""
    named = any(role_of("fields", slot.text) == "project" for row in sheet.rows for slot in filled(row))
    if not named or not any(matches("titles", text) for text in _lines_above(layout, sheet)):
        return False
    return any(_kind(each) == "form" and _goes_on(layout, sheet, each, "form", waits=True) for each in after)


def _lines_above(layout: Layout, sheet: Sheet) -> list[str]:
    blocks = layout.blocks[max(0, sheet.first_block - _BETWEEN) : sheet.first_block]
    return [layout.block_text(block) for block in blocks if block.kind == "paragraph"]


def is_indicator_header(row: Row) -> bool:
    """Whether a row heads the columns of indicators: at least two of them, a level among them."""
    slots = filled(row)
    if len(slots) < 2:
        return False
    roles = [role_of("columns", slot.text) for slot in slots]
    levels = {role for role in roles if role in ("level1", "level2", "level3")}
    sure = any("级" in slot.plain for slot, role in zip(slots, roles, strict=True) if role in levels)
    values = {role for role in roles if role in ("target", "actual", "weight", "score")}
    return (sure and len(levels) + len(values) >= 2) or (bool(levels) and len(values) >= 2)


def _beside(text: str) -> bool:
    """Whether a line is the label of a merged cell as high as a page, whose borders a page does not show: 产出指标, 绩 … 标."""
    return len(text) == 1 or matches("level1_names", text) or matches("level2_names", text)


def _goes_on(layout: Layout, before: Sheet, sheet: Sheet, kind: str, waits: bool) -> bool:
    """Whether a table is the next page of the form before it: nothing of weight between, and no start of its own. ``waits``:
    that form has had no indicators yet, so that a title over some (绩效指标表) is no start."""
    between = [
        block
        for block in layout.blocks[before.last_block + 1 : sheet.first_block]
        if not _beside(layout.block_text(block))
    ]
    if len(between) > _BETWEEN or any(block.end - block.start > _BETWEEN_LENGTH for block in between):
        return False
    if any(block.kind != "paragraph" or matches("titles", layout.block_text(block)) for block in between):
        return False
    if sheet.flat or before.flat:
        return False
    starts = any(
        (matches("titles", slot.text) and not (waits and matches("inner_titles", slot.text)))
        or role_of("fields", slot.text) == "project"
        for row in sheet.rows[:3]
        for slot in filled(row)
    )
    if starts:
        return False
    if kind == "other":
        leading = [slot.text for row in sheet.rows for slot in filled(row)[:3]]
        known = any(matches("level1_names", text) or matches("level2_names", text) for text in leading)
        return known or abs(sheet.cols - before.cols) <= 1
    return True
