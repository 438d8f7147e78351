"""Tables written a cell a line without a sign of rows: rows are made from the words that begin them."""

from __future__ import annotations

from extractor.indicators.rows import Row, Sheet, Slot
from extractor.knowledge.indicators import matches, role_of

_LEVELS = ("level1", "level2", "level3")


def rows_of_stream(sheet: Sheet) -> Sheet:
    """The sheet with its one run of cells cut into rows, empty cells put in where a level is left out."""
    cells = [slot for row in sheet.rows for slot in row if slot.plain]
    rows: list[Row] = []
    at = 0
    while at < len(cells):
        header_end = _header_end(cells, at)
        if header_end is not None:
            rows.append(_row(cells[at:header_end]))
            at = _indicator_rows(cells, header_end, rows)
            continue
        end = at + 1
        while end < len(cells) and not _begins_row(cells, end):
            end += 1
        rows.append(_row(cells[at:end]))
        at = end
    return sheet._replace(rows=tuple(rows), cols=max(map(len, rows), default=0), flat=True)


def _header_end(cells: list[Slot], at: int) -> int | None:
    """Where the heads of the indicators end, that begin at ``at``."""
    first = at + (
        1
        if matches("indicator_blocks", cells[at].text) and role_of("columns", cells[at].text) in (None, "level3")
        else 0
    )
    if first >= len(cells) or role_of("columns", cells[first].text) not in ("level1", "level2"):
        return None
    end = first
    while end < len(cells) and role_of("columns", cells[end].text) and not matches("level1_names", cells[end].text):
        end += 1
    roles = [role_of("columns", cell.text) for cell in cells[first:end]]
    return end if len([role for role in roles if role in _LEVELS]) >= 2 and len(roles) >= 3 else None


def _indicator_rows(cells: list[Slot], at: int, rows: list[Row]) -> int:
    """Rows between the names of the second level: as many cells each as there are heads after it."""
    heads = [role_of("columns", slot.text) for slot in rows[-1]]
    lead = 1 if heads[0] not in ("level1", "level2") else 0
    has_first = "level1" in heads
    rest = len(heads) - lead - ("level1" in heads) - ("level2" in heads)
    while at < len(cells):
        here = cells[at]
        if matches("total_rows", here.text) or _begins_form(here):
            break
        first: Slot | None = None
        if has_first and matches("level1_names", here.text) and not _second(cells, at):
            first, at = here, at + 1
        second: Slot | None = None
        if at < len(cells) and matches("level2_names", cells[at].text):
            second, at = cells[at], at + 1
        end = at
        while end < len(cells) and not _next_level(cells, end) and not matches("total_rows", cells[end].text):
            if _begins_form(cells[end]):
                break
            end += 1
        values = cells[at:end]
        if first is None and second is None and not values:
            break
        for number in range(0, max(1, len(values)), rest):
            part = values[number : number + rest]
            row = [
                *([None] * lead),
                *([first] if has_first else []),
                second,
                *([None] * (rest - len(part)) if len(part) == rest - 1 else []),
                *part,
            ]
            rows.append(_row([*row, *([None] * (len(heads) - len(row)))]))
        at = end
    return at


def _second(cells: list[Slot], at: int) -> bool:
    """A name that both levels know (满意度指标) is the second one where no name of the second level follows it."""
    text = cells[at].text
    follows = at + 1 < len(cells) and matches("level2_names", cells[at + 1].text)
    return matches("level2_names", text) and not follows


def _next_level(cells: list[Slot], at: int) -> bool:
    return matches("level1_names", cells[at].text) or matches("level2_names", cells[at].text)


def _begins_form(cell: Slot) -> bool:
    return matches("titles", cell.text) or role_of("fields", cell.text) is not None


def _begins_row(cells: list[Slot], at: int) -> bool:
    cell = cells[at]
    if _begins_form(cell) or matches("total_rows", cell.text) or matches("attributes", cell.text):
        return True
    if role_of("fund_rows", cell.text) or matches("fund_blocks", cell.text) or matches("indicator_blocks", cell.text):
        return True
    before = cells[at - 1]
    heads = role_of("goal_columns", cell.text) or role_of("fund_columns", cell.text)
    return bool(heads) and not (
        role_of("goal_columns", before.text)
        or role_of("fund_columns", before.text)
        or matches("fund_blocks", before.text)
    )


def _row(cells: list[Slot] | list[Slot | None]) -> Row:
    made = []
    for col, cell in enumerate(cells):
        made.append(Slot(col, col + 1, "", 0, 0) if cell is None else cell._replace(col=col, end_col=col + 1))
    return tuple(made)
