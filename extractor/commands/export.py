"""``juesuan export``: a dataset for other programs and for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.commands.telling import Lang, errors_told


def register(app: typer.Typer) -> None:
    app.command()(export)


def export(
    dataset: Annotated[Path, typer.Argument(help="juesuan batch 做的数据集", metavar="DATASET")],
    to: Annotated[Path, typer.Option(help="输出文件夹", metavar="DIR")],
    format: Annotated[str, typer.Option(help="格式", metavar="parquet|csv|xlsx|jsonl")] = "parquet",
    bom: Annotated[bool, typer.Option("--bom", help="CSV 开头加 BOM，便于 Excel 直接打开")] = False,
    lang: Lang = "zh",
) -> None:
    """把数据集导出为 Parquet、CSV、JSONL 或给人看的 Excel 工作簿。"""
    from extractor.dataset.export import export_dataset
    from extractor.dataset.opening import open_dataset

    with errors_told(lang), open_dataset(dataset) as opened:
        for path in export_dataset(opened, to, format=format, bom=bom):
            typer.echo(path)
