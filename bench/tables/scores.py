"""Tables read against tables drawn.

A cell is right when its text stands in the right column of the right row (rows are aligned, so that one row too many costs one row).
``row_exact``: rows of the truth with all their cells and no other; ``span_exact``: cells with both spans right among all that print
something. Our tables are taken as stitched. The other readers know nothing of page breaks, so for them the scorer itself puts the pages
together: it knows the truth, drops repeated headers and parts connected forms at their titles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.tables.readers import ReadCell, ReadTable, collapsed
from corpus.generator.model import TableModel


@dataclass
class Score:
    """Counts of cells and rows; rates are of these."""

    truth_cells: int = 0
    read_cells: int = 0
    right_cells: int = 0
    right_spans: int = 0
    rows: int = 0
    exact_rows: int = 0

    def add(self, other: Score) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def rates(self) -> dict[str, float]:
        return {
            "precision": _rate(self.right_cells, self.read_cells),
            "recall": _rate(self.right_cells, self.truth_cells),
            "row_exact": _rate(self.exact_rows, self.rows),
            "span_exact": _rate(self.right_spans, self.truth_cells),
        }


def score_tables(truth: Sequence[TableModel], read: Sequence[ReadTable], *, stitched: bool) -> tuple[Score, list[str]]:
    """The score of one document, and its wrong rows in words."""
    wanted = [_cells(table) for table in truth]
    found = [table for table in read if table]
    if not stitched:
        found = _put_together(wanted, found, [table.header_rows for table in truth])
    partner = _partners(wanted, found)
    score = Score()
    wrong: list[str] = []
    for index, cells in enumerate(wanted):
        one, lines = _score(cells, found[partner[index]] if index in partner else [])
        score.add(one)
        wrong += [f"table {index + 1}: {line}" for line in lines]
    for at in set(range(len(found))) - set(partner.values()):
        score.read_cells += len(found[at])
        wrong.append(f"a table of {len(found[at])} cells too many: {[cell.text for cell in found[at]][:4]}")
    return score, wrong


def _partners(wanted: list[ReadTable], found: list[ReadTable]) -> dict[int, int]:
    """Which table read is which of the truth: those with most cells in common first."""
    pairs = sorted(
        ((_common(cells, other), index, at) for index, cells in enumerate(wanted) for at, other in enumerate(found)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    partner: dict[int, int] = {}
    for common, index, at in pairs:
        if common and index not in partner and at not in partner.values():
            partner[index] = at
    return partner


def _cells(table: TableModel) -> ReadTable:
    return collapsed(
        ReadCell(placed.row, placed.col, placed.cell.row_span, placed.cell.col_span, placed.cell.text)
        for placed in table.cells
    )


def _common(one: ReadTable, other: ReadTable) -> int:
    return (Counter(cell.text for cell in one) & Counter(cell.text for cell in other)).total()


def _score(truth: ReadTable, read: ReadTable) -> tuple[Score, list[str]]:
    rows, lines = _rows(truth), _rows(read)
    pairs = _align(rows, lines)
    score = Score(truth_cells=len(truth), read_cells=len(read), rows=len(rows))
    wrong = []
    for index, row in enumerate(rows):
        line = lines[pairs[index]] if index in pairs else {}
        for col, cell in row.items():
            if col in line and line[col].text == cell.text:
                score.right_cells += 1
                score.right_spans += (line[col].row_span, line[col].col_span) == (cell.row_span, cell.col_span)
        want, got = ({col: cell.text for col, cell in cells.items()} for cells in (row, line))
        if want == got:
            score.exact_rows += 1
        else:
            wrong.append(f"row {index}: want {want} got {got}")
    return score, wrong


def _rows(table: ReadTable) -> list[dict[int, ReadCell]]:
    rows: dict[int, dict[int, ReadCell]] = {}
    for cell in table:
        rows.setdefault(cell.row, {})[cell.col] = cell
    return [rows[row] for row in sorted(rows)]


def _align(rows: list[dict[int, ReadCell]], lines: list[dict[int, ReadCell]]) -> dict[int, int]:
    """Pairs of rows in order that have the most cells in common: text and column count two, text alone one."""

    def common(row: dict[int, ReadCell], line: dict[int, ReadCell]) -> int:
        same = sum(col in line and line[col].text == cell.text for col, cell in row.items())
        texts = Counter(cell.text for cell in row.values()) & Counter(cell.text for cell in line.values())
        return 10 * same + 10 * texts.total() - abs(len(row) - len(line)) if texts else 0

    best = [[0] * (len(lines) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(lines) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + common(rows[i], lines[j]))
    pairs = {}
    i = j = 0
    while i < len(rows) and j < len(lines):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs[i] = j
            i, j = i + 1, j + 1
    return pairs


def _put_together(truth: list[ReadTable], found: list[ReadTable], headers: list[int]) -> list[ReadTable]:
    """Pages joined by what they hold: help that only readers without stitching get."""
    titles = {tuple(cell.text for cell in table if cell.row == 0) for table in truth}
    pieces: list[list[dict[int, ReadCell]]] = []
    for table in found:
        piece: list[dict[int, ReadCell]] = []
        for row in _rows(table):
            if piece and len(row) == 1 and tuple(cell.text for cell in row.values()) in titles:
                pieces.append(piece)
                piece = []
            piece.append(row)
        pieces.append(piece)
    joined: dict[int, list[dict[int, ReadCell]]] = {}
    left: list[ReadTable] = []
    for piece in pieces:
        cells = [cell for row in piece for cell in row.values()]
        best = max(range(len(truth)), key=lambda at: _common(truth[at], cells), default=0)
        if not truth or not _common(truth[best], cells):
            left.append(cells)
            continue
        whole = joined.setdefault(best, [])
        heads = [_texts(row) for row in whole[: headers[best]]]
        while whole and piece and _texts(piece[0]) in heads:
            piece = piece[1:]
        whole += piece
    tables = [
        [cell._replace(row=index) for index, row in enumerate(rows) for cell in row.values()]
        for rows in joined.values()
    ]
    return tables + left


def _texts(row: dict[int, ReadCell]) -> dict[int, str]:
    return {col: cell.text for col, cell in row.items()}


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
