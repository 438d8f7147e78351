"""Datasets for other programs and for people: Parquet, CSV, JSON lines, and a workbook."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from extractor.dataset.opening import Dataset
from extractor.dataset.package import PACKAGE, data_dictionary, package_of
from extractor.dataset.tables import DECIMALS, TABLES, TableShape
from extractor.output import make_folder, write_whole
from extractor.problems import JuesuanError

FORMATS = ("parquet", "csv", "xlsx", "jsonl")


def export_dataset(dataset: Dataset, to: str | Path, *, format: str, bom: bool = False) -> tuple[Path, ...]:
    """Write the dataset's tables into the folder ``to``; gives the files written.

    Parquet, CSV and JSON lines come with ``datapackage.json`` and a README; ``xlsx`` is one workbook, ``juesuan.xlsx``. CSV is
    UTF-8 with plain decimals and empty nulls, with a byte order mark for Excel where ``bom``; JSON lines hold decimals as
    strings. Every file appears whole. Raises ``JuesuanError`` D105 (format), D101 (no XlsxWriter), O101 or O102.
    """
    if format not in FORMATS:
        raise JuesuanError("D105", what="导出格式", found=format, allowed=", ".join(FORMATS))
    folder = Path(to)
    make_folder(folder)
    part = folder / f".export-{os.getpid()}"
    shutil.rmtree(part, ignore_errors=True)
    make_folder(part)
    try:
        if format == "xlsx":
            from extractor.dataset.workbook import write_workbook

            write_workbook(dataset, part / "juesuan.xlsx")
        else:
            _write_tables(dataset, part, format, bom)
        return tuple(
            _move(path, folder) for path in sorted(part.iterdir(), key=lambda path: (path.name == PACKAGE, path.name))
        )
    except OSError as error:
        raise JuesuanError("O102", path=folder, detail=error.strerror or error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_tables(dataset: Dataset, folder: Path, format: str, bom: bool) -> None:
    counts: dict[str, int] = {}
    for name, shape in TABLES.items():
        target = folder / f"{name}.{format}"
        order = ", ".join(f'"{column}"' for column in shape.key)
        if format == "parquet":
            dataset.base.execute(
                f"copy (select * from {name} order by {order}) to {_literal(target)} (format parquet, compression zstd)"
            )
        else:
            options = "format csv, header" if format == "csv" else "format json"
            dataset.base.execute(
                f"copy (select {plain_columns(shape)} from {name} order by {order}) to {_literal(target)} ({options})"
            )
        if format == "csv" and bom:
            _put_bom(target)
        counts[target.name] = dataset.base.execute(f"select count(*) from {name}").fetchone()[0]
    # An empty file of JSON lines has no columns to check: validators take it for damage, so the package leaves it out.
    paths = {name: [f"{name}.{format}"] for name in TABLES if counts[f"{name}.{format}"] or format != "jsonl"}
    package = package_of(paths, counts, format=format, name=str(dataset.package["name"]))
    if bom and format == "csv":
        for resource in package["resources"]:
            resource["encoding"] = "utf-8-sig"
    rows = {name: counts[f"{name}.{format}"] for name in TABLES}
    write_whole(folder / "README.md", data_dictionary(rows, dataset.path))
    write_whole(folder / PACKAGE, msgspec.json.format(msgspec.json.encode(package), indent=2).decode() + "\n")


def plain_columns(shape: TableShape) -> str:
    """The columns for a select, decimals as digits without the zeros that fill up the scale (12.50 stands as 12.5)."""
    return ", ".join(
        f"rtrim(rtrim(cast(\"{column.name}\" as varchar), '0'), '.') as \"{column.name}\""
        if column.type in DECIMALS
        else f'"{column.name}"'
        for column in shape.columns
    )


def _put_bom(path: Path) -> None:
    marked = path.with_suffix(".bom")
    with path.open("rb") as plain, marked.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        shutil.copyfileobj(plain, file)
    os.replace(marked, path)


def _move(path: Path, folder: Path) -> Path:
    os.replace(path, folder / path.name)
    return folder / path.name


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
