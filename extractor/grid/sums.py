"""Whether a grid's own totals add up: a reading with numbers in wrong rows or columns hardly ever does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractor.money import parse_number
from extractor.records import Grid

AMOUNT = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+\.\d+")
PART = re.compile(r"\d{2}")
CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
TOTALS = ("合计", "总计")
# A sum may be off by the last digit of each of its parts.
LAST_DIGIT = Decimal("0.011")
# Fewer sums than this prove nothing.
FEWEST = 3


def adds_up(grid: Grid) -> float | None:
    """The share of the sums over rows and columns that come out; null where there are too few to tell."""
    rows: list[dict[int, Decimal]] = [{} for _ in range(grid.rows)]
    labels = [""] * grid.rows
    codes = [""] * grid.rows
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.col)):
        text = cell.text.replace("，", ",").replace(" ", "")
        if AMOUNT.fullmatch(text):
            rows[cell.row][cell.col] = parse_number(text)
        elif CODE.fullmatch(text):
            codes[cell.row] = codes[cell.row] or text
        elif PART.fullmatch(text) and len(codes[cell.row]) in (3, 5) and not labels[cell.row]:
            codes[cell.row] += text  # 类, 款 and 项 in columns of their own
        elif text:
            labels[cell.row] += text
    across = [_row_adds_up(list(row.values())) for row in rows if len(row) > 2]
    down = _columns(rows, labels, codes)
    # forms with no total column have no sums over rows: only where most come out are they meant
    checks = down + (across if 2 * sum(across) > len(across) else [])
    if len(checks) < FEWEST:
        return None
    # the levels of the classification only speak against a reading: where they come out, rows may still stand under wrong heads
    return min(sum(found) / len(found) for found in (checks, _levels(rows, codes)) if found)


def _row_adds_up(amounts: Sequence[Decimal]) -> bool:
    """Whether one amount is the sum of some that follow it, two at least."""
    for at in range(len(amounts) - 2):
        total = amounts[at + 1]
        for part in amounts[at + 2 :]:
            total += part
            if abs(total - amounts[at]) <= LAST_DIGIT * len(amounts):
                return True
    return False


def _levels(rows: Sequence[dict[int, Decimal]], codes: Sequence[str]) -> list[bool]:
    """For each amount of a row with a code whether it is the sum of the rows one level below (201: 20101, 20102 …)."""
    found: list[bool] = []
    for at, code in enumerate(codes):
        below = [
            line
            for line, other in enumerate(codes)
            if len(other) == len(code) + 2 and other.startswith(code) and code.isdigit()
        ]
        if not below or codes.count(code) > 1:
            continue
        for col, whole in rows[at].items():
            parts = [rows[line][col] for line in below if col in rows[line]]
            if parts:
                found.append(abs(sum(parts) - whole) <= LAST_DIGIT * (len(parts) + 1))
    return found


def _columns(rows: Sequence[dict[int, Decimal]], labels: Sequence[str], codes: Sequence[str]) -> list[bool]:
    """For each amount of a total's row whether it is the sum of the classes (three digits), or of the rows above it."""
    found: list[bool] = []
    for at, row in enumerate(rows):
        if not labels[at].endswith(TOTALS):
            continue
        start = max((other + 1 for other in range(at) if labels[other].endswith(TOTALS)), default=0)
        for col, total in row.items():
            classes = [other[col] for line, other in enumerate(rows) if len(codes[line]) == 3 and col in other]
            above = [other[col] for other in rows[start:at] if col in other]
            sums = [sum(parts) for parts in (classes, above) if len(parts) > 1]
            if sums:
                found.append(any(abs(whole - total) <= LAST_DIGIT * len(rows) for whole in sums))
    return found
