"""Accounts and habits → the abstract document: cover, 概况, 报表, 情况说明, 名词解释, 附件 in the publisher's order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from corpus.generator.accounts import Accounts, make_accounts
from corpus.generator.composer import listed
from corpus.generator.forms import Form, budget_forms, final_forms
from corpus.generator.model import Block, Contents, Document, Kind, PageBreak, Paragraph, TableBlock, pieces
from corpus.generator.narrative import narrative
from corpus.generator.reports import attachments, glossary
from corpus.generator.telling import Telling
from corpus.generator.variants import PLAIN, Variant, choose_variant, with_rare_habits

RARE = "rare"
# Of connected forms: so many rows two that share a page may have together.
CONNECTED_ROWS = 24


def make_document(
    seed: int, *, kind: Kind = "final_account", variant: Variant | None = None, style: str = "usual"
) -> Document:
    """One disclosure, determined by ``seed``, ``kind`` and ``style``. ``variant`` fixes the habits; else they are drawn too.

    Seed 0 has plain habits, for the demonstration. ``style`` names the phrases (``data.phrases``): "heldout" has wordings to measure with, "rare"
    wordings and habits that few publishers have.
    """
    rng = Random(f"juesuan-{kind}-{seed}")
    year = rng.randrange(2015, 2026) + (kind == "budget")
    accounts = make_accounts(rng, kind, year)
    drawn = choose_variant(rng)
    if style == RARE:
        drawn = with_rare_habits(drawn, Random(f"juesuan-rare-{kind}-{seed}"))
    chosen = variant if variant is not None else PLAIN if seed == 0 else drawn
    return document_of(rng, accounts, chosen, kind, seed=seed, style=style)


def document_of(
    rng: Random, accounts: Accounts, variant: Variant, kind: Kind, *, seed: int, style: str = "usual"
) -> Document:
    """The disclosure of accounts already made, in the habits of ``variant``."""
    telling = Telling(rng, accounts, variant, kind, style)
    accounts, variant, out = telling.accounts, telling.variant, telling.out
    year, org = accounts.year, accounts.org
    subtitle = f"{year}年{telling.degree}{telling.scope}{telling.noun}"
    title = f"{org}{subtitle}"
    if variant.index_number:
        out.add(Paragraph(pieces(f"监督索引号{accounts.region['code']}{year}{seed % 1000:03d}"), role="note"))
    for line in [title] if telling.rng.random() < 0.5 else [org, subtitle]:
        out.add(Paragraph(pieces(line), align="center", role="cover"))
    out.add(PageBreak())
    if variant.contents != "none":
        out.add(Contents(depth=2 if variant.parts else 1))
        out.add(PageBreak())
    _overview(telling)
    if variant.tables_first:
        _forms(telling)
        narrative(telling)
    else:
        narrative(telling)
    glossary(telling)
    last_forms = not variant.tables_first
    if last_forms and not variant.parts:  # reports count 一、 as such a document does: nothing follows them
        _forms(telling)
    if telling.final and variant.attachments:
        attachments(telling)
    if last_forms and variant.parts:
        _forms(telling)
    if variant.signature:
        out.add(Paragraph(pieces(org), align="right", role="signature"))
        out.add(
            Paragraph(
                pieces(f"{year + telling.final}年{8 if telling.final else 2}月20日"), align="right", role="signature"
            )
        )
    region = accounts.region
    names = [region["province"], region["city"], region["county"]]
    profile = {
        "title": title,
        "publisher": org,
        "region": names,
        "region_code": region["code"],
        "level": "乡" if "town" in region else "县" if names[2] else "市" if names[1] else "省",
        "fiscal_year": year,
        "kind": telling.kind,
        "scope": "unit" if telling.scope == "单位" else "department",
    }
    return Document(
        seed=seed,
        kind=telling.kind,
        title=title,
        org=org,
        year=year,
        variant=variant,
        blocks=_without_end_break(out.blocks),
        profile=profile,
        projects=tuple(telling.projects),
        glossary=tuple(telling.glossary),
    )


def _overview(telling: Telling) -> None:
    out, accounts, words = telling.out, telling.accounts, telling.words["overview"]
    telling.head(1, "overview", "overview")
    telling.head(2, "overview.functions", "overview.functions")
    for number, duty in enumerate(accounts.spec["duties"], 1):
        out.say(pieces(f"{number}.{duty}"))
    if telling.rng.random() < 0.7:
        telling.head(2, "overview.key_work", "overview.key_work")
        for number, task in enumerate(accounts.spec["work"], 1):
            out.say(pieces(f"{number}.{task}"))
    telling.head(2, "overview.organisation", "overview.organisation")
    out.say(telling.say(words["offices"], offices=listed(accounts.offices)))
    noun = f"{telling.scope}{telling.noun}"
    if accounts.units:
        out.say(telling.say(words["units"]))
        names = listed([f"{accounts.org}（本级）", *accounts.units])
        out.say(telling.say(words["units_list"], noun=noun, names=names))
    else:
        out.say(telling.say(words["units_none"], noun=noun))
    if telling.rng.random() < 0.5:
        telling.head(2, "overview.staff", "overview.staff")
        counted = "、".join(f"{name}{{staff.count#{name}}}人" for name in accounts.staff)
        year = accounts.year - (not telling.final)
        out.say(telling.say(words["staff"].replace("{staff}", counted), year=year, at=str(year)))


def _forms(telling: Telling) -> None:
    out, accounts, variant = telling.out, telling.accounts, telling.variant
    notes: dict[str, str] = dict(telling.words["notes"]["form"])
    for fund in ("government_fund", "state_capital"):
        if not accounts.funds[fund].expenditure:
            note = "".join(piece.text for piece in telling.say(telling.words["notes"][fund]))
            notes[f"{'final' if telling.final else 'budget'}.{fund}"] = note
    if not accounts.three_public["total"].budget:
        notes["final.three_public"] = "".join(p.text for p in telling.say(telling.words["notes"]["three_public"]))
    forms = (final_forms if telling.final else budget_forms)(accounts, variant, notes)
    out.add(PageBreak())
    telling.head(1, "statements", "statements")
    if variant.annexed:
        out.say(pieces("各表详见附件。"))
        out.add(PageBreak())
        return
    for number, form in enumerate(forms, 1):
        wide = variant.landscape_tables and form.table.cols > 8
        if variant.connected_forms and number > 1 and _connects(forms[number - 2], form):
            pass
        elif number > 1 and (variant.form_page_break or wide):
            out.add(PageBreak(landscape=wide))
        elif number > 1 and variant.landscape_tables:
            out.add(PageBreak())
        label = {"none": "", "公开": "", "表": f"表{number}　"}[variant.form_numbers]
        out.form_heading(label, form.title, form.form)
        left = f"公开{number:02d}表　　" if variant.form_numbers == "公开" else ""
        named = f"编制{telling.scope}：{accounts.org}　　" if not telling.final or telling.rng.random() < 0.5 else ""
        out.add(Paragraph(pieces(f"{left}{named}单位：{form.unit}"), align="right", role="unit"))
        out.add(TableBlock(form.table))
        if form.note:
            out.add(Paragraph(pieces(form.note), role="note"))
    out.add(PageBreak())


def _connects(before: Form, form: Form) -> bool:
    """Whether a form stands right under the one before it, on the same page."""
    return before.table.rows + form.table.rows <= CONNECTED_ROWS


def _without_end_break(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(blocks[:-1] if isinstance(blocks[-1], PageBreak) else blocks)
