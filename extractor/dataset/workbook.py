"""The workbook: departments by key figures, and every table in full, with links to the page a number stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote as url_quote

from extractor.dataset import needed
from extractor.dataset.opening import Dataset
from extractor.dataset.tables import DECIMALS, TABLES, TableShape
from extractor.knowledge.checks import OUTCOMES, SEVERITIES
from extractor.knowledge.metrics import load_metrics, metrics_file
from extractor.knowledge.vocabulary import metric_names

# The figures that readers compare first, in the order of the disclosure.
KEY_FIGURES = (
    "total.revenue",
    "total.expenditure",
    "total.revenue_and_expenditure",
    "revenue.total",
    "expenditure.total",
    "expenditure.basic",
    "expenditure.project",
    "general_public.expenditure",
    "general_public.personnel",
    "general_public.public_funds",
    "three_public.total",
    "three_public.abroad",
    "three_public.vehicle",
    "three_public.reception",
    "three_public.vehicles_owned",
    "operating_cost",
    "procurement.total",
    "assets.vehicles",
    "staff.count",
)
KIND_NAMES = {"final_account": "决算", "budget": "预算", "performance": "绩效"}
SCOPE_NAMES = {"department": "部门", "unit": "单位"}
STATUS_NAMES = {"complete": "完整", "partial": "有问题", "failed": "失败"}
SHEETS = {
    "facts": "指标数据",
    "statement_cells": "报表",
    "indicators": "绩效指标",
    "findings": "核对结果",
    "cross_findings": "跨文件核对",
    "problems": "读取问题",
    "documents": "文件",
}
# Excel's own bounds: rows of a sheet, links of a sheet, letters of a cell, of a link's tip.
MOST_ROWS = 1_048_576
MOST_LINKS = 65_000
MOST_TEXT = 32_767
MOST_TIP = 250
MOST_URL = 2_000
WIDTHS = {
    "metric": 40,
    "function_name": 30,
    "form": 22,
    "column": 22,
    "title": 32,
    "quote": 40,
    "message": 60,
    "label": 28,
    "name": 28,
    "publisher": 28,
    "path": 32,
    "target": 18,
    "level3": 24,
    "check": 22,
    "body": 24,
    "organisation": 24,
    "organisation_name": 28,
    "right_document": 28,
    "right_quote": 30,
    "cause": 40,
}


class Link(NamedTuple):
    url: str
    tip: str


def write_workbook(dataset: Dataset, path: Path) -> None:
    """Write the workbook whole. Raises ``JuesuanError`` D101 where XlsxWriter is missing."""
    xlsxwriter = needed("xlsxwriter", what="导出 XLSX ", package="XlsxWriter", extra="dataset")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        # The same dataset gives the same bytes.
        book.set_properties({"title": "部门决算、预算公开数据", "created": _EPOCH})
        book.set_size(2400, 1600)
        styles = _Styles(book)
        places = _Places(dataset)
        _about(book, styles, dataset)
        _wide(book, styles, dataset, places)
        for name, title in SHEETS.items():
            _long(book, styles, dataset, TABLES[name], title, places)


def _epoch() -> Any:
    from datetime import datetime

    return datetime(2000, 1, 1)


_EPOCH = _epoch()


class _Styles:
    def __init__(self, book: Any) -> None:
        base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        self.plain = book.add_format(base)
        self.head = book.add_format(
            {
                **base,
                "bold": True,
                "bg_color": "#1F4E79",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
            }
        )
        self.title = book.add_format({**base, "bold": True, "font_size": 16})
        self.money = book.add_format({**base, "num_format": "#,##0.00"})
        self.count = book.add_format({**base, "num_format": "#,##0.######"})
        self.whole = book.add_format({**base, "num_format": "0"})
        self.link = book.add_format({**base, "font_color": "#0563C1", "underline": 1})
        self.money_link = book.add_format({**base, "num_format": "#,##0.00", "font_color": "#0563C1"})
        self.count_link = book.add_format({**base, "num_format": "#,##0.######", "font_color": "#0563C1"})
        self.missing = book.add_format({**base, "bg_color": "#EDEDED"})
        self.fail = book.add_format({**base, "bg_color": "#FCE4E4"})


class _Places:
    """Where a document can be opened: its address, else where its file was."""

    def __init__(self, dataset: Dataset) -> None:
        locations = dataset.locations()
        self._urls: dict[str, str] = {}
        self.names: dict[str, str] = {}
        for row in dataset.rows("select document, url, name from documents"):
            self.names[row["document"]] = row["name"] or row["document"]
            location = locations.get(row["document"])
            if row["url"] and row["url"].startswith(("http://", "https://")):
                self._urls[row["document"]] = row["url"]
            elif location is not None:
                self._urls[row["document"]] = _file_url(location)

    def link(self, document: str | None, page: int | None, quote: str | None) -> Link | None:
        url = self._urls.get(document or "")
        if url is None:
            return None
        url = f"{url}#page={page}" if page else url
        where = f"第 {page} 页" if page else ""
        tip = f"{self.names[document or '']} {where} {quote or ''}".strip()
        return Link(url, tip[:MOST_TIP]) if len(url) <= MOST_URL else None


def _file_url(location: str) -> str:
    """XlsxWriter turns ``file:///`` into a Windows path; the same scheme in capitals it leaves alone (RFC 3986, 3.1)."""
    return "FILE:///" + url_quote(location.replace("\\", "/").lstrip("/"), safe="/:")


class _Sheet:
    """A sheet that is written row by row: head, frozen panes, filter, widths."""

    def __init__(self, book: Any, styles: _Styles, name: str, heads: list[str], widths: list[int], frozen: int) -> None:
        self._sheet = book.add_worksheet(name)
        self._styles = styles
        self._heads = heads
        self._links = 0
        self.row = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        self._sheet.set_row(0, 32)
        self._sheet.freeze_panes(1, frozen)
        self._sheet.set_landscape()
        self._sheet.set_paper(8)  # A3
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        for column, head in enumerate(heads):
            self._sheet.write_string(0, column, head, styles.head)

    def add(self, values: Iterable[tuple[Any, Any, Link | None]]) -> None:
        """One row of (value, format, link)."""
        self.row += 1
        for column, (value, style, link) in enumerate(values):
            if link is not None and value is not None and self._links < MOST_LINKS:
                self._links += 1
                self._sheet.write_url(self.row, column, link.url, style, string=" ", tip=link.tip)
            if value is None:
                self._sheet.write_blank(self.row, column, None, style)
            elif isinstance(value, bool):
                self._sheet.write_boolean(self.row, column, value, style)
            elif isinstance(value, int | Decimal):
                self._sheet.write_number(self.row, column, value, style)
            else:
                self._sheet.write_string(self.row, column, str(value)[:MOST_TEXT], style)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, max(self.row, 1), len(self._heads) - 1)


def _about(book: Any, styles: _Styles, dataset: Dataset) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, "部门决算、预算公开数据", styles.title)
    package = dataset.package
    (documents, failed, doubles) = dataset.base.execute(
        "select count(*), count(*) filter (status = 'failed'), count(duplicate_of) from documents"
    ).fetchone()
    lines = [
        ("程序", f"juesuan {package['juesuan:program']}，领域知识 {package['juesuan:knowledge']}"),
        ("文件", f"{documents} 份；读取失败 {failed}，同一文件的另一格式 {doubles}"),
        ("单位", "“部门与主要数字”中金额为万元，数量为所印单位；其余各表的“数值”为所印单位，“金额（元）”为元"),
        ("空与零", "灰色空格表示文件没有说或没有读出，不等于 0；印着的 0 就是 0"),
        ("出处", "蓝色数字可点开原文件所在页；鼠标停在上面显示原文。“页码”从 1 起"),
        ("精度", "Excel 的数有 15 位有效数字；精确的十进制数在 CSV、Parquet 和“所印”栏"),
        ("核对", "“核对结果”“跨文件核对”中的“不符”是公式不成立之处，请看原文再下结论；“无法核对”是缺少数据"),
    ]
    for row, (name, text) in enumerate(lines, 2):
        sheet.write_string(row, 0, name, styles.plain)
        sheet.write_string(row, 1, text, styles.plain)
    row = len(lines) + 3
    for name, title in {"publications": "部门与主要数字", **SHEETS}.items():
        sheet.write_url(row, 0, f"internal:'{title}'!A1", styles.link, string=title)
        (count,) = dataset.base.execute(f"select count(*) from {name}").fetchone()
        sheet.write_string(row, 1, f"{count:,} 行", styles.plain)
        row += 1


def _wide(book: Any, styles: _Styles, dataset: Dataset, places: _Places) -> None:
    """A row a publication, a column a figure; amounts in 万元."""
    metrics = load_metrics()
    present = {row["metric"] for row in dataset.rows("select distinct metric from figures")}
    shown = [metric for metric in KEY_FIGURES if metric in present] or list(KEY_FIGURES)
    names = {metric: metric_names()[metric] for metric in shown}
    heads = ["公开主体", "年度", "种类", "口径", "省", "市", "县", "机构编号"]
    heads += [f"{names[metric]}（{'万元' if metrics[metric].kind == 'money' else '数量'}）" for metric in shown]
    sheet = _Sheet(book, styles, "部门与主要数字", heads, [30, 7, 7, 7, 10, 10, 10, 22, *[15] * len(shown)], 2)
    figures: dict[tuple[Any, ...], dict[str, dict[str, Any]]] = {}
    query = f"""select * from figures where metric in ({", ".join("?" for _ in shown)})
                order by measure = 'budget_initial', measure"""
    for row in dataset.rows(query, list(shown)):
        if _natural(row["kind"], row["measure"]):
            held = figures.setdefault((row["body"], row["fiscal_year"], row["kind"], row["scope"]), {})
            held.setdefault(row["metric"], row)
    order = "select * from publications order by province, city, county, name, fiscal_year, kind, scope, body"
    for row in dataset.rows(order):
        found = figures.get((row["body"], row["fiscal_year"], row["kind"], row["scope"]), {})
        first = places.link(row["documents"][0], None, None)
        values: list[tuple[Any, Any, Link | None]] = [
            (row["name"] or places.names[row["documents"][0]], styles.link if first else styles.plain, first),
            (row["fiscal_year"], styles.whole, None),
            (KIND_NAMES.get(row["kind"], row["kind"]), styles.plain, None),
            (SCOPE_NAMES.get(row["scope"], row["scope"]), styles.plain, None),
            *((row[place], styles.plain, None) for place in ("province", "city", "county")),
            (row["body"] if ":" in row["body"] else None, styles.plain, None),
        ]
        for metric in shown:
            figure = found.get(metric)
            money = metrics[metric].kind == "money"
            if figure is None:
                values.append((None, styles.missing, None))
                continue
            link = places.link(figure["document"], figure["page"], figure["quote"])
            amount = figure["amount"] / 10000 if money else figure["amount"]
            style = (
                (styles.money_link if link else styles.money)
                if money
                else (styles.count_link if link else styles.count)
            )
            values.append((amount, style, link))
        sheet.add(values)
    sheet.close()


def _natural(kind: str | None, measure: str) -> bool:
    """Whether a measure is what a publication of this kind is about."""
    if measure == "count":
        return True
    return measure == "actual" if kind != "budget" else measure in ("budget", "budget_initial")


def _long(book: Any, styles: _Styles, dataset: Dataset, shape: TableShape, title: str, places: _Places) -> None:
    """A whole table, over several sheets where it is longer than a sheet."""
    columns = [column for column in shape.columns if column.name != "document"]
    heads = ["文件名", *(re.split("[（，；]", column.zh)[0] for column in columns)]
    widths = [36, *(WIDTHS.get(column.name, 14 if column.type in DECIMALS else 11) for column in columns)]
    kinds = {column.name: column.type for column in shape.columns}
    sheet: _Sheet | None = None
    for number, row in enumerate(_rows(dataset, shape)):
        if number % (MOST_ROWS - 1) == 0:
            if sheet is not None:
                sheet.close()
            part = number // (MOST_ROWS - 1) + 1
            sheet = _Sheet(book, styles, title if part == 1 else f"{title} ({part})", heads, widths, 1)
        assert sheet is not None
        link = places.link(row["document"], row.get("page"), row.get("quote") or row.get("printed"))
        usual = styles.fail if row.get("outcome") == "fail" else styles.plain
        sheet.add(
            [
                (places.names.get(row["document"], row["document"]), styles.link if link else usual, link),
                *(
                    (_cell(name, value, places), _style(styles, kinds[name], usual), None)
                    for name, value in row.items()
                    if name != "document"
                ),
            ]
        )
    if sheet is None:
        sheet = _Sheet(book, styles, title, heads, widths, 1)
    sheet.close()


def _cell(name: str, value: Any, places: _Places) -> Any:
    """What stands in a cell: Chinese words for the closed sets, names for ids of documents."""
    if name == "metric" and value in metric_names():
        return f"{metric_names()[value]} {value}"
    if name == "right_document":
        return places.names.get(value, value)
    return _words().get(name, {}).get(value, value)


@cache
def _words() -> dict[str, Mapping[Any, str]]:
    return {
        "outcome": OUTCOMES,
        "severity": SEVERITIES,
        "kind": KIND_NAMES,
        "scope": SCOPE_NAMES,
        "status": STATUS_NAMES,
        "origin": {"prose": "正文", "cell": "单元格"},
        "measure": metrics_file().measures,
        "basis": metrics_file().measures,
    }


def _style(styles: _Styles, type: str, usual: Any) -> Any:
    return {"amount": styles.money, "number": styles.count, "integer": styles.whole}.get(type, usual)


def _rows(dataset: Dataset, shape: TableShape) -> Iterator[dict[str, Any]]:
    order = ", ".join(f'"{name}"' for name in shape.key)
    if shape.name == "cross_findings":  # by check, and not by document: what does not agree stands together at the top
        order = f"outcome <> 'fail', severity = 'info', {order}"
    result = dataset.base.cursor().execute(f"select * from {shape.name} order by {order}")
    names = [column[0] for column in result.description]
    while batch := result.fetchmany(10_000):
        for row in batch:
            yield dict(zip(names, row, strict=True))
