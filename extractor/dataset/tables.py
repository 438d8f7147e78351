"""The tables of a dataset: columns, types, keys and what they are called in Chinese and English.

The one description from which Parquet, CSV, ``datapackage.json`` and the data dictionary are made. Decimals are exact; a
null is "not told" and never zero.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

# Raised when a table comes, or a column changes meaning, goes or is renamed; a new column alone does not need it.
DATASET_SCHEMA = "juesuan/dataset"
DATASET_VERSION = 2
# Of the rows that wait beside each document: raised when those of one of ``READING_TABLES`` change.
ROWS_VERSION = 1

Type = Literal["text", "integer", "boolean", "amount", "number"]

# 18 and 20 digits before the point hold any amount of any government in yuan; 6 and 8 behind it hold 万元 with four
# and percents with eight printed decimals. What does not fit is a problem (D104) and not a rounded number.
DECIMALS: dict[str, tuple[int, int]] = {"amount": (24, 6), "number": (28, 8)}
SQL_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "amount": "DECIMAL(24,6)",
    "number": "DECIMAL(28,8)",
}
# Table Schema types (Frictionless): both decimals are "number", their exact size is in the column's description.
SCHEMA_TYPES: dict[Type, str] = {
    "text": "string",
    "integer": "integer",
    "boolean": "boolean",
    "amount": "number",
    "number": "number",
}


class Column(NamedTuple):
    """``values`` is the closed set of a text column, where there is one."""

    name: str
    type: Type
    zh: str
    en: str
    values: tuple[str, ...] = ()


class TableShape(NamedTuple):
    """``key`` identifies a row and is the order of the rows; ``parent`` is the table that ``document`` points to."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parent: str | None = "documents"
    unique: bool = True  # false: a column of the key can be null, and the key orders the rows only

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


KINDS = ("final_account", "budget", "performance")
SCOPES = ("department", "unit")
LEVELS = ("省", "市", "县", "乡")
MEASURES = ("actual", "budget_initial", "budget", "completion", "change", "change_rate", "share", "count")
SEVERITIES = ("error", "warning", "info")
OUTCOMES = ("pass", "fail", "not_applicable", "not_evaluable")
STATUSES = ("complete", "partial", "failed")

_DOCUMENT = Column(
    "document", "text", "文件编号（内容 SHA-256 的前 16 位）", "document id: first 16 digits of its SHA-256"
)
_ANCHOR = (
    Column("page", "integer", "页码，从 1 起；没有页的文件为空", "page from 1; null in sources without pages"),
    Column("start", "integer", "在全文中的起始字数", "offset into the document text"),
    Column("end", "integer", "在全文中的结束字数（不含）", "end offset, exclusive"),
)
_QUOTE = Column("quote", "text", "原文", "the text at the offsets")

DOCUMENTS = TableShape(
    "documents",
    "文件",
    "documents",
    ("document",),
    (
        _DOCUMENT,
        Column("sha256", "text", "内容的 SHA-256", "SHA-256 of the content"),
        Column(
            "path",
            "text",
            "路径（相对输入文件夹；同一内容有几份时取第一份）",
            "path below the input folder; the first of equal files",
        ),
        Column("name", "text", "文件名", "file name"),
        Column("url", "text", "网址（清单给出）", "address, from the manifest"),
        Column("media_type", "text", "文件类型", "media type"),
        Column("bytes", "integer", "字节数", "size in bytes"),
        Column("pages", "integer", "页数", "pages"),
        Column("text_layer", "text", "文字层", "text layer", ("native", "ocr", "mixed", "none")),
        Column("status", "text", "读取状态", "status of the reading", STATUSES),
        Column("code", "text", "失败的代码", "code of the failure"),
        Column("message", "text", "失败的说明", "what failed"),
        Column("title", "text", "标题", "title"),
        Column(
            "publisher",
            "text",
            "公开主体（文件所印；文件没有时取清单）",
            "publisher as printed; else from the manifest",
        ),
        Column(
            "organisation", "text", "机构编号（区划代码:规范名）", "organisation id: region code and normalised name"
        ),
        Column("organisation_name", "text", "机构规范名", "normalised name of the organisation"),
        Column("province", "text", "省", "province"),
        Column("city", "text", "市", "city"),
        Column("county", "text", "县", "county"),
        Column("region_code", "text", "行政区划代码", "administrative division code"),
        Column("level", "text", "层级", "level of government", LEVELS),
        Column("fiscal_year", "integer", "年度（文件没有时取清单）", "fiscal year; else from the manifest"),
        Column("kind", "text", "种类", "kind", KINDS),
        Column("scope", "text", "口径（部门或单位）", "scope", SCOPES),
        Column("copies", "integer", "内容完全相同的文件个数", "files with these very bytes"),
        Column("duplicate_of", "text", "与哪份文件是同一文件的另一格式", "the document that this is another format of"),
        Column("duplicate_by", "text", "怎样认出重复", "how the duplicate was told", ("same_text", "same_numbers")),
        Column("facts", "integer", "指标数据条数", "facts"),
        Column("statements", "integer", "报表张数", "statements"),
        Column("indicator_tables", "integer", "绩效表张数", "indicator tables"),
        Column("errors", "integer", "错误级别的问题数", "problems of severity error"),
        Column("text_digest", "text", "正文（只计字母、汉字、数字）的摘要", "digest of the text's letters and digits"),
        Column("knowledge", "text", "领域知识摘要", "digest of the domain data"),
        Column("juesuan", "text", "程序版本", "version of the program"),
    ),
    parent=None,
)

FILES = TableShape(
    "files",
    "文件路径",
    "files",
    ("path", "document"),
    (
        Column("path", "text", "路径（相对输入文件夹）", "path below the input folder"),
        _DOCUMENT,
        Column("bytes", "integer", "字节数", "size in bytes"),
        Column("url", "text", "网址（清单给出）", "address, from the manifest"),
        Column("declared_publisher", "text", "清单所列公开主体", "publisher, from the manifest"),
        Column("declared_region", "text", "清单所列地区", "region, from the manifest"),
        Column("declared_year", "integer", "清单所列年度", "year, from the manifest"),
    ),
)

SECTIONS = TableShape(
    "sections",
    "章节",
    "sections",
    ("document", "position"),
    (
        _DOCUMENT,
        Column("position", "integer", "顺序，从 1 起", "order from 1"),
        Column("section", "text", "章节编号", "section id"),
        Column("parent", "text", "上级章节", "parent section"),
        Column("level", "integer", "层", "level"),
        Column("number", "text", "印着的序号", "number as printed"),
        Column("title", "text", "标题", "title"),
        Column("topic", "text", "主题", "topic"),
        Column("form", "text", "是哪张报表的标题", "the form whose title it is"),
        Column("decided_by", "text", "依据", "decided by", ("rule", "model")),
        *_ANCHOR,
    ),
)

FACTS = TableShape(
    "facts",
    "指标数据",
    "facts",
    ("document", "position"),
    (
        _DOCUMENT,
        Column("position", "integer", "顺序，从 1 起", "order from 1"),
        Column("fact", "text", "数据编号", "fact id"),
        Column("metric", "text", "指标", "metric"),
        Column("measure", "text", "口径", "measure", MEASURES),
        Column("year", "integer", "所属年度", "year of the value"),
        Column("base_year", "integer", "比较的年度", "year compared with"),
        Column("basis", "text", "与什么相比", "compared against", ("budget_initial", "budget", "actual")),
        Column("function", "text", "功能分类代码", "functional code"),
        Column("function_name", "text", "功能分类名称", "functional name as printed"),
        Column("of", "text", "占比的分母", "denominator of a share"),
        Column("dims", "text", "其余维度（JSON）", "further dimensions, JSON"),
        Column("value", "number", "数值（按所印单位）", "value in the printed unit"),
        Column("unit", "text", "单位", "unit"),
        Column("yuan", "amount", "金额（元）；不是金额的为空", "amount in yuan; null for what is no money"),
        Column("printed", "text", "所印", "as printed"),
        Column("score", "number", "把握", "confidence"),
        Column("origin", "text", "来源（正文或单元格）", "origin", ("prose", "cell")),
        Column("statement", "text", "所在报表", "statement id"),
        *_ANCHOR,
        _QUOTE,
    ),
)

STATEMENT_CELLS = TableShape(
    "statement_cells",
    "报表单元格",
    "cells of the public forms",
    ("document", "statement_position", "row", "column_position"),
    (
        _DOCUMENT,
        Column("statement_position", "integer", "第几张报表", "order of the statement"),
        Column("statement", "text", "报表编号", "statement id"),
        Column("form", "text", "报表种类", "form"),
        Column("title", "text", "表名", "title"),
        Column("fiscal_year", "integer", "年度", "fiscal year"),
        Column("unit", "text", "金额单位", "unit"),
        Column("row", "integer", "行，从 1 起；0 表示空表", "row from 1; 0 stands for a form without rows"),
        Column("label", "text", "行名", "label of the row"),
        Column("code", "text", "科目编码", "code"),
        Column("level", "integer", "层", "level"),
        Column("key", "text", "行的含义", "what the row is"),
        Column("column_position", "integer", "第几栏", "order of the column"),
        Column("column", "text", "栏名", "column"),
        Column("printed", "text", "所印", "as printed"),
        Column("value", "number", "数值（按表的单位）", "value in the form's unit"),
        Column("yuan", "amount", "金额（元）", "amount in yuan"),
        *_ANCHOR,
    ),
)

INDICATORS = TableShape(
    "indicators",
    "绩效指标",
    "performance indicators",
    ("document", "table_position", "row"),
    (
        _DOCUMENT,
        Column("table_position", "integer", "第几张绩效表", "order of the form"),
        Column("indicator_table", "text", "绩效表编号", "id of the form"),
        Column("project", "text", "项目", "project"),
        Column("department", "text", "主管部门", "department"),
        Column("unit_name", "text", "实施单位", "implementing unit"),
        Column("fiscal_year", "integer", "年度", "fiscal year"),
        Column("row", "integer", "行，从 1 起", "row from 1"),
        Column("level1", "text", "一级指标", "level 1"),
        Column("level2", "text", "二级指标", "level 2"),
        Column("level3", "text", "三级指标", "level 3"),
        Column("target", "text", "目标值", "target"),
        Column("actual", "text", "完成值", "actual"),
        Column("weight", "number", "分值", "weight"),
        Column("score", "number", "得分", "score"),
        Column("deviation", "text", "偏差原因", "reason of the deviation"),
        Column("attributes", "text", "其余栏（JSON）", "further columns, JSON"),
        *_ANCHOR,
    ),
)

FINDINGS = TableShape(
    "findings",
    "核对结果",
    "findings of the checks",
    ("document", "position"),
    (
        _DOCUMENT,
        Column("position", "integer", "顺序，从 1 起", "order from 1"),
        Column("finding", "text", "结果编号", "finding id"),
        Column("check", "text", "核对项", "check"),
        Column("group", "text", "组", "group"),
        Column("outcome", "text", "结果", "outcome", OUTCOMES),
        Column("severity", "text", "级别", "severity", SEVERITIES),
        Column("message", "text", "说明", "message"),
        Column("left", "text", "左边", "left side"),
        Column("left_value", "number", "左边的数", "value of the left side"),
        Column("right", "text", "右边", "right side"),
        Column("right_value", "number", "右边的数", "value of the right side"),
        Column("gap", "number", "差", "gap"),
        Column("allowed", "number", "允许的差", "gap allowed"),
        Column("cause", "text", "可能的原因", "likely cause"),
        *_ANCHOR,
        _QUOTE,
    ),
)

PROBLEMS = TableShape(
    "problems",
    "读取中的问题",
    "problems of the reading",
    ("document", "position"),
    (
        _DOCUMENT,
        Column("position", "integer", "顺序，从 1 起", "order from 1"),
        Column("code", "text", "代码", "code"),
        Column("severity", "text", "级别", "severity", SEVERITIES),
        Column("stage", "text", "阶段", "stage"),
        Column("message", "text", "说明", "message"),
        *_ANCHOR,
    ),
)

FIGURES = TableShape(
    "figures",
    "主要数字（每个公开、每个指标一个数，取本年度、全口径）",
    "figures: one number a publication and metric, of its own year and of the whole",
    ("metric", "body", "fiscal_year", "kind", "scope", "measure"),
    (
        Column("metric", "text", "指标", "metric"),
        Column("body", "text", "机构编号；没有名称的为文件编号", "organisation id, else the document id"),
        Column("fiscal_year", "integer", "年度", "fiscal year"),
        Column("kind", "text", "种类", "kind", KINDS),
        Column("scope", "text", "口径（部门或单位）", "scope", SCOPES),
        Column("measure", "text", "口径", "measure", ("actual", "budget", "budget_initial", "count")),
        _DOCUMENT,
        Column(
            "amount",
            "number",
            "可比的数：金额为元，数量为所印单位",
            "comparable amount: yuan for money, else the count",
        ),
        Column("value", "number", "数值（按所印单位）", "value in the printed unit"),
        Column("unit", "text", "所印单位", "unit as printed"),
        Column("origin", "text", "来源（正文或单元格）", "origin", ("prose", "cell")),
        *_ANCHOR,
        _QUOTE,
        Column("lowest", "number", "同一公开中最小的说法", "the lowest that the publication says"),
        Column("highest", "number", "同一公开中最大的说法", "the highest that the publication says"),
    ),
    unique=False,
)

CROSS_FINDINGS = TableShape(
    "cross_findings",
    "跨文件核对",
    "findings of the checks between disclosures",
    ("check", "body", "fiscal_year", "kind", "scope", "metric"),
    (
        Column("check", "text", "核对项", "check"),
        Column("outcome", "text", "结果", "outcome", OUTCOMES),
        Column("severity", "text", "级别", "severity", SEVERITIES),
        Column("message", "text", "说明", "message"),
        Column("body", "text", "机构编号；没有名称的为文件编号", "organisation id, else the document id"),
        Column("name", "text", "机构规范名", "normalised name of the organisation"),
        Column("fiscal_year", "integer", "年度", "fiscal year"),
        Column("kind", "text", "种类", "kind", KINDS),
        Column("scope", "text", "口径（部门或单位）", "scope", SCOPES),
        Column("metric", "text", "指标", "metric"),
        Column("left_value", "number", "左边的数（元）", "left side, in yuan"),
        Column("left_year", "integer", "左边的年度", "year of the left side"),
        Column("document", "text", "左边所在文件", "document of the left side"),
        Column("page", "integer", "左边的页码，从 1 起", "page of the left side, from 1"),
        Column("quote", "text", "左边的原文", "quote of the left side"),
        Column("right_value", "number", "右边的数（元）", "right side, in yuan"),
        Column("right_year", "integer", "右边的年度", "year of the right side"),
        Column("right_document", "text", "右边所在文件", "document of the right side"),
        Column("right_page", "integer", "右边的页码，从 1 起", "page of the right side, from 1"),
        Column("right_quote", "text", "右边的原文", "quote of the right side"),
        Column("gap", "number", "差", "gap"),
        Column("allowed", "number", "允许的差", "gap allowed"),
    ),
    parent=None,
    unique=False,
)

TABLES: dict[str, TableShape] = {
    shape.name: shape
    for shape in (
        DOCUMENTS,
        FILES,
        SECTIONS,
        FACTS,
        STATEMENT_CELLS,
        INDICATORS,
        FINDINGS,
        PROBLEMS,
        FIGURES,
        CROSS_FINDINGS,
    )
}
# Made from the other tables when the dataset is put together.
DERIVED = ("figures", "cross_findings")
# What one reading gives rows for; the others are made when the dataset is put together.
READING_TABLES = ("documents", "sections", "facts", "statement_cells", "indicators", "findings", "problems")
