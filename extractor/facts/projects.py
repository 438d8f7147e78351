"""Narrative reviews of one project (项目绩效目标完成情况综述), and the project that an evaluation report is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.facts.project_lists import AMOUNT, names_project
from extractor.facts.project_names import QUOTES, plain_name
from extractor.facts.state import Claim
from extractor.knowledge.phrases import as_printed, simply

NUMBERING = r"^\s*(?:(?:[（(]?[\d一二三四五六七八九十]+[）)、.．]+|第[一二三四五六七八九十]+[、，,])\s*)*"
REVIEW = re.compile(
    NUMBERING + r"(?P<name>[^。；;：:，,\n]{2,60}?)"
    r"(?:绩效目标(?:实际)?完成情况综述|绩效自评(?:结果)?综述|绩效自评情况综述|自评(?:情况)?综述|绩效评价综述|绩效完成情况综述|绩效情况综述)\s*[。：:，,]"
)
# 1.智慧水务项目：全年预算数100万元，执行数90万元: a project named by a title of its own
TITLED = re.compile(
    NUMBERING
    + r"(?P<name>[^。；;：:，,、\n]{2,40}?项目)(?:(?:(?:绩效)?(?:自评|评价|完成)(?:结果|情况)?|绩效情况)?\s*(?:[。：:]|$)|(?=[，,]?(?:绩效)?(?:自评|评价)得分|[，,]?全年预算数))"
)
# names of kinds and numbers of projects, and what NUMBERING leaves of "（一）项目"
NO_PROJECT = re.compile(
    r"\W|\d+个|(?:对|重点|专项|部门|单位|整体|预算|财政|其他|本级|全部|所有|一般|各|以上|上述|延续|新增|具体|绩效|自评|评价)*"
    r"(?:支出|资金|评价|绩效|自评|预算|财政|政策)*项目$"
)
SPENT = re.compile(r"预算[^。；;]{0,12}\d[\d,.]*\s*(?:万|亿)?元[^。]{0,30}(?:执行|支出|决算|使用)[^。]{0,12}\d")
# 其中“X”项目自评得分96分，全年预算数A，执行数B: one project within a paragraph about all of them
ONE_NAME = r"[“\"《]?(?!部门|单位|整体|各|该|所有|其余)[^。；;：:，,、\n]{2,40}?[”\"》]?项目"
WITHIN = re.compile(
    rf"(?:其中[:：，,]?|(?<=[。；;，,]))(?P<name>{ONE_NAME})"
    r"(?=(?:(?:绩效)?(?:自评|评价)(?:综合)?得分[^。]{0,12}分[，,](?:该?项目)?)?(?:全年预算数|申报预算))"
)
# 其中X项目预算20万元
PLANNED_WITHIN = re.compile(rf"其中[:：，,]?(?P<name>{ONE_NAME})(?=(?:年初)?预算(?:数|安排|资金)?(?:为|共)?{AMOUNT})")
# 对“X”等1个项目实施部门评价，项目全年预算数A，…，评价得分B分: what follows the comma is of that one
PICKED = re.compile(
    r"(?:对|选取|选择|选定)了?(?P<name>(?:[“\"《][^”\"》\n]{2,40}[”\"》]|[^。；;：:，,、“”\d\n]{2,30}?))(?:等)?(?:[1一]个)?项目"
    r"(?:支出)?(?:实施|开展|进行|组织)[^。；;]{0,30}?[，,]该?(?P<said>(?=(?:项目)?(?:(?:绩效|部门)?(?:自评|评价)(?:综合)?得分|(?:全年|年初|当年)?预算(?:数|安排|金额)?(?:为)?\d)))"
)
REPORT_TITLE = re.compile(
    NUMBERING + r"(?:附件\s*\d*[：:]?)?\s*(?P<name>[^。；;，,\n]{2,60}?)"
    r"(?:\s*(?:20\d\d)\s*年度?)?(?:专项)?(?:支出)?(?:预算)?(?:绩效)(?:评价|自评|自我评价)(?:结果)?报告(?:\s*[（(].*[）)])?\s*$"
)
NAME_CELL = re.compile(r"项目名称[：:]?\s*([^\t\n]{2,60})")
WHOLE_DEPARTMENT = re.compile(r"整体(?:支出)?|部门预算")
EFFECTS = re.compile(
    r"(?:通过项目(?:的)?实施|项目绩效目标完成情况|绩效目标完成情况|项目实施(?:后)?|取得(?:的)?(?:主要)?成效)[，,：:]?"
)
TROUBLES = re.compile(r"(?:发现的?(?:主要)?问题(?:及原因)?|存在的?(?:主要)?问题(?:及原因)?|主要问题)\s*[：:，,是]?")
REMEDIES = re.compile(r"(?:下一步(?:的)?(?:改进|整改|工作)?(?:措施|打算|计划)?|改进(?:的)?措施|整改措施)\s*[：:，,是]?")
ITEM = re.compile(r"(?:^|[；;。，,\s])(?:[一二三四五六七八九十]+是|[（(]?\d[）).、．]|[①-⑩])")
NOTHING = re.compile(r"^(?:无|没有|暂无|未发现(?:问题)?|无问题|不适用)$")


class Review(NamedTuple):
    """One review, offsets in the paragraph's text."""

    name: str
    budget: Decimal | None
    executed: Decimal | None
    completion: Decimal | None
    unit: str | None
    effects: str | None
    problems: tuple[str, ...]
    improvements: tuple[str, ...]


def review_name(text: str) -> str | None:
    """The project a paragraph reviews, where it begins as a review does."""
    match = REVIEW.match(text)
    if match is None:
        return None
    return plain_name(match["name"]) or None


def named_within(text: str) -> list[tuple[int, int, str]]:
    """(start, end, name) of the parts of sentences about one project's score, budget and execution each, where such stand inside ``text``."""
    found: list[tuple[int, int, str]] = []
    starts: list[tuple[int, int, str]] = []  # where the part begins, from where its end is sought, the name
    starts += [(match.start("name"), match.end(), plain_name(match["name"])) for match in WITHIN.finditer(text)]
    for match in PLANNED_WITHIN.finditer(text):
        name = plain_name(match["name"])
        if names_project(name.removesuffix("项目")):
            starts.append((match.end() - len("项目"), match.end(), name))
    starts += [
        (match.start("said"), match.start("said"), plain_name(match["name"]) + "项目")
        for match in PICKED.finditer(text)
    ]
    starts.sort()
    for at, (start, end, name) in enumerate(starts):
        stop = text.find("。", end) + 1 or len(text)
        if at + 1 < len(starts):
            stop = min(stop, starts[at + 1][0])  # the next project's figures are its own
        if not NO_PROJECT.match(name):
            found.append((start, stop, name))
    return found


def titled_name(title: str, text: str) -> str | None:
    """The project that a section's ``title``, or the title with which ``text`` begins, names, where the text says budget and
    execution of one."""
    if not SPENT.search(text):
        return None
    for line in (text, title):
        match = TITLED.match(line)
        name = plain_name(match["name"]) if match is not None else ""
        if name and not NO_PROJECT.match(name):
            return name
    return None


def report_name(title: str, publisher: str | None = None) -> str | None:
    """The project an evaluation report's title names, without ``publisher`` and year before it; None for reports on the whole department."""
    match = REPORT_TITLE.match(title.strip())
    if match is None or WHOLE_DEPARTMENT.search(match["name"]):
        return None
    name = re.sub(rf"[{QUOTES}]", "", re.sub(r"(?:20\d\d)\s*年度?$", "", match["name"])).strip()
    if publisher and name.startswith(publisher):
        name = re.sub(r"^(?:关于)?(?:20\d\d)\s*年度?", "", name.removeprefix(publisher).strip())
    return name if len(name) > 2 else None


def printed_name(name: str, text: str) -> str:
    """The name as the document itself prints it in its tables (项目名称) or in quotation marks: 项目 at the end of
    "X项目绩效目标完成情况综述" belongs to the name or to the sentence, and only those places tell."""
    base = name.removesuffix("项目")
    cells = {found.strip() for found in NAME_CELL.findall(text)}
    if name in cells or base == name:
        return name
    if base in cells or f"“{base}”" in text or f"《{base}》" in text:
        return base
    return name


def read_review(name: str, text: str, claims: Sequence[Claim]) -> Review:
    """The review of ``name``: its amounts from the claims, its prose by the usual headings inside the sentence, as printed."""
    simple = simply(text)
    amounts = {(claim.metric, claim.measure): claim for claim in reversed(claims)}
    budget = amounts.get(("project.budget", "budget"))
    executed = amounts.get(("project.executed", "actual"))
    completion = amounts.get(("project.executed", "completion")) or amounts.get(("project.budget", "completion"))
    trouble, remedy = TROUBLES.search(simple), REMEDIES.search(simple)
    stop = min((match.start() for match in (trouble, remedy) if match), default=len(text))
    effect = None
    after_amounts = max((claim.span[1] for claim in claims), default=0)
    start = EFFECTS.search(simple, after_amounts)
    if start is not None and start.end() < stop:
        effect = text[start.end() : stop].strip(" ，,。；;")
    troubles = (
        text[trouble.end() : remedy.start() if remedy and remedy.start() > trouble.end() else len(text)]
        if trouble
        else ""
    )
    return Review(
        name=as_printed(name, text) if name in simple else name,
        budget=budget.value if budget else None,
        executed=executed.value if executed else None,
        completion=completion.value if completion else None,
        unit=(budget or executed).unit if (budget or executed) else None,  # type: ignore[union-attr]
        effects=effect or None,
        problems=items_of(troubles),
        improvements=items_of(text[remedy.end() :]) if remedy else (),
    )


def items_of(text: str) -> tuple[str, ...]:
    """一是…；二是… as a list; without such marks the whole text is one item."""
    text = text.strip(" ：:，,。；;是")
    if not text or NOTHING.match(simply(text)):
        return ()
    marks = list(ITEM.finditer(text))
    if not marks:
        return (text,)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    found = (text[mark.end() : end].strip(" ，,。；;：:") for mark, end in zip(marks, ends, strict=True))
    return tuple(item for item in found if item)
