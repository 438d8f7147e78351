"""One body's consistent accounts, printed in the wordings of several provinces: documents on which no check may raise an error.

``document(name, seed)`` fills ``provinces/<name>.j2``. The amounts are drawn to the fen, so that rounding to 万元 leaves sums off by their last digit, as it
does in real disclosures. The sentences are the usual ones of the forms, written for this test; bodies and amounts are made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent / "provinces"
NAMES = tuple(sorted(path.stem for path in HERE.glob("*.j2")))
CENT = Decimal("0.01")

# code of the 项, its names from 类 to 项, share of the whole, whether it is paid as basic expenditure
LINES = (
    ("2010601", ("一般公共服务支出", "财政事务", "行政运行"), 30, True),
    ("2010602", ("一般公共服务支出", "财政事务", "一般行政管理事务"), 16, False),
    ("2010650", ("一般公共服务支出", "财政事务", "事业运行"), 9, True),
    ("2080501", ("社会保障和就业支出", "行政事业单位养老支出", "行政单位离退休"), 4, True),
    ("2080505", ("社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出"), 6, True),
    ("2101101", ("卫生健康支出", "行政事业单位医疗", "行政单位医疗"), 3, True),
    ("2130599", ("农林水支出", "巩固脱贫攻坚成果衔接乡村振兴", "其他巩固脱贫攻坚成果衔接乡村振兴支出"), 11, False),
    ("2210201", ("住房保障支出", "住房改革支出", "住房公积金"), 5, True),
)
FUND_LINE = ("2120899", ("城乡社区支出", "国有土地使用权出让收入安排的支出", "其他国有土地使用权出让收入安排的支出"))
ECONOMIC = {
    "301": ("工资福利支出", (("30101", "基本工资", 30), ("30102", "津贴补贴", 25), ("30103", "奖金", 12), ("30108", "机关事业单位基本养老保险缴费", 10), ("30113", "住房公积金", 9))),
    "303": ("对个人和家庭的补助", (("30302", "退休费", 5), ("30305", "生活补助", 3))),
    "302": ("商品和服务支出", (("30201", "办公费", 5), ("30207", "邮电费", 1), ("30211", "差旅费", 4), ("30217", "公务接待费", 1), ("30228", "工会经费", 2), ("30231", "公务用车运行维护费", 2), ("30239", "其他交通费用", 4))),
    "310": ("资本性支出", (("31002", "办公设备购置", 2),)),
}  # fmt: skip


class Line(NamedTuple):
    """A 项 with what was spent, last year's amount and the initial budget, in yuan."""

    code: str
    names: tuple[str, str, str]
    basic: Decimal
    project: Decimal
    previous: Decimal
    budget: Decimal

    @property
    def total(self) -> Decimal:
        return self.basic + self.project


class Accounts:
    """Everything that a document prints, in yuan; ``was`` is last year's, ``plan`` the initial budget."""

    def __init__(self, seed: int, *, kind: str = "final_account") -> None:
        self.kind = kind
        self.chance = random.Random(f"{kind}-{seed}")
        self.year = 2023
        self.name = "青川县财政局" if seed % 2 else "云岭市财政局"
        whole = self._money(9_000_000, 60_000_000)
        self.lines = [self._line(code, names, share, basic, whole) for code, names, share, basic in LINES]
        self.fund_line = self._line(*FUND_LINE, 5, False, whole)
        self.gp = sum((line.total for line in self.lines), Decimal(0))
        self.gp_basic = sum((line.basic for line in self.lines), Decimal(0))
        self.gp_project = self.gp - self.gp_basic
        self.gp_plan = sum((line.budget for line in self.lines), Decimal(0))
        self.gf = self.fund_line.total
        self.other_spent = self._money(50_000, 700_000)  # of other revenue, as project expenditure of 2010602
        self.expenditure = self.gp + self.gf + self.other_spent
        self.basic, self.project = self.gp_basic, self.gp_project + self.gf + self.other_spent
        self.fiscal_opening, self.opening_other = self._money(10_000, 400_000), self._money(10_000, 90_000)
        self.opening = self.fiscal_opening + self.opening_other
        self.fiscal_closing, self.closing_other = self._money(10_000, 300_000), self._money(10_000, 90_000)
        self.closing = self.fiscal_closing + self.closing_other
        self.gp_revenue = self.gp + self.fiscal_closing - self.fiscal_opening
        self.gf_revenue = self.gf
        self.fiscal_revenue = self.gp_revenue + self.gf_revenue
        self.fiscal_expenditure = self.gp + self.gf
        self.fiscal_total = self.fiscal_revenue + self.fiscal_opening
        self.distribution = self._money(1_000, 20_000)
        self.surplus_used = self._money(1_000, 20_000)
        self.other = self.other_spent + self.closing_other + self.distribution - self.opening_other - self.surplus_used
        self.revenue = self.fiscal_revenue + self.other
        self.total = self.revenue + self.opening + self.surplus_used
        assert self.total == self.expenditure + self.closing + self.distribution
        self.economic = self._economic()
        self.personnel = sum(
            (amount for code, _, amount in self.economic if code[:3] in ("301", "303") and len(code) == 5), Decimal(0)
        )
        self.public_funds = self.gp_basic - self.personnel
        economic = {code: amount for code, _, amount in self.economic}
        self.abroad = Decimal(0)
        self.operation = economic["30231"] + self._money(1_000, 9_000)
        self.purchase = self._money(150_000, 180_000)
        self.vehicle = self.operation + self.purchase
        self.reception = economic["30217"]
        self.three = self.vehicle + self.reception
        self.plan_operation, self.plan_purchase, self.plan_reception = (
            self._up(self.operation), self._up(self.purchase), self._up(self.reception)
        )  # fmt: skip
        self.plan_vehicle = self.plan_operation + self.plan_purchase
        self.plan_three = self.plan_vehicle + self.plan_reception
        self.goods, self.services, self.works = self._money(80_000, 400_000), self._money(90_000, 400_000), Decimal(0)
        self.procurement = self.goods + self.services
        self.sme = (self.procurement * Decimal("0.8")).quantize(CENT)
        self.micro = (self.sme * Decimal("0.6")).quantize(CENT)
        self._was: dict[str, Decimal] = {}

    def was(self, name: str) -> Decimal:
        """Last year's amount of a total: about the same, never equal."""
        if name not in self._was:
            now: Decimal = getattr(self, name)
            factor = Decimal(self.chance.choice((83, 91, 96, 104, 109, 118))) / 100
            self._was[name] = (now * factor).quantize(CENT) + Decimal("0.07")
        return self._was[name]

    def classes(self, lines: Iterable[Line] | None = None) -> list[tuple[str, str, Decimal, Decimal]]:
        """(code, name, basic, project) of each 类."""
        found: dict[str, list[Any]] = {}
        for line in self.lines if lines is None else lines:
            entry = found.setdefault(line.code[:3], [line.names[0], Decimal(0), Decimal(0)])
            entry[1] += line.basic
            entry[2] += line.project
        return [(code, *entry) for code, entry in found.items()]

    def levels(self, lines: Sequence[Line]) -> list[tuple[str, str, Decimal, Decimal]]:
        """(code, name, basic, project) of 类, 款 and 项 in the order of a form."""
        rows: dict[str, list[Any]] = {}
        for line in lines:
            for length, name in zip((3, 5, 7), line.names, strict=True):
                entry = rows.setdefault(line.code[:length], [name, Decimal(0), Decimal(0)])
                entry[1] += line.basic
                entry[2] += line.project
        return [(code, *entry) for code, entry in rows.items()]

    def all_lines(self) -> list[Line]:
        """The lines of all funds: the fund's own, and what other revenue paid."""
        lines = [
            line._replace(project=line.project + self.other_spent) if line.code == "2010602" else line
            for line in self.lines
        ]
        return [*lines[:6], self.fund_line, *lines[6:]]

    def _line(self, code: str, names: tuple[str, str, str], share: int, basic: bool, whole: Decimal) -> Line:
        amount = (whole * share / 100 * Decimal(self.chance.randint(85, 115)) / 100).quantize(CENT)
        previous = (amount * Decimal(self.chance.choice((80, 92, 103, 111))) / 100).quantize(CENT) + Decimal("0.03")
        budget = amount if basic and self.chance.random() < 0.4 else self._up(amount)
        zero = Decimal(0)
        return Line(code, names, amount if basic else zero, zero if basic else amount, previous, budget)

    def _economic(self) -> list[tuple[str, str, Decimal]]:
        shares = sum(share for _, items in ECONOMIC.values() for _, _, share in items)
        left = self.gp_basic
        rows: list[tuple[str, str, Decimal]] = []
        items = [(group, code, name, share) for group, (_, found) in ECONOMIC.items() for code, name, share in found]
        amounts: dict[str, Decimal] = {}
        for _, code, _, share in items[1:]:
            amounts[code] = (self.gp_basic * share / shares).quantize(CENT)
            left -= amounts[code]
        amounts[items[0][1]] = left
        for group, (name, found) in ECONOMIC.items():
            rows.append((group, name, sum((amounts[code] for code, _, _ in found), Decimal(0))))
            rows += [(code, item, amounts[code]) for code, item, _ in found]
        return rows

    def _money(self, low: int, high: int) -> Decimal:
        return Decimal(self.chance.randint(low * 100, high * 100)) / 100

    def _up(self, amount: Decimal) -> Decimal:
        """A budget that the amount stayed under: a round number of 元."""
        return (amount * Decimal(self.chance.randint(105, 125)) / 100 / 100).quantize(Decimal(1)) * 100


class Printer:
    """How amounts are printed: unit, digits, separators, zero, and whether percents are cut instead of rounded."""

    def __init__(
        self, unit: str = "万元", *, digits: int = 2, comma: bool = False, zero: str = "0", cut: bool = False
    ) -> None:
        self.unit, self.digits, self.comma, self.zero, self.cut = unit, digits, comma, zero, cut

    def __call__(self, value: Decimal) -> str:
        scaled = value / (10_000 if self.unit == "万元" else 1)
        if not scaled:
            return self.zero
        text = scaled.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)
        return f"{text:,}" if self.comma else str(text)

    def money(self, value: Decimal) -> str:
        return f"{self(value)}{self.unit}"

    def share(self, part: Decimal, whole: Decimal) -> str:
        if not whole:
            return "0"
        return str((part * 100 / whole).quantize(CENT, ROUND_DOWN if self.cut else ROUND_HALF_UP))

    def change(
        self,
        now: Decimal,
        before: Decimal,
        *,
        up: str = "增加",
        down: str = "减少",
        rise: str = "增长",
        fall: str = "下降",
        comma: str = "，",
    ) -> str:
        """增加X万元，增长Y%."""
        if now == before:
            return "与上年持平"
        more = now > before
        rate = f"{comma}{rise if more else fall}{self.share(abs(now - before), before)}%" if before else ""
        return f"{up if more else down}{self.money(abs(now - before))}{rate}"


def table(title: str, unit: str, rows: Sequence[Sequence[str]], *, header: int = 1) -> str:
    """An HTML table under its title and unit; blanks in its ``header`` rows are merged to the cell on the left or above."""
    body = []
    covered: set[tuple[int, int]] = set()
    for index, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(row):
            if (index, column) in covered:
                continue
            wide, high = 1, 1
            if index < header and cell:
                while index + high < header and not rows[index + high][column]:
                    high += 1
                while (
                    column + wide < len(row)
                    and not row[column + wide]
                    and not (index and rows[index - 1][column + wide])
                    and (index, column + wide) not in covered
                ):
                    wide += 1
                covered |= {(index + y, column + x) for y in range(high) for x in range(wide)}
            spans = (f" colspan='{wide}'" if wide > 1 else "") + (f" rowspan='{high}'" if high > 1 else "")
            cells.append(f"<td{spans}>{escape(cell)}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"<p>{title}</p><p>单位：{unit}</p><table border='1'>{''.join(body)}</table>"


def document(name: str, seed: int) -> str:
    """A page of HTML: the accounts of ``seed`` in the wording of ``provinces/<name>.j2``."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    kind = "budget" if name.endswith("-budget") else "final_account"
    accounts = Accounts(seed, kind=kind)
    environment = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, autoescape=False, trim_blocks=True
    )
    text = environment.get_template(f"{name}.j2").render(
        a=accounts, Printer=Printer, table=table, forms=Forms(accounts)
    )
    lines = (line.strip() for line in text.splitlines())
    body = "\n".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines if line)
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>"


class Forms:
    """The public forms as rows of cells, in a printer's unit."""

    def __init__(self, accounts: Accounts) -> None:
        self.a = accounts

    def summary(self, p: Printer, *, gone: bool = False, split: bool = False) -> list[list[str]]:
        """T1. ``gone``: no rows of 使用非财政拨款结余 and 结余分配; ``split``: 年初结转 by 基本 and 项目."""
        a = self.a
        left = [
            ("一、一般公共预算财政拨款收入", a.gp_revenue),
            ("二、政府性基金预算财政拨款收入", a.gf_revenue),
            ("三、国有资本经营预算财政拨款收入", None),
            ("四、上级补助收入", None),
            ("五、事业收入", None),
            ("六、经营收入", None),
            ("七、附属单位上缴收入", None),
            ("八、其他收入", a.other),
        ]
        numerals = "一二三四五六七八九十"
        right = [
            (f"{numerals[index]}、{name}", basic + project)
            for index, (_, name, basic, project) in enumerate(a.classes(a.all_lines()))
        ]
        while len(right) < len(left):
            right.append(("", None))
        left += [
            ("本年收入合计", a.revenue),
            ("使用非财政拨款结余（含专用结余）", a.surplus_used),
            ("年初结转和结余", a.opening),
        ]
        right += [("本年支出合计", a.expenditure), ("结余分配", a.distribution), ("年末结转和结余", a.closing)]
        if gone:
            left, right = (
                [pair for pair in side if not pair[0].startswith(("使用", "结余分配"))] for side in (left, right)
            )
        if split:
            part = (a.opening / 3).quantize(CENT)
            left += [("　　基本支出结转", part), ("　　项目支出结转和结余", a.opening - part)]
            part = (a.closing / 3).quantize(CENT)
            right += [("　　基本支出结转", part), ("　　项目支出结转和结余", a.closing - part)]
        left.append(("总计", a.total))
        right.append(("总计", a.total))
        rows = [["收入", "", "支出", ""], ["项目", "决算数", "项目", "决算数"]]
        return rows + [
            [name, "" if value is None else p(value), other, "" if amount is None else p(amount)]
            for (name, value), (other, amount) in zip(left, right, strict=True)
        ]

    def revenue(self, p: Printer, *, fiscal: str = "财政拨款收入") -> list[list[str]]:
        a = self.a
        rows = [
            [
                "科目编码",
                "科目名称",
                "本年收入合计",
                fiscal,
                "上级补助收入",
                "事业收入",
                "经营收入",
                "附属单位上缴收入",
                "其他收入",
            ]
        ]
        rows.append(["", "合计", p(a.revenue), p(a.fiscal_revenue), "", "", "", "", p(a.other)])
        # all lines get what they spent; what is carried over stands on 2010602
        drift = a.revenue - a.expenditure
        fiscal_drift = a.fiscal_revenue - a.fiscal_expenditure
        base = {line.code: line.total for line in a.lines} | {a.fund_line.code: a.gf}
        for code, name, basic, project in a.levels(a.all_lines()):
            on = "2010602".startswith(code)
            total = basic + project + (drift if on else 0)
            money = sum((value for item, value in base.items() if item.startswith(code)), Decimal(0)) + (
                fiscal_drift if on else 0
            )
            rows.append([code, name, p(total), p(money), "", "", "", "", p(total - money) if total != money else ""])
        return rows

    def expenditure(self, p: Printer) -> list[list[str]]:
        a = self.a
        rows = [
            [
                "功能分类科目编码",
                "科目名称",
                "本年支出合计",
                "基本支出",
                "项目支出",
                "上缴上级支出",
                "经营支出",
                "对附属单位补助支出",
            ],
            ["", "合计", p(a.expenditure), p(a.basic), p(a.project), "", "", ""],
        ]
        return rows + [
            [code, name, p(basic + project), p(basic) if basic else "", p(project) if project else "", "", "", ""]
            for code, name, basic, project in a.levels(a.all_lines())
        ]

    def fiscal_summary(self, p: Printer) -> list[list[str]]:
        a = self.a
        numerals = "一二三四五六七八九十"
        left = [
            ("一、一般公共预算财政拨款", a.gp_revenue),
            ("二、政府性基金预算财政拨款", a.gf_revenue),
            ("三、国有资本经营预算财政拨款", None),
        ]
        fund = {code: basic + project for code, _, basic, project in a.classes([a.fund_line])}
        right = []
        for index, (code, name, basic, project) in enumerate(a.classes([*a.lines[:6], a.fund_line, *a.lines[6:]])):
            total = basic + project
            right.append((f"{numerals[index]}、{name}", total, total - fund.get(code, 0), fund.get(code)))
        while len(left) < len(right):
            left.append(("", None))
        left += [
            ("本年收入合计", a.fiscal_revenue),
            ("年初财政拨款结转和结余", a.fiscal_opening),
            ("　　一般公共预算财政拨款", a.fiscal_opening),
            ("　　政府性基金预算财政拨款", None),
            ("总计", a.fiscal_total),
        ]
        right += [
            ("本年支出合计", a.fiscal_expenditure, a.gp, a.gf),
            ("年末财政拨款结转和结余", a.fiscal_closing, a.fiscal_closing, None),
            ("", None, None, None),
            ("", None, None, None),
            ("总计", a.fiscal_total, a.gp + a.fiscal_closing, a.gf),
        ]
        rows = [
            ["收入", "", "支出", "", "", "", ""],
            [
                "项目",
                "金额",
                "项目",
                "合计",
                "一般公共预算财政拨款",
                "政府性基金预算财政拨款",
                "国有资本经营预算财政拨款",
            ],
        ]
        show = lambda value: "" if value is None or not value else p(value)  # noqa: E731
        return rows + [
            [name, show(value), other, *map(show, amounts)]
            for (name, value), (other, *amounts) in zip(left, right, strict=True)
        ]

    def general_public(self, p: Printer) -> list[list[str]]:
        a = self.a
        rows = [
            ["功能分类科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
            ["", "合计", p(a.gp), p(a.gp_basic), p(a.gp_project)],
        ]
        return rows + [
            [code, name, p(basic + project), p(basic) if basic else "", p(project) if project else ""]
            for code, name, basic, project in a.levels(a.lines)
        ]

    def general_public_carried(self, p: Printer) -> list[list[str]]:
        """云南's form: 年初结转和结余, 本年收入, 本年支出, 年末结转和结余, each 合计, 基本, 项目."""
        a = self.a
        heads = ["年初结转和结余", "本年收入", "本年支出", "年末结转和结余"]
        rows = [
            ["科目编码", "科目名称", *[head for head in heads for _ in range(3)]],
            ["", "", *(["合计", "基本支出", "项目支出"] * 4)],
        ]

        def row(code: str, name: str, basic: Decimal, project: Decimal, carried: bool) -> list[str]:
            opening, closing = (a.fiscal_opening, a.fiscal_closing) if carried else (Decimal(0), Decimal(0))
            income = project + closing - opening
            return [
                code,
                name,
                p(opening),
                "",
                p(opening),
                p(basic + income),
                p(basic),
                p(income),
                p(basic + project),
                p(basic),
                p(project),
                p(closing),
                "",
                p(closing),
            ]

        rows.append(row("", "合计", a.gp_basic, a.gp_project, True))
        return rows + [
            row(code, name, basic, project, "2010602".startswith(code))
            for code, name, basic, project in a.levels(a.lines)
        ]

    def basic(self, p: Printer, *, wide: bool = False) -> list[list[str]]:
        """T6. ``wide``: 人员经费 and 公用经费 side by side."""
        a = self.a
        people = [row for row in a.economic if row[0][:3] in ("301", "303")]
        public = [row for row in a.economic if row[0][:3] in ("302", "310")]
        if not wide:
            rows = [
                ["经济分类科目编码", "科目名称", "合计", "人员经费", "公用经费"],
                ["", "合计", p(a.gp_basic), p(a.personnel), p(a.public_funds)],
            ]
            rows += [[code, name, p(amount), p(amount), ""] for code, name, amount in people]
            return rows + [[code, name, p(amount), "", p(amount)] for code, name, amount in public]
        rows = [
            ["人员经费", "", "", "公用经费", "", ""],
            ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
        ]
        for index in range(max(len(people), len(public))):
            left, right = (side[index] if index < len(side) else ("", "", None) for side in (people, public))
            rows.append(
                [
                    left[0],
                    left[1],
                    p(left[2]) if left[2] is not None else "",
                    right[0],
                    right[1],
                    p(right[2]) if right[2] is not None else "",
                ]
            )
        return [*rows, ["人员经费合计", "", p(a.personnel), "公用经费合计", "", p(a.public_funds)]]

    def three(self, p: Printer) -> list[list[str]]:
        a = self.a
        heads = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"]
        subs = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
        plan = [a.plan_three, a.abroad, a.plan_vehicle, a.plan_purchase, a.plan_operation, a.plan_reception]
        done = [a.three, a.abroad, a.vehicle, a.purchase, a.operation, a.reception]
        return [
            ["预算数"] + [""] * 5 + ["决算数"] + [""] * 5,
            heads * 2,
            subs * 2,
            [p(value) for value in (*plan, *done)],
        ]

    def three_rows(self, p: Printer, *, more: bool = False) -> list[list[str]]:
        """T7, an item a row; ``more``: with counts and 会议费, 培训费."""
        a = self.a
        rows = [
            ["项目", "预算数", "决算数"],
            ["“三公”经费合计", p(a.plan_three), p(a.three)],
            ["1.因公出国（境）费", p(a.abroad), p(a.abroad)],
            ["2.公务用车购置及运行维护费", p(a.plan_vehicle), p(a.vehicle)],
            ["（1）公务用车购置费", p(a.plan_purchase), p(a.purchase)],
            ["（2）公务用车运行维护费", p(a.plan_operation), p(a.operation)],
            ["3.公务接待费", p(a.plan_reception), p(a.reception)],
        ]
        return rows + ([["会议费", p(a.goods), p(a.sme)], ["培训费", p(a.services), p(a.micro)]] if more else [])

    def fund(self, p: Printer) -> list[list[str]]:
        a = self.a
        rows = [
            ["科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余"],
            ["", "", "", "", "小计", "基本支出", "项目支出", ""],
            ["", "合计", "", p(a.gf), p(a.gf), "", p(a.gf), ""],
        ]
        return rows + [
            [code, name, "", p(project), p(project), "", p(project), ""]
            for code, name, _, project in a.levels([a.fund_line])
        ]

    # --- budgets: the same accounts taken as a plan; all money is fiscal but for 其他收入 -------------------------------

    def plan_summary(self, p: Printer, *, funds: bool = True) -> list[list[str]]:
        """收支总表: the year's revenue and 上年结转 against the classes."""
        a = self.a
        numerals = "一二三四五六七八九十"
        left: list[tuple[str, Decimal | None]] = [
            ("一、一般公共预算拨款收入", a.gp_revenue),
            ("二、政府性基金预算拨款收入", a.gf_revenue),
            ("三、国有资本经营预算拨款收入", None),
            ("四、财政专户管理资金收入", None),
            ("五、事业收入", None),
            ("六、事业单位经营收入", None),
            ("七、上级补助收入", None),
            ("八、附属单位上缴收入", None),
            ("九、其他收入", a.other),
        ]
        right: list[tuple[str, Decimal | None]] = [
            (f"{numerals[index]}、{name}", basic + project)
            for index, (_, name, basic, project) in enumerate(a.classes(a.all_lines()))
        ]
        right += [("", None)] * (len(left) - len(right))
        left += [("本年收入合计", a.revenue), ("使用非财政拨款结余", a.surplus_used), ("上年结转结余", a.opening)]
        right += [("本年支出合计", a.expenditure), ("", None), ("结转下年", a.closing + a.distribution)]
        left.append(("收入总计", a.total))
        right.append(("支出总计", a.total))
        rows = [["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"]]
        return rows + _sides(left, right, p)

    def plan_revenue(self, p: Printer) -> list[list[str]]:
        """收入总表 with 上年结转 and the year's sources: one line of the body."""
        a = self.a
        return [
            ["部门（单位）名称", "合计", "上年结转结余", "一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "事业收入", "其他收入", "使用非财政拨款结余"],
            [a.name, p(a.total), p(a.opening), p(a.gp_revenue), p(a.gf_revenue), "", "", "", p(a.other), p(a.surplus_used)],
            ["合计", p(a.total), p(a.opening), p(a.gp_revenue), p(a.gf_revenue), "", "", "", p(a.other), p(a.surplus_used)],
        ]  # fmt: skip

    def plan_expenditure(self, p: Printer) -> list[list[str]]:
        a = self.a
        rows = [
            ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            ["", "合计", p(a.expenditure), p(a.basic), p(a.project)],
        ]
        return rows + [
            [code, name, p(basic + project), p(basic) if basic else "", p(project) if project else ""]
            for code, name, basic, project in a.levels(a.all_lines())
        ]

    def plan_fiscal(self, p: Printer) -> list[list[str]]:
        """财政拨款收支总表 with 上年结转 on both funds and 结转下年."""
        a = self.a
        fund = {code: basic + project for code, _, basic, project in a.classes([a.fund_line])}
        left = [
            ("一、本年收入", a.fiscal_revenue),
            ("（一）一般公共预算拨款", a.gp_revenue),
            ("（二）政府性基金预算拨款", a.gf_revenue),
            ("（三）国有资本经营预算拨款", None),
            ("二、上年结转", a.fiscal_opening),
            ("（一）一般公共预算拨款", a.fiscal_opening),
            ("（二）政府性基金预算拨款", None),
        ]
        right: list[tuple[Any, ...]] = [("一、本年支出", a.fiscal_expenditure, a.gp, a.gf)]
        numerals = "一二三四五六七八九十"
        for index, (code, name, basic, project) in enumerate(a.classes([*a.lines[:6], a.fund_line, *a.lines[6:]])):
            total = basic + project
            right.append((f"（{numerals[index]}）{name}", total, total - fund.get(code, 0), fund.get(code)))
        right.append(("二、结转下年", a.fiscal_closing, a.fiscal_closing, None))
        left += [("", None)] * (len(right) - len(left))
        left.append(("收入总计", a.fiscal_total))
        right.append(("支出总计", a.fiscal_total, a.gp + a.fiscal_closing, a.gf))
        rows = [
            ["收入", "", "支出", "", "", "", ""],
            ["项目", "金额", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
        ]
        show = lambda value: p(value) if value else ""  # noqa: E731
        return rows + [
            [name, show(value), other, *map(show, amounts), ""]
            for (name, value), (other, *amounts) in zip(left, right, strict=True)
        ]

    def plan_general(self, p: Printer, *, previous: bool = False) -> list[list[str]]:
        """一般公共预算支出表; ``previous``: with last year's 执行数 and the change, as 云南 and 湖南 print it."""
        a = self.a
        if not previous:
            rows = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
            rows.append(["", "合计", p(a.gp), p(a.gp_basic), p(a.gp_project)])
            return rows + [
                [code, name, p(basic + project), p(basic) if basic else "", p(project) if project else ""]
                for code, name, basic, project in a.levels(a.lines)
            ]
        rows = [
            ["科目编码", "科目名称", f"{a.year - 1}年执行数", f"{a.year}年预算数", "", "", f"{a.year}年预算数比{a.year - 1}年执行数", ""],
            ["", "", "", "小计", "基本支出", "项目支出", "增减额", "增减%"],
        ]  # fmt: skip
        before = {line.code: line.previous for line in a.lines}
        for code, name, basic, project in [("", "合计", a.gp_basic, a.gp_project), *a.levels(a.lines)]:
            was = sum((value for item, value in before.items() if item.startswith(code)), Decimal(0))
            now = basic + project
            rows.append([code, name, p(was), p(now), p(basic), p(project), p(now - was), p.share(now - was, was)])
        return rows

    def plan_three(self, p: Printer, *, years: bool = False) -> list[list[str]]:
        """“三公”经费表: one row; ``years``: an item a row with last year's budget beside."""
        a = self.a
        items = [
            ("合计", a.plan_three),
            ("因公出国（境）费用", a.abroad),
            ("公务用车购置及运行费", a.plan_vehicle),
            ("公务用车购置费", a.plan_purchase),
            ("公务用车运行费", a.plan_operation),
            ("公务接待费", a.plan_reception),
        ]
        if years:
            rows = [["项目", f"{a.year - 1}年预算数", f"{a.year}年预算数", "增减额"]]
            numbers = ["", "1.", "2.", "其中：（1）", "（2）", "3."]
            return rows + [
                [number + name, p(value * 2), p(value), p(-value)]
                for number, (name, value) in zip(numbers, items, strict=True)
            ]
        return [
            ["单位名称", "合计", "因公出国（境）费用", "公务用车购置及运行费", "", "", "公务接待费"],
            ["", "", "", "小计", "公务用车购置费", "公务用车运行费", ""],
            [a.name, *(p(value) for _, value in items)],
        ]


def _sides(
    left: Sequence[tuple[str, Decimal | None]], right: Sequence[tuple[str, Decimal | None]], p: Printer
) -> list[list[str]]:
    show = lambda value: "" if value is None else p(value)  # noqa: E731
    return [
        [name, show(value), other, show(amount)] for (name, value), (other, amount) in zip(left, right, strict=True)
    ]
