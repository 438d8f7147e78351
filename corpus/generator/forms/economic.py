"""基本支出 by the economic classification: in two groups or three side by side, or in one list."""

from __future__ import annotations

from corpus.generator.data import economic_name, load
from corpus.generator.forms.maker import Form, Maker, Row, head
from corpus.generator.model import Cell


def basic(maker: Maker) -> Form:
    """一般公共预算财政拨款基本支出决算表: staff costs on the left, running costs on the right in one group or two."""
    economic = maker.accounts.economic
    lines = _lines(maker)
    left = [line for line in lines if line[0][:3] in ("301", "303")]
    right = [line for line in lines if line[0][:3] in ("302", "310")]
    split = maker.variant.codes == "three"
    groups = [left, right]
    if not split:  # three groups side by side, as in the ministry's form
        half = (len(right) + 1) // 2
        groups = [left, right[:half], right[half:]]
    maker.begin()
    width = 4 if split else 3
    header: list[list[Cell]] = []
    if split:
        header.append(
            [
                cell
                for _ in groups
                for cell in (head("经济分类科目编码", cols=2), head("科目名称", rows=2), head("决算数", rows=2))
            ]
        )
        header.append([cell for _ in groups for cell in (head("类"), head("款"))])
    else:
        header.append([head("人员经费", cols=3), head("公用经费", cols=6)])
        header.append([cell for _ in groups for cell in (head("科目编码"), head("科目名称"), head("决算数"))])
    rows: list[list[Row]] = [[maker.row(name, code) for code, name, _ in group] for group in groups]
    body: list[list[Cell]] = []
    for index in range(max(map(len, groups))):
        cells: list[Cell] = []
        for group, truths in zip(groups, rows, strict=True):
            if index >= len(group):
                cells += [Cell("")] * width
                continue
            code, name, amount = group[index]
            shown = [Cell(code[:3], align="center"), Cell(code[3:], align="center")] if split else [Cell(code)]
            cells += [
                *shown,
                Cell(name, indent=0 if len(code) == 3 else 1),
                maker.money(amount, truths[index], "amount"),
            ]
        body.append(cells)
    staff, public = maker.row("人员经费合计"), maker.row("公用经费合计")
    rest = width * (len(groups) - 1) - 1
    body.append(
        [
            Cell("人员经费合计", col_span=width - 1, align="center", bold=True),
            maker.money(sum(v for k, v in economic.items() if k[:3] in ("301", "303")), staff, "amount"),
            Cell("公用经费合计", col_span=rest, align="center", bold=True),
            maker.money(sum(v for k, v in economic.items() if k[:3] in ("302", "310")), public, "amount"),
        ]
    )
    widths = ([0.9, 0.8, 3.4, 1.9] if split else [1.2, 2.9, 1.7]) * len(groups)
    return maker.form("final.basic", "一般公共预算财政拨款基本支出决算表", ["amount"], header, body, widths)


def budget_basic(maker: Maker) -> Form:
    maker.begin()
    split = maker.variant.codes == "three"
    codes = 2 if split else 1
    header = [
        [head("项目", cols=codes + 1), head("一般公共预算基本支出", cols=3)],
        [
            head("经济分类科目编码", cols=codes, rows=1 if split else 2),
            head("经济分类科目名称", rows=2),
            head("合计", rows=2),
            head("人员经费", rows=2),
            head("公用经费", rows=2),
        ],
        [head("类"), head("款")] if split else [],
    ]
    body = []
    staff = public = 0
    for code, name, amount in _lines(maker):
        row = maker.row(name, code)
        personnel = code[:3] in ("301", "303")
        if len(code) == 3:
            staff, public = staff + amount * personnel, public + amount * (not personnel)
        cells = [Cell(code[:3], align="center"), Cell(code[3:], align="center")] if split else [Cell(code)]
        cells += [
            Cell(name, indent=0 if len(code) == 3 else 1),
            maker.money(amount, row, "total"),
            maker.money(amount if personnel else 0, row, "personnel"),
            maker.money(0 if personnel else amount, row, "public_funds"),
        ]
        body.append(cells)
    row = maker.row("合计")
    body.append(
        [
            Cell("合计", col_span=codes + 1, align="center", bold=True),
            maker.money(staff + public, row, "total"),
            maker.money(staff, row, "personnel"),
            maker.money(public, row, "public_funds"),
        ]
    )
    widths = ([0.9, 0.9] if split else [1.8]) + [5.0, 2.4, 2.4, 2.4]
    title = "一般公共预算基本支出部门预算经济分类预算表"
    return maker.form("budget.basic", title, ["total", "personnel", "public_funds"], header, body, widths)


def _lines(maker: Maker) -> list[tuple[str, str, int]]:
    lines: list[tuple[str, str, int]] = []
    economic = maker.accounts.economic
    for group, entry in load("classification")["economic"].items():
        items = [(code, economic.get(code, 0)) for code in entry["items"]]
        shown = [(code, amount) for code, amount in items if amount or (maker.variant.full_classes and maker.final)]
        whole = sum(amount for _, amount in items)
        if whole or shown:
            lines.append((group, entry["name"], whole))
        lines += [(code, economic_name(code), amount) for code, amount in shown]
    return lines
