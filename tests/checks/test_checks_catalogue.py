"""The catalogue's newer relations, each with a case that fails and one that passes; broken definitions are load errors."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from extractor.checks import findings_of
from extractor.checks.coverage import coverage_of
from extractor.knowledge import checks as catalogue
from extractor.knowledge.checks import Column, Term, load_checks, validated
from extractor.problems import KnowledgeError
from extractor.records import (
    Anchor,
    Disclosure,
    Entity,
    Fact,
    Finding,
    FundsLine,
    Goals,
    Indicator,
    IndicatorTable,
    KnowledgeStamp,
    Paragraph,
    Problem,
    Profile,
    Section,
    Source,
    Statement,
    StatementCell,
    StatementRow,
)


class Writer:
    """Builds a small document; every number gets a place of its own in the text."""

    def __init__(self, *, kind: str = "final_account", text: str = "") -> None:
        self.kind = kind
        self.text = text
        self.at = 10_000
        self.facts: list[Fact] = []
        self.statements: list[Statement] = []
        self.tables: list[IndicatorTable] = []
        self.problems: list[Problem] = []
        self.sections: list[Section] = []

    def anchor(self, at: int | None = None) -> Anchor:
        self.at += 10
        start = self.at if at is None else at
        return Anchor(page=1, box=None, start=start, end=start + 5, quote="12345")

    def fact(self, metric: str, measure: str, value: str, unit: str | None = "万元", **fields: Any) -> Writer:
        number = Decimal(value)
        anchor = self.anchor(fields.pop("at", None))
        self.facts.append(
            Fact(
                id=f"f{len(self.facts)}",
                metric=metric,
                measure=measure,  # type: ignore[arg-type]
                year=fields.pop("year", 2020),
                base_year=fields.pop("base_year", 2019 if measure in ("change", "change_rate") else None),
                basis=None,
                dims=fields.pop("dims", {}),
                value=number,
                unit=unit,
                yuan=number * 10_000 if unit == "万元" else None,
                printed=value,
                score=1.0,
                decided_by="test",
                origin=fields.pop("origin", "prose"),
                entity_id=None,
                statement_id=fields.pop("statement_id", None),
                anchor=anchor,
            )
        )
        return self

    def cell(self, value: str) -> StatementCell:
        number = Decimal(value)
        return StatementCell(value, number, number * 10_000, self.anchor())

    def form(self, form: str, *rows: tuple[str, str | None, str | None, dict[str, str]]) -> Writer:
        """Rows are (label, code, key, column → number)."""
        made = tuple(
            StatementRow(label, code, None, {name: self.cell(value) for name, value in cells.items()}, None, key)
            for label, code, key, cells in rows
        )
        columns = tuple(dict.fromkeys(name for row in made for name in row.cells))
        self.statements.append(
            Statement(f"t{len(self.statements)}", form, form, "万元", 2020, (1,), columns, False, made)
        )
        return self

    def document(self) -> Disclosure:
        place = Anchor(page=1, box=None, start=0, end=90_000, quote="")
        return Disclosure(
            schema="juesuan/disclosure",
            schema_version="1",
            knowledge=KnowledgeStamp("1", "0"),
            source=Source("t", "0", "text/plain", 1, None, "none"),
            status="complete",
            profile=Profile(kind=self.kind, fiscal_year=2020),  # type: ignore[arg-type]
            text=self.text,
            sections=tuple(self.sections),
            paragraphs=(Paragraph("p1", None, "other", 1.0, 0, 90_000, place),),
            facts=tuple(self.facts),
            statements=tuple(self.statements),
            indicator_tables=tuple(self.tables),
            problems=tuple(self.problems),
        )

    def of(self, check: str) -> list[Finding]:
        return [finding for finding in findings_of(self.document()) if finding.check == check]

    def outcomes(self, check: str) -> list[str]:
        return [finding.outcome for finding in self.of(check)]


def summary(total: str, sources: tuple[str, str], opening: str = "10") -> Writer:
    return Writer().form(
        "final.summary",
        ("一、一般公共预算财政拨款收入", None, "revenue.general_public_budget", {"revenue": sources[0]}),
        ("八、其他收入", None, "revenue.other", {"revenue": sources[1]}),
        ("一、一般公共服务支出", None, None, {"expenditure": "60"}),
        ("二、教育支出", None, None, {"expenditure": "40"}),
        ("本年收入合计", None, "revenue.total", {"revenue": total}),
        ("本年支出合计", None, "expenditure.total", {"expenditure": "100"}),
        ("年初结转和结余", None, "revenue.opening_carryover", {"revenue": opening}),
    )


def test_sources_make_the_revenue_of_the_year() -> None:
    assert summary("100.00", ("90.00", "10.00")).outcomes("final.summary.sources") == ["pass"]
    (wrong,) = summary("100.00", ("90.00", "11.00")).of("final.summary.sources")
    assert (wrong.outcome, wrong.gap) == ("fail", Decimal(-10_000))


def test_a_form_of_another_layout_is_not_asked() -> None:
    """Older forms print 财政拨款收入 and not its funds: the check by funds says nothing at all."""
    assert summary("100", ("90", "10")).outcomes("final.summary.sources_by_appropriation") == []


def test_classes_make_the_expenditure_of_the_year() -> None:
    assert summary("100", ("90", "10")).outcomes("final.summary.functions") == ["pass"]
    wrong = summary("100", ("90", "10"))
    wrong.statements[0] = msgspec.structs.replace(
        wrong.statements[0], rows=wrong.statements[0].rows[:2] + wrong.statements[0].rows[3:]
    )
    assert wrong.outcomes("final.summary.functions") == ["fail"]


@pytest.mark.parametrize(("education", "outcome"), [("40.00", "pass"), ("41.00", "fail")])
def test_classes_of_the_summary_against_the_form_with_codes(education: str, outcome: str) -> None:
    writer = summary("100", ("90", "10")).form(
        "final.expenditure",
        ("一般公共服务支出", "201", None, {"total": "60.00", "basic": "60.00"}),
        ("教育支出", "205", None, {"total": education, "basic": education}),
    )
    assert outcome in writer.outcomes("final.function_rows")


def test_a_part_can_not_exceed_its_whole_row_by_row() -> None:
    def within(part: str) -> list[str]:
        return (
            Writer()
            .form("final.expenditure", ("教育支出", "205", None, {"total": "40.00"}))
            .form("final.general_public", ("教育支出", "205", None, {"total": part}))
            .outcomes("final.general_public_within")
        )

    assert within("40.00") == ["pass"]
    assert within("40.02") == ["fail"]


@pytest.mark.parametrize(("closing", "outcome"), [("5.00", "pass"), ("6.00", "fail")])
def test_opening_and_revenue_are_spent_or_left(closing: str, outcome: str) -> None:
    writer = Writer().form(
        "final.government_fund",
        ("合计", None, "total", {"opening": "3.00", "revenue": "10.00", "total": "8.00", "closing": closing}),
    )
    assert outcome in writer.outcomes("form.fund_balance")


def test_a_part_counted_twice_is_named_as_the_cause() -> None:
    writer = Writer().form(
        "final.general_public", ("教育支出", "205", None, {"total": "70.00", "basic": "30.00", "project": "70.00"})
    )
    (finding,) = writer.of("form.row_sum")
    assert finding.cause is not None
    assert "30" in finding.cause


def test_names_against_the_classification() -> None:
    def named(name: str) -> list[str]:
        return Writer().form("final.expenditure", (name, "205", None, {"total": "1"})).outcomes("form.code_names")

    assert named("教育支出") == ["pass"]
    assert named("卫生健康支出") == ["fail"]


def test_no_negative_expenditure() -> None:
    def negative(value: str) -> list[str]:
        return (
            Writer()
            .form("final.expenditure", ("教育支出", "205", None, {"total": value}))
            .outcomes("form.not_negative")
        )

    assert negative("-1") == ["fail"]
    assert negative("1") == []


def test_change_against_last_year_printed() -> None:
    def change(value: str) -> list[str]:
        writer = Writer().fact("general_public.expenditure", "actual", "120.00")
        writer.fact("general_public.expenditure", "actual", "100.00", year=2019)
        return writer.fact("general_public.expenditure", "change", value).outcomes("text.change")

    assert change("20.00") == ["pass"]
    assert change("21.00") == ["fail"]


def test_small_firms_within_the_total() -> None:
    def sme(value: str) -> list[str]:
        return (
            Writer()
            .fact("procurement.total", "actual", "100.00")
            .fact("procurement.sme", "actual", value)
            .outcomes("text.sme")
        )

    assert sme("99.00") == ["pass"]
    assert sme("101.00") == ["fail"]


def test_operating_cost_is_only_a_hint() -> None:
    writer = Writer().fact("operating_cost", "actual", "6.20").fact("general_public.public_funds", "actual", "5.70")
    (finding,) = writer.of("text.operating_cost")
    assert (finding.outcome, finding.severity) == ("fail", "info")
    same = Writer().fact("operating_cost", "actual", "5").fact("general_public.public_funds", "actual", "5")
    assert same.outcomes("text.operating_cost") == ["pass"]


def test_an_operating_cost_below_the_public_funds_may_leave_out_institutions() -> None:
    """机关运行经费 is of 行政单位 and 参公事业单位: the department's 公用经费 holds that of its other 事业单位 too."""
    writer = Writer().fact("operating_cost", "actual", "168.93").fact("general_public.public_funds", "actual", "282.64")
    assert writer.outcomes("text.operating_cost") == ["not_evaluable"]
    slip = Writer().fact("operating_cost", "actual", "168.93").fact("general_public.public_funds", "actual", "186.93")
    (finding,) = slip.of("text.operating_cost")
    assert (finding.outcome, finding.cause) == ("fail", "数字前后颠倒")


@pytest.mark.parametrize(("actual", "outcome"), [("9.00", "pass"), ("11.00", "fail"), ("10.00", "fail")])
def test_smaller_than_the_budget_in_words(actual: str, outcome: str) -> None:
    writer = Writer(text="　" * 100 + "决算数小于预算数的主要原因是厉行节约。")
    writer.fact("three_public.total", "budget", "10.00", at=20).fact("three_public.total", "actual", actual, at=40)
    assert writer.outcomes("text.wording") == [outcome]


def test_a_large_change_asks_for_a_reason() -> None:
    def reason(text: str, rate: str) -> list[str]:
        return Writer(text=text).fact("three_public.total", "change_rate", rate, "%", at=0).outcomes("text.reason")

    assert reason("12345%。", "25") == ["fail"]
    assert reason("12345%，主要原因是车辆增加。", "25") == ["pass"]
    assert reason("12345%。", "5") == []


def test_units_counted_and_listed() -> None:
    def units(listed: str) -> list[str]:
        writer = Writer(text="下属预算单位2个。\n纳入编制范围的预算单位包括：" + listed + "。")
        return writer.fact("organisation.units", "count", "2", "个", at=0).outcomes("text.listed_units")

    assert units("甲中心、乙中心") == ["pass"]
    assert units("甲中心") == ["fail"]
    assert units("局本级、甲中心、乙中心") == ["pass"]


def test_units_counted_and_listed_as_those_of_the_accounts() -> None:
    writer = Writer(text="二级预算单位2个。\n纳入甲局决算编制范围的单位包括：甲局（本级）、乙中心、丙中心、丁中心。")
    assert writer.fact("organisation.units", "count", "2", "个", at=0).outcomes("text.listed_units") == ["fail"]


def test_units_by_type_make_their_count() -> None:
    def units(*types: str, last: str = "2") -> list[str]:
        writer = Writer().fact("organisation.units", "count", "4", "个")
        for unit_type in types:
            count = last if unit_type == types[-1] else "2"
            writer.fact("organisation.units", "count", count, "个", dims={"unit_type": unit_type})
        return writer.outcomes("text.parts")

    assert units("行政单位", "事业单位") == ["pass"]
    assert units("行政单位", "参照公务员法管理的事业单位", "其他事业单位") == ["fail"]
    assert units("行政单位", "事业单位", last="3") == ["pass"]  # the body itself is among the parts
    assert units("行政单位", "事业单位", "参公事业单位") == []  # the last are some of those before
    paid = ("财政全额供给单位", "财政差额供给单位")  # the same four, divided again
    assert units(*paid, "行政单位", "事业单位") == ["pass", "pass"]
    assert units(*paid, "行政单位", "事业单位", last="1") == ["fail", "pass"]


def test_a_column_that_no_item_prints_is_nothing_where_every_item_adds_up() -> None:
    """基本支出 of an item printed under 项目支出: its 款 has 基本支出 of which no item has any."""

    def form(columns: dict[str, str]) -> list[str]:
        return (
            Writer()
            .form(
                "final.general_public",
                ("住房改革支出", "22102", None, {"total": "70.00", "basic": "70.00"}),
                ("住房公积金", "2210201", None, columns),
            )
            .outcomes("form.hierarchy")
        )

    assert "fail" in form({"total": "70.00", "project": "70.00"})
    assert "fail" not in form({"total": "70.00", "basic": "70.00"})
    assert "fail" not in form({"total": "70.00"})  # the columns of this row were not read


def test_the_same_institutions_counted_twice() -> None:
    assert Writer(text="全局有14个派出所。下设13个派出所。").outcomes("text.counted_things") == ["fail"]
    assert Writer(text="全局有14个派出所。下设14个派出所。").outcomes("text.counted_things") == ["pass"]
    assert Writer(text="全局有14个派出所。今年新建3个派出所。").outcomes("text.counted_things") == []


def test_items_of_the_text_stand_in_the_forms() -> None:
    def item(code: str) -> list[str]:
        writer = Writer().form("final.general_public", ("行政运行", "2040201", None, {"total": "5"}))
        writer.fact("general_public.expenditure", "actual", "5", dims={"function": code, "function_name": "x"})
        return writer.outcomes("text.function_rows")

    assert item("2040201") == ["pass"]
    assert item("2050201") == ["fail"]


def test_items_of_the_text_make_their_whole_where_the_list_is_complete() -> None:
    def lines(initial: str, second: str = "40.00") -> list[str]:
        writer = Writer().fact("general_public.expenditure", "actual", "100.00")
        writer.fact("general_public.expenditure", "budget_initial", "90.00")
        for code, budget, actual in (("2040201", "50.00", "60.00"), ("2040202", initial, second)):
            dims = {"function": code, "function_name": code}
            writer.fact("general_public.expenditure", "budget_initial", budget, dims=dims)
            writer.fact("general_public.expenditure", "actual", actual, dims=dims)
        return sorted(writer.outcomes("text.function_sum"))

    assert lines("40.00") == ["pass", "pass"]
    assert lines("41.00") == ["fail", "pass"]
    # neither list makes its whole: items may be left out on purpose
    assert lines("30.00", "30.00") == ["not_evaluable", "not_evaluable"]


def test_a_line_of_the_text_against_the_form_of_its_fund() -> None:
    def line(value: str) -> list[str]:
        dims: dict[str, str | None] = {"function": "2040201", "function_name": "x"}
        writer = Writer(kind="budget").fact("fiscal.expenditure", "budget", value, dims=dims)
        writer.fact("general_public.expenditure", "budget", "5.00", dims=dims, origin="cell", statement_id="t1")
        return writer.outcomes("text.form_value")

    assert line("5.00") == ["pass"]
    assert line("6.00") == ["fail"]


def test_a_missing_unit_is_a_fault_of_the_document() -> None:
    writer = Writer()
    writer.problems.append(Problem("F101", "warning", "facts", "没有单位", writer.anchor()))
    assert writer.outcomes("disclosure.missing_unit") == ["fail"]
    assert Writer().outcomes("disclosure.missing_unit") == ["pass"]


def test_narrative_items_are_asked_only_of_a_narrative() -> None:
    writer = Writer()
    assert writer.outcomes("disclosure.final_narrative") == ["not_evaluable"]
    place = writer.anchor()
    topics = next(check for check in load_checks().topics if check.kind == "final_account").topics
    for number, topic in enumerate(topics[1:]):
        writer.sections.append(Section(f"s{number}", None, 1, None, topic, topic, 1.0, "rule", 0, 1, place))
    assert writer.outcomes("disclosure.final_narrative") == ["fail"]
    writer.sections.append(Section("s", None, 1, None, topics[0], topics[0], 1.0, "rule", 0, 1, place))
    assert writer.outcomes("disclosure.final_narrative") == ["pass"]


def table(writer: Writer, *, target: str = "≥80%", actual: str = "85%", funds: dict[str, str] | None = None) -> Writer:
    indicator = Indicator(None, None, "满意度", target, actual, Decimal(10), Decimal(10), None, writer.anchor())
    lines = {key: FundsLine(key, {"budget": writer.cell(value)}) for key, value in (funds or {}).items()}
    writer.tables.append(
        IndicatorTable("i1", "天网", None, None, 2020, lines, Goals(), writer.anchor(), (indicator,), unit="万元")
    )
    return writer


def test_target_against_actual() -> None:
    assert table(Writer(), actual="85%").outcomes("performance.target") == ["pass"]
    (missed,) = table(Writer(), actual="75%").of("performance.target")
    assert (missed.outcome, missed.severity) == ("fail", "warning")
    assert table(Writer(), target="显著提高").outcomes("performance.target") == []


def test_nested_sources_are_not_added_again() -> None:
    nested = {
        "total": "10",
        "项目资金总额": "10",
        "fiscal": "10",
        "carryover": "0",
        "项目资金总额/其中：财政资金": "10",
    }
    assert table(Writer(), funds=nested).outcomes("performance.funds_sum") == ["pass"]
    assert table(Writer(), funds={**nested, "fiscal": "11"}).outcomes("performance.funds_sum") == ["fail"]


def test_table_against_text() -> None:
    def said(value: str) -> list[str]:
        writer = table(Writer(), funds={"total": "10.00"})
        return writer.fact("project.budget", "budget", value, dims={"project": "天网项目"}).outcomes("performance.said")

    assert said("10.00") == ["pass"]
    assert said("9.00") == ["fail"]


def test_one_wrong_number_is_one_group() -> None:
    """The percent against its own part, and the sum of percents: both judge the same printed number."""
    writer = Writer().fact("expenditure.total", "actual", "100.00")
    for metric, value, share in (("expenditure.basic", "60.00", "65.00"), ("expenditure.project", "40.00", "40.00")):
        writer.fact(metric, "actual", value).fact(metric, "share", share, "%", dims={"of": "expenditure.total"})
    fails = [finding for finding in findings_of(writer.document()) if finding.outcome == "fail"]
    assert {finding.check for finding in fails} == {"text.share", "text.shares_sum"}
    assert len({finding.group for finding in fails}) == 1
    assert fails[0].group is not None


def test_the_denominator_that_was_taken_is_named() -> None:
    writer = Writer().fact("three_public.total", "actual", "100.00").fact("operating_cost", "actual", "200.00")
    writer.fact("three_public.reception", "actual", "50.00")
    writer.fact("three_public.reception", "share", "25.00", "%", dims={"of": "three_public.total"})
    (finding,) = writer.of("text.share")
    assert finding.cause is not None
    assert finding.cause.startswith("分母似为机关运行经费")


def test_coverage_counts_what_a_check_binds() -> None:
    writer = Writer().form(
        "final.general_public", ("教育支出", "205", None, {"total": "70.00", "basic": "30.00", "project": "40.00"})
    )
    document = writer.document()
    lone = Anchor(page=1, box=None, start=50, end=52, quote="7辆")
    entity = Entity("e1", "COUNT", "7辆", Decimal(7), "辆", None, 50, 52, lone)
    coverage = coverage_of(msgspec.structs.replace(document, entities=(entity,)))
    assert [(share.bound, share.total) for share in coverage.forms] == [(3, 3)]
    assert [(share.bound, share.total) for share in coverage.prose] == [(0, 1)]
    assert coverage.prose[0].unbound == (lone,)


def broken(**changes: Any) -> catalogue.CheckCatalogue:
    return msgspec.structs.replace(load_checks(), **changes)


def test_a_broken_definition_is_a_load_error_that_names_it() -> None:
    checks = load_checks()
    form, match, residue = checks.forms[0], checks.row_matches[0], checks.residue[0]
    bad = [
        (broken(forms=(form, form)), form.id, "twice"),
        (broken(forms=(msgspec.structs.replace(form, left=Term(metric="no.such")),)), form.id, "no.such"),
        (broken(forms=(msgspec.structs.replace(form, left=Term(form="final.summary")),)), form.id, "code or a key"),
        (
            broken(row_matches=(msgspec.structs.replace(match, left=Column("final.summary", "totl")),)),
            match.id,
            "no column 'totl'",
        ),
        (broken(residue=(msgspec.structs.replace(residue, patterns=("(",)),)), residue.id, "bad pattern"),
    ]  # fmt: skip
    for changed, entry, detail in bad:
        with pytest.raises(KnowledgeError) as raised:
            validated(changed)
        assert entry in str(raised.value)
        assert detail in str(raised.value)


def fiscal_summary(*, nested: str, total: str = "103.00") -> Writer:
    return Writer().form(
        "final.fiscal_summary",
        ("一、一般公共预算财政拨款", None, "revenue.general_public_budget", {"revenue": "100.00"}),
        ("本年收入合计", None, "revenue.total", {"revenue": "100.00"}),
        ("年初财政拨款结转和结余", None, "revenue.opening_carryover", {"revenue": "3.00"}),
        ("　　一般公共预算财政拨款", None, "revenue.general_public_budget", {"revenue": nested}),
        ("总计", None, "total.revenue", {"revenue": "103.00"}),
        ("总计", None, "total.expenditure", {"total": total, "general_public": total}),
    )


def test_the_same_label_under_the_opening_balance_is_another_row() -> None:
    """一般公共预算财政拨款 stands twice in the form: what came in this year, and what was carried over."""
    assert fiscal_summary(nested="3.00").outcomes("final.fiscal_summary.sources") == ["pass"]
    assert fiscal_summary(nested="3.00").outcomes("final.fiscal_summary.fund.general_public") == ["pass"]
    assert fiscal_summary(nested="4.00").outcomes("final.fiscal_summary.fund.general_public") == ["fail"]


def test_a_check_names_its_basis_and_its_years() -> None:
    catalogue_ = load_checks()
    assert "财预〔2016〕143号" in (catalogue_.basis("disclosure.final_forms") or "")
    form = next(entry for entry in catalogue_.entries() if entry.id == "disclosure.final_state_capital_form")
    assert [form.holds_in(year) for year in (2019, 2020, None)] == [False, True, True]
    broken = msgspec.structs.replace(
        catalogue_, forms=(msgspec.structs.replace(catalogue_.forms[0], basis="nowhere"), *catalogue_.forms[1:])
    )
    with pytest.raises(KnowledgeError, match="unknown basis 'nowhere'"):
        validated(broken)


def test_a_year_left_over_in_a_heading() -> None:
    def heading(title: str) -> list[Finding]:
        writer = Writer()
        writer.sections.append(Section("s1", None, 1, "二", title, "narrative", 1.0, "rule", 0, 9, writer.anchor()))
        return writer.of("disclosure.heading_year")

    assert [finding.outcome for finding in heading("2020年度部门决算情况说明")] == ["pass"]
    left = heading("2019年度部门决算情况说明")[0]
    assert (left.outcome, left.cause) == ("fail", "沿用上年文字")
    assert heading("与2019年度部门决算对比情况") == []


def test_a_sign_beside_its_word() -> None:
    assert Writer(text="比上年减少-5.2万元").outcomes("text.direction_sign") == ["fail"]
    assert Writer(text="比上年减少5.2万元").outcomes("text.direction_sign") == ["pass"]


def test_forms_print_their_own_number_of_decimals() -> None:
    """万元 with six decimals in the forms, two in the text: each rounds by its own last digit."""
    writer = Writer().form(
        "final.expenditure", ("合计", None, "total", {"total": "1277.233480", "basic": "700.115501"})
    )
    writer.fact("expenditure.total", "actual", "1277.233480", origin="cell", statement_id="t0")
    assert writer.fact("expenditure.total", "actual", "1277.23").outcomes("text.form_value") == ["pass"]


def test_a_change_from_the_budget_is_not_taken_from_the_actual() -> None:
    writer = Writer().fact("operating_cost", "actual", "144.66")
    writer.fact("operating_cost", "change", "-12.00", base_year=2020)
    writer.facts[-1] = msgspec.structs.replace(writer.facts[-1], basis="budget_initial")
    assert writer.outcomes("text.change") == []
    writer.fact("operating_cost", "budget_initial", "156.66")
    assert writer.outcomes("text.change") == ["pass"]


def test_what_was_carried_over_is_no_error_of_the_text() -> None:
    """4830.60 with the 120 of 上年结转, 4710.60 of the year in the form: two scopes, and nothing to say."""
    writer = Writer(kind="budget").form(
        "budget.fiscal_summary", ("上年结转", None, "revenue.opening_carryover", {"revenue": "120.00"})
    )
    writer.fact("general_public.basic", "budget", "4710.60", origin="cell", statement_id="t0")
    (finding,) = writer.fact("general_public.basic", "budget", "4830.60").of("text.form_value")
    assert (finding.outcome, finding.severity) == ("fail", "info")
    assert finding.cause == "差额恰为结转数 120.00万元，一处含结转、一处不含"
    other = writer.fact("general_public.basic", "budget", "4830.70").of("text.form_value")
    assert "error" in [finding.severity for finding in other if finding.outcome == "fail"]


def test_a_part_that_the_shares_leave_out() -> None:
    writer = Writer().fact("expenditure.total", "actual", "100.00")
    writer.fact("expenditure.basic", "actual", "60.00").fact(
        "expenditure.basic", "share", "60", "%", dims={"of": "expenditure.total"}
    )
    writer.fact("expenditure.project", "actual", "40.00", origin="cell", statement_id="t0")
    (finding,) = writer.of("text.shares_sum")
    assert (finding.outcome, finding.cause) == ("fail", "漏列项目支出")
    writer.fact("expenditure.project", "share", "40", "%", dims={"of": "expenditure.total"}, at=95_000)
    assert "fail" not in writer.outcomes("text.shares_sum")


@pytest.mark.parametrize(("words", "outcomes"), [("持平", ["fail"]), ("基本持平", []), ("大致相同", [])])
def test_nearly_equal_in_words_is_no_claim_of_equality(words: str, outcomes: list[str]) -> None:
    writer = Writer(text="　" * 100 + f"决算数与预算数{words}。")
    writer.fact("three_public.total", "budget", "34.90", at=20).fact("three_public.total", "actual", "34.87", at=40)
    assert writer.outcomes("text.wording") == outcomes


@pytest.mark.parametrize(("part", "outcome"), [("200.00", "pass"), ("210.00", "fail")])
def test_the_items_of_a_form_without_codes_add_up_to_its_total(part: str, outcome: str) -> None:
    found = (
        Writer()
        .form(
            "budget.transfer",
            ("合计", None, "total", {"total": "300.00"}),
            ("道路养护", None, None, {"total": part}),
            ("卫生补助", None, None, {"total": "100.00"}),
        )
        .outcomes("form.items")
    )
    assert outcome in found
