"""The tokens under the heads of a flattened form as items: codes, a label, and the numbers behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.knowledge.statements import load_statements, says
from extractor.statements.columns import row_key
from extractor.statements.restored.heads import is_amount, is_head, is_line_head, is_total
from extractor.statements.restored.tokens import Token
from extractor.statements.titles import plain

_STEP = re.compile(r"\d{2,3}")


class Item(NamedTuple):
    codes: tuple[Token, ...]
    label: tuple[Token, ...]
    numbers: tuple[Token, ...]  # amounts, whole numbers and placeholders, from the left
    counter: Token | None = None  # 行次

    @property
    def name(self) -> str:
        return "".join(token.text for token in self.label)

    @property
    def code(self) -> str:
        return "".join(token.text for token in self.codes)

    @property
    def tokens(self) -> tuple[Token, ...]:
        counter = (self.counter,) if self.counter is not None else ()
        return tuple(sorted((*self.codes, *self.label, *counter, *self.numbers), key=lambda token: token.start))


def first_of_body(tokens: Sequence[Token]) -> int | None:
    """Where the heads end: the first code or label of a row; null where no amount follows."""
    for at, token in enumerate(tokens[:-1]):
        after = tokens[at + 1]
        if token.code and after.kind in ("word", "whole"):
            return at
        if token.kind != "word" or is_line_head(token.text):
            continue
        numbered = says(load_statements().label_numbering[:2], plain(token.text))
        label = after.stands_in_a_cell and (is_total(token.text) or not (is_amount(token.text) or is_head(token.text)))
        if numbered or label:
            return at
    # a form of one row can do without a label
    heads = next((at for at, token in enumerate(tokens) if token.kind == "amount"), 0)
    while heads > 0 and tokens[heads - 1].stands_in_a_cell:
        heads -= 1
    return heads if heads and not any(token.kind == "word" for token in tokens[heads:]) else None


def items_of(tokens: Sequence[Token], *, coded: bool, counted: bool, sides: bool) -> list[Item]:
    """The items in order. ``coded``: rows begin with codes; ``counted``: a number of
    the row stands behind each label (行次); ``sides``: two items can stand on one line."""
    found: list[Item] = []
    item: Item | None = None

    def close() -> None:
        if item is not None and not is_line_head(item.name):
            found.append(item)

    expected: set[str] = set()  # the numbers of the next rows
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if (
            counted
            and token.kind == "whole"
            and token.text in expected
            and item is not None
            and item.counter is not None
        ):
            expected.add(str(int(token.text) + 1))
            continue  # of a row without a label
        if coded and _opens(token, after, item):
            if item is not None and item.codes and not item.label and not item.numbers:
                item = item._replace(codes=(*item.codes, token))
            else:
                close()
                item = Item((token,), (), ())
        elif token.kind == "word":
            goes_on = item is not None and not item.numbers and item.counter is None
            if item is not None and goes_on and (not item.label or _same_label(item, token, sides)):
                item = item._replace(label=(*item.label, token))
            else:
                close()
                item = Item((), (token,), ())
        elif item is None:
            item = Item((), (), (token,))
        elif counted and item.label and item.counter is None and not item.numbers and token.kind == "whole":
            item = item._replace(counter=token)
            expected.add(str(int(token.text) + 1))
        else:
            item = item._replace(numbers=(*item.numbers, token))
    close()
    while found and not found[-1].numbers:
        found.pop()
    return found


def _opens(token: Token, after: Token | None, item: Item | None) -> bool:
    """Whether a whole number is a code, or the next step of one, and no amount."""
    if token.kind != "whole" or after is None or after.kind not in ("word", "whole"):
        return False
    in_codes = item is not None and bool(item.codes) and not item.label and not item.numbers
    if in_codes:
        return _STEP.fullmatch(token.text) is not None
    return token.code and (
        item is None or bool(item.numbers) or item.counter is not None or not item.codes or bool(item.label)
    )


def _same_label(item: Item, token: Token, sides: bool) -> bool:
    if sides or row_key(token.text, load_statements().row_keys["any"]) is not None:
        return False
    return item.label[-1].line == token.line or bool(item.codes)
