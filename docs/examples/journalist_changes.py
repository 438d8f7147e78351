"""记者：哪些部门的“三公”经费变化最大？给出每个数在原文件的页码和原句，便于核实。

用法：python docs/examples/journalist_changes.py DATASET page.html
"""

from __future__ import annotations

import sys
from pathlib import Path

import extractor
from extractor.compare.page import page_of
from extractor.compare.query import compare
from extractor.dataset.amounts import told


def main(path: str, out: str) -> list[str]:
    """变化从大到小；同时存一张可以打印的网页。"""
    with extractor.open_dataset(path) as dataset:
        found = compare(dataset, "three_public.total", by=["publisher", "year"], kind="final_account")
    Path(out).write_text(page_of(found), "utf-8")
    sources = {(figure.body, figure.year): figure for figure in found.present}
    lines = []
    for change in sorted(found.changes, key=lambda change: -abs(change.change)):
        source = sources[change.body, change.year]
        rate = "上年为 0" if change.rate is None else f"{change.rate:+.2f}%"
        page = f"第 {source.page} 页" if source.page else ""
        lines.append(
            f"{change.name} {change.year}：{told(change.previous, '元')} → {told(change.amount, '元')}（{rate}）；{source.source} {page} “{source.quote}”"
        )
    print("\n".join(lines) or "没有哪个部门公开了相邻两年的数")
    return lines


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
