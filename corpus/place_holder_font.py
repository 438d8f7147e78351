"""The font that stands for every font a PDF names and does not carry (``extractor/ingest/pdf_fonts.py``).

``python -m corpus.place_holder_font`` writes it anew. All characters share one slim glyph: whatever width the PDF states for a
character is wider, so that the character's box is what the PDF says.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

PLACE = Path(__file__).parents[1] / "extractor/ingest/data/place-holder.ttf"
EM, ASCENT, DESCENT = 1000, 880, -120
GLYPH = (20, 150)  # left and right edge
UNICODE = (*range(0x20, 0xD800), *range(0xE000, 0x110000))


def place_holder() -> bytes:
    """The font file, the same bytes each time."""
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "all"])
    builder.setupGlyf({".notdef": _slim(), "all": _slim()})
    builder.setupHorizontalMetrics({".notdef": (EM, GLYPH[0]), "all": (EM, GLYPH[0])})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": "Juesuan Place Holder", "styleName": "Regular"})
    builder.setupPost(keepGlyphNames=False)
    many_to_one = CmapSubtable.newSubtable(13)
    many_to_one.platformID, many_to_one.platEncID, many_to_one.language = 3, 10, 0
    many_to_one.format, many_to_one.reserved, many_to_one.length = 13, 0, 0
    many_to_one.cmap = dict.fromkeys(UNICODE, "all")
    table = newTable("cmap")
    table.tableVersion, table.tables = 0, [many_to_one]
    builder.font["cmap"] = table
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.font.recalcTimestamp = False
    builder.font["head"].created = builder.font["head"].modified = 0
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()


def _slim() -> object:
    pen = TTGlyphPen(None)
    left, right = GLYPH
    pen.moveTo((left, DESCENT))
    for corner in ((left, ASCENT), (right, ASCENT), (right, DESCENT)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


if __name__ == "__main__":
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_bytes(place_holder())
