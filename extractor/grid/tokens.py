"""Characters → tokens: pieces of text that stand closed up on one line and belong to one cell, unless a ruling says otherwise.

Numbers are tokens of their own, so that a number is never shared out between two cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.records import Char

# Everything that a printed amount, code or percentage is made of.
NUMERIC = frozenset("0123456789.,%-+０１２３４５６７８９．，％－−–‰")
DIGITS = frozenset("0123456789０１２３４５６７８９")
# Gaps that part two tokens, in type sizes: digits stand closed up; Chinese may be justified with some air between.
NUMBER_GAP = 0.3
TEXT_GAP = 0.6
# From here on a gap after a whole amount is one between two amounts: digits of one number are set solid.
TOUCH = 0.05
AMOUNT = re.compile(r"[-−–+]?(\d{1,3}(,\d{3})+|\d+)\.\d\d+%?")
# Baselines of one token agree; sub- and superscripts and digits of another font are tokens of their own.
SAME_BASELINE = 0.15


class Token(NamedTuple):
    """``chars[first:last]`` of the page, closed up on one baseline. ``number``: all of it could belong to a number."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    text: str
    number: bool
    first: int
    last: int


def tokens_of(chars: Sequence[Char]) -> list[Token]:
    """The page's tokens in content order."""
    tokens: list[Token] = []
    texts = [char[0] for char in chars]
    new, numeric = tuple.__new__, NUMERIC
    first = 0
    start_x = start_top = start_bottom = start_size = 0.0
    last_x = -1e9
    low = high = last_x
    last_size: float | None = None
    back = level = number_gap = text_gap = 0.0
    kind = False
    for index, (text, x0, top, x1, bottom, size, _) in enumerate(chars):
        number = text in numeric
        if size != last_size:
            last_size, level, back = size, SAME_BASELINE * size, 0.5 * size
            number_gap, text_gap = NUMBER_GAP * size, TEXT_GAP * size
        if number is kind and low < x0 < high and -level < bottom - start_bottom < level:
            if x1 > last_x:
                last_x = x1
        else:
            if index:
                token = "".join(texts[first:index])
                tokens.append(
                    new(Token, (start_x, start_top, last_x, start_bottom, start_size, token, kind, first, index))
                )
            first, kind = index, number
            start_x, start_top, last_x, start_bottom, start_size = x0, top, x1, bottom, size
        low = last_x - back
        high = last_x + (number_gap if number else text_gap)
    if texts:
        token = "".join(texts[first:])
        tokens.append(Token(start_x, start_top, last_x, start_bottom, start_size, token, kind, first, len(texts)))
    if not any(found[6] and found[5].count(".") > 1 for found in tokens):
        return tokens
    return [
        part
        for found in tokens
        for part in (_parted(found, chars) if found.number and found.text.count(".") > 1 else (found,))
    ]


def _parted(token: Token, chars: Sequence[Char]) -> list[Token]:
    """A run of digits with two decimal points is two amounts whose columns stand close: parted where they are not set solid."""
    for at in range(token.first + 1, token.last):
        gap = chars[at].x0 - chars[at - 1].x1
        if gap > TOUCH * token.size:
            left, right = cut(token, chars, token.first, at), cut(token, chars, at, token.last)
            if AMOUNT.fullmatch(left.text) and right.text[0] in DIGITS | {"-"}:
                return [left, *(_parted(right, chars) if right.text.count(".") > 1 else [right])]
    return [token]


def cut(token: Token, chars: Sequence[Char], first: int, last: int) -> Token:
    """The part ``chars[first:last]`` of a token."""
    piece = chars[first:last]
    return token._replace(
        x0=min(char.x0 for char in piece),
        x1=max(char.x1 for char in piece),
        text="".join(char.text for char in piece),
        first=first,
        last=last,
    )
