"""类/款/项 paths of the functional classification in prose, and the codes they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from extractor.knowledge.codes import CodeName, Codes, economic_codes, function_codes
from extractor.knowledge.phrases import expanded, phrases

LEVELS = ("类", "款", "项")
WIDTHS = (3, 5, 7)
MARKER = re.compile(r"\((?P<before>\d{2,7})?(?P<level>类|款|项)(?:级)?(?P<after>\d{2,7})?(?:科目)?\)")
CODED = re.compile(
    r"(?:(?<=^)|(?<=[,;:。、.\n)\d万元]))(?P<name>[\u4e00-\u9fff、()]{2,30}?)\((?P<code>2\d{6}|2\d{4}|2\d\d)\)"
)
LEADING_CODE = re.compile(
    r"(?:(?<![\d.])|(?<=^\d\.)|(?<=^\d\d\.)|(?<=[;。]\d\.))(?P<code>2\d{6}|2\d{4}|2\d\d)-?(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff()、]{1,29}?)(?=支出|:|,|\d|;|预算|决算)"
)
UNBRACKETED = re.compile(
    r"(?P<class>[\u4e00-\u9fff]{2,16}?)类(?P<section>[\u4e00-\u9fff()、]{2,24}?)款(?P<item>[\u4e00-\u9fff()、]{2,28}?)项(?!目)"
)
BARE_ITEM = re.compile(
    r"(?:^|(?<=[,;:。、.)\n])|(?<=包括)|(?<=其中))(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff、]{1,28}?)(?=(?:20\d\d年度?)?(?:年初|调整后?|全年)?(?:预算|决算)?(?:数)?(?:为|共|:)?\d)"
)
TRAILING_CODE = re.compile(r"\((?:科目编码|编码|代码)?:?(2\d{2}(?:\d{2}){0,2})\)")
ENUMERATOR = re.compile(
    r"^(?:\d{1,3}[.、)]|\(\d{1,3}\)|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+(?:、|是)|第[一二三四五六七八九十]+(?:是|,)?|[①-⑳]|[-.、,:)])+"
)
AHEAD = re.compile(r"20\d\d年度?|\d[\d.,]*(?:万元|亿元|元)[、,]?|[-/]")
BREAKS = "。;:!?\n,"
_AFTER_NUMBER = re.compile(r"[万亿千元人个辆台套名家项批次年月日%]")
_UNIT_ENDS = ("元", "%", "辆", "个")
LONGEST_NAME = 32  # the longest item name of the classification has 28 characters


class FunctionPath(NamedTuple):
    """``names``: (类|款|项, printed name) from the top; ``code`` where the text prints one."""

    start: int
    end: int
    names: tuple[tuple[str, str], ...]
    code: str | None = None
    bare: bool = False  # an item named without mark or code: only right below a 类 that is known

    @property
    def printed(self) -> str:
        return "/".join(name for _, name in self.names)


_ITEM_IN_PARTS = re.compile(
    r"(?:^|[;。:\n])(?:[(]?\d{1,2}[).、])?(?P<name>[\u4e00-\u9fff]{4,16}?)\d[\d,.]*(?:万|亿)?元,其中:?(?P<parts>[^;。\n]*)"
)


def names_functions(title: str) -> bool:
    """Whether a title may name a 类, 款 or 项: by its mark or by a code in brackets."""
    return "类" in title or "款" in title or re.search(r"[（(]2\d\d(?:\d\d){0,2}[)）]", title) is not None


def find_paths(text: str, *, bare_classes: bool = False) -> list[FunctionPath]:
    """All paths of one paragraph (cleaned text), in order; ``bare_classes``: also 类 names without their mark."""
    paths = _marked(text)
    if not paths:
        paths = _unmarked(text)
    if bare_classes:
        paths = _bare_items(text, _classes(text, paths))
    return sorted(paths, key=lambda path: path.start)


def _bare_items(text: str, paths: list[FunctionPath]) -> list[FunctionPath]:
    """Also names of 款 and 项 that stand alone before their number: 具体包括：文物保护108.28万元,博物馆743.96万元."""
    found = list(paths)
    for match in BARE_ITEM.finditer(text):
        name = match["name"].removesuffix("支出")
        level = next((level for level in (2, 1) if function_codes().knows(name, level)), None)
        if level is None or is_class(match["name"]):
            continue
        if not any(path.start < match.end("name") and match.start("name") < path.end for path in paths):
            names = ((LEVELS[level], match["name"]),)
            found.append(FunctionPath(match.start("name"), match.end("name"), names, bare=True))
    return found


def continued(path: FunctionPath, above: Sequence[tuple[str, str]]) -> FunctionPath:
    """``path`` with the levels that an earlier heading or line has said put before it.

    A 类 that is no class of the classification under a heading that names one is a mislabelled 款.
    """
    names = list(path.names)
    if above and len(names) > 1 and names[0][0] == "类" and not is_class(names[0][1]) and names[1][0] == "项":
        names[0] = ("款", names[0][1])
    order = LEVELS.index(names[0][0])
    missing = [entry for entry in above if LEVELS.index(entry[0]) < order]
    if [level for level, _ in missing] != list(LEVELS[:order]):
        missing = missing if missing and missing[0][0] == "类" else []
    return path._replace(names=(*missing, *names))


def is_class(name: str) -> bool:
    """Whether a name is a 类 of the classification (with or without 支出 at its end)."""
    return name in _class_names() or name.startswith("国有资本经营预算")


def economic(path: FunctionPath, *, before: bool) -> bool:
    """Whether a path is of the economic classification (工资福利支出（类）, 办公费（款）), which has no 项.

    ``before``: whether the path before it was: a 款 that no list knows goes with its neighbours.
    """
    levels = dict(path.names)
    if path.code is not None or "项" in levels:
        return False
    if "类" in levels:
        return not is_class(levels["类"]) and economic_codes().knows(levels["类"], 0)
    return "款" in levels and (before or economic_codes().knows(levels["款"], 1))


class FunctionCodes:
    """Names → codes, first by what the document's own tables print side by side, then by the list of the year."""

    def __init__(self, own: Iterable[tuple[str, str]] = (), *, year: int | None = None) -> None:
        rows = (CodeName(code, name, None, None) for code, name in own if len(code) in WIDTHS and name.strip())
        self._own = Codes(rows, widths=WIDTHS)
        self._year = year
        self._loose: dict[tuple[str | None, ...], str | None] = {}

    def resolve(self, path: FunctionPath) -> str | None:
        """The code of the path's deepest level, or None."""
        if path.code is not None:
            return path.code
        said = dict(path.names)
        names = tuple(said.get(level) for level in LEVELS)
        found = self._own.resolve(names) or function_codes().resolve(names, self._year)
        if found is None and not path.bare and names not in self._loose:
            self._loose[names] = self._own.resolve_loosely(names) or function_codes().resolve_loosely(names, self._year)
        return found or self._loose.get(names)


def _marked(text: str) -> list[FunctionPath]:
    """Paths written with (类)(款)(项) marks."""
    paths: list[FunctionPath] = []
    group: list[tuple[str, str]] = []
    codes: list[str] = []
    start = end = -1
    for match in MARKER.finditer(text):
        floor = end if group else (paths[-1].end if paths else 0)
        name, name_start, code = _name_before(text, match.start(), floor, follows=bool(group))
        joined = group and name_start <= end + 2 and LEVELS.index(match["level"]) > LEVELS.index(group[-1][0])
        if group and not joined:
            paths.append(FunctionPath(start, end, tuple(group), _joined(codes, group)))
            group, codes = [], []
        if not name:
            continue
        if not group:
            start = name_start
        group.append((match["level"], name))
        codes.append(match["before"] or match["after"] or code or "")
        end = match.end()
    if group:
        paths.append(FunctionPath(start, end, tuple(group), _joined(codes, group)))
    return [_with_code(text, path) for path in paths]


def _with_code(text: str, path: FunctionPath) -> FunctionPath:
    """With the code that stands in brackets right after the path: 行政运行（项）（2010801）."""
    match = TRAILING_CODE.match(text, path.end)
    width = 3 + 2 * LEVELS.index(path.names[-1][0])
    if match is None or len(match[1]) != width:
        return path
    return path._replace(end=match.end(), code=path.code or match[1])


def _name_before(text: str, end: int, floor: int, *, follows: bool = False) -> tuple[str, int, str | None]:
    """The name that ends at ``end``, where it starts, and a code printed before it.

    A name that ``follows`` another at once is taken whole: 用于社会福利的彩票公益金支出（项）.
    """
    start = end
    depth = 0
    while start > floor and end - start < LONGEST_NAME + 8:
        char = text[start - 1]
        if char == ")":
            depth += 1
        elif char == "(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and (
            char in BREAKS or char == "%" or (char == "、" and text[start - 2 : start - 1] in _UNIT_ENDS)
        ):
            break
        start -= 1
    raw = text[start:end]
    cut = len(raw) - len(raw.lstrip("-/"))
    while not (follows and start == floor):
        rest = raw[cut:]
        step = ENUMERATOR.match(rest)
        if step and step.end() < len(rest):
            cut += step.end()
            continue
        lead = next(
            (lead for lead in phrases().name_leads if rest.startswith(lead) and len(rest) > len(lead) + 1), None
        )
        if lead is not None and not rest.startswith("其他"):
            cut += len(lead)
            continue
        ahead = AHEAD.match(rest)
        if ahead and ahead.end() < len(rest):
            cut += ahead.end()
            continue
        break
    if follows and raw.startswith("、"):
        cut = max(cut, 1)  # A（项）、B（项）
    if follows and raw.startswith("支出") and len(raw) > 3:
        cut = max(cut, 2)  # 一般公共服务（类）支出审计事务（款）
    name = raw[cut:]
    coded = re.match(r"(\d{2,7})-?(?=[\u4e00-\u9fff])", name)
    code = coded[1] if coded else None
    if coded:
        name = name[coded.end() :]
        cut += coded.end()
    if not name or len(name) > LONGEST_NAME or not re.search(r"[\u4e00-\u9fff]", name):
        return "", start + cut, None
    return name, start + cut - (coded.end() if coded else 0), code


def _joined(codes: Sequence[str], group: Sequence[tuple[str, str]]) -> str | None:
    """208 + 05 + 05 → 2080505; a full code at the last level stands for itself."""
    if not all(codes):
        last = codes[-1] if codes else ""
        return last if last and len(last) == 3 + 2 * LEVELS.index(group[-1][0]) else None
    if len(codes[-1]) == 3 + 2 * LEVELS.index(group[-1][0]):
        return codes[-1]
    whole = "".join(codes)
    return whole if len(whole) == 3 + 2 * (len(codes) - 1) and group[0][0] == "类" else None


def _unmarked(text: str) -> list[FunctionPath]:
    """Paths without brackets: X类Y款Z项, and names with a code beside them."""
    paths = []
    for match in UNBRACKETED.finditer(text):
        name, start, _ = _name_before(text, match.end("class"), 0)
        if is_class(name):
            names = (("类", name), ("款", match["section"]), ("项", match["item"]))
            paths.append(FunctionPath(start, match.end(), names))
    if not paths:
        for match in [*CODED.finditer(text), *LEADING_CODE.finditer(text)]:
            code = match["code"]
            name = ENUMERATOR.sub("", match["name"])
            if len(code) == 3 and not is_class(name):
                continue
            if (
                name
                and not _AFTER_NUMBER.match(name)
                and not text.startswith(("年", "."), match.start("code") + len(code))
            ):
                paths.append(FunctionPath(match.start(), match.end(), ((LEVELS[(len(code) - 3) // 2], name),), code))
    return paths


def _classes(text: str, paths: list[FunctionPath]) -> list[FunctionPath]:
    """Also 类 names that stand alone before their number: 卫生健康支出270.01万元,占2.87%."""
    found = list(paths)
    found += [
        FunctionPath(match.start("name"), match.end("name"), (("类", match["name"]),))
        for match in _class_pattern().finditer(text)
        if not any(path.start < match.end("name") and match.start("name") < path.end for path in paths)
    ]
    return found


@cache
def _class_names() -> frozenset[str]:
    return frozenset(
        name for plain in expanded(phrases().function_classes) for name in (plain, plain.removesuffix("的") + "支出")
    )


@cache
def _class_pattern() -> re.Pattern[str]:
    names = "|".join(
        sorted((name for name in _class_names() if len(name) > 3 or name.endswith("支出")), key=len, reverse=True)
    )
    return re.compile(
        rf"(?:^|(?<=[,;:。、.)\n])|(?<=包括)|(?<=其中)|(?<=分为))(?P<name>{names})(?=(?:支出)?(?:科目)?(?:年初|调整后?|全年)?(?:预算|决算)?(?:数)?(?:为|共|:)?(?:增加|减少|增长|下降)?-?\d)"
    )


def parts_of_economic_items(text: str) -> list[tuple[int, int]]:
    """Where the cleaned text parts an item of the economic classification: 工资福利支出X，其中：基本支出Y. They have no metric."""
    return [
        match.span("parts")
        for match in _ITEM_IN_PARTS.finditer(text)
        if any(economic_codes().knows(match["name"] + end, 0) for end in ("", "支出"))
    ]
