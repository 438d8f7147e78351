"""Bytes → text: byte order marks, UTF-8, UTF-16 without a mark, GB18030, Big5; broken bytes become "�" and are counted."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

# Encodings are told apart on this much of a file (60,000 characters are far more than needed).
_SAMPLE = 256 * 1024
# A decoding whose characters are common Chinese, ASCII or punctuation to this share is right: right ones score 0.97 and more on
# the reference texts, wrong ones 0.2 to 0.6.
_PLAUSIBLE = 0.85
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


class Decoded(NamedTuple):
    text: str
    encoding: str
    bad: int  # characters that could not be decoded and stand as "�"


def decode(data: bytes, *, declared: str | None = None, whole: bool = True) -> Decoded:
    """Text of ``data``. ``declared`` is what the file says of itself (a meta charset), believed where it decodes well.

    ``whole=False``: ``data`` is the start of a longer file, and a character cut at its end is no error.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding, whole)
    nulls = b"\0" in data[:_SAMPLE]
    if not nulls:
        text = _strict(data, "utf-8", whole)
        if text is not None:
            return Decoded(text, "utf-8", 0)
    sample = _sample(data)
    best, best_score = "utf-8", -1.0
    for encoding in _candidates(declared, nulls):
        found = _decode(sample, encoding, False)
        score = _plausible(found.text) - 4 * found.bad / max(1, len(found.text))
        if encoding == declared:
            score += 0.05
        if score > best_score + 1e-9:
            best, best_score = encoding, score
    return _decode(data, best, whole)


def looks_like_text(data: bytes) -> bool:
    """Whether the start of a file is text in some encoding rather than binary data."""
    sample = data[:65536]
    if any(sample.startswith(mark) for mark, _ in _MARKS):
        return True
    controls = len(re.findall(rb"[\x01-\x06\x0e-\x1a\x1c-\x1f\x7f]", sample))
    if b"\0" not in sample:
        # text with broken bytes is still text; a stream of compressed bytes has an eighth of control bytes
        return controls <= 0.02 * len(sample)
    return any(
        _plausible(found.text) - found.bad / max(1, len(found.text)) >= _PLAUSIBLE
        for found in (_decode(sample, encoding, False) for encoding in ("utf-16-le", "utf-16-be", "utf-8"))
    )


def visible(text: str) -> str:
    """``text`` without control and zero-width characters, which nobody sees and which cut numbers in two."""
    return _INVISIBLE.sub("", text)


def _candidates(declared: str | None, nulls: bool) -> tuple[str, ...]:
    usual: tuple[str, ...] = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
    if nulls:
        usual = ("utf-16-le", "utf-16-be", "utf-8", "gb18030")
    return (declared, *usual) if declared and declared not in usual else usual


def _sample(data: bytes) -> bytes:
    """The start of the file, or, where that is ASCII, the part from the first other byte on (from a line's start)."""
    if not data[:_SAMPLE].isascii() or len(data) <= _SAMPLE:
        return data[:_SAMPLE]
    other = re.search(rb"[\x80-\xff]", data)
    start = (data.rfind(b"\n", 0, other.start()) + 1) if other else 0
    return data[start : start + _SAMPLE]


def _strict(data: bytes, encoding: str, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, whole)
    except UnicodeDecodeError:
        return None


def _decode(data: bytes, encoding: str, whole: bool) -> Decoded:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data, whole)
    bad = text.count("�")
    if bad:
        bad = max(0, bad - data.count("�".encode(encoding, "ignore") or b"\xef\xbf\xbd"))
    return Decoded(text, encoding, bad)


def _plausible(text: str) -> float:
    """The share of characters that Chinese prose is made of."""
    if not text:
        return 0.0
    common = _common()
    return sum(char in common for char in text) / len(text)


@cache
def _common() -> frozenset[str]:
    """ASCII, Chinese punctuation, full-width forms, and the everyday characters: level 1 of GB 2312 and of Big5."""
    found = {chr(code) for code in (*range(0x20, 0x7F), 9, 10, 13, *range(0x3000, 0x3020), *range(0xFF01, 0xFF5F))}
    found |= set("“”‘’—…·×÷≥≤℃①②③④⑤⑥⑦⑧⑨⑩■□●○√　 ")
    for lead in range(0xB0, 0xD8):
        found |= set(bytes(byte for trail in range(0xA1, 0xFF) for byte in (lead, trail)).decode("gb2312", "ignore"))
    for lead in range(0xA4, 0xC7):
        trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        found |= set(bytes(byte for trail in trails for byte in (lead, trail)).decode("big5", "ignore"))
    return frozenset(found)
