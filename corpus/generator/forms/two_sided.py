"""Forms of two sides: 收入支出决算总表 and 财政拨款收入支出决算总表, and the budget's."""

from __future__ import annotations

from corpus.generator.accounts import FUNDS
from corpus.generator.data import function_classes, function_name
from corpus.generator.forms.maker import Form, Maker, head
from corpus.generator.model import Cell
from corpus.generator.numbers import chinese


def summary(maker: Maker) -> Form:
    """收入支出决算总表; 收支预算总表."""
    accounts = maker.accounts
    gp, gf, sc = (accounts.funds[fund].revenue for fund in FUNDS)
    own = accounts.own_revenue
    if maker.final:
        names = [
            "一般公共预算财政拨款收入",
            "政府性基金预算财政拨款收入",
            "国有资本经营预算财政拨款收入",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ]
    else:
        names = [
            "一般公共预算拨款收入",
            "政府性基金预算拨款收入",
            "国有资本经营预算拨款收入",
            "上级补助收入",
            "事业收入",
            "事业单位经营收入",
            "附属单位上缴收入",
            "其他收入",
        ]
    amounts = [
        gp,
        gf,
        sc,
        *(
            own.get(name, 0)
            for name in ("superior_subsidy", "business", "operating", "subordinate_remittance", "other")
        ),
    ]
    left = [(f"{chinese(n)}、{name}", amount) for n, (name, amount) in enumerate(zip(names, amounts, strict=True), 1)]
    right = [(f"{chinese(n)}、{name}", amount) for n, (name, amount) in enumerate(_classes(maker, "total"), 1)]
    if maker.final:
        feet = [
            (("本年收入合计", accounts.revenue_total), ("本年支出合计", accounts.spent("total"))),
            (("使用非财政拨款结余", accounts.surplus_used), ("结余分配", accounts.distribution)),
            (("年初结转和结余", accounts.opening), ("年末结转和结余", accounts.closing)),
            (("总计", accounts.grand_total), ("总计", accounts.grand_total)),
        ]
    else:
        feet = [
            (("本年收入合计", accounts.revenue_total), ("本年支出合计", accounts.spent("total"))),
            (("上年结转", accounts.opening), ("结转下年", accounts.closing)),
            (("收入总计", accounts.grand_total), ("支出总计", accounts.grand_total)),
        ]
    maker.begin()
    amount_name = "决算数" if maker.final else "预算数"
    lines = maker.variant.line_numbers
    header = [
        [head("收入", cols=2 + lines), head("支出", cols=2 + lines)],
        [head("项目"), *([head("行次")] if lines else []), head(amount_name)] * 2,
    ]
    body: list[list[Cell]] = []
    count = max(len(left), len(right))
    number = 0
    sides = [(left[i] if i < len(left) else None, right[i] if i < len(right) else None) for i in range(count)] + list(
        feet
    )
    total = len(sides)
    for index, (one, other) in enumerate(sides):
        number = index + 1
        foot = index >= count
        body.append(
            [
                *_side(maker, one, "revenue", str(number) if lines else None, foot),
                *_side(maker, other, "expenditure", str(number + total) if lines else None, foot),
            ]
        )
    widths = [4.6, 0.9, 2.2, 4.6, 0.9, 2.2] if lines else [4.6, 2.2, 4.6, 2.2]
    form = "final.summary" if maker.final else "budget.summary"
    title = "收入支出决算总表" if maker.final else "部门收支预算总表"
    return maker.form(form, title, ["revenue", "expenditure"], header, body, widths)


def fiscal_summary(maker: Maker) -> Form:
    """财政拨款收入支出决算总表; 财政拨款收支预算总表."""
    accounts = maker.accounts
    funds = accounts.funds
    suffix = "财政拨款" if maker.final else "拨款"
    names = [f"一般公共预算{suffix}", f"政府性基金预算{suffix}", f"国有资本经营预算{suffix}"]
    left: list[tuple[str, int]] = [
        (f"{chinese(n)}、{name}", funds[fund].revenue)
        for n, (name, fund) in enumerate(zip(names, FUNDS, strict=True), 1)
    ]
    by_fund = ("general_public", "fund_project", "capital_project")
    classes = {code: [0, 0, 0] for code in function_classes(maker.accounts.year)}
    for item in accounts.items:
        for index, name in enumerate(by_fund):
            classes[item.code[:3]][index] += getattr(item, name)
    shown = [(code, parts) for code, parts in classes.items() if maker.variant.full_classes or any(parts)]
    right = [
        (f"{chinese(n)}、{function_name(code, maker.accounts.year)}", [sum(parts), *parts])
        for n, (code, parts) in enumerate(shown, 1)
    ]
    spent = [funds[fund].expenditure for fund in FUNDS]
    closing = [funds[fund].closing for fund in FUNDS]
    whole = [a + b for a, b in zip(spent, closing, strict=True)]
    opening = sum(funds[fund].opening for fund in FUNDS)
    feet: list[tuple[tuple[str, int] | None, tuple[str, list[int]] | None]] = [
        (("本年收入合计", sum(funds[fund].revenue for fund in FUNDS)), ("本年支出合计", [sum(spent), *spent])),
        (
            ("年初财政拨款结转和结余" if maker.final else "上年结转", opening),
            ("年末财政拨款结转和结余" if maker.final else "结转下年", [sum(closing), *closing]),
        ),
    ]
    if maker.final:
        feet += [((name, funds[fund].opening), None) for name, fund in zip(names, FUNDS, strict=True)]
    ends = ("总计", "总计") if maker.final else ("收入总计", "支出总计")
    feet.append(((ends[0], accounts.fiscal_total), (ends[1], [sum(whole), *whole])))
    maker.begin()
    keys = ("total", "general_public", "government_fund", "state_capital")
    header = [
        [head("收入", cols=2), head("支出", cols=5)],
        [
            head("项目"),
            head("决算数" if maker.final else "预算数"),
            head("项目"),
            head("合计"),
            *(head(name) for name in names),
        ],
    ]
    count = max(len(left), len(right))
    sides = [(left[i] if i < len(left) else None, right[i] if i < len(right) else None) for i in range(count)] + feet
    body = []
    for index, (one, other) in enumerate(sides):
        foot = index >= count
        cells = _side(maker, one, "revenue", None, foot)
        if other is None:
            cells += [Cell("")] * 5
        else:
            row = maker.row(other[0])
            cells.append(maker.label(other[0], foot))
            cells += [maker.money(amount, row, key) for amount, key in zip(other[1], keys, strict=True)]
        body.append(cells)
    form = "final.fiscal_summary" if maker.final else "budget.fiscal_summary"
    title = "财政拨款收入支出决算总表" if maker.final else "部门财政拨款收支预算总表"
    return maker.form(form, title, ["revenue", *keys], header, body, [3.8, 1.9, 3.8, 1.9, 1.9, 1.9, 1.9])


def _side(maker: Maker, line: tuple[str, int] | None, key: str, number: str | None, foot: bool) -> list[Cell]:
    numbered = [Cell(number, align="center")] if number is not None else []
    if line is None:
        return [Cell(""), *numbered, Cell("")]
    row = maker.row(line[0])
    return [maker.label(line[0], foot), *numbered, maker.money(line[1], row, key)]


def _classes(maker: Maker, name: str) -> list[tuple[str, int]]:
    sums = dict.fromkeys(function_classes(maker.accounts.year), 0)
    for item in maker.accounts.items:
        sums[item.code[:3]] += getattr(item, name)
    return [
        (function_name(code, maker.accounts.year), amount)
        for code, amount in sums.items()
        if maker.variant.full_classes or amount
    ]
