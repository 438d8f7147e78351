"""Where on a page a table without rulings stands: its head lines, its body lines, and the rulings among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.grid.pieces import AMOUNT, COMPLETE, PIECE_GAP, TOTALS, Piece, Row, is_amount_row, is_prose
from extractor.grid.rulings import Line
from extractor.grid.tokens import Token
from extractor.grid.wrapping import LINE_GAP, TORN, Ruled
from extractor.knowledge.tables import is_head, table_pattern

# A table has at least so many rows with amounts; fewer are a list or a sentence with numbers set apart.
FEWEST_ROWS = 3
# Between two rows with amounts at most so many lines stand that start where no column does.
LINES_BETWEEN = 2
# Above the first row with amounts at most so many lines are heads.
HEAD_LINES = 10
# Rows with amounts stand no further apart than this (type sizes), however many empty rows are between them.
FAR = 16.0
# Heads are set in the type of the table: a line in type so much larger is its title.
LARGER = 1.25
# A form without amounts has at least so many heads, none longer than so many characters.
FEWEST_HEADS = 4
LONGEST_HEAD = 16
# One of hardly any rows has so many, under its title and its 单位 line.
FEWEST_SHORT_HEADS = 3
# Above heads that a page repeats at its top stand no more lines than these.
RUNNING_HEAD = 1
# A ruling over the table is as wide as its lines, this share of it at least.
WIDE = 0.8


# The first line of an amount that a narrow cell broke over two.
PART = re.compile(r"\d{1,3}([,，]\d{3})*[,，.．]\d*")


class Region(NamedTuple):
    """The lines of a table; ``rules``: horizontal rulings from its first line's head to its last line's foot."""

    heads: list[Row]
    body: list[Row]
    rules: Ruled
    short: bool = False  # hardly any rows: what stands over them tells that it is a form


def may_have_columns(tokens: Sequence[Token]) -> bool:
    """Whether enough amounts stand by themselves for a table without rulings: a quick look that spares prose the search."""
    alone = 0
    last: Token | None = None
    count = len(tokens)
    for index, token in enumerate(tokens):
        if token.number and len(token.text) > 3 and AMOUNT.fullmatch(token.text):
            after = tokens[index + 1] if index + 1 < count else None
            gap = PIECE_GAP * token.size
            free_left = last is None or not _beside(last, token) or token.x0 - last.x1 > gap or last.x1 > token.x1
            free_right = after is None or not _beside(token, after) or after.x0 - token.x1 > gap or after.x1 < token.x0
            alone += free_left and free_right
            if alone >= FEWEST_ROWS:
                return True
        last = token
    return False


def may_be_empty_form(tokens: Sequence[Token]) -> bool:
    """Whether enough words that head columns stand by themselves for a form that holds no amounts."""
    alone = 0
    for token in tokens:
        if 2 <= len(token.text) <= LONGEST_HEAD and is_head(token.text):
            alone += 1
            if alone >= FEWEST_HEADS:
                return True
    return False


def empty_forms(rows: Sequence[Row]) -> list[Region]:
    """Forms that print nothing but their heads, with a line for the total or none: ``rows`` are lines with heads cut apart."""
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    found: list[Region] = []
    index = 0
    while index < len(rows):
        end = index
        while end < len(rows) and all(strong.fullmatch(p.text) or weak.fullmatch(p.text) for p in rows[end].pieces):
            if end > index and rows[end].top - rows[end - 1].bottom > 3 * rows[end].size:
                break
            end += 1
        lines = list(rows[index:end])
        body = []
        if len(lines) > 1 and len(lines[-1].pieces) == 1 and lines[-1].pieces[0].text in TOTALS:
            body = [lines.pop()]
        heads = [piece for row in lines for piece in row.pieces]
        strongs = sum(strong.fullmatch(piece.text) is not None for piece in heads)
        if len(heads) >= FEWEST_HEADS and strongs >= 2 and max(len(row.pieces) for row in lines) > 1:
            found.append(Region(lines, body, ()))
        index = max(end, index + 1)
    return found


def regions(rows: Sequence[Row], horizontals: Sequence[Line]) -> list[Region]:
    """Runs of lines that look like a table."""
    found: list[Region] = []
    index = lowest = 0
    while index < len(rows):
        if not is_amount_row(rows[index]):
            index += 1
            continue
        last, count = _run(rows, index)
        heads = _short_heads(rows, index, lowest) if count < FEWEST_ROWS else None
        if count >= FEWEST_ROWS or heads is not None:
            left = min(piece.x0 for row in rows[index : last + 1] for piece in row.pieces)
            right = max(piece.x1 for row in rows[index : last + 1] for piece in row.pieces)
            wide = [
                line.at for line in horizontals if min(line.high, right) - max(line.low, left) >= WIDE * (right - left)
            ]
            first = _head_start(rows, index, lowest, wide)
            last = _tail_end(rows, last, wide)
            body = _body_start(rows, first, index)
            if heads is not None:
                first, body = heads
            top, bottom = rows[first].top - rows[first].size, rows[last].bottom + rows[last].size
            rules = [
                (line.at, line.low, line.high)
                for line in horizontals
                if top < line.at < bottom and line.low < right and line.high > left
            ]
            found.append(Region(list(rows[first:body]), list(rows[body : last + 1]), rules, heads is not None))
            lowest = last + 1
        index = last + 1
    return found


def _short_heads(rows: Sequence[Row], index: int, lowest: int) -> tuple[int, int] | None:
    """The first line of the heads and of the body of a form of hardly any rows: above the first one with amounts stands all that heads
    a form, from its 单位 line on, or lines of known heads; null where it does not."""
    first = _head_start(rows, index, lowest, ())
    heads = [piece for row in rows[first:index] for piece in row.pieces]
    if len(heads) < FEWEST_SHORT_HEADS or max(len(row.pieces) for row in rows[first:index]) < 2:
        return None
    notes, titles = table_pattern("note_rows"), table_pattern("titles")
    noted = first > 1 and any(notes.fullmatch(piece.text) for piece in rows[first - 1].pieces)
    above = [piece for row in rows[max(0, first - 3) : first - 1] for piece in row.pieces] if noted else []
    if any(titles.fullmatch(piece.text) for piece in above):
        return first, _body_start(rows, first, index)
    if first <= RUNNING_HEAD and all(len(row.pieces) == 1 for row in rows[:first]):
        # heads repeated over the last rows of a form: of those that take several lines each line is no known word
        matches = table_pattern("head_words").fullmatch
        words = [piece.text for piece in heads if is_head(piece.text)]
        words += [
            word for piece in heads if piece.text not in words and all(map(matches, piece.text)) for word in piece.text
        ]
        if len(words) >= FEWEST_HEADS and sum(matches(word) is not None for word in words) > 1:
            return first, _body_start(rows, first, index)
    known = strongs = 0
    body = first
    strong, weak = table_pattern("head_words"), table_pattern("weak_words")
    for at in range(first, index):
        found = [strong.fullmatch(piece.text) is not None for piece in rows[at].pieces]
        if not all(
            is_strong or weak.fullmatch(piece.text) for is_strong, piece in zip(found, rows[at].pieces, strict=True)
        ):
            break
        known += len(found)
        strongs += sum(found)
        body = at + 1 if any(found) else body
    return (first, body) if known >= FEWEST_HEADS and strongs >= 2 else None


def _beside(left: Token, right: Token) -> bool:
    return min(left.bottom, right.bottom) - max(left.top, right.top) > 0.3 * min(left.size, right.size)


def _run(rows: Sequence[Row], index: int) -> tuple[int, int]:
    """The last row with amounts that goes on with the one at ``index``, and how many there are."""
    last, count, stray = index, 1, 0
    marks = table_pattern("list_marks")
    starts = {round(piece.x0 / 3) for row in rows[max(0, index - 1) : index + 1] for piece in row.pieces}
    ends = [piece.x1 for piece in rows[index].pieces if piece.value]
    scan = index + 1
    while scan < len(rows) and stray <= LINES_BETWEEN:
        row = rows[scan]
        gap = row.top - rows[scan - 1].bottom
        if _is_title(row):
            break
        if is_prose(row) or gap > FAR * row.size or (gap > 4 * row.size and _in_line(row, ends) < 2):
            break
        if is_amount_row(row) or _between_lines(rows, scan, ends):
            last, count, stray = scan, count + 1, 0
            starts.update(round(piece.x0 / 3) for piece in row.pieces)
            ends += [piece.x1 for piece in row.pieces if piece.value]
        elif any(marks.match(piece.text) for piece in row.pieces):
            starts.update(round(piece.x0 / 3) for piece in row.pieces)  # an entry without an amount
        elif not any(round(piece.x0 / 3) + step in starts for piece in row.pieces for step in (-1, 0, 1)):
            stray += 1
        scan += 1
    return last, count


def _between_lines(rows: Sequence[Row], at: int, ends: Sequence[float]) -> bool:
    """Whether a line is the amount of a label set on the lines above and below it, into whose height it prints."""
    row, above = rows[at], rows[at - 1]
    alone = len(row.pieces) == 1 and _in_line(row, ends) == 1
    return alone and not above.pieces[0].value and above.bottom - row.top > TORN * row.size


def _is_title(row: Row) -> bool:
    """Whether the line is a form's title, or its 单位 and 部门 line."""
    notes, titles = table_pattern("note_rows"), table_pattern("titles")
    return any(notes.fullmatch(piece.text) for piece in row.pieces) or (
        len(row.pieces) == 1 and titles.fullmatch(row.pieces[0].text) is not None
    )


def _in_line(row: Row, ends: Sequence[float]) -> int:
    """How many of the line's amounts end where amounts above it do."""
    return sum(
        AMOUNT.fullmatch(piece.text) is not None and any(abs(piece.x1 - end) < 0.3 * row.size for end in ends)
        for piece in row.pieces
    )


def _head_start(rows: Sequence[Row], body: int, lowest: int, wide: Sequence[float]) -> int:
    """The first line above the body that is a head: all below the table's top ruling, else lines of several pieces or of words that
    heads are made of."""
    words, weak = table_pattern("head_words"), table_pattern("weak_words")
    notes, titles = table_pattern("note_rows"), table_pattern("titles")
    marks = table_pattern("list_marks")
    label = next((piece.x0 for piece in rows[body].pieces if not piece.value), 0.0)
    first = ruled = body
    lone = lines = 0
    for index in range(body - 1, lowest - 1, -1):
        row, text = rows[index], rows[index].pieces[0].text
        lines += not any(piece.text[0].isdigit() for piece in row.pieces)  # parts of codes and amounts are no heads
        if lines > HEAD_LINES:
            break
        if rows[index + 1].top - row.bottom > 3 * row.size or is_prose(row):
            break
        if any(notes.fullmatch(piece.text) for piece in row.pieces):
            first = index + 1 if lone <= 2 else first  # right below the 单位 line stand the heads
            break
        if row.size > LARGER * rows[body].size:
            break
        above = rows[index - 1].middle if index else row.top - 3 * row.size
        if any(above < y < row.middle for y in wide):
            ruled = index
        entry = marks.match(text) and abs(row.pieces[0].x0 - label) < row.size
        if len(row.pieces) > 1 or words.fullmatch(text) or weak.fullmatch(text) or entry:
            first, lone = index, 0
            continue
        # a line of a head, if a line of heads stands above it; what prints into the height of the line below is of its row
        lone += row.bottom - rows[index + 1].top <= TORN * row.size
        if lone > 2 or titles.fullmatch(text):
            break
    return min(first, ruled)


def _body_start(rows: Sequence[Row], first: int, body: int) -> int:
    """The first line of the body: entries without amounts (一、 …) may stand above the first one with them, and the heads of
    amounts of two lines."""
    marks = table_pattern("list_marks")
    for index in range(first, body):
        if any(marks.match(piece.text) for piece in rows[index].pieces):
            return index
        if any(PART.fullmatch(piece.text) or COMPLETE.fullmatch(piece.text) for piece in rows[index].pieces):
            return _label_start(rows, first, index)  # its label may stand on lines above and below it
    return _label_start(rows, first, body)


def _label_start(rows: Sequence[Row], first: int, body: int) -> int:
    """The first line of the row whose amounts stand in the line ``body``, and of entries without amounts above it: lines that print into
    its height and are no heads; lines as far above as the label goes on below; labels set apart from the heads."""
    strong = table_pattern("head_words").fullmatch
    while body - 1 > first and rows[body - 1].bottom - rows[body].top > TORN * rows[body].size:
        if all(strong(piece.text) or all(map(strong, piece.text)) for piece in rows[body - 1].pieces):
            break
        body -= 1
    if body - 1 > first and _goes_on_below(rows, body):
        body -= 1
    amount = next((piece.x0 for piece in rows[body].pieces[1:] if piece.value), 0.0)
    lone = body
    while lone - 1 > first and len(rows[lone - 1].pieces) == 1 and rows[lone - 1].pieces[0].x1 < amount:
        lone -= 1
        if rows[lone].top - rows[lone - 1].bottom > LINE_GAP * rows[lone].size:
            body = lone  # a level of heads has more than one
    return body


def _goes_on_below(rows: Sequence[Row], body: int) -> bool:
    """Whether the line above ``body`` and the one below it are lines of one label, whose middle one it is."""
    if body + 1 >= len(rows):
        return False
    above, row, below = rows[body - 1 : body + 2]
    if len(above.pieces) > 1 or above.pieces[0].value or len(below.pieces) > 1 or below.pieces[0].value:
        return False
    pitch = below.middle - row.middle
    close = 0 < pitch <= (1 + LINE_GAP) * row.size and abs(row.middle - above.middle - pitch) < 0.1 * row.size
    start = above.pieces[0].x0
    return close and all(any(abs(piece.x0 - start) < 1 for piece in line.pieces) for line in (row, below))


def _tail_end(rows: Sequence[Row], last: int, wide: Sequence[float]) -> int:
    """The last line of the table: down to its bottom ruling, or to the rest of a label below the last amount."""
    notes = table_pattern("note_rows")
    end = last
    for index in range(last + 1, min(len(rows), last + 1 + HEAD_LINES)):
        row, before = rows[index], rows[index - 1]
        if (
            is_prose(row)
            or any(notes.fullmatch(piece.text) for piece in row.pieces)
            or row.top - before.bottom > 3 * row.size
        ):
            break
        if any(row.middle < y for y in wide):
            end = index
    if end == last:
        while end + 1 < len(rows) and rows[end].bottom - rows[end + 1].top > TORN * rows[end].size:
            end += 1  # a line that prints into the height of the one above it is of the same row
        last = end
    end = _labels_end(rows, end)
    if end == last and last + 1 < len(rows):
        row, before = rows[last + 1], rows[last]
        close = row.top - before.bottom < 0.75 * row.size
        whole = any(COMPLETE.fullmatch(piece.text) or notes.fullmatch(piece.text) for piece in row.pieces)
        if close and not is_prose(row) and not whole:
            above = [piece for upper in rows[last - 1 : last + 1] for piece in upper.pieces]
            if all(any(_beneath(piece, other) for other in above) for piece in row.pieces):
                end = last + 1
    return end


def _labels_end(rows: Sequence[Row], last: int) -> int:
    """The last line of known labels without amounts below the row ``last``: as far below it as its rows are apart, where its labels begin."""
    end = last
    while 1 <= end < len(rows) - 1:
        row, before = rows[end + 1], rows[end]
        pitch = before.middle - rows[end - 1].middle
        label = row.pieces[0]
        known = is_head(label.text) or table_pattern("list_marks").match(label.text) is not None
        amount = next((piece.x0 for piece in rows[last].pieces[1:] if piece.value), 0.0)
        level = abs(row.middle - before.middle - pitch) < 0.1 * row.size and row.size <= before.size
        if len(row.pieces) > 1 or label.value or not known or not level or label.x1 >= amount:
            break
        if abs(label.x0 - rows[last].pieces[0].x0) > 1:
            break
        end += 1
    if end > last and end + 1 < len(rows):  # its second line
        line, held, above = rows[end + 1], rows[end], rows[end - 1]
        gap = line.top - held.bottom
        near = gap <= LINE_GAP * line.size and gap < held.top - above.bottom
        level = abs(line.pieces[0].x0 - held.pieces[0].x0) < 1
        if near and level and len(line.pieces) == 1 and not line.pieces[0].value:
            end += 1
    return end


def _beneath(piece: Piece, other: Piece) -> bool:
    return abs(piece.x0 - other.x0) < 2 or abs(piece.centre - other.centre) < 2
