"""``juesuan batch``: many documents into a dataset."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.commands.telling import Lang, errors_told
from extractor.problems import Language

if TYPE_CHECKING:
    from extractor.batch import Progress, Summary


# Failed files named in the summary; all of them stand in the dataset.
NAMED_FAILURES = 10


def register(app: typer.Typer) -> None:
    app.command()(batch)


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="文件夹、通配符（加引号）、文件，或清单 CSV（path,url,publisher,region,year）",
            metavar="DIR|GLOB|FILE|MANIFEST.csv",
        ),
    ],
    out: Annotated[Path, typer.Option(help="数据集文件夹；再次运行只读新的和改过的文件", metavar="DATASET")],
    workers: Annotated[int | None, typer.Option(help="同时读几份，默认等于处理器核数", min=1, metavar="N")] = None,
    timeout: Annotated[float, typer.Option(help="一份文件最多读多少秒", min=0.1, metavar="S")] = 120.0,
    memory: Annotated[int, typer.Option(help="一份文件最多用多少 MB 内存", min=64, metavar="MB")] = 2048,
    retry: Annotated[bool, typer.Option("--retry", help="重读因超时、内存或进程终止而失败的文件")] = False,
    again: Annotated[bool, typer.Option("--again", help="全部重读")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="忘掉这次输入里没有的文件")] = False,
    no_tables: Annotated[bool, typer.Option("--no-tables", help="只读文件，不更新数据表")] = False,
    scheduler: Annotated[
        str | None, typer.Option(help="在 dask 集群上读，如 tcp://10.0.0.1:8786", metavar="ADDRESS")
    ] = None,
    lang: Lang = "zh",
) -> None:
    """把许多文件读成一个数据集：可随时中断，再次运行接着做；一份文件出事不影响其余。"""
    from extractor.batch import Limits, run_batch

    try:
        with errors_told(lang) as language, _watching(language) as watch:
            summary = run_batch(
                inputs,
                out,
                workers=workers,
                limits=Limits(timeout, memory),
                retry=retry,
                again=again,
                prune=prune,
                tables=not no_tables,
                scheduler=scheduler,
                watch=watch,
            )
    except KeyboardInterrupt:
        typer.echo(
            "已中断；读完的都已保存，再运行一次接着做"
            if lang == "zh"
            else "stopped; what was read is kept, run again to go on",
            err=True,
        )
        raise typer.Exit(1) from None
    for line in _told(summary, language):
        typer.echo(line, err=True)
    if summary.failed == summary.documents:
        raise typer.Exit(2)
    if summary.failed or summary.partial or summary.tables_error:
        raise typer.Exit(1)


@contextmanager
def _watching(language: Language) -> Iterator[Callable[[Progress], None] | None]:
    """A progress bar where a person is looking, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    reading, failures, rate = ("读取", "失败", "份/秒") if language == "zh" else ("reading", "failed", "docs/s")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{{task.fields[rate]:.1f}} {rate}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn(f"{failures} {{task.fields[failed]}}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(reading, total=None, rate=0.0, failed=0)

        def watch(state: object) -> None:
            done, total, failed = state.done, state.total, state.failed  # type: ignore[attr-defined]
            seconds = bar.tasks[0].elapsed or 0.0
            bar.update(task, total=total, completed=done, failed=failed, rate=done / seconds if seconds else 0.0)
            if state.code is not None:  # type: ignore[attr-defined]
                bar.console.print(f"[{state.code}] {state.name}", markup=False, highlight=False)  # type: ignore[attr-defined]

        yield watch


def _told(summary: Summary, language: Language) -> Iterator[str]:
    """The summary, in lines."""
    failures = "，".join(f"{code} {count}" for code, count in summary.failures.items())
    rate = summary.read / summary.seconds if summary.seconds else 0.0
    if language == "zh":
        yield f"文件 {summary.files}（不同内容 {summary.documents}）：这次读了 {summary.read}，已有 {summary.known}"
        yield f"完整 {summary.complete}，有问题 {summary.partial}，失败 {summary.failed}" + (
            f"（{failures}）" if failures else ""
        )
        yield f"重复：字节相同 {summary.same_bytes}，同一文件的另一格式 {summary.same_document}"
        speed = f"，每秒 {rate:.2f} 份" if summary.read else ""
        yield f"用时 {summary.seconds:.1f} 秒{speed}" + (
            f"，工作进程内存最多 {summary.peak_memory} MB" if summary.peak_memory else ""
        )
    else:
        yield f"files {summary.files} (distinct {summary.documents}): read {summary.read}, known {summary.known}"
        yield f"complete {summary.complete}, partial {summary.partial}, failed {summary.failed}" + (
            f" ({failures})" if failures else ""
        )
        yield f"doubles: same bytes {summary.same_bytes}, another format {summary.same_document}"
        speed = f", {rate:.2f} documents/s" if summary.read else ""
        yield f"{summary.seconds:.1f} s{speed}" + (
            f", largest worker {summary.peak_memory} MB" if summary.peak_memory else ""
        )
    for path, code, message in summary.failed_files[:NAMED_FAILURES]:
        yield f"  {path}：[{code}] {message}" if language == "zh" else f"  {path}: [{code}]"
    if (more := len(summary.failed_files) - NAMED_FAILURES) > 0:
        yield (
            f"  ……还有 {more} 份，见 documents 表（status = 'failed'）"
            if language == "zh"
            else f"  … {more} more, see table documents (status = 'failed')"
        )
    if summary.tables_error is not None:
        yield summary.tables_error
    if summary.tables is not None:
        rows = "，".join(f"{name} {count}" for name, count in summary.tables.items())
        yield (f"数据集 {summary.dataset}：{rows}" if language == "zh" else f"dataset {summary.dataset}: {rows}")
