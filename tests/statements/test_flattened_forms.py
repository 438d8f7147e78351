"""Forms whose table was lost in plain text are named and not guessed."""

from __future__ import annotations

import pytest

from extractor.pipeline import read_closely

HEAD = "某市某局2024年度部门决算\n\n收入支出决算总表\n公开01表\n部门：某市某局 单位：万元\n"
CELLS = ["项目", "决算数", "项目", "决算数", "一、财政拨款收入", "100.00", "一、教育支出", "60.00"]
CELLS += ["二、其他收入", "0.00", "二、卫生健康支出", "40.00", "总计", "100.00", "总计", "100.00"]
# no sum tells whether the second number is 基本支出 or 项目支出
UNTOLD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "205", "教育支出", "60.00", "60.00"]
UNTOLD += ["20502", "普通教育", "60.00", "60.00", "210", "卫生健康支出", "40.00", "40.00"]
ROWS = [" ".join(row) for row in (UNTOLD[:5], UNTOLD[5:9], UNTOLD[9:13], UNTOLD[13:])]
TAIL = "\n\n一、情况说明\n2024年度收入总计100.00万元，支出总计100.00万元。\n"


@pytest.mark.parametrize("lines", [UNTOLD, ROWS], ids=["a cell a line", "a row a line"])
def test_a_flattened_form_is_a_problem(lines: list[str]) -> None:
    found = read_closely(
        (HEAD.replace("收入支出决算总表", "支出决算表") + "\n".join(lines) + TAIL).encode(), name="t.txt"
    ).disclosure
    (problem,) = [problem for problem in found.problems if problem.code == "T210"]
    assert "支出决算表" in problem.message
    assert problem.anchor is not None
    assert problem.anchor.quote == "支出决算表"
    assert found.statements == ()


def test_a_form_with_its_table_and_a_title_in_the_contents_are_none() -> None:
    table = "\n".join("\t".join(CELLS[at : at + 4]) for at in range(0, 16, 4))
    contents = "目录\n收入支出决算总表........3\n支出决算表........4\n\n"
    found = read_closely((contents + HEAD + table + TAIL).encode(), name="t.txt").disclosure
    assert len(found.statements) == 1
    assert [problem.code for problem in found.problems if problem.code == "T210"] == []


def test_a_section_of_prose_under_a_forms_title_is_none() -> None:
    prose = "".join(f"{at}、公用经费{at}.00万元，比上年增加{at}.50万元\n" for at in range(1, 9))
    found = read_closely((HEAD + "项目情况如下\n" + prose + TAIL).encode(), name="t.txt").disclosure
    assert [problem.code for problem in found.problems if problem.code == "T210"] == []
