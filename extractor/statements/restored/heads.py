"""The heads of a flattened form: which of its words are heads, and every way in which heads of two or three levels can stand over one
another so that the columns come out right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from extractor.knowledge.statements import load_statements, means
from extractor.statements.restored.tokens import Token
from extractor.statements.sheets import label_core
from extractor.statements.titles import plain

# At most so many heads are tried, so many ways to set them over one another.
MOST_HEADS, MOST_WAYS = 30, 60
_YEAR = re.compile(r"20\d\d年?度?")


class Head(NamedTuple):
    """A head as printed; ``text`` is what the document text has from ``start`` to ``end``. An empty one is a cell under a head that
    reaches down."""

    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return _bare(self.text)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return re.sub(r"\((?:单位[:：])?(?:人民币)?(?:亿元|万元|千元|百元|元)\)", "", plain(text))


Path = tuple[Head, ...]  # the heads over one column, from the top


def heads_of(words: Sequence[Token], text: str) -> list[Head]:
    """Words of the document ``text`` as heads. A word that is none is one with the words after it where together they are."""
    found: list[Head] = []
    at = 0
    while at < len(words):
        size = next((size for size in (1, 2, 3) if _known("".join(word.text for word in words[at : at + size]))), 1)
        part = words[at : at + size]
        found.append(Head(text[part[0].start : part[-1].end], part[0].start, part[-1].end))
        at += len(part)
    return found


def is_head(text: str) -> bool:
    return _known(text)


@lru_cache(maxsize=4096)
def _known(text: str) -> bool:
    bare = _bare(text)
    return is_descriptor(text) or bool(_names(bare)) or _is_group(bare)


@lru_cache(maxsize=4096)
def is_descriptor(text: str) -> bool:
    """Whether a head is that of names or codes (项目, 科目编码, 类)."""
    bare = _bare(text)
    roles = load_statements().roles
    return any(means(patterns, bare) for role, patterns in roles.items() if role != "remark") and not _names(bare)


def is_line_head(text: str) -> bool:
    return means(load_statements().roles["line"], plain(text))


def is_side(text: str) -> bool:
    """收入, 支出: what stands over a side of a form."""
    return plain(text) in ("收入", "支出")


def is_amount(text: str) -> bool:
    """Whether a head says only that amounts stand under it (金额, 决算数, 小计)."""
    bare = _bare(text)
    return means(load_statements().headers["amount"], bare) or _is_measure(bare)


def is_total(text: str) -> bool:
    return means(load_statements().total_labels, label_core(text))


@lru_cache(maxsize=4096)
def _names(bare: str) -> tuple[str, ...]:
    return tuple(name for name, patterns in load_statements().headers.items() if means(patterns, bare))


def _is_measure(bare: str) -> bool:
    return any(means(patterns, bare) for patterns in load_statements().measure_words.values())


def _is_group(bare: str) -> bool:
    knowledge = load_statements()
    return (
        means(knowledge.neutral_parents, bare)
        or means(knowledge.previous_year, bare)
        or means(knowledge.header_words, bare)
        or _is_measure(bare)
        or _YEAR.search(bare) is not None
    )


# --- heads over heads -------------------------------------------------------------------------------------------------


def paths_of(levels: Sequence[Sequence[Head]]) -> list[tuple[Path, ...]]:
    """Every way in which rows of heads can stand over one another, as the columns from the left. Empty heads in a row say which
    columns of the rows above have no head there."""
    ways: list[tuple[Path, ...]] = [tuple((head,) for head in levels[0] if head.text)]
    for level in levels[1:]:
        ways = list(islice((deeper for way in ways for deeper in _below(way, level)), MOST_WAYS))
    return ways


def ways_of(heads: Sequence[Head]) -> list[tuple[Path, ...]]:
    """The same for heads whose rows are not told: all in one row, or cut into two or three."""
    if len(heads) > MOST_HEADS:
        return []
    found: dict[tuple[Path, ...], None] = {tuple((head,) for head in heads): None}
    for cuts in (*combinations(range(1, len(heads)), 1), *combinations(range(1, len(heads)), 2)):
        edges = (0, *cuts, len(heads))
        found.update(dict.fromkeys(paths_of([heads[start:end] for start, end in pairwise(edges)])))
        if len(found) > MOST_WAYS:
            break
    for way in _in_place(heads):
        found[way] = None
    return list(found)


def _below(way: Sequence[Path], level: Sequence[Head]) -> Iterator[tuple[Path, ...]]:
    """The heads of a row spread over the columns above: none (or an empty one) under a head that stands alone, else two or more."""
    spaced = any(not head.text for head in level)
    each = len(level) // max(1, len(way))
    if each > 1 and each * len(way) == len(level) and not spaced:
        evenly = [(path, head) for path, head in zip((path for path in way for _ in range(each)), level, strict=True)]
        if all(_may_stand(path[-1].plain, head.plain) for path, head in evenly):
            yield tuple((*path, head) for path, head in evenly)

    def spread(at: int, rest: int) -> Iterator[tuple[Path, ...]]:
        if at == len(way):
            if rest == len(level):
                yield ()
            return
        path = way[at]
        if not spaced or (rest < len(level) and not level[rest].text):
            for later in spread(at + 1, rest + spaced):
                yield (path, *later)
        end = rest
        while end < len(level) and level[end].text and _may_stand(path[-1].plain, level[end].plain):
            end += 1
            if end - rest > 1:
                for later in spread(at + 1, end):
                    yield (*((*path, head) for head in level[rest:end]), *later)

    yield from spread(0, 0)


def _in_place(heads: Sequence[Head]) -> Iterator[tuple[Path, ...]]:
    """Heads column by column: what a head divides into stands right behind it (公务用车购置及运行费 小计 购置费 运行费 公务接待费)."""
    for at, head in enumerate(heads):
        end = at + 1
        while end < len(heads) and _may_stand(head.plain, heads[end].plain):
            end += 1
            if end - at > 2:
                before, after = heads[:at], heads[end:]
                yield (
                    *((each,) for each in before),
                    *((head, each) for each in heads[at + 1 : end]),
                    *((each,) for each in after),
                )


@lru_cache(maxsize=4096)
def _may_stand(over: str, under: str) -> bool:
    """Whether a head may stand under another."""
    knowledge = load_statements()
    below = _names(under)
    amount = "amount" in below or _is_measure(under)
    amount_head = means(knowledge.headers["amount"], over) or _is_measure(over)
    if amount:
        return not amount_head or _is_measure(under) != _is_measure(over)
    above = _names(over)
    if any(name in knowledge.nests.get(parent, ()) for parent in above for name in below):
        return True
    divided = not amount_head and any(name in knowledge.compounds for name in below)
    return _is_group(over) or not above or divided
