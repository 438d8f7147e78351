"""A comparison as one HTML page that needs nothing else: tables and charts, readable on paper and without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape

from extractor.compare.records import Comparison, Figure, Side
from extractor.dataset.amounts import told
from extractor.knowledge.checks import OUTCOMES, SEVERITIES
from extractor.knowledge.vocabulary import metric_names

# A chart with more bars than this is no chart; the CSV has all of them.
MOST_BARS = 40
MOST_LINES = 12
# Rankings of so many years and kinds stand open; older ones fold.
OPEN_RANKINGS = 2
LONGEST_NAME = 24
KIND_NAMES = {"final_account": "决算", "budget": "预算", "performance": "绩效", None: "未知"}
BY_NAMES = {
    "region": "地区", "province": "省", "city": "市", "county": "县", "level": "层级", "year": "年度", "kind": "种类",
    "scope": "口径", "publisher": "公开主体",
}  # fmt: skip
# Told apart by people with the common kinds of colour blindness (Okabe and Ito).
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
_STYLE = """
:root{color-scheme:light}body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;margin:2rem auto;max-width:1080px;
padding:0 1rem;color:#222}h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:2px solid #0072B2}
table{border-collapse:collapse;width:100%;font-size:14px}th,td{padding:.3rem .55rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
th{background:#f3f6fa}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.muted{color:#666;font-size:13px}
.big{display:flex;gap:2rem;flex-wrap:wrap}.big div{font-size:1.5rem}.big small{display:block;font-size:13px;color:#666}
svg text{font:13px sans-serif;fill:#222}.q{border-left:4px solid #E69F00;padding:.2rem .8rem;margin:.5rem 0;background:#fffaf0}
figure,.t{margin:1rem 0;overflow-x:auto}figure svg{min-width:900px}th,td.w{white-space:nowrap}td{min-width:3.2em}
h3{font-size:1rem;margin:1.2rem 0 .2rem}details>summary{cursor:pointer;font-weight:600;margin:.6rem 0}.key i{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}
"""


def page_of(comparison: Comparison) -> str:
    """The page as text."""
    title = f"{comparison.name}比较"
    parts = [
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head><body>',
        f"<h1>{escape(title)}</h1>",
        f'<p class="muted">指标 {escape(comparison.metric)}；金额以元计算，按万元显示。没有读出的不算 0，也不参加合计。</p>',
        *_coverage(comparison),
        *_groups(comparison),
        *_ranking(comparison),
        *_per_head(comparison),
        *_structure(comparison),
        *_changes(comparison),
        *_against(comparison),
        *_findings(comparison),
        *_questions(comparison),
        *_missing(comparison),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


# --- sections -----------------------------------------------------------------------------------------------------------


def _coverage(comparison: Comparison) -> Iterator[str]:
    present, every = len(comparison.present), len(comparison.figures)
    zero = sum(figure.amount == 0 for figure in comparison.present)
    share = f"{present / every:.0%}" if every else "—"
    yield "<h2>覆盖</h2>"
    yield (
        f'<div class="big"><div>{present} / {every}<small>公开了这个数（{share}）</small></div>'
        f"<div>{zero}<small>其中为 0</small></div><div>{every - present}<small>没有读出</small></div>"
        f"<div>{len(comparison.failed)}<small>文件读取失败</small></div></div>"
    )
    for note in comparison.notes:
        yield f'<p class="muted">※ {escape(note)}</p>'


def _groups(comparison: Comparison) -> Iterator[str]:
    yield "<h2>分组</h2>"
    heads = [*(BY_NAMES[column] for column in comparison.by)]
    numbers = ["公开数", "有这个数", "其中为 0", "合计", "中位数", "最小", "最大"]
    rows = [
        [
            *(_word(column, group.key[column]) for column in comparison.by),
            str(group.publications), str(group.present), str(group.zero),
            *(_told(value, comparison.unit) for value in (group.total, group.median, group.lowest, group.highest)),
        ]
        for group in comparison.groups
    ]  # fmt: skip
    yield _table(heads, numbers, rows)


def _ranking(comparison: Comparison) -> Iterator[str]:
    """A chart a kind and year, the newest first: one body's figures of several years are no ranking."""
    held: dict[tuple[int, str], list[Figure]] = {}
    for figure in comparison.present:
        held.setdefault((figure.year or 0, figure.kind or ""), []).append(figure)
    if not held:
        return
    yield "<h2>排序</h2>"
    for number, (year, kind) in enumerate(sorted(held, reverse=True)):
        figures = held[year, kind]
        opened = " open" if number < OPEN_RANKINGS or len(comparison.present) <= MOST_BARS else ""
        rest = f"，图中为前 {MOST_BARS} 个" if len(figures) > MOST_BARS else ""
        yield (
            f"<details{opened}><summary>{year or '年度未知'} {KIND_NAMES.get(kind or None, kind)}（{len(figures)} 个{rest}）</summary>"
        )
        yield _bars(
            [(figure.name, figure.amount or Decimal(), figure.source, figure.page) for figure in figures[:MOST_BARS]],
            comparison.unit,
        )
        yield "</details>"


def _per_head(comparison: Comparison) -> Iterator[str]:
    held = [(figure, figure.per_head) for figure in comparison.present]
    known = sorted(
        ((figure, value) for figure, value in held if value is not None), key=lambda pair: (-pair[1], pair[0].name)
    )
    if not known or comparison.unit != "元":
        return
    yield "<h2>人均</h2>"
    yield f'<p class="muted">{len(known)} 个公开文件写明了人员数；除以所写的人员总数。</p>'
    yield _bars(
        [(_label(figure), value, figure.source, figure.page) for figure, value in known[:MOST_BARS]], comparison.unit
    )


def _structure(comparison: Comparison) -> Iterator[str]:
    whole = [figure for figure in comparison.present if figure.parts and figure.amount][:MOST_BARS]
    names = list(dict.fromkeys(part for figure in whole for part in figure.parts))
    if not names:
        return
    yield "<h2>构成</h2>"
    key = "".join(
        f'<span><i style="background:{COLOURS[at]}"></i>{escape(metric_names()[name])}</span>'
        for at, name in enumerate(names)
    )
    yield f'<p class="key">{key}<span><i style="background:#ddd"></i>其余或未写明</span></p>'
    height = 24
    yield f'<figure><svg viewBox="0 0 1040 {height * len(whole)}" width="100%" role="img" aria-label="构成">'
    for row, figure in enumerate(whole):
        y, x = row * height, Decimal(360)
        yield f'<text x="350" y="{y + 16}" text-anchor="end">{escape(_cut(_label(figure)))}</text>'
        yield f'<rect x="360" y="{y + 3}" width="660" height="17" fill="#ddd"/>'
        for at, name in enumerate(names):
            share = min(max(figure.parts.get(name, Decimal()) / (figure.amount or 1), Decimal()), (1020 - x) / 660)
            width = share * 660
            yield (
                f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="17" fill="{COLOURS[at]}">'
                f"<title>{escape(metric_names()[name])} {_told(figure.parts.get(name), comparison.unit)}</title></rect>"
            )
            x += width
    yield "</svg></figure>"


def _changes(comparison: Comparison) -> Iterator[str]:
    if not comparison.changes:
        return
    yield "<h2>逐年变化</h2>"
    yield from _lines(comparison)
    rows = [
        [
            escape(change.name), KIND_NAMES[change.kind], str(change.year), _told(change.previous, comparison.unit),
            _told(change.amount, comparison.unit), _told(change.change, comparison.unit),
            "上年为 0" if change.rate is None else f"{change.rate:+.2f}%",
        ]
        for change in comparison.changes
    ]  # fmt: skip
    yield _table(["公开主体", "种类", "年度"], ["上年", "本年", "增减", "增减率"], rows)


def _lines(comparison: Comparison) -> Iterator[str]:
    """A line a body over its years, where there are two years and few bodies."""
    series: dict[tuple[str, str | None, str | None], list[tuple[int, Decimal, str]]] = {}
    for figure in comparison.figures:
        if figure.year is not None and figure.amount is not None:
            series.setdefault((figure.body, figure.kind, figure.scope), []).append(
                (figure.year, figure.amount, figure.name)
            )
    shown = [sorted(points) for points in series.values() if len(points) > 1][:MOST_LINES]
    if not shown:
        return
    years = sorted({year for points in shown for year, _, _ in points})
    top = max(value for points in shown for _, value, _ in points) or Decimal(1)
    span, left = max(1, years[-1] - years[0]), 130
    yield '<figure><svg viewBox="0 0 1040 300" width="100%" role="img" aria-label="逐年变化">'
    for year in years:
        x = left + (year - years[0]) * (680 - left) / span
        yield f'<line x1="{x:.0f}" y1="20" x2="{x:.0f}" y2="260" stroke="#eee"/><text x="{x:.0f}" y="280" text-anchor="middle">{year}</text>'
    for share in (Decimal(0), Decimal("0.5"), Decimal(1)):
        y = 260 - 240 * float(share)
        yield f'<line x1="{left}" y1="{y:.0f}" x2="700" y2="{y:.0f}" stroke="{"#eee" if share else "#999"}"/>'
        yield f'<text x="{left - 8}" y="{y + 5:.0f}" text-anchor="end">{_told(top * share, comparison.unit)}</text>'
    for at, points in enumerate(shown):
        colour = COLOURS[at % len(COLOURS)]
        spots = [
            (
                left + (year - years[0]) * (680 - left) / span,
                260 - 240 * float(max(value, Decimal()) / top),
                year,
                value,
            )
            for year, value, _ in points
        ]
        yield f'<polyline fill="none" stroke="{colour}" stroke-width="2.5" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in spots)}"/>'
        for x, y, year, value in spots:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"><title>{year} {_told(value, comparison.unit)}</title></circle>'
        yield f'<rect x="730" y="{22 + at * 20}" width="12" height="12" fill="{colour}"/><text x="750" y="{33 + at * 20}">{escape(_cut(points[-1][2]))}</text>'
    yield "</svg></figure>"


def _against(comparison: Comparison) -> Iterator[str]:
    if not comparison.against:
        return
    yield "<h2>预算与决算</h2>"
    rows = [
        [
            escape(line.name), str(line.year), _told(line.budget, comparison.unit), _told(line.final, comparison.unit),
            "预算为 0" if line.rate is None else f"{line.rate:.2f}%",
        ]
        for line in comparison.against
    ]  # fmt: skip
    yield _table(["公开主体", "年度"], ["预算", "决算", "决算占预算"], rows)


def _findings(comparison: Comparison) -> Iterator[str]:
    """Checks between disclosures: what does not agree, and how many of each outcome."""
    if not any(comparison.outcomes.values()):
        return
    counts = comparison.outcomes
    yield "<h2>跨文件核对</h2>"
    yield f'<p class="muted">{"，".join(f"{OUTCOMES[outcome]} {count}" for outcome, count in counts.items())}；范围是比较中的公开主体，全部指标。</p>'
    fails = [finding for finding in comparison.findings if finding.outcome == "fail"]
    if fails:
        rows = [
            [
                escape(finding.name),
                str(finding.year or "未知"),
                KIND_NAMES[finding.kind],
                SEVERITIES[finding.severity],
                escape(finding.message),
                "；".join(_place(side) for side in (finding.left, finding.right) if side is not None),
            ]
            for finding in fails[:MOST_BARS]
        ]
        yield _table(["公开主体", "年度", "种类", "级别", "核对", "出处"], [], rows)
    opened = [finding for finding in comparison.findings if finding.outcome == "not_evaluable"]
    if opened:
        yield f"<details><summary>无法核对 {counts['not_evaluable']} 项{f'（列出 {MOST_BARS} 项）' if len(opened) > MOST_BARS else ''}</summary>"
        rows = [[escape(item.name), str(item.year or "未知"), escape(item.message)] for item in opened[:MOST_BARS]]
        yield _table(["公开主体", "年度", "缺什么"], [], rows) + "</details>"


def _place(side: Side) -> str:
    page = f"第 {side.page} 页" if side.page else ""
    return f"{side.year or ''} 年 {page}“{escape(side.quote)}”" if side.quote else f"{side.year or ''} 年各单位之和"


def _questions(comparison: Comparison) -> Iterator[str]:
    if not comparison.questions:
        return
    yield "<h2>值得一问</h2>"
    yield '<p class="muted">这些是看原文的线索，不是结论。</p>'
    sources = {figure.document: figure.source for figure in comparison.figures}
    for question in comparison.questions:
        source = sources.get(question.document) or ""
        where = (
            "（" + escape(" ".join(filter(None, (source, f"第 {question.page} 页" if question.page else "")))) + "）"
        )
        where = where if where != "（）" else ""
        yield f'<p class="q"><b>{escape(question.name)} {question.year or ""}</b>{where}：{escape(question.text)}</p>'


def _missing(comparison: Comparison) -> Iterator[str]:
    if comparison.missing:
        yield "<h2>没有这个数的公开文件</h2>"
        rows = [
            [
                escape(figure.name),
                str(figure.year or "未知"),
                KIND_NAMES[figure.kind],
                escape(figure.reason or ""),
                escape(figure.source or ""),
            ]
            for figure in comparison.missing
        ]
        yield _table(["公开主体", "年度", "种类", "原因", "文件"], [], rows)
    if comparison.failed:
        yield "<h2>读取失败的文件</h2>"
        yield _table(["文件", "代码"], [], [[escape(path), escape(code)] for path, code in comparison.failed])


# --- pieces -------------------------------------------------------------------------------------------------------------


def _bars(values: Sequence[tuple[str, Decimal, str | None, int | None]], unit: str) -> str:
    height, top = 24, max((value for _, value, _, _ in values), default=Decimal(1)) or Decimal(1)
    lines = [f'<figure><svg viewBox="0 0 1040 {height * len(values)}" width="100%" role="img" aria-label="条形图">']
    for row, (label, value, document, page) in enumerate(values):
        y, width = row * height, max(value, Decimal()) / top * 520
        where = f"{document or ''}{f' 第 {page} 页' if page else ''}"
        lines.append(
            f'<text x="350" y="{y + 16}" text-anchor="end">{escape(_cut(label))}</text>'
            f'<rect x="360" y="{y + 3}" width="{width:.1f}" height="17" fill="{COLOURS[0]}"><title>{escape(label)} {escape(where)}</title></rect>'
            f'<text x="{368 + width:.1f}" y="{y + 16}">{_told(value, unit)}</text>'
        )
    return "".join([*lines, "</svg></figure>"])


def _table(words: Sequence[str], numbers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """``rows`` hold HTML; the columns of ``numbers`` stand to the right."""
    head = "".join(f"<th>{word}</th>" for word in words) + "".join(f'<th class="n">{word}</th>' for word in numbers)
    body = "".join(
        "<tr>" + "".join(f"<td{_class_of(at, cell, len(words))}>{cell}</td>" for at, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f'<div class="t"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _class_of(at: int, cell: str, words: int) -> str:
    """Numbers to the right; a name stays on its line, a sentence may wrap."""
    if at >= words:
        return " class=n"
    return " class=w" if len(cell) <= LONGEST_NAME else ""


def _word(column: str, value: object) -> str:
    if column == "kind":
        return KIND_NAMES.get(str(value) if value else None, str(value))
    return escape(str(value)) if value not in (None, "") else "未知"


def _label(figure: Figure) -> str:
    return f"{figure.name} {figure.year or ''}{'' if figure.kind == 'final_account' else KIND_NAMES[figure.kind]}"


def _cut(label: str) -> str:
    return label if len(label) <= 25 else label[:11] + "…" + label[-13:]


def _told(value: Decimal | None, unit: str) -> str:
    return "—" if value is None else escape(told(value, unit))
