"""Layouts of forms: what is drawn, how, and which tables a perfect reader gives back."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.generator import make_document
from corpus.generator.model import Cell, Heading, Placed, TableBlock, TableModel, TableStyle, table_of

PICTURED = ("pictures", "one_picture")  # rulings that only reportlab is told to draw


@dataclass(frozen=True)
class Drawing:
    """How a case is drawn. ``line`` tells what a ruling consists of; ``turn``: rotated pages carry /Rotate and stand upright when
    shown, sideways pages lie on their side when shown."""

    rulings: Literal["all", "open", "horizontal", "outer", "header", "none"] = "all"
    line: Literal["line", "thin_rect", "broken", "dotted", "double", "shading", "pictures", "one_picture"] = "line"
    ground: Literal["none", "zebra", "bands"] = (
        "none"  # every second row shaded; a coloured head and light cells with white between
    )
    landscape: bool = False
    turn: Literal["none", "rotated", "sideways"] = "none"
    spacing: float = 0.0  # between letters, points
    vertical: bool = False  # labels merged over three rows or more are set from top to bottom
    vertical_heads: bool = False  # heads of one column are set from top to bottom
    repeat_header: bool = True
    side_by_side: bool = False
    cut_rows: bool = False  # rows may be cut by the page's end
    font_size: float = 9.0


@dataclass(frozen=True)
class Drawn:
    """One table as drawn, ``share`` of the text's width wide, with its title and 单位 line above it."""

    table: TableModel
    title: str = ""
    unit: str = ""
    share: float = 1.0
    new_page: bool = True


@dataclass(frozen=True)
class Case:
    """One document to be made: drawn tables and the truth. ``build`` makes it again with so many body rows: one-row spill pages."""

    layout: str
    drawing: Drawing
    drawn: tuple[Drawn, ...]
    truth: tuple[TableModel, ...]
    build: Callable[[int], Case] | None = field(default=None, compare=False)


def cases_of(layout: str, seed: int) -> Case:
    """The case of ``layout``; equal seeds give equal cases. Raises ``KeyError`` for an unknown layout."""
    return LAYOUTS[layout](layout, seed)


# --- content -----------------------------------------------------------------------------------------------------------


def _forms(seed: int, kind: Literal["final_account", "budget"]) -> list[Drawn]:
    """The statements of a generated disclosure."""
    found: list[Drawn] = []
    title = ""
    for block in make_document(seed, kind=kind).blocks:
        if isinstance(block, Heading) and block.form is not None:
            title = block.title
        elif isinstance(block, TableBlock) and block.table.kind == "statement":
            found.append(Drawn(block.table, title, "单位：万元"))
    return found


def _indicators(seed: int) -> list[Drawn]:
    tables = [table for kind in ("final_account", "budget") for table in make_document(seed, kind=kind).tables()]
    return [Drawn(table, "项目支出绩效自评表", "") for table in tables if table.kind == "indicators"]


def _amount(value: int) -> str:
    return f"{value // 100:,}.{value % 100:02d}"


def _long(seed: int, rows: int, *, wordy: bool = False, title: str = "支出决算表") -> Drawn:
    """收入支出总表 by function with so many body rows, sums exact; ``wordy`` rows have a text of several lines."""
    chance = random.Random(seed)
    body: list[list[Cell]] = []
    sums = [0, 0]
    names = ("行政运行", "一般行政管理事务", "机关服务", "事业单位离退休", "住房公积金", "其他支出", "信息化建设")
    words = "用于保障机构日常运转和履行职能所需的各项支出，包括办公、会议、差旅与设备维护等方面"
    for index in range(rows - 1):
        basic, project = chance.randrange(0, 9_000_000), chance.randrange(100, 9_000_000)
        sums = [sums[0] + basic, sums[1] + project]
        code = f"{201 + index // 99}{1 + index // 9 % 99:02d}{1 + index % 99:02d}"
        row = [Cell(code), Cell(chance.choice(names)), *(_money(value) for value in (basic + project, basic, project))]
        if wordy:
            row.append(Cell("；".join([words] * chance.randrange(2, 7))))
        body.append(row)
    total = [Cell("合计", col_span=2, align="center"), *(_money(value) for value in (sum(sums), *sums))]
    if wordy:
        total.append(Cell("各项支出均按预算执行"))
    head = [Cell(text, align="center", bold=True) for text in ("科目编码", "科目名称", "合计", "基本支出", "项目支出")]
    widths = [9.0, 18.0, 12.0, 12.0, 12.0]
    if wordy:
        head.append(Cell("支出用途", align="center", bold=True))
        widths.append(30.0)
    table = table_of([head, total, *body], header_rows=1, widths=widths, kind="statement")
    return Drawn(table, title, "单位：万元")


def _money(value: int) -> Cell:
    return Cell(_amount(value), align="right")


# --- layouts -----------------------------------------------------------------------------------------------------------


def _plain(
    drawing: Drawing, *, kind: Literal["final_account", "budget"] = "final_account"
) -> Callable[[str, int], Case]:
    def build(layout: str, seed: int) -> Case:
        return _case(layout, drawing, _forms(seed, kind)[:6])

    return build


def _headers(levels: int) -> Callable[[str, int], Case]:
    def build(layout: str, seed: int) -> Case:
        forms = [form for kind in ("final_account", "budget") for form in _forms(seed, kind)]
        chosen = [form for form in forms if form.table.header_rows == levels]
        return _case(
            layout,
            Drawing(),
            chosen[:5]
            if levels > 1
            else [_long(seed, 20), _long(seed + 1, 12, title="政府性基金预算财政拨款支出决算表")],
        )

    return build


def _connected(layout: str, seed: int) -> Case:
    """Forms of one budget as one grid of as many columns as the widest has; the last column of the others is wider."""
    forms = sorted((form for form in _forms(seed, "budget") if form.table.cols <= 8), key=lambda form: form.table.cols)[
        -4:
    ]
    cols = max(form.table.cols for form in forms)
    widths = next(form.table.widths for form in forms if form.table.cols == cols)
    rows: list[list[Cell]] = []
    truth = []
    for form in forms:
        own = [
            [Cell(form.title, col_span=cols, align="center", bold=True)],
            [Cell(form.unit, col_span=cols, align="right")],
            *(_widened(form.table, row, cols) for row in range(form.table.rows)),
        ]
        truth.append(table_of(own, header_rows=2 + form.table.header_rows, widths=widths))
        rows += own
    table = table_of(rows, header_rows=0, widths=widths, style=TableStyle(repeat_header=False))
    return Case(layout, Drawing(repeat_header=False), (Drawn(table),), tuple(truth))


def _widened(table: TableModel, row: int, cols: int) -> list[Cell]:
    """A row's cells, those at the right edge widened to ``cols`` columns."""
    more = cols - table.cols
    return [
        replace(placed.cell, col_span=placed.cell.col_span + more)
        if placed.col + placed.cell.col_span == table.cols
        else placed.cell
        for placed in table.row_cells(row)
    ]


def _beside(rulings: Literal["all", "horizontal", "none"]) -> Callable[[str, int], Case]:
    return lambda layout, seed: _pairs(
        layout, seed, Drawing(rulings=rulings, side_by_side=True, landscape=True, font_size=7.0)
    )


def _pairs(layout: str, seed: int, drawing: Drawing) -> Case:
    every = [form for kind in ("budget", "final_account") for form in _forms(seed, kind)]
    forms = [form for form in every if form.table.cols <= 6 and form.table.rows < 34]
    chosen = [replace(form, new_page=index % 2 == 0) for index, form in enumerate(forms[:4])]
    return _case(layout, drawing, chosen)


def _multiline(drawing: Drawing) -> Callable[[str, int], Case]:
    return lambda layout, seed: _case(layout, drawing, [*_indicators(seed), *_indicators(seed + 1)][:3])


def _many(repeat: bool) -> Callable[[str, int], Case]:
    return lambda layout, seed: _case(layout, Drawing(repeat_header=repeat), [_long(seed, 110)])


def _cut(layout: str, seed: int) -> Case:
    return _case(layout, Drawing(cut_rows=True, repeat_header=seed % 2 == 0), [_long(seed, 24, wordy=True)])


def _zebra(layout: str, seed: int) -> Case:
    """Rows of several lines that only their ground tells apart."""
    return _case(
        layout, Drawing(rulings="none", ground="zebra"), [_long(seed, 9, wordy=True), *_forms(seed, "budget")[:3]]
    )


def _sideways(layout: str, seed: int) -> Case:
    """A form whose columns stand on two pages one behind the other, with the row labels on both and a title that says 续表."""
    forms = [form for form in _forms(seed, "final_account") if form.table.cols >= 8 and form.table.rows < 34][:2]
    drawn: list[Drawn] = []
    for form in forms:
        table = form.table
        labels = _label_columns(table)
        middle = labels + (table.cols - labels + 1) // 2
        drawn.append(replace(form, table=_columns_of(table, [*range(middle)])))
        rest = _columns_of(table, [*range(labels), *range(middle, table.cols)])
        drawn.append(replace(form, table=rest, title=f"{form.title}（续表）"))
    return Case(layout, Drawing(), tuple(drawn), tuple(form.table for form in forms))


def _label_columns(table: TableModel) -> int:
    """How many columns at the left hold codes and names."""
    amounts = [placed.col for placed in table.cells if placed.cell.align == "right" and placed.row >= table.header_rows]
    return min(amounts)


def _columns_of(table: TableModel, kept: Sequence[int]) -> TableModel:
    """The table with some of its columns only; heads that lose columns are narrower."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for placed in sorted(table.cells, key=lambda placed: placed.col):
        inside = [col for col in range(placed.col, placed.col + placed.cell.col_span) if col in kept]
        if inside:
            rows[placed.row].append(replace(placed.cell, col_span=len(inside)))
    widths = [table.widths[col] for col in kept]
    return table_of(rows, header_rows=table.header_rows, widths=widths, style=table.style, kind=table.kind)


def _narrow(layout: str, seed: int) -> Case:
    """Amounts of two lines: their columns are too narrow for one."""
    form = _long(seed, 18)
    big = [
        replace(
            placed,
            cell=replace(placed.cell, text=f"{97 + placed.row},{placed.cell.text.rjust(12, '1').replace(' ', '')}"),
        )
        if placed.cell.align == "right" and placed.row >= form.table.header_rows and placed.cell.text.count(",") == 2
        else placed
        for placed in form.table.cells
    ]
    table = replace(form.table, cells=tuple(big), widths=(9.0, 40.0, 7.0, 7.0, 7.0))
    return _case(layout, Drawing(), [replace(form, table=table)])


def _upright_heads(layout: str, seed: int) -> Case:
    forms = [form for form in _forms(seed, "final_account") if form.table.cols >= 8][:3]
    return _case(layout, Drawing(vertical_heads=True), forms)


def _one_row(layout: str, seed: int) -> Case:
    def build(rows: int) -> Case:
        return _case(layout, Drawing(repeat_header=seed % 2 == 0), [_long(seed, rows)])

    return replace(build(70), build=build)


def _spill(layout: str, seed: int) -> Case:
    """A form whose last rows stand on a page of their own that is drawn without the last three columns."""
    chance = random.Random(seed)
    whole = _forms(seed, "final_account")[1]  # 收入决算表: eleven columns
    table = whole.table
    kept, dropped = table.cols - 3, 3
    tail = [
        [
            Cell(f"2299{n:03d}"[:7], col_span=3),
            Cell(f"其他支出{n}"),
            *[_money(chance.randrange(1, 10**7)) for _ in range(kept - 4)],
        ]
        for n in range(1, 7)
    ]
    second = table_of(tail, header_rows=0, widths=table.widths[:kept], style=TableStyle(repeat_header=False))
    rows = [[placed.cell for placed in table.row_cells(row)] for row in range(table.rows)]
    truth = table_of(
        [*rows, *([*row, *[Cell("")] * dropped] for row in tail)], header_rows=table.header_rows, widths=table.widths
    )
    share = sum(second.widths) / sum(table.widths)
    return Case(layout, Drawing(landscape=True), (whole, Drawn(second, share=share)), (truth,))


def _case(layout: str, drawing: Drawing, forms: Sequence[Drawn]) -> Case:
    return Case(layout, drawing, tuple(forms), tuple(form.table for form in forms))


LAYOUTS: dict[str, Callable[[str, int], Case]] = {
    "fully ruled": _plain(Drawing()),
    "open sides": _plain(Drawing(rulings="open")),
    "thin rectangles": _plain(Drawing(line="thin_rect")),
    "shaded cells": _plain(Drawing(line="shading")),
    "broken rulings": _plain(Drawing(line="broken")),
    "double rulings": _plain(Drawing(line="double")),
    "horizontal rules": _plain(Drawing(rulings="horizontal")),
    "frame and header rule": _plain(Drawing(rulings="outer")),
    "top, header, bottom rule": _plain(Drawing(rulings="header"), kind="budget"),
    "borderless": _plain(Drawing(rulings="none"), kind="budget"),
    "connected forms": _connected,
    "side by side": _beside("all"),
    "side by side, rules across": _beside("horizontal"),
    "side by side, unruled": _beside("none"),
    "rulings as pictures": _plain(Drawing(line="pictures")),
    "rulings in one picture": _plain(Drawing(line="one_picture")),
    "dotted rulings": _plain(Drawing(line="dotted")),
    "zebra, no rulings": _zebra,
    "colour bands": _plain(Drawing(rulings="none", ground="bands")),
    "continued sideways": _sideways,
    "amounts of two lines": _narrow,
    "upright heads": _upright_heads,
    "landscape": _plain(Drawing(landscape=True)),
    "rotated page": _plain(Drawing(landscape=True, turn="rotated")),
    "sideways page": _plain(Drawing(landscape=True, turn="sideways")),
    "letter-spaced": _plain(Drawing(spacing=1.8, landscape=True)),
    "multi-line cells": _multiline(Drawing()),
    "multi-line cells, rows cut": _multiline(Drawing(cut_rows=True, repeat_header=False)),
    "vertical text": _multiline(Drawing(vertical=True)),
    "header of 1 level": _headers(1),
    "header of 2 levels": _headers(2),
    "header of 3 levels": _headers(3),
    "many pages, header repeated": _many(True),
    "many pages, no header": _many(False),
    "spill page, fewer columns": _spill,
    "row cut by the page": _cut,
    "one-row spill page": _one_row,
}


def is_vertical(case: Case, table: TableModel, placed: Placed) -> bool:
    """Whether a cell's text is set from top to bottom."""
    cell = placed.cell
    if case.drawing.vertical_heads and placed.row < table.header_rows:
        low = placed.row + cell.row_span == table.header_rows
        return low and cell.col_span == 1 and 2 <= len(cell.text) <= 8
    return case.drawing.vertical and cell.row_span >= 3 and 2 <= len(cell.text) <= 8
