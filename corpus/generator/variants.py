"""What differs between publishers: order, numbering, units, forms' layout, and how a PDF is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Literal


@dataclass(frozen=True)
class Variant:
    """One publisher's habits. The first block changes what is written, the second only how it is drawn."""

    tables_first: bool = False  # 报表 before 说明
    parts: bool = True  # 第X部分 over 一、
    numbered: bool = True  # headings of 说明 carry 一、
    attachments: bool = True  # 附件 with evaluation reports
    run_in: bool = False  # （一）heading and body on one line
    run_in_mark: Literal["。", "：", " "] = "。"
    plan: str = "usual"  # the outline of the narrative, of plans.yaml
    numbers: Literal["usual", "spaced", "colon", "inverted"] = "usual"  # how headings are numbered, of plans.yaml
    numbering: Literal["usual", "skips", "repeats"] = "usual"
    contents: Literal["none", "plain", "dots", "pages"] = "pages"
    table_unit: Literal["万元", "元"] = "万元"
    text_unit: Literal["亿元", "万元", "元"] = "万元"
    text_separators: bool = False
    trim_zeros: bool = True  # 14151.1 for 14151.10, 0 for 0.00
    blank_zero: bool = True  # in forms; else 0.00
    codes: Literal["one", "three"] = "three"
    line_numbers: bool = False  # 行次, 栏次
    spaced_labels: bool = False  # 合　计
    full_classes: bool = True  # all 26 类 in the two-sided forms
    wide_revenue: bool = False  # budget.revenue with a column for every fund
    three_public: Literal["wide", "paired", "long"] = "wide"
    form_notes: bool = False
    form_numbers: Literal["none", "公开", "表"] = "none"
    indicators: Literal["seed", "scored", "values"] = "seed"
    review_style: Literal["narrative", "none"] = "narrative"
    performance: Literal["stages", "amounts"] = "stages"
    form_page_break: bool = True  # every form on a page of its own
    landscape_tables: bool = False
    annexed: bool = False  # 报表 in a file of their own: 各表详见附件
    index_number: bool = False  # 监督索引号 before the title
    signature: bool = False  # the body and the date at the end, in a PDF under a stamp
    charts: bool = False  # pictures of revenue and expenditure with a caption
    totals_apart: bool = False  # 支出总计 without what is carried on, so that it is not 收入总计
    connected_forms: bool = False  # small forms one right under the other, in a PDF as one grid with their titles

    page_numbers: Literal["none", "plain", "dashes", "word"] = "dashes"
    running_head: bool = False
    low_digits: float = 0.0  # points by which digits stand under the line
    watermark: bool = False
    hidden_twin: bool = False  # every line a second time in white
    thin_rects: bool = False
    rulings: Literal["all", "open"] = "all"
    repeat_header: bool = True
    font: str = "STSong-Light"
    body_size: float = 15.0
    auto_numbers: bool = False  # DOCX: Word counts the headings, their numbers are not in the text
    flat_forms: Literal["none", "cells", "rows"] = (
        "none"  # text: forms a cell a line, or a row a line with empty cells gone
    )
    flat_indicators: Literal["cells", "run"] = "cells"  # text: indicator tables a cell a line, or all in one run
    rotated: bool = False  # landscape forms on sheets that are turned
    hidden_way: Literal["white", "unseen", "outside"] = (
        "white"  # how the twins are hidden: colour, render mode 3, beside the page
    )
    spill: bool = False  # a form's further pages have no borders between columns that are empty there


def choose_variant(rng: Random) -> Variant:
    """Habits at random, each on its own."""
    pick, chance = rng.choice, rng.random
    return Variant(
        tables_first=chance() < 0.5,
        parts=chance() < 0.8,
        numbered=chance() < 0.85,
        attachments=chance() < 0.6,
        run_in=chance() < 0.3,
        run_in_mark=pick(("。", "。", "：")),
        plan=pick(("usual", "usual", "performance_apart", "flat", "explained")),
        numbers=pick(("usual", "usual", "spaced", "colon")),
        numbering=pick(("usual", "usual", "usual", "skips", "repeats")),
        contents=pick(("none", "plain", "dots", "pages", "pages")),
        table_unit="元" if chance() < 0.2 else "万元",
        text_unit="元" if chance() < 0.1 else "万元",
        text_separators=chance() < 0.2,
        trim_zeros=chance() < 0.6,
        blank_zero=chance() < 0.7,
        codes=pick(("one", "three")),
        line_numbers=chance() < 0.35,
        spaced_labels=chance() < 0.35,
        full_classes=chance() < 0.7,
        wide_revenue=chance() < 0.4,
        three_public=pick(("wide", "paired", "long")),
        form_notes=chance() < 0.5,
        form_numbers=pick(("none", "none", "公开", "表")),
        indicators=pick(("seed", "scored", "values")),
        review_style=pick(("narrative", "narrative", "none")),
        performance=pick(("stages", "amounts")),
        page_numbers=pick(("none", "plain", "dashes", "word")),
        running_head=chance() < 0.25,
        low_digits=4.0 if chance() < 0.2 else 0.0,
        watermark=chance() < 0.1,
        hidden_twin=chance() < 0.1,
        landscape_tables=chance() < 0.3,
        thin_rects=chance() < 0.4,
        repeat_header=chance() < 0.6,
        form_page_break=chance() < 0.75,
        body_size=pick((12.0, 14.0, 15.0, 16.0)),
        rulings=pick(("all", "all", "all", "open")),
    )


def with_rare_habits(variant: Variant, rng: Random) -> Variant:
    """The habits that few publishers have, each on its own and with any of the others."""
    pick, chance = rng.choice, rng.random

    def now_and_then() -> bool:
        return chance() < 0.25

    return replace(
        variant,
        numbers="inverted" if now_and_then() else variant.numbers,
        text_unit="亿元" if chance() < 0.1 else variant.text_unit,
        plan=pick(("joined", variant.plan, variant.plan)),
        annexed=chance() < 0.15,
        index_number=now_and_then(),
        signature=now_and_then(),
        charts=now_and_then(),
        auto_numbers=chance() < 0.5,
        flat_forms=pick(("none", "none", "cells", "rows")),
        flat_indicators=pick(("cells", "run")),
        rotated=chance() < 0.5,
        hidden_twin=chance() < 0.2,
        hidden_way=pick(("white", "unseen", "outside")),
        totals_apart=now_and_then(),
        connected_forms=now_and_then(),
        spill=chance() < 0.5,
    )


PLAIN = Variant(form_notes=True, three_public="paired", indicators="seed", contents="pages")
