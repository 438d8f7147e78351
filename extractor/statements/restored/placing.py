"""Which column each number of a row stands in, where empty cells left no trace: only what arithmetic leaves no choice about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from math import comb, prod
from typing import NamedTuple

from extractor.knowledge.statements import load_statements

# So many ways to spread the numbers of one row, of the rows of one sum: beyond, nothing is tried.
MOST_SPREADS, MOST_TOGETHER = 500, 2_000

Spread = tuple[int, ...]  # the column of each number, from the left
Values = Mapping[int, int]  # column → number, in the last printed digit of the form


class Relation(NamedTuple):
    """``whole`` is the sum of ``plus`` less that of ``minus``: columns of every row."""

    whole: int
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()

    def holds(self, values: Values) -> bool:
        parts = sum(values.get(at, 0) for at in self.plus) - sum(values.get(at, 0) for at in self.minus)
        return values.get(self.whole, 0) == parts

    def speaks(self, values: Values) -> bool:
        """Whether the row has a number other than 0 in any of the columns."""
        return any(values.get(at) for at in (self.whole, *self.plus, *self.minus))


class Row(NamedTuple):
    """The numbers of a row from the left (null for a placeholder), the row whose part it is, and what it must be by column where
    another part of the form says so."""

    values: tuple[Decimal | None, ...]
    parent: int | None
    known: tuple[Decimal, ...] | None = None


class _Scaled(NamedTuple):
    values: tuple[int | None, ...]
    parent: int | None
    known: tuple[int, ...] | None


class Spreads(NamedTuple):
    rows: tuple[Spread, ...]
    held: int  # so many sums held, within rows and between them
    failed: int


def relations_of(keys: Sequence[str | None]) -> list[Relation]:
    """The sums between columns of the given keys (``budget.total``: what stands before the name parts groups of columns)."""
    knowledge = load_statements()
    groups: dict[str, dict[str, int]] = {}
    for at, key in enumerate(keys):
        if key is not None:
            head, _, name = key.rpartition(".")
            groups.setdefault(head, {}).setdefault(name, at)
    found: list[Relation] = []
    for group in groups.values():
        for whole, at in group.items():
            nested = knowledge.sums.get(whole, ())
            below = [name for name in nested if name in group]
            deeper = {child for name in below for child in knowledge.sums.get(name, ()) if name in group}
            parts = tuple(group[name] for name in below if name not in deeper)
            if len(parts) > 1:
                found.append(Relation(at, parts))
        for balance in knowledge.balances:
            names = (balance.whole, *balance.plus, *balance.minus)
            if all(name in group for name in names):
                plus, minus = (tuple(group[name] for name in side) for side in (balance.plus, balance.minus))
                found.append(Relation(group[balance.whole], plus, minus))
    return found


def spread_rows(printed: Sequence[Row], columns: int, relations: Sequence[Relation]) -> Spreads | None:
    """The column of every number of every row; null where for any row more than one way, or none, is left.

    A row with a number in each column is told by its order. For the others only those relations count that hold in every row
    which is told so (all where there is no such row and each column is in one); then the sums of rows over their parts, column
    by column.
    """
    rows = _scaled(printed)
    full = [index for index, row in enumerate(rows) if len(row.values) == columns]
    if any(len(row.values) > columns or comb(columns, len(row.values)) > MOST_SPREADS for row in rows):
        return None
    told = {index: _values(rows[index], tuple(range(columns))) for index in full}
    trusted = [
        each
        for each in relations
        if any(each.speaks(values) for values in told.values()) and all(map(each.holds, told.values()))
    ]
    sure = bool(told) or any(row.known is not None for row in rows)
    if not told and {at for each in relations for at in (each.whole, *each.plus, *each.minus)} == set(range(columns)):
        trusted = list(relations)
    choices: list[list[Spread]] = []
    for row in rows:
        spreads = list(combinations(range(columns), len(row.values)))
        if len(spreads) > 1:
            spreads = [each for each in spreads if all(rule.holds(_values(row, each)) for rule in trusted)]
        if len(spreads) > 1 and row.known is not None:
            known = {at: value for at, value in enumerate(row.known) if value}
            spreads = [each for each in spreads if _values(row, each) == known]
        choices.append(spreads)
    if not sure and any(len(each) != 1 for each in choices):
        return None  # nothing tells like columns apart
    families: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        if row.parent is not None:
            families.setdefault(row.parent, []).append(index)
    tried: dict[int, list[int]] = {}  # how many ways each row of a family had when it was looked at last
    changed = True
    while changed and all(choices):
        changed = False
        for parent, children in families.items():
            together = [parent, *children]
            if tried.get(parent) != [len(choices[index]) for index in together]:
                changed = _narrowed(rows, choices, together) or changed
                tried[parent] = [len(choices[index]) for index in together]
    if not all(len(each) == 1 for each in choices):
        return None
    told_all = tuple(each[0] for each in choices)
    held, failed = _counted(rows, told_all, relations, families)
    return Spreads(told_all, held, failed)


def _scaled(rows: Sequence[Row]) -> list[_Scaled]:
    """The numbers as whole ones of the smallest digit that any of them prints."""
    numbers = [value for row in rows for value in (*row.values, *(row.known or ())) if value is not None]
    places = max((-int(value.as_tuple().exponent) for value in numbers), default=0)

    def whole(value: Decimal) -> int:
        return int(value.scaleb(max(0, places)))

    return [
        _Scaled(
            tuple(None if value is None else whole(value) for value in row.values),
            row.parent,
            None if row.known is None else tuple(map(whole, row.known)),
        )
        for row in rows
    ]


def _values(row: _Scaled, spread: Spread) -> dict[int, int]:
    return {at: value for at, value in zip(spread, row.values, strict=True) if value}


def _narrowed(rows: Sequence[_Scaled], choices: list[list[Spread]], together: Sequence[int]) -> bool:
    """Take away the ways under which a row and its parts, ``together``, do not sum up. True where a choice became smaller."""
    before = [len(choices[index]) for index in together]
    if max(before) == 1:
        return False
    parent, *children = together
    if len(choices[parent]) == 1 and all(value >= 0 for index in together for value in rows[index].values if value):
        whole = _values(rows[parent], choices[parent][0])
        for index in children:  # no part is larger than its whole
            kept = [each for each in choices[index] if _within(_values(rows[index], each), whole)]
            choices[index] = kept or choices[index]
    if 1 < prod(len(choices[index]) for index in together) <= MOST_TOGETHER:
        vectors = [[_values(rows[index], each) for each in choices[index]] for index in together]
        ways = [
            way
            for way in product(*(range(len(each)) for each in vectors))
            if _sums_up([each[number] for each, number in zip(vectors, way, strict=True)])
        ]
        if ways:
            for place, index in enumerate(together):
                choices[index] = [choices[index][number] for number in sorted({way[place] for way in ways})]
    return before != [len(choices[index]) for index in together]


def _within(part: Values, whole: Values) -> bool:
    return all(value <= whole.get(at, 0) for at, value in part.items())


def _sums_up(values: Sequence[Values]) -> bool:
    """Whether the first is the sum of the others, column by column."""
    left = dict(values[0])
    for part in values[1:]:
        for at, value in part.items():
            left[at] = left.get(at, 0) - value
    return not any(left.values())


def _counted(
    rows: Sequence[_Scaled],
    spreads: Sequence[Spread],
    relations: Sequence[Relation],
    families: Mapping[int, Sequence[int]],
) -> tuple[int, int]:
    held = failed = 0
    for row, spread in zip(rows, spreads, strict=True):
        values = _values(row, spread)
        for each in relations:
            if each.speaks(values):
                held, failed = (held + 1, failed) if each.holds(values) else (held, failed + 1)
    for parent, children in families.items():
        if any(value for index in (parent, *children) for value in rows[index].values):
            holds = _sums_up([_values(rows[index], spreads[index]) for index in (parent, *children)])
            held, failed = (held + 1, failed) if holds else (held, failed + 1)
    return held, failed
