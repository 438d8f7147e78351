"""Lists of parts in a sentence: sources of revenue, kinds of expenditure, 类 with their shares, the three of 三公."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.generator.data import function_classes, function_name
from corpus.generator.model import Piece
from corpus.generator.telling import Telling, list_of

_FUNDS = (
    ("revenue.general_public_budget", "一般公共预算财政拨款收入"),
    ("revenue.government_fund", "政府性基金预算财政拨款收入"),
    ("revenue.state_capital", "国有资本经营预算财政拨款收入"),
)
_SOURCES = (
    ("revenue.superior_subsidy", "上级补助收入"),
    ("revenue.business", "事业收入"),
    ("revenue.operating", "经营收入"),
    ("revenue.subordinate_remittance", "附属单位上缴收入"),
    ("revenue.other", "其他收入"),
)
_EXPENDITURES = (
    ("expenditure.basic", "基本支出"),
    ("expenditure.project", "项目支出"),
    ("expenditure.superior_remittance", "上缴上级支出"),
    ("expenditure.operating", "经营支出"),
    ("expenditure.subordinate_subsidy", "对附属单位补助支出"),
)
_THREE = {"abroad": "因公出国（境）费", "vehicle": "公务用车购置及运行维护费", "reception": "公务接待费"}


def revenue_parts(telling: Telling, *, shares: bool = True) -> list[Piece]:
    """财政拨款 in one or by fund, then the other sources; with or without those of nothing."""
    one = telling.rng.random() < 0.4
    names = [("revenue.fiscal_appropriation", "财政拨款收入")] if one else list(_FUNDS)
    names += _SOURCES
    if not telling.final:
        names.append(("revenue.opening_carryover", "上年结转"))
    return _parts(telling, names, "revenue.total", zeros=telling.rng.random() < 0.5, shares=shares)


def expenditure_parts(telling: Telling, *, shares: bool = True) -> list[Piece]:
    zeros = telling.rng.random() < 0.5 and telling.final
    return _parts(telling, _EXPENDITURES, "expenditure.total", zeros=zeros, shares=shares)


def structure_parts(telling: Telling) -> list[Piece]:
    """Every 类 of the general public budget with its share."""
    metric = "general_public.expenditure"
    template = telling.rng.choice(telling.words["final"]["structure_part"])
    parts = []
    for code in function_classes(telling.accounts.year):
        if not telling.speaker.can_say(metric, code):
            continue
        name = function_name(code, telling.accounts.year)
        name = name.removesuffix("支出") if "（类）支出" in template and name != "其他支出" else name
        dims = {"function": code, "function_name": name}
        amount = telling.speaker.amount(metric, key=code, dims=dims)
        share = telling.speaker.share(metric, metric, key=code, dims=dims)
        parts.append(telling.say(template, fn=name, amount=amount, share=share))
    return list_of(parts, "；")


def three_items(telling: Telling) -> list[Piece]:
    """The three expenses with what share of their budget was spent, where there was one."""
    words, items = telling.words["final"], []
    for item, name in _THREE.items():
        metric = f"three_public.{item}"
        amount = telling.speaker.amount(metric)
        if telling.accounts.three_public[item].budget:
            done = telling.say(f"{{{metric}:completion}}")
            items.append(telling.say(words["three_item"], name=name, amount=amount, done=done))
        else:
            items.append(telling.say(words["three_item_unplanned"], name=name, amount=amount))
    return list_of(items, "；")


def _parts(
    telling: Telling, metrics: Sequence[tuple[str, str]], whole: str, *, zeros: bool, shares: bool
) -> list[Piece]:
    template = telling.rng.choice(telling.words["final"]["part"])
    said = telling.rng.choice(telling.words["wholes"][whole])
    parts: list[tuple[Piece, ...]] = []
    for metric, name in metrics:
        if not zeros and not telling.speaker.book[metric, ""].value:
            continue
        amount = telling.speaker.amount(metric)
        if shares:
            share = telling.speaker.share(metric, whole)
            parts.append(telling.say(template, name=name, amount=amount, share=share, whole=said))
        else:
            parts.append((Piece(name), *amount))
    return list_of(parts, "；")
