"""What one disclosure holds, for a person at a terminal: rich tables over the records, no reading of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from extractor.knowledge.vocabulary import metric_names
from extractor.records import Disclosure, Fact

KIND_NAMES = {"final_account": "决算", "budget": "预算", "performance": "绩效", None: "未知"}
SCOPE_NAMES = {"department": "部门", "unit": "单位", None: "未知"}
MEASURE_NAMES = {
    "actual": "决算数",
    "budget_initial": "年初预算",
    "budget": "预算数",
    "completion": "完成预算",
    "change": "比上年增减",
    "change_rate": "增减率",
    "share": "占比",
    "count": "数量",
}
# Figures that a reader asks for first, in the order of the disclosure.
KEY_METRICS = (
    "total.revenue_and_expenditure",
    "total.revenue",
    "total.expenditure",
    "revenue.total",
    "expenditure.total",
    "fiscal.revenue_and_expenditure",
    "general_public.expenditure",
    "general_public.personnel",
    "general_public.public_funds",
    "three_public.total",
    "three_public.abroad",
    "three_public.vehicle",
    "three_public.reception",
    "operating_cost",
    "procurement.total",
    "assets.vehicles",
    "performance.projects",
)


def overview(disclosure: Disclosure) -> Iterator[Table | Text]:
    """Profile, counts, key figures, forms and problems, one renderable each."""
    yield _profile(disclosure)
    if disclosure.facts:
        yield _key_figures(disclosure)
    if disclosure.statements or disclosure.indicator_tables:
        yield _forms(disclosure)
    yield _problems(disclosure)


def _profile(disclosure: Disclosure) -> Table:
    profile = disclosure.profile
    table = Table(title=escape(profile.title or disclosure.source.name), show_header=False, title_justify="left")
    rows = {
        "公开单位": profile.publisher or "（未找到）",
        "地区": " / ".join(part for part in profile.region if part) or "（未找到）",
        "年度、类型": f"{profile.fiscal_year or '？'} 年 {KIND_NAMES[profile.kind]}（{SCOPE_NAMES[profile.scope]}）",
        "读出": f"章节 {len(disclosure.sections)}，段落 {len(disclosure.paragraphs)}，数字 {len(disclosure.entities)}，"
        f"指标数据 {len(disclosure.facts)}，报表 {len(disclosure.statements)}，绩效表 {len(disclosure.indicator_tables)}，"
        f"名词 {len(disclosure.glossary)}",
    }
    for name, value in rows.items():
        table.add_row(name, escape(value))
    return table


def _key_figures(disclosure: Disclosure) -> Table:
    table = Table(title="主要数字（原文）", title_justify="left")
    for column, justify in (
        ("指标", "left"),
        ("口径", "left"),
        ("年度", "left"),
        ("数值", "right"),
        ("单位", "left"),
        ("页", "right"),
        ("原文", "left"),
    ):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    names = metric_names()
    shown: set[tuple[str, str, int | None]] = set()
    for metric in KEY_METRICS:
        for fact in disclosure.facts:
            key = (fact.metric, fact.measure, fact.year)
            if fact.metric != metric or fact.origin != "prose" or fact.dims or key in shown:
                continue
            shown.add(key)
            table.add_row(*(escape(value) for value in _figure(fact, names, disclosure)))
    return table


def _figure(fact: Fact, names: dict[str, str], disclosure: Disclosure) -> tuple[str, ...]:
    around = disclosure.text[max(0, fact.anchor.start - 12) : fact.anchor.end + 2].replace("\n", " ").replace("\t", " ")
    return (
        names.get(fact.metric, fact.metric),
        MEASURE_NAMES[fact.measure],
        str(fact.year or ""),
        _signed(fact.value) if fact.measure in ("change", "change_rate") else str(fact.value),
        fact.unit or "",
        str(fact.anchor.page or ""),
        f"…{around}…",
    )


def _signed(value: Decimal) -> str:
    return f"+{value}" if value > 0 else str(value)


def _forms(disclosure: Disclosure) -> Table:
    table = Table(title="报表和绩效表", title_justify="left")
    for column in ("名称", "代码", "页", "行数", "说明"):
        table.add_column(column)
    for statement in disclosure.statements:
        pages = (
            "–".join(str(page) for page in sorted({statement.pages[0], statement.pages[-1]})) if statement.pages else ""
        )
        note = statement.note or ("空表" if statement.empty else f"单位：{statement.unit or '未注明'}")
        table.add_row(escape(statement.title), statement.form, pages, str(len(statement.rows)), escape(note[:40]))
    for found in disclosure.indicator_tables:
        table.add_row(
            escape(found.project or "（未命名项目）"),
            "performance.indicators",
            str(found.anchor.page or ""),
            str(len(found.indicators)),
            "绩效指标",
        )
    return table


def _problems(disclosure: Disclosure) -> Table | Text:
    if not disclosure.problems:
        return Text("没有发现阅读上的问题。")
    counted = Counter((problem.severity, problem.code, problem.message) for problem in disclosure.problems)
    table = Table(title=f"阅读中的问题（{len(disclosure.problems)}）", title_justify="left")
    for column in ("级别", "代码", "说明"):
        table.add_column(column)
    names = {"error": "错误", "warning": "警告", "info": "提示"}
    for (severity, code, message), count in list(counted.items())[:40]:
        table.add_row(names[severity], code, escape(message + (f"（×{count}）" if count > 1 else "")))
    return table
