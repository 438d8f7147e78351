"""``docs/tables.md`` from the results: bad ones first."""

from __future__ import annotations

import json
import os
import platform
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.tables.layouts import LAYOUTS

GOAL = 0.995  # row-exact on generated forms
_INTRO = """# Tables

Written by `python -m bench.tables`; what was seen by eye stands in `bench/tables/seen.md`. Generated forms: `corpus/generator` gives the forms and their truth,
`bench/tables/layouts.py` draws them. A row is exact when all its cells, and no other, stand in the right columns; a span is exact when a cell's text, column
and both spans are right. Our tables are scored as our own stitching joins them; for the other readers the scorer, which knows the truth, puts the pages
together and drops repeated headers. One document a layout and producer (seed 1). Camelot reads reportlab's documents of at most eight pages: its means are over fewer layouts.
Times are of the processor since 2026-11-29, and of the clock before, on a machine shared with other work: no comparison of speed; `python -m bench.speed` takes turns in one run.
"""


def machine() -> str:
    """Where and when."""
    return f"{platform.machine()}, {os.cpu_count()} cores (shared, busy), Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"


def markdown(folder: Path) -> str:
    """The whole page; parts without results are left out."""
    parts = [_INTRO]
    if (folder / "generated.json").exists():
        parts += _generated(json.loads((folder / "generated.json").read_text(encoding="utf-8")))
    if (folder / "other_seeds.json").exists():
        parts += _other_seeds(json.loads((folder / "other_seeds.json").read_text(encoding="utf-8")))
    if (folder / "real.json").exists():
        parts += _real(json.loads((folder / "real.json").read_text(encoding="utf-8")))
    if (folder / "lost.json").exists():
        parts += _lost(json.loads((folder / "lost.json").read_text(encoding="utf-8")))
    seen = folder.parent / "seen.md"
    if seen.exists():
        parts.append(seen.read_text(encoding="utf-8"))
    if (folder / "odd.json").exists():
        parts += _odd(json.loads((folder / "odd.json").read_text(encoding="utf-8")))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _generated(data: dict[str, Any]) -> list[str]:
    results = data["results"]
    ours = [item for item in results if item["reader"] == "ours"]
    below = sorted(
        (item for item in ours if item["row_exact"] < GOAL), key=lambda item: (item["row_exact"], item["layout"])
    )
    lines = [f"## Generated forms: below {GOAL} row-exact ({len(below)} of {len(ours)})", "", data["machine"], ""]
    if below:
        lines += [
            "| layout | producer | row-exact | recall | precision | first wrong row |",
            "|---|---|---|---|---|---|",
        ]
        for item in below:
            wrong = item.get("wrong", [item.get("error", "")])[0].replace("|", "/")[:150]
            lines.append(
                f"| {item['layout']} | {item['producer']} | {item['row_exact']:.4f} | {item['recall']:.4f} | {item['precision']:.4f} | {wrong} |"
            )
    older = [item for item in results if "measured" not in item]
    if older:
        mine = [item for item in ours if "measured" not in item]
        lines += [
            "",
            f"{len(older)} of {len(results)} results, {len(mine)} of them ours, are of 2026-11-24: older forms of the generator, and an older reader of ours. Not measured again since: "
            + "; ".join(sorted({f"{item['reader']} on {item['producer']}" for item in older}))
            + ".",
        ]
    out = ["\n".join(lines)]
    out.append(_readers(results))
    out.append(_layouts(results))
    return out


def _readers(results: list[dict[str, Any]]) -> str:
    """Means over the layouts; the readers are compared on the same producer."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for item in results:
        groups[item["producer"], item["reader"]].append(item)
    lines = [
        "## Means over layouts",
        "",
        "| producer | reader | layouts | precision | recall | row-exact | span-exact | ms/page |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (producer, reader), items in sorted(groups.items(), key=lambda pair: (pair[0][0], _mean(pair[1], "row_exact"))):
        pages = sum(item["pages"] for item in items) or 1
        seconds = sum((item["seconds_per_page"] or 0) * item["pages"] for item in items)
        rates = " | ".join(f"{_mean(items, key):.4f}" for key in ("precision", "recall", "row_exact", "span_exact"))
        lines.append(f"| {producer} | {reader} | {len(items)} | {rates} | {1000 * seconds / pages:.0f} |")
    return "\n".join(lines)


def _layouts(results: list[dict[str, Any]]) -> str:
    """Row-exact (span-exact) by layout, producers side by side."""
    keys = sorted({(item["producer"], item["reader"]) for item in results})
    found = {(item["layout"], item["producer"], item["reader"]): item for item in results}
    order = {layout: number for number, layout in enumerate(LAYOUTS)}
    layouts = sorted(
        {item["layout"] for item in results},
        key=lambda layout: (
            (
                min(item["row_exact"] for item in results if item["layout"] == layout and item["reader"] == "ours"),
                order.get(layout, 0),
            )
            if any(item["layout"] == layout and item["reader"] == "ours" for item in results)
            else (2.0, 0)
        ),
    )
    names = {"reportlab": "rl", "chromium": "chr", "libreoffice": "lo", "libreoffice-cff": "cff"}
    heads = [f"{reader.replace('camelot', 'cam.')} {names.get(producer, producer)}" for producer, reader in keys]
    lines = [
        "## Every layout: row-exact / span-exact",
        "",
        "rl: reportlab; chr: Chromium's print of HTML; lo: LibreOffice from DOCX, TrueType; cff: the same with CFF fonts. –: the producer cannot draw it, or it was not run.",
        "",
        f"| layout | {' | '.join(heads)} |",
        "|---" * (len(heads) + 1) + "|",
    ]
    for layout in layouts:
        shown = []
        for key in keys:
            item = found.get((layout, *key))
            shown.append(
                "–"
                if item is None
                else "error"
                if item.get("error")
                else "–"
                if not item["pages"]
                else f"{item['row_exact']:.3f} / {item['span_exact']:.3f}"
            )
        lines.append(f"| {layout} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _real(data: dict[str, Any]) -> list[str]:
    results = sorted(
        data["results"], key=lambda item: -(item["unplaced"] + item["doubled"] + item["mixed"] + item.get("outside", 0))
    )
    lines = [
        "## The real documents: numbers kept, sums",
        "",
        data["machine"],
        "",
        "lost: numbers in a form's grid that are in no cell of a statement; twice: in two; mixed: cells of words with an amount; outside: amounts on the forms' pages that stand in no grid.",
        "",
        "| document | pages | forms | numbers | lost | twice | mixed | outside | hierarchy pass/fail | row sums pass/fail | ms/page |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for item in results:
        checks = item["checks"]
        sums = " | ".join(
            f"{checks.get(name + ':pass', 0)}/{checks.get(name + ':fail', 0)}"
            for name in ("form.hierarchy", "form.row_sum")
        )
        lines.append(
            f"| {item['document']} | {item['pages']} | {item['forms']} | {item['numbers']} | {item['unplaced']} | {item['doubled']} | {item['mixed']} | {item.get('outside', '–')} | {sums} | {1000 * item['seconds_per_page']:.0f} |"
        )
    total = {
        key: sum(item.get(key, 0) for item in results)
        for key in ("pages", "forms", "numbers", "unplaced", "doubled", "mixed", "outside")
    }
    lines.append(f"| all | {' | '.join(str(value) for value in total.values())} | | | |")
    notes = [f"- {item['document']}: {note}" for item in results for note in [*item["examples"], *item["failed"]]]
    return ["\n".join(lines + ([""] + notes if notes else []))]


def _lost(data: dict[str, Any]) -> list[str]:
    keys = ("rows", "same", "wrong", "wrong, not doubted", "not read")
    lines = [
        "## The real documents with rulings taken away",
        "",
        data["machine"],
        "",
        "The reading with all rulings is the truth; a row is the same where every written cell stands in its column. Doubted: the grid's confidence is below the one from which on no second reader is asked, and a Problem says so.",
        "",
        "| taken away | " + " | ".join(keys) + " |",
        "|---" * (len(keys) + 1) + "|",
    ]
    worst = sorted(data["results"], key=lambda item: -int(item["wrong, not doubted"]))
    lines += [f"| {item['loss']} | {' | '.join(str(item[key]) for key in keys)} |" for item in worst]
    return ["\n".join(lines)]


def _other_seeds(data: dict[str, Any]) -> list[str]:
    results = data["results"]
    pairs, below = sum(item["pairs"] for item in results), sum(len(item["below"]) for item in results)
    lines = [
        "## Other seeds of the generator\n\n"
        f"All pairs of layout and producer once with each seed, as they are read now: {below} of {pairs} pairs below 0.995 row-exact.\n",
        "| seed | read | pairs below | rows exact | which |",
        "|---|---|---|---|---|",
    ]
    for item in results:
        which = "; ".join(f"{one['layout']} ({one['producer']}) {one['row_exact']:.3f}" for one in item["below"])
        lines.append(
            f"| {item['seed']} | {item['measured']} | {len(item['below'])} of {item['pairs']} | {item['exact']:,} of {item['rows']:,} | {which or '–'} |"
        )
    return ["\n".join(lines)]


def _odd(data: dict[str, Any]) -> list[str]:
    report = data["results"]
    lines = [
        "## Odd PDFs: packages' own test data",
        "",
        f"{data['machine']}. Crashes: {len(report['crashes'])}; slow: {len(report['slow'])}.",
        "",
    ]
    lines += [f"- crash: {crash}" for crash in report["crashes"]]
    lines += [f"- slow: {slow}" for slow in report["slow"]]
    lines += ["", "| archive | files | pages read | grids | errors with a code |", "|---|---|---|---|---|"]
    for name, item in report["archives"].items():
        codes = ", ".join(f"{code} × {count}" for code, count in sorted(item["errors"].items())) or "–"
        lines.append(f"| {name} | {item['files']} | {item['pages']} | {item['grids']} | {codes} |")
    return ["\n".join(lines)]


def _mean(items: list[dict[str, Any]], key: str) -> float:
    return float(sum(item[key] for item in items)) / len(items)
