"""The text as the grammar reads it: no blanks, no quotation marks, one form of punctuation, with the way back."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from extractor.knowledge.phrases import simplified

DROPPED = frozenset(" \t\r\u3000\u00a0\u200b\ufeff\u2002\u2003\u2009“”\"‘’'「」『』《》〝〞")
ONE_FORM: dict[int, str] = str.maketrans(
    {
        "（": "(",
        "）": ")",
        "〔": "(",
        "〕": ")",
        "，": ",",
        "；": ";",
        "：": ":",
        "％": "%",
        "﹪": "%",
        "！": "!",
        "？": "?",
        "．": ".",
        "－": "-",
        "—": "-",
        "–": "-",
        "／": "/",
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }
)


class Clean(NamedTuple):
    """``text[i]`` stands for the original character at ``back[i]``; ``forth`` goes the other way (rounding up)."""

    text: str
    back: tuple[int, ...]
    forth: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that ``text[start:end]`` stands for."""
        return self.back[start], self.back[end - 1] + 1


def clean(text: str) -> Clean:
    """``text`` without blanks and quotation marks, punctuation half-width, characters simplified. Line breaks stay."""
    kept: list[str] = []
    back: list[int] = []
    forth: list[int] = []
    for offset, char in enumerate(text.translate(_one_form())):
        forth.append(len(kept))
        if char not in DROPPED:
            kept.append(char)
            back.append(offset)
    forth.append(len(kept))
    return Clean("".join(kept), tuple(back), tuple(forth))


@cache
def _one_form() -> dict[int, str]:
    return {**simplified(), **ONE_FORM}
