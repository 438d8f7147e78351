"""The rows of indicators under their heads, the levels filled down over merged cells, pages and parted rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from extractor.indicators.rows import Row, Sheet, Slot, filled
from extractor.indicators.values import read_number
from extractor.knowledge.indicators import level_name, matches, role_of
from extractor.layout import Layout
from extractor.records import Anchor, Indicator

_LEVELS = ("level1", "level2", "level3")
# Heads that may stand over one column only; a second one of them begins a second set side by side (长期 | 年度).
_ONCE = ("level2", "level3", "target")


class _Column(NamedTuple):
    role: str
    head: str
    col: int
    end_col: int
    of_set: int


class Part(NamedTuple):
    """The indicators of one project, where projects are a column; of the form where they are not."""

    project: str | None
    department: str | None
    goal: str | None
    indicators: list[Indicator]
    offsets: tuple[int, int]
    amounts: list[tuple[str, Slot]]  # head and cell of its columns of money


class _Item(NamedTuple):
    project: str | None
    department: str | None
    goal: str | None
    indicator: Indicator
    amounts: tuple[tuple[str, Slot], ...] = ()


def header_roles(row: Row) -> dict[int, str] | None:
    """Column → role, where a row heads the indicators; null otherwise."""
    slots = filled(row)
    if len(slots) < 2:
        return None
    roles = {slot.col: role for slot in slots if (role := role_of("columns", slot.text)) is not None}
    texts = {slot.col: slot.plain for slot in slots}
    levels = {role for role in roles.values() if role in _LEVELS}
    sure = any("级" in texts[col] for col, role in roles.items() if role in _LEVELS)
    values = [role for role in roles.values() if role in ("target", "actual", "weight", "score")]
    if not levels or (len(levels) + len(values) < 2) or (not sure and len(set(values)) < 2):
        return None
    # 绩效指标 heads the block beside 三级指标, and the indicators themselves where there is no such head
    blocks = [col for col, role in roles.items() if role == "level3" and matches("indicator_blocks", texts[col])]
    if len(blocks) > 1:
        del roles[blocks[0]]  # 绩效指标 | 指标: the block and its column
    elif blocks and (len([role for role in roles.values() if role == "level3"]) > len(blocks) or sure):
        for col in blocks:
            del roles[col]
    first = min(texts)
    if roles.get(first) == "project" and texts[first] == "项目":
        del roles[first]
    # 年度目标 before the levels is the project's goal where a column of values stands behind them
    leveled = [col for col, role in roles.items() if role in _LEVELS]
    targets = [col for col, role in roles.items() if role == "target"]
    if any(col > max(leveled, default=0) and "值" in texts[col] for col in targets):
        roles |= {col: "goal" for col in targets if col < min(leveled) and role_of("goal_columns", texts[col])}
    if leveled and "level3" not in roles.values():
        roles |= {col: "level3" for col in list(texts)[1:] if matches("level3_contents", texts[col])}
    unknown = [col for col in texts if col not in roles and not matches("indicator_blocks", texts[col])]
    money = [col for col in unknown if col < min(leveled, default=0) and _names_money(texts[col])]
    roles |= dict.fromkeys(money, "amount")
    unknown = [col for col in unknown if col not in money]
    if len(unknown) > len(roles):
        return None
    for col in unknown:
        roles[col] = "other"
    return roles


def _names_money(text: str) -> bool:
    return role_of("fund_rows", text) is not None or matches("fund_other_rows", text)


def is_level_cell(slot: Slot) -> bool:
    return matches("level1_names", slot.text) or matches("level2_names", slot.text)


class IndicatorRows:
    """Takes the rows under one row of heads; ``parts()`` gives the indicators, by project where that is a column."""

    def __init__(
        self,
        layout: Layout,
        sheet: Sheet,
        header: Row,
        roles: dict[int, str],
        number: int,
        mark: Callable[[Sequence[Slot]], None],
    ) -> None:
        self._layout = layout
        self._flat = sheet.flat
        self._header_row = number
        self._mark = mark
        self._columns = _columns(header, _with_merged(header, roles))
        self._heads = [column.head for column in self._columns]
        self._left = min((column.col for column in self._columns if column.role in (*_LEVELS, "target")), default=0)
        self._set_names, self.set_heads = _set_names(self._columns, sheet.rows[number - 1] if number else ())
        self._width = max((slot.end_col for slot in header), default=0)
        self._places = _borders(sheet)
        self._levels: dict[str, str | None] = {}
        self._names: dict[str, str | None] = {}
        self._items: list[_Item] = []
        self._named: dict[
            tuple[int, int], tuple[Slot, str | None, str | None]
        ] = {}  # level cells that no indicator uses yet
        self._amounts: set[int] = set()  # cells of money that a project has
        self._open: list[Slot] = []  # of a flattened row that blank lines have parted
        self.doubtful: list[tuple[str, Anchor]] = []
        self.periods: list[tuple[int, int, str]] = []  # columns of the goals above: 实施期目标, 年度目标

    def column_of(self, role: str) -> int | None:
        return next((column.col for column in self._columns if column.role == role), None)

    def next_page(self, sheet: Sheet) -> None:
        self._header_row = -2
        if sheet.cols != self._width and not sheet.flat:
            self._refit(sheet)

    def takes_heads(self, row: Row, number: int) -> bool:
        """A second row of heads (目标值(A) and 实际值(B) under 年度指标值) right below the first."""
        if number != self._header_row + 1:
            return False
        slots = filled(row)
        roles = [role_of("columns", slot.text) or ("amount" if _names_money(slot.plain) else None) for slot in slots]
        if len(slots) < 1 or not all(roles) or any(read_number(slot.text) is not None for slot in slots):
            return False
        if any(is_level_cell(slot) for slot in slots):
            return False
        kept = [
            column
            for column in self._columns
            if not any(slot.col < column.end_col and column.col < slot.end_col for slot in slots)
        ]
        added = [
            _Column(role or "other", slot.plain, slot.col, slot.end_col, 0)
            for slot, role in zip(slots, roles, strict=True)
        ]
        self._columns = _with_sets(sorted([*kept, *added], key=lambda column: column.col))
        self._header_row = number
        return True

    def repeats(self, row: Row, roles: dict[int, str], number: int) -> bool:
        """Whether a row prints the same heads again; the columns are where it has them."""
        columns = _columns(row, _with_merged(row, roles))
        if self._flat or [column.head for column in columns] != self._heads:
            return False
        self._columns, self._header_row = columns, number
        return True

    def take(self, row: Row) -> bool:
        """Read one row; false where it has nothing to do with indicators."""
        if self._flat:
            return self._take_flat(row)
        return self._take(row)

    def parts(self) -> list[Part]:
        """The indicators in order, by project."""
        if self._open:
            self._flush()
        for slot, level1, level2 in self._named.values():
            indicator = _indicator({"level1": level1, "level2": level2}, {}, slot.anchor(self._layout))
            self._items.append(
                _Item(self._names.get("project"), self._names.get("department"), self._names.get("goal"), indicator)
            )
        self._named = {}
        self._items.sort(key=lambda item: item.indicator.anchor.start)
        found: list[Part] = []
        for item in self._items:
            start, end = item.indicator.anchor.start, item.indicator.anchor.end
            if found and found[-1].project == item.project:
                last = found[-1]
                found[-1] = last._replace(
                    goal=last.goal or item.goal,
                    indicators=[*last.indicators, item.indicator],
                    offsets=(min(start, last.offsets[0]), max(end, last.offsets[1])),
                    amounts=[*last.amounts, *item.amounts],
                )
            else:
                alone = [item.indicator]
                found.append(Part(item.project, item.department, item.goal, alone, (start, end), [*item.amounts]))
        return found

    # --- drawn rows ---------------------------------------------------------------------------------------------------

    def _take(self, row: Row) -> bool:
        by_column = [(column, _under(column, row)) for column in self._columns]
        taken = {slot.start: slot for _, slot in by_column if slot is not None}
        fresh = filled(row)
        used = [slot for slot in fresh if slot.start in taken]
        outside = [slot for slot in fresh if slot.start not in taken]
        if not used or (len(outside) > 1 and len(outside) >= len(used)):
            return False
        if len(fresh) == 1 and len(row) == 1 and not is_level_cell(fresh[0]):
            return False  # one cell over the whole table is a note or a title
        self._mark(
            [*used, *(slot for slot in outside if matches("indicator_blocks", slot.text) or is_level_cell(slot))]
        )
        self._read(by_column)
        return True

    def _read(self, by_column: Sequence[tuple[_Column, Slot | None]]) -> None:
        sets = sorted({column.of_set for column, _ in by_column})
        for set_number in [number for number in sets if number >= 0] or sets:
            mine = [(column, slot) for column, slot in by_column if column.of_set in (set_number, -1)]
            self._read_set(mine, set_number)

    def _read_set(self, by_column: Sequence[tuple[_Column, Slot | None]], set_number: int) -> None:
        values: dict[str, str] = {}
        others: dict[str, str] = {}
        own: list[Slot] = []
        level_slots: dict[str, Slot] = {}
        amounts: list[tuple[str, Slot]] = []
        for column, slot in by_column:
            text = slot.text.strip() if slot is not None else ""
            if not text or slot is None:
                continue
            if column.role in ("level1", "level2"):
                level_slots[column.role] = slot
            elif column.role in ("project", "department", "goal"):
                if column.role == "project" and self._names.get("project") != text:
                    self._names, self._levels = {}, {}
                self._names[column.role] = text
            elif column.role == "amount":
                if slot.fresh and slot.start not in self._amounts:
                    self._amounts.add(slot.start)
                    amounts.append((column.head, slot))
            elif column.role in ("other", "property", "unit"):
                others[column.head] = text
                own.append(slot)
            else:
                values[column.role] = text
                own.append(slot)
        level1, level2 = self._fill_levels(level_slots)
        level1 = level1 or self._set_names.get(set_number)
        for role, slot in level_slots.items():
            if slot.fresh:
                self._named[(slot.start, slot.end)] = (slot, level1, level2 if role == "level2" else None)
        if not values and not (own and max(slot.end_col for slot in own) > self._left):
            return  # a unit's or a project's own row, with its code and money and no indicator
        if set(values) == {"level3"} and not others and matches("residue", values["level3"]):
            for slot in level_slots.values():
                self._named.pop((slot.start, slot.end), None)
            return
        for slot in level_slots.values():
            self._named.pop((slot.start, slot.end), None)
        if level2 is not None:
            self._named = {
                key: named for key, named in self._named.items() if named[1] != level1 or named[2] is not None
            }
        target = values.get("target")
        if target is not None:
            values["target"] = _with_mark_and_unit(target, by_column)
        fresh = [slot for slot in own if slot.fresh] or own
        levels = {"level1": level1, "level2": level2}
        start, end = min(slot.start for slot in fresh), max(slot.end for slot in fresh)
        single = fresh[0].cell is not None and len(fresh) == 1
        anchor = fresh[0].anchor(self._layout) if single else self._layout.anchor(start, end)
        period = self._period(by_column)
        indicator = _indicator({**levels, **values}, others | ({"目标期": period} if period else {}), anchor)
        self._items.append(
            _Item(
                self._names.get("project"),
                self._names.get("department"),
                self._names.get("goal"),
                indicator,
                tuple(amounts),
            )
        )

    def _fill_levels(self, slots: dict[str, Slot]) -> tuple[str | None, str | None]:
        """The names of the levels: of the cells, else those of the row above under the same first level."""
        first, second = slots.get("level1"), slots.get("level2")
        before1, before2 = self._levels.get("level1"), self._levels.get("level2")
        level1 = level_name(first.text) if first is not None else before1
        if second is not None:
            level2: str | None = level_name(second.text)
        else:
            level2 = before2 if level1 == before1 and (first is None or not first.fresh) else None
        self._levels = {"level1": level1, "level2": level2}
        return level1, level2

    def _period(self, by_column: Sequence[tuple[_Column, Slot | None]]) -> str | None:
        """Which of two sets side by side a row is of, by the goals that stand above them."""
        mine = [column for column, _ in by_column if column.of_set >= 0]
        if len({column.of_set for column in self._columns}) < 2 or len(self.periods) < 2 or not mine:
            return None
        last = mine[-1]
        return next((text for col, end, text in self.periods if col < last.end_col and last.col < end), None)

    def _refit(self, sheet: Sheet) -> None:
        """The next page was drawn with another count of columns: heads are moved by their place, else by their share of the width."""
        places = _borders(sheet)
        known = self._places
        scale = sheet.cols / max(1, self._width)

        def moved(border: int) -> int:
            if places and border in known:
                return min(places, key=lambda col: abs(places[col] - known[border]))
            return round(border * scale)

        self._columns = [
            column._replace(col=moved(column.col), end_col=max(moved(column.col) + 1, moved(column.end_col)))
            for column in self._columns
        ]
        self._width, self._places = sheet.cols, places

    # --- rows written a cell a line -----------------------------------------------------------------------------------

    def _take_flat(self, row: Row) -> bool:
        """A row of lines; blank lines inside a cell part it, and its pieces are put together again."""
        slots = list(row)
        if not self._open and len(slots) == 1 and not is_level_cell(slots[0]):
            return False
        if self._open and self._begins(slots):
            self._flush()
        self._open += slots
        if len(self._open) >= self._width:
            self._flush()
        return True

    def _begins(self, slots: Sequence[Slot]) -> bool:
        """Whether a piece is a row of its own: its first cells are empty, as under a merged cell, or name a level."""
        return not slots[0].plain or any(is_level_cell(slot) for slot in slots[:2])

    def _flush(self) -> None:
        slots = [slot._replace(col=col, end_col=col + 1) for col, slot in enumerate(self._open)]
        self._open = []
        while len(slots) > self._width and not slots[-1].plain:
            slots.pop()
        texts = filled(slots)
        if not texts:
            return
        if len(slots) > self._width:
            slots = self._without_blanks(slots)
        if len(slots) != self._width:
            found = self._layout.anchor(texts[0].start, texts[-1].end)
            self.doubtful.append(("、".join(slot.plain[:20] for slot in texts), found))
            if len(slots) > self._width:
                return  # not marked: a problem says which cells
        self._mark(texts)
        self._read([(column, _under(column, slots)) for column in self._columns])

    def _without_blanks(self, slots: list[Slot]) -> list[Slot]:
        """Blank lines inside a row that were taken for cells: left out where that makes the row fit."""
        lead = next(at for at, slot in enumerate(slots) if slot.plain)
        kept = [*slots[:lead], *(slot for slot in slots[lead:] if slot.plain)]
        if len(kept) > self._width:
            return slots
        return (
            [slot._replace(col=col, end_col=col + 1) for col, slot in enumerate(kept)]
            if len(kept) == self._width
            else slots
        )


def _borders(sheet: Sheet) -> dict[int, float]:
    """Where the column borders of a drawn sheet stand on its last page (points); empty in sources without pages."""
    cells = [slot.cell for row in sheet.rows for slot in row if slot.cell is not None and slot.cell.box is not None]
    found: dict[int, float] = {}
    for cell in cells:
        if cell.box is not None:
            found[cell.col], found[cell.col + cell.col_span] = cell.box.x0, cell.box.x1
    return found


def _columns(header: Row, roles: dict[int, str]) -> list[_Column]:
    found = [
        _Column(roles[slot.col], slot.plain, slot.col, slot.end_col, 0)
        for slot in header
        if slot.plain and slot.col in roles
    ]
    return _with_sets(found)


def _with_merged(header: Row, roles: dict[int, str]) -> dict[int, str]:
    """The roles with those of heads that begin in a row above: 单位名称, 资金总额, 绩效目标 before the levels."""
    left = min((col for col, role in roles.items() if role in _LEVELS), default=0)
    found = dict(roles)
    for slot in header:
        if slot.fresh or not slot.plain or slot.end_col > left or slot.col in found:
            continue
        role = role_of("columns", slot.text)
        if role in ("project", "department", "goal", "amount") and not matches("indicator_blocks", slot.text):
            found[slot.col] = role
        elif _names_money(slot.text) or not matches("indicator_blocks", slot.text):
            found[slot.col] = "amount" if _names_money(slot.text) else "other"
    return found


def _set_names(columns: Sequence[_Column], above: Row) -> tuple[dict[int, str], list[Slot]]:
    """Set → the first level that stands over it, where sets are the levels (成本指标 | 产出指标 | 效益指标); and those heads."""
    heads = [slot for slot in above if matches("level1_names", slot.text)]
    names = {
        column.of_set: level_name(slot.text)
        for column in columns
        for slot in heads
        if column.of_set >= 0 and slot.col <= column.col < slot.end_col
    }
    return names, heads


def _with_sets(columns: list[_Column]) -> list[_Column]:
    """Columns with the number of their set; what stands before a second set is shared by both (-1)."""
    roles = [column.role for column in columns]
    doubled = [role for role in _ONCE if roles.count(role) > 1]
    if "level3" not in doubled:
        return [column._replace(of_set=0) for column in columns]
    starter = "level2" if "level2" in doubled else "level3"
    if "level1" in roles and roles.count("level1") > 1:
        starter = "level1"
    number = -1
    found = []
    for column in columns:
        number += column.role == starter
        found.append(column._replace(of_set=number))
    return found


def _under(column: _Column, row: Sequence[Slot]) -> Slot | None:
    """The cell under a head: the one that begins in it, else the one that covers it."""
    best: tuple[int, int, Slot] | None = None
    for slot in row:
        overlap = min(slot.end_col, column.end_col) - max(slot.col, column.col)
        if overlap > 0 and (best is None or (bool(slot.plain), overlap) > (bool(best[2].plain), best[0])):
            best = (overlap, slot.col, slot)
    if best is None or not best[2].plain:
        return None
    return best[2]


def _with_mark_and_unit(target: str, by_column: Sequence[tuple[_Column, Slot | None]]) -> str:
    """``≥`` | ``80`` | ``%`` in three columns is ``≥80%``."""
    texts = {
        column.role: slot.plain
        for column, slot in by_column
        if slot is not None and column.role in ("property", "unit")
    }
    sign, unit = texts.get("property", ""), texts.get("unit", "")
    counted = target[:1].isdigit() or target[:1] == "-"
    if sign and counted and matches("property_marks", sign) and not target.startswith(tuple("≥≤＝=＞＜><大小不等")):
        target = sign + target
    if (
        unit
        and read_number(target.lstrip("≥≤＝=＞＜><")) is not None
        and not target.endswith(unit)
        and "%" not in target
    ):
        target += unit
    return target


def _indicator(texts: dict[str, str | None], others: dict[str, str], anchor: Anchor) -> Indicator:
    weight, score = texts.get("weight"), texts.get("score")
    unread = {role: text for role, text in (("weight", weight), ("score", score)) if text and read_number(text) is None}
    return Indicator(
        level1=texts.get("level1"),
        level2=texts.get("level2"),
        level3=texts.get("level3"),
        target=texts.get("target"),
        actual=texts.get("actual"),
        weight=read_number(weight) if weight else None,
        score=read_number(score) if score else None,
        deviation=texts.get("deviation"),
        anchor=anchor,
        attributes={**others, **unread},
    )
