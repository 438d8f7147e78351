"""Tables and flattened tables as rows of slots: one shape for all that is drawn, nested or written a cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.knowledge.indicators import matches, plain_label, role_of
from extractor.knowledge.phrases import simply
from extractor.layout import Layout
from extractor.records import Anchor, Block, GridCell, Table


class Slot(NamedTuple):
    """A cell as one row sees it: columns ``col`` to before ``end_col``; ``fresh`` where it begins in this row."""

    col: int
    end_col: int
    text: str
    start: int  # offsets of the document text
    end: int
    fresh: bool = True
    cell: GridCell | None = None

    @property
    def plain(self) -> str:
        """What rules look at: without spaces and closing colon, in simplified characters. What is kept is ``text``."""
        return simply(plain_label(self.text))

    def anchor(self, layout: Layout) -> Anchor:
        return layout.anchor(self.start, self.end) if self.cell is None else layout.cell_anchor(self.cell)


Row = tuple[Slot, ...]


class Sheet(NamedTuple):
    """The rows of one table; ``flat`` where it was written a cell a line, so that columns are only counted."""

    rows: tuple[Row, ...]
    cols: int
    start: int
    end: int
    first_block: int
    last_block: int
    lead: tuple[str, ...] = ()
    flat: bool = False


def sheet_of_table(layout: Layout, table: Table) -> Sheet:
    """Every row with the cells that cover it, merged ones too."""
    grid = table.grid
    rows: list[list[Slot]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        slot = Slot(cell.col, cell.col + cell.col_span, cell.text, cell.start, cell.end, True, cell)
        for row in range(cell.row, min(grid.rows, cell.row + cell.row_span)):
            rows[row].append(slot if row == cell.row else slot._replace(fresh=False))
    filled = [cell for cell in grid.cells if cell.end > cell.start]
    return Sheet(
        rows=tuple(tuple(sorted(row, key=lambda slot: slot.col)) for row in rows),
        cols=grid.cols,
        start=min((cell.start for cell in filled), default=0),
        end=max((cell.end for cell in filled), default=0),
        first_block=table.first_block,
        last_block=table.last_block,
        lead=tuple(layout.block_text(block) for block in table.lead),
    )


def sheet_of_lines(layout: Layout, block: Block, index: int) -> Sheet:
    """A table with a cell a line. Blank lines part its rows; where lines are led by tabs, a tab alone is an empty cell and a line
    without a tab goes on with the cell above it, unless it is a form's title."""
    text = layout.text[block.start : block.end]
    led = sum(1 for line in text.split("\n") if line.startswith("\t")) >= 2
    groups: list[list[tuple[int, int, bool]]] = [[]]
    at = block.start
    for line in text.split("\n"):
        bare = line.strip()
        start = at + (line.index(bare) if bare else len(line))
        at += len(line) + 1
        if not bare and not line.startswith("\t"):
            if groups[-1]:
                groups.append([])
        elif led and matches("titles", bare) and (not line.startswith("\t") or bare.endswith("表")):
            groups += [[(start, start + len(bare), False)], []]  # a form's title, with no blank line round it
        elif led and not line.startswith("\t") and groups[-1]:
            groups[-1][-1] = (groups[-1][-1][0], start + len(bare), True)
        else:
            groups[-1].append((start, start + len(bare), False))
    rows = tuple(
        tuple(
            Slot(col, col + 1, _joined(layout.text[start:end]) if broken else layout.text[start:end], start, end)
            for col, (start, end, broken) in enumerate(group)
        )
        for group in groups
        if group
    )
    cols = max((len(row) for row in rows), default=0)
    lead: list[str] = []
    for before in reversed(layout.blocks[max(0, index - 4) : index]):
        if before.kind != "paragraph":
            break
        lead.insert(0, layout.block_text(before))
    # blank lines that part every cell part no rows, nor do those that leave the heads behind the row before
    parted = led or (
        len(rows) > 3 and sum(len(row) > 1 for row in rows) > 0.5 * len(rows) and not any(map(_heads_within, rows))
    )
    return Sheet(rows, cols, block.start, block.end, index, index, tuple(lead), flat=parted)


def filled(row: Sequence[Slot], *, fresh: bool = True) -> list[Slot]:
    """The slots of a row that hold text."""
    return [slot for slot in row if slot.plain and (slot.fresh or not fresh)]


def _heads_within(row: Row) -> bool:
    """Whether the heads of the indicators (一级指标, 二级指标) stand behind other texts than the name of their block (绩效指标)."""
    roles = [role_of("columns", slot.text) for slot in row]
    levels = [number for number, role in enumerate(roles) if role in ("level1", "level2")]
    return len(levels) == 2 and any(
        not matches("indicator_blocks", slot.text) and roles[number] is None
        for number, slot in enumerate(row[: levels[0]])
    )


def _joined(text: str) -> str:
    return "".join(part.strip() for part in re.split(r"\n", text))
