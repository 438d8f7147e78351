"""A document in traditional characters, as mirrors for readers abroad have it: every printed word and the truth of what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from corpus.generator.model import Block, Document, FactTruth, Heading, Paragraph, Piece, TableBlock, TableModel

# Of the profile these are names of the lists, which are in simplified characters whatever a document prints.
_LISTED = ("region", "region_code", "level", "kind", "scope", "fiscal_year")


def in_traditional(document: Document) -> Document:
    """The document with every character in its traditional form: prints change, numbers and what they state do not."""
    profile = {key: value if key in _LISTED else _turned(value) for key, value in document.profile.items()}
    return replace(
        document,
        title=turned(document.title),
        org=turned(document.org),
        blocks=tuple(_blocks(document)),
        profile=profile,
        projects=_turned(document.projects),
        glossary=_turned(document.glossary),
    )


def turned(text: str) -> str:
    """``text`` in traditional characters, one for each. Raises ``ValueError`` where the library gives another number of characters."""
    found = text if text.isascii() else _converter()(text)
    if len(found) != len(text):
        raise ValueError(f"{text!r} became {found!r}: offsets would not hold")
    return found


def _blocks(document: Document) -> Iterator[Block]:
    for block in document.blocks:
        if isinstance(block, Heading):
            number, title = turned(block.number), turned(block.title)
            yield replace(block, number=number, title=title, shown=turned(block.shown), body=_pieces(block.body))
        elif isinstance(block, Paragraph):
            yield replace(block, pieces=_pieces(block.pieces))
        elif isinstance(block, TableBlock):
            yield replace(block, table=_table(block.table))
        else:
            yield block


def _pieces(held: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a line, converted together: which form a character takes hangs on its neighbours."""
    line = turned("".join(piece.text for piece in held))
    ends = accumulate((len(piece.text) for piece in held), initial=0)
    return tuple(
        Piece(line[start:end], None if piece.fact is None else _fact(piece.fact, line[start:end]))
        for piece, (start, end) in zip(held, pairwise(ends), strict=True)
    )


def _fact(fact: FactTruth, printed: str) -> FactTruth:
    return replace(fact, quote=printed)


def _table(table: TableModel) -> TableModel:
    cells = tuple(replace(placed, cell=replace(placed.cell, text=turned(placed.cell.text))) for placed in table.cells)
    return replace(table, cells=cells, truth=_turned(table.truth))


def _turned(value: Any) -> Any:
    """Strings below ``value`` converted; keys are ids of the contract and stay, and so do units, which are the vocabulary's."""
    if isinstance(value, str):
        return turned(value)
    if isinstance(value, dict):
        return {key: each if key == "unit" else _turned(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_turned(each) for each in value)
    return value


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t").convert
