"""The public forms (公开表) as tables with the truth of their cells: the nine of the final accounts, the nine of the budget.

Truth of a form: ``{form, title, unit, empty, note, columns, rows: [{label, code, cells: {column: {printed, value, yuan}}}]}``.
A two-sided form gives a row for each side; a cell that prints nothing has no entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from corpus.generator.accounts import FUNDS, Accounts, Item
from corpus.generator.data import economic_name, function_classes, function_name, load
from corpus.generator.model import Cell, TableModel, TableStyle, table_of
from corpus.generator.numbers import as_printed, chinese, printed, wan, yuan_of
from corpus.generator.variants import Variant

Row = dict[str, Any]


class Form(NamedTuple):
    """One form to print: its id, title, table, and the note under it."""

    form: str
    title: str
    unit: str
    table: TableModel
    note: str | None


class Column(NamedTuple):
    """A column of amounts: ``path`` are its header cells from the top, ``key`` the contract's column id."""

    key: str
    path: tuple[str, ...]
    amount: Callable[[Item], int]


def final_forms(accounts: Accounts, variant: Variant, notes: dict[str, str]) -> list[Form]:
    """The nine forms of 部门决算 in their usual order. ``notes`` by form id; an empty form needs one."""
    maker = _Maker(accounts, variant, notes)
    return [
        maker.summary(),
        maker.final_revenue(),
        maker.final_expenditure(),
        maker.fiscal_summary(),
        maker.general_public("final.general_public", "一般公共预算财政拨款支出决算表"),
        maker.basic(),
        maker.three_public(),
        maker.fund("final.government_fund", "政府性基金预算财政拨款收入支出决算表", "government_fund", "fund_project"),
        maker.fund("final.state_capital", "国有资本经营预算财政拨款收入支出决算表", "state_capital", "capital_project"),
    ]


def budget_forms(accounts: Accounts, variant: Variant, notes: dict[str, str]) -> list[Form]:
    """The nine forms of 部门预算 in their usual order."""
    maker = _Maker(accounts, variant, notes)
    return [
        maker.summary(),
        maker.budget_revenue(),
        maker.budget_expenditure(),
        maker.fiscal_summary(),
        maker.general_public("budget.general_public", "一般公共预算支出功能分类预算表"),
        maker.budget_fund("budget.government_fund", "政府性基金预算支出功能分类预算表", "fund_project"),
        maker.budget_fund("budget.state_capital", "国有资本经营预算支出功能分类预算表", "capital_project"),
        maker.budget_basic(),
        maker.budget_three_public(),
    ]


class _Maker:
    def __init__(self, accounts: Accounts, variant: Variant, notes: dict[str, str]) -> None:
        self.accounts = accounts
        self.variant = variant
        self.notes = notes
        self.final = accounts.kind == "final_account"
        self.unit = variant.table_unit
        self.rows: list[Row] = []

    # --- two-sided forms ------------------------------------------------------------------------------------------------

    def summary(self) -> Form:
        """收入支出决算总表; 收支预算总表."""
        accounts = self.accounts
        gp, gf, sc = (accounts.funds[fund].revenue for fund in FUNDS)
        own = accounts.own_revenue
        if self.final:
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
        left = [
            (f"{chinese(n)}、{name}", amount) for n, (name, amount) in enumerate(zip(names, amounts, strict=True), 1)
        ]
        right = [(f"{chinese(n)}、{name}", amount) for n, (name, amount) in enumerate(self._classes("total"), 1)]
        if self.final:
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
        self._begin()
        amount_name = "决算数" if self.final else "预算数"
        lines = self.variant.line_numbers
        header = [
            [_head("收入", cols=2 + lines), _head("支出", cols=2 + lines)],
            [_head("项目"), *([_head("行次")] if lines else []), _head(amount_name)] * 2,
        ]
        body: list[list[Cell]] = []
        count = max(len(left), len(right))
        number = 0
        sides = [
            (left[i] if i < len(left) else None, right[i] if i < len(right) else None) for i in range(count)
        ] + list(feet)
        total = len(sides)
        for index, (one, other) in enumerate(sides):
            number = index + 1
            foot = index >= count
            body.append(
                [
                    *self._side(one, "revenue", str(number) if lines else None, foot),
                    *self._side(other, "expenditure", str(number + total) if lines else None, foot),
                ]
            )
        widths = [4.6, 0.9, 2.2, 4.6, 0.9, 2.2] if lines else [4.6, 2.2, 4.6, 2.2]
        form = "final.summary" if self.final else "budget.summary"
        title = "收入支出决算总表" if self.final else "部门收支预算总表"
        return self._form(form, title, ["revenue", "expenditure"], header, body, widths)

    def fiscal_summary(self) -> Form:
        """财政拨款收入支出决算总表; 财政拨款收支预算总表."""
        accounts = self.accounts
        funds = accounts.funds
        suffix = "财政拨款" if self.final else "拨款"
        names = [f"一般公共预算{suffix}", f"政府性基金预算{suffix}", f"国有资本经营预算{suffix}"]
        left: list[tuple[str, int]] = [
            (f"{chinese(n)}、{name}", funds[fund].revenue)
            for n, (name, fund) in enumerate(zip(names, FUNDS, strict=True), 1)
        ]
        by_fund = ("general_public", "fund_project", "capital_project")
        classes = {code: [0, 0, 0] for code in function_classes(self.accounts.year)}
        for item in accounts.items:
            for index, name in enumerate(by_fund):
                classes[item.code[:3]][index] += getattr(item, name)
        shown = [(code, parts) for code, parts in classes.items() if self.variant.full_classes or any(parts)]
        right = [
            (f"{chinese(n)}、{function_name(code, self.accounts.year)}", [sum(parts), *parts])
            for n, (code, parts) in enumerate(shown, 1)
        ]
        spent = [funds[fund].expenditure for fund in FUNDS]
        closing = [funds[fund].closing for fund in FUNDS]
        whole = [a + b for a, b in zip(spent, closing, strict=True)]
        opening = sum(funds[fund].opening for fund in FUNDS)
        feet: list[tuple[tuple[str, int] | None, tuple[str, list[int]] | None]] = [
            (("本年收入合计", sum(funds[fund].revenue for fund in FUNDS)), ("本年支出合计", [sum(spent), *spent])),
            (
                ("年初财政拨款结转和结余" if self.final else "上年结转", opening),
                ("年末财政拨款结转和结余" if self.final else "结转下年", [sum(closing), *closing]),
            ),
        ]
        if self.final:
            feet += [((name, funds[fund].opening), None) for name, fund in zip(names, FUNDS, strict=True)]
        ends = ("总计", "总计") if self.final else ("收入总计", "支出总计")
        feet.append(((ends[0], accounts.fiscal_total), (ends[1], [sum(whole), *whole])))
        self._begin()
        keys = ("total", "general_public", "government_fund", "state_capital")
        header = [
            [_head("收入", cols=2), _head("支出", cols=5)],
            [
                _head("项目"),
                _head("决算数" if self.final else "预算数"),
                _head("项目"),
                _head("合计"),
                *(_head(name) for name in names),
            ],
        ]
        count = max(len(left), len(right))
        sides = [
            (left[i] if i < len(left) else None, right[i] if i < len(right) else None) for i in range(count)
        ] + feet
        body = []
        for index, (one, other) in enumerate(sides):
            foot = index >= count
            cells = self._side(one, "revenue", None, foot)
            if other is None:
                cells += [Cell("")] * 5
            else:
                row = self._row(other[0])
                cells.append(self._label(other[0], foot))
                cells += [self._money(amount, row, key) for amount, key in zip(other[1], keys, strict=True)]
            body.append(cells)
        form = "final.fiscal_summary" if self.final else "budget.fiscal_summary"
        title = "财政拨款收入支出决算总表" if self.final else "部门财政拨款收支预算总表"
        return self._form(form, title, ["revenue", *keys], header, body, [3.8, 1.9, 3.8, 1.9, 1.9, 1.9, 1.9])

    def _side(self, line: tuple[str, int] | None, key: str, number: str | None, foot: bool) -> list[Cell]:
        numbered = [Cell(number, align="center")] if number is not None else []
        if line is None:
            return [Cell(""), *numbered, Cell("")]
        row = self._row(line[0])
        return [self._label(line[0], foot), *numbered, self._money(line[1], row, key)]

    def _label(self, text: str, foot: bool) -> Cell:
        if not foot:
            return Cell(text)
        shown = "　".join(text) if self.variant.spaced_labels and len(text) <= 4 else text
        return Cell(shown, align="center" if len(text) <= 8 else "left", bold=True)

    def _classes(self, name: str) -> list[tuple[str, int]]:
        sums = dict.fromkeys(function_classes(self.accounts.year), 0)
        for item in self.accounts.items:
            sums[item.code[:3]] += getattr(item, name)
        return [
            (function_name(code, self.accounts.year), amount)
            for code, amount in sums.items()
            if self.variant.full_classes or amount
        ]

    # --- forms by 类/款/项 ----------------------------------------------------------------------------------------------

    def final_revenue(self) -> Form:
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
        return self._by_function("final.revenue", "收入决算表", columns)

    def final_expenditure(self) -> Form:
        columns = [
            Column("total", ("本年支出合计",), lambda item: item.total),
            Column("basic", ("基本支出",), lambda item: item.total_basic),
            Column("project", ("项目支出",), lambda item: item.total_project),
            Column("superior_remittance", ("上缴上级支出",), _nothing),
            Column("operating", ("经营支出",), lambda item: item.own_operating),
            Column("subordinate_subsidy", ("对附属单位补助支出",), _nothing),
        ]
        return self._by_function("final.expenditure", "支出决算表", columns)

    def general_public(self, form: str, title: str) -> Form:
        heads = (
            ("本年支出",)
            if self.final and self.variant.line_numbers
            else ("一般公共预算支出",)
            if not self.final
            else ()
        )
        columns = [
            Column("total", (*heads, "小计" if heads == ("本年支出",) else "合计"), lambda item: item.general_public),
            Column("basic", (*heads, "基本支出"), lambda item: item.basic),
            Column("project", (*heads, "项目支出"), lambda item: item.project),
        ]
        return self._by_function(form, title, columns)

    def fund(self, form: str, title: str, fund: str, name: str) -> Form:
        carried = self.accounts.funds[fund]
        first = next((item.code for item in self.accounts.items if getattr(item, name)), None)

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
        return self._by_function(form, title, columns)

    def budget_revenue(self) -> Form:
        title = "部门收入预算总表"
        columns = [Column("total", ("合计",), lambda item: item.total_revenue + item.carried)]
        if not (self.variant.wide_revenue or self.accounts.opening or "superior_subsidy" in self.accounts.own_revenue):
            columns += [
                Column("fiscal_appropriation", ("财政拨款收入",), _revenue("fiscal_appropriation")),
                Column("business", ("事业收入",), _revenue("business")),
                Column("operating", ("事业单位经营收入",), _revenue("operating")),
                Column("other", ("其他收入",), _revenue("other")),
            ]
            return self._by_function("budget.revenue", title, columns)
        columns += [
            Column("carryover", ("上年结转",), lambda item: item.carried),
            Column(
                "general_public", ("一般公共预算拨款收入",), lambda item: item.fund_revenue.get("general_public", 0)
            ),
            Column(
                "government_fund", ("政府性基金预算拨款收入",), lambda item: item.fund_revenue.get("government_fund", 0)
            ),
            Column(
                "state_capital", ("国有资本经营预算拨款收入",), lambda item: item.fund_revenue.get("state_capital", 0)
            ),
            Column("business", ("事业收入",), _revenue("business")),
            Column("operating", ("事业单位经营收入",), _revenue("operating")),
            Column("superior_subsidy", ("上级补助收入",), _revenue("superior_subsidy")),
            Column("subordinate_remittance", ("附属单位上缴收入",), _revenue("subordinate_remittance")),
            Column("other", ("其他收入",), _revenue("other")),
        ]
        return self._by_function("budget.revenue", title, columns)

    def budget_expenditure(self) -> Form:
        columns = [
            Column("total", ("合计",), lambda item: item.total),
            Column("basic", ("基本支出",), lambda item: item.total_basic),
            Column("project", ("项目支出",), lambda item: item.total_project),
        ]
        if self.accounts.spent("own_operating") or self.variant.wide_revenue:
            columns.append(Column("operating", ("事业单位经营支出",), lambda item: item.own_operating))
        return self._by_function("budget.expenditure", "部门支出预算总表", columns)

    def budget_fund(self, form: str, title: str, name: str) -> Form:
        columns = [
            Column("total", ("合计",), lambda item: getattr(item, name)),
            Column("basic", ("基本支出",), _nothing),
            Column("project", ("项目支出",), lambda item: getattr(item, name)),
        ]
        return self._by_function(form, title, columns)

    def _by_function(self, form: str, title: str, columns: Sequence[Column]) -> Form:
        self._begin()
        split = self.variant.codes == "three"
        codes = 3 if split else 1
        depth = max(2 + split, max(len(column.path) for column in columns))
        header = self._headers(columns, codes, depth)
        lines = self.variant.line_numbers and self.final
        if lines:
            header.append([_head("栏次", cols=codes + 1), *(_head(str(n)) for n in range(1, len(columns) + 1))])
        tree = self._tree(columns)
        spaced = "合　　计" if self.variant.spaced_labels else "合计"
        totals = [sum(column.amount(item) for item in self.accounts.items) for column in columns]
        row = self._row("合计")
        total_line = [
            Cell(spaced, col_span=codes + 1, align="center", bold=True),
            *(
                self._money(amount, row, column.key, empty=not tree)
                for amount, column in zip(totals, columns, strict=True)
            ),
        ]
        total_row = self.rows.pop()
        body: list[list[Cell]] = []
        for code, amounts in tree:
            row = self._row(function_name(code, self.accounts.year), code)
            level = (len(code) - 3) // 2
            cells = (
                [Cell(code[start:end], align="center") for start, end in ((0, 3), (3, 5), (5, 7))]
                if split
                else [Cell(code, indent=0)]
            )
            cells.append(Cell(function_name(code, self.accounts.year), indent=level, bold=level == 0))
            cells += [self._money(amount, row, column.key) for amount, column in zip(amounts, columns, strict=True)]
            body.append(cells)
        first = lines or self.variant.codes == "one"
        body.insert(0 if first else len(body), total_line)
        self.rows.insert(0 if first else len(self.rows), total_row)
        widths = ([1.1] * 3 if split else [1.9]) + [5.0] + [2.2] * len(columns)
        return self._form(form, title, [column.key for column in columns], header, body, widths, empty=not tree)

    def _headers(self, columns: Sequence[Column], codes: int, depth: int) -> list[list[Cell]]:
        header: list[list[Cell]] = [[] for _ in range(depth)]
        code_title = "支出功能分类科目编码" if self.final else "功能分类科目编码"
        header[0].append(_head("项目", cols=codes + 1))
        if codes == 3:
            header[1].append(_head(code_title, cols=3, rows=depth - 2))
            header[depth - 1] += [_head("类"), _head("款"), _head("项")]
        else:
            header[1].append(_head("科目编码", rows=depth - 1))
        header[1].append(_head("科目名称" if self.final else "功能分类科目名称", rows=depth - 1))
        if codes == 3:  # 科目名称 spans down to the last header row, beside 类 款 项
            pass
        index = 0
        while index < len(columns):
            path = columns[index].path
            if len(path) == 1:
                header[0].append(_head(path[0], rows=depth))
                index += 1
                continue
            group = [column for column in columns[index:] if column.path[0] == path[0]]
            header[0].append(_head(path[0], cols=len(group)))
            header[1] += [_head(column.path[1], rows=depth - 1) for column in group]
            index += len(group)
        return header

    def _tree(self, columns: Sequence[Column]) -> list[tuple[str, list[int]]]:
        """(code, amounts) of every 类, 款 and 项 that has one, in code order."""
        sums: dict[str, list[int]] = {}
        for item in self.accounts.items:
            amounts = [column.amount(item) for column in columns]
            if not any(amounts):
                continue
            for length in (3, 5, 7):
                held = sums.setdefault(item.code[:length], [0] * len(columns))
                for place, amount in enumerate(amounts):
                    held[place] += amount
        return [(code, sums[code]) for code in sorted(sums)]

    # --- 基本支出, 三公 ---------------------------------------------------------------------------------------------------

    def basic(self) -> Form:
        """一般公共预算财政拨款基本支出决算表: staff costs on the left, running costs on the right in one group or two."""
        economic = self.accounts.economic
        lines = self._economic_lines()
        left = [line for line in lines if line[0][:3] in ("301", "303")]
        right = [line for line in lines if line[0][:3] in ("302", "310")]
        split = self.variant.codes == "three"
        groups = [left, right]
        if not split:  # three groups side by side, as in the ministry's form
            half = (len(right) + 1) // 2
            groups = [left, right[:half], right[half:]]
        self._begin()
        width = 4 if split else 3
        header: list[list[Cell]] = []
        if split:
            header.append(
                [
                    cell
                    for _ in groups
                    for cell in (_head("经济分类科目编码", cols=2), _head("科目名称", rows=2), _head("决算数", rows=2))
                ]
            )
            header.append([cell for _ in groups for cell in (_head("类"), _head("款"))])
        else:
            header.append([_head("人员经费", cols=3), _head("公用经费", cols=6)])
            header.append([cell for _ in groups for cell in (_head("科目编码"), _head("科目名称"), _head("决算数"))])
        rows: list[list[Row]] = [[self._row(name, code) for code, name, _ in group] for group in groups]
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
                    self._money(amount, truths[index], "amount"),
                ]
            body.append(cells)
        staff, public = self._row("人员经费合计"), self._row("公用经费合计")
        rest = width * (len(groups) - 1) - 1
        body.append(
            [
                Cell("人员经费合计", col_span=width - 1, align="center", bold=True),
                self._money(sum(v for k, v in economic.items() if k[:3] in ("301", "303")), staff, "amount"),
                Cell("公用经费合计", col_span=rest, align="center", bold=True),
                self._money(sum(v for k, v in economic.items() if k[:3] in ("302", "310")), public, "amount"),
            ]
        )
        widths = ([0.9, 0.8, 3.4, 1.9] if split else [1.2, 2.9, 1.7]) * len(groups)
        return self._form("final.basic", "一般公共预算财政拨款基本支出决算表", ["amount"], header, body, widths)

    def _economic_lines(self) -> list[tuple[str, str, int]]:
        lines: list[tuple[str, str, int]] = []
        economic = self.accounts.economic
        for group, entry in load("classification")["economic"].items():
            items = [(code, economic.get(code, 0)) for code in entry["items"]]
            shown = [(code, amount) for code, amount in items if amount or (self.variant.full_classes and self.final)]
            whole = sum(amount for _, amount in items)
            if whole or shown:
                lines.append((group, entry["name"], whole))
            lines += [(code, economic_name(code), amount) for code, amount in shown]
        return lines

    def three_public(self) -> Form:
        title = "财政拨款“三公”经费支出决算表"
        form = "final.three_public"
        three = self.accounts.three_public
        empty = not three["total"].value and not three["total"].budget
        names = {
            "total": "合计",
            "abroad": "因公出国（境）费",
            "vehicle": "小计",
            "vehicle_purchase": "公务用车购置费",
            "vehicle_operation": "公务用车运行维护费",
            "reception": "公务接待费",
        }
        self._begin()
        keys = [f"{measure}.{name}" for measure in ("budget", "final") for name in names]
        if self.variant.three_public == "long":
            rows_of = [
                ("total", "“三公”经费支出"),
                ("abroad", "1．因公出国（境）费"),
                ("vehicle", "2．公务用车购置及运行维护费"),
                ("vehicle_purchase", "（1）公务用车购置费"),
                ("vehicle_operation", "（2）公务用车运行维护费"),
                ("reception", "3．公务接待费"),
            ]
            header = [[_head("项目"), _head("行次"), _head("预算数"), _head("决算数")]]
            body = []
            for number, (name, label) in enumerate(rows_of, 1):
                row = self._row(label)
                body.append(
                    [
                        Cell(label, indent=(name != "total") + name.startswith("vehicle_")),
                        Cell(str(number), align="center"),
                        self._money(three[name].budget, row, f"budget.{name}", empty=empty),
                        self._money(three[name].value, row, f"final.{name}", empty=empty),
                    ]
                )
            return self._form(form, title, keys, header, body, [6, 1, 3, 3], empty=empty)
        vehicle = "公务用车购置及运行维护费"
        row = self._row("")
        if self.variant.three_public == "wide":
            top = [_head("预算数", cols=6), _head("决算数", cols=6)]
            second = [
                _head("合计", rows=2),
                _head("因公出国（境）费", rows=2),
                _head(vehicle, cols=3),
                _head("公务接待费", rows=2),
            ] * 2
            third = [_head("小计"), _head("公务用车购置费"), _head("公务用车运行维护费")] * 2
            header = [top, second, third]
            cells = [self._money(three[name].budget, row, f"budget.{name}", empty=empty) for name in names]
            cells += [self._money(three[name].value, row, f"final.{name}", empty=empty) for name in names]
        else:
            top = [
                _head("合计", cols=2, rows=2),
                _head("因公出国（境）费", cols=2, rows=2),
                _head(vehicle, cols=6),
                _head("公务接待费", cols=2, rows=2),
            ]
            second = [_head(names[name], cols=2) for name in ("vehicle", "vehicle_purchase", "vehicle_operation")]
            header = [top, second, [_head("预算数"), _head("决算数")] * 6]
            cells = [
                self._money(amount, row, f"{measure}.{name}", empty=empty)
                for name in names
                for measure, amount in (("budget", three[name].budget), ("final", three[name].value))
            ]
        body = [cells]
        if self.variant.line_numbers:
            header.append([_head(str(n)) for n in range(1, 13)])
        return self._form(form, title, keys, header, body, [1.0] * 12, empty=empty)

    def budget_three_public(self) -> Form:
        three = self.accounts.three_public
        self._begin()
        row = self._row("")
        office = self.accounts.administrative
        year = self.accounts.year
        header = [
            [
                _head(f"{year}年“三公”经费预算数", cols=6),
                *([_head(f"{year}年机关运行经费预算数", rows=3)] if office else []),
            ],
            [
                _head("合计", rows=2),
                _head("因公出国（境）费", rows=2),
                _head("公务接待费", rows=2),
                _head("公务用车购置及运行费", cols=3),
            ],
            [_head("小计"), _head("购置费"), _head("运行费")],
        ]
        order = ("total", "abroad", "reception", "vehicle", "vehicle_purchase", "vehicle_operation")
        cells = [self._money(three[name].value, row, name) for name in order]
        if office:
            cells.append(self._money(self.accounts.public_funds(), row, "operating_cost"))
        title = "部门“三公”经费和机关运行经费预算表" if office else "单位“三公”经费预算表"
        empty = not office and not three["total"].value
        return self._form(
            "budget.three_public", title, [*order, "operating_cost"], header, [cells], [1.0] * len(cells), empty=empty
        )

    def budget_basic(self) -> Form:
        self._begin()
        split = self.variant.codes == "three"
        codes = 2 if split else 1
        header = [
            [_head("项目", cols=codes + 1), _head("一般公共预算基本支出", cols=3)],
            [
                _head("经济分类科目编码", cols=codes, rows=1 if split else 2),
                _head("经济分类科目名称", rows=2),
                _head("合计", rows=2),
                _head("人员经费", rows=2),
                _head("公用经费", rows=2),
            ],
            [_head("类"), _head("款")] if split else [],
        ]
        body = []
        staff = public = 0
        for code, name, amount in self._economic_lines():
            row = self._row(name, code)
            personnel = code[:3] in ("301", "303")
            if len(code) == 3:
                staff, public = staff + amount * personnel, public + amount * (not personnel)
            cells = [Cell(code[:3], align="center"), Cell(code[3:], align="center")] if split else [Cell(code)]
            cells += [
                Cell(name, indent=0 if len(code) == 3 else 1),
                self._money(amount, row, "total"),
                self._money(amount if personnel else 0, row, "personnel"),
                self._money(0 if personnel else amount, row, "public_funds"),
            ]
            body.append(cells)
        row = self._row("合计")
        body.append(
            [
                Cell("合计", col_span=codes + 1, align="center", bold=True),
                self._money(staff + public, row, "total"),
                self._money(staff, row, "personnel"),
                self._money(public, row, "public_funds"),
            ]
        )
        widths = ([0.9, 0.9] if split else [1.8]) + [5.0, 2.4, 2.4, 2.4]
        title = "一般公共预算基本支出部门预算经济分类预算表"
        return self._form("budget.basic", title, ["total", "personnel", "public_funds"], header, body, widths)

    # --- parts ----------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.rows = []

    def _row(self, label: str, code: str | None = None) -> Row:
        row: Row = {"label": label, "code": code, "cells": {}}
        self.rows.append(row)
        return row

    def _money(self, amount: int, row: Row, column: str, *, empty: bool = False) -> Cell:
        """A cell of an amount; its truth goes to the row where something is printed."""
        if empty or (not amount and self.variant.blank_zero):
            return Cell("", align="right", truth=_place(row, column))
        value = wan(amount) if self.unit == "万元" else wan(amount) * 10_000
        text = printed(value, separators=True, places=2 if self.unit == "万元" else 0)
        exact = as_printed(text)
        row["cells"][column] = {"printed": text, "value": str(exact), "yuan": str(yuan_of(exact, self.unit))}
        return Cell(text, align="right", truth=_place(row, column))

    def _form(
        self,
        form: str,
        title: str,
        columns: Sequence[str],
        header: Sequence[Sequence[Cell]],
        body: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        *,
        empty: bool = False,
    ) -> Form:
        note = self.notes.get(form) if empty or self.variant.form_notes else None
        truth = {
            "form": form,
            "title": title,
            "unit": self.unit,
            "fiscal_year": self.accounts.year,
            "empty": empty,
            "note": note,
            "columns": list(columns),
            "rows": [row for row in self.rows if row["cells"]],
        }
        style = TableStyle(
            thin_rects=self.variant.thin_rects,
            rulings=self.variant.rulings,
            repeat_header=self.variant.repeat_header,
            font_size=7.0 if len(widths) >= 12 else 8.0 if len(widths) > 7 else 9.0,
        )
        table = table_of(
            [*header, *body], header_rows=len(header), widths=widths, style=style, kind="statement", truth=truth
        )
        return Form(form, title, self.unit, table, note)


def _place(row: Row, column: str) -> tuple[str, str, str]:
    """How a cell names its place in the form's truth: label, column, code."""
    return row["label"], column, row["code"] or ""


def _head(text: str, *, cols: int = 1, rows: int = 1) -> Cell:
    return Cell(text, col_span=cols, row_span=rows, align="center", bold=True)


def _revenue(source: str) -> Callable[[Item], int]:
    return lambda item: item.revenue.get(source, 0)


def _nothing(_: Item) -> int:
    return 0


def relations(accounts: Accounts) -> Iterable[tuple[str, int, int]]:
    """What must balance, as (name, left, right): for tests and for anyone who changes the accounts."""
    for fund, carried in accounts.funds.items():
        yield (
            f"{fund}: opening + revenue = expenditure + closing",
            carried.opening + carried.revenue,
            carried.expenditure + carried.closing,
        )
    own = accounts.own
    yield (
        "own money",
        own.opening + own.revenue + accounts.surplus_used,
        own.expenditure + own.closing + accounts.distribution,
    )
    yield (
        "total revenue = total expenditure",
        accounts.grand_total,
        accounts.spent("total") + accounts.distribution + accounts.closing,
    )
    yield "revenue by item", accounts.revenue_total, accounts.spent("total_revenue")
    yield "basic = economic items", accounts.spent("basic"), sum(accounts.economic.values())
    yield "carried by item", accounts.opening, accounts.spent("carried")
