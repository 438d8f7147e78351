"""The lines of a flattened form as tokens: words, amounts, whole numbers and placeholders, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from extractor.statements.cells import read_cell
from extractor.statements.titles import plain

_PIECE = re.compile(r"[^\s\u3000\u00a0]+")
_CODE = re.compile(r"[2-5]\d{2}(?:\d{2}){0,2}")
_STEPS = ("类", "款", "项")  # heads of one character
_JOINED = re.compile(r"([2-5]\d{2}(?:\d{2}){0,2})(?=[^\d\s.,%，年月万亿元人个台辆户])")

Kind = Literal["word", "amount", "whole", "mark", "empty"]


class Token(NamedTuple):
    """``text`` stands at ``start``:``end`` of the document text, on line ``line`` of the form. ``value`` is null for words and
    placeholders; ``whole`` numbers have no decimals and may be codes or count lines."""

    text: str
    start: int
    end: int
    line: int
    kind: Kind
    value: Decimal | None = None

    @property
    def stands_in_a_cell(self) -> bool:
        """Whether this can be what a cell of amounts prints."""
        return self.kind in ("amount", "whole", "mark")

    @property
    def code(self) -> bool:
        return self.kind == "whole" and _CODE.fullmatch(self.text) is not None


class Line(NamedTuple):
    text: str
    start: int


def token_of(text: str, start: int, line: int) -> Token:
    """One cell as a token; an empty text is an ``empty`` one."""
    stripped = text.strip()
    start += len(text) - len(text.lstrip())
    end = start + len(stripped)
    reading = read_cell(stripped)
    if reading.kind == "blank":
        return Token("", start, start, line, "empty")
    if reading.kind == "number":
        kind: Kind = "whole" if plain(stripped).isdigit() else "amount"
        return Token(stripped, start, end, line, kind, reading.value)
    return Token(stripped, start, end, line, "mark" if reading.kind in ("placeholder", "overflow") else "word")


def tokens_of(lines: Sequence[Line]) -> list[Token]:
    """The tokens of lines in which blanks part cells. Words of single characters are one word set wide (公 务 接 待 费)."""
    found: list[Token] = []
    for number, line in enumerate(lines):
        pieces = [(match.start(), match.end()) for match in _PIECE.finditer(line.text)]
        for start, end in _unspaced(line.text, pieces):
            joined = _JOINED.match(line.text, start, end)
            if joined is not None and not found_code(found, number):
                found.append(token_of(joined[1], line.start + start, number))
                start = joined.end()
            found.append(token_of(line.text[start:end], line.start + start, number))
    return found


def found_code(found: Sequence[Token], line: int) -> bool:
    return bool(found) and found[-1].line == line and found[-1].code


def _unspaced(text: str, pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    open_word = False
    for start, end in pieces:
        char = text[start:end]
        single = len(char) == 1 and char not in _STEPS and not char.isdigit() and read_cell(char).kind == "text"
        if single and open_word:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        open_word = single
    return joined


def span(tokens: Sequence[Token]) -> tuple[int, int]:
    return tokens[0].start, tokens[-1].end
