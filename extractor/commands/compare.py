"""``juesuan compare``: one figure over all departments of a dataset."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.commands.telling import Lang, errors_told

if TYPE_CHECKING:
    from extractor.compare.records import Comparison

SHOWN = 15
GROUPS_SHOWN = 40


def register(app: typer.Typer) -> None:
    app.command()(compare)


def compare(
    dataset: Annotated[Path, typer.Argument(help="juesuan batch 做的数据集", metavar="DATASET")],
    metric: Annotated[str, typer.Option(help="指标，如 three_public.total", metavar="METRIC")],
    by: Annotated[
        str,
        typer.Option(
            help="分组，逗号分开：region,province,city,county,level,year,kind,scope,publisher", metavar="COLUMNS"
        ),
    ] = "region,year",
    kind: Annotated[str | None, typer.Option(help="只看一种公开", metavar="final_account|budget|performance")] = None,
    measure: Annotated[
        str | None,
        typer.Option(help="口径，默认决算看决算数、预算看预算数", metavar="actual|budget|budget_initial|count"),
    ] = None,
    year: Annotated[int | None, typer.Option(help="只看一年", metavar="YEAR")] = None,
    region: Annotated[str | None, typer.Option(help="只看一地（地名，或区划代码的开头）", metavar="PLACE")] = None,
    html: Annotated[Path | None, typer.Option(help="存成网页（含图）", metavar="FILE")] = None,
    csv_out: Annotated[bool, typer.Option("--csv", help="每个公开一行，CSV 输出到屏幕")] = False,
    lang: Lang = "zh",
) -> None:
    """比较一个指标：覆盖、分组、排序、人均、构成、逐年变化、预算与决算，以及值得一问之处。"""
    from extractor.compare.query import compare as compare_metric
    from extractor.dataset.opening import open_dataset

    columns = [column.strip() for column in by.split(",") if column.strip()]
    with errors_told(lang):
        with open_dataset(dataset) as opened:
            found = compare_metric(
                opened, metric, by=columns, kind=kind, measure=measure, year=year, region=region,
                checks=not csv_out or html is not None,
            )  # fmt: skip
        if html is not None:
            from extractor.compare.page import page_of
            from extractor.output import write_whole

            write_whole(html, page_of(found))
    if csv_out:
        _write_csv(found)
    elif html is not None:
        typer.echo(html)
    else:
        from rich.console import Console

        console = Console(width=None if sys.stdout.isatty() else 140)
        for part in _shown(found):
            console.print(part)


def _write_csv(found: Comparison) -> None:
    """A row a publication; plain decimals, empty where missing, with why."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = [
        "name",
        "organisation",
        "region",
        "year",
        "kind",
        "scope",
        "level",
        "amount",
        "unit",
        "per_head",
        "reason",
        "document",
        "path",
        "page",
        "quote",
    ]
    writer.writerow(names)
    for figure in found.figures:
        per_head = figure.per_head
        writer.writerow(
            [
                figure.name,
                figure.body,
                " ".join(figure.region.split()),
                figure.year,
                figure.kind,
                figure.scope,
                figure.level,
                None if figure.amount is None else f"{figure.amount.normalize():f}",
                found.unit if figure.amount is not None else None,
                None if per_head is None else f"{per_head:.2f}",
                figure.reason,
                figure.document,
                figure.source,
                figure.page,
                figure.quote,
            ]
        )


def _shown(found: Comparison) -> Iterator[Any]:
    from rich.markup import escape
    from rich.table import Table

    from extractor.compare.page import BY_NAMES, KIND_NAMES
    from extractor.dataset.amounts import told
    from extractor.knowledge.checks import OUTCOMES

    present, every = found.present, len(found.figures)
    zero = sum(figure.amount == 0 for figure in present)
    yield f"[bold]{escape(found.name)}[/]（{escape(found.metric)}）：{every} 个公开中 {len(present)} 个有这个数（其中 {zero} 个为 0），{every - len(present)} 个没有；读取失败的文件 {len(found.failed)}"
    for note in found.notes[:SHOWN]:
        yield f"[dim]※ {escape(note)}[/]"
    groups = Table(title="分组", title_justify="left")
    for column in found.by:
        groups.add_column(BY_NAMES[column])
    for head in ("公开数", "有这个数", "为 0", "合计", "中位数", "最小", "最大"):
        groups.add_column(head, justify="right")
    for group in found.groups[:GROUPS_SHOWN]:
        values = (group.total, group.median, group.lowest, group.highest)
        groups.add_row(
            *(
                KIND_NAMES.get(value, str(value)) if column == "kind" else str(value or "未知")
                for column, value in group.key.items()
            ),
            *map(str, (group.publications, group.present, group.zero)),
            *("—" if value is None else told(value, found.unit) for value in values),
        )
    yield groups
    if len(found.groups) > GROUPS_SHOWN:
        yield f"……还有 {len(found.groups) - GROUPS_SHOWN} 组，用 --html 看全部，或用 --by、--region、--year 收窄"
    if present:
        ranking = Table(title=f"排序（前 {min(SHOWN, len(present))}）", title_justify="left")
        for head in ("公开主体", "年度", "种类", "数", "人均", "文件", "页"):
            ranking.add_column(head, justify="right" if head in ("数", "人均", "页") else "left")
        for figure in present[:SHOWN]:
            per_head = figure.per_head if found.unit == "元" else None
            ranking.add_row(
                escape(figure.name),
                str(figure.year or "未知"),
                KIND_NAMES[figure.kind],
                told(figure.amount, found.unit) if figure.amount is not None else "—",
                "—" if per_head is None else told(per_head, found.unit),
                escape(figure.source or ""),
                str(figure.page or ""),
            )
        yield ranking
    if found.changes:
        changes = Table(title="逐年变化（幅度最大的在前）", title_justify="left")
        for head in ("公开主体", "年度", "上年", "本年", "增减", "增减率"):
            changes.add_column(head, justify="left" if head in ("公开主体", "年度") else "right")
        for change in sorted(found.changes, key=lambda change: -abs(change.change))[:SHOWN]:
            rate = "上年为 0" if change.rate is None else f"{change.rate:+.2f}%"
            amounts = (told(value, found.unit) for value in (change.previous, change.amount, change.change))
            changes.add_row(escape(change.name), str(change.year), *amounts, rate)
        yield changes
    if counts := found.outcomes:
        yield "跨文件核对：" + "，".join(f"{OUTCOMES[outcome]} {count}" for outcome, count in counts.items())
        for finding in [each for each in found.findings if each.outcome == "fail"][:SHOWN]:
            yield f"[red]×[/] {escape(finding.name)} {finding.year or ''}：{escape(finding.message)}"
    for question in found.questions[:SHOWN]:
        yield f"[yellow]？[/] {escape(question.name)} {question.year or ''}：{escape(question.text)}"
    if found.missing:
        missing = Table(title="没有这个数的", title_justify="left")
        for head in ("公开主体", "年度", "种类", "原因", "文件"):
            missing.add_column(head)
        for figure in found.missing[:SHOWN]:
            missing.add_row(
                escape(figure.name),
                str(figure.year or "未知"),
                KIND_NAMES[figure.kind],
                escape(figure.reason or ""),
                escape(figure.source or ""),
            )
        yield missing
        if len(found.missing) > SHOWN:
            yield f"……还有 {len(found.missing) - SHOWN} 个，见 --csv 或 --html"
