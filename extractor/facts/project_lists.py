"""Named projects that a budget lists with their amounts under 项目支出: 其中：智慧水务建设经费30万元；河道清淤8万元."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractor.facts.claims import ORGANISATION
from extractor.facts.clean import Clean, clean
from extractor.facts.function_lines import is_class
from extractor.facts.state import Claim
from extractor.knowledge.codes import economic_codes
from extractor.knowledge.metrics import load_lexicon
from extractor.knowledge.phrases import phrases
from extractor.records import Entity

AMOUNT = r"\d[\d,]*(?:\.\d+)?(?:万元|亿元|元)"
# 项目支出48万元，其中：; what stands between the amount and 其中 says no other amount
HEAD = re.compile(
    rf"(?:(?<!类)项目支出|专项业务工作的(?:经费)?支出)(?:年初)?(?:预算)?(?:数|总额)?(?:为|共|共计|安排)?{AMOUNT}[,;。]?[^\d]{{0,140}}?(?:其中[:,]?|项目支出中[:,]|(?:包括|分别为|分别是):)(?=\D)"
)
MAIN = re.compile(rf"项目支出(?:为|共|安排)?{AMOUNT}.{{0,120}}?主要项目(?:有|为|包括)?[:,]")
ENUMERATOR = r"(?:[(]?\d{1,2}[).、]|[(][一二三四五六七八九十]+[)]|[①-⑳])"
# the same under a title that says 项目支出: 年初预算数为48万元，是指…支出，其中：
HEAD_BELOW_TITLE = re.compile(
    rf"(?:^|年初|年)(?:预算|安排)(?:数|总额)?(?:为|共|共计|安排)*{AMOUNT}[,;。]?[^\d]{{0,140}}?其中[:,]?(?=\D)"
)
# what a section on one project says of its money: 2025年度预算安排860.5万元; 预算安排规模：200万元
PLANNED = re.compile(
    rf"(?:20\d\d年度?)?(?:(?:计划|拟)?安排[^,。;:\d]{{2,40}}?(?=项目(?:预算|资金)))?(?:本|该)?(?:项目)?(?:年度|当年)?(?:财政)?(?:预算|资金)(?:总)?(?:安排|申请|规模|资金|总额|金额|数|额)*(?:为|共|共计|:)*(?P<amount>{AMOUNT})"
)
# how a section on one project begins to describe it: X项目，对沿线建筑进行修缮
OPENS = re.compile(r"项目(?:概述|概况|基本情况|简介|内容)")
DESCRIBED = re.compile(
    r"\s*(?P<name>[^，,。；;：:\n\d]{3,40}项目)(?:[，,](?=对|为|是|主要|旨在|拟|计划|用于|按|根据)|是指|主要(?:对|用于))"
)
PLANS = re.compile(r"(?:预算|资金)(?:安排|总额|金额|规模|情况)|预算$")
NAMED = re.compile(r"项目名称[:：]\s*(?P<name>[^。；;\n]{2,60})")
LABEL = re.compile(rf"\s*{ENUMERATOR}?\s*项目名称[:：]\s*[^\s。；;]")
LONGEST_LABEL = 80
SHORTEST_NAME = 3
ANNOUNCES = re.compile(rf"项目(?:支出{AMOUNT}[,;])?[^,。;:]{{0,12}}:\s*$")
# 某活动：预算安排20万元, in a section on projects
LABELLED = re.compile(
    rf"(?P<name>[^,;:。\d]{{4,40}}):(?:20\d\d年度?)?(?:年度|当年)?(?:预算|资金)(?:安排|金额|资金|总额|数)*(?:为|共)?(?P<amount>{AMOUNT})(?=[,;。(]|$)"
)
# 重点项目“X”预算安排20万元: in the printed text, which still has its quotation marks
QUOTED = re.compile(
    r"项目[“\"](?P<name>[^”\"]{2,40})[”\"](?:20\d\d年度?)?(?:年度|当年)?预算(?:安排|金额|资金|总额|数)*(?:为|共)?(?P<amount>\d)"
)
# what a numbered line says of its project behind the amount: 较上年减少6万元，下降4.01%; 与上年持平
MOVED = re.compile(
    rf"[,;。](?:与|比|较|同)(?:上年|去年|(?P<base>20\d\d)年)度?(?P<basis>预算)?(?:数|安排)?(?:相比)?,?(?:(?P<flat>持平)|(?P<way>增加|减少)(?P<amount>{AMOUNT})(?:,(?:增长|下降|增加|减少)(?P<rate>\d+(?:\.\d+)?%))?)"
)
# titles of what a project's sections say of it, which name no project
PART_OF_PROJECT = re.compile(
    r"(?:依据|情况|说明|目标|安排|内容|概况|概述|简介|周期|期限|方案|主体|预算|计划|效益|绩效|资金|背景|必要性|单位|规模|进度|措施|来源|总额|分析|要求|时间|支出|经费|其他)$"
)
ITEM = re.compile(
    rf"{ENUMERATOR}?(?P<name>[^,;:。\d]{{4,40}}?)(?:预算|安排|为|:|共)*(?P<amount>{AMOUNT})(?=[,;。、(]|$)"
)
LINE = re.compile(rf"{ENUMERATOR}(?P<name>[^,;:。\d]{{4,40}}?)(?:预算|安排|为|:|共)*(?P<amount>{AMOUNT})(?=[,;。(]|$)")
GOAL = re.compile(r"[,;。](?:项目)?(?:总体|年度|绩效)*目标")
PARTED = re.compile(r"[;。]|(?<=[元)])[,、]")
LISTS_PROJECTS = re.compile(r"项目(?:支出|预算|经费|绩效|安排|情况|资金|明细|介绍)|重点项目")


def listed_projects(
    text: str,
    entities: Sequence[Entity],
    *,
    title: str,
    year: int | None,
    taken: Iterable[tuple[int, int]],
    planned: bool = True,
    announced: bool = False,
) -> list[Claim]:
    """What each named project of the paragraph is to get (``project.budget``), or has cost where not ``planned``.

    ``title`` is that of the section: where it speaks of projects, a numbered line that begins with a name and an amount is an
    item too, and so it is where the paragraph before has ``announced`` them. Numbers whose span is ``taken`` are read
    already. Offsets are those of ``text``.
    """
    if "万元" not in text and "元" not in text:
        return []
    cleaned = clean(text)
    found: list[Claim] = []
    read = set(taken)
    by_start = {cleaned.forth[entity.start]: entity for entity in entities if entity.yuan is not None}
    for name, at in _items(cleaned.text, title, announced=announced):
        entity = by_start.get(at[1])
        if entity is None or (entity.start, entity.end) in read or entity.value is None:
            continue
        start, end = cleaned.original(at[0], at[0] + len(name))
        found.append(_project_claim(entity, year, _with_quotes(text, start, end), planned=planned))
    if len(found) == 1 and LINE.match(cleaned.text):
        found += _moves(cleaned, found[0], entities)
    return found or _quoted(text, entities, year, read, planned=planned)


def _quoted(
    text: str, entities: Sequence[Entity], year: int | None, read: set[tuple[int, int]], *, planned: bool
) -> list[Claim]:
    """What projects named in quotation marks are to get: 重点项目“X”预算安排20万元."""
    by_start = {entity.start: entity for entity in entities if entity.yuan is not None and entity.value is not None}
    found = ((match["name"], by_start.get(match.start("amount"))) for match in QUOTED.finditer(text))
    return [
        _project_claim(entity, year, name)
        for name, entity in found
        if planned and entity is not None and (entity.start, entity.end) not in read
    ]


def _moves(cleaned: Clean, claim: Claim, entities: Sequence[Entity]) -> list[Claim]:
    """How a project's amount has changed, where its own line says so."""
    by_start = {cleaned.forth[entity.start]: entity for entity in entities if entity.value is not None}
    match = MOVED.search(cleaned.text, cleaned.forth[claim.span[1] - 1])
    if match is None or claim.year is None:
        return []
    base = int(match["base"]) if match["base"] else claim.year - 1
    moved = claim._replace(base_year=base, basis="budget" if match["basis"] else None, rule="project.moved")
    if match["flat"]:
        span = cleaned.original(*match.span("flat"))
        return [
            moved._replace(
                measure="change", value=Decimal(0), unit=None, yuan=None, printed=match["flat"], span=span, entity=None
            )
        ]
    sign = -1 if match["way"] == "减少" else 1
    found = []
    for name, measure in (("amount", "change"), ("rate", "change_rate")):
        entity = by_start.get(match.start(name)) if match[name] else None
        if entity is None or entity.value is None:
            continue
        found.append(
            moved._replace(
                measure=measure,
                value=sign * entity.value,
                unit=entity.unit,
                yuan=sign * entity.yuan if entity.yuan is not None else None,
                printed=entity.printed,
                span=(entity.start, entity.end),
                entity=entity,
            )
        )
    return found


def _project_claim(entity: Entity, year: int | None, project: str | None, *, planned: bool = True) -> Claim:
    assert entity.value is not None
    return Claim(
        "project.budget" if planned else "project.executed",
        "budget" if planned else "actual",
        entity.value,
        entity.unit,
        entity.yuan,
        year,
        None,
        None,
        {"project": project},
        entity.printed,
        (entity.start, entity.end),
        entity,
        0.8,
        "project.listed",
    )


def announces_projects(text: str) -> bool:
    """Whether the paragraph ends by saying that projects follow: 主要项目如下："""
    return ANNOUNCES.search(clean(text).text) is not None


def labels_project(text: str) -> bool:
    """Whether the paragraph is a line that names a project: 项目名称：X."""
    return len(text) < LONGEST_LABEL and LABEL.match(text) is not None


def project_of(titles: Sequence[str]) -> str | None:
    """The project that the titles over a paragraph name, the nearest first: 项目名称：X, or the title over 年度预算安排."""
    for at, title in enumerate(titles):
        named = NAMED.search(title)
        if named is not None:
            return named["name"].strip()
        if at and PLANS.search(titles[0]) and not LISTS_PROJECTS.search(title) and title.endswith("项目"):
            return title
    if len(titles) > 1 and LISTS_PROJECTS.search(titles[1]) and PART_OF_PROJECT.search(titles[0]) is None:
        return titles[0] if len(titles[0]) > SHORTEST_NAME and names_project(titles[0]) else None
    return None


def planned_amount(text: str, entities: Sequence[Entity], *, titles: Sequence[str], year: int | None) -> list[Claim]:
    """What the project that ``titles`` name is to get, where the paragraph says so at its beginning."""
    project = project_of(titles)
    cleaned = clean(text)
    match = PLANNED.match(cleaned.text) if project is not None else None
    if match is None:
        return []
    start = match.start("amount")
    entity = next((one for one in entities if cleaned.forth[one.start] == start and one.yuan is not None), None)
    return [_project_claim(entity, year, project)] if entity is not None and entity.value is not None else []


def _items(text: str, title: str, *, announced: bool) -> list[tuple[str, tuple[int, int]]]:
    """(name, (where it starts, where its amount starts)) of every item in the cleaned text."""
    line = LINE.match(text)
    if (
        line is not None
        and (announced or LISTS_PROJECTS.search(title) or GOAL.match(text, line.end()))
        and names_project(line["name"])
    ):
        return [(line["name"], (line.start("name"), line.start("amount")))]
    labelled = LABELLED.match(text) if LISTS_PROJECTS.search(title) else None
    if labelled is not None and names_project(labelled["name"]):
        return [(labelled["name"], (labelled.start("name"), labelled.start("amount")))]
    head = MAIN.search(text) or HEAD.search(text) if "项目支出" in text or "专项业务" in text else None
    if head is None and re.match(r"[\W\d]*项目支出", title):
        head = HEAD_BELOW_TITLE.search(text)
    if head is None:
        return []
    items = []
    start = head.end()
    for cut in [*(match.end() for match in PARTED.finditer(text, start)), len(text)]:
        match = ITEM.match(text, start, cut)
        if match is not None and match["name"].endswith("类项目支出"):
            pass  # 基本建设类项目支出0元 before the projects
        elif match is not None:
            if not names_project(match["name"].removesuffix("项目支出")):
                return []  # kinds or sources of spending: no list of projects
            name = match["name"].removesuffix("支出") if match["name"].endswith("项目支出") else match["name"]
            items.append((name, (match.start("name"), match.start("amount"))))
        elif re.search(AMOUNT, text[start:cut]) and not re.match(r"(?:主要)?(?:用于|目标|是|为)", text[start:cut]):
            break
        start = cut
    return items


def names_project(name: str) -> bool:
    """Whether a name is a project's own: no kind or source of spending, no item of a classification, no body."""
    plain = name.removesuffix("支出")
    words = phrases().no_projects
    return not (
        any(name.startswith(word[1:]) if word[0] == "^" else word in name for word in words)
        or name in load_lexicon()
        or is_class(name)
        or economic_codes().knows(plain, 0)
        or economic_codes().knows(plain, 1)
        or ORGANISATION.search(name)
        or "(" in name
    )


def _with_quotes(text: str, start: int, end: int) -> str:
    """The name as printed, with a quotation mark that stands open right before it."""
    if start and text[start - 1] in "“《" and text[start - 1 : end].count("”") + text[start - 1 : end].count("》"):
        start -= 1
    return text[start:end].strip()
