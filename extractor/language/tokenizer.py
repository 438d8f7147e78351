"""The tokenizer of ``zh_fiscal``: ``FiscalWords`` in spaCy's terms, its lexicon saved with the pipeline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from extractor.words import FiscalWords, fiscal_lexicon, fiscal_words

LEXICON, CONFIG = "lexicon.txt", "config.json"


@registry.tokenizers("juesuan.FiscalTokenizer.v1")  # type: ignore[untyped-decorator]
def make_tokenizer(hmm: bool = True) -> Callable[[Language], FiscalTokenizer]:
    """``hmm``: whether jieba guesses words that no dictionary has."""

    def make(nlp: Language) -> FiscalTokenizer:
        return FiscalTokenizer(nlp.vocab, hmm=hmm)

    return make


class FiscalTokenizer(DummyTokenizer):
    """Text → ``Doc``. Every blank and line break is a token, so that ``doc.text`` is the text; numbers and units are a token each."""

    def __init__(self, vocab: Vocab, *, hmm: bool = True, lexicon: dict[str, int] | None = None) -> None:
        self.vocab = vocab
        self._hmm = hmm
        self._words = None if lexicon is None else FiscalWords(lexicon, hmm=hmm)

    @property
    def words(self) -> FiscalWords:
        """What cuts: with the lexicon that was loaded, else with that of this version's knowledge (a third of a second to gather)."""
        if self._words is None:
            self._words = fiscal_words() if self._hmm else FiscalWords(fiscal_lexicon(), hmm=False)
        return self._words

    def __call__(self, text: str) -> Doc:
        return self.cut(text)

    def cut(self, text: str, cuts: Iterable[int] = ()) -> Doc:
        """The text as a ``Doc`` of which no token crosses an offset of ``cuts``."""
        words = [text[start:end] for start, end in self.words.spans(text, cuts)]
        return Doc(self.vocab, words=words, spaces=[False] * len(words))

    def to_bytes(self, **_: Any) -> bytes:
        return msgspec.json.encode({"config": self._config(), "lexicon": self._lexicon()})

    def from_bytes(self, data: bytes, **_: Any) -> FiscalTokenizer:
        return self._set(msgspec.json.decode(data))

    def to_disk(self, path: str | Path, **_: Any) -> None:
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / LEXICON).write_text(self._lexicon(), "utf-8")
        (folder / CONFIG).write_text(json.dumps(self._config(), indent=1) + "\n", "utf-8")

    def from_disk(self, path: str | Path, **_: Any) -> FiscalTokenizer:
        folder = Path(path)
        config = json.loads((folder / CONFIG).read_text("utf-8"))
        return self._set({"config": config, "lexicon": (folder / LEXICON).read_text("utf-8")})

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.vocab, self.words.lexicon, self.words.hmm))

    def _config(self) -> dict[str, Any]:
        return {"hmm": self.words.hmm, "terms": len(self.words.lexicon), "sha256": _digest(self._lexicon())}

    def _lexicon(self) -> str:
        """A term a line with its frequency, as in jieba's own dictionaries."""
        return "".join(f"{term} {frequency}\n" for term, frequency in self.words.lexicon.items())

    def _set(self, found: dict[str, Any]) -> FiscalTokenizer:
        lines = found["lexicon"].splitlines()
        lexicon = {term: int(frequency) for term, frequency in (line.rsplit(" ", 1) for line in lines)}
        self._words = FiscalWords(lexicon, hmm=found["config"]["hmm"])
        return self


def _rebuilt(vocab: Vocab, lexicon: dict[str, int], hmm: bool) -> FiscalTokenizer:
    return FiscalTokenizer(vocab, hmm=hmm, lexicon=lexicon)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
