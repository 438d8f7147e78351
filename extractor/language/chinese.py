"""The language ``zh_fiscal``: an own ``Language`` class, since a tokenizer of one's own under ``lang="zh"`` fails at training time.

spaCy finds it, its tokenizer and its components by the entry points of the installed package.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from spacy.lang.zh.lex_attrs import LEX_ATTRS
from spacy.lang.zh.stop_words import STOP_WORDS
from spacy.language import BaseDefaults, Language
from spacy.util import load_config_from_str

from extractor.language import amounts, facts, sections, spans, tokenizer

LONGEST = 10_000_000  # characters; spaCy's own limit of a million is for parsers, and a collection of budgets is longer
COMPONENTS = (sections.NAME, amounts.NAME, facts.NAME)
META = {
    "lang": "zh_fiscal",
    "name": "pipeline",
    "version": version("juesuan"),
    "spacy_version": ">=3.8,<3.9",
    "description": "Words, sections, amounts and facts of Chinese fiscal disclosures, by rules",
    "license": "Apache-2.0",
}
_CONFIG = """
[nlp]
lang = "zh_fiscal"

[nlp.tokenizer]
@tokenizers = "juesuan.FiscalTokenizer.v1"
hmm = true
"""


class FiscalChineseDefaults(BaseDefaults):
    config = load_config_from_str(_CONFIG)
    lex_attr_getters = LEX_ATTRS
    stop_words = STOP_WORDS
    writing_system = {"direction": "ltr", "has_case": False, "has_letters": False}  # noqa: RUF012 (spaCy's own way)


class FiscalChinese(Language):  # type: ignore[no-untyped-call]
    """Chinese as fiscal disclosures write it. ``FiscalChinese()`` is blank; ``pipeline()`` has the components."""

    lang = "zh_fiscal"
    Defaults = FiscalChineseDefaults

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("max_length", LONGEST)
        super().__init__(*arguments, **options)
        spans.register()


def pipeline() -> FiscalChinese:
    """The pipeline from this version's knowledge: what ``juesuan train`` saves and ``spacy.load("zh_fiscal")`` opens."""
    nlp = FiscalChinese(meta=META)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


__all__ = ["COMPONENTS", "FiscalChinese", "pipeline", "tokenizer"]
