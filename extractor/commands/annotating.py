"""``juesuan annotations``: gold checked, passes compared, documents to and from annotation tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.commands.telling import Lang, errors_told
from extractor.problems import JuesuanError

if TYPE_CHECKING:
    from extractor.pipeline import Reading

Input = Annotated[Path, typer.Argument(help="文件（PDF、DOCX、XLSX、HTML、文本）", metavar="INPUT")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="标注：核对、两遍标注的一致性、Label Studio 与 spaCy 的导入导出。", no_args_is_help=True)
    for command in (check, agreement, to_label_studio, from_label_studio, to_docbin, from_docbin):
        group.command()(command)
    app.add_typer(group, name="annotations", rich_help_panel=None)


def check(
    gold: Annotated[Path, typer.Argument(help="标准答案文件夹", metavar="GOLD_DIR")],
    documents: Annotated[Path | None, typer.Option(help="原文件所在文件夹", metavar="DIR")] = None,
    lang: Lang = "zh",
) -> None:
    """核对标注：格式是否符合 schema.json，每个数字是否还在所标的位置。有问题时退出码为 1。"""
    from extractor.evaluate.gold import check_gold

    with _said(lang):
        found = check_gold(gold, documents)
    for checked in found:
        note = "" if checked.read else ("（原文件不在，未核对位置）" if lang == "zh" else " (document not at hand)")
        typer.echo(f"{checked.path.name}: {len(checked.troubles) or 'ok'}{note}")
        for trouble in checked.troubles:
            typer.echo(f"  {trouble}")
    if any(checked.troubles for checked in found):
        raise typer.Exit(1)


def agreement(
    first: Annotated[Path, typer.Argument(help="第一遍标注的文件夹", metavar="FIRST_DIR")],
    second: Annotated[Path, typer.Argument(help="第二遍标注的文件夹", metavar="SECOND_DIR")],
    lang: Lang = "zh",
) -> None:
    """比较两遍独立的标注：指标数据的 F1，和每一处不同。"""
    from extractor.evaluate.agreement import agreements, overall

    with _said(lang):
        found = agreements(first, second)
        if not found:
            raise JuesuanError("M103", path=second)
    for each in found:
        typer.echo(f"== {each.document} ==")
        for task, score in each.scores.items():
            typer.echo(
                f"{task:<26} F1 {score.f1:.4f}  ({score.hit} = , {len(score.missed)} <, {len(score.invented)} >)"
            )
        for case in each.cases:
            typer.echo(f"  {'<' if case.kind == 'missed' else '>'} p{case.page} {case.item}")
    typer.echo("== 合计 ==" if lang == "zh" else "== all ==")
    for task, score in overall(found).items():
        typer.echo(f"{task:<26} F1 {score.f1:.4f}")


def to_label_studio(
    path: Input,
    out: Annotated[Path, typer.Option(help="任务文件（JSON）", metavar="FILE")],
    lang: Lang = "zh",
) -> None:
    """读一份文件，做成 Label Studio 的任务，读出的指标数据作为预标注。"""
    from extractor.evaluate.annotate import to_label_studio as task_of
    from extractor.output import write_whole

    with _said(lang):
        disclosure = _read(path).disclosure
        write_whole(out, json.dumps([task_of(disclosure)], ensure_ascii=False, indent=1) + "\n")


def from_label_studio(
    task: Annotated[Path, typer.Argument(help="Label Studio 导出的 JSON", metavar="TASK.json")],
    document: Annotated[Path, typer.Option(help="原文件", metavar="INPUT")],
    lang: Lang = "zh",
) -> None:
    """把改好的任务变成标准答案的 facts（页码、印出的数字、第几次出现），输出到屏幕。"""
    from extractor.evaluate.annotate import from_label_studio as facts_of

    with _said(lang):
        loaded = json.loads(task.read_text("utf-8"))
        _say_gold(_read(document), facts_of(loaded[0] if isinstance(loaded, list) else loaded))


def to_docbin(
    inputs: Annotated[list[Path], typer.Argument(help="一个或多个文件", metavar="INPUT")],
    out: Annotated[Path, typer.Option(help="输出文件（.spacy）", metavar="FILE")],
    lang: Lang = "zh",
) -> None:
    """读文件，打包成 spaCy 的 DocBin，章节、金额、指标数据在 doc.spans 里。"""
    from extractor.language import to_docbin as packed

    with _said(lang):
        packed([_read(path).disclosure for path in inputs]).to_disk(out)


def from_docbin(
    packed: Annotated[Path, typer.Argument(help="DocBin 文件（.spacy），一份文件", metavar="FILE.spacy")],
    document: Annotated[Path, typer.Option(help="原文件", metavar="INPUT")],
    lang: Lang = "zh",
) -> None:
    """把在 spaCy 里改好的 doc.spans["facts"] 变成标准答案的 facts，输出到屏幕。"""
    from extractor.evaluate.annotate import from_docbin as facts_of

    with _said(lang):
        ((_, facts),) = facts_of(packed)
        _say_gold(_read(document), facts)


# --- helpers ----------------------------------------------------------------------------------------------------------


def _say_gold(reading: Reading, facts: list[dict[str, object]]) -> None:
    from extractor.evaluate.gold import gold_facts

    lines = (json.dumps(fact, ensure_ascii=False) for fact in gold_facts(reading.layout, facts))
    typer.echo("[\n " + ",\n ".join(lines) + "\n]")


def _read(path: Path) -> Reading:
    from extractor.ingest import load_bytes
    from extractor.pipeline import read_closely

    return read_closely(load_bytes(path), name=path.name)


@contextmanager
def _said(lang: str) -> Iterator[None]:
    """Trouble as a message and exit status 2."""
    with errors_told(lang):
        try:
            yield
        except (OSError, ValueError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from None
