"""``juesuan train``: every model again, from annotations and generator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.telling import Lang, errors_told


def register(app: typer.Typer) -> None:
    app.command()(train)


def train(
    names: Annotated[list[str] | None, typer.Argument(help="模型名，默认全部", metavar="[MODEL]...")] = None,
    out: Annotated[Path, typer.Option(help="模型文件夹", metavar="DIR")] = Path("models"),
    annotations: Annotated[Path, typer.Option(help="标注文件夹（dev、gold、heldout）", metavar="DIR")] = Path(
        "annotations"
    ),
    documents: Annotated[
        Path | None, typer.Option(help="真实文件所在文件夹；没有则只训练，不评测", metavar="DIR")
    ] = None,
    count: Annotated[int, typer.Option(help="每类生成多少份样例文件", metavar="N")] = 60,
    lang: Lang = "zh",
) -> None:
    """由标注和样例生成器重新训练模型，给出模型卡和评测；不胜过规则的模型不保存权重。在源代码仓库里运行。"""
    from extractor.train import MODELS
    from extractor.train import train as trained

    with errors_told(lang) as language:
        found = trained(names or MODELS, out=out, annotations=annotations, documents=documents, count=count)
    words = {
        "zh": {True: "采用", False: "不采用（没有胜过规则）", None: "未评测"},
        "en": {True: "shipped", False: "not shipped (does not beat the rules)", None: "not measured"},
    }[language]
    for model in found:
        typer.echo(f"{model.name}: {model.examples}, {words[model.shipped]}")
        for path in model.written:
            typer.echo(f"  {path}")
