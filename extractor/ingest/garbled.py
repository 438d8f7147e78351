"""Whether a page's text is no text: a font without a table of its characters gives codes that mean nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

# Fewer characters (a page number, a stamp) tell nothing.
FEWEST = 60
# So many characters that are no figures, on a page with nothing Chinese, are a title in codes: a page number has two dashes.
FEWEST_ODD = 4
# What pdfium itself puts in: line ends, and \x02 for a hyphen at a line's end.
BLANK = " \t\r\n\x02"
# Marks of figures: the rest of a form on a page of its own may hold amounts only.
FIGURES = ".,%-−–"
# A page of a disclosure has at least this share of Chinese characters among its letters; forms of codes have their heads.
LEAST_HAN = 0.05
# Text of another language is small letters for the most part; codes are spread over all of ASCII.
MOST_SMALL = 0.7
# This share of the Chinese characters of a text is in the old national sets (GB 2312, Big5); of codes at random, half is.
LEAST_KNOWN = 0.85


_HAN = re.compile("[一-鿿]+")


def is_garbled(letters: Sequence[str]) -> bool:
    """Tells by the characters of one page, blanks left out."""
    if _is_plainly_chinese("".join(letters)):
        return False
    counted = _counted(letters)
    total = counted.total()
    if len(letters) < FEWEST or total < FEWEST / 2:
        return False
    han = {letter: times for letter, times in counted.items() if "一" <= letter <= "鿿"}
    hans = sum(han.values())
    if hans < LEAST_HAN * total:
        # Chinese punctuation alone is no code
        wide = sum(times for letter, times in counted.items() if _is_wide(letter))
        small = sum(times for letter, times in counted.items() if "a" <= letter <= "z")
        return wide < LEAST_HAN * total and small < MOST_SMALL * total
    if hans < FEWEST / 2:
        return False
    return all(
        sum(times for letter, times in han.items() if _is_in(letter, name)) < LEAST_KNOWN * hans
        for name in ("gb2312", "big5")
    )


def _is_plainly_chinese(text: str) -> bool:
    """Whether a text has Chinese enough and of the national set, by its length alone: most pages, and a tenth of the time that counting
    their letters takes."""
    han = "".join(_HAN.findall(text))
    known = len(han.encode("gb2312", "ignore")) / 2
    return len(han) >= LEAST_HAN * len(text) and known >= LEAST_KNOWN * len(han)


def may_be_garbled(letters: Sequence[str]) -> bool:
    """Whether a page too short to tell by itself is garbled where its document is: nothing on it is Chinese."""
    last = max(letters, default="")
    if _is_wide(last) and _is_counted(last):
        return False
    counted = _counted(letters)
    return counted.total() >= FEWEST_ODD and not any(map(_is_wide, counted))


def _counted(letters: Sequence[str]) -> Counter[str]:
    """How often each letter stands that is no figure. A page has three times as many letters as different ones."""
    return Counter({letter: times for letter, times in Counter(letters).items() if _is_counted(letter)})


@lru_cache(maxsize=16_384)
def _is_counted(letter: str) -> bool:
    """Control characters count: only a font without a table prints them."""
    return (
        not letter.isdigit()
        and letter not in FIGURES
        and (letter.isprintable() or "\x00" < letter < " ")
        and letter not in BLANK
    )


@lru_cache(maxsize=16_384)
def _is_in(letter: str, name: str) -> bool:
    return bool(letter.encode(name, "ignore"))


def _is_wide(letter: str) -> bool:
    return letter > "\u2e7f"
