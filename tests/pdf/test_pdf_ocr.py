"""Scans: pages of a made-up disclosure are drawn as pictures, and read like the pages themselves."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2 as pdfium
import pytest
from making import HEIGHT, WIDTH, at, pdf
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.grid import find_grids
from extractor.ingest import ocr
from extractor.ingest.pdf import read_pdf
from extractor.problems import JuesuanError
from extractor.records import Content, Page

MADE_UP = Path(__file__).parents[2] / "annotations" / "heldout" / "js-yunhe-archive-2022-final.pdf"
PROSE, FORM = 3, 5  # pages: sections of prose; a form with codes

needs_recognition = pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")


def picture_of(page: int, *, dpi: int = 150, skew: float = 0.0, turns: int = 0) -> Image.Image:
    document = pdfium.PdfDocument(MADE_UP.read_bytes())
    try:
        picture = document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()
    picture = picture.rotate(skew, fillcolor="white", resample=Image.Resampling.BICUBIC)
    return picture.rotate(-90 * turns, expand=True)


def scan(*pictures: Image.Image, dpi: int = 150) -> bytes:
    held = io.BytesIO()
    pictures[0].save(held, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=70)
    return held.getvalue()


def printed(page: int) -> Page:
    return read_pdf(MADE_UP.read_bytes(), name="t.pdf").pages[page - 1]


def text_of(page: Page) -> str:
    return "".join(char.text for char in page.chars)


def cells_of(page: Page) -> Counter[tuple[int, int, str]]:
    (grid,) = find_grids(page)
    return Counter((cell.row, cell.col, cell.text.replace(" ", "")) for cell in grid.cells)


def numbers(texts: Sequence[str]) -> Counter[str]:
    return Counter(text for text in texts if any(figure.isdigit() for figure in text))


@needs_recognition
def test_a_leaning_scan_of_a_form_gives_its_cells() -> None:
    content = read_pdf(scan(picture_of(FORM, skew=0.8)), name="scan.pdf")
    read, wanted = cells_of(content.pages[0]), cells_of(printed(FORM))
    filled = Counter({cell: count for cell, count in wanted.items() if cell[2]})
    assert numbers([text for _, _, text in filled]) == numbers([text for _, _, text in read])
    assert sum((filled & read).values()) >= 0.97 * sum(filled.values())
    assert content.source.text_layer == "ocr"
    assert "I207" in [problem.code for problem in content.problems]


@needs_recognition
def test_a_scan_that_lies_on_its_side_is_turned() -> None:
    page = read_pdf(scan(picture_of(PROSE, turns=3)), name="scan.pdf").pages[0]
    wanted = Counter(text_of(printed(PROSE)))
    assert page.width < page.height
    assert sum((Counter(text_of(page)) & wanted).values()) >= 0.98 * sum(wanted.values())


@needs_recognition
def test_a_red_stamp_over_a_number_is_no_ink() -> None:
    stamp = Image.new("RGB", picture_of(PROSE).size, "white")
    ImageDraw.Draw(stamp).ellipse((500, 100, 900, 500), outline=(230, 40, 40), width=14)
    stamped = ImageChops.multiply(picture_of(PROSE), stamp)
    wanted = Counter(text_of(printed(PROSE)))
    read = Counter(text_of(read_pdf(scan(stamped), name="scan.pdf").pages[0]))
    assert sum((read & wanted).values()) >= 0.97 * sum(wanted.values())


@needs_recognition
def test_a_table_pasted_as_a_picture_is_read_and_a_photograph_is_not() -> None:
    table = picture_of(FORM)
    photograph = picture_of(PROSE)  # text without rulings stands for any picture that is no table

    def draw(inserted: Image.Image) -> Any:
        def page(canvas: Canvas) -> None:
            at(canvas, 60, 40, "2022年度部门决算公开表，单位：万元，下表为图片")
            canvas.drawImage(
                ImageReader(inserted), 60, 60, WIDTH - 120, (WIDTH - 120) * inserted.height / inserted.width
            )

        return page

    with_table, with_text = (read_pdf(pdf(draw(each)), name="t.pdf") for each in (table, photograph))
    assert len(find_grids(with_table.pages[0])) == 1
    wanted = numbers([text for _, _, text in cells_of(printed(FORM))])
    assert sum((numbers([text for _, _, text in cells_of(with_table.pages[0])]) & wanted).values()) >= 0.9 * sum(
        wanted.values()
    )
    assert with_table.source.text_layer == "mixed"
    assert text_of(with_text.pages[0]) == "2022年度部门决算公开表，单位：万元，下表为图片"


@needs_recognition
def test_a_blank_picture_holds_no_text() -> None:
    grey = Image.new("RGB", (500, 700), "grey")
    white = Image.new("RGB", (500, 700), "white")
    ImageDraw.Draw(grey).rectangle((100, 100, 300, 300), fill="black")
    content = read_pdf(
        pdf(lambda canvas: at(canvas, 100, 50, "决算"), whole_page(grey), whole_page(white)), name="t.pdf"
    )
    (problem,) = content.problems
    assert problem.code == "I209"
    assert "第 2 页" in problem.message


@needs_recognition
def test_an_empty_sheet_with_the_grain_of_a_scan_is_no_trouble() -> None:
    grain = Image.effect_noise((1240, 1754), 40)
    sheet = Image.blend(Image.new("L", grain.size, 250), grain, 0.15).convert("RGB")
    content = read_pdf(pdf(lambda canvas: at(canvas, 100, 50, "决算"), whole_page(sheet)), name="t.pdf")
    assert [problem.code for problem in content.problems] == []


def whole_page(picture: Image.Image) -> Any:
    return lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)


def test_without_the_extra_a_scan_says_how_to_have_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    grey = Image.new("RGB", (50, 70), "grey")
    with pytest.raises(JuesuanError) as caught:
        read_pdf(pdf(whole_page(grey)), name="scan.pdf")
    assert caught.value.code == "I107"
    assert "juesuan[ocr]" in caught.value.message()
    mixed: Content = read_pdf(pdf(lambda canvas: at(canvas, 100, 50, "决算"), whole_page(grey)), name="t.pdf")
    assert [problem.code for problem in mixed.problems] == ["I201"]


def test_a_large_picture_beside_text_is_named_where_nobody_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)

    def draw(canvas: Canvas) -> None:
        at(canvas, 60, 40, "收入决算结构如图所示，各项来源占比见图中标注")
        canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 100, 300, 300, 300)

    assert [problem.code for problem in read_pdf(pdf(draw), name="t.pdf").problems] == ["I210"]


@needs_recognition
def test_doubtful_numbers_are_named() -> None:
    assert ocr._doubtful("共计12.5万元和.7", (1.0, 1.0, 0.99, 0.6, 1.0, 1.0, 1.0, 1.0, 1.0, 0.2, 0.2)) == ["12.5"]


def test_wide_commas_between_figures_are_narrow() -> None:
    assert ocr._mended("1，234．50，其中") == "1,234.50，其中"


def test_brackets_and_colons_of_chinese_are_wide() -> None:
    assert ocr._mended("(一)项目(类):12:30") == "（一）项目（类）：12:30"


def test_a_page_on_which_recognition_fails_is_said_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("no such operator")

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "recognise", fail)
    grey = Image.new("RGB", (50, 70), "grey")
    content = read_pdf(pdf(whole_page(grey), lambda canvas: at(canvas, 100, 50, "决算")), name="t.pdf")
    assert text_of(content.pages[1]) == "决算"
    (problem,) = content.problems
    assert problem.code == "I203"
    assert "no such operator" in problem.message


def test_where_a_pasted_table_cannot_be_recognised_the_page_keeps_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("no such operator")

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "rulings_in", fail)
    words = "2022年度部门决算公开表，单位：万元，下表为图片"

    def draw(canvas: Canvas) -> None:
        at(canvas, 60, 40, words)
        canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 100, 300, 300, 300)

    content = read_pdf(pdf(draw), name="t.pdf")
    assert text_of(content.pages[0]) == words
    assert [problem.code for problem in content.problems] == ["I203"]


class _Unsure:
    """An engine that is sure of one piece only."""

    def recognize_txt(self, crops: Sequence[Any]) -> Any:
        words = SimpleNamespace(words=[["7"]], word_cols=[[1]], line_txt_len=3.0, confs=[1.0])
        return SimpleNamespace(txts=("7", "1,234.50", "同上"), scores=(0.99, 0.3, 0.3), word_results=(words,) * 3)


@needs_recognition
def test_a_number_too_unsure_to_be_taken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    monkeypatch.setattr(ocr, "_engine", _Unsure)
    picture = np.full((100, 100, 3), 255, dtype=np.uint8)
    ink = np.ones((100, 100), dtype=np.uint8)
    pieces, lost = ocr._read(picture, ink, [(10.0, top, 60.0, top + 20.0) for top in (5.0, 35.0, 65.0)])
    assert [piece.text for piece in pieces] == ["7"]
    assert lost == ["1,234.50"]


def without_tables() -> bytes:
    """The made-up disclosure with fonts that do not tell what their codes mean."""
    return MADE_UP.read_bytes().replace(b"/ToUnicode", b"/NoUnicode")


def test_codes_without_a_table_are_named_as_garbled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    content = read_pdf(without_tables(), name="t.pdf")
    (garbled,) = (problem.message for problem in content.problems if problem.code == "I211")
    assert f"第 1—{len(content.pages)} 页" in garbled  # the cover too, which is too short to tell by itself


@needs_recognition
def test_a_page_of_codes_is_read_off_its_picture() -> None:
    document = pdfium.PdfDocument(without_tables())
    for page in range(len(document) - 1, -1, -1):
        if page != PROSE - 1:
            del document[page]
    held = io.BytesIO()
    document.save(held)
    document.close()
    (page,) = read_pdf(held.getvalue(), name="t.pdf").pages
    wanted = Counter(text_of(printed(PROSE)))
    assert sum((Counter(text_of(page)) & wanted).values()) >= 0.98 * sum(wanted.values())


@needs_recognition
def test_the_frame_of_a_chart_and_of_its_legend_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a chart was handed to recognition")

    monkeypatch.setattr(ocr, "recognise", refuse)
    chart = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(chart)
    pen.rectangle((5, 5, 890, 590), outline="black", width=3)
    pen.ellipse((200, 100, 600, 500), fill=(90, 90, 200))
    for legend in (0, 40, 80):
        pen.rectangle((700, 300 + legend, 800, 330 + legend), outline="black", width=2)

    def draw(canvas: Canvas) -> None:
        at(canvas, 60, 40, "收入决算结构如图所示，各项来源占比见图中标注")
        canvas.drawImage(ImageReader(chart), 100, 300, 400, 270)

    assert text_of(read_pdf(pdf(draw), name="t.pdf").pages[0]) == "收入决算结构如图所示，各项来源占比见图中标注"
