"""Indicator (绩效) tables: three column sets met in real documents, and the budget's table of goals, with their truth.

Truth: ``{project, department, unit_name, fiscal_year, unit, funds: {line: {label, cells: {column: {printed, value, yuan}}}},
goals: {expected, actual}, indicators: [{level1, level2, level3, target, actual, weight, score, deviation}], total_score}``.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from corpus.generator.accounts import Accounts, Project
from corpus.generator.data import load
from corpus.generator.model import Align, Cell, TableModel, TableStyle, table_of
from corpus.generator.numbers import as_printed, percent, printed, wan, yuan_of
from corpus.generator.variants import Variant

LEVELS = {  # 二级 under 一级, in the three namings met
    "seed": ("项目完成指标", "效益指标", "满意度指标"),
    "scored": ("产出指标", "效益指标", "满意度指标"),
    "values": ("产出指标", "效益指标", "满意度指标"),
}
_COLUMNS = {
    "seed": (
        "一级指标",
        "二级指标",
        "三级指标",
        "预期指标值(包含数字及文字描述)",
        "实际完成指标值(包含数字及文字描述)",
    ),
    "values": ("一级指标", "二级指标", "三级指标", "目标值(A)", "全年实际值(B)"),
    "goals": ("一级指标", "二级指标", "三级指标", "指标值"),
}
TITLES = {
    "seed": "项目支出绩效目标完成情况表",
    "scored": "项目支出绩效自评表",
    "values": "项目绩效目标自评表",
    "goals": "项目支出绩效目标表",
}


def indicator_table(rng: Random, accounts: Accounts, project: Project, variant: Variant) -> TableModel:
    """The table of one project in the document's column set; in a budget the table of its goals."""
    maker = _Maker(rng, accounts, project, variant)
    if accounts.kind == "budget":
        return maker.goals_table()
    return {"seed": maker.seed_table, "scored": maker.scored_table, "values": maker.values_table}[variant.indicators]()


def table_title(accounts: Accounts, variant: Variant) -> str:
    return TITLES["goals" if accounts.kind == "budget" else variant.indicators]


class _Maker:
    def __init__(self, rng: Random, accounts: Accounts, project: Project, variant: Variant) -> None:
        self.rng = rng
        self.accounts = accounts
        self.project = project
        self.variant = variant
        self.truth: dict[str, Any] = {
            "title": table_title(accounts, variant),
            "project": project.name,
            "department": accounts.org,
            "unit_name": None,
            "fiscal_year": accounts.year,
            "unit": "万元",
            "funds": {},
            "goals": {"expected": None, "actual": None},
            "indicators": [],
            "total_score": None,
        }

    def seed_table(self) -> TableModel:
        """Title in the first row, funds as 预算数: / 执行数: pairs, then 一级 … 实际完成指标值."""
        year, project = self.accounts.year, self.project
        rows = [
            [Cell(f"{TITLES['seed']}\n({year}年度)", col_span=6, align="center", bold=True)],
            [Cell("项目名称", col_span=2, align="center"), Cell(project.name, col_span=4)],
            [Cell("预算单位", col_span=2, align="center"), Cell(self.accounts.org, col_span=4)],
        ]
        lines = (
            ("total", "", project.budget, project.executed),
            ("fiscal", "其中-财政拨款:", project.budget, project.executed),
            ("other", "其它资金:", 0, 0),
        )
        for key, label, budget, executed in lines:
            cells = [
                Cell(label or "预算数:"),
                self._fund(key, label or "预算数", "budget", budget, suffix=True),
                Cell(label or "执行数:"),
                self._fund(key, label or "预算数", "executed", executed, suffix=True),
            ]
            lead = [Cell("预算执行情况(万元)", col_span=2, row_span=3, align="center")] if key == "total" else []
            rows.append([*lead, *cells])
        expected, actual = self._goals()
        rows.append(
            [
                Cell("年度目标完成情况", col_span=2, row_span=2, align="center"),
                Cell("预期目标", col_span=2, align="center"),
                Cell("实际完成目标", col_span=2, align="center"),
            ]
        )
        rows.append([Cell(expected, col_span=2), Cell(actual, col_span=2)])
        indicators = self._indicators()
        heads = [Cell(name, align="center") for name in _COLUMNS["seed"]]
        rows.append([Cell("绩效指标完成情况", row_span=len(indicators) + 1, align="center"), *heads])
        rows += self._indicator_rows(indicators, ("level3", "target", "actual"))
        return self._table(rows, [1.3, 1.6, 2.0, 3.2, 3.4, 3.4])

    def scored_table(self) -> TableModel:
        """年初预算数/全年预算数/全年执行数/分值/执行率/得分, then indicators with 分值, 得分 and 偏差原因."""
        year, project = self.accounts.year, self.project
        self.truth["unit_name"] = self.accounts.org
        rows = [
            [Cell(f"（{year}年度）", col_span=9, align="center")],
            [Cell("项目名称", col_span=2, align="center"), Cell(project.name, col_span=7)],
            [
                Cell("主管部门", col_span=2, align="center"),
                Cell(self.accounts.org, col_span=3),
                Cell("实施单位", align="center"),
                Cell(self.accounts.org, col_span=3),
            ],
            [
                Cell("项目资金（万元）", col_span=2, row_span=5, align="center"),
                Cell(""),
                *(
                    Cell(name, align="center")
                    for name in ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
                ),
            ],
        ]
        rate = percent(project.executed, project.budget)
        score = (rate / 10).quantize(Decimal("0.01"))
        for key, label, budget, executed in (
            ("total", "年度资金总额", project.budget, project.executed),
            ("fiscal", "其中：当年财政拨款", project.budget, project.executed),
            ("carryover", "上年结转资金", 0, 0),
            ("other", "其他资金", 0, 0),
        ):
            money = [
                self._fund(key, label, "budget_initial", budget),
                self._fund(key, label, "budget", budget),
                self._fund(key, label, "executed", executed),
            ]
            if key == "total":
                scored = [
                    self._fund_number(key, label, "weight", "10", None),
                    self._fund_number(key, label, "rate", f"{printed(rate, trim=True)}%", None),
                    self._fund_number(key, label, "score", printed(score, trim=True), None),
                ]
            else:
                scored = [Cell("—", align="center")] * 3
            rows.append([Cell(label), *money, *scored])
        expected, actual = self._goals()
        rows.append(
            [
                Cell("年度总体目标", row_span=2, align="center"),
                Cell("预期目标", col_span=4, align="center"),
                Cell("实际完成情况", col_span=4, align="center"),
            ]
        )
        rows.append([Cell(expected, col_span=4), Cell(actual, col_span=4)])
        indicators = self._indicators(scored=True)
        names = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
        rows.append(
            [
                Cell("绩效指标", row_span=len(indicators) + 1, align="center"),
                *(Cell(name, align="center") for name in names),
                Cell("偏差原因分析及改进措施", align="center"),
            ]
        )
        rows += self._indicator_rows(indicators, ("level3", "target", "actual", "weight", "score", "deviation"))
        total = score + sum(Decimal(entry["score"]) for entry in indicators)
        self.truth["total_score"] = str(total.normalize() if total % 1 else total.to_integral_value())
        rows.append(
            [
                Cell("总分", col_span=6, align="center"),
                Cell("100", align="center"),
                Cell(self.truth["total_score"], align="center", truth=("total_score",)),
                Cell(""),
            ]
        )
        return self._table(rows, [1.3, 1.6, 1.9, 2.9, 2.2, 2.2, 1.2, 1.4, 2.2])

    def values_table(self) -> TableModel:
        """全年预算数(A)/全年执行数(B)/执行率(B/A), then 目标值(A) against 全年实际值(B)."""
        project = self.project
        rows = [
            [Cell("项目名称", col_span=2, align="center"), Cell(project.name, col_span=3)],
            [Cell("主管部门", col_span=2, align="center"), Cell(self.accounts.org, col_span=3)],
            [
                Cell("项目资金（万元）", col_span=1, row_span=3, align="center"),
                Cell(""),
                *(Cell(name, align="center") for name in ("全年预算数(A)", "全年执行数(B)", "执行率(B/A)")),
            ],
        ]
        for key, label, budget, executed in (
            ("total", "年度资金总额", project.budget, project.executed),
            ("fiscal", "其中：财政拨款", project.budget, project.executed),
        ):
            rate = f"{printed(percent(executed, budget), trim=True)}%"
            rows.append(
                [
                    Cell(label),
                    self._fund(key, label, "budget", budget),
                    self._fund(key, label, "executed", executed),
                    self._fund_number(key, label, "rate", rate, None),
                ]
            )
        expected, actual = self._goals()
        rows.append(
            [
                Cell("年度总体目标", row_span=2, align="center"),
                Cell("年初设定目标", col_span=2, align="center"),
                Cell("全年实际完成情况", col_span=2, align="center"),
            ]
        )
        rows.append([Cell(expected, col_span=2), Cell(actual, col_span=2)])
        rows.append([Cell(name, align="center") for name in _COLUMNS["values"]])
        rows += self._indicator_rows(self._indicators(), ("level3", "target", "actual"))
        return self._table(rows, [1.8, 2.4, 3.4, 2.8, 2.8])

    def goals_table(self) -> TableModel:
        """The budget's 绩效目标表: no actual values."""
        project = self.project
        rows = [
            [Cell("项目名称", align="center"), Cell(project.name, col_span=3)],
            [Cell("主管部门", align="center"), Cell(self.accounts.org, col_span=3)],
            [
                Cell("项目资金（万元）", row_span=2, align="center"),
                Cell("年度资金总额"),
                self._fund("total", "年度资金总额", "budget", project.budget, span=2),
            ],
            [Cell("其中：财政拨款"), self._fund("fiscal", "其中：财政拨款", "budget", project.budget, span=2)],
        ]
        expected, _ = self._goals(actual=False)
        rows.append([Cell("年度总体目标", align="center"), Cell(expected, col_span=3)])
        rows.append([Cell(name, align="center") for name in _COLUMNS["goals"]])
        rows += self._indicator_rows(self._indicators(actual=False), ("level3", "target"))
        return self._table(rows, [2.0, 2.4, 4.2, 2.8])

    # --- parts ----------------------------------------------------------------------------------------------------------

    def _table(self, rows: list[list[Cell]], widths: list[float]) -> TableModel:
        style = TableStyle(
            font_size=9.0, thin_rects=self.variant.thin_rects, rulings=self.variant.rulings, repeat_header=False
        )
        return table_of(rows, header_rows=0, widths=widths, style=style, kind="indicators", truth=self.truth)

    def _fund(self, key: str, label: str, column: str, amount: int, *, suffix: bool = False, span: int = 1) -> Cell:
        text = printed(wan(amount), trim=True)
        return self._fund_number(key, label, column, f"{text}万元" if suffix and amount else text, "万元", span=span)

    def _fund_number(self, key: str, label: str, column: str, text: str, unit: str | None, *, span: int = 1) -> Cell:
        line = self.truth["funds"].setdefault(key, {"label": label, "cells": {}})
        value = as_printed(text.removesuffix("万元").removesuffix("%"))
        amount = yuan_of(value, unit)
        line["cells"][column] = {"printed": text, "value": str(value), "yuan": None if amount is None else str(amount)}
        return Cell(text, col_span=span, align="center", truth=("funds", key, column))

    def _goals(self, *, actual: bool = True) -> tuple[str, str]:
        project, words = self.project, load("phrases")["goals"]
        slots = {
            "thing": project.spec["thing"],
            "count": project.count,
            "unit": project.spec["unit"],
            "social": project.spec["social"],
        }
        expected = self.rng.choice(words["expected"]).format(**slots)
        reached = self.rng.choice(words["actual"]).format(**slots)
        self.truth["goals"] = {"expected": expected, "actual": reached if actual else None}
        return expected, reached

    def _indicators(self, *, scored: bool = False, actual: bool = True) -> list[dict[str, Any]]:
        project, spec, year = self.project, self.project.spec, self.accounts.year
        first, second, third = LEVELS[self.variant.indicators if self.accounts.kind == "final_account" else "values"]
        at_least = self.rng.choice(("≥", "≥", ""))
        wanted = max(85, project.quality - self.rng.randrange(0, 6))
        cost = printed(wan(project.budget), trim=True)
        spent = printed(wan(project.executed), trim=True)
        people = min(project.satisfaction, 90)
        lines = [
            (
                first,
                "数量指标",
                f"{spec['thing']}数量",
                f"{at_least}{project.count}{spec['unit']}",
                f"{project.count}{spec['unit']}",
            ),
            (first, "质量指标", spec["quality"], f"≥{wanted}%", f"{project.quality}%"),
            (first, "时效指标", "完成时间", f"{year}年12月31日前", f"{year}年12月{self.rng.randrange(5, 30)}日"),
            (first, "成本指标", "项目总成本", f"≤{cost}万元", f"{spent}万元"),
            (
                second,
                "社会效益指标",
                "社会效益",
                spec["social"],
                "达到预期" if self.rng.random() < 0.5 else spec["social"],
            ),
            (second, "可持续影响指标", spec["sustain"], "长期", "长期"),
            (third, "服务对象满意度指标", f"{spec['public']}满意度", f"≥{people}%", f"{project.satisfaction}%"),
        ]
        if self.rng.random() < 0.4:
            lines.insert(4, (second, "经济效益指标", "节约日常开支", "有所节约", "有所节约"))
        weights = [
            15,
            15,
            10,
            10,
            *([10] if len(lines) == 8 else []),
            15 if len(lines) == 8 else 20,
            5 if len(lines) == 8 else 10,
            10,
        ]
        built = []
        for (level1, level2, level3, target, reached), weight in zip(lines, weights, strict=True):
            lost = self.rng.choice((0, 0, 0, 1, 2)) if scored else 0
            built.append(
                {
                    "level1": level1,
                    "level2": level2,
                    "level3": level3,
                    "target": target,
                    "actual": reached if actual else None,
                    "weight": str(weight) if scored else None,
                    "score": str(weight - lost) if scored else None,
                    "deviation": ("执行进度略慢，下一年度提前安排" if lost else None) if scored else None,
                }
            )
        self.truth["indicators"] = built
        return built

    def _indicator_rows(self, indicators: list[dict[str, Any]], keys: tuple[str, ...]) -> list[list[Cell]]:
        merged = self.accounts.kind == "budget" or self.variant.indicators != "seed"
        rows = []
        for index, entry in enumerate(indicators):
            cells = []
            if not merged:
                cells.append(Cell(entry["level1"], align="center"))
            elif index == 0 or indicators[index - 1]["level1"] != entry["level1"]:
                span = sum(1 for other in indicators if other["level1"] == entry["level1"])
                cells.append(Cell(entry["level1"], row_span=span, align="center"))
            cells.append(Cell(entry["level2"], align="center"))
            for key in keys:
                align: Align = "center" if key in ("weight", "score") else "left"
                cells.append(Cell(entry[key] or "", align=align, truth=("indicators", str(index), key)))
            rows.append(cells)
        return rows
