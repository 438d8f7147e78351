"""“三公”经费: in one row (budget and final side by side or in pairs), or a row an expense."""

from __future__ import annotations

from corpus.generator.forms.maker import Form, Maker, head
from corpus.generator.model import Cell


def three_public(maker: Maker) -> Form:
    title = "财政拨款“三公”经费支出决算表"
    form = "final.three_public"
    three = maker.accounts.three_public
    empty = not three["total"].value and not three["total"].budget
    names = {
        "total": "合计",
        "abroad": "因公出国（境）费",
        "vehicle": "小计",
        "vehicle_purchase": "公务用车购置费",
        "vehicle_operation": "公务用车运行维护费",
        "reception": "公务接待费",
    }
    maker.begin()
    keys = [f"{measure}.{name}" for measure in ("budget", "final") for name in names]
    if maker.variant.three_public == "long":
        rows_of = [
            ("total", "“三公”经费支出"),
            ("abroad", "1．因公出国（境）费"),
            ("vehicle", "2．公务用车购置及运行维护费"),
            ("vehicle_purchase", "（1）公务用车购置费"),
            ("vehicle_operation", "（2）公务用车运行维护费"),
            ("reception", "3．公务接待费"),
        ]
        header = [[head("项目"), head("行次"), head("预算数"), head("决算数")]]
        body = []
        for number, (name, label) in enumerate(rows_of, 1):
            row = maker.row(label)
            body.append(
                [
                    Cell(label, indent=(name != "total") + name.startswith("vehicle_")),
                    Cell(str(number), align="center"),
                    maker.money(three[name].budget, row, f"budget.{name}", empty=empty),
                    maker.money(three[name].value, row, f"final.{name}", empty=empty),
                ]
            )
        return maker.form(form, title, keys, header, body, [6, 1, 3, 3], empty=empty)
    vehicle = "公务用车购置及运行维护费"
    row = maker.row("")
    if maker.variant.three_public == "wide":
        top = [head("预算数", cols=6), head("决算数", cols=6)]
        second = [
            head("合计", rows=2),
            head("因公出国（境）费", rows=2),
            head(vehicle, cols=3),
            head("公务接待费", rows=2),
        ] * 2
        third = [head("小计"), head("公务用车购置费"), head("公务用车运行维护费")] * 2
        header = [top, second, third]
        cells = [maker.money(three[name].budget, row, f"budget.{name}", empty=empty) for name in names]
        cells += [maker.money(three[name].value, row, f"final.{name}", empty=empty) for name in names]
    else:
        top = [
            head("合计", cols=2, rows=2),
            head("因公出国（境）费", cols=2, rows=2),
            head(vehicle, cols=6),
            head("公务接待费", cols=2, rows=2),
        ]
        second = [head(names[name], cols=2) for name in ("vehicle", "vehicle_purchase", "vehicle_operation")]
        header = [top, second, [head("预算数"), head("决算数")] * 6]
        cells = [
            maker.money(amount, row, f"{measure}.{name}", empty=empty)
            for name in names
            for measure, amount in (("budget", three[name].budget), ("final", three[name].value))
        ]
    body = [cells]
    if maker.variant.line_numbers:
        header.append([head(str(n)) for n in range(1, 13)])
    return maker.form(form, title, keys, header, body, [1.0] * 12, empty=empty)


def budget_three_public(maker: Maker) -> Form:
    three = maker.accounts.three_public
    maker.begin()
    row = maker.row("")
    office = maker.accounts.administrative
    year = maker.accounts.year
    header = [
        [
            head(f"{year}年“三公”经费预算数", cols=6),
            *([head(f"{year}年机关运行经费预算数", rows=3)] if office else []),
        ],
        [
            head("合计", rows=2),
            head("因公出国（境）费", rows=2),
            head("公务接待费", rows=2),
            head("公务用车购置及运行费", cols=3),
        ],
        [head("小计"), head("购置费"), head("运行费")],
    ]
    order = ("total", "abroad", "reception", "vehicle", "vehicle_purchase", "vehicle_operation")
    cells = [maker.money(three[name].value, row, name) for name in order]
    if office:
        cells.append(maker.money(maker.accounts.public_funds(), row, "operating_cost"))
    title = "部门“三公”经费和机关运行经费预算表" if office else "单位“三公”经费预算表"
    empty = not office and not three["total"].value
    return maker.form(
        "budget.three_public", title, [*order, "operating_cost"], header, [cells], [1.0] * len(cells), empty=empty
    )
