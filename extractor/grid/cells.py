"""The text of a cell from its tokens: lines by overlap, joined as a reader would."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.grid.tokens import TOUCH, Token

# Two tokens are on one line where they share this much of the lower one's height: digits set 4 to 5 points lower than the
# Chinese of 12 to 16 points beside them share 0.6, lines set solid share none.
OVERLAP = 0.45
# Gaps in type sizes that stay as a space: between digits or Latin letters, and between words of a line that is not
# letter-spaced ("部门：某局   单位：万元").
LATIN_GAP = 0.3
WORD_GAP = 2.2
# A line is full where less than a digit (type sizes) and the cell's margins (points; Word's are 5.4 on either side) are left.
DIGIT = 0.55
MARGINS = 11.5
# Of the steps from one character of vertical type to the next this share goes down; the others begin a new column.
DOWN = 0.6
ONE_NUMBER = re.compile(r"[-−–+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?")
COMPLETE = re.compile(r"[-−–+]?[\d,]+\.\d\d+%?")
TAIL = re.compile(r"[-−–+]?[\d.,]+$")
HEAD = re.compile(r"[\d.,]+%?")


def text_of(tokens: Sequence[Token], left: float, right: float) -> tuple[str, float, float]:
    """The text of the tokens of a cell that reaches from x = ``left`` to ``right``, how far its first line is set in (points),
    and how much room its last line leaves (type sizes)."""
    if len(tokens) == 1:
        token = tokens[0]
        return token.text, max(0.0, token.x0 - left), (right - left - token.x1 + token.x0) / (token.size or 1.0)
    lines = lines_of(tokens)
    if len(lines) < len(tokens) and _set_downwards(tokens):
        return _columns_text(tokens), max(0.0, lines[0][0].x0 - left), 0.0
    text = line_text(lines[0])
    for before, line in pairwise(lines):
        text = _joined(text, line_text(line), full=line_is_full(before, left, right))
    last = lines[-1]
    room = (right - left - last[-1].x1 + last[0].x0) / (last[0].size or 1.0)
    return text, max(0.0, lines[0][0].x0 - left), room


def _set_downwards(tokens: Sequence[Token]) -> bool:
    """Whether single characters were printed one below the other, in columns side by side: vertical type."""
    if len(tokens) < 4 or any(len(token.text) > 1 for token in tokens):
        return False
    ordered = sorted(tokens, key=lambda token: token.first)
    down = sum(
        lower.top > upper.top + 0.5 * upper.size and abs(lower.x0 + lower.x1 - upper.x0 - upper.x1) < 0.6 * upper.size
        for upper, lower in pairwise(ordered)
    )
    return down >= DOWN * (len(tokens) - 1)


def _columns_text(tokens: Sequence[Token]) -> str:
    """Vertical type reads from the right column to the left one."""
    columns: list[list[Token]] = []
    for token in sorted(tokens, key=lambda token: -token.x0 - token.x1):
        if columns and columns[-1][0].x0 + columns[-1][0].x1 - token.x0 - token.x1 < token.size:
            columns[-1].append(token)
        else:
            columns.append([token])
    return "".join(token.text for column in columns for token in sorted(column, key=lambda token: token.top))


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens that stand side by side, from top to bottom, each line from left to right."""
    lines: list[list[Token]] = []
    extents: list[tuple[float, float]] = []
    for token in sorted(tokens, key=_middle):
        for index in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            top, bottom = extents[index]
            shared = min(bottom, token.bottom) - max(top, token.top)
            if shared >= OVERLAP * min(bottom - top, token.bottom - token.top) and _free(lines[index], token):
                lines[index].append(token)
                if token.bottom - token.top > bottom - top:
                    extents[index] = (token.top, token.bottom)
                break
        else:
            lines.append([token])
            extents.append((token.top, token.bottom))
    for line in lines:
        line.sort()
    return lines


def line_text(line: Sequence[Token]) -> str:
    """One line's text: letter-spaced characters closed up, a space where Latin words or numbers stand apart."""
    if len(line) == 1:
        return line[0].text
    gaps = [right.x0 - left.x1 for left, right in pairwise(line)]
    spaced = _letter_spaced(line, gaps)
    parts = [line[0].text]
    for gap, left, right in zip(gaps, line, line[1:], strict=False):
        size = max(left.size, right.size)
        latin = _latin(left.text[-1]) and _latin(right.text[0])
        # two amounts may nearly touch where columns stand close: together they would read as another number
        amounts = latin and COMPLETE.fullmatch(left.text) is not None and gap > TOUCH * size
        if amounts or (not spaced and gap > (LATIN_GAP if latin else WORD_GAP) * size):
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


def _letter_spaced(line: Sequence[Token], gaps: Sequence[float]) -> bool:
    """Whether single characters stand evenly apart ("公 务 用 车", "合        计")."""
    single = sum(len(token.text) == 1 for token in line)
    if single < len(line) - (len(line) > 3):
        return False
    return len(line) == 2 or max(gaps) - min(gaps) <= 1.2 * line[0].size


def line_is_full(line: Sequence[Token], left: float, right: float) -> bool:
    """Whether a line ended because its cell did: not one more digit would have fitted beside the usual margins."""
    return right - left - (line[-1].x1 - line[0].x0) <= DIGIT * line[-1].size + MARGINS


def _joined(text: str, more: str, *, full: bool) -> str:
    end, start = text[-1], more[0]
    if _digit(end, ".,") and _digit(start, ".,%"):
        # a number broken over two lines is one number only if the cell was full and nothing else can be meant
        tail, head = TAIL.search(text), HEAD.match(more)
        number = (tail.group() if tail else "") + (head.group() if head else "")
        complete = tail is not None and COMPLETE.fullmatch(tail.group())
        if full and not complete and ONE_NUMBER.fullmatch(number):
            return text + more
        return f"{text} {more}"
    if _latin(end) and _latin(start) and end != "-" and start != "-":
        return f"{text} {more}"
    return text + more


def _digit(char: str, others: str) -> bool:
    return char.isdigit() or char in others


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _middle(token: Token) -> float:
    return token.top + token.bottom


def _free(line: Sequence[Token], token: Token) -> bool:
    """Whether the token prints over nothing of the line (kerning of up to 1.5 points aside)."""
    return all(token.x1 <= other.x0 + 1.5 or token.x0 >= other.x1 - 1.5 for other in line)
