"""Two forms side by side that no ruling parts: two titles at one height, and a blank corridor between them down the page."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.grid.pieces import Piece, rows_of
from extractor.grid.tokens import Token
from extractor.knowledge.tables import table_pattern

# Titles of forms side by side stand at most this far above each other (points): one may have a line more over it.
SAME_HEIGHT = 40.0
# The corridor is at least this wide (points), and stands in the middle between the titles, give or take so many points.
NARROWEST, OFF_MIDDLE = 8.0, 24.0
SHORTEST_TITLE = 5


def halves(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each form from left to right: all together where there is one."""
    middle = _corridor(tokens)
    if middle is None:
        return [list(tokens)]
    return [[token for token in tokens if (token.x0 + token.x1 < 2 * middle) is left] for left in (True, False)]


def _corridor(tokens: Sequence[Token]) -> float | None:
    """Where the corridor between two forms runs, or null."""
    titles = [piece for row in rows_of(tokens) for piece in row.pieces if _is_title(piece)]
    for left in titles:
        for right in titles:
            if left.x1 >= right.x0 or abs(left.top - right.top) > SAME_HEIGHT:
                continue
            middle = (left.centre + right.centre) / 2
            top = min(left.top, right.top) - 2
            below = [token for token in tokens if token.top >= top]
            gap = _gap(below, middle)
            if gap is not None and left.x1 <= gap[0] and gap[1] <= right.x0:
                return (gap[0] + gap[1]) / 2
    return None


def _gap(tokens: Sequence[Token], middle: float) -> tuple[float, float] | None:
    """The blank corridor nearest to ``middle``."""
    reach: float | None = None
    best: tuple[float, tuple[float, float]] | None = None
    for start, end in sorted((token.x0, token.x1) for token in tokens):
        if reach is not None and start - reach >= NARROWEST:
            off = max(0.0, reach - middle, middle - start)
            if off <= OFF_MIDDLE and (best is None or off < best[0]):
                best = (off, (reach, start))
        reach = end if reach is None else max(reach, end)
    return best[1] if best else None


def _is_title(piece: Piece) -> bool:
    return len(piece.text) >= SHORTEST_TITLE and table_pattern("titles").fullmatch(piece.text) is not None
