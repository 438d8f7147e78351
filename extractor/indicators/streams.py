"""Tables written a cell a line without a sign of rows: rows are made from the words that begin them.

Empty cells leave no trace in such a text. Where a row has fewer values than heads they are not spread over columns by guess: the
values come as a row of their own, which nothing claims, so that a problem names them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.indicators.rows import Row, Sheet, Slot
from extractor.knowledge.indicators import matches, role_of

# 2.部门绩效评价结果, 三、, （二）, 第三部分: how a heading begins.
_HEADING = re.compile(
    r"\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}部分"
)
_LEVELS = ("level1", "level2", "level3")


def rows_of_stream(sheet: Sheet) -> Sheet:
    """The sheet with its one run of cells cut into rows."""
    cells = _with_remarks([slot for row in sheet.rows for slot in row if slot.plain])
    rows: list[Row] = []
    fund_heads = 0
    at = 0
    while at < len(cells):
        header_end = _header_end(cells, at)
        if header_end is not None:
            rows.append(_row([*cells[at:header_end], *_upper_heads(rows, cells[at:header_end])]))
            at = _indicator_rows(cells, header_end, rows)
            fund_heads = 0
            continue
        end = at + 1
        while (
            end < len(cells)
            and not _titled(cells[end - 1])
            and not _begins_row(cells, end)
            and _header_end(cells, end) is None
        ):
            end += 1
        part = cells[at:end]
        heads = sum(1 for cell in part if role_of("fund_columns", cell.text))
        if heads >= 2 and heads >= len(part) - 1:
            fund_heads = heads
            rows.append(_row(part))
        elif fund_heads and role_of("fund_rows", part[0].text) and len(part) - 1 != fund_heads:
            rows += [_row(part[:1]), _row([None, *part[1:]])] if len(part) > 1 else [_row(part)]
        elif _said_twice(rows, part):
            rows[-1] = _row([*_under_block(rows), *rows[-1], *part])
        else:
            rows += _goal_rows(part)
        at = end
    return sheet._replace(rows=tuple(rows), cols=max(map(len, rows), default=0), flat=True)


def _with_remarks(cells: Sequence[Slot]) -> list[Slot]:
    """A remark in brackets on a line of its own (（万元）) belongs to the label above it."""
    found: list[Slot] = []
    for cell in cells:
        if found and re.fullmatch(r"[（(][^（）()]{1,12}[）)]", cell.plain) and not re.search(r"\d{4}", cell.plain):
            found[-1] = found[-1]._replace(text=found[-1].text + cell.plain, end=cell.end)
        else:
            found.append(cell)
    return found


def _said_twice(rows: Sequence[Row], part: Sequence[Slot]) -> bool:
    """``预算数 60 执行数 58.40``, ``其中：财政拨款 60 其中：财政拨款 58.40``: one row, what was planned and what was paid."""
    before = rows[-1] if rows else ()
    if len(before) == 3 and matches("fund_blocks", before[0].text):
        before = before[1:]
    if len(part) != 2 or len(before) != 2:
        return False
    first, second = before[0], part[0]
    if role_of("fund_columns", first.text) and role_of("fund_columns", second.text):
        return True
    return first.plain == second.plain and role_of("fund_rows", second.text) is not None


def _under_block(rows: Sequence[Row]) -> list[None]:
    """An empty cell where the heads above stand behind the name of their block (预算执行情况 预算数 60 执行数 58.40)."""
    heads = next((row for row in reversed(rows[:-1]) if any(role_of("fund_columns", slot.text) for slot in row)), ())
    return [None] if heads and matches("fund_blocks", heads[0].text) else []


def _goal_rows(part: list[Slot]) -> list[Row]:
    """``年度总体目标 预期目标 实际完成情况 text text``: heads and texts are two rows."""
    heads = 0
    while heads < len(part) and (role_of("goal_columns", part[heads].text) or matches("goal_blocks", part[heads].text)):
        heads += 1
    texts = part[heads:]
    if heads < 2 or not texts:
        return [_row(part)]
    if len(texts) == heads - 1:
        return [_row(part[:heads]), _row([None, *texts])]
    return [_row(part[:heads]), _row(texts)]


def _header_end(cells: list[Slot], at: int) -> int | None:
    """Where the heads of the indicators end, that begin at ``at``."""
    block = matches("indicator_blocks", cells[at].text) and role_of("columns", cells[at].text) in (None, "level3")
    first = at + (1 if block else 0)
    if first >= len(cells) or role_of("columns", cells[first].text) not in ("level1", "level2"):
        return None
    end = first
    while end < len(cells) and role_of("columns", cells[end].text) and not matches("level1_names", cells[end].text):
        end += 1
    roles = [role_of("columns", cell.text) for cell in cells[first:end]]
    return end if len([role for role in roles if role in _LEVELS]) >= 2 and len(roles) >= 3 else None


def _indicator_rows(cells: list[Slot], at: int, rows: list[Row]) -> int:
    """Rows between the names of the levels: as many values each as there are heads after them."""
    heads = [role_of("columns", slot.text) for slot in rows[-1]]
    lead = 0 if heads[0] in ("level1", "level2") else 1
    has_first, has_second = "level1" in heads, "level2" in heads
    rest = len(heads) - lead - has_first - has_second
    # the last head is for remarks that are mostly empty: a row may do without
    remark = heads[-1] in ("deviation", "other")
    while at < len(cells) and not matches("total_rows", cells[at].text) and not _begins_form(cells[at]):
        first = second = None
        if has_first and matches("level1_names", cells[at].text) and not _second(cells, at):
            first, at = cells[at], at + 1
        if has_second and at < len(cells) and matches("level2_names", cells[at].text):
            second, at = cells[at], at + 1
        end = at
        while end < len(cells) and (_is_value(cells, end, second) or not _ends_values(cells, end)):
            end += 1
        values = [cell for cell in cells[at:end] if not matches("residue", cell.text)]
        if end == len(cells):
            values = _without_headings(values, rest)
        if first is None and second is None and not values:
            break
        width = next(
            (count for count in (rest, rest - 1 if remark else rest) if count > 0 and len(values) % count == 0), 0
        )
        before: list[Slot | None] = [
            *([None] * lead),
            *([first] if has_first else []),
            *([second] if has_second else []),
        ]
        parted = _parted(values, rest, remark) if width == 0 else []
        if parted:
            rows += [_row([*before, *part, *([None] * (rest - len(part)))]) for part in parted]
        elif not values or width == 0:
            rows.append(_row([*before, *([None] * rest)]))
            if values:
                rows.append(_row([*([None] * len(heads)), *values]))
        else:
            for number in range(0, len(values), width):
                part = values[number : number + width]
                rows.append(_row([*before, *part, *([None] * (rest - width))]))
        at = end
    return at


def _without_headings(values: list[Slot], rest: int) -> list[Slot]:
    """The last values without the headings of the text that follows, where they are what is too much for whole rows."""
    over = len(values) % rest if rest > 0 else 0
    if over and all(_HEADING.match(cell.plain) for cell in values[-over:]):
        return values[:-over]
    return values


def _upper_heads(rows: list[Row], heads: Sequence[Slot]) -> list[Slot]:
    """Heads in two rows come as two runs, the upper one first: 年度指标值 | 实际完成值 | 得分, then the levels and 指标值. What the lower
    run does not divide stands behind it."""
    roles = {role_of("columns", slot.text) for slot in heads}
    upper: list[Slot] = []
    first = len(rows)
    while first > 0 and all(_is_head(slot) for slot in rows[first - 1] if slot.plain):
        first -= 1
        upper = [slot for slot in rows[first] if slot.plain] + upper
    known = {role_of("columns", slot.text) for slot in upper}
    if "target" not in roles or not known & {"actual", "score"}:
        return []
    del rows[first:]
    return [slot for slot in upper if role_of("columns", slot.text) not in (*roles, None)]


def _is_head(slot: Slot) -> bool:
    named = role_of("columns", slot.text) is not None or matches("indicator_blocks", slot.text)
    return named and role_of("goal_columns", slot.text) != "expected"


def _is_value(cells: list[Slot], at: int, second: Slot | None) -> bool:
    """Whether a name of a level (满意度), or a word that is an attribute of projects too (完成时间), is the third one, right behind the second."""
    if second is not None and cells[at - 1] is second and matches("attributes", cells[at].text):
        return True
    named = matches("level1_names", cells[at].text) or matches("level2_names", cells[at].text)
    return (
        named and second is not None and cells[at - 1] is second and not cells[at].plain.rstrip("）)").endswith("指标")
    )


def _parted(values: list[Slot], rest: int, remark: bool) -> list[list[Slot]]:
    """Rows that begin with 指标1：, 指标2： …, where all have as many cells as there are heads, or one less for the remark."""
    starts = [number for number, slot in enumerate(values) if re.match(r"指标\d{1,2}[：:]", slot.plain)]
    if not starts or starts[0] != 0:
        return []
    parts = [values[start:end] for start, end in zip(starts, [*starts[1:], len(values)], strict=True)]
    return parts if all(len(part) in (rest, rest - 1 if remark else rest) for part in parts) else []


def _second(cells: list[Slot], at: int) -> bool:
    """A name that both levels know (满意度指标) is the second one where no name of the second level follows it: after 社会效益指标, 社会效益 is a
    third one."""
    follows = (
        at + 1 < len(cells)
        and matches("level2_names", cells[at + 1].text)
        and (cells[at + 1].plain.endswith("指标") or not cells[at].plain.endswith("指标"))
    )
    return matches("level2_names", cells[at].text) and not follows


def _ends_values(cells: list[Slot], at: int) -> bool:
    text = cells[at].text
    named = matches("level1_names", text) or matches("level2_names", text)
    ends = matches("total_rows", text) or matches("notes", text) or matches("attributes", text)
    return named or ends or _begins_form(cells[at])


def _begins_form(cell: Slot) -> bool:
    return matches("titles", cell.text) or role_of("fields", cell.text) is not None


def _titled(cell: Slot) -> bool:
    """A title or a year stands alone."""
    return (
        matches("titles", cell.text)
        or re.fullmatch(r"[（(]?(19|20)\d\d年?度?[）)]?", "".join(cell.text.split())) is not None
    )


def _begins_row(cells: list[Slot], at: int) -> bool:
    cell = cells[at]
    if _begins_form(cell) or matches("total_rows", cell.text) or matches("attributes", cell.text):
        return True
    if role_of("fund_rows", cell.text) or matches("fund_blocks", cell.text) or matches("indicator_blocks", cell.text):
        return True
    before = cells[at - 1]
    heads = (
        role_of("goal_columns", cell.text) or role_of("fund_columns", cell.text) or matches("goal_blocks", cell.text)
    )
    goes_on = (
        role_of("goal_columns", before.text)
        or role_of("fund_columns", before.text)
        or matches("fund_blocks", before.text)
    )
    return bool(heads) and not goes_on


def _row(cells: Sequence[Slot | None]) -> Row:
    made = []
    for col, cell in enumerate(cells):
        made.append(Slot(col, col + 1, "", 0, 0) if cell is None else cell._replace(col=col, end_col=col + 1))
    return tuple(made)
