"""Checks of the document as such: whose it is, what it has to say, and what is no fault."""

from __future__ import annotations

import msgspec
import pytest

from extractor.checks import findings_of
from extractor.knowledge.checks import load_checks, validated
from extractor.problems import KnowledgeError, problem
from extractor.records import Anchor, Finding, Profile
from tests.checks.test_checks_catalogue import Writer, table

FORMS = "收入支出决算总表\n部门：临江县水利局\n收入决算表\n部门：临江县水利局\n支出决算表\n部门：临江县水利局\n"


def named(text: str, publisher: str | None = "临江县水利局") -> list[Finding]:
    profile = Profile(kind="final_account", fiscal_year=2020, publisher=publisher)
    made = msgspec.structs.replace(Writer(text=text).document(), profile=profile)
    return [finding for finding in findings_of(made) if finding.check == "disclosure.body_name"]


def test_a_form_that_names_another_body() -> None:
    wrong = FORMS + "政府性基金预算财政拨款收入支出决算表\n部门：临江县教育局\n"
    fails = [finding for finding in named(wrong) if finding.outcome == "fail"]
    assert [(finding.severity, finding.cause) for finding in fails] == [("warning", "沿用其他单位的文件")]
    assert fails[0].evidence[0].quote == "临江县教育局"


@pytest.mark.parametrize(
    "more",
    [
        "部门：临江县水利局\n",
        "部门：水利局（本级）\n",
        "部门：临江县水务局\n",  # 水务 and 水利 share enough to be one body under two names
        "部门：临江县教育局\n本部门与临江县教育局共用办公楼。\n",  # a body that the document speaks of
        "单位：万元\n",
    ],
)
def test_names_that_may_be_one_body(more: str) -> None:
    assert [finding.outcome for finding in named(FORMS + more)] == ["pass"]


def test_without_a_publisher_or_with_few_labels_nothing_is_said() -> None:
    assert named(FORMS, None) == []
    assert named("部门：临江县水利局\n部门：临江县教育局\n") == []


def test_short_names_of_offices_are_one_body() -> None:
    text = "部门：县卫健局\n" * 2 + "部门：临江县卫生健康局\n部门：县卫生健康局\n"
    assert [finding.outcome for finding in named(text, "临江县卫生健康局")] == ["pass"]


def test_a_pattern_without_its_name_is_a_load_error() -> None:
    known = load_checks()
    broken = msgspec.structs.replace(known, names=(msgspec.structs.replace(known.names[0], headings=("^关于",)),))
    with pytest.raises(KnowledgeError, match="no group 'name'"):
        validated(broken)


def missing_unit(quote: str, *starts: int) -> list[tuple[str, str]]:
    writer = Writer()
    for start in starts:
        anchor = Anchor(page=1, box=None, start=start, end=start + len(quote), quote=quote)
        writer.problems.append(problem("F101", anchor=anchor, printed=quote, metric="经营支出"))
    return [(f.outcome, f.severity) for f in writer.of("disclosure.missing_unit")]


def test_a_nought_needs_no_unit() -> None:
    assert missing_unit("12.40", 10, 30) == [("fail", "warning"), ("fail", "warning")]
    assert missing_unit("0", 10, 10, 10) == [("fail", "info")]  # 经营支出、上缴上级支出、对附属单位补助支出均为0


@pytest.mark.parametrize(
    ("metric", "base_year", "outcomes"),
    [
        ("operating_cost", 2019, ["fail"]),
        ("operating_cost", 2020, []),  # against the year's budget
        ("expenditure.closing_carryover", 2019, []),
    ],
)
def test_of_what_a_reason_is_asked(metric: str, base_year: int, outcomes: list[str]) -> None:
    writer = Writer(text="　" * 11_000).fact(metric, "change_rate", "31.2", "%", base_year=base_year)
    assert writer.outcomes("text.reason") == outcomes


@pytest.mark.parametrize(("year", "outcomes"), [(2014, []), (2015, ["fail"])])
def test_forms_are_asked_for_from_the_year_of_the_rules(year: int, outcomes: list[str]) -> None:
    writer = Writer().form("final.revenue", ("合计", None, None, {"total": "1.00"}))
    made = msgspec.structs.replace(writer.document(), profile=Profile(kind="final_account", fiscal_year=year))
    assert [f.outcome for f in findings_of(made) if f.check == "disclosure.final_forms"] == outcomes


@pytest.mark.parametrize(
    ("first", "second", "outcomes"),
    [
        ("下属二级预算单位", "下属二级预算单位共", ["fail"]),
        ("本单位内设职能科室", "本单位内设职能科室", ["fail"]),
        ("下属二级预算单位", "拘留所等下属单位", []),  # another scope: the words differ
        ("下属二级预算单位", "共有", []),  # no words to tell by
    ],
)
def test_a_count_said_again_in_the_same_words(first: str, second: str, outcomes: list[str]) -> None:
    text = first.rjust(100, "。") + "3个。" + second.rjust(100, "。") + "4个。"
    at = text.index("3个"), text.index("4个")
    writer = Writer(text=text).fact("organisation.units", "count", "3", "个", at=at[0])
    assert writer.fact("organisation.units", "count", "4", "个", at=at[1]).outcomes("text.counted_alike") == outcomes
    again = Writer(text=text).fact("organisation.units", "count", "3", "个", at=at[0])
    found = again.fact("organisation.units", "count", "3", "个", at=at[1]).outcomes("text.counted_alike")
    assert found == ["pass"] * len(outcomes)


@pytest.mark.parametrize(("project", "outcome"), [(None, "not_evaluable"), ("河道保洁", "fail")])
def test_a_table_that_lost_its_head_lacks_no_unit(project: str | None, outcome: str) -> None:
    writer = table(Writer(), funds={"total": "10"})
    writer.tables[0] = msgspec.structs.replace(writer.tables[0], project=project)
    writer.problems.append(problem("T302", anchor=writer.tables[0].anchor, table=project or "?"))
    assert [f.outcome for f in writer.of("disclosure.missing_unit") if f.outcome != "pass"] == [outcome]
