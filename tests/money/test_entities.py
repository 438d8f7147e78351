"""Numbers, years and dates of prose: every sentence carries its gold inline, ``[printed|LABEL value unit]``."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.entities import Mention, find_entities, scan
from extractor.money import print_number, print_numeral, yuan_of
from extractor.records import Anchor

GOLD = """
[2020年度|YEAR 2020 年]收、支总计[27758.21万元|AMOUNT 27758.21 万元]。与[2019年|YEAR 2019 年]相比，增加[3210.11万元|AMOUNT 3210.11 万元]，增长[13.07%|PERCENT 13.07 %]。
年初预算为[1,234.50万元|AMOUNT 1234.50 万元]，支出决算为[0万元|AMOUNT 0 万元]，完成预算的[0.00%|PERCENT 0.00 %]。
人员经费由[21750元/人|AMOUNT 21750 元/人]提高到[3.6万元／人|AMOUNT 3.6 万元/人]，伙食补助每天[100元/人·天|AMOUNT 100 元/人·天]。
决算数为[9411.33|NUMBER 9411.33 -]，完成预算[100％|PERCENT 100 %]，增长 [13.95|NUMBER 13.95 -]。
合计[1.2亿元|AMOUNT 1.2 亿元]，折合[1700万美元|AMOUNT 1700 万美元]，另有[５，６７８．９０元|AMOUNT 5678.90 元]。
较上年减少 [31 万 元|AMOUNT 31 万元]，下降 [4 ％|PERCENT 4 %]，占比提高[0.5个百分点|PERCENT 0.5 个百分点]，不良率[3.2‰|PERCENT 3.2 ‰]。
增长率为[-5.3%|PERCENT -5.3 %]，差额[负12万元|AMOUNT -12 万元]，结余[－0.36万元|AMOUNT -0.36 万元]。
安排[100|AMOUNT 100 万元]—[200万元|AMOUNT 200 万元]，控制在[3|PERCENT 3 %]-[5%|PERCENT 5 %]，增幅[3%|PERCENT 3 %]～[5%|PERCENT 5 %]，完成率[90%|PERCENT 90 %]以上，视察 [2|COUNT 2 次]-[3 次|COUNT 3 次]。
由[100万元|AMOUNT 100 万元]-[200万元|AMOUNT 200 万元]不等，[10|AMOUNT 10 万元]至[20万元|AMOUNT 20 万元]。
国内公务接待[2批次|COUNT 2 批次]，[28人次|COUNT 28 人次]（不包括陪同人员），共计支出[0.16万元|AMOUNT 0.16 万元]。
全年安排因公出国（境）团组[0个|COUNT 0 个]，[0人|COUNT 0 人]；接待[120余批次|COUNT 120 批次]、[1万多人次|COUNT 1 万人次]。
共有车辆[67辆|COUNT 67 辆]，其中：轿车[36辆|COUNT 36 辆]、越野车 [4 辆|COUNT 4 辆]；单价[50万元|AMOUNT 50 万元]（含）以上通用设备[12台（套）|COUNT 12 台（套）]，单价[100万元|AMOUNT 100 万元]以上专用设备[0台/套|COUNT 0 台（套）]、[3台套|COUNT 3 台（套）]。
下属[12家|COUNT 12 家]预算单位，内设[5个|COUNT 5 个]机构，编制[104名|COUNT 104 名]，在职 [7 名|COUNT 7 名]人员，退休[30人|COUNT 30 人]。
金额[500万余元|AMOUNT 500 万元]，债务[3亿多元|AMOUNT 3 亿元]，资产近[二十余万元|AMOUNT 20 万元]。
对[14项|COUNT 14 项]目开展评价，房屋建筑面积[8013.5平方米|COUNT 8013.5 平方米]，绿化[2.5万㎡|COUNT 2.5 万平方米]，公路[36公里|COUNT 36 公里]。
实施期[5年|COUNT 5 年]，需[10个工作日|COUNT 10 个工作日]，工期[3个月|COUNT 3 个月]，每天[8小时|COUNT 8 个小时]，扩大[3.5倍|COUNT 3.5 倍]，得分[95.5分|COUNT 95.5 分]。
截至[2020年12月31日|DATE]，自[2021-03-05|DATE]起，[12月底|DATE]前，[2020年12月底|DATE]，[5月20日|DATE]，[2020年1-6月|DATE]，[二〇二〇年十月|DATE]。
[2018|YEAR 2018 年]-[2020年|YEAR 2020 年]，[2018年|YEAR 2018 年]、[2019年|YEAR 2019 年]，[2017|YEAR 2017 年]、[2018年|YEAR 2018 年]，[二○二○年度|YEAR 2020 年]，[2020年|YEAR 2020 年]初，[2021 年|YEAR 2021 年]。
更新公务用车[三辆|COUNT 3 辆]，[五个|COUNT 5 个]项目，[十二人|COUNT 12 人]，共[两批次|COUNT 2 批次]，共计[一家|COUNT 1 家]，召开[两次|COUNT 2 次]会议，[一百零五名|COUNT 105 名]干部，[二十套|COUNT 20 套]设备。
拨付[三百万元|AMOUNT 300 万元]、[五千元|AMOUNT 5000 元]、[两亿三千万元|AMOUNT 230000000 元]、[1亿2千万元|AMOUNT 120000000 元]、[3亿5000万元|AMOUNT 350000000 元]、[贰拾万元|AMOUNT 20 万元]。
下降[百分之三点五|PERCENT 3.5 %]，提高[三个百分点|PERCENT 3 个百分点]，约占[三分之二|NUMBER ? -]，减少[1/2|NUMBER 0.5 -]，达到[百分之百|PERCENT 100 %]。
接待对象 [10 多批|COUNT 10 批] [200 多人次|COUNT 200 人次]，惠及≥[120.00(人次)|COUNT 120.00 人次]，[18.5万人|COUNT 18.5 万人]。
项目预算为[127万|AMOUNT 127 万元]，支出[0.5亿|AMOUNT 0.5 亿元]，常住人口[85万|NUMBER 85 万]，建设[400个|COUNT 400 个][200万|NUMBER 200 万]像素探头。
支出 [4, 195. 78 万元|AMOUNT 4195.78 万元]，增长 [13. 95%|PERCENT 13.95 %]，共[1，234.56万元|AMOUNT 1234.56 万元]，总计[1，200万元|AMOUNT 1200 万元]。
决算数为[12.5|NUMBER 12.5 -]，[300万元|AMOUNT 300 万元]已拨付，决算[9411.33|NUMBER 9411.33 -]，[2020年|YEAR 2020 年]完成。
购置空调[一台|COUNT 1 台]、电脑[三台|COUNT 3 台]，设局长[一名|COUNT 1 名]，每年[一次|COUNT 1 次]，合同价[￥1,234.00|AMOUNT 1234.00 元]，[二O二三年|YEAR 2023 年]，[2018年|YEAR 2018 年]至[2020年|YEAR 2020 年]。
分别为[10|NUMBER 10 -],[20|NUMBER 20 -],[30|NUMBER 30 -]；人大代表 [50名|COUNT 50 名]，服务专家代表[30人|COUNT 30 人]，关注[3个|COUNT 3 个]方面。
"""

NOTHING = """
（一）一般公共服务支出（类）财政事务（款）
第三条 一是加强管理，二是强化统一，三是一般性支出
“三公”经费和“十四五”规划，“五个过硬”，两学一做，十三届三中全会，党的二十大
二级预算单位、一级指标、三级医院、一次性补助、一体化、一个整体、第二次、二次供水、一季度
万里街道、四川省、七台河市、三台县、五台山、三亚市、千方百计、万众一心、十分重要、百年大计
按照苏财预〔2019〕7号、财库[2013]189号、粤府（2012）10、第53号令、京财【2021】168号文
（图1：构成图）见表 3、附件2、预算公开08表、[image9]
A4纸、G20、4G网络、PM2.5、W-07街坊、1.2.3节、电话：010-65251234、网址 http://czj.example.gov.cn/2020/12/1.html
每日8:30至17:30，配比为3:1，占 %，比上年减少 万元
“1+3+N”体系、“7·20”暴雨、“6.26”禁毒日、12345热线、3.0版、一个中心任务
八届十次全会、中央纪委三次全会、十四届人大二次会议、2010301行政运行（项）、财政事务（201）行政运行（2010301）
数十人、十几万元、几十家、五六次、三四百
公共安全支出（类）公安（款）信息化建设（项）19：指各级公安机关的支出
1.
2、其他
"""


def parts(line: str) -> tuple[str, list[tuple[str, str]]]:
    gold = [(printed, wanted) for printed, wanted in re.findall(r"\[([^\[\]|]+)\|([^\]]+)\]", line)]
    return re.sub(r"\[([^\[\]|]+)\|[^\]]+\]", r"\1", line), gold


def said(mention: Mention) -> str:
    if mention.label == "DATE":
        return "DATE"
    return f"{mention.label} {'?' if mention.value is None else mention.value} {mention.unit or '-'}"


@pytest.mark.parametrize("line", GOLD.strip().splitlines())
def test_every_number_is_found_with_its_unit(line: str) -> None:
    text, gold = parts(line)
    found = scan(text)
    assert [(mention.printed, said(mention)) for mention in found] == gold
    for mention in found:
        assert text[mention.start : mention.end] == mention.printed
        if mention.label == "AMOUNT" and mention.value is not None and mention.unit is not None:
            assert mention.yuan == yuan_of(mention.value, mention.unit)
        else:
            assert mention.yuan is None


@pytest.mark.parametrize("line", NOTHING.strip().splitlines())
def test_names_numbering_and_words_are_no_numbers(line: str) -> None:
    assert scan(line) == []


@pytest.mark.parametrize(
    "printed",
    [
        *("1,23.4万元", "1,234,56万元", "12。5%", "1 560.05万元", "1.234.56万元", "100，200，300万元", f"{'9' * 31}元"),
        *(
            ".56万元",
            "1234.万元",
            "8.%",
            "12□4.56万元",
            "□.81%",
            "12?4.56万元",
            "1__4.56万元",
            "12**.56万元",
            "12 4.56万元",
        ),
        *("12,.34万元", "1，23.4万元"),
    ],
)
def test_what_can_not_be_read_for_certain_has_no_value(printed: str) -> None:
    (mention,) = scan(f"合计{printed}。")
    assert mention.printed == printed
    assert mention.value is None
    assert mention.yuan is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("其中.12.34万元", "12.34万元"),
        ("（一）.5万元", "5万元"),
        ("（□是□否）12万元", "12万元"),
        ("2023 34.56万元", "34.56万元"),
        ("人员经费 12.30 4.56万元", "4.56万元"),
        ("12.34万元.5月底", "12.34万元"),
    ],
)
def test_a_point_or_a_gap_beside_a_whole_number_breaks_it_not(text: str, printed: str) -> None:
    assert [m.printed for m in scan(text) if m.label == "AMOUNT" and m.value is not None] == [printed]


def test_flags_say_ranges_rough_numbers_and_numerals() -> None:
    low, high = scan("约100—200万元")
    assert (low.in_range, high.in_range, low.about, high.about) == (True, True, True, False)
    assert low.yuan == Decimal("1000000.00")
    (rough,) = scan("共200余人")
    assert rough.about
    (exact,) = scan("共有三辆")
    assert exact.numeral
    assert not exact.about


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1.2020年预算", "2020年"),
        ("2．社会保障支出10万元", "10万元"),
        ("（3）公务用车5辆", "5辆"),
        ("4、住房改革8.5万元", "8.5万元"),
        ("3个项目", "3个"),
        ("1.5万元用于培训", "1.5万元"),
        ("47.91 其他", "47.91"),
        ("12 月底前", "12 月底"),
        ("10 部门收支 5万元", "5万元"),
        ("2.1 支出5万元", "5万元"),
        ("一、支出5万元", "5万元"),
        ("完成率100%3．资金5万元", "100%"),
        ("情况一致。 2.购置5辆", "5辆"),
    ],
)
def test_numbering_is_told_from_numbers(text: str, printed: str) -> None:
    assert printed in [mention.printed for mention in scan(text)]
    assert not [mention for mention in scan(text) if mention.label == "NUMBER" and mention.printed != printed]


def test_entities_keep_document_offsets_and_anchors() -> None:
    text = "标题\n支出5.00万元。\n共2辆"
    layout = SimpleNamespace(
        text=text, anchor=lambda start, end: Anchor(page=None, box=None, start=start, end=end, quote=text[start:end])
    )
    spans = [SimpleNamespace(topic=None, start=start, end=end) for start, end in ((13, 16), (3, 12))]
    entities = find_entities(layout, spans)
    assert [(entity.id, entity.printed, str(entity.value), entity.unit) for entity in entities] == [
        ("e1", "5.00万元", "5.00", "万元"),
        ("e2", "2辆", "2", "辆"),
    ]
    assert all(text[entity.start : entity.end] == entity.anchor.quote == entity.printed for entity in entities)


@pytest.mark.parametrize(
    ("text", "topic", "count"),
    [
        ("- 5 -", "fiscal", 0),
        ("—12—", "fiscal", 0),
        ("- 5万元 -", "fiscal", 1),
        ("第三部分 2020年度部门决算情况说明 12", "contents", 0),
        ("现将2020年度部门决算公开如下：", "contents", 1),
        ("第三部分 2020年度部门决算情况说明", "fiscal", 1),
    ],
)
def test_contents_and_page_numbers_hold_no_quantities(text: str, topic: str, count: int) -> None:
    layout = SimpleNamespace(
        text=text, anchor=lambda start, end: Anchor(page=None, box=None, start=start, end=end, quote=text[start:end])
    )
    assert len(find_entities(layout, [SimpleNamespace(topic=topic, start=0, end=len(text))])) == count


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)


@given(AMOUNTS, st.sampled_from(["元", "千元", "万元", "亿元"]), st.booleans(), st.sampled_from(["", " "]))
def test_a_printed_amount_is_found_again(value: Decimal, unit: str, thousands: bool, gap: str) -> None:
    printed = f"{print_number(value, thousands=thousands)}{gap}{unit}"
    (mention,) = scan(f"本年支出合计{printed}，其中：基本支出")
    assert (mention.printed, mention.value, mention.unit) == (printed, value, unit)
    assert mention.yuan == yuan_of(value, unit)


@given(st.integers(min_value=2, max_value=9999), st.sampled_from(["辆", "人次", "家", "批次"]))
def test_a_count_in_numerals_is_found_again(count: int, unit: str) -> None:
    (mention,) = scan(f"共有{print_numeral(count)}{unit}，其中")
    assert (mention.value, mention.unit, mention.numeral) == (count, unit, True)


@given(st.text(alphabet="0123456789,.，。、一二三十百千万亿元年月日个辆%-—至（）() 第图约余分之", max_size=80))
def test_mentions_stand_in_order_inside_the_text(text: str) -> None:
    last = 0
    for mention in scan(text):
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.printed
        last = mention.end


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "1,",
        "1，234",
        "一",
        "1万",
        "二分之",
        "1 ",
        "(",
        "1、",
        "2018、",
        "2020-",
        "1.2.",
        "第1",
        "1万1",
        "1□",
        ".1",
    ],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        scan(text)
        return time.process_time() - start

    seconds(500)
    assert seconds(20_000) < max(0.02, seconds(2_000)) * 10 * 4


def test_a_million_digits_are_no_number() -> None:
    assert scan("支出" + "9" * 1_000_000 + "元") == []
