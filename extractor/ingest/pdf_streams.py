"""Whether a PDF holds a stream that inflates to more than a worker may take: asked before pdfium opens the file.

pdfium inflates what a page refers to whole and copies it once more, so that a few kilobytes of file become gigabytes. Here a
stream is inflated piece by piece and thrown away. Deflate packs at most 1:1032, so that short streams need no look.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from extractor.ingest.limits import MAX_PDF_STREAM, in_mebibytes
from extractor.problems import JuesuanError

BEST_RATIO = 1032
_PIECE = 1 << 20
# A stream's dictionary stands right before it; those of real files have under 300 bytes.
_DICTIONARY = 1024
_WORD = b"stream"
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?!\s+\d+\s+R)")
_NO_PAGE = re.compile(rb"/Length1\b|/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)\b|/Type\s*/EmbeddedFile\b")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")


def refuse_inflating(data: bytes, *, name: str, limit: int = MAX_PDF_STREAM) -> None:
    """Raises ``JuesuanError`` I108 where one stream of ``data`` inflates to more than ``limit`` bytes.

    Fonts and pictures (pdfium opens them one by one, and they are most of a file's bytes), streams packed in other ways (LZW,
    run lengths) and those of encrypted files are not looked into; the memory limit of the process is there for them.
    """
    for at in _streams(data):
        before = data[max(0, at - _DICTIONARY) : at]
        dictionary = before[before.rfind(b" obj") + 1 :]
        stated = _LENGTH.search(dictionary)
        start = at + len(_WORD)
        end = data.find(b"endstream", start)
        length = max((end if end >= 0 else len(data)) - start, int(stated[1]) if stated else 0)
        times = max(1, len(_FLATE.findall(dictionary)))
        if length * BEST_RATIO**times <= limit or _NO_PAGE.search(dictionary):
            continue
        start += 2 if data[start : start + 2] == b"\r\n" else 1
        if _inflates_past(data, start, start + length, times, limit):
            raise JuesuanError("I108", path=name, found="展开后超过上限的压缩流", limit=in_mebibytes(limit))


def _streams(data: bytes) -> Iterator[int]:
    """Where the word ``stream`` opens one."""
    at = data.find(_WORD)
    while at >= 0:
        if data[at - 3 : at] != b"end":
            yield at
        at = data.find(_WORD, at + len(_WORD))


def _inflates_past(data: bytes, start: int, end: int, times: int, limit: int) -> bool:
    """Whether the deflated bytes from ``start`` come to more than ``limit`` after being inflated so many times."""
    readers = [zlib.decompressobj() for _ in range(times)]
    sizes = [0] * times
    waiting: list[bytes | memoryview] = [memoryview(data)[start : min(end, len(data))], *(b"" for _ in readers[1:])]
    at = times - 1  # the last reader that has something to read goes first, so that little is held
    while at >= 0:
        if not waiting[at]:
            at -= 1
            continue
        try:
            piece = readers[at].decompress(waiting[at][:_PIECE], _PIECE)
        except zlib.error:
            return False
        taken = min(len(waiting[at]), _PIECE) - len(readers[at].unconsumed_tail)
        waiting[at] = b"" if readers[at].eof else waiting[at][taken:]
        sizes[at] += len(piece)
        if sizes[at] > limit:
            return True
        if at + 1 < times and piece:
            at += 1
            waiting[at] = piece
    return False
