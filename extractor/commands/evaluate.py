"""``juesuan evaluate``: the project's own scores against gold, per task, document and family; two runs compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.problems import JuesuanError

if TYPE_CHECKING:
    from extractor.evaluate import Case, Change, Evaluation, Score

SLACK = 0.0005  # F1 is stored to four places: less is rounding


def register(app: typer.Typer) -> None:
    app.command()(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Argument(help="标准答案文件夹", metavar="GOLD_DIR")],
    documents: Annotated[
        Path | None, typer.Option(help="原文件所在文件夹，默认与答案同一文件夹", metavar="DIR")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="分数和每处差错存为 JSON", metavar="FILE")] = None,
    compare: Annotated[Path | None, typer.Option(help="与上一次的 --json 文件比较", metavar="OLD.json")] = None,
    cases: Annotated[int, typer.Option(help="列出的差错条数", metavar="N")] = 20,
) -> None:
    """与标准答案比较，逐项给出准确率、召回率和 F1；分数比 --compare 的低时退出码为 1，没有可比的文件时为 2。"""
    from extractor.evaluate import as_record, compared
    from extractor.evaluate import evaluate as scored

    try:
        old = json.loads(compare.read_text("utf-8")) if compare is not None else None
        evaluation = scored(gold, documents)
    except JuesuanError as error:
        typer.echo(error.message("zh"), err=True)
        raise typer.Exit(2) from None
    except (OSError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    for name in evaluation.absent:
        typer.echo(f"没有这份文件：{name}", err=True)
    if not evaluation.documents:
        typer.echo(f"没有可以比较的文件：{gold}", err=True)
        raise typer.Exit(2)
    typer.echo(_table(evaluation, cases=cases))
    record = as_record(evaluation)
    if json_file is not None:
        json_file.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if old is not None:
        changes = compared(old, record)
        typer.echo(_changes(changes))
        if any(change.where == "total" and change.after < change.before - SLACK for change in changes):
            raise typer.Exit(1)


def _table(evaluation: Evaluation, *, cases: int) -> str:
    lines = ["== 合计 ==", *_rows(evaluation.totals())]
    for document in evaluation.documents:
        lines += ["", f"== {document.name} ==", *_rows(document.scores)]
    families = evaluation.families()
    if families:
        lines += ["", "== 按来源或变体（差的在前） =="]
        for family, scores in families.items():
            told = "  ".join(f"{task} {score.f1:.3f}" for task, score in scores.items())
            lines.append(f"{family}: {told}")
    worst = sorted(evaluation.documents, key=lambda document: -len(document.cases))
    counted = Counter(
        (case.task, case.kind, str(case.item[0])) for document in worst for case in document.cases
    ).most_common(cases)
    if counted:
        lines += ["", "== 最多的差错 =="]
        lines += [f"{count:4d}  {task} {_KINDS[kind]} {what}" for (task, kind, what), count in counted]
        lines += ["", "== 差错（差得最多的文件在前） =="]
        listed = [case for document in worst for case in document.cases][:cases]
        lines += [f"{case.document} {_where(case)}{case.task} {_KINDS[case.kind]} {case.item}" for case in listed]
    return "\n".join(lines)


def _where(case: Case) -> str:
    """``p3 [90,120,180,132] ``: page and box in points."""
    box = f" [{','.join(f'{edge:.0f}' for edge in case.box)}]" if case.box else ""
    return f"p{case.page}{box} " if case.page else ""


_KINDS = {"missed": "缺", "invented": "多"}


def _rows(scores: Mapping[str, Score]) -> list[str]:
    return [
        f"{task:<26} P {score.precision:.4f}  R {score.recall:.4f}  F1 {score.f1:.4f}"
        f"  ({score.hit} 对, {len(score.missed)} 缺, {len(score.invented)} 多)"
        for task, score in scores.items()
    ]


def _changes(changes: list[Change]) -> str:
    if not changes:
        return "\n== 与上次相同 =="
    return "\n".join(
        ["", "== 与上次比较 =="]
        + [
            f"{change.after - change.before:+.4f}  {change.where}: {change.task} {change.after:.4f}"
            for change in changes
        ]
    )
