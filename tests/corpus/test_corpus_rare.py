"""Habits that few publishers have: drawn on request, combined with any other, and read back."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from corpus.generator import make_document, render, truth_of
from corpus.generator.comparing import compare, summary
from corpus.generator.model import Document, Format, Kind, Picture
from corpus.generator.render_text import render_text
from corpus.generator.variants import PLAIN
from corpus.generator.word_numbers import WordNumbers
from extractor.pipeline import read_closely


def assert_read_whole(document: Document, format: Format) -> None:
    read = read_closely(render(document, format), name=f"a.{format}").disclosure.to_dict()
    parts = compare(truth_of(document, format), read)
    assert all(not part.missed + part.extra for part in parts.values()), summary(parts)


def test_rare_habits_are_drawn_and_none_of_the_usual_documents_changes() -> None:
    drawn = [make_document(seed, style="rare").variant for seed in range(1, 40)]
    for name in (
        "annexed",
        "index_number",
        "signature",
        "charts",
        "auto_numbers",
        "rotated",
        "totals_apart",
        "connected_forms",
        "spill",
    ):
        assert {getattr(variant, name) for variant in drawn} == {True, False}, name
    assert {variant.numbers for variant in drawn} >= {"inverted", "usual"}
    assert {variant.flat_forms for variant in drawn} == {"none", "cells", "rows"}
    assert {variant.text_unit for variant in drawn} >= {"亿元", "万元"}
    usual = [make_document(seed).variant for seed in range(1, 40)]
    assert not any(variant.annexed or variant.charts or variant.auto_numbers for variant in usual)


@pytest.mark.parametrize(("seed", "format"), [(103, "docx"), (102, "pdf"), (105, "txt"), (104, "docx")])
def test_rare_documents_are_read_whole(seed: int, format: Format) -> None:
    assert_read_whole(make_document(seed, style="rare"), format)


def test_numbers_that_word_counts_are_not_in_the_text_and_are_read() -> None:
    document = make_document(
        4, variant=replace(PLAIN, auto_numbers=True, contents="none", numbering="skips", attachments=False)
    )
    package = zipfile.ZipFile(io.BytesIO(render(document, "docx")))
    assert "一、" not in package.read("word/document.xml").decode().partition("部门决算情况说明")[0]
    assert "chineseCountingThousand" in package.read("word/numbering.xml").decode()
    read = read_closely(render(document, "docx"), name="a.docx").disclosure
    stated = [section["number"] for section in truth_of(document, "docx")["sections"]]
    assert [number for number in (section.number for section in read.sections) if number] == [n for n in stated if n]
    assert_read_whole(document, "docx")


def test_a_list_begins_anew_where_the_count_does_not_go_on() -> None:
    numbers = WordNumbers()
    lists = [numbers.of(number) for number in ("一、", "二、", "（一）", "三、", "一、", "（二）", "第三部分　")]
    found = [(each or "").partition('numId w:val="')[2].partition('"')[0] for each in lists]
    assert found == ["1", "1", "2", "1", "3", "2", "4"]
    assert numbers.of("") is None
    assert numbers.part().count("startOverride") == 4


def test_forms_and_indicators_of_a_text_lose_their_tables() -> None:
    document = make_document(8, variant=replace(PLAIN, flat_forms="rows", flat_indicators="run", charts=True))
    text = render_text(document).text
    assert "\n收入支出决算总表\n" in text
    assert any("一级指标 二级指标 三级指标" in line for line in text.split("\n"))
    assert truth_of(document, "txt")["statements"]
    captions = [block.caption for block in document.blocks if isinstance(block, Picture)]
    assert captions == ["图1：本年收入构成图", "图2：本年支出结构图"]
    assert all(f"\n{caption}\n" in text for caption in captions)


def test_annexed_forms_are_in_no_format() -> None:
    document = make_document(8, variant=replace(PLAIN, annexed=True, signature=True, index_number=True))
    assert not truth_of(document, "docx")["statements"]
    assert_read_whole(document, "docx")


def test_totals_apart_differ_by_what_is_carried_on_and_are_read() -> None:
    document = make_document(11, style="rare", variant=replace(PLAIN, totals_apart=True))
    told = {fact["metric"]: fact["value"] for fact in truth_of(document, "txt")["facts"] if "total." in fact["metric"]}
    assert told["total.revenue"] != told["total.expenditure"]
    assert_read_whole(document, "docx")


def test_two_bases_in_one_sentence_are_two_changes() -> None:
    bases = {
        fact["basis"]
        for seed in range(20, 32)
        for fact in truth_of(make_document(seed, kind="budget", style="rare", variant=PLAIN), "docx")["facts"]
        if fact["measure"] == "change"
    }
    assert {"budget", "actual"} <= bases


def test_what_is_kept_for_small_firms_and_what_is_to_be_bought_is_told() -> None:
    metrics = {
        fact["metric"]
        for seed in range(20, 40)
        for fact in truth_of(make_document(seed, kind="budget", style="rare"), "docx")["facts"]
    }
    assert {"procurement.planned", "procurement.sme_reserved", "procurement.micro_reserved"} <= metrics


@pytest.mark.parametrize("kind", ["final_account", "budget"])
def test_connected_forms_are_one_grid_and_read_as_two(kind: Kind) -> None:
    apart = make_document(10, kind=kind)
    document = make_document(10, kind=kind, variant=replace(apart.variant, connected_forms=True))
    read = read_closely(render(document, "pdf"), name="a.pdf").disclosure
    assert any(block.form for block in document.headings())
    pages = [statement.anchor.page for statement in read.statements]
    assert len(set(pages)) < len(pages), "no two forms share a page"
    assert_read_whole(document, "pdf")


def test_spill_pages_have_fewer_columns_and_are_read() -> None:
    variant = replace(make_document(21).variant, repeat_header=False, spill=True)
    document = make_document(21, variant=variant)  # its 收入决算表 goes from eleven columns to seven
    assert render(document, "pdf") != render(document.with_variant(spill=False), "pdf")
    assert_read_whole(document, "pdf")
