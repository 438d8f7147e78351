"""The facts of a whole document: paragraphs in order, each with its section's topic and what came before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from extractor.facts.clean import clean
from extractor.facts.function_lines import FunctionCodes, economic, find_paths, names_functions
from extractor.facts.grammar import read_paragraph
from extractor.facts.project_lists import (
    DESCRIBED,
    OPENS,
    PLANS,
    announces_projects,
    labels_project,
    listed_projects,
    planned_amount,
)
from extractor.facts.projects import named_within, printed_name, read_review, report_name, review_name, titled_name
from extractor.facts.state import Claim, Context, Trouble, speaks_of_one_fund, subject_of_title
from extractor.knowledge.metrics import below, metrics_file
from extractor.knowledge.phrases import simply
from extractor.knowledge.statements import stated_unit
from extractor.layout import Layout
from extractor.problems import problem
from extractor.records import (
    Anchor,
    Entity,
    Fact,
    Paragraph,
    Problem,
    Profile,
    ProjectReview,
    Section,
    Statement,
)

MOST_NAMED = 6  # amounts that a problem prints
LONGEST_UNIT = 20  # characters of （金额单位：万元）
LONGEST_TITLE = 80  # characters of a report's title on a line of its own
NO_LISTS = ("narrative.three_public", "narrative.other.procurement", "narrative.other.assets", "overview")
DETAIL = "narrative.general_public.detail"
ASSETS = "narrative.other.assets"
TOTALS = frozenset({"total.revenue_and_expenditure", "total.revenue", "total.expenditure"})
# 2024年项目支出预算1,200万元，比上年增加…, in a section on projects: of all of them
STATES_ALL = re.compile(
    r"[^，。；：]{0,40}(?<!\w类)项目支出(?:年初)?(?:预算)?(?:数|总额)?(?:为|共|共计|安排)*[\d,]+(?:\.\d+)?\s*(?:万|亿)?元"
)
# 2020年一般公共预算基本支出X，其中人员经费Y, in an evaluation report
STATES_GENERAL_BASIC = re.compile(
    r"[^，,。；;]{0,20}一般公共预算(?:财政)?(?:拨款)?(?:安排的?)?基本支出(?:决算|预算)?(?:数)?(?:为|共|共计)*[\d,]+(?:\.\d+)?\s*(?:万|亿)?元"
)
REVIEWED = ("narrative.performance", "attachments.evaluation")


def find_facts(
    layout: Layout,
    sections: Sequence[Section],
    paragraphs: Sequence[Paragraph],
    entities: Sequence[Entity],
    statements: Sequence[Statement],
    profile: Profile,
) -> tuple[tuple[Fact, ...], tuple[ProjectReview, ...], tuple[Problem, ...]]:
    """Facts of the prose in reading order, the narrative project reviews, and problems (``F1xx``).

    Function names resolve by the document's own statements, then by the code list of the fiscal year.
    """
    reader = _DocumentReader(layout, sections, entities, statements, profile)
    for paragraph in paragraphs:
        reader.read(paragraph)
    return tuple(reader.facts), tuple(reader.reviews), (*reader.problems, *reader.unread_amounts())


class _DocumentReader:
    """Carries the context from paragraph to paragraph."""

    def __init__(
        self,
        layout: Layout,
        sections: Sequence[Section],
        entities: Sequence[Entity],
        statements: Sequence[Statement],
        profile: Profile,
    ) -> None:
        self.layout = layout
        self.sections: Mapping[str, Section] = {section.id: section for section in sections}
        self.titles = sorted((section.start, section.title) for section in sections)
        self.entities = sorted(entities, key=lambda entity: entity.start)
        self.starts = [entity.start for entity in self.entities]
        self.profile = profile
        self.kind = "budget" if profile.kind == "budget" else "final_account"
        self.codes = FunctionCodes(own_codes(statements), year=profile.fiscal_year)
        self.context = Context(kind=self.kind, codes=self.codes)
        self.section: Section | None = None
        self.report: str | None = None
        self.names: dict[str, str] = {}
        self.facts: list[Fact] = []
        self.reviews: list[ProjectReview] = []
        self.problems: list[Problem] = []
        self.unread: dict[str, list[Anchor]] = {}  # amounts that no metric fits, by the title of their section
        self.announced = False  # the paragraph before says that projects follow
        self.units: dict[str, str] = {}  # money unit by section, where a line of its own says it once
        self.block_starts = [block.start for block in layout.blocks]
        self.label: str | None = None  # 项目名称：X, whose lines follow
        self.described: tuple[str | None, str] | None = None  # the holder of a project's sections, and its label
        self.economic = False  # the last 类/款 seen was of the economic classification

    def read(self, paragraph: Paragraph) -> None:
        """One paragraph: its claims become facts."""
        text = self.layout.text[paragraph.start : paragraph.end]
        topic = paragraph.topic
        self._enter(self.sections.get(paragraph.section_id or ""))
        self._note_unit(paragraph, text)
        name = report_name(simply(text), self.profile.publisher) if len(text) < LONGEST_TITLE else None
        if name is not None:
            self.report = self._printed(name)
        topic = self._reading_topic(topic, text)
        if any(below(topic, silent) for silent in metrics_file().silent):
            if below(topic, "narrative.project_funding"):
                self._list_projects(text, paragraph, ())
            return
        if self._of_economic_items(text):
            return
        reviewed = None
        if topic.startswith(REVIEWED):
            title = self.section.title if self.section is not None and topic.startswith(REVIEWED[0]) else ""
            simple = simply(text)
            reviewed = self._printed(review_name(simple) or titled_name(simply(title), simple))
        project = reviewed or self._project(topic, paragraph.start)
        topic = "narrative.performance.projects" if reviewed is not None else topic
        self._name_broken(paragraph)
        claims: list[Claim] = []
        troubles: list[Trouble] = []
        for start, end, name in self._pieces(text, topic, project):
            self.context.project = name
            own = name != project and topic.startswith(REVIEWED[0])
            part = self._read_part(text, paragraph, start, end, "narrative.performance.projects" if own else topic)
            claims += part[0]
            troubles += part[1]
        self.context.project = project
        for claim in sorted(claims, key=lambda claim: claim.span):
            self.facts.append(self._fact(claim, paragraph.start))
        listed = self._list_projects(text, paragraph, [claim.span for claim in claims]) if self._plans(topic) else set()
        for trouble in troubles:
            if trouble.span in listed:
                continue
            if trouble.code == "F103":
                anchor = self.layout.anchor(trouble.span[0] + paragraph.start, trouble.span[1] + paragraph.start)
                self.unread.setdefault(self.section.title if self.section else "", []).append(anchor)
            else:
                self.problems.append(self._problem(trouble, paragraph.start))
        if reviewed is not None and any(claim.metric.startswith("project.") for claim in claims):
            self._review(reviewed, text, claims, paragraph)

    def _note_unit(self, paragraph: Paragraph, text: str) -> None:
        """（单位：万元） on a line of its own holds for the section and those below it; over a table it is the table's."""
        unit = stated_unit(clean(text).text) if len(text) < LONGEST_UNIT else None
        if unit is None or self.section is None:
            return
        following = bisect_left(self.block_starts, paragraph.end)
        if following < len(self.block_starts) and self.layout.blocks[following].kind == "paragraph":
            self.units[self.section.id] = self.context.unit = unit

    def _name_broken(self, paragraph: Paragraph) -> None:
        """A problem for each amount, percentage or count of which digits are lost: it is in no fact, and no sum shows that it is missing."""
        for entity in self._entities_of(paragraph):
            if entity.value is None and entity.label in ("AMOUNT", "PERCENT", "COUNT"):
                anchor = self.layout.anchor(entity.start + paragraph.start, entity.end + paragraph.start)
                self.problems.append(problem("F104", anchor=anchor, printed=entity.printed))

    def _pieces(self, text: str, topic: str, project: str | None) -> list[tuple[int, int, str | None]]:
        """(start, end, project) of the parts of a paragraph: what it says of one project stands for itself."""
        found = named_within(simply(text)) if project is None and topic.startswith(REVIEWED) else []
        pieces: list[tuple[int, int, str | None]] = []
        at = 0
        for start, end, name in found:
            pieces += [(at, start, project), (start, end, self._printed(name))]
            at = end
        return [piece for piece in (*pieces, (at, len(text), project)) if piece[0] < piece[1]]

    def _read_part(
        self, text: str, paragraph: Paragraph, start: int, end: int, topic: str
    ) -> tuple[list[Claim], list[Trouble]]:
        """Claims and troubles of ``text[start:end]``, their spans counted in ``text``."""
        entities = [one for one in self._entities_of(paragraph) if start <= one.start and one.end <= end]
        claims, troubles = read_paragraph(
            text[start:end],
            topic=topic,
            year=self.profile.fiscal_year,
            entities=[_shifted(one, -start) for one in entities] if start else entities,
            context=self.context,
        )
        if not start:
            return claims, troubles
        return (
            [claim._replace(span=(claim.span[0] + start, claim.span[1] + start)) for claim in claims],
            [one._replace(span=(one.span[0] + start, one.span[1] + start)) for one in troubles],
        )

    def _plans(self, topic: str) -> bool:
        """Whether projects with their amounts may be listed here: outside of figures that have parts of their own."""
        return not any(below(topic, other) for other in NO_LISTS)

    def _list_projects(self, text: str, paragraph: Paragraph, taken: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
        """Facts of the projects that the paragraph lists; the spans of their numbers."""
        title = self.section.title if self.section is not None else ""
        listed = listed_projects(
            text,
            self._entities_of(paragraph),
            title=title if self.kind == "budget" else "",
            year=self.profile.fiscal_year,
            taken=taken,
            planned=self.kind == "budget",
            announced=self.announced and self.kind == "budget",
        )
        if not listed and self.kind == "budget":
            self.label = text if labels_project(text) else self.label
            self._note_described(text)
            label = self.label or self._described_here()
            titles = (label, *self.context.titles) if label else self.context.titles
            listed = planned_amount(text, self._entities_of(paragraph), titles=titles, year=self.profile.fiscal_year)
            listed = [
                claim._replace(dims={**claim.dims, "project": self._printed(claim.dims["project"])}) for claim in listed
            ]
            self.label = None if listed else self.label
        self.announced = bool(listed and self.announced) or announces_projects(text)
        self.facts += [self._fact(claim, paragraph.start) for claim in listed]
        return {claim.span for claim in listed}

    def _note_described(self, text: str) -> None:
        """项目概况 that begins with the project's name tells whose 年度预算安排 beside it is."""
        section = self.section
        if section is None or not below(section.topic, "narrative.project_funding"):
            return
        found = DESCRIBED.match(text)
        if found is not None and OPENS.match(section.title):
            self.described = (section.parent_id, f"项目名称：{found['name']}")

    def _described_here(self) -> str | None:
        """The label of the project that a section beside this one has described."""
        if self.described is None or self.section is None or self.described[0] != self.section.parent_id:
            return None
        return self.described[1] if PLANS.search(self.section.title) else None

    def unread_amounts(self) -> list[Problem]:
        """One problem a section: amounts of its text that are in no fact, and no reason or purpose either."""
        return [
            problem(
                "F103",
                anchor=anchors[0],
                title=title,
                count=len(anchors),
                printed="、".join(anchor.quote for anchor in anchors[:MOST_NAMED])
                + ("…" if len(anchors) > MOST_NAMED else ""),
            )
            for title, anchors in self.unread.items()
        ]

    def _reading_topic(self, topic: str, text: str = "") -> str:
        """基本支出 and 项目支出 as subsections of all expenditure (or of the general budget's) are read as parts of it."""
        section = self.section
        above = self.sections.get(section.parent_id or "") if section is not None else None
        if section is None or section.topic != topic:
            return topic
        kept = (
            next((kept for holder, kept in metrics_file().read_as_holder.items() if below(above.topic, holder)), ())
            if above
            else ()
        )
        if above is not None and topic in kept:
            return above.topic
        stated = STATES_ALL.match(text) if below(topic, "narrative.project_funding") else None
        # 安排项目支出X is without what was carried over, unless the paragraph says how much of it that is
        if stated is not None and ("安排项目支出" not in stated[0] or "结转" in text):
            general = any("一般公共预算" in title for title in self.context.titles)
            return "narrative.general_public" if general else "narrative.expenditure"
        if below(topic, REVIEWED[1]) and STATES_GENERAL_BASIC.match(text) and "三公" not in text:
            return "narrative.basic"
        return topic

    def _of_economic_items(self, text: str) -> bool:
        """Whether the paragraph is about items of the economic classification, for which the vocabulary has no metric."""
        paths = (
            find_paths(clean(text).text) if "款）" in text or "类）" in text or "款)" in text or "类)" in text else []
        )
        if paths:
            self.economic = economic(paths[0], before=self.economic)
            return self.economic
        return False

    def _enter(self, section: Section | None) -> None:
        """A new section: what its title says, and of what was carried only what its neighbours share."""
        if section is self.section:
            return
        before, self.section = self.section, section
        self.announced = False
        self.label = None
        context = Context(kind=self.kind, codes=self.codes, stage=self.context.stage)
        if section is not None and before is not None and self._neighbours(before, section):
            context.function_metric = self.context.function_metric
            context.head, context.head_value = self.context.head, self.context.head_value
            context.path = self.context.path
            context.pending = self.context.pending
            if below(section.topic, ASSETS) and below(before.topic, ASSETS):
                context.year = self.context.year
        if section is not None and before is not None and section.parent_id in (before.id, before.parent_id or "-"):
            context.said = (
                self.context.said & TOTALS if self.kind == "budget" else context.said
            )  # 一、收支总体情况 speaks of them for 收入情况 and 支出情况 too
        above: Section | None = section
        titles: list[str] = []
        topics: list[str] = []
        while above is not None:
            titles.append(above.title)
            topics.append(above.topic)
            context.unit = context.unit or self.units.get(above.id)
            above = self.sections.get(above.parent_id or "")
        said: dict[str, str] = {}
        for title in reversed(titles):
            if names_functions(title):
                for path in find_paths(clean(title).text):
                    said.update(dict(path.names))
        if said:
            context.path = tuple((level, said[level]) for level in ("类", "款") if level in said)
        if context.pending is None and section is not None:
            context.pending = subject_of_title(section.title, self._reading_topic(section.topic))
        context.titles = tuple(titles)
        if titles and below(topics[0], "narrative.general_public") and speaks_of_one_fund(titles[:1]):
            context.function_metric = None  # what was said of all funds before holds no more
        whole = metrics_file().function_metrics.get("narrative.fiscal_summary")
        if DETAIL in topics[:1] and "narrative.fiscal_summary" in topics and not speaks_of_one_fund(titles):
            context.function_metric = whole  # 财政拨款支出决算情况 over 具体情况
        self.context = context
        if section is not None and "项" in said and names_functions(section.title):
            # 1.行政运行（2130301） as a heading: its numbers follow
            read_paragraph(
                section.title, topic=section.topic, year=self.profile.fiscal_year, entities=(), context=context
            )

    def _neighbours(self, before: Section, section: Section) -> bool:
        """Whether two sections are parent and child, or share a parent below the narrative itself."""
        if section.parent_id == before.id or before.parent_id == section.id:
            return True
        return section.parent_id is not None and section.parent_id == before.parent_id and section.topic == before.topic

    def _project(self, topic: str, start: int) -> str | None:
        """The project of an evaluation report: the last title before this place that names one."""
        if not below(topic, "attachments.evaluation"):
            return None
        index = bisect_left(self.titles, (start + 1, ""))
        for _, title in reversed(self.titles[:index]):
            name = report_name(simply(title), self.profile.publisher)
            if name is not None:
                return self._printed(name)
            if re.search(r"绩效.*报告\s*$", simply(title).strip()):
                return None
        return self.report

    def _printed(self, name: str | None) -> str | None:
        """A project's name as the document prints it in its tables, in simplified characters as other dims are."""
        if name is not None and name not in self.names:
            self.names[name] = printed_name(name, simply(self.layout.text))
        return self.names[name] if name is not None else None

    def _entities_of(self, paragraph: Paragraph) -> list[Entity]:
        """The paragraph's entities with offsets of its own text."""
        found = []
        for entity in self.entities[bisect_left(self.starts, paragraph.start) :]:
            if entity.start >= paragraph.end:
                break
            if entity.end <= paragraph.end:
                found.append(_shifted(entity, -paragraph.start))
        return found

    def _fact(self, claim: Claim, offset: int) -> Fact:
        start, end = claim.span[0] + offset, claim.span[1] + offset
        return Fact(
            id=f"f{len(self.facts) + 1}",
            metric=claim.metric,
            measure=claim.measure,  # type: ignore[arg-type]
            year=claim.year,
            base_year=claim.base_year,
            basis=claim.basis,  # type: ignore[arg-type]
            dims=claim.dims,
            value=claim.value,
            unit=claim.unit,
            yuan=claim.yuan,
            printed=claim.printed,
            score=claim.score,
            decided_by=f"grammar:{claim.rule}",
            origin="prose",
            entity_id=claim.entity.id if claim.entity else None,
            statement_id=None,
            anchor=self.layout.anchor(start, end),
        )

    def _problem(self, trouble: Trouble, offset: int) -> Problem:
        anchor = self.layout.anchor(trouble.span[0] + offset, trouble.span[1] + offset)
        return problem(trouble.code, anchor=anchor, **trouble.fields)

    def _review(self, name: str, text: str, claims: Sequence[Claim], paragraph: Paragraph) -> None:
        review = read_review(name, text, claims)
        self.reviews.append(
            ProjectReview(
                id=f"r{len(self.reviews) + 1}",
                name=review.name,
                budget=review.budget,
                executed=review.executed,
                completion=review.completion,
                unit=review.unit,
                effects=review.effects,
                problems=review.problems,
                improvements=review.improvements,
                anchor=self.layout.anchor(paragraph.start, paragraph.end),
            )
        )


def own_codes(statements: Sequence[Statement]) -> list[tuple[str, str]]:
    """(code, name) of every row that prints a functional code beside its name."""
    found: dict[str, str] = {}
    for statement in statements:
        for row in statement.rows:
            if row.code and row.code.isdigit() and len(row.code) in (3, 5, 7) and row.code.startswith("2"):
                found.setdefault(row.code, row.label)
    return list(found.items())


def _shifted(entity: Entity, by: int) -> Entity:
    return Entity(
        id=entity.id,
        label=entity.label,
        printed=entity.printed,
        value=entity.value,
        unit=entity.unit,
        yuan=entity.yuan,
        start=entity.start + by,
        end=entity.end + by,
        anchor=entity.anchor,
    )
