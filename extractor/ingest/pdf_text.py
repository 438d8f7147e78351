"""The characters of a page: what a person sees, once, with its box, size and weight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import add
from typing import NamedTuple

import pypdfium2.raw as raw

from extractor.ingest.glyphs import mend
from extractor.ingest.pdf_calls import TextColumns
from extractor.ingest.pdf_looks import Look, Style, TextObjects
from extractor.ingest.pdf_space import Upright
from extractor.ingest.pdf_unseen import Unseen
from extractor.records import Char, Ruling

# A page is turned where this share of its characters stands at one angle. Upright pages hold sideways text only in the margin
# and in narrow cells. Fewer characters tell nothing about the page: a stamp or a margin note.
TURNED_SHARE, TURN_FEWEST = 0.9, 20
# Characters above or below the clip of their text object are not printed: text of a merged cell that a page break cuts, of which
# both pages hold all. Where they are beside it too, or where more than this share of a page is so, the clip is told in other
# coordinates (a form within the page).
CLIPPED_SHARE = 0.3
# Blanks and marks that print nothing: spaces of all kinds are read off the gaps between characters instead.
_BLANK = frozenset((*range(33), 0xA0, 0xAD, 0x200B, 0x2002, 0x2003, 0x3000, 0xFEFF, 0xFFFE))
# What PDFium gives for a hyphen at a line's end, of one character and in the text as a whole.
_LINE_HYPHENS = (2, 0xFFFE)


class CharsRead(NamedTuple):
    """The characters of a page, and the way it is turned so that its text reads from left to right."""

    upright: Upright
    chars: list[Char]
    unseen: list[Unseen]  # white or invisible, and perhaps seen all the same
    hidden: int  # certainly not seen
    unmapped: int  # without a known character


def plain_chars(columns: TextColumns, upright: Upright, found: TextObjects) -> CharsRead | None:
    """The visible characters, in content order and each once, of a page on which all stand upright and are seen, as on most: without
    looking at them one by one, nor asking pdfium about a page that is not turned. Null where any of them may be otherwise."""
    angle = -upright.turns % 4
    if not all(look.visible and look.angle == angle and not look.slanted for look in found.kinds):
        return None
    texts = _PLAIN_TEXTS.of(columns.codes)
    if texts is None or (found.of_none is not None and found.of_none.angle != angle and _put_in(columns)):
        return None
    objects = list(compress(columns.objects, texts))
    if not objects or None in objects:
        return None
    chars = (_turned if angle else _level)(columns, upright, found, texts, objects)
    if chars is None:
        return None
    return CharsRead(upright, chars, [], len(objects) - len(chars), 0)


def _put_in(columns: TextColumns) -> bool:
    """Whether pdfium put in more than spaces and line ends."""
    return any(code > 32 for code, address in zip(columns.codes, columns.objects, strict=True) if address is None)


def _level(
    columns: TextColumns, upright: Upright, found: TextObjects, texts: Sequence[str], objects: Sequence[int | None]
) -> list[Char] | None:
    """The characters with a text, which stand in ``objects``, of a page that is not turned, each once; null where one may be outside
    of the page or of its clip, or the type is vertical."""
    width, height = upright.size
    looks = found.looks
    if None in found.baselines:
        return None
    baselines: list[float] = found.baselines  # type: ignore[assignment]
    for number, (_, low, _, high) in found.clips.items():
        if baselines[number] + looks[number].above <= low or baselines[number] - looks[number].below >= high:
            return None
    shift, page_top = upright.left, upright.bottom + upright.height
    rows: dict[int | None, tuple[float, float, float, bool]] = {}
    tops, bottoms = [], []
    for address, baseline, look in zip(found.addresses, baselines, looks, strict=True):
        size, bold, _, _, _, _, above, below = look
        top, bottom = page_top - baseline - above, page_top - baseline + below
        tops.append(top)
        bottoms.append(bottom)
        rows[address] = (top, bottom, size, bold)
    lefts, rights = list(compress(columns.lefts, texts)), list(compress(columns.rights, texts))
    if shift:
        lefts, rights = [x - shift for x in lefts], [x - shift for x in rights]
    if max(lefts) >= width or min(rights) <= 0 or max(tops) >= height or min(bottoms) <= 0:
        return None
    new, read = tuple.__new__, list(filter(None, texts))
    chars = [
        new(Char, (text, x0, top, x1, bottom, size, bold))
        for text, x0, x1, (top, bottom, size, bold) in zip(
            read, lefts, rights, map(rows.__getitem__, objects), strict=True
        )
    ]
    feet: dict[int | None, int] = dict(zip(found.addresses, map(int, bottoms), strict=True))
    at, on = list(map(int, lefts)), list(map(feet.__getitem__, objects))
    if len(set(map(add, at, map(_ROW.__mul__, on)))) == len(chars):  # no two on one spot, whatever they are
        return chars
    spots = set(zip(read, at, on, strict=True))
    return chars if len(spots) == len(chars) else _once(chars)  # as _once does, from the columns that are here already


_ROW = 1 << 16  # spots of one point, row by row, as one number each


def _turned(
    columns: TextColumns, upright: Upright, found: TextObjects, texts: Sequence[str], objects: Sequence[int | None]
) -> list[Char] | None:
    """As ``_level``, for a page that is turned together with its text."""
    width, height = upright.size
    looks: dict[int | None, Look] = dict(zip(found.addresses, found.looks, strict=True))
    boxes = columns.boxes(list(compress(range(len(texts)), texts)))
    chars: list[Char] = []
    for text, look, box in zip(filter(None, texts), map(looks.__getitem__, objects), boxes, strict=True):
        x0, top, x1, bottom = upright.box(*_em_box(look, *box))
        if x1 <= 0 or x0 >= width or bottom <= 0 or top >= height:
            return None
        chars.append(Char(text, x0, top, x1, bottom, look.size, look.bold))
    return _once(chars)


class _PlainTexts(dict[int, str]):
    """The text of each UTF-16 unit that tells it alone, empty for blanks."""

    def of(self, codes: Sequence[int]) -> list[str] | None:
        """The text of each code; null where one of them has to be looked at by itself."""
        try:
            return list(map(self.__getitem__, codes))
        except KeyError:
            return None

    def __missing__(self, code: int) -> str:
        if code in _LINE_HYPHENS or 0xD800 <= code < 0xE000:
            raise KeyError(code)
        text, known = ("", True) if code in _BLANK else mend(code)
        if not known:
            raise KeyError(code)
        self[code] = text
        return text


_PLAIN_TEXTS = _PlainTexts()


def all_chars(columns: TextColumns, page_upright: Upright, found: TextObjects) -> CharsRead:
    """The visible characters, in content order and each once, of any page."""
    styles = found.styles()
    upright = _reading_way(page_upright, columns, styles)
    page_width, page_height = upright.size
    plain = upright.turns == 0
    shift_x, page_top = upright.left, upright.bottom + upright.height
    chars: list[Char] = []
    unseen: list[Unseen] = []
    hidden = unmapped = 0
    new, blank = tuple.__new__, _BLANK
    address: int | None = -1
    look = Look(0.0, False, False, 0, False, True, 0.0, 0.0)
    size, bold, visible, white, slanted = 0.0, False, False, False, False
    angle = 0
    baseline: float | None = None
    straight = outside = False
    top = bottom = 0.0
    clip: tuple[float, float, float, float] | None = None
    clipped: list[int] = []  # indices into chars
    high = 0
    for index, (code, here, left, right) in enumerate(
        zip(columns.codes, columns.objects, columns.lefts, columns.rights, strict=True)
    ):
        if code in blank:
            if code not in _LINE_HYPHENS or raw.FPDFText_IsHyphen(columns.textpage, index) != 1:
                continue
            code = 0x2D  # 增加-3,215.20 broken after the minus
        if here != address:
            address = here
            look, clip, baseline = styles[here]
            size, bold, visible, angle, white, slanted, above, below = look
            straight = plain and angle == 0 and baseline is not None
            if straight:
                level = page_top - baseline  # type: ignore[operator]
                top, bottom = level - above, level + below
                outside = slanted or bottom <= 0 or top >= page_height
        if code < 0x2E80 or 0x3000 <= code < 0xD800:
            text = chr(code)
        else:
            if 0xD800 <= code < 0xE000:  # a character outside the basic plane comes as two halves
                if code < 0xDC00:
                    high = code
                    continue
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
                high = 0
            text, known = mend(code)
            if not text:
                continue
            unmapped += not known
        if straight:
            x0, x1 = left - shift_x, right - shift_x
            if outside or x1 <= 0 or x0 >= page_width:
                hidden += 1
                continue
        else:
            x0, top, x1, bottom = upright.box(*_em_box(look, *next(columns.boxes((index,)))))
            if slanted or x1 <= 0 or x0 >= page_width or bottom <= 0 or top >= page_height:
                hidden += 1
                continue
        if not visible:
            unseen.append(Unseen(Char(text, x0, top, x1, bottom, size, bold), white, here))
            continue
        if clip is not None and straight and baseline is not None:
            foot, head = baseline - below, baseline + above
            if clip[0] <= (left + right) / 2 <= clip[2] and (head <= clip[1] or foot >= clip[3]):
                clipped.append(len(chars))
        chars.append(new(Char, (text, x0, top, x1, bottom, size, bold)))
    if 0 < len(clipped) <= CLIPPED_SHARE * len(chars):
        dropped = set(clipped)
        chars = [char for index, char in enumerate(chars) if index not in dropped]
        hidden += len(dropped)
    once = _once(chars)
    return CharsRead(upright, once, unseen, hidden + len(chars) - len(once), unmapped)


def _once(chars: list[Char]) -> list[Char]:
    """Without characters printed again on their own spot: bold by overprinting, or a doubled text layer."""
    spots = {(char[0], int(char[1]), int(char[4])) for char in chars}
    if len(spots) == len(chars):  # of many twins some share a spot of one point, so a page without any is known fast
        return chars
    seen: set[tuple[str, int, int]] = set()
    kept: list[Char] = []
    for char in chars:
        text, x, y = char[0], 2 * char[1], 2 * char[4]
        left, above = int(x), int(y)
        around = [(text, column, row) for column in (left - 1, left, left + 1) for row in (above - 1, above, above + 1)]
        if seen.isdisjoint(around):
            seen.add((text, left, above))
            kept.append(char)
    return kept


def _em_box(
    look: Look, left: float, top: float, right: float, bottom: float, x: float, y: float
) -> tuple[float, float, float, float]:
    """The box in user space of a character from its loose box and its origin: along the text the advance, across it the em."""
    if look.angle == 0:
        return left, y - look.below, right, y + look.above
    if look.angle == 2:
        return left, y - look.above, right, y + look.below
    low, high = (top, bottom) if top < bottom else (bottom, top)
    if look.angle == 1:
        return x - look.below, low, x + look.above, high
    return x - look.above, low, x + look.below, high


def _reading_way(upright: Upright, columns: TextColumns, styles: dict[int | None, Style]) -> Upright:
    """The page turned so that its text reads from left to right: landscape tables are drawn sideways on upright pages."""
    angles = [0, 0, 0, 0]
    if all((style.look.angle + upright.turns) % 4 == 0 for style in styles.values()):
        return upright
    for code, text_object in zip(columns.codes, columns.objects, strict=True):
        if code > 32:
            angles[styles[text_object].look.angle] += 1
    angle = max(range(4), key=lambda quarter: angles[quarter])
    if angles[angle] < TURN_FEWEST or angles[angle] < TURNED_SHARE * sum(angles) or (angle + upright.turns) % 4 == 0:
        return upright
    return upright._replace(turns=-angle % 4)


def uncut(upright: Upright, rulings: Sequence[Ruling]) -> tuple[float, float]:
    """Between which heights (user space) no page break can have cut a cell: where rulings stand both above and below. What a cut
    hides lies beyond the table's last ruling. Asking for clips costs as much as the text itself."""
    levels = [ruling.top for ruling in rulings if ruling.horizontal]
    if not levels:
        return -1e9, 1e9
    page_top = upright.bottom + upright.height
    return page_top - max(levels), page_top - min(levels)
