"""Accounts and habits → the abstract document: headings, sentences, forms, indicator tables, in the publisher's order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from corpus.generator.accounts import Accounts, Project, make_accounts
from corpus.generator.book import function_path, keep_book
from corpus.generator.composer import Composer, listed
from corpus.generator.data import economic_name, function_name, load
from corpus.generator.forms import budget_forms, final_forms
from corpus.generator.indicators import indicator_table, table_title
from corpus.generator.model import Block, Contents, Document, Kind, PageBreak, Paragraph, Piece, TableBlock, pieces
from corpus.generator.numbers import as_printed, printed, wan
from corpus.generator.sentences import Speaker, UnsayableError
from corpus.generator.variants import PLAIN, Variant, choose_variant

LINE_NUMBERS = ("{}.", "{}、", "（{}）", "")


def make_document(seed: int, *, kind: Kind = "final_account", variant: Variant | None = None) -> Document:
    """One disclosure, determined by ``seed`` and ``kind``. ``variant`` fixes the habits; else they are drawn too.

    Seed 0 has plain habits, for the demonstration.
    """
    rng = Random(f"juesuan-{kind}-{seed}")
    year = rng.randrange(2018, 2026)
    accounts = make_accounts(rng, kind, year)
    drawn = choose_variant(rng)
    chosen = variant if variant is not None else PLAIN if seed == 0 else drawn
    return _Writer(rng, accounts, chosen, seed, kind).document()


class _Writer:
    def __init__(self, rng: Random, accounts: Accounts, variant: Variant, seed: int, kind: Kind) -> None:
        self.rng = rng
        self.accounts = accounts
        self.variant = variant
        self.seed = seed
        self.kind = kind
        self.final = kind == "final_account"
        self.speaker = Speaker(rng, accounts, keep_book(accounts), variant)
        self.say = self.speaker.say
        self.words = load("phrases")
        self.out = Composer(variant)
        self.projects: list[dict[str, Any]] = []
        self.glossary: list[dict[str, str]] = []
        unit = accounts.spec["scope"] == "unit"
        self.scope = "单位" if unit else "部门"
        self.noun = "决算" if self.final else "预算"

    def document(self) -> Document:
        year, org = self.accounts.year, self.accounts.org
        title = f"{org}{year}年{'度' if self.final else ''}{self.scope}{self.noun}"
        cover = (
            [title]
            if self.rng.random() < 0.5
            else [org, f"{year}年{'度' if self.final else ''}{self.scope}{self.noun}"]
        )
        for line in cover:
            self.out.add(Paragraph(pieces(line), align="center", role="cover"))
        self.out.add(PageBreak())
        if self.variant.contents != "none":
            self.out.add(Contents(depth=2 if self.variant.parts else 1))
            self.out.add(PageBreak())
        self._overview()
        if self.variant.tables_first:
            self._forms()
            self._narrative()
        else:
            self._narrative()
        self._glossary()
        last_forms = not self.variant.tables_first
        if last_forms and not self.variant.parts:  # reports count 一、 as such a document does: nothing follows them
            self._forms()
        if self.final and self.variant.attachments:
            self._attachments()
        if last_forms and self.variant.parts:
            self._forms()
        region = self.accounts.region
        names = [region["province"], region["city"], region["county"]]
        profile = {
            "title": title,
            "publisher": org,
            "region": names,
            "region_code": region["code"],
            "level": "县" if names[2] else "市" if names[1] else "省",
            "fiscal_year": year,
            "kind": self.kind,
            "scope": "unit" if self.scope == "单位" else "department",
        }
        return Document(
            seed=self.seed,
            kind=self.kind,
            title=title,
            org=org,
            year=year,
            variant=self.variant,
            blocks=_without_end_break(self.out.blocks),
            profile=profile,
            projects=tuple(self.projects),
            glossary=tuple(self.glossary),
        )

    # --- 概况 -------------------------------------------------------------------------------------------------------------

    def _overview(self) -> None:
        out, accounts, words = self.out, self.accounts, self.words["overview"]
        out.heading(1, f"{self.scope}概况", "overview")
        out.heading(2, self.rng.choice(("主要职能", "主要职责", "基本职能")), "overview.functions")
        for number, duty in enumerate(accounts.spec["duties"], 1):
            out.say(pieces(f"{number}.{duty}"))
        if self.rng.random() < 0.7:
            tasks = f"{accounts.year}年重点工作{'完成情况' if self.final else '任务'}"
            out.heading(2, tasks, "overview.key_work")
            for number, task in enumerate(accounts.spec["work"], 1):
                out.say(pieces(f"{number}.{task}"))
        out.heading(
            2,
            self.rng.choice(("机构设置", "机构设置情况", f"{self.scope}{self.noun}单位构成")),
            "overview.organisation",
        )
        out.say(self.say(words["offices"], offices=listed(accounts.offices)))
        if accounts.units:
            out.say(self.say(words["units"]))
            out.say(
                self.say(
                    words["units_list"],
                    noun=f"{self.scope}{self.noun}",
                    names=listed([f"{accounts.org}（本级）", *accounts.units]),
                )
            )
        else:
            out.say(self.say(words["units_none"], noun=f"{self.scope}{self.noun}"))
        if self.rng.random() < 0.5:
            out.heading(2, "人员情况", "overview.staff")
            counted = [f"{name}{{staff.count#{name}}}人" for name in accounts.staff]
            year = accounts.year - (not self.final)
            out.say(self.say(words["staff"].replace("{staff}", "、".join(counted)), year=year, at=str(year)))

    # --- 报表 -------------------------------------------------------------------------------------------------------------

    def _forms(self) -> None:
        out, accounts, variant = self.out, self.accounts, self.variant
        notes: dict[str, str] = dict(self.words["notes"]["form"])
        for fund in ("government_fund", "state_capital"):
            if not accounts.funds[fund].expenditure:
                note = "".join(piece.text for piece in self.say(self.words["notes"][fund]))
                notes[f"{'final' if self.final else 'budget'}.{fund}"] = note
        if not accounts.three_public["total"].budget:
            notes["final.three_public"] = "".join(p.text for p in self.say(self.words["notes"]["three_public"]))
        forms = (final_forms if self.final else budget_forms)(accounts, variant, notes)
        out.add(PageBreak())
        out.heading(
            1,
            f"{accounts.year}年{'度' if self.final else ''}{self.scope}{self.noun}{self.rng.choice(('表', '报表'))}",
            "statements",
        )
        for number, form in enumerate(forms, 1):
            wide = variant.landscape_tables and form.table.cols > 8
            if number > 1 and (variant.form_page_break or wide):
                out.add(PageBreak(landscape=wide))
            elif number > 1 and variant.landscape_tables:
                out.add(PageBreak())
            label = {"none": "", "公开": "", "表": f"表{number}　"}[variant.form_numbers]
            out.form_heading(label, form.title, form.form)
            left = f"公开{number:02d}表　　" if variant.form_numbers == "公开" else ""
            named = f"编制{self.scope}：{accounts.org}　　" if not self.final or self.rng.random() < 0.5 else ""
            out.add(Paragraph(pieces(f"{left}{named}单位：{form.unit}"), align="right", role="unit"))
            out.add(TableBlock(form.table))
            if form.note:
                out.add(Paragraph(pieces(form.note), role="note"))
        out.add(PageBreak())

    # --- 情况说明 -----------------------------------------------------------------------------------------------------------

    def _narrative(self) -> None:
        year = self.accounts.year
        self.out.heading(1, f"{year}年{'度' if self.final else ''}{self.scope}{self.noun}情况说明", "narrative")
        if self.final:
            self._final_narrative()
        else:
            self._budget_narrative()

    def _final_narrative(self) -> None:
        out, say, words = self.out, self.say, self.words["final"]
        tail = self.rng.choice(("情况说明", "情况"))
        out.heading(2, f"收入支出决算总体{tail}", "narrative.summary")
        out.say(say(words["summary"]))
        if self.rng.random() < 0.3:
            out.say(say(words["carried"]))
        out.heading(2, f"收入决算{tail}", "narrative.revenue")
        out.say(say(words["revenue"], parts=self._revenue_parts()))
        self._perhaps(words["revenue_change"])
        out.heading(2, f"支出决算{tail}", "narrative.expenditure")
        out.say(say(words["expenditure"], parts=self._expenditure_parts()))
        self._perhaps(words["expenditure_change"])
        out.heading(2, f"财政拨款收入支出决算总体{tail}", "narrative.fiscal_summary")
        out.say(say(words["fiscal_summary"]))
        out.heading(2, f"一般公共预算财政拨款支出决算{tail}", "narrative.general_public")
        out.heading(3, "一般公共预算财政拨款支出决算总体情况", "narrative.general_public.overall")
        out.say(say(words["overall"]), run_in=True)
        out.heading(3, "一般公共预算财政拨款支出决算结构情况", "narrative.general_public.structure")
        out.say(say(words["structure"], parts=self._structure_parts()), run_in=True)
        out.heading(3, "一般公共预算财政拨款支出决算具体情况", "narrative.general_public.detail")
        out.say(say(words["detail"]), run_in=True)
        self._lines(words["line"])
        out.heading(2, f"一般公共预算财政拨款基本支出决算{tail}", "narrative.basic")
        out.say(say(words["basic"], words=self._basic_items()))
        out.heading(2, f"财政拨款“三公”经费支出决算{tail}", "narrative.three_public")
        self._three_public(words)
        out.heading(2, f"政府性基金预算财政拨款收入支出决算{tail}", "narrative.government_fund")
        self._fund("government_fund", words)
        out.heading(2, f"国有资本经营预算财政拨款收入支出决算{tail}", "narrative.state_capital")
        self._fund("state_capital", words)
        separate = self.variant.performance == "amounts"
        if separate:
            out.heading(2, "预算绩效管理情况", "narrative.performance")
            self._performance(words, level=3)
        out.heading(2, f"其他重要事项的{tail}", "narrative.other")
        out.heading(3, "机关运行经费支出情况", "narrative.other.operating_cost")
        family = words["operating_cost" if self.accounts.administrative else "operating_cost_none"]
        out.say(say(family), run_in=True)
        out.heading(3, "政府采购支出情况", "narrative.other.procurement")
        out.say(say(words["procurement"]), run_in=True)
        out.heading(3, "国有资产占有使用情况", "narrative.other.assets")
        out.say(self._assets(words["assets"], self.accounts.year), run_in=True)
        if not separate:
            out.heading(3, "预算绩效管理情况", "narrative.performance")
            self._performance(words, level=4)

    def _budget_narrative(self) -> None:
        out, say, words = self.out, self.say, self.words["compilation"]
        out.heading(2, "收支预算总体情况", "narrative.summary")
        out.say(say(words["summary"]))
        out.heading(2, "收入预算情况", "narrative.revenue")
        if self.rng.random() < 0.3:
            out.say(say(words["shanghai"]))
        else:
            out.say(say(words["revenue"], parts=self._revenue_parts(shares=False)))
        out.heading(2, "支出预算情况", "narrative.expenditure")
        out.say(say(words["expenditure"], parts=self._expenditure_parts(shares=False)))
        out.heading(2, "财政拨款收支预算总体情况", "narrative.fiscal_summary")
        out.say(say(words["fiscal_summary"]))
        out.heading(2, "一般公共预算支出情况", "narrative.general_public")
        out.say(say(words["overall"]))
        self._lines(words["line"])
        out.heading(2, "一般公共预算基本支出情况", "narrative.basic")
        out.say(say(words["basic"], words=self._basic_items()))
        out.heading(2, "“三公”经费预算情况", "narrative.three_public")
        if self.rng.random() < 0.5:
            out.say(say(words["three"]))
        else:
            out.say(say(words["three_head"]))
            for number, sentence in enumerate(words["three_each"], 1):
                out.say((Piece(f"（{'一二三'[number - 1]}）"), *say(sentence)))
        out.heading(2, "政府性基金预算支出情况", "narrative.government_fund")
        self._fund("government_fund", words)
        out.heading(2, "国有资本经营预算支出情况", "narrative.state_capital")
        self._fund("state_capital", words)
        out.heading(2, "其他重要事项说明", "narrative.other")
        if self.accounts.administrative:
            out.heading(3, "机关运行经费", "narrative.other.operating_cost")
            out.say(say(words["operating_cost"]), run_in=True)
        out.heading(3, "政府采购情况", "narrative.other.procurement")
        out.say(say(words["procurement"]), run_in=True)
        out.heading(3, "国有资产占有使用情况", "narrative.other.assets")
        out.say(self._assets(words["assets"], self.accounts.year - 1), run_in=True)
        out.heading(3, "预算绩效目标设置情况", "narrative.performance")
        out.say(say(words["performance"]), run_in=True)
        for project in self.accounts.projects:
            self._indicators(project)

    def _perhaps(self, family: Sequence[str]) -> None:
        """A sentence that some publishers have, where the numbers allow it."""
        if self.rng.random() < 0.35:
            try:
                self.out.say(self.say(family))
            except UnsayableError:
                return

    # --- parts of sentences -----------------------------------------------------------------------------------------------

    def _parts(self, metrics: Sequence[tuple[str, str]], whole: str, *, shares: bool) -> list[Piece]:
        parts: list[tuple[Piece, ...]] = []
        for metric, name in metrics:
            amount = self.speaker.amount(metric)
            if shares:
                family = self.words["final"]["part"]
                parts.append(self.say(family, name=name, amount=amount, share=self.speaker.share(metric, whole)))
            else:
                parts.append((Piece(name), *amount))
        return _list_of(parts, "；")

    def _revenue_parts(self, *, shares: bool = True) -> list[Piece]:
        book = self.speaker.book
        one = self.rng.random() < 0.4
        names = [("revenue.fiscal_appropriation", "财政拨款收入")]
        if not one:
            names = [
                ("revenue.general_public_budget", "一般公共预算财政拨款收入"),
                ("revenue.government_fund", "政府性基金预算财政拨款收入"),
                ("revenue.state_capital", "国有资本经营预算财政拨款收入"),
            ]
        names += [
            ("revenue.superior_subsidy", "上级补助收入"),
            ("revenue.business", "事业收入"),
            ("revenue.operating", "经营收入"),
            ("revenue.subordinate_remittance", "附属单位上缴收入"),
            ("revenue.other", "其他收入"),
        ]
        if not self.final:
            names.append(("revenue.opening_carryover", "上年结转"))
        zeros = self.rng.random() < 0.5
        told = [pair for pair in names if zeros or book[pair[0], ""].value]
        return self._parts(told, "revenue.total", shares=shares)

    def _expenditure_parts(self, *, shares: bool = True) -> list[Piece]:
        book = self.speaker.book
        names = [
            ("expenditure.basic", "基本支出"),
            ("expenditure.project", "项目支出"),
            ("expenditure.superior_remittance", "上缴上级支出"),
            ("expenditure.operating", "经营支出"),
            ("expenditure.subordinate_subsidy", "对附属单位补助支出"),
        ]
        zeros = self.rng.random() < 0.5 and self.final
        told = [pair for pair in names if zeros or book[pair[0], ""].value]
        return self._parts(told, "expenditure.total", shares=shares)

    def _structure_parts(self) -> list[Piece]:
        metric = "general_public.expenditure"
        template = self.rng.choice(self.words["final"]["structure_part"])
        parts = []
        for code in load("classification")["classes"]:
            if not self.speaker.can_say(metric, code):
                continue
            name = function_name(code)
            name = name.removesuffix("支出") if "（类）支出" in template and name != "其他支出" else name
            dims = {"function": code, "function_name": name}
            amount = self.speaker.amount(metric, key=code, dims=dims)
            share = self.speaker.share(metric, metric, key=code, dims=dims)
            parts.append(self.say(template, fn=name, amount=amount, share=share))
        return _list_of(parts, "；")

    def _lines(self, family: Sequence[str]) -> None:
        """The 类/款/项 lines, all in the wording of one template."""
        template = self.rng.choice(family)
        number_style = self.rng.choice(LINE_NUMBERS)
        quoted = self.rng.random() < 0.2
        number = 0
        for item in self.accounts.items:
            if not item.general_public:
                continue
            number += 1
            path = [function_name(item.code[:length]) for length in (3, 5, 7)]
            fn = "".join(f"{name}（{level}）" for name, level in zip(path, "类款项", strict=True))
            fn = f"“{fn}”" if quoted else fn
            dims = {"function": item.code, "function_name": function_path(item.code)}
            line = self.say(template, key=item.code, dims=dims, fn=fn, purpose=self._purpose(item.code))
            self.out.say((Piece(number_style.format(number)), *line) if number_style else line)

    def _purpose(self, code: str) -> str:
        name = function_name(code)
        for ending, purposes in load("departments")["purposes"].items():
            if ending and ending in name:
                return str(self.rng.choice(purposes))
        return str(self.rng.choice(load("departments")["purposes"][""]))

    def _basic_items(self) -> dict[str, str]:
        codes = self.accounts.economic
        return {
            "personnel_items": listed([economic_name(code) for code in codes if code[:3] in ("301", "303")]),
            "public_items": listed([economic_name(code) for code in codes if code[:3] in ("302", "310")]),
        }

    def _three_public(self, words: dict[str, Any]) -> None:
        out, say, three, counts = self.out, self.say, self.accounts.three_public, self.accounts.counts
        if not three["total"].budget:
            out.say(say(words["three_none"]))
            return
        out.heading(3, "“三公”经费财政拨款支出决算总体情况说明", "narrative.three_public.overall")
        overall = say(words["three_overall"])
        if self.rng.random() < 0.4:
            overall = say(words["three_items"], head=overall, parts=self._three_items(words))
        out.say(overall, run_in=True)
        if self.rng.random() < 0.3:
            out.say(say(words["three_change"]))
        out.heading(3, "“三公”经费财政拨款支出决算具体情况说明", "narrative.three_public.detail")
        if three["total"].value:
            out.say(say(words["three_parts"]), run_in=True)
        out.say((Piece("1."), *say(words["abroad"])))
        out.say((Piece("2."), *say(words["vehicle"])))
        types = [
            (Piece(name), *self.say(f"{{three_public.vehicles_owned#{name}}}辆"))
            for name, count in self.accounts.vehicle_types.items()
            if count
        ]
        if types:
            out.say(say(words["vehicle_purchase"], types=_list_of(types, "、")))
        else:
            out.say(say(words["vehicle_purchase_none"]))
        out.say(say(words["vehicle_operation"]))
        out.say((Piece("3."), *say(words["reception"])))
        if counts["domestic_batches"]:
            out.say(say(words["reception_domestic"]))
            if self.rng.random() < 0.5:
                out.say(say(words["reception_foreign"]))

    def _three_items(self, words: dict[str, Any]) -> list[Piece]:
        names = {"abroad": "因公出国（境）费", "vehicle": "公务用车购置及运行维护费", "reception": "公务接待费"}
        items = []
        for item, name in names.items():
            metric = f"three_public.{item}"
            amount = self.speaker.amount(metric)
            if self.accounts.three_public[item].budget:
                done = self.say(f"{{{metric}:completion}}")
                items.append(self.say(words["three_item"], name=name, amount=amount, done=done))
            else:
                items.append(self.say(words["three_item_unplanned"], name=name, amount=amount))
        return _list_of(items, "；")

    def _fund(self, fund: str, words: dict[str, Any]) -> None:
        metric = f"{fund}.expenditure"
        if not self.accounts.funds[fund].expenditure:
            self.out.say(self.say(words[f"{fund}_none"]))
            return
        lines = []
        for item in self.accounts.items:
            if self.speaker.can_say(metric, item.code):
                names = [function_name(item.code[:length]) for length in (3, 5, 7)]
                fn = "".join(f"{name}（{level}）" for name, level in zip(names, "类款项", strict=True))
                dims = {"function": item.code, "function_name": function_path(item.code)}
                if f"{fund}_line" in words:
                    lines.append(self.say(words[f"{fund}_line"], key=item.code, dims=dims, fn=fn))
        self.out.say(self.say(words[fund], lines=_list_of(lines, "；")))

    def _assets(self, family: Sequence[str], year: int) -> tuple[Piece, ...]:
        uses = [
            (Piece(name), *self.say(f"{{assets.vehicles#{name}}}辆", year=year)) for name in self.accounts.vehicle_uses
        ]
        return self.say(family, year=year, uses=_list_of(uses, "、"), threshold=str(self.accounts.equipment[0]))

    # --- 绩效 -------------------------------------------------------------------------------------------------------------

    def _performance(self, words: dict[str, Any], *, level: int) -> None:
        out, say = self.out, self.say
        family = words["performance_amounts" if self.variant.performance == "amounts" else "performance"]
        out.say(say(family))
        out.heading(level, "项目绩效目标完成情况", "narrative.performance.projects")
        names = "".join(f"“{project.name}”" for project in self.accounts.projects)
        out.say(say(words["projects_intro"], names=names, count=str(len(self.accounts.projects))))
        if self.variant.review_style == "narrative":
            for project in self.accounts.projects:
                self._review(project, words)
        for project in self.accounts.projects:
            self._indicators(project)

    def _review(self, project: Project, words: dict[str, Any]) -> None:
        clean = self.rng.random() < 0.25
        problems = [] if clean else list(project.spec["problems"])
        measures = [] if clean else list(project.spec["measures"])
        line = self.say(
            words["review_clean" if clean else "review"],
            key=project.name,
            dims={"project": project.name},
            words={
                "name": project.name,
                "effects": project.spec["social"],
                "problems": _counted(problems),
                "measures": _counted(measures),
            },
        )
        self.out.say(line)
        self.projects.append(
            {
                "name": project.name,
                "budget": str(as_printed(printed(wan(project.budget)))),
                "executed": str(as_printed(printed(wan(project.executed)))),
                "completion": str(next(p.fact.value for p in line if p.fact and p.fact.measure == "completion")),
                "unit": "万元",
                "effects": project.spec["social"],
                "problems": problems,
                "improvements": measures,
            }
        )

    def _indicators(self, project: Project) -> None:
        table = indicator_table(self.rng, self.accounts, project, self.variant)
        if not (self.final and self.variant.indicators == "seed"):
            self.out.add(Paragraph(pieces(table_title(self.accounts, self.variant)), align="center"))
        self.out.add(TableBlock(table, flat=True))

    # --- 名词解释, 附件 -------------------------------------------------------------------------------------------------------

    def _glossary(self) -> None:
        self.out.heading(1, "名词解释", "glossary")
        terms = self.words["glossary"]
        kept = [term for term in terms if self.rng.random() < 0.85]
        style = self.rng.choice(("1.", "1.", "一、", "（一）") if self.variant.parts else ("1.", "（一）"))
        for number, term in enumerate(kept, 1):
            text = f"{self.out.number_like(style, number)}{term}：{terms[term]}"
            self.out.say(pieces(text))
            self.glossary.append({"term": term, "definition": terms[term]})

    def _attachments(self) -> None:
        out, say, words, accounts = self.out, self.say, self.words["evaluation"], self.accounts
        out.heading(1, "附件", "attachments")
        number = 1
        if self.rng.random() < 0.5:
            out.report(f"附件{number}", "".join(p.text for p in say(words["overall_title"])))
            out.inner(1, "部门概况", "attachments.evaluation")
            out.say(say(self.words["overview"]["offices"], offices=listed(accounts.offices)))
            out.inner(1, "部门财政资金收支情况", "attachments.evaluation")
            out.say(say(words["overall_funds"]))
            out.inner(1, "评价结论及建议", "attachments.evaluation")
            out.say(say(words["conclusion"]))
            number += 1
        for project in accounts.projects:
            self._report(project, words, number)
            number += 1

    def _report(self, project: Project, words: dict[str, Any], number: int) -> None:
        out = self.out
        slots = {
            "name": project.name,
            "thing": project.spec["thing"],
            "goal": project.spec["sustain"],
            "effects": project.spec["social"],
            "public": project.spec["public"],
        }

        def line(name: str) -> tuple[Piece, ...]:
            return self.say(words[name], key=project.name, dims={"project": project.name}, words=slots)

        out.report(f"附件{number}", "".join(piece.text for piece in line("report_title")))
        out.inner(1, "项目概况", "attachments.evaluation")
        out.inner(2, "项目基本情况", "attachments.evaluation")
        out.say(line("basis"))
        out.inner(2, "项目绩效目标", "attachments.evaluation")
        out.say(line("goal"))
        out.inner(1, "项目资金申报及使用情况", "attachments.evaluation")
        out.inner(2, "项目资金申报及批复情况", "attachments.evaluation")
        out.say(line("requested"))
        out.inner(2, "资金计划、到位及使用情况", "attachments.evaluation")
        for index, name in enumerate(("planned", "received", "used"), 1):
            out.say((Piece(f"{index}．"), *line(name)))
        out.inner(2, "项目财务管理情况", "attachments.evaluation")
        out.say(line("managed"))
        out.inner(1, "项目绩效情况", "attachments.evaluation")
        out.inner(2, "项目完成情况", "attachments.evaluation")
        out.say(line("done"))
        out.inner(2, "项目效益情况", "attachments.evaluation")
        out.say(line("effects"))
        out.inner(1, "评价结论", "attachments.evaluation")
        out.say(line("conclusion"))


def _without_end_break(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(blocks[:-1] if isinstance(blocks[-1], PageBreak) else blocks)


def _list_of(parts: Sequence[Sequence[Piece]], mark: str) -> list[Piece]:
    flat: list[Piece] = []
    for index, part in enumerate(parts):
        if index:
            flat.append(Piece(mark))
        flat += part
    return flat


def _counted(sentences: Sequence[str]) -> str:
    """一是……；二是……; a single sentence stands alone."""
    if len(sentences) < 2:
        return "".join(sentences)
    return "；".join(f"{'一二三四五'[index]}是{sentence}" for index, sentence in enumerate(sentences))


__all__ = ["UnsayableError", "make_document"]
