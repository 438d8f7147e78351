"""What a finding rests on: the sentences it quotes, and pictures of the pages with both sides boxed."""

from __future__ import annotations

import base64
import io
from types import TracebackType
from typing import Any, NamedTuple

from extractor.ingest.pdf_fonts import system_fonts
from extractor.records import Anchor, Box, Disclosure, Finding

CONTEXT = 60  # characters of the sentence shown on either side of a quote
MOST_QUOTED = 12  # numbers of a finding that are quoted
LONGEST_QUOTE = 120
SCALE = 1.6  # pixels a point: 10-point type is legible, and a strip of a page stays near 40 kB
MARGIN = 34.0  # points shown above and below a box: about two lines
MOST_PICTURES = 60  # of a report
MOST_OF_A_FINDING = 3
MOST_BYTES = 6_000_000  # of all pictures together: the page still opens at once
TALLEST = 260.0  # points of one strip
COLOURS = {"left": "#c62828", "right": "#1553b5"}


class Piece(NamedTuple):
    """A stretch of a quoted sentence; ``side`` is null between the numbers that are marked."""

    text: str
    side: str | None  # left | right


class Quote(NamedTuple):
    """A sentence, or a row of a form, with the numbers of either side marked."""

    pieces: tuple[Piece, ...]
    page: int | None
    sides: str  # left, right or both


class Picture(NamedTuple):
    uri: str
    alt: str
    page: int
    width: int
    height: int


def quotes_of(disclosure: Disclosure, finding: Finding) -> list[Quote]:
    """The evidence in words, in reading order; numbers near each other in one sentence share one quote."""
    text = disclosure.text
    spans: list[tuple[int, int, list[tuple[str, Anchor]]]] = []
    for side, anchor in sorted(_sided(finding)[:MOST_QUOTED], key=lambda sided: sided[1].start):
        start = max(text.rfind("\n", 0, anchor.start) + 1, anchor.start - CONTEXT, 0)
        line_end = text.find("\n", anchor.end)
        end = min(line_end if line_end >= 0 else len(text), anchor.end + CONTEXT)
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]), [*spans[-1][2], (side, anchor)])
        else:
            spans.append((start, end, [(side, anchor)]))
    return [_quote(text, start, end, sided) for start, end, sided in spans]


def _quote(text: str, start: int, end: int, sided: list[tuple[str, Anchor]]) -> Quote:
    pieces = [Piece("…", None)] if start > 0 and text[start - 1] not in "\n。" else []
    at = start
    for side, anchor in sided:
        if anchor.start < at:
            continue
        pieces.append(Piece(_plain(text[at : anchor.start]), None))
        pieces.append(Piece(_plain(anchor.quote[:LONGEST_QUOTE]), side))
        at = anchor.end
    pieces.append(Piece(_plain(text[at:end]) + ("…" if end < len(text) and text[end] not in "\n。" else ""), None))
    sides = {side for side, _ in sided}
    return Quote(tuple(pieces), sided[0][1].page, "both" if len(sides) > 1 else sides.pop())


def _plain(text: str) -> str:
    return text.replace("\t", " ｜ ").replace("\n", " ")


class Pictures:
    """Strips of pages, drawn when asked for and bounded in number and size; none without a PDF."""

    def __init__(self, data: bytes | None) -> None:
        self._document: Any = None
        self._pages: dict[int, Any] = {}
        self._count = 0
        self._bytes = 0
        if data is not None:
            import pypdfium2 as pdfium

            self._document = pdfium.PdfDocument(data)

    def __enter__(self) -> Pictures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pages.clear()
        if self._document is not None:
            self._document.close()

    def of(self, finding: Finding) -> list[Picture]:
        """The places of a finding's evidence, those near each other in one strip."""
        if self._document is None:
            return []
        strips: list[tuple[int, float, float, list[tuple[str, Box]]]] = []
        for side, anchor in _sided(finding):
            if anchor.page is None or anchor.box is None or anchor.page > len(self._document):
                continue
            top, bottom = anchor.box.top - MARGIN, min(anchor.box.bottom, anchor.box.top + TALLEST) + MARGIN
            for index, (page, above, below, boxes) in enumerate(strips):
                joined = max(below, bottom) - min(above, top)
                if page == anchor.page and joined <= TALLEST:
                    boxes.append((side, anchor.box))
                    strips[index] = (page, min(above, top), max(below, bottom), boxes)
                    break
            else:
                strips.append((anchor.page, top, bottom, [(side, anchor.box)]))
        pictures = []
        for page, top, bottom, boxes in strips[:MOST_OF_A_FINDING]:
            if self._count >= MOST_PICTURES or self._bytes >= MOST_BYTES:
                break
            pictures.append(self._strip(page, top, bottom, boxes))
        return pictures

    def _strip(self, page: int, top: float, bottom: float, boxes: list[tuple[str, Box]]) -> Picture:
        from PIL import Image, ImageDraw

        if page not in self._pages:
            if len(self._pages) > 3:
                self._pages.clear()
            with system_fonts():
                self._pages[page] = self._document[page - 1].render(scale=SCALE).to_pil().convert("RGB")
        whole = self._pages[page]
        upper = max(0, int(top * SCALE))
        lower = min(whole.height, int(bottom * SCALE))
        if lower <= upper:
            upper, lower = 0, whole.height
        strip = whole.crop((0, upper, whole.width, lower))
        draw = ImageDraw.Draw(strip)
        for side, box in boxes:
            x0, y0, x1, y1 = (value * SCALE for value in box)
            # the right side has a double frame: the two tell apart without colour
            draw.rectangle((x0 - 3, y0 - upper - 3, x1 + 3, y1 - upper + 3), outline=COLOURS[side], width=2)
            if side == "right":
                draw.rectangle((x0 - 7, y0 - upper - 7, x1 + 7, y1 - upper + 7), outline=COLOURS[side], width=1)
        buffer = io.BytesIO()
        strip.quantize(32, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            buffer, "PNG", optimize=True
        )
        encoded = base64.b64encode(buffer.getvalue()).decode("ascii")
        self._count += 1
        self._bytes += len(encoded)
        alt = f"第 {page} 页的局部，框出所核对的数字"
        return Picture(f"data:image/png;base64,{encoded}", alt, page, strip.width, strip.height)


def _sided(finding: Finding) -> list[tuple[str, Anchor]]:
    """Left anchors, right anchors, then what evidence stands on neither side; each place once."""
    sided = [("left", anchor) for anchor in (finding.left.anchors if finding.left else ())]
    sided += [("right", anchor) for anchor in (finding.right.anchors if finding.right else ())]
    if not sided:
        sided = [("left", anchor) for anchor in finding.evidence]
    seen: set[tuple[int, int]] = set()
    kept = []
    for side, anchor in sided:
        if (anchor.start, anchor.end) not in seen:
            seen.add((anchor.start, anchor.end))
            kept.append((side, anchor))
    return kept
