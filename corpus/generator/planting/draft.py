"""A document while errors are put in: its facts and tables by place, and the numbers that are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

from corpus.generator.model import (
    Block,
    Document,
    FactTruth,
    Heading,
    Paragraph,
    Piece,
    PlantedError,
    PlantedPlace,
    TableBlock,
    TableModel,
)
from corpus.generator.numbers import printed

# So many characters before a planted number are kept, to find it again in what a reader read.
CONTEXT = 16


class UnplantableError(Exception):
    """The document has no place for this error."""


class Change(NamedTuple):
    """What an operation did."""

    places: tuple[PlantedPlace, ...]


class Spot(NamedTuple):
    """A fact's place: block, piece within it."""

    block: int
    piece: int
    fact: FactTruth


class Draft:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.final = document.kind == "final_account"
        self.blocks: list[Block] = list(document.blocks)
        self.taken: set[tuple[str, ...]] = set()
        self.touched: set[int] = set()  # blocks of prose that an error stands in: one each
        self.removed: set[int] = set()

    def document_with(self, planted: list[PlantedError]) -> Document:
        blocks = tuple(block for number, block in enumerate(self.blocks) if number not in self.removed)
        return replace(self.document, blocks=blocks, planted=tuple(planted))

    # --- prose ------------------------------------------------------------------------------------------------------------

    def pieces(self, block: int) -> tuple[Piece, ...]:
        found = self.blocks[block]
        return found.pieces if isinstance(found, Paragraph) else found.body if isinstance(found, Heading) else ()

    def free(self) -> Iterator[int]:
        """Blocks of prose in which no error stands yet."""
        for number, block in enumerate(self.blocks):
            if isinstance(block, (Paragraph, Heading)) and number not in self.touched:
                yield number

    def spots(self) -> Iterator[Spot]:
        for number in range(len(self.blocks)):
            yield from self.spots_of(number)

    def spots_of(self, block: int) -> Iterator[Spot]:
        for index, piece in enumerate(self.pieces(block)):
            if piece.fact is not None:
                yield Spot(block, index, piece.fact)

    def pick(self, entry: dict[str, Any], rng: Random, fits: Callable[[Spot], bool]) -> Spot:
        """A spot of the entry's metrics and measures that no other error has touched. Raises ``UnplantableError`` where there is none."""
        metrics, measures = entry.get("metrics"), entry.get("measures")
        found = [
            spot
            for number in self.free()
            for spot in self.spots_of(number)
            if (metrics is None or spot.fact.metric in metrics)
            and (measures is None or spot.fact.measure in measures)
            and _key(spot.fact) not in self.taken
            and fits(spot)
        ]
        if not found:
            raise UnplantableError(entry["do"])
        return rng.choice(found)

    def beside(self, spot: Spot, *measures: str, metric: str | None = None) -> Spot | None:
        """The nearest fact of the same metric and dimensions in the same block with one of ``measures``."""
        wanted = metric or spot.fact.metric
        others = [
            other
            for other in self.spots_of(spot.block)
            if other.fact.metric == wanted
            and other.fact.measure in measures
            and (metric is not None or _dims(other.fact) == _dims(spot.fact))
        ]
        return min(others, key=lambda other: abs(other.piece - spot.piece), default=None)

    def value_of(self, metric: str, *, key: FactTruth | None = None) -> Decimal:
        """The year's amount of a metric as first said; with ``key`` of its dimensions. Raises ``UnplantableError`` where it is not said."""
        for spot in self.spots():
            fact = spot.fact
            main = "actual" if self.final else "budget"
            dims = {} if key is None else _dims(key)
            if (
                fact.metric == metric
                and fact.measure == main
                and fact.year == self.document.year
                and _dims(fact) == dims
            ):
                return fact.value
        raise UnplantableError(metric)

    def put(self, block: int, pieces: tuple[Piece, ...]) -> None:
        self.touched.add(block)
        found = self.blocks[block]
        if isinstance(found, Paragraph):
            self.blocks[block] = replace(found, pieces=pieces)
        else:
            assert isinstance(found, Heading)
            self.blocks[block] = replace(found, body=pieces)

    def state(self, spot: Spot, value: Decimal, *, unit: str | None = "same", places: int = 2) -> Change:
        """Print another number at ``spot`` (its sign stays said by the words around it)."""
        fact = spot.fact
        told = fact.unit if unit == "same" else unit
        variant = self.document.variant
        counted = fact.measure == "count"
        text = printed(
            abs(value),
            separators=variant.text_separators and told != "%",
            trim=counted or variant.trim_zeros,
            places=0 if counted else places,
        )
        quote = text + (told or "")
        signed = -abs(value) if fact.value < 0 else abs(value)
        changed = replace(fact, value=_as_said(text, signed), unit=told, quote=quote)
        return self.rewrite(spot, (Piece(quote, changed),), right=fact.quote)

    def rewrite(
        self, spot: Spot, pieces: tuple[Piece, ...], *, right: str, at: int = 0, keep_before: int = 0
    ) -> Change:
        """Put ``pieces`` in the place of the spot's piece; ``pieces[at]`` is the planted number. ``keep_before``: pieces before are replaced too."""
        held = self.pieces(spot.block)
        start = spot.piece - keep_before
        self.put(spot.block, (*held[:start], *pieces, *held[spot.piece + 1 :]))
        self.taken.add(_key(spot.fact))
        return Change((self.place(spot.block, start + at, right=right),))

    def place(self, block: int, piece: int, *, right: str = "") -> PlantedPlace:
        held = self.pieces(block)
        lead = self.blocks[block]
        before = lead.lead if isinstance(lead, Heading) else ""
        before += "".join(each.text for each in held[:piece])
        return PlantedPlace("text", held[piece].text, right, context=before[-CONTEXT:])

    # --- tables -----------------------------------------------------------------------------------------------------------

    def tables(self, kind: str) -> Iterator[tuple[int, TableModel]]:
        for number, block in enumerate(self.blocks):
            if isinstance(block, TableBlock) and block.table.kind == kind:
                yield number, block.table

    def put_table(self, block: int, table: TableModel) -> None:
        found = self.blocks[block]
        assert isinstance(found, TableBlock)
        self.blocks[block] = replace(found, table=table)


def digits_changed(text: str, rng: Random, *, transpose: bool) -> str:
    """A printed number with one of its first digits changed, or two neighbours exchanged: never so little that rounding explains it.

    Raises ``UnplantableError`` where the number is too short or all its digits are alike.
    """
    places = [index for index, char in enumerate(text) if char.isdigit()]
    if len(places) < 3:
        raise UnplantableError(text)
    if transpose:
        pairs = [(a, b) for a, b in pairwise(places[:4]) if text[a] != text[b]]
        pairs = [(a, b) for a, b in pairs if not (a == places[0] and text[b] == "0")]
        if not pairs:
            raise UnplantableError(text)
        a, b = rng.choice(pairs)
        chars = list(text)
        chars[a], chars[b] = chars[b], chars[a]
        return "".join(chars)
    place = rng.choice(places[:3])
    others = [digit for digit in "0123456789" if digit != text[place] and (digit != "0" or place != places[0])]
    return text[:place] + rng.choice(others) + text[place + 1 :]


def _as_said(text: str, signed: Decimal) -> Decimal:
    value = Decimal(text.replace(",", ""))
    return -value if signed < 0 and value else value


def _dims(fact: FactTruth) -> dict[str, str]:
    return {name: value for name, value in fact.dims.items() if name not in ("of", "function_name")}


def _key(fact: FactTruth) -> tuple[str, ...]:
    return (fact.metric, *(f"{name}={value}" for name, value in sorted(_dims(fact).items())))
