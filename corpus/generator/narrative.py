"""情况说明: the outline of ``data/plans.yaml``, each of its entries told from the accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.generator.accounts import Project
from corpus.generator.book import function_path
from corpus.generator.composer import listed
from corpus.generator.data import economic_name, function_name, load
from corpus.generator.model import Picture, Piece
from corpus.generator.numbers import PLACES, as_printed, in_unit, printed
from corpus.generator.parts import expenditure_parts, revenue_parts, structure_parts, three_items
from corpus.generator.telling import Telling, counted, list_of

LINE_NUMBERS = ("{}.", "{}、", "（{}）", "")


def narrative(telling: Telling) -> None:
    """The whole part, its own heading first."""
    plans = load("plans")
    telling.head(1, "narrative", "narrative")
    outline: dict[str, list[tuple[int, str]]] = plans["final" if telling.final else "budget"]
    plan = outline.get(telling.variant.plan) or outline["usual"]
    for level, name in plan:
        if name == "operating_cost" and not telling.final and not telling.accounts.administrative:
            continue
        telling.head(level, name, plans["topics"][name])
        (_FINAL if telling.final else _BUDGET)[name](telling, level)


# --- final accounts -------------------------------------------------------------------------------------------------------


def _sentence(name: str, *, run_in: bool = False) -> Callable[[Telling, int], None]:
    def tell(telling: Telling, level: int) -> None:
        family = telling.words["final" if telling.final else "compilation"][name]
        telling.out.say(telling.say(family), run_in=run_in)

    return tell


def _nothing(telling: Telling, level: int) -> None:
    """A heading that only holds others."""


def _summary(telling: Telling, level: int) -> None:
    words = telling.words["final"]
    telling.out.say(telling.say(words["summary_apart" if telling.variant.totals_apart else "summary"]))
    if telling.rng.random() < 0.3:
        telling.out.say(telling.say(telling.words["final"]["carried"]))


def _revenue(telling: Telling, level: int) -> None:
    words = telling.words["final"]
    telling.out.say(telling.say(words["revenue"], parts=revenue_parts(telling)))
    telling.perhaps(words["revenue_change"])
    _chart(telling, "本年收入构成图")


def _expenditure(telling: Telling, level: int) -> None:
    words = telling.words["final"]
    telling.out.say(telling.say(words["expenditure"], parts=expenditure_parts(telling)))
    telling.perhaps(words["expenditure_change"])
    _chart(telling, "本年支出结构图")


def _structure(telling: Telling, level: int) -> None:
    parts = structure_parts(telling)
    telling.out.say(telling.say(telling.words["final"]["structure"], parts=parts), run_in=True)


def _detail(telling: Telling, level: int) -> None:
    words = telling.words["final"]
    telling.out.say(telling.say(words["detail"]), run_in=True)
    _lines(telling, words["line"])


def _basic(telling: Telling, level: int) -> None:
    family = telling.words["final" if telling.final else "compilation"]["basic"]
    telling.out.say(telling.say(family, words=_basic_items(telling)))


def _three_public(telling: Telling, level: int) -> None:
    out, say, words = telling.out, telling.say, telling.words["final"]
    topics = load("plans")["topics"]
    three, counts = telling.accounts.three_public, telling.accounts.counts
    if not three["total"].budget:
        out.say(say(words["three_none"]))
        return
    telling.head(level + 1, "three_overall", topics["three_overall"])
    overall = say(words["three_overall"])
    if telling.rng.random() < 0.4:
        overall = say(words["three_items"], head=overall, parts=three_items(telling))
    out.say(overall, run_in=True)
    if telling.rng.random() < 0.3:
        out.say(say(words["three_change"]))
    telling.head(level + 1, "three_detail", topics["three_detail"])
    if three["total"].value:
        out.say(say(words["three_parts"]), run_in=True)
    out.say((Piece("1."), *say(words["abroad"])))
    out.say((Piece("2."), *say(words["vehicle"])))
    types = [
        (Piece(name), *say(f"{{three_public.vehicles_owned#{name}}}辆"))
        for name, count in telling.accounts.vehicle_types.items()
        if count
    ]
    if types:
        out.say(say(words["vehicle_purchase"], types=list_of(types, "、")))
    else:
        out.say(say(words["vehicle_purchase_none"]))
    out.say(say(words["vehicle_operation"]))
    out.say((Piece("3."), *say(words["reception"])))
    if counts["domestic_batches"]:
        out.say(say(words["reception_domestic"]))
        if telling.rng.random() < 0.5:
            out.say(say(words["reception_foreign"]))


def _three_joined(telling: Telling, level: int) -> None:
    _three_public(telling, level)
    telling.out.say(telling.say(telling.words["final"]["conference"]))


def _body_cost(telling: Telling, level: int) -> None:
    words = telling.words["final"]
    telling.out.say(telling.say(words["body_cost" if telling.accounts.administrative else "operating_cost_none"]))


def _chart(telling: Telling, title: str) -> None:
    if telling.variant.charts:
        whole = [telling.rng.random() for _ in range(3)]
        number = sum(isinstance(block, Picture) for block in telling.out.blocks) + 1
        telling.out.add(Picture(f"图{number}：{title}", tuple(part / sum(whole) for part in whole)))


def _fund(fund: str) -> Callable[[Telling, int], None]:
    def tell(telling: Telling, level: int) -> None:
        words = telling.words["final" if telling.final else "compilation"]
        metric = f"{fund}.expenditure"
        if not telling.accounts.funds[fund].expenditure:
            telling.out.say(telling.say(words[f"{fund}_none"]))
            return
        lines = []
        for item in telling.accounts.items:
            if telling.speaker.can_say(metric, item.code) and f"{fund}_line" in words:
                fn, dims = _function(telling, item.code)
                lines.append(telling.say(words[f"{fund}_line"], key=item.code, dims=dims, fn=fn))
        telling.out.say(telling.say(words[fund], lines=list_of(lines, "；")))

    return tell


def _operating_cost(telling: Telling, level: int) -> None:
    words = telling.words["final"]
    family = words["operating_cost" if telling.accounts.administrative else "operating_cost_none"]
    telling.out.say(telling.say(family), run_in=True)


def _assets(telling: Telling, level: int) -> None:
    year = telling.accounts.year - (not telling.final)
    family = telling.words["final" if telling.final else "compilation"]["assets"]
    uses = [
        (Piece(name), *telling.say(f"{{assets.vehicles#{name}}}辆", year=year))
        for name in telling.accounts.vehicle_uses
    ]
    threshold = str(telling.accounts.equipment[0])
    telling.out.say(telling.say(family, year=year, uses=list_of(uses, "、"), threshold=threshold), run_in=True)


def _performance(telling: Telling, level: int) -> None:
    out, words, projects = telling.out, telling.words["final"], telling.accounts.projects
    family = words["performance_amounts" if telling.variant.performance == "amounts" else "performance"]
    out.say(telling.say(family))
    telling.head(level + 1, "performance.projects", load("plans")["topics"]["performance.projects"])
    names = "".join(f"“{project.name}”" for project in projects)
    out.say(telling.say(words["projects_intro"], names=names, count=str(len(projects))))
    if telling.variant.review_style == "narrative":
        for project in projects:
            _review(telling, project)
    telling.indicators()


def _review(telling: Telling, project: Project) -> None:
    words = telling.words["final"]
    clean = telling.rng.random() < 0.25
    problems = [] if clean else list(project.spec["problems"])
    measures = [] if clean else list(project.spec["measures"])
    line = telling.say(
        words["review_clean" if clean else "review"],
        key=project.name,
        dims={"project": project.name},
        words={
            "name": project.name,
            "effects": project.spec["social"],
            "problems": counted(problems),
            "measures": counted(measures),
        },
    )
    telling.out.say(line)
    unit = telling.variant.text_unit

    def shown(amount: int) -> str:
        return str(as_printed(printed(in_unit(amount, unit), places=PLACES[unit])))

    telling.projects.append(
        {
            "name": project.name,
            "budget": shown(project.budget),
            "executed": shown(project.executed),
            "completion": str(next(p.fact.value for p in line if p.fact and p.fact.measure == "completion")),
            "unit": unit,
            "effects": project.spec["social"],
            "problems": problems,
            "improvements": measures,
        }
    )


# --- budgets --------------------------------------------------------------------------------------------------------------


def _budget_revenue(telling: Telling, level: int) -> None:
    words = telling.words["compilation"]
    if telling.rng.random() < 0.3:
        telling.out.say(telling.say(words["shanghai"]))
    else:
        telling.out.say(telling.say(words["revenue"], parts=revenue_parts(telling, shares=False)))


def _budget_expenditure(telling: Telling, level: int) -> None:
    parts = expenditure_parts(telling, shares=False)
    telling.out.say(telling.say(telling.words["compilation"]["expenditure"], parts=parts))


def _budget_general_public(telling: Telling, level: int) -> None:
    words = telling.words["compilation"]
    telling.out.say(telling.say(words["overall"]))
    _lines(telling, words["line"])


def _budget_three_public(telling: Telling, level: int) -> None:
    words = telling.words["compilation"]
    if telling.rng.random() < 0.5:
        telling.out.say(telling.say(words["three"]))
        return
    telling.out.say(telling.say(words["three_head"]))
    for number, sentence in enumerate(words["three_each"], 1):
        telling.out.say((Piece(f"（{'一二三'[number - 1]}）"), *telling.say(sentence)))


def _budget_performance(telling: Telling, level: int) -> None:
    telling.out.say(telling.say(telling.words["compilation"]["performance"]), run_in=True)
    telling.indicators()


# --- parts of sentences ---------------------------------------------------------------------------------------------------


def _lines(telling: Telling, family: Sequence[str]) -> None:
    """The 类/款/项 lines, all in the wording of one template."""
    template = telling.rng.choice(family)
    number_style = telling.rng.choice(LINE_NUMBERS)
    quoted = telling.rng.random() < 0.2
    number = 0
    for item in telling.accounts.items:
        if not item.general_public:
            continue
        number += 1
        fn, dims = _function(telling, item.code)
        fn = f"“{fn}”" if quoted else fn
        line = telling.say(template, key=item.code, dims=dims, fn=fn, purpose=_purpose(telling, item.code))
        telling.out.say((Piece(number_style.format(number)), *line) if number_style else line)


def _function(telling: Telling, code: str) -> tuple[str, dict[str, str]]:
    """类（类）款（款）项（项）, and the dimensions of a fact of it."""
    year = telling.accounts.year
    path = [function_name(code[:length], year) for length in (3, 5, 7)]
    fn = "".join(f"{name}（{level}）" for name, level in zip(path, "类款项", strict=True))
    return fn, {"function": code, "function_name": function_path(code, year)}


def _purpose(telling: Telling, code: str) -> str:
    name = function_name(code)
    purposes = load("departments")["purposes"]
    for ending, choice in purposes.items():
        if ending and ending in name:
            return str(telling.rng.choice(choice))
    return str(telling.rng.choice(purposes[""]))


def _basic_items(telling: Telling) -> dict[str, str]:
    codes = telling.accounts.economic
    return {
        "personnel_items": listed([economic_name(code) for code in codes if code[:3] in ("301", "303")]),
        "public_items": listed([economic_name(code) for code in codes if code[:3] in ("302", "310")]),
    }


_FINAL: dict[str, Callable[[Telling, int], None]] = {
    "summary": _summary,
    "revenue": _revenue,
    "expenditure": _expenditure,
    "fiscal_summary": _sentence("fiscal_summary"),
    "general_public": _nothing,
    "overall": _sentence("overall", run_in=True),
    "structure": _structure,
    "detail": _detail,
    "basic": _basic,
    "three_public": _three_public,
    "three_joined": _three_joined,
    "body_cost": _body_cost,
    "poverty": _sentence("poverty"),
    "government_fund": _fund("government_fund"),
    "state_capital": _fund("state_capital"),
    "other": _nothing,
    "operating_cost": _operating_cost,
    "procurement": _sentence("procurement", run_in=True),
    "assets": _assets,
    "conference": _sentence("conference"),
    "debts": _sentence("debts"),
    "scope_note": _sentence("scope_note"),
    "empty_forms": _sentence("empty_forms"),
    "performance": _performance,
}
_BUDGET: dict[str, Callable[[Telling, int], None]] = {
    "summary": _sentence("summary"),
    "revenue": _budget_revenue,
    "expenditure": _budget_expenditure,
    "fiscal_summary": _sentence("fiscal_summary"),
    "general_public": _budget_general_public,
    "basic": _basic,
    "three_public": _budget_three_public,
    "government_fund": _fund("government_fund"),
    "state_capital": _fund("state_capital"),
    "other": _nothing,
    "operating_cost": _sentence("operating_cost", run_in=True),
    "procurement": _sentence("procurement", run_in=True),
    "assets": _assets,
    "empty_forms": _sentence("empty_forms"),
    "performance": _budget_performance,
}
