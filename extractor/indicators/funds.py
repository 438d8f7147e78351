"""The money of a performance form: rows and columns of amounts, drawn as a table or as labels with values beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from extractor.indicators.rows import Row, Slot, filled
from extractor.indicators.values import read_amount, read_number, unit_of
from extractor.knowledge.indicators import matches, role_of
from extractor.layout import Layout
from extractor.records import FundsLine, StatementCell

_LABELLED_AMOUNT = re.compile(
    r"((?:其中[：:]\s*)?[^：:\d]{2,24}?)(?:[：:]\s*([\d,，.]*\s*(?:万元|元|万)?|[-—/]+)|\s*([\d,，]+(?:\.\d+)?\s*(?:万元|元|万)?))"
)
_MONEY = ("budget_initial", "adjusted", "budget", "arrived", "executed", "balance")


class Funds:
    """``take`` is true for rows that hold money. ``unit`` is what the form states for all of them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.unit: str | None = None
        self.lines: dict[str, tuple[str, dict[str, tuple[str, Slot]]]] = {}
        self._heads: list[tuple[Slot, str]] = []
        self._sides: list[tuple[int, str, str]] = []  # column, field, prefix of the line's key
        self._within = False
        self._across: list[tuple[Slot, str]] = []

    def take(self, row: Row, mark: Callable[[Sequence[Slot]], None]) -> bool:
        """Read one row."""
        slots = filled(row)
        if not slots:
            return False
        self._read_unit(slots, row)
        heads = [(slot, role) for slot in slots if (role := role_of("fund_columns", slot.text)) is not None]
        if self._is_header(slots, heads, row):
            self._heads, self._within = heads, True
            mark(slots)
            return True
        if self._heads and self._headed_row(row, slots, mark):
            return True
        if self._across_row(row, slots, mark):
            self._within = True
            return True
        if self._pairs(row, slots, mark):
            self._within = True
            return True
        if self._inline(slots, mark):
            return True
        only_block = all(matches("fund_blocks", slot.text) for slot in slots)
        if only_block:
            mark(slots)
            self._within = True
            return True
        self._heads, self._sides, self._within = [], [], False
        return False

    def take_pair(self, label: Slot, value: Slot) -> bool:
        """A line of money and its amount in a row of other labels: 部门名称 | 某局 | 支出预算总量 | 100.00."""
        key = role_of("fund_rows", label.text)
        if key is None or not _amount_like(value.text):
            return False
        self._put("total" if key == "project_total" else key, label.plain, "budget", value)
        return True

    def records(self) -> dict[str, FundsLine]:
        found = {}
        for key, (label, cells) in self.lines.items():
            found[key] = FundsLine(
                label=label, cells={field: self._cell(field, text, slot) for field, (text, slot) in cells.items()}
            )
        return found

    def without_unit(self) -> bool:
        return any(
            cell.value and cell.yuan is None
            for line in self.records().values()
            for field, cell in line.cells.items()
            if field in _MONEY and not cell.printed.rstrip().endswith(("%", "％"))
        )

    def printed_unit(self) -> str | None:
        """The unit of the form: the one stated, else the one that its cells carry."""
        if self.unit is not None:
            return self.unit
        units = {
            read_amount(text, None).unit
            for _, cells in self.lines.values()
            for field, (text, _) in cells.items()
            if field in _MONEY
        } - {None}
        return units.pop() if len(units) == 1 else None

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _read_unit(self, slots: Sequence[Slot], row: Row) -> None:
        for slot in slots:
            if (
                matches("fund_blocks", slot.text)
                or role_of("fund_rows", slot.text)
                or role_of("fund_columns", slot.text)
            ):
                self.unit = unit_of(slot.text) or self.unit

    def _is_header(self, slots: Sequence[Slot], heads: Sequence[tuple[Slot, str]], row: Row) -> bool:
        """Heads side by side, nothing else but the name of the block; a label with its value beside it is no head."""
        if len(heads) < 2:
            return False
        if len(heads) >= 3 and not any(_amount_like(slot.text) for slot in slots):
            return True
        rest = [slot for slot in slots if all(slot is not head for head, _ in heads)]
        if any(
            not (
                matches("fund_blocks", slot.text)
                or slot.plain in ("资金来源", "项目", "资金类型", "资金性质", "预算执行情况")
            )
            for slot in rest
        ):
            return False
        # 预算数: | (empty) | 执行数: | (empty) are labels whose values are not filled in
        return any(_adjacent(first, second, row) for (first, _), (second, _) in pairwise(heads))

    def _headed_row(self, row: Row, slots: Sequence[Slot], mark: Callable[[Sequence[Slot]], None]) -> bool:
        """A row under the heads: its label to their left, its amounts under them."""
        self._heads = self._without_label_column(slots)
        left = min(head.col for head, _ in self._heads)
        labels = [slot for slot in slots if slot.col < left]
        named = [slot for slot in labels if role_of("fund_rows", slot.text) or matches("fund_other_rows", slot.text)]
        values = [(slot, field) for slot in slots if slot.col >= left for field in [self._field_over(slot)] if field]
        amounts = [slot for slot, _ in values if _amount_like(slot.text)]
        if not named and amounts and labels and labels[-1].fresh and not _amount_like(labels[-1].text):
            named = [labels[-1]] if not matches("fund_blocks", labels[-1].text) and len(labels[-1].plain) <= 30 else []
        if named:
            label = named[-1]
            key = role_of("fund_rows", label.text) or label.plain
        elif values and all(matches("fund_blocks", slot.text) for slot in labels) and "total" not in self.lines:
            # amounts right under the heads with no label of their own
            if not any(
                read_number(slot.text) is not None or read_amount(slot.text, None).value is not None
                for slot, _ in values
            ):
                return False
            label, key = (labels or [values[0][0]])[-1], "total"
        else:
            return False
        if len(values) < len([slot for slot in slots if slot.col >= left]):
            return False
        key = "total" if key == "project_total" else key
        for slot, field in values:
            self._put(key, label.plain if label.col < left else "", field, slot)
        self.lines.setdefault(key, (label.plain, {}))
        mark([*labels, *(slot for slot, _ in values)])
        return True

    def _without_label_column(self, slots: Sequence[Slot]) -> list[tuple[Slot, str]]:
        """Heads without one over the rows' own labels (年度预算数 over 总额, 财政资金)."""
        first = min(self._heads, key=lambda head: head[0].col)
        under = [slot for slot in slots if first[0].col <= slot.col < first[0].end_col and slot.fresh]
        labels = [
            slot
            for slot in under
            if not _amount_like(slot.text)
            and (role_of("fund_rows", slot.text) or matches("fund_other_rows", slot.text))
        ]
        return [head for head in self._heads if head is not first] if labels and len(self._heads) > 2 else self._heads

    def _field_over(self, slot: Slot) -> str | None:
        best: tuple[int, str] | None = None
        for head, field in self._heads:
            overlap = min(head.end_col, slot.end_col) - max(head.col, slot.col)
            if overlap > 0 and (best is None or overlap > best[0]):
                best = (overlap, field)
        return best[1] if best else None

    def _pairs(self, row: Row, slots: Sequence[Slot], mark: Callable[[Sequence[Slot]], None]) -> bool:
        """``预算数: | 319.67 | 执行数: | 319.67`` and ``其中：财政拨款 | 4,100,000.00``."""
        fresh = [slot for slot in row if slot.fresh]
        labels = {slot.start: kind for slot in slots if (kind := self._label_kind(slot)) is not None}
        if not labels:
            return False
        if not self._within and not any(kind[0] in ("line", "side") for kind in labels.values()):
            return False
        used: list[Slot] = []
        values: list[tuple[Slot, tuple[str, str], Slot | None]] = []
        at = 0
        while at < len(fresh):
            slot = fresh[at]
            kind = labels.get(slot.start) if slot.plain else None
            if kind is None:
                at += 1
                continue
            following = fresh[at + 1] if at + 1 < len(fresh) else None
            value = following if following is not None and not (following.plain and following.start in labels) else None
            values.append((slot, kind, value))
            used.append(slot)
            if value is not None:
                used.append(value)
                at += 1
            at += 1
        if any(slot not in used and not matches("fund_blocks", slot.text) for slot in slots):
            return False
        amounts = [value for _, _, value in values if value is not None and value.plain]
        if amounts and not any(_amount_like(value.text) for value in amounts) and not self._within:
            return False
        # an amount is not a text: 资金来源 beside prose is a field of the form
        if any(not _amount_like(value.text) and len(value.plain) > 20 for value in amounts):
            return False
        for slot, (kind_name, name), value in values:
            if kind_name == "block":
                continue
            self._pair(slot, kind_name, name, value)
        mark([*used, *(slot for slot in slots if matches("fund_blocks", slot.text))])
        return True

    def _inline(self, slots: Sequence[Slot], mark: Callable[[Sequence[Slot]], None]) -> bool:
        """``其中：一般公共预算：85.00 | 基本支出：60``: labels and amounts in the same cells."""
        if not self._within and not any(matches("fund_blocks", slot.text) for slot in slots):
            return False
        pairs = [(slot, _LABELLED_AMOUNT.fullmatch(slot.text.strip())) for slot in slots]
        if not all(found or matches("fund_blocks", slot.text) for slot, found in pairs):
            return False
        if not all(found is None or self._names_money(found.group(1)) for _, found in pairs):
            return False
        if not any(pairs):
            return False
        self._within = True
        for slot, found in pairs:
            printed = (found.group(2) or found.group(3)) if found is not None else None
            if found is not None and printed:
                key = role_of("fund_rows", found.group(1)) or found.group(1).strip()
                at = slot.start + slot.text.index(printed, len(found.group(1)))
                whole = self._layout.text[at : at + len(printed)] == printed
                value = slot._replace(text=printed, start=at, end=at + len(printed), cell=None) if whole else slot
                self._put(key, found.group(1).strip(), "budget", value)
        mark(slots)
        return True

    def _across_row(self, row: Row, slots: Sequence[Slot], mark: Callable[[Sequence[Slot]], None]) -> bool:
        """``资金总额 | 财政拨款 | 其他资金`` side by side, and the amounts in the row under them."""
        rest = [slot for slot in slots if not matches("fund_blocks", slot.text)]
        keys = [(slot, key) for slot in rest if (key := role_of("fund_rows", slot.text)) is not None]
        if len(keys) >= 2 and len(keys) == len(rest) and all(_adjacent(one, two, row) for one, two in pairwise(rest)):
            self._across = keys
            mark(slots)
            return True
        across, self._across = self._across, []
        if not across or not rest or not all(_amount_like(slot.text) for slot in rest):
            return False
        for slot in rest:
            over = [(head, key) for head, key in across if head.col < slot.end_col and slot.col < head.end_col]
            if len(over) != 1:
                return False
            self._put(over[0][1], over[0][0].plain, "budget", slot)
        mark(slots)
        return True

    def put_columns(self, amounts: Sequence[tuple[str, Slot]]) -> None:
        """Money that stands in columns beside the indicators: head and cell."""
        for head, slot in amounts:
            self.unit = unit_of(head) or self.unit
            key = role_of("fund_rows", head) or ("total" if role_of("columns", head) == "amount" else head)
            self._put(key, head, "budget", slot)

    @staticmethod
    def _names_money(label: str) -> bool:
        return bool(role_of("fund_rows", label)) or matches("fund_other_rows", label) or matches("fund_blocks", label)

    def _label_kind(self, slot: Slot) -> tuple[str, str] | None:
        text = slot.text
        if _amount_like(text):
            return None
        line = role_of("fund_rows", text)
        if line is not None:
            return "line", line
        side = role_of("fund_columns", text)
        if side is not None and side != "deviation":
            return "side", side
        if matches("fund_blocks", text):
            return "block", ""
        if self._within and matches("fund_other_rows", text):
            return "line", slot.plain
        return None

    def _pair(self, slot: Slot, kind: str, name: str, value: Slot | None) -> None:
        if kind == "side":
            if name in _MONEY:
                self._sides = [side for side in self._sides if side[0] != slot.col]
                self._sides.append((slot.col, name, ""))
            if value is not None:
                self._put("total", slot.plain, name, value)
            return
        if name == "project_total":
            self._sides.append((slot.col, "budget", slot.plain))
            if value is not None:
                self._put(slot.plain, slot.plain, "budget", value)
            return
        if name == "total":
            self._sides = [side for side in self._sides if side[0] != slot.col]
            if not any(side[0] == slot.col for side in self._sides):
                self._sides.append((slot.col, "budget", ""))
        # the amounts of one side stand under its first label, at most a few columns further in
        side = max(
            (side for side in self._sides if side[0] <= slot.col), default=(0, "budget", ""), key=lambda side: side[0]
        )
        _, field, prefix = side
        key = f"{prefix}/{slot.plain}" if prefix else name
        if value is not None:
            self._put(key, slot.plain, field, value)

    def _put(self, key: str, label: str, field: str, slot: Slot) -> None:
        line = self.lines.setdefault(key, (label, {}))
        if not slot.plain:
            return
        if field in line[1]:
            # 其中：财政拨款 and 财政资金 may both stand there: the second keeps its print as key
            other = self.lines.setdefault(label, (label, {}))
            other[1].setdefault(field, (slot.text.strip(), slot))
            return
        line[1][field] = (slot.text.strip(), slot)

    def _cell(self, field: str, text: str, slot: Slot) -> StatementCell:
        anchor = slot.anchor(self._layout)
        if field in _MONEY:
            amount = read_amount(text, self.unit)
            return StatementCell(printed=text, value=amount.value, yuan=amount.yuan, anchor=anchor)
        return StatementCell(printed=text, value=read_number(text), yuan=None, anchor=anchor)


def _amount_like(text: str) -> bool:
    return read_amount(text, None).value is not None or "".join(text.split()) in ("-", "—", "--", "——", "/", "／", "无")


def _adjacent(first: Slot, second: Slot, row: Row) -> bool:
    return not any(first.end_col <= slot.col < second.col for slot in row)
