"""The generated files are what they claim: deterministic, readable, and every fact of the truth stands in them."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import lxml.etree
import lxml.html
import openpyxl
import pypdfium2
import pytest

from corpus.__main__ import DEMO, demo_files, main
from corpus.generator import Document, make_document, render, truth_of
from corpus.generator.data import load
from corpus.generator.model import FORMATS, Cell, Heading, TableBlock, table_of
from corpus.generator.producers import PROGRAMS, installed
from corpus.generator.render_text import render_text
from corpus.generator.variants import Variant

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module", params=[("final_account", 2), ("final_account", 5), ("budget", 4)], ids=str)
def document(request: pytest.FixtureRequest) -> Document:
    kind, seed = request.param
    return make_document(seed, kind=kind)


@pytest.mark.parametrize("format", FORMATS)
def test_same_seed_gives_the_same_bytes_in_another_process(format: str) -> None:
    here = hashlib.sha256(render(make_document(11), format)).hexdigest()  # type: ignore[arg-type]
    script = (
        "import hashlib; from corpus.generator import make_document, render;"
        f"print(hashlib.sha256(render(make_document(11), {format!r})).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "5"},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert run.stdout.strip() == here


def test_heldout_wordings_are_marked_and_share_no_sentence_with_the_usual_ones() -> None:
    """What is held out is measured with and never learned from: no family of the one stands in the other."""
    usual, held = load("phrases"), load("heldout")
    assert held["held_out"] is True
    assert "held_out" not in usual

    def sentences(families: object) -> set[str]:
        if isinstance(families, str):
            return {families} if "{" in families and len(families) > 24 else set()
        values = families.values() if isinstance(families, dict) else families if isinstance(families, list) else ()
        return {sentence for value in values for sentence in sentences(value)}

    assert len(sentences(held)) > 90
    assert not sentences(usual) & sentences(held)
    assert render_text(make_document(3, style="heldout")).text != render_text(make_document(3)).text


def test_other_seeds_give_other_documents() -> None:
    assert len({render_text(make_document(seed)).text for seed in range(8)}) == 8


def test_text_offsets_point_at_the_quotes(document: Document) -> None:
    text = render_text(document).text
    facts = truth_of(document, "txt")["facts"]
    assert len(facts) > 30
    for fact in facts:
        assert text[fact["start"] : fact["end"]] == fact["quote"]
    assert text.encode() == render(document, "txt")


def test_pdf_holds_every_number_of_the_truth(document: Document) -> None:
    text = squeezed(pdf_text(render(document, "pdf")))
    truth = truth_of(document, "pdf")
    for fact in truth["facts"]:  # a page may end between a number and its unit
        assert fact["quote"].removesuffix(fact["unit"] or "") in text
    for statement in truth["statements"]:
        for row in statement["rows"]:
            for cell in row["cells"].values():
                assert cell["printed"] in text
    for table in truth["indicator_tables"]:
        for entry in table["indicators"]:
            assert squeezed(entry["level3"]) in text


def test_docx_tables_have_whole_rows_and_every_cell(document: Document) -> None:
    package = zipfile.ZipFile(io.BytesIO(render(document, "docx")))
    assert package.testzip() is None
    for name in package.namelist():
        lxml.etree.fromstring(package.read(name))
    root = lxml.etree.fromstring(package.read("word/document.xml"))
    tables = root.findall(f".//{W}tbl")
    models = list(document.tables())
    assert len(tables) == len(models)
    for table, model in zip(tables, models, strict=True):
        width = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        assert width == model.cols
        for row in table.findall(f"{W}tr"):
            spans = [
                int(span.get(f"{W}val", "1"))
                for cell in row.findall(f"{W}tc")
                for span in cell.findall(f"{W}tcPr/{W}gridSpan")
            ]
            single = len(row.findall(f"{W}tc")) - len(spans)
            assert single + sum(spans) == width
        texts = "".join(table.itertext())
        assert all(placed.cell.text.replace("\n", "") in texts for placed in model.cells)


def test_html_has_menus_around_and_the_tables_spans(document: Document) -> None:
    root = lxml.html.fromstring(render(document, "html"))
    tables = root.findall(".//table")
    models = list(document.tables())
    assert len(tables) == len(models)
    for table, model in zip(tables, models, strict=True):
        slots = sum(int(cell.get("colspan", 1)) * int(cell.get("rowspan", 1)) for cell in table.iter("td", "th"))
        assert slots == model.rows * model.cols
    assert root.find_class("menu")
    assert "document.write" not in lxml.html.tostring(root, encoding="unicode")


def test_text_and_pdf_state_the_same_facts(document: Document) -> None:
    def key(fact: dict[str, object]) -> tuple[object, ...]:
        return tuple(str(fact[name]) for name in ("metric", "measure", "value", "unit", "dims", "quote"))

    assert sorted(map(key, truth_of(document, "txt")["facts"])) == sorted(map(key, truth_of(document, "pdf")["facts"]))


def test_low_digits_stand_below_their_line() -> None:
    variant = Variant(low_digits=4.0, contents="none", attachments=False)
    data = render(make_document(3, variant=variant), "pdf")
    page = pypdfium2.PdfDocument(data)[2]
    textpage = page.get_textpage()
    boxes = [(textpage.get_text_range(i, 1), textpage.get_charbox(i)) for i in range(textpage.count_chars())]
    digits = [box[1] for char, box in boxes if char.isdigit()]
    assert digits
    assert "Times" in data.decode("latin-1")


def test_pictured_options_change_the_pages_only() -> None:
    plain = make_document(6)
    fancy = plain.with_variant(
        watermark=True, hidden_twin=True, thin_rects=True, running_head=True, page_numbers="word"
    )
    assert truth_of(plain, "pdf")["facts"] == truth_of(fancy, "pdf")["facts"]
    text = pdf_text(render(fancy, "pdf"))
    assert text.count("信息公开") >= len(pypdfium2.PdfDocument(render(fancy, "pdf")))
    assert re.search(r"第 2 页 共 \d+ 页", text)


def test_tables_run_over_pages_with_and_without_their_header() -> None:
    for repeat in (True, False):
        document = make_document(8).with_variant(contents="none", page_numbers="none")
        rows = [[Cell("项目"), Cell("金额")], *([Cell(f"第{n}行"), Cell(f"{n}.00")] for n in range(1, 120))]
        table = table_of(rows, header_rows=1, widths=[3, 1])
        table = replace(table, style=replace(table.style, repeat_header=repeat))
        document = replace(document, blocks=(TableBlock(table),))
        data = render(document, "pdf")
        pages = pypdfium2.PdfDocument(data)
        headers = sum("金额" in page.get_textpage().get_text_range() for page in pages)
        assert len(pages) > 2
        assert headers == (len(pages) if repeat else 1)
        text = pdf_text(data)
        assert all(f"第{n}行" in text for n in range(1, 120))


def test_a_table_with_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="slots without a cell"):
        table_of([[Cell("甲")], [Cell("乙"), Cell("丙")]], header_rows=0, widths=[1, 1])
    with pytest.raises(ValueError, match="does not fit"):
        table_of([[Cell("甲", col_span=3)]], header_rows=0, widths=[1, 1])


def test_demo_is_what_the_generator_makes() -> None:
    for name, data in demo_files().items():
        assert (DEMO / name).read_bytes() == data, f"{name} is out of date: python -m corpus demo"
    assert (DEMO / "final-account.pdf").stat().st_size < 300_000


def test_command_writes_files_with_their_truth(tmp_path: Path) -> None:
    assert main(["make", "--seed", "3", "--count", "2", "--format", "txt,html", "--out", str(tmp_path)]) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(
        f"final_account-{seed}.{ending}"
        for seed in (3, 4)
        for ending in ("txt", "html", "txt.truth.json", "html.truth.json")
    )
    with pytest.raises(SystemExit):
        main(["make", "--format", "xls", "--out", str(tmp_path)])


@pytest.mark.parametrize("producer", PROGRAMS)
def test_other_programs_print_the_whole_document(producer: str) -> None:
    if not installed(producer):
        pytest.skip(f"{producer} is not on this machine")
    document = make_document(2)
    text = squeezed(pdf_text(render(document, "pdf", producer=producer)))
    facts = truth_of(document, "pdf")["facts"]
    assert sum(fact["quote"].removesuffix(fact["unit"] or "") in text for fact in facts) == len(facts)


def test_an_unknown_producer_is_refused() -> None:
    with pytest.raises(ValueError, match="no producer 'typewriter'"):
        render(make_document(2), "pdf", producer="typewriter")


def test_a_workbook_has_a_sheet_a_form_with_numbers_in_its_cells(document: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(document, "xlsx")))
    truth = truth_of(document, "xlsx")
    assert len(book.worksheets) == len(truth["statements"]) == 9
    assert truth["facts"] == []
    for sheet, statement in zip(book.worksheets, truth["statements"], strict=True):
        numbers = Counter(
            Decimal(str(cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, (int, float))
        )
        assert numbers == Counter(Decimal(cell["value"]) for row in statement["rows"] for cell in row["cells"].values())


def test_without_forms_there_is_no_workbook() -> None:
    document = make_document(3)
    bare = replace(document, blocks=tuple(b for b in document.blocks if not isinstance(b, Heading) or b.form is None))
    with pytest.raises(ValueError, match="without forms"):
        render(bare, "xlsx")
