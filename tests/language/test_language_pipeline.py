"""``zh_fiscal``: what the road reads from a text file, the pipeline reads from the string; it goes to disk and comes back the same."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import spacy

from corpus.generator import make_document, render
from extractor.language import from_docbin, load, to_docbin
from extractor.language.amounts import amounts_of
from extractor.language.chinese import COMPONENTS, pipeline
from extractor.language.facts import facts_of
from extractor.language.sections import structure_of
from extractor.language.spans import split_at
from extractor.pipeline import read_closely
from extractor.problems import JuesuanError
from extractor.records import Disclosure

ROOT = Path(__file__).resolve().parents[2]
TEXT = """某局2023年度部门决算

第一部分 决算情况说明
一、收入决算情况说明
　　2023年本年收入合计1,234.56万元，比上年减少12.5万元，下降1%。
二、“三公”经费情况说明
　　“三公”经费支出决算为3.20万元，与上年持平。
"""


@pytest.fixture(scope="module")
def nlp() -> Any:
    return spacy.load("zh_fiscal")


def spans_of(doc: Any, group: str) -> list[tuple[str, int, int]]:
    return sorted((span.label_, span.start_char, span.end_char) for span in doc.spans[group])


def facts_in(records: Iterable[Any]) -> list[tuple[Any, ...]]:
    return sorted(
        (fact.metric, fact.measure, fact.value, fact.unit, fact.year, tuple(fact.dims.items()), fact.anchor.quote)
        for fact in records
        if fact.origin == "prose"
    )


def test_spacy_opens_the_pipeline_by_name_from_any_folder(
    nlp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert spacy.load("zh_fiscal").pipe_names == list(COMPONENTS) == nlp.pipe_names
    assert load().pipe_names == nlp.pipe_names
    assert spacy.util.is_package("zh_fiscal")


def test_spans_carry_labels_fields_and_exact_offsets(nlp: Any) -> None:
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert [(span.label_, span._.title) for span in doc.spans["sections"]] == [
        ("cover", "某局2023年度部门决算"),
        ("narrative", "决算情况说明"),
        ("narrative.revenue", "收入决算情况说明"),
        ("narrative.three_public", "“三公”经费情况说明"),
    ]
    amounts = {span.text: span for span in doc.spans["amounts"]}
    assert amounts["1,234.56万元"]._.yuan == Decimal("12345600")
    assert [token.text for token in amounts["1,234.56万元"]] == ["1,234.56", "万元"]
    facts = [(span.text, span.label_, span._.measure, span._.value) for span in doc.spans["facts"]]
    assert ("1,234.56万元", "revenue.total", "actual", Decimal("1234.56")) in facts
    assert ("12.5万元", "revenue.total", "change", Decimal("-12.5")) in facts
    assert ("持平", "three_public.total", "change", Decimal(0)) in facts
    assert {span._.year for span in doc.spans["facts"]} == {2023}
    assert doc[0:2]._.value is None, "other people's spans have no fields"
    assert doc._.profile["fiscal_year"] == 2023


@pytest.mark.parametrize("seed", [31, 32])
def test_the_pipeline_reads_what_the_road_reads(nlp: Any, seed: int) -> None:
    text = render(make_document(seed, kind="final_account"), "txt").decode()
    disclosure = read_closely(text.encode(), name="a.txt").disclosure
    doc = nlp(text)
    prose = [fact for fact in disclosure.facts if fact.origin == "prose"]
    assert len(doc.spans["facts"]) == len(prose) > 50
    assert sorted((span.label_, span._.measure, span._.value, span.text) for span in doc.spans["facts"]) == sorted(
        (fact.metric, fact.measure, fact.value, fact.anchor.quote) for fact in prose
    )
    assert [(span.label_, span._.title) for span in doc.spans["sections"]] == [
        (section.topic, section.title) for section in disclosure.sections
    ]
    assert [span.text for span in doc.spans["amounts"]] == [entity.anchor.quote for entity in disclosure.entities]


def test_the_functions_inside_the_components_need_no_doc() -> None:
    found = structure_of(TEXT)
    amounts = amounts_of(TEXT, found.paragraphs)
    facts = facts_of(TEXT, found.sections, found.paragraphs, amounts, found.profile)
    assert facts_in(facts) == facts_in(read_closely(TEXT.encode(), name="a.txt").disclosure.facts)
    assert all(TEXT[fact.anchor.start : fact.anchor.end] == fact.anchor.quote for fact in facts)


def test_damaged_glyphs_are_read_and_their_places_kept(nlp: Any) -> None:
    text = TEXT.replace("收入合计", "收\u200b入合计").replace("行", "⾏").replace("1,234.56", "1,\u200b234.56")
    doc = nlp(text)
    assert doc.text == text
    assert ("revenue.total", Decimal("1234.56"), "1,\u200b234.56万元") in [
        (span.label_, span._.value, span.text) for span in doc.spans["facts"]
    ]


def test_to_disk_and_back(nlp: Any, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")
    assert again.tokenizer.words.lexicon == nlp.tokenizer.words.lexicon
    first, second = nlp(TEXT), again(TEXT)
    assert [token.text for token in first] == [token.text for token in second]
    assert spans_of(first, "facts") == spans_of(second, "facts")
    assert pipeline().from_bytes(nlp.to_bytes()).tokenizer.words.lexicon == nlp.tokenizer.words.lexicon


def test_the_lexicon_that_was_saved_is_the_one_that_cuts(tmp_path: Path) -> None:
    nlp = pipeline()
    nlp.to_disk(tmp_path)
    lexicon = tmp_path / "tokenizer" / "lexicon.txt"
    lexicon.write_text(lexicon.read_text("utf-8") + "某局某室 99999999\n", "utf-8")
    assert "某局某室" in [token.text for token in spacy.load(tmp_path)("某局某室年报")]


def test_pipe_gives_what_single_calls_give(nlp: Any) -> None:
    texts = [TEXT, TEXT.replace("1,234.56", "77.10"), ""]
    piped = list(nlp.pipe(texts))
    assert [spans_of(doc, "facts") for doc in piped] == [spans_of(nlp(text), "facts") for text in texts]
    in_workers = list(nlp.pipe(texts, n_process=2))
    assert [spans_of(doc, "facts") for doc in in_workers] == [spans_of(doc, "facts") for doc in piped]
    assert [span._.value for span in in_workers[0].spans["facts"]] == [span._.value for span in piped[0].spans["facts"]]


def test_a_component_of_ones_own_can_be_trained_under_the_language(nlp: Any) -> None:
    from spacy.training import Example

    learner = spacy.blank("zh_fiscal")
    tagger = learner.add_pipe("textcat")
    tagger.add_label("钱")
    tagger.add_label("人")
    cats = [("收入100万元", "钱"), ("人员3人", "人")]
    examples = [
        Example.from_dict(learner.make_doc(text), {"cats": {"钱": float(label == "钱"), "人": float(label == "人")}})
        for text, label in cats
    ]
    learner.initialize(lambda: examples)
    assert learner.update(examples)["textcat"] > 0


def test_components_work_over_other_tokenizers() -> None:
    other = spacy.blank("zh")
    for name in COMPONENTS:
        other.add_pipe(name)
    doc = other(TEXT)
    assert ("1,234.56万元", "revenue.total") in [(span.text, span.label_) for span in doc.spans["facts"]]


def test_tokens_that_cross_an_edge_are_split(nlp: Any) -> None:
    doc = nlp.make_doc("一般公共预算")
    assert split_at(doc, [2, 4])
    assert [token.text for token in doc] == ["一般", "公共", "预算"]
    assert not split_at(doc, [2])


@pytest.fixture(scope="module")
def disclosure() -> Disclosure:
    document = make_document(33, kind="budget")
    return read_closely(render(document, "pdf"), name="document.pdf").disclosure


def test_a_disclosure_as_a_doc_keeps_every_offset(disclosure: Disclosure) -> None:
    doc = disclosure.to_doc()
    assert doc.text == disclosure.text
    for group, records in (
        ("sections", disclosure.sections),
        ("paragraphs", disclosure.paragraphs),
        ("amounts", disclosure.entities),
    ):
        assert [(span.start_char, span.end_char) for span in doc.spans[group]] == [
            (record.start, record.end) for record in records
        ]
    facts = {"facts": "prose", "cells": "cell"}
    for group, origin in facts.items():
        found = [fact for fact in disclosure.facts if fact.origin == origin]
        assert len(found) > 20
        assert [(span.text, span.label_, span._.value, span._.page) for span in doc.spans[group]] == [
            (fact.anchor.quote, fact.metric, fact.value, fact.anchor.page) for fact in found
        ]
    assert doc._.profile["publisher"] == disclosure.profile.publisher


def test_a_docbin_brings_spans_and_fields_back(disclosure: Disclosure, tmp_path: Path) -> None:
    to_docbin([disclosure]).to_disk(tmp_path / "a.spacy")
    (doc,) = from_docbin(tmp_path / "a.spacy")
    assert spans_of(doc, "facts") == spans_of(disclosure.to_doc(), "facts")
    assert [span._.dims for span in doc.spans["facts"]] == [
        dict(fact.dims) for fact in disclosure.facts if fact.origin == "prose"
    ]


def test_the_pipeline_leaves_a_read_document_as_it_is(nlp: Any, disclosure: Disclosure) -> None:
    doc = disclosure.to_doc(vocab=nlp.vocab)
    before = {group: spans_of(doc, group) for group in doc.spans}
    after = nlp(doc)
    assert {group: spans_of(after, group) for group in after.spans} == before


def test_without_the_extra_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, disclosure: Disclosure
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(JuesuanError, match=r"\[D101\].*juesuan\[spacy\]"):
        disclosure.to_doc()


def test_reading_needs_neither_spacy_nor_jieba_nor_scikit_learn() -> None:
    code = (
        "import sys, extractor; extractor.read('corpus/demo/final-account.pdf');"
        "print([name for name in ('spacy', 'jieba', 'sklearn', 'skops', 'numpy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_spacy_block_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if "spacy" in block]
    exec(compile(block, "README.md", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert "revenue.total actual 1234.56 万元 35" in said
    assert "revenue.total change -12.5 万元 51" in said
    assert int(said[-1]) > 50


@pytest.mark.shared
def test_real_documents_keep_every_span(shared: Path) -> None:
    for path in sorted((shared / "corpus").glob("*.pdf"))[::6]:
        read = read_closely(path.read_bytes(), name=path.name).disclosure
        doc = read.to_doc()
        assert doc.text == read.text
        assert len(doc.spans["amounts"]) == len(read.entities)
        assert len(doc.spans["facts"]) + len(doc.spans["cells"]) == len(read.facts)
        assert [span.text for span in doc.spans["amounts"]] == [entity.anchor.quote for entity in read.entities]
