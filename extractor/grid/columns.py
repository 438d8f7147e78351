"""Tables without vertical rulings, or without any: columns from the blank corridors between aligned numbers and from the heads.

Only where the page looks like a form: several rows with amounts that stand by themselves, in columns. Prose never does: its
numbers stand closed up between words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.grid.draft import Cell, Draft
from extractor.grid.heads import Head, Placed, Tree, heads_of, level_borders, placed
from extractor.grid.pieces import (
    AMOUNT,
    COMPLETE,
    HEAD_GAP,
    TOTALS,
    Piece,
    Row,
    column_of,
    heads_apart,
    is_numbering,
    piece_of,
    recut,
    total_span,
)
from extractor.grid.pieces import rows_of as lines_of_page
from extractor.grid.regions import PART, Region, empty_forms, may_be_empty_form, may_have_columns, regions
from extractor.grid.rulings import Line
from extractor.grid.tokens import Token
from extractor.grid.wrapping import FRAGMENT, Ruled, grouped
from extractor.knowledge.tables import table_pattern
from extractor.records import Char

# Amounts of a column end, start or centre on one line, within this many type sizes, in at least this share of the rows.
ALIGNED_WITHIN, ALIGNED_SHARE = 0.6, 0.8
# Confidence of a table read without rulings at best; it grows with how well the amounts are aligned.
BEST = 0.8
# A form of heads only: nothing but words tells that it is one.
EMPTY = 0.7
MOST_COLUMNS = 24
# Of a table's pieces at most this share stands over several columns; forms of fields and sentences have more.
BRIDGES = 0.1
FEWEST_AMOUNTS = 3
# Field names (主管部门, 实施单位) among the labels: more than so many make an indicator form, whose cells only rulings tell.
MOST_FIELDS = 1


class Column(NamedTuple):
    """Where the pieces of a column stand; ``head``: the index of its own head among the leaves, or None."""

    x0: float
    x1: float
    body: tuple[Piece, ...]
    head: int | None = None

    @property
    def numeric(self) -> bool:
        values = sum(piece.value or FRAGMENT.fullmatch(piece.text) is not None for piece in self.body)
        amounts = any(_begins_amount(piece) for piece in self.body)
        return amounts and values >= max(2, 0.7 * len(self.body))


def _begins_amount(piece: Piece) -> bool:
    """Whether it is an amount, or the first line of one that a narrow cell broke over two."""
    return AMOUNT.fullmatch(piece.text) is not None or PART.fullmatch(piece.text) is not None


def column_drafts(tokens: Sequence[Token], chars: Sequence[Char], horizontals: Sequence[Line]) -> list[Draft]:
    """The tables among tokens that stand in no ruled table; ``horizontals`` are the page's rulings outside of tables."""
    rows = lines_of_page(tokens)
    headed = may_be_empty_form(tokens)
    found = (
        [_draft(region, chars) for region in regions(rows, horizontals)] if headed or may_have_columns(tokens) else []
    )
    drafts = [draft for draft in found if draft is not None]
    if headed:
        free = [
            heads_apart(row, chars)
            for row in rows
            if not any(draft.ys[0] <= row.middle <= draft.ys[-1] for draft in drafts)
        ]
        drafts += [draft for draft in map(_empty_form, empty_forms(free)) if draft is not None]
    return drafts


def _empty_form(region: Region) -> Draft | None:
    """A form of heads only."""
    tree = Tree(heads_of(region.heads, (), None), (), ())
    leaves = tree.leaves
    if len(leaves) < 3 or any(before.x1 > after.x0 for before, after in pairwise(leaves)):
        return None
    xs = [min(head.x0 for head in tree.heads) - 2.0]
    xs += [(before.x1 + after.x0) / 2 for before, after in pairwise(leaves)]
    xs.append(max(head.x1 for head in tree.heads) + 2.0)
    heads = placed(tree, range(len(leaves)), xs)
    foot = max(row.bottom for row in region.heads)
    groups = [[row] for row in region.body]
    if groups:
        foot = _foot(region.heads, region.body)
    ys = level_borders(heads, min(row.top for row in region.heads) - 1.0, foot)
    count = len(ys) - 1
    ys += [row.bottom + 1.0 for row in region.body]
    return _filled(xs, ys, heads, count, groups, EMPTY)


def _draft(region: Region, chars: Sequence[Char]) -> Draft | None:
    body, rules = region.body, region.rules
    entries = [row for row in body if not is_numbering(row)]
    clusters = _clusters(entries) if entries else None
    if clusters is None:
        return None
    edges = [(before[1] + after[0]) / 2 for before, after in pairwise(clusters)]
    head_rows = [recut(heads_apart(row, chars), edges, chars, gap=HEAD_GAP) for row in region.heads]
    body = [recut(row, edges, chars) for row in body]
    held = _held([row for row in body if not is_numbering(row)], clusters)
    if held is None:
        return None
    tree = Tree(heads_of(head_rows, rules, row_gap(body)), clusters, rules)
    columns = _headed(_with_heads(held, tree.leaves))
    if len(columns) < 2 or len(columns) > MOST_COLUMNS or _bridges(body, clusters) > BRIDGES:
        return None
    if region.short:
        aligned: float | None = 1.0
        if any(column.head is None for column in columns):
            return None
    else:
        if not _convinces(head_rows, body, columns):
            return None
        aligned = _aligned(columns, body[0].size)
    if aligned is None or aligned < ALIGNED_SHARE:
        return None
    everything = [piece for row in [*head_rows, *body] for piece in row.pieces]
    left, right = min(piece.x0 for piece in everything), max(piece.x1 for piece in everything)
    xs = [min(left, columns[0].x0) - 2.0]
    xs += [(before.x1 + after.x0) / 2 for before, after in pairwise(columns)]
    xs.append(max(right, columns[-1].x1) + 2.0)
    groups = _ruled_rows(body, xs, rules) or grouped(body, xs, rules)
    at_head = {column.head: index for index, column in enumerate(columns) if column.head is not None}
    wide = [_left_edge(columns[0], tree.leaves, xs), *xs[1:]]
    heads = placed(tree, [at_head[index] for index in range(len(tree.leaves))], wide) if tree.heads else []
    top = min((row.top for row in head_rows), default=body[0].top) - 1.0
    ys = level_borders(heads, top, _foot(head_rows, groups[0])) if heads else [top]
    count = len(ys) - 1
    for upper, lower in pairwise(groups):
        foot, head = max(row.bottom for row in upper), min(row.top for row in lower)
        ys.append((foot + head) / 2)
    ys.append(max(row.bottom for row in groups[-1]) + 1.0)
    if any(high - low < 1.0 for low, high in pairwise(ys)):
        return None
    return _filled(xs, ys, heads, count, groups, BEST * aligned * (1 - _nameless(groups)))


def _left_edge(first: Column, leaves: Sequence[Head], xs: Sequence[float]) -> float:
    """Where the first column begins: at its text, or further left where its head stands in its middle."""
    if first.head is None or first.numeric:
        return xs[0]
    return min(xs[0], 2 * leaves[first.head].centre - xs[1])


def row_gap(body: Sequence[Row]) -> float | None:
    """How close two rows stand at the closest, from the foot of an amount to the head of the one below it; null where nothing tells."""
    gaps = []
    for upper, lower in pairwise(body):
        for piece in upper.pieces:
            if COMPLETE.fullmatch(piece.text):
                gaps += [
                    other.top - piece.bottom
                    for other in lower.pieces
                    if COMPLETE.fullmatch(other.text) and other.x0 < piece.x1 and other.x1 > piece.x0
                ]
    return min(gaps, default=None)


def _foot(head_rows: Sequence[Row], first: Sequence[Row]) -> float:
    return (max(row.bottom for row in head_rows) + min(row.top for row in first)) / 2


def _clusters(body: Sequence[Row]) -> list[tuple[float, float]] | None:
    """The extents of columns: pieces that stand above each other, where none bridges two columns that stand side by side."""
    pieces = [(piece, at) for at, row in enumerate(body) for piece in row.pieces]
    plain = [(piece, at) for piece, at in pieces if piece.text[-2:] not in TOTALS or piece.value or len(body) == 1]
    found: list[tuple[float, float, set[int]]] = []
    for piece, at in sorted(plain or pieces, key=lambda item: item[0].x1 - item[0].x0):
        touched = [span for span in found if piece.x0 < span[1] + 1.0 and piece.x1 > span[0] - 1.0]
        if any(len(one[2] & other[2]) > 0 for one, other in pairwise(sorted(touched))):
            continue  # it runs over two columns
        merged = (
            min([piece.x0, *(span[0] for span in touched)]),
            max([piece.x1, *(span[1] for span in touched)]),
            set().union({at}, *(span[2] for span in touched)),
        )
        found = [span for span in found if span not in touched] + [merged]
    spans = sorted((low, high) for low, high, _ in found)
    for row in body:
        for before, piece, after in zip(row.pieces, row.pieces[1:], row.pieces[2:], strict=False):
            # a second total of a line (收入总计 … 支出总计 …), where the column of its label holds nothing else
            second = piece.text[-2:] in TOTALS and before.value and after.value
            if second and not any(high > before.x1 + 1.0 and low < after.x0 - 1.0 for low, high in spans):
                spans = sorted([*spans, (piece.x0, piece.x1)])
    return spans if len(spans) > 1 else None


def _held(body: Sequence[Row], clusters: Sequence[tuple[float, float]]) -> list[Column] | None:
    """The pieces of each column; null where two pieces of a line with numbers stand in one: that is no table."""
    held: list[list[Piece]] = [[] for _ in clusters]
    for row in body:
        inside = [0] * len(clusters)
        for piece in row.pieces:
            column = max(
                range(len(clusters)),
                key=lambda at, piece=piece: min(piece.x1, clusters[at][1]) - max(piece.x0, clusters[at][0]),  # type: ignore[misc]
            )
            held[column].append(piece)
            inside[column] += 1
        if any(count > 1 and any(piece.value for piece in row.pieces) for count in inside):
            return None
    return [Column(low, high, tuple(pieces)) for (low, high), pieces in zip(clusters, held, strict=True)]


def _bridges(body: Sequence[Row], clusters: Sequence[tuple[float, float]]) -> float:
    """The share of pieces that stand in several columns: where there are many, the corridors are not those of a table."""
    pieces = [piece for row in body for piece in row.pieces]
    over = sum(
        sum(min(piece.x1, high) - max(piece.x0, low) > 0.5 * piece.size for low, high in clusters) > 1
        for piece in pieces
        if piece.text[-2:] not in TOTALS
    )
    return over / len(pieces)


def _nameless(groups: Sequence[Sequence[Row]]) -> float:
    """The share of rows with amounts that have no label: numbers torn from their rows."""
    amounts = nameless = 0
    for group in groups:
        pieces = [piece for row in group for piece in row.pieces]
        if any(AMOUNT.fullmatch(piece.text) for piece in pieces):
            amounts += 1
            nameless += all(piece.value for piece in pieces)
    return nameless / amounts if amounts > 2 else 0.0


def _with_heads(columns: Sequence[Column], leaves: Sequence[Head]) -> list[Column]:
    """Columns and heads matched in order; a head over nothing is a column that is empty."""
    rows, cols = len(columns), len(leaves)
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] * (cols + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(cols + 1):
            choices: list[tuple[float, int]] = []
            if i:
                choices.append((best[i - 1][j][0] + (6.0 if leaves else 0.0), 1))
            if j:
                choices.append((best[i][j - 1][0] + 4.0, 2))
            if i and j:
                cost = _distance(
                    columns[i - 1],
                    leaves[j - 1],
                    leaves[j] if j < cols else None,
                    columns[i - 2] if i > 1 else None,
                    columns[i] if i < rows else None,
                    leaves[j - 2] if j > 1 else None,
                )
                if cost is not None:
                    choices.append((best[i - 1][j - 1][0] + cost, 3))
            best[i][j] = min(choices) if choices else (0.0, 0)
    found: list[Column] = []
    i, j = rows, cols
    while i or j:
        step = best[i][j][1]
        if step == 1:
            found.append(columns[i - 1])
            i -= 1
        elif step == 2:
            head = leaves[j - 1]
            found.append(Column(head.x0, head.x1, (), j - 1))
            j -= 1
        else:
            column, head = columns[i - 1], leaves[j - 1]
            found.append(Column(min(column.x0, head.x0), max(column.x1, head.x1), column.body, j - 1))
            i, j = i - 1, j - 1
    found.reverse()
    return found


def _headed(columns: Sequence[Column]) -> list[Column]:
    """Columns of words that stand side by side on no line and have one head between them are one: short entries at its left, totals
    and the like in its middle."""
    found: list[Column] = []
    for column in columns:
        before = found[-1] if found else None
        if before is not None and (before.head is None) != (column.head is None) and _alternate(before, column):
            head = before.head if column.head is None else column.head
            found[-1] = Column(min(before.x0, column.x0), max(before.x1, column.x1), (*before.body, *column.body), head)
        else:
            found.append(column)
    return found


def _alternate(left: Column, right: Column) -> bool:
    """Whether two columns hold words, never on the same line."""
    if any(piece.value for column in (left, right) for piece in column.body):
        return False
    return not any(abs(one.middle - other.middle) < 0.5 * one.size for one in left.body for other in right.body)


def _distance(
    column: Column,
    head: Head,
    next_head: Head | None,
    before: Column | None,
    after: Column | None,
    last_head: Head | None,
) -> float | None:
    """How badly a head fits a column; null where the two together would run into a neighbour."""
    low, high = min(column.x0, head.x0), max(column.x1, head.x1)
    gap = max(0.0, column.x0 - head.x1, head.x0 - column.x1)
    if gap == 0.0:
        shared = min(column.x1, head.x1) - max(column.x0, head.x0)
        return 0.0 if shared >= 0.5 * (head.x1 - head.x0) else 0.5
    for other in (next_head, last_head, before, after):
        if other is not None and other.x0 < high and other.x1 > low:
            return None
    # numbers end at their column's right edge, labels begin at its left one: the head stands before or behind them
    side = head.centre < (column.x0 + column.x1) / 2
    return 1.0 + gap / head.size * (0.25 if side == column.numeric else 0.5)


def _aligned(columns: Sequence[Column], size: float) -> float | None:
    """The share of amounts that begin, end or centre on their column's line."""
    total = good = 0
    for column in columns:
        if not column.numeric:
            continue
        pieces = [piece for piece in column.body if piece.value]
        good += max(
            _on_one_line([piece.x1 for piece in pieces], size),
            _on_one_line([piece.x0 for piece in pieces], size),
            _on_one_line([piece.centre for piece in pieces], size),
        )
        total += len(pieces)
    return good / total if total else None


def _on_one_line(places: list[float], size: float) -> int:
    """How many of the places are near their middle one."""
    places.sort()
    middle = places[len(places) // 2]
    return sum(abs(place - middle) <= ALIGNED_WITHIN * size for place in places)


def _convinces(heads: Sequence[Row], body: Sequence[Row], columns: Sequence[Column]) -> bool:
    """Two columns of amounts, or one under words that head a form's columns; labels beside them. Forms of fields are none."""
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    fields = table_pattern("field_names")
    named = sum(
        len(row.pieces) > 1
        and fields.fullmatch(row.pieces[0].text) is not None
        and not strong.fullmatch(row.pieces[1].text)
        and not weak.fullmatch(row.pieces[1].text)
        for row in [*heads, *body]
    )
    if named > MOST_FIELDS:
        return False
    words = sum(
        strong.fullmatch(piece.text) is not None or weak.fullmatch(piece.text) is not None
        for row in heads
        for piece in row.pieces
    )
    amounts = sum(_begins_amount(piece) for row in body for piece in row.pieces)
    if amounts < FEWEST_AMOUNTS:
        return False
    # a page that goes on with a table has no heads: there every line has its label and its amount
    every = len(body) >= 5 and all(len(row.pieces) > 1 and row.pieces[-1].value for row in body)
    return sum(column.numeric for column in columns) >= 2 or words >= 2 or every


def _ruled_rows(body: Sequence[Row], xs: Sequence[float], rules: Ruled) -> list[list[Row]] | None:
    """Rows as horizontal rulings part them; null where the rulings do not part every row."""
    wide = 0.5 * (xs[-1] - xs[0])
    low, high = body[0].middle, body[-1].middle
    places = [y for y, x0, x1 in rules if low < y < high and min(x1, xs[-1]) - max(x0, xs[0]) >= wide]
    if len(places) < 2:
        return None
    groups: list[list[Row]] = [[] for _ in range(len(places) + 1)]
    for row in body:
        groups[sum(place < row.middle for place in places)].append(row)
    groups = [group for group in groups if group]
    return None if any(_two_rows(group, xs) for group in groups) else groups


def _two_rows(group: Sequence[Row], xs: Sequence[float]) -> bool:
    """Whether a column has two whole amounts."""
    found = [column_of(xs, piece) for row in group for piece in row.pieces if AMOUNT.fullmatch(piece.text)]
    return len(found) > len(set(found))


def _filled(
    xs: list[float],
    ys: list[float],
    heads: Sequence[Placed],
    head_rows: int,
    groups: Sequence[Sequence[Row]],
    confidence: float,
) -> Draft:
    draft = Draft.of(xs, ys, confidence=confidence, decided_by="columns")
    for place in heads:
        cell = Cell(place.level, place.first, place.levels, place.last - place.first + 1)
        cell.tokens = [token for piece in place.head.pieces for token in piece.tokens]
        draft.merge(cell)
    for row, group in enumerate(groups, head_rows):
        pieces = _whole_numbers([piece for line in group for piece in line.pieces], xs)
        numbering = len(group) == 1 and is_numbering(group[0])
        for piece in pieces:
            first = last = column_of(xs, piece)
            if not piece.value and (piece.text[-2:] in TOTALS or numbering):
                first, last = total_span(xs, piece, pieces)
            draft.put(row, first, last, piece.tokens)
    return draft


def _whole_numbers(pieces: list[Piece], xs: Sequence[float]) -> list[Piece]:
    """The pieces of a row, with the parts of a number that a narrow cell broke over lines as one."""
    parts: dict[int, list[Piece]] = {}
    for piece in pieces:
        parts.setdefault(column_of(xs, piece), []).append(piece)
    whole: list[Piece] = []
    for column in parts.values():
        if len(column) > 1 and all(FRAGMENT.fullmatch(piece.text) for piece in column):
            tokens = [token for piece in sorted(column, key=lambda piece: piece.top) for token in piece.tokens]
            text = "".join(token.text for token in tokens)
            left, right = min(token.x0 for token in tokens), max(token.x1 for token in tokens)
            foot = max(token.bottom for token in tokens)
            column = [piece_of([tokens[0]._replace(x0=left, x1=right, bottom=foot, text=text)])]
        whole += column
    return whole
