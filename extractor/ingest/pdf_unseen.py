"""White and invisible characters that a person sees all the same."""

from __future__ import annotations

from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.ingest.pdf_calls import colour_of, mode_of
from extractor.ingest.pdf_drawing import RULING_THICKNESS, bounds_of, draw_mode_of, objects_of, transformed
from extractor.ingest.pdf_looks import UNSEEN_MODES, WHITE
from extractor.ingest.pdf_space import Upright
from extractor.records import Box, Char

# Two equal characters so near (points) are one, printed twice.
TWIN = 2.0
# A picture over so much of the page is a scan of it.
SCANNED = 0.5


class Unseen(NamedTuple):
    """A character that prints nothing by itself, and the address of its text object."""

    char: Char
    white: bool  # else its render mode is invisible
    text_object: int | None


def seen_after_all(
    page: pdfium.PdfPage, upright: Upright, chars: list[Char], unseen: list[Unseen], images: list[Box]
) -> tuple[list[Char], int, bool]:
    """Which of the white and invisible characters a person sees all the same, how many stay hidden, and whether the page is a
    recognised scan.

    pdfium gives only one of two equal texts on one spot, be it the invisible one: it is seen where a visible text object
    stands and none of its characters does: another one there is what a recognition misread. White text is seen on a dark ground. Invisible text over a picture of the page is what recognition read off it.
    """
    texts, grounds = _visible_objects(page, upright)
    found: dict[str, list[Char]] = {}
    for char in chars:
        found.setdefault(char.text, []).append(char)
    printed = _Spots(chars)
    kept: list[Char] = []
    twins: dict[int | None, bool] = {}
    for char, white, text_object in unseen:
        if text_object not in twins:
            twins[text_object] = _has_twin(text_object, texts, upright)
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        on_dark = white and any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in grounds)
        same = found.setdefault(char.text, [])
        doubled = any(abs(other.x0 - char.x0) < TWIN and abs(other.bottom - char.bottom) < TWIN for other in same)
        if (on_dark or (twins[text_object] and not printed.cover(x, y))) and not doubled:
            same.append(char)
            kept.append(char)
    width, height = upright.size
    scanned = any((box.x1 - box.x0) * (box.bottom - box.top) > SCANNED * width * height for box in images)
    if not chars and not kept and scanned:
        return [char for char, white, _ in unseen if not white], sum(white for _, white, _ in unseen), True
    return chars + kept, len(unseen) - len(kept), False


class _Spots:
    """Where characters stand, found again by place."""

    SIDE = 16.0  # of a square, points

    def __init__(self, chars: list[Char]) -> None:
        self.squares: dict[tuple[int, int], list[Char]] = {}
        for char in chars:
            for column in range(int(char.x0 // self.SIDE), int(char.x1 // self.SIDE) + 1):
                for line in range(int(char.top // self.SIDE), int(char.bottom // self.SIDE) + 1):
                    self.squares.setdefault((column, line), []).append(char)

    def cover(self, x: float, y: float) -> bool:
        here = self.squares.get((int(x // self.SIDE), int(y // self.SIDE)), ())
        return any(char.x0 <= x <= char.x1 and char.top <= y <= char.bottom for char in here)


def _has_twin(text_object: int | None, texts: list[Box], upright: Upright) -> bool:
    """Whether a visible text object stands where this one does, edge on edge."""
    bounds = bounds_of(text_object) if text_object else None
    if bounds is None:
        return False
    box = upright.box(*bounds)
    return any(all(abs(a - b) < TWIN for a, b in zip(box, text, strict=True)) for text in texts)


def _visible_objects(page: pdfium.PdfPage, upright: Upright) -> tuple[list[Box], list[Box]]:
    """The boxes of text objects that print in a colour, and of dark grounds (filled areas and pictures)."""
    texts: list[Box] = []
    grounds: list[Box] = []
    for kind, found, matrix in objects_of(page, texts=True):
        bounds = bounds_of(found)
        if bounds is None:
            continue
        box = upright.box(*transformed(bounds, matrix))
        red, green, blue, opacity = colour_of(found)
        light = opacity == 0 or min(red, green, blue) >= WHITE
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if not light and mode_of(found) not in UNSEEN_MODES:
                texts.append(box)
        elif min(box.x1 - box.x0, box.bottom - box.top) > RULING_THICKNESS and (
            kind == raw.FPDF_PAGEOBJ_IMAGE or (kind == raw.FPDF_PAGEOBJ_PATH and not light and draw_mode_of(found)[0])
        ):
            grounds.append(box)
    return texts, grounds
