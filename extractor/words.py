"""Chinese words of fiscal prose: jieba with the field's terms, numbers kept whole.

Stock jieba cuts ``1,234.56万元`` into four and 一般公共预算 into three. Here the numbers are found first, by the one scanner that the whole
project has (``entities.scan``), and jieba sees only what stands between them, with a dictionary of its own: nothing that other users
of jieba in the same process add or delete changes it, and it changes nothing of theirs. jieba is imported at the first cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from extractor.entities import scan
from extractor.knowledge.loading import load_csv
from extractor.knowledge.metrics import load_lexicon, load_metrics
from extractor.knowledge.phrases import expanded, phrases
from extractor.knowledge.sections import load_taxonomy
from extractor.knowledge.statements import load_statements
from extractor.knowledge.units import load_units
from extractor.problems import JuesuanError

LONG = 4
LONGEST_TERM = 12  # characters: longer names are phrases and are cut into their terms
_NUMBER = re.compile(r"[0-9０-９]+(?:[,，.．][0-9０-９]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


class FiscalWords:
    """Cuts texts into words. ``lexicon`` is term → how often jieba is to think that it stands in a text (a high number keeps it whole)."""

    def __init__(self, lexicon: Mapping[str, int], *, hmm: bool = True) -> None:
        self.lexicon = dict(lexicon)
        self.hmm = hmm
        self._jieba: Any = None

    def spans(self, text: str, cuts: Iterable[int] = ()) -> list[tuple[int, int]]:
        """The words of ``text`` as offsets, in order and without gaps: ``"".join(text[a:b])`` is ``text``.

        Every blank and line break is a word, a number is one and its unit is one. No word crosses an offset of ``cuts``.
        """
        forced = {0, len(text), *(cut for cut in cuts if 0 < cut < len(text))}
        found: list[tuple[int, int]] = []
        at = 0
        for line in text.splitlines(keepends=True):
            for start, end, fixed in _pieces(line):
                for word in (line[start:end],) if fixed else self._cut(line[start:end]):
                    found.append((at + start, at + start + len(word)))
                    start += len(word)
            at += len(line)
        return _split(found, forced)

    def cut(self, text: str) -> list[str]:
        """The words themselves, without blanks."""
        return [text[start:end] for start, end in self.spans(text) if not text[start:end].isspace()]

    def _cut(self, text: str) -> list[str]:
        if self._jieba is None:
            self._jieba = private_jieba(self.lexicon)
        words: list[str] = []
        for word in self._jieba.cut(text, HMM=self.hmm):
            words += word if word.isspace() else [word]
        return words


def _pieces(line: str) -> list[tuple[int, int, bool]]:
    """The parts of a line: ``fixed`` ones are words as they stand (numbers, units), the others are jieba's to cut."""
    fixed: list[tuple[int, int]] = []
    for mention in scan(line):
        number = mention.end
        if mention.unit and mention.label in ("AMOUNT", "PERCENT", "COUNT", "NUMBER"):
            number = _number_end(line, mention.start, mention.end)
        fixed.append((mention.start, number))
        if number < mention.end:
            fixed.append((number, mention.end))
    pieces: list[tuple[int, int, bool]] = []
    at = 0
    for start, end in (*fixed, (len(line), len(line))):
        for match in _NUMBER.finditer(line, at, start):
            pieces += [(at, match.start(), False), (match.start(), match.end(), True)]
            at = match.end()
        pieces += [(at, start, False), (start, end, True)]
        at = end
    return [piece for piece in pieces if piece[0] < piece[1]]


def _number_end(line: str, start: int, end: int) -> int:
    """Where the digits of ``line[start:end]`` end and the unit begins; ``end`` where they can't be told apart."""
    match = re.compile(r"[-+－＋]?[0-9０-９][0-9０-９,，.．]*").match(line, start, end)
    return match.end() if match else end


def _split(words: list[tuple[int, int]], cuts: set[int]) -> list[tuple[int, int]]:
    if cuts <= {end for _, end in words} | {0}:
        return words
    parts: list[tuple[int, int]] = []
    ordered = sorted(cuts)
    at = 0
    for start, end in words:
        while at < len(ordered) and ordered[at] <= start:
            at += 1
        inner = at
        begin = start
        while inner < len(ordered) and ordered[inner] < end:
            parts.append((begin, ordered[inner]))
            begin = ordered[inner]
            inner += 1
        parts.append((begin, end))
    return parts


def private_jieba(lexicon: Mapping[str, int]) -> Any:
    """A jieba tokenizer of its own: the dictionary that jieba ships, and ``lexicon``. Raises ``JuesuanError`` D101 without jieba.

    jieba's cache file in the folder of temporary files is neither read nor written: anyone could have put it there.
    """
    try:
        import jieba
    except ImportError as error:
        raise JuesuanError("D101", what="中文分词", package="jieba", extra="spacy") from error
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word, frequency in lexicon.items():
        tokenizer.add_word(word, frequency)
    return tokenizer


@cache
def fiscal_words() -> FiscalWords:
    """The words with the lexicon of this version's knowledge."""
    return FiscalWords(fiscal_lexicon())


# --- the lexicon ------------------------------------------------------------------------------------------------------


def fiscal_lexicon() -> dict[str, int]:
    """The field's terms with frequencies, from the knowledge alone: the same knowledge gives the same lexicon.

    A name that is made of other terms (一般公共预算财政拨款支出) is left to them.
    """
    terms = sorted(_terms(), key=lambda term: (len(term), term))
    kept: dict[str, int] = {}
    for term in terms:
        if not _made_of(term, kept):
            kept[term] = FREQUENCY
    return kept


# Higher than that of any word of two characters and more in jieba's dictionary but a few hundred, so that a term is kept whole.
FREQUENCY = 20_000


def _terms() -> set[str]:
    words = phrases()
    names: list[str] = [*load_lexicon(), *(metric.name for metric in load_metrics().values())]
    for file in ("codes/functional.csv", "codes/economic.csv"):
        names += [row["name"] for row in load_csv(file, ("code", "name", "since", "until"))]
    names += [form.title for form in load_statements().forms.values()]
    for patterns in (words.flat, words.previous_year, words.up, words.down):
        names += expanded(patterns)
    names += [*load_units().money_names, *load_units().counting, *load_taxonomy().words.fillers]
    return {name for name in names if len(name) <= LONGEST_TERM and _HAN.fullmatch(name)}


def _made_of(term: str, kept: Mapping[str, int]) -> bool:
    """Whether ``term`` is a long kept term and others after it (财政拨款 + 支出); 机关 + 运行经费 is a term of its own."""
    reach: set[int] = set()
    for end in range(LONG, len(term) + 1):
        head = term[:end] in kept and end < len(term)
        if head or any(start in reach and term[start:end] in kept for start in range(LONG, end - 1)):
            reach.add(end)
    return len(term) in reach
