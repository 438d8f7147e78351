"""Words: numbers whole, units apart, terms whole, nothing lost, and no trace in other people's jieba."""

from __future__ import annotations

import sys

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.problems import JuesuanError
from extractor.words import FiscalWords, fiscal_lexicon, fiscal_words, private_jieba

PRINTS = (
    "1,234.56万元",
    "27758.21元",
    "１２．５万元",
    "63.2%",
    "3辆",
    "-45.6万元",
    "1.5亿元",
    "0.58个百分点",
    "15台（套）",
)


@pytest.mark.parametrize("printed", PRINTS)
def test_an_amount_is_a_number_and_its_unit(printed: str) -> None:
    words = fiscal_words().cut(f"支出决算为{printed}，比上年持平。")
    at = next(index for index, word in enumerate(words) if printed.startswith(word) and word in printed)
    assert words[at] + words[at + 1] == printed
    assert words[:at] == ["支出", "决算", "为"]


def test_terms_of_the_field_are_words() -> None:
    words = fiscal_words().cut("一般公共预算财政拨款支出1,234.56万元，机关运行经费持平")
    assert words[:3] == ["一般公共预算", "财政拨款", "支出"]
    assert "机关运行经费" in words


def test_stock_jieba_cuts_what_ours_keeps_and_is_left_as_it_was() -> None:
    before = jieba.lcut("一般公共预算1,234.56万元")
    assert "1,234.56" not in before
    assert fiscal_words().cut("一般公共预算1,234.56万元") == ["一般公共预算", "1,234.56", "万元"]
    jieba.add_word("般公共", 10**9)
    try:
        assert FiscalWords({}).cut("一般公共预算") == FiscalWords({}).cut("一般公共预算")
        assert "般公共" not in fiscal_words().cut("一般公共预算")
    finally:
        jieba.del_word("般公共")
    assert private_jieba({"般公共": 10**9}).lcut("一般公共预算") != private_jieba({}).lcut("一般公共预算")


def test_no_word_crosses_a_forced_cut() -> None:
    text = "一般公共预算1,234.56万元"
    spans = fiscal_words().spans(text, [3, 8])
    assert {3, 8} <= {end for _, end in spans}
    assert "".join(text[start:end] for start, end in spans) == text


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="一般公共预算支出万元增长减少为占比第三部分0123456789.,，。%（） \t\n\r\u3000a①２", max_size=60),
    st.sets(st.integers(0, 60)),
)
def test_words_are_the_text_whatever_it_is(text: str, cuts: set[int]) -> None:
    spans = fiscal_words().spans(text, cuts)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert {cut for cut in cuts if 0 < cut < len(text)} <= {end for _, end in spans}


def test_the_lexicon_comes_from_the_knowledge_alone() -> None:
    lexicon = fiscal_lexicon()
    assert list(lexicon) == sorted(lexicon, key=lambda term: (len(term), term))
    assert "一般公共预算" in lexicon
    assert "一般公共预算财政拨款支出" not in lexicon, "a row of terms is left to them"


def test_without_jieba_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(JuesuanError, match=r"\[D101\].*juesuan\[spacy\]"):
        private_jieba({})
