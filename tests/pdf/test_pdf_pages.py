"""PDF bytes → pages: what a person sees, upright, once."""

from __future__ import annotations

import pytest
from making import HEIGHT, WIDTH, at, pdf
from reportlab.pdfgen.canvas import Canvas

from extractor.ingest import ocr
from extractor.ingest.pdf import read_pdf
from extractor.problems import JuesuanError
from extractor.records import Char, Content


def text_of(content: Content) -> str:
    return "".join(char.text for page in content.pages for char in page.chars)


def chars_of(data: bytes) -> tuple[Char, ...]:
    return read_pdf(data, name="t.pdf").pages[0].chars


def test_characters_have_boxes_from_the_top_left() -> None:
    first, second = chars_of(pdf(lambda canvas: at(canvas, 100, 50, "决算")))
    assert (first.text, second.text) == ("决", "算")
    assert (first.x0, first.top, first.bottom) == pytest.approx((100, 50, 62), abs=0.6)
    assert second.x0 == pytest.approx(112, abs=0.6)
    assert first.size == pytest.approx(12, abs=0.1)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_rotated_page_is_read_upright(turn: int) -> None:
    """A page that is shown turned has its coordinates as shown: size swapped, characters inside the page."""
    # reportlab gives a page that is turned by a quarter a media box of 842 × 595
    page = read_pdf(pdf(lambda canvas: canvas.drawString(100, 400, "万元"), rotate=turn), name="t.pdf").pages[0]
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    expected = {90: (400 - 2, 100), 180: (WIDTH - 112, 400 - 2), 270: (WIDTH - 411, HEIGHT - 112)}[turn]
    assert (page.chars[0].x0, page.chars[0].top) == pytest.approx(expected, abs=1)


def test_invisible_white_doubled_and_off_page_text_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 50, "可见")
        at(canvas, 100.2, 50, "可见")  # bold by printing twice
        text = canvas.beginText(100, 600)
        text.setTextRenderMode(3)
        text.textOut("隐形")
        canvas.drawText(text)
        canvas.setFillColorRGB(1, 1, 1)
        at(canvas, 100, 300, "白字")
        canvas.setFillColorRGB(0, 0, 0)
        at(canvas, 100, 900, "页外")

    content = read_pdf(pdf(draw), name="t.pdf")
    assert text_of(content) == "可见"
    assert [problem.code for problem in content.problems] == ["I205"]


def test_an_invisible_layer_that_reads_a_character_otherwise_stays_unseen() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 50, "985.05")
        text = canvas.beginText(100.8, HEIGHT - 50 - 0.88 * 12 - 0.7)
        text.setTextRenderMode(3)
        text.textOut("935.05")
        canvas.drawText(text)

    assert text_of(read_pdf(pdf(draw), name="t.pdf")) == "985.05"


@pytest.mark.parametrize("shift", [0.1, 0.3, 0.5])
def test_what_is_printed_twice_is_read_once_wherever_it_stands(shift: float) -> None:
    """Bold by printing again a little to the right or lower: no place on the page makes two characters of one."""
    words = "部门决算1,122.33"

    def draw(canvas: Canvas) -> None:
        for row in range(20):
            at(canvas, 60 + row * 0.13, 50 + row * 20.07, words)
            at(canvas, 60 + row * 0.13 + shift, 50 + row * 20.07 + shift / 2, words)

    assert text_of(read_pdf(pdf(draw), name="t.pdf")) == words * 20


def test_small_print_has_no_twins() -> None:
    assert (
        text_of(read_pdf(pdf(lambda canvas: at(canvas, 60, 50, "1111,,,,iiii", size=4)), name="t.pdf"))
        == "1111,,,,iiii"
    )


def test_vertical_type_has_a_baseline_for_each_character() -> None:
    across = pdf(lambda canvas: at(canvas, 100, 50, "合计数"))
    assert across.count(b"/UniGB-UCS2-H") == 1
    first, second, third = chars_of(across.replace(b"/UniGB-UCS2-H", b"/UniGB-UCS2-V"))
    assert second.top - first.top == third.top - second.top == pytest.approx(12, abs=0.5)
    assert first.x0 == second.x0 == third.x0


def test_slanted_watermark_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 50, "正文")
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    assert text_of(read_pdf(pdf(draw), name="t.pdf")) == "正文"


def test_radical_code_points_become_characters_and_full_width_punctuation_stays() -> None:
    from extractor.ingest.glyphs import mend_text

    assert mend_text("⼯⾏⺠⻔，（１２）") == "工行民门，（１２）"


def test_rulings_come_from_strokes_and_from_thin_rectangles_but_not_from_shading() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 50, "表")
        canvas.line(100, 700, 300, 700)
        canvas.rect(100, 600, 0.8, 80, stroke=0, fill=1)
        canvas.rect(100, 400, 200, 80, stroke=0, fill=1)

    horizontal, vertical = read_pdf(pdf(draw), name="t.pdf").pages[0].rulings
    assert horizontal.horizontal
    assert (horizontal.x0, horizontal.x1) == pytest.approx((100, 300), abs=0.6)
    assert horizontal.top == pytest.approx(HEIGHT - 700, abs=1)
    assert not vertical.horizontal
    assert vertical.bottom - vertical.top == pytest.approx(80, abs=1)


def test_a_stroked_rectangle_gives_four_rulings() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 50, "表")
        canvas.rect(100, 400, 200, 80)

    assert len(read_pdf(pdf(draw), name="t.pdf").pages[0].rulings) == 4


def test_a_truncated_pdf_is_damaged() -> None:
    whole = pdf(lambda canvas: at(canvas, 100, 50, "决算"))
    with pytest.raises(JuesuanError) as caught:
        read_pdf(whole[: len(whole) // 3], name="t.pdf")
    assert caught.value.code == "I105"


def test_an_encrypted_pdf_is_refused() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = pdf(lambda canvas: at(canvas, 100, 50, "决算"), encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(JuesuanError) as caught:
        read_pdf(locked, name="t.pdf")
    assert caught.value.code == "I106"


def test_a_pdf_of_pictures_only_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 50, 50, 400, 600)

    with pytest.raises(JuesuanError) as caught:
        read_pdf(pdf(draw, draw), name="scan.pdf")
    assert caught.value.code == "I107"
    assert "2 页" in caught.value.message()


def test_a_page_of_pictures_among_text_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def picture(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 50, 50, 400, 600)

    content = read_pdf(pdf(lambda canvas: at(canvas, 100, 50, "决算"), picture), name="t.pdf")
    assert [(problem.code, problem.severity) for problem in content.problems] == [("I201", "warning")]
    assert content.source.text_layer == "mixed"


def test_of_two_equal_texts_on_one_spot_the_seen_one_counts_whichever_pdfium_gives() -> None:
    """A white twin printed under or over the visible text: what a person sees is read once."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        at(canvas, 100, 50, "收入总计")
        canvas.setFillColorRGB(0, 0, 0)
        at(canvas, 100, 50, "收入总计")

    assert text_of(read_pdf(pdf(draw), name="t.pdf")) == "收入总计"


def test_white_text_on_a_dark_ground_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 300, "正文")
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(90, HEIGHT - 80, 200, 40, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        at(canvas, 100, 55, "项目")

    assert sorted(text_of(read_pdf(pdf(draw), name="t.pdf"))) == sorted("正文项目")


def test_an_invisible_layer_over_a_scan_is_its_recognised_text() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 0, 0, WIDTH, HEIGHT)
        text = canvas.beginText(100, 600)
        text.setTextRenderMode(3)
        text.textOut("识别文字")
        canvas.drawText(text)

    content = read_pdf(pdf(draw), name="t.pdf")
    assert text_of(content) == "识别文字"
    assert content.source.text_layer == "ocr"


def test_a_row_of_dots_is_a_ruling_and_a_lone_dot_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 50, "表")
        for step in range(30):
            canvas.rect(100 + 3 * step, 500, 1.2, 1.2, stroke=0, fill=1)
        canvas.rect(300, 300, 1.2, 1.2, stroke=0, fill=1)

    (ruling,) = read_pdf(pdf(draw), name="t.pdf").pages[0].rulings
    assert ruling.horizontal
    assert (ruling.x0, ruling.x1) == pytest.approx((100, 188.2), abs=0.5)
