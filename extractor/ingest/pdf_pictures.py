"""Pages of a PDF, or tables within them, that are pictures: drawn, and handed to recognition (``ocr``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium

from extractor.ingest import ocr, traced
from extractor.ingest.pdf_space import Upright
from extractor.records import Box, Char, Ruling

# Smaller pictures (share of the page) are emblems, stamps and signatures.
LEAST_PICTURE = 0.06
# A picture with more characters printed over it is a ground.
OVER_PICTURE = 12
# Where the page has a text of its own, a picture is read if it is a table: it has so many rulings either way.
TABLE_RULINGS = 3
# … each over this share of its width or height.
LONG_RULING = 0.3
# A page with fewer characters of its own (a page number, a stamp of the office) is read as a whole.
FEW_CHARS = 12


class Pictured(NamedTuple):
    """What a page's pictures add to it."""

    size: tuple[float, float]  # of the page as it stands upright after that
    chars: list[Char]
    rulings: list[Ruling]
    doubtful: list[str]
    whole: bool  # the page has hardly any text of its own


def unread(upright: Upright, chars: Sequence[Char], images: Sequence[Box]) -> list[Box]:
    """The pictures of a page that may hold text nobody has read: the whole page where it has hardly any text of its own."""
    width, height = upright.size
    page = Box(0.0, 0.0, width, height)
    inside = [_clipped(image, page) for image in images]
    large = [box for box in inside if _area(box) >= LEAST_PICTURE * _area(page) and _within(box, chars) <= OVER_PICTURE]
    if len(chars) < FEW_CHARS and sum(map(_area, inside)) > 0.5 * _area(page):
        return [page]
    return large


def read_pictures(
    page: pdfium.PdfPage, upright: Upright, chars: Sequence[Char], boxes: Sequence[Box]
) -> Pictured | None:
    """Recognise these parts of the page. Null where they hold no text (or, beside a text of the page's own, no table)."""
    whole = len(chars) < FEW_CHARS and len(boxes) == 1 and boxes[0] == Box(0.0, 0.0, *upright.size)
    picture, scale = drawn(page, upright)
    if whole:
        read = ocr.recognise(picture, scale=scale)
        if not read.chars and not read.empty:
            return None
        size = upright.size if read.turned % 2 == 0 else (upright.size[1], upright.size[0])
        return Pictured(size, read.chars, read.rulings, read.doubtful, True)
    found: list[Char] = []
    rulings: list[Ruling] = []
    doubtful: list[str] = []
    for box in boxes:
        part = _part(picture, box, scale)
        if not _is_table(ocr.rulings_in(part, scale=scale), box):
            continue
        read = ocr.recognise(part, scale=scale, turn=False)
        found += [_moved(char, box) for char in read.chars]
        rulings += [Ruling(r.x0 + box.x0, r.top + box.top, r.x1 + box.x0, r.bottom + box.top) for r in read.rulings]
        doubtful += read.doubtful
    if not found:
        return None
    return Pictured(upright.size, [*chars, *found], rulings, doubtful, False)


def rulings_of_picture(page: pdfium.PdfPage, upright: Upright, chars: Sequence[Char]) -> list[Ruling]:
    """The rulings of a scan whose text the file brings along."""
    bitmap = page.render(scale=traced.SCALE, rev_byteorder=True)
    picture = bitmap.to_pil().convert("RGB").getchannel(0)  # stamps are red, and fade
    turns = (upright.turns - page.get_rotation() // 90) % 4
    return traced.traced_rulings(
        picture.rotate(90 * turns, expand=True) if turns else picture, scale=traced.SCALE, chars=chars
    )


def rulings_under_text(
    page: pdfium.PdfPage, upright: Upright, chars: Sequence[Char], images: Sequence[Box], rulings: Sequence[Ruling]
) -> list[Ruling]:
    """The rulings of a form whose lines are a picture under its text; none where the page draws lines of its own there."""
    whole = Box(0.0, 0.0, *upright.size)
    grounds = [
        box
        for box in (_clipped(image, whole) for image in images)
        if _area(box) >= LEAST_PICTURE * _area(whole)
        and _within(box, chars) > OVER_PICTURE
        and sum(_in(box, ruling) for ruling in rulings) < TABLE_RULINGS
    ]
    if not grounds:
        return []
    traced_here = rulings_of_picture(page, upright, chars)
    found: list[Ruling] = []
    for box in grounds:
        inside = [ruling for ruling in traced_here if _in(box, ruling)]
        if inside and _is_table(inside, _extent(inside)):
            found += inside
    return found


def _extent(rulings: Sequence[Ruling]) -> Box:
    return Box(
        min(ruling.x0 for ruling in rulings),
        min(ruling.top for ruling in rulings),
        max(ruling.x1 for ruling in rulings),
        max(ruling.bottom for ruling in rulings),
    )


def _in(box: Box, ruling: Ruling) -> bool:
    x, y = (ruling.x0 + ruling.x1) / 2, (ruling.top + ruling.bottom) / 2
    return box.x0 - 1 <= x <= box.x1 + 1 and box.top - 1 <= y <= box.bottom + 1


def drawn(page: pdfium.PdfPage, upright: Upright) -> tuple[Any, float]:
    """The page as a picture (RGB) and its dots a point."""
    import numpy as np

    width, height = upright.size
    scale = min(ocr.DPI / 72, (ocr.MAX_DOTS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture = bitmap.to_numpy()
    picture = np.repeat(picture[:, :, None], 3, axis=2) if picture.ndim == 2 else picture[:, :, :3]
    if picture.shape[2] == 1:
        picture = np.repeat(picture, 3, axis=2)
    turns = (upright.turns - page.get_rotation() // 90) % 4
    return np.ascontiguousarray(np.rot90(picture, -turns)), scale


def _part(picture: Any, box: Box, scale: float) -> Any:
    import numpy as np

    return np.ascontiguousarray(
        picture[int(box.top * scale) : int(box.bottom * scale) + 1, int(box.x0 * scale) : int(box.x1 * scale) + 1]
    )


def _is_table(rulings: Sequence[Ruling], box: Box) -> bool:
    """Long rulings either way: the frame of a chart and of its legend is none."""
    level = sum(r.horizontal and r.x1 - r.x0 >= LONG_RULING * (box.x1 - box.x0) for r in rulings)
    upright = sum(not r.horizontal and r.bottom - r.top >= LONG_RULING * (box.bottom - box.top) for r in rulings)
    return min(level, upright) >= TABLE_RULINGS


def _moved(char: Char, box: Box) -> Char:
    return char._replace(x0=char.x0 + box.x0, x1=char.x1 + box.x0, top=char.top + box.top, bottom=char.bottom + box.top)


def _clipped(box: Box, page: Box) -> Box:
    return Box(max(box.x0, 0.0), max(box.top, 0.0), min(box.x1, page.x1), min(box.bottom, page.bottom))


def _within(box: Box, chars: Sequence[Char]) -> int:
    """How many of the characters stand in a box."""
    return sum(box.x0 < (c.x0 + c.x1) / 2 < box.x1 and box.top < (c.top + c.bottom) / 2 < box.bottom for c in chars)


def _area(box: Box) -> float:
    return max(0.0, box.x1 - box.x0) * max(0.0, box.bottom - box.top)
