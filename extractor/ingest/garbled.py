"""Whether a page's text is no text: a font without a table of its characters gives codes that mean nothing."""

from __future__ import annotations

from collections.abc import Sequence

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


def is_garbled(letters: Sequence[str]) -> bool:
    """Tells by the characters of one page, blanks left out."""
    counted = _counted(letters)
    if len(letters) < FEWEST or len(counted) < FEWEST / 2:
        return False
    han = [letter for letter in counted if "一" <= letter <= "鿿"]
    if len(han) < LEAST_HAN * len(counted):
        wide = sum(map(_is_wide, counted))  # Chinese punctuation alone is no code
        small = sum("a" <= letter <= "z" for letter in counted)
        return wide < LEAST_HAN * len(counted) and small < MOST_SMALL * len(counted)
    if len(han) < FEWEST / 2:
        return False
    known = max(sum(bool(letter.encode(name, "ignore")) for letter in han) for name in ("gb2312", "big5"))
    return known < LEAST_KNOWN * len(han)


def may_be_garbled(letters: Sequence[str]) -> bool:
    """Whether a page too short to tell by itself is garbled where its document is: nothing on it is Chinese."""
    counted = _counted(letters)
    return len(counted) >= FEWEST_ODD and not any(map(_is_wide, counted))


def _counted(letters: Sequence[str]) -> list[str]:
    """What is no figure. Control characters count: only a font without a table prints them."""
    return [
        letter
        for letter in letters
        if not letter.isdigit()
        and letter not in FIGURES
        and (letter.isprintable() or "\x00" < letter < " ")
        and letter not in BLANK
    ]


def _is_wide(letter: str) -> bool:
    return letter > "\u2e7f"
