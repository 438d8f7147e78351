"""``datapackage.json`` and the README of a dataset: what the tables and columns are, from the one description of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from extractor import __version__
from extractor.dataset.tables import (
    DATASET_SCHEMA,
    DATASET_VERSION,
    DECIMALS,
    SCHEMA_TYPES,
    TABLES,
    Column,
    TableShape,
)
from extractor.knowledge.loading import stamp
from extractor.knowledge.metrics import load_metrics, metrics_file
from extractor.knowledge.vocabulary import metric_names, topic_names
from extractor.problems import JuesuanError

PACKAGE = "datapackage.json"
_KIND_WORDS = {"money": "金额", "percent": "百分比", "count": "数量"}


def data_package(dataset: Path, version: str, rows: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """The Frictionless data package of the tables in ``tables/<version>``: a resource a file, ``rows`` of each file by table."""
    paths = {name: [f"tables/{version}/{file}" for file in files] for name, files in rows.items()}
    counts = {f"tables/{version}/{file}": count for files in rows.values() for file, count in files.items()}
    return package_of(paths, counts, format="parquet", name=_package_name(dataset), extra={"juesuan:tables": version})


def package_of(
    paths: Mapping[str, Sequence[str]],
    counts: Mapping[str, int],
    *,
    format: str,
    name: str,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A data package over files of any format: ``paths`` of each table, relative to the package, and rows of each path."""
    return {
        "name": name,
        "profile": "tabular-data-package" if format == "csv" else "data-package",
        "title": "部门决算、预算公开数据",
        "description": "Typed, sourced data read from departmental final accounts and budgets of Chinese governments.",
        "version": str(DATASET_VERSION),
        "juesuan:schema": DATASET_SCHEMA,
        "juesuan:schema_version": DATASET_VERSION,
        "juesuan:program": __version__,
        "juesuan:knowledge": stamp().digest,
        **(extra or {}),
        "resources": [
            _resource(TABLES[table], path, counts.get(path), format) for table, files in paths.items() for path in files
        ],
    }


def files_of(package: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The files of each table of a package, relative to it."""
    files: dict[str, list[str]] = {}
    for resource in package["resources"]:
        files.setdefault(resource["juesuan:table"], []).append(resource["path"])
    return {table: tuple(paths) for table, paths in files.items()}


def current_version(dataset: Path) -> str | None:
    """The version of tables that readers see; null where there is none yet. Raises D103 for another schema."""
    try:
        package = msgspec.json.decode((dataset / PACKAGE).read_bytes())
    except FileNotFoundError:
        return None
    found = package.get("juesuan:schema_version")
    if isinstance(found, int) and found > DATASET_VERSION:
        raise JuesuanError("D103", path=dataset, found=found, expected=DATASET_VERSION)
    version: str | None = package.get("juesuan:tables")
    return version


def data_dictionary(counts: Mapping[str, int], dataset: Path) -> str:
    """The README: how to read the dataset, every table and column, every metric and topic."""
    lines = [
        "# 部门决算、预算公开数据",
        "",
        f"由 juesuan {__version__} 生成；格式版本 {DATASET_VERSION}，领域知识 {stamp().digest}。",
        "",
        "金额列 `yuan` 一律为元；`value` 是所印单位的数。空值表示文件没有说，不等于 0；印着的 0 就是 0。",
        f"`amount` 类型是 DECIMAL{DECIMALS['amount']}，`number` 类型是 DECIMAL{DECIMALS['number']}，都是精确的十进制数。",
        "一张表可以有几个文件（facts.parquet、facts-2.parquet……），合起来才是全部；行按主键排序。",
        "每份文件的完整 JSON 在 `documents/`；`start`、`end` 是其中 `text` 的字数位置。`ledger.sqlite` 与 `rows/` 供继续运行用。",
        "",
        "```python",
        "import extractor",
        f'with extractor.open_dataset("{dataset.name}") as dataset:',
        '    print(dataset.sql("select fiscal_year, count(*) from documents group by 1 order by 1"))',
        "```",
        "",
        "## 表 (tables)",
        "",
    ]
    for shape in TABLES.values():
        lines += [
            f"### {shape.name} · {shape.zh} · {counts.get(shape.name, 0):,} 行",
            "",
            f"{'主键 (key)' if shape.unique else '顺序 (order)'}：{', '.join(f'`{name}`' for name in shape.key)}",
            "",
            "| 列 | 类型 | 含义 | meaning |",
            "|---|---|---|---|",
            *(f"| `{column.name}` | {column.type} | {_zh(column)} | {column.en} |" for column in shape.columns),
            "",
        ]
    metrics, topics, measures = load_metrics(), topic_names(), metrics_file().measures
    lines += ["## 指标 (metrics)", "", "| metric | 名称 | 类 |", "|---|---|---|"]
    lines += [f"| `{name}` | {metric_names()[name]} | {_KIND_WORDS[metric.kind]} |" for name, metric in metrics.items()]
    lines += ["", "## 口径 (measures)", "", "| measure | 含义 |", "|---|---|"]
    lines += [f"| `{name}` | {text} |" for name, text in measures.items()]
    lines += ["", "## 主题 (topics)", "", "| topic | 含义 |", "|---|---|"]
    lines += [f"| `{name}` | {text} |" for name, text in topics.items()]
    return "\n".join(lines) + "\n"


# --- helpers ----------------------------------------------------------------------------------------------------------


def _resource(shape: TableShape, path: str, rows: int | None, format: str) -> dict[str, Any]:
    keys: dict[str, Any] = {"primaryKey": list(shape.key)} if shape.unique else {}
    if shape.parent is not None:
        keys["foreignKeys"] = [
            {"fields": ["document"], "reference": {"resource": shape.parent, "fields": ["document"]}}
        ]
    resource: dict[str, Any] = {
        "name": Path(path).stem.replace("_", "-"),
        "juesuan:table": shape.name,
        "path": path,
        "title": f"{shape.zh} · {shape.en}",
        "format": format,
        "mediatype": {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}.get(format, "application/json"),
    }
    if format == "csv":
        resource |= {"encoding": "utf-8", "profile": "tabular-data-resource"}
    elif format == "jsonl":
        resource |= {"encoding": "utf-8", "dialect": {"json": {"keyed": True}}}
    if rows is not None:
        resource["rows"] = rows
    # frictionless reads Parquet by way of pandas, where a null among whole numbers is nan
    missing = ["", "nan"] if format == "parquet" else [""]
    schema = {"fields": [_field(column, shape) for column in shape.columns], **keys, "missingValues": missing}
    return {**resource, "schema": schema}


def _field(column: Column, shape: TableShape) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": SCHEMA_TYPES[column.type],
        "title": column.zh,
        "description": column.en,
    }
    if column.type in DECIMALS:
        precision, scale = DECIMALS[column.type]
        field["description"] += f"; exact decimal, {precision} digits, {scale} after the point"
    constraints: dict[str, Any] = {}
    if column.values:
        constraints["enum"] = list(column.values)
    if column.name in shape.key and shape.unique:
        constraints["required"] = True
    if constraints:
        field["constraints"] = constraints
    return field


def _zh(column: Column) -> str:
    return column.zh + (f"：{'、'.join(column.values)}" if column.values else "")


def _package_name(dataset: Path) -> str:
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else "-" for letter in dataset.resolve().name.lower()
    )
    return plain.strip("-") or "juesuan-dataset"
