"""One page's characters and rulings → Grids, with row and column spans."""

from __future__ import annotations

from extractor.grid.ruled import ruled_grids
from extractor.grid.rulings import bundles_of
from extractor.grid.tokens import tokens_of
from extractor.records import Grid, Page

__all__ = ["find_grids"]


def find_grids(page: Page) -> tuple[Grid, ...]:
    """The tables of one page from top to bottom. Their boxes do not overlap; every character whose middle lies in a table's box
    is in the text of exactly one of its cells."""
    if not page.chars:
        return ()
    bundles, _ = bundles_of(page.rulings)
    if not bundles:
        return ()
    tokens = tokens_of(page.chars)
    return tuple(ruled_grids(page, tokens, bundles))
