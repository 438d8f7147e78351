"""The data of a report as CSV files to take along: numbers, forms and findings, a row each."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from extractor.knowledge.checks import OUTCOMES, SEVERITIES
from extractor.knowledge.vocabulary import metric_names
from extractor.records import Disclosure

FACTS = ("指标", "名称", "口径", "年度", "数", "单位", "折合元", "分类", "来源", "页", "原文")
CELLS = ("报表", "行", "科目编码", "栏目", "数", "单位", "折合元", "页")
FINDINGS = ("编号", "核对", "结果", "级别", "说明", "可能原因", "页")


def csv_files(disclosure: Disclosure) -> list[tuple[str, str, str]]:
    """(label, file name, data URI) of each file."""
    stem = disclosure.source.name
    return [
        ("数字（CSV）", f"{stem}.数字.csv", _uri(FACTS, _facts(disclosure))),
        ("报表（CSV）", f"{stem}.报表.csv", _uri(CELLS, _cells(disclosure))),
        ("核对（CSV）", f"{stem}.核对.csv", _uri(FINDINGS, _findings(disclosure))),
    ]


def _facts(disclosure: Disclosure) -> Iterator[Sequence[object]]:
    names = metric_names()
    for fact in disclosure.facts:
        dims = "；".join(value for value in fact.dims.values() if value)
        yield (
            fact.metric, names.get(fact.metric, fact.metric), fact.measure, fact.year, fact.value, fact.unit, fact.yuan, dims,
            "报表" if fact.origin == "cell" else "文字", fact.anchor.page, fact.anchor.quote,
        )  # fmt: skip


def _cells(disclosure: Disclosure) -> Iterator[Sequence[object]]:
    for statement in disclosure.statements:
        for row in statement.rows:
            for column, cell in row.cells.items():
                yield (
                    statement.title, row.label.strip(), row.code, column,
                    cell.printed if cell.value is None else cell.value, statement.unit, cell.yuan, cell.anchor.page,
                )  # fmt: skip


def _findings(disclosure: Disclosure) -> Iterator[Sequence[object]]:
    for finding in disclosure.findings:
        pages = sorted({anchor.page for anchor in finding.evidence if anchor.page is not None})
        yield (
            finding.id, finding.check, OUTCOMES[finding.outcome],
            SEVERITIES[finding.severity] if finding.outcome == "fail" else "", finding.message, finding.cause,
            " ".join(map(str, pages)),
        )  # fmt: skip


def _uri(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """UTF-8 with its mark, which Excel asks for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(["" if value is None else _plain(value) for value in row] for row in rows)
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(out.getvalue().encode("utf-8-sig")).decode("ascii")


def _plain(value: object) -> str:
    """One line; a text that a spreadsheet would take for a formula keeps its first sign as text."""
    text = str(value).replace("\n", " ")
    return f"'{text}" if text[:1] in "=@+" else text
