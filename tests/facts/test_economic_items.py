"""Items of the economic classification in prose (办公费（款）支出…) are no function lines: no metric fits them."""

from __future__ import annotations

from extractor.facts.function_lines import FunctionPath, economic
from extractor.pipeline import read_closely

TEXT = """某市粮食局2023年度部门预算
第三部分 2023年度部门预算情况说明
六、财政拨款基本支出预算情况说明
2023年度财政拨款基本支出预算820.5万元，其中：
（一）人员经费700.3万元。
1、工资福利支出（类）610.2万元
（1）基本工资（款）支出310.4万元。用于发放在职人员工资。
（2）没有听说过的补贴（款）支出299.8万元。用于发放补贴。
七、一般公共预算支出预算情况说明
1.住房改革支出（款）住房公积金（项）支出75.1万元，与上年相比增加2.0万元。
"""


def test_economic_items_give_no_fact_and_function_lines_after_them_do() -> None:
    found = read_closely(TEXT.encode(), name="t.txt").disclosure.facts
    values = {str(fact.value) for fact in found}
    assert not values & {"610.2", "310.4", "299.8"}
    assert {"820.5", "700.3", "75.1"} <= values
    assert {fact.dims.get("function") for fact in found if str(fact.value) == "75.1"} == {"2210201"}


def test_the_path_before_tells_of_names_that_no_list_knows() -> None:
    unknown = FunctionPath(0, 5, (("款", "没有听说过的补贴"),))
    assert economic(unknown, before=True)
    assert not economic(unknown, before=False)
    assert not economic(FunctionPath(0, 5, (("类", "教育支出"),)), before=True)
    assert not economic(FunctionPath(0, 9, (("款", "住房改革支出"), ("项", "住房公积金"))), before=True)
