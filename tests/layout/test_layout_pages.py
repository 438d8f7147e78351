"""Pages → document text: lines by overlap, paragraphs rejoined, running heads and page numbers set aside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import HEIGHT, at, body, pdf
from reportlab.pdfgen.canvas import Canvas

from extractor.ingest.pdf import read_pdf
from extractor.layout import Layout, lay_out
from extractor.running_heads import title_of_web_page

FULL = "本部门二〇二四年度收入支出总计与上年相比有所增加主要原因是人员"  # 31 characters: a full line of 12 pt in 415 pt
FULL = FULL + "调整增支"


def layout_of(*pages: object) -> Layout:
    return lay_out(read_pdf(pdf(*pages), name="t.pdf"))  # type: ignore[arg-type]


def paragraphs(layout: Layout) -> list[str]:
    return [layout.block_text(block) for block in layout.blocks]


def test_digits_set_five_points_lower_stay_in_their_line() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 90, 100, "支出决算为", size=14)
        at(canvas, 160, 104.5, "1511.89", size=14)
        at(canvas, 212, 100, "万元", size=14)
        at(canvas, 90, 128, "下一行", size=14)

    assert paragraphs(layout_of(draw))[0].startswith("支出决算为1511.89万元")


def test_lines_of_a_paragraph_are_joined_without_a_break() -> None:
    layout = layout_of(lambda canvas: body(canvas, ["　　" + FULL[:-2], FULL, "收入减少。", "　　第二段。"]))
    assert paragraphs(layout) == [FULL[:-2] + FULL + "收入减少。", "第二段。"]


def test_a_number_cut_by_the_page_break_never_joins_the_page_number() -> None:
    """ "增长" + page number 3 + "17.31%" is 增长17.31% and not 增长317.31%."""

    def numbered(number: int, lines: list[str], top: float) -> object:
        def draw(canvas: Canvas) -> None:
            body(canvas, lines, top=top)
            at(canvas, 295, HEIGHT - 50, str(number))

        return draw

    layout = layout_of(
        numbered(3, ["　　" + FULL[:-2], FULL[:-2] + "增长"], 650),
        numbered(4, ["17.31%。", "　　完。"], 80),
    )
    assert paragraphs(layout) == [FULL[:-2] + FULL[:-2] + "增长17.31%。", "完。"]
    assert [(line.kind, line.text) for line in layout.set_aside] == [("page_number", "3"), ("page_number", "4")]


def test_a_line_that_left_no_room_for_the_number_goes_on() -> None:
    short = FULL[:-6] + "增加"
    layout = layout_of(
        lambda canvas: body(canvas, ["　　" + FULL[:-2], FULL, short, "1,478.18万元，上升10.2%。", "　　完。"])
    )
    assert paragraphs(layout) == [FULL[:-2] + FULL + short + "1,478.18万元，上升10.2%。", "完。"]


@pytest.mark.parametrize("mark", ["- {} -", "— {} —", "第{}页", "第 {} 页 共 9 页", "{}/9"])
def test_decorated_page_numbers_are_known_at_sight(mark: str) -> None:
    def draw(canvas: Canvas) -> None:
        body(canvas, ["　　" + FULL])
        at(canvas, 280, HEIGHT - 50, mark.format(2))

    layout = layout_of(draw)
    assert [line.kind for line in layout.set_aside] == ["page_number"]
    assert paragraphs(layout) == [FULL]


def test_a_lone_number_at_the_foot_of_one_page_is_text() -> None:
    """Nothing tells that it is a page number: it stays, since a number is never dropped without a word."""

    def draw(canvas: Canvas) -> None:
        body(canvas, ["　　合计"])
        at(canvas, 280, HEIGHT - 50, "57")

    assert "57" in paragraphs(layout_of(draw))


def test_a_page_number_that_slipped_by_one_or_stands_under_the_last_words_is_one() -> None:
    def page(printed: str, foot: float, left: float = 295) -> object:
        def draw(canvas: Canvas) -> None:
            body(canvas, ["　　段。"])
            at(canvas, left, foot, printed)

        return draw

    foot = HEIGHT - 50
    sure = [page(str(number), foot) for number in (1, 2, 3)]
    layout = layout_of(*sure, page("3", foot), page("4", 150), page("57", foot), page("5", foot, left=120))
    assert [line.text for line in layout.set_aside] == ["1", "2", "3", "3", "4"]
    assert [part for part in paragraphs(layout) if part != "段。"] == ["57", "5"]


def test_a_running_head_is_set_aside_and_a_unit_line_is_not() -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            at(canvas, 200, 30, "某某局部门决算公开")
            at(canvas, 400, 60, "单位：万元")
            body(canvas, [f"　　第{number}段。"])

        return draw

    layout = layout_of(*(page(number) for number in (1, 2, 3, 4)))
    assert {line.text for line in layout.set_aside} == {"某某局部门决算公开"}
    assert paragraphs(layout).count("单位：万元") == 4


def test_letter_spaced_words_are_closed_up_and_words_apart_are_not() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 60, "目")
        at(canvas, 130, 60, "录")
        at(canvas, 100, 100, "第一部分")
        at(canvas, 160, 100, "部门概况")

    assert paragraphs(layout_of(draw)) == ["目录", "第一部分 部门概况"]


@pytest.mark.parametrize("printed", ["表1 2023年度收入支出决算总表", "批复100 200两项", "1 234"])
def test_a_narrow_blank_keeps_two_numbers_apart(printed: str) -> None:
    """A blank of a fifth of a size, as fonts for Chinese have, printed as nothing but room."""

    def draw(canvas: Canvas) -> None:
        x = 90.0
        for char in printed:
            if char == " ":
                x += 0.21 * 12
                continue
            at(canvas, x, 60, char)
            x += canvas.stringWidth(char, canvas._fontname, 12)

    assert paragraphs(layout_of(draw)) == [printed]


def test_digits_set_apart_throughout_are_one_number() -> None:
    def draw(canvas: Canvas) -> None:
        for place, char in enumerate("20230415"):
            at(canvas, 90 + place * 8.5, 60, char)  # digits of 6 points, 2.5 of air between them

    assert paragraphs(layout_of(draw)) == ["20230415"]


def test_contents_stand_alone_and_a_title_that_ends_as_one_is_whole() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 90, 60, "某某省某某市某某县农业农村局二〇二三年度部门决算公开报告", size=15.5)
        at(canvas, 280, 84, "目 录", size=15.5)
        at(canvas, 100, 300, "某某省某某市某某县农业农村局二〇二三年度收入支出决算表", size=15.5)
        at(canvas, 150, 324, "一般公共预算财政拨款支出决算表", size=15.5)
        body(canvas, ["　　" + FULL[:-2]] + [FULL] * 8 + ["完。"], top=400)

    parts = paragraphs(layout_of(draw))
    assert parts[1].replace(" ", "") == "目录"
    assert parts[3] == "一般公共预算财政拨款支出决算表"


def test_anchors_lead_from_text_to_page_and_back() -> None:
    layout = layout_of(lambda canvas: body(canvas, ["　　收入总计2995.39万元。"], top=200))
    start = layout.text.index("2995.39")
    anchor = layout.anchor(start, start + 7)
    assert anchor.quote == "2995.39"
    assert anchor.page == 1
    assert anchor.box is not None
    assert anchor.box.top == pytest.approx(200, abs=1)
    assert anchor.box.x0 == pytest.approx(90 + 24 + 4 * 12, abs=1)
    middle = ((anchor.box.x0 + anchor.box.x1) / 2, (anchor.box.top + anchor.box.bottom) / 2)
    offset = layout.offset_at(1, *middle)
    assert offset is not None
    assert start <= offset < start + 7


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("收入支出决算一二三123.,%（）", min_size=1, max_size=30), min_size=1, max_size=12))
def test_every_printed_character_is_in_the_text_once(lines: list[str]) -> None:
    """Whatever is printed: the characters of the text are those of the page, and every block quotes itself."""
    layout = layout_of(lambda canvas: body(canvas, ["　　" + line for line in lines]))
    printed = sorted("".join(lines))
    kept = layout.text + "".join(line.text for line in layout.set_aside)
    assert sorted(char for char in kept if not char.isspace()) == printed
    for block in layout.blocks:
        assert layout.anchor(block.start, block.end).quote == layout.text[block.start : block.end]


def test_a_word_centred_on_the_next_page_is_no_second_line_of_a_title() -> None:
    """The title fills its line; 目录 stands alone at the head of the page after."""

    def contents(canvas: Canvas) -> None:
        at(canvas, 273, 80, "目录", size=24.4)
        body(canvas, [FULL] * 6, top=400)

    both = layout_of(lambda canvas: at(canvas, 90, 300, "青石市海藻产业技术推广中心单位预算", size=24.4), contents)
    assert paragraphs(both)[:2] == ["青石市海藻产业技术推广中心单位预算", "目录"]


@pytest.mark.parametrize(
    ("first", "second", "parted"),
    [
        ("五、政府性基金预算财政拨款支出决算情况说明收支及结余", "支出九万元。", True),  # set in as far as its text
        ("5、社会保障和就业支出（类）行政事业单位养老支出（款）行政", "（项）。主要用于退休人员。", False),
    ],
)
def test_a_numbered_title_of_most_of_a_line_does_not_run_on(first: str, second: str, parted: bool) -> None:
    lines = [FULL[:-2], FULL[:-2], first, second]
    layout = layout_of(lambda canvas: body(canvas, [FULL, *lines]))
    assert (second in paragraphs(layout)) is parted


def test_what_a_browser_prints_over_and_under_its_pages_is_set_aside_and_gives_the_page_title() -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            at(canvas, 30, 20, "11/30/26, 9:45 AM", size=8)
            at(canvas, 200, 20, "某局2022年度部门决算-某市人民政府", size=8)
            at(canvas, 30, HEIGHT - 24, f"http://zw.example.cn/2023/t4_5.html {number}/2", size=8)
            body(canvas, [f"　　第{number}段的正文。"])

        return draw

    layout = layout_of(page(1), page(2))
    assert layout.text.split("\n") == ["第1段的正文。", "第2段的正文。"]
    assert title_of_web_page(line.text for line in layout.set_aside) == "某局2022年度部门决算-某市人民政府"
