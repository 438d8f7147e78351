"""How much hostile or broken input may cost. Every limit carries its reason; past one the reading ends with a code."""

from __future__ import annotations

MEBI = 1024 * 1024

# The largest real disclosure seen is 36 MB (scans); what is larger is a mistake, and would not fit a worker's memory.
MAX_FILE_BYTES = 512 * MEBI
# Flow formats are read whole. The longest real one is under 1 MB of text; 64 MB keeps the worst case at a few seconds.
MAX_TEXT_BYTES = 64 * MEBI
# A page saved with pictures inside (data: URIs) reaches 20 MB. Markup is parsed as a tree of about five times its size, so
# pictures, scripts and styles are cut out before parsing, and what is left may have at most …
MAX_HTML_BYTES = 64 * MEBI
MAX_HTML_MARKUP = 24 * MEBI
# … and so many tags (a table of 400 pages has 150,000): 20 µs and 1 KB each. The parser itself stops at 2,048 nested elements.
MAX_HTML_TAGS = 400_000
# A zip of a real DOCX has 15 to 400 members (each picture is one).
MAX_ZIP_MEMBERS = 10_000
# One XML part unpacked: the longest real document.xml (600 pages of tables) has 40 MB.
MAX_XML_BYTES = 64 * MEBI
# All XML parts that are read, together.
MAX_DOCX_BYTES = 96 * MEBI
# All members as the zip's directory states them, also those that are never unpacked (pictures).
MAX_ARCHIVE_BYTES = 1024 * MEBI
# Deflate cannot pack more than 1:1032; Word's own XML stays under 1:80 even for empty tables. Looked at only from so many
# unpacked bytes on, since tiny parts may pack well.
MAX_ZIP_RATIO = 200
RATIO_FROM_BYTES = 4 * MEBI
# One stream of a PDF inflated, fonts and pictures apart. Page contents of real files have at most some MB; pdfium holds them
# twice, which with the worker's own 70 MB stays under its 400.
MAX_PDF_STREAM = 128 * MEBI
# Table spans as written (rowspan="1000000000") are held to the rows there are and to so many columns.
MAX_COLUMNS = 512
# Slots of one table: a form has at most some 10⁵; past this a table is given as its text lines.
MAX_SLOTS = 2_000_000
# A sheet of Excel has so many rows; forms merge some hundred cells.
MAX_ROWS = 1_048_576
MAX_MERGED = 100_000


def in_mebibytes(size: int) -> str:
    """A size for messages: ``"64 MB"``."""
    return f"{size / MEBI:.1f} MB".replace(".0 ", " ")
