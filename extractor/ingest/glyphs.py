"""Code points that stand for other characters: CJK radicals and private-use glyphs that browsers and old fonts leave behind.

NFKC mends the Kangxi radicals (U+2F00–2FDF) but not the CJK radicals supplement (U+2E80–2EFF), and it would turn full-width
punctuation into half-width, so the map is explicit.
"""

from __future__ import annotations

import re
import unicodedata

# CJK radicals supplement → the character that is meant (the ones that have one and stand in running text).
SUPPLEMENT = {
    0x2E81: "厂", 0x2E84: "乙", 0x2E85: "亻", 0x2E86: "冂", 0x2E88: "刀", 0x2E89: "刂", 0x2E8A: "卜",
    0x2E8B: "㔾", 0x2E8C: "小", 0x2E8D: "小", 0x2E8E: "兀", 0x2E8F: "尣", 0x2E92: "巳", 0x2E93: "幺", 0x2E94: "彑",
    0x2E95: "彐", 0x2E96: "忄", 0x2E97: "心", 0x2E98: "扌", 0x2E99: "攵", 0x2E9B: "旡", 0x2E9C: "日", 0x2E9D: "月",
    0x2E9E: "歹", 0x2E9F: "母", 0x2EA0: "民", 0x2EA1: "氵", 0x2EA2: "氺", 0x2EA3: "灬", 0x2EA4: "爫", 0x2EA5: "爫",
    0x2EA6: "丬", 0x2EA7: "牛", 0x2EA8: "犭", 0x2EA9: "王", 0x2EAA: "疋", 0x2EAB: "目", 0x2EAC: "示", 0x2EAD: "礻",
    0x2EAE: "竹", 0x2EAF: "糹", 0x2EB0: "纟", 0x2EB1: "网", 0x2EB2: "罒", 0x2EB3: "罓", 0x2EB6: "羊", 0x2EB8: "羊",
    0x2EB9: "耂", 0x2EBA: "肀", 0x2EBB: "聿", 0x2EBC: "肉", 0x2EBD: "臼", 0x2EBE: "艹", 0x2EBF: "艹", 0x2EC0: "艹",
    0x2EC1: "虎", 0x2EC2: "衤", 0x2EC3: "西", 0x2EC4: "西", 0x2EC5: "见", 0x2EC6: "角", 0x2EC8: "讠", 0x2EC9: "贝",
    0x2ECA: "足", 0x2ECB: "车", 0x2ECC: "辶", 0x2ECD: "辶", 0x2ECE: "辶", 0x2ECF: "阝", 0x2ED0: "钅", 0x2ED1: "长",
    0x2ED2: "镸", 0x2ED3: "长", 0x2ED4: "门", 0x2ED6: "阝", 0x2ED7: "雨", 0x2ED8: "青", 0x2ED9: "韦", 0x2EDA: "页",
    0x2EDB: "风", 0x2EDC: "飞", 0x2EDD: "食", 0x2EDE: "食", 0x2EDF: "飠", 0x2EE0: "饣", 0x2EE1: "首", 0x2EE2: "马",
    0x2EE3: "骨", 0x2EE4: "鬼", 0x2EE5: "鱼", 0x2EE6: "鸟", 0x2EE7: "卤", 0x2EE8: "麦", 0x2EE9: "黄", 0x2EEA: "黾",
    0x2EEB: "齐", 0x2EEC: "齐", 0x2EED: "齿", 0x2EEE: "齿", 0x2EEF: "龙", 0x2EF0: "龙", 0x2EF1: "龟", 0x2EF2: "龟",
    0x2EF3: "龟",
}  # fmt: skip
# Kangxi radicals in traditional shape whose simplified character is what a mainland document means.
KANGXI_SIMPLIFIED = {
    0x2F6F: "石", 0x2F8F: "行", 0x2F92: "见", 0x2F94: "言", 0x2F99: "贝", 0x2F9E: "车", 0x2FA5: "里", 0x2FA6: "金",
    0x2FA7: "长", 0x2FA8: "门", 0x2FAB: "隹", 0x2FB4: "页", 0x2FB5: "风", 0x2FB6: "飞", 0x2FBA: "马", 0x2FC2: "鱼",
    0x2FC3: "鸟", 0x2FC8: "黄", 0x2FCC: "黾", 0x2FD1: "齿", 0x2FD3: "龙",
}  # fmt: skip
# Symbol-font glyphs in the private use area that office suites leave in texts: bullets and tick boxes.
PRIVATE = {
    0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF076: "❖", 0xF0A7: "■", 0xF0B7: "•", 0xF0D8: "➢", 0xF0E0: "→",
    0xF0FC: "✓", 0xF0FE: "☑", 0xF052: "☑", 0xF0A8: "□", 0xF0A3: "□", 0xF02D: "-", 0xF020: "", 0xF0B3: "≥",
}  # fmt: skip


def mend(code: int) -> tuple[str, bool]:
    """The character that ``code`` stands for, and whether it is a known one. An empty text is no character at all."""
    if 0x2E80 <= code <= 0x2FDF:
        simple = SUPPLEMENT.get(code) or KANGXI_SIMPLIFIED.get(code)
        return (simple, True) if simple else (unicodedata.normalize("NFKC", chr(code)), True)
    if 0xE000 <= code <= 0xF8FF:
        symbol = PRIVATE.get(code)
        return (symbol, True) if symbol is not None else (chr(code), False)
    if 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", chr(code)), True
    return chr(code), code != 0xFFFD


def mend_text(text: str) -> str:
    """A whole text mended, for sources that come as strings."""
    return text if text.isascii() else _MENDED.sub(lambda found: mend(ord(found[0]))[0], text)


def mends(text: str) -> bool:
    """Whether ``mend_text`` may change anything of a text."""
    return not text.isascii() and _MENDED.search(text) is not None


_MENDED = re.compile("[\u2e80-\u2fdf\ue000-\ufaff]")
