"""Forms by 类, 款 and 项: 收入决算表, 支出决算表, those of the three funds, and the budget's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from corpus.generator.accounts import Item
from corpus.generator.data import function_name
from corpus.generator.forms.maker import Form, Maker, head
from corpus.generator.model import Cell


class Column(NamedTuple):
    """A column of amounts: ``path`` are its header cells from the top, ``key`` the contract's column id."""

    key: str
    path: tuple[str, ...]
    amount: Callable[[Item], int]


def final_revenue(maker: Maker) -> Form:
    names = {
        "fiscal_appropriation": "财政拨款收入",
        "superior_subsidy": "上级补助收入",
        "business": "事业收入",
        "operating": "经营收入",
        "subordinate_remittance": "附属单位上缴收入",
        "other": "其他收入",
    }
    columns = [Column("total", ("本年收入合计",), lambda item: item.total_revenue)]
    columns += [Column(key, (name,), _revenue(key)) for key, name in names.items()]
    return _by_function(maker, "final.revenue", "收入决算表", columns)


def final_expenditure(maker: Maker) -> Form:
    columns = [
        Column("total", ("本年支出合计",), lambda item: item.total),
        Column("basic", ("基本支出",), lambda item: item.total_basic),
        Column("project", ("项目支出",), lambda item: item.total_project),
        Column("superior_remittance", ("上缴上级支出",), _nothing),
        Column("operating", ("经营支出",), lambda item: item.own_operating),
        Column("subordinate_subsidy", ("对附属单位补助支出",), _nothing),
    ]
    return _by_function(maker, "final.expenditure", "支出决算表", columns)


def general_public(maker: Maker, form: str, title: str) -> Form:
    heads = (
        ("本年支出",)
        if maker.final and maker.variant.line_numbers
        else ("一般公共预算支出",)
        if not maker.final
        else ()
    )
    columns = [
        Column("total", (*heads, "小计" if heads == ("本年支出",) else "合计"), lambda item: item.general_public),
        Column("basic", (*heads, "基本支出"), lambda item: item.basic),
        Column("project", (*heads, "项目支出"), lambda item: item.project),
    ]
    return _by_function(maker, form, title, columns)


def fund(maker: Maker, form: str, title: str, fund: str, name: str) -> Form:
    carried = maker.accounts.funds[fund]
    first = next((item.code for item in maker.accounts.items if getattr(item, name)), None)

    def only_first(amount: int) -> Callable[[Item], int]:
        return lambda item: amount if item.code == first else 0

    columns = [
        Column("opening", ("年初结转和结余",), only_first(carried.opening)),
        Column("revenue", ("本年收入",), only_first(carried.revenue)),
        Column("total", ("本年支出", "小计"), lambda item: getattr(item, name)),
        Column("basic", ("本年支出", "基本支出"), _nothing),
        Column("project", ("本年支出", "项目支出"), lambda item: getattr(item, name)),
        Column("closing", ("年末结转和结余",), only_first(carried.closing)),
    ]
    return _by_function(maker, form, title, columns)


def budget_revenue(maker: Maker) -> Form:
    title = "部门收入预算总表"
    columns = [Column("total", ("合计",), lambda item: item.total_revenue + item.carried)]
    if not (maker.variant.wide_revenue or maker.accounts.opening or "superior_subsidy" in maker.accounts.own_revenue):
        columns += [
            Column("fiscal_appropriation", ("财政拨款收入",), _revenue("fiscal_appropriation")),
            Column("business", ("事业收入",), _revenue("business")),
            Column("operating", ("事业单位经营收入",), _revenue("operating")),
            Column("other", ("其他收入",), _revenue("other")),
        ]
        return _by_function(maker, "budget.revenue", title, columns)
    columns += [
        Column("carryover", ("上年结转",), lambda item: item.carried),
        Column("general_public", ("一般公共预算拨款收入",), lambda item: item.fund_revenue.get("general_public", 0)),
        Column(
            "government_fund", ("政府性基金预算拨款收入",), lambda item: item.fund_revenue.get("government_fund", 0)
        ),
        Column("state_capital", ("国有资本经营预算拨款收入",), lambda item: item.fund_revenue.get("state_capital", 0)),
        Column("business", ("事业收入",), _revenue("business")),
        Column("operating", ("事业单位经营收入",), _revenue("operating")),
        Column("superior_subsidy", ("上级补助收入",), _revenue("superior_subsidy")),
        Column("subordinate_remittance", ("附属单位上缴收入",), _revenue("subordinate_remittance")),
        Column("other", ("其他收入",), _revenue("other")),
    ]
    return _by_function(maker, "budget.revenue", title, columns)


def budget_expenditure(maker: Maker) -> Form:
    columns = [
        Column("total", ("合计",), lambda item: item.total),
        Column("basic", ("基本支出",), lambda item: item.total_basic),
        Column("project", ("项目支出",), lambda item: item.total_project),
    ]
    if maker.accounts.spent("own_operating") or maker.variant.wide_revenue:
        columns.append(Column("operating", ("事业单位经营支出",), lambda item: item.own_operating))
    return _by_function(maker, "budget.expenditure", "部门支出预算总表", columns)


def budget_fund(maker: Maker, form: str, title: str, name: str) -> Form:
    columns = [
        Column("total", ("合计",), lambda item: getattr(item, name)),
        Column("basic", ("基本支出",), _nothing),
        Column("project", ("项目支出",), lambda item: getattr(item, name)),
    ]
    return _by_function(maker, form, title, columns)


def _by_function(maker: Maker, form: str, title: str, columns: Sequence[Column]) -> Form:
    maker.begin()
    split = maker.variant.codes == "three"
    codes = 3 if split else 1
    depth = max(2 + split, max(len(column.path) for column in columns))
    header = _headers(maker, columns, codes, depth)
    lines = maker.variant.line_numbers and maker.final
    if lines:
        header.append([head("栏次", cols=codes + 1), *(head(str(n)) for n in range(1, len(columns) + 1))])
    tree = _tree(maker, columns)
    spaced = "合　　计" if maker.variant.spaced_labels else "合计"
    totals = [sum(column.amount(item) for item in maker.accounts.items) for column in columns]
    row = maker.row("合计")
    total_line = [
        Cell(spaced, col_span=codes + 1, align="center", bold=True),
        *(maker.money(amount, row, column.key, empty=not tree) for amount, column in zip(totals, columns, strict=True)),
    ]
    total_row = maker.rows.pop()
    body: list[list[Cell]] = []
    for code, amounts in tree:
        row = maker.row(function_name(code, maker.accounts.year), code)
        level = (len(code) - 3) // 2
        cells = (
            [Cell(code[start:end], align="center") for start, end in ((0, 3), (3, 5), (5, 7))]
            if split
            else [Cell(code, indent=0)]
        )
        cells.append(Cell(function_name(code, maker.accounts.year), indent=level, bold=level == 0))
        cells += [maker.money(amount, row, column.key) for amount, column in zip(amounts, columns, strict=True)]
        body.append(cells)
    first = lines or maker.variant.codes == "one"
    body.insert(0 if first else len(body), total_line)
    maker.rows.insert(0 if first else len(maker.rows), total_row)
    widths = ([1.1] * 3 if split else [1.9]) + [5.0] + [2.2] * len(columns)
    return maker.form(form, title, [column.key for column in columns], header, body, widths, empty=not tree)


def _headers(maker: Maker, columns: Sequence[Column], codes: int, depth: int) -> list[list[Cell]]:
    header: list[list[Cell]] = [[] for _ in range(depth)]
    code_title = "支出功能分类科目编码" if maker.final else "功能分类科目编码"
    header[0].append(head("项目", cols=codes + 1))
    if codes == 3:
        header[1].append(head(code_title, cols=3, rows=depth - 2))
        header[depth - 1] += [head("类"), head("款"), head("项")]
    else:
        header[1].append(head("科目编码", rows=depth - 1))
    header[1].append(head("科目名称" if maker.final else "功能分类科目名称", rows=depth - 1))
    if codes == 3:  # 科目名称 spans down to the last header row, beside 类 款 项
        pass
    index = 0
    while index < len(columns):
        path = columns[index].path
        if len(path) == 1:
            header[0].append(head(path[0], rows=depth))
            index += 1
            continue
        group = [column for column in columns[index:] if column.path[0] == path[0]]
        header[0].append(head(path[0], cols=len(group)))
        header[1] += [head(column.path[1], rows=depth - 1) for column in group]
        index += len(group)
    return header


def _tree(maker: Maker, columns: Sequence[Column]) -> list[tuple[str, list[int]]]:
    """(code, amounts) of every 类, 款 and 项 that has one, in code order."""
    sums: dict[str, list[int]] = {}
    for item in maker.accounts.items:
        amounts = [column.amount(item) for column in columns]
        if not any(amounts):
            continue
        for length in (3, 5, 7):
            held = sums.setdefault(item.code[:length], [0] * len(columns))
            for place, amount in enumerate(amounts):
                held[place] += amount
    return [(code, sums[code]) for code in sorted(sums)]


def _revenue(source: str) -> Callable[[Item], int]:
    return lambda item: item.revenue.get(source, 0)


def _nothing(_: Item) -> int:
    return 0
