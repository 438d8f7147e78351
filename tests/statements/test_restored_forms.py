"""Forms flattened to text are read where words and arithmetic tell each number's column, and named where they do not."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from corpus.generator import Kind, make_document
from corpus.generator.model import TableBlock, TableModel
from corpus.generator.render_text import flattened
from extractor.pipeline import read_closely
from extractor.records import Disclosure, Statement
from extractor.statements.restored.placing import Relation, Row, spread_rows

HEAD = "某市某局2024年度部门决算\n\n"
EXPENDITURE = HEAD + "支出决算表\n公开03表\n部门：某市某局 单位：万元\n"
HEADS = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
ROWS = [
    ["", "合计", "300.00", "180.00", "120.00"],
    ["205", "教育支出", "220.00", "100.00", "120.00"],
    ["20502", "普通教育", "220.00", "100.00", "120.00"],
    ["2050201", "学前教育", "100.00", "100.00", ""],
    ["2050202", "小学教育", "120.00", "", "120.00"],
    ["221", "住房保障支出", "80.00", "80.00", ""],
]


def read(text: str) -> Disclosure:
    return read_closely(text.encode(), name="t.txt").disclosure


def only(found: Disclosure) -> Statement:
    (statement,) = found.statements
    for row in statement.rows:
        for cell in row.cells.values():
            assert found.text[cell.anchor.start : cell.anchor.end] == cell.anchor.quote == cell.printed
    assert [fact for fact in found.facts if fact.origin == "prose"] == []
    return statement


def cells_of(statement: Statement) -> list[tuple[str | None, str, dict[str, str]]]:
    return [(row.code, row.label, {key: cell.printed for key, cell in row.cells.items()}) for row in statement.rows]


WANTED = [
    (
        code or None,
        label,
        {key: value for key, value in zip(("total", "basic", "project"), values, strict=True) if value},
    )
    for code, label, *values in ROWS
]


def in_lines() -> str:
    return "\n".join(" ".join(filter(None, row)) for row in [HEADS, *ROWS])


def in_cells() -> str:
    return "\n".join(cell for row in [HEADS, *ROWS] for cell in row if cell)


def in_led_cells() -> str:
    return "\n\n".join("\n".join("\t" + cell for cell in row) for row in [HEADS, *ROWS])


def in_tabs_with_merged_heads() -> str:
    heads = [["项目", "本年支出合计", "基本支出", "项目支出"], ["科目编码", "科目名称"]]
    total, *rows = ROWS
    return "\n".join("\t".join(row) for row in [*heads, total[1:], *rows])


def in_columns() -> str:
    lines = ["  科目编码    科目名称        本年支出合计    基本支出    项目支出"]
    for code, label, *values in ROWS:
        name = label + " " * (16 - 2 * len(label))
        lines.append(f"  {code:<12}{name}{values[0]:>12}{values[1]:>12}{values[2]:>12}".rstrip())
    return "\n".join(lines)


@pytest.mark.parametrize("flat", [in_lines, in_cells, in_led_cells, in_tabs_with_merged_heads, in_columns])
def test_a_flattened_form_is_read_with_its_columns(flat: Callable[[], str]) -> None:
    found = read(EXPENDITURE + flat() + "\n\n\n一、情况说明\n2024年度工作情况如下。\n")
    statement = only(found)
    assert (statement.form, statement.decided_by, statement.unit) == ("final.expenditure", "flattened", "万元")
    assert statement.score < 1
    assert cells_of(statement) == WANTED
    assert [problem.code for problem in found.problems if problem.code == "T210"] == []


@pytest.mark.parametrize(
    ("lines", "at", "more"),
    [
        (in_lines, 4, "12"),  # a page's number
        (in_lines, 7, "12"),  # … below the last row
        (in_lines, 4, "- 12 -"),
        (in_cells, 22, "- 12 -"),
    ],
)
def test_a_page_number_among_rows_is_no_amount(lines: Callable[[], str], at: int, more: str) -> None:
    found = lines().split("\n")
    assert cells_of(only(read(EXPENDITURE + "\n".join([*found[:at], more, *found[at:]])))) == WANTED


def test_a_code_on_a_line_of_its_own_is_its_rows() -> None:
    text = in_lines().replace("205 ", "205\n").replace("221 ", "221\n")
    assert cells_of(only(read(EXPENDITURE + text))) == WANTED


@pytest.mark.parametrize(
    ("lines", "old", "new"),
    [
        (in_lines, "2050201 学前教育 100.00 100.00", "2050201 学前教育 100.00\n100"),  # the column of basic expenditure
        (in_lines, "2050201 学前教育 100.00 100.00", "2050201 学前教育\n100"),
        (
            in_lines,
            "学前教育 100.00",
            "学前教育 100",
        ),  # whole amounts are printed here: what the one alone is, is not told
        (in_cells, "学前教育\n100.00\n100.00", "学前教育\n100.00\n100.00\n12"),
        (in_cells, "80.00\n80.00", "80.00\n80.00\n12"),
    ],
)
def test_a_number_that_may_be_an_amount_or_a_page_is_not_guessed(lines: Callable[[], str], old: str, new: str) -> None:
    text = lines()
    assert old in text
    text = text.replace(old, new).replace("普通教育 220.00 100.00 120.00", "普通教育 220.00 100.00 120.00\n7")
    found = read(EXPENDITURE + text)
    assert found.statements == ()
    assert "T210" in [problem.code for problem in found.problems]


def test_where_no_sum_tells_like_columns_apart_nothing_is_guessed() -> None:
    rows = ["205 教育支出 220.00 220.00", "20502 普通教育 220.00 220.00", "2050202 小学教育 220.00 220.00"]
    found = read(EXPENDITURE + "\n".join([" ".join(HEADS), "合计 220.00 220.00", *rows]))
    assert found.statements == ()
    assert [problem.code for problem in found.problems if problem.code == "T210"] == ["T210"]
    assert found.facts == ()  # nor are they prose


def test_two_sides_a_cell_a_line_with_empty_cells() -> None:
    text = HEAD + "收入支出决算总表\n单位：万元\n收入\n支出\n项目\n决算数\n项目\n决算数\n"
    text += "一、一般公共预算财政拨款收入\n100.00\n一、一般公共服务支出\n二、政府性基金预算财政拨款收入\n二、外交支出\n三、教育支出\n95.00\n"
    text += (
        "本年收入合计\n100.00\n本年支出合计\n95.00\n年初结转和结余\n年末结转和结余\n5.00\n总计\n100.00\n总计\n100.00\n"
    )
    statement = only(read(text))
    assert [(row.key or row.label, *[cell.printed for cell in row.cells.values()]) for row in statement.rows] == [
        ("revenue.general_public_budget", "100.00"),
        ("一、一般公共服务支出",),
        ("revenue.government_fund",),
        ("二、外交支出",),
        ("三、教育支出", "95.00"),
        ("revenue.total", "100.00"),
        ("expenditure.total", "95.00"),
        ("revenue.opening_carryover",),
        ("expenditure.closing_carryover", "5.00"),
        ("total.revenue", "100.00"),
        ("total.expenditure", "100.00"),
    ]


@pytest.mark.parametrize("fund", ["", "30.00"], ids=["one fund", "two funds"])
def test_the_funds_of_expenditure_are_told_by_those_of_revenue(fund: str) -> None:
    whole = "130.00" if fund else "100.00"
    lines = [
        "收入 支出",
        "项目 决算数 项目 合计 一般公共预算财政拨款 政府性基金预算财政拨款 国有资本经营预算财政拨款",
        "一、一般公共预算财政拨款 100.00 一、教育支出 100.00 100.00",
        f"二、政府性基金预算财政拨款 {fund} 二、城乡社区支出 {fund} {fund}",
        f"本年收入合计 {whole} 本年支出合计 {whole} 100.00 {fund}",
        f"总计 {whole} 总计 {whole} 100.00 {fund}",
    ]
    statement = only(read(HEAD + "财政拨款收入支出决算总表\n单位：万元\n" + "\n".join(lines)))
    totals = [row for row in statement.rows if row.key == "total.expenditure"]
    amounts = {"total": whole, "general_public": "100.00", **({"government_fund": fund} if fund else {})}
    assert [{key: cell.printed for key, cell in row.cells.items()} for row in totals] == [amounts]


def test_a_label_set_beside_a_total_is_none_of_it() -> None:
    lines = [
        "科目编码 科目名称 决算数 科目编码 科目名称 决算数",
        "301 工资福利支出 90.00 302 商品和服务支出 30.00",
        "30101 基本工资 90.00 30201 办公费 30.00",
        "30199 其他工资福利支出 人员经费合计 90.00 公用经费合计 30.00",
    ]
    statement = only(read(HEAD + "一般公共预算财政拨款基本支出决算表\n单位：万元\n" + "\n".join(lines)))
    assert [(row.label, [cell.printed for cell in row.cells.values()]) for row in statement.rows[-3:]] == [
        ("其他工资福利支出", []),
        ("人员经费合计", ["90.00"]),
        ("公用经费合计", ["30.00"]),
    ]


# --- the numbers of rows and their columns ----------------------------------------------------------------------------

TOTAL = Relation(0, (1, 2))


def rows_of(*rows: tuple[str, int | None]) -> list[Row]:
    return [Row(tuple(map(Decimal, values.split())), parent) for values, parent in rows]


def test_parts_are_told_by_what_is_left_of_the_whole() -> None:
    spreads = spread_rows(rows_of(("9 4 5", None), ("4 4", 0), ("5 5", 0)), 3, [TOTAL])
    assert spreads is not None
    assert spreads.rows == ((0, 1, 2), (0, 1), (0, 2))


def test_equal_parts_are_not_told() -> None:
    assert spread_rows(rows_of(("8 4 4", None), ("4 4", 0), ("4 4", 0)), 3, [TOTAL]) is None


def test_a_sum_that_a_whole_row_breaks_tells_nothing() -> None:
    assert spread_rows(rows_of(("9 4 4", None), ("4 4", None)), 3, [TOTAL]) is None


# --- generated documents, flattened -----------------------------------------------------------------------------------


def _text(text: str) -> str:
    return text.replace("\n", "").strip()


def _printed(table: TableModel) -> list[list[str]]:
    return [[_text(placed.cell.text) for placed in table.row_cells(row)] for row in range(table.rows)]


def lines_of(table: TableModel) -> list[str]:
    return [" ".join(filter(None, row)) for row in _printed(table) if any(row)]


def cell_lines_of(table: TableModel) -> list[str]:
    return [cell for row in _printed(table) for cell in row if cell]


def tab_lines_of(table: TableModel) -> list[str]:
    return ["\t".join(row) for row in _printed(table)]


def column_lines_of(table: TableModel) -> list[str]:
    """As programs write a page to text; a Chinese character is two columns wide."""

    def width(text: str) -> int:
        return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

    widths = [0] * table.cols
    for placed in sorted(table.cells, key=lambda placed: placed.cell.col_span):
        span = range(placed.col, placed.col + placed.cell.col_span)
        room = sum(widths[col] for col in span) + 2 * (len(span) - 1)
        widths[span[-1]] += max(0, width(_text(placed.cell.text)) - room)
    lefts = [sum(widths[:col]) + 2 * col for col in range(table.cols + 1)]
    lines = []
    for row in range(table.rows):
        line = ""
        for placed in table.row_cells(row):
            text = _text(placed.cell.text)
            at = lefts[placed.col]
            if "." in text and text[-1].isdigit():
                at = lefts[placed.col + placed.cell.col_span] - 2 - width(text)
            line += (" " * (at - width(line)) + text) if text else ""
        lines.append(line)
    return lines


def _numbers(rows: Sequence[dict[str, object]]) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        cells = row["cells"]
        assert isinstance(cells, dict)
        for key, cell in cells.items():
            if cell["value"] is not None:
                found[row["code"], row["label"], key, str(cell["value"])] += 1
    return found


@pytest.mark.parametrize("kind", ["final_account", "budget"])
@pytest.mark.parametrize(
    ("flatten", "share"),
    [(lines_of, 0.2), (cell_lines_of, 0.2), (tab_lines_of, 0.9), (flattened, 0.9), (column_lines_of, 0.6)],
)
def test_no_number_of_a_flattened_document_is_in_a_wrong_column(
    flatten: Callable[[TableModel], list[str]], share: float, kind: Kind
) -> None:
    document = make_document(2, kind=kind)
    tables = [block.table for block in document.blocks if isinstance(block, TableBlock)]
    forms = [table for table in tables if table.kind == "statement"]
    lines = [str(document.profile["title"]), ""]
    for table in forms:
        lines += [table.truth["title"], f"部门：某局 单位：{table.truth['unit']}", *flatten(table), "", ""]
    found = read("\n".join(lines)).to_dict()
    read_forms = {statement["form"]: _numbers(statement["rows"]) for statement in found["statements"]}
    wanted = {table.truth["form"]: _numbers(table.truth["rows"]) for table in forms}
    wrong = {form: numbers - wanted[form] for form, numbers in read_forms.items()}
    assert {form: numbers for form, numbers in wrong.items() if numbers} == {}
    hits = sum((wanted[form] & read_forms.get(form, Counter())).total() for form in wanted)
    assert hits >= share * sum(numbers.total() for numbers in wanted.values())
    assert [fact for fact in found["facts"] if fact["origin"] == "prose"] == []
